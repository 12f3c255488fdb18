// usage: node promised.mjs OFFICE…: each office's pages promise what its source does, row by row (R1 to R65 as the
// requirements count them), and publish none of the source's own sentences.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { runAll, test } from '../interop/tap.mjs';
import { officeOf, offices } from './offices.mjs';
import { textsOf } from './texts.mjs';

const plain = (html) => html.replace(/<[^>]*>/g, ' ').replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&quot;', '"').replace(/\s+/g, ' ');
const pageOf = (name, file) => plain(readFileSync(`${officeOf(name).folder}/${file}`, 'utf8'));

// What both sources say: on every office's pages.
const both = [
  ['R1', 'index.html', /tell nobody outside this office that you came/],
  ['R2', 'index.html', /need not say who you are/],
  ['R4', 'writing.html', /people who run the server cannot read it/],
  ['R5', 'people.html', /Arranges meetings, and reads only what is sent to this person/, ['mit', 'example']],
  ['R6', 'if-somebody-asks.html', /one and the same answer, whether you were here or not/],
  ['R7', 'index.html', /or what it is about/],
  ['R9, R11', 'index.html', /only if you permit it while we talk and the ombuds(person)? agrees too/],
  ['R10', 'index.html', /only to help settle something informally/],
  ['R12', 'index.html', /imminent risk of serious harm/],
  ['R13', 'charter.html', /does not reach back/],
  ['R16', 'what-we-keep.html', /Names, numbers of staff or students, departments Never asked for/],
  ['R18', 'index.html', /We take no side, neither yours nor the management's/],
  ['R19', 'index.html', /stand up for fair ways of dealing with people/],
  ['R22', 'people.html', /they say only that they cannot be the one, and another takes over/],
  ['R23, R25', 'people.html', /apart from the line of management and from every office that decides about posts, admission or studies/],
  ['R26', 'charter.html', /Neither ever sees who came or what was said/],
  ['R27', 'index.html', /off the record/],
  ['R28', 'index.html', /Ways to reach us None of them is better than another/],
  ['R29', 'question-or-suggestion.html', /no conversation is opened for it/],
  ['R31', 'prepare.html', /Nothing is an option, too/],
  ['R34 to R36', 'charter.html', /decides nothing, and it does not look into who was at fault\. It holds no hearings/],
  ['R38', 'what-could-be-handed-over.html', /This is all there is/],
  ['R39', 'index.html', /Coming is voluntary; you can stop at any time/],
  ['R40', 'index.html', /puts nobody on notice, leaves no record with the institution, and stops no deadline/],
  ['R41', 'charter.html', /not right for anybody to try to make the ombuds, or those who work with them, tell/, ['mit', 'example']],
  ['R42', 'index.html', /By going on you accept how we work.*nothing is kept that shows you read this/, ['mit', 'example']],
  ['R44', 'places.html', /Rules that may matter to you, and places that can help/],
  ['R45', 'charter.html', /Standards of Practice.*Naming a standard claims no certificate/],
  ['R47', 'index.html', /Nobody checks\. If it concerns you, you can come/],
  ['R48', 'index.html', /About anything/],
  ['R51', 'hard-conversation.html', /What do I want to ask for/],
  ['R59', 'index.html', /You decide what happens next, if anything/],
  ['R61', 'what-we-keep.html', /published only where the groups are large enough to give nobody away/],
  ['R63', 'when-to-call.html', /the same questions, each described by the people who run it/],
  ['R64', 'when-to-call.html', /not yet supplied by/, ['mit', 'longwood']],
];

const own = {
  mit: [
    ['S1: the one exception', 'index.html', /There is one exception:/],
    ['S1: the highest authority', 'charter.html', /It answers to The President of MIT/],
    ['S1: the covenant', 'charter.html', /MIT has made it its policy not to/],
    ['S1: visitors or callers', 'index.html', /Call \+1 617 555 0100.*A walk-in/],
    ['S1: every member of the community', 'index.html', /Every member of the MIT community/],
    ['S1: adapted from the association\'s standards', 'charter.html', /\(adapted\), International Ombudsman Association/],
  ],
  longwood: [
    ['S2: when required by law', 'charter.html', /law obliges/],
    ['S2: populations', 'index.html', /Faculty Staff Students Trainees Appointees/],
    ['S2: others from outside', 'index.html', /from outside, if it is about the institution or somebody who belongs to it/],
    ['S2: since 1991', 'charter.html', /established in 1991/],
    ['S2: Title IX, undated', 'charter.html', /Title IX.*Declared by Harvard, date not supplied/],
    ['S2: typical concerns', 'index.html', /(?=.*Fear of retaliation)(?=.*Professional misconduct)(?=.*Authorship)(?=.*Sexual harassment)(?=.*Discrimination)/],
    ['S2: any issue', 'index.html', /Whatever it is, you can bring it here/],
    ['S2: services', 'index.html', /shuttle diplomacy.*group facilitation.*[Ii]nformal mediation/],
    ['S2: trends to administrators', 'charter.html', /go to Administrators/],
    ['S2: human resources and EAP are for others to write', 'when-to-call.html', /not yet supplied by Human Resources.*not yet supplied by/],
  ],
  example: [['the template, filled', 'when-to-call.html', /Written by .* To be looked at again by/]],
};

// What an office's source does not say, its pages must not.
const never = {
  mit: [/required by law|law obliges|law requires/, /Title IX.*designat/, /Harvard/, /1991/],
  longwood: [/\bMIT\b/, /policy not to ask|policy not to call/, /witness|testif|hearing or (a )?court/i, /you accept|will not try to/i, /[Oo]nly (a person who is |an )ombuds(person)?[^.]* can (decide|say) that/],
  example: [/\bMIT\b/, /Harvard/],
};

for (const { name, pages } of offices) {
  for (const [row, file, said, only] of [...both, ...own[name]]) {
    if (only === undefined || only.includes(name))
      test(`${name}: ${row}`, () => assert.match(pageOf(name, file), said));
  }
  test(`${name}: says nothing that its source does not`, () => {
    for (const file of pages.filter((page) => /^[a-z-]+\.html$/.test(page)))
      for (const words of never[name]) assert.doesNotMatch(pageOf(name, file), words, file);
  });
}

// ---- what the office has to give, and what the programs enforce, row by row ----

// R9 to R13 and R38 to R42 as the two sources have them. of: who says it. clause: how it would sound in a fixed text, which may
// not say it for offices that never did: of witnesses and of accepting only S1, of a law only S2, and when an exception applies each
// in its own words. Each catches the sentences beside it, or it would look for nothing. said: what holds at every office, as the
// programs enforce it, and the text that says so.
const ROWS = [
  { row: 'R9', of: 'S1; S2 without the talk', clause: /\b(by|when) (com|writ|talk|call|us)ing[^.]*(consent|permission|permit)|\bal (venir|escribir|hablar|llamar|usar)[^.]*(consient|permiso|autoriza)/i,
    caught: ['By writing here you give us permission to speak about it.', 'Al escribir aquí nos autoriza a hablar de ello.'],
    said: { key: 'promise_keys', en: /only if you permit it while we talk/, es: /únicamente si usted lo permite durante nuestra conversación/ } },
  { row: 'R10', of: 'S1', clause: /\b(for|in) (a |any )?(disciplin|litigation|lawsuit|grievance procedure)|\bpara (un |una )?(procedimiento disciplinario|sanci[oó]n|litigio|demanda judicial)/i,
    caught: ['We may pass it on for disciplinary steps.', 'Podemos comunicarlo para un procedimiento disciplinario.'],
    said: { key: 'promise_keys', en: /only to help settle something informally/, es: /[Ss]olo hablamos con otra persona para ayudar a arreglar algo de manera informal/ } },
  { row: 'R11', of: 'S1', clause: /\b(your|the visitor's) (yes|permission|consent) (alone )?is enough|\b(basta|es suficiente)( con)? su (sí|permiso|consentimiento)/i,
    caught: ['Your yes is enough for us to speak.', 'Basta con su permiso para que hablemos.'],
    said: { key: 'promise_keys', en: /and the \{title\} agrees too/, es: /y quien es \{title\} también está de acuerdo/ } },
  { row: 'R12, when', of: 'each in its own words', clause: /imminent|serious harm|at risk|in danger of|inminente|daño grave|corre (un )?riesgo/i,
    caught: ['Unless somebody is at imminent risk of serious harm.', 'Salvo que alguien corra peligro de sufrir un daño grave.'],
    said: { key: 'ends_one', en: /There is one exception:$/, es: /Hay una excepción:$/ } },
  { row: 'R12, who', of: 'S1, S2 of one of two', clause: /\b(nobody|no one) else (can |may )?(decid|judg|determin|say)|only (a person who is |an |the )*(ombuds|\{title\})[^.]*(decid|judg|determin|(can|may) say)|nadie más (lo |puede )?(decid|juzg|determin|consider)|solo[^.]*(ombuds|\{title\})[^.]*(decid|juzg|determin|puede decir)/i,
    caught: ['Only an ombuds of this office can decide that.', 'Only a person who is {title} may say that it applies.', 'Nobody else decides this.',
      'Solo una persona ombuds de esta oficina puede decidirlo.', 'Solo quien es {title} lo determina.', 'Nadie más lo decide.'],
    said: { key: 'ends_many', en: /^There are \{n\} exceptions:$/, es: /^Hay \{n\} excepciones:$/ } },
  { row: 'R13', of: 'S2', clause: /(required|obliged|compelled|forced|bound)( to \w+)? by (a |the )?law|\blaws? (obliges?|requires?|forces?|compels?|makes us)|\bley(es)? (nos )?(obliga|exige|fuerza)|por obligación legal|lo (exige|exija|ordena|ordene) (la|una) ley/i,
    caught: ['Or when we are required by law to speak.', 'Or a law obliges us to speak.', 'O una ley nos obliga a hablar.', 'O cuando lo exija la ley.'],
    said: { key: 'charter_back', en: /does not reach back/, es: /no vale hacia atrás/ } },
  { row: 'R38', of: 'S1', clause: /witness|testif|\bsubpoena|(has|have) (promised|made it (its|their) policy)|promise of the institution|testigo|declarar (en|ante|como)|cita(rnos|ción) (judicial|a declarar)|promesa de la institución|tiene como norma/i,
    caught: ['Nobody may call us as witnesses.', 'Your institution has promised not to ask us.', 'Nadie puede llamarnos como testigos.', 'Su institución tiene como norma no pedirlo.'],
    said: { key: 'hand_lede', en: /This is all there is/, es: /Esto es todo lo que hay/ } },
  { row: 'R39', of: 'S1', clause: /\b(confirm|certif)\w* (to|for) (your|a) (superior|supervisor|employer)|\bconfirma\w*[^.]*a su (jef|superior|supervis)/i,
    caught: ['We confirm to your supervisor that you came.', 'Confirmamos a su jefatura que usted vino.'],
    said: { key: 'promise_informal', en: /Coming is voluntary; you can stop at any time/, es: /Venir es voluntario; puede dejarlo en cualquier momento/ } },
  { row: 'R40', of: 'S1; at every office', clause: /\b(telling|talking to|writing to) us (puts|counts as|is) (the|your)? ?(institution|notice)|\b(contárnoslo|escribirnos|hablar con nosotros) (cuenta como|es) (un )?aviso/i,
    caught: ['Telling us puts the institution on notice.', 'Contárnoslo cuenta como aviso formal.'],
    said: { key: 'notice_text', en: /puts nobody on notice, leaves no record with the institution, and stops no deadline\. Every other channel, formal ones among them, stays open/,
      es: /No cuenta como aviso formal a nadie, no deja constancia en la institución y no detiene ningún plazo\. Todas las demás vías, también las formales, siguen abiertas/ } },
  { row: 'R41', of: 'S1', clause: /not (right|appropriate|acceptable) for any(body|one)|\b(try|seek|attempt)\w* to (make|compel|force) (us|the|an)|hearings? or (a )?court|no (está bien|es (apropiado|correcto|aceptable)) que|intent[\wá]* (que hablemos|hacer(nos)? (hablar|contar)|obligar)|audiencias? o (en )?(un )?juicio/i,
    caught: ['It is not right for anybody to ask us.', 'You will not try to make us speak about it.', 'No está bien que nadie nos pregunte.', 'No intentará hacernos hablar de ello.'],
    said: { key: 'asked_lede', en: /They all get one and the same answer, whether you were here or not/, es: /Todos reciben la misma y única respuesta, haya estado usted aquí o no/ } },
  { row: 'R42', of: 'S1', clause: /\byou (accept|agree)\b|considered to have agreed|(is|are) taken to (accept|agree)|\bby (com|writ|talk|call|go|us)ing[^.]*\b(accept|agree)|\busted acepta|\bacepta (cómo|que|esto|estos|estas|el|las?|los)\b|\bal (venir|escribir|hablar|llamar|seguir|usar)[^.]*acepta|se entiende que/i,
    caught: ['By going on you accept how we work.', 'People who come are taken to accept this.', 'Si sigue, acepta cómo trabajamos.', 'Se entiende que quien viene lo acepta.'],
    said: { key: 'more_speak_text', en: /There is nothing to sign/, es: /No hay nada que firmar/ } },
];

// Above what an office gave, and only there
const TITLES = { accept: 'accept_title', covenant: 'charter_covenant', designations: 'charter_designations' };

// The catalog of a language, and what the programs write of themselves: pages, and what a visitor is told at a command line.
const literals = (file) => [...readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8').replaceAll(/"\s*\n\s*"/g, '').matchAll(/"((?:[^"\\\n]|\\.)+)"/g)].map(([, text]) => [file, text]);
const SOURCES = [...readdirSync(new URL('../../site', import.meta.url)).filter((file) => file.endsWith('.c')).map((file) => `site/${file}`),
  ...['promise', 'room_outcomes', 'talk', 'inventory'].map((file) => `cli/${file}.c`)];
const fixed = { en: [...Object.entries(textsOf('none', 'en')), ...SOURCES.flatMap(literals)], es: Object.entries(textsOf('none', 'es')) };

// What every new office begins with. One exception has to stand there, and is a draft that says so; all else is for the office to say.
const drafts = readdirSync(new URL('../../cli/new', import.meta.url))
  .map((file) => [`cli/new/${file}`, readFileSync(new URL(`../../cli/new/${file}`, import.meta.url), 'utf8').replace(/^ *#.*$/gm, '')]);

for (const { row, of, clause, caught, said } of ROWS) {
  test(`${row} (${of}): no text of the product says it for an office that did not, in no language; and what holds everywhere is said`, () => {
    assert.ok(fixed.en.length > 1000 && fixed.es.length > 900, `${fixed.en.length}, ${fixed.es.length}`);
    for (const sentence of caught) assert.match(sentence, clause, 'this row does not catch what it is for');
    for (const [language, texts] of Object.entries(fixed)) {
      for (const [where, text] of texts)
        if (!Object.values(TITLES).includes(where)) assert.doesNotMatch(text, clause, `${language}: ${where}`);
      if (row !== 'R12, when')
        for (const [where, text] of drafts) assert.doesNotMatch(text.replace(/\s+/g, ' '), clause, where);
      assert.match(Object.fromEntries(texts)[said.key], said[language], `${language}: ${said.key}`);
    }
  });
}

// ---- what an office gave carries its version wherever it stands; what it did not give is named nowhere ----

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const clausesOf = (charter) => [...charter.matchAll(/<(?:article class="clause"|section id="(?:covenant|accept)")[^>]*>(.*?)<p class="since">/gs)]
  .map(([, html]) => plain(html.replace(/<h2.*?<\/h2>/s, '')).trim());

for (const { name, folder, pages } of offices) {
  for (const [language, edition] of [['en', ''], ['es', 'es/']].filter(([, at]) => pages.includes(`${at}charter.html`))) {
    const t = textsOf('none', language);
    const own = pages.filter((page) => (edition === '' ? !page.startsWith('es/') : page.startsWith(edition)) && !page.endsWith('desk.html'));
    const charter = readFileSync(`${folder}/${edition}charter.html`, 'utf8');
    const since = new RegExp(`^ ?${escaped(t.charter_clause).replace('\\{version\\}', '\\d+').replace('\\{since\\}', '[^.]*?\\d{4}')}`);

    test(`${name}, ${language}: a clause has its version beside it on every page`, () => {
      const clauses = clausesOf(charter);
      assert.ok(clauses.length >= { mit: 3, longwood: 2, example: 4 }[name], String(clauses.length));
      for (const clause of clauses) {
        let found = 0;
        for (const page of own) {
          const text = plain(readFileSync(`${folder}/${page}`, 'utf8'));
          for (let at = text.indexOf(clause); at >= 0; at = text.indexOf(clause, at + 1)) {
            assert.match(text.slice(at + clause.length), since, `${page}: ${clause}`);
            found += 1;
          }
        }
        assert.ok(found >= 2, `not in charter and room: ${clause}`);
      }
    });

    test(`${name}, ${language}: what it did not give is named on no page, not even as missing`, () => {
      for (const [id, key] of Object.entries(TITLES)) {
        if (charter.includes(`id="${id}"`)) continue;
        for (const page of own) assert.ok(!plain(readFileSync(`${folder}/${page}`, 'utf8')).includes(t[key]), `${page}: ${t[key]}`);
      }
      const given = Object.keys(TITLES).filter((id) => charter.includes(`id="${id}"`));
      assert.deepEqual(given, { mit: ['accept', 'covenant'], longwood: ['designations'], example: ['accept', 'covenant', 'designations'] }[name]);
    });
  }
}

// Every run of eight words of the two sources, hashed, so that none of their sentences has to be carried to be looked for.
const RUN = 8;
const TITLE = 'standards of practice glossary and code of ethics'; // what a standard is called is said as it is
const wordsOf = (text) => text.toLowerCase().normalize('NFKD').match(/[a-z0-9]+/g) ?? [];
const runs = (text) => {
  const words = wordsOf(text);
  return words.slice(0, Math.max(0, words.length - RUN + 1)).map((_, i) => words.slice(i, i + RUN).join(' '));
};
const hashed = (run) => createHash('sha256').update(run).digest('hex').slice(0, 12);
const sources = new Set(JSON.parse(readFileSync(new URL('sources.json', import.meta.url))).runs);

test('no page carries eight words in a row of either source, nor the gap one of them left', () => {
  assert.ok(sources.size > 500);
  assert.ok(sources.has(hashed(TITLE)), 'the hashes are not of such runs');
  for (const { name, pages } of offices) {
    for (const file of pages) {
      const text = pageOf(name, file);
      assert.doesNotMatch(text, /insert content/i, `${name}: ${file}`);
      for (const run of runs(text)) assert.ok(run === TITLE || !sources.has(hashed(run)), `${name}: ${file}: ${run}`);
    }
  }
});

process.exitCode = (await runAll()) === 0 ? 0 : 1;
