// usage: node room.mjs OFFICE…: the room, as a visitor's browser shows it, with a real server behind it and the real
// program at the desk. ALCOVE_SCREENSHOTS=FOLDER also leaves a picture of every state there, for people to look at.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runAll, test } from '../interop/tap.mjs';
import { changed, kept, launch, open } from './browser.mjs';
import { clean, fits, PHONE, press, says, tabTo, usable, WIDE } from './looking.mjs';
import { matterWith, native, reply, strangeLetter } from './native.mjs';
import { officeOf } from './offices.mjs';
import { fill } from './texts.mjs';
import { choose, come as arrive, door, en, enter, es, keepWords, leave, sent, shownWords, takeWords, texts, toWords, unfold, wasChanged, write, written } from './visitor.mjs';
import { VISITS, visitOf } from './watching.mjs';

const FIRST_VISIT_MAX = 200 * 1000;
const TEXT_MAX = 64 * 1024;

const offices = {
  mit: { ...await native(officeOf('mit')), people: ['Ombuds A'] },
  longwood: { ...await native(officeOf('longwood')), people: ['Ombudsperson A'] },
};
const { mit } = offices;
const browser = await launch();

const come = (office, options) => arrive(browser, office, options);
const status = (page) => page.locator('#status [role=status]');
const alerted = (page) => page.locator('#room [role=alert]');
const nothingNew = (page) => page.getByRole('heading', { level: 1, name: en.nothing_new.split('{')[0] });
const unfolded = async (page, name) => { await unfold(page); await press(page, name).click(); };

// ---- conversations ----

for (const [name, office] of Object.entries(offices)) {
  test(`${name}: a visitor reads, gets words, writes, and comes back elsewhere to an answer from the native desk`, async () => {
    const first = await come(office);
    await door(first.page, en.new).click();
    const brief = (await first.page.locator('#brief').innerText()).replace(/\s+/g, ' ').trim();
    const count = brief.split(' ').length - en.back.split(' ').length;
    assert.ok(count > 80 && count <= 150, `${count} words before the button`);
    assert.ok(await first.page.locator('#more .clauses li').count() >= 1);
    await press(first.page.locator('#brief'), en.back).click();
    assert.equal(await first.page.title(), 'Notes');
    const question = `May I ask something in confidence? ${name}`;
    const words = await takeWords(first);
    await write(first, question);
    await sent(first);
    assert.deepEqual(await texts(first.page), [question]);
    await nothingNew(first.page).waitFor();
    assert.deepEqual(await kept(first.context, first.page), [0, 0, 0, 0, 0]);
    clean(office, first);
    await first.context.close();

    const matter = await matterWith(office, question);
    await reply(office, matter.matter, 'Of course. Nobody but me has read this.');
    const again = await come(office);
    await enter(again, words);
    await says(again.page, 'Of course. Nobody but me has read this.');
    const [ombuds] = office.people;
    await again.page.getByRole('heading', { level: 1, name: fill(en.new_answer, { name: ombuds }) }).waitFor();
    assert.ok(await again.page.evaluate(() => document.activeElement.tagName === 'H1'), 'the answer is where reading begins');
    await again.page.getByRole('heading', { name: fill(en.write_back, { name: ombuds }) }).waitFor();
    await write(again, 'Thank you.');
    await sent(again, ombuds);
    assert.deepEqual((await matterWith(office, question)).messages.map((m) => m.text), [question, 'Of course. Nobody but me has read this.', 'Thank you.']);
    assert.deepEqual(await kept(again.context, again.page), [0, 0, 0, 0, 0]);
    clean(office, again);

    // The native room reads on under the same words.
    writeFileSync(join(office.place, 'visitor.words'), `${words}\n`, { mode: 0o600 });
    const read = JSON.parse(await office.alcove('room', 'read', office.origin, '--words-file', 'visitor.words', '--json'));
    assert.equal(read.at(-1).text, 'Thank you.');
    await office.alcoveWith('And from a terminal.', 'room', 'say', office.origin, '--words-file', 'visitor.words');
    await says(again.page, 'And from a terminal.');
    await again.context.close();
  });
}

test('what is no text, or of a kind from the future, is said in a sentence and hides nothing', async () => {
  const visit = await come(mit);
  const words = await takeWords(visit);
  writeFileSync(join(mit.place, 'strange.words'), `${words}\n`, { mode: 0o600 });
  writeFileSync(join(mit.place, 'latin'), Uint8Array.of(0x63, 0x61, 0x66, 0xe9));
  await write(visit, 'Something readable.');
  await sent(visit);
  for (const kind of ['1', '9']) await strangeLetter(mit, 'strange.words', kind, 'latin');
  await says(visit.page, en.unreadable);
  await says(visit.page, fill(en.unknown, { n: 1 }));
  assert.deepEqual(await texts(visit.page), ['Something readable.']);
  assert.equal(await visit.page.locator('.said').count(), 2);
  assert.deepEqual((await matterWith(mit, 'Something readable.')).messages.map((m) => m.unreadable ?? m.text), ['Something readable.', true]);
  clean(mit, visit);
  await visit.context.close();
});

