// The day in the house: kiosk, position, counter.
import { strict as assert } from "node:assert";
import { test } from "node:test";
import { kiosk, look, picture, phone, plain, visit } from "./support/browser.js";
import { book, draw, live, post } from "./support/city.js";

const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const counter = (verb, id = "4", body = {}) => post(`/offices/mitte/counters/${id}/${verb}`, body);

test("before opening the kiosk says when numbers are drawn", async (test) => {
  const page = await visit(test, kiosk);
  await live("07:30");
  await page.goto("/offices/mitte/kiosk");
  await page.getByText("Nummern gibt es ab 8:00 Uhr.").waitFor();
  await look(page, "kiosk-closed");
});

for (const [way, options] of Object.entries({
  "with JavaScript": kiosk,
  "without JavaScript": { ...kiosk, ...plain },
})) {
  test(`somebody without an appointment draws a number ${way}`, async (test) => {
    await live("08:40");
    const page = await visit(test, options);
    await page.goto("/offices/mitte/kiosk");
    await page.getByRole("link", { name: "Ich habe keinen Termin" }).click();
    await press(page, "Reisepass beantragen");
    const number = await page.locator(".number").innerText();
    assert.match(number, /^[1-5]\d\d$/);
    await page.getByRole("link", { name: "Fertig" }).click();
    await page.getByRole("heading", { name: "Willkommen" }).waitFor();
  });

  test(`somebody with an appointment arrives at the kiosk ${way}`, async (test) => {
    await live("08:41");
    const { number } = await book("personalausweis", "09:20");
    const page = await visit(test, options);
    await page.goto("/offices/mitte/kiosk");
    await page.getByRole("link", { name: "Ich habe einen Termin" }).click();
    for (const digit of number) await press(page, digit);
    await press(page, "9:20");
    await page.getByText("Schön, dass Sie da sind").first().waitFor();
    assert.equal(await page.locator(".number").innerText(), number);
  });

  test(`a visit from the phone to the counter and home ${way}`, async (test) => {
    await live("08:42");
    const { links, number } = await book("personalausweis", "09:00");
    const page = await visit(test, { ...phone, ...(options === kiosk ? {} : plain) });
    await page.goto(links.self);
    await press(page, "Ich bin da");
    await page.getByText("Schön, dass Sie da sind.").first().waitFor();
    await counter("serve", "5", { number });
    await page.reload();
    await page.getByText("Sie sind jetzt bei: Schalter 5.").waitFor();
    await counter("finish", "5");
    await page.reload();
    await page.getByText("Vielen Dank für Ihren Besuch.").waitFor();
  });
}

test("when the wait is long the kiosk shows that an appointment is sooner", async (test) => {
  await live("08:30");
  const page = await visit(test, kiosk);
  await page.goto("/offices/mitte/kiosk?view=draw");
  assert.equal(await page.getByText("Mit Termin geht es heute schneller.").count(), 0);
  await post("/offices/mitte/counters/4/open");
  for (let people = 0; people < 50; people += 1) await draw("personalausweis");
  await page.reload();
  await page.getByText("noch ab 9:00 Uhr").waitFor();
  await look(page, "kiosk-long-wait");
});

test("the kiosk takes the code of a booking from a reader", async (test) => {
  await live("09:10");
  const { links, number } = await book("personalausweis", "09:20");
  const page = await visit(test, kiosk);
  await page.goto("/offices/mitte/kiosk");
  // Nothing else that is read does anything.
  await page.keyboard.type("https://www.example.org/menu");
  await page.keyboard.press("Enter");
  await page.keyboard.type(`https://termine.bochum.example${links.self}`);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Schön, dass Sie da sind" }).waitFor();
  assert.equal(await page.locator(".number").innerText(), number);
});

test("a slip fits on rolls of 58 and of 80 mm", async (test) => {
  await live("09:15");
  const { secret } = await draw("wohnsitz-anmelden");
  const page = await visit(test, kiosk);
  await page.goto(`/offices/mitte/kiosk?ticket=${secret}`);
  for (const width of ["58mm", "80mm"]) {
    const pdf = (await page.pdf({ width, height: "170mm" })).toString("latin1");
    assert.equal(pdf.match(/\/Type\s*\/Page\b/g).length, 1, width);
  }
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: Math.floor((52 / 25.4) * 96), height: 700 });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await picture(page, "slip-58");
});

test("a kiosk that is left alone asks first and goes back to the start", async (test) => {
  await live("10:00");
  const page = await visit(test, kiosk);
  await page.clock.install();
  await page.goto("/offices/mitte/kiosk?view=draw");
  await page.clock.fastForward(41_000);
  await page.getByText("Brauchen Sie noch Zeit?").waitFor();
  await look(page, "kiosk-asks");
  await press(page, "Ja, mehr Zeit");
  await page.getByText("Brauchen Sie noch Zeit?").waitFor({ state: "hidden" });
  await page.clock.fastForward(41_000);
  await page.clock.fastForward(21_000);
  await page.getByRole("heading", { name: "Willkommen" }).waitFor();
});

