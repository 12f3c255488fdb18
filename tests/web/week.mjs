// usage: node week.mjs: a week of an ombuds who works alone and part-time, by real processes and browsers: fifteen people write,
// twenty call or come by, somebody comes again, and on the holiday nobody opens the desk. The five numbers are what was done;
// all else is gone on its day, and is looked for on the disk (R16, R28). tests/scenario/40-a-week.sh tells it by commands alone.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runAll, test } from '../interop/tap.mjs';
import { launch } from './browser.mjs';
import { clean, press, says } from './looking.mjs';
import { choose, come, en, enter, matters, sendNow } from './ombuds.mjs';
import { serveOffice } from './served.mjs';
import { fill } from './texts.mjs';
import * as visitor from './visitor.mjs';

const SLOW_MS = 30_000; // under a changed clock programs are slow
const search = fileURLToPath(new URL('../scenario/search.py', import.meta.url));

const browser = await launch();
const office = await serveOffice('week');
const folder = join(office.place, 'week');
let today = 0;
let desk;
const rooms = new Map(); // of visitors who came by browser

const textOf = (i) => `Here visitor ${i} wrote something down.`;
const told = () => desk.page.locator('.told');
const keys = async (...all) => { for (const key of all) await desk.page.keyboard.press(key); };

async function opens() {
  desk = await come(browser, office, { days: today });
  desk.page.setDefaultTimeout(SLOW_MS);
  await enter(desk, office.first);
  await desk.page.locator('.open-desk h1').waitFor();
  await desk.page.getByText(en.looking).waitFor({ state: 'detached' });
}
async function shuts() {
  clean(office, desk);
  await desk.context.close();
}
async function saved() {
  const { page } = desk;
  if (!(await press(page, en.send_now).isVisible())) return;
  await sendNow(desk);
  await press(page, en.send_now).waitFor({ state: 'detached' });
  await page.getByText(en.sending).waitFor({ state: 'detached' });
}
async function writesByPage(i) {
  const visit = await visitor.come(browser, office, { days: today });
  visit.page.setDefaultTimeout(SLOW_MS);
  rooms.set(i, { ...visit, words: await visitor.takeWords(visit) });
  await visitor.write(visit, textOf(i));
  await visitor.sent(visit);
}
async function writesByCommand(i) {
  await office.alcove('room', 'new', office.origin, '--words-file', `v${i}.words`);
  await office.alcoveWith(textOf(i), 'room', 'say', office.origin, '--words-file', `v${i}.words`);
}
const command = async (verb, ...args) => JSON.parse(await office.alcove('desk', verb, office.origin, ...args, '--words-file', office.words, '--json'));
// Of this period and the one before, as the week may lie in two
async function numbers() {
  const both = [await command('figures', '--back', '0'), await command('figures', '--back', '1')];
  return ['visitors', 'matters', 'concerns', 'talks', 'outreach'].map((name) => both[0][name] + both[1][name]);
}
async function shown() {
  await press(desk.page, en.figures).click();
  await desk.page.locator('.five').waitFor();
  const all = await desk.page.locator('.five dd').allTextContents();
  return all.map((text) => [...text.matchAll(/\d+/g)].reduce((sum, [n]) => sum + Number(n), 0));
}
async function matter(text) {
  await matters(desk);
  await desk.page.locator('.matter', { hasText: text }).click();
  await desk.page.locator('#matter-title').waitFor();
  await desk.page.locator('#matter-title').focus();
}
async function answers(...all) {
  for (const i of all) {
    await matters(desk);
    await choose(desk, textOf(i));
    await desk.page.getByLabel(en.answer).fill(`An answer to visitor ${i}.`);
    await keys('Control+Enter');
    await says(told(), en.said_here);
  }
  await saved();
}
async function called(how, ...codes) {
  await desk.page.locator('.work h1').first().focus();
  await keys('c', how);
  for (const [i, code] of codes.entries()) {
    if (i > 0) await keys(',');
    await keys(...code, 'Enter');
    await desk.page.locator('.strip .chip').nth(i).waitFor();
  }
  await keys('Enter');
  await desk.page.locator('.strip').waitFor({ state: 'hidden' });
}
async function keeps(how, code) {
  await desk.page.locator('.work h1').first().focus();
  await keys('c', how, ...code, 'Enter');
  await desk.page.locator('.strip .chip').waitFor();
  await keys('n');
  await says(told(), en.caller_kept);
}
async function outreach(kind) {
  await press(desk.page, en.figures).click();
  await desk.page.locator('.five').waitFor();
  await desk.page.locator('.figures h1').focus();
  await keys('o');
  await desk.page.getByRole('radio', { name: kind }).check();
  await keys('Control+Enter');
  await says(told(), en.outreach_logged);
}
// Codes, how it ended, and who knows what more; then it ends.
async function ends(text, code, how, more = async () => undefined) {
  await matter(text);
  await keys('e');
  await desk.page.locator('.ending h1').waitFor();
  await desk.page.locator('#end-about').fill(code);
  await desk.page.locator('#end-about').press('Enter');
  await desk.page.locator('.ending .chip').first().waitFor();
  await desk.page.locator('.ending h1').focus();
  await keys(how);
  await more();
  await keys('Control+Enter');
}
async function dayIs(day) {
  today = day;
  for (const { context } of rooms.values()) await context.close();
  rooms.clear();
  await office.later(day);
}

