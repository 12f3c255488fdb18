// docs/protocol.md §4 to §11 a second time, beside protocol.mjs: rosters, bundles, places, messages, vaults, requests.
import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv, createHash, createPrivateKey, sign, verify } from 'node:crypto';
import * as protocol from './protocol.mjs';

const { concat, derive, hmac, label, sha256, u16, u32, u8 } = protocol;
export const hex = (b) => Buffer.from(b).toString('hex');
export const unhex = (text) => new Uint8Array(Buffer.from(text, 'hex'));
const same = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)) === 0;
const zeros = (n) => new Uint8Array(n);
const text = (b) => new TextDecoder('utf-8', { fatal: true }).decode(b);

export class Reader {
  constructor(b) {
    this.b = Buffer.from(b);
    this.at = 0;
  }
  bytes(n) {
    assert.ok(this.at + n <= this.b.length, 'too short');
    this.at += n;
    return new Uint8Array(this.b.subarray(this.at - n, this.at));
  }
  uint(n) {
    return this.bytes(n).reduce((v, byte) => v * 256 + byte, 0);
  }
  rest() {
    return this.bytes(this.b.length - this.at);
  }
}

// ---- Ed25519 ----

const ed25519Verify = (message, publicKey, signature) =>
  verify(null, message, protocol.ed25519Key(Buffer.from(publicKey)), signature);
export function ed25519Sign(message, seed) {
  const key = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  return new Uint8Array(sign(null, message, createPrivateKey({ key, format: 'der', type: 'pkcs8' })));
}

// ---- §2 to §5 ----

export const officeId = (root) => sha256('alcove/1 office', root);
export const personId = (office, signPublic) => sha256(label('person', office), signPublic).slice(0, 16);

// minisign: Ed ‖ key id ‖ key in base64
export function minisignPublic(base64) {
  const raw = Buffer.from(base64, 'base64');
  assert.equal(raw.length, 42);
  assert.equal(raw.toString('latin1', 0, 2), 'Ed');
  return { keyId: new Uint8Array(raw.subarray(2, 10)), key: new Uint8Array(raw.subarray(10)) };
}

// The trusted comment; throws when a signature does not hold.
export function minisignVerify(root, message, file) {
  const lines = file.split('\n');
  const raw = Buffer.from(lines[1], 'base64');
  const comment = lines[2].slice('trusted comment: '.length);
  assert.ok(lines[2].startsWith('trusted comment: '));
  assert.equal(raw.toString('latin1', 0, 2), 'ED');
  assert.ok(same(raw.subarray(2, 10), root.keyId), 'another key');
  const signature = raw.subarray(10);
  assert.ok(ed25519Verify(createHash('blake2b512').update(message).digest(), root.key, signature), 'signature');
  const whole = Buffer.concat([signature, Buffer.from(comment)]);
  assert.ok(ed25519Verify(whole, root.key, Buffer.from(lines[3], 'base64')), 'comment');
  return comment;
}

export function readRoster(root, file, signature, { origin, today }) {
  const office = officeId(root.key);
  const end = file.indexOf('\n');
  const roster = JSON.parse(file.slice(end + 1));
  assert.equal(minisignVerify(root, file, signature), `alcove/1 roster serial ${roster.serial}`);
  assert.equal(file.slice(0, end), `alcove/1 roster ${hex(office)}`);
  assert.ok(today <= roster.not_after, 'expired');
  assert.ok(roster.origins.includes(origin), 'another address');
  return { ...roster, officeId: office, hash: sha256(file) };
}

export function dayKeys(seed, office, person, day) {
  const context = concat(person, u32(day));
  return {
    x25519: derive(seed, 'day x25519', office, context, 32),
    xwing: derive(seed, 'day x-wing', office, context, 32),
  };
}

export async function writeBundle({ seed, day, serial, rosterSerial, rosterHash }, office, person, signSeed) {
  const keys = dayKeys(seed, office, person, day);
  const signed = concat(
    label('bundle', office), person, u32(day), u32(serial), u32(rosterSerial), rosterHash,
    protocol.x25519Public(keys.x25519), await protocol.xwingPublic(keys.xwing),
  );
  return concat(signed, ed25519Sign(signed, signSeed));
}

