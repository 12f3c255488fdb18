// Themes: what was noticed in more than one matter, in a sentence without a name. They are joined to nothing.
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { DeskTexts } from 'texts';
import { fill, shortDate } from '../shared/texts';
import { Sure } from '../shared/sure';
import type { Practice, Theme } from './asked';
import type { Daily } from './daily';
import { Hint } from './keys';
import { dayOf } from './named';
import type { Session } from './session';

const FIELD = 'theme';

interface FormProps {
  readonly t: DeskTexts;
  readonly session: Session;
  readonly practice: Practice;
  readonly onDone: () => void;
}

export function ThemeForm({ t, session, practice, onDone }: FormProps): JSX.Element {
  const text = session.field(FIELD);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  const most = practice.theme_letters;
  const fits = [...text.trim()].length <= most;
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (text.trim() === '' || !fits || !(await session.daily.theme(text.trim()))) return;
    session.type({ [FIELD]: '' });
    onDone();
  };
  return (
    <form class="asked" autocomplete="off" onSubmit={(event) => void save(event)}>
      <div class="field">
        <label class="label" for="theme">{t.theme_what}</label>
        <div class="value">
          <input id="theme" ref={field} class="theme" value={text} translate={false} autocomplete="off" spellcheck={false} dir="auto" aria-describedby="theme-hint"
            onInput={({ currentTarget }) => session.type({ [FIELD]: currentTarget.value })} />
        </div>
        <p id="theme-hint" class={fits ? 'since' : 'wrong'}>{fits ? t.theme_hint : fill(t.theme_long, { n: most })}</p>
      </div>
      <p class="row">
        <button data-main aria-disabled={text.trim() === '' || !fits}>{t.theme_save} <Hint of={`${t.key_ctrl} ${t.key_enter}`} /></button>
        <button class="second" type="button" onClick={onDone}>{t.back}</button>
      </p>
    </form>
  );
}

const often = (t: DeskTexts, { times, since }: Theme): string =>
  fill(times === 1 ? t.theme_once : t.theme_often, { n: times, date: shortDate(dayOf(since)) });

interface Props {
  readonly t: DeskTexts;
  readonly daily: Daily;
  readonly practice: Practice | null;
  readonly themes: readonly Theme[];
}

export function Themes({ t, daily, practice, themes }: Props): JSX.Element {
  const [over, setOver] = useState<string | null>(null);
  const printed = practice?.theme_printed ?? 0;
  return (
    <section class="part themes">
      <h2>{t.themes}</h2>
      <p class="since">{themes.length === 0 ? t.themes_none : fill(t.themes_note, { n: printed })}</p>
      <ul class="rows">
        {themes.map((theme) => (
          <li key={theme.theme} class={over === theme.theme ? 'wide' : undefined}>
            <span class="facts">
              <span dir="auto" translate={false}>{theme.text}</span>
              <span class="since">{often(t, theme)}{theme.times >= printed ? ` · ${t.theme_printed}` : ''}</span>
            </span>
            <button class="plain" type="button" onClick={() => void daily.notice(theme)}>{t.theme_again}</button>
            <button class="plain" type="button" aria-expanded={over === theme.theme} onClick={() => setOver(over === theme.theme ? null : theme.theme)}>{t.theme_over}</button>
            {over === theme.theme && (
              <Sure id="theme-sure" text={t.theme_over_sure} yes={t.theme_over_yes} no={t.theme_over_no}
                onYes={() => { setOver(null); void daily.overTheme(theme); }} onNo={() => setOver(null)} />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

// While a matter ends: noticed in it, too. Which matter it was is kept nowhere.
export function NoticedHere({ t, daily }: { t: DeskTexts; daily: Daily }): JSX.Element | null {
  const { figures } = daily.state;
  useEffect(() => void daily.count(), []);
  const themes = figures?.[0].themes ?? [];
  if (themes.length === 0) return null;
  return (
    <div class="part">
      <h2>{t.themes}</h2>
      <p class="since">{t.theme_here}</p>
      <ul class="plain-list">
        {themes.map((theme) => (
          <li key={theme.theme}><button class="plain" type="button" onClick={() => void daily.notice(theme)}>+ <bdi translate={false}>{theme.text}</bdi> <span class="since">{theme.times}</span></button></li>
        ))}
      </ul>
    </div>
  );
}
