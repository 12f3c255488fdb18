// usage: node interop.mjs PEER: the core and other programs read each other, both ways.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argon2id } from '@noble/hashes/argon2';
import { hex, Refused, startPeer, unhex } from './peer.mjs';
import * as protocol from './protocol.mjs';
import { runAll, test } from './tap.mjs';

const peer = startPeer(process.argv[2]);
const random = (n) => new Uint8Array(randomBytes(n));
const refused = (promise) => assert.rejects(promise, Refused);
// Both sides must refuse what was changed, whatever the library calls it.
const flipped = (bytes, at) => bytes.map((b, i) => (i === at ? b ^ 1 : b));

async function party(suite) {
  const secret = random(32);
  const senderSecret = random(32);
  const recipient = suite === 'xwing' ? await protocol.xwingPublic(secret) : protocol.x25519Public(secret);
  return { secret, senderSecret, recipient, sender: protocol.x25519Public(senderSecret) };
}

// ---- HPKE ----

for (const suite of ['base', 'auth', 'xwing']) {
  test(`hpke ${suite}: hpke-js opens what the core seals`, async () => {
    for (const n of [0, 1, 100, 6976]) {
      const keys = await party(suite);
      const [info, aad, text] = [random(n % 90), random(n % 40), random(n)];
      const { recipient, senderSecret } = keys;
      const sealed = await peer.ask('seal', { suite, recipient, sender_secret: senderSecret, info, aad, text });
      const box = { ...keys, info, aad, enc: unhex(sealed.enc), ct: unhex(sealed.ct) };
      assert.deepEqual(await protocol.open(suite, box), text);
      await assert.rejects(protocol.open(suite, { ...box, ct: flipped(box.ct, n) }));
      await assert.rejects(protocol.open(suite, { ...box, info: random(33) }));
    }
  });

  test(`hpke ${suite}: the core opens what hpke-js seals`, async () => {
    for (const n of [0, 1, 100, 6976]) {
      const keys = await party(suite);
      const [info, aad, text] = [random(n % 90), random(n % 40), random(n)];
      const sealed = await protocol.seal(suite, { ...keys, info, aad, text });
      const box = { suite, secret: keys.secret, sender: keys.sender, info, aad, ...sealed };
      assert.equal((await peer.ask('open', box)).text, hex(text));
      await refused(peer.ask('open', { ...box, ct: flipped(sealed.ct, n) }));
      await refused(peer.ask('open', { ...box, enc: flipped(sealed.enc, 20) }));
      await refused(peer.ask('open', { ...box, info: random(33) }));
    }
  });
}

test('public keys of X25519 and X-Wing are the same', async () => {
  for (let i = 0; i < 10; i += 1) {
    const secret = random(32);
    const keys = await peer.ask('public', { secret });
    assert.equal(keys.x25519, hex(protocol.x25519Public(secret)));
    assert.equal(keys.xwing, hex(await protocol.xwingPublic(secret)));
  }
});

// ---- words, labels, keys ----

test('words made by either side hold for the other', async () => {
  for (let i = 0; i < 200; i += 1) {
    const { words } = await peer.ask('words_new');
    assert.ok(protocol.wordsHold(words), words);
    const bits = random(11);
    bits[0] &= 3;
    const ours = protocol.wordsOf(bits);
    assert.equal((await peer.ask('words_parse', { typed: ours.toUpperCase() })).words, ours);
    const wrong = words.replace(/^\S+/, 'zoom');
    assert.ok(!protocol.wordsHold(wrong));
    await refused(peer.ask('words_parse', { typed: wrong }));
  }
});

test('fingerprints are the same', async () => {
  for (let i = 0; i < 100; i += 1) {
    const office = random(32);
    assert.equal((await peer.ask('fingerprint', { office })).words, protocol.fingerprint(office));
  }
});

