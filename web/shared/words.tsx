// Seven new words: large, to be written down before anything is sent.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { fill, type Texts } from './texts';
import { Title } from './title';

// Two different places of n, in order
function two(n: number): [number, number] {
  const [a = 0, b = 0] = crypto.getRandomValues(new Uint32Array(2));
  const first = a % n;
  const second = (first + 1 + (b % (n - 1))) % n;
  return first < second ? [first, second] : [second, first];
}

function Check({ t, words }: { t: Texts; words: readonly string[] }): JSX.Element {
  const [places] = useState(() => two(words.length));
  const [typed, setTyped] = useState<readonly string[]>(['', '']);
  const [said, setSaid] = useState('');
  const check = (event: Event): void => {
    event.preventDefault();
    setSaid(places.every((place, i) => typed[i]?.trim().toLowerCase() === words[place]) ? t.check_right : t.check_wrong);
  };
  return (
    <form class="asked" onSubmit={check} autocomplete="off">
      {places.map((place, i) => (
        <div key={place}>
          <label for={`check-${i}`}>{fill(t.check_word, { n: place + 1 })}</label>
          <input id={`check-${i}`} value={typed[i]} autocomplete="off" autocapitalize="none" spellcheck={false}
            onInput={({ currentTarget }) => setTyped(typed.map((text, j) => (i === j ? currentTarget.value : text)))} />
        </div>
      ))}
      <button class="second">{t.check_look}</button>
      <p role="status">{said}</p>
    </form>
  );
}

export function Shown({ words }: { words: string }): JSX.Element {
  return <ol class="words" translate={false}>{words.split(' ').map((word) => <li key={word}>{word}</li>)}</ol>;
}

interface Props {
  readonly t: Texts;
  readonly words: string;
  readonly lede: string;
  readonly keep: string;
  readonly onWritten: () => void;
  readonly onBack: () => void;
}

export function Words({ t, words, lede, keep, onWritten, onBack }: Props): JSX.Element {
  const [said, setSaid] = useState('');
  const [checking, setChecking] = useState(false);
  const copy = (): void => void navigator.clipboard.writeText(words).then(() => setSaid(t.copied), () => setSaid(t.not_copied));
  return (
    <section class="new-words">
      <Title>{t.words_title}</Title>
      <p class="lede">{lede}</p>
      <Shown words={words} />
      <p>{keep}</p>
      <p>{t.words_cloud}</p>
      <p class="row">
        <button class="second" type="button" onClick={copy}>{t.copy}</button>
        <button class="second" type="button" onClick={() => window.print()}>{t.print}</button>
        <button class="second" type="button" aria-expanded={checking} onClick={() => setChecking(!checking)}>{t.check}</button>
      </p>
      <p role="status">{said}</p>
      {checking && <Check t={t} words={words.split(' ')} />}
      <p class="row">
        <button type="button" onClick={onWritten}>{t.written}</button>
        <button class="second" type="button" onClick={onBack}>{t.back}</button>
      </p>
    </section>
  );
}
