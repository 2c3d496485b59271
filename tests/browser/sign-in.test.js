// Staff sign in with their own accounts, in a city that asks for them.
import { strict as assert } from "node:assert";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { desk, look, phone, plain, visit } from "./support/browser.js";
import { opening } from "./support/city.js";
import { open } from "./support/house.js";

const data = mkdtempSync(join(tmpdir(), "rights-"));
let city;
before(async () => {
  city = await open(data, "--sign-in", "--clock", opening);
});
after(async () => {
  await city?.close();
  rmSync(data, { recursive: true, force: true });
});

const counter = "/offices/mitte/counters/4";
const window = (test, options = desk) => {
  // The issuer answers under another name, as it would in life.
  const issuer = city.url.replace("127.0.0.1", "localhost");
  return visit(test, { ...options, baseURL: city.url, cookies: true }, [city.url, issuer]);
};

for (const [kind, options] of Object.entries({ script: desk, plain: { ...desk, ...plain }, phone })) {
  test(`a clerk signs in, works, and signs out (${kind})`, async (test) => {
    const page = await window(test, options);
    await page.goto(counter);
    await page.getByRole("heading", { name: "Als wer möchten Sie sich anmelden?" }).waitFor();
    assert.match(page.url(), /^http:\/\/localhost:/);
    await page.getByRole("link", { name: "Herr Nowak" }).click();
    // The cookie is Strict, and came at the end of a way that began elsewhere.
    await page.waitForURL(`${city.url}${counter}`);
    // axe needs timers, which a window without scripts has not.
    const looks = kind !== "plain";
    if (looks) await look(page, `sign-in-counter-${kind}`);
    await page.getByRole("button", { name: "Nächste Nummer" }).click();
    await page.waitForURL(`${city.url}${counter}`);
    await page.getByRole("button", { name: "Abmelden" }).click();
    await page.getByRole("heading", { name: "Sie sind abgemeldet" }).waitFor();
    if (looks) await look(page, `sign-out-${kind}`);
    await page.getByRole("link", { name: "Wieder anmelden" }).click();
    await page.getByRole("heading", { name: "Als wer möchten Sie sich anmelden?" }).waitFor();
  });
}

test("a command that comes after the session is not carried out, and leads to signing in", async (test) => {
  const page = await window(test);
  await page.goto(counter);
  await page.getByRole("link", { name: "Herr Nowak" }).click();
  await page.waitForURL(`${city.url}${counter}`);
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Nächste Nummer" }).click();
  await page.getByRole("link", { name: "Anmelden" }).waitFor();
  await look(page, "sign-in-command-too-late");
});

test("who has no rights is told, and can be somebody else", async (test) => {
  const page = await window(test);
  await page.goto("/offices/mitte/today");
  await page.getByRole("link", { name: "Herr Fremd" }).click();
  await page.getByRole("heading", { name: "Für Ihr Konto ist hier nichts freigegeben." }).waitFor();
  await look(page, "sign-in-no-rights");
  await page.goto("/offices/mitte/today");
  await page.getByRole("link", { name: "Frau Yilmaz" }).click();
  await page.waitForURL(`${city.url}/offices/mitte/today`);
  await page.getByRole("heading", { name: "Das dürfen Sie hier nicht." }).waitFor();
  await look(page, "sign-in-not-here");
  await page.getByRole("button", { name: "Abmelden" }).click();
  await page.getByRole("heading", { name: "Sie sind abgemeldet" }).waitFor();
});
