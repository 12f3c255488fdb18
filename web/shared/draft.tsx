// A text being written, with what is left of the bytes it may have.
import type { JSX, Ref } from 'preact';
import { fill, type Texts } from './texts';

const NEAR_LIMIT = 7 / 8;
const encoder = new TextEncoder();

export const bytes = (text: string): number => encoder.encode(text).length;

interface Props {
  readonly t: Texts;
  readonly id: string;
  readonly label: string;
  readonly rows: number;
  readonly value: string;
  readonly max: number; // bytes
  readonly over: string; // said when there are {n} bytes more
  readonly busy: boolean;
  readonly onText: (text: string) => void;
  readonly field?: Ref<HTMLTextAreaElement>;
}

export function Draft({ t, id, label, rows, value, max, over, busy, onText, field }: Props): JSX.Element {
  const n = bytes(value);
  return (
    <>
      <label for={id}>{label}</label>
      <textarea id={id} ref={field ?? null} rows={rows} dir="auto" value={value} translate={false} autocomplete="off" autocapitalize="sentences"
        spellcheck={false} readOnly={busy} aria-describedby={`${id}-left`} onInput={({ currentTarget }) => onText(currentTarget.value)} />
      <p id={`${id}-left`} class={n > max ? 'wrong left' : 'since left'} role="status">
        {n > max ? fill(over, { n: n - max }) : n > NEAR_LIMIT * max ? fill(t.left, { n: max - n }) : ''}
      </p>
    </>
  );
}
