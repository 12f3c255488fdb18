// Random tables with their true numbers, small enough that other solvers are sure of them.

class File {
  cells = [];
  equations = [];
  ranges = [];
  constructor(more = {}) { Object.assign(this, more); }
  cell(value, more = {}) {
    const id = this.cells.length;
    this.cells.push({ id, value, status: 'published', ...more });
    return id;
  }
  sum(parts, more = {}) {
    const total = this.cell(parts.reduce((n, id) => n + this.cells[id].value, 0), more);
    this.equations.push({ total, parts: [...parts] });
    return total;
  }
}

// Small numbers are hidden, and some others.
function hide(random, file, threshold, more) {
  for (const c of file.cells) {
    if (c.status !== 'published') continue;
    const shown = file.hidden_lower_bound > c.value;
    if (!shown && (c.value < threshold ? random.chance(90) : random.chance(more))) c.status = c.value < threshold ? 'primary' : 'secondary';
  }
}

const count = (random, most) => (random.chance(60) ? random.below(most) : random.below(4));

function oneWay(random) {
  const file = new File();
  const n = 2 + random.below(6);
  file.sum(Array.from({ length: n }, () => file.cell(count(random, 20))));
  return file;
}

function twoWay(random, rows = 2 + random.below(3), columns = 2 + random.below(3)) {
  const file = new File();
  const inner = Array.from({ length: rows }, () => Array.from({ length: columns }, () => file.cell(count(random, 20))));
  const ofRows = inner.map((row) => file.sum(row));
  const ofColumns = inner[0].map((_, c) => file.sum(inner.map((row) => row[c])));
  const all = file.sum(ofRows);
  if (random.chance(80)) file.equations.push({ total: all, parts: ofColumns });
  return file;
}

// The rows have sums between them and the total.
function hierarchy(random) {
  const file = new File();
  const columns = 2 + random.below(2);
  const groups = Array.from({ length: 2 }, () => {
    const rows = Array.from({ length: 2 + random.below(2) }, () => Array.from({ length: columns }, () => file.cell(count(random, 16))));
    rows.forEach((row) => row.push(file.sum(row)));
    return rows[0].map((_, c) => file.sum(rows.map((row) => row[c])));
  });
  groups.forEach((g) => file.equations.push({ total: g[columns], parts: g.slice(0, columns) }));
  const all = groups[0].map((_, c) => file.sum(groups.map((g) => g[c])));
  file.equations.push({ total: all[columns], parts: all.slice(0, columns) });
  return file;
}

// Three ways and their plane sums: no network, and fractions come up.
function threeWay(random) {
  const file = new File();
  const [a, b, c] = [2 + random.below(2), 2 + random.below(2), 2];
  const at = Array.from({ length: a }, () => Array.from({ length: b }, () => Array.from({ length: c }, () => file.cell(count(random, 12)))));
  for (let i = 0; i < a; i++) for (let j = 0; j < b; j++) file.sum(at[i][j]);
  for (let i = 0; i < a; i++) for (let k = 0; k < c; k++) file.sum(at[i].map((row) => row[k]));
  for (let j = 0; j < b; j++) for (let k = 0; k < c; k++) file.sum(at.map((plane) => plane[j][k]));
  return file;
}

// Sums of any of the records behind them.
function records(random) {
  const file = new File();
  const behind = Array.from({ length: 5 + random.below(4) }, () => file.cell(count(random, 12), { status: 'unpublished' }));
  for (let n = 4 + random.below(6); n > 0; n--) {
    const parts = behind.filter(() => random.chance(45));
    if (parts.length > 0) file.sum(parts);
  }
  return file;
}

// Equations with coefficients, as rounded percentages leave them, the whole printed or not.
function percentages(random) {
  const file = new File();
  const parts = Array.from({ length: 3 + random.below(3) }, () => file.cell(1 + random.below(20), { status: 'secondary' }));
  const total = file.sum(parts, { ...(random.chance(60) ? { status: 'unpublished', upper_bound: 90 } : {}) });
  const whole = file.cells[total].value;
  for (const id of parts) {
    if (random.chance(30)) continue;
    // shown / 100 is the percentage: -0.5 <= 100 * part / whole - shown < 0.5
    const shown = Math.floor((200 * file.cells[id].value + whole) / (2 * whole));
    file.ranges.push({ terms: [[id, 200], [total, 1 - 2 * shown]], low: 0, high: null });
    file.ranges.push({ terms: [[id, 200], [total, -1 - 2 * shown]], low: null, high: -1 });
  }
  return file;
}

function scattered(random) {
  const file = new File();
  const cells = Array.from({ length: 5 + random.below(4) }, () => file.cell(count(random, 12)));
  for (let n = 2 + random.below(3); n > 0; n--) {
    const terms = cells.filter(() => random.chance(50)).map((id) => [id, random.pick([1, 1, 1, -1, 2, 3])]);
    const sum = terms.reduce((s, [id, factor]) => s + factor * file.cells[id].value, 0);
    if (terms.length > 1) file.ranges.push({ terms, low: sum - random.below(3), high: random.chance(80) ? sum + random.below(3) : null });
  }
  file.sum(cells);
  return file;
}

const kinds = { oneWay, twoWay, hierarchy, threeWay, records, percentages, scattered };

// Quarters with a year over them, in files of their own: cells are the same by key.
function bulletins(random, threshold, more) {
  const rows = 2 + random.below(3), quarters = 2 + random.below(2);
  const year = new File();
  const files = [year];
  const keys = Array.from({ length: rows }, () => []);
  for (let q = 0; q < quarters; q++) {
    const file = new File();
    const row = Array.from({ length: rows }, (_, r) => file.cell(count(random, 14), { key: `${r}/${q}` }));
    file.sum(row, { key: `all/${q}` });
    files.push(file);
    row.forEach((id, r) => keys[r].push(year.cell(file.cells[id].value, { key: `${r}/${q}`, status: 'unpublished' })));
  }
  const sums = keys.map((parts) => year.sum(parts));
  if (random.chance(70)) year.sum(sums);
  files.forEach((f) => hide(random, f, threshold, more));
  return files;
}

export function instance(random, threshold, kind = random.pick([...Object.keys(kinds), 'bulletins'])) {
  const more = random.pick([10, 30, 60]);
  if (kind === 'bulletins') return { kind, files: bulletins(random, threshold, more) };
  const file = kinds[kind](random);
  if (kind !== 'percentages' && random.chance(30)) file.hidden_lower_bound = 1;
  hide(random, file, threshold, more);
  return { kind, files: [file] };
}

export { File, hide, twoWay };