test('derive is the same for every length', async () => {
  for (let n = 1; n <= 64; n += 1) {
    const [key, office, context] = [random(32), random(32), random(n)];
    const ours = protocol.derive(key, 'visitor x25519', office, context, n);
    assert.equal((await peer.ask('derive', { key, name: 'visitor x25519', office, context, n })).derived, hex(ours));
  }
});

test('words stretch to the same seed', async () => {
  const office = random(32);
  const { words } = await peer.ask('words_new');
  const seed = argon2id(words, protocol.wordsSalt(office), { m: 64 << 10, t: 3, p: 1, dkLen: 32, version: 0x13 });
  assert.equal((await peer.ask('seed', { words, office })).seed, hex(seed));
});

test('every key that comes from a seed is the same', async () => {
  for (let i = 0; i < 5; i += 1) {
    const [seed, office, person] = [random(32), random(32), random(16)];
    const ours = await protocol.keysOf(seed, office, person);
    const theirs = await peer.ask('keys', { seed, office, person });
    assert.deepEqual(theirs, Object.fromEntries(Object.keys(theirs).map((name) => [name, hex(ours[name])])));
    assert.equal(Object.keys(theirs).length, Object.keys(ours).length);
  }
});

// ---- the seal ----

const directions = { 'to ombuds': 1, 'to visitor': 2, copy: 3, 'to staff': 4 };

for (const [name, direction] of Object.entries(directions)) {
  test(`seal ${name}: either side opens the other's bodies`, async () => {
    const inner = await party('auth');
    const outer = await party('xwing');
    const context = {
      office: random(32),
      direction,
      person: direction === 3 ? new Uint8Array(16) : random(16),
      day: 20000 + direction,
      reference: random(direction === 2 || direction === 3 ? 16 : 32),
    };
    const plaintext = random(6976);
    const { recipient, senderSecret } = inner;

    const ours = await protocol.bodyClose(context, { recipient, recipientXwing: outer.recipient, senderSecret, plaintext });
    assert.equal(ours.length, 8192);
    const theirs = unhex(
      (await peer.ask('body_close', { ...context, recipient, recipient_xwing: outer.recipient, sender_secret: senderSecret, plaintext })).body,
    );
    const keys = { secret: inner.secret, xwing: outer.secret };
    const opened = await protocol.bodyOpen(context, { ...keys, body: theirs });
    assert.deepEqual(opened, { sender: inner.sender, plaintext });
    assert.deepEqual(await peer.ask('body_open', { ...context, ...keys, body: ours }), {
      plaintext: hex(plaintext),
      sender: hex(inner.sender),
    });
    // another day, person, office or direction
    for (const other of [{ day: 1 }, { person: random(16) }, { office: random(32) }, { direction: 5 - direction }]) {
      await refused(peer.ask('body_open', { ...context, ...other, ...keys, body: ours }));
      await assert.rejects(protocol.bodyOpen({ ...context, ...other }, { ...keys, body: theirs }));
    }
  });
}

// ---- minisign ----

// The line below the comment, in which minisign leaves out zeros in front of the key id.
const publicKey = (file) => file.split('\n')[1];

const folder = mkdtempSync(join(tmpdir(), 'alcove-interop-'));
const inFolder = (name) => join(folder, name);
const put = (name, content) => writeFileSync(inFolder(name), content);
const get = (name) => readFileSync(inFolder(name), 'utf8');
const passphrase = 'green door';

// minisign reads the passphrase from standard input when that is no terminal.
function minisign(...args) {
  const asks = !args.includes('-V') && !args.includes('-W');
  const input = asks ? `${passphrase}\n${passphrase}\n` : undefined;
  const { status, stdout, stderr, error } = spawnSync('minisign', args, { cwd: folder, input, encoding: 'utf8' });
  if (error) throw error;
  return { status, output: stdout + stderr };
}

const accepts = (...args) => {
  const { status, output } = minisign(...args);
  assert.equal(status, 0, output);
  return output;
};

