// Störung: the line to the printer of ID cards is down. The head of the office
// says so by keyboard, the hall reads it, and it ends.
import { strict as assert } from "node:assert";
import { test } from "node:test";
import { hall, kiosk, look, phone, visit } from "./support/browser.js";
import { book, draw, live, post } from "./support/city.js";

const office = "/offices/mitte";
const said = "Die Leitung zum Drucker ist gestört.";

const screen = async (test, options, path) => {
  const page = await visit(test, options);
  await page.clock.install();
  await page.goto(`${office}/${path}`);
  return page;
};

test("what cannot be done is stopped in half a minute, and everything else runs", async (test) => {
  await live("09:40");
  for (const at of [1, 2, 3, 5, 6]) {
    await draw("meldebescheinigung");
    await post(`${office}/counters/${at}/next`, {});
  }
  const waits = await draw("reisepass");
  const booked = await book("personalausweis", "10:30");
  const board = await screen(test, hall, "board");
  const english = await screen(test, hall, "board?lang=en");
  await board.locator("#wartende").waitFor();
  const entrance = await screen(test, kiosk, "kiosk?view=draw");
  await entrance.getByRole("button", { name: "Reisepass beantragen" }).waitFor();

  const page = await visit(test);
  await page.goto(`${office}/today`);
  await page.getByText("Einzelne Anliegen gestört").focus();
  await page.keyboard.press("Enter");
  for (const name of ["Personalausweis beantragen", "Reisepass beantragen"]) {
    await page.getByRole("checkbox", { name, exact: true }).press("Space");
  }
  await page.getByLabel("Voraussichtlich bis").focus();
  await page.keyboard.type("12:00");
  await page.getByLabel("Was die Leute dazu lesen").focus();
  await page.keyboard.type(said);
  await look(page, "today-disturbing");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Störung beenden" }).waitFor();
  await look(page, "today-disturbed");
  const lead = await visit(test);
  await lead.goto(`${office}/today`);
  await lead.getByRole("link", { name: "Wer einen Termin hatte" }).press("Enter");
  await lead.getByRole("cell", { name: booked.number, exact: true }).first().waitFor();
  await look(lead, "list-disturbed");

  const line = "Personalausweis beantragen, Reisepass beantragen: zurzeit gestört, voraussichtlich bis 12:00 Uhr";
  await board.clock.runFor(16_000);
  await board.getByText(line).waitFor();
  await look(board, "board-disturbed", { narrow: false });
  // Nothing is pushed off the screen, also not by a notice beside it.
  const notice = "Heute ist der Aufzug außer Betrieb. Bitte sagen Sie an der Infotheke Bescheid, wenn Sie ihn brauchen. Danke!";
  await post(`${office}/notice`, { text: notice });
  await board.clock.runFor(16_000);
  await board.getByText(notice).waitFor();
  await look(board, "board-disturbed-notice", { narrow: false });
  const below = await board.evaluate(() => [...document.querySelectorAll("main *")]
    .filter((part) => part.getClientRects().length && part.getBoundingClientRect().bottom > innerHeight + 1)
    .map((part) => part.id || part.className || part.tagName));
  assert.deepEqual(below, []);
  await post(`${office}/notice`, {});
  await english.clock.runFor(16_000);
  await english.getByText(/Apply for a passport: not possible at the moment, probably until 12:00/).waitFor();

  // Who has chosen before is told what to do; who chooses now, sees it before.
  await entrance.getByRole("button", { name: "Reisepass beantragen" }).click();
  await entrance.getByText("Kommen Sie bitte ab 12:00 Uhr wieder").waitFor();
  await look(entrance, "kiosk-disturbed-refused");
  await entrance.goto(`${office}/kiosk`);
  await look(entrance, "kiosk-disturbed");
  await entrance.goto(`${office}/kiosk?view=draw`);
  assert.equal(await entrance.getByRole("button", { name: "Reisepass beantragen" }).count(), 0);
  await look(entrance, "kiosk-disturbed-services");
  await entrance.getByRole("button", { name: "Meldebescheinigung ausstellen lassen" }).waitFor();

  const person = await visit(test, phone);
  await person.goto(waits.links.self);
  await person.getByText("Sie behalten Ihre Nummer und die Reihenfolge.").waitFor();
  await look(person, "position-disturbed");
  await person.goto(office);
  await look(person, "office-disturbed");
  await person.goto(`${office}/slots?service=reisepass`);
  await person.getByText("Termine ab 12:00 Uhr können Sie buchen.").waitFor();
  await look(person, "slots-disturbed");
  const clerk = await visit(test);
  await clerk.goto(`${office}/counters/4`);
  await clerk.getByText("Wer dafür wartet, wird erst danach aufgerufen.").waitFor();
  await look(clerk, "counter-disturbed");
  const desk = await visit(test);
  await desk.goto(`${office}/desk`);
  await desk.getByText(line).waitFor();
  await look(desk, "desk-disturbed");

  // It takes longer, and is over then sooner.
  await page.getByLabel("Doch bis").focus();
  await page.keyboard.type("1230");
  await page.keyboard.press("Enter");
  await page.getByText("voraussichtlich bis 12:30 Uhr").waitFor();
  await page.getByRole("button", { name: "Störung beenden" }).press("Enter");
  await page.getByRole("button", { name: "Störung beenden" }).waitFor({ state: "hidden" });
  await board.clock.runFor(16_000);
  await board.getByText(/zurzeit gestört/).waitFor({ state: "hidden" });
  assert.equal((await post(`${office}/counters/4/next`, {})).call.number, waits.number);
});

test("a board that hears of no change still knows when it is over", async (test) => {
  await live("09:40");
  await post(`${office}/disturbances`, { services: ["reisepass"], until: "09:50", text: said });
  const board = await screen(test, hall, "board");
  await board.clock.runFor(4_000);
  await board.getByText(/zurzeit gestört, voraussichtlich bis 9:50 Uhr/).waitFor();
  await live.on("09:50");
  await board.clock.runFor(16_000);
  await board.getByText(/zurzeit gestört/).waitFor({ state: "hidden" });
  await draw("reisepass");
});
