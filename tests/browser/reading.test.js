// The kiosk reads its pages to whoever asks for it.
import { strict as assert } from "node:assert";
import { test } from "node:test";
import { kiosk, look, visit } from "./support/browser.js";
import { live } from "./support/city.js";

const home = "/offices/mitte/kiosk";
const button = (page, name = "Vorlesen") => page.getByRole("button", { name });

/** Writes down what is read, over all pages; Chromium on a server has no voices of its own. */
const listen = (page, lang) =>
  page.addInitScript((lang) => {
    globalThis.said = [];
    globalThis.SpeechSynthesisUtterance = class {
      constructor(text) {
        this.text = text;
      }
    };
    Object.defineProperty(globalThis, "speechSynthesis", {
      value: {
        getVoices: () => [{ lang, name: "Test" }],
        cancel: () => (globalThis.said.length = 0),
        speak: (speech) => globalThis.said.push(speech.text),
      },
    });
  }, lang);
const said = (page) => page.evaluate(() => globalThis.said);

test("a kiosk without a voice of the page's language offers no reading", async (test) => {
  await live("09:00");
  const page = await visit(test, kiosk);
  await listen(page, "en-GB");
  await page.goto(home);
  assert.ok(await button(page).isHidden());
  await page.getByRole("link", { name: "English" }).click();
  await button(page, "Read aloud").waitFor();
});

test("whoever asks for it is read every page, and the number, until the next person comes", async (test) => {
  await live("09:00");
  const page = await visit(test, kiosk);
  await listen(page, "de-DE");
  await page.goto(home);
  assert.deepEqual(await said(page), []);
  await button(page).click();
  await look(page, "kiosk-reading");
  const [title, ...choices] = await said(page);
  assert.equal(title, "Willkommen");
  assert.match(choices[0], /^Ich habe einen Termin/);
  assert.match(choices[1], /^Ich habe keinen Termin/);
  await page.getByRole("link", { name: "Ich habe keinen Termin" }).click();
  await page.getByRole("heading", { name: "Was möchten Sie erledigen?" }).waitFor();
  assert.ok((await said(page)).includes("Reisepass beantragen"));
  await page.getByRole("button", { name: "Reisepass beantragen" }).click();
  await page.getByRole("heading", { name: "Bitte merken oder drucken Sie Ihre Nummer" }).waitFor();
  assert.ok((await said(page)).includes("1, 0, 0. 100."), String(await said(page)));
  await page.getByRole("link", { name: "Fertig" }).click();
  await page.getByRole("heading", { name: "Willkommen" }).waitFor();
  assert.deepEqual(await said(page), []);
  assert.equal(await button(page).getAttribute("aria-pressed"), "false");
  // And it can be stopped.
  await button(page).click();
  assert.notDeepEqual(await said(page), []);
  await button(page).click();
  assert.deepEqual(await said(page), []);
});