test('in Spanish it is the same room', async () => {
  const visit = await come(mit, { file: 'es/room.html', t: es });
  assert.equal(await visit.page.title(), 'Notas');
  await takeWords(visit);
  await write(visit, '¿Puedo preguntar algo? ¡Sí!');
  await sent(visit);
  assert.ok(await matterWith(mit, '¿Puedo preguntar algo? ¡Sí!'));
  clean(mit, visit);
  await visit.context.close();
});

// ---- words ----

test('words are forgiven capitals, commas and short beginnings; a slip is told for what it is, in five ways', async () => {
  const visit = await come(mit);
  const { page } = visit;
  const words = await takeWords(visit);
  await write(visit, 'Forgiving.');
  await sent(visit);
  await visit.context.close();

  const again = await come(mit);
  const typed = again.page.getByLabel(en.enter_label);
  const wrong = again.page.locator('#words-wrong');
  const list = words.split(' ');
  const slip = async (text, expected) => {
    await typed.fill(text);
    await press(again.page, en.enter).click();
    await says(wrong, expected);
    assert.equal(await typed.getAttribute('aria-invalid'), 'true');
    assert.ok(await typed.evaluate((e) => e === document.activeElement));
  };
  await door(again.page, en.have).click();
  const before = again.seen.requests.length;
  await slip(list.slice(1).join(' '), fill(en.slip_count, { n: 6 }));
  await slip(['qqqqqqqqqq', ...list.slice(1)].join(' '), fill(en.slip_unknown_far, { position: 1 }));
  await slip([...list.slice(0, 2), 'a', ...list.slice(3)].join(' '), fill(en.slip_ambiguous, { position: 3 }));
  await slip([list[1], list[0], ...list.slice(2)].join(' '), en.slip_check);
  await slip(['abacuss', ...list.slice(1)].join(' '), fill(en.slip_unknown, { position: 1 }));
  await press(again.page, 'abacus').click();
  assert.equal(await typed.inputValue(), ['abacus', ...list.slice(1)].join(' '));
  assert.equal(again.seen.requests.length, before, 'what is typed is checked here');
  await typed.fill(`  ${words.toUpperCase().replaceAll(' ', ',  ')}. `);
  await press(again.page, en.enter).click();
  await says(again.page, 'Forgiving.');
  clean(mit, again);
  await again.context.close();
});

test('right words without anything under them, and an answer that is not there yet, are told apart', async () => {
  const visit = await come(mit);
  const words = (await toWords(visit)).join(' ');
  await press(visit.page, en.back).click();
  await press(visit.page.locator('#brief'), en.back).click();
  await enter(visit, words);
  await says(visit.page, fill(en.nothing, { n: 30 }));
  await write(visit, 'Now there is.');
  await sent(visit);
  await nothingNew(visit.page).waitFor();
  assert.equal(await visit.page.getByText(fill(en.nothing, { n: 30 })).count(), 0);
  await visit.context.close();
});

test('the words and the address to return to are copied together; one word is asked back, and can be skipped; they can be looked at again', async () => {
  const visit = await come(mit, { fragment: '' });
  const { page } = visit;
  await page.evaluate(() => { navigator.clipboard.writeText = async (text) => { window.copied = text; }; });
  const words = await toWords(visit);
  assert.equal(await page.getByLabel(en.message).count(), 0);
  await press(page, en.copy_both).click();
  await says(page, en.copied);
  const address = `${mit.origin}/room.html#${mit.fingerprint.replaceAll(' ', '-')}`;
  assert.equal(await page.evaluate(() => window.copied), `${words.join(' ')}\n${address}`);
  assert.equal(await page.locator('.address').textContent(), address.replace('http://', ''));
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('.words').isVisible() && await page.locator('.address').isVisible());
  for (const part of ['h1:visible', '.bar', '.keep', '#room button']) assert.equal(await page.locator(part).first().isVisible().catch(() => false), false, part);
  await page.emulateMedia({ media: 'screen' });
  await press(page, en.written).click();
  assert.equal(await page.locator('.words').count(), 0);
  await page.locator('#asked-word').fill('nonsense');
  await press(page, en.ask_check).click();
  await says(page, en.ask_wrong);
  await press(page, en.ask_again).click();
  assert.deepEqual(await shownWords(page), words);
  await press(page, en.written).click();
  await press(page, en.ask_skip).click();
  await unfolded(page, en.show_words);
  assert.deepEqual(await shownWords(page), words);
  clean(mit, visit);
  await visit.context.close();
});

