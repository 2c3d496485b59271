// The board in the hall: asks for the calls, shows, sounds and says them. It
// runs for months, so nothing here grows: every part of the page is there from
// the beginning and only its text changes.
"use strict";

const part = (id) => document.getElementById(id);
const { calls, wait, waits, page, sequence, now, zone, word, waiting, lost, clock, disturbed } = part("tafel").dataset;
const names = JSON.parse(part("tafel").dataset.names);
const silent = new URLSearchParams(location.search).get("ton") === "aus";

/** How long a call is worth a page of its own, and worth a gong when it was missed. */
const SHOWN_MS = 180_000;
const WORTH_SAYING_MS = 60_000;
const TURN_MS = 8_000;
/** How long a board that hears nothing waits at most before it asks again. */
const LONGEST_MS = 30_000;

// ---- The office's clock ----

let ahead = Number(now) * 1000 - Date.now();
const time = () => Date.now() + ahead;
const set = (date) => {
  const off = Date.parse(date) - Date.now();
  if (Math.abs(off - ahead) > 2000) ahead = off;
};
const { lang } = document.documentElement;
const wall = new Intl.DateTimeFormat("de-DE", { timeZone: zone, hour: "numeric", minute: "2-digit" });

// ---- What is said ----

const ONES = ["null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn",
  "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn"];
const TENS = ["", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"];

/** A number below ten thousand in German words. */
const words = (number) => {
  // Before another word, one is "ein".
  const before = (count) => (count === 1 ? "ein" : ONES[count]);
  if (number < 20) return ONES[number];
  if (number < 100) {
    const ones = number % 10;
    return (ones ? `${before(ones)}und` : "") + TENS[Math.floor(number / 10)];
  }
  const [size, name] = number < 1000 ? [100, "hundert"] : [1000, "tausend"];
  const rest = number % size;
  return before(Math.floor(number / size)) + name + (rest ? words(rest) : "");
};

/** Digits first: German turns tens and ones around, and many who wait have learnt them otherwise. */
const sentences = ({ number, counter }) => {
  // Other languages count from left to right, and their voices know how.
  if (lang !== "de") return [`${[...number].join(" – ")}. ${word} ${counter}.`, `${number}, ${word} ${counter}.`];
  const where = `${word} ${/^\d{1,4}$/.test(counter) ? words(Number(counter)) : counter}`;
  const digits = [...number].map((digit) => ONES[digit]).join(" – ");
  return [`Nummer ${digits}. ${where}.`, `Nummer ${words(Number(number))}, ${where}.`];
};

const after = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

let sound = null;
const gong = async () => {
  sound ??= new AudioContext();
  part("ton").hidden = sound.state === "running";
  for (const [index, pitch] of [659.3, 523.3].entries()) {
    const begin = sound.currentTime + index * 0.45;
    const [tone, loudness] = [sound.createOscillator(), sound.createGain()];
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.6, begin);
    loudness.gain.exponentialRampToValueAtTime(0.001, begin + 1.2);
    tone.connect(loudness).connect(sound.destination);
    tone.start(begin);
    tone.stop(begin + 1.2);
  }
  await after(1000);
};

const speak = (text) => {
  // An English voice reads German so that nobody understands it.
  const voice = globalThis.speechSynthesis?.getVoices().find((voice) => voice.lang.startsWith(lang));
  if (!voice) return;
  const speech = new SpeechSynthesisUtterance(text);
  Object.assign(speech, { voice, lang: voice.lang, rate: 0.9 });
  const end = new Promise((resolve) => {
    speech.onend = resolve;
    speech.onerror = resolve;
  });
  speechSynthesis.speak(speech);
  // A speech service that hangs must not silence the next call.
  return Promise.race([end, after(10_000)]);
};

const unsaid = [];
let saying = false;
const announce = async (fresh) => {
  unsaid.push(...fresh);
  // Too late for a call is worse than silent: the board shows it.
  unsaid.splice(0, unsaid.length - 6);
  if (saying || silent) return unsaid.splice(0, silent ? unsaid.length : 0);
  saying = true;
  while (unsaid.length > 0) {
    const call = unsaid.shift();
    await gong();
    await after(1000);
    for (const sentence of sentences(call)) await speak(sentence);
  }
  saying = false;
};

part("ton").addEventListener("click", async () => {
  await sound?.resume();
  part("ton").hidden = sound?.state === "running";
});

// ---- What is shown ----

const write = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

const row = (element, call, fresh) => {
  element.hidden = !call;
  if (!call) return;
  write(element.querySelector(".digits"), call.number);
  write(element.querySelector(".place"), `${word} ${call.counter}`);
  element.classList.toggle("fresh", fresh);
};