export function readBundle(b, roster) {
  assert.equal(b.length, 1420);
  const r = new Reader(b);
  assert.ok(same(r.bytes(48), label('bundle', roster.officeId)), 'another office');
  const bundle = {
    person: r.bytes(16), day: r.uint(4), serial: r.uint(4), rosterSerial: r.uint(4), rosterHash: r.bytes(32),
    x25519: r.bytes(32), xwing: r.bytes(1216), hash: sha256(b),
  };
  const person = roster.people.find((p) => p.id === hex(bundle.person));
  assert.ok(ed25519Verify(b.slice(0, 1356), unhex(person.sign), b.slice(1356)), 'signature');
  assert.ok(bundle.serial >= (person.least ?? 1), 'refused since a theft');
  assert.ok(bundle.rosterSerial <= roster.serial);
  assert.ok(bundle.rosterSerial < roster.serial || same(bundle.rosterHash, roster.hash), 'another roster');
  return bundle;
}

// ---- §6 ----

const tagOf = (office, access) => sha256(label('tag', office), access).slice(0, 16);

export function placeAt(key, office, day, i) {
  const access = hmac(key, label('access', office), u32(day), u16(i));
  return { day, access, tag: tagOf(office, access) };
}

// The tables of closed days: each day with its entries, in hex
export function readClosed(bytes) {
  const r = new Reader(bytes);
  const days = new Map();
  while (r.at < bytes.length) {
    const day = r.uint(4);
    const n = r.uint(4);
    const entries = Array.from({ length: n }, () => hex(r.bytes(8)));
    assert.deepEqual([...new Set(entries)].sort(), entries, 'entries rise');
    assert.ok([...days.keys()].every((before) => before < day), 'days rise');
    days.set(day, new Set(entries));
  }
  return days;
}

// Which of a holder's places are in a day's table: one past where nothing is may be there still.
export function searchClosed(entries, key, office, day) {
  const found = [];
  for (let i = 0, absent = 0; i < 64 && absent <= 8; i++) {
    const there = entries.has(hex(placeAt(key, office, day, i).tag.slice(0, 8)));
    absent = there ? 0 : absent + 1;
    if (there) found.push(i);
  }
  return found;
}

export function placeOfEnvelope(key, office, person, day, message, part) {
  const access = hmac(key, label('envelope access', office), person, u32(day), message, u8(part));
  return { day, access, tag: tagOf(office, access) };
}

// ---- §8 ----

const PART_BYTES = 5509;

export function pieces(n) {
  let parts = 1;
  while (parts * PART_BYTES < n) parts *= 2;
  return Array.from({ length: parts }, (_, i) => Math.max(0, Math.min(PART_BYTES, n - i * PART_BYTES)));
}

const COPY = 3;
const towardDesk = (direction) => direction === 1 || direction === 4;

// What a person knows a message by whose copy has this id
export const messageId = (envelopeKey, office, person, copy) =>
  derive(envelopeKey, 'message id', office, concat(person, copy), 16);

// to: [{ person, meant, lamport, message }, …] of a visitor's own copy; shown: { serial, hash } toward the desk
export function writeMessage(m, direction) {
  const words = new TextEncoder().encode(m.text ?? '');
  const to = direction === COPY ? m.to ?? [] : [];
  const shown = towardDesk(direction) ? concat(u32(m.shown?.serial ?? 0), m.shown?.hash ?? zeros(32), zeros(92)) : zeros(128);
  const after = 8 - to.length;
  assert.ok(words.length <= PART_BYTES);
  return concat(
    u8(m.kind), u8(m.part ?? 0), u8(m.parts ?? 1), u8(to.reduce((mask, row, i) => mask | (row.meant ? 1 << i : 0), 0)),
    u32(m.lamport ?? 0), m.id, m.claim ?? zeros(16), m.from ?? zeros(16),
    to.length > 0 ? concat(...to.map((row) => u32(row.lamport)), zeros(4 * after)) : m.talk ?? zeros(32),
    m.proof ?? zeros(32), u8(to.length),
    to.length > 0 ? concat(...to.map((row) => row.person), zeros(16 * after)) : shown,
    to.length > 0 ? concat(...to.map((row) => row.message), zeros(1216 - 16 * to.length)) : m.xwing ?? zeros(1216),
    u16(words.length), words, zeros(PART_BYTES - words.length),
  );
}

