// The head of the office: how the day goes, and closing one.
import { test } from "node:test";
import { look, plain, desk, visit } from "./support/browser.js";
import { book, draw, live, post } from "./support/city.js";

test("the head of the office sees how the day goes", async (test) => {
  await live("09:00");
  const page = await visit(test);
  await page.clock.install();
  await page.goto("/offices/mitte/today");
  await page.getByText("Niemand wartet länger als zugesagt.").waitFor();
  await look(page, "today");
  await draw("reisepass");
  await post("/offices/mitte/counters/4/open");
  await live.on("09:31");
  await page.clock.fastForward(21_000);
  await page.getByText("1 Person ohne Termin länger als 30 Minuten.").first().waitFor();
  await page.getByText("31 Minuten, ohne Termin").waitFor();
  await look(page, "today-late");
});

test("a closed day tells its people, with and without JavaScript", async (test) => {
  await live("07:00");
  const { links, number } = await book("personalausweis", "10:00");
  const page = await visit(test, { ...desk, ...plain });
  await page.goto("/offices/mitte/closures");
  await page.getByLabel("Tag", { exact: true }).fill(live.day());
  await page.getByLabel("Grund").fill("Wasserschaden");
  await page.getByRole("button", { name: "Tag schließen" }).click();
  await page.getByRole("cell", { name: number, exact: true }).waitFor();

  const shown = await visit(test);
  await shown.goto(`/offices/mitte/closures?day=${live.day()}`);
  await look(shown, "closures-day");
  await shown.goto("/offices/mitte/closures");
  await look(shown, "closures");
  await shown.goto(links.self);
  await look(shown, "booking-displaced");
});
