// usage: node desk.mjs OFFICE…: the desk, as an ombuds's browser shows it, with a real server behind it and a visitor in
// another browser. ALCOVE_SCREENSHOTS=FOLDER also leaves a picture of every state there, for people to look at.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runAll, test } from '../interop/tap.mjs';
import { changed, kept, launch, open } from './browser.mjs';
import { clean, fits, NARROW, PHONE, press, says, tabTo, usable, WIDE } from './looking.mjs';
import { native } from './native.mjs';
import { officeOf } from './offices.mjs';
import { answer, answered, choose, close, come as arrive, en, es, look, matters, sendNow, type, unlock } from './ombuds.mjs';
import { serveOffice } from './served.mjs';
import { fill } from './texts.mjs';
import * as visitor from './visitor.mjs';

const offices = { mit: await native(officeOf('mit')), longwood: await native(officeOf('longwood')) };
const { mit } = offices;
const pair = await serveOffice('pair'); // with two ombuds
const SECOND = 'Robin Vale';
const second = await pair.enrol(SECOND);
const browser = await launch();

const come = (office, options) => arrive(browser, office, options);
const written = (office, text, to) => visitor.written(browser, office, text, to);
const wordsOf = (office) => readFileSync(join(office.place, office.words), 'utf8').trim();
// Two words in a row: one may stand in any text.
const beginning = (words) => words.split(' ').slice(0, 2).join(' ');
const texts = (page) => page.locator('.talk .said .text').allTextContents();

// ---- conversations ----

for (const [name, office] of Object.entries(offices)) {
  test(`${name}: what a visitor wrote in one browser is read and answered in another, and she reads it`, async () => {
    const question = `Who hears of it if I ask you? ${name}`;
    const visit = await written(office, question);
    const desk = await come(office);
    await unlock(desk, wordsOf(office));
    await choose(desk, question);
    assert.equal(await desk.page.title(), 'Notes');
    await answer(desk, 'Nobody, unless you wish it.');
    await answered(desk);
    await says(desk.page.locator('.talk'), 'Nobody, unless you wish it.');
    await says(visit.page, 'Nobody, unless you wish it.');
    await visitor.write(visit, 'Then let us talk.');
    await visitor.sent(visit);
    await visit.page.getByText('Then let us talk.').waitFor();
    await look(desk);
    await says(desk.page.locator('.talk'), 'Then let us talk.');
    assert.deepEqual(await texts(desk.page), [question, 'Nobody, unless you wish it.', 'Then let us talk.']);
    clean(office, desk);
    clean(office, visit);
    await desk.context.close();
    await visit.context.close();
  });
}


test('what there is to read stands there while it is being saved, and what is done meanwhile comes after', async () => {
  const visit = await written(mit, 'Is it saved already?');
  const desk = await come(mit);
  let save;
  const saving = new Promise((go) => { save = go; });
  await desk.context.route('**/v1/desk/vault', async (route) => {
    if (route.request().method() === 'PUT') await saving;
    await route.continue();
  });
  await unlock(desk, wordsOf(mit));
  await choose(desk, 'Is it saved already?');
  const warned = (await desk.page.locator('.soon').allTextContents()).filter((text) => !text.startsWith('Messages that need a newer version'));
  assert.deepEqual(warned, [], 'what is not known yet is no reason to warn');
  await press(desk.page, en.about).click();
  await desk.page.getByRole('heading', { level: 1 }).waitFor();
  assert.equal(await desk.page.getByText('1970').count(), 0);
  await matters(desk);
  await answer(desk, 'It is now.');
  await desk.page.locator('button[aria-disabled=true]', { hasText: en.send }).waitFor();
  assert.equal(desk.seen.requests.filter((url) => url.endsWith('/v1/desk/drop')).length, 0, 'nothing is dropped before it is saved');
  save();
  await answered(desk);
  assert.deepEqual(await texts(desk.page), ['Is it saved already?', 'It is now.']);
  await says(visit.page, 'It is now.');
  clean(mit, desk);
  await desk.context.close();
  await visit.context.close();
});

test('in Spanish it is the same desk', async () => {
  const visit = await written(mit, '¿Me lo puede explicar?');
  const desk = await come(mit, { file: 'es/desk.html', t: es });
  await unlock(desk, wordsOf(mit));
  await choose(desk, '¿Me lo puede explicar?');
  await answer(desk, 'Claro que sí.');
  await answered(desk);
  assert.equal(await desk.page.title(), 'Notas');
  clean(mit, desk);
  await desk.context.close();
  await visit.context.close();
});

test('a pasted script and text from right to left stand there as they are', async () => {
  const script = '<script>window.came = true</script><img src=x onerror="window.came = true"> &amp; "quoted"';
  const visit = await written(mit, script);
  await visitor.write(visit, 'مرحبا، هل يمكنني أن أسأل شيئا؟');
  await visitor.sent(visit);
  await visit.page.locator('.said').nth(1).waitFor();
  const desk = await come(mit);
  await unlock(desk, wordsOf(mit));
  await choose(desk, 'window.came');
  assert.deepEqual(await texts(desk.page), [script, 'مرحبا، هل يمكنني أن أسأل شيئا؟']);
  assert.equal(await desk.page.evaluate(() => window.came), undefined);
  assert.equal(await desk.page.locator('.said .text').nth(1).evaluate((e) => getComputedStyle(e).direction), 'rtl');
  clean(mit, desk);
  await desk.context.close();
  await visit.context.close();
});

