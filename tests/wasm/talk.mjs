// A whole conversation: the room and the desk in WebAssembly, with the real alcove-server between them, and the
// native program reading over the same shoulder.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Core, Device, Failed, raw, run, send, unhex } from './core.mjs';
import { test } from '../interop/tap.mjs';

const execute = promisify(execFile);
const today = () => Math.floor(Date.now() / 86400000);

// An office with one ombuds, served: {origin, words, fingerprint, alcove(), alcoveWith(input), strangeLetter(), stop()}
async function serveOffice(build, place) {
  const content = fileURLToPath(new URL('../../offices/mit', import.meta.url));
  mkdirSync(join(place, 'home'));
  const env = { ...process.env, HOME: join(place, 'home'), XDG_STATE_HOME: join(place, 'state'), LC_ALL: 'C.UTF-8' };
  const options = { cwd: place, env, encoding: 'utf8' };
  const alcoveWith = async (input, ...args) => {
    const running = execute(join(build, 'alcove'), args, options);
    running.child.stdin.end(input);
    return (await running).stdout;
  };
  const alcove = (...args) => alcoveWith('', ...args);
  await alcove('office', 'init', 'office', '--from', content, '--words-file', 'ombuds.words');
  const server = spawn(join(build, 'alcove-server'), ['office', '--listen', '127.0.0.1:0', '--puzzle', '4', '--ready-fd', '3'], {
    cwd: place,
    env,
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  // However this program ends, the server and its folder do not stay.
  process.on('exit', () => {
    server.kill('SIGKILL');
    rmSync(place, { recursive: true, force: true });
  });
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(name, () => process.exit(1));
  const address = await new Promise((resolve, reject) => {
    let said = '';
    server.stdio[3].on('data', (some) => {
      said += some;
      if (said.endsWith('\n')) resolve(said.trim());
    });
    server.on('exit', (code) => reject(new Error(`alcove-server ended: ${code}`)));
  });
  return {
    origin: `http://${address}`,
    words: readFileSync(join(place, 'ombuds.words'), 'utf8').trim(),
    fingerprint: (await alcove('office', 'fingerprint', 'office')).trim(),
    alcove,
    alcoveWith,
    strangeLetter: (...args) => execute(join(build, 'tests/scenario/strange-letter'), args, options),
    async stop() {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      await ended;
    },
  };
}

// The tests in order; each goes on where the one before left off.
function conversation(core, deskCore, office, place) {
  const { calls, constants: c } = core;
  const { origin, fingerprint } = office;
  const device = new Device();
  const refused = (name) => (error) => error instanceof Failed && error.err === c[name];
  const room = (words, act, more = {}) => run(core, 'room', { origin, fingerprint, today: today(), words, act, ...more });
  const desk = (act, more = {}) => run(deskCore, 'desk', { origin, fingerprint, today: today(), words: office.words, act, device, ...more });
  const does = (line) => (session) => core.check(core.call(calls.session_do, session, JSON.stringify(line)));
  const deskDoes = (line) => (session) => deskCore.check(deskCore.call(deskCore.calls.session_do, session, JSON.stringify(line)));
  const say = (text, to) => does({ do: 'say', text, to });
  const reply = (matter, text) => deskDoes({ do: 'say', matter, text });
  const texts = (messages) => messages.map((m) => [m.person === '' ? 'visitor' : 'ombuds', m.text]);
  const visitor = core.wordsNew();
  const long = `Being left out — again. ${'Nobody says why. ✓ '.repeat(1000)}"End"\n\t\\`;

  const answered = [['visitor', long], ['ombuds', 'Would Tuesday suit you?']];

  test('without words the room learns whose office it is', async () => {
    const shown = await room();
    assert.equal(shown.office.fingerprint, fingerprint);
    assert.equal(shown.office.people.length, 1);
    assert.equal(shown.office.people[0].role, 'ombuds');
    assert.equal(typeof shown.office.charter.notice, 'string');
    assert.deepEqual(shown.messages, []);
    const [{ id }] = shown.office.people;
    assert.deepEqual(shown.readers, { free: [id], people: [id], not_today: [], recognisers: [], next: '', grown: [] });
  });

  test('without words the desk learns it too, and asks for nothing else', async () => {
    const seen = [];
    const shown = await desk(undefined, { words: undefined, device: undefined, seen });
    assert.equal(shown.office.fingerprint, fingerprint);
    assert.deepEqual([shown.self, shown.matters, shown.seeds_until], [null, null, 0]);
    assert.deepEqual(seen, ['GET /v1/office']);
    const other = deskCore.text(deskCore.calls.fingerprint_of, raw(new Uint8Array(32)));
    await assert.rejects(desk(undefined, { words: undefined, fingerprint: other }), refused('ERR_FOREIGN'));
  });

  test('another fingerprint, another day and another address are refused', async () => {
    const other = core.text(calls.fingerprint_of, raw(new Uint8Array(32)));
    await assert.rejects(room(undefined, undefined, { fingerprint: other }), refused('ERR_FOREIGN'));
    await assert.rejects(room(undefined, undefined, { today: today() + 3 }), refused('ERR_DAY'));
  });

  test('the desk opens, publishes keys for sixty days, and keeps its sealed vault', async () => {
    const seen = [];
    const shown = await desk(undefined, { seen });
    assert.equal(shown.self, shown.office.people[0].id);
    assert.deepEqual([shown.matters, shown.withdrawn, shown.crowded], [[], 0, false]);
    assert.equal(shown.seeds_until, today() + c.BUNDLES_AHEAD_DAYS);
    assert.deepEqual([shown.kept_version, shown.server_version > 0], [0, true]);
    assert.ok(device.kept.length > c.VAULT_MIN);
    assert.ok(seen.indexOf('PUT /v1/desk/vault') < seen.indexOf('PUT /v1/desk/bundles') || !seen.includes('PUT /v1/desk/bundles'));
    const { body } = await send(`${origin}/v1/bundles/${today() + c.BUNDLES_AHEAD_DAYS}`);
    assert.equal(body.length, c.BUNDLE_BYTES);
  });

  test('another\'s words do not open the desk', async () => {
    await assert.rejects(desk(undefined, { words: visitor }), refused('ERR_PERSON'));
  });

  test('a long message reaches the desk word for word, through a puzzle', async () => {
    const seen = [];
    const shown = await room(visitor, say(long), { seen });
    assert.deepEqual(texts(shown.messages), [['visitor', long]]);
    assert.deepEqual(shown.readers, { free: [shown.office.people[0].id], people: [shown.office.people[0].id], not_today: [], recognisers: [], next: 'whoever', grown: [] });
    // every part is asked for its puzzle
    assert.ok(seen.filter((line) => line === 'POST /v1/exchange').length >= 1 + 4);
    const { matters } = await desk();
    assert.equal(matters.length, 1);
    assert.deepEqual([matters[0].free, matters[0].taken, matters[0].waits], [true, '', true]);
    assert.equal(matters[0].ends, today() + shown.office.retention_days + 1);
    assert.deepEqual(texts(matters[0].messages), [['visitor', long]]);
  });

  test('the answer reaches the visitor, in order, and nobody else', async () => {
    const { matters } = await desk();
    const shown = await desk(reply(matters[0].name, 'Would Tuesday suit you?'));
    assert.deepEqual(shown.matters[0].messages.map((m) => m.unsent), [false, false]);
    assert.deepEqual([shown.matters[0].waits, shown.kept_version > 0], [false, true]);
    assert.deepEqual(texts((await room(visitor)).messages), answered);
    assert.deepEqual((await room(core.wordsNew())).messages, []);
  });

  test('notes stay at the desk, and what two devices wrote at once is both kept', async () => {
    const note = (matter, base, text) => deskDoes({ do: 'note', matter, base, text });
    const { matters: [{ name, notes }] } = await desk();
    assert.equal(notes, '');
    assert.equal((await desk(note(name, '', 'Ask "who"\n✓'))).matters[0].notes, 'Ask "who"\n✓');
    // another device began from nothing, too
    assert.equal((await desk(note(name, '', 'Theirs.'))).matters[0].notes, 'Ask "who"\n✓\n\nTheirs.');
    assert.deepEqual(texts((await room(visitor)).messages), answered);
    assert.equal((await desk(note(name, 'Ask "who"\n✓\n\nTheirs.', ''))).matters[0].notes, '');
    await assert.rejects(desk(note(name, '', 'x'.repeat(c.NOTES_MAX + 1))), refused('ERR_TEXT'));
    await assert.rejects(desk(note('ffffff', '', 'Nowhere.')), refused('ERR_ABSENT'));
  });

  test('the native program reads the same conversation under the same words, and writes into it', async () => {
    writeFileSync(join(place, 'visitor.words'), `${visitor}\n`, { mode: 0o600 });
    const args = [origin, '--words-file', 'visitor.words', '--json'];
    const read = JSON.parse(await office.alcove('room', 'read', ...args));
    assert.deepEqual(read.map((m) => m.text), [long, 'Would Tuesday suit you?']);
    const inbox = JSON.parse(await office.alcove('desk', 'inbox', origin, '--words-file', 'ombuds.words', '--json'));
    assert.deepEqual(inbox[0].messages.map((m) => m.text), [long, 'Would Tuesday suit you?']);
    await office.alcoveWith('Or Wednesday?', 'desk', 'say', origin, inbox[0].matter, '--words-file', 'ombuds.words');
    assert.deepEqual(texts((await room(visitor)).messages), [...answered, ['ombuds', 'Or Wednesday?']]);
    assert.deepEqual(texts((await desk()).matters[0].messages), [...answered, ['ombuds', 'Or Wednesday?']]);
  });

  test('an unread message is taken back; the desk never sees it', async () => {
    await room(visitor, say('Forget I said this.'));
    const shown = await room(visitor, does({ do: 'take-back' }));
    assert.ok(!shown.messages.some((m) => m.text.startsWith('Forget')));
    const { matters } = await desk();
    assert.ok(!matters[0].messages.some((m) => m.text.startsWith('Forget')));
  });

  const renewed = core.wordsNew();
  test('under new words the conversation goes on in the same matter, and the old find nothing', async () => {
    const shown = await room(visitor, does({ do: 'renew', new_words: renewed }));
    assert.deepEqual([shown.left_behind, shown.untold], [0, 0]);
    await room(renewed, say('New words, same matter.', shown.office.people[0].name));
    const { matters } = await desk();
    assert.equal(matters.length, 1);
    assert.equal(matters[0].messages.at(-1).text, 'New words, same matter.');
    assert.deepEqual((await room(visitor)).messages, []);
    assert.deepEqual((await room(renewed)).messages.map((m) => m.text), [long, 'Would Tuesday suit you?', 'Or Wednesday?', 'New words, same matter.']);
  });

  test('a device whose vault is newer than the server\'s is told so', async () => {
    const kept = device.kept.slice();
    new DataView(kept.buffer).setUint32(0, 4000000000);
    const ended = {};
    await assert.rejects(desk(undefined, { device: Object.assign(new Device(), { kept }), ended }), refused('ERR_OLDER'));
    assert.equal(ended.shown.kept_version, 4000000000);
    assert.ok(ended.shown.server_version > 0 && ended.shown.server_version < 4000000000);
  });

  test('forgetting withdraws the matter from the desk', async () => {
    await room(renewed, does({ do: 'forget' }));
    assert.deepEqual((await room(renewed)).messages, []);
    const shown = await desk();
    assert.deepEqual([shown.matters, shown.withdrawn], [[], 1]);
  });

  test('who is not there cannot be written to, and what is no text is not sent', async () => {
    await assert.rejects(room(visitor, say('Hello?', 'Nobody Here')), refused('ERR_PERSON'));
    await assert.rejects(room(visitor, say('')), refused('ERR_TEXT'));
    const raw_line = (line) => (session) => core.check(core.call(calls.session_do, session, line));
    await assert.rejects(room(visitor, raw_line(unhex('7b22646f223a22736179222c2274657874223a22ff227d'))), refused('ERR_FORMAT'));
    await assert.rejects(room(visitor, raw_line('{"do": "wander"}')), refused('ERR_FORMAT'));
    const strangers = ['ff'.repeat(16)];
    await assert.rejects(room(visitor, does({ do: 'say', text: 'Hello?', readers: strangers })), refused('ERR_READERS'));
    await assert.rejects(room('seven words that nobody has ever chosen'), refused('ERR_WORDS'));
  });

  const joining = deskCore.wordsNew();
  const enrol = (words, role, name) => deskCore.text(deskCore.calls.enrol_code, raw(unhex(officeId)), words, role, name);
  let officeId;
  test('whoever enrols in WebAssembly is taken in by the root holder, and has a desk', async () => {
    officeId = (await desk(undefined, { words: undefined })).office.id;
    await assert.rejects(desk(undefined, { words: joining, device: undefined }), refused('ERR_PERSON'));
    const code = enrol(joining.toUpperCase(), 1, 'Ana Ruíz');
    await office.alcove('office', 'accept', 'office', code, '--root-key', 'ombuds.words.root-key', '--words-file', 'ombuds.words');
    const shown = await desk(undefined, { words: joining, device: new Device() });
    const self = shown.office.people.find((p) => p.id === shown.self);
    assert.deepEqual([self.name, self.role], ['Ana Ruíz', 'arranging']);
    assert.equal(shown.seeds_until, today() + c.BUNDLES_AHEAD_DAYS);
  });

  test('a matter is taken without an answer', async () => {
    const other = core.wordsNew();
    await room(other, say('To whoever is free.'));
    const { matters: [{ name, nobodys }] } = await desk();
    assert.equal(nobodys, true);
    const shown = await desk(deskDoes({ do: 'take', matter: name }));
    assert.deepEqual([shown.matters[0].taken, shown.matters[0].waits], [shown.self, true]);
    assert.deepEqual([shown.matters[0].nobodys, shown.matters[0].mine], [false, true]);
    assert.deepEqual((await room(other)).messages.map((m) => m.text), ['To whoever is free.']);
  });

  test('what is no text, or of a kind from the future, hides nothing and is told', async () => {
    const strange = core.wordsNew();
    writeFileSync(join(place, 'strange.words'), `${strange}\n`, { mode: 0o600 });
    writeFileSync(join(place, 'latin'), Uint8Array.of(0x63, 0x61, 0x66, 0xe9));
    await room(strange, say('Before.'));
    for (const kind of ['1', '9', '0x89']) await office.strangeLetter(origin, 'strange.words', kind, 'latin');
    await room(strange, say('After.'));
    const expected = [['Before.', false], ['', true], ['After.', false]];
    const shown = await room(strange);
    assert.deepEqual(shown.messages.map((m) => [m.text, m.unreadable]), expected);
    assert.equal(shown.unknown, 2);
    const { matters } = await desk();
    const filed = matters.find((m) => m.messages.some((said) => said.unreadable));
    assert.deepEqual(filed.messages.map((m) => [m.text, m.unreadable]), expected);
    assert.equal((await room(core.wordsNew())).unknown, 0);
  });

  test('no code for words that are none, for no name, and for no role', () => {
    assert.throws(() => enrol('abacus', 0, 'Ana'), refused('ERR_WORDS'));
    for (const name of ['', 'x'.repeat(81), 'a\0b', unhex('ff')]) assert.throws(() => enrol(joining, 0, name), refused('ERR_TEXT'), name);
    assert.throws(() => enrol(joining, 2, 'Ana'), refused('ERR_TEXT'));
  });
}

// Returns what to do at the end.
export async function talkTests(roomFile, deskFile, build) {
  if (!existsSync(join(build, 'alcove-server')) || !existsSync(join(build, 'alcove'))) {
    test('a conversation over the real server # SKIP build/alcove-server is not there', () => {});
    return async () => {};
  }
  const place = mkdtempSync(join(tmpdir(), 'alcove-wasm-'));
  const office = await serveOffice(build, place);
  conversation(Core.load(roomFile), Core.load(deskFile), office, place);
  return () => office.stop();
}
