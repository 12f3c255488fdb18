// What is being done, what came of it, and what is wrong.
import type { JSX } from 'preact';
import type { DeskTexts } from 'texts';
import { Lost } from '../shared/lost';
import { Hint } from './keys';
import type { Session } from './session';
import type { Busy } from './state';

const BUSY_TEXTS = {
  inbox: 'looking', act: 'saving', send: 'sending', more: 'looking', discard: 'discarding', 'renew-seeds': 'renewing', 'put-back': 'putting_back',
  code: 'making_code',
} as const satisfies Readonly<Record<Busy, keyof DeskTexts>>;

export function Told({ t, session, soon }: { t: DeskTexts; session: Session; soon: boolean }): JSX.Element {
  const { busy, said, wrong, lost } = session.state;
  return (
    <div class="told">
      <div role="alert">{wrong !== '' && <p class="wrong">{wrong}</p>}</div>
      <div class="status-row">
        <p role="status" class="status">{busy === null ? said : t[BUSY_TEXTS[busy]]}</p>
        {busy === null && session.daily.undoable !== null && (
          <button class="plain" type="button" aria-keyshortcuts="u" onClick={() => void session.daily.undo()}>{t.undo} <Hint of="u" /></button>
        )}
      </div>
      <div role="alert">{soon && <p class="soon">{t.locks_soon}</p>}</div>
      {lost && <Lost t={t} sending={session.waits} nudge={(kind) => session.nudge(kind)} />}
    </div>
  );
}