const KIND_LAST = 4;
const KIND_MUST_UNDERSTAND = 0x80;
const TAG_MUST_UNDERSTAND = 0x8000;

// Of a kind that we do not know only kind and id mean anything.
export function readMessage(plaintext, direction) {
  assert.equal(plaintext.length, 6976);
  const r = new Reader(plaintext);
  const m = { kind: r.uint(1), part: r.uint(1), parts: r.uint(1) };
  assert.notEqual(m.kind, 0);
  if (m.kind > KIND_LAST) {
    return { kind: m.kind, unknown: true, mustUnderstand: (m.kind & KIND_MUST_UNDERSTAND) !== 0, id: plaintext.slice(8, 24) };
  }
  const mask = r.uint(1);
  Object.assign(m, { lamport: r.uint(4), id: r.bytes(16), claim: r.bytes(16), from: r.bytes(16) });
  const numbers = r.bytes(32);
  m.proof = r.bytes(32);
  const count = r.uint(1);
  const people = new Reader(r.bytes(128));
  const ids = r.bytes(1216);
  assert.ok(direction === COPY || (count === 0 && mask === 0));
  assert.ok(count <= 8 && mask >> count === 0);
  m.shown = towardDesk(direction) ? { serial: people.uint(4), hash: people.bytes(32) } : { serial: 0, hash: zeros(32) };
  [m.talk, m.xwing, m.to] = [numbers, ids, []];
  if (count > 0) {
    const [number, id] = [new Reader(numbers), new Reader(ids)];
    m.to = Array.from({ length: count }, (_, i) => (
      { person: people.bytes(16), meant: (mask >> i & 1) === 1, lamport: number.uint(4), message: id.bytes(16) }));
    assert.ok([...number.rest(), ...id.rest()].every((b) => b === 0), 'not zero');
    assert.ok(m.to.every((row) => row.meant || (row.lamport === 0 && row.message.every((b) => b === 0))), 'not meant');
    [m.talk, m.xwing] = [zeros(32), zeros(1216)];
  }
  m.text = text(r.bytes(r.uint(2)));
  assert.ok([...people.rest(), ...r.rest()].every((b) => b === 0), 'not zero');
  return m;
}

// What an ombuds's text was written after: ids where a visitor's has an X-Wing key
export function after(xwing) {
  const r = new Reader(xwing);
  const ids = [];
  for (let id; r.at < r.b.length && (id = r.bytes(16)).some((b) => b !== 0); ) ids.push(id);
  return ids;
}

const hexOf = (b) => Buffer.from(b).toString('hex');
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const place = (m) => (BigInt(m.day) << 32n) | BigInt(m.lamport);
const byNumber = (a, b) => compare(place(a), place(b)) || compare(hexOf(a.id), hexOf(b.id));

// The order of reading in a room. messages: { id, person (zeros: the visitor), day, lamport, to, after }
export function inOrder(messages) {
  const all = [...messages].sort(byNumber).map((m) => ({ ...m, by: hexOf(m.person), at: place(m) }));
  const visitor = '0'.repeat(32);
  const talks = [...new Set(all.flatMap((m) => [
    ...(m.by === visitor ? [] : [m.by]), ...m.to.filter((row) => row.meant).map((row) => hexOf(row.person)),
  ]))];
  // one talk: what was said in it, by the numbers and ids that it has there
  const talkWith = (person) => all.flatMap((m) => {
    const row = m.to.find((one) => one.meant && hexOf(one.person) === person);
    if (m.by === person) return [{ m, id: m.id, lamport: m.lamport, day: m.day }];
    return m.by === visitor && row ? [{ m, id: row.message, lamport: row.lamport, day: m.day }] : [];
  }).sort(byNumber);
  let moved = true;
  for (let pass = 0; moved && pass < talks.length; pass++) {
    moved = false;
    for (const person of talks) {
      const talk = talkWith(person);
      let words = talk.filter(({ m }) => m.by === visitor);
      const taken = [];
      for (const answer of talk.filter(({ m }) => m.by === person)) {
        const named = new Set(answer.m.after.map(hexOf));
        taken.push(...words.filter(({ id }) => named.has(hexOf(id))), answer);
        words = words.filter(({ id }) => !named.has(hexOf(id)));
      }
      taken.push(...words);
      for (let i = 1; i < taken.length; i++) {
        if (taken[i].m.at > taken[i - 1].m.at) continue;
        taken[i].m.at = taken[i - 1].m.at + 1n;
        moved = true;
      }
    }
  }
  return all.sort((a, b) => compare(a.at, b.at) || byNumber(a, b)).map((m) => m.id);
}

