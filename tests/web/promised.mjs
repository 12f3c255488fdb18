// usage: node promised.mjs OFFICE…: each office's pages promise what its source does, row by row (R1 to R65 as the
// requirements count them), and publish none of the source's own sentences.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
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

// What only one of the sources says (R12, R38, R41, R42) is said by an office's own data, and by no text of the product's, in
// no language: not of witnesses, nor of accepting, nor of who decides where a law obliges; and not as something missing either.
const CLAUSES = [
  ['R38, R41', /witness|testif|testigo|declarar|subpoena|in a proceeding|en un proceso|hearing or court|tribunal.*(preguntar|llamar)/i],
  ['R42', /you accept|by (talking|writing|going on)|\bacepta\b[^.]*(trabaj|forma|manera|cómo|lo que|esto)|considered to have agreed/i],
  ['R12, R13', /only (a person who is )?(the |an )?(\{title\}|ombuds)[^.]*(can|may) (say|decide|judge)|solo[^.]*(\{title\}|ombuds)[^.]*puede (decir|decidir)/i],
  ['R38', /promise of the institution|promesa de la institución/i],
];
for (const language of ['en', 'es']) {
  const texts = Object.entries(textsOf('none', language));
  test(`${language}: no text of the product holds a clause that an office has to give`, () => {
    assert.ok(texts.length > 600);
    for (const [key, text] of texts) for (const [row, clause] of CLAUSES) assert.doesNotMatch(text, clause, `${key}: ${row}`);
  });
}
// And what the programs enforce is said for every office as how this place works.
for (const [row, key, said] of [
  ['R9, R11', 'promise_keys', /only if you permit it while we talk and the \{title\} agrees too/],
  ['R10', 'promise_keys', /only to help settle something informally/],
  ['R13', 'charter_back', /does not reach back/],
  ['R39', 'promise_informal', /voluntary; you can stop at any time/],
  ['R40', 'notice_text', /no record with the institution, and stops no deadline/],
]) test(`every office: ${row}`, () => assert.match(textsOf('none', 'en')[key], said));

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
