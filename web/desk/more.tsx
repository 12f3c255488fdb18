// The places that have no room at the bottom of a phone.
import type { JSX } from 'preact';
import type { DeskTexts } from 'texts';
import { Title } from '../shared/title';
import type { Daily } from './daily';
import { Row } from './rows';

export function More({ t, daily }: { t: DeskTexts; daily: Daily }): JSX.Element {
  const rows = [
    [t.figures, () => daily.go('figures')], [t.about, () => daily.go('desk')], [t.in_talk, () => daily.talk()], [t.keys, () => daily.help(true)],
  ] as const;
  return (
    <section>
      <Title>{t.more}</Title>
      <ol class="rows">{rows.map(([text, act]) => <Row key={text} what={text} quoted={false} current={false} onOpen={act} />)}</ol>
    </section>
  );
}