test('no line of a text can be taken for the page, and no character of it turns round or breaks what stands beside it', async () => {
  const forged = 'May I ask?\n\nYou\nNo.\n\nMatter 000000\n\u202eecnedifnoc\u202c \u2066a\u2069 b\u2028You\u0085\u001b[2J \u2069\u2069 end';
  const shown = forged.replace(/[\u202c\u202e\u2066\u2069\u2028\u0085\u001b]/g, '\ufffd');
  const visit = await written(mit, forged);
  const desk = await come(mit);
  await unlock(desk, wordsOf(mit));
  await choose(desk, 'May I ask?');
  assert.deepEqual(await texts(desk.page), [shown]);
  assert.deepEqual(await desk.page.locator('.talk .said :is(h2, h3)').allTextContents(), [desk.t.visitor]);
  assert.doesNotMatch(await desk.page.locator('.list').innerText(), /[\u202a-\u202e\u2066-\u2069\u2028\u0085]/);
  for (const page of [desk.page, visit.page]) {
    const looks = await page.locator('.said .text').last().evaluate((e) => {
      const { unicodeBidi, borderInlineStartWidth, overflowX, overflowY } = getComputedStyle(e);
      return { unicodeBidi, line: parseFloat(borderInlineStartWidth) > 0, overflowX, overflowY };
    });
    assert.deepEqual(looks, { unicodeBidi: 'plaintext', line: true, overflowX: 'clip', overflowY: 'clip' });
    assert.equal(await page.locator('.said :is(h2, h3) > bdi').count(), await page.locator('.said :is(h2, h3)').count());
  }
  clean(mit, desk);
  await desk.context.close();
  await visit.context.close();
});

test('who waits longest stands first; what was answered, further down; what is new is marked until it is read', async () => {
  const one = await written(pair, 'The first to wait.', 'Ombuds A');
  const desk = await come(pair);
  await unlock(desk, pair.first);
  const row = desk.page.locator('.matter', { hasText: 'The first to wait.' });
  await row.locator('.fresh').waitFor();
  await choose(desk, 'The first to wait.');
  await row.locator('.fresh').waitFor({ state: 'detached' });
  assert.ok(await desk.page.getByRole('heading', { name: new RegExp(`^${en.waiting}`) }).isVisible());
  await answer(desk, 'You wait no longer.');
  await answered(desk);
  const answeredGroup = desk.page.locator('.list section', { has: desk.page.getByRole('heading', { name: new RegExp(`^${en.not_waiting}`) }) });
  await answeredGroup.getByText('The first to wait.').waitFor();
  await visitor.write(one, 'One more thing.');
  await visitor.sent(one);
  await one.page.getByText('One more thing.').waitFor();
  await press(desk.page, en.about).click();
  await look(desk);
  await matters(desk);
  const waiting = desk.page.locator('.list section', { has: desk.page.getByRole('heading', { name: new RegExp(`^${en.waiting}`) }) });
  await waiting.getByText('The first to wait.').waitFor();
  await desk.context.close();
  await one.context.close();
});

// ---- words, joining ----

test('words are forgiven capitals and commas; a slip is told here and not asked of anybody', async () => {
  const desk = await come(pair);
  const before = desk.seen.requests.length;
  await type(desk, pair.first.split(' ').slice(1).join(' '));
  await says(desk.page.locator('#words-wrong'), fill(en.slip_count, { n: 6 }));
  assert.equal(desk.seen.requests.length, before);
  await unlock(desk, ` ${pair.first.toUpperCase().replaceAll(' ', ', ')}. `);
  assert.equal(await desk.page.content().then((html) => html.includes(beginning(pair.first))), false);
  await desk.context.close();
});

test('a new person gets words and a code here, is nobody before the root holder accepts, and then opens a desk', async () => {
  const desk = await come(pair);
  const { page } = desk;
  await press(page, en.join).click();
  await press(page, en.join_words).click();
  await says(page.locator('#name-wrong'), en.join_no_name);
  await page.getByLabel(en.join_name).fill('Álvaro of the Night');
  await press(page, en.join_words).click();
  const words = (await visitor.shownWords(page)).join(' ');
  await press(page, en.written).click();
  await page.getByRole('heading', { name: en.code_title }).waitFor();
  const code = await page.locator('#code').textContent();
  assert.match(code, /^alcove-enrol-1\./);
  assert.equal((await page.content()).includes(beginning(words)), false);
  await press(page, en.code_done).click();
  await type(desk, words);
  await says(page.locator('.told'), en.error_person);
  await pair.accept(code);
  await unlock(desk, words);
  await page.locator('.office', { hasText: 'Álvaro of the Night' }).waitFor();
  const visit = await visitor.come(browser, pair);
  await visitor.takeWords(visit);
  await visitor.write(visit, 'To the newest of you.', 'Álvaro of the Night');
  await visitor.sent(visit, 'Álvaro of the Night');
  await look(desk);
  await choose(desk, 'To the newest of you.');
  clean(pair, desk);
  await desk.context.close();
  await visit.context.close();
});

// ---- several desks, several devices ----

