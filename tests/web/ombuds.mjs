// What an ombuds does at the desk.
import { open } from './browser.mjs';
import { press, says, WIDE } from './looking.mjs';
import { textsOf } from './texts.mjs';

export const en = textsOf('desk', 'en');
export const es = textsOf('desk', 'es');

// A page of the desk, locked: {context, page, seen, t}. again: in this context, as on the same device; clock: the page's can be
// put forward.
export async function come(browser, office, { file = 'desk.html', fragment = office.fingerprint.replaceAll(' ', '-'), t = en, again, clock = false, ...options } = {}) {
  const visit = await open(browser, { viewport: WIDE, reducedMotion: 'reduce', ...options }, again);
  visit.page.setDefaultTimeout(10_000);
  if (clock) await visit.page.clock.install();
  await visit.page.goto(`${office.origin}/${file}${fragment === '' ? '' : '#'}${fragment}`);
  await press(visit.page, t.enter).waitFor();
  return { ...visit, t };
}

export async function type({ page, t }, words) {
  await page.getByLabel(t.enter_label).fill(words);
  await press(page, t.enter).click();
}

export async function enter(visit, words) {
  await type(visit, words);
  await press(visit.page, visit.t.lock).waitFor();
}

// Today opens first; most tests are about the matters.
export async function unlock(visit, words) {
  await enter(visit, words);
  await matters(visit);
}

export async function matters({ page, t }) {
  await press(page, t.matters).click();
  await page.locator('.list').waitFor();
}

// The matter that is open ends uncounted, and without a word where one is asked for.
export async function close({ page, t }) {
  await press(page, t.end).click();
  await page.locator('.ending h1').waitFor();
  const silent = page.getByLabel(t.word_none);
  if (await silent.count() > 0) await silent.check();
  await press(page, t.close).click();
  await press(page, t.close_yes).click();
}

// The matter in the list whose talk begins so; chosen, once it stands there.
export async function choose({ page, t }, beginning) {
  if (!(await page.locator('.list').isVisible())) await matters({ page, t });
  await page.locator('.matter', { hasText: beginning }).click();
  await page.locator('.talk .thread').waitFor();
}

export async function look({ page, t }) {
  await press(page, t.look).click();
  await says(page.locator('.told'), t.looked);
}

export async function answer({ page, t }, text) {
  await page.getByLabel(t.answer).fill(text);
  await press(page, t.send).click();
  await sendNow({ page, t });
}

// Whatever waits goes with a look that is begun now.
export async function sendNow({ page, t }) {
  await press(page, t.send_now).click();
}

export const answered = ({ page, t }) => says(page.locator('.told'), t.sent, { among: true });

export const told = ({ page }) => page.locator('.told');

// Saved on the server, so that the program and other devices see it, too
export async function saved(desk) {
  if (await press(desk.page, desk.t.send_now).isVisible()) await sendNow(desk);
  else await press(desk.page, desk.t.look).click();
  await desk.page.locator('.told .status', { hasText: /\S/ }).waitFor();
  await press(desk.page, desk.t.send_now).waitFor({ state: 'detached' });
}
