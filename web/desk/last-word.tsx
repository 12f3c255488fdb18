// What is said to the visitor last, and what goes with a matter.
import type { ComponentChildren, JSX } from 'preact';
import type { DeskTexts } from 'texts';
import { date, fill, nameOf } from '../shared/texts';
import type { Matter, Shown } from './asked';
import type { Ending } from './edited';
import type { Unsent } from './drafts';
import { Hint } from './keys';

interface Part {
  readonly t: DeskTexts;
  readonly draft: Ending;
  readonly onWord: (text: string | null) => void; // null: none
}

// As this office's people write it
export function wordFor(t: DeskTexts, { office, self }: Shown, m: Matter): string {
  const last = office.day + office.retention_days; // of this word too
  return fill(m.count.unheard ? t.word_never : t.word_last, { name: nameOf(t, office, self), date: date(last) });
}

function WordField({ t, draft, onWord }: Part): JSX.Element {
  return (
    <>
      <label class="hear" for="word">{t.word}</label>
      <textarea id="word" rows={7} dir="auto" translate={false} autocomplete="off" spellcheck={false} value={draft.word ?? ''}
        onInput={({ currentTarget }) => onWord(currentTarget.value)} />
    </>
  );
}

export function LastWord({ t, draft, onWord, text, asked }: Part & { readonly text: string; readonly asked: boolean }): JSX.Element {
  const send = draft.word !== null;
  if (!asked)
    return (
      <div class="part">
        <label class="check">
          <input type="checkbox" checked={send} aria-keyshortcuts="w" onChange={({ currentTarget }) => onWord(currentTarget.checked ? text : null)} />
          <span>{t.word_send}</span> <Hint of="w" />
        </label>
        {send && <WordField t={t} draft={draft} onWord={onWord} />}
      </div>
    );
  return (
    <fieldset class="part">
      <legend class="warm">{t.unheard}</legend>
      <label class="check">
        <input type="radio" name="word-choice" checked={send} aria-keyshortcuts="w" onChange={() => onWord(text)} /> <span>{t.word_this}</span> <Hint of="w" />
      </label>
      {send && <WordField t={t} draft={draft} onWord={onWord} />}
      <label class="check">
        <input type="radio" name="word-choice" checked={!send} aria-keyshortcuts="s" onChange={() => onWord(null)} /> <span>{t.word_none}</span> <Hint of="s" />
      </label>
    </fieldset>
  );
}

interface GoesProps {
  readonly t: DeskTexts;
  readonly m: Matter;
  readonly unsent: Unsent;
  readonly children: ComponentChildren;
}

export function Goes({ t, m, unsent, children }: GoesProps): JSX.Element {
  const noted = m.notes !== '' || unsent.notes !== null;
  const goes = [
    m.messages.length > 0 ? fill(t.goes_messages, { n: m.messages.length }) : '', unsent.answer.trim() !== '' ? t.goes_unsent : '', noted ? t.goes_notes : '',
    m.label !== '' ? t.goes_label : '',
  ].filter((text) => text !== '');
  return (
    <aside class="beside" aria-label={t.end_goes_stays}>
      {children}
      <h2>{t.end_goes}</h2>
      <p>{goes.length === 0 ? t.goes_nothing : `${goes.join(', ')}.`}</p>
      <h2>{t.end_stays}</h2>
      <p>{t.stays_mark}</p>
    </aside>
  );
}