test('what was sent to whoever is free is seen taken at the other desk once it is answered', async () => {
  const visit = await written(pair, 'Is anybody free?');
  const [mine, theirs] = [await come(pair), await come(pair)];
  await unlock(mine, pair.first);
  await unlock(theirs, second);
  await choose(theirs, 'Is anybody free?');
  await choose(mine, 'Is anybody free?');
  await answer(mine, 'I am.');
  await answered(mine);
  await look(theirs);
  const name = await mine.page.locator('.office .since').textContent();
  await says(theirs.page.locator('.whose'), `${en.to_free} ${fill(en.taken_long, { name })}`);
  await theirs.page.locator('.list section', { hasText: en.taken_group }).getByText('Is anybody free?').waitFor();
  clean(pair, mine);
  clean(pair, theirs);
  for (const { context } of [mine, theirs, visit]) await context.close();
});

test('what was sent to whoever is free is taken without an answer, and the other desk sees it', async () => {
  const visit = await written(pair, 'Who takes this?');
  const [mine, theirs] = [await come(pair), await come(pair)];
  await unlock(mine, pair.first);
  await unlock(theirs, second);
  await choose(mine, 'Who takes this?');
  await press(mine.page, en.take).click();
  await says(mine.page.locator('.told'), en.taken_told);
  await says(mine.page.locator('.whose'), `${en.to_free} ${en.taken_here}`);
  assert.equal(await press(mine.page, en.take).count(), 0);
  await sendNow(mine);
  await says(mine.page.locator('.told'), en.looked);
  await mine.page.locator('.list section', { hasText: en.waiting }).getByText('Who takes this?').waitFor();
  await look(theirs);
  await theirs.page.locator('.list section', { hasText: en.taken_group }).getByText('Who takes this?').waitFor();
  for (const { context } of [mine, theirs, visit]) await context.close();
});

test('two devices of one desk show the same, and notes that both changed are both kept', async () => {
  const visit = await written(pair, 'Something to note.', 'Ombuds A');
  const [desk, other] = [await come(pair), await come(pair)];
  for (const device of [desk, other]) {
    await unlock(device, pair.first);
    await choose(device, 'Something to note.');
  }
  await desk.page.getByLabel(en.notes).fill('Call after four.');
  await other.page.getByLabel(en.notes).fill('Ask about the lab.');
  await press(desk.page, en.notes_save).click({ force: true }); // unless they are saved by themselves already
  await says(desk.page.locator('.told'), en.notes_saved);
  await look(desk);
  await press(other.page, en.notes_save).click({ force: true }); // unless they are saved by themselves already
  await says(other.page.locator('.told'), en.notes_saved);
  await press(other.page, en.look).click();
  await says(other.page.locator('.told'), `${en.notes_both} ${en.looked}`);
  assert.equal(await other.page.getByLabel(en.notes).inputValue(), 'Call after four.\n\nAsk about the lab.');
  await look(desk);
  assert.equal(await desk.page.getByLabel(en.notes).inputValue(), 'Call after four.\n\nAsk about the lab.');
  clean(pair, desk);
  clean(pair, other);

  // One closes it while the other types: what was typed is still shown.
  await other.page.getByLabel(en.answer).fill('Half a thought');
  await close(desk);
  await says(desk.page.locator('.told'), en.closed);
  assert.equal(await desk.page.locator('.matter', { hasText: 'Something to note.' }).count(), 0);
  await look(desk);
  await look(other);
  await says(other.page, en.gone);
  await says(other.page.locator('.talk'), 'Half a thought');
  for (const { context } of [desk, other, visit]) await context.close();
});

test('when other devices keep winning it is told, and what was typed stays', async () => {
  const visit = await written(pair, 'A busy desk.', 'Ombuds A');
  const desk = await come(pair);
  await unlock(desk, pair.first);
  await choose(desk, 'A busy desk.');
  let refused = 0;
  await desk.context.route('**/v1/desk/vault', async (route) => {
    if (route.request().method() !== 'PUT') return route.continue();
    refused += 1;
    await route.fulfill({ status: 409, contentType: 'application/octet-stream', body: Buffer.alloc(4) });
  });
  await answer(desk, 'Will it be mine?');
  await says(desk.page.locator('.told'), en.error_conflict);
  assert.ok(refused > 1);
  assert.deepEqual(await texts(desk.page), ['A busy desk.', 'Will it be mine?']);
  await desk.context.unroute('**/v1/desk/vault');
  await sendNow(desk);
  await answered(desk);
  assert.deepEqual(await texts(desk.page), ['A busy desk.', 'Will it be mine?']);
  await desk.context.close();
  await visit.context.close();
});

// ---- trouble ----

test('a connection lost while answering is told, and the answer goes out once it is back, once', async () => {
  const visit = await written(pair, 'Lost on the way?', 'Ombuds A');
  const desk = await come(pair);
  await unlock(desk, pair.first);
  await choose(desk, 'Lost on the way?');
  let lost = 0;
  await desk.context.route('**/v1/exchange', async (route) => {
    lost += 1;
    if (lost === 1) await route.fetch(); // stored, and the answer lost
    if (lost < 4) await route.abort('connectionreset');
    else await route.continue();
  });
  await answer(desk, 'Never lost.');
  await says(desk.page, en.lost_sending);
  while (await press(desk.page, en.again).isVisible()) {
    await press(desk.page, en.again).click({ timeout: 500 }).catch(() => undefined);
    await desk.page.waitForTimeout(100);
  }
  await answered(desk);
  await says(visit.page, 'Never lost.');
  assert.deepEqual(await visitor.texts(visit.page), ['Never lost.', 'Lost on the way?'], 'what is new stands first');
  await desk.context.close();
  await visit.context.close();
});

