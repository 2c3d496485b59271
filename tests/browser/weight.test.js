// What pages weigh: a phone in the waiting area has little of everything.
import { strict as assert } from "node:assert";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { visit } from "./support/browser.js";
import { base, draw, live, post } from "./support/city.js";

const kB = 1000;
const compressed = (body) => gzipSync(body).length;

/** Everything a page loads: kind, address, compressed size. */
const loaded = async (test, path) => {
  const page = await visit(test);
  const responses = [];
  page.on("response", (response) => responses.push(response));
  await page.goto(path, { waitUntil: "load" });
  return Promise.all(
    responses.map(async (response) => ({
      kind: response.request().resourceType(),
      size: compressed(await response.body()),
    })),
  );
};
const sum = (parts) => parts.reduce((total, { size }) => total + size, 0);

test("the first page of a citizen is under 60 kB, fonts apart", async (test) => {
  const parts = await loaded(test, "/offices/mitte");
  assert.ok(parts.some(({ kind }) => kind === "stylesheet"));
  const total = sum(parts.filter(({ kind }) => kind !== "font"));
  test.diagnostic(`${total} bytes compressed`);
  assert.ok(total < 60 * kB, `${total} bytes`);
});

test("no page has scripts of more than 30 kB", async (test) => {
  await live("09:00");
  const { links } = await draw("reisepass");
  const pages = ["", "/slots?service=reisepass", "/kiosk", "/desk", "/counters/1", "/board"];
  for (const path of [...pages.map((page) => `/offices/mitte${page}`), links.self]) {
    const total = sum((await loaded(test, path)).filter(({ kind }) => kind === "script"));
    test.diagnostic(`${path.replace(links.self, "/tickets/…")}: ${total} bytes compressed`);
    assert.ok(total < 30 * kB, `${path}: ${total} bytes`);
  }
});

test("a poll of the board is under 1 kB, and nothing when nothing has changed", async (test) => {
  await live("09:30");
  for (const counter of [1, 2, 3, 4, 5, 6, 7, 8, 11, 10, 9, 1]) {
    await draw("meldebescheinigung");
    await post(`/offices/mitte/counters/${counter}/next`, { finish_current: true });
  }
  const calls = `${base}/offices/mitte/calls`;
  const answer = await fetch(calls);
  const text = await answer.text();
  const size = Buffer.byteLength(text);
  assert.equal(JSON.parse(text).calls.length, 12, "as full as it can be");
  test.diagnostic(`${size} bytes as they are`);
  assert.ok(size < kB, `${size} bytes`);
  const again = await fetch(calls, { headers: { "if-none-match": answer.headers.get("etag") } });
  assert.equal(again.status, 304);
});
