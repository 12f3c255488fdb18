// What it is about: a code or an everyday word is typed, the core names what may be meant, Enter takes the first.
import type { JSX, RefObject } from 'preact';
import type { DeskTexts } from 'texts';
import { fill } from '../shared/texts';
import { type Coding, CONCERNS_MAX, QUESTION, withoutCode } from './coding';
import type { Daily } from './daily';
import type { Finder } from './finder';
import { codeName, translation } from './named';

interface Props {
  readonly t: DeskTexts;
  readonly daily: Daily;
  readonly id: string;
  readonly coding: Coding;
  readonly field: RefObject<HTMLInputElement>;
  readonly finder: Finder;
  readonly onCoding: (change: (now: Coding) => Coding) => void;
  readonly onTaken?: () => void; // a concern was accepted
  readonly onEnter?: () => void; // Enter, with nothing typed
}

function Chip({ t, code, name, onAway }: { t: DeskTexts; code: string; name: string; onAway: () => void }): JSX.Element {
  return (
    <span class="chip">
      {code !== QUESTION && <b>{code}</b>} {name}
      <button type="button" aria-label={fill(t.take_code, { code: code === QUESTION ? name : code })} onClick={onAway}>✕</button>
    </span>
  );
}

export function Chips({ t, daily, coding, onAway }: { t: DeskTexts; daily: Daily; coding: Coding; onAway: (code: string) => void }): JSX.Element {
  const codes = coding.question ? [QUESTION] : coding.concerns;
  const nameOf = (code: string): string => (code === QUESTION ? t.question_only : codeName(t, daily.state.practice, code));
  return <>{codes.map((code) => <Chip key={code} t={t} code={code} name={nameOf(code)} onAway={() => onAway(code)} />)}</>;
}

export function Concerns({ t, daily, id, coding, field, finder, onCoding, onTaken, onEnter }: Props): JSX.Element {
  const { typed, found } = finder;
  const choose = (code: string): void => {
    if (finder.choose(code)) onTaken?.();
  };
  const enter = (event: Event): void => {
    event.preventDefault();
    if (finder.asks) return finder.enter(() => onTaken?.());
    finder.settled(() => {
      if (finder.typed.trim() === '') onEnter?.();
    });
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) enter(event);
  };
  return (
    <div class="concerns">
      <Chips t={t} daily={daily} coding={coding} onAway={(code) => onCoding((now) => withoutCode(now, code))} />
      <input id={id} ref={field} type="text" role="combobox" aria-controls={`${id}-found`} aria-expanded={found.length > 0} aria-autocomplete="list"
        aria-describedby={`${id}-hint`} autocomplete="off" autocapitalize="none" spellcheck={false} translate={false} value={typed}
        aria-activedescendant={found.length > 0 ? `${id}-0` : undefined} onInput={({ currentTarget }) => finder.type(currentTarget.value)} onKeyDown={key} />
      <ol id={`${id}-found`} class="found" role="listbox" aria-label={t.codes_found} hidden={found.length === 0}>
        {found.map((row, i) => (
          <li key={row.code} id={`${id}-${i}`} role="option" aria-selected={i === 0} onClick={() => choose(row.code)}>
            <b>{row.code}</b><span>{translation(t, row.code) ?? row.name}{row.about !== '' && translation(t, row.code) === undefined && <span class="by">{row.about}</span>}</span>{i === 0 && <span class="by enter">{t.key_enter}</span>}
          </li>
        ))}
      </ol>
      <p class="warm" role="status">{finder.full ? fill(t.code_full, { n: CONCERNS_MAX }) : finder.unknown ? t.code_unknown : ''}</p>
      <p id={`${id}-hint`} class="since">{t.code_hint}</p>
    </div>
  );
}
