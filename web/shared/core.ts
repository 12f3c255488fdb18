// The core's module, called as wasm/alcove.h says. Runs in the worker.
import { Failed } from './failed';

const encoder = new TextEncoder();
const decoder = new TextDecoder(); // what is no UTF-8 in one item is marked there, and does not end the rest
const RANDOM_AT_ONCE = 65536; // the most crypto.getRandomValues gives

type Call = (...values: number[]) => number;
// "at": an address whose length the call knows; null is NULL.
export type Value = number | string | Uint8Array | { at: Uint8Array | null };

export class Core {
  readonly constants: Readonly<Record<string, number>>;
  private readonly memory: WebAssembly.Memory;
  private readonly exports: Readonly<Record<string, Call>>;

  private constructor(instance: WebAssembly.Instance) {
    this.memory = instance.exports['memory'] as WebAssembly.Memory;
    this.exports = instance.exports as unknown as Record<string, Call>;
    this.raw('_initialize');
    if (this.raw('core_start') !== 0) throw new Failed('ERR_INTERNAL');
    this.constants = JSON.parse(this.text('constants')) as Record<string, number>;
  }

  static async load(address: string): Promise<Core> {
    const random_get = (at: number, n: number): number => {
      for (let done = 0; done < n; done += RANDOM_AT_ONCE) {
        const some = Math.min(n - done, RANDOM_AT_ONCE);
        crypto.getRandomValues(new Uint8Array(memory.buffer, at + done, some));
      }
      return 0;
    };
    const imports = { wasi_snapshot_preview1: { random_get } };
    const { instance } = await WebAssembly.instantiateStreaming(fetch(address, { cache: 'no-store' }), imports);
    const memory = instance.exports['memory'] as WebAssembly.Memory;
    return new Core(instance);
  }

  raw(name: string, ...values: number[]): number {
    const call = this.exports[name];
    if (call === undefined) throw new Failed('ERR_INTERNAL');
    return call(...values);
  }

  // Throws the name of the error unless err is 0.
  check(err: number): void {
    if (err === 0) return;
    const name = Object.keys(this.constants).find((k) => k.startsWith('ERR_') && this.constants[k] === err);
    throw new Failed(name ?? 'ERR_INTERNAL');
  }

  // A copy: memory moves when it grows.
  bytes(at: number, n: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.memory.buffer, at, n).slice();
  }

  terminated(at: number): string {
    const memory = new Uint8Array(this.memory.buffer);
    return decoder.decode(memory.slice(at, memory.indexOf(0, at)));
  }

  // Texts and bytes become address and length; their copies in the module are wiped afterwards.
  call(name: string, ...values: Value[]): number {
    const held: [number, number][] = [];
    const put = (b: Uint8Array): number => {
      const at = this.raw('alloc', b.length);
      if (at === 0) throw new Failed('ERR_MEMORY');
      new Uint8Array(this.memory.buffer, at, b.length).set(b);
      held.push([at, b.length]);
      return at;
    };
    try {
      const numbers = values.flatMap((value): number[] => {
        if (typeof value === 'number') return [value];
        if (typeof value === 'string') value = encoder.encode(value);
        if (value instanceof Uint8Array) return [put(value), value.length];
        return [value.at === null ? 0 : put(value.at)];
      });
      return this.raw(name, ...numbers);
    } finally {
      for (const [at, n] of held) this.raw('release', at, n);
    }
  }

  // What a call appends to the text it is given first
  text(name: string, ...values: Value[]): string {
    return this.textBy((text) => this.call(name, text, ...values));
  }

  // The same of a call that takes a session first
  told(name: string, session: number, ...values: Value[]): string {
    return this.textBy((text) => this.call(name, session, text, ...values));
  }

  shown(session: number): string {
    return this.told('session_show', session);
  }

  private textBy(call: (text: number) => number): string {
    const text = this.raw('text_new');
    if (text === 0) throw new Failed('ERR_MEMORY');
    try {
      const err = call(text);
      if (err !== 0) this.check(err);
      return decoder.decode(this.bytes(this.raw('text_at', text), this.raw('text_bytes', text)));
    } finally {
      this.raw('text_free', text);
    }
  }
}
