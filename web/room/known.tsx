// Unknown to everyone, or known to the ombuds: the visitor's to change, in words that she sees before they are sent (R3).
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { RoomTexts } from 'texts';
import { fill } from '../shared/texts';

interface Props {
  readonly t: RoomTexts;
  readonly any: boolean; // whether something was said under these words
  readonly onTell: (text: string) => void; // what would be said
  readonly onAnew: () => void;
}

function Who({ t, onTell }: { t: RoomTexts; onTell: (text: string) => void }): JSX.Element {
  const [name, setName] = useState('');
  const [reach, setReach] = useState('');
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
        onInput={({ currentTarget }) => setName(currentTarget.value)} />
      <label for="known-reach">{t.known_reach}</label>
      <input id="known-reach" value={reach} dir="auto" translate={false} autocomplete="off" spellcheck={false}
        onInput={({ currentTarget }) => setReach(currentTarget.value)} />
      <p class="row"><button>{t.known_put}</button></p>
    </form>
  );
}

export function Known({ t, any, onTell, onAnew }: Props): JSX.Element {
  const [telling, setTelling] = useState(false);
  return (
    <>
      <h2>{t.known_title}</h2>
      <p>{t.known_text}</p>
      <p class="row">
        <button class="second" type="button" aria-expanded={telling} onClick={() => setTelling(!telling)}>{t.known_open}</button>
      </p>
      {telling && <Who t={t} onTell={(text) => { setTelling(false); onTell(text); }} />}
      {any && <p>{t.known_anew}</p>}
      {any && <p class="row"><button class="second" type="button" onClick={onAnew}>{t.known_begin}</button></p>}
    </>
  );
}
