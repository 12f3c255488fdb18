// usage: node written.mjs OFFICE…: the pages as they lie on the disk and are served: valid, whole, small, and saying what
// their office wrote.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HtmlValidate } from 'html-validate';
import { runAll, test } from '../interop/tap.mjs';
import { isDesk, officeOf, offices } from './offices.mjs';

const PAGE_MAX = 60 * 1024;
const DESK_MAX = 80 * 1024; // an ombuds's page, with all that it says in it
const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:recommended'],
  rules: {
    // How tags are written: the writer writes XML.
    'void-style': 'off',
    'attribute-boolean-style': ['error', { style: 'name' }],
    // An office's name may be long; a sheet to write on is sent nowhere and has nothing to submit.
    'long-title': 'off',
    'wcag/h32': 'off',
    // A number stays in one piece; the word before it may stand on another line.
    'tel-non-breaking': 'off',
  },
});

const text = (office, file) => readFileSync(`${office.folder}/${file}`, 'utf8');
const found = (html, pattern) => [...html.matchAll(pattern)].map((match) => match[1].replaceAll('&amp;', '&'));
const linksOf = (html) => found(html, /<a [^>]*?href="([^"]*)"/g);
const loadedBy = (html) => [...found(html, /<(?:link|script|img|iframe|source|audio|video|embed|object)[^>]*? (?:href|src|data)="([^"]*)"/g),
  ...found(html, / (?:srcset|action|formaction|ping|poster|background)="([^"]*)"/g)];
const plain = (html) => html.replace(/<[^>]*>/g, ' ').replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&quot;', '"').replace(/\s+/g, ' ');
const section = (html, id) => new RegExp(`<section (?:class="[a-z]*" )?id="${id}".*?</section>`, 's').exec(html)?.[0] ?? '';
const articles = (html) => [...html.matchAll(/<article (?:class="[a-z]*" )?id="([^"]*)".*?<\/article>/gs)].map(([whole, id]) => ({ id, whole }));

