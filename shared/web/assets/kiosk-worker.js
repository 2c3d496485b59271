// Stands between the kiosk and a network that may be gone: then the kiosk gets
// the page that it has kept (see kiosk.js) in place of what it asked for.
"use strict";

/** After so long without an answer the network is as good as gone. */
const PATIENCE_MS = 15_000;

const isKiosk = (url) =>
  /^\/offices\/[^/]+\/kiosk$/.test(url.pathname) || url.searchParams.get("via") === "kiosk";

/** The page for when there is no network, in the language of what was asked for. */
const kept = async (url) => {
  const cache = await caches.open("kiosk");
  const page = `${url.pathname.split("/").slice(0, 3).join("/")}/kiosk?view=emergency`;
  const lang = url.searchParams.get("lang");
  return (lang && (await cache.match(`${page}&lang=${lang}`))) ?? cache.match(page);
};

const answer = async (request, url) => {
  const late = new Promise((_, give) => setTimeout(() => give(new Error("no answer")), PATIENCE_MS));
  try {
    const found = await Promise.race([fetch(request), late]);
    // A service that fails is of no more use than none.
    return found.status < 500 ? found : ((await kept(url)) ?? found);
  } catch (error) {
    const page = await kept(url);
    if (page) return page;
    throw error;
  }
};

const asset = async (request) => {
  try {
    return await fetch(request);
  } catch (error) {
    const found = await (await caches.open("kiosk")).match(request);
    if (found) return found;
    throw error;
  }
};

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.mode === "navigate" && isKiosk(url)) event.respondWith(answer(request, url));
  else if (url.pathname.startsWith("/assets/")) event.respondWith(asset(request));
});
