// usage: node stranger.mjs [--write]: a stranger who has docs/protocol.md only reads our vectors and makes the same
// bytes; what the stranger seals, tests/unit/test_protocol_vectors.c opens (--write writes that file anew).
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { argon2id } from '@noble/hashes/argon2';
import * as protocol from './protocol.mjs';
import * as talk from './talk.mjs';
import { runAll, test } from './tap.mjs';

const { hex, unhex } = talk;
const file = (name) => new URL(`../vectors/${name}`, import.meta.url);
const vectors = JSON.parse(readFileSync(file('alcove_protocol.json'), 'utf8'));
const root = talk.minisignPublic(vectors.office.root_minisign);
const office = talk.officeId(root.key);
const roster = talk.readRoster(root, vectors.office.roster, vectors.office.roster_signature, {
  origin: vectors.office.origin,
  today: vectors.office.day,
});
const flipped = (b, at) => b.map((byte, i) => (i === at ? byte ^ 1 : byte));
// Every member of wanted is hex and has its equal, in bytes, under ours.
function assertHex(ours, wanted) {
  for (const [name, value] of Object.entries(ours)) assert.equal(hex(value), wanted[name], name);
}

test('label and derive', () => {
  const v = vectors.label;
  assert.equal(hex(protocol.label(v.name, office)), v.label);
  assert.equal(hex(protocol.derive(unhex(v.derive_key), v.derive_name, office, unhex(v.derive_context), 48)), v.derived);
});

test('office id, fingerprint, and the roster under its minisign signature', () => {
  assertHex({ office, root_public: root.key, root_key_id: root.keyId, roster_hash: roster.hash }, vectors.office);
  assert.equal(protocol.fingerprint(office), vectors.office.fingerprint);
  const changed = vectors.office.roster.replace('Halloran', 'Hallaran');
  assert.throws(() => talk.minisignVerify(root, changed, vectors.office.roster_signature));
  const forged = vectors.office.roster_signature.replace('serial 3', 'serial 4');
  assert.throws(() => talk.minisignVerify(root, vectors.office.roster, forged));
});

// Words to seed, the slow way a stranger would: in JavaScript. The others take the seeds as given.
test('entropy, words, and the seed', () => {
  for (const v of [vectors.visitor, vectors.renewed_visitor, ...vectors.people.map((p) => p.desk)]) {
    assert.equal(protocol.wordsOf(unhex(v.entropy)), v.words);
    assert.ok(protocol.wordsHold(v.words));
    assert.equal(hex(protocol.wordsSalt(office)), v.salt);
  }
  const { words, salt, seed } = vectors.visitor;
  assert.equal(hex(argon2id(words, unhex(salt), { m: 65536, t: 3, p: 1, dkLen: 32 })), seed);
});

test('every key of a visitor, toward each person', async () => {
  for (const v of [vectors.visitor, vectors.renewed_visitor]) {
    for (const toward of v.toward) {
      const k = await protocol.keysOf(unhex(v.seed), office, unhex(toward.person));
      const { talk_x25519: x25519, talk_x25519_public: x25519_public, talk_xwing: xwing, talk_xwing_public: xwing_public } = k;
      assertHex({ x25519, x25519_public, xwing, xwing_public, talk: k.talk }, toward);
      const { copy_x25519, copy_x25519_public, copy_xwing, copy_xwing_public, claim } = k;
      assertHex({ copy_x25519, copy_x25519_public, copy_xwing, copy_xwing_public, claim }, v);
      assertHex({ copy_places: k.copy, envelope_places: k.envelope }, v);
    }
  }
});

test('every key of a desk, and its person id', async () => {
  for (const { desk, person } of vectors.people) {
    const { sign_public, reply, reply_public, vault } = await protocol.keysOf(unhex(desk.seed), office, unhex(person));
    assertHex({ sign_public, reply, reply_public, vault }, desk);
    assert.equal(hex(protocol.ed25519Public(unhex(desk.sign_seed))), desk.sign_public);
    assert.equal(hex(talk.personId(office, sign_public)), person);
  }
});

test('bundles are verified, and made with the same bytes', async () => {
  for (const { person, desk, day } of vectors.people) {
    const bundle = unhex(day.bundle);
    const read = talk.readBundle(bundle, roster);
    assertHex({ x25519_public: read.x25519, bundle_hash: read.hash }, day);
    const made = { ...day, seed: unhex(day.seed), rosterSerial: day.roster_serial, rosterHash: roster.hash };
    assert.equal(hex(await talk.writeBundle(made, office, unhex(person), unhex(desk.sign_seed))), day.bundle);
    assert.throws(() => talk.readBundle(flipped(bundle, 1000), roster));
  }
});

