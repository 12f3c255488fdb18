// The vectors of tests/vectors on WebAssembly: single primitives as published, and the protocol's byte for byte.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Core, Failed, hex, raw, unhex } from './core.mjs';
import { test } from '../interop/tap.mjs';

const read = (name) => readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8');
const load = (name) => JSON.parse(read(name));

export function vectorTests(file) {
  const core = Core.load(file);
  const { calls } = core;
  const filled = (n, call, ...values) => hex(core.filled(n, call, ...values));
  // 0 means that it holds
  const holds = (call, ...values) => core.call(call, ...values) === 0;
  const bytes = (text) => raw(unhex(text));

  // check(test, valid, group) for each test of a Wycheproof file; all of them must be seen.
  function wycheproof(name, count, check) {
    test(`${name} on WebAssembly`, () => {
      let seen = 0;
      for (const group of load(`wycheproof_${name}_test.json`).testGroups) {
        for (const one of group.tests) {
          check(one, one.result !== 'invalid', group);
          seen += 1;
        }
      }
      assert.equal(seen, count);
    });
  }

  wycheproof('x25519', 518, (t) => {
    const zero = t.flags.includes('ZeroSharedSecret');
    const accepted = !zero && !t.flags.includes('NonCanonicalPublic');
    assert.equal(holds(calls.test_x25519_check, bytes(t.public)), accepted);
    if (zero) assert.throws(() => filled(32, calls.test_x25519, bytes(t.private), bytes(t.public)), Failed);
    else assert.equal(filled(32, calls.test_x25519, bytes(t.private), bytes(t.public)), t.shared);
  });

  wycheproof('hkdf_sha256', 86, (t, valid) => {
    assert.equal(valid, t.size <= 255 * 32);
    if (valid) assert.equal(filled(t.size, calls.test_hkdf, t.size, unhex(t.salt), unhex(t.ikm), unhex(t.info)), t.okm);
  });

  wycheproof('hmac_sha256', 174, (t, valid) => {
    assert.equal(filled(32, calls.test_hmac, unhex(t.key), unhex(t.msg)).startsWith(t.tag), valid);
  });

  wycheproof('chacha20_poly1305', 325, (t, valid) => {
    if (t.iv.length !== 24) return assert.ok(!valid);
    const [key, nonce, aad] = [bytes(t.key), bytes(t.iv), unhex(t.aad)];
    const sealed = t.ct + t.tag;
    const open = () => filled(t.msg.length / 2, calls.test_aead_open, key, nonce, aad, unhex(sealed));
    if (!valid) return assert.throws(open, Failed);
    assert.equal(open(), t.msg);
    return assert.equal(filled(sealed.length / 2, calls.test_aead_seal, key, nonce, aad, unhex(t.msg)), sealed);
  });

  wycheproof('ed25519', 151, (t, valid, group) => {
    const verified = t.sig.length === 128 && holds(calls.test_ed25519_verify, bytes(t.sig), bytes(group.publicKey.pk), unhex(t.msg));
    assert.equal(verified, valid);
  });

  wycheproof('mlkem_768_semi_expanded_decaps', 9, (t, valid) => {
    const sizes = t.dk.length === 2 * 2400 && t.c.length === 2 * 1088;
    if (!valid) return assert.ok(!sizes || t.flags.includes('InvalidDecapsulationKey'));
    return assert.equal(filled(32, calls.test_mlkem_dec, bytes(t.c), bytes(t.dk)), t.K);
  });

  test('RFC 5869 on WebAssembly', () => {
    for (const t of load('rfc5869.json')) {
      assert.equal(filled(t.length, calls.test_hkdf, t.length, unhex(t.salt), unhex(t.ikm), unhex(t.info)), t.okm);
    }
  });

  test('RFC 8032 on WebAssembly', () => {
    for (const t of load('rfc8032.json')) {
      assert.equal(filled(64, calls.test_ed25519_sign, bytes(t.secret), unhex(t.message)), t.signature);
      assert.ok(holds(calls.test_ed25519_verify, bytes(t.signature), bytes(t.public), unhex(t.message)));
    }
  });

  test('Argon2id on WebAssembly', () => {
    for (const t of load('argon2id.json')) {
      const n = t.tag.length / 2;
      const salt = raw(Buffer.from(t.salt));
      assert.equal(filled(n, calls.test_argon2id, n, t.password, salt, t.passes, t.memory_kib * 1024), t.tag);
    }
  });

  test('RFC 9180 A.2, Base and Auth, on WebAssembly', () => {
    const modes = load('rfc9180_a2.json').filter((t) => t.setup === 'Base' || t.setup === 'Auth');
    assert.equal(modes.length, 2);
    for (const t of modes) {
      const [{ pt, aad, ct }] = t.encryptions;
      const [sender, senderSecret] = t.setup === 'Auth' ? [bytes(t.pkSm), bytes(t.skSm)] : [raw(null), raw(null)];
      const [info, extra] = [unhex(t.info), unhex(aad)];
      assert.equal(filled(pt.length / 2, calls.test_hpke_open, bytes(t.enc), bytes(t.skRm), sender, info, extra, unhex(ct)), pt);
      // enc and ciphertext, one after the other
      const at = calls.alloc(32);
      const n = ct.length / 2;
      assert.equal(filled(n, (out, ...rest) => calls.test_hpke_seal(at, out, ...rest), bytes(t.pkRm), senderSecret, bytes(t.skEm), info, extra, unhex(pt)), ct);
      assert.equal(hex(core.bytes(at, 32)), t.enc);
      calls.release(at, 32);
    }
  });

  test('X-Wing, its draft and its HPKE, on WebAssembly', () => {
    for (const t of load('xwing_draft.json')) {
      assert.equal(filled(1216, calls.test_xwing_public, bytes(t.seed)), t.pk);
      assert.equal(filled(1120, (enc, ...rest) => {
        const shared = calls.alloc(32);
        const err = calls.test_xwing_enc(enc, shared, ...rest);
        assert.equal(hex(core.bytes(shared, 32)), t.ss);
        calls.release(shared, 32);
        return err;
      }, bytes(t.pk), bytes(t.eseed)), t.ct);
      assert.equal(filled(32, calls.test_xwing_dec, bytes(t.ct), bytes(t.sk)), t.ss);
    }
    for (const t of load('hpke_xwing.json')) {
      const [info, aad] = [unhex(t.info), unhex(t.aad)];
      assert.equal(filled(t.text.length / 2, calls.test_hpke_xwing_open, bytes(t.enc), bytes(t.secret), info, aad, unhex(t.ct)), t.text);
    }
  });

  test('words to keys as in keys.json on WebAssembly', () => {
    const names = {
      talk_x25519: ['visitor x25519', true], talk_xwing: ['visitor x-wing', true], talk: ['visitor talk', true],
      copy_x25519: ['copy x25519'], copy_xwing: ['copy x-wing'], copy: ['copy places'], envelope: ['envelope places'],
      claim: ['claim'], desk_sign_seed: ['desk sign'], desk_reply: ['desk reply'], desk_vault: ['desk vault'],
    };
    for (const t of load('keys.json')) {
      assert.equal(filled(32, calls.test_seed, raw(t.words), bytes(t.office)), t.seed);
      for (const [name, [label, ofPerson]] of Object.entries(names)) {
        const n = t[name].length / 2;
        const context = ofPerson ? unhex(t.person) : new Uint8Array(0);
        assert.equal(filled(n, calls.test_derive, n, bytes(t.seed), raw(label), bytes(t.office), context), t[name], name);
      }
    }
  });

  // Last: from here on this instance's randomness is a fixed sequence.
  test('the protocol\'s vectors are the same bytes on WebAssembly as natively', () => {
    const at = calls.alloc(4);
    const text = calls.test_protocol_vectors(at);
    const n = new DataView(calls.memory.buffer).getUint32(at, true);
    assert.ok(Buffer.from(core.bytes(text, n)).equals(Buffer.from(read('alcove_protocol.json'))));
  });
}
