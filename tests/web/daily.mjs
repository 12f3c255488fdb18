// usage: node daily.mjs: the desk as a daily tool: callers, endings, what is to be counted, figures; presses are counted in the
// browser, and times are those of somebody who types 40 words a minute and looks a second at each new screen.
// ALCOVE_SCREENSHOTS=FOLDER also leaves a picture of every screen there.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runAll, test } from '../interop/tap.mjs';
import { chromiumFlags, launch } from './browser.mjs';
import { clean, press, says, usable, WIDE } from './looking.mjs';
import { choose, come as arrive, en, enter, es, look, matters, saved, sendNow, told, unlock } from './ombuds.mjs';
import { serveOffice } from './served.mjs';
import { fill } from './texts.mjs';
import * as visitor from './visitor.mjs';

const KEY_MS = 300; // 40 words of five letters a minute
const LOOK_MS = 1000;
const SMALL = { width: 360, height: 640 };
const NOBODY_WROTE = { visitors: 0, matters: 0, concerns: 0, talks: 0, outreach: 0 };

const browser = await launch();
const pictures = process.env.ALCOVE_SCREENSHOTS && join(process.env.ALCOVE_SCREENSHOTS, 'daily');
if (pictures) mkdirSync(pictures, { recursive: true });
const written = (office, text) => visitor.written(browser, office, text);

// A desk at its first screen, with what is pressed counted from now on by the page itself
async function opened(office, options = {}, other = browser) {
  const desk = await arrive(other, office, options);
  await enter(desk, office.first);
  await desk.page.locator('.open-desk h1').waitFor();
  await desk.page.getByText(desk.t.looking).waitFor({ state: 'detached' });
  await desk.page.evaluate(() => {
    window.pressed = { keys: 0, taps: 0 };
    addEventListener('keydown', ({ key }) => { if (!['Control', 'Shift'].includes(key)) window.pressed.keys += 1; }, true);
    addEventListener('pointerdown', () => { window.pressed.taps += 1; }, true);
  });
  return desk;
}
const pressed = ({ page }) => page.evaluate(() => window.pressed);
const asked = async (office, ...args) => JSON.parse(await office.alcove('desk', ...args.slice(0, 1), office.origin, ...args.slice(1), '--words-file', office.words, '--json'));
async function numbers(office) {
  const { visitors, matters: n, concerns, talks, outreach } = await asked(office, 'figures');
  return { visitors, matters: n, concerns, talks, outreach };
}
const plus = (a, b) => Object.fromEntries(Object.keys(a).map((key) => [key, a[key] + (b[key] ?? 0)]));

// ---- callers ----

const calls = await serveOffice('calls');

test('a caller is counted in six presses, from Today, and taken back with one', async () => {
  const desk = await opened(calls);
  const { keyboard } = desk.page;
  for (const key of ['c', '1', '2', 'm', 'Enter', 'Enter']) await keyboard.press(key);
  await says(told(desk), fill(en.caller_counted, { how: en.how_phone, about: '2.m' }));
  assert.deepEqual(await pressed(desk), { keys: 6, taps: 0 });
  assert.equal(await desk.page.locator('.strip').isVisible(), false);
  await saved(desk);
  const one = { ...NOBODY_WROTE, visitors: 1, matters: 1, concerns: 1, talks: 1 };
  assert.deepEqual(await numbers(calls), one);
  for (const key of ['c', '2', '8', 'f', 'Enter', 'Enter']) await keyboard.press(key);
  await says(told(desk), fill(en.caller_counted, { how: en.how_person, about: '8.f' }));
  await keyboard.press('u');
  await says(told(desk), en.taken_back);
  await saved(desk);
  assert.deepEqual(await numbers(calls), one);
  clean(calls, desk);
  await desk.context.close();
});

test('from inside a matter, too; whoever types faster than the core answers loses nothing', async () => {
  const desk = await opened(calls);
  const { page } = desk;
  await (await written(calls, 'Interrupted by the telephone.')).context.close();
  await look(desk);
  await matters(desk);
  await choose(desk, 'Interrupted by the telephone.');
  const before = (await pressed(desk)).keys;
  // All at once, without waiting for anything that is drawn
  await Promise.all(['c', '1', '2', 'm', 'Enter', 'Enter'].map((key) => page.keyboard.press(key)));
  await says(told(desk), fill(en.caller_counted, { how: en.how_phone, about: '2.m' }));
  assert.equal((await pressed(desk)).keys - before, 6);
  assert.ok(await page.locator('#matter-title').isVisible(), 'the matter is still open');
  await desk.context.close();
});

test('on a telephone it takes three taps and two letters', async () => {
  const desk = await opened(calls, { viewport: SMALL, hasTouch: true, isMobile: true });
  const { page } = desk;
  const before = await numbers(calls);
  await press(page, en.caller).tap();
  await page.getByText(en.how_phone, { exact: true }).tap();
  await page.waitForFunction(() => document.activeElement.id === 'about');
  await page.keyboard.type('2m');
  await page.locator('.found li', { hasText: '2.m' }).waitFor();
  await press(page, en.count_caller).tap();
  await says(told(desk), fill(en.caller_counted, { how: en.how_phone, about: '2.m' }));
  assert.deepEqual(await pressed(desk), { keys: 2, taps: 3 });
  await saved(desk);
  assert.deepEqual(await numbers(calls), plus(before, { visitors: 1, matters: 1, concerns: 1, talks: 1 }));
  await desk.context.close();
});

