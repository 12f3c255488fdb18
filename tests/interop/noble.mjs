// usage: node noble.mjs PEER: HPKE put together from other parts than hpke-js's (ML-KEM from noble, X25519, Ed25519
// and the AEAD from libsodium's own JavaScript build), against the core, both ways.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { extract, expand } from '@noble/hashes/hkdf';
import { hmac } from '@noble/hashes/hmac';
import { sha256 } from '@noble/hashes/sha2';
import { sha3_256, shake256 } from '@noble/hashes/sha3';
import { ml_kem768 as mlkem } from '@noble/post-quantum/ml-kem';
import sodium from 'libsodium-wrappers';
import { hex, Refused, startPeer, unhex } from './peer.mjs';
import { runAll, test } from './tap.mjs';

await sodium.ready;
const peer = startPeer(process.argv[2]);
const random = (n) => new Uint8Array(randomBytes(n));
const text = (s) => new TextEncoder().encode(s);
const join = (...parts) => new Uint8Array(Buffer.concat(parts));
const u16 = (n) => Uint8Array.of(n >> 8, n & 255);
const dh = (secret, public_) => sodium.crypto_scalarmult(secret, public_);
const x25519Public = (secret) => sodium.crypto_scalarmult_base(secret);

// ---- X-Wing (draft-connolly-cfrg-xwing-kem §5) ----

const XWING_LABEL = Uint8Array.of(0x5c, 0x2e, 0x2f, 0x2f, 0x5e, 0x5c);

function xwingKeys(seed) {
  const wide = shake256(seed, { dkLen: 96 });
  const lattice = mlkem.keygen(wide.slice(0, 64));
  const x = wide.slice(64);
  return { lattice, x, public: join(lattice.publicKey, x25519Public(x)) };
}

const combine = (ssM, ssX, ctX, pkX) => sha3_256(join(ssM, ssX, ctX, pkX, XWING_LABEL));

function xwingSend(public_) {
  const ephemeral = random(32);
  const pkX = public_.slice(1184);
  const ctX = x25519Public(ephemeral);
  const { cipherText, sharedSecret } = mlkem.encapsulate(public_.slice(0, 1184), random(32));
  return { enc: join(cipherText, ctX), shared: combine(sharedSecret, dh(ephemeral, pkX), ctX, pkX) };
}

function xwingReceive(seed, enc) {
  const keys = xwingKeys(seed);
  const ctX = enc.slice(1088);
  const ssM = mlkem.decapsulate(enc.slice(0, 1088), keys.lattice.secretKey);
  return combine(ssM, dh(keys.x, ctX), ctX, x25519Public(keys.x));
}

// ---- HPKE (RFC 9180 §4, §4.1, §5.1) ----

const labeledExtract = (suite, salt, label, ikm) =>
  extract(sha256, join(text('HPKE-v1'), suite, text(label), ikm), salt);
const labeledExpand = (suite, prk, label, context, n) =>
  expand(sha256, prk, join(u16(n), text('HPKE-v1'), suite, text(label), context), n);
const NONE = new Uint8Array(0);
const KEM_SUITE = join(text('KEM'), u16(0x20));

function dhkem(results, context) {
  const prk = labeledExtract(KEM_SUITE, NONE, 'eae_prk', join(...results));
  return labeledExpand(KEM_SUITE, prk, 'shared_secret', context, 32);
}

function schedule(kem, mode, shared, info) {
  const suite = join(text('HPKE'), u16(kem), u16(1), u16(3));
  const context = join(
    Uint8Array.of(mode),
    labeledExtract(suite, NONE, 'psk_id_hash', NONE),
    labeledExtract(suite, NONE, 'info_hash', info),
  );
  const secret = labeledExtract(suite, shared, 'secret', NONE);
  return [labeledExpand(suite, secret, 'key', context, 32), labeledExpand(suite, secret, 'base_nonce', context, 12)];
}

const SUITES = {
  xwing: { kem: 0x647a, mode: 0 },
  base: { kem: 0x20, mode: 0 },
  auth: { kem: 0x20, mode: 2 },
};

