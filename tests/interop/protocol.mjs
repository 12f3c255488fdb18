// docs/protocol.md §1 to §7 a second time, written from that page and with other libraries:
// hpke-js with mlkem (TypeScript), and Node's own OpenSSL. None of them is kin to libsodium.
import { createDecipheriv, createHash, createHmac, createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CipherSuite, HkdfSha256 } from '@hpke/core';
import { Chacha20Poly1305 } from '@hpke/chacha20poly1305';
import { DhkemX25519HkdfSha256 } from '@hpke/dhkem-x25519';
import { XWing } from '@hpke/hybridkem-x-wing';

const bytes = (...parts) => new Uint8Array(Buffer.concat(parts.map((p) => (typeof p === 'string' ? Buffer.from(p) : p))));
export const concat = bytes;
export const u8 = (v) => Uint8Array.of(v);
export const u16 = (v) => Uint8Array.of(v >> 8, v);
export const u32 = (v) => Uint8Array.of(v >>> 24, v >>> 16, v >>> 8, v);
export const sha256 = (...parts) => new Uint8Array(createHash('sha256').update(bytes(...parts)).digest());
export const hmac = (key, ...parts) => new Uint8Array(createHmac('sha256', key).update(bytes(...parts)).digest());
export const NONE = new Uint8Array(0);

// §1
export function label(name, office) {
  const text = bytes(`alcove/1 ${name}`);
  return bytes(u8(text.length), text, office);
}

export function derive(key, name, office, context, n) {
  const out = [];
  let block = NONE;
  for (let i = 1; out.length * 32 < n; i += 1) {
    block = hmac(key, block, label(name, office), context, u8(i));
    out.push(block);
  }
  return bytes(...out).slice(0, n);
}

// §2, §3
const list = readFileSync(new URL('../../core/crypto/wordlist.txt', import.meta.url), 'utf8').trimEnd().split('\n');
const number = (b) => BigInt(`0x${Buffer.from(b).toString('hex')}`);

function base7776(n, digits) {
  const words = [];
  for (let i = 0; i < digits; i += 1) {
    words.unshift(list[Number(n % 7776n)]);
    n /= 7776n;
  }
  return words;
}

export const fingerprint = (office) =>
  base7776(number(office.slice(0, 16)), 8).map((word) => word.replace('-', '')).join('-');

const check = (random) => sha256('alcove/1 words', random)[0];

export function wordsOf(random82) {
  return base7776(number(random82) * 256n + BigInt(check(random82)), 7).join(' ');
}

export function wordsHold(text) {
  const n = text.split(' ').reduce((sum, word) => sum * 7776n + BigInt(list.indexOf(word)), 0n);
  const random = Buffer.from((n >> 8n).toString(16).padStart(22, '0'), 'hex');
  return n < 1n << 90n && BigInt(check(random)) === (n & 255n);
}

export const wordsSalt = (office) => sha256(label('words', office)).slice(0, 16);

// A raw key as OpenSSL wants it: the DER around it never changes.
const der = (prefix, raw) => ({ key: Buffer.concat([Buffer.from(prefix, 'hex'), raw]), format: 'der' });
const publicOf = (key) => new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32));
export const x25519Public = (secret) =>
  publicOf(createPrivateKey({ ...der('302e020100300506032b656e04220420', secret), type: 'pkcs8' }));
export const ed25519Public = (seed) =>
  publicOf(createPrivateKey({ ...der('302e020100300506032b657004220420', seed), type: 'pkcs8' }));
export const ed25519Key = (raw) => createPublicKey({ ...der('302a300506032b6570032100', raw), type: 'spki' });

export async function xwingPublic(seed) {
  const { publicKey } = await new XWing().generateKeyPairDerand(seed);
  return new Uint8Array(await new XWing().serializePublicKey(publicKey));
}

export async function keysOf(seed, office, person) {
  const keys = {
    talk_x25519: derive(seed, 'visitor x25519', office, person, 32),
    talk_xwing: derive(seed, 'visitor x-wing', office, person, 32),
    talk: derive(seed, 'visitor talk', office, person, 32),
    copy_x25519: derive(seed, 'copy x25519', office, NONE, 32),
    copy_xwing: derive(seed, 'copy x-wing', office, NONE, 32),
    copy: derive(seed, 'copy places', office, NONE, 32),
    envelope: derive(seed, 'envelope places', office, NONE, 32),
    claim: derive(seed, 'claim', office, NONE, 16),
    sign_public: ed25519Public(derive(seed, 'desk sign', office, NONE, 32)),
    reply: derive(seed, 'desk reply', office, NONE, 32),
    vault: derive(seed, 'desk vault', office, NONE, 32),
  };
  keys.talk_x25519_public = x25519Public(keys.talk_x25519);
  keys.talk_xwing_public = await xwingPublic(keys.talk_xwing);
  keys.copy_x25519_public = x25519Public(keys.copy_x25519);
  keys.copy_xwing_public = await xwingPublic(keys.copy_xwing);
  keys.reply_public = x25519Public(keys.reply);
  return keys;
}

