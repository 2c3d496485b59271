// What people do at home: find a time, book it, change it, give it up.
import { strict as assert } from "node:assert";
import { before, test } from "node:test";
import { desk, look, phone, plain, visit } from "./support/browser.js";
import { pressByKey, tabTo } from "./support/keys.js";
import { at, clock, get, opening, mail, post, someone } from "./support/city.js";

// The Monday for which the city has bookings, before the office opens.
before(() => clock(opening));

const ways = {
  "with JavaScript": desk,
  "without JavaScript": { ...desk, ...plain },
  "on a phone": phone,
  "on a phone without JavaScript": { ...phone, ...plain },
};

const choose = async (page) => {
  await page.goto("/offices");
  await page.getByRole("link", { name: "Bürgerbüro Mitte" }).click();
  await page.getByRole("link", { name: "Personalausweis beantragen" }).click();
};

for (const [way, options] of Object.entries(ways)) {
  test(`a citizen books, moves and cancels ${way}`, async (test) => {
    const page = await visit(test, options);
    const email = someone();
    await choose(page);
    // The last free day: the earlier ones fill up while tests run.
    await page.getByRole("link", { name: "Als Liste zeigen" }).click();
    await page.getByRole("listitem").getByRole("link", { name: "frei, ab" }).last().click();
    await page.getByRole("button", { name: /^\d+:\d\d Uhr$/ }).first().click();
    await page.getByLabel("Ihre E-Mail-Adresse").fill(email);
    await page.getByRole("button", { name: "Termin verbindlich buchen" }).click();
    await page.getByText("Ihr Termin ist gebucht.").waitFor();
    const number = await page.locator(".number").innerText();
    assert.match(number, /^[678]\d\d$/);

    // The mail has the number and the link to the same page.
    const letter = await mail(email);
    assert.ok(letter.text.includes(number), letter.text);
    const link = letter.text.match(/http:\S+\/bookings\/\S+/)[0];
    await page.goto(link);
    assert.equal(await page.locator(".number").innerText(), number);

    await page.getByRole("link", { name: "Termin ändern" }).click();
    await page.getByRole("button", { name: "Diesen Termin nehmen" }).click();
    await page.getByText("Ihr Termin ist geändert.").waitFor();
    await page.reload();
    await page.getByRole("link", { name: "Termin absagen" }).click();
    await page.getByRole("button", { name: "Ja, Termin absagen" }).click();
    await page.getByText("Dieser Termin ist abgesagt.").waitFor();
    // Back and reload break nothing.
    await page.goBack();
    await page.reload();
    await page.goto(link);
    await page.getByText("Dieser Termin ist abgesagt.").waitFor();
  });
}

for (const [size, options] of Object.entries({ "": desk, " at 320 px": phone })) {
  test(`a citizen books and cancels by keyboard alone${size}`, async (test) => {
    const page = await visit(test, options);
    await page.goto("/offices/mitte");
    const press = (name) => pressByKey(page, name);
    await press(/^Reisepass beantragen/);
    await press(/^Diesen Termin nehmen/);
    await tabTo(page, /^Ihre E-Mail-Adresse/);
    await page.keyboard.type(someone());
    await press(/^Termin verbindlich buchen/);
    await page.getByText("Ihr Termin ist gebucht.").waitFor();
    await press(/^Termin absagen/);
    await press(/^Ja, Termin absagen/);
    await page.getByText("Dieser Termin ist abgesagt.").waitFor();
  });
}

test("a service is found by the word people have for it, with and without JavaScript", async (test) => {
  const services = (page) => page.locator("[data-found]:visible").allInnerTexts();
  const page = await visit(test);
  await page.goto("/offices/mitte");
  await page.getByRole("searchbox").pressSequentially("perso");
  assert.equal((await services(page)).length, 2);
  assert.equal(await page.locator("#ansage").innerText(), "2 Anliegen passen.");
  await page.getByRole("searchbox").fill("einhorn");
  assert.equal(await page.getByRole("heading", { name: "Beantragen" }).isVisible(), false);
  await page.keyboard.press("Enter");
  await page.getByText("Zu „einhorn“ haben wir nichts gefunden.").waitFor();
  await look(page, "office-nothing");

  const bare = await visit(test, { ...phone, ...plain });
  await bare.goto("/offices/mitte");
  await bare.getByRole("searchbox").fill("Neue Wohnung");
  await bare.keyboard.press("Enter");
  await bare.getByRole("link", { name: "Alle Anliegen zeigen" }).waitFor();
  assert.deepEqual((await services(bare)).map((text) => text.split("\n")[0]), ["Wohnsitz anmelden, ummelden oder abmelden"]);
});

