// People who write here for the first time, when they are many: their first lines, whom to keep, and the rest discarded at once.
import { Component, type JSX } from 'preact';
import type { DeskTexts } from 'texts';
import { date, fill } from '../shared/texts';
import type { Matter, Shown } from './asked';
import { excerpt } from './list';
import type { Session } from './session';

interface RowProps {
  readonly t: DeskTexts;
  readonly session: Session;
  readonly m: Matter;
  readonly chosen: boolean;
  readonly kept: boolean;
}

// Of more than a thousand only those are drawn again that have changed.
class Row extends Component<RowProps> {
  override shouldComponentUpdate({ m, chosen, kept }: RowProps): boolean {
    return m !== this.props.m || chosen !== this.props.chosen || kept !== this.props.kept;
  }

  override render({ t, session, m, chosen, kept }: RowProps): JSX.Element {
    const line = excerpt(t, m);
    return (
      <li class="first">
        <label class="check"><input type="checkbox" checked={kept} aria-label={fill(t.keep_this, { text: line })} onChange={() => session.tick(m)} /></label>
        <button class="matter" type="button" aria-current={chosen ? 'true' : undefined} onClick={() => session.daily.open(m.name)}>
          <span class="excerpt" dir="auto" translate={false}>{line}</span>
        </button>
      </li>
    );
  }
}

interface Props {
  readonly t: DeskTexts;
  readonly session: Session;
  readonly shown: Shown;
  readonly lot: readonly Matter[];
}

export function Lot({ t, session, shown, lot }: Props): JSX.Element {
  const { chosen, busy } = session.state;
  const rest = lot.filter((m) => !session.keeps(m)).length;
  const more = shown.waiting.length > 0;
  return (
    <section class="lot">
      <h2>{t.strangers} <span class="count">{lot.length}</span></h2>
      {shown.waiting.map(({ day, n }) => <p key={day} class="since">{fill(t.strangers_wait, { n, date: date(day) })}</p>)}
      <p class="since">{t.strangers_choose}</p>
      <p class="row">
        <button class="small" type="button" aria-disabled={busy !== null || lot.length === 0} onClick={() => busy === null && void session.discard(lot)}>
          {fill(more ? t.discard_more : t.discard, { n: rest })}
        </button>
        {more && (
          <button class="second small" type="button" aria-disabled={busy !== null} onClick={() => busy === null && void session.more()}>{t.show_more}</button>
        )}
      </p>
      <ol>{lot.map((m) => <Row key={m.name} t={t} session={session} m={m} chosen={m.name === chosen} kept={session.keeps(m)} />)}</ol>
    </section>
  );
}
