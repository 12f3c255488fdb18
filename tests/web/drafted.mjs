// usage: node drafted.mjs: what is typed and chosen at the desk and not done yet: it lies over what stands by then, nothing of it
// is lost, counted otherwise than it is shown, or done twice, and it goes with its matter.
import assert from 'node:assert/strict';
import { runAll, test } from '../interop/tap.mjs';
import { launch } from './browser.mjs';
import { clean, press, says } from './looking.mjs';
import { choose, close, come, en, enter, look, matters, saved, sendNow, told, unlock } from './ombuds.mjs';
import { serveOffice } from './served.mjs';
import { fill } from './texts.mjs';
import * as visitor from './visitor.mjs';

const browser = await launch();
const office = await serveOffice('drafted');
const written = async (text) => (await visitor.written(browser, office, text)).context.close();

async function opened(options) {
  const desk = await come(browser, office, options);
  await unlock(desk, office.first);
  await desk.page.getByText(desk.t.looking).waitFor({ state: 'detached' });
  return desk;
}
async function opens(desk, text) {
  await matters(desk);
  await choose(desk, text);
  await desk.page.locator('#matter-title').focus();
}
async function locks(desk) {
  await press(desk.page, en.lock).click();
  await says(told(desk), en.locked);
}
// How many drafts the locked page says that it has
async function waitsLocked({ page }) {
  const [before, after] = en.unsent_locked.split('{n}');
  const said = await page.locator('p.standing').allTextContents();
  const found = said.find((text) => text.startsWith(before) && text.endsWith(after));
  return found === undefined ? 0 : Number(found.slice(before.length, -after.length));
}
const figures = async () => JSON.parse(await office.alcove('desk', 'figures', office.origin, '--words-file', office.words, '--json'));
async function keys({ page }, ...all) {
  for (const key of all) await page.keyboard.press(key);
}
async function codes(desk, ...typed) {
  await desk.page.locator('#matter-title').focus();
  await desk.page.keyboard.press('#');
  await desk.page.waitForFunction(() => document.activeElement.id === 'codes');
  await keys(desk, ...typed, 'Enter');
}

// ---- an ending ----

test('an ending counts what it shows: talks and codes that came after it was begun are in both', async () => {
  await written('Begun too early.');
  const desk = await opened();
  const { page } = desk;
  const before = await figures();
  await opens(desk, 'Begun too early.');
  await keys(desk, 'e', '1', 'Escape');
  for (const n of [1, 2]) {
    await page.locator('#matter-title').focus();
    await keys(desk, '+', '1');
    await says(told(desk), fill(en.tallied, { n }));
  }
  await codes(desk, '9', 'c');
  await page.locator('.panel .chip').waitFor();
  await keys(desk, 'Enter');
  await says(told(desk), en.codes_kept);
  await page.locator('#matter-title').focus();
  await keys(desk, 'e');
  await page.locator('.ending h1').waitFor();
  const shown = (await page.locator('.ending output').allTextContents()).map(Number);
  assert.deepEqual(await page.locator('.ending .chip b').allTextContents(), ['9.c']);
  assert.ok(await page.locator('[aria-labelledby=end-how] input').first().isChecked(), 'how it ended was chosen before');
  await keys(desk, 's', 'Control+Enter');
  await says(told(desk), en.ended);
  await saved(desk);
  const after = await figures();
  assert.deepEqual(['visitors', 'matters', 'talks'].map((name) => after[name] - before[name]), shown);
  assert.deepEqual([shown[2], after.concerns - before.concerns], [2, 1]);
  clean(office, desk);
  await desk.context.close();
});