test('everyday words find the codes; one that is none is told, and x is always there', async () => {
  const desk = await opened(calls);
  const { page } = desk;
  await page.keyboard.press('c');
  await page.keyboard.press('1');
  const field = page.locator('#about');
  for (const [typed, code] of [['grade', '2.m'], ['bully', '2.f'], ['pay', '1.a'], ['2.M', '2.m'], ['x', 'x']]) {
    await field.fill(typed);
    await page.locator('.found li', { hasText: new RegExp(`^${code.replace('.', '\\.')}`) }).waitFor();
    assert.ok(await page.locator('.found li').count() <= 3);
  }
  await field.fill('zzzzzz');
  await says(page.locator('.strip'), en.code_unknown);
  await field.press('Enter');
  assert.equal(await page.locator('.strip .chip').count(), 0);
  await field.fill('');
  await page.keyboard.press('Escape');
  await says(told(desk), en.caller_not);
  await desk.context.close();
});

test('all else is optional: group, what was done, minutes; several concerns; what was typed waits while the strip is closed', async () => {
  const desk = await opened(calls);
  const { page } = desk;
  const { keyboard } = page;
  const before = await asked(calls, 'figures');
  for (const key of ['c', '3', '9', 'c', 'Enter']) await keyboard.press(key);
  await page.locator('.strip .chip').waitFor();
  await keyboard.press('Escape');
  await keyboard.press('c');
  assert.equal(await page.locator('.strip .chip').count(), 1, 'it waits');
  await page.locator('#about').fill('2h');
  await page.locator('#about').press('Enter');
  await page.locator('.strip .chip').nth(1).waitFor();
  await page.getByRole('radio', { name: en.group_faculty }).check();
  await page.getByRole('checkbox', { name: en.did_options }).check();
  await page.getByRole('radio', { name: '30', exact: true }).check();
  await keyboard.press('Control+Enter');
  await says(told(desk), fill(en.caller_counted, { how: en.how_video, about: '9.c, 2.h' }));
  await saved(desk);
  const after = await asked(calls, 'figures');
  assert.equal(after.concerns, before.concerns + 2);
  assert.equal(after.tables.groups.faculty, (before.tables.groups?.faculty ?? 0) + 1);
  assert.equal(after.tables.services.options, (before.tables.services?.options ?? 0) + 1);
  await desk.context.close();
});

test('somebody who was here before is one talk and nobody new; so is a question only', async () => {
  const desk = await opened(calls);
  const { page } = desk;
  const { keyboard } = page;
  const before = await numbers(calls);
  for (const key of ['c', '1']) await keyboard.press(key);
  await page.getByRole('checkbox', { name: en.been_here }).check();
  await keyboard.press('Control+Enter');
  await says(told(desk), en.caller_again);
  for (const key of ['c', '2', '0', 'Enter', 'Enter']) await keyboard.press(key);
  await says(told(desk), fill(en.caller_counted, { how: en.how_person, about: en.question_only }));
  await saved(desk);
  assert.deepEqual(await numbers(calls), plus(before, { talks: 2 }));
  await desk.context.close();
});

test('a caller kept with notes is a matter that counts when it ends, once', async () => {
  const desk = await opened(calls);
  const { page } = desk;
  const { keyboard } = page;
  const before = await numbers(calls);
  for (const key of ['c', '1', '4', 'b', 'Enter']) await keyboard.press(key);
  await page.locator('.strip .chip').waitFor();
  await page.waitForFunction(() => document.activeElement.classList.contains('main'));
  await keyboard.press('n');
  await says(told(desk), en.caller_kept);
  await keyboard.press('h');
  await keyboard.type('shift handover');
  await keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'shift handover' }).waitFor();
  await page.locator('#matter-title').focus();
  await keyboard.press('n');
  await page.waitForFunction(() => document.activeElement.id === 'notes');
  await keyboard.type('Prefers mornings.');
  await says(told(desk), en.notes_saved); // by itself, once nothing is typed for two seconds
  await saved(desk);
  assert.deepEqual(await numbers(calls), before);
  await page.locator('#matter-title').focus();
  for (const key of ['e', '1', 'Control+Enter']) await keyboard.press(key);
  await says(told(desk), en.ended);
  await saved(desk);
  assert.deepEqual(await numbers(calls), plus(before, { visitors: 1, matters: 1, concerns: 1, talks: 1 }));
  await desk.context.close();
});

