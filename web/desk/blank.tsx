// A talk goes on: the desk stays open and shows nothing, until any key or a touch.
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { DeskTexts } from 'texts';
import { clock, fill } from '../shared/texts';
import type { Synced } from './asked';
import { Leave } from './leave';
import type { Session } from './session';

interface Props {
  readonly t: DeskTexts;
  readonly session: Session;
  readonly shown: Synced;
  readonly until: Date;
  readonly told: ComponentChildren;
}

// Whoever sits there sees nothing of the desk, not when it is asked how to lock it either; only what is wrong is told then.
export function Blank({ t, session, shown, until, told }: Props): JSX.Element {
  const title = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => title.current?.focus(), []);
  useEffect(() => {
    const back = (event: Event): void => {
      if (event.target instanceof Element && event.target.closest('button') !== null) return;
      if ((event instanceof KeyboardEvent && event.key === 'Tab')) return;
      event.preventDefault();
      event.stopPropagation();
      session.daily.back();
    };
    const kinds = ['keydown', 'click'] as const;
    for (const kind of kinds) window.addEventListener(kind, back, true);
    return () => kinds.forEach((kind) => window.removeEventListener(kind, back, true));
  }, []);
  return (
    <section class="blank">
      <h1 ref={title} tabIndex={-1}>{fill(t.blank, { time: clock(until) })}</h1>
      <p class="since">{t.blank_back}</p>
      <p><button class="second" type="button" onClick={() => session.leave()}>{t.lock}</button></p>
      {session.state.leaving && <Leave t={t} session={session} shown={shown} />}
      {(session.state.busy === 'send' || session.state.wrong !== '') && told}
    </section>
  );
}
