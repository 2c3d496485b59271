// The kiosk reads its pages aloud, and goes on without a network. While there is one, it keeps a page, and numbers
// that nobody else has. When there is none, the page gives them out by itself and
// writes each down before it shows it; afterwards it tells of each until it was
// heard. The number is what a repetition is known by.
"use strict";

// ---- Reading aloud ----

/** Reads the page to whoever has asked for it, this one and those after it; the beginning is for the next person. */
const readAloud = (() => {
  const WISH = "vorlesen";
  const button = document.getElementById("vorlesen");
  const speech = globalThis.speechSynthesis;
  const { lang } = document.documentElement;
  const voice = (of) => speech?.getVoices().find((voice) => voice.lang.startsWith(of));
  const wished = () => sessionStorage.getItem(WISH) === "ja";

  /** A number by its digits, and as a whole: many who wait have learnt to count in another language. */
  const spoken = (part) => {
    const text = (part.getAttribute("aria-label") ?? part.innerText).trim();
    return part.matches(".number") ? `${[...text].join(", ")}. ${text}.` : text;
  };
  const speak = (text, of) => {
    if (!text) return;
    const utterance = new SpeechSynthesisUtterance(text);
    const own = voice(of) ?? voice(lang);
    Object.assign(utterance, { voice: own, lang: own.lang, rate: 0.9 });
    // Whoever is being read to has not gone away.
    utterance.onend = () => dispatchEvent(new Event("pointerdown"));
    speech.speak(utterance);
  };
  const read = () => {
    speech.cancel();
    const parts = document.querySelectorAll("main :is(h1, h2, p, dt, dd, a, button)");
    for (const part of parts) {
      const inside = part.parentElement.closest("p, dt, dd, a, button");
      const shown = part.checkVisibility({ checkVisibilityCSS: true });
      if (shown && !inside) speak(spoken(part), part.querySelector("[lang]")?.lang ?? lang);
    }
  };
  const set = (wish) => {
    sessionStorage.setItem(WISH, wish ? "ja" : "nein");
    button.setAttribute("aria-pressed", String(wish));
    if (wish) read();
    else speech.cancel();
  };
  const offer = () => {
    button.hidden = !voice(lang);
    if (!button.hidden && wished() && button.getAttribute("aria-pressed") !== "true") set(true);
  };

  if (!button || !speech) return { again: () => {}, end: () => {} };
  // The beginning, in the language of the house, is nobody's yet.
  if (document.body.dataset.refresh && !document.body.dataset.leave) sessionStorage.removeItem(WISH);
  button.addEventListener("click", () => set(!wished()));
  addEventListener("pagehide", () => speech.cancel());
  // Some browsers know their voices only after a while.
  speech.addEventListener?.("voiceschanged", offer);
  offer();
  return { again: () => wished() && voice(lang) && read(), end: () => wished() && set(false) };
})();

// ---- Numbers without a network ----

