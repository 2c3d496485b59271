// A real browser, and what has to hold on every page that somebody sees.
import { strict as assert } from "node:assert";
import { appendFileSync, mkdirSync } from "node:fs";
import { after } from "node:test";
import axe from "axe-core";
import { FileSystemConfigLoader, HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";
import { base } from "./city.js";

const album = process.env.SCREENSHOTS;
const html = new HtmlValidate(new FileSystemConfigLoader());

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || undefined,
  // Chromium has no sandbox for root, as whom containers run.
  chromiumSandbox: process.getuid?.() !== 0,
  args: ["--autoplay-policy=no-user-gesture-required"],
});
after(() => browser.close());

/** What a visitor's window is like. */
export const desk = { viewport: { width: 1280, height: 900 } };
export const phone = { viewport: { width: 320, height: 640 }, hasTouch: true };
export const hall = { viewport: { width: 1920, height: 1080 } };
export const kiosk = { viewport: { width: 1080, height: 1920 }, hasTouch: true };
export const plain = { javaScriptEnabled: false };

const isRedirect = (status) => status >= 300 && status < 400;

const none = (faults, what) => assert.ok(faults.length === 0, `${what}:\n${faults.slice(0, 5).join("\n")}`);

/**
 * Opens a window and closes it after the test. Whatever goes wrong in it fails the test;
 * so does a cookie, unless `cookies` says that staff sign in.
 */
export const visit = async (test, { cookies, ...options } = desk, origins = [base]) => {
  const context = await browser.newContext({ baseURL: base, locale: "de-DE", ...options });
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    // An answer that says no is no fault of the page.
    const refused = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !refused) faults.push(message.text());
  });
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (!origins.includes(origin) && protocol !== "data:") faults.push(`asked elsewhere: ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.request().isNavigationRequest() && !isRedirect(response.status())) {
      page.document = response;
    }
    if (response.headers()["set-cookie"] && !cookies) faults.push(`a cookie from ${response.url()}`);
  });
  page.faults = faults;
  test.after(async () => {
    await context.close();
    none(faults, "in the window");
  });
  return page;
};

/** Presses an access key as Chromium has it on Linux; the driver's own keys carry too little for that. */
export const access = async (page, letter) => {
  const devtools = await page.context().newCDPSession(page);
  const key = { modifiers: 1, key: letter, windowsVirtualKeyCode: letter.toUpperCase().charCodeAt(0) };
  await devtools.send("Input.dispatchKeyEvent", { ...key, type: "keyDown", text: letter, unmodifiedText: letter });
  await devtools.send("Input.dispatchKeyEvent", { ...key, type: "keyUp" });
  await devtools.detach();
};

/** A picture for people. */
export const picture = (page, name) => {
  mkdirSync(album, { recursive: true });
  return page.screenshot({ path: `${album}/${name}.png`, fullPage: true });
};

const violations = async (page) => {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    axe.run({
      resultTypes: ["violations"],
      runOnly: {
        type: "tag",
        values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      },
    }),
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary}`),
  );
};

/** For the end of the run, when it is asked whether every page and state was looked at. */
const note = (page, name) => {
  const { pathname } = new URL(page.document.url());
  appendFileSync(process.env.LOOKED, `${JSON.stringify({ name, pathname, method: page.document.request().method() })}\n`);
};

/** Colours that are the visitor's own: whatever is pressed or filled in still has an edge. */
const forced = async (page, name) => {
  await page.emulateMedia({ forcedColors: "active" });
  const bare = await page.evaluate(() => {
    const parts = [...document.querySelectorAll("button, .button, input:not([type=hidden], [type=checkbox], [type=radio]), select, .calendar .free a")];
    const edge = (part) => ["Top", "Bottom"].some((side) => parseFloat(getComputedStyle(part)[`border${side}Width`]) > 0);
    return parts.filter((part) => part.checkVisibility() && !edge(part)).map((part) => part.outerHTML.slice(0, 120));
  });
  none(bare, `without an edge in forced colours in ${name}`);
  await picture(page, `${name}-forced`);
  await page.emulateMedia({ forcedColors: "none" });
};

/**
 * 1280 × 1024 at 400 %: 320 × 256 are left. Whatever can be pressed comes into sight
 * whole enough to be hit, and nothing that stays in place lies on it.
 */
