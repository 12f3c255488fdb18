// This desk and this device: what is kept where, what cannot be had back, who comes and goes.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { DeskTexts } from 'texts';
import { Sure } from '../shared/sure';
import { date, fill, hasLeft } from '../shared/texts';
import { Title } from '../shared/title';
import type { Synced } from './asked';
import { Inventory } from './inventory';
import { Layer, useKeys } from './keys';
import type { Session } from './session';

interface Props {
  readonly t: DeskTexts;
  readonly session: Session;
  readonly shown: Synced;
  readonly keys: boolean;
  readonly setKeys: (on: boolean) => void;
}

export function About({ t, session, shown, keys, setKeys }: Props): JSX.Element {
  const [asked, setAsked] = useState<'seeds' | 'kept' | null>(null);
  const ask = (what: 'seeds' | 'kept'): void => setAsked(asked === what ? null : what);
  useKeys(keys, Layer.Screen, []);
  return (
    <section class="about-desk">
      <Title>{t.about_title}</Title>
      <Inventory t={t} session={session} shown={shown} />
      <h2>{t.about_kept}</h2>
      <p>{shown.keeps ? t.about_kept_text : t.keeps_nothing}</p>
      <p>{t.about_kept_not}</p>
      {shown.keeps && <p class="row"><button class="second" type="button" aria-expanded={asked === 'kept'} onClick={() => ask('kept')}>{t.forget_kept}</button></p>}
      {asked === 'kept' && (
        <Sure id="kept-sure" text={t.forget_kept_sure} yes={t.forget_kept_yes} no={t.forget_kept_no} onYes={() => void session.forgetKept()} onNo={() => setAsked(null)} />
      )}
      <h2>{t.about_lost}</h2>
      <ul>
        <li>{t.about_lost_words}</li>
        <li>{t.about_lost_device}</li>
        <li>{t.about_lost_server}</li>
        <li>{fill(t.about_lost_time, { n: shown.office.retention_days })}</li>
      </ul>
      <h2>{t.about_day_keys}</h2>
      {shown.seeds_until > 0 && <p>{fill(t.about_until, { date: date(shown.seeds_until) })}</p>}
      <p>{t.about_stolen}</p>
      {shown.seeds_serial > 0 && <p>{fill(t.seeds_serial, { serial: shown.seeds_serial })}</p>}
      {!hasLeft(shown.office, shown.self) && (
        <p class="row"><button class="second" type="button" aria-expanded={asked === 'seeds'} onClick={() => ask('seeds')}>{t.renew_seeds}</button></p>
      )}
      {asked === 'seeds' && (
        <Sure id="seeds-sure" text={t.renew_seeds_sure} yes={t.renew_seeds_yes} no={t.renew_seeds_no}
          onYes={() => { setAsked(null); void session.renewSeeds(); }} onNo={() => setAsked(null)} />
      )}
      <h2>{t.about_people}</h2>
      <p>{t.about_join}</p>
      <p>{t.about_leave}</p>
      <pre class="code" translate={false}><code>alcove office accept DIR {t.code_here}{'\n'}alcove office remove DIR {t.person_here}</code></pre>
      <p>{t.about_replace}</p>
      <h2>{t.about_keys}</h2>
      <p><label class="check"><input type="checkbox" checked={keys} onChange={({ currentTarget }) => setKeys(currentTarget.checked)} /> {t.keys_on}</label></p>
      <p>{t.keys_note}</p>
    </section>
  );
}