test('a last word that nobody has changed is the one of now; what somebody wrote into it stays', async () => {
  await written('Answered after all.');
  const desk = await opened();
  const { page } = desk;
  await opens(desk, 'Answered after all.');
  await keys(desk, 'e');
  assert.match(await page.locator('#word').inputValue(), /^I am sorry\./);
  await keys(desk, '1', 'Escape');
  await page.getByLabel(en.answer).fill('Here I am.');
  await page.keyboard.press('Control+Enter');
  await sendNow(desk);
  await says(told(desk), en.sent);
  await page.locator('#matter-title').focus();
  await keys(desk, 'e');
  await page.locator('.ending h1').waitFor();
  assert.equal(await page.locator('#word').count(), 0, 'nobody said that a word goes out');
  await keys(desk, 'w');
  assert.match(await page.locator('#word').inputValue(), /^I am closing our conversation\./);
  await page.locator('#word').fill('Thank you for writing.');
  await page.locator('.ending h1').focus();
  await keys(desk, 'Escape', 'e');
  assert.equal(await page.locator('#word').inputValue(), 'Thank you for writing.');
  await desk.context.close();
});

test('codes that another device has put there meanwhile stay, in a draft of codes and in one of an ending', async () => {
  await written('Coded twice.');
  const [desk, other] = [await opened(), await opened()];
  const { page } = desk;
  await opens(desk, 'Coded twice.');
  await codes(desk, '9', 'c');
  await page.locator('.panel .chip').waitFor();
  await page.locator('#matter-title').focus();
  await keys(desk, 'e', '1', 'Escape');
  await opens(other, 'Coded twice.');
  await codes(other, '2', 'm');
  await other.page.locator('.panel .chip').waitFor();
  await other.page.locator('.panel').getByRole('radio', { name: en.group_faculty }).check();
  await other.page.keyboard.press('Control+Enter');
  await says(told(other), en.codes_kept);
  await saved(other);
  await look(desk);
  await page.locator('.meta', { hasText: fill(en.coded_as, { codes: '2.m' }) }).waitFor();
  await page.locator('#matter-title').focus();
  await keys(desk, '#');
  await page.locator('.panel .chip').nth(1).waitFor();
  await page.keyboard.press('Control+Enter');
  await says(told(desk), en.codes_kept);
  await page.locator('.meta', { hasText: fill(en.coded_as, { codes: '2.m, 9.c' }) }).waitFor();
  const before = await figures();
  await page.locator('#matter-title').focus();
  await keys(desk, 'e');
  await page.locator('.ending .chip').nth(1).waitFor();
  assert.ok(await page.locator('[aria-labelledby=end-group]').getByRole('radio', { name: en.group_faculty }).isChecked());
  await keys(desk, 's', 'Control+Enter');
  await says(told(desk), en.ended);
  await saved(desk);
  const after = await figures();
  assert.equal(after.concerns, before.concerns + 2);
  assert.equal(after.tables.groups.faculty, (before.tables.groups?.faculty ?? 0) + 1);
  for (const { context } of [desk, other]) await context.close();
});

// ---- codes being typed ----

test('codes with commas are each the one that was typed, without a pause between the keys; what is none stays in the field', async () => {
  const desk = await opened();
  const { page } = desk;
  await keys(desk, 'c', '1');
  await page.waitForFunction(() => document.activeElement.id === 'about');
  await page.keyboard.type('2m,9c,3f');
  await keys(desk, 'Enter', 'Enter');
  await says(told(desk), fill(en.caller_counted, { how: en.how_phone, about: '2.m, 9.c, 3.f' }));
  await page.locator('.work h1').focus();
  await keys(desk, 'u');
  await says(told(desk), en.taken_back);
  await keys(desk, 'c', '1');
  await page.waitForFunction(() => document.activeElement.id === 'about');
  await page.keyboard.type('2m,zzzz,9c');
  await says(page.locator('.strip'), en.code_unknown);
  assert.deepEqual(await page.locator('.strip .chip b').allTextContents(), ['2.m']);
  assert.equal(await page.locator('#about').inputValue(), 'zzzz,9c');
  await keys(desk, 'Home', 'Delete', 'Delete', 'Delete', 'Delete');
  await page.locator('.strip .chip', { hasText: '9.c' }).or(page.locator('.found li', { hasText: '9.c' })).first().waitFor();
  await page.locator('#about').fill('');
  await page.keyboard.type('2k,pay,');
  await page.locator('.strip .chip', { hasText: '1.a' }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'about', 'after a comma one goes on typing');
  await desk.context.close();
});

