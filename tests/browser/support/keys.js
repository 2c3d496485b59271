// What somebody does who has a keyboard and no mouse.
import { strict as assert } from "node:assert";

/** Goes on with the tabulator until the focus is on what is called so. */
export const tabTo = async (page, name) => {
  for (let steps = 0; steps < 120; steps += 1) {
    await page.keyboard.press("Tab");
    const found = await page.evaluate(() => {
      const { activeElement: part } = document;
      const style = getComputedStyle(part);
      const box = part.getBoundingClientRect();
      return {
        text: (part.labels?.[0] ?? part).textContent.replace(/\s+/g, " ").trim(),
        outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
        seen: box.bottom > 0 && box.top < innerHeight,
      };
    });
    if (!found.text.match(name)) continue;
    assert.ok(found.outlined, `one sees that the focus is on ${name}`);
    assert.ok(found.seen, `the focus on ${name} is on the screen`);
    return;
  }
  assert.fail(`the tabulator never came to ${name}`);
};

/** Presses what is called so, and waits for the page it leads to. */
export const pressByKey = async (page, name) => {
  await tabTo(page, name);
  const before = page.url();
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.href !== before);
};
