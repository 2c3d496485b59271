// The same ways in English, and no German on them that is not marked as German.
import { strict as assert } from "node:assert";
import { test } from "node:test";
import { desk, kiosk, look, phone, plain, visit } from "./support/browser.js";
import { book, clock, draw, live, mail, opening, post, someone } from "./support/city.js";
import { pressByKey, tabTo } from "./support/keys.js";

/** Names stay as they are, in every language. */
const NAMES =
  /https?:\S+|Bürgerbüro (Mitte|Langendreer)|(Stadt )?Bochum[^,.]*Online-Dienste|Stadt Bochum|Willy-Brandt-Platz|Carl-von-Ossietzky-Platz|Amtshaus Langendreer|Langendreer Markt|Rathaus|Düsseldorf|Fürstenwall|Kavalleriestraße|Deutsch/g;
/** Words that no English sentence has; and no English word has such letters. */
const GERMAN =
  /[äöüß]|\b(und|oder|der|das|den|dem|ein|eine|ist|sind|nicht|kein|keine|mit|ohne|auf|für|von|zum|zur|bis|bei|nach|aus|Sie|Ihr|Ihre|Ihren|wir|bitte|Uhr|Termin|Termine|Nummer|Anliegen|frei|voll|zu|geschlossen|Fertig|Schalter|Heute|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag|Januar|Februar|Dezember)\b/i;

/** What a page says in English: all that is written and all that is read out. */
const told = (page) =>
  page.evaluate(() => {
    const texts = [document.title];
    const isEnglish = (part) => part.closest("[lang]").lang === "en";
    const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { parentElement: part, data } = walker.currentNode;
      if (!part.closest("script, style, noscript") && isEnglish(part)) texts.push(data);
    }
    for (const name of ["aria-label", "title", "alt", "placeholder", "data-words", "data-filter"]) {
      const parts = [...document.querySelectorAll(`[${name}]`)].filter(isEnglish);
      texts.push(...parts.map((part) => part.getAttribute(name)));
    }
    return texts;
  });

/** This page is in English, and what is German on it says so. */
const english = async (page) => {
  assert.equal(await page.locator("html").getAttribute("lang"), "en", page.url());
  const german = (await told(page)).filter((text) => GERMAN.test(text.replace(NAMES, "")));
  assert.deepEqual(german.map((text) => text.trim()), [], `German on ${page.url()}`);
};

const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

for (const [way, options] of Object.entries({
  "who chooses English": desk,
  "who chooses English, without JavaScript": { ...desk, ...plain },
  "whose phone is in English": { ...phone, locale: "en-GB" },
  "whose phone is in English, without JavaScript": { ...phone, ...plain, locale: "en-GB" },
})) {
  test(`somebody ${way} books, moves and cancels`, async (test) => {
    await clock(opening);
    const page = await visit(test, options);
    const email = someone();
    await page.goto("/offices");
    if (!options.locale) await page.getByRole("link", { name: "English" }).click();
    await english(page);
    await page.getByRole("link", { name: "Bürgerbüro Mitte" }).click();
    await english(page);
    await page.getByRole("link", { name: "Apply for an identity card" }).click();
    await english(page);
    await page.getByRole("link", { name: "Show as a list" }).click();
    await english(page);
    await page.getByRole("listitem").getByRole("link", { name: "free, from" }).last().click();
    await page.getByRole("button", { name: /^\d+:\d\d$/ }).first().click();
    await english(page);
    await page.getByLabel("Your email address").fill(email);
    await press(page, "Book this appointment");
    await page.getByText("Your appointment is booked.").waitFor();
    await english(page);
    const number = await page.locator(".number").innerText();

    // The mail is in the language of the page, and leads to a page in it.
    const letter = await mail(email);
    assert.match(letter.text, /^Hello,/);
    assert.ok(letter.text.includes(number), letter.text);
    assert.ok(!GERMAN.test(letter.text.replace(NAMES, "").replace(/http\S+/g, "")), letter.text);
    const link = letter.text.match(/http:\S+\/bookings\/\S+/)[0];
    await page.goto(link);
    await english(page);
    assert.equal(await page.locator(".number").innerText(), number);

    await page.getByRole("link", { name: "Change appointment" }).click();
    await english(page);
    await press(page, "Take this appointment");
    await page.getByText("Your appointment has been changed.").waitFor();
    await english(page);
    await page.getByRole("link", { name: "Cancel appointment" }).click();
    await english(page);
    await press(page, "Yes, cancel the appointment");
    await page.getByText("This appointment is cancelled.").waitFor();
    // Looked up again, it still is.
    await page.goto(link);
    await page.getByText("This appointment is cancelled.").waitFor();
    await english(page);
  });
}

test("a German letter leads to German pages, whatever the browser likes", async (test) => {
  await live("08:40");
  const { links } = await book("personalausweis", "09:20");
  const page = await visit(test, { ...desk, locale: "en-GB" });
  await page.goto(`${links.self}?lang=de`);
  assert.equal(await page.locator("html").getAttribute("lang"), "de");
  await page.getByRole("link", { name: "Termin ändern" }).click();
  assert.equal(await page.locator("html").getAttribute("lang"), "de");
  await page.getByRole("link", { name: "English" }).click();
  await english(page);
});

for (const [size, options] of Object.entries({ "": desk, " at 320 px": phone })) {
  test(`somebody books and cancels in English by keyboard alone${size}`, async (test) => {
    await clock(opening);
    const page = await visit(test, { ...options, locale: "en-GB" });
    await page.goto("/offices/mitte");
    await pressByKey(page, /^Apply for a passport/);
    await pressByKey(page, /^Take this appointment/);
    await tabTo(page, /^Your email address/);
    await page.keyboard.type(someone());
    await pressByKey(page, /^Book this appointment/);
    await page.getByText("Your appointment is booked.").waitFor();
    await pressByKey(page, /^Cancel appointment/);
    await pressByKey(page, /^Yes, cancel the appointment/);
    await page.getByText("This appointment is cancelled.").waitFor();
  });
}

