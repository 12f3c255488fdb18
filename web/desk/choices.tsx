// What else may be said of a talk, each of it optional, and only what this office counts.
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { DeskTexts } from 'texts';
import type { Practice } from './asked';
import type { Coding } from './coding';
import { Hint } from './keys';
import { type Kind, word } from './named';

interface OneOf {
  readonly t: DeskTexts;
  readonly id: string;
  readonly label: string;
  readonly kind: Kind;
  readonly names: readonly string[];
  readonly chosen: string;
  readonly keys?: readonly string[]; // that choose, in their order
  readonly needed?: boolean; // else it can be taken back, once it was chosen
  readonly onChoose: (name: string) => void;
}

export function Choose({ t, id, label, kind, names, chosen, keys, needed, onChoose }: OneOf): JSX.Element {
  const said = useRef(false); // and it stays there, where the focus may be
  said.current ||= chosen !== '';
  return (
    <div class="field" role="radiogroup" aria-labelledby={id}>
      <div class="label" id={id}>{label}</div>
      <div class={keys === undefined ? 'choices' : 'choices keyed'}>
        {names.map((name, i) => (
          <label key={name}>
            <input type="radio" name={id} checked={name === chosen} onChange={() => onChoose(name)} aria-keyshortcuts={keys?.[i]} />
            {keys?.[i] !== undefined && <Hint of={keys[i] ?? ''} />} <span>{word(t, kind, name)}</span>
          </label>
        ))}
        {said.current && needed !== true && (
          <label><input type="radio" name={id} checked={chosen === ''} onChange={() => onChoose('')} /> <span class="since">{t.row_not_said}</span></label>
        )}
      </div>
    </div>
  );
}

interface Props {
  readonly t: DeskTexts;
  readonly id: string;
  readonly practice: Practice;
  readonly coding: Coding;
  readonly onCoding: (change: (now: Coding) => Coding) => void;
}

function Did({ t, id, practice, coding, onCoding }: Props): JSX.Element {
  const turn = (name: string, on: boolean): void =>
    onCoding((now) => ({ ...now, did: on ? [...now.did, name] : now.did.filter((one) => one !== name) }));
  return (
    <div class="field" role="group" aria-labelledby={`${id}-did`}>
      <div class="label" id={`${id}-did`}>{t.did}</div>
      <div class="choices">
        {practice.services.map((name) => (
          <label key={name}>
            <input type="checkbox" checked={coding.did.includes(name)} onChange={({ currentTarget }) => turn(name, currentTarget.checked)} />
            <span>{word(t, 'did', name)}</span>
          </label>
        ))}
      </div>
    </div>
  );
}

// All but what it is about and how it ended
export function Rest(props: Props): JSX.Element {
  const { t, id, practice, coding, onCoding } = props;
  const asks = (name: string): boolean => practice.asks.includes(name);
  return (
    <>
      {asks('group') && (
        <Choose t={t} id={`${id}-group`} label={t.group} kind="group" names={practice.groups} chosen={coding.group}
          onChoose={(group) => onCoding((now) => ({ ...now, group }))} />
      )}
      {asks('with') && (
        <Choose t={t} id={`${id}-with`} label={t.with} kind="with" names={practice.with} chosen={coding.with}
          onChoose={(name) => onCoding((now) => ({ ...now, with: name }))} />
      )}
      {asks('did') && <Did {...props} />}
      {asks('heard') && (
        <Choose t={t} id={`${id}-heard`} label={t.heard} kind="heard" names={practice.heard} chosen={coding.heard}
          onChoose={(heard) => onCoding((now) => ({ ...now, heard }))} />
      )}
      {asks('minutes') && (
        <Choose t={t} id={`${id}-minutes`} label={t.minutes} kind="minutes" names={practice.minutes} chosen={coding.minutes}
          onChoose={(minutes) => onCoding((now) => ({ ...now, minutes }))} />
      )}
    </>
  );
}