test("the position page renews itself, keeps the focus and says when it is one's turn", async (test) => {
  await live("08:45");
  const { links, number } = await draw("meldebescheinigung");
  const page = await visit(test, phone);
  await page.clock.install();
  await page.goto(links.self);
  await look(page, "position");
  await page.getByText("Ich möchte nicht mehr warten").focus();
  await counter("serve", "6", { number });
  await page.clock.fastForward(21_000);
  await page.getByText("Sie sind jetzt bei: Schalter 6.").first().waitFor();
  await look(page, "position-serving");
  await counter("finish", "6");
  await page.clock.fastForward(21_000);
  await page.getByText("Vielen Dank für Ihren Besuch.").first().waitFor();
  await look(page, "position-done");
});

test("without a connection the position page says so and recovers", async (test) => {
  await live("11:00");
  const { links } = await draw("meldebescheinigung");
  const page = await visit(test, phone);
  await page.clock.install();
  await page.goto(links.self);
  await page.context().setOffline(true);
  await page.clock.fastForward(21_000);
  await page.getByText("Gerade gibt es keine Verbindung.").waitFor();
  await look(page, "position-offline");
  await page.context().setOffline(false);
  await page.clock.fastForward(21_000);
  await page.getByText("Gerade gibt es keine Verbindung.").waitFor({ state: "hidden" });
  await post(`${links.self}/leave`);
  await page.goto(links.self);
  await look(page, "position-left");
});

test("a clerk's day, by keyboard", async (test) => {
  await live("09:00");
  await draw("personalausweis");
  await draw("reisepass");
  const page = await visit(test);
  const keys = async (...names) => {
    for (const name of names) {
      // The browser gives the focus a moment after the page is there.
      await page.waitForFunction(() => document.activeElement !== document.body);
      await page.keyboard.press(name);
      await page.waitForLoadState();
    }
  };
  await page.goto("/offices/mitte/counters/4");
  await look(page, "counter");
  await page.keyboard.press("?");
  await page.getByText("Noch einmal aufrufen").waitFor();
  // Whoever speaks to the computer does not want single keys to do anything.
  await page.getByRole("button", { name: "Ohne die Taste ?" }).click();
  await page.keyboard.press("?");
  await page.getByText("Noch einmal aufrufen").waitFor();
  await page.reload();
  await page.keyboard.press("?");
  assert.ok(await page.getByText("Noch einmal aufrufen").isHidden());
  await page.getByText("Tastenkürzel").click();
  await page.getByRole("button", { name: "Ohne die Taste ?" }).click();
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("?");
  await page.getByText("Noch einmal aufrufen").waitFor({ state: "hidden" });
  await page.reload();
  // The key that is next has the focus.
  await keys("Enter");
  await page.getByRole("heading", { name: "Aufgerufen" }).waitFor();
  await look(page, "counter-called");
  await keys("Enter");
  await page.getByRole("heading", { name: "Wird bedient" }).waitFor();
  await look(page, "counter-serving");
  const first = await page.locator(".number").innerText();
  await keys("Enter");
  await page.getByRole("heading", { name: "Aufgerufen" }).waitFor();
  assert.notEqual(await page.locator(".number").innerText(), first);
  await press(page, "Zurückstellen");
  await page.getByRole("heading", { name: "Zurückgestellt: 1" }).waitFor();
  await page.getByRole("button", { name: /^Weiter bedienen/ }).click();
  await page.getByRole("heading", { name: "Wird bedient" }).waitFor();
  await press(page, "Rückgängig");
  await page.getByRole("heading", { name: "Zurückgestellt: 1" }).waitFor();
  await page.getByRole("link", { name: "Andere Nummer steht hier" }).click();
  await look(page, "counter-other");
  await page.keyboard.type("999");
  await keys("Enter");
  await page.getByText("Die Nummer 999 wartet hier nicht.").waitFor();
  await look(page, "counter-refused");
});

test("a clerk's page renews itself while nobody is there, and the key keeps the focus", async (test) => {
  await live("09:30");
  const page = await visit(test);
  await page.clock.install();
  await page.goto("/offices/mitte/counters/8");
  const waiting = await page.getByRole("heading", { name: /^Es warten/ }).innerText();
  await draw("reisepass");
  await page.clock.fastForward(11_000);
  await page.waitForFunction((text) => !document.body.innerText.includes(text), waiting);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Nächste Nummer");
});

test("the pages of the kiosk, one by one", async (test) => {
  await live("10:05");
  const page = await visit(test, kiosk);
  await page.goto("/offices/mitte/kiosk");
  await look(page, "kiosk");
  await page.goto("/offices/mitte/kiosk?view=arrive&number=61");
  await look(page, "kiosk-number");
  await page.goto("/offices/mitte/kiosk?view=arrive&number=612");
  await look(page, "kiosk-time");
  await page.goto("/offices/mitte/kiosk?view=draw");
  await look(page, "kiosk-draw");
  await press(page, "Reisepass abholen");
  await look(page, "kiosk-ticket");
  const { number } = await book("personalausweis", "10:30");
  await page.goto(`/offices/mitte/kiosk?view=arrive&number=${number}`);
  await press(page, "9:00");
  await look(page, "kiosk-refused");
  await page.goto(`/offices/mitte/kiosk?view=arrive&number=${number}`);
  await press(page, "10:30");
  await look(page, "kiosk-arrived");
});