test('Sent is a place of its own: in view, with the focus, and it says what comes now', async () => {
  const visit = await come(mit);
  const { page } = visit;
  await takeWords(visit);
  await page.getByLabel(en.message).fill('x\n'.repeat(60));
  await write(visit, 'To be sent.\n'.repeat(60));
  await page.locator('.sent h1').waitFor();
  assert.deepEqual(await page.evaluate(() => [document.activeElement.tagName, scrollY]), ['H1', 0]);
  for (const text of [en.sent_only, en.answers_unsaid, en.sent_say]) assert.ok((await page.locator('#room').textContent()).includes(text), text);
  assert.equal(await page.locator('#room a[href="tel:+16175550100"]').count(), 1);
  assert.ok((await page.locator('#room').textContent()).includes(new URL(mit.origin).host));
  assert.equal(await page.getByLabel(en.message).count(), 0);
  clean(mit, visit);
  await visit.context.close();
});

// ---- who reads it ----

test('nobody is chosen under new words, and a grey Send says why; later it goes where she wrote last', async () => {
  const visit = await come(mit);
  const { page } = visit;
  await takeWords(visit);
  assert.equal(await page.locator('.choice input:checked').count(), 0);
  const why = page.locator('#why');
  const send = press(page, en.send);
  assert.equal(await why.textContent(), en.why_both);
  assert.equal(await send.getAttribute('aria-disabled'), 'true');
  await page.getByLabel(en.message).fill('To whom?');
  assert.equal(await why.textContent(), en.why_to);
  await send.press('Enter');
  assert.equal(await page.getByLabel(en.message).inputValue(), 'To whom?');
  await choose(visit, mit.people[0]);
  assert.equal(await why.textContent(), '');
  await send.click();
  await sent(visit, mit.people[0]);
  await page.getByRole('heading', { name: fill(en.write_to, { name: mit.people[0] }) }).waitFor();
  assert.equal(await page.locator('.choice').count(), 0);
  assert.equal(await why.textContent(), en.why_text);
  await press(page, en.to_other).click();
  assert.equal(await page.locator('.choice input:checked').count(), 1);
  await visit.context.close();
});

// ---- Back and swipe ----

test('Back walks within the room, and asks before it leads out of a conversation whose words were not asked back', async () => {
  const visit = await open(browser, { viewport: PHONE });
  const { page } = visit;
  await page.goto(`${mit.origin}/index.html`);
  await page.goto(`${mit.origin}/room.html`);
  await door(page, en.new).waitFor();
  const words = await toWords({ page, t: en });
  await page.goBack();
  await press(page, en.begin).waitFor();
  await page.goBack();
  await door(page, en.new).waitFor();
  assert.equal(page.url(), `${mit.origin}/room.html`);
  await door(page, en.new).click();
  await press(page, en.begin).click();
  const others = await shownWords(page);
  assert.notDeepEqual(others, words);
  await press(page, en.written).click();
  await press(page, en.ask_skip).click();
  await page.getByLabel(en.message).fill('Half');
  await page.goBack();
  await says(page, en.out_title);
  await press(page, en.out_stay).click();
  assert.equal(await page.getByLabel(en.message).inputValue(), 'Half');
  await page.goBack();
  await press(page, en.out_go).click();
  await door(page, en.have).waitFor();
  await page.goBack();
  assert.equal(page.url(), `${mit.origin}/index.html`);
  await visit.context.close();

  // Once a word was asked back, and nothing is half written, it leads to the doors without a question.
  const kept = await come(mit);
  await takeWords(kept);
  await kept.page.goBack();
  await door(kept.page, en.have).waitFor();
  clean(mit, kept);
  await kept.context.close();
});

// ---- what is said ----

const tricky = [
  '<script>window.ran = true</script><img src=x onerror="window.ran = true"> &amp; "quoted"',
  'مرحبا، هل يمكنني أن أسأل شيئا؟ 👩🏽‍⚖️ 🙂',
  'One\n  two\n\n\tthree',
];

test('a pasted script, text from right to left, faces and blank lines arrive as they are', async () => {
  const visit = await come(mit);
  await takeWords(visit);
  for (const text of tricky) {
    await write(visit, text);
    await sent(visit);
    await visit.page.locator('.said').nth(tricky.indexOf(text)).waitFor();
  }
  assert.deepEqual(await texts(visit.page), tricky);
  assert.equal(await visit.page.evaluate(() => window.ran), undefined);
  assert.equal(await visit.page.locator('.said .text').nth(1).evaluate((e) => getComputedStyle(e).direction), 'rtl');
  assert.deepEqual((await matterWith(mit, tricky[1])).messages.map((m) => m.text), tricky);
  clean(mit, visit);
  await visit.context.close();
});

