// usage: node way.mjs OFFICE…: the visitor's way, from the start page to Sent, on phones: how many presses, screens and words
// it is, and how far down each button lies. Small phones, light and dark, both languages, letters twice as large. What is read
// before writing is measured for every office, in each of its languages, with all of its ombuds there.
// ALCOVE_SCREENSHOTS=FOLDER also leaves a picture of every step there.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { runAll, test } from '../interop/tap.mjs';
import { launch } from './browser.mjs';
import { fits } from './looking.mjs';
import { native } from './native.mjs';
import { officeOf, offices } from './offices.mjs';
import { serveOffice } from './served.mjs';
import { choose, come, door, en, es } from './visitor.mjs';

const WORDS_BEFORE_MAX = 150;
const PRESSES_MAX = 8; // from the start page to Sent, one word asked back
const BAR_MAX = 60; // pixels
const BAR_LARGE_MAX = 0.25; // of the height, with letters twice as large
const SMALL = { width: 360, height: 640 };

const mit = await native(officeOf('mit'));
const browser = await launch();
const pictures = process.env.ALCOVE_SCREENSHOTS && join(process.env.ALCOVE_SCREENSHOTS, 'way');
if (pictures) mkdirSync(pictures, { recursive: true });

const bottom = (locator) => locator.evaluate((e) => Math.round(e.getBoundingClientRect().bottom));
const barTop = (page) => page.locator('.bar').evaluate((e) => Math.round(e.getBoundingClientRect().top));
const wordsOf = (text) => text.trim().split(/\s+/).length;
const wordsBefore = async (page) => wordsOf(await page.locator('#brief .brief').innerText());
const screens = (page) => page.evaluate(() => Math.ceil(document.documentElement.scrollHeight / innerHeight * 10) / 10);

async function walk({ size, colorScheme, t, folder, zoom }, name) {
  const large = zoom !== 1;
  const table = [];
  const visit = await come(browser, mit, { viewport: size, colorScheme, isMobile: true, hasTouch: true, file: `${folder}room.html`, t, meets: false });
  const { page, context } = visit;
  const enlarge = async () => { if (large) await page.evaluate((z) => { document.documentElement.style.fontSize = `${z * 100}%`; }, zoom); };
  const note = async (step, row) => {
    await fits(page, `${name}: ${step}`);
    table.push(`${step}: ${Object.entries({ ...row, screens: await screens(page) }).map(([k, v]) => `${k} ${v}`).join(', ')}`);
    if (pictures) await page.screenshot({ path: join(pictures, `${name.replace(/\W+/g, '-')}.${step}.png`) });
  };
  const inSight = async (step, what, y, edge) => { if (!large) assert.ok(y <= edge, `${name}: ${step}: ${what} ends at ${y} of ${edge}`); };
  let presses = 0;
  const tap = async (locator) => { presses += 1; await locator.tap(); };
  try {
    await page.goto(`${mit.origin}/${folder}index.html`);
    await enlarge();
    const ways = page.locator('.ways a');
    const [write, call, meet, back] = await Promise.all([0, 1, 2, 3].map((i) => bottom(ways.nth(i))));
    await note('start', { write, call, meet, back });
    // Write, Call and Come by: on a phone's first screen. (The last row too where the office's words are short.)
    for (const [what, y] of Object.entries({ write, call, meet })) await inSight('start', what, y, size.height);
    assert.equal(await ways.nth(1).getAttribute('href'), 'tel:+16175550100');
    assert.equal(await page.locator('.danger .call').getAttribute('href'), 'tel:911');
    assert.equal(await page.locator('header').getByText(/Ombuds/).count() + await page.locator('main h1').count(), 1, 'the name stands once');
    await tap(ways.nth(0));

    await door(page, t.new).waitFor();
    await enlarge();
    const edge = await barTop(page);
    assert.ok(large ? size.height - edge <= BAR_LARGE_MAX * size.height : size.height - edge <= BAR_MAX, `${name}: the bar begins at ${edge}`);
    assert.equal(await page.locator('.bar .hint').isVisible(), false, 'no hint of a key where there is none');
    await note('door', { new: await bottom(door(page, t.new)), have: await bottom(door(page, t.have)), bar: size.height - edge });
    await inSight('door', 'the second door', await bottom(door(page, t.have)), edge);
    await tap(door(page, t.new));

    const begin = page.locator('#room .row button').first();
    await begin.waitFor();
    await note('before', { words: await wordsBefore(page), button: await bottom(begin) });
    const { top, bottom: low } = await begin.evaluate((e) => e.getBoundingClientRect());
    assert.ok(low <= await barTop(page), `${name}: the button is not in sight`);
    assert.ok(top >= size.height / 2, `${name}: the button and the bar take more than half the screen`);
    await tap(begin);

    await page.locator('.words li').nth(6).waitFor();
    const words = await page.locator('.words li').allTextContents();
    const written = page.locator('#room .row button').first();
    const seventh = await bottom(page.locator('.words li').nth(6));
    await note('words', { seventh, button: await bottom(written) });
    await inSight('words', 'the button', await bottom(written), edge);
    if (!large) assert.ok(await page.locator('.words').evaluate((e) => e.getBoundingClientRect().top >= 0), 'all seven are in sight together');
    await tap(written);

    const asked = page.locator('#asked-word');
    await asked.waitFor();
    const place = Number(/\d/.exec(await page.locator('label[for=asked-word]').textContent())[0]);
    await note('ask', { skip: await bottom(page.locator('form .second')) });
    await inSight('ask', 'Skip', await bottom(page.locator('form .second')), edge);
    await asked.fill(words[place - 1]);
    await tap(page.locator('form button').first());

    const send = page.locator('.write .row button').first();
    await send.waitFor();
    assert.equal(await page.locator('#why').textContent(), t.why_both);
    await note('write', { send: await bottom(send) });
    await inSight('write', 'Send', await bottom(send), edge);
    presses += 1; // whom
    await choose(visit);
    await page.locator('#draft').fill('May I ask something?');
    await tap(send);

    await page.locator('.sent h1').waitFor();
    assert.deepEqual(await page.evaluate(() => [document.activeElement.tagName, scrollY]), ['H1', 0], `${name}: Sent is not in view`);
    await note('sent', { presses, leave: await bottom(page.locator('#room .row button').nth(1)) });
    assert.ok(presses <= PRESSES_MAX, `${presses} presses`);
  } finally {
    console.log(`# ${name}\n#   ${table.join('\n#   ')}`);
    await context.close();
  }
}

