// usage: node used.mjs OFFICE…: the pages in use, with and without script: finding, searching, writing on sheets.
import assert from 'node:assert/strict';
import { runAll, test } from '../interop/tap.mjs';
import { kept, launch, open } from './browser.mjs';
import { officeOf, offices } from './offices.mjs';

// As people have it, a page that was left is kept for "Back".
const browser = await launch({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });
const example = officeOf('example');

const shownEntries = (page) => page.locator('article.place').filter({ visible: true }).evaluateAll((all) => all.map((e) => e.id));
const numbersOf = async (page, status) => (await page.locator(status).textContent()).match(/\d+/g)?.map(Number);

// Does something to a page that may neither ask for, remember nor complain of anything.
async function quietly(options, url, act) {
  const { context, page, seen } = await open(browser, options);
  await page.goto(url);
  const before = { requests: seen.requests.length, length: await page.evaluate(() => history.length) };
  await act(page, seen);
  assert.equal(seen.requests.length, before.requests, `asked for ${seen.requests.slice(before.requests)}`);
  assert.equal(page.url(), url);
  assert.equal(await page.evaluate(() => history.length), before.length);
  assert.deepEqual(await kept(context, page), [0, 0, 0, 0, 0]);
  assert.deepEqual(seen.complaints, []);
  await context.close();
}

// Adds the page's own script once more, with or without its digest. Returns whether it ran.
const runsAgain = (page, withDigest) => page.evaluate((digest) => new Promise((resolve) => {
  const { src, integrity } = document.querySelector('script[src]');
  const again = Object.assign(document.createElement('script'), digest ? { src, integrity, crossOrigin: 'anonymous' } : { src });
  again.onload = () => resolve(true);
  again.onerror = () => resolve(false);
  document.head.append(again);
}), withDigest);

test('each page names its script by digest, and a script without one is not run, from here neither', async () => {
  const { context, page } = await open(browser, {});
  for (const file of ['index.html', 'room.html', 'desk.html', 'es/index.html']) {
    await page.goto(example.url + file);
    assert.deepEqual(await page.locator('script').evaluateAll((all) => all.map((e) => e.integrity.startsWith('sha256-'))), [true], file);
    assert.equal(await runsAgain(page, false), false, file);
  }
  await page.goto(`${example.url}when-to-call.html`);
  assert.equal(await runsAgain(page, true), true);
  await context.close();
});

