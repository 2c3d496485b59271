// The monitor in the hall: it shows, sounds and says every call once, for months.
import { strict as assert } from "node:assert";
import { test } from "node:test";
import { hall, look, plain, visit } from "./support/browser.js";
import { draw, live, post } from "./support/city.js";

const board = "/offices/mitte/board";
const press = (verb, counter, body) => post(`/offices/mitte/counters/${counter}/${verb}`, body);
const call = async (counter, service = "reisepass") => {
  await draw(service);
  return (await press("next", counter)).call.number;
};

/** Writes down what is heard; Chromium on a server has neither speech nor loudspeakers. */
const listen = (page) =>
  page.addInitScript(() => {
    globalThis.said = [];
    globalThis.gongs = 0;
    const voice = { lang: "de-DE", name: "Test", default: true, localService: true, voiceURI: "t" };
    globalThis.SpeechSynthesisUtterance = class {
      constructor(text) {
        this.text = text;
      }
    };
    Object.defineProperty(globalThis, "speechSynthesis", {
      value: {
        getVoices: () => [voice],
        speak: (speech) => {
          globalThis.said.push(speech.text);
          setTimeout(() => speech.onend(), 2000);
        },
      },
    });
    const { createOscillator } = AudioContext.prototype;
    AudioContext.prototype.createOscillator = function () {
      globalThis.gongs += 0.5;
      return createOscillator.call(this);
    };
  });
const heard = (page) => page.evaluate(() => ({ said: globalThis.said, gongs: globalThis.gongs }));

/** Opens the board on a clock that the test turns. */
const open = async (test, options = hall) => {
  const page = await visit(test, options);
  await page.clock.install();
  await listen(page);
  await page.goto(board);
  await page.locator("#wartende").waitFor();
  return page;
};

test("a call is shown largest, sounds once and is said twice, digits first", async (test) => {
  await live("09:00");
  const page = await open(test);
  await page.getByText("Noch ist niemand aufgerufen.").waitFor();
  await look(page, "board-empty", { narrow: false });
  const [one, two] = [await call("4"), await call("11", "reisepass-abholen")];
  await page.clock.runFor(16_000);
  await page.getByText(`Schalter 11`).waitFor();
  await page.clock.runFor(20_000);
  assert.deepEqual([one, two], ["100", "101"]);
  assert.deepEqual(await heard(page), {
    gongs: 2,
    said: [
      "Nummer eins – null – null. Schalter vier.",
      "Nummer einhundert, Schalter vier.",
      "Nummer eins – null – eins. Schalter elf.",
      "Nummer einhunderteins, Schalter elf.",
    ],
  });
  assert.equal(await page.locator("#neu .digits").innerText(), two);
  // Nothing new is nothing to hear.
  await page.clock.runFor(60_000);
  assert.equal((await heard(page)).gongs, 2);

  // At ten metres a digit needs so much; 0.7 of the type size is its height.
  const share = (selector) =>
    page.locator(selector).first().evaluate((part) => (parseFloat(getComputedStyle(part).fontSize) * 0.7) / innerHeight);
  assert.ok((await share("#neu .digits")) >= 0.22);
  assert.ok((await share(".others .digits")) >= 0.11);
  for (const counter of ["1", "2", "3", "5", "6", "7"]) await call(counter);
  await page.clock.runFor(4_000);
  await page.getByText("1 / 2").waitFor();
  await look(page, "board", { narrow: false });
  await page.clock.runFor(8_000);
  await page.getByText("2 / 2").waitFor();
  await page.setViewportSize({ width: 1080, height: 1920 });
  await look(page, "board-upright", { narrow: false });
});