// Items of a structured message, those of unknown tags too
export function readItems(b) {
  const r = new Reader(b);
  const items = [];
  while (r.at < r.b.length) {
    const tag = r.uint(2);
    items.push({ tag, mustUnderstand: (tag & TAG_MUST_UNDERSTAND) !== 0, bytes: r.bytes(r.uint(2)) });
  }
  return items;
}

export const renewalProof = (office, oldTalk, { x25519Public, xwingPublic, talk }) =>
  derive(oldTalk, 'renew', office, concat(x25519Public, sha256(xwingPublic), talk), 32);

// ---- §9 ----

const vaultParts = (key, office, person, version, format, salt) => [
  derive(key, 'vault', office, salt, 32),
  concat(label('vault', office), person, u32(version), u16(format)),
];

export function openVault(blob, key, office, person, version) {
  const r = new Reader(blob);
  const [format, salt, sealed] = [r.uint(2), r.bytes(32), r.rest()];
  const [secret, aad] = vaultParts(key, office, person, version, format, salt);
  const cipher = createDecipheriv('chacha20-poly1305', secret, zeros(12), { authTagLength: 16 });
  cipher.setAAD(aad, { plaintextLength: sealed.length - 16 });
  cipher.setAuthTag(sealed.slice(-16));
  return concat(cipher.update(sealed.slice(0, -16)), cipher.final());
}

export function sealVault(plaintext, key, office, person, version, salt) {
  const format = new Reader(plaintext).uint(2);
  const [secret, aad] = vaultParts(key, office, person, version, format, salt);
  const cipher = createCipheriv('chacha20-poly1305', secret, zeros(12), { authTagLength: 16 });
  cipher.setAAD(aad, { plaintextLength: plaintext.length });
  return concat(u16(format), salt, cipher.update(plaintext), cipher.final(), cipher.getAuthTag());
}

function readVaultMessage(r) {
  const m = { id: r.bytes(16), person: r.bytes(16), kind: r.uint(1), unsent: r.uint(1), parts: r.uint(1), lamport: r.uint(4), day: r.uint(4), outlived: r.uint(1) };
  const have = r.uint(2);
  m.after = Array.from({ length: r.uint(1) }, () => r.bytes(16));
  if (m.person.every((b) => b === 0)) m.shown = { serial: r.uint(4), hash: r.bytes(32) };
  m.pieces = Array.from({ length: m.parts }, (_, i) => (have & (1 << i) ? text(r.bytes(r.uint(2))) : null));
  return m;
}

const rest = (r, one) => {
  const all = [];
  while (r.at < r.b.length) all.push(one(r));
  return all;
};

// Sections of a vault, items of a matter: u16 kind ‖ u32 length ‖ bytes; kind 0 ends, and zeros follow.
export function sections(r) {
  const found = [];
  while (r.at < r.b.length) {
    const kind = r.uint(2);
    if (kind === 0) {
      assert.ok(r.rest().every((b) => b === 0), 'not zero');
      break;
    }
    found.push({ kind, bytes: r.bytes(r.uint(4)) });
  }
  return found;
}

