// The worker, seen from the page.
import { NOT_LOADED, type Nudge, type Questions, type Told } from './asked';
import { Failed } from './failed';

type Asked<R> = R extends { ask: infer A } ? A : never;
type Early<R> = R extends { early: infer E } ? E : never;
type Answered<R> = R extends { answer: infer A } ? A : never;

export class Client<Q extends Questions> {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void; early: (value: unknown) => void }>();
  private next = 1;
  private answered = false; // so it was loaded
  news: (value: unknown) => void = () => undefined; // told what comes by itself

  // lost: told whenever the connection is lost or found again.
  constructor(script: string, lost: (lost: boolean) => void) {
    this.worker = new Worker(script);
    this.worker.onmessage = ({ data }: MessageEvent<Told>) => {
      if (data.kind === 'lost' || data.kind === 'found') return lost(data.kind === 'lost');
      if (data.kind === 'news') return this.news(data.value);
      const asked = this.waiting.get(data.id);
      if (data.kind === 'early') return asked?.early(data.value);
      this.waiting.delete(data.id);
      this.answered = true;
      if (data.kind === 'answer') asked?.resolve(data.value);
      else asked?.reject(new Failed(data.err, data.n));
    };
    this.worker.onerror = () => {
      for (const { reject } of this.waiting.values()) reject(new Failed(this.answered ? 'ERR_INTERNAL' : NOT_LOADED));
      this.waiting.clear();
    };
  }

  // early: given what the worker tells before its answer.
  ask<K extends keyof Q>(kind: K, ask: Asked<Q[K]>, early: (value: Early<Q[K]>) => void = () => undefined): Promise<Answered<Q[K]>> {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as (value: unknown) => void, reject, early: early as (value: unknown) => void });
      this.worker.postMessage({ id, kind, ask });
    });
  }

  nudge(kind: Nudge['kind']): void {
    this.worker.postMessage({ kind });
  }

  // Ends at once, with all that it holds.
  end(): void {
    this.worker.onmessage = null;
    this.worker.terminate();
  }
}