test('the opening words are one key away, with the exceptions of this office\'s charter', async () => {
  const desk = await opened(calls);
  const { page } = desk;
  await page.keyboard.press('c');
  await page.keyboard.press('s');
  await says(page, en.opening_record);
  await page.locator('.aloud li', { hasText: 'imminent risk' }).waitFor();
  await page.keyboard.press('Escape');
  await page.locator('#strip-title').waitFor();
  await page.keyboard.press('1');
  await page.locator('#about').waitFor();
  await desk.context.close();
});

test('somebody who types 40 words a minute counts a caller within 15 seconds and ends a matter within 20', async () => {
  const desk = await opened(calls);
  const { page } = desk;
  const hand = async (key) => { await page.waitForTimeout(KEY_MS); await page.keyboard.press(key); };
  const eye = () => page.waitForTimeout(LOOK_MS);
  let began = Date.now();
  await hand('c');
  await eye();
  await hand('1');
  await eye();
  for (const key of 'review') await hand(key);
  await eye();
  await hand('Enter');
  await eye();
  await hand('Enter');
  await says(told(desk), fill(en.caller_counted, { how: en.how_phone, about: '2.m' }));
  const caller = Date.now() - began;

  await matters(desk);
  await choose(desk, 'Interrupted by the telephone.');
  await page.getByLabel(en.answer).fill('Thank you for waiting.');
  await page.keyboard.press('Control+Enter');
  await sendNow(desk);
  await says(told(desk), en.sent);
  await page.locator('#matter-title').focus();
  const before = (await pressed(desk)).keys;
  began = Date.now();
  await eye();
  await hand('e');
  await eye();
  await hand('1');
  await eye();
  await hand('Control+Enter');
  await says(told(desk), en.ended);
  const ending = Date.now() - began;
  assert.equal((await pressed(desk)).keys - before, 3, 'an ending is three presses');
  console.log(`# a caller: ${caller} ms; an ending: ${ending} ms`);
  assert.ok(caller <= 15_000 && ending <= 20_000, `${caller}, ${ending}`);
  await desk.context.close();
});

// ---- endings ----

const ends = await serveOffice('ends');

test('a matter ends as it was coded and tallied on the way; the visitor reads the last word that was sent', async () => {
  const visit = await written(ends, 'May I ask about a grade?');
  const desk = await opened(ends);
  const { page } = desk;
  const { keyboard } = page;
  await keyboard.press('Enter'); // the first that waits is current
  await page.locator('.talk .thread').waitFor();
  await page.getByLabel(en.answer).fill('Of course.');
  await keyboard.press('Control+Enter');
  await sendNow(desk);
  await says(told(desk), en.sent);
  await page.locator('#matter-title').focus();
  for (const key of ['+', '1']) await keyboard.press(key);
  await says(told(desk), fill(en.tallied, { n: 1 }));
  for (const key of ['+', '2']) await keyboard.press(key);
  await says(told(desk), fill(en.tallied, { n: 2 }));
  await keyboard.press('u');
  await says(told(desk), en.taken_back);
  await keyboard.press('#');
  await page.waitForFunction(() => document.activeElement.id === 'codes');
  for (const key of ['2', 'm', 'Enter', 'Enter']) await keyboard.press(key);
  await says(told(desk), en.codes_kept);
  await page.locator('.meta', { hasText: fill(en.coded_as, { codes: '2.m' }) }).waitFor();
  await page.locator('#matter-title').focus();
  await keyboard.press('e');
  await page.locator('.ending .chip', { hasText: '2.m' }).waitFor();
  await page.locator('#end-about').fill('2');
  await keyboard.press('Control+Enter');
  await page.locator('.ending .chip').nth(1).waitFor(); // it may mean several: nothing is ended by the way
  await page.locator('.ending .chip').nth(1).getByRole('button').click();
  await page.locator('.ending h1').focus();
  assert.equal(await page.getByText(en.unheard).count(), 0);
  await keyboard.press('w');
  assert.match(await page.locator('#word').inputValue(), /^I am closing our conversation\./);
  await keyboard.press('7');
  await keyboard.press('Control+Enter');
  await says(told(desk), en.ends_after);
  await sendNow(desk);
  await page.locator('.matter').waitFor({ state: 'detached' });
  await visit.page.getByText('I am closing our conversation.').waitFor();
  const { tables, ...sums } = await asked(ends, 'figures');
  assert.deepEqual([sums.visitors, sums.matters, sums.concerns, sums.talks], [1, 1, 1, 1]);
  assert.deepEqual(tables.endings, { referred: 1 });
  clean(ends, desk);
  await desk.context.close();
  await visit.context.close();
});

