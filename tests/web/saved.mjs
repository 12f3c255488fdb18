// usage: node saved.mjs OFFICE…: pages that somebody saved work from a disk, with no network (R44): every page as it stands once its
// script has run, in a folder with what it loads, and as a single file, as phones save it. Every link between them is followed.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runAll, test } from '../interop/tap.mjs';
import { launch, open } from './browser.mjs';
import { NARROW } from './looking.mjs';
import { isDesk, kindsOf, officeOf, offices } from './offices.mjs';

const place = mkdtempSync(join(tmpdir(), 'alcove-saved.'));
process.on('exit', () => rmSync(place, { recursive: true, force: true }));
const browser = await launch();

const ENDS = /^(tel:|about:blank$|https:)/; // what leads to no page of ours
const DEAD = '#finder, #search, button.print, #room, #brief, #more, #beside'; // what needs a script that does not run from a disk
const isRoom = (file) => file.endsWith('room.html');
const isPublic = (file) => !isDesk(file);

// Each page as it stands after its script, and what it loads, in a folder of their own.
async function saveAll(office) {
  const to = join(place, office.name);
  const { context, page } = await open(browser);
  for (const file of office.pages.filter(isPublic)) {
    const response = await page.goto(`${office.url}${file}#one-two-three-four-five-six-seven-eight`, { waitUntil: 'load' });
    await page.evaluate(() => { const topic = document.querySelector('#finder-topic'); if (topic) { topic.value = 'spiritual'; topic.dispatchEvent(new Event('change', { bubbles: true })); } });
    await page.evaluate(() => { const text = document.querySelector('#search-text'); if (text) { text.value = 'xylophone'; text.dispatchEvent(new Event('input', { bubbles: true })); } });
    mkdirSync(dirname(join(to, file)), { recursive: true });
    // The room talks with a server, and from a disk says what it needs, and the other ways: it is saved as it came.
    writeFileSync(join(to, file), isRoom(file) ? await response.text() : `<!doctype html>${await page.evaluate(() => document.documentElement.outerHTML)}`);
  }
  for (const file of office.files.filter((f) => f.startsWith('assets/') && f.includes('.'))) {
    mkdirSync(join(to, 'assets'), { recursive: true });
    copyFileSync(join(office.folder, file), join(to, file));
  }
  await context.close();
  return to;
}

// What a reader of a page from a disk would miss
async function whole(page, name) {
  assert.equal(await page.locator('h1').filter({ visible: true }).count(), 1, name);
  if (isRoom(name)) assert.equal(await page.locator('#needs').isVisible(), true, name);
  assert.equal(await page.locator(DEAD).filter({ visible: true }).count(), 0, `${name}: something is offered that does not work`);
  const articles = page.locator('article:not(.silent)');
  assert.equal(await articles.filter({ visible: true }).count(), await articles.count(), `${name}: something written is left out`);
  assert.notEqual(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgba(0, 0, 0, 0)', `${name} has lost its look`);
  const shut = page.locator('main details:not([open]) > summary').filter({ visible: true });
  for (let left = await shut.count(); left > 0; left = await shut.count()) {
    await shut.first().click({ timeout: 5000 });
    assert.ok(await shut.count() < left || await page.locator('main details[open] details').count() > 0, `${name}: a fold stays shut`);
  }
}

const offline = async (options) => {
  const visit = await open(browser, { viewport: NARROW, offline: true, ...options });
  visit.page.on('request', (request) => { if (/^(http|ws)/.test(request.url())) visit.asked = request.url(); });
  return visit;
};

for (const office of offices) {
  test(`${office.name}: every page, saved in a folder, is whole from a disk, and every link between them leads on`, async () => {
    const from = await saveAll(office);
    const visit = await offline();
    const { page, context } = visit;
    const reached = new Set();
    for (const file of office.pages.filter(isPublic)) {
      await page.goto(pathToFileURL(join(from, file)).href);
      await whole(page, file);
      for (const link of await page.locator('a[href]').evaluateAll((all) => all.map((e) => ({ href: e.getAttribute('href'), url: e.href })))) {
        if (ENDS.test(link.href)) continue;
        assert.match(link.url, /^file:/, `${file}: ${link.href} leads off the disk`);
        reached.add(link.url);
      }
    }
    for (const url of reached) {
      const { pathname, hash } = new URL(url);
      if (isDesk(pathname)) assert.fail(`a link to the desk: ${url}`);
      await page.goto(`${pathToFileURL(fileURLToPath(`file://${pathname}`)).href}${hash}`);
      assert.equal(await page.locator('h1').filter({ visible: true }).count(), 1, url);
      const named = hash.slice(1);
      if (named !== '' && !/^[a-z]+(-[a-z]+){7}$/.test(named)) assert.equal(await page.locator(`[id="${named}"]`).count(), 1, url);
    }
    assert.ok(reached.size > 15, String(reached.size));
    assert.equal(visit.asked, undefined, 'asked of a network');
    await context.close();
  });
}

// By pressing, as a reader does: from the guide to what it names, and back.
test('example: the links of a saved guide and of the policies can be pressed', async () => {
  const from = await saveAll(officeOf('example'));
  const { page, context } = await offline();
  for (const start of ['prepare.html', 'places.html', 'when-to-call.html', 'es/prepare.html', 'guides/before-a-first-talk.html']) {
    const url = pathToFileURL(join(from, start)).href;
    await page.goto(url);
    const links = page.locator('main a[href]:not([href^="tel:"]):not([href^="https:"])');
    for (let i = 0; i < await links.count(); i++) {
      if (!await links.nth(i).isVisible()) continue;
      await links.nth(i).click();
      await page.waitForLoadState();
      assert.equal(await page.locator('h1').filter({ visible: true }).count(), 1, page.url());
      await page.goto(url);
    }
  }
  await page.goto(pathToFileURL(join(from, 'index.html')).href);
  await page.getByRole('button', { name: 'Menu', exact: true }).click();
  await page.locator('#menu').getByRole('link', { name: 'Policies and places' }).click();
  await page.getByRole('heading', { level: 1, name: 'Policies and places' }).waitFor();
  await context.close();
});

// A single file, as a phone's browser saves a page
for (const office of offices) {
  test(`${office.name}: each kind of page, saved as a single file, is whole without a network`, async () => {
    const { context, page } = await open(browser);
    const saved = [];
    for (const file of kindsOf(office).filter((f) => isPublic(f) && !isRoom(f))) {
      await page.goto(office.url + file);
      const session = await context.newCDPSession(page);
      const { data } = await session.send('Page.captureSnapshot', { format: 'mhtml' });
      const at = join(place, `${office.name}.${file.replaceAll('/', '.')}.mhtml`);
      writeFileSync(at, data);
      saved.push([file, at]);
      await session.detach();
    }
    await context.close();
    const visit = await offline();
    for (const [file, at] of saved) {
      await visit.page.goto(pathToFileURL(at).href);
      await whole(visit.page, file);
    }
    assert.ok(saved.length > 12);
    await visit.context.close();
  });
}

const failed = await runAll();
await browser.close();
process.exitCode = failed === 0 ? 0 : 1;