// What an Ed25519 of another make says of a prehashed signature file
function opensslVerifies(publicFile, message, signatureFile) {
  const line = (text, n) => Buffer.from(text.split('\n')[n], 'base64');
  const key = protocol.ed25519Key(line(publicFile, 1).subarray(10));
  const signature = line(signatureFile, 1).subarray(10);
  const comment = signatureFile.split('\n')[2].slice('trusted comment: '.length);
  return (
    verify(null, createHash('blake2b512').update(message).digest(), key, signature) &&
    verify(null, Buffer.concat([signature, Buffer.from(comment)]), key, line(signatureFile, 3))
  );
}

for (const message of [random(0), random(1000), new TextEncoder().encode('a roster\n')]) {
  test(`minisign -V verifies what the core signs (${message.length} bytes)`, async () => {
    const key = await peer.ask('minisign_new', { passphrase });
    const { signature } = await peer.ask('minisign_sign', { message, comment: 'alcove/1 roster serial 7' });
    put('ours', message);
    put('ours.pub', key.public);
    put('ours.minisig', signature);
    assert.match(accepts('-V', '-H', '-p', 'ours.pub', '-m', 'ours'), /Trusted comment: alcove\/1 roster serial 7/);
    accepts('-V', '-P', key.public.split('\n')[1], '-m', 'ours');
    assert.ok(opensslVerifies(key.public, message, signature));
    put('ours', flipped(Uint8Array.of(...message, 0), 0));
    assert.notEqual(minisign('-V', '-p', 'ours.pub', '-m', 'ours').status, 0);
  });
}

test('minisign -S signs with a secret key file of the core, and the core verifies', async () => {
  const key = await peer.ask('minisign_new', { passphrase });
  const message = random(300);
  put('core.key', key.secret);
  put('core.pub', key.public);
  put('theirs', message);
  for (const [options, comment] of [[[], 'prehashed'], [['-l'], 'legacy']]) {
    accepts('-S', ...options, '-s', 'core.key', '-m', 'theirs', '-t', comment);
    const signature = get('theirs.minisig');
    const answer = await peer.ask('minisign_verify', { public: key.public, message, signature });
    assert.equal(answer.comment, comment);
    await refused(peer.ask('minisign_verify', { public: key.public, message: random(300), signature }));
  }
  // minisign agrees on which public key belongs to it
  accepts('-R', '-f', '-s', 'core.key', '-p', 'again.pub');
  assert.equal(publicKey(get('again.pub')), publicKey(key.public));
});

test('the core signs with a secret key file of minisign -G, and minisign verifies', async () => {
  accepts('-G', '-f', '-s', 'mini.key', '-p', 'mini.pub');
  const secret = get('mini.key');
  await refused(peer.ask('minisign_load', { secret, passphrase: 'blue door' }));
  const key = await peer.ask('minisign_load', { secret, passphrase });
  assert.equal(publicKey(key.public), publicKey(get('mini.pub')));
  const message = random(50);
  put('mini', message);
  put('mini.minisig', (await peer.ask('minisign_sign', { message, comment: 'c' })).signature);
  accepts('-V', '-p', 'mini.pub', '-m', 'mini');
});

test('minisign -S signs with a secret key file at the cost for passphrases', async () => {
  const key = await peer.ask('minisign_new', { passphrase, dear: true });
  put('dear.key', key.secret);
  put('dear', 'x');
  accepts('-S', '-s', 'dear.key', '-m', 'dear');
  put('dear.pub', key.public);
  accepts('-V', '-p', 'dear.pub', '-m', 'dear');
});

test('a key without a passphrase (minisign -G -W) is not taken', async () => {
  accepts('-G', '-W', '-f', '-s', 'bare.key', '-p', 'bare.pub');
  await refused(peer.ask('minisign_load', { secret: get('bare.key'), passphrase }));
});

const failed = await runAll();
rmSync(folder, { recursive: true });
process.exitCode = (await peer.stop()) !== 0 || failed > 0 ? 1 : 0;