const enlarged = async (page, name) => {
  await page.setViewportSize({ width: 320, height: 256 });
  const covered = await page.evaluate(() => {
    const parts = [...document.querySelectorAll("main :is(a, button, input:not([type=hidden]), select, summary)")];
    return parts.filter((part) => {
      if (!part.checkVisibility({ checkVisibilityCSS: true })) return false;
      part.scrollIntoView({ block: "center" });
      const [box] = part.getClientRects();
      const hit = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height, 60) / 2);
      return !(hit && (part.contains(hit) || hit.contains(part) || hit.closest("label")?.contains(part)));
    }).map((part) => part.outerHTML.slice(0, 120));
  });
  none(covered, `covered or out of reach at 400 % in ${name}`);
  await page.evaluate(() => scrollTo(0, 0));
};

/** What a page offers to print has its number, and nothing to press. */
const printed = async (page, name) => {
  const number = await page.locator(".number").first().isVisible();
  // On paper there is no focus; on the screen it is where it was.
  const focused = await page.evaluateHandle(() => document.activeElement);
  await page.emulateMedia({ media: "print" });
  const pressed = await page.evaluate(() =>
    [...document.querySelectorAll("button, form, nav, .skip, header.frame, footer.frame")]
      .filter((part) => part.checkVisibility())
      .map((part) => part.outerHTML.slice(0, 120)),
  );
  none(pressed, `on the paper of ${name}`);
  if (number) assert.ok(await page.locator(".number").first().isVisible(), `the number is on the paper of ${name}`);
  await picture(page, `${name}-print`);
  await page.emulateMedia({ media: null });
  await focused.evaluate((part) => part.focus({ preventScroll: true }));
};

/** Its markup is sound, and nothing is inline. */
const markup = async (page, name, inline) => {
  const source = await page.document.text();
  const report = await html.validateString(source, `${name}.html`);
  const told = report.results.flatMap(({ messages }) =>
    messages.map(({ line, ruleId, message }) => `${ruleId}: ${message}: ${source.split("\n")[line - 1]}`),
  );
  none(told, `markup of ${name}`);
  const scripts = source.match(/<script(?![^>]* src=)|<style|\son[a-z]+=|\sstyle=/g);
  assert.ok(inline || !scripts, `no script and no style inside of ${name}`);
};

/** A page without JavaScript: axe needs timers, which it has not; its markup and its picture. */
export const glance = async (page, name) => {
  await markup(page, name, false);
  await picture(page, `${name}-plain`);
  note(page, `${name} without JavaScript`);
};

/**
 * Looks at a page as it stands: its markup, axe in light and dark, no sideways
 * scrolling at 320 px (which is 400 % of 1280; a monitor in the hall has no such
 * size), forced colours, paper if it offers some, and a picture of each for people.
 */
export const look = async (page, name, { narrow = true, inline = false } = {}) => {
  await markup(page, name, inline);
  const size = page.viewportSize();
  for (const scheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: scheme });
    none(await violations(page), `axe on ${name}, ${scheme}`);
    await picture(page, `${name}-${scheme}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
  const spread = await page.evaluate(() => {
    // WCAG 1.4.12: what people set who read better so.
    const spacing = new CSSStyleSheet();
    spacing.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
      word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
    document.adoptedStyleSheets = [spacing];
    const parts = [...document.querySelectorAll("button, .button, h1, h2, p, td, dd")];
    const cut = parts.filter((part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 1);
    const wide = document.documentElement.scrollWidth > innerWidth;
    document.adoptedStyleSheets = [];
    return [...cut.map((part) => part.outerHTML.slice(0, 120)), ...(wide ? ["the page itself"] : [])];
  });
  await forced(page, name);
  if (await page.locator("[data-print]:visible").count()) await printed(page, name);
  if (!narrow) return note(page, name);
  none(spread, `cut off in ${name} when text is spread`);
  await page.setViewportSize({ width: 320, height: 640 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 320, `${name} is ${wide} px wide on a screen of 320 px`);
  await picture(page, `${name}-320`);
  await enlarged(page, name);
  await page.setViewportSize(size);
  note(page, name);
};
