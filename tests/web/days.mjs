// usage: node days.mjs: the room and the desk when weeks go by, people leave, clocks are wrong and no more has a place: with
// offices of its own, on days of their own. ALCOVE_SCREENSHOTS=FOLDER also leaves a picture of every state there.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { runAll, test } from '../interop/tap.mjs';
import { changed, launch } from './browser.mjs';
import { clean, everybody, press, says } from './looking.mjs';
import { inbox, matterWith, reply, say } from './native.mjs';
import * as ombuds from './ombuds.mjs';
import { serveOffice } from './served.mjs';
import { fill } from './texts.mjs';
import * as visitor from './visitor.mjs';

const RETENTION_DAYS = 30;
const TEXT_MAX = 64 * 1024;
const SLOW_MS = 60_000; // many long messages, on a busy machine
const FULL_MS = 300_000; // a room reads four places at a time, at its times
const MESSAGES_A_DAY = 4; // of that size, until all places of their writer are taken
const SECOND = 'Robin Vale';
const THIRD = 'Ombuds C';
const { en: room } = visitor;
const { en: desk } = ombuds;

const browser = await launch();
const pictures = process.env.ALCOVE_SCREENSHOTS && join(process.env.ALCOVE_SCREENSHOTS, 'days');
if (pictures) mkdirSync(pictures, { recursive: true });
const look = (visit, name) => everybody(visit, name, pictures);

// What is looked at by a program must let its script in.
// A room's acts go out at its exchanges, one after another, and under a changed clock programs are slow.
const patient = async (coming) => {
  const visit = await coming;
  visit.page.setDefaultTimeout(SLOW_MS);
  return visit;
};
const arrive = (office, days = 0) => patient(visitor.come(browser, office, { days, bypassCSP: true }));
const written = (office, text, to, options = {}) => patient(visitor.written(browser, office, text, to, { bypassCSP: true, ...options }));
async function unlocked(office, words, days = 0, again = undefined) {
  const visit = await ombuds.come(browser, office, { days, again, bypassCSP: true });
  visit.page.setDefaultTimeout(SLOW_MS);
  await ombuds.unlock(visit, words);
  await visit.page.locator('.told .status').getByText(desk.looking).waitFor({ state: 'detached' });
  return visit;
}
const day = (days) => new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' }).format(Date.now() + days * 86_400_000);
const notices = ({ page }) => page.locator('.work > .soon').allTextContents();
const refused = ({ page }) => page.locator('#room [role=alert]');
const group = ({ page }, title) => page.locator('.list section', { has: page.getByRole('heading', { name: new RegExp(`^${title} `) }) });
const close = (...visits) => Promise.all(visits.map(({ context }) => context.close()));

// ---- one office, day after day ----

const weeks = await serveOffice('weeks');

test('what was written weeks ago and nobody has read says when it ends; when it has ended, nothing is left to tell of it', async () => {
  const { words, ...visit } = await written(weeks, 'Is anybody reading this?');
  await weeks.later(25);
  const late = await unlocked(weeks, weeks.first, 25);
  const row = late.page.locator('.matter', { hasText: 'Is anybody reading this?' });
  await says(row, desk.fresh);
  assert.ok((await row.textContent()).includes(fill(desk.ends, { date: day(RETENTION_DAYS + 1) })));
  await ombuds.choose(late, 'Is anybody reading this?');
  await says(late.page.locator('.opened'), fill(desk.ends_long, { date: day(RETENTION_DAYS + 1) }));
  await look(late, 'desk-ends');

  await weeks.later(31);
  const empty = await unlocked(weeks, weeks.first, 31);
  await says(empty.page, desk.nothing);
  await look(empty, 'desk-nothing');
  const again = await arrive(weeks, 31);
  await visitor.enter(again, words);
  await says(again.page, fill(room.nothing, { n: RETENTION_DAYS }));
  await look(again, 'room-nothing');
  clean(weeks, again);
  await close(visit, late, empty, again);
});