function send(suite, recipient, senderSecret) {
  if (suite === 'xwing') return xwingSend(recipient);
  const ephemeral = random(32);
  const enc = x25519Public(ephemeral);
  const auth = suite === 'auth';
  const results = auth ? [dh(ephemeral, recipient), dh(senderSecret, recipient)] : [dh(ephemeral, recipient)];
  return { enc, shared: dhkem(results, join(enc, recipient, auth ? x25519Public(senderSecret) : NONE)) };
}

function receive(suite, secret, enc, sender) {
  if (suite === 'xwing') return xwingReceive(secret, enc);
  const auth = suite === 'auth';
  const results = auth ? [dh(secret, enc), dh(secret, sender)] : [dh(secret, enc)];
  return dhkem(results, join(enc, x25519Public(secret), auth ? sender : NONE));
}

function seal(suite, { recipient, senderSecret, info, aad, said }) {
  const { enc, shared } = send(suite, recipient, senderSecret);
  const [key, nonce] = schedule(SUITES[suite].kem, SUITES[suite].mode, shared, info);
  return { enc, ct: sodium.crypto_aead_chacha20poly1305_ietf_encrypt(said, aad, null, nonce, key) };
}

function open(suite, { secret, sender, info, aad, enc, ct }) {
  const shared = receive(suite, secret, enc, sender);
  const [key, nonce] = schedule(SUITES[suite].kem, SUITES[suite].mode, shared, info);
  return sodium.crypto_aead_chacha20poly1305_ietf_decrypt(null, ct, aad, nonce, key);
}

for (const suite of Object.keys(SUITES)) {
  test(`hpke ${suite}: noble and libsodium.js read what the core seals, and the core what they seal`, async () => {
    for (const n of [1, 100, 6976]) {
      const [secret, senderSecret, info, aad, said] = [random(32), random(32), random(n % 90), random(n % 40), random(n)];
      const recipient = suite === 'xwing' ? xwingKeys(secret).public : x25519Public(secret);
      const sender = x25519Public(senderSecret);
      const theirs = await peer.ask('seal', { suite, recipient, sender_secret: senderSecret, info, aad, text: said });
      const box = { secret, sender, info, aad, enc: unhex(theirs.enc), ct: unhex(theirs.ct) };
      assert.deepEqual(open(suite, box), said);
      assert.throws(() => open(suite, { ...box, aad: random(41) }));
      const ours = seal(suite, { recipient, senderSecret, info, aad, said });
      assert.equal((await peer.ask('open', { suite, secret, sender, info, aad, ...ours })).text, hex(said));
      await assert.rejects(peer.ask('open', { suite, secret, sender, info, aad: random(41), ...ours }), Refused);
    }
  });
}

// ---- what the core wrote into its vectors ----

const vectors = JSON.parse(readFileSync(new URL('../vectors/alcove_protocol.json', import.meta.url)));

test('libsodium.js verifies the signature of a day bundle and makes the same one', () => {
  const [person] = vectors.people;
  const bundle = unhex(person.day.bundle);
  const keys = sodium.crypto_sign_seed_keypair(unhex(person.desk.sign_seed));
  const [signed, signature] = [bundle.slice(0, -64), bundle.slice(-64)];
  assert.ok(sodium.crypto_sign_verify_detached(signature, signed, keys.publicKey));
  assert.ok(!sodium.crypto_sign_verify_detached(signature, join(signed.slice(1), Uint8Array.of(0)), keys.publicKey));
  assert.deepEqual(sodium.crypto_sign_detached(signed, keys.privateKey), signature);
});

test('noble comes to the same access and tag of a place', () => {
  const { key, day, i, access, tag } = vectors.places.find((place) => place.i !== undefined);
  const office = unhex(vectors.office.office);
  const label = (name) => join(Uint8Array.of(name.length + 9), text(`alcove/1 ${name}`), office);
  const rest = Buffer.alloc(6);
  rest.writeUInt32BE(day);
  rest.writeUInt16BE(i, 4);
  assert.equal(hex(hmac(sha256, unhex(key), join(label('access'), rest))), access);
  assert.equal(hex(sha256(join(label('tag'), unhex(access))).slice(0, 16)), tag);
});

const failed = await runAll();
process.exitCode = (await peer.stop()) !== 0 || failed > 0 ? 1 : 0;