test("a board without a connection shows how old its state is, and recovers", async (test) => {
  await live("09:00");
  await call("4");
  const page = await open(test);
  await page.getByText("Schalter 4").waitFor();
  const wait = page.getByText(/^Ohne Termin: (etwa|bis zu) .* Minuten$/);
  await wait.waitFor();
  await page.context().setOffline(true);
  await page.clock.runFor(4_000);
  await page.getByText("Keine Verbindung. Stand: 9:00 Uhr").waitFor();
  await page.clock.runFor(185_000);
  await page.getByText(/Stand: 9:0\d Uhr, vor 3 min/).waitFor();
  assert.equal(await page.locator("#neu .digits").innerText(), "100");
  // Nobody knows how long it takes now.
  await wait.waitFor({ state: "hidden" });
  await look(page, "board-offline", { narrow: false });
  await call("5");
  await page.context().setOffline(false);
  await page.clock.runFor(31_000);
  await page.getByText("Schalter 5").waitFor();
  assert.ok(await page.getByText("Keine Verbindung").isHidden());
  await page.clock.runFor(60_000);
  await wait.waitFor();
});

test("a board takes its page anew when there is a new one, once", async (test) => {
  await live("09:00");
  const page = await visit(test, hall);
  let loads = 0;
  page.on("load", () => (loads += 1));
  // As after a roll-out: the answers name a page that this one is not.
  await page.route("**/calls", async (route) => {
    const answer = await route.fetch({ headers: { accept: "application/json" } });
    await route.fulfill({ response: answer, json: { ...(await answer.json()), page: "new-1", next_ms: 20 } });
  });
  const again = page.waitForEvent("load", { predicate: () => loads >= 2 });
  await page.goto(board);
  await again;
  for (let polls = 0; polls < 20; polls += 1) await page.waitForResponse("**/calls");
  assert.equal(loads, 2);
});

test("without JavaScript the board loads itself anew", async (test) => {
  await live("09:00");
  const page = await visit(test, { ...hall, ...plain });
  await page.goto(board);
  await call("4");
  await page.locator("#neu .digits").getByText("100").waitFor();
});

test("a board runs for days without growing", async (test) => {
  const page = await visit(test, hall);
  await page.clock.install();
  await listen(page);
  // A town of its own, because two days of asking the city would take hours:
  // a new call at every tenth question, and every hundredth is lost.
  await page.addInitScript(() => {
    const calls = [];
    let questions = 0;
    let sequence = 0;
    globalThis.fetch = async (address) => {
      if (address.includes("/wait")) {
        return Response.json({ text: `bis zu ${5 + (sequence % 9) * 5} Minuten`, next_ms: 60_000 });
      }
      questions += 1;
      globalThis.questions = questions;
      if (questions % 100 === 0) throw new TypeError("lost");
      const headers = { etag: `"${sequence}"`, date: new Date().toUTCString() };
      if (questions % 10 !== 1) return new Response(null, { status: 304, headers });
      sequence += 1;
      const number = String(100 + (sequence % 800));
      calls.unshift({ number, counter: String(1 + (sequence % 11)), at: new Date().toISOString() });
      calls.splice(12);
      const { page } = document.getElementById("tafel").dataset;
      return Response.json({ sequence, calls, waiting: sequence % 40, next_ms: 3000, page }, { headers });
    };
  });
  await page.goto(board);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable");
  const measure = async () => {
    await page.evaluate(() => {
      globalThis.said.length = 0;
    });
    await devtools.send("HeapProfiler.collectGarbage");
    const { metrics } = await devtools.send("Performance.getMetrics");
    const value = (name) => metrics.find((metric) => metric.name === name).value;
    return { nodes: value("Nodes"), listeners: value("JSEventListeners"), heap: value("JSHeapUsedSize") };
  };
  const hours = async (count) => {
    for (let hour = 0; hour < count; hour += 1) await page.clock.runFor(3_600_000);
  };
  await hours(6);
  const begin = await measure();
  await hours(48);
  const end = await measure();
  const { gongs, questions } = await page.evaluate(() => ({ gongs: globalThis.gongs, questions: globalThis.questions }));
  test.diagnostic(`${questions} questions, ${gongs} gongs, ${JSON.stringify({ begin, end })}`);
  assert.ok(questions > 50_000, "it kept asking");
  assert.ok(gongs > 5_000, "it kept sounding");
  assert.ok(end.nodes <= begin.nodes + 20, "nodes");
  assert.ok(end.listeners <= begin.listeners + 2, "listeners");
  assert.ok(end.heap < begin.heap + 500_000, "memory");
});
