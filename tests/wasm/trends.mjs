// trends.wasm: what it asks for and offers, how large it is, and that it says the same bytes as the native core.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { test } from '../interop/tap.mjs';
import { instance } from '../figures/instances.mjs';
import { Peer } from '../figures/peer.mjs';
import { Seeded } from '../figures/seeded.mjs';

const GZIPPED_MAX = 40 * 1024;
// What decides: the auditor with its engines, and what is hidden. Not the readers and writers of files, the checker, the
// joining of rows, and the words in which people are told.
const DECIDING = ['audit', 'flow', 'insider', 'line', 'part', 'pool', 'protect', 'search', 'simplex', 'sums', 'suppress', 'tableau', 'wide'];
const DECIDING_GZIPPED_MAX = 12 * 1024;
const source = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

class Figures {
  #calls;
  constructor(module) {
    this.#calls = new WebAssembly.Instance(module, {}).exports;
    this.#calls._initialize();
  }

  #put(bytes) {
    const at = this.#calls.alloc(bytes.length);
    new Uint8Array(this.#calls.memory.buffer, at, bytes.length).set(bytes);
    return at;
  }

  #text(request, what) {
    const at = this.#calls[`figures_${what}`](request);
    return Buffer.from(this.#calls.memory.buffer, at, this.#calls[`figures_${what}_bytes`](request)).toString();
  }

  ask(command, threshold, texts) {
    const request = this.#calls.figures_new(threshold);
    texts.forEach((text, i) => {
      const bytes = Buffer.from(text);
      const name = this.#put(Buffer.from(i === 0 ? 'first\0' : 'other\0'));
      assert.equal(this.#calls.figures_file(request, name, this.#put(bytes), bytes.length), 0);
    });
    const end = this.#calls[`figures_${command}`](request);
    const text = this.#text(request, command === 'witness' ? 'witnesses' : 'answer');
    this.#calls.figures_free(request);
    return { end, text: text.replaceAll('\n', ' ') };
  }
}

// The bytes of a module that came from one source file of core/trends, as the linker's map says. Addresses there are of
// the file as it is.
function bytesOf(module, map, source) {
  const rows = [...map.matchAll(/^ +\S+ +([0-9a-f]+) +([0-9a-f]+) {9}\S*trends_(\w+)\.c\.o:\(\S+\)$/gm)].filter((row) => row[3] === source);
  return Buffer.concat(rows.map(([, at, n]) => module.subarray(Number(`0x${at}`), Number(`0x${at}`) + Number(`0x${n}`))));
}

export function trendsTests(file, build) {
  const bytes = readFileSync(file);
  const module = new WebAssembly.Module(bytes);

  test('the module of figures asks for nothing at all', () => {
    assert.deepEqual(WebAssembly.Module.imports(module), []);
  });

  test('it offers what wasm/trends.h declares, and nothing else', () => {
    const declared = [...source('wasm/trends.h').matchAll(/EXPORT\((\w+)\)/g)].map((m) => m[1]).filter((n) => n !== 'name');
    const offered = WebAssembly.Module.exports(module).map((e) => e.name);
    assert.deepEqual(offered.sort(), [...declared, '_initialize', 'memory'].sort());
  });

  const gzipped = gzipSync(bytes, { level: 9 }).length;
  test(`it is under ${GZIPPED_MAX} bytes gzipped: ${gzipped} of ${bytes.length}`, () => {
    assert.ok(gzipped < GZIPPED_MAX);
  });

  const map = readFileSync(file.replace(/\.wasm$/, '.map'), 'utf8');
  const deciding = DECIDING.map((source) => bytesOf(bytes, map, source));
  const decidingGzipped = gzipSync(Buffer.concat(deciding), { level: 9 }).length;
  test(`what decides in it, suppression and audit, is under ${DECIDING_GZIPPED_MAX} bytes gzipped: ${decidingGzipped}`, () => {
    deciding.forEach((code, i) => assert.ok(code.length > 0, `nothing of ${DECIDING[i]}.c`));
    assert.ok(decidingGzipped < DECIDING_GZIPPED_MAX);
  });

  const figures = new Figures(module);
  const native = new Peer(join(build, 'tests/figures/figures-peer'));
  const same = async (command, threshold, files, what) => {
    const texts = files.map((f) => (typeof f === 'string' ? f : JSON.stringify(f)));
    const here = figures.ask(command, threshold, texts);
    assert.deepEqual(here, await native.ask(command, threshold, texts), what);
    return here;
  };

  test('of published tables it says the native bytes', async () => {
    const folder = new URL('../vectors/sdc/', import.meta.url);
    for (const name of readdirSync(folder).filter((f) => f.endsWith('.json'))) {
      const text = JSON.stringify(JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
      for (const command of ['audit', 'witness', 'hide']) await same(command, 5, [text], `${name}: ${command}`);
    }
  });

  test('and of random ones: audit, witnesses, the checker, hiding', async () => {
    for (let seed = 0; seed < 400; seed++) {
      const random = new Seeded(seed);
      const threshold = random.pick([2, 3, 5, 10]);
      const { files } = instance(random, threshold);
      await same('audit', threshold, files, `seed ${seed}`);
      const witness = await same('witness', threshold, files, `seed ${seed}`);
      await same('certify', threshold, [witness.text], `seed ${seed}`);
      await same('hide', threshold, files, `seed ${seed}`);
    }
  });

  return () => native.end();
}
