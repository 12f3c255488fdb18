// usage: node wasm.mjs MODULE ORIGIN WORDS-FILE: one sync of a desk; what the module took for its parts, as JSON.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { Core, Device, run } from '../tests/wasm/core.mjs';

const [file, origin, wordsFile] = process.argv.slice(2);
const core = Core.load(file);
const { calls } = core;
const inbox = [];
const vaults = [];
let path = '';

function timed(call, note) {
  return (...args) => {
    const began = performance.now();
    const result = call(...args);
    note(performance.now() - began, args[0]);
    return result;
  };
}

core.calls = {
  ...calls,
  session_step: timed(calls.session_step, (ms, session) => {
    path = calls.step_kind(session) === core.constants.STEP_DONE ? '' : core.terminated(calls.step_path(session));
    if (path === '/v1/desk/vault' && calls.step_method(session) === core.constants.HTTP_PUT) vaults.push(ms);
  }),
  session_answer: timed(calls.session_answer, (ms) => {
    if (path.startsWith('/v1/desk/inbox/')) inbox.push(ms);
  }),
};

const shown = await run(core, 'desk', {
  origin,
  today: Math.floor(Date.now() / 86400000),
  words: readFileSync(wordsFile, 'utf8').trim(),
  device: new Device(),
});
console.log(JSON.stringify({
  gzipped: gzipSync(readFileSync(file), { level: 9 }).length,
  matters: shown.matters.length,
  open: inbox.reduce((sum, ms) => sum + ms, 0),
  seal: vaults.at(-1),
}));
