// usage: node shown.mjs OFFICE…: the pages to people who see little, use no mouse, print, or want calm.
import assert from 'node:assert/strict';
import { runAll, test } from '../interop/tap.mjs';
import { launch, open } from './browser.mjs';
import { NARROW, problems, WIDE } from './looking.mjs';
import { kindsOf, officeOf, offices } from './offices.mjs';

const browser = await launch();

// Every kind of page of each office, light or dark; every other page narrow.
const SCHEMES = { mit: ['light'], longwood: ['dark'], example: ['dark'] };
for (const office of offices) {
  for (const [turn, colorScheme] of SCHEMES[office.name].entries()) {
    test(`${office.name}: everybody can use every kind of page (WCAG 2.2 AA), ${colorScheme}`, async () => {
      const { context, page } = await open(browser, { colorScheme, bypassCSP: true });
      for (const [i, file] of kindsOf(office).entries()) {
        await page.setViewportSize((i + turn) % 2 === 0 ? WIDE : NARROW);
        await page.goto(office.url + file);
        assert.deepEqual(await problems(page), [], file);
      }
      await context.close();
    });
  }
}

test('who wants more contrast gets it, light and dark', async () => {
  for (const [colorScheme, ink, ground] of [['light', 'rgb(0, 0, 0)', 'rgb(255, 255, 255)'], ['dark', 'rgb(255, 255, 255)', 'rgb(0, 0, 0)']]) {
    const { context, page } = await open(browser, { colorScheme, contrast: 'more', bypassCSP: true });
    await page.goto(`${officeOf('example').url}when-to-call.html`);
    assert.deepEqual(await page.evaluate(() => [getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]), [ink, ground]);
    const enhanced = { runOnly: ['color-contrast-enhanced'], rules: { 'color-contrast-enhanced': { enabled: true } } };
    assert.deepEqual(await problems(page, enhanced), [], colorScheme);
    await context.close();
  }
});

test('who wants less motion gets none', async () => {
  const moves = async (reducedMotion) => {
    const { context, page } = await open(browser, { reducedMotion });
    await page.goto(`${officeOf('example').url}when-to-call.html`);
    const found = await page.evaluate(() => [getComputedStyle(document.documentElement).scrollBehavior,
      [...document.querySelectorAll('*')].filter((e) => !['0s', ''].includes(getComputedStyle(e).transitionDuration) || getComputedStyle(e).animationName !== 'none').length]);
    await context.close();
    return found;
  };
  assert.deepEqual(await moves('reduce'), ['auto', 0]);
  assert.deepEqual(await moves('no-preference'), ['smooth', 0]);
});

test('where colours are the browser\'s own, what is pressed and chosen still has an edge', async () => {
  const { context, page } = await open(browser, { forcedColors: 'active' });
  await page.goto(`${officeOf('example').url}when-to-call.html`);
  for (const part of ['#finder-topic', '#finder-all'])
    assert.notEqual(await page.locator(part).evaluate((e) => getComputedStyle(e).borderTopWidth), '0px', part);
  await context.close();
});

test('text twice as large loses nothing', async () => {
  const { context, page } = await open(browser, { viewport: { width: 2 * NARROW.width, height: 900 } });
  for (const file of kindsOf(officeOf('example'))) {
    await page.goto(officeOf('example').url + file);
    const over = await page.evaluate(() => {
      document.documentElement.style.fontSize = '200%';
      return document.documentElement.scrollWidth - document.documentElement.clientWidth;
    });
    assert.ok(over <= 0, `${file}: ${over}`);
  }
  await context.close();
});