test('64 KiB go in one message, and one byte more is told before anything is sent', async () => {
  const visit = await come(mit);
  const { page } = visit;
  await takeWords(visit);
  const whole = 'é'.repeat(TEXT_MAX / 2);
  assert.equal(await page.locator('#draft-left').textContent(), '');
  await choose(visit);
  await page.getByLabel(en.message).fill(`${whole}x`);
  await says(page, fill(en.too_long, { n: 1 }));
  await press(page, en.send).press('Enter');
  await page.waitForTimeout(1500); // some exchanges later
  assert.equal(await page.getByLabel(en.message).inputValue(), `${whole}x`);
  assert.deepEqual(await texts(page), []);
  await page.getByLabel(en.message).fill(whole);
  await says(page, fill(en.left, { n: 0 }));
  await press(page, en.send).click();
  await sent(visit);
  assert.ok(await matterWith(mit, whole));
  await visit.context.close();
});

// ---- taking back, ending, going on ----

test('what was not fetched is taken back, new words take the conversation over, and deleting ends it at the desk too', async () => {
  const visit = await come(mit);
  const { page } = visit;
  const old = await takeWords(visit);
  await write(visit, 'First of three.');
  await sent(visit);
  await write(visit, 'Unsaid.');
  await sent(visit);
  await page.getByText('Unsaid.').waitFor();
  await press(page.locator('.said').nth(1), en.take_back).click();
  await page.getByRole('heading', { level: 1, name: en.back_title }).waitFor();
  await wasChanged(page, en, en.taken_back);
  assert.deepEqual(await texts(page), ['First of three.']);
  assert.deepEqual((await matterWith(mit, 'First of three.')).messages.map((m) => m.text), ['First of three.']);

  await unfolded(page, en.renew);
  const words = (await shownWords(page)).join(' ');
  assert.notEqual(words, old);
  await press(page, en.written).click();
  await page.getByRole('heading', { level: 1, name: en.renewed_title }).waitFor();
  await wasChanged(page, en, en.renewed);
  await write(visit, 'Under new words.');
  await sent(visit);
  assert.deepEqual((await matterWith(mit, 'First of three.')).messages.map((m) => m.text), ['First of three.', 'Under new words.']);
  const stale = await come(mit);
  await enter(stale, old);
  await says(stale.page, fill(en.nothing, { n: 30 }));
  await stale.context.close();

  await unfolded(page, en.forget);
  await press(page, en.forget_no).click();
  assert.deepEqual(await texts(page), ['First of three.', 'Under new words.']);
  await press(page, en.forget).click();
  await press(page, en.forget_yes).click();
  await says(page, en.gone);
  for (const name of [en.begin_anew, en.leave]) assert.ok(await press(page, name).isVisible(), name);
  assert.ok(await page.getByRole('link', { name: en.to_pages }).isVisible());
  assert.equal(await matterWith(mit, 'First of three.'), undefined);
  const gone = await come(mit);
  await enter(gone, words);
  await says(gone.page, fill(en.nothing, { n: 30 }));
  await gone.context.close();
  clean(mit, visit);
  await visit.context.close();
});

test('who she is she tells in words that she sees first; under new words the desk cannot tell that it is she again', async () => {
  const visit = await come(mit);
  const { page } = visit;
  const old = await takeWords(visit);
  await write(visit, 'Unknown so far.');
  await sent(visit);
  await page.getByLabel(en.message).fill('One thing more.');
  await unfolded(page, en.known_open);
  await page.getByLabel(en.known_name).fill('Ada');
  await page.getByLabel(en.known_reach).fill('the blue door');
  await press(page, en.known_put).click();
  const told = `One thing more.\n\n${fill(en.known_message, { name: 'Ada' })} ${fill(en.known_message_reach, { reach: 'the blue door' })}`;
  const draft = page.getByLabel(en.message);
  await page.waitForFunction((text) => document.activeElement.value === text, told);
  await page.waitForTimeout(1500);
  assert.deepEqual(await texts(page), ['Unknown so far.'], 'nothing is told before it is sent');
  await press(page, en.send).click();
  await sent(visit);
  assert.deepEqual(await texts(page), ['Unknown so far.', told]);

  await unfolded(page, en.known_begin);
  await press(page, en.back).click();
  await says(page, told);
  await unfolded(page, en.known_begin);
  const anew = await shownWords(page);
  assert.notEqual(anew.join(' '), old);
  await keepWords(visit, anew);
  await draft.fill('Somebody else?');
  assert.deepEqual(await texts(page), []);
  await write(visit, 'Somebody else?');
  await sent(visit);
  assert.deepEqual((await matterWith(mit, 'Somebody else?')).messages.map((m) => m.text), ['Somebody else?']);
  assert.deepEqual((await matterWith(mit, told)).messages.map((m) => m.text), ['Unknown so far.', told]);
  clean(mit, visit);
  await visit.context.close();
});

// ---- leaving ----