test('who stops trying loses nothing: the answer stands there, may have gone out, and goes out once', async () => {
  const visit = await written(pair, 'Was it saved?', 'Ombuds A');
  const desk = await come(pair);
  await unlock(desk, pair.first);
  await choose(desk, 'Was it saved?');
  await desk.context.route('**/v1/exchange', (route) => route.abort('connectionreset'));
  await answer(desk, 'It was.');
  await press(desk.page, en.give_up).click();
  await says(desk.page.locator('.told'), en.error_stopped);
  assert.deepEqual(await texts(desk.page), ['Was it saved?', 'It was.']);
  assert.equal(await press(desk.page, en.undo).count(), 0);
  await desk.context.unroute('**/v1/exchange');
  await sendNow(desk);
  await answered(desk);
  await says(visit.page, 'It was.');
  assert.deepEqual(await visitor.texts(visit.page), ['It was.', 'Was it saved?']);
  await desk.context.close();
  await visit.context.close();
});

test('notes whose saving was given up, and which had been saved after all, stand there once', async () => {
  const visit = await written(pair, 'Are the notes safe?', 'Ombuds A');
  const desk = await come(pair);
  await unlock(desk, pair.first);
  await choose(desk, 'Are the notes safe?');
  await desk.context.route('**/v1/desk/vault', async (route) => {
    if (route.request().method() !== 'PUT') return route.continue();
    await route.fetch(); // saved, and the answer lost
    await route.abort('connectionreset');
  });
  await desk.page.getByLabel(en.notes).fill('They are.');
  await press(desk.page, en.notes_save).click({ force: true }); // unless they are saved by themselves already
  await says(desk.page.locator('.told'), en.notes_saved);
  await press(desk.page, en.look).click();
  await press(desk.page, en.give_up).click();
  await says(desk.page.locator('.told'), en.error_stopped);
  await desk.context.unroute('**/v1/desk/vault');
  await look(desk);
  assert.equal(await desk.page.getByLabel(en.notes).inputValue(), 'They are.');
  assert.equal(await desk.page.getByText(en.notes_unsaved).count(), 0);
  await desk.context.close();
  await visit.context.close();
});

test('offline, the desk says so, keeps what was typed, and goes on when the connection is back', async () => {
  const visit = await written(pair, 'In a tunnel.', 'Ombuds A');
  const desk = await come(pair);
  await unlock(desk, pair.first);
  await choose(desk, 'In a tunnel.');
  await desk.page.getByLabel(en.answer).fill('From the tunnel.');
  await desk.context.setOffline(true);
  await press(desk.page, en.look).click();
  await says(desk.page, en.lost_looking);
  assert.equal(await desk.page.getByLabel(en.answer).inputValue(), 'From the tunnel.');
  await desk.context.setOffline(false);
  await says(desk.page.locator('.told'), en.looked);
  await press(desk.page, en.send).click();
  await sendNow(desk);
  await answered(desk);
  await desk.context.close();
  await visit.context.close();
});

test('a server set back is told and not followed; told to, this device puts the desk back; a lost one, by itself', async () => {
  const office = await serveOffice('lost');
  const visit = await written(office, 'Said before the loss.');
  const desk = await come(office);
  await unlock(desk, office.first);
  await choose(desk, 'Said before the loss.');
  await office.copy();
  await answer(desk, 'Answered before the loss.');
  await answered(desk);
  await office.putBack();
  await press(desk.page, en.look).click();
  await desk.page.getByRole('heading', { name: en.older_title }).waitFor();
  assert.equal(await desk.page.locator('.said').count(), 0);

  // Locked and come back to, it is still so.
  await press(desk.page, en.lock).click();
  await type(desk, office.first);
  await press(desk.page, en.put_back).click();
  await says(desk.page.locator('.told'), en.was_put_back);
  await choose(desk, 'Said before the loss.');
  assert.deepEqual(await texts(desk.page), ['Said before the loss.', 'Answered before the loss.']);

  // A server that came back with its papers and keys only, and knows no desk
  await office.empty();
  await press(desk.page, en.look).click();
  await says(desk.page.locator('.told'), `${en.was_put_back} ${en.looked}`);
  assert.deepEqual(await texts(desk.page), ['Said before the loss.', 'Answered before the loss.']);
  clean(office, desk);
  await desk.context.close();
  const elsewhere = await come(office);
  await unlock(elsewhere, office.first);
  await choose(elsewhere, 'Said before the loss.');
  assert.deepEqual(await texts(elsewhere.page), ['Said before the loss.', 'Answered before the loss.']);
  clean(office, elsewhere);
  await elsewhere.context.close();
  await visit.context.close();
});

// ---- what the line shows, and what is done between looks ----

// Each request that goes by, as who carries the line sees it.
async function watched({ context }) {
  const seen = [];
  await context.route('**/v1/**', async (route) => {
    const request = route.request();
    const answered = await route.fetch();
    const path = new URL(request.url()).pathname.replace(/\d/g, '#');
    seen.push(`${request.method()} ${path}, ${request.postDataBuffer()?.length ?? 0} bytes: ${answered.status()}, ${(await answered.body()).length} bytes`);
    await route.fulfill({ response: answered });
  });
  return seen;
}