for (const office of offices) {
  test(`${office.name}: printed, the menus are gone and everything written is there`, async () => {
    const { context, page } = await open(browser, { viewport: WIDE });
    for (const file of kindsOf(office)) {
      await page.goto(office.url + file);
      const articles = await page.locator('article').count();
      await page.emulateMedia({ media: 'print' });
      for (const gone of ['header nav', 'footer nav', '.skip', '#finder', '#search', 'button'])
        assert.equal(await page.locator(gone).filter({ visible: true }).count(), 0, `${file}: ${gone}`);
      assert.equal(await page.locator('article').filter({ visible: true }).count(), articles, file);
      assert.equal(await page.locator('h1').filter({ visible: true }).count(), 1, file);
      assert.equal(await page.locator('.sample').isVisible(), true, file);
      await page.emulateMedia({ media: null });
    }
    const pdf = await page.goto(`${office.url}when-to-call.html`).then(() => page.pdf({ format: 'A4' }));
    assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
    await context.close();
  });
}

// Presses Tab until the focus comes round; what had it, and whether it was seen to.
async function walk(page) {
  const stops = [];
  for (let i = 0; i < 200; i++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const e = document.activeElement;
      if (e === null || e === document.body || e.dataset.stopped) return null;
      e.dataset.stopped = 'yes';
      const { outlineStyle, outlineWidth } = getComputedStyle(e);
      const { top, bottom, left, right } = e.getBoundingClientRect();
      return { name: e.outerHTML.slice(0, 90), ring: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
        there: bottom > 0 && right > 0 && top < innerHeight && left < innerWidth };
    });
    if (stop === null) break;
    stops.push(stop);
  }
  return stops;
}

for (const [width, viewport] of [['wide', WIDE], ['narrow', NARROW]]) {
  test(`keys alone reach everything in turn, the way past the menu first, and the place is always seen (${width})`, async () => {
    const { context, page } = await open(browser, { viewport, reducedMotion: 'reduce' });
    for (const file of ['index.html', 'when-to-call.html', 'places.html', 'prepare.html', 'writing.html', 'charter.html']) {
      await page.goto(officeOf('example').url + file);
      const stops = await walk(page);
      assert.match(stops[0].name, /class="skip"/, file);
      assert.deepEqual(stops.filter(({ ring, there }) => !ring || !there), [], file);
      const missed = await page.evaluate(() => [...document.querySelectorAll('a[href], button, select, input, textarea, summary, [tabindex="0"]')]
        .filter((e) => e.checkVisibility() && !e.dataset.stopped).map((e) => e.outerHTML.slice(0, 90)));
      assert.deepEqual(missed, [], file);
    }
    await context.close();
  });
}

test('the way past the menu leads past it', async () => {
  const { context, page } = await open(browser, { viewport: WIDE });
  await page.goto(`${officeOf('example').url}when-to-call.html`);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.ok(await page.evaluate(() => document.querySelector('main').contains(document.activeElement)));
  await context.close();
});

test('no place to turn is set off from the others: each looks as every other does (R63)', async () => {
  const { context, page } = await open(browser, { viewport: WIDE });
  for (const office of offices) {
    await page.goto(`${office.url}when-to-call.html`);
    const looks = await page.evaluate(() => {
      // What follows from how much is written in them is not how they look.
      const ofSize = /^(width|height|inline-size|block-size|grid-template-rows|.*-origin|.*(inline|block)-size)$/;
      const look = (e) => [...getComputedStyle(e)].filter((name) => !ofSize.test(name)).map((name) => `${name}:${getComputedStyle(e).getPropertyValue(name)}`).join(';');
      const kinds = { article: 'article.place', name: 'article.place h3', facts: '.facts', fact: '.facts dt', answer: '.facts dd', all: 'article.place summary',
        answers: '.entry', question: '.entry dt:not(:first-child)', silent: 'article.silent', unnamed: 'article.silent h3' };
      return Object.entries(kinds).map(([kind, where]) => [kind, document.querySelectorAll(where).length, new Set([...document.querySelectorAll(where)].map(look)).size]);
    });
    for (const [kind, count, different] of looks) assert.equal(different, Math.min(count, 1), `${office.name}: ${kind}`);
    assert.ok(looks[0][1] >= (office.name === 'example' ? 4 : 1), office.name);
  }
  await context.close();
});

const failed = await runAll();
await browser.close();
process.exitCode = failed === 0 ? 0 : 1;
