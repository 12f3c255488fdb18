// Until the core takes lines (session_do) and shows done, nobodys, mine and took: these, from what it shows today.
// To be deleted with its uses in worker.ts.
import { core } from '../shared/worker';
import { present } from '../shared/texts';
import type { Line, Matter, Shown } from './asked';

type Before = Omit<Shown, 'matters' | 'done'> & {
  readonly matters: readonly (Omit<Matter, 'nobodys' | 'mine' | 'took'> & { readonly number: number; readonly taken: string })[] | null;
};

type Named = Extract<Line, { readonly id: string }>;

// What was asked for here under an id, and how often the very same was there before
const asked = new Map<string, { readonly line: Named; readonly before: number }>();
let last: Before | undefined;

const numberOf = (name: string): number => last?.matters?.find((m) => m.name === name)?.number ?? 0;

function times(now: Before | undefined, line: Named): number {
  const m = now?.matters?.find(({ name }) => name === line.matter);
  if (line.do === 'note') return m?.notes === line.text ? 1 : 0;
  return m?.messages.filter(({ person, text }) => person === now?.self && text === line.text).length ?? 0;
}

const done = (now: Before | undefined): string[] =>
  [...asked].filter(([, { line, before }]) => times(now, line) > before).map(([id]) => id);

export function plan(session: number, line: Line): void {
  if ('id' in line) {
    if (done(last).includes(line.id)) return;
    if (!asked.has(line.id)) asked.set(line.id, { line, before: times(last, line) });
  }
  switch (line.do) {
    case 'look':
      return;
    case 'say':
      return core.check(core.call('desk_say', session, numberOf(line.matter), line.text));
    case 'note':
      return core.check(core.call('desk_note', session, numberOf(line.matter), line.base, line.text));
    case 'take':
      return void core.raw('desk_take', session, numberOf(line.matter));
    case 'close':
      return void core.raw('desk_close', session, numberOf(line.matter));
    case 'renew-seeds':
      return void core.raw('desk_renew_seeds', session);
  }
}

function matter(now: Before, m: NonNullable<Before['matters']>[number]): Matter {
  const others = present(now.office).some((p) => p.id !== now.self);
  return {
    ...m,
    nobodys: m.free && m.taken === '' && others && !m.messages.some((said) => said.person === now.self),
    mine: m.taken === now.self,
    took: m.taken,
  };
}

export function completed(shown: Shown): Shown {
  const now = shown as unknown as Before;
  if (now.matters === null) return shown;
  last = now;
  return { ...now, done: done(now), matters: now.matters.map((m) => matter(now, m)) };
}
