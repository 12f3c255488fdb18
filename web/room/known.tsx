// Unknown to everyone, or known to the ombuds: the visitor's to change, in words that she sees before they are sent (R3).
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { RoomTexts } from 'texts';
import { fill } from '../shared/texts';
import { Fold } from './parts';

// What is typed and not yet in the message
export interface Telling {
  readonly name: string;
  readonly reach: string;
}
export const NOTHING_TOLD: Telling = { name: '', reach: '' };
export const isTelling = ({ name, reach }: Telling): boolean => name.trim() !== '' || reach.trim() !== '';

interface Fields {
  readonly t: RoomTexts;
  readonly telling: Telling;
  readonly setTelling: (telling: Telling) => void;
  readonly onTell: (text: string) => void; // what would be said
}

interface Props extends Fields {
  readonly any: boolean; // whether something was said under these words
  readonly onAnew: () => void;
}

function Who({ t, telling, setTelling, onTell }: Fields): JSX.Element {
  const { name, reach } = telling;
  const tell = (event: Event): void => {
    event.preventDefault();
    if (name.trim() === '') return;
    const how = reach.trim() === '' ? '' : ` ${fill(t.known_message_reach, { reach: reach.trim() })}`;
    onTell(fill(t.known_message, { name: name.trim() }) + how);
  };
  return (
    <form class="asked" onSubmit={tell} autocomplete="off">
      <p>{t.known_note}</p>
      <label for="known-name">{t.known_name}</label>
      <input id="known-name" value={name} dir="auto" translate={false} autocomplete="off" spellcheck={false} required
        onInput={({ currentTarget }) => setTelling({ ...telling, name: currentTarget.value })} />
      <label for="known-reach">{t.known_reach}</label>
      <input id="known-reach" value={reach} dir="auto" translate={false} autocomplete="off" spellcheck={false}
        onInput={({ currentTarget }) => setTelling({ ...telling, reach: currentTarget.value })} />
      <p class="row"><button>{t.known_put}</button></p>
    </form>
  );
}

export function Known({ any, onAnew, ...fields }: Props): JSX.Element {
  const { t, telling } = fields;
  const [open, setOpen] = useState(isTelling(telling));
  return (
    <Fold name={t.known_title} open={isTelling(telling)}>
      <p>{t.known_text}</p>
      <p class="row">
        <button class="second" type="button" aria-expanded={open} onClick={() => setOpen(!open)}>{t.known_open}</button>
      </p>
      {open && <Who {...fields} onTell={(text) => { setOpen(false); fields.onTell(text); }} />}
      {any && <p>{t.known_anew}</p>}
      {any && <p class="row"><button class="second" type="button" onClick={onAnew}>{t.known_begin}</button></p>}
    </Fold>
  );
}
