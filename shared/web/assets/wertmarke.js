// Every page works without this file. It only improves: nothing is sent twice,
// pages renew themselves without losing the focus, time runs visibly.
"use strict";

const say = (text) => {
  document.getElementById("ansage").textContent = text;
};

/** What somebody has switched off: for this window, and for good. */
const PAUSED = "angehalten";
const NO_QUESTION = "ohne-fragezeichen";
/** Nothing where the browser keeps nothing for us. */
const kept = (kind) => {
  try {
    return globalThis[kind];
  } catch {
    return null;
  }
};
const isPaused = () => Boolean(kept("sessionStorage")?.getItem(PAUSED));
const isDeaf = () => Boolean(kept("localStorage")?.getItem(NO_QUESTION));
const flip = (kind, name, was) => (was ? kept(kind)?.removeItem(name) : kept(kind)?.setItem(name, "1"));

/** Shows what needs JavaScript, as it was left. */
const dress = () => {
  for (const part of document.querySelectorAll("[data-print], [data-script]")) part.hidden = false;
  for (const part of document.querySelectorAll("[data-pause]")) part.setAttribute("aria-pressed", isPaused());
  for (const part of document.querySelectorAll("[data-question]")) part.setAttribute("aria-pressed", isDeaf());
};

// ---- Nothing twice ----

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
});
// ---- Work, where very much is asked for from one place ----

/** A number with which the digest of `work` begins with so many zero bits. */
const solve = async (work, bits) => {
  const text = new TextEncoder();
  for (let from = 0; ; from += 256) {
    const numbers = Array.from({ length: 256 }, (_, place) => from + place);
    const digest = (number) => crypto.subtle.digest("SHA-256", text.encode(`${work}~${number}`));
    const digests = await Promise.all(numbers.map(digest));
    const found = digests.findIndex((it) => new DataView(it).getUint32(0) >>> (32 - bits) === 0);
    if (found >= 0) return `${work}~${from + found}`;
  }
};
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const { work, bits } = form.dataset;
  if (!work || event.defaultPrevented) return;
  event.preventDefault();
  form.elements.proof.value = await solve(work, Number(bits));
  form.submit();
});
// A key that is held down must not press what the next page offers.
document.addEventListener("keydown", (event) => {
  const presses = event.key === "Enter" || event.key === " ";
  if (event.repeat && presses && event.target.closest("button, a, summary")) event.preventDefault();
});
// Back from the browser's memory everything can be pressed again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
  if (event.target.closest("[data-question]")) flip("localStorage", NO_QUESTION, isDeaf());
  if (event.target.closest("[data-pause]")) {
    flip("sessionStorage", PAUSED, isPaused());
    dispatchEvent(new Event("pausing"));
  }
  dress();
});

// ---- A page that renews itself ----

const load = async (address, more) => {
  const answer = await fetch(address, { headers: { accept: "text/html" }, ...more });
  if (!answer.ok) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};

/** What a page says, without what differs each time. */
const gist = (main) => {
  const copy = main.cloneNode(true);
  for (const key of copy.querySelectorAll("input[name=key]")) key.remove();
  for (const part of copy.querySelectorAll("[data-print], [data-script]")) part.hidden = true;
  for (const part of copy.querySelectorAll("details")) part.open = false;
  for (const part of copy.querySelectorAll("[data-question]")) part.removeAttribute("aria-pressed");
  for (const part of copy.querySelectorAll("[data-now]")) part.removeAttribute("data-now");
  return copy.innerHTML;
};

/** How to find a thing again after its page was renewed. */
const name = (part) => `${part.id}|${part.form?.action ?? part.href}|${part.textContent.trim()}`;

const swap = (next) => {
  const [old, now] = [document.querySelector("main"), next.querySelector("main")];
  if (gist(old) === gist(now)) return;
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  // What somebody is typing is not taken away; the next round will do.
  const typed = [...old.querySelectorAll("input:not([type=hidden])")].some((part) => part.value !== part.defaultValue);
  if (typed || old.querySelector("select:focus")) return;
  const open = [...old.querySelectorAll("details")].map((part) => part.open);
  old.replaceWith(document.adoptNode(now));
  document.title = next.title;
  for (const [index, part] of now.querySelectorAll("details").entries()) part.open = open[index] ?? false;
  if (focused && focused !== old) {
    const all = [...now.querySelectorAll("a, button, summary, input")];
    (all.find((part) => name(part) === name(focused)) ?? now).focus({ preventScroll: true });
  }
  dress();
  // A status that comes with its page is not read out by itself.
  say([...now.querySelectorAll("[role=status]")].map((part) => part.textContent.trim()).join(" "));
  if (now.querySelector(".call[role=alert]")) navigator.vibrate?.([300, 150, 300]);
};

