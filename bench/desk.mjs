// usage: node desk.mjs ADDRESS WORDS-FILE MATTERS: the desk of that office in Chromium, measured; JSON.
import { readFileSync } from 'node:fs';
import { launch } from '../tests/web/browser.mjs';
import { fromPress } from './pressed.mjs';
import { press, says } from '../tests/web/looking.mjs';
import { come, en, type } from '../tests/web/ombuds.mjs';

const ROUNDS = 5;
const [origin, file, matters] = process.argv.slice(2);
const words = readFileSync(file, 'utf8').trim();
const browser = await launch();

// What held the page up for more than 50 ms since it was asked last
const held = (page) => page.evaluate(() => window.held.splice(0));

async function round() {
  const desk = await come(browser, { origin }, { fragment: '' });
  const { page } = desk;
  await page.evaluate(() => {
    window.held = [];
    new PerformanceObserver((list) => window.held.push(...list.getEntries().map((task) => task.duration))).observe({ type: 'longtask' });
  });
  await page.getByLabel(en.enter_label).pressSequentially(words);
  const opened = await fromPress(press(page, en.enter), '.today .line');
  await press(page, en.matters).click();
  await page.locator('.matter').first().waitFor();
  const there = await page.locator('.matter').count();
  await page.waitForTimeout(500); // the drawing of the opening is over
  await held(page);
  for (let i = 0; i < 10; i++) {
    await page.locator('.matter').nth(3 * i).click();
    await page.locator('.talk .said').first().waitFor();
  }
  await page.getByLabel(en.answer).pressSequentially('A sentence of an answer, typed letter by letter.');
  await press(page, en.look).click();
  await says(page.locator('.told'), en.looked);
  await page.waitForTimeout(500);
  const after = await held(page);
  await desk.context.close();
  return { opened, there: there === Number(matters), longest: Math.max(0, ...after) };
}

// The first finds the letters; they are in the vault from then on.
const rounds = [];
for (let i = 0; i <= ROUNDS; i++) rounds.push(await round());
await browser.close();
console.log(JSON.stringify({ first: rounds[0].opened, rounds: rounds.slice(1) }));