test('Monday: six people write, in the room and by the program, and are answered; eight callers are counted, one was a slip', async () => {
  for (const i of [1, 2]) await writesByPage(i);
  for (const i of [3, 4, 5, 6]) await writesByCommand(i);
  await opens();
  for (let i = 0; i < 7; i++) await called('1', '2m');
  await called('1', '2f');
  await says(told(), fill(en.caller_counted, { how: en.how_phone, about: '2.f' }));
  await keys('u');
  await says(told(), en.taken_back);
  await called('1', '2m');
  await answers(1, 2, 3, 4, 5, 6);
  await says(rooms.get(1).page, 'An answer to visitor 1.');
  await outreach(en.outreach_suggestion);
  await saved();
  assert.deepEqual(await shown(), [8, 8, 8, 8, 1]);
  await press(desk.page, en.today).click();
  assert.equal(await desk.page.getByRole('heading', { name: new RegExp(`^${en.waiting}`) }).count(), 0, 'nobody waits');
  await shuts();
});

test('Tuesday: six more; people at the door and in the corridor, two who are kept, a training and a talk', async () => {
  await dayIs(1);
  await writesByPage(7);
  for (const i of [8, 9, 10, 11, 12]) await writesByCommand(i);
  await opens();
  await answers(7, 8, 9, 10, 11, 12);
  for (let i = 0; i < 6; i++) await called('2', '3f');
  for (let i = 0; i < 2; i++) await called('5', '9c', '2h');
  await keeps('1', '1b');
  await keys('h');
  await desk.page.locator('#label').fill('payroll, late twice');
  await keys('Enter');
  await says(told(), en.label_kept);
  await keeps('3', 'x');
  await outreach(en.outreach_training);
  await saved();
  await shuts();
  await command('outreach', '--kind', 'talk');
  assert.deepEqual(await numbers(), [16, 16, 18, 16, 3]);
});

test('Thursday, after a day on which nobody looked: three more write, somebody comes again, somebody only asks', async () => {
  await dayIs(3);
  await writesByPage(13);
  for (const i of [14, 15]) await writesByCommand(i);
  await opens();
  await matter('payroll, late twice');
  for (const how of ['1', '2']) {
    await keys('+', how);
    await desk.page.locator('.panel').waitFor({ state: 'detached' });
  }
  await keys('c', '1');
  await desk.page.getByRole('checkbox', { name: en.been_here }).check();
  await keys('Control+Enter');
  await says(told(), en.caller_again);
  await called('1', '0');
  assert.deepEqual(await shown(), [16, 16, 18, 18, 3]);
  await press(desk.page, en.today).click();
  await desk.page.getByRole('heading', { name: `${en.waiting} 3` }).waitFor();
  await saved();
  await shuts();
});