test('whoever carries the line sees the same look whatever there is', async () => {
  const office = await serveOffice('line');
  const visit = await written(office, 'Who sees this?');
  const desk = await come(office);
  await unlock(desk, office.first);
  await choose(desk, 'Who sees this?');
  await look(desk);
  const seen = await watched(desk);
  const one = async () => {
    seen.length = 0;
    await look(desk);
    return seen.slice();
  };
  const nothing = await one();
  assert.ok(nothing.some((line) => line.startsWith('PUT /v#/desk/vault')) && nothing.some((line) => line.startsWith('POST /v#/exchange')), nothing.join('\n'));
  await visitor.write(visit, 'And this?');
  await visitor.sent(visit);
  await visit.page.locator('.said').nth(1).waitFor();
  assert.deepEqual(await one(), nothing);
  await desk.page.getByLabel(en.answer).fill(`Nobody. ${'x'.repeat(9000)}`);
  await press(desk.page, en.send).click();
  await says(desk.page.locator('.told'), en.said_here);
  await desk.page.getByLabel(en.notes).fill('Asked who sees.');
  await press(desk.page, en.notes_save).click({ force: true }); // unless they are saved by themselves already
  for (let i = 0; i < 3; i++) assert.deepEqual(await one(), nothing);
  await close(desk);
  assert.deepEqual(await one(), nothing);
  await desk.context.close();
  await visit.context.close();
});

test('an answer waits for the next look, can be undone until then, and survives a page that ends', async () => {
  const visit = await written(pair, 'Can you take it back?', 'Ombuds A');
  const desk = await come(pair);
  await unlock(desk, pair.first);
  await choose(desk, 'Can you take it back?');
  await desk.page.getByLabel(en.answer).fill('No.');
  await press(desk.page, en.send).click();
  await says(desk.page.locator('.told'), en.said_here);
  assert.deepEqual(await texts(desk.page), ['Can you take it back?', 'No.']);
  await press(desk.page, en.undo).click();
  await says(desk.page.locator('.told'), en.unsaid);
  assert.equal(await desk.page.getByLabel(en.answer).inputValue(), 'No.');
  assert.deepEqual(await texts(desk.page), ['Can you take it back?']);
  await desk.page.getByLabel(en.answer).fill('Yes, until it goes.');
  await press(desk.page, en.send).click();
  await says(desk.page.locator('.told'), en.said_here);
  await desk.page.locator('.states .saved', { hasText: en.saved_here.slice(0, 30) }).waitFor();
  // the room asks for all that may be there, and finds nothing
  for (let i = 0; i < 4; i++) await visit.page.waitForResponse('**/v1/exchange');
  assert.deepEqual(await visitor.texts(visit.page), ['Can you take it back?']);
  await desk.page.close({ runBeforeUnload: false });
  const again = await come(pair, { again: desk.context });
  await unlock(again, pair.first);
  await choose(again, 'Can you take it back?');
  assert.deepEqual(await texts(again.page), ['Can you take it back?', 'Yes, until it goes.']);
  await look(again);
  await says(visit.page, 'Yes, until it goes.');
  await desk.context.close();
  await visit.context.close();
});

// ---- locking, and what stays ----

test('locking takes everything read from the page; an answer half written waits, and is there for the same words only', async () => {
  const visit = await written(pair, 'For her eyes.', 'Ombuds A');
  const desk = await come(pair);
  const { page } = desk;
  await unlock(desk, pair.first);
  await choose(desk, 'For her eyes.');
  await page.getByLabel(en.answer).fill('Half an answer');
  await page.getByLabel(en.notes).fill('Half a note');
  await press(page, en.lock).click();
  await says(page.locator('.told'), en.locked);
  await says(page, fill(en.unsent_locked, { n: 1 }));
  const html = await page.content();
  for (const text of ['For her eyes.', 'Half an answer', 'Half a note', beginning(pair.first)]) assert.equal(html.includes(text), false, text);
  assert.equal(await page.getByLabel(en.enter_label).inputValue(), '');
  await unlock(desk, second);
  assert.equal((await page.content()).includes('Half an answer'), false);
  await press(page, en.lock).click();
  await unlock(desk, pair.first);
  await choose(desk, 'For her eyes.');
  assert.equal(await page.getByLabel(en.answer).inputValue(), 'Half an answer');
  assert.equal(await page.getByLabel(en.notes).inputValue(), 'Half a note');
  clean(pair, desk);
  await desk.context.close();
  await visit.context.close();
});

test('a desk that nobody touches warns after nine minutes and locks after ten; one that is touched stays open', async () => {
  const desk = await come(pair, { clock: true });
  const { page } = desk;
  await unlock(desk, pair.first);
  await page.clock.fastForward('09:05');
  await says(page, en.locks_soon);
  await page.mouse.move(10, 10);
  await page.mouse.move(20, 20);
  await page.getByText(en.locks_soon).waitFor({ state: 'detached' });
  await page.clock.fastForward('09:30');
  await says(page, en.locks_soon);
  await page.clock.fastForward('00:35');
  await says(page.locator('.told'), en.locked_idle);
  assert.equal(await press(page, en.lock).count(), 0);

  // A device that slept: the key that wakes it finds the desk locked.
  await unlock(desk, pair.first);
  await page.clock.pauseAt(new Date(Date.now() + 3 * 3600_000));
  await page.keyboard.press('a');
  await says(page.locator('.told'), en.locked_idle);
  await desk.context.close();
});

