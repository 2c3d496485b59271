// The city's homepage, which is not ours: it shows the next free appointment.
import { test } from "node:test";
import { desk, look, plain, visit } from "./support/browser.js";
import { base, get } from "./support/city.js";

// Another origin than that of the functions, as in life.
const homepage = base.replace("127.0.0.1", "localhost");

test("the city's homepage shows the next free appointment and links to it", async (test) => {
  const page = await visit(test, desk, [base, homepage]);
  await page.goto(`${homepage}/_city/homepage`);
  const link = page.getByRole("link", { name: "Termin buchen im Bürgerbüro Mitte" });
  const { next_free: next } = await get("/offices/mitte/slots?service=personalausweis");
  const [hour, minute] = next.slice(11, 16).split(":");
  const shown = page.locator("naechster-termin").filter({ has: link });
  await shown.getByText(new RegExp(`Nächster freier Termin: .*${Number(hour)}:${minute} Uhr`)).waitFor();
  await look(page, "homepage", { inline: true });
  await link.click();
  await page.getByRole("heading", { name: "Personalausweis beantragen" }).waitFor();
});

test("without JavaScript the link on the homepage is there", async (test) => {
  const page = await visit(test, { ...desk, ...plain }, [base, homepage]);
  await page.goto(`${homepage}/_city/homepage`);
  await page.getByRole("link", { name: "Termin buchen im Bürgerbüro Mitte" }).click();
  await page.getByRole("heading", { name: "Personalausweis beantragen" }).waitFor();
});
