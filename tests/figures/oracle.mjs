// What readers can tell of files of tables, worked out by HiGHS: a second opinion that shares nothing with the core.
import highsLoader from 'highs';

export const highs = await highsLoader();

// All files as unknowns with bounds, and rows over them; constants are on the right.
export class Reading {
  unknowns = []; // {low, high, value}
  rows = []; // {terms: Map(unknown -> factor), low, high}
  isNetwork = false; // then corners are whole, and a linear program is enough
  hidden = []; // {file, id, unknown} or {file, id, printed}

  constructor(files) {
    const byKey = new Map();
    const numbers = files.map((file) => new Map(file.cells.map((c) => [c.id, this.#number(byKey, c)])));
    files.forEach((file, f) => file.cells.forEach((c) => this.#join(file, numbers[f].get(c.id), c)));
    for (const n of new Set(numbers.flatMap((m) => [...m.values()]))) {
      if (n.printed) continue;
      n.unknown = this.unknowns.length;
      this.unknowns.push(n);
    }
    files.forEach((file, f) => {
      for (const e of file.equations) this.#row(numbers[f], [[e.total, -1], ...e.parts.map((p) => [p, 1])], 0, 0);
      for (const r of file.ranges ?? []) this.#row(numbers[f], r.terms, r.low, r.high);
      for (const c of file.cells) {
        const n = numbers[f].get(c.id);
        if (c.status === 'primary' || c.status === 'secondary') this.hidden.push({ file: f, id: c.id, number: n });
      }
    });
  }

  #number(byKey, cell) {
    if (cell.key === undefined) return { low: -Infinity, high: Infinity };
    if (!byKey.has(cell.key)) byKey.set(cell.key, { low: -Infinity, high: Infinity });
    return byKey.get(cell.key);
  }

  #join(file, n, cell) {
    n.value = cell.value;
    if (cell.status === 'published') n.printed = true;
    const hidden = cell.status === 'primary' || cell.status === 'secondary';
    const low = cell.lower_bound ?? file.hidden_lower_bounds?.[cell.id] ?? (hidden ? file.hidden_lower_bound ?? 0 : 0);
    if (cell.status !== 'published') n.low = Math.max(n.low, low);
    if (cell.upper_bound !== undefined) n.high = Math.min(n.high, cell.upper_bound);
  }

  #row(numbers, terms, low, high) {
    const row = { terms: new Map(), low: low ?? -Infinity, high: high ?? Infinity };
    for (const [id, factor] of terms) {
      const n = numbers.get(id);
      if (n.printed) {
        row.low -= factor * n.value;
        row.high -= factor * n.value;
      } else {
        row.terms.set(n, (row.terms.get(n) ?? 0) + factor);
      }
    }
    this.rows.push(row);
  }

  // A program in CPLEX's LP format; fixed: Map(unknown -> value).
  program(direction, number, fixed = new Map(), whole = !this.isNetwork) {
    const name = (n) => `x${n.unknown}`;
    const sum = (terms) => [...terms].filter(([, f]) => f !== 0).map(([n, f]) => `${f < 0 ? '-' : '+'} ${Math.abs(f)} ${name(n)}`).join(' ');
    const lines = [direction > 0 ? 'Maximize' : 'Minimize', ` obj: ${name(number)}`, 'Subject To'];
    this.rows.forEach((r, i) => {
      const left = sum(r.terms);
      if (left === '') return;
      if (r.low === r.high) lines.push(` r${i}: ${left} = ${r.low}`);
      else {
        if (r.low > -Infinity) lines.push(` l${i}: ${left} >= ${r.low}`);
        if (r.high < Infinity) lines.push(` h${i}: ${left} <= ${r.high}`);
      }
    });
    lines.push('Bounds');
    for (const n of this.unknowns) {
      const [low, high] = fixed.has(n) ? [fixed.get(n), fixed.get(n)] : [n.low, n.high];
      lines.push(` ${low} <= ${name(n)} <= ${high === Infinity ? '+inf' : high}`);
    }
    if (whole) lines.push('General', ` ${this.unknowns.map(name).join(' ')}`);
    return [...lines, 'End', ''].join('\n');
  }

  // HiGHS 1.15's presolve cuts whole solutions off now and then (a table that adds up shows it), so it goes without.
  end(direction, number, fixed) {
    const result = highs.solve(this.program(direction, number, fixed), { mip_rel_gap: 0, mip_abs_gap: 0, presolve: 'off' });
    if (result.Status === 'Optimal') return Math.round(result.ObjectiveValue);
    if (result.Status === 'Infeasible') return undefined;
    if (!result.Status.startsWith('Unbounded') && !result.Status.includes('unbounded')) throw new Error(result.Status);
    return null;
  }

  // Low and high of a hidden cell; null: no end; undefined: no table at all.
  interval(number, fixed = new Map()) {
    if (number.printed) return [number.value, number.value];
    return [this.end(-1, number, fixed), this.end(1, number, fixed)];
  }

  // The rule of issue and manual, word by word.
  #fine(number, [low, high], threshold) {
    if (low === undefined) return true;
    if (number.value >= threshold) return low !== high;
    return low === number.low && (high === null || high >= threshold);
  }

  safe(number, interval, threshold) {
    if (number.printed || !this.#fine(number, interval, threshold)) return false;
    const ones = new Set(this.hidden.filter((h) => !h.number.printed && h.number.value === 1 && h.number !== number).map((h) => h.number));
    return [...ones].every((h) => this.#fine(number, this.interval(number, new Map([[h, 1]])), threshold));
  }
}