// HPKE
const suites = {
  x25519: new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Chacha20Poly1305() }),
  xwing: new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Chacha20Poly1305() }),
};
const suiteOf = (name) => suites[name === 'xwing' ? 'xwing' : 'x25519'];
// hpke-js wants ArrayBuffers of just these bytes
const own = (b) => Uint8Array.from(b).buffer;

async function x25519Pair(suite, secret) {
  return {
    privateKey: await suite.kem.deserializePrivateKey(own(secret)),
    publicKey: await suite.kem.deserializePublicKey(own(x25519Public(secret))),
  };
}

// random: the encapsulation's randomness, for vectors; of X25519 it is the ephemeral scalar.
export async function seal(name, { recipient, senderSecret, info, aad, text, random }) {
  const suite = suiteOf(name);
  const context = await suite.createSenderContext({
    recipientPublicKey: await suite.kem.deserializePublicKey(own(recipient)),
    ...(name === 'auth' ? { senderKey: await x25519Pair(suite, senderSecret) } : {}),
    ...(random ? { ekm: name === 'xwing' ? own(random) : await x25519Pair(suite, random) } : {}),
    info: own(info),
  });
  return { enc: new Uint8Array(context.enc), ct: new Uint8Array(await context.seal(own(text), own(aad))) };
}

export async function open(name, { secret, sender, info, aad, enc, ct }) {
  const suite = suiteOf(name);
  const context = await suite.createRecipientContext({
    recipientKey: name === 'xwing' ? await suite.kem.generateKeyPairDerand(secret) : await x25519Pair(suite, secret),
    ...(name === 'auth' ? { senderPublicKey: await suite.kem.deserializePublicKey(own(sender)) } : {}),
    enc: own(enc),
    info: own(info),
  });
  return new Uint8Array(await context.open(own(ct), own(aad)));
}

// §7
const infoOf = (layer, c) => bytes(label(layer, c.office), u8(c.direction), c.person, u32(c.day), c.reference);

export async function bodyClose(c, { recipient, recipientXwing, senderSecret, plaintext, innerRandom, outerRandom }) {
  const aad = NONE;
  const info = infoOf('inner', c);
  const inner = await seal('auth', { recipient, senderSecret, info, aad, text: plaintext, random: innerRandom });
  const text = bytes(x25519Public(senderSecret), inner.enc, inner.ct);
  const outer = await seal('xwing', { recipient: recipientXwing, info: infoOf('outer', c), aad, text, random: outerRandom });
  return bytes(outer.enc, outer.ct);
}

// The key schedule of RFC 9180 §5.1 and its AEAD (mode Base, without PSK) by hand: from the KEM's shared secret alone
function openShared({ shared, info, ct }) {
  const suite = bytes('HPKE', new Uint8Array([0x64, 0x7a, 0, 1, 0, 3]));
  const extract = (salt, name, ikm) => hmac(salt, 'HPKE-v1', suite, name, ikm);
  const context = bytes(u8(0), extract(NONE, 'psk_id_hash', NONE), extract(NONE, 'info_hash', info));
  const secret = extract(shared, 'secret', NONE);
  const expand = (name, n) => hmac(secret, u8(0), u8(n), 'HPKE-v1', suite, name, context, u8(1)).slice(0, n);
  const cipher = createDecipheriv('chacha20-poly1305', expand('key', 32), expand('base_nonce', 12), { authTagLength: 16 });
  cipher.setAuthTag(ct.slice(-16));
  return bytes(cipher.update(ct.slice(0, -16)), cipher.final());
}

// shared: in place of the X-Wing key, what a vault keeps of a message that waits
export async function bodyOpen(c, { secret, xwing, shared, body }) {
  const enc = body.slice(0, 1120);
  const ct = body.slice(1120);
  const info = infoOf('outer', c);
  const between = shared ? openShared({ shared, info, ct }) : await open('xwing', { secret: xwing, info, aad: NONE, enc, ct });
  const sender = between.slice(0, 32);
  const plaintext = await open('auth', {
    secret,
    sender,
    info: infoOf('inner', c),
    aad: NONE,
    enc: between.slice(32, 64),
    ct: between.slice(64),
  });
  return { sender, plaintext };
}
