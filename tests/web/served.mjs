// An office made here by the real programs and served to the tests of one file: it can be stopped, set back and lost.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builds, native, programs } from './native.mjs';

const content = fileURLToPath(new URL('../../offices/mit', import.meta.url));

// As native() has it, and {first: words of its first ombuds, copy(), putBack(), empty(), accept(code), enrol(name)}
export async function serveOffice(name) {
  const place = mkdtempSync(join(tmpdir(), 'alcove-desk.'));
  const folder = join(place, name);
  let server;
  // However this program ends, the server and its folder do not stay.
  process.on('exit', () => {
    server?.kill('SIGKILL');
    rmSync(place, { recursive: true, force: true });
  });
  await programs(place).alcove('office', 'init', folder, '--from', content, '--words-file', `${folder}.words`);

  let address = '127.0.0.1:0';
  const start = async () => {
    server = spawn(join(builds, 'alcove-server'), [folder, '--listen', address, '--puzzle', '4', '--ready-fd', '3'],
      { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
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
  };
  await start();
  const office = await native({ name, url: `http://${address}/`, folder: join(folder, 'public') });
  const restart = async (change) => {
    await stop();
    change();
    await start();
  };
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
    accept: (code) => office.alcove('office', 'accept', name, code, '--root-key', `${name}.words.root-key`, '--words-file', `${name}.words`),
    async enrol(person) {
      const file = `${person}.words`;
      const code = await office.alcove('office', 'enroll', office.origin, '--name', person, '--words-file', file);
      await this.accept(code.trim());
      await office.alcove('desk', 'inbox', office.origin, '--words-file', file);
      return readFileSync(join(place, file), 'utf8').trim();
    },
  };
}
