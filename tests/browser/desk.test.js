// The info desk: whoever stands there is helped with few keys.
import { test } from "node:test";
import { look, visit } from "./support/browser.js";
import { book, live } from "./support/city.js";

const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

test("a morning at the info desk, by keyboard", async (test) => {
  // A day of the week for which the city has bookings.
  await live("08:50", "2026-12-01");
  const { number } = await book("personalausweis", "11:45");
  const page = await visit(test);
  await page.goto("/offices/mitte/desk");
  await look(page, "desk");
  // The field has the focus: a number and Enter.
  await page.keyboard.type(number);
  await page.keyboard.press("Enter");
  await page.getByText(`Nummer ${number} ist da.`).waitFor();
  await look(page, "desk-arrived");
  await page.getByLabel("Anliegen").first().selectOption({ label: "Personalausweis abholen" });
  await press(page, "Nummer ziehen");
  await page.getByRole("heading", { name: /^Nummer \d+$/ }).waitFor();
  await look(page, "desk-slip");
  await page.keyboard.press("Enter");
  await press(page, "Freie Termine zeigen");
  await look(page, "desk-slots");
  await page.getByRole("button", { name: "Diesen Termin nehmen" }).click();
  await look(page, "desk-hold");
  await press(page, "Termin verbindlich buchen");
  await page.getByText("Bitte den Zettel ausdrucken und mitgeben.").waitFor();
  await look(page, "desk-booked");
});