for (const office of offices) {
  test(`${office.name}: without script nothing is hidden but what needs it`, async () => {
    const { context, page, seen } = await open(browser, { javaScriptEnabled: false });
    for (const file of office.pages) {
      await page.goto(office.url + file);
      const hidden = await page.locator('main [hidden]').evaluateAll((all) => all.map((e) => e.id || e.className));
      assert.deepEqual(hidden.filter((name) => !['finder', 'search', 'print', 'room', 'brief', 'beside', 'more', 'desk'].includes(name)), [], file);
      for (const all of ['article.place', '.person', 'textarea'])
        assert.equal(await page.locator(all).filter({ visible: true }).count(), await page.locator(all).count(), `${file}: ${all}`);
    }
    assert.deepEqual(seen.requests.filter((url) => url.endsWith('.js')).length, 0);
    assert.deepEqual(seen.complaints, []);
    await context.close();
  });

  test(`${office.name}: a finder stands where several places have written, leaves those that say that they fit, and offers no silent one`, async () => {
    const url = `${office.url}when-to-call.html`;
    await quietly({}, url, async (page) => {
      const entries = await page.locator('article.place').evaluateAll((all) => all.map((e) => ({ id: e.id, ...e.dataset })));
      const silent = await page.locator('article.silent').count();
      assert.equal(await page.locator('#finder').count(), entries.length > 1 ? 1 : 0);
      assert.equal(await page.locator('#silent').count(), silent > 0 ? 1 : 0);
      assert.ok((await page.locator('.found').textContent()).includes(String(entries.length + silent)));
      if (entries.length <= 1) return;
      await page.locator('#finder details').evaluate((fold) => { fold.open = true; });
      assert.deepEqual(await numbersOf(page, '#finder-status'), [entries.length, entries.length]);
      assert.equal(await page.locator('#finder-topic option[value=danger]').count(), 0);
      for (const topic of await page.locator('#finder-topic option').evaluateAll((all) => all.map((e) => e.value))) {
        await page.selectOption('#finder-topic', topic);
        const expected = entries.filter((e) => topic === '' || e.topics === '' || e.topics.split(' ').includes(topic)).map((e) => e.id);
        assert.deepEqual(await shownEntries(page), expected, topic);
        if (expected.length > 0) assert.deepEqual(await numbersOf(page, '#finder-status'), [expected.length, entries.length]);
        else assert.match(await page.locator('#finder-status').textContent(), /None of the places/);
      }
      await page.selectOption('#finder-topic', '');
      for (const [choice, name] of [['#finder-record', 'record'], ['#finder-act', 'act']]) {
        for (const wanted of ['yes', 'no']) {
          await page.selectOption(choice, wanted);
          assert.deepEqual(await shownEntries(page), entries.filter((e) => [wanted, 'depends', 'choice'].includes(e[name])).map((e) => e.id), `${name} ${wanted}`);
        }
        await page.selectOption(choice, '');
      }
      await page.selectOption('#finder-record', 'no');
      await page.selectOption('#finder-act', 'no');
      await page.click('#finder-all');
      assert.deepEqual(await shownEntries(page), entries.map((e) => e.id));
      assert.deepEqual(await page.locator('#finder select').evaluateAll((all) => all.map((e) => e.value)), ['', '', '']);
    });
  });
}

test('the finder is a region that says aloud what it found, and works by keys', async () => {
  await quietly({}, `${example.url}when-to-call.html`, async (page) => {
    assert.equal(await page.getByRole('region', { name: 'Find the ones that fit' }).count(), 1);
    assert.equal(await page.getByRole('status').count(), 1);
    const all = (await shownEntries(page)).length;
    await page.locator('#finder details').evaluate((fold) => { fold.open = true; });
    await page.locator('#finder-record').focus();
    await page.keyboard.press('ArrowDown');
    const fewer = (await shownEntries(page)).length;
    assert.ok(fewer > 0 && fewer < all, `${fewer} of ${all}`);
    assert.match(await page.getByRole('status').textContent(), new RegExp(`^${fewer} of ${all} places that have written`));
    await page.locator('#finder-all').focus();
    await page.keyboard.press('Enter');
    assert.equal((await shownEntries(page)).length, all);
  });
});

test('a link to an entry that was chosen away shows it', async () => {
  const { context, page } = await open(browser, { reducedMotion: 'reduce' });
  await page.goto(`${example.url}when-to-call.html`);
  const [first] = await page.locator('article.place[data-record="yes"]').evaluateAll((all) => all.map((e) => e.id));
  await page.locator('#finder details').evaluate((fold) => { fold.open = true; });
  await page.selectOption('#finder-record', 'no');
  assert.ok(!(await shownEntries(page)).includes(first));
  await page.evaluate((id) => { location.hash = id; }, first);
  await page.waitForFunction((id) => document.getElementById(id).checkVisibility(), first);
  await page.waitForFunction((id) => { const { top, bottom } = document.getElementById(id).getBoundingClientRect(); return bottom > 0 && top < innerHeight; }, first);
  assert.equal(await page.inputValue('#finder-record'), '');
  await context.close();
});

test('what was chosen is forgotten when the page is left', async () => {
  const { context, page } = await open(browser);
  const url = `${example.url}when-to-call.html`;
  await page.goto(url);
  await page.selectOption('#finder-topic', 'sexual-misconduct');
  await page.goto(`${example.url}index.html`);
  await page.goBack({ waitUntil: 'commit' });
  await page.waitForFunction(() => document.querySelector('#finder-topic')?.value === '' && [...document.querySelectorAll('article.place')].every((e) => e.checkVisibility()));
  await page.goto(`${example.url}places.html`);
  await page.fill('#search-text', 'leave');
  await page.goto(`${example.url}index.html`);
  await page.goBack({ waitUntil: 'commit' });
  await page.waitForFunction(() => document.querySelector('#search-text')?.value === '' && [...document.querySelectorAll('#policies > article')].every((e) => e.checkVisibility()));
  await context.close();
});

