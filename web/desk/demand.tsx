// A demand has come: nothing is ended by hand until it is lifted, and announced dates go on.
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { DeskTexts } from 'texts';
import { date, fill } from '../shared/texts';
import type { Matter } from './asked';
import type { Daily } from './daily';
import { Hint, Layer, useKeys } from './keys';
import { heading } from './list';

interface Props {
  readonly t: DeskTexts;
  readonly daily: Daily;
  readonly matter: Matter;
  readonly keys: boolean;
}

export function Demand({ t, daily, matter: m, keys }: Props): JSX.Element {
  const title = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => title.current?.focus(), []);
  useKeys(keys, Layer.Screen, [{ key: 'Escape', text: t.to_matter, act: () => daily.show(null) }]);
  return (
    <section class="ending">
      <p class="back"><button class="plain" type="button" onClick={() => daily.show(null)}><bdi>{heading(t, m)}</bdi></button></p>
      <h1 ref={title} tabIndex={-1}>{t.demand}</h1>
      <p><strong>{t.demand_shut}</strong> {t.demand_nobody}</p>
      <p>{fill(t.demand_dates, { date: date(m.ends) })}</p>
      <h2>{t.demand_closed}</h2>
      <p>{t.demand_closed_what}</p>
      <h2>{t.demand_open}</h2>
      <p>{t.demand_open_what}</p>
      <p class="foot">
        <button type="button" data-main onClick={() => daily.go('desk')}>{t.inventory} <Hint of={`${t.key_ctrl} ${t.key_enter}`} /></button>
        <button class="second" type="button" onClick={() => daily.demand(true)}>{t.demand_lift}</button>
      </p>
    </section>
  );
}
