// As many people wait as can be called today: the kiosk says so and shows another way.
import { strict as assert } from "node:assert";
import { test } from "node:test";
import { kiosk, look, visit } from "./support/browser.js";
import { base, live, post } from "./support/city.js";

test("a kiosk that can give out no more numbers today leads to an appointment", async (test) => {
  await live("09:00");
  // Half an hour before closing, Monday to Friday.
  const closes = [18, 13, 13, 18, 12][new Date(live.day()).getUTCDay() - 1];
  await live.on(`${closes - 1}:30`);
  await post("/offices/mitte/counters/4/open");
  const press = () =>
    fetch(`${base}/offices/mitte/tickets?via=kiosk`, {
      method: "POST",
      body: JSON.stringify({ service: "reisepass" }),
      headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
    });
  let drawn = 0;
  while ((await press()).status === 201) {
    drawn += 1;
    assert.ok(drawn < 300, "eleven counters and an hour");
  }
  test.diagnostic(`${drawn} numbers`);
  const page = await visit(test, kiosk);
  await page.goto("/offices/mitte/kiosk");
  await page.getByText("Heute gibt es keine Nummern mehr.").waitFor();
  await page.getByText("Es warten schon so viele Menschen").waitFor();
  await look(page, "kiosk-full");
  await page.goto("/offices/mitte/kiosk?lang=en");
  await page.getByText("As many people are waiting").waitFor();
  await look(page, "en-kiosk-full");
});
