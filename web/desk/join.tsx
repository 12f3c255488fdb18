// New at this office: who it is, and then the code for the root holder.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { DeskTexts } from 'texts';
import { bytes } from '../shared/draft';
import { Title } from '../shared/title';
import type { Role } from './asked';

const NAME_MAX = 80; // bytes, as wasm/desk_module.h has it

interface AskProps {
  readonly t: DeskTexts;
  readonly onNamed: (name: string, role: Role) => void;
  readonly onBack: () => void;
}

export function Ask({ t, onNamed, onBack }: AskProps): JSX.Element {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('ombuds');
  const [wrong, setWrong] = useState('');
  const go = (event: Event): void => {
    event.preventDefault();
    const n = bytes(name.trim());
    if (n === 0 || n > NAME_MAX) setWrong(n === 0 ? t.join_no_name : t.join_long_name);
    else onNamed(name.trim(), role);
  };
  return (
    <section>
      <Title>{t.join_title}</Title>
      <p class="lede">{t.join_lede}</p>
      <form onSubmit={go} autocomplete="off">
        <p>
          <label for="name">{t.join_name}</label>
          <input id="name" value={name} autocomplete="off" spellcheck={false} translate={false} aria-invalid={wrong !== ''}
            aria-describedby="name-wrong" onInput={({ currentTarget }) => setName(currentTarget.value)} />
        </p>
        <div id="name-wrong" role="alert">{wrong !== '' && <p class="wrong">{wrong}</p>}</div>
        <p>
          <label for="role">{t.join_role}</label>
          <select id="role" value={role} onChange={({ currentTarget }) => setRole(currentTarget.value as Role)}>
            <option value="ombuds">{t.role_ombuds}</option>
            <option value="arranging">{t.role_arranging}</option>
          </select>
        </p>
        <p class="row">
          <button>{t.join_words}</button>
          <button class="second" type="button" onClick={onBack}>{t.back}</button>
        </p>
      </form>
    </section>
  );
}

export function Code({ t, code, onDone }: { t: DeskTexts; code: string; onDone: () => void }): JSX.Element {
  const [said, setSaid] = useState('');
  const copy = (): void => void navigator.clipboard.writeText(code).then(() => setSaid(t.code_copied), () => setSaid(t.code_not_copied));
  return (
    <section>
      <Title>{t.code_title}</Title>
      <p class="lede">{t.code_lede}</p>
      <pre class="code" id="code" translate={false}><code>{code}</code></pre>
      <p class="row"><button class="second" type="button" onClick={copy}>{t.copy}</button></p>
      <p role="status">{said}</p>
      <p>{t.code_accept}</p>
      <pre class="code" translate={false}><code>alcove office accept DIR {t.code_here}</code></pre>
      <p>{t.code_then}</p>
      <p class="row"><button type="button" onClick={onDone}>{t.code_done}</button></p>
    </section>
  );
}