test('Friday: what is over ends and is counted, with and without a last word, by keys and by command', async () => {
  await dayIs(4);
  await opens();
  const { page } = desk;
  await matter(textOf(1));
  for (const n of [1, 2]) {
    await keys('+', '1');
    await says(told(), fill(en.tallied, { n }));
  }
  await ends(textOf(1), '2m', '1', async () => {
    await page.locator('#end-about').fill('9c');
    await page.locator('#end-about').press('Enter');
    await page.locator('.ending .chip').nth(1).waitFor();
    await press(page, fill(en.one_more, { what: en.visitors })).click();
    await page.locator('.ending h1').focus();
  });
  await says(told(), en.ended);
  for (const i of [2, 3, 4]) {
    await ends(textOf(i), '5d', '2');
    await page.locator('.ending').waitFor({ state: 'detached' });
  }
  for (const i of [8, 9]) {
    await matter(textOf(i));
    await keys('#');
    await page.waitForFunction(() => document.activeElement.id === 'codes');
    await keys('2', 'f', 'Enter', 'Enter');
    await page.locator('.meta', { hasText: fill(en.coded_as, { codes: '2.f' }) }).waitFor();
  }
  await matter(textOf(7));
  await keys('e');
  await page.locator('.ending h1').waitFor();
  await keys('f');
  await press(page, en.close_yes).click();
  await says(told(), en.closed);
  await ends(textOf(13), '5c', '8', () => page.locator('#word').fill('Come back at any time.').then(() => page.locator('.ending h1').focus()));
  await says(told(), en.ends_after);
  await matter('payroll, late twice');
  await keys('e', '7');
  await keys('Control+Enter');
  await page.locator('.ending').waitFor({ state: 'detached' });
  await saved();
  await page.locator('.matter', { hasText: textOf(13) }).waitFor({ state: 'detached' });
  await shuts();
  const inbox = await command('inbox');
  const of = (i) => inbox.find(({ messages }) => messages.some(({ text }) => text === textOf(i))).matter;
  for (const i of [5, 6]) await command('end', of(i), '--about', '5.d', '--ended', 'none');
  await assert.rejects(command('close', of(14)), ({ code }) => code === 3, 'nobody ends in silence');
  await command('close', of(14), '--no-last-word');
  await command('end', of(12), '--about', '2b', '--ended', 'acting');
  assert.deepEqual(await numbers(), [26, 25, 28, 30, 3]);
});

test('weeks later nothing is left but the figures: at the desk, in the room, and on the disk', async () => {
  const bodies = execFileSync('sqlite3', [join(folder, 'store.db'), `SELECT lower(hex(substr(body, n, 32))) FROM place,
    (SELECT 1 AS n UNION SELECT 4097 UNION SELECT 8001) WHERE body IS NOT NULL`], { encoding: 'utf8' }).trim().split('\n');
  assert.ok(bodies.length > 30, 'there was something to be found');
  const files = () => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((f) => f.isFile()).map((f) => join(f.parentPath ?? f.path, f.name));
  const found = (secrets) => {
    const list = join(office.place, 'secrets');
    writeFileSync(list, `${secrets.join('\n')}\n`);
    try {
      return execFileSync('python3', [search, list, ...files()], { encoding: 'utf8' });
    } catch ({ stdout }) {
      return stdout;
    }
  };
  assert.notEqual(found(bodies.slice(0, 1)), '', 'and it is found while it is there');
  await dayIs(55);
  await opens();
  const { page } = desk;
  await press(page, en.to_count).click();
  await page.locator('.settle .rows > li').nth(4).waitFor();
  assert.equal(await page.locator('.settle .rows > li').count(), 5);
  assert.deepEqual(await shown(), [31, 30, 31, 35, 3]);
  await press(page, en.to_count).click();
  await page.locator('.settle h1').waitFor();
  await keys('Control+Enter');
  await says(told(), en.settled);
  await matters(desk);
  await says(page, en.nothing);
  assert.equal((await page.content()).includes('payroll'), false);
  await saved();
  await shuts();
  assert.deepEqual(await numbers(), [31, 30, 31, 35, 3]);
  assert.equal((await command('today')).to_count, 0);
  assert.deepEqual(await command('inbox'), []);
  assert.equal(found([...bodies, 'payroll, late twice', ...Array.from({ length: 15 }, (_, i) => textOf(i + 1))]), '');
});

const failed = await runAll();
await browser.close();
process.exit(failed === 0 ? 0 : 1);