for (const [how, act] of [
  ['the button', (page) => leave(page)],
  ['Escape, three times', async (page) => { for (let i = 0; i < 3; i++) await page.keyboard.press('Escape'); }],
]) {
  test(`${how} leaves at once: an empty page stands there, and Back does not return`, async () => {
    const visit = await open(browser, { viewport: PHONE });
    const { page } = visit;
    let asked = 0;
    page.on('dialog', (dialog) => { asked += 1; void dialog.accept(); });
    await page.goto(`${mit.origin}/index.html`);
    await page.goto(`${mit.origin}/room.html`);
    await door(page, en.new).waitFor();
    await takeWords({ page, t: en });
    await page.getByLabel(en.message).fill('Half a thought');
    await act(page);
    await page.waitForURL('about:blank');
    assert.equal(await page.content(), '<html><head></head><body></body></html>');
    await page.goBack();
    assert.equal(page.url(), `${mit.origin}/index.html`);
    await page.goForward();
    assert.equal(page.url(), 'about:blank');
    assert.equal(asked, 0);
    clean(mit, visit);
    await visit.context.close();
  });
}

test('Escape pressed twice, or between other keys, stays', async () => {
  const visit = await come(mit);
  await takeWords(visit);
  await visit.page.getByLabel(en.message).focus();
  for (const key of ['Escape', 'Escape', 'a', 'Escape', 'Escape']) await visit.page.keyboard.press(key);
  assert.equal(await visit.page.getByLabel(en.message).inputValue(), 'a');
  await visit.context.close();
});

test('a draft is not lost without a question; an empty page is left without one', async () => {
  const visit = await come(mit);
  const { page } = visit;
  const asked = [];
  page.on('dialog', (dialog) => { asked.push(dialog.type()); void dialog.dismiss(); });
  await takeWords(visit);
  await page.getByLabel(en.message).pressSequentially('Half');
  await page.goto(`${mit.origin}/index.html`, { timeout: 2000 }).catch(() => undefined);
  assert.deepEqual(asked, ['beforeunload']);
  assert.equal(await page.getByLabel(en.message).inputValue(), 'Half');
  await page.getByLabel(en.message).fill('');
  await says(page, en.why_both);
  await page.goto(`${mit.origin}/index.html`);
  assert.equal(asked.length, 1);
  await visit.context.close();
});

test('who she is, half told, is not lost without a question either, nor by looking at something else', async () => {
  const visit = await come(mit);
  const { page } = visit;
  const asked = [];
  page.on('dialog', (dialog) => { asked.push(dialog.type()); void dialog.dismiss(); });
  await takeWords(visit);
  await write(visit, 'Before the name.');
  await sent(visit);
  const name = page.getByLabel(en.known_name);
  await unfolded(page, en.known_open);
  await name.pressSequentially('Ada');
  await unfolded(page, en.renew);
  await press(page, en.back).click();
  assert.equal(await name.inputValue(), 'Ada');
  await page.goto(`${mit.origin}/index.html`, { timeout: 2000 }).catch(() => undefined);
  assert.deepEqual(asked, ['beforeunload']);
  assert.equal(await name.inputValue(), 'Ada');

  // Who begins anew is unknown again.
  await unfolded(page, en.known_begin);
  await keepWords(visit, await shownWords(page));
  await unfolded(page, en.known_open);
  assert.equal(await name.inputValue(), '');
  await page.goto(`${mit.origin}/index.html`);
  assert.equal(asked.length, 1);
  await visit.context.close();
});

test('who goes back while a conversation opens is not followed by it, and can begin anew', async () => {
  const before = await written(browser, mit, 'Left behind.');
  await before.context.close();
  const visit = await come(mit);
  const { page } = visit;
  await visit.context.route('**/v1/exchange', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 700));
    await route.continue().catch(() => undefined);
  });
  const asked = page.waitForRequest('**/v1/exchange');
  await enter(visit, before.words);
  await asked;
  await page.goBack();
  await door(page, en.new).waitFor();
  await page.waitForTimeout(5000);
  assert.equal(await page.locator('.said').count(), 0);
  assert.ok(await door(page, en.new).isVisible());
  assert.equal(await page.getByText('Left behind.').count(), 0);
  await visit.context.unroute('**/v1/exchange');
  await takeWords(visit);
  await write(visit, 'Under new words.');
  await sent(visit);
  assert.deepEqual(await texts(page), ['Under new words.']);
  await visit.context.close();
});

test('what waited for the connection under other words does not take the buttons from what waits now', async () => {
  const before = await written(browser, mit, 'Under other words.');
  await before.context.close();
  const visit = await come(mit);
  const { context, page } = visit;
  let after = '12';
  await context.route('**/v1/exchange', (route) => route.fulfill({ status: 503, contentType: 'text/html', body: 'Busy', headers: { 'Retry-After': after } }));
  const answered = page.waitForResponse('**/v1/exchange');
  await enter(visit, before.words);
  await answered;
  after = '60';
  await page.goBack();
  await door(page, en.new).waitFor();
  await takeWords(visit);
  await write(visit, 'Will this be heard?');
  await says(page, en.lost_sending);
  await page.waitForTimeout(12_000); // the other wait is over
  await press(page, en.give_up).click();
  await says(alerted(page), en.error_given_up);
  await context.close();
});