test('an ombuds is warned when few day keys are left and no more can be published, and told when none are; a visitor, that nobody can be written to', async () => {
  // The desk looked on day 31 last, and published for thirty-five days. From here on another device is always first.
  const losing = (route) => (route.request().method() === 'PUT' ? route.fulfill({ status: 409, contentType: 'text/plain; charset=utf-8', body: 'Something else is there already.\n' }) : route.continue());
  await weeks.later(56);
  const few = await ombuds.come(browser, weeks, { days: 56, bypassCSP: true });
  await few.context.route('**/v1/desk/bundles', losing);
  await ombuds.unlock(few, weeks.first);
  await few.page.locator('.soon').first().waitFor();
  assert.deepEqual(await notices(few), [fill(desk.few_days, { date: day(66) })]);
  await look(few, 'desk-few-days');

  await weeks.later(70);
  const none = await ombuds.come(browser, weeks, { days: 70, bypassCSP: true });
  await none.context.route('**/v1/desk/bundles', losing);
  await ombuds.unlock(none, weeks.first);
  await none.page.locator('.soon').first().waitFor();
  assert.deepEqual(await notices(none), [desk.no_days]);
  await look(none, 'desk-no-days');
  const visit = await arrive(weeks, 70);
  await visitor.takeWords(visit);
  // Nobody can be chosen, and that is said before anything is written; what is written is not sent, and stays.
  await says(visit.page, fill(room.not_today, { people: 'Ombuds A' }));
  await visit.page.locator('.choice', { hasText: room.to_not_today.replace('{name} ', '') }).waitFor();
  assert.equal(await visit.page.locator('.choice input:enabled').count(), 0);
  await visit.page.getByLabel(room.message).fill('Can anybody be written to?');
  assert.equal(await visit.page.locator('#why').textContent(), room.why_to);
  await press(visit.page, room.send).press('Enter');
  assert.equal(await visit.page.getByLabel(room.message).inputValue(), 'Can anybody be written to?');
  await look(visit, 'room-no-bundle');

  await none.context.unroute('**/v1/desk/bundles');
  await ombuds.look(none);
  assert.deepEqual(await notices(none), []);
  // Keys are read when a session opens, and every ten minutes.
  const later = await arrive(weeks, 70);
  await visitor.takeWords(later);
  await visitor.write(later, 'Can anybody be written to?');
  await visitor.sent(later);
  await ombuds.look(none);
  await ombuds.choose(none, 'Can anybody be written to?');
  clean(weeks, none);
  await close(few, none, visit, later);
});

test('an office that must sign its papers is warned, and one that did not is met by nobody', async () => {
  await weeks.later(155);
  const soon = await unlocked(weeks, weeks.first, 155);
  assert.deepEqual(await notices(soon), [fill(desk.roster_ends, { date: day(180) })]);
  await look(soon, 'desk-roster-ends');
  await weeks.later(181);
  const shut = await ombuds.come(browser, weeks, { days: 181, bypassCSP: true });
  await ombuds.type(shut, weeks.first);
  await says(shut.page.locator('.told'), desk.error_expired);
  await look(shut, 'desk-expired');
  const visit = await visitor.come(browser, weeks, { days: 181, bypassCSP: true, meets: false });
  await says(refused(visit), room.error_expired);
  assert.equal(await visitor.door(visit.page, room.new).count(), 0);
  await look(visit, 'room-expired');
  await close(soon, shut, visit);
});

// ---- wrong clocks, and devices that were away ----

test('a device whose day is not the office\'s is told so and goes no further; a day\'s difference is none', async () => {
  const office = await serveOffice('clock');
  await office.later(2);
  const visit = await visitor.come(browser, office, { bypassCSP: true, meets: false });
  await says(refused(visit), room.error_day);
  await look(visit, 'room-other-day');
  const device = await ombuds.come(browser, office, { bypassCSP: true });
  await ombuds.type(device, office.first);
  await says(device.page.locator('.told'), desk.error_day);
  assert.equal(await press(device.page, desk.lock).count(), 0);
  await look(device, 'desk-other-day');

  await office.later(1);
  await press(visit.page, room.again).click();
  await visitor.door(visit.page, room.new).waitFor();
  await press(device.page, desk.enter).click();
  await press(device.page, desk.lock).waitFor();
  clean(office, visit);
  await close(visit, device);
});

