// Asked before something is destroyed.
import type { JSX } from 'preact';

interface Props {
  readonly id: string;
  readonly text: string;
  readonly yes: string;
  readonly no: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

export function Sure({ id, text, yes, no, onYes, onNo }: Props): JSX.Element {
  return (
    <div class="asked" role="group" aria-labelledby={id}>
      <p id={id}>{text}</p>
      <p class="row">
        <button type="button" onClick={onYes}>{yes}</button>
        <button class="second" type="button" onClick={onNo}>{no}</button>
      </p>
    </div>
  );
}