// ---- what somebody sees who counts, measures and times ----

test('visits of every kind look the same from outside: their requests in number, order and size, and none comes before its time', async () => {
  let first;
  for (let round = 0; round < 3; round++) {
    for (const kind of VISITS) {
      const seen = await visitOf(browser, mit, kind);
      const shape = seen.map(({ what, size }) => `${what} ${size}`);
      first ??= shape;
      assert.deepEqual(shape, first, kind);
      // By a clock of its own: ten times as fast here, and a busy machine may be late, but never early.
      const gaps = seen.slice(7).map(({ at }, i, rows) => at - (rows[i - 1]?.at ?? at - 500)).sort((a, b) => a - b);
      assert.ok(gaps[2] > 350, `${kind}: ${gaps.map(Math.round)}`);
    }
  }
});

test('an exchange goes every five seconds, to the half second, whatever is done', async () => {
  const some = ['finds nothing', 'says something', 'says much'];
  for (const seen of await Promise.all(some.map((kind) => visitOf(browser, mit, kind, { quick: false })))) {
    const rows = seen.slice(7);
    rows.forEach(({ at }, i) => assert.ok(Math.abs(at - rows[0].at - i * 5000) < 500, `${i}: ${Math.round(at - rows[0].at)}`));
  }
});

// ---- trouble ----

test('a connection lost while sending is told, and the same goes again until it has arrived once', async () => {
  const visit = await come(mit);
  const { context, page } = visit;
  const words = await takeWords(visit);
  const long = `Lost on the way. ${'x'.repeat(20000)}`;
  // The second deposit is acted upon, and its answer lost; then nothing gets through for a while.
  let posts = 0;
  await context.route('**/v1/exchange', async (route) => {
    posts += route.request().postDataBuffer()[0] === 1 || posts >= 2;
    if (posts === 2) await route.fetch();
    if (posts >= 2 && posts < 5) await route.abort('connectionreset');
    else await route.continue();
  });
  await write(visit, long);
  await says(page, en.lost_sending);
  while (await press(page, en.again).isVisible()) {
    await press(page, en.again).click({ timeout: 500 }).catch(() => undefined);
    await page.waitForTimeout(100);
  }
  await sent(visit);
  assert.ok(posts > 5);
  await context.unroute('**/v1/exchange');
  await write(visit, 'And after it.');
  await sent(visit);
  assert.deepEqual((await matterWith(mit, long)).messages.map((m) => m.text), [long, 'And after it.']);
  const again = await come(mit);
  await enter(again, words);
  await says(again.page, 'And after it.');
  assert.deepEqual(await texts(again.page), [long, 'And after it.']);
  await again.context.close();
  await context.close();
});

test('what a gateway says in the office\'s place is a lost connection, whether it passed the message on or not', async () => {
  const words = [
    [502, 'text/html', '<h1>Bad Gateway</h1>'],
    [503, 'text/html; charset=utf-8', '<h1>Busy</h1>', { 'Retry-After': '2' }],
    [200, 'text/html', 'Sign in to go on'],
    [404, 'text/plain; charset=utf-8', 'default backend - 404'],
    [200, 'application/octet-stream', 'cut off'],
    [503, 'text/plain; charset=utf-8', 'Not now.\n'],
  ];
  const visit = await come(mit);
  const { context, page } = visit;
  await takeWords(visit);
  let posts = 0;
  await context.route('**/v1/exchange', async (route) => {
    if (posts === 0 && route.request().postDataBuffer()[0] !== 1) return route.continue();
    const answer = words[posts];
    posts += 1;
    if (answer === undefined) return route.continue();
    if (posts % 2 === 1) await route.fetch();
    const [status, contentType, body, headers] = answer;
    return route.fulfill({ status, contentType, body, headers });
  });
  await write(visit, 'Through a gateway.');
  await says(page, en.lost_sending);
  while (await press(page, en.again).isVisible()) {
    await press(page, en.again).click({ timeout: 500 }).catch(() => undefined);
    await page.waitForTimeout(100);
  }
  await sent(visit);
  assert.ok(posts > words.length, `${posts} tries`);
  await context.unroute('**/v1/exchange');
  assert.deepEqual((await matterWith(mit, 'Through a gateway.')).messages.map((m) => m.text), ['Through a gateway.']);
  // from the first question on: nothing bad is kept, and a visit begins when the office answers
  let first = 0;
  await context.route('**/v1/office', (route) => (first++ < 2 ? route.fulfill({ status: 200, contentType: 'text/html', body: 'Sign in' }) : route.continue()));
  const again = await context.newPage();
  await again.goto(`${mit.origin}/room.html`);
  await door(again, en.new).waitFor();
  assert.ok(first > 2);
  await context.close();
});