test('a device that lay in a drawer opens to what others did meanwhile, and its older copy goes nowhere', async () => {
  const office = await serveOffice('drawer');
  const visit = await written(office, 'Before the drawer.');
  const old = await unlocked(office, office.first);
  await old.page.close();
  const device = await unlocked(office, office.first);
  await ombuds.choose(device, 'Before the drawer.');
  await ombuds.answer(device, 'While it lay there.');
  await ombuds.answered(device);
  await press(device.page, desk.about).click();
  await press(device.page, desk.renew_seeds).click();
  await press(device.page, desk.renew_seeds_yes).click();
  await says(device.page.locator('.told'), desk.renewed);
  await office.later(20);
  const back = await unlocked(office, office.first, 20, old.context);
  await ombuds.choose(back, 'Before the drawer.');
  assert.deepEqual(await back.page.locator('.talk .said .text').allTextContents(), ['Before the drawer.', 'While it lay there.']);
  assert.deepEqual(await notices(back), []);
  clean(office, back);
  await close(visit, back, device);
});

// ---- people leave ----

test('an ombuds leaves while desk and rooms are open: nothing is lost, nobody waits for an answer that cannot come', async () => {
  const office = await serveOffice('leaving');
  const words = await office.enrol(SECOND);
  const theirs = await written(office, 'For you alone.', SECOND);
  const taken = await written(office, 'To whoever is free.');
  const leaver = await unlocked(office, words);
  await ombuds.choose(leaver, 'To whoever is free.');
  await press(leaver.page, desk.take).click();
  await says(leaver.page.locator('.told'), desk.taken_told);
  await ombuds.look(leaver);
  const stays = await unlocked(office, office.first);
  await group(stays, desk.taken_group).getByText('To whoever is free.').waitFor();
  await ombuds.choose(leaver, 'For you alone.');
  await leaver.page.getByLabel(desk.answer).fill('A last word.');
  await theirs.page.getByLabel(room.message).fill('Are you there?');
  await office.remove(SECOND);

  // Her own desk, open since before
  await press(leaver.page, desk.send).click();
  await says(leaver.page.locator('.told'), desk.said_here);
  await ombuds.sendNow(leaver);
  await says(leaver.page.locator('.told'), desk.you_left);
  await says(leaver.page.locator('.talk'), desk.left_said);
  await press(leaver.page, desk.undo).click();
  await says(leaver.page.locator('.talk'), desk.left_unsent);
  await says(leaver.page.locator('.talk'), 'A last word.');
  assert.deepEqual(await notices(leaver), [fill(desk.left_office, { date: day(30) })]);
  assert.equal(await press(leaver.page, desk.send).count(), 0);
  assert.equal(await leaver.page.getByRole('heading', { name: new RegExp(`^${desk.waiting}`) }).count(), 0, 'nothing waits for her');
  await leaver.page.getByLabel(desk.notes).fill('Told Ada in person.');
  await press(leaver.page, desk.notes_save).click({ force: true }); // unless they are saved by themselves already
  await says(leaver.page.locator('.told'), desk.notes_saved);
  await look(leaver, 'desk-left');
  await press(leaver.page, desk.about).click();
  await leaver.page.getByRole('heading', { level: 1, name: desk.about_title }).waitFor();
  assert.equal(await press(leaver.page, desk.renew_seeds).count(), 0);

  // The desk of who stays: what she had taken waits again, and can be taken.
  await ombuds.look(stays);
  await group(stays, desk.waiting).getByText('To whoever is free.').waitFor();
  await ombuds.choose(stays, 'To whoever is free.');
  await says(stays.page.locator('.whose'), desk.to_free);
  await look(stays, 'desk-colleague-left');
  await ombuds.answer(stays, 'I am here.');
  await ombuds.answered(stays);
  await says(taken.page, 'I am here.');

  // The room, open since before, has learnt it meanwhile: nothing goes to her, and nothing to anybody else by itself.
  await says(theirs.page, fill(room.gone_people, { people: SECOND }));
  assert.equal(await theirs.page.locator('.choice input:checked').count(), 0, 'nobody is chosen by itself');
  assert.equal(await theirs.page.getByLabel(room.message).inputValue(), 'Are you there?');
  assert.equal(await press(theirs.page, room.send).getAttribute('aria-disabled'), 'true');
  await look(theirs, 'room-to-gone');
  await visitor.choose(theirs);
  await press(theirs.page, room.send).click();
  await visitor.sent(theirs);
  assert.equal(await theirs.page.getByText(fill(room.gone_people, { people: SECOND })).count(), 0);
  assert.deepEqual((await matterWith(office, 'Are you there?')).messages.map((m) => m.text), ['Are you there?']);

  // Who comes back later is told it as well; what is deleted reaches those who are here, and says whom it does not.
  const again = await arrive(office);
  await visitor.enter(again, theirs.words);
  await says(again.page, 'Are you there?');
  await visitor.unfold(again.page);
  await press(again.page, room.forget).click();
  await press(again.page, room.forget_yes).click();
  await says(again.page, fill(room.untold_gone, { people: SECOND, n: RETENTION_DAYS }));
  await look(again, 'room-untold');
  for (const visit of [leaver, stays, taken]) clean(office, visit);
  await close(theirs, taken, again, stays);

  // After her thirty days her words are right, and nobody's: on her own device too.
  await office.later(31);
  await office.renew();
  const over = await ombuds.come(browser, office, { days: 31, again: leaver.context, bypassCSP: true });
  await ombuds.type(over, words);
  await says(over.page.locator('.told'), desk.error_person);
  assert.equal(await press(over.page, desk.lock).count(), 0);
  await look(over, 'desk-person');
  await close(leaver);
});