test('by itself the desk looks every few minutes, and shows what has come', async () => {
  const desk = await come(pair, { clock: true });
  await unlock(desk, pair.first);
  const visit = await written(pair, 'Came while nobody looked.', 'Ombuds A');
  await desk.page.clock.fastForward('05:01');
  await desk.page.locator('.matter', { hasText: 'Came while nobody looked.' }).waitFor();
  clean(pair, desk);
  await desk.context.close();
  await visit.context.close();
});

test('kept on the device is one sealed record and nothing else; removed, there is nothing', async () => {
  const visit = await written(pair, 'Kept nowhere readable.', 'Ombuds A');
  const desk = await come(pair);
  const { page } = desk;
  await unlock(desk, pair.first);
  await choose(desk, 'Kept nowhere readable.');
  assert.deepEqual(await kept(desk.context, page), [0, 0, 0, 1, 0]);
  const records = await page.evaluate(() => new Promise((resolve) => {
    const asked = indexedDB.open('notes');
    asked.onsuccess = () => {
      const store = asked.result.transaction('sealed').objectStore('sealed');
      const all = store.getAll();
      const names = store.getAllKeys();
      names.onsuccess = () => {
        asked.result.close();
        resolve(names.result.map((name, i) => [name, all.result[i].length, new TextDecoder('latin1').decode(all.result[i])]));
      };
    };
  }));
  assert.equal(records.length, 1);
  assert.match(records[0][0], /^[0-9a-f]{64}-[0-9a-f]{32}$/);
  assert.ok(records[0][1] > 65536);
  for (const text of ['Kept nowhere', beginning(pair.first)]) assert.equal(records[0][2].includes(text), false);
  await press(page, en.about).click();
  await press(page, en.forget_kept).click();
  await press(page, en.forget_kept_yes).click();
  await says(page.locator('.told'), en.forgot_kept);
  assert.deepEqual(await kept(desk.context, page), [0, 0, 0, 0, 0]);
  assert.equal((await page.content()).includes('Kept nowhere'), false);
  await desk.context.close();
  await visit.context.close();
});

test('a browser that keeps nothing still has a desk, which says so', async () => {
  const desk = await come(pair);
  await desk.context.route('**/desk/worker-*.js', (route) =>
    changed(route, (code) => `Object.defineProperty(self, 'indexedDB', { value: { open() { throw new Error('no'); } } }); ${code}`));
  await desk.page.reload();
  await press(desk.page, en.enter).waitFor();
  await unlock(desk, pair.first);
  await says(desk.page, en.keeps_nothing);
  await desk.context.close();
});

test('new day keys are made after they were explained, and visitors go on writing', async () => {
  const desk = await come(pair);
  const { page } = desk;
  await unlock(desk, pair.first);
  await press(page, en.about).click();
  await press(page, en.renew_seeds).click();
  await press(page, en.renew_seeds_yes).click();
  await says(page.locator('.told'), en.renewed);
  const visit = await written(pair, 'Under new day keys.', 'Ombuds A');
  await matters(desk);
  await look(desk);
  await choose(desk, 'Under new day keys.');
  await desk.context.close();
  await visit.context.close();
});

for (const [without, options, missing, body] of [
  ['script', { javaScriptEnabled: false }],
  ['WebAssembly', {}, '**/desk/worker-*.js', (code) => `delete self.WebAssembly; ${code}`],
  ['the module', {}, '**/desk/core-*.wasm', () => ''],
]) {
  test(`without ${without} it says what is missing`, async () => {
    const visit = await open(browser, { viewport: PHONE, ...options });
    const { page } = visit;
    if (missing !== undefined)
      await page.context().route(missing, (route) => changed(route, body));
    await page.goto(`${pair.origin}/desk.html`, { waitUntil: 'networkidle' });
    assert.ok(await page.locator('#needs').isVisible());
    assert.equal(await page.locator('#desk').isVisible(), false);
    await fits(page, without);
    await visit.context.close();
  });
}

test('another office than the one of the link is refused', async () => {
  const desk = await come(pair, { fragment: mit.fingerprint.replaceAll(' ', '-') });
  await type(desk, pair.first);
  await says(desk.page.locator('.told'), en.error_foreign);
  await desk.context.close();
});

test('a draft is not lost without a question; a desk without one is left without', async () => {
  const visit = await written(pair, 'Asked before leaving.', 'Ombuds A');
  const desk = await come(pair);
  const { page } = desk;
  const asked = [];
  page.on('dialog', (dialog) => { asked.push(dialog.type()); void dialog.dismiss(); });
  await unlock(desk, pair.first);
  await choose(desk, 'Asked before leaving.');
  await page.getByLabel(en.answer).pressSequentially('Half');
  await page.goto(`${pair.origin}/index.html`, { timeout: 2000 }).catch(() => undefined);
  assert.deepEqual(asked, ['beforeunload']);
  await page.getByLabel(en.answer).fill('');
  await page.locator('.write [aria-disabled=true]').waitFor();
  await page.goto(`${pair.origin}/index.html`);
  assert.equal(asked.length, 1);
  await desk.context.close();
  await visit.context.close();
});

