// Which pages and states somebody has looked at, at the end of a whole run.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What is asked for by programs alone, or leads on at once. */
const NO_PAGES = ["/assets/{file}", "/bookings/{secret}/calendar.ics", "/offices/{office}/calls", "/offices/{office}/days/{date}/replay", "/sign-in"];

/** Every state that a page can be in, with the looks at it. */
const STATES = {
  "nobody there yet": ["board-empty", "day-empty"],
  "not open": ["kiosk-closed"],
  "no numbers any more": ["kiosk-stopped", "kiosk-full", "desk-stopped", "wait-stopped"],
  "nothing free": ["slots-full", "elsewhere-none"],
  "nothing found": ["office-nothing"],
  "taken by somebody else": ["hold-taken", "book-taken"],
  "run out": ["hold-over"],
  "refused, with what was typed": ["hold-refused", "en-hold-refused"],
  booked: ["booked", "en-booked", "desk-booked"],
  moved: ["moved"],
  cancelled: ["cancelled"],
  "its day was closed": ["booking-displaced"],
  past: ["past"],
  waiting: ["position", "position-paused"],
  called: ["position-called", "counter-called", "board"],
  serving: ["position-serving", "counter-serving"],
  parked: ["position-parked"],
  "not there when called": ["position-missed", "desk-missed"],
  left: ["position-left"],
  done: ["position-done"],
  interrupted: ["board-interrupted", "kiosk-interrupted", "counter-interrupted", "position-interrupted"],
  "a service disturbed": ["board-disturbed", "kiosk-disturbed", "counter-disturbed", "position-disturbed", "slots-disturbed"],
  "no network": ["board-offline", "position-offline", "kiosk-emergency", "kiosk-emergency-number", "kiosk-emergency-none"],
  "a number the server refused": ["kiosk-emergency-refused"],
  "left alone": ["kiosk-asks"],
  "a counter kept free": ["board-held"],
  help: ["counter-help-called", "desk-help", "today-help"],
  "without JavaScript": ["offices", "office", "slots", "hold", "booked", "position", "kiosk", "counter"].map((name) => `${name} without JavaScript`),
  "400": ["hold-refused"],
  "401": ["sign-in-command-too-late"],
  "403": ["sign-in-no-rights", "sign-in-not-here"],
  "404": ["not-found", "no-office"],
  "409": ["hold-taken"],
  "422": ["not-offered"],
  "429": ["limit"],
};

/** What nobody has looked at, given the file in which looks are noted. */
export const missing = (file) => {
  const looks = readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line));
  const { paths } = JSON.parse(readFileSync(join(import.meta.dirname, "../../../openapi.json"), "utf8"));
  const routes = Object.keys(paths).filter((path) => paths[path].get && !NO_PAGES.includes(path));
  const seen = looks.filter(({ method }) => method === "GET").map(({ pathname }) => pathname.split("/"));
  const fits = (route) => (parts) => {
    const wanted = route.split("/");
    return parts.length === wanted.length && wanted.every((part, place) => part.startsWith("{") || part === parts[place]);
  };
  const names = new Set(looks.map(({ name }) => name));
  return [
    ...routes.filter((route) => !seen.some(fits(route))).map((route) => `the page ${route}`),
    ...Object.entries(STATES).flatMap(([state, all]) =>
      all.filter((name) => !names.has(name)).map((name) => `${name} (${state})`),
    ),
  ];
};
