// The fewest cells that have to be hidden beside the small ones, by HiGHS: a binary for each printed cell, and for each small
// cell two whole tables in which only hidden cells differ from the true one (Fischetti and Salazar's model).
import { highs } from './oracle.mjs';

export function fewest(file, threshold) {
  const least = file.hidden_lower_bound ?? 0;
  const big = Math.max(...file.cells.map((c) => c.value)) + threshold;
  const small = file.cells.filter((c) => c.value < threshold && c.value >= least);
  const names = [];
  const rows = [];
  const bounds = [];
  const binaries = file.cells.filter((c) => !small.includes(c)).map((c) => `h${c.id}`);
  for (const p of small) {
    for (const side of ['low', 'high']) {
      const y = (id) => `y${p.id}${side}${id}`;
      for (const e of file.equations) rows.push(`${e.parts.map((id) => `+ ${y(id)}`).join(' ')} - ${y(e.total)} = 0`);
      for (const c of file.cells) {
        names.push(y(c.id));
        if (c === p) bounds.push(side === 'low' ? `${y(c.id)} = ${least}` : `${threshold} <= ${y(c.id)} <= +inf`);
        else if (small.includes(c)) bounds.push(`${least} <= ${y(c.id)} <= +inf`);
        else {
          rows.push(`${y(c.id)} - ${big} h${c.id} <= ${c.value}`);
          rows.push(`${y(c.id)} + ${Math.max(c.value - least, 0)} h${c.id} >= ${c.value}`);
          bounds.push(`0 <= ${y(c.id)} <= +inf`);
        }
      }
    }
  }
  if (small.length === 0) return 0;
  const text = ['Minimize', ` obj: ${binaries.map((b) => `+ ${b}`).join(' ')}`, 'Subject To', ...rows.map((r, i) => ` r${i}: ${r}`),
    'Bounds', ...bounds.map((b) => ` ${b}`), 'Binary', ` ${binaries.join(' ')}`, 'End', ''].join('\n');
  const result = highs.solve(text, { mip_rel_gap: 0, mip_abs_gap: 0, presolve: 'off', time_limit: 60 });
  return result.Status === 'Optimal' ? Math.round(result.ObjectiveValue) : undefined;
}