test('who stops trying keeps the draft, and is told that it may have arrived', async () => {
  const visit = await come(mit);
  const { context, page } = visit;
  await takeWords(visit);
  await context.route('**/v1/exchange', (route) => route.abort('connectionreset'));
  await write(visit, 'Will it get there?');
  await press(page, en.give_up).click();
  await says(alerted(page), en.error_given_up);
  assert.equal(await press(page, en.again).count(), 0);
  assert.equal(await page.getByLabel(en.message).inputValue(), 'Will it get there?');
  await context.unroute('**/v1/exchange');
  await press(page, en.send).click();
  await sent(visit);
  assert.deepEqual((await matterWith(mit, 'Will it get there?')).messages.length, 1);
  await context.close();
});

test('another office than the one of the link is refused before anything else', async () => {
  const visit = await open(browser, { viewport: PHONE });
  const other = offices.longwood.fingerprint.replaceAll(' ', '-');
  await visit.page.goto(`${mit.origin}/room.html#${other}`);
  await says(alerted(visit.page), en.error_foreign);
  assert.equal(await door(visit.page, en.new).count(), 0);
  await visit.page.goto('about:blank');
  await visit.page.goto(`${mit.origin}/room.html#not-eight-words`);
  await says(alerted(visit.page), en.error_words);
  assert.ok(visit.seen.requests.every((url) => !url.includes('/v1/exchange')));
  await visit.context.close();
});

test('the eight words of a link stay in it from the home page to the room', async () => {
  const visit = await open(browser, { viewport: WIDE });
  const { page } = visit;
  const fragment = mit.fingerprint.replaceAll(' ', '-');
  await page.goto(`${mit.origin}/#${fragment}`);
  await page.getByRole('link', { name: en.write_how }).click();
  await page.getByRole('link', { name: en.write_room }).click();
  await door(page, en.new).waitFor();
  assert.equal(page.url(), `${mit.origin}/room.html#${fragment}`);
  await page.getByRole('link', { name: 'Español' }).click();
  await door(page, es.new).waitFor();
  assert.equal(page.url(), `${mit.origin}/es/room.html#${fragment}`);
  await visit.context.close();
});

for (const [without, options, missing, body] of [
  ['script', { javaScriptEnabled: false }],
  ['WebAssembly', {}, '**/room/worker-*.js', (code) => `delete self.WebAssembly; ${code}`],
  ['the module', {}, '**/room/core-*.wasm', () => ''],
]) {
  test(`without ${without} it says what is missing, and the other ways`, async () => {
    const visit = await open(browser, { viewport: PHONE, ...options });
    const { page } = visit;
    let other = 0;
    if (missing !== undefined)
      await page.context().route(missing, async (route) => { other += 1; await changed(route, body); });
    await page.goto(`${mit.origin}/room.html`, { waitUntil: 'networkidle' });
    const needs = page.locator('#needs');
    assert.ok(await needs.isVisible());
    assert.ok((await needs.textContent()).replaceAll('\u00a0', ' ').includes('617 555 0100'));
    assert.equal(await page.locator('#room').isVisible(), false);
    assert.equal(other, missing === undefined ? 0 : 1);
    await fits(page, without);
    await visit.context.close();
  });
}

// ---- weight ----

test(`the first visit, up to the words, is less than ${FIRST_VISIT_MAX} bytes on its way`, async () => {
  const { context, page } = await open(browser);
  let bytes = 0;
  const waiting = [];
  page.on('requestfinished', (request) => waiting.push(request.sizes().then((s) => { bytes += s.responseBodySize + s.responseHeadersSize; })));
  await page.goto(`${mit.origin}/room.html`);
  await toWords({ page, t: en });
  await Promise.all(waiting);
  assert.ok(bytes > 100 * 1000 && bytes < FIRST_VISIT_MAX, String(bytes));
  console.log(`# ${bytes} bytes`);
  await context.close();
});

// ---- everybody ----

