// How a day is run: what its head decides, whom a counter calls for help, and
// what the hall sees of it. All of it by keyboard.
import { strict as assert } from "node:assert";
import { test } from "node:test";
import { access, hall, kiosk, look, phone, visit } from "./support/browser.js";
import { book, draw, live, post } from "./support/city.js";

const office = "/offices/mitte";
const counter = (verb, id, body = {}) => post(`${office}/counters/${id}/${verb}`, body);

/** Everything that is said here stands for the whole day, and files of tests share the days. */
const lead = async (test) => {
  const page = await visit(test);
  await page.goto(`${office}/today`);
  return page;
};
const type = async (page, label, text) => {
  await page.getByLabel(label).focus();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  if (text) await page.keyboard.type(text);
  await page.keyboard.press("Enter");
};
const screen = async (test, options, path) => {
  const page = await visit(test, options);
  await page.clock.install();
  await page.goto(`${office}/${path}`);
  return page;
};

test("a notice of the head of the office stands on board and kiosk until it is taken away", async (test) => {
  await live("09:00");
  const said = "Heute ist der Aufzug außer Betrieb. Bitte sagen Sie an der Infotheke Bescheid.";
  const page = await lead(test);
  await type(page, "Hinweis auf Anzeige und Kiosk", said);
  await page.waitForFunction((text) => document.getElementById("hinweis").defaultValue === text, said);
  await look(page, "today-notice");

  const board = await screen(test, hall, "board");
  await board.getByText(said).waitFor();
  await look(board, "board-notice", { narrow: false });
  const entrance = await screen(test, kiosk, "kiosk");
  await entrance.getByText(said).waitFor();
  await look(entrance, "kiosk-notice");

  await type(page, "Hinweis auf Anzeige und Kiosk", "");
  await page.waitForFunction(() => document.getElementById("hinweis").defaultValue === "");
  await board.clock.runFor(16_000);
  await board.getByText(said).waitFor({ state: "hidden" });
  await entrance.clock.fastForward(61_000);
  await entrance.getByText(said).waitFor({ state: "hidden" });
});

test("an interruption is read everywhere, and nobody loses a number", async (test) => {
  await live("09:00");
  const said = "Feueralarm: Bitte verlassen Sie das Haus.";
  const waits = await draw("reisepass");
  await counter("next", "4");
  const board = await screen(test, hall, "board");
  await board.getByText("Schalter 4").waitFor();

  const page = await lead(test);
  await page.getByText("Betrieb unterbrechen").focus();
  await page.keyboard.press("Enter");
  await look(page, "today-interrupting");
  await type(page, "Was die Leute lesen", said);
  await page.getByText("Der Betrieb ist unterbrochen:").waitFor();
  await look(page, "today-interrupted");

  await board.clock.runFor(16_000);
  await board.getByText(said).waitFor();
  await board.getByText("Schalter 4").first().waitFor({ state: "hidden" });
  await look(board, "board-interrupted", { narrow: false });
  const entrance = await screen(test, kiosk, "kiosk");
  await entrance.getByText(said).waitFor();
  assert.equal(await entrance.getByRole("link", { name: "Ich habe keinen Termin" }).count(), 0);
  await look(entrance, "kiosk-interrupted");
  const clerk = await visit(test);
  await clerk.goto(`${office}/counters/4`);
  await clerk.getByText(said).waitFor();
  await look(clerk, "counter-interrupted");
  await clerk.keyboard.press("Enter");
  await clerk.getByRole("heading", { name: /^Der Betrieb ist unterbrochen/ }).waitFor();
  await look(clerk, "counter-interrupted-refused");
  const person = await visit(test, phone);
  await person.goto(waits.links.self);
  await person.getByText("Sie behalten Ihre Nummer und die Reihenfolge.").waitFor();
  assert.equal(await person.getByText("Bitte kommen Sie in den Wartebereich.").count(), 0);
  await look(person, "position-interrupted");

  await page.getByRole("button", { name: "Betrieb fortsetzen" }).press("Enter");
  await page.getByText("Der Betrieb ist unterbrochen:").waitFor({ state: "hidden" });
  assert.equal((await counter("next", "4")).call.number, waits.number);
  await board.clock.runFor(16_000);
  await board.getByText("Schalter 4").first().waitFor();
});

