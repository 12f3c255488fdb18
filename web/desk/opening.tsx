// The opening words, large, to be read aloud, with the exceptions as this office's charter has them.
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { DeskTexts } from 'texts';
import { fill, plain } from '../shared/texts';
import type { Shown } from './asked';
import { Hint } from './keys';

export function Opening({ t, shown, onBack }: { t: DeskTexts; shown: Shown; onBack: () => void }): JSX.Element {
  const title = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => title.current?.focus(), []);
  const { exceptions } = shown.office.charter;
  return (
    <section class="strip opening" role="dialog" aria-labelledby="opening-title">
      <h2 id="opening-title" ref={title} tabIndex={-1} class="since">{t.opening_title}</h2>
      <div class="aloud">
        <p>{t.opening_record}</p>
        <p>{exceptions.length === 1 ? t.opening_exception : fill(t.opening_exceptions, { n: exceptions.length })}</p>
        <ul>{exceptions.map((text) => <li key={text} dir="auto">{plain(text)}</li>)}</ul>
        <p>{t.opening_deadline}</p>
        <p>{t.opening_nameless}</p>
      </div>
      <p class="foot"><button type="button" data-main onClick={onBack}>{t.opening_back} <Hint of={t.key_escape} /></button></p>
    </section>
  );
}
