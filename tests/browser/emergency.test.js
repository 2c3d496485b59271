// A hall without a network: the kiosk gives out numbers of its own, the info desk
// has a sheet, and afterwards everybody has the place that is theirs.
import { strict as assert } from "node:assert";
import { test } from "node:test";
import { access, kiosk, look, visit } from "./support/browser.js";
import { draw, eventually, get, live, post } from "./support/city.js";

const office = "/offices/mitte";
const counter = (verb, id = "4", body = {}) => post(`${office}/counters/${id}/${verb}`, body);

const numbers = (page) => page.evaluate(() => JSON.parse(localStorage.getItem("notnummern") ?? "{}"));
/** A kiosk that has its numbers and its page for later. */
const ready = async (test) => {
  const page = await visit(test, kiosk);
  await page.goto(`${office}/kiosk`);
  await eventually("numbers", async () => (await numbers(page)).numbers?.length === 20);
  const kept = () => caches.open("kiosk").then((cache) => cache.keys()).then((all) => all.length);
  // Two pages, and their style, two weights of its typeface and two scripts.
  await eventually("the page for later", async () => (await page.evaluate(kept)) === 7);
  await page.evaluate(() => navigator.serviceWorker.ready);
  return page;
};
const lost = async (page) => {
  await page.context().setOffline(true);
  await page.getByRole("link", { name: "Ich habe keinen Termin" }).click();
  await page.getByText("Die Verbindung ist gerade gestört.").filter({ visible: true }).waitFor();
};
const number = (page) => page.locator("#gegeben .number").innerText();

test("a kiosk without a network gives out numbers, and they take their place once it is back", async (test) => {
  await live("08:40");
  const page = await ready(test);
  assert.deepEqual((await numbers(page)).numbers.slice(0, 2), ["900", "901"]);
  await lost(page);
  await look(page, "kiosk-emergency");
  // Twice by a shaking hand.
  await page.getByRole("button", { name: "Reisepass beantragen" }).dblclick();
  await page.getByRole("heading", { name: "Bitte merken oder drucken Sie Ihre Nummer" }).waitFor();
  assert.equal(await number(page), "900");
  await page.getByText("8:40 Uhr").waitFor();
  await look(page, "kiosk-emergency-number");
  const pdf = (await page.pdf({ width: "58mm", height: "170mm" })).toString("latin1");
  assert.equal(pdf.match(/\/Type\s*\/Page\b/g).length, 1);
  await page.getByRole("button", { name: "Fertig" }).click();
  // The next person reads English; a page that is loaded anew has not forgotten anything.
  await page.getByRole("link", { name: "English" }).click();
  await page.getByText("The connection is down at the moment.").filter({ visible: true }).waitFor();
  await look(page, "kiosk-emergency-english");
  await page.locator("[data-service=meldebescheinigung]").click();
  await page.locator("#gegeben").waitFor();
  assert.equal(await number(page), "901");
  await page.getByRole("button", { name: "Done" }).click();
  assert.equal((await numbers(page)).given.length, 2);

  // Meanwhile others came elsewhere.
  await live.on("09:00");
  const later = await draw("reisepass");
  await page.context().setOffline(false);
  await page.getByRole("heading", { name: "Willkommen" }).waitFor();
  await eventually("what is told", async () => (await numbers(page)).given.length === 0);
  const { waiting } = await get(`${office}/calls`);
  assert.equal(waiting, 3);
  // Told once more, as after a lost answer: nothing is added.
  const again = { number: "900", service: "reisepass", drawn: "08:40" };
  assert.equal((await post(`${office}/emergency-tickets`, again)).state, "waiting");
  assert.equal((await get(`${office}/calls`)).waiting, 3);
  await live.on("09:20");
  const order = [];
  for (let person = 0; person < 3; person += 1) order.push((await counter("next", "4", { finish_current: true })).call.number);
  assert.deepEqual(order, ["900", "901", later.number]);
  await counter("finish");
  assert.equal((await post(`${office}/emergency-tickets`, again)).state, "done");
  assert.equal((await get(`${office}/calls`)).waiting, 0);
  // Who came at 8:40 and was called at 9:20 waited because of the outage.
  const day = await eventually("the end of the last visit", async () => {
    const day = await get(`${office}/days/today`);
    return day.events.filter(({ what }) => what === "finished").length === 3 && day;
  });
  assert.deepEqual(day.breaches.map(({ cause }) => cause), ["outage", "outage"]);
  // Only who drew a number with a network was told a wait.
  assert.equal(day.waits_told.people, 1);
  await page.goto(`${office}/days/today`);
  await page.getByText("ohne Verbindung, nachgetragen").first().waitFor();
});