test('where the visitor had no answer a last word stands ready, and silence must be chosen; how it ended may stay unsaid', async () => {
  const visit = await written(ends, 'Never answered.');
  const other = await written(ends, 'Let go in silence.');
  const desk = await opened(ends);
  const { page } = desk;
  const before = await numbers(ends);
  await matters(desk);
  await choose(desk, 'Never answered.');
  await page.keyboard.press('e');
  await says(page.locator('.beside'), en.unheard);
  assert.match(await page.locator('#word').inputValue(), /^I am sorry\./);
  await page.locator('#word').fill('');
  assert.equal(await press(page, en.end_yes).getAttribute('aria-disabled'), 'true', 'an empty word is none');
  await page.locator('#word').fill('I am sorry that you waited.');
  await page.keyboard.press('Control+Enter');
  await says(told(desk), en.ends_after);
  await sendNow(desk);
  await page.locator('.matter', { hasText: 'Never answered.' }).waitFor({ state: 'detached' });
  await says(visit.page, 'I am sorry that you waited.');

  await choose(desk, 'Let go in silence.');
  await page.keyboard.press('e');
  await page.keyboard.press('s');
  await page.keyboard.press('Control+Enter');
  await says(told(desk), en.ended);
  await saved(desk);
  assert.deepEqual(await numbers(ends), plus(before, { visitors: 2, matters: 2, talks: 2 }));
  assert.equal((await asked(ends, 'figures')).tables.endings['not said'], 2);
  for (const { context } of [desk, visit, other]) await context.close();
});

test('visitors and matters go down to nothing; counted now and closed later it is counted once; uncounted, not at all', async () => {
  for (const text of ['A slip of somebody.', 'At the end of the year.', 'Only a test.']) await (await written(ends, text)).context.close();
  const desk = await opened(ends);
  const { page } = desk;
  const { keyboard } = page;
  const before = await numbers(ends);
  const end = async (text) => {
    await matters(desk);
    await choose(desk, text);
    await keyboard.press('e');
    await page.locator('.ending h1').waitFor();
  };
  await end('A slip of somebody.');
  for (const what of [en.visitors, en.matters]) await press(page, fill(en.one_less, { what })).click();
  await keyboard.press('s');
  await keyboard.press('Control+Enter');
  await says(told(desk), en.ended);
  await saved(desk);
  assert.deepEqual(await numbers(ends), plus(before, { talks: 1 }));

  await end('At the end of the year.');
  await keyboard.press('E');
  await says(told(desk), en.counted_now);
  await page.locator('.meta', { hasText: en.is_counted }).waitFor();
  await saved(desk);
  const now = plus(before, { visitors: 1, matters: 1, talks: 2 });
  assert.deepEqual(await numbers(ends), now);
  await page.locator('#matter-title').focus();
  await keyboard.press('e');
  await keyboard.press('s');
  await keyboard.press('1');
  await keyboard.press('Control+Enter');
  await says(told(desk), en.ended);
  await saved(desk);
  assert.deepEqual(await numbers(ends), now);

  await end('Only a test.');
  await keyboard.press('s');
  await keyboard.press('f');
  await says(page.locator('.ending'), en.close_sure);
  await press(page, en.close_yes).click();
  await says(told(desk), en.closed);
  await saved(desk);
  assert.deepEqual(await numbers(ends), now);
  await desk.context.close();
});

test('a demand that has come takes the form away, and lifted, gives it back', async () => {
  await (await written(ends, 'Asked for in court.')).context.close();
  const desk = await opened(ends);
  const { page } = desk;
  await press(page, en.about).click();
  await press(page, en.demand_come_yes).click();
  await says(told(desk), en.demand_come);
  await matters(desk);
  await choose(desk, 'Asked for in court.');
  await page.keyboard.press('e');
  await page.getByRole('heading', { level: 1, name: en.demand }).waitFor();
  assert.equal(await press(page, en.end_yes).count(), 0);
  await saved(desk);
  assert.equal((await asked(ends, 'today')).demand, true);
  await press(page, en.demand_lift).click();
  await says(told(desk), en.demand_lifted);
  await page.locator('.ending .foot', { hasText: en.end_yes }).waitFor();
  await saved(desk);
  await desk.context.close();
});

test('what ended on its day waits to be counted: coded, left out, or counted as it stands', async () => {
  const office = await serveOffice('settled');
  for (const label of ['first label', 'second label', 'third label']) {
    const { matter } = JSON.parse(await office.alcove('desk', 'call', office.origin, '--how', 'phone', '--about', label === 'first label' ? '2j' : '7c', '--keep', '--words-file', office.words, '--json'));
    await office.alcoveWith(label, 'desk', 'label', office.origin, matter, '--words-file', office.words);
  }
  const soon = await opened(office);
  assert.equal(await soon.page.locator('.today .line').count(), 0);
  await soon.context.close();
  await office.later(25);
  const near = await opened(office, { days: 25 });
  await near.page.locator('.part', { hasText: en.ends_soon }).getByText('second label').waitFor();
  await near.context.close();
  await office.later(33);
  const desk = await opened(office, { days: 33 });
  const { page } = desk;
  await page.locator('.today .line', { hasText: en.ended_itself }).click();
  await page.getByRole('heading', { level: 1, name: en.to_count }).waitFor();
  assert.equal(await page.locator('.settle .rows > li').count(), 3);
  assert.equal((await page.content()).includes('second label'), false, 'no label is left');
  await page.locator('.settle li', { hasText: '2.j' }).getByRole('button', { name: en.change }).click();
  await page.locator('#settle-about').fill('2k');
  await page.locator('#settle-about').press('Enter');
  await page.locator('.settle .chip', { hasText: '2.k' }).waitFor();
  await press(page, en.settle_one).click();
  await says(told(desk), en.settled_one);
  await page.locator('.settle li', { hasText: '7.c' }).first().getByRole('button', { name: en.change }).click();
  await press(page, en.drop).click();
  await says(page.locator('.settle'), en.drop_sure);
  await page.keyboard.press('Control+Enter'); // no answer to that question
  await press(page, en.drop_no).click();
  assert.equal(await page.locator('.settle .rows > li').count(), 2, 'one press destroys nothing');
  await press(page, en.drop).click();
  await press(page, en.drop_yes).click();
  await says(told(desk), en.dropped);
  await page.keyboard.press('Control+Enter');
  await says(told(desk), en.settled);
  await says(page, en.nothing_to_count);
  await page.locator('.settle h1').focus();
  await page.keyboard.press('u');
  await says(told(desk), en.taken_back);
  await page.locator('.settle li', { hasText: '7.c' }).waitFor();
  await saved(desk);
  assert.equal((await asked(office, 'figures')).to_count, 1);
  await page.locator('.settle h1').focus();
  await page.keyboard.press('Control+Enter');
  await says(told(desk), en.settled);
  await saved(desk);
  const { visitors, matters: n, concerns, to_count } = await asked(office, 'figures');
  assert.deepEqual({ visitors, n, concerns, to_count }, { visitors: 2, n: 2, concerns: 3, to_count: 0 });
  await desk.context.close();
});