const renew = (seconds) => {
  const offline = document.querySelector("[data-offline]");
  let waiting = 0;
  const later = (after) => {
    clearTimeout(waiting);
    waiting = setTimeout(round, after * 1000);
  };
  const round = async () => {
    if (document.hidden || isPaused()) return;
    try {
      const next = await load(location.href);
      offline.hidden = true;
      swap(next);
      // A page that has come to its end is not asked again.
      if (next.body.dataset.refresh) later(Number(next.body.dataset.refresh));
    } catch (error) {
      // An answer that is no page any more is shown as it is.
      if (!(error instanceof TypeError)) location.reload();
      offline.hidden = false;
      later(seconds);
    }
  };
  document.addEventListener("visibilitychange", () => document.hidden || later(0));
  addEventListener("pausing", () => later(0));
  later(seconds);
};

// ---- A page that is left alone ----

/** How long the question stands before a page is left. */
const ASKED_S = 20;

const leave = (seconds, to) => {
  const ask = document.querySelector("[data-ask]");
  let waiting = 0;
  const begin = () => {
    clearTimeout(waiting);
    ask.hidden = true;
    waiting = setTimeout(question, Math.max(seconds - ASKED_S, 10) * 1000);
  };
  const question = () => {
    ask.hidden = false;
    waiting = setTimeout(() => location.replace(to), ASKED_S * 1000);
  };
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, begin);
  begin();
};

// ---- A start that is held ----

/** Says how to go on, and leaves what is typed where it is. */
const ending = async (held) => {
  try {
    const now = (await load(held.dataset.here)).getElementById("frist");
    held.replaceWith(document.adoptNode(now));
    countDown();
  } catch {
    location.reload();
  }
};

const countDown = () => {
  const held = document.querySelector("[data-left]");
  if (!held) return;
  const left = held.querySelector("[data-words]");
  const [one, many] = left.dataset.words.split("|");
  const end = performance.now() + Number(held.dataset.left) * 1000;
  const tick = () => {
    if (!held.isConnected) return;
    const minutes = Math.ceil((end - performance.now()) / 60_000);
    if (minutes <= 0) return ending(held);
    const text = minutes === 1 ? one : many.replace("{}", minutes);
    if (left.textContent && left.textContent !== text && minutes <= 2) say(text);
    left.textContent = text;
    setTimeout(tick, 1000);
  };
  tick();
};

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const held = form.closest("[data-left]");
  if (!held || !form.matches("[data-extend]")) return;
  // More time, without losing what is already typed.
  event.preventDefault();
  try {
    const next = await load(form.action, { method: "POST", body: new URLSearchParams() });
    const now = next.getElementById("frist");
    held.replaceWith(document.adoptNode(now));
    countDown();
    now.tabIndex = -1;
    now.focus();
  } catch {
    location.reload();
  }
});

// ---- What somebody looks for ----

const filter = () => {
  const field = document.querySelector("[data-filter]");
  if (!field) return;
  const [one, many, none] = field.dataset.filter.split("|");
  const all = [...document.querySelectorAll("[data-found]")];
  field.addEventListener("input", () => {
    const typed = field.value.toLowerCase().split(/\s+/);
    for (const part of all) part.hidden = !typed.every((word) => part.dataset.found.includes(word));
    for (const part of document.querySelectorAll("section:has([data-found])")) {
      part.hidden = !part.querySelector("[data-found]:not([hidden])");
    }
    const count = all.filter((part) => !part.hidden).length;
    say(count === 1 ? one : count === 0 ? none : many.replace("{}", count));
  });
};

// ---- The list of keys ----

document.addEventListener("keydown", (event) => {
  const keys = document.querySelector("[data-keys]");
  if (!keys || isDeaf() || event.key !== "?" || event.target.matches("input, select, textarea")) return;
  event.preventDefault();
  keys.open = !keys.open;
  keys.querySelector("summary").focus();
});

// A chosen service needs no second key: a list that is closed sends its form.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.repeat || !event.target.matches(".staff select")) return;
  event.preventDefault();
  event.target.form?.requestSubmit();
});

// ---- A reader at the kiosk, which types what it sees ----

const scan = () => {
  let typed = "";
  addEventListener("keydown", (event) => {
    if (event.key !== "Enter") {
      // Only what fits into an address; a reader is done within a moment.
      typed = (typed + (event.key.length === 1 ? event.key : "")).slice(-300);
      return;
    }
    const form = document.querySelector("[data-scan]");
    const secret = typed.match(/\/bookings\/([\w-]+)/)?.[1];
    typed = "";
    if (!form || !secret) return;
    event.preventDefault();
    form.elements.secret.value = secret;
    form.requestSubmit();
  });
};

// ---- Begin ----

dress();
countDown();
scan();
filter();
const { refresh, leave: home } = document.body.dataset;
if (home) leave(Number(refresh), home);
else if (refresh) renew(Number(refresh));