test('access and tag of every place', () => {
  for (const v of vectors.places) {
    const key = unhex(v.key);
    const { access, tag } = v.of === 'K_envelope'
      ? talk.placeOfEnvelope(key, office, unhex(v.person), v.day, unhex(v.message), v.part)
      : talk.placeAt(key, office, v.day, v.i);
    assertHex({ access, tag }, v);
  }
});

const contextOf = (v) => ({
  office,
  direction: v.direction,
  person: unhex(v.person),
  day: v.day,
  reference: unhex(v.reference),
});

for (const v of vectors.seals) {
  const message = { ...v.message, shown: { ...v.message.shown, hash: unhex(v.message.shown.hash) } };
  for (const name of ['id', 'claim', 'from', 'talk', 'proof', 'xwing']) message[name] = unhex(message[name]);
  message.to = message.to.map((row) => ({ ...row, person: unhex(row.person), message: unhex(row.message) }));
  const keys = { secret: unhex(v.recipient), xwing: unhex(v.recipient_xwing) };

  test(`a stranger opens: ${v.what}`, async () => {
    const { sender, plaintext } = await protocol.bodyOpen(contextOf(v), { ...keys, body: unhex(v.body) });
    assert.equal(hex(sender), v.sender_public);
    assert.deepEqual(talk.readMessage(plaintext, v.direction), message);
    await assert.rejects(protocol.bodyOpen(contextOf(v), { ...keys, body: flipped(unhex(v.body), 5000) }));
    await assert.rejects(protocol.bodyOpen({ ...contextOf(v), day: v.day + 1 }, { ...keys, body: unhex(v.body) }));
  });

  test(`a stranger makes the same bytes: ${v.what}`, async () => {
    const plaintext = talk.writeMessage(message, v.direction);
    assert.equal(hex(plaintext).replace(/(00)+$/, ''), v.plaintext);
    const body = await protocol.bodyClose(contextOf(v), {
      recipient: protocol.x25519Public(keys.secret),
      recipientXwing: await protocol.xwingPublic(keys.xwing),
      senderSecret: unhex(v.sender),
      plaintext,
      innerRandom: unhex(v.inner_random),
      outerRandom: unhex(v.outer_random),
    });
    assert.equal(hex(body), v.body);
  });
}

test('messages are read in the same order', () => {
  for (const order of vectors.orders) {
    const messages = order.messages.map((m) => ({
      ...m, id: unhex(m.id), person: unhex(m.person), after: m.after.map(unhex),
      to: m.to.map((row) => ({ ...row, person: unhex(row.person), message: unhex(row.message) })),
    }));
    assert.deepEqual(talk.inOrder(messages).map(hex), order.read);
  }
});

test('a long text is cut into the same parts', () => {
  for (const v of vectors.parts) assert.deepEqual(talk.pieces(v.bytes), v.pieces);
});

test('a message of a kind from the future is told by kind and id', () => {
  for (const v of vectors.newer.kinds) {
    const plaintext = new Uint8Array(6976).fill(v.all_other_bytes);
    plaintext[0] = v.kind;
    const { kind, unknown, mustUnderstand, id } = talk.readMessage(plaintext, 1);
    assert.deepEqual([kind, unknown, mustUnderstand, hex(id)], [v.kind, true, v.must_understand, v.id]);
  }
  assert.throws(() => talk.readMessage(new Uint8Array(6976), 1));
});

test('items are read one by one, those of unknown tags too, and cut ones are refused', () => {
  const { items, text } = vectors.newer.structured;
  const found = talk.readItems(unhex(text));
  assert.deepEqual(found.map((i) => ({ tag: i.tag, must_understand: i.mustUnderstand, bytes: hex(i.bytes) })), items);
  const ends = items.reduce((at, i) => [...at, at[at.length - 1] + 4 + i.bytes.length / 2], [0]);
  for (let n = 0; n < text.length / 2; n += 1) {
    const cut = unhex(text).slice(0, n);
    if (ends.includes(n)) assert.equal(talk.readItems(cut).length, ends.indexOf(n));
    else assert.throws(() => talk.readItems(cut));
  }
});

test('the proof of a renewal', () => {
  const v = vectors.renewal;
  const keys = { x25519Public: unhex(v.x25519_public), xwingPublic: unhex(v.xwing_public), talk: unhex(v.new_talk) };
  assert.equal(hex(talk.renewalProof(office, unhex(v.old_talk), keys)), v.proof);
});