let state = null;
let turned = 0;

/** The older calls, as many as fit; what is recent and does not fit has its turn on a further page. */
const others = (fresh) => {
  const rows = [...document.querySelectorAll(".others tbody tr")];
  const rest = state.calls.slice(1);
  const recent = rest.filter(({ at }) => time() - Date.parse(at) < SHOWN_MS).length;
  const pages = Math.max(1, Math.ceil(recent / rows.length));
  turned %= pages;
  const first = turned * rows.length;
  for (const [index, element] of rows.entries()) {
    const call = rest[first + index];
    row(element, call, fresh.includes(call));
  }
  write(part("seite"), pages > 1 ? `${turned + 1} / ${pages}` : "");
};

/** What cannot be done at present: it ends by the clock, not by an answer. */
const disturb = () => {
  const live = (state.disturbed ?? []).filter(({ until }) => time() < until * 1000);
  const line = ({ services, until }) => disturbed
    .replace("{services}", services.map((id) => names[id] ?? id).join(", "))
    .replace("{time}", wall.format(until * 1000));
  part("gestoert").hidden = live.length === 0;
  write(part("gestoert"), live.map(line).join(" · "));
};

const show = (fresh) => {
  const [newest] = state.calls;
  part("leer").hidden = Boolean(newest);
  part("andere").hidden = !newest;
  part("neu").classList.remove("fresh");
  // Reading a measure makes the browser notice, so that the flashing begins anew.
  void part("neu").offsetWidth;
  row(part("neu"), newest, fresh.includes(newest));
  if (fresh.length > 0) turned = 0;
  others(fresh);
  part("hinweis").hidden = !state.notice;
  write(part("hinweis"), state.notice ?? "");
  disturb();
  const [nobody, one, many] = waiting.split("|");
  write(part("wartende"), [nobody, one][state.waiting] ?? many.replace("{}", state.waiting));
};

// ---- What is asked ----

let seen = Number(sessionStorage.getItem("gesehen") ?? sequence);
let etag = "";
let next = 0;
let heard = time();

const learn = (told) => {
  state = told;
  // A new day counts from the beginning.
  if (state.sequence < seen) seen = 0;
  const fresh = state.calls
    .slice(0, state.sequence - seen)
    .filter(({ at }) => time() - Date.parse(at) < WORTH_SAYING_MS);
  seen = state.sequence;
  show(fresh);
  if (fresh.length > 0) announce(fresh.reverse());
};

/** Takes the page anew when it has a new version, once for each. */
const renew = () => {
  sessionStorage.setItem("gesehen", seen);
  if (sessionStorage.getItem("version") === state.page) return;
  sessionStorage.setItem("version", state.page);
  location.reload();
};

const poll = async () => {
  try {
    const headers = { accept: "application/json", ...(etag && { "if-none-match": etag }) };
    const answer = await fetch(calls, { headers, cache: "no-store", signal: AbortSignal.timeout(10_000) });
    if (answer.status !== 304 && !answer.ok) throw new Error(String(answer.status));
    set(answer.headers.get("date"));
    if (answer.ok) {
      etag = answer.headers.get("etag");
      learn(await answer.json());
      if (state.page !== page) renew();
    }
    heard = time();
    part("stand").hidden = true;
    next = state.next_ms;
  } catch {
    next = Math.min(Math.max(next, 1000) * 2, LONGEST_MS);
    stale();
  }
  setTimeout(poll, next);
};

/** How long it takes without an appointment. What is not known now is not shown. */
const askWait = async () => {
  let again = 60_000;
  let text;
  try {
    const headers = { accept: "application/json" };
    const answer = await fetch(wait, { headers, signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) throw new Error(String(answer.status));
    ({ text, next_ms: again } = await answer.json());
  } catch {
    // The calls say that there is no connection.
  }
  part("wartezeit").hidden = !text;
  if (text) write(part("wartezeit"), waits.replace("{wait}", text));
  setTimeout(askWait, again);
};

const stale = () => {
  const minutes = Math.floor((time() - heard) / 60_000);
  const age = minutes === 0 ? lost.split("|")[0] : lost.split("|")[1].replace("{}", minutes);
  write(part("stand"), age.replace("{time}", wall.format(heard)));
  part("stand").hidden = false;
};

let ticks = 0;
setInterval(() => {
  write(part("uhr"), clock.replace("{time}", wall.format(time())));
  if (!part("stand").hidden) stale();
  if (state) {
    part("gehalten").hidden = !(time() < (state.held_until ?? 0) * 1000);
    disturb();
  }
  ticks += 1;
  if (state && (ticks * 1000) % TURN_MS === 0) {
    turned += 1;
    others([]);
  }
}, 1000);
poll();
askWait();
