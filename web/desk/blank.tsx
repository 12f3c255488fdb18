// A talk goes on: the desk stays open and shows nothing, until any key or a touch.
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { DeskTexts } from 'texts';
import { clock, fill } from '../shared/texts';
import type { Session } from './session';

export function Blank({ t, session, until }: { t: DeskTexts; session: Session; until: Date }): JSX.Element {
  const title = useRef<HTMLHeadingElement>(null);
  const lock = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => title.current?.focus(), []);
  useEffect(() => {
    const back = (event: Event): void => {
      if (event.target === lock.current || (event instanceof KeyboardEvent && event.key === 'Tab')) return;
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
      <p><button ref={lock} class="second" type="button" onClick={() => session.leave()}>{t.lock}</button></p>
    </section>
  );
}