// ---- figures, outreach, a talk ----

test('the five numbers on the screen are those of the program; outreach is logged, and taken out again', async () => {
  const desk = await opened(ends);
  const { page } = desk;
  const { keyboard } = page;
  const before = await numbers(ends);
  const shown = async () => (await page.locator('.five dd').allTextContents()).map((text) => parseInt(text, 10));
  await keyboard.press('5');
  await page.locator('.five').waitFor();
  assert.deepEqual(await shown(), Object.values(before));
  await press(page, en.table_endings).click();
  await page.locator('tr', { hasText: en.row_not_said }).waitFor();
  await page.locator('.figures h1').focus();
  await keyboard.press('o');
  await page.getByRole('radio', { name: en.outreach_training }).check();
  await page.getByLabel(en.outreach_people).fill('24');
  await keyboard.press('Control+Enter');
  await says(told(desk), en.outreach_logged);
  await page.locator('.rows li', { hasText: fill(en.n_people, { n: 24 }) }).waitFor();
  await saved(desk);
  assert.deepEqual(await numbers(ends), plus(before, { outreach: 1 }));
  await press(page, en.take_out).click();
  await page.locator('.rows li').waitFor({ state: 'detached' });
  await saved(desk);
  assert.deepEqual(await numbers(ends), before);
  await desk.context.close();
});

test('a theme is written down, noticed again, taken back and taken out, by keys; a matter that ends can have it, too', async () => {
  await (await written(ends, 'Another deadline was moved.')).context.close();
  const desk = await opened(ends);
  const { page } = desk;
  const { keyboard } = page;
  const themes = async () => (await asked(ends, 'figures')).themes.map(({ text, times }) => [text, times]);
  const before = await numbers(ends);
  await keyboard.press('5');
  await says(page.locator('.themes'), en.themes_none);
  await page.locator('.figures h1').focus();
  await keyboard.press('t');
  await page.waitForFunction(() => document.activeElement.id === 'theme');
  await keyboard.type('x'.repeat(61));
  await says(page.locator('.figures form'), fill(en.theme_long, { n: 60 }));
  await page.locator('#theme').fill('deadlines moved without a word');
  await keyboard.press('Control+Enter');
  await says(told(desk), en.theme_kept);
  const row = page.locator('.themes li', { hasText: 'deadlines moved without a word' });
  await row.waitFor();
  await press(row, en.theme_again).click();
  await says(told(desk), fill(en.theme_noticed, { theme: 'deadlines moved without a word' }));
  await page.locator('.figures h1').focus();
  await keyboard.press('u');
  await says(told(desk), en.taken_back);
  await press(row, en.theme_again).click();
  await says(told(desk), fill(en.theme_noticed, { theme: 'deadlines moved without a word' }));
  assert.equal(await row.getByText(en.theme_printed).count(), 0);
  await matters(desk);
  await choose(desk, 'Another deadline was moved.');
  await keyboard.press('e');
  await page.locator('.beside').getByRole('button', { name: /deadlines moved/ }).click();
  await says(told(desk), fill(en.theme_noticed, { theme: 'deadlines moved without a word' }));
  await page.locator('.ending h1').focus();
  for (const key of ['s', 'Control+Enter']) await keyboard.press(key);
  await says(told(desk), en.ended);
  await saved(desk);
  assert.deepEqual(await themes(), [['deadlines moved without a word', 3]]);
  assert.deepEqual(await numbers(ends), plus(before, { visitors: 1, matters: 1, talks: 1 }));
  await keyboard.press('5');
  await row.getByText(en.theme_printed).waitFor();
  await press(row, en.theme_over).click();
  await press(page, en.theme_over_no).click();
  assert.ok(await row.isVisible());
  await press(row, en.theme_over).click();
  await press(page, en.theme_over_yes).click();
  await says(told(desk), en.theme_gone);
  await row.waitFor({ state: 'detached' });
  await saved(desk);
  assert.deepEqual(await themes(), []);
  clean(ends, desk);
  await desk.context.close();
});