test('the ninth concern is refused where it is chosen, and nothing is counted by the way', async () => {
  const desk = await opened();
  const { page } = desk;
  await keys(desk, 'c', '1');
  await page.waitForFunction(() => document.activeElement.id === 'about');
  await page.keyboard.type('1a,1b,1c,2a,2b,2c,3a,3b,9c');
  await keys(desk, 'Enter');
  await says(page.locator('.strip'), fill(en.code_full, { n: 8 }));
  assert.equal(await page.locator('.strip .chip').count(), 8);
  await keys(desk, 'Control+Enter');
  // the comma that nobody typed goes a moment after the words stand there
  await page.waitForFunction(() => document.querySelector('#about').value === '9c');
  assert.ok(await page.locator('.strip').isVisible());
  await page.locator('.strip .chip').first().getByRole('button').click();
  await page.locator('#about').focus();
  await keys(desk, 'Enter');
  await page.locator('.strip .chip', { hasText: '9.c' }).waitFor();
  await keys(desk, 'Enter');
  await says(told(desk), fill(en.caller_counted, { how: en.how_phone, about: '1.b, 1.c, 2.a, 2.b, 2.c, 3.a, 3.b, 9.c' }));
  await desk.context.close();
});

// ---- what waits, and where ----

test('what was chosen and taken away again is nothing that waits', async () => {
  await written('Nothing was changed.');
  const desk = await opened();
  const { page } = desk;
  await opens(desk, 'Nothing was changed.');
  await codes(desk, '2', 'm');
  await page.locator('.panel .chip').waitFor();
  await page.locator('.panel .chip').getByRole('button').click();
  await page.locator('.panel').getByRole('button', { name: en.back, exact: true }).click();
  await page.getByLabel(en.notes).fill('x');
  await page.getByLabel(en.notes).fill('');
  await page.locator('#matter-title').focus();
  await keys(desk, 'e', '1');
  await page.locator('[aria-labelledby=end-how]').getByRole('radio', { name: en.row_not_said }).check();
  await press(page, fill(en.one_more, { what: en.visitors })).click();
  await press(page, fill(en.one_less, { what: en.visitors })).click();
  await page.locator('.ending h1').focus();
  await keys(desk, 's', 'w', 'Escape');
  await press(page, en.figures).click();
  await page.locator('.five').waitFor();
  await page.locator('.figures h1').focus();
  await keys(desk, 'o');
  await page.getByRole('radio', { name: en.outreach_training }).check();
  await page.locator('.figures form').getByRole('radio', { name: en.row_not_said }).check();
  await locks(desk);
  assert.equal(await waitsLocked(desk), 0);
  await desk.context.close();
});

// All that the page holds, and its own frames: what can be reached from them after a collection
async function heap({ context, page }) {
  const cdp = await context.newCDPSession(page);
  const chunks = [];
  cdp.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.send('HeapProfiler.takeHeapSnapshot');
  return chunks.join('');
}