// ---- keys ----

test('quick keys go through the list, to the answer and to the notes; not while typing, and not when switched off', async () => {
  const visits = [await written(pair, 'Key one.', 'Ombuds A'), await written(pair, 'Key two.', 'Ombuds A')];
  const desk = await come(pair);
  const { page } = desk;
  const { keyboard } = page;
  await unlock(desk, pair.first);
  const current = page.locator('.matter[aria-current]');
  await keyboard.press('j');
  await current.waitFor();
  const firstOne = await current.textContent();
  await keyboard.press('j');
  await page.waitForFunction((was) => document.querySelector('.matter[aria-current]').textContent !== was, firstOne);
  await keyboard.press('k');
  await page.waitForFunction((was) => document.querySelector('.matter[aria-current]').textContent === was, firstOne);
  const focused = (label) => page.waitForFunction((text) => document.activeElement?.labels?.[0]?.textContent === text, label);
  await keyboard.press('r');
  await focused(en.answer);
  await keyboard.type('jknr?');
  assert.equal(await page.getByLabel(en.answer).inputValue(), 'jknr?');
  assert.equal(await current.textContent().then((text) => text.startsWith(firstOne.slice(0, 20))), true);
  await page.getByLabel(en.answer).fill('');
  await page.locator('#matter-title').focus();
  await keyboard.press('n');
  await focused(en.notes);
  await page.locator('#matter-title').focus();
  await keyboard.press('?');
  await says(page.locator('.keys'), en.key_next);
  await keyboard.press('?');
  await page.locator('.keys').waitFor({ state: 'detached' });
  await press(page, en.about).click();
  await page.getByLabel(en.keys_on).uncheck();
  await matters(desk);
  await page.locator('#matter-title').focus();
  await keyboard.press('?');
  await keyboard.press('r');
  await page.waitForTimeout(200);
  assert.equal(await page.locator('.keys').count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1');
  for (const { context } of [desk, ...visits]) await context.close();
});

test('arrows, Home and End go along the list, through its groups, and open nothing; in a text they are the text\'s', async () => {
  const visits = [];
  for (const text of ['Row one.', 'Row two.', 'Row three.']) visits.push(await written(pair, text, 'Ombuds A'));
  const desk = await come(pair);
  const { page } = desk;
  const { keyboard } = page;
  await unlock(desk, pair.first);
  await choose(desk, 'Row two.');
  await answer(desk, 'So that there are two groups.');
  await answered(desk);
  const rows = page.locator('.list .matter');
  const n = await rows.count();
  assert.ok(n >= 3 && await page.locator('.list section').count() >= 2);
  const focused = (i) => rows.nth(i).evaluate((row) => row === document.activeElement);
  const title = await page.locator('#matter-title').textContent();
  await rows.nth(1).focus();
  for (const [key, at] of [['ArrowUp', 0], ['ArrowUp', 0], ['ArrowDown', 1], ['End', n - 1], ['ArrowDown', n - 1], ['ArrowUp', n - 2], ['Home', 0]]) {
    await keyboard.press(key);
    assert.ok(await focused(at), `${key}: not at row ${at}`);
  }
  assert.equal(await page.locator('#matter-title').textContent(), title, 'nothing is opened on the way');
  assert.equal(await page.locator('.list .matter[aria-current]').count(), 1);
  await keyboard.press('Enter');
  await page.waitForFunction((was) => document.activeElement.id === 'matter-title' && document.activeElement.textContent !== was, title);

  const field = page.getByLabel(en.answer);
  await field.fill('Word');
  await field.press('End');
  await field.press('Home');
  await keyboard.type('A ');
  assert.equal(await field.inputValue(), 'A Word');
  await page.locator('#matter-title').focus();
  await keyboard.press('ArrowDown');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'matter-title', 'elsewhere they scroll');

  // They are told: to who sees, in the list of keys; to who hears, with the list itself.
  await keyboard.press('?');
  for (const text of [en.key_rows, en.key_ends]) await says(page.locator('.keys'), text);
  assert.equal(await page.getByRole('navigation', { name: en.matters }).getAttribute('aria-keyshortcuts'), 'ArrowDown ArrowUp Home End');
  for (const { context } of [desk, ...visits]) await context.close();
});

test('keys alone go all the way: unlocking, reading, answering, notes, locking', async () => {
  const visit = await written(pair, 'By keys alone, please.', 'Ombuds A');
  const desk = await come(pair);
  const { page } = desk;
  const { keyboard } = page;
  const reach = (name) => tabTo(page, name);
  await reach(en.enter_label);
  await keyboard.type(pair.first);
  await keyboard.press('Enter');
  await press(page, en.lock).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1');
  await keyboard.press('2');
  await page.locator('.matter').first().waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1');
  await reach(/^By keys alone, please\./);
  await keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'By keys alone, please.' }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'matter-title');
  await reach(en.answer);
  await keyboard.type('By keys, then.');
  await reach(en.send);
  await keyboard.press('Enter');
  await says(page.locator('.told'), en.said_here);
  await reach(en.send_now);
  await keyboard.press('Enter');
  await answered(desk);
  await reach(en.notes);
  await keyboard.type('Prefers keys.');
  await reach(en.notes_save);
  await keyboard.press('Enter');
  await says(page.locator('.told'), en.notes_saved);
  await reach(en.lock);
  await keyboard.press('Enter');
  await reach(en.leave_send);
  await keyboard.press('Enter');
  await says(page.locator('.told'), en.locked);
  clean(pair, desk);
  await desk.context.close();
  await visit.context.close();
});

