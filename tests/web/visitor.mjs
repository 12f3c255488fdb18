// What a visitor does in the room.
import assert from 'node:assert/strict';
import { open } from './browser.mjs';
import { PHONE, press, says } from './looking.mjs';
import { textsOf } from './texts.mjs';

export const en = textsOf('room', 'en');
export const es = textsOf('room', 'es');

// One of the room's two doors: t.new, t.have
export const door = (page, name) => page.locator('.door', { hasText: name });

// A page of the room, at its two doors: {context, page, seen, t}. meets: whether it learns whose office it is.
// quick: its exchanges come ten times as often as they do for people, so that what is not about time takes little.
export async function come(browser, office, { file = 'room.html', fragment = office.fingerprint.replaceAll(' ', '-'), t = en, meets = true, quick = true, ...options } = {}) {
  const visit = await open(browser, { viewport: PHONE, reducedMotion: 'reduce', quick, ...options });
  visit.page.setDefaultTimeout(10_000);
  await visit.page.goto(`${office.origin}/${file}${fragment === '' ? '' : '#'}${fragment}`);
  if (meets) await door(visit.page, t.new).waitFor();
  return { ...visit, t };
}

// The seven words that are shown, once they are
export async function shownWords(page) {
  await page.locator('.words li').nth(6).waitFor();
  const words = await page.locator('.words li').allTextContents();
  assert.equal(words.length, 7);
  return words;
}

// From the doors to the seven words
export async function toWords({ page, t }) {
  await door(page, t.new).click();
  await press(page, t.begin).click();
  return shownWords(page);
}

// From the words to writing: the one that is asked back is typed, and it is right.
export async function keepWords({ page, t }, words) {
  await press(page, t.written).click();
  const label = await page.locator('label[for=asked-word]').textContent();
  await page.locator('#asked-word').fill(words[Number(/\d/.exec(label)[0]) - 1]);
  await press(page, t.ask_check).click();
  await page.getByLabel(t.message).waitFor();
}

export async function takeWords(visit) {
  const words = await toWords(visit);
  await keepWords(visit, words);
  return words.join(' ');
}

export async function enter({ page, t }, words) {
  await door(page, t.have).click();
  await page.getByLabel(t.enter_label).fill(words);
  await press(page, t.enter).click();
}

// Everything that is folded stands open.
export const unfold = (page) => page.locator('#room').evaluate((room) => room.querySelectorAll('details').forEach((fold) => { fold.open = true; }));

// to: a person's name; or whoever is free, where that is offered, and else the only one there is.
export async function choose({ page, t }, to) {
  if (await press(page, t.to_other).isVisible()) {
    if (to === undefined) return;
    await press(page, t.to_other).click();
  }
  if (await page.locator('#to').isVisible()) {
    await page.locator('#to').selectOption(to === undefined ? '' : { label: to });
    return;
  }
  const choices = page.locator('.choice input');
  const whoever = page.locator('.choice input[value=""]');
  if (to !== undefined) await page.locator('.choice', { hasText: to }).first().click();
  else await ((await whoever.count()) > 0 ? whoever : choices.first()).check();
}

export async function write(visit, text, to) {
  const { page, t } = visit;
  await choose(visit, to);
  await page.getByLabel(t.message).fill(text);
  await press(page, t.send).click();
}

// A visitor who has written this: {context, page, seen, t, words}. to: a name; otherwise whoever is free.
export async function written(browser, office, text, to, options) {
  const visit = await come(browser, office, options);
  const words = await takeWords(visit);
  await write(visit, text, to);
  await sent(visit, to);
  return { ...visit, words };
}

// It is said that it was sent, on a page of its own; then she is at the conversation again.
export async function sent({ page, t }, to = '') {
  const [before] = t.sent.split('{to}');
  await page.getByRole('heading', { level: 1, name: `${before}${to}` }).waitFor();
  await press(page, t.write_more).click();
  await page.locator('.thread').waitFor({ state: 'attached' });
}

// What has changed is told on a page of its own, which leads back.
export async function wasChanged(page, t, text) {
  await says(page, text);
  await press(page, t.to_talk).click();
  await page.locator('.write').waitFor();
}

export const leave = (page) => page.locator('.bar .leave').click();
export const texts = (page) => page.locator('.said .text').allTextContents();
