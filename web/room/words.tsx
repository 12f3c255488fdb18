// Seven new words, all of them in sight with the button below; then one of them is asked back.
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { RoomTexts } from 'texts';
import { fill } from '../shared/texts';
import { Title } from '../shared/title';
import { Shown } from '../shared/words';
import { Back, Trouble } from './parts';
import { addressOf, shownAddress } from './reach';
import type { Session } from './session';

interface Props {
  readonly t: RoomTexts;
  readonly session: Session;
}

function Keep({ t, words, address, lede }: { readonly t: RoomTexts; readonly words: string; readonly address: string; readonly lede: string }): JSX.Element {
  const [said, setSaid] = useState('');
  const copy = (): void => void navigator.clipboard.writeText(`${words}\n${address}`).then(() => setSaid(t.copied), () => setSaid(t.not_copied));
  return (
    <div>
      <p class="keep">{lede}</p>
      <p class="keep"><strong>{t.address}</strong></p>
      <p class="address" translate={false}>{shownAddress(address)}</p>
      <p class="row keep">
        <button class="second" type="button" onClick={copy}>{t.copy_both}</button>
        <button class="second" type="button" onClick={() => window.print()}>{t.print_both}</button>
      </p>
      <p class="keep" role="status">{said}</p>
      <p class="quiet keep">{t.words_cloud}</p>
      <p class="quiet keep">{t.words_language}</p>
    </div>
  );
}

export function Words({ t, session, lede, onWritten }: Props & { readonly lede: string; readonly onWritten: () => void }): JSX.Element {
  const { coming, met } = session.state;
  return (
    <section class="paper">
      <Title>{t.words_title}</Title>
      <div class="two">
        <div>
          <p class="keep">{t.words_first}</p>
          <Shown words={coming} />
          <Trouble t={t} session={session} sending={true} />
          <Trouble t={t} session={session} sending={false} />
          <p class="row">
            <button type="button" onClick={onWritten}>{t.written}</button>
            <button class="plain" type="button" onClick={session.back}>{t.back}</button>
          </p>
        </div>
        <Keep t={t} words={coming} address={addressOf(met?.office.fingerprint ?? '')} lede={lede} />
      </div>
    </section>
  );
}

const anyOf = (n: number): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % n;

export function Ask({ t, session, onRight }: Props & { readonly onRight: (asked: boolean) => void }): JSX.Element {
  const words = session.state.coming.split(' ');
  const [place] = useState(() => anyOf(words.length));
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const check = (event: Event): void => {
    event.preventDefault();
    if (typed.trim().toLowerCase() === words[place]) return onRight(true);
    setWrong(true);
    field.current?.focus();
  };
  return (
    <section>
      <Back name={t.ask_again} onBack={session.back} />
      <Title>{fill(t.ask_title, { n: place + 1 })}</Title>
      <p>{t.ask_note}</p>
      <form onSubmit={check} autocomplete="off">
        <label for="asked-word">{fill(t.check_word, { n: place + 1 })}</label>
        <div role="alert" id="asked-wrong">{wrong && <p class="slip">{t.ask_wrong}</p>}</div>
        <input class="short" id="asked-word" ref={field} value={typed} autocomplete="off" autocapitalize="none" spellcheck={false} translate={false}
          aria-invalid={wrong} aria-describedby="asked-wrong" onInput={({ currentTarget }) => setTyped(currentTarget.value)} />
        <p class="row">
          <button>{t.ask_check}</button>
          <button class="second" type="button" onClick={() => onRight(false)}>{t.ask_skip}</button>
        </p>
      </form>
    </section>
  );
}
