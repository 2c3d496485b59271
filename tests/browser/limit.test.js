// Very many appointments from one internet address: the browser works for more.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { desk, look, phone, plain, visit } from "./support/browser.js";
import { opening, someone } from "./support/city.js";
import { open } from "./support/house.js";

const data = mkdtempSync(join(tmpdir(), "bound-"));
let city;
// Where everybody has every right, nobody is counted: hence --sign-in.
before(async () => {
  city = await open(data, "--sign-in", "--per-address", "1", "--clock", opening);
});
after(async () => {
  await city?.close();
  rmSync(data, { recursive: true, force: true });
});

const choose = async (page) => {
  await page.goto("/offices/mitte");
  await page.getByRole("link", { name: "Personalausweis beantragen" }).click();
  await page.getByRole("link", { name: "Als Liste zeigen" }).click();
  await page.getByRole("listitem").getByRole("link", { name: "frei, ab" }).last().click();
  await page.getByRole("button", { name: /^\d+:\d\d Uhr$/ }).first().click();
};
const refused = /Von Ihrem Internetanschluss/;

test("one more press, and the browser works for it", async (test) => {
  const page = await visit(test, { ...phone, baseURL: city.url }, [city.url]);
  await choose(page);
  await page.getByLabel("Ihre E-Mail-Adresse").fill(someone());
  await page.getByRole("button", { name: "Termin verbindlich buchen" }).click();
  await page.getByRole("heading", { name: refused }).waitFor();
  await look(page, "limit");
  await page.getByRole("button", { name: /Gleich weiter/ }).click();
  await page.getByText("Ihr Termin ist gebucht.").waitFor();
});

test("without JavaScript one is told when to come back", async (test) => {
  const page = await visit(test, { ...desk, ...plain, baseURL: city.url }, [city.url]);
  await choose(page);
  await page.getByRole("heading", { name: refused }).waitFor();
  await page.getByText(/Ab 8:00 Uhr geht es weiter wie gewohnt/).waitFor();
});
