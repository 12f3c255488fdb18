// The core's module in Node, called as wasm/alcove.h says: what a page has to do, and no more.
import { randomFillSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });
export const hex = (b) => Buffer.from(b).toString('hex');
export const unhex = (text) => new Uint8Array(Buffer.from(text, 'hex'));

export class Failed extends Error {
  constructor(err, text) {
    super(text);
    this.err = err;
  }
}

// One instance; module is a WebAssembly.Module.
export class Core {
  constructor(module) {
    const random_get = (at, n) => {
      randomFillSync(this.#bytes(at, n));
      return 0;
    };
    const instance = new WebAssembly.Instance(module, { wasi_snapshot_preview1: { random_get } });
    this.calls = instance.exports;
    this.calls._initialize();
    this.check(this.calls.core_start());
    this.constants = JSON.parse(this.text(this.calls.constants));
  }

  static load(file) {
    return new Core(new WebAssembly.Module(readFileSync(file)));
  }

  // Memory moves when it grows: never kept across a call.
  #bytes(at, n) {
    return new Uint8Array(this.calls.memory.buffer, at, n);
  }

  // A copy
  bytes(at, n) {
    return this.#bytes(at, n).slice();
  }

  terminated(at) {
    const memory = new Uint8Array(this.calls.memory.buffer);
    return decoder.decode(memory.slice(at, memory.indexOf(0, at)));
  }

  check(err) {
    if (err !== 0) throw new Failed(err, this.terminated(this.calls.err_text(err)));
  }

  // Calls with strings and byte arrays turned into address and length, or, in raw(), into the address alone.
  call(call, ...values) {
    const held = [];
    const put = (b) => {
      const at = this.calls.alloc(b.length);
      if (at === 0) throw new Error('no memory');
      this.#bytes(at, b.length).set(b);
      held.push([at, b.length]);
      return at;
    };
    try {
      const args = values.flatMap((value) => {
        if (typeof value === 'string') value = encoder.encode(value);
        else if (value instanceof Raw) return [value.bytes ? put(value.bytes) : 0];
        return value instanceof Uint8Array ? [put(value), value.length] : [value];
      });
      return call(...args);
    } finally {
      for (const [at, n] of held) this.calls.release(at, n);
    }
  }

  // What a call with a struct text appends
  text(call, ...values) {
    const text = this.calls.text_new();
    try {
      this.check(this.call(call, text, ...values));
      return decoder.decode(this.bytes(this.calls.text_at(text), this.calls.text_bytes(text)));
    } finally {
      this.calls.text_free(text);
    }
  }

  // Bytes that a call writes to its first argument, n of them; throws when it fails.
  filled(n, call, ...values) {
    const at = this.calls.alloc(n);
    try {
      this.check(this.call(call, at, ...values));
      return this.bytes(at, n);
    } finally {
      this.calls.release(at, n);
    }
  }

  wordsNew() {
    return this.text(this.calls.words_new);
  }

  wordsCheck(typed) {
    return JSON.parse(this.text(this.calls.words_check, typed));
  }
}

// Bytes whose length the call knows: the address only; null is NULL.
class Raw {
  constructor(bytes) {
    this.bytes = bytes;
  }
}
export const raw = (b) => new Raw(typeof b === 'string' ? encoder.encode(`${b}\0`) : b);

// What a desk's device keeps between syncs
export class Device {
  kept = null;
}

// A connection for each: one kept open may time out while Argon2 holds up the event loop.
export function send(url, method = 'GET', headers = {}, body = undefined) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, (answer) => {
      const pieces = [];
      answer.on('data', (piece) => pieces.push(piece));
      answer.on('end', () => resolve({ status: answer.statusCode, type: answer.headers['content-type'] ?? '', body: new Uint8Array(Buffer.concat(pieces)) }));
      answer.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const METHODS = ['GET', 'POST', 'PUT'];

// How the page performs a step; the answer is {status, body}.
async function perform(core, session, { origin, device, seen }) {
  const { calls, constants: c } = core;
  const body = core.bytes(calls.step_body(session), calls.step_body_bytes(session));
  if (calls.step_kind(session) === c.STEP_RECALL) return { status: 200, body: device?.kept ?? new Uint8Array(0) };
  if (calls.step_kind(session) === c.STEP_KEEP) {
    if (device) device.kept = body.slice();
    return { status: 200, body: new Uint8Array(0) };
  }
  const path = core.terminated(calls.step_path(session));
  const token = calls.step_token(session);
  const method = METHODS[calls.step_method(session)];
  // Deposits and fetches of a desk must look like any visitor's.
  if (token !== 0 && !path.startsWith('/v1/desk/')) throw new Error(`${path} would show the session`);
  seen?.push(`${method} ${path}`);
  const answer = await send(origin + path, method, {
    ...(method === 'GET' ? {} : { 'Content-Type': 'application/octet-stream', 'Content-Length': body.length }),
    ...(token ? { Authorization: `Bearer ${hex(core.bytes(token, c.TOKEN_BYTES))}` } : {}),
  }, body);
  if (core.call(calls.step_answered, session, answer.status, answer.type, answer.body) === 0) throw new Error(`${path}: not an office's answer`);
  return answer;
}

// Runs a session to its end and returns what it shows, which is in ended.shown too when it fails. act(session) prepares it.
export async function run(core, kind, { origin, fingerprint = '', today, words, act, ended = {}, ...rest }) {
  const { calls } = core;
  const session = core.call(kind === 'room' ? calls.room_new : calls.desk_new, origin, fingerprint, today);
  if (session === 0) throw new Error('no session');
  try {
    if (words) core.check(core.call(calls.session_enter, session, words));
    act?.(session);
    for (;;) {
      core.check(calls.session_step(session));
      if (calls.step_kind(session) === core.constants.STEP_DONE) break;
      const { status, body } = await perform(core, session, { origin, ...rest });
      core.check(core.call(calls.session_answer, session, status, body));
    }
    return JSON.parse(core.text((text) => calls.session_show(session, text)));
  } catch (error) {
    ended.shown = JSON.parse(core.text((text) => calls.session_show(session, text)));
    throw error;
  } finally {
    calls.session_free(session);
  }
}
