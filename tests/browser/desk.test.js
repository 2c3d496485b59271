// The info desk: whoever stands there is helped with at most three keys, none
// of which is the mouse's.
import { strict as assert } from "node:assert";
import { test } from "node:test";
import { access, look, visit } from "./support/browser.js";
import { book, draw, live, post } from "./support/city.js";

const desk = "/offices/mitte/desk";

/** The desk's keys, counted: a number that is typed is one, a small letter is an access key. */
const keys = async (page, ...strokes) => {
  assert.ok(strokes.length <= 3, strokes.join(" "));
  for (const stroke of strokes) {
    if (/^\d+$/.test(stroke)) await page.keyboard.type(stroke);
    else if (/^[a-z]$/.test(stroke)) await access(page, stroke);
    else await page.keyboard.press(stroke);
  }
};

test("a morning at the info desk, every task in three keys", async (test) => {
  // A day of the week for which the city has bookings.
  await live("08:50", "2026-12-01");
  const { number } = await book("personalausweis", "11:45");
  const page = await visit(test);
  await page.goto(desk);
  await look(page, "desk");
  // Arrived: the field has the focus.
  await keys(page, number, "Enter");
  await page.getByText(`Nummer ${number} ist da.`).waitFor();
  await look(page, "desk-arrived");
  // A ticket.
  await keys(page, "z", "End", "Enter");
  await page.getByRole("heading", { name: /^Nummer \d+$/ }).waitFor();
  await look(page, "desk-slip");
  await keys(page, "Enter");
  // A lost number: the latest is shown again.
  await page.getByRole("heading", { name: "Zuletzt gezogene Nummern" }).waitFor();
  await keys(page, "l");
  await page.getByRole("heading", { name: /^Nummer \d+$/ }).waitFor();
  await keys(page, "Enter");
  // Only a question, pressed twice as by a shaking hand.
  await page.getByText("Heute: 0.").waitFor();
  await keys(page, "a");
  await page.getByText("Auskunft gezählt.").waitFor();
  await look(page, "desk-question");
  await page.getByText("Heute: 1. Gezählt").waitFor();
  // A booking without an address, with a slip.
  await keys(page, "t", "Enter");
  await page.getByRole("button", { name: "Diesen Termin nehmen" }).waitFor();
  await look(page, "desk-slots");
  await keys(page, "Enter");
  await page.getByText("Bitte den Zettel ausdrucken und mitgeben.").waitFor();
  await look(page, "desk-booked");
});

test("whoever cannot wait, and whoever is back", async (test) => {
  await live("09:00");
  await post("/offices/mitte/counters/1/open");
  const [absent, hurried] = [await draw("meldebescheinigung"), await draw("reisepass")];
  for (const [call, missed] of [["09:00", "09:02"], ["09:08", "09:10"]]) {
    await live.on(call);
    await post("/offices/mitte/counters/1/next");
    await live.on(missed);
    await post("/offices/mitte/counters/1/no-show");
    if (call === "09:00") await post(`/tickets/${hurried.secret}/leave`);
  }
  const urgent = await draw("reisepass");
  const page = await visit(test);
  await page.goto(desk);
  await page.getByRole("heading", { name: "Beim Aufruf nicht da: 1" }).waitFor();
  await look(page, "desk-missed");
  await keys(page, absent.number, "Enter");
  await page.getByText(`Nummer ${absent.number} ist da.`).waitFor();
  await keys(page, urgent.number, "r");
  await page.getByText(/zählt jetzt wie ein Termin/).waitFor();
  await look(page, "desk-urgent");
});

test("a reader at the info desk finds a wrong office and offers to wait here", async (test) => {
  await live("09:00");
  const elsewhere = await book("personalausweis", "10:00", "langendreer");
  const page = await visit(test);
  await page.goto(desk);
  await page.keyboard.type(`https://termine.example/bookings/${elsewhere.secret}`);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /Ihr Termin ist im/ }).waitFor();
  await look(page, "desk-elsewhere");
  await page.getByRole("button", { name: "Hier ohne Termin warten" }).press("Enter");
  await page.getByRole("heading", { name: /^Nummer \d+$/ }).waitFor();
});