const reads = (v) => {
  const [key, person, blob] = [unhex(v.key), unhex(v.person), unhex(v.blob)];
  const plaintext = talk.openVault(blob, key, office, person, v.version);
  assert.equal(plaintext.length, v.plaintext_bytes);
  assert.equal(hex(plaintext).replace(/(00)+$/, ''), v.plaintext);
  const vault = talk.readVault(plaintext);
  assert.equal(hex(vault.seeds[0].seed), vectors.people[0].day.seed);
  const [sealed] = vault.matters;
  assert.deepEqual([sealed.number, sealed.endDay], [v.matter, v.end_day]);
  const items = talk.openUnderEndDay(sealed, 'vault matter', unhex(v.end_key), office, person, blob.slice(2, 34));
  assert.equal(hex(items), v.matter_plaintext);
  const wrong = unhex(v.end_key);
  wrong[0] ^= 1;
  assert.throws(() => talk.openUnderEndDay(sealed, 'vault matter', wrong, office, person, blob.slice(2, 34)));
  const matter = talk.readMatter(items);
  const [who] = matter.correspondents;
  assert.equal(hex(who.x25519), vectors.visitor.toward[0].x25519_public);
  assert.deepEqual(who.messages.map((m) => m.pieces), [['Could we talk?', null], ['Would Tuesday suit you?']]);
  assert.deepEqual(who.messages.map((m) => m.unsent), [0, 1]);
  assert.deepEqual(who.messages.map((m) => m.shown && [m.shown.serial, hex(m.shown.hash)]), [[roster.serial, hex(roster.hash)], undefined]);
  assert.deepEqual(vault.rosters.map((r) => [r.serial, hex(r.hash)]), [[roster.serial, hex(roster.hash)]]);
  assert.deepEqual(matter.acts.map((a) => hex(a.id)), vault.done.map(hex));
  assert.equal(hex(matter.acts[0].check), hex(talk.actCheck(matter.acts[0].id, v.matter, 'note', v.notes)));
  assert.deepEqual([matter.notes, matter.label, matter.kept], [v.notes, v.label, true]);
  assert.deepEqual([vault.unknown, matter.unknown].map(([s]) => [s.kind, Buffer.from(s.bytes).toString()]), [[0xfff, 'new'], [0xfff, 'new']]);
  assert.deepEqual([vault.devices.length, vault.ended[0].id, vault.done.length], [2, 7, 1]);
  const [mark] = vault.marks;
  assert.equal(hex(mark.id), hex(talk.markId(office, who.talk, who.messages[0].id)));
  assert.deepEqual([mark.id, mark.concerns], [matter.count.mark, matter.count.concerns]);
  assert.deepEqual([...mark.concerns].filter((c) => c > 0).map(talk.codeText), ['2.m', 'x.a']);
  assert.deepEqual([mark.state, mark.period, mark.back, mark.origin, mark.visitors, mark.talks, mark.matters], [1, 2025, 1, 0, 1, 3, 1]);
  assert.deepEqual([mark.group, mark.did, mark.with, mark.minutes, mark.ended], [talk.rowKey('Staff'), 5, 2, 4, 9]);
  assert.deepEqual([...matter.count.tallied], [2, 0, 0, 1]);
  assert.equal(matter.count.first, 2024);
  const [theme] = vault.themes.themes;
  assert.deepEqual([theme.period, theme.text], [2026, 'deadlines moved']);
  assert.deepEqual(vault.themes.noticed, [{ id: theme.id, theme: theme.id, period: 2026 }]);
  assert.deepEqual(vault.brought, { period: 2026, tables: 1 << 4, rows: [{ table: 4, key: 2, n: 7 }] });
  assert.deepEqual([vault.log.demand, vault.log.outreach.map(({ day, kind, people }) => [day, kind, people])], [1, [[v.outreach_day, 2, 40]]]);
  const [later] = vault.laterMessages;
  assert.deepEqual([later.number, later.endDay], [0, v.later_end_day]);
  const row = talk.openUnderEndDay(later, 'vault later', unhex(v.later_end_key), office, person, blob.slice(2, 34));
  assert.equal(hex(row), v.later_plaintext);
  const kept = talk.readLater(new talk.Reader(row));
  assert.equal(kept.plaintext[0], 99);
  assert.deepEqual(kept.of, kept.sender);
  const [asked] = vault.unsettled;
  assert.equal(asked.flags, 1);
  assert.equal(hex(asked.proof), vectors.renewal.proof);
  assert.equal(hex(asked.xwingHash), hex(protocol.sha256(unhex(vectors.renewal.xwing_public))));
  assert.equal(hex(talk.sealVault(plaintext, key, office, person, v.version, blob.slice(2, 34))), v.blob);
  assert.throws(() => talk.openVault(blob, key, office, person, v.version + 1));
};