for (const office of offices) {
  test(`${office.name}: every page is valid`, async () => {
    assert.ok(office.pages.length >= 15);
    for (const page of office.pages) {
      const { results } = await validator.validateString(text(office, page), page);
      assert.deepEqual(results.flatMap((r) => r.messages.map((m) => `${page}: ${m.ruleId}: ${m.message}`)), []);
    }
  });

  test(`${office.name}: every link leads somewhere within the pages, from a disk too; what leads away says so`, () => {
    let away = 0;
    for (const page of office.pages) {
      const html = text(office, page);
      for (const link of linksOf(html)) {
        if (/^tel:\+?[0-9]+$|^about:blank$/.test(link)) continue;
        if (/^[a-z]+:/.test(link)) {
          const tag = new RegExp(`<a [^>]*href="${link.replace(/[.?+*()]/g, '\\$&')}"[^>]*>[^<]*</a>[^<]*`).exec(html)[0];
          assert.match(html, /<meta name="referrer" content="no-referrer"/, page);
          assert.match(tag, /\((leads away from this site|.*fuera.*|.*sale.*)\)/, `${page}: ${link} does not say that it leads away`);
          away += 1;
          continue;
        }
        assert.doesNotMatch(link, /^\//, `${page}: ${link} works from a server's top only`);
        const [file, fragment] = link.split('#');
        const target = file === '' ? page : posix.join(posix.dirname(page), file);
        assert.ok(office.pages.includes(target), `${page}: nothing is at ${link}`);
        if (fragment !== undefined)
          assert.ok(text(office, target).includes(` id="${fragment}"`), `${page}: nothing is at ${link}`);
      }
    }
    if (office.name === 'example') assert.ok(away > 0);
  });

  test(`${office.name}: every page is linked from another, and the desk from none`, () => {
    const reached = new Set(office.pages.filter((page) => !isDesk(page)).flatMap((page) => linksOf(text(office, page))
      .filter((link) => !link.includes(':')).map((link) => posix.join(posix.dirname(page), link.split('#')[0]))));
    assert.ok(office.pages.some(isDesk));
    assert.deepEqual(office.pages.filter((page) => reached.has(page) === isDesk(page)), []);
  });

  test(`${office.name}: a page loads its own stylesheet and script, and nothing else from anywhere (R23, R25)`, () => {
    for (const page of office.pages) {
      for (const address of loadedBy(text(office, page))) {
        if (address === 'data:,') continue;
        const target = posix.join(posix.dirname(page), address);
        assert.match(target, /(room|desk)\.html$/.test(page) ? /^(assets\/look|room\/room|desk\/desk)-[0-9a-f]{16}\.(css|js)$/ : /^assets\/(look|page)-[0-9a-f]{16}\.(css|js)$/, page);
        assert.ok(office.files.includes(target), `${page}: ${address}`);
      }
    }
    for (const asset of office.files.filter((file) => /\.(css|js)$/.test(file))) {
      // Room and desk ask, each in its worker, for what the core wants, and the desk's keeps its sealed vault; Preact names the
      // markup it draws by the addresses of W3C.
      const code = text(office, asset).replaceAll(/"http:\/\/www\.w3\.org\/[\w/]+"/g, '');
      assert.doesNotMatch(code, /https?:|\/\/[a-z]+\.|@import|url\(|XMLHttpRequest|WebSocket|sendBeacon|cookie|[sS]torage/, asset);
      if (!/^(room|desk)\/worker-/.test(asset)) assert.doesNotMatch(code, /fetch/, asset);
      if (!asset.startsWith('desk/worker-')) assert.doesNotMatch(code, /indexedDB/, asset);
    }
  });

  test(`${office.name}: nothing of it is kept, remembered or logged into (R23, R25)`, () => {
    for (const page of office.pages)
      assert.doesNotMatch(text(office, page), /<(?:style|iframe|object|embed|base)\b| style="| on[a-z]+="|javascript:|http-equiv|<script>| name="(?!viewport|referrer|color-scheme)/, page);
  });

  test(`${office.name}: a page and what it loads are less than 60 KB, the desk less than 80`, () => {
    const assets = office.files.filter((file) => file.startsWith('assets/') && file.includes('.')).reduce((n, file) => n + text(office, file).length, 0);
    for (const page of office.pages) assert.ok(text(office, page).length + assets < (page.endsWith('desk.html') ? DESK_MAX : PAGE_MAX), page);
  });

  test(`${office.name}: every page says that it is a sample; a visitor's, whose it is, and what to do in danger`, () => {
    for (const page of office.pages) {
      const said = plain(text(office, page));
      assert.match(said, page.startsWith('es/') ? /Una muestra\./ : /A sample\./, page);
      if (isDesk(page)) continue;
      assert.ok(said.includes('911') || office.name === 'example', page);
      assert.match(text(office, page), /class="(danger|emergency)"/, page);
      assert.match(text(office, page), /href="tel:911"/, page);
    }
  });

  test(`${office.name}: no literal placeholder is published`, () => {
    for (const page of office.pages) assert.doesNotMatch(text(office, page), /[Ii]nsert content|[Ll]orem|\bTODO\b|\bTBD\b/, page);
  });

  test(`${office.name}: each place to turn stands once, and an open one names its owner (R64)`, () => {
    const folder = fileURLToPath(new URL(`../../offices/${office.name}/entries`, import.meta.url));
    const page = articles(text(office, 'when-to-call.html'));
    const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
    assert.deepEqual(page.map(({ id }) => id).sort(), files.map((file) => file.replace('.yaml', '')).sort());
    for (const { id, whole } of page) {
      const yaml = readFileSync(`${folder}/${id}.yaml`, 'utf8');
      if (/^attested:(?!\s+by: not supplied)/m.test(yaml)) {
        assert.match(whole, /<dl class="entry">.*class="attested"/s, id);
        continue;
      }
      const owner = /^owner:\s*(?:\{\s*)?(?:en:\s*)?"?([^",}\n]+)/m.exec(yaml)[1].trim();
      assert.ok(plain(whole).includes(`not yet supplied by ${owner}`), `${id}: ${owner}`);
      assert.doesNotMatch(whole, /<dl/, `${id}: something is said for its owner`);
    }
  });

  test(`${office.name}: every filled entry answers the same questions in the same order (R63)`, () => {
    for (const page of office.pages.filter((file) => file.endsWith('when-to-call.html'))) {
      const asked = articles(text(office, page)).filter(({ whole }) => whole.includes('<dl')).map(({ whole }) => found(whole, /<dt>(.*?)<\/dt>/g).join('|'));
      assert.equal(new Set(asked).size, asked.length === 0 ? 0 : 1, page);
      for (const { whole } of articles(text(office, page))) assert.match(whole, /^<article id="[a-z0-9-]+" class="(place|silent)" data-topics="[a-z -]*" data-record="[a-z]*" data-act="[a-z]*">/);
    }
  });

  test(`${office.name}: an institution's page shows nothing of another (R65)`, () => {
    const own = office.pages.filter((page) => page.includes('institutions/'));
    for (const page of own) {
      const html = text(office, page).replace(/<(header|footer).*?<\/\1>/gs, '').replace(/<title>.*?<\/title>/, '');
      const title = found(html, /<h1>(.*?)<\/h1>/g)[0];
      for (const other of own.filter((file) => posix.dirname(file) === posix.dirname(page) && file !== page)) {
        const name = found(text(office, other), /<h1>(.*?)<\/h1>/g)[0];
        if (!title.includes(name)) assert.ok(!html.includes(name), `${page} names ${name}`);
        for (const { id, whole } of articles(text(office, other)))
          if (!html.includes(`id="${id}"`)) assert.ok(!html.includes(whole), `${page} shows ${id}`);
      }
    }
  });
}

const mit = (page) => plain(text(officeOf('mit'), page));
const longwood = (page) => plain(text(officeOf('longwood'), page));

test('MIT: imminent risk is the one exception, in English and Spanish, on home and in the charter', () => {
  for (const page of ['index.html', 'charter.html', 'es/index.html', 'es/charter.html']) {
    const html = text(officeOf('mit'), page);
    const clauses = page.includes('index') ? found(section(html, 'ends'), /<li>(.*?)<\/li>/g) : articles(section(html, 'exceptions'));
    assert.equal(clauses.length, 1, page);
    assert.match(plain(html), page.startsWith('es') ? /riesgo inminente/ : /imminent risk/);
  }
  for (const page of officeOf('mit').pages.filter((file) => /index|charter|writing/.test(file)))
    assert.doesNotMatch(mit(page), /required by law|law obliges|law requires|obliga la ley|ley obliga/, page);
});

test('MIT: it answers to the President, and has the covenant', () => {
  assert.match(mit('charter.html'), /It answers to The President of MIT/);
  assert.match(plain(section(text(officeOf('mit'), 'charter.html'), 'covenant')), /MIT has made it its policy not to/);
});

test('Longwood: two exceptions, the law among them; 1991; its designation without a date; no covenant', () => {
  const charter = longwood('charter.html');
  assert.match(longwood('index.html'), /There are 2 exceptions:.*imminent risk.*law obliges/);
  assert.match(charter, /established in 1991/);
  assert.match(charter, /Title IX.*Declared by Harvard.*date not supplied/);
  assert.equal(section(text(officeOf('longwood'), 'charter.html'), 'covenant'), '', 'what it does not say is not named as missing');
  assert.match(charter, /It answers to Not supplied yet/);
});

test('Longwood: three schools and their affiliates, and people from outside', () => {
  assert.equal(officeOf('longwood').pages.filter((page) => page.startsWith('institutions/')).length, 4);
  const who = plain(section(text(officeOf('longwood'), 'index.html'), 'who'));
  for (const group of ['aculty', 'taff', 'tudents', 'rainees', 'utside']) assert.match(who, new RegExp(group), group);
});

test('example: one entry is past its review and says so, in both languages; a changed exception shows what it said before', () => {
  for (const [page, said] of [['when-to-call.html', /was to be looked at again by 1 September 2026/], ['es/when-to-call.html', /debía revisarse .* 1 de septiembre de 2026/]]) {
    const past = articles(text(officeOf('example'), page)).filter(({ whole }) => whole.includes('class="past"'));
    assert.deepEqual(past.map(({ id }) => id), ['campus-safety'], page);
    assert.match(plain(past[0].whole), said);
  }
  assert.match(text(officeOf('example'), 'charter.html'), /<details>.*Version 1, since/s);
});

test('the two samples and the example share no sentence that is the office\'s own', () => {
  const names = (office) => found(text(office, 'index.html'), /<a class="name"[^>]*>(.*?)<\/a>/g)[0];
  for (const office of offices)
    for (const other of offices.filter((o) => o !== office))
      for (const page of office.pages) assert.ok(!text(office, page).includes(names(other)), `${office.name}: ${page}`);
});

process.exitCode = (await runAll()) === 0 ? 0 : 1;