for (const [way, more] of Object.entries({ "with JavaScript": {}, "without JavaScript": plain })) {
  test(`a visit in English, from the link to the counter, ${way}`, async (test) => {
    await live("08:42");
    const { links, number } = await book("personalausweis", "09:00");
    const page = await visit(test, { ...phone, ...more, locale: "en-GB" });
    await page.goto(links.self);
    await english(page);
    await press(page, "I am here");
    await page.getByText("Good that you are here.").first().waitFor();
    await english(page);
    const counter = (verb, body) => post(`/offices/mitte/counters/5/${verb}`, body);
    await live.on("08:50");
    await counter("next");
    await page.reload();
    await page.getByText("It is your turn: Counter 5").waitFor();
    await english(page);
    await counter("start");
    await page.reload();
    await page.getByText("You are now at: Counter 5.").waitFor();
    await english(page);
    await counter("finish");
    await page.reload();
    await page.getByText("Thank you for your visit.").waitFor();
    await english(page);
    assert.match(number, /^[678]/);
  });

  test(`somebody waits with a number in English and gives it back, ${way}`, async (test) => {
    await live("08:44");
    const { links } = await draw("meldebescheinigung");
    const page = await visit(test, { ...phone, ...more, locale: "en-GB" });
    await page.goto(links.self);
    await page.getByText("Ahead of you").waitFor();
    await english(page);
    await page.getByText("I do not want to wait any longer").click();
    await press(page, "Give the number back");
    await page.getByText("This number has been given back.").waitFor();
    await english(page);
  });

  test(`the kiosk speaks English to whoever chooses it, and German to the next, ${way}`, async (test) => {
    await live("08:46");
    const page = await visit(test, { ...kiosk, ...more });
    const start = async () => {
      await page.goto("/offices/mitte/kiosk");
      await page.getByRole("link", { name: "English" }).click();
      await page.getByRole("heading", { name: "Welcome" }).waitFor();
      await english(page);
    };
    await start();
    await page.getByRole("link", { name: "I do not have an appointment" }).click();
    await english(page);
    await press(page, "Apply for a passport");
    await page.getByRole("heading", { name: "Please remember or print your number" }).waitFor();
    await english(page);
    await page.getByRole("link", { name: "Done" }).click();
    await page.getByRole("heading", { name: "Willkommen" }).waitFor();

    const { number } = await book("personalausweis", "09:20");
    await start();
    await page.getByRole("link", { name: "I have an appointment" }).click();
    for (const digit of number) {
      await english(page);
      await press(page, digit);
    }
    await english(page);
    await press(page, "9:00");
    await page.getByText("We cannot find this appointment here today.").waitFor();
    await english(page);
    await page.goBack();
    await press(page, "9:20");
    await page.getByText("Good that you are here").first().waitFor();
    await english(page);
    await page.getByRole("link", { name: "Done" }).click();
    await page.getByRole("heading", { name: "Willkommen" }).waitFor();
  });
}

test("the pages of a citizen in English, one by one", async (test) => {
  // Two days before Christmas: holidays and closures are in sight.
  await clock("2026-12-22T09:00:00+01:00");
  const page = await visit(test, { ...desk, locale: "en-GB" });
  const show = async (name, path) => {
    await page.goto(path);
    await english(page);
    await look(page, `en-${name}`);
  };
  await show("offices", "/offices");
  await show("office", "/offices/mitte");
  await page.getByText("closed (Christmas Day)").waitFor();
  await page.getByText("closed (Between Christmas and New Year the office stays closed.)").first().waitFor();
  const slots = "/offices/mitte/slots?service=personalausweis";
  await show("slots", slots);
  await page.getByText("shut", { exact: true }).first().waitFor();
  await show("slots-list", `${slots}&view=list`);
  await show("elsewhere", "/offices/mitte/elsewhere?service=personalausweis");
  await show("slots-pickup", "/offices/mitte/slots?service=reisepass-abholen");
  await page.goto(slots);
  await press(page, "Take this appointment");
  await english(page);
  await look(page, "en-hold");
  await page.getByLabel("Your email address").fill("niemand@localhost");
  await press(page, "Book this appointment");
  await english(page);
  await look(page, "en-hold-refused");
  await page.goBack();
  await page.getByLabel("Your email address").fill(someone());
  await press(page, "Book this appointment");
  await page.getByText("Your appointment is booked.").waitFor();
  await look(page, "en-booked");
  const booking = new URL(page.url()).pathname;
  await show("move", `${booking}/move`);
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

test("the pages of the kiosk in English, one by one", async (test) => {
  await live("10:15");
  const page = await visit(test, kiosk);
  const show = async (name, path) => {
    await page.goto(path);
    await english(page);
    await look(page, `en-${name}`);
  };
  const own = "/offices/mitte/kiosk?lang=en";
  // What staff write is German, and says so.
  await post("/offices/mitte/notice", { text: "Zurzeit fällt der Aufzug aus" });
  await show("kiosk", own);
  await show("kiosk-number", `${own}&view=arrive&number=61`);
  await show("kiosk-time", `${own}&view=arrive&number=612`);
  await show("kiosk-draw", `${own}&view=draw`);
  await press(page, "Collect a passport");
  await english(page);
  await look(page, "en-kiosk-ticket");
});
