// States that the other journeys do not come by: too late, over, called, away, paused,
// and pages as they are without JavaScript.
import { strict as assert } from "node:assert";
import { test } from "node:test";
import { desk, glance, kiosk, look, phone, plain, visit } from "./support/browser.js";
import { book, draw, get, live, mail, post, someone } from "./support/city.js";

const service = "personalausweis";
const slots = `/offices/mitte/slots?service=${service}`;
const counter = (verb, id = "4", body = {}) => post(`/offices/mitte/counters/${id}/${verb}`, body);

/** Somebody else takes what is left of this start. */
const take = async (start) => {
  for (;;) {
    const { days } = await get(slots);
    const slot = days.flatMap((day) => day.slots).find((slot) => slot.start === start);
    if (!slot?.free) return;
    await post("/offices/mitte/bookings", { service, start, email: someone() });
  }
};

test("who is too late is led on, and types nothing twice", async (test) => {
  await live("08:40");
  const page = await visit(test);
  const wanted = page.getByRole("button", { name: "Diesen Termin nehmen" });
  await page.goto(slots);
  await take(await wanted.getAttribute("value"));
  await wanted.click();
  await page.getByRole("heading", { name: "Dieser Termin ist gerade vergeben worden." }).waitFor();
  await look(page, "hold-taken");

  await page.goto(slots);
  const start = await wanted.getAttribute("value");
  await wanted.click();
  const email = someone();
  await page.getByLabel("Ihre E-Mail-Adresse").fill(email);
  await live.on("08:51");
  await take(start);
  await page.getByRole("button", { name: "Termin verbindlich buchen" }).click();
  await page.getByRole("heading", { name: "Stattdessen gleich buchen" }).waitFor();
  assert.ok(!page.url().includes("@"), page.url());
  await look(page, "book-taken");
  await page.getByRole("listitem").getByRole("button").first().click();
  await page.getByText("Ihr Termin ist gebucht.").waitFor();
  await mail(email);
});

test("an appointment that is over says so, and its number calls nobody", async (test) => {
  await live("08:40");
  const { links } = await book(service, "09:00");
  await live.on("18:30");
  const page = await visit(test, phone);
  await page.goto(links.self);
  await page.getByRole("link", { name: "Neuen Termin buchen" }).waitFor();
  assert.equal(await page.getByText("Mit dieser Nummer rufen wir Sie auf.").count(), 0);
  await look(page, "past");
});

test("the position page when one is called, put back, and not there", async (test) => {
  await live("09:00");
  const page = await visit(test, phone);
  const { links } = await draw("meldebescheinigung");
  await counter("next");
  await page.goto(links.self);
  await page.getByText("Sie sind dran: Schalter 4").waitFor();
  await look(page, "position-called");
  await counter("park");
  await page.reload();
  await look(page, "position-parked");

  const absent = await draw("meldebescheinigung");
  for (const [call, missed] of [["09:01", "09:03"], ["09:09", "09:11"]]) {
    await live.on(call);
    await counter("next", "5");
    await live.on(missed);
    await counter("no-show", "5");
  }
  await page.goto(absent.links.self);
  await look(page, "position-missed");
});

test("a page that renews itself can be stopped, for as long as one likes", async (test) => {
  await live("08:45");
  const { links, number } = await draw("meldebescheinigung");
  const page = await visit(test, phone);
  await page.clock.install();
  await page.goto(links.self);
  const stop = page.getByRole("button", { name: "Diese Seite nicht von selbst erneuern" });
  await stop.click();
  await look(page, "position-paused");
  await counter("serve", "6", { number });
  await page.clock.fastForward(61_000);
  // Loaded anew by hand it stays so.
  assert.equal(await page.getByText("Schalter 6").count(), 0);
  await stop.click();
  await page.getByText("Sie sind jetzt bei: Schalter 6.").first().waitFor();
  await counter("finish", "6");

  const bare = await visit(test, { ...phone, ...plain });
  const { links: other } = await draw("meldebescheinigung");
  await bare.goto(other.self);
  assert.match(await bare.content(), /http-equiv="refresh"/);
  await bare.getByRole("link", { name: "Diese Seite nicht von selbst erneuern" }).click();
  await bare.getByText("Diese Seite erneuert sich nicht von selbst.").waitFor();
  assert.doesNotMatch(await bare.content(), /http-equiv="refresh"/);
  await bare.getByRole("link", { name: "Wieder von selbst erneuern" }).click();
  assert.match(await bare.content(), /http-equiv="refresh"/);
});

test("the list of offices leads to easy language and to the legal pages of the city", async (test) => {
  const page = await visit(test);
  await page.goto("/offices");
  await page.getByRole("link", { name: "Leichte Sprache" }).click();
  await page.getByRole("heading", { name: "So bekommen Sie einen Termin" }).waitFor();
});

test("pages without JavaScript, one by one", async (test) => {
  await live("08:50");
  const page = await visit(test, { ...desk, ...plain });
  const show = async (name, path) => {
    await page.goto(path);
    await glance(page, name);
  };
  await show("offices", "/offices");
  await show("office", "/offices/mitte");
  await show("slots", slots);
  await page.getByRole("button", { name: "Diesen Termin nehmen" }).click();
  await glance(page, "hold");
  await page.getByLabel("Ihre E-Mail-Adresse").fill(someone());
  await page.getByRole("button", { name: "Termin verbindlich buchen" }).click();
  await glance(page, "booked");
  await show("position", (await draw("reisepass")).links.self);
  await show("counter", "/offices/mitte/counters/4");
  await page.setViewportSize(kiosk.viewport);
  await show("kiosk", "/offices/mitte/kiosk");
});