for (const [folder, words, none] of [['', ['LEAVE', 'leave'], /Nothing here has that word/], ['es/', ['EVALUACION', 'evaluación', 'evaluaciÓn'], /Aquí no hay|Nada/]]) {
  test(`the search finds words whatever their capitals and accents, and says when there are none (${folder || 'en'})`, async () => {
    await quietly({}, `${example.url}${folder}places.html`, async (page) => {
      const all = await page.locator('#policies > article').count();
      const shown = () => page.locator('#policies > article').filter({ visible: true }).count();
      assert.ok(await page.locator('#search').isVisible());
      const found = [];
      for (const word of words) {
        await page.locator('#search-text').focus();
        await page.keyboard.press('Control+A');
        await page.keyboard.type(word);
        found.push(await shown());
        assert.deepEqual(await numbersOf(page, '#search-status'), [await shown(), all], word);
      }
      assert.ok(found[0] > 0 && found[0] < all, String(found));
      assert.equal(new Set(found).size, 1, String(found));
      await page.fill('#search-text', 'xylophone');
      assert.equal(await shown(), 0);
      assert.match(await page.locator('#search-status').textContent(), none);
      await page.keyboard.press('Enter');
      await page.fill('#search-text', ' ');
      assert.equal(await shown(), all);
    });
  });
}

const SECRET = 'Somebody said something';

for (const file of ['prepare.html', 'hard-conversation.html']) {
  test(`${file}: what is typed is asked of nobody, kept nowhere, and gone after leaving and coming back`, async () => {
    await quietly({}, example.url + file, async (page) => {
      for (const field of await page.locator('textarea').all()) await field.fill(SECRET);
      assert.equal(await page.locator('textarea[name]').count(), 0);
      const tall = await page.locator('textarea').first().evaluate((e) => e.clientHeight);
      await page.locator('textarea').first().fill(`${SECRET}\n`.repeat(30));
      assert.ok(await page.locator('textarea').first().evaluate((e) => e.clientHeight) > tall, 'the box grows, so that all of it is printed');
    });
    const { context, page } = await open(browser);
    await page.goto(example.url + file);
    await page.locator('textarea').first().fill(SECRET);
    await page.locator('textarea').first().press('Enter');
    await page.goto(`${example.url}index.html`);
    await page.goBack({ waitUntil: 'commit' });
    await page.waitForFunction(() => document.readyState === 'complete' && document.querySelectorAll('textarea').length > 0);
    assert.deepEqual([...new Set(await page.locator('textarea').evaluateAll((all) => all.map((e) => e.value)))], ['']);
    await page.locator('textarea').first().fill(SECRET);
    await page.reload();
    assert.deepEqual([...new Set(await page.locator('textarea').evaluateAll((all) => all.map((e) => e.value)))], ['']);
    await context.close();
  });

  test(`${file}: without script it can be written on too, and is empty after being loaded again`, async () => {
    const { context, page } = await open(browser, { javaScriptEnabled: false });
    await page.goto(example.url + file);
    await page.locator('textarea').first().fill(SECRET);
    await page.reload();
    assert.equal(await page.locator('textarea').first().inputValue(), '');
    assert.equal(await page.locator('button.print').isVisible(), false);
    await context.close();
  });
}

test('the button prints', async () => {
  const { context, page } = await open(browser);
  await page.addInitScript(() => { window.print = () => { window.printed = true; }; });
  await page.goto(`${example.url}prepare.html`);
  await page.click('button.print');
  assert.equal(await page.evaluate(() => window.printed), true);
  await context.close();
});

const failed = await runAll();
await browser.close();
process.exitCode = failed === 0 ? 0 : 1;
