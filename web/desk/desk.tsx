// What is on the screen: the desk locked, joined, or open.
import type { JSX } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import type { DeskTexts } from 'texts';
import { useWarning } from '../shared/leave';
import { unsentCount } from './drafts';
import { Blank } from './blank';
import { useIdle } from './idle';
import { Open } from './open';
import type { Session } from './session';
import { isOpen } from './state';
import { Shut } from './shut';
import { Told } from './told';

interface Props {
  readonly t: DeskTexts;
  readonly session: Session;
  readonly before: HTMLElement; // what the page itself shows, while the desk is locked
}

export function Desk({ t, session, before }: Props): JSX.Element {
  const { view, shown, drafts } = session.state;
  const { place, blank } = session.daily.state;
  const [keys, setKeys] = useState(true);
  const [soon, setSoon] = useState(false);
  const unsent = unsentCount(drafts);
  useWarning(unsent > 0 || session.waits || view === 'words' || view === 'code');
  useIdle(isOpen(view) || view === 'older', session.daily.state.blank, setSoon, () => void session.lockIdle());
  useLayoutEffect(() => {
    before.hidden = view !== 'locked';
    window.scrollTo(0, 0);
  }, [view, place]);
  const told = <Told t={t} session={session} soon={soon} />;
  if (shown !== null && isOpen(view) && blank !== null) return <Blank t={t} session={session} shown={shown} until={blank} told={told} />;
  if (shown !== null && isOpen(view)) return <Open t={t} session={session} shown={shown} keys={keys} setKeys={setKeys} told={told} />;
  return (
    <>
      <Shut t={t} session={session} unsent={unsent} />
      {told}
    </>
  );
}