test('what was typed of a matter that is no more goes with it, and of notes that were read no text stays behind the lock', async () => {
  for (const text of ['Ended elsewhere.', 'Noted before.']) await written(text);
  const [desk, other] = [await opened(), await opened()];
  const { page } = desk;
  await opens(other, 'Noted before.');
  await other.page.getByLabel(en.notes).fill('Quokkas were read here.');
  await says(told(other), en.notes_saved);
  await saved(other);
  await look(desk);
  await opens(desk, 'Ended elsewhere.');
  await page.getByLabel(en.answer).focus();
  await page.keyboard.type('Wombats were typed here.');
  await opens(desk, 'Noted before.');
  await page.getByLabel(en.notes).focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('Numbats.');
  await opens(other, 'Ended elsewhere.');
  await close(other);
  await says(told(other), en.closed);
  await saved(other);
  await press(page, en.today).click(); // the notes are typed and not saved; the other matter stands nowhere
  await page.locator('.work h1').waitFor();
  await look(desk);
  await locks(desk);
  assert.equal(await waitsLocked(desk), 1);
  const held = await heap(desk);
  assert.deepEqual(['Wombats were', 'Quokkas were', 'Numbats'].map((text) => held.includes(text)), [false, false, true]);
  await enter(desk, office.first);
  await opens(desk, 'Noted before.');
  assert.equal(await page.getByLabel(en.notes).inputValue(), 'Numbats.');
  await says(told(desk), en.notes_saved);
  assert.equal(await page.getByLabel(en.notes).inputValue(), 'Numbats.', 'nobody changed them meanwhile: they are what was typed');
  for (const { context } of [desk, other]) await context.close();
});

test('notes that another device changed while the desk was locked are kept beside those that were being typed', async () => {
  await written('Noted twice.');
  const [desk, other] = [await opened(), await opened()];
  for (const [device, text] of [[desk, 'From before.'], [other, '']]) {
    await look(device);
    await opens(device, 'Noted twice.');
    if (text === '') continue;
    await device.page.getByLabel(en.notes).fill(text);
    await says(told(device), en.notes_saved);
    await saved(device);
  }
  await desk.page.getByLabel(en.notes).fill('From before, and half a thought');
  await locks(desk);
  assert.equal(await waitsLocked(desk), 1);
  await look(other);
  await other.page.getByLabel(en.notes).fill('From elsewhere.');
  await says(told(other), en.notes_saved);
  await saved(other);
  await enter(desk, office.first);
  await desk.page.getByText(en.looking).waitFor({ state: 'detached' });
  await opens(desk, 'Noted twice.');
  await says(told(desk), en.notes_both);
  const notes = await desk.page.getByLabel(en.notes).inputValue();
  assert.ok(notes.includes('From elsewhere.') && notes.includes('half a thought'), notes);
  for (const { context } of [desk, other]) await context.close();
});

test('a form that was pressed, and locked before it was told, is done once when it is pressed again', async () => {
  const desk = await come(browser, office);
  const { page } = desk;
  // One worker can be made to work on while nothing of it arrives; the next one, after the lock, is heard from its beginning.
  await page.addInitScript(() => {
    const Real = Worker;
    window.Worker = class extends Real {
      constructor(...all) { super(...all); window.newest = this; }
      set onmessage(hear) { super.onmessage = hear === null ? null : (event) => window.unheard === this || hear(event); }
    };
  });
  await page.reload();
  await unlock(desk, office.first);
  await page.getByText(en.looking).waitFor({ state: 'detached' });
  const log = page.locator('.rows li', { hasText: en.outreach_training });
  const form = async () => {
    await press(page, en.figures).click();
    await page.locator('.five').waitFor();
    await page.locator('.figures h1').focus();
    await keys(desk, 'o');
  };
  await form();
  await page.getByRole('radio', { name: en.outreach_training }).check();
  await page.getByLabel(en.outreach_people).fill('9');
  await page.evaluate(() => { window.unheard = window.newest; });
  await keys(desk, 'Control+Enter');
  await page.waitForTimeout(1000); // for the worker to keep it
  await locks(desk);
  await enter(desk, office.first);
  await page.getByText(en.looking).waitFor({ state: 'detached' });
  await form();
  await log.waitFor();
  assert.equal(await page.getByLabel(en.outreach_people).inputValue(), '9', 'nobody was told that it is done');
  await page.getByLabel(en.outreach_people).focus();
  await keys(desk, 'Control+Enter');
  await says(told(desk), en.outreach_logged);
  await saved(desk);
  assert.equal(await log.count(), 1);
  assert.equal((await figures()).outreach, 1);
  await desk.context.close();
});

const failed = await runAll();
await browser.close();
process.exit(failed === 0 ? 0 : 1);
