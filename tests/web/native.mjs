// The desk and the room as the native program has them, beside the browser's.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
export const builds = process.env.ALCOVE_BUILD ?? fileURLToPath(new URL('../../build', import.meta.url));

const faketime = (await readdir('/usr/lib')).map((folder) => `/usr/lib/${folder}/faketime/libfaketimeMT.so.1`).find(existsSync);
// The surroundings in which a program's clock is so many days ahead (and timed waits by the monotonic one still wait)
export const daysAhead = (days) => (days === 0 ? process.env
  : { ...process.env, LD_PRELOAD: faketime, FAKETIME: `+${days}d`, FAKETIME_DONT_FAKE_MONOTONIC: '1',
      FAKETIME_FORCE_MONOTONIC_FIX: '0' });

// The program run in a folder: {alcove(...arguments), alcoveWith(input, ...arguments)}, each with what it said.
// days: how far its clock is ahead.
export function programs(place, days = () => 0) {
  const alcoveWith = async (input, ...args) => {
    const running = execute(join(builds, 'alcove'), args, { cwd: place, encoding: 'utf8', env: daysAhead(days()) });
    running.child.stdin.on('error', () => undefined); // one that ends without reading is no trouble by that
    running.child.stdin.end(input);
    return (await running).stdout;
  };
  return { alcoveWith, alcove: (...args) => alcoveWith('', ...args) };
}

// What no Alcove sends (tests/scenario/strange_letter.c): a file's bytes as a message of this kind
export const strangeLetter = (office, words, kind, file) =>
  execute(join(builds, 'tests/scenario/strange-letter'), [office.origin, words, kind, file], { cwd: office.place });

// An office (offices.mjs) as the native program meets it. Beside its folder lie the words of its ombuds.
export async function native({ name, url, folder }, days) {
  const place = dirname(dirname(folder));
  const { alcove, alcoveWith } = programs(place, days);
  const fingerprint = (await alcove('office', 'fingerprint', name)).trim();
  return { origin: url.slice(0, -1), place, words: `${name}.words`, alcove, alcoveWith, fingerprint };
}

export const inbox = async (office) =>
  JSON.parse(await office.alcove('desk', 'inbox', office.origin, '--words-file', office.words, '--json'));
export const reply = (office, matter, text) =>
  office.alcoveWith(text, 'desk', 'say', office.origin, matter, '--words-file', office.words);
export const matterWith = async (office, text) =>
  (await inbox(office)).find((m) => m.messages.some((message) => message.text === text));
// What somebody says under these words, from a device of theirs without a browser
export async function say(office, words, text) {
  const file = join(office.place, 'visitor.words');
  await writeFile(file, `${words}\n`, { mode: 0o600 });
  return office.alcoveWith(text, 'room', 'say', office.origin, '--words-file', file);
}