test('the vault opens, reads, and is sealed to the same bytes', () => reads(vectors.vault));

test('what waits opens from what the vault keeps of it, and from nothing else', async () => {
  const v = vectors.vault;
  const [first] = vectors.seals;
  const blob = unhex(v.blob);
  const vault = talk.readVault(talk.openVault(blob, unhex(v.key), office, unhex(v.person), v.version));
  const [sealed] = vault.unfiled;
  assert.deepEqual([sealed.number, sealed.endDay], [v.day, v.later_end_day]);
  const plaintext = talk.openUnderEndDay(sealed, 'vault unfiled', unhex(v.later_end_key), office, unhex(v.person), blob.slice(2, 34));
  assert.equal(hex(plaintext), v.unfiled_plaintext);
  const { x25519, bundleHash, rows: [row] } = talk.readUnfiled(plaintext);
  const context = { ...contextOf(first), reference: bundleHash };
  const opened = await protocol.bodyOpen(context, { secret: x25519, shared: row.shared, body: unhex(first.body) });
  assert.equal(hex(opened.sender), first.sender_public);
  assert.equal(hex(protocol.sha256(opened.sender).slice(0, 12)), hex(row.sender));
  assert.equal(hex(opened.plaintext).replace(/(00)+$/, ''), first.plaintext);
  const [, other] = vectors.seals.filter(({ direction, person }) => direction === 1 && person === first.person);
  if (other) await assert.rejects(protocol.bodyOpen(contextOf(other), { secret: x25519, shared: row.shared, body: unhex(other.body) }));
});

test('the login is the same bytes', () => {
  const v = vectors.login;
  const signSeed = unhex(vectors.people[0].desk.sign_seed);
  assert.equal(hex(talk.login(office, unhex(v.person), unhex(v.challenge), v.origin, signSeed)), v.body);
});

test('closed days, and what is found in them behind places passed over', () => {
  const { answer, found } = vectors.closed_days;
  const keys = { K_copy: unhex(vectors.visitor.copy_places), K_talk: unhex(vectors.visitor.toward[0].talk) };
  const days = talk.readClosed(unhex(answer));
  assert.equal(days.size, 2);
  const there = [...days].flatMap(([day, entries]) => Object.entries(keys).flatMap(([key, k]) =>
    talk.searchClosed(entries, k, office, day).map((i) => ({ key, day, i }))));
  assert.deepEqual(there, found);
});

test('a deposit with its puzzle, a fetch, a delete, an answer', () => {
  const { deposit, fetch, delete: remove, answer } = vectors.exchange;
  const slots = talk.slotsOf(deposit.slots.map(({ tag, body }) => ({ tag: unhex(tag), body: unhex(body) })));
  const slotsHash = protocol.sha256(slots);
  assert.equal(hex(slotsHash), deposit.puzzle.slots_hash);
  const nonce = talk.solve(unhex(deposit.puzzle.challenge), slotsHash, deposit.puzzle.bits);
  assert.equal(nonce, deposit.puzzle.nonce);
  const common = { rosterSerial: roster.serial };
  const head = talk.header({ ...common, operation: 1, day: vectors.office.day, hour: deposit.hour, nonce });
  assert.equal(hex(head), deposit.header);
  assert.equal(head.length + slots.length, deposit.bytes);
  assert.equal(hex(protocol.sha256(head, slots)), deposit.sha256);

  const places = [vectors.visitor.copy_places, vectors.visitor.toward[0].talk].map((key) =>
    talk.placeAt(unhex(key), office, vectors.office.day, 0));
  const known = hex(talk.entriesOf(places));
  assert.equal(remove.head, hex(talk.header({ ...common, operation: 3, count: 2 })) + known);
  assert.ok(fetch.head.startsWith(hex(talk.header({ ...common, operation: 2, count: 4 })) + known));
  const here = roster.people.filter((p) => p.left === undefined).length;
  for (const request of [deposit, fetch, remove]) assert.equal(request.bytes, 64 + (1 + here) * 8208);

  const { header, bytes, ...fields } = answer;
  const read = talk.readAnswer(unhex(header));
  assert.deepEqual({ ...read, challenge: hex(read.challenge) }, fields);
  assert.equal(bytes, 32832);
});