test('sums of the running period are brought over once a table, and stand in the figures; a slip is told at its field', async () => {
  const office = await serveOffice('brought');
  const desk = await opened(office);
  const { page } = desk;
  const { keyboard } = page;
  const sum = (name) => page.locator('.sums').getByRole('textbox', { name, exact: true });
  await keyboard.press('5');
  await page.locator('.five').waitFor();
  await keyboard.press('b');
  await page.getByRole('heading', { level: 2, name: en.bring }).waitFor();
  await sum(en.visitors).fill('31');
  await sum(en.matters_unit).fill('twenty');
  await says(page.locator('.bring'), fill(en.bring_number, { n: 65535 }));
  assert.equal(await press(page, en.bring_save).getAttribute('aria-disabled'), 'true');
  await sum(en.matters_unit).fill('20');
  await keyboard.press('Control+Enter');
  await says(told(desk), fill(en.brought, { table: en.table_numbers }));
  await page.locator('.five dd', { hasText: /^31/ }).waitFor();
  await page.locator('.figures h1').focus();
  await keyboard.press('b');
  await page.getByLabel(en.bring_table).selectOption({ label: en.table_concerns });
  await page.locator('.sums').getByRole('textbox', { name: /^2\.m / }).fill('4');
  await sum(en.row_not_coded).fill('2');
  await keyboard.press('Control+Enter');
  await says(told(desk), fill(en.brought, { table: en.table_concerns }));
  await saved(desk);
  const { tables, ...sums } = await asked(office, 'figures');
  assert.deepEqual([sums.visitors, sums.matters, tables.concerns], [31, 20, { '2.m': 4, 'not coded': 2 }]);
  // once: what is typed again takes the place of it, and says so before
  await keyboard.press('b');
  await says(page.locator('.bring'), en.bring_again);
  await sum(en.visitors).fill('30');
  await keyboard.press('Control+Enter');
  await page.locator('.five dd', { hasText: /^30/ }).waitFor();
  await saved(desk);
  const now = await numbers(office);
  assert.deepEqual([now.visitors, now.matters], [30, 0]);
  clean(office, desk);
  await desk.context.close();
});

// ---- what was typed, and what was said before ----

test('label, codes, last word and outreach that were typed outlive Escape, another place and the lock', async () => {
  await (await written(ends, 'Interrupted in the middle.')).context.close();
  const desk = await opened(ends);
  const { page } = desk;
  const { keyboard } = page;
  const open = async () => {
    await matters(desk);
    await choose(desk, 'Interrupted in the middle.');
  };
  await open();
  await keyboard.press('h');
  await page.locator('#label').fill('half a word');
  await keyboard.press('Escape');
  await keyboard.press('Escape');
  await keyboard.press('#');
  for (const key of ['2', 'm', 'Enter']) await keyboard.press(key);
  await page.locator('.panel .chip', { hasText: '2.m' }).waitFor();
  await page.locator('#matter-title').focus();
  await keyboard.press('e');
  await page.locator('#word').fill('I am sorry, and I was interrupted.');
  await press(page, en.figures).click(); // digits say how it ended here
  await page.locator('.five').waitFor();
  await page.locator('.figures h1').focus();
  await keyboard.press('o');
  await page.getByRole('radio', { name: en.outreach_training }).check();
  await page.getByLabel(en.outreach_people).fill('12');
  await keyboard.press('Escape');
  await page.locator('.figures h1').focus();
  await keyboard.press('1');
  await press(page, en.lock).click();
  await says(told(desk), en.locked);
  await enter(desk, ends.first);
  await page.locator('.open-desk h1').waitFor();
  await open();
  await keyboard.press('h');
  assert.equal(await page.locator('#label').inputValue(), 'half a word');
  await page.locator('#matter-title').focus();
  await keyboard.press('#');
  await page.locator('.panel .chip', { hasText: '2.m' }).waitFor();
  await page.locator('#matter-title').focus();
  await keyboard.press('e');
  assert.equal(await page.locator('#word').inputValue(), 'I am sorry, and I was interrupted.');
  await press(page, en.figures).click(); // digits say how it ended here
  await page.locator('.five').waitFor();
  await page.locator('.figures h1').focus();
  await keyboard.press('o');
  assert.equal(await page.getByLabel(en.outreach_people).inputValue(), '12');
  assert.ok(await page.getByRole('radio', { name: en.outreach_training }).isChecked());
  await desk.context.close();
});

