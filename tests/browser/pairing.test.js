// City IT makes a device the office's: by a code that is typed once.
import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { kiosk, look, visit } from "./support/browser.js";
import { open, rollOut } from "./support/house.js";

const data = mkdtempSync(join(tmpdir(), "paired-"));
let city;
before(async () => {
  // On the real clock, on which roll-out makes its codes.
  city = await open(data, "--sign-in");
});
after(async () => {
  await city?.close();
  rmSync(data, { recursive: true, force: true });
});

test("a screen becomes a kiosk by a code, once", async (test) => {
  const issuer = city.url.replace("127.0.0.1", "localhost");
  const window = () => visit(test, { ...kiosk, baseURL: city.url, cookies: true }, [city.url, issuer]);
  const [code] = execFileSync(...rollOut(city, "pair", "mitte", "kiosk", "am Eingang")).toString().split("\n");
  const page = await window();
  await page.goto("/offices/mitte/kiosk");
  await page.getByRole("heading", { name: "Gerät einrichten" }).waitFor();
  await look(page, "pairing");
  const type = async (text) => {
    await page.getByLabel("Code").focus();
    await page.keyboard.type(text);
    await page.keyboard.press("Enter");
  };
  await type("NICHTS-RICHTIG");
  await page.getByRole("heading", { name: "Dieser Code öffnet nichts." }).waitFor();
  await look(page, "pairing-refused");
  await page.goto("/offices/mitte/pairing");
  await type(code);
  await page.getByRole("heading", { name: "Willkommen" }).waitFor();
  await look(page, "pairing-done");
  // A second screen is not let in by the same code.
  const other = await window();
  await other.goto("/offices/mitte/pairing");
  await other.getByLabel("Code").fill(code);
  await other.keyboard.press("Enter");
  await other.getByRole("heading", { name: "Dieser Code öffnet nichts." }).waitFor();
  // What was paired can be taken back.
  const [device] = execFileSync(...rollOut(city, "devices", "mitte")).toString().split(" ");
  execFileSync(...rollOut(city, "revoke", "mitte", device));
  await page.goto("/offices/mitte/kiosk");
  await page.getByRole("heading", { name: "Gerät einrichten" }).waitFor();
  assert.ok(page.url().endsWith("/pairing"));
});