{
  const part = (id) => document.getElementById(id);
  /** What the page of the server says; anew each time, since the page renews itself. */
  const said = () => document.querySelector("[data-tickets]")?.dataset;

  /** How often the kiosk looks after its numbers, and for the network when it is gone. */
  const LOOK_MS = 60_000;
  /** Every so many times it also takes its page for later anew. */
  const ANEW = 10;
  const PROBE_MS = 5_000;
  /** With fewer numbers than this it asks for more. */
  const ENOUGH = 5;
  const READ_MS = 30_000;
  const NAME = "notnummern";

  const read = () => ({ given: [], numbers: [], ahead: 0, ...JSON.parse(localStorage.getItem(NAME) ?? "{}") });
  const write = (state) => localStorage.setItem(NAME, JSON.stringify(state));
  /** One after the other, whoever else has this page open. */
  const alone = (work) => navigator.locks.request(NAME, work);
  const now = () => Date.now() + read().ahead;

  const send = (path, body, key) =>
    fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...(key && { "idempotency-key": key }) },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });

  const time = (drawn) =>
    new Intl.DateTimeFormat("de-DE", { timeZone: said().zone, hour: "numeric", minute: "2-digit" }).format(new Date(drawn));

  /** A line for staff with every number that the server does not take, until somebody has entered it. */
  const confess = () => {
    const refused = read().given.filter(({ why }) => why);
    const line = part("nachzutragen") ?? document.createElement("aside");
    if (!line.isConnected) {
      Object.assign(line, { id: "nachzutragen", className: "frame", lang: "de", ariaLabel: "Für Mitarbeitende" });
      document.body.append(line);
    }
    line.hidden = refused.length === 0;
    const words = ({ number, drawn, why }) =>
      said().refused.replace("{number}", number).replace("{time}", time(drawn)).replace("{why}", why);
    line.replaceChildren(
      ...refused.map((ticket) => Object.assign(document.createElement("p"), { textContent: words(ticket) })),
    );
  };

  /** Tells of every number that was given out. What is refused stays, for staff to see. */
  const tell = async ({ tickets }) => {
    for (const { why, ...ticket } of read().given) {
      const answer = await send(tickets, ticket);
      const { code, title } = answer.ok ? {} : await answer.json().catch(() => ({}));
      const settled = answer.ok || code === "emergency-over";
      // Too much at once, or nobody there, is no word on this number.
      const refused = title && answer.status < 500 && answer.status !== 429;
      if (!settled && !refused) continue;
      const state = read();
      const others = ({ number, drawn }) => number !== ticket.number || drawn !== ticket.drawn;
      const given = settled
        ? state.given.filter(others)
        : state.given.map((one) => (others(one) ? one : { ...one, why: title }));
      write({ ...state, given });
    }
    confess();
  };

  /** Sees to it that there are numbers for today. */
  const stock = async ({ day, range }) => {
    let state = read();
    if (state.day !== day) state = { ...state, day, numbers: [], key: null, none: false };
    if (state.numbers.length < ENOUGH && !state.none) {
      // Kept before it is used: asking again gives the same numbers.
      state.key ??= crypto.randomUUID();
      write(state);
      const answer = await send(range, {}, state.key);
      if (answer.ok) {
        const { date, numbers } = await answer.json();
        if (date === day) state.numbers.push(...numbers);
        state.key = null;
      } else if (answer.status === 409) state.none = true;
    }
    write(state);
  };

  /** Keeps the page for later in each language, with what it needs. */
  const keep = async ({ page }) => {
    const cache = await caches.open("kiosk");
    const needed = new Set();
    const need = async (path) => {
      needed.add(new URL(path, location.href).href);
      const known = await cache.match(path);
      if (known) return known;
      await cache.add(path);
      return cache.match(path);
    };
    const save = async (address) => {
      const answer = await fetch(address, { headers: { accept: "text/html" }, cache: "no-store" });
      if (!answer.ok || answer.redirected) throw new TypeError("no page");
      const found = new DOMParser().parseFromString(await answer.clone().text(), "text/html");
      for (const file of found.querySelectorAll("link[rel=stylesheet], script[src]")) {
        const text = await (await need(file.getAttribute("href") ?? file.getAttribute("src"))).text();
        // What a style names in its turn: the typeface.
        if (file.matches("link")) for (const [, path] of text.matchAll(/url\("?(\/assets\/[^")]+)/g)) await need(path);
      }
      await cache.put(address, answer);
      needed.add(new URL(address, location.href).href);
      return [...found.querySelectorAll("nav a[hreflang]")].map((link) => link.getAttribute("href"));
    };
    for (const other of await save(page)) await save(other);
    for (const request of await cache.keys()) if (!needed.has(request.url)) await cache.delete(request);
  };

  /** What is left undone is done at the next time. */
  let looks = 0;
  const look = async () => {
    const page = said();
    if (!page) return;
    try {
      await alone(async () => {
        await tell(page);
        await stock(page);
      });
      if (looks % ANEW === 0) await keep(page);
      looks += 1;
    } catch (error) {
      console.warn(error);
    }
  };

  const begin = async () => {
    write({ ...read(), ahead: Number(said().now) * 1000 - Date.now() });
    setInterval(look, LOOK_MS);
    const { worker, scope } = said();
    // Only over HTTPS, as in a deployment, or on this very machine.
    await navigator.serviceWorker?.register(worker, { scope }).catch(console.warn);
    await look();
  };

  // ---- The page without a network ----

  const title = document.querySelector("h1");
  const asks = title.textContent;
  let showing = 0;

  const isOpen = () => {
    const { day, from, until } = said();
    const state = read();
    const time = now() / 1000;
    return state.day === day && state.numbers.length > 0 && Number(from) <= time && time <= Number(until);
  };

  const offer = () => {
    // What was given was read; the next person has not asked for it.
    if (showing) readAloud.end();
    clearTimeout(showing);
    showing = 0;
    title.textContent = asks;
    part("gegeben").hidden = true;
    part("wahl").hidden = !isOpen();
    part("keine").hidden = isOpen();
  };

  const show = ({ number, drawn }, what) => {
    const card = part("gegeben");
    const clock = card.querySelector("[data-clock]");
    card.querySelector(".number").textContent = number;
    clock.textContent = clock.dataset.clock.replace("{time}", time(drawn));
    card.querySelector("[data-what]").textContent = what;
    title.textContent = card.dataset.title;
    part("wahl").hidden = true;
    card.hidden = false;
    document.querySelector("main").focus();
    scrollTo(0, 0);
    readAloud.again();
    showing = setTimeout(offer, READ_MS);
  };

  const take = (button) =>
    alone(() => {
      // Pressed twice by a shaking hand, it is one number.
      if (showing || !isOpen()) return;
      const state = read();
      const drawn = `${new Date(now()).toISOString().slice(0, 19)}Z`;
      const language = document.documentElement.lang;
      const ticket = { number: state.numbers.shift(), service: button.dataset.service, drawn, language };
      state.given.push(ticket);
      write(state);
      show(ticket, button.textContent);
    });

  const probe = async () => {
    try {
      const answer = await fetch(said().home, { headers: { accept: "text/html" }, cache: "no-store" });
      if (answer.ok && !showing) return location.replace(said().home);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
    if (!showing && part("wahl")) offer();
    setTimeout(probe, PROBE_MS);
  };

  if (part("notnummern")) {
    setTimeout(probe, PROBE_MS);
    if (part("wahl")) {
      offer();
      part("fertig").addEventListener("click", offer);
      part("wahl").addEventListener("click", ({ target }) => {
        const button = target.closest("[data-service]");
        if (button) take(button);
      });
    }
  } else if (said()) begin();
}
