// The connection is lost, and what can be done about it.
import type { JSX } from 'preact';
import type { Nudge } from './asked';
import type { Texts } from './texts';

export function Lost({ t, sending, nudge }: { t: Texts; sending: boolean; nudge: (kind: Nudge['kind']) => void }): JSX.Element {
  return (
    <div class="asked">
      <p>{sending ? t.lost_sending : t.lost_looking}</p>
      <p class="row">
        <button type="button" onClick={() => nudge('again')}>{t.again}</button>
        <button class="second" type="button" onClick={() => nudge('giveUp')}>{t.give_up}</button>
      </p>
    </div>
  );
}
