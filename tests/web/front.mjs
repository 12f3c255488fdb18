// usage: node front.mjs ADDRESS: the first page, as a visitor's browser shows it.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { runAll, test } from '../interop/tap.mjs';

const address = process.argv[2];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});

// A page of its own context, and all that it asked for or complained of.
async function visit(options = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const seen = { requests: [], console: [] };
  page.on('request', (request) => seen.requests.push(request.url()));
  page.on('console', (message) => seen.console.push(message.text()));
  page.on('pageerror', (error) => seen.console.push(String(error)));
  const response = await page.goto(address);
  return { context, page, seen, response };
}

test('the page comes whole, from here alone, and without a complaint', async () => {
  const { context, page, seen, response } = await visit();
  assert.equal(response.status(), 200);
  assert.ok(seen.requests.length >= 2);
  for (const url of seen.requests) assert.ok(url.startsWith(address), url);
  assert.deepEqual(seen.console, []);
  assert.ok(await page.getByRole('heading', { level: 1 }).isVisible());
  assert.notEqual(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgba(0, 0, 0, 0)');
  await context.close();
});

test('nothing is left in the browser', async () => {
  const { context, page } = await visit();
  assert.deepEqual(await context.cookies(), []);
  const kept = await page.evaluate(async () => [localStorage.length, sessionStorage.length,
    (await indexedDB.databases()).length, (await caches.keys()).length]).catch((error) => String(error));
  assert.deepEqual(kept, [0, 0, 0, 0]);
  await context.close();
});

test('no script of anybody else runs there', async () => {
  const { context, page } = await visit();
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.body.append(script);
    return window.ran === true;
  });
  assert.equal(ran, false);
  await context.close();
});

for (const colorScheme of ['light', 'dark']) {
  test(`everybody can use it (WCAG 2.2 AA), ${colorScheme}`, async () => {
    const { context, page } = await visit({ colorScheme, bypassCSP: true });
    await page.evaluate(axe);
    const { violations, passes } = await page.evaluate(() =>
      window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
    assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes[0].html}`), []);
    assert.ok(passes.length > 5);
    await context.close();
  });
}

for (const width of [320, 390, 1280]) {
  test(`nothing runs over the edge at ${width} pixels`, async () => {
    const { context, page } = await visit({ viewport: { width, height: 800 } });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(over <= 0, `${over} pixels too wide`);
    await context.close();
  });
}

test('it is read without script as well', async () => {
  const { context, page, seen } = await visit({ javaScriptEnabled: false });
  assert.ok(await page.getByText('Seven words').isVisible());
  assert.deepEqual(seen.console, []);
  await context.close();
});

const failed = await runAll();
await browser.close();
process.exitCode = failed === 0 ? 0 : 1;
