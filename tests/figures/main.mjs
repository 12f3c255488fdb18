// usage: node main.mjs BUILD [more]: the auditor against HiGHS and GLPK, the published tables, and itself, as TAP. With
// "more", ten times as much of all that is random.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test, runAll } from '../interop/tap.mjs';
import { File, instance } from './instances.mjs';
import { Reading } from './oracle.mjs';
import { fewest } from './optimum.mjs';
import { Peer } from './peer.mjs';
import { Seeded } from './seeded.mjs';

const [build, more] = process.argv.slice(2);
const times = more === 'more' ? 10 : 1;
const peer = new Peer(resolve(build, 'tests/figures/figures-peer'));
const published = new URL('../vectors/sdc/', import.meta.url);
const vector = (name) => JSON.parse(readFileSync(new URL(readdirSync(published).find((f) => f.startsWith(name)), published), 'utf8'));
const number = (text) => (text === null ? null : Number(text));
const random_instance = (seed, kind) => {
  const random = new Seeded(seed);
  const threshold = [2, 3, 5, 10][random.below(4)];
  return { threshold, ...instance(random, threshold, kind) };
};

// ---- tables with right answers, from statistical offices ----

async function intervals(file, wanted) {
  const { cells } = await peer.audit(10, [file]);
  assert.deepEqual(Object.fromEntries(cells.map((c) => [c.id, [c.low, c.high]])),
    Object.fromEntries(Object.entries(wanted).map(([id, ends]) => [id, ends.map(number)])));
  return cells;
}

for (const name of ['01', '02', '03a', '03b', '03c', '04a', '04b', '06', '07a', '07b', '07c', '07d', '09a', '09b', '09c']) {
  test(`published table ${name}: every interval is the one published with it`, async () => {
    const file = vector(name);
    const cells = await intervals(file, file.answer.intervals);
    for (const id of file.must_be_exposed ?? []) assert.equal(cells.find((c) => c.id === id).safe, false, `cell ${id}`);
    for (const id of file.answer.exactly_derivable) assert.equal(cells.find((c) => c.id === id).safe, false, `cell ${id}`);
  });
}

test('published table 04a: each of its two tables alone has the interval of its own', async () => {
  const file = vector('04a');
  for (const table of file.tables) {
    const alone = { ...file, equations: table.equations.map((i) => file.equations[i]) };
    await intervals(alone, table.intervals_alone);
  }
});

test('published table 01: who knows one cell knows them all', async () => {
  const file = vector('01');
  for (const id of file.singleton_answer.known) file.cells[id].status = 'published';
  const { cells } = await peer.audit(10, [file]);
  assert.deepEqual(cells.filter((c) => c.low === c.high).map((c) => c.id), file.singleton_answer.derivable);
});

test('published table 10: 162 cells and a hierarchy: alone, the small cells are all exact', async () => {
  const file = vector('10');
  await intervals(file, file.answer.primary_only.intervals);
});

test('published table 10: with the published pair hidden too, none is', async () => {
  const file = vector('10');
  for (const id of file.optimum.one_pattern) file.cells[id].status = 'secondary';
  const { cells } = await peer.audit(10, [file]);
  assert.deepEqual(cells.filter((c) => c.low === c.high), []);
});

test('published table 05: as few are hidden as can be', async () => {
  const file = vector('05');
  const { end, text } = await peer.ask('hide', 3, [file]);
  assert.equal(end, 0);
  const hidden = JSON.parse(text).cells.filter((c) => c.status === 'secondary').map((c) => c.id);
  assert.equal(hidden.length, file.answer.fewest_secondary);
});

// ---- random tables ----

const seen = { instances: 0, cells: 0, safe: 0, called: 0 };

async function compare(seed, kind) {
  const { threshold, files } = random_instance(seed, kind);
  const reading = new Reading(files);
  reading.isNetwork = ['oneWay', 'twoWay', 'hierarchy', 'bulletins'].includes(kind);
  const { cells } = await peer.audit(threshold, files);
  assert.equal(cells.length, reading.hidden.length, `seed ${seed}`);
  reading.hidden.forEach((h, i) => {
    const wanted = reading.interval(h.number);
    assert.deepEqual([cells[i].low, cells[i].high], wanted, `seed ${seed}: cell ${h.id} of file ${h.file}`);
    const safe = reading.safe(h.number, wanted, threshold);
    assert.ok(safe || !cells[i].safe, `seed ${seed}: cell ${h.id} of file ${h.file} is exposed, and called safe`);
    seen.cells += 1;
    seen.safe += safe;
    seen.called += safe && cells[i].safe;
  });
  seen.instances += 1;
}

for (const [kind, count] of Object.entries({ oneWay: 150, twoWay: 150, hierarchy: 40, threeWay: 16, records: 80, bulletins: 150, scattered: 30, percentages: 15 })) {
  test(`${count * times} random ${kind}: every interval is HiGHS's, and no exposed cell is called safe`, async () => {
    for (let seed = 0; seed < count * times; seed++) await compare(seed, kind);
  });
}

test('95 of 100 truly safe cells, or more, are called safe', () => {
  console.log(`# ${seen.instances} instances, ${seen.cells} hidden cells, ${seen.safe} truly safe, ${seen.called} called safe`);
  assert.ok(seen.called >= 0.95 * seen.safe);
});