test('fields are kept from spelling helpers, autofill and translators; the list is a list, and what goes on is announced', async () => {
  const visit = await written(pair, 'To be announced.', 'Ombuds A');
  const desk = await come(pair);
  const { page } = desk;
  assert.equal(await page.locator('html').getAttribute('translate'), 'no');
  const kind = async (field) => Promise.all(['spellcheck', 'autocomplete', 'translate'].map((name) => field.getAttribute(name)));
  assert.deepEqual(await kind(page.getByLabel(en.enter_label)), ['false', 'off', 'no']);
  await unlock(desk, pair.first);
  await choose(desk, 'To be announced.');
  for (const label of [en.answer, en.notes]) assert.deepEqual(await kind(page.getByLabel(label)), ['false', 'off', 'no']);
  assert.ok(await page.getByRole('navigation', { name: en.matters }).getByRole('listitem').getByText('To be announced.').isVisible());
  await answer(desk, 'Announced.');
  await answered(desk);
  assert.equal(await page.locator('.told [role=status]').textContent(), en.sent);
  await desk.context.close();
  await visit.context.close();
});

// ---- everybody ----

// Talk or notes, where there is no room for both
async function tab(page, name) {
  if (await press(page, name).isVisible()) await press(page, name).click();
}

// Each state once, in turn; picture(name) is called in each.
async function states(desk, picture) {
  const { page } = desk;
  await picture('locked');
  await type(desk, 'abacuss two three four five six seven');
  await page.locator('#words-wrong p').waitFor();
  await picture('slip');
  await press(page, en.join).click();
  await picture('join');
  await page.getByLabel(en.join_name).fill('Somebody New');
  await press(page, en.join_words).click();
  await visitor.shownWords(page);
  await picture('words');
  await press(page, en.written).click();
  await page.getByRole('heading', { name: en.code_title }).waitFor();
  await picture('code');
  await press(page, en.code_done).click();
  await unlock(desk, second);
  await picture('list');
  await choose(desk, 'My supervisor');
  await tab(page, en.notes);
  await page.getByLabel(en.notes).fill('Second time this month. Offered Tuesday.\nWould like to stay unnamed for now.');
  await picture('matter');
  await page.keyboard.press('Escape');
  await page.locator('#matter-title').focus();
  await page.keyboard.press('?');
  await picture('keys');
  await page.keyboard.press('?');
  await tab(page, en.talk);
  await page.getByLabel(en.answer).fill('x'.repeat(64 * 1024 - 100));
  await press(page, en.end).click();
  await press(page, en.close).click();
  await picture('closing');
  await press(page, en.close_no).click();
  await page.locator('.back button').click();
  await page.getByLabel(en.answer).fill('Thank you for writing.');
  await page.context().route('**/v1/**', (route) => route.abort());
  await press(page, en.send).click();
  await says(page.locator('.told'), en.said_here);
  await picture('goes');
  await sendNow(desk);
  await says(page, en.lost_sending);
  await picture('lost');
  await press(page, en.give_up).click();
  await says(page.locator('.told'), en.error_stopped);
  await picture('stopped');
  await page.context().unroute('**/v1/**');
  await page.getByLabel(en.answer).fill('Half an answer');
  if (await press(page, en.more).isVisible()) await press(page, en.more).click();
  await press(page, en.about).click();
  await press(page, en.forget_kept).click();
  await picture('about');
  await press(page, en.lock).click();
  await says(page, en.leave_waits);
  await picture('leaving');
  await press(page, en.leave_lock).click();
  await says(page, fill(en.unsent_locked, { n: 1 }));
  await picture('locked-again');
}

const pictures = process.env.ALCOVE_SCREENSHOTS && join(process.env.ALCOVE_SCREENSHOTS, 'desk');
if (pictures) mkdirSync(pictures, { recursive: true });
let shown = false;
for (const [colorScheme, size, viewport] of [['light', 'phone', PHONE], ['dark', 'narrow', NARROW], ['light', 'wide', WIDE], ['dark', 'wide', WIDE]]) {
  test(`everybody can use every state (WCAG 2.2 AA), ${colorScheme}, ${size}`, async () => {
    if (!shown) {
      for (const text of ['My supervisor presents my results as his own. I do not want to make it formal. What could I do?',
        'Is there somewhere to ask about a visa when the sponsor leaves?', 'Thank you for last week.'])
        await (await written(pair, text)).context.close();
      shown = true;
    }
    const desk = await come(pair, { colorScheme, viewport, bypassCSP: true });
    await states(desk, async (name) => {
      await usable(desk.page, name);
      if (pictures) {
        await desk.page.screenshot({ path: join(pictures, `${name}.${size}.${colorScheme}.png`) });
        await desk.page.screenshot({ path: join(pictures, `${name}.${size}.${colorScheme}.whole.png`), fullPage: true });
      }
    });
    await desk.context.close();
  });
}

const failed = await runAll();
await browser.close();
process.exit(failed === 0 ? 0 : 1);