test('an answer that was not sent is named among what goes with a matter', async () => {
  await (await written(ends, 'Answered half way.')).context.close();
  const desk = await opened(ends);
  const { page } = desk;
  await matters(desk);
  await choose(desk, 'Answered half way.');
  await page.keyboard.press('e');
  await page.locator('.ending h1').waitFor();
  assert.equal((await page.locator('.beside').textContent()).includes(en.goes_unsent), false);
  await page.keyboard.press('Escape');
  await page.getByLabel(en.answer).fill('What I meant to say is');
  await page.locator('#matter-title').focus();
  await page.keyboard.press('e');
  await page.locator('.beside', { hasText: en.goes_unsent }).waitFor();
  await desk.context.close();
});

test('what was said of a matter can be taken back: a code, a group, what was done, how it ended', async () => {
  await (await written(ends, 'Coded by mistake.')).context.close();
  const desk = await opened(ends);
  const { page } = desk;
  const { keyboard } = page;
  const before = await asked(ends, 'figures');
  await matters(desk);
  await choose(desk, 'Coded by mistake.');
  await keyboard.press('#');
  for (const key of ['9', 'c', 'Enter']) await keyboard.press(key);
  await page.locator('.panel .chip').waitFor();
  await page.locator('.panel').getByRole('radio', { name: en.group_faculty }).check();
  await page.locator('.panel').getByRole('checkbox', { name: en.did_options }).check();
  await keyboard.press('Control+Enter');
  await says(told(desk), en.codes_kept);
  await page.locator('.meta', { hasText: fill(en.coded_as, { codes: '9.c' }) }).waitFor();
  await page.locator('#matter-title').focus();
  await keyboard.press('#');
  await page.locator('.panel .chip').getByRole('button').click();
  await page.locator('.panel [aria-labelledby=codes-rest-group]').getByRole('radio', { name: en.row_not_said }).check();
  await page.locator('.panel').getByRole('checkbox', { name: en.did_options }).uncheck();
  await keyboard.press('Control+Enter');
  await page.locator('.meta', { hasText: en.not_coded }).waitFor();
  await page.locator('#matter-title').focus();
  for (const key of ['e', '1']) await keyboard.press(key);
  await page.locator('[aria-labelledby=end-how]').getByRole('radio', { name: en.row_not_said }).check();
  await page.locator('.ending h1').focus();
  for (const key of ['s', 'Control+Enter']) await keyboard.press(key);
  await says(told(desk), en.ended);
  await saved(desk);
  const after = await asked(ends, 'figures');
  assert.equal(after.visitors, before.visitors + 1);
  assert.equal(after.concerns, before.concerns);
  assert.deepEqual(after.tables.services, { ...before.tables.services, 'not said': (before.tables.services?.['not said'] ?? 0) + 1 });
  assert.equal(after.tables.endings['not said'], (before.tables.endings['not said'] ?? 0) + 1);
  await desk.context.close();
});

test('a question only is no matter that nobody coded', async () => {
  const office = await serveOffice('questions');
  await office.alcove('desk', 'call', office.origin, '--how', 'phone', '--about', '0', '--keep', '--words-file', office.words);
  await office.later(28);
  const near = await opened(office, { days: 28 });
  const soon = near.page.locator('.part', { hasText: en.ends_soon });
  await says(soon, en.question_only);
  assert.equal(await soon.getByText(en.not_coded).count(), 0);
  await near.context.close();
  await office.later(40);
  const desk = await opened(office, { days: 40 });
  await says(desk.page.locator('.today'), en.all_coded);
  await desk.page.locator('.today .line', { hasText: en.ended_itself }).click();
  await says(desk.page.locator('.settle li'), en.question_only);
  assert.equal(await desk.page.locator('.settle li').getByText(en.not_coded).count(), 0);
  await desk.context.close();
});

test('in a talk the desk stays open and blank for an hour, any key shows it, and then it locks', async () => {
  const desk = await opened(ends, { clock: true });
  const { page } = desk;
  await page.keyboard.press('L');
  await says(page, en.blank_back);
  assert.equal(await page.locator('.open-desk').count(), 0);
  await page.clock.fastForward('45:00');
  await page.mouse.move(10, 10); // a bump of the table shows nothing
  assert.ok(await page.getByText(en.blank_back).isVisible());
  await page.keyboard.press('x');
  await page.locator('.open-desk').waitFor();
  await page.keyboard.press('L');
  await says(page, en.blank_back);
  await page.clock.fastForward('01:01:00');
  await says(page.locator('.told'), en.locked_idle);
  await desk.context.close();
});

// ---- everybody ----

test('? names the keys of this screen alone, and switched off none of them acts', async () => {
  const desk = await opened(ends);
  const { page } = desk;
  const { keyboard } = page;
  await keyboard.press('?');
  await says(page.locator('.keys'), en.key_open);
  assert.equal(await page.locator('.keys').getByText(en.outreach_add).count(), 0);
  await keyboard.press('Escape');
  await page.locator('.keys').waitFor({ state: 'detached' });
  await keyboard.press('5');
  await keyboard.press('?');
  await says(page.locator('.keys'), en.outreach_add);
  await keyboard.press('7');
  await page.getByLabel(en.keys_on).uncheck();
  await page.locator('.work h1').focus();
  for (const key of ['c', '1', '?']) await keyboard.press(key);
  await page.waitForTimeout(200);
  assert.equal(await page.locator('.strip').isVisible(), false);
  assert.ok(await page.getByRole('heading', { level: 1, name: en.about_title }).isVisible());
  await desk.context.close();
});

