// To count: what ended on its day. Only its codes are left; it counts as it stands unless somebody looks at it before.
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { DeskTexts } from 'texts';
import { fill, plain } from '../shared/texts';
import { Sure } from '../shared/sure';
import { Title } from '../shared/title';
import type { Ended, Practice, Shown } from './asked';
import { Rest } from './choices';
import { coded, codingOf, type Recoding } from './coding';
import { Concerns } from './concerns';
import type { Daily } from './daily';
import { recoding, takes } from './drafts';
import { useFinder } from './finder';
import { useHeld } from './held';
import { Hint, type Key, Layer, useKeys } from './keys';
import { codeName, word } from './named';

interface Props {
  readonly t: DeskTexts;
  readonly daily: Daily;
  readonly shown: Shown;
  readonly keys: boolean;
}

interface ChangeProps {
  readonly t: DeskTexts;
  readonly daily: Daily;
  readonly practice: Practice;
  readonly ended: Ended;
  readonly onDone: () => void;
}

function Change({ t, daily, practice, ended, onDone }: ChangeProps): JSX.Element {
  const was = codingOf(ended);
  const coding = recoding(useHeld<Recoding | null>(() => null), was);
  const [sure, setSure] = useState(false);
  const finder = useFinder(t, daily, (code) => takes(coding, code));
  const field = useRef<HTMLInputElement>(null);
  const settle = async (): Promise<void> => {
    if (await daily.settleOne(ended, coded(coding.now, was))) onDone();
  };
  const save = (): void => finder.finish(() => void settle());
  return (
    <div class="fields lines changing">
      <div class="field">
        <label class="label" for="settle-about">{t.about_what}</label>
        <Concerns t={t} daily={daily} id="settle-about" coding={coding.now} field={field} finder={finder} onCoding={coding.change} />
      </div>
      <Rest t={t} id="settle" practice={practice} coding={coding.now} onCoding={coding.change} />
      <div class="foot">
        <button type="button" data-main onClick={save}>{t.settle_one}</button>
        <button class="second" type="button" onClick={onDone}>{t.back}</button>
        <button class="plain" type="button" aria-expanded={sure} onClick={() => setSure(!sure)}>{t.drop}</button>
      </div>
      {sure && <Sure id="drop-sure" text={t.drop_sure} yes={t.drop_yes} no={t.drop_no} onYes={() => void daily.drop(ended)} onNo={() => setSure(false)} />}
    </div>
  );
}

// "2.j Assignments/Schedules"
function Concern({ t, practice, ended }: { t: DeskTexts; practice: Practice | null; ended: Ended }): JSX.Element {
  if (ended.talk_only) return <span>{t.question_only}</span>;
  if (ended.concerns.length === 0) return <strong class="warm">{t.not_coded}</strong>;
  return <>{ended.concerns.map((code) => <span key={code} class="what"><b>{code}</b> {codeName(t, practice, code)} </span>)}</>;
}

export function Settle({ t, daily, shown, keys }: Props): JSX.Element {
  const { practice } = daily.state;
  const [wanted, setChanging] = useState<string | null>(null);
  const all = shown.to_count;
  const changing = all.some(({ mark }) => mark === wanted) ? wanted : null; // another device may have counted it
  const more: readonly Key[] = changing === null ? [] : [{ key: 'Escape', text: t.back, act: () => setChanging(null) }];
  useKeys(keys, Layer.Screen, more);
  return (
    <section class="settle">
      <div class="head">
        <Title>{t.to_count}</Title>
        <p class="since">{t.to_count_lede}</p>
      </div>
      {all.length === 0 && <p class="standing">{t.nothing_to_count}</p>}
      <ul class="rows">
        {all.map((ended) => (
          <li key={ended.mark} class={changing === ended.mark ? 'wide' : undefined}>
            <span class="facts">
              <span><Concern t={t} practice={practice} ended={ended} /></span>
              <span class="since">
                {[word(t, 'how', ended.began), ended.group === null ? '' : plain(word(t, 'group', ended.group)), fill(t.n_talks, { n: ended.talks })].filter((s) => s !== '').join(' · ')}
              </span>
            </span>
            {changing !== ended.mark && (
              <button class="plain" type="button" onClick={() => setChanging(ended.mark)}>{ended.concerns.length === 0 && !ended.talk_only ? t.code_it : t.change}</button>
            )}
            {changing === ended.mark && practice !== null && (
              <Change t={t} daily={daily} practice={practice} ended={ended} onDone={() => setChanging(null)} />
            )}
          </li>
        ))}
      </ul>
      {all.length > 0 && <p class="since part">{t.to_count_leave}</p>}
      {all.length > 0 && changing === null && (
        <p class="foot"><button type="button" data-main onClick={() => void daily.settle()}>{fill(t.settle_all, { n: all.length })} <Hint of={`${t.key_ctrl} ${t.key_enter}`} /></button></p>
      )}
    </section>
  );
}
