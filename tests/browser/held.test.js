// A counter that is kept free while people wait: the hall is told why.
import { test } from "node:test";
import { hall, look, visit } from "./support/browser.js";
import { draw, live, post } from "./support/city.js";

test("the board says that a counter is kept free, until its time is over", async (test) => {
  await live("09:00");
  for (let person = 0; person < 8; person += 1) await draw("reisepass");
  for (const counter of ["1", "2", "3", "4", "5", "6"]) await post(`/offices/mitte/counters/${counter}/next`);
  const page = await visit(test, hall);
  await page.clock.install();
  // As the server tells it of an office that has holding switched on.
  let until = 0;
  await page.route("**/calls", async (route) => {
    const answer = await route.fetch();
    if (answer.status() !== 200) return route.fulfill({ response: answer });
    until ||= Date.parse(answer.headers().date) / 1000 + 120;
    await route.fulfill({ response: answer, json: { ...(await answer.json()), held_until: until } });
  });
  await page.goto("/offices/mitte/board");
  await page.clock.runFor(4_000);
  const said = page.getByText("Ein Schalter ist für einen Termin reserviert.");
  await said.waitFor();
  await look(page, "board-held", { narrow: false });
  await page.setViewportSize({ width: 1080, height: 1920 });
  await look(page, "board-held-upright", { narrow: false });
  await page.clock.runFor(130_000);
  await said.waitFor({ state: "hidden" });
  await page.unrouteAll({ behavior: "ignoreErrors" });
});
