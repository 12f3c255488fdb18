// usage: node seen.mjs OFFICE…: every page of every office in every language, as a narrow phone shows it: whole, from here
// alone, without a complaint, nothing over the edge in either direction of writing, and nothing left behind.
import assert from 'node:assert/strict';
import { runAll, test } from '../interop/tap.mjs';
import { kept, launch, open } from './browser.mjs';
import { offices } from './offices.mjs';

const browser = await launch();

const tooWide = (page) => page.evaluate(() => {
  const { documentElement: root } = document;
  if (root.scrollWidth <= root.clientWidth) return 0;
  const over = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1);
  return `${root.scrollWidth} pixels: ${over.slice(0, 3).map((e) => e.outerHTML.slice(0, 80)).join(' … ')}`;
});

for (const office of offices) {
  test(`${office.name}: ${office.pages.length} pages fit 320 pixels in both directions, from here alone, leaving nothing`, async () => {
    const { context, page, seen } = await open(browser, { viewport: { width: 320, height: 640 } });
    for (const file of office.pages) {
      const response = await page.goto(office.url + file);
      assert.equal(response.status(), 200, file);
      assert.match(response.headers()['content-security-policy'], /default-src 'none'/, file);
      assert.equal(await page.locator('h1').filter({ visible: true }).count(), 1, file);
      assert.equal(await tooWide(page), 0, file);
      assert.deepEqual(await kept(context, page), [0, 0, 0, 0, 0], file);
      await page.evaluate(() => { document.documentElement.dir = 'rtl'; });
      assert.equal(await tooWide(page), 0, `${file}, from right to left`);
    }
    assert.deepEqual(seen.complaints, []);
    assert.deepEqual(seen.requests.filter((url) => !url.startsWith(office.url) && !url.startsWith('data:')), []);
    await context.close();
  });
}

test('a page with what it loads is less than 60 KB on its way', async () => {
  const office = offices.at(-1);
  const { context, page } = await open(browser);
  for (const file of ['index.html', 'when-to-call.html', 'es/when-to-call.html']) {
    let bytes = 0;
    const count = async (request) => {
      const sizes = await request.sizes();
      bytes += sizes.responseBodySize + sizes.responseHeadersSize;
    };
    page.on('requestfinished', count);
    await page.goto(office.url + file, { waitUntil: 'networkidle' });
    page.off('requestfinished', count);
    assert.ok(bytes > 1000 && bytes < 60 * 1024, `${file}: ${bytes}`);
  }
  await context.close();
});

test('no script of anybody else runs there, and nothing is asked of elsewhere', async () => {
  const office = offices[0];
  const { context, page, seen } = await open(browser);
  await page.goto(`${office.url}when-to-call.html`);
  const ran = await page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.body.append(script);
    const style = document.createElement('style');
    style.textContent = 'h1 { color: rgb(1, 2, 3) }';
    document.head.append(style);
    const asked = await fetch('http://127.0.0.1:9/').then(() => true, () => false);
    return [window.ran === true, getComputedStyle(document.querySelector('h1')).color === 'rgb(1, 2, 3)', asked];
  });
  assert.deepEqual(ran, [false, false, false]);
  assert.ok(['script-src', 'style-src', 'connect-src'].every((part) => seen.complaints.some((said) => said.includes(part))), String(seen.complaints));
  await context.close();
});

const failed = await runAll();
await browser.close();
process.exitCode = failed === 0 ? 0 : 1;