test('whose the slots of a deposit are: the copy, the one written to, nobody, the staff', async () => {
  const [cell, ...envelopes] = vectors.exchange.deposit.slots;
  const { visitor, people } = vectors;
  const { day } = vectors.office;
  const place = talk.placeAt(unhex(visitor.copy_places), office, day, 1);
  assert.equal(cell.tag, hex(place.tag));
  const copy = await protocol.bodyOpen(
    { office, direction: 3, person: new Uint8Array(16), day, reference: place.tag },
    { secret: unhex(visitor.copy_x25519), xwing: unhex(visitor.copy_xwing), body: unhex(cell.body) },
  );
  const kept = talk.readMessage(copy.plaintext, 3);
  assert.equal(kept.text, 'Tuesday is fine.');
  assert.deepEqual(kept.to.map((row) => [hex(row.person), row.meant]), people.map((p, i) => [p.person, i !== 1]));
  for (const [i, { tag, body }] of envelopes.entries()) {
    const { person, role } = people[i];
    const secret = people[i].day;
    const opening = protocol.bodyOpen(
      { office, direction: role === 'ombuds' ? 1 : 4, person: unhex(person), day, reference: unhex(secret.bundle_hash) },
      { secret: unhex(secret.x25519), xwing: unhex(secret.xwing), body: unhex(body) },
    );
    const expected = talk.placeOfEnvelope(unhex(visitor.envelope_places), office, unhex(person), day, kept.id, 0);
    assert.equal(tag, hex(expected.tag));
    if (i === 1) {
      await assert.rejects(opening);
      continue;
    }
    const { text, id, lamport, shown } = talk.readMessage((await opening).plaintext, role === 'ombuds' ? 1 : 4);
    assert.deepEqual([text, hex(id), lamport], [kept.text, hex(kept.to[i].message), kept.to[i].lamport]);
    assert.equal(hex(id), hex(talk.messageId(unhex(visitor.envelope_places), office, unhex(person), kept.id)));
    assert.deepEqual([shown.serial, hex(shown.hash)], [roster.serial, hex(roster.hash)]);
  }
});

// ---- what our native code must open ----

async function sealAs(v, fields) {
  const plaintext = talk.writeMessage(fields, v.direction);
  const [secret, xwing] = [unhex(v.recipient), unhex(v.recipient_xwing)];
  const body = await protocol.bodyClose(contextOf(v), {
    recipient: protocol.x25519Public(secret),
    recipientXwing: await protocol.xwingPublic(xwing),
    senderSecret: unhex(v.sender),
    plaintext,
    // fixed, so that the committed file is what this program makes
    innerRandom: protocol.sha256('stranger, inner', plaintext),
    outerRandom: protocol.concat(protocol.sha256('stranger, outer 1', plaintext), protocol.sha256('stranger, outer 2', plaintext)),
  });
  const { direction, person, day, reference, sender_public, recipient, recipient_xwing } = v;
  return {
    direction, person, day, reference, sender_public, recipient, recipient_xwing,
    text: fields.text, plaintext: hex(plaintext).replace(/(00)+$/, ''), body: hex(body),
  };
}

async function strangersSeals() {
  const [toOmbuds, toVisitor, copy] = vectors.seals;
  const me = vectors.visitor.toward[0];
  const id = (name) => protocol.sha256(name).slice(0, 16);
  return Promise.all([
    sealAs(toOmbuds, { kind: 1, lamport: 1, id: id('a'), talk: unhex(me.talk), xwing: unhex(me.xwing_public), shown: { serial: roster.serial, hash: roster.hash }, text: 'A stranger writes. ✓' }),
    sealAs(toVisitor, { kind: 1, lamport: 2, id: id('b'), xwing: protocol.concat(id('a'), new Uint8Array(1200)), text: 'A stranger answers.' }),
    sealAs(copy, { kind: 1, lamport: 3, id: id('c'), to: [{ person: unhex(me.person), meant: true, lamport: 1, message: id('a') }], text: 'A stranger keeps a copy.' }),
  ]);
}

test('what the stranger seals is what test_protocol_vectors opens', async () => {
  assert.deepEqual(await strangersSeals(), JSON.parse(readFileSync(file('stranger_envelope.json'), 'utf8')));
});

if (process.argv[2] === '--write') {
  writeFileSync(file('stranger_envelope.json'), `${JSON.stringify(await strangersSeals(), null, 1)}\n`);
} else {
  process.exitCode = (await runAll()) > 0 ? 1 : 0;
}