// Each state once, in turn; look(name) is called in each.
async function states(visit, look) {
  const { page } = visit;
  await look('door');
  await door(page, en.new).click();
  await look('before');
  await press(page, en.begin).click();
  const words = await shownWords(page);
  await look('words');
  await press(page, en.written).click();
  await page.locator('#asked-word').fill('nonsense');
  await press(page, en.ask_check).click();
  await look('ask');
  await press(page, en.ask_again).click();
  await keepWords(visit, words);
  await look('first');
  await unfolded(page, en.known_open);
  await page.getByLabel(en.known_name).fill('Ada');
  await look('known');
  await press(page, en.known_open).click();
  await write(visit, 'Somebody takes credit for my work. What could I do?');
  await page.locator('.sent h1').waitFor();
  await look('sent');
  await page.locator('.bar .out').click();
  await look('danger');
  await page.locator('#danger button').click();
  await press(page, en.write_more).click();
  const matter = await matterWith(mit, 'Somebody takes credit for my work. What could I do?');
  await look('nothing-new');
  await page.reload();
  await door(page, en.have).click();
  await page.getByLabel(en.enter_label).fill('abacuss two three four five six seven');
  await press(page, en.enter).click();
  await page.locator('#words-wrong p').waitFor();
  await look('slip');
  await reply(mit, matter.matter, 'Several things, and nothing is one of them. Shall we go through them?');
  await page.getByLabel(en.enter_label).fill(words.join(' '));
  await press(page, en.enter).click();
  await says(page, 'Several things, and nothing is one of them. Shall we go through them?');
  await page.getByLabel(en.message).fill('x'.repeat(TEXT_MAX - 100));
  await look('answered');
  await page.goBack();
  await look('out');
  await press(page, en.out_stay).click();
  await page.context().route('**/v1/**', (route) => route.abort());
  await says(page, en.lost_looking);
  await look('lost');
  await press(page, en.give_up).click();
  await says(alerted(page), en.error_stopped);
  await look('stopped');
  await page.context().unroute('**/v1/**');
  await unfolded(page, en.renew);
  await look('renew');
  await press(page, en.back).click();
  await unfolded(page, en.show_words);
  await press(page, en.forget).click();
  await look('sure');
  await press(page, en.forget_yes).click();
  await says(page, en.gone);
  await look('gone');
}

const pictures = process.env.ALCOVE_SCREENSHOTS && join(process.env.ALCOVE_SCREENSHOTS, 'room');
if (pictures) mkdirSync(pictures, { recursive: true });
for (const [colorScheme, size, viewport] of [['light', 'phone', PHONE], ['dark', 'phone', { ...PHONE, width: 320 }], ['light', 'wide', WIDE], ['dark', 'wide', WIDE]]) {
  test(`everybody can use every state (WCAG 2.2 AA), ${colorScheme}, ${size}`, async () => {
    const visit = await come(mit, { colorScheme, viewport, bypassCSP: true });
    await states(visit, async (name) => {
      await usable(visit.page, name);
      if (pictures) {
        await visit.page.screenshot({ path: join(pictures, `${name}.${size}.${colorScheme}.png`) });
        await visit.page.screenshot({ path: join(pictures, `${name}.${size}.${colorScheme}.whole.png`), fullPage: true });
      }
    });
    await visit.context.close();
  });
}

test('keys alone go all the way: words, writing, coming back, reading', async () => {
  const visit = await come(mit, { viewport: WIDE });
  const { page } = visit;
  const { keyboard } = page;
  const reach = (name) => tabTo(page, name);
  const heading = async (text) => {
    await page.getByRole('heading', { level: 1, name: text }).waitFor();
    assert.ok(await page.evaluate(() => document.activeElement.tagName === 'H1'), `${text}: the focus is elsewhere`);
  };
  await reach(new RegExp(`^${en.new}`));
  await keyboard.press('Enter');
  await reach(en.begin);
  await keyboard.press('Enter');
  await heading(en.words_title);
  const words = await shownWords(page);
  await reach(en.written);
  await keyboard.press('Enter');
  await heading(/./);
  await reach(/\d$/);
  await keyboard.type(words[Number(/\d/.exec(await page.locator('label[for=asked-word]').textContent())[0]) - 1]);
  await keyboard.press('Enter');
  await heading(en.write_first);
  await keyboard.press('Tab');
  await keyboard.press('Space');
  await reach(en.message);
  await keyboard.type('By keys alone.');
  await reach(en.send);
  await keyboard.press('Enter');
  await heading(en.sent.split('{')[0]);
  await page.reload();
  await door(page, en.have).waitFor();
  await reach(new RegExp(`^${en.have}`));
  await keyboard.press('Enter');
  await heading(en.enter_title);
  await reach(en.enter_label);
  await keyboard.type(words.join(' '));
  await keyboard.press('Enter');
  await says(page, 'By keys alone.');
  await heading(/./);
  clean(mit, visit);
  await visit.context.close();
});

test('fields are kept from spelling helpers, autofill and translators; the thread is a list, and what goes on is announced', async () => {
  const visit = await come(mit);
  const { page } = visit;
  assert.equal(await page.locator('html').getAttribute('translate'), 'no');
  await takeWords(visit);
  const draft = page.getByLabel(en.message);
  for (const [name, value] of [['spellcheck', 'false'], ['autocomplete', 'off'], ['translate', 'no']])
    assert.equal(await draft.getAttribute(name), value);
  await write(visit, 'To be announced.');
  await says(status(page), en.on_its_way);
  await sent(visit);
  assert.ok(await page.getByRole('list').getByText('To be announced.').isVisible());
  await visit.context.close();
});

const failed = await runAll();
await browser.close();
process.exitCode = failed === 0 ? 0 : 1;
