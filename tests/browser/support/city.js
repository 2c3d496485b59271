// The local city, as the tests use it: its address, its clock, its post.
import { strict as assert } from "node:assert";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

export const base = process.env.CITY_URL ?? "http://127.0.0.1:8484";

/** The day the tests live on. The city opens on a Monday, ten minutes before the office does. */
let today = "2026-11-30";
export const opening = `${today}T07:50:00+01:00`;
export const at = (time) => `${today}T${time}:00+01:00`;

const json = async (method, path, body) => {
  const answer = await fetch(base + path, {
    method,
    body: body && JSON.stringify(body),
    headers: body && { "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return text && JSON.parse(text);
};

export const get = (path) => json("GET", path);
export const post = (path, body = {}) => json("POST", path, body);
export const clock = (instant) => json("PUT", "/_city/clock", { now: instant });

/** Waits until something is there; a mail, for instance, comes by the stream. */
export const eventually = async (what, look) => {
  const end = Date.now() + 20_000;
  for (;;) {
    const found = await look();
    if (found) return found;
    assert.ok(Date.now() < end, `${what} never came`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

/** The newest mail to this address, from the given number of mails on. */
export const mail = (to, earlier = 0) =>
  eventually(`mail to ${to}`, async () => {
    const { mails } = await get("/_city/mails");
    const own = mails.filter((mail) => mail.to === to);
    return own.length > earlier && own.at(-1);
  });

/** The last day for which the city has made bookings, and days it is closed: carnival and feasts. */
const BOOKED = "2027-01-08";
const CLOSED = ["2027-02-08", "2027-03-26", "2027-03-29", "2027-05-06", "2027-05-17", "2027-05-27"];

/** Which day was lived last, for all files of tests: they share the city. */
const lived = () => (existsSync(process.env.DIARY) ? readFileSync(process.env.DIARY, "utf8") : BOOKED);

/** Begins a day that nobody has lived yet, at this time; or the given one. */
export const live = async (time, day) => {
  const next = new Date(lived());
  const plain = () => next.toISOString().slice(0, 10);
  do next.setUTCDate(next.getUTCDate() + 1);
  while ([0, 6].includes(next.getUTCDay()) || CLOSED.includes(plain()));
  if (!day) writeFileSync(process.env.DIARY, plain());
  today = day ?? plain();
  await clock(at(time));
};

/** Goes on to this time of the same day. */
live.on = (time) => clock(at(time));
live.day = () => today;

let people = 0;
/** An address nobody else has. */
export const someone = () => `maria.${process.pid}.${++people}@example.org`;

/** A booking of today at this time, made without a browser. */
export const book = (service, time, office = "mitte") =>
  post(`/offices/${office}/bookings`, { service, start: at(time), email: someone() });

export const draw = (service, office = "mitte") => post(`/offices/${office}/tickets`, { service });