test('who joins after a room was opened does not read by stealth: the visitor is told, and then chooses', async () => {
  const office = await serveOffice('joining');
  await office.enrol(SECOND);
  // at its own pace: between two exchanges whoever joins has signed, and published keys
  const visit = await written(office, 'There are two of you.', undefined, { quick: false });
  await office.enrol(THIRD);
  await visitor.write(visit, 'Are there three?');
  await says(refused(visit), fill(room.others_read, { people: THIRD }));
  assert.equal(await visit.page.getByLabel(room.message).inputValue(), 'Are there three?');
  assert.equal(await matterWith(office, 'Are there three?'), undefined);
  // The circle has grown: it is no default any more, and she is asked.
  await says(visit.page, fill(room.to_grown, { people: THIRD }));
  assert.equal(await visit.page.locator('.choice input:checked').count(), 0);
  assert.equal(await visit.page.locator('#why').textContent(), room.why_to);
  assert.ok((await visit.page.locator('.choice').last().textContent()).includes(THIRD));
  await look(visit, 'room-others-read');
  await visitor.choose(visit);
  await press(visit.page, room.send).click();
  await visitor.sent(visit);
  assert.ok(await matterWith(office, 'Are there three?'));
  clean(office, visit);
  await close(visit);
});

// ---- taken back, deleted ----

test('what was taken back before it was fetched is never seen, and later stays; what its visitor deletes goes from an open desk, which says so', async () => {
  const office = await serveOffice('quiet');
  const visit = await written(office, 'This stays.');
  await visitor.write(visit, 'This was read.');
  await visitor.sent(visit);
  await visit.page.locator('.said').nth(1).waitFor();
  const gone = await written(office, 'Deleted before anybody looked.');
  await visitor.unfold(gone.page);
  await press(gone.page, room.forget).click();
  await press(gone.page, room.forget_yes).click();
  await says(gone.page, room.gone);
  const open = await unlocked(office, office.first);
  assert.deepEqual(await open.page.locator('.matter .excerpt').allTextContents(), ['This stays.']);
  await ombuds.choose(open, 'This stays.');
  await visitor.write(visit, 'This was not.');
  await visitor.sent(visit);
  await visit.page.locator('.said').nth(2).waitFor();
  for (const n of [2, 1]) {
    await press(visit.page.locator('.said').nth(n), room.take_back).click();
    await visitor.wasChanged(visit.page, room, room.taken_back);
    await visit.page.locator('.said').nth(n).waitFor({ state: 'detached' });
  }
  await look(visit, 'room-taken-back');
  await ombuds.look(open);
  assert.deepEqual(await open.page.locator('.talk .said .text').allTextContents(), ['This stays.', 'This was read.']);

  await open.page.getByLabel(desk.answer).fill('Half an answer');
  await visitor.unfold(visit.page);
  await press(visit.page, room.forget).click();
  await press(visit.page, room.forget_yes).click();
  await says(visit.page, room.gone);
  await ombuds.look(open);
  await says(open.page, desk.gone);
  await says(open.page.locator('.talk'), 'Half an answer');
  assert.deepEqual(await notices(open), [fill(desk.withdrawn, { n: 1 })]);
  await look(open, 'desk-withdrawn');
  clean(office, open);
  clean(office, visit);
  await close(visit, gone, open);
});

