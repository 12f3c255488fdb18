// The words are typed, and a slip is told for what it is.
import type { ComponentChildren, JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Checked } from './asked';
import { slip, type Texts } from './texts';
import { Title } from './title';

interface Props {
  readonly t: Texts;
  readonly check: (typed: string) => Promise<Checked | null>; // null: it could not be, which is told elsewhere
  readonly title: string;
  readonly onWords: (words: string) => void;
  readonly children: ComponentChildren; // beside the button
}

// The typed text with the word at a place (from 1) put right
function corrected(typed: string, position: number, word: string): string {
  const words = typed.trim().split(/[\s,;.]+/);
  return words.map((old, i) => (i + 1 === position ? word : old)).join(' ');
}

export function Enter({ t, check, title, onWords, children }: Props): JSX.Element {
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState<(Checked & { ok: false }) | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const checked = await check(typed);
    if (checked === null) return;
    if (checked.ok) return onWords(checked.words);
    setWrong(checked);
    field.current?.focus();
  };
  const put = (word: string): void => {
    setTyped(corrected(typed, wrong?.position ?? 0, word));
    setWrong(null);
    field.current?.focus();
  };
  return (
    <section>
      <Title>{title}</Title>
      <p>{t.enter_note}</p>
      <form onSubmit={(event) => void submit(event)} autocomplete="off">
        <label for="words">{t.enter_label}</label>
        <textarea id="words" ref={field} rows={2} value={typed} translate={false} autocomplete="off" autocapitalize="none"
          spellcheck={false} aria-invalid={wrong !== null} aria-describedby="words-wrong"
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') void submit(event);
          }} />
        <div id="words-wrong" role="alert">
          {wrong !== null && <p class="wrong">{slip(t, wrong)}</p>}
        </div>
        {wrong !== null && wrong.near.length > 0 && (
          <p class="row" translate={false}>
            {wrong.near.map((word) => <button key={word} class="second" type="button" onClick={() => put(word)}>{word}</button>)}
          </p>
        )}
        <p class="row">
          <button>{t.enter}</button>
          {children}
        </p>
      </form>
    </section>
  );
}
