// What a visitor does in the room.
import assert from 'node:assert/strict';
import { open } from './browser.mjs';
import { PHONE, press, says } from './looking.mjs';
import { fill, textsOf } from './texts.mjs';

export const en = textsOf('room', 'en');
export const es = textsOf('room', 'es');

// A page of the room, before the first word: {context, page, seen, t}. meets: whether it learns whose office it is.
// quick: its exchanges come ten times as often as they do for people, so that what is not about time takes little.
export async function come(browser, office, { file = 'room.html', fragment = office.fingerprint.replaceAll(' ', '-'), t = en, meets = true, quick = true, ...options } = {}) {
  const visit = await open(browser, { viewport: PHONE, reducedMotion: 'reduce', quick, ...options });
  visit.page.setDefaultTimeout(10_000);
  await visit.page.goto(`${office.origin}/${file}${fragment === '' ? '' : '#'}${fragment}`);
  if (meets) await press(visit.page, t.begin).waitFor();
  return { ...visit, t };
}

// The seven words that are shown, once they are
export async function shownWords(page) {
  await page.locator('.words li').nth(6).waitFor();
  const words = await page.locator('.words li').allTextContents();
  assert.equal(words.length, 7);
  return words;
}

export async function takeWords({ page, t }) {
  await press(page, t.begin).click();
  const words = await shownWords(page);
  await press(page, t.written).click();
  return words.join(' ');
}

export async function enter({ page, t }, words) {
  await press(page, t.have).click();
  await page.getByLabel(t.enter_label).fill(words);
  await press(page, t.enter).click();
}

export async function write({ page, t }, text, to) {
  if (to !== undefined) await page.getByLabel(t.to).selectOption(to);
  await page.getByLabel(t.message).fill(text);
  await press(page, t.send).click();
}

// A visitor who has written this: {context, page, seen, t, words}. to: as selectOption has it; otherwise whoever is free.
export async function written(browser, office, text, to, options) {
  const visit = await come(browser, office, options);
  const words = await takeWords(visit);
  await write(visit, text, to);
  await sent(visit, to === undefined ? undefined : await visit.page.locator('#to option:checked').textContent());
  return { ...visit, words };
}

export const sent = ({ page, t }, to = t.whoever) => says(page, fill(t.sent, { to }));
export const texts = (page) => page.locator('.said .text').allTextContents();