// ---- full ----

test('when all places of a day are taken, a visitor keeps her draft and an answer is kept for another day; then both go', async () => {
  const office = await serveOffice('places');
  const first = await written(office, 'A short beginning.');
  const { words } = first;
  await close(first);
  const { matter } = await matterWith(office, 'A short beginning.');
  const long = 'x'.repeat(TEXT_MAX);
  for (let i = 0; i < MESSAGES_A_DAY; i++) await reply(office, matter, long);
  await inbox(office); // the server's vault learns of what went out with the look that follows
  // Her short one has taken one place: of the long ones, one fewer goes.
  for (let i = 1; i < MESSAGES_A_DAY; i++) await say(office, words, long);
  const visit = await arrive(office);
  visit.page.setDefaultTimeout(FULL_MS);
  await visitor.enter(visit, words);
  await visit.page.locator('.said').nth(2 * MESSAGES_A_DAY - 1).waitFor();
  await visitor.write(visit, long);
  await says(refused(visit), room.error_full);
  assert.equal((await visit.page.getByLabel(room.message).inputValue()).length, TEXT_MAX);
  await visit.page.getByLabel(room.message).fill('Not today, then.');

  const today = await unlocked(office, office.first);
  await ombuds.choose(today, 'A short beginning.');
  await ombuds.answer(today, long);
  await says(today.page.locator('.told'), desk.sent_later);
  assert.equal(await today.page.getByLabel(desk.answer).inputValue(), '');
  assert.deepEqual(await notices(today), [desk.later]);
  await says(today.page.locator('.talk'), desk.goes_later);
  await close(visit, today);

  await office.later(1);
  const next = await unlocked(office, office.first, 1);
  await ombuds.choose(next, 'A short beginning.');
  await ombuds.sendNow(next);
  await ombuds.answered(next);
  assert.deepEqual(await notices(next), []);
  assert.equal(await next.page.getByText(desk.goes_later).count(), 0);
  const again = await arrive(office, 1);
  again.page.setDefaultTimeout(FULL_MS);
  await visitor.enter(again, words);
  await again.page.locator('.said').nth(2 * MESSAGES_A_DAY).waitFor({ state: 'attached' }); // older ones are folded
  await visitor.write(again, 'A day later.');
  await visitor.sent(again);
  await close(next, again);
});

test('a full office takes nothing more: a visitor keeps her draft, an answer is saved and waits; a full desk is told which matters wait', async () => {
  const office = await serveOffice('full');
  const visit = await written(office, 'The last to have a place.');
  const open = await unlocked(office, office.first);
  await ombuds.choose(open, 'The last to have a place.');
  await office.fill();
  await visitor.write(visit, 'One too many.');
  await says(refused(visit), room.error_full);
  assert.equal(await visit.page.getByLabel(room.message).inputValue(), 'One too many.');
  await look(visit, 'room-full');
  await ombuds.answer(open, 'It waits with me.');
  await says(open.page.locator('.told'), desk.sent_later);
  assert.deepEqual(await notices(open), [desk.later]);
  await says(open.page.locator('.talk'), desk.goes_later);
  assert.ok((await open.page.locator('.matter', { hasText: 'The last to have a place.' }).textContent()).includes(desk.waits_here));
  await look(open, 'desk-later');
  await close(visit, open);

  // A desk of eight megabytes takes long to fill; that it then leaves words at the server is the core's to show.
  const full = await ombuds.come(browser, office, { bypassCSP: true });
  await full.context.route('**/worker-*.js', (route) => changed(route, (code) =>
    `{ const parse = JSON.parse; JSON.parse = (text) => parse(text.replace('"crowded":false', '"crowded":true')); } ${code}`));
  await full.page.reload();
  await ombuds.unlock(full, office.first);
  await says(full.page, desk.crowded);
  await look(full, 'desk-crowded');
  await close(full);
});

const failed = await runAll();
await browser.close();
process.exit(failed === 0 ? 0 : 1);
