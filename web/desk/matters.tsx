// The matters: their list, and beside it the one that is open.
import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type { DeskTexts } from 'texts';
import { Title } from '../shared/title';
import { lastOf, type Synced } from './asked';
import { draftOf, isUnsent, unsentCount } from './drafts';
import { type Key, Layer, useKeys } from './keys';
import { groups, List, strangers } from './list';
import { Lot } from './lot';
import { Gone, Matter } from './matter';
import type { Session } from './session';

interface Props {
  readonly t: DeskTexts;
  readonly session: Session;
  readonly shown: Synced;
  readonly keys: boolean; // whether quick keys are on
}

export function Matters({ t, session, shown, keys }: Props): JSX.Element {
  const { chosen, seen, kept, drafts, busy } = session.state;
  const { matter, draft } = session;
  const fields = { answer: useRef<HTMLTextAreaElement>(null), notes: useRef<HTMLTextAreaElement>(null) };
  const list = useMemo(() => groups(t, shown), [shown]);
  const lot = useMemo(() => strangers(shown), [shown]);
  const drawn = useMemo(
    () => (
      <List t={t} shown={shown} list={list} chosen={chosen} onChoose={(m) => session.daily.open(m.name)}
        fresh={(m) => m.waits && lastOf(m)?.person === '' && seen[m.name] !== lastOf(m)?.id}
        unsent={(m) => isUnsent(draftOf(drafts, shown.self, m.name))}
        before={lot.length > 0 || shown.waiting.length > 0 ? <Lot t={t} session={session} shown={shown} lot={lot} /> : null} />
    ),
    [list, lot, chosen, seen, kept, busy, unsentCount(drafts)],
  );
  const step = (by: number): void => {
    const all = [...lot, ...list.flatMap((group) => group.matters)];
    const i = all.findIndex((m) => m.name === chosen);
    const next = all[i < 0 ? 0 : i + by];
    if (next !== undefined) session.daily.open(next.name);
  };
  const tick = (): void => {
    if (matter?.stranger === true) session.tick(matter);
  };
  const moves: readonly Key[] = [
    { key: 'j', text: t.key_next, act: () => step(1) }, { key: 'k', text: t.key_previous, act: () => step(-1) },
    ...(lot.length > 0 ? [{ key: 'x', text: t.key_keep, act: tick }] : []),
  ];
  useKeys(keys && matter === undefined, Layer.Screen, moves);
  return (
    <div class={chosen === null ? 'desk-top' : 'desk-top chosen'}>
      <div class="list-place">
        <Title at={chosen === null}>{t.matters}</Title>
        {drawn}
      </div>
      {chosen === null && list.length > 0 && <p class="choose since">{t.choose}</p>}
      {chosen !== null && matter === undefined && <Gone t={t} unsent={draft} onBack={() => session.back()} />}
      {matter !== undefined && (
        <Matter key={matter.name} t={t} session={session} shown={shown} matter={matter} unsent={draft} busy={busy !== null} fields={fields} keys={keys} moves={moves} />
      )}
    </div>
  );
}