const ended = (r) => ({ id: r.uint(4), day: r.uint(4), until: r.uint(4), into: r.uint(4) });
export const readLater = (r) => ({ day: r.uint(4), sender: r.bytes(32), of: r.bytes(32), plaintext: r.bytes(r.uint(2)) });
const readRest = (r) => ({ group: r.uint(2), heard: r.uint(2), did: r.uint(1) });
function readMark(r) {
  const m = { id: r.bytes(8), period: r.uint(2) };
  const state = r.uint(1);
  Object.assign(m, { state: state >> 4, back: state & 15, origin: r.uint(1), visitors: r.uint(2), talks: r.uint(2), matters: r.uint(1) }, readRest(r));
  const pair = r.uint(1);
  return Object.assign(m, { with: pair >> 4, minutes: pair & 15, ended: r.uint(1), concerns: r.bytes(8) });
}
function readOutreach(r) {
  const o = { id: r.bytes(16), day: r.uint(4), kind: r.uint(1), people: r.uint(2) };
  assert.equal(r.uint(1), 0);
  return o;
}
function readThemes(r) {
  const themes = Array.from({ length: r.uint(1) }, () => ({ id: r.bytes(8), period: r.uint(2), text: Buffer.from(r.bytes(r.uint(1))).toString() }));
  return { themes, noticed: rest(r, () => ({ id: r.bytes(8), theme: r.bytes(8), period: r.uint(2) })) };
}
// Of a concern, by its byte: "2.m", "x", "x.a".
export function codeText(code) {
  if (code >= 235) return code === 235 ? 'x' : `x.${String.fromCharCode(96 + code - 235)}`;
  return `${Math.ceil(code / 26)}.${String.fromCharCode(97 + ((code - 1) % 26))}`;
}
// Of a row that an office named itself.
export function rowKey(name) {
  let hash = 0x811c9dc5;
  for (const b of Buffer.from(name)) hash = Math.imul(hash ^ (b >= 65 && b <= 90 ? b + 32 : b), 0x01000193) >>> 0;
  return ((hash >>> 16) ^ (hash & 0xffff)) || 1;
}
export const markId = (office, secret, messageId) => sha256(label('mark', office), secret, messageId).slice(0, 8);

const SECTIONS = {
  1: ['head', (r) => ({ rosterSerial: r.uint(4), rosterHash: r.bytes(32), bundleSerial: r.uint(4) })],
  2: ['seeds', (r) => rest(r, () => ({ day: r.uint(4), serial: r.uint(4), rosterSerial: r.uint(4), rosterHash: r.bytes(32), seed: r.bytes(32) }))],
  3: ['seen', (r) => rest(r, () => ({ day: r.uint(4), mark: r.bytes(16) }))],
  4: ['devices', (r) => rest(r, () => ({ id: r.bytes(16), count: r.uint(4) }))],
  5: ['ended', (r) => rest(r, ended)],
  6: ['done', (r) => rest(r, () => r.bytes(16))],
  9: ['unsettled', (r) => rest(r, () => ({ day: r.uint(4), x25519: r.bytes(32), xwingHash: r.bytes(32), talk: r.bytes(32), proof: r.bytes(32), flags: r.uint(1) }))],
  13: ['marks', (r) => rest(r, readMark)],
  14: ['log', (r) => ({ demand: r.uint(4), outreach: rest(r, readOutreach) })],
  15: ['themes', readThemes],
  16: ['brought', (r) => ({ period: r.uint(2), tables: r.uint(2), rows: rest(r, () => ({ table: r.uint(1), key: r.uint(2), n: r.uint(2) })) })],
  7: ['later', (r) => ({ dropped: r.uint(4), until: r.uint(4) })],
  11: ['rosters', (r) => rest(r, () => ({ serial: r.uint(4), hash: r.bytes(32) }))],
};

export function readVault(plaintext) {
  const r = new Reader(plaintext);
  assert.equal(r.uint(2), 3, 'format');
  const vault = { matters: [], laterMessages: [], unfiled: [], unknown: [] };
  const underEndDay = (r) => ({ number: r.uint(4), endDay: r.uint(4), sealed: r.rest() });
  for (const { kind, bytes } of sections(r)) {
    const inside = new Reader(bytes);
    if (kind === 8) vault.matters.push(underEndDay(inside));
    else if (kind === 12) vault.unfiled.push(underEndDay(inside));
    else if (kind === 10) vault.laterMessages.push(underEndDay(inside));
    else if (SECTIONS[kind]) vault[SECTIONS[kind][0]] = SECTIONS[kind][1](inside);
    else vault.unknown.push({ kind, bytes });
  }
  return vault;
}

