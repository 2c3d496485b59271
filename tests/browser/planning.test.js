// What the head of the office looks at when the hall is empty: which
// appointments to offer, how a day went and why, and the last weeks.
import { strict as assert } from "node:assert";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { desk, look, visit } from "./support/browser.js";
import { book, draw, eventually, get, live, opening, post } from "./support/city.js";
import { open } from "./support/house.js";

const office = "/offices/mitte";

// A plan stays in force, so it is published in a city of its own.
const data = mkdtempSync(join(tmpdir(), "planned-"));
let city;
before(async () => {
  city = await open(data, "--clock", opening);
});
after(async () => {
  await city?.close();
  rmSync(data, { recursive: true, force: true });
});

test("the proposal for the appointments says why, and is published with one key", async (test) => {
  const page = await visit(test, { ...desk, baseURL: city.url }, [city.url]);
  await page.goto(`${office}/plan`);
  await look(page, "plan");
  const day = page.locator("details").first();
  await day.locator("summary").press("Enter");
  await day.getByRole("columnheader", { name: "warum nicht mehr" }).waitFor();
  await look(page, "plan-day");
  await page.getByRole("button", { name: "Diesen Plan veröffentlichen" }).press("Enter");
  await page.getByText("Der Vorschlag ist in Kraft.").waitFor();
  await look(page, "plan-in-force");
  await page.goto(`${office}/today`);
  await page.getByRole("link", { name: "Protokoll" }).press("Enter");
  await page.getByRole("row", { name: /Leitung Terminplan veröffentlicht/ }).waitFor();
  await look(page, "audit");
});

test("a day is explained, and counted among the last weeks when the next one begins", async (test) => {
  await live("09:00");
  const begun = live.day();
  const { number } = await draw("reisepass");
  const booked = await book("personalausweis", "09:20");
  await live.on("09:36");
  await post(`${office}/counters/4/next`);
  await post(`${office}/answers`);
  await eventually("the call's event", async () => {
    const { events } = await get(`${office}/days/today`);
    return events.some(({ what }) => what === "answered");
  });
  const page = await visit(test);
  await page.goto(`${office}/days`);
  await look(page, "weeks-before");
  await page.goto(`${office}/days/today`);
  await page.getByRole("heading", { name: "Nicht gehalten: 1" }).waitFor();
  await page.getByRole("row", { name: new RegExp(`${number} aufgerufen`) }).waitFor();
  await page.getByText(/Buchungen für diesen Tag/).press("Enter");
  await page.getByRole("row", { name: new RegExp(`${booked.number} gebucht`) }).waitFor();
  await look(page, "day-explained");

  await live("09:00");
  await draw("reisepass");
  await eventually("the day before, counted", async () => {
    const { days } = await get(`${office}/days`);
    return days.some(({ date }) => date === begun);
  });
  await page.goto(`${office}/days`);
  await page.getByRole("link", { name: new RegExp(`${Number(begun.slice(8))}\\.`) }).first().waitFor();
  await look(page, "weeks");
  await page.getByRole("link", { name: new RegExp(`${Number(begun.slice(8))}\\.`) }).first().press("Enter");
  await page.getByRole("heading", { name: "Nicht gehalten: 1" }).waitFor();
  assert.ok(page.url().endsWith(begun));
  await page.goto(`${office}/days/2026-11-01`);
  await page.getByText("Für diesen Tag ist nichts aufgezeichnet.").waitFor();
  await look(page, "day-empty");
});
