// What holds of every page, in whatever state it is.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export const PHONE = { width: 390, height: 844 };
export const NARROW = { width: 320, height: 640 };
export const WIDE = { width: 1280, height: 900 };

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LEVELS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// What axe finds; the page must be one that lets scripts in (bypassCSP).
export async function problems(page, only = { runOnly: LEVELS }) {
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate((options) => window.axe.run({ ...options, resultTypes: ['violations'] }), only);
  assert.ok(passes.length >= only.runOnly.length, 'axe looked at it');
  return violations.flatMap((v) => v.nodes.map((node) => `${v.id}: ${node.html.slice(0, 160)}`));
}

export async function fits(page, where) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(over <= 0, `${where}: ${over} pixels too wide`);
}

// Everybody can use it: WCAG 2.2 AA, as far as a program can tell, and nothing over the edge
export async function usable(page, where) {
  await fits(page, where);
  assert.deepEqual(await problems(page), [], where);
}

// Nothing asked of anybody else, and no complaint of the browser's (browser.mjs)
export function clean({ origin }, { seen }) {
  assert.deepEqual(seen.complaints, []);
  assert.deepEqual(seen.requests.filter((url) => !url.startsWith(`${origin}/`) && !/^(data|about|blob):/.test(url)), []);
}

// Waits until a page, or a part of one, says this; in vain, it is told what stood there instead.
// among: other things may stand in the same sentence's line, as where a desk tells what came of two acts.
export async function says(where, text, { among = false } = {}) {
  try {
    await where.getByText(text, { exact: !among }).waitFor();
  } catch (error) {
    const there = 'goto' in where ? where.locator('main') : where;
    throw new Error(`not said: ${text}\ninstead: ${(await there.innerText({ timeout: 1000 }).catch(String)).slice(0, 4000)}`, { cause: error });
  }
}

export const press = (page, name) => page.getByRole('button', { name, exact: true });

// Tab until something of this name (or beginning so) has the focus, which must be seen
export async function tabTo(page, name) {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(() => {
      const e = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(e);
      const { top, bottom } = e.getBoundingClientRect();
      // what it is called, without the key that stands beside it
      const text = [...e.childNodes].filter(({ nodeName }) => nodeName !== 'KBD').map(({ textContent }) => textContent).join('').trim();
      return { name: e.labels?.[0]?.textContent || text, ring: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2, there: bottom > 0 && top < innerHeight };
    });
    if (name instanceof RegExp ? !name.test(focus.name) : focus.name !== name) continue;
    assert.ok(focus.ring && focus.there, `${name} has the focus and it is not seen`);
    return;
  }
  assert.fail(`no way to ${name}`);
}

// The page as it stands now, for everybody: narrow and wide, light and dark. pictures: a folder for them, or nothing.
export async function everybody({ page }, name, pictures) {
  const was = page.viewportSize();
  for (const [colorScheme, size, viewport] of [['light', 'phone', PHONE], ['dark', 'narrow', NARROW], ['light', 'wide', WIDE], ['dark', 'wide', WIDE]]) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(viewport);
    await usable(page, `${name}, ${colorScheme}, ${size}`);
    if (pictures) await page.screenshot({ path: `${pictures}/${name}.${size}.${colorScheme}.png`, fullPage: true });
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(was);
}