export function readUnfiled(plaintext) {
  const r = new Reader(plaintext);
  const day = { x25519: r.bytes(32), bundleHash: r.bytes(32) };
  return { ...day, rows: rest(r, () => ({ tag: r.bytes(16), sender: r.bytes(12), shared: r.bytes(32) })) };
}

// name: "vault matter", "vault later" or "vault unfiled"
export function openUnderEndDay({ number, endDay, sealed }, name, endKey, office, person, salt) {
  const secret = derive(endKey, name, office, concat(person, salt, u32(number), u32(endDay)), 32);
  const cipher = createDecipheriv('chacha20-poly1305', secret, zeros(12), { authTagLength: 16 });
  cipher.setAAD(concat(label(name, office), person), { plaintextLength: sealed.length - 16 });
  cipher.setAuthTag(sealed.slice(-16));
  return concat(cipher.update(sealed.slice(0, -16)), cipher.final());
}

// By what an act is known again: a string, or undefined for a key that is not given.
export function actCheck(id, matter, verb, ...wanted) {
  const string = (s) => (s === undefined ? zeros(5) : concat(u8(1), u32(Buffer.from(s).length), Buffer.from(s)));
  return sha256(concat(string('alcove/1 act'), id, u32(matter), string(verb), ...wanted.map(string))).slice(0, 8);
}

export function readMatter(plaintext) {
  const matter = { correspondents: [], notes: '', label: '', acts: [], unknown: [] };
  for (const { kind, bytes } of sections(new Reader(plaintext))) {
    const r = new Reader(bytes);
    if (kind === 1) Object.assign(matter, { origin: r.uint(1), taken: r.bytes(16), lastOn: r.uint(4) });
    else if (kind === 2) matter.label = text(bytes);
    else if (kind === 3) matter.notes = text(bytes);
    else if (kind === 5) matter.acts = rest(r, () => ({ id: r.bytes(16), check: r.bytes(8) }));
    else if (kind === 6) matter.kept = bytes.length === 0;
    else if (kind === 4) {
      const c = { x25519: r.bytes(32), xwing: r.bytes(1216), talk: r.bytes(32), claim: r.bytes(16), proof: r.bytes(32) };
      c.messages = Array.from({ length: r.uint(4) }, () => readVaultMessage(r));
      matter.correspondents.push(c);
    } else if (kind === 7) {
      matter.count = { mark: r.bytes(8), first: r.uint(2), flags: r.uint(1), tallied: r.bytes(4), concerns: r.bytes(8), ...readRest(r), with: r.uint(1), ended: r.uint(1), minutes: r.uint(1) };
    } else matter.unknown.push({ kind, bytes });
  }
  return matter;
}

// ---- §10, §11 ----

export function login(office, person, challenge, origin, signSeed) {
  const body = concat(person, challenge, u8(origin.length), origin);
  return concat(body, ed25519Sign(concat(label('login', office), body), signSeed));
}

const u64 = (n) => concat(u32(Math.floor(n / 2 ** 32)), u32(n % 2 ** 32));

export function header({ operation, count = 0, rosterSerial, day = 0, hour = 0, nonce = 0 }) {
  return concat(u8(operation), u8(count), u16(0), u32(rosterSerial), u32(day), u32(hour), u64(nonce), zeros(40));
}

export const slotsOf = (slots) => concat(...slots.flatMap(({ tag, body }) => [tag, body]));
export const entriesOf = (places) => concat(...places.flatMap(({ day, access }) => [u32(day), access]));

export function solve(challenge, slotsHash, bits) {
  for (let nonce = 0; ; nonce += 1) {
    const hash = sha256('alcove/1 puzzle', challenge, slotsHash, u64(nonce));
    if (BigInt(`0x${hex(hash)}`) >> BigInt(256 - bits) === 0n) return nonce;
  }
}

export function readAnswer(head) {
  const r = new Reader(head);
  const answer = { status: r.uint(1), bits: r.uint(1) };
  r.bytes(2);
  return Object.assign(answer, { day: r.uint(4), hour: r.uint(4), challenge: r.bytes(32) });
}
