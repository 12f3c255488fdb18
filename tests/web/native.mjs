// The desk and the room as the native program has them, beside the browser's.
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
export const builds = process.env.ALCOVE_BUILD ?? fileURLToPath(new URL('../../build', import.meta.url));

// The program run in a folder: {alcove(...arguments), alcoveWith(input, ...arguments)}, each with what it said
export function programs(place) {
  const alcoveWith = async (input, ...args) => {
    const running = execute(join(builds, 'alcove'), args, { cwd: place, encoding: 'utf8' });
    running.child.stdin.end(input);
    return (await running).stdout;
  };
  return { alcoveWith, alcove: (...args) => alcoveWith('', ...args) };
}

// An office (offices.mjs) as the native program meets it. Beside its folder lie the words of its ombuds.
export async function native({ name, url, folder }) {
  const place = dirname(dirname(folder));
  const { alcove, alcoveWith } = programs(place);
  const fingerprint = (await alcove('office', 'fingerprint', name)).trim();
  return { origin: url.slice(0, -1), place, words: `${name}.words`, alcove, alcoveWith, fingerprint };
}

export const inbox = async (office) =>
  JSON.parse(await office.alcove('desk', 'inbox', office.origin, '--words-file', office.words, '--json'));
export const reply = (office, matter, text) =>
  office.alcoveWith(text, 'desk', 'say', office.origin, matter, '--words-file', office.words);
export const matterWith = async (office, text) =>
  (await inbox(office)).find((m) => m.messages.some((message) => message.text === text));