// ---- before you write: every office, with the longest names that it has ----

const OMBUDS = { mit: ['Ombuds B'], longwood: ['Ombudsperson B'], example: ['Tomás Merrow'] }; // beside the first

async function briefly(office, folder, t) {
  const visit = await come(browser, office, { viewport: SMALL, isMobile: true, hasTouch: true, file: `${folder}room.html`, t });
  const { page, context } = visit;
  await door(page, t.new).tap();
  const begin = page.locator('#room .row button').first();
  await begin.waitFor();
  const words = await wordsBefore(page);
  const edge = await barTop(page);
  // In sight before anything is scrolled, while it is read, and at its end, where everything else begins.
  const seen = [];
  for (const part of [0, 0.25, 0.5, 1]) {
    await page.evaluate((p) => window.scrollTo(0, p * (document.documentElement.scrollHeight - innerHeight)), part);
    const { top, bottom: low } = await begin.evaluate((e) => e.getBoundingClientRect());
    seen.push({ part, top: Math.round(top), low: Math.round(low) });
  }
  await page.evaluate(() => window.scrollTo(0, 0));
  await fits(page, `${folder}before`);
  // What is read lies above the button's own place, never behind it at the end of its way.
  const last = await page.locator('#brief').evaluate((e) => e.getBoundingClientRect().bottom + scrollY);
  await page.locator('#more').evaluate((e) => e.scrollIntoView({ block: 'end' }));
  const own = await begin.evaluate((e) => e.getBoundingClientRect().top + scrollY);
  await context.close();
  return { words, edge, seen, last, own };
}

for (const { name, folder: pages } of offices) {
  test(`${name}: before writing, at most ${WORDS_BEFORE_MAX} words with all of its ombuds, and the button in sight all the while`, async () => {
    const office = await serveOffice(name, name);
    for (const person of OMBUDS[name]) await office.enrol(person);
    for (const [folder, t] of [['', en], ['es/', es]].filter(([f]) => existsSync(join(pages, f, 'room.html')))) {
      const { words, edge, seen, last, own } = await briefly(office, folder, t);
      console.log(`# ${name} ${folder}before: words ${words}, button ${seen.map(({ top, low }) => `${top}–${low}`).join(', ')}, bar ${edge}`);
      assert.ok(words > 80 && words <= WORDS_BEFORE_MAX, `${folder}: ${words} words before the button`);
      for (const { part, top, low } of seen) assert.ok(top >= 0 && low <= edge, `${folder}: the button lies at ${top} to ${low}, ${part} of the way down`);
      assert.ok(own >= last, `${folder}: the button lies over what is read: ${own}, ${last}`);
    }
  });
}

for (const [size, colorScheme, language, zoom] of [
  [SMALL, 'light', 'en', 1], [SMALL, 'dark', 'en', 1], [SMALL, 'light', 'es', 1], [SMALL, 'dark', 'es', 1],
  [{ width: 375, height: 667 }, 'light', 'en', 1], [{ width: 375, height: 667 }, 'dark', 'es', 1],
  [{ width: 390, height: 664 }, 'dark', 'en', 1], [{ width: 390, height: 664 }, 'light', 'es', 1],
  [SMALL, 'light', 'en', 2], [SMALL, 'dark', 'es', 2],
]) {
  const name = `${size.width} × ${size.height}, ${colorScheme}, ${language}, ${zoom * 100} %`;
  test(`from the start page to Sent: ${name}`, () =>
    walk({ size, colorScheme, zoom, t: language === 'es' ? es : en, folder: language === 'es' ? 'es/' : '' }, name));
}

const failed = await runAll();
await browser.close();
process.exit(failed === 0 ? 0 : 1); // the offices that it serves would keep it
