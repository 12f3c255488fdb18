// An office made here by the real programs and served to the tests of one file: it can be stopped, set back, lost, filled,
// and live on another day.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builds, daysAhead, native, programs } from './native.mjs';

const LIVE_TAGS_MAX = 65536; // as core/wire.h has it
const today = () => Math.floor(Date.now() / 86_400_000);
const contentOf = (sample) => fileURLToPath(new URL(`../../offices/${sample}`, import.meta.url));

// sample: of which of offices/. As native() has it, and {first: words of its first ombuds, copy(), putBack(), empty(), fill(), later(days), renew(),
// accept(code), enrol(name), remove(name)}
export async function serveOffice(name, sample = 'mit') {
  const place = mkdtempSync(join(tmpdir(), 'alcove-desk.'));
  const folder = join(place, name);
  let server;
  let ahead = 0;
  // libfaketime cannot do it itself in a program that is killed, or confined to its office.
  const tidy = () => ['sem.faketime_sem_', 'faketime_shm_'].forEach((name) => rmSync(`/dev/shm/${name}${server?.pid}`, { force: true }));
  // However this program ends, the server and its folder do not stay.
  process.on('exit', () => {
    server?.kill('SIGKILL');
    rmSync(place, { recursive: true, force: true });
    tidy();
  });
  await programs(place).alcove('office', 'init', folder, '--from', contentOf(sample), '--words-file', `${folder}.words`);

  let address = '127.0.0.1:0';
  const start = async () => {
    // Its clock leaps because the tests say so.
    server = spawn(join(builds, 'alcove-server'), [folder, '--listen', address, '--puzzle', '4', '--ready-fd', '3', '--accept-clock'],
      { stdio: ['ignore', 'ignore', 'inherit', 'pipe'], env: daysAhead(ahead) });
    address = await new Promise((resolve, reject) => {
      let said = '';
      server.stdio[3].on('data', (some) => {
        said += some;
        if (said.endsWith('\n')) resolve(said.trim());
      });
      server.once('exit', (code) => reject(new Error(`alcove-server ended: ${code}`)));
    });
  };
  const stop = async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    await ended;
    tidy();
  };
  await start();
  const office = await native({ name, url: `http://${address}/`, folder: join(folder, 'public') }, () => ahead);
  const restart = async (change) => {
    await stop();
    change();
    await start();
  };
  const sign = (verb, ...args) =>
    office.alcove('office', verb, name, ...args, '--root-key', `${name}.words.root-key`, '--words-file', `${name}.words`);
  return {
    ...office,
    first: readFileSync(`${folder}.words`, 'utf8').trim(),
    // Keeps the office's folder as it is now, and goes on.
    copy: () => restart(() => cpSync(folder, `${folder}.copy`, { recursive: true })),
    // The folder as it was kept is served again.
    putBack: () => restart(() => {
      rmSync(folder, { recursive: true });
      cpSync(`${folder}.copy`, folder, { recursive: true });
    }),
    // Roster, keys and pages came back from a backup; what people wrote, and their desks, did not.
    empty: () => restart(() => execFileSync('sqlite3', [join(folder, 'store.db'), 'DELETE FROM vault; DELETE FROM place'])),
    // Others have written so much that no more has a place.
    fill: () => restart(() => {
      const cells = "SELECT count(*) FROM place WHERE person = x''";
      const there = Number(execFileSync('sqlite3', [join(folder, 'store.db'), cells], { encoding: 'utf8' }));
      execFileSync(join(builds, 'bench/fill'), [folder, String(today() + ahead), String(LIVE_TAGS_MAX - there)]);
    }),
    // So many days after this one
    later: (days) => restart(() => { ahead = days; }),
    accept: (code) => sign('accept', code),
    remove: (person) => sign('remove', person),
    renew: () => sign('renew'),
    async enrol(person) {
      const file = `${person}.words`;
      const code = await office.alcove('office', 'enroll', office.origin, '--name', person, '--words-file', file);
      await this.accept(code.trim());
      await office.alcove('desk', 'inbox', office.origin, '--words-file', file);
      return readFileSync(join(place, file), 'utf8').trim();
    },
  };
}
