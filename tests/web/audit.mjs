// usage: node audit.mjs OFFICE…: Lighthouse on two pages. How fast they are is for bench to say: machines differ.
import assert from 'node:assert/strict';
import { runAll, test } from '../interop/tap.mjs';
import { officeOf } from './offices.mjs';
import { score } from './score.mjs';

for (const file of ['index.html', 'when-to-call.html']) {
  test(`Lighthouse has nothing to say against ${file}: accessibility and best practices at least 99`, async () => {
    const { points, lost } = await score(officeOf('example').url + file, ['accessibility', 'best-practices']);
    for (const [name, n] of Object.entries(points)) assert.ok(n >= 99, `${name}: ${n}: ${lost}`);
  });
}

process.exitCode = (await runAll()) === 0 ? 0 : 1;