test('GLPK says the same', async () => {
  const place = mkdtempSync(join(tmpdir(), 'alcove-figures-'));
  try {
    for (let seed = 0; seed < 6 * times; seed++) {
      const { threshold, files } = random_instance(seed + 5000, ['twoWay', 'threeWay', 'records'][seed % 3]);
      const reading = new Reading(files);
      const { cells } = await peer.audit(threshold, files);
      reading.hidden.slice(0, 3).forEach((h, i) => {
        for (const [direction, end] of [[-1, cells[i].low], [1, cells[i].high]]) {
          if (end === null) continue;
          writeFileSync(join(place, 'p.lp'), reading.program(direction, h.number));
          execFileSync('glpsol', ['--lp', join(place, 'p.lp'), '-w', join(place, 'p.sol')], { stdio: 'ignore' });
          const said = readFileSync(join(place, 'p.sol'), 'utf8').match(/^s mip \d+ \d+ o (\S+)$/m);
          assert.equal(Number(said?.[1]), end, `seed ${seed + 5000}: cell ${h.id}`);
        }
      });
    }
  } finally {
    rmSync(place, { recursive: true });
  }
});

// ---- the checker ----

test('the checker says of witnesses what the audit said', async () => {
  for (let seed = 0; seed < 300 * times; seed++) {
    const { threshold, files } = random_instance(seed + 9000);
    const audit = await peer.audit(threshold, files);
    const witness = await peer.ask('witness', threshold, files);
    const checked = await peer.ask('certify', threshold, [witness.text]);
    assert.equal(checked.end, audit.end, `seed ${seed + 9000}`);
    assert.deepEqual(JSON.parse(checked.text).map((c) => c.safe), audit.cells.map((c) => c.safe), `seed ${seed + 9000}`);
  }
});

test('no witness that was changed makes a cell safe', async () => {
  const random = new Seeded(3);
  for (let seed = 0; seed < 200 * times; seed++) {
    const { threshold, files } = random_instance(seed + 9000);
    const before = await peer.audit(threshold, files);
    const witness = JSON.parse((await peer.ask('witness', threshold, files)).text);
    const parts = witness.parts.filter((p) => p.tables[0].length > 0);
    if (parts.length === 0) continue;
    const table = random.pick(random.pick(parts).tables);
    table[random.below(table.length)] += random.pick([-1, 1, 7, 1000]);
    const { end, text } = await peer.ask('certify', threshold, [JSON.stringify(witness)]);
    const after = text.trim() === '' ? [] : JSON.parse(text);
    assert.ok(end !== 0 || before.end === 0, `seed ${seed + 9000}`);
    after.forEach((c, i) => assert.ok(!c.safe || before.cells[i].safe, `seed ${seed + 9000}: cell ${c.id}`));
  }
});

// ---- hiding ----

test('what is hidden is safe, and the file is of the same form', async () => {
  let made = 0;
  for (let seed = 0; seed < 200 * times; seed++) {
    const { threshold, files, kind } = random_instance(seed, ['oneWay', 'twoWay', 'hierarchy'][seed % 3]);
    const { end, text } = await peer.ask('hide', threshold, files);
    if (end === 3) continue;
    assert.equal(end, 0, `seed ${seed}`);
    made += 1;
    const { end: audit, cells } = await peer.audit(threshold, [text]);
    assert.equal(audit, 0, `seed ${seed}: ${kind}`);
    const reading = new Reading([JSON.parse(text)]);
    assert.equal(cells.length, reading.hidden.length);
    reading.hidden.forEach((h, i) => {
      if (seed % 9 === 0) assert.ok(reading.safe(h.number, [cells[i].low, cells[i].high], threshold), `seed ${seed}`);
    });
    for (const c of JSON.parse(text).cells) assert.ok(c.status !== 'published' || c.value >= threshold || c.value < (files[0].hidden_lower_bound ?? 0), `seed ${seed}: ${c.id}`);
  }
  assert.ok(made >= 190 * times, `${made} could be made safe`);
});

test('in the mean at most a tenth more cells are lost than HiGHS loses', async () => {
  let ours = 0, best = 0;
  for (let seed = 0; seed < (more ? 1000 : 12); seed++) {
    const random = new Seeded(seed);
    const [rows, columns] = [3 + random.below(more ? 3 : 2), 3 + random.below(more ? 3 : 2)];
    const file = new File();
    const inner = Array.from({ length: rows }, () => Array.from({ length: columns }, () => file.cell(random.chance(12) ? 2 + random.below(3) : 5 + random.below(40))));
    const total = file.sum(inner.map((row) => file.sum(row)));
    file.equations.push({ total, parts: inner[0].map((_, c) => file.sum(inner.map((row) => row[c]))) });
    const optimum = fewest(file, 5);
    const { end, text } = await peer.ask('hide', 5, [file]);
    assert.equal(end, 0, `seed ${seed}`);
    assert.notEqual(optimum, undefined, `seed ${seed}`);
    const cells = JSON.parse(text).cells;
    assert.equal(cells.length, file.cells.length, `seed ${seed}: nothing was to be joined`);
    ours += cells.filter((c) => c.status === 'secondary').length;
    best += optimum;
  }
  console.log(`# ${ours} cells hidden beside the small ones, ${best} at best`);
  assert.ok(ours <= 1.1 * best);
});

const failed = await runAll();
peer.end();
process.exitCode = failed > 0 ? 1 : 0;