test("no two kiosks have the same numbers, and who asks again gets the same", async (test) => {
  await live("08:40");
  const [one, other] = [await ready(test), await ready(test)];
  const all = [...(await numbers(one)).numbers, ...(await numbers(other)).numbers];
  assert.equal(new Set(all).size, 40);
  await one.reload();
  await eventually("the page again", async () => (await numbers(one)).numbers.length === 20);
  assert.deepEqual((await numbers(one)).numbers, all.slice(0, 20));
});

test("without a network and without numbers the kiosk sends people to the info desk", async (test) => {
  await live("08:40");
  const page = await ready(test);
  await page.evaluate(() => localStorage.clear());
  await lost(page);
  await page.getByText("Nummern gibt es im Moment hier: Infotheke.").waitFor();
  await look(page, "kiosk-emergency-none");
  await page.context().setOffline(false);
  await page.getByRole("heading", { name: "Willkommen" }).waitFor();
});

test("a number that the server refuses stands on the kiosk until the info desk has entered it", async (test) => {
  await live("08:40");
  const page = await ready(test);
  await lost(page);
  await page.getByRole("button", { name: "Reisepass beantragen" }).click();
  await page.locator("#gegeben").waitFor();
  const drawn = await number(page);
  // As if the office had given up the service meanwhile.
  await page.evaluate(() => {
    const state = JSON.parse(localStorage.getItem("notnummern"));
    state.given[0].service = "einhorn";
    localStorage.setItem("notnummern", JSON.stringify(state));
  });
  await page.context().setOffline(false);
  await page.goto(`${office}/kiosk`);
  const line = page.getByText(`Notnummer ${drawn}, gezogen 8:40 Uhr, ist nicht übernommen:`);
  await line.waitFor();
  await look(page, "kiosk-emergency-refused");
  await page.reload();
  await line.waitFor();
  const entered = { number: drawn, service: "reisepass", drawn: "08:40" };
  assert.equal((await post(`${office}/emergency-tickets`, entered)).state, "waiting");
  await page.reload();
  await eventually("what is settled", async () => (await numbers(page)).given.length === 0);
  await line.waitFor({ state: "detached" });
  assert.equal((await get(`${office}/calls`)).waiting, 1);
});

test("a service that fails is no better than no network", async (test) => {
  await live("08:40");
  const page = await ready(test);
  await page.context().route("**/kiosk?view=draw", (route) => route.fulfill({ status: 503, body: "{}" }));
  await page.getByRole("link", { name: "Ich habe keinen Termin" }).click();
  await page.getByText("Die Verbindung ist gerade gestört.").filter({ visible: true }).waitFor();
});

test("the info desk has a sheet, and enters its numbers by keyboard", async (test) => {
  await live("10:00");
  const page = await visit(test);
  await page.goto(`${office}/desk?sheet=1`);
  await page.getByRole("rowheader", { name: "960" }).waitFor();
  assert.equal(await page.getByRole("rowheader").count(), 40);
  await look(page, "desk-sheet");
  const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
  assert.equal(pdf.match(/\/Type\s*\/Page\b/g).length, 1, "one page");

  await page.goto(`${office}/desk`);
  const type = async (value, drawn, called) => {
    await access(page, "e");
    await page.keyboard.press("Tab");
    await page.keyboard.type(value);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.type(drawn);
    await page.getByLabel("Aufgerufen um").focus();
    if (called) await page.keyboard.type(called);
    await page.keyboard.press("Enter");
  };
  await type("960", "0912");
  await page.getByText("Nummer 960 ist nachgetragen: wartet.").waitFor();
  await look(page, "desk-entered");
  await type("961", "0915", "0950");
  await page.getByText("Nummer 961 ist nachgetragen: fertig.").waitFor();
  await access(page, "e");
  await page.getByText("Heute nachgetragen: 960, 961.").waitFor();
  await look(page, "desk-entering");
  await page.goto(`${office}/desk`);
  await type("112", "0915");
  await page.getByRole("heading", { name: "112 ist keine Notnummer." }).waitFor();
  await look(page, "desk-entered-refused");
  assert.equal((await counter("next")).call.number, "960");
});
