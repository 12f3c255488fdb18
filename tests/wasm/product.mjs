// A module a page loads: what it asks for, what it offers, how large it is, and that its numbers are the headers'.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { Core, Failed, raw, unhex } from './core.mjs';
import { test } from '../interop/tap.mjs';

const GZIPPED_MAX = { room: 160_000, desk: 190_000 };
const source = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

// Every enumerator of a header, by its place and the ones before it.
function enumerators(header, known) {
  const text = source(header).replace(/\/\*[^]*?\*\//g, '');
  const found = {};
  for (const [, body] of text.matchAll(/\benum\s+\w*\s*\{([^}]*)\}/g)) {
    let next = 0;
    for (const item of body.split(',').map((s) => s.trim()).filter(Boolean)) {
      const [name, value] = item.split('=').map((s) => s.trim());
      if (value) next = Number(new Function(...Object.keys({ ...known, ...found }), `return ${value}`)(...Object.values({ ...known, ...found })));
      found[name] = next++;
    }
  }
  return found;
}

// side: room or desk
export function productTests(side, file) {
  const bytes = readFileSync(file);
  const module = new WebAssembly.Module(bytes);
  const core = new Core(module);

  test(`the module of the ${side} asks for randomness and for nothing else`, () => {
    const imports = WebAssembly.Module.imports(module).map((i) => `${i.module}.${i.name}`);
    assert.deepEqual(imports, ['wasi_snapshot_preview1.random_get']);
  });

  test(`it offers what wasm/alcove.h and wasm/${side}_module.h declare, and nothing of the other side or for tests`, () => {
    const headers = source('wasm/alcove.h') + source(`wasm/${side}_module.h`);
    const declared = [...headers.matchAll(/EXPORT\((\w+)\)/g)].map((m) => m[1]).filter((n) => n !== 'name');
    const offered = WebAssembly.Module.exports(module).map((e) => e.name);
    assert.deepEqual(offered.sort(), [...declared, '_initialize', 'memory'].sort());
  });

  const gzipped = gzipSync(bytes, { level: 9 }).length;
  test(`it is under ${GZIPPED_MAX[side]} bytes gzipped: ${gzipped} of ${bytes.length}`, () => {
    assert.ok(gzipped < GZIPPED_MAX[side]);
  });

  test('its constants are those of the headers', () => {
    const wire = enumerators('core/wire.h', {});
    const { ERR_LAST, ...errors } = enumerators('core/err.h', {});
    assert.equal(ERR_LAST, Object.values(errors).filter((v) => v > 0).length + 1);
    assert.deepEqual(core.constants, { ...wire, ...errors, ...enumerators('core/talk/step.h', {}) });
  });

  test('new words are seven, never the same, and read back however they are typed', () => {
    const words = core.wordsNew();
    assert.equal(words.split(' ').length, 7);
    assert.notEqual(words, core.wordsNew());
    assert.deepEqual(core.wordsCheck(words.toUpperCase().replace(/ /g, ', ')), { ok: true, words });
  });

  test('a slip is told with what was meant', () => {
    const words = core.wordsNew().split(' ');
    const six = core.wordsCheck(words.slice(1).join(' '));
    assert.deepEqual([six.ok, six.fault, six.count], [false, 'count', 6]);
    const unknown = core.wordsCheck(['abacuss', ...words.slice(1)].join(' '));
    assert.deepEqual([unknown.fault, unknown.position, unknown.near[0]], ['unknown', 1, 'abacus']);
    assert.match(unknown.say, /abacuss/);
    assert.deepEqual(JSON.parse(core.text(core.calls.words_near, 'abac')).slice(0, 1), ['abacus']);
  });

  test('a fingerprint is told from another office\'s', () => {
    const office = unhex('18796072bbff519a5ea374f8d3f5d1aa7cfd44de0e3d6ad7e110aba689b6fd95');
    const words = core.text(core.calls.fingerprint_of, raw(office));
    const check = (text, id) => core.check(core.call(core.calls.fingerprint_check, text, raw(id)));
    const refused = (err) => (error) => error instanceof Failed && error.err === core.constants[err];
    check(words.toUpperCase(), office);
    assert.throws(() => check(words, office.map((b) => b ^ 1)), refused('ERR_FOREIGN'));
    assert.throws(() => check('abacus', office), refused('ERR_WORDS'));
  });

  test('no session without an origin that fits', () => {
    assert.equal(core.call(core.calls[`${side}_new`], 'x'.repeat(300), '', 20000), 0);
  });
}
