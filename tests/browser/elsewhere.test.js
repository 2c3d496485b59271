// Nothing free here, or late: the other offices of the city.
import { test } from "node:test";
import { look, visit } from "./support/browser.js";
import { get, live, post, someone } from "./support/city.js";

const service = "personalausweis";
const slots = `/offices/langendreer/slots?service=${service}`;

/** Takes whatever is free in Langendreer on this day and before. */
const fill = async (until) => {
  const { days } = await get(slots);
  for (const { start, free } of days.filter(({ date }) => date <= until).flatMap(({ slots }) => slots)) {
    for (let taken = 0; taken < free; taken += 1) {
      await post("/offices/langendreer/bookings", { service, start, email: someone() });
    }
  }
};

test("an office without early appointments leads to those that have some", async (test) => {
  await live("07:40");
  await fill(live.day());
  const page = await visit(test);
  await page.goto(slots);
  await page.getByRole("link", { name: "Andere Bürgerbüros mit früheren Terminen" }).click();
  await page.getByRole("link", { name: /^Bürgerbüro Mitte: / }).waitFor();
  await look(page, "elsewhere");
  await page.getByRole("link", { name: /^Bürgerbüro Mitte: / }).click();
  await page.getByRole("heading", { name: /^Uhrzeit wählen/ }).waitFor();

  // Where it is already earliest, it says so.
  await page.goto(`/offices/mitte/elsewhere?service=eid-karte`);
  await page.getByText("In keinem anderen Bürgerbüro der Stadt ist früher etwas frei.").waitFor();
  await look(page, "elsewhere-none");

  // Nothing at all is free here: three ways out.
  await fill("9999-12-31");
  await page.goto(slots);
  await page.getByText("Ohne Termin kommen:").waitFor();
  await look(page, "slots-full");
  await page.getByRole("link", { name: "In anderen Bürgerbüros suchen" }).click();
  await page.getByRole("link", { name: /^Bürgerbüro Mitte: / }).waitFor();
  await page.getByRole("link", { name: "Zurück zu den Terminen hier" }).click();
  await page.getByRole("link", { name: "Öffnungszeiten" }).click();
  await page.getByRole("heading", { name: "Öffnungszeiten der nächsten Tage" }).waitFor();
});