test("when numbers are stopped the kiosk says so, and whoever has one is served", async (test) => {
  await live("11:30");
  const { number } = await draw("reisepass");
  const page = await lead(test);
  await page.getByRole("button", { name: "Nummern stoppen" }).press("Enter");
  await page.getByText("Heute gibt es keine Nummern mehr.").waitFor();
  await look(page, "today-stopped");
  const entrance = await screen(test, kiosk, "kiosk");
  await entrance.getByText("Heute gibt es keine Nummern mehr").waitFor();
  await look(entrance, "kiosk-stopped");
  const home = await visit(test);
  await home.goto(`${office}/wait`);
  await home.getByText("Heute gibt es keine Nummern mehr").waitFor();
  await look(home, "wait-stopped");
  const desk = await visit(test);
  await desk.goto(`${office}/desk`);
  await desk.getByText("Heute gibt es keine Nummern mehr").waitFor();
  await look(desk, "desk-stopped");
  assert.equal((await counter("next", "4")).call.number, number);
  await page.getByRole("button", { name: "Wieder Nummern ausgeben" }).press("Enter");
  await page.getByRole("button", { name: "Nummern stoppen" }).waitFor();
  await draw("reisepass");
});

test("a counter calls for help with three keys, and reads that somebody comes", async (test) => {
  await live("09:00");
  const clerk = await visit(test);
  await clerk.clock.install();
  await clerk.goto(`${office}/counters/4`);
  const others = await visit(test);
  await others.clock.install();
  await others.goto(`${office}/counters/5`);
  const desk = await visit(test);
  await desk.clock.install();
  await desk.goto(`${office}/desk`);
  const page = await lead(test);

  await access(clerk, "h");
  await clerk.getByRole("button", { name: "Ja, Hilfe an Schalter 4 rufen" }).waitFor();
  await look(clerk, "counter-help");
  await clerk.keyboard.press("Tab");
  await clerk.keyboard.press("Enter");
  await clerk.getByText("Hilfe ist gerufen.").waitFor();
  await look(clerk, "counter-help-called");
  // The page of another counter and the desk's notice it by themselves.
  await others.clock.fastForward(11_000);
  await others.getByText("Hilfe an Schalter 4!").waitFor();
  await look(others, "counter-help-elsewhere");
  await page.reload();
  await page.getByText("Hilfe an Schalter 4!").waitFor();
  await look(page, "today-help");
  await desk.clock.fastForward(11_000);
  await desk.getByText("Hilfe an Schalter 4!").waitFor();
  await look(desk, "desk-help");
  await desk.getByRole("button", { name: "Ich kümmere mich" }).press("Enter");
  await desk.getByText("Hilfe an Schalter 4!").waitFor({ state: "hidden" });
  await clerk.clock.fastForward(11_000);
  await clerk.getByText("Hilfe kommt.", { exact: true }).waitFor();
  await look(clerk, "counter-help-comes");
  // Those who wait have not seen any of it.
  const board = await screen(test, hall, "board");
  await board.locator("#wartende").waitFor();
  assert.equal(await board.getByText(/Hilfe/).count(), 0);
});

test("the queue says how each promise stands, and a long visit shows in the waits", async (test) => {
  await live("09:00");
  await draw("meldebescheinigung");
  await live.on("09:20");
  await draw("reisepass");
  const { number } = await book("personalausweis", "09:30");
  await post(`${office}/check-ins`, { number, time: "09:30" });
  await live.on("09:32");
  const page = await visit(test);
  await page.goto(`${office}/counters/4`);
  const promise = (row) => page.getByRole("row", { name: new RegExp(`^${row}`) }).locator(".light").innerText();
  assert.match(await promise("100"), /überfällig/);
  assert.match(await promise("101"), /im Plan/);
  assert.match(await promise(number), /bald fällig/);
  await look(page, "counter-lights");

  await access(page, "n");
  await page.getByRole("heading", { name: "Aufgerufen" }).waitFor();
  const wait = async () => (await draw("reisepass")).wait;
  const before = await wait();
  await access(page, "g");
  await page.getByText("Dauert länger: Wer wartet, sieht es an seiner Wartezeit.").waitFor();
  await look(page, "counter-longer");
  const after = await wait();
  assert.ok(after.high_min > before.high_min, JSON.stringify({ before, after }));
});
