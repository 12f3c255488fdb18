// What has not gone out yet is told before the desk is locked.
import type { JSX } from 'preact';
import type { DeskTexts } from 'texts';
import type { Synced } from './asked';
import type { Session } from './session';

interface Props {
  readonly t: DeskTexts;
  readonly session: Session;
  readonly shown: Synced;
}

export function Leave({ t, session, shown }: Props): JSX.Element {
  return (
    <div class="asked" role="group" aria-labelledby="leaving">
      <p id="leaving">{shown.keeps || shown.unsaved === 0 ? t.leave_waits : t.leave_loses}</p>
      <p class="row">
        <button type="button" onClick={() => void session.sendAndLock()}>{t.leave_send}</button>
        <button class="second" type="button" onClick={() => session.lock(t.locked)}>{t.leave_lock}</button>
        <button class="second" type="button" onClick={() => session.stay()}>{t.leave_stay}</button>
      </p>
    </div>
  );
}