test('in Spanish it is the same desk, and everyday Spanish words find the codes', async () => {
  const desk = await opened(ends, { file: 'es/desk.html', t: es });
  for (const key of ['c', '1']) await desk.page.keyboard.press(key);
  for (const [typed, code] of [['sueldo', '1.a'], ['nomina', '1.b'], ['Nómina', '1.b'], ['examen', '2.m'], ['despido', '4.h'], ['autoría', '9.c'], ['pay', '1.a']]) {
    await desk.page.locator('#about').fill(typed);
    await desk.page.locator('.found li', { hasText: new RegExp(`^${code.replace('.', '\\.')}`) }).waitFor();
    assert.ok(await desk.page.locator('.found li').count() <= 3);
  }
  await desk.page.locator('#about').fill('');
  for (const key of ['2', 'm', 'Enter']) await desk.page.keyboard.press(key);
  await desk.page.locator('.strip .chip', { hasText: 'Evaluación del desempeño' }).waitFor();
  await desk.page.keyboard.press('Enter');
  await says(told(desk), fill(es.caller_counted, { how: es.how_phone, about: '2.m' }));
  await desk.page.keyboard.press('u');
  await says(told(desk), es.taken_back);
  clean(ends, desk);
  await desk.context.close();
});

// Each screen once, in turn; picture(name) is called in each.
async function screens(desk, picture) {
  const { page } = desk;
  const { keyboard } = page;
  const place = async (name) => {
    if (!(await press(page, name).isVisible())) await press(page, en.more).click();
    await press(page, name).click();
    await page.locator('.work h1').first().waitFor();
  };
  await picture('today');
  await keyboard.press('c');
  await picture('caller');
  await keyboard.press('1');
  await page.locator('#about').fill('grade');
  await page.locator('.found li').first().waitFor();
  await picture('caller-found');
  await page.locator('#about').press('Enter');
  await page.locator('.strip .chip').waitFor();
  await picture('caller-chosen');
  await keyboard.press('s');
  await picture('opening');
  await keyboard.press('Escape');
  await page.waitForTimeout(50);
  await keyboard.press('Escape');
  await place(en.matters);
  await choose(desk, 'My supervisor');
  await picture('matter');
  for (const [key, name] of [['+', 'talked'], ['h', 'label'], ['#', 'codes']]) {
    await page.locator('#matter-title').focus();
    await keyboard.press(key);
    await picture(name);
  }
  await page.locator('#matter-title').focus();
  await keyboard.press('e');
  await picture('ending');
  for (const [name, what] of [[en.to_count, 'to-count'], [en.figures, 'figures'], [en.about, 'about']]) {
    await place(name);
    await page.waitForTimeout(150);
    await picture(what);
  }
  await place(en.figures);
  for (const [key, name] of [['o', 'outreach'], ['t', 'theme'], ['b', 'bring']]) {
    await page.locator('.work h1').focus();
    await keyboard.press(key);
    await page.locator('.figures form').waitFor();
    await picture(name);
    await page.locator('.work h1').focus();
    await keyboard.press('Escape');
    await page.locator('.figures form').waitFor({ state: 'detached' });
  }
  await place(en.about);
  await page.locator('.work h1').focus();
  await keyboard.press('?');
  await picture('keys');
  await keyboard.press('Escape');
  await keyboard.press('L');
  await picture('blank');
}

let there = false;
for (const [colorScheme, size, viewport, zoom] of [['light', 'small', SMALL, 1], ['dark', 'small', SMALL, 1], ['light', 'wide', WIDE, 1], ['dark', 'wide', WIDE, 1], ['light', 'twice', WIDE, 2]]) {
  test(`everybody can use every screen (WCAG 2.2 AA), ${colorScheme}, ${size}`, async () => {
    if (!there) await (await written(ends, 'My supervisor presents my results as his own. What could I do?')).context.close();
    there = true;
    const larger = zoom === 1 ? undefined : await launch({ args: [...chromiumFlags, `--blink-settings=defaultFontSize=${16 * zoom}`] });
    const desk = await opened(ends, { colorScheme, viewport, bypassCSP: true }, larger);
    await screens(desk, async (name) => {
      if (pictures) writeFileSync(join(pictures, `${name}.${size}.${colorScheme}.png`), await desk.page.screenshot());
      await usable(desk.page, name);
      const low = await desk.page.evaluate(() => innerWidth < 768
        ? [...document.querySelectorAll('button')].filter((b) => b.offsetParent !== null && b.getBoundingClientRect().height < 43.9).map((b) => b.textContent) : []);
      assert.deepEqual(low, [], `${name}: under a finger nothing is smaller than 44 px`);
    });
    await desk.context.close();
    await larger?.close();
  });
}

const failed = await runAll();
await browser.close();
process.exit(failed === 0 ? 0 : 1);