test("pressing twice books once", async (test) => {
  const page = await visit(test);
  const email = someone();
  await choose(page);
  await page.getByRole("button", { name: "Diesen Termin nehmen" }).dblclick();
  await page.getByLabel("Ihre E-Mail-Adresse").fill(email);
  await page.getByRole("button", { name: "Termin verbindlich buchen" }).dblclick();
  await page.getByText("Ihr Termin ist gebucht.").waitFor();
  await mail(email);
  const { mails } = await get("/_city/mails");
  assert.equal(mails.filter((mail) => mail.to === email).length, 1);
});

test("more time keeps what is typed, and a hold that has run out says how to go on", async (test) => {
  const page = await visit(test);
  await choose(page);
  await page.getByRole("button", { name: "Diesen Termin nehmen" }).click();
  await page.getByText("noch 10 Minuten").waitFor();
  await page.getByLabel("Ihre E-Mail-Adresse").fill("maria@example.org");
  await clock(at("07:55"));
  await page.getByRole("button", { name: "Ich brauche mehr Zeit" }).click();
  await page.getByText("bis 8:05 Uhr").waitFor();
  assert.equal(await page.getByLabel("Ihre E-Mail-Adresse").inputValue(), "maria@example.org");
  assert.equal(await page.getByRole("button", { name: "Ich brauche mehr Zeit" }).count(), 0);

  // The page notices by itself, at the end of the time it was told.
  await page.clock.install();
  await page.reload();
  await clock(at("08:06"));
  const email = someone();
  await page.getByLabel("Ihre E-Mail-Adresse").fill(email);
  await page.clock.fastForward("10:05");
  await page.getByText("Die Reservierung ist abgelaufen.").waitFor();
  // What was typed stands there as before, and the appointment can still be had.
  assert.equal(await page.getByLabel("Ihre E-Mail-Adresse").inputValue(), email);
  await look(page, "hold-over");
  await page.getByRole("button", { name: "Termin verbindlich buchen" }).click();
  await page.getByText("Ihr Termin ist gebucht.").waitFor();
  await mail(email);
});

test("the pages of a citizen, one by one", async (test) => {
  const page = await visit(test);
  const show = async (name, path) => {
    await page.goto(path);
    await look(page, name);
  };
  await show("offices", "/offices");
  await show("office", "/offices/mitte");
  const slots = "/offices/mitte/slots?service=personalausweis";
  await show("slots", slots);
  await show("slots-month", `${slots}&month=2026-12`);
  await show("slots-list", `${slots}&view=list`);
  await show("slots-pickup", "/offices/mitte/slots?service=reisepass-abholen");
  await page.goto(slots);
  await page.getByRole("button", { name: "Diesen Termin nehmen" }).click();
  await look(page, "hold");
  await page.getByLabel("Ihre E-Mail-Adresse").fill("niemand@localhost");
  await page.getByRole("button", { name: "Termin verbindlich buchen" }).click();
  await look(page, "hold-refused");
  assert.equal(await page.getByLabel("Ihre E-Mail-Adresse").inputValue(), "niemand@localhost");
  assert.ok(!page.url().includes("niemand"), page.url());
  await page.getByLabel("Ihre E-Mail-Adresse").fill(someone());
  await page.getByRole("button", { name: "Termin verbindlich buchen" }).click();
  await page.getByText("Ihr Termin ist gebucht.").waitFor();
  await look(page, "booked");
  const booking = new URL(page.url()).pathname;
  await show("booking", booking);
  await show("move", `${booking}/move`);
  await page.getByRole("button", { name: "Diesen Termin nehmen" }).click();
  await page.getByText("Ihr Termin ist geändert.").waitFor();
  await look(page, "moved");
  await show("cancel", `${booking}/cancel`);
  await post(`${booking}/cancel`);
  await show("cancelled", booking);
  for (const topic of ["imprint", "privacy", "accessibility", "easy"]) {
    await show(topic, `/offices/mitte/about/${topic}`);
  }
  await show("wait", "/offices/mitte/wait");
  await show("not-found", "/bookings/none");
  await show("no-office", "/offices/none");
  await show("not-offered", "/offices/mitte/slots?service=einhorn");
});

test("a booking is printed on one page", async (test) => {
  const page = await visit(test);
  const { days } = await get("/offices/mitte/slots?service=personalausweis");
  const { start } = days.flatMap((day) => day.slots).findLast((slot) => slot.free > 0);
  const { links } = await post("/offices/mitte/bookings", {
    service: "personalausweis", start, email: someone(),
  });
  await page.goto(links.self);
  const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
  assert.equal(pdf.match(/\/Type\s*\/Page\b/g).length, 1);
});
