// A browser to look at pages with.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

export const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium';
// Nothing that the browser wants of the world by itself: there may be no way out.
export const chromiumFlags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

export function launch(options = {}) {
  return chromium.launch({ executablePath: chromiumPath, args: chromiumFlags, ...options });
}

// A page in a context of its own or in one that is there, with all that it asked for, complained of, or was refused.
// days, quick: as changeWorkers has them.
export async function open(browser, { days = 0, quick = false, ...options } = {}, context = undefined) {
  context ??= await browser.newContext(options);
  if (days !== 0 || quick) await changeWorkers(context, { days, quick });
  const page = await context.newPage();
  const seen = { requests: [], complaints: [] };
  page.on('request', (request) => seen.requests.push(request.url()));
  page.on('console', (message) => seen.complaints.push(message.text()));
  page.on('pageerror', (error) => seen.complaints.push(String(error)));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => console.error(`refused: ${event.violatedDirective}`));
  });
  return { context, page, seen };
}

const WORKERS = '**/worker-*.js';
const ahead = (days) => `{ const now = Date.now; Date.now = () => now() + ${days} * 86400000; }`;
// A room's exchanges come ten times as often as they do for people.
function hurried(code) {
  const faster = code.replace(/\("step_wait_ms",\w+\)/, '$&/10');
  assert.notEqual(faster, code);
  return faster;
}

// From the next worker on the clock of these pages is so many days ahead, and a room is quick.
export async function changeWorkers(context, { days = 0, quick = false }) {
  await context.unroute(WORKERS);
  await context.route(WORKERS, (route) => changed(route, (code) =>
    `${days === 0 ? '' : ahead(days)} ${quick && route.request().url().includes('/room/') ? hurried(code) : code}`));
}

// What a page could keep about who reads it, in numbers; also without script.
export async function kept(context, page) {
  const numbers = await page.evaluate(async () => [localStorage.length, sessionStorage.length,
    (await indexedDB.databases()).length, (await caches.keys()).length]);
  return [(await context.cookies()).length, ...numbers];
}

// A file of a page comes with other contents, and all its headers.
export async function changed(route, change) {
  const response = await route.fetch();
  await route.fulfill({ response, body: change(await response.text()) });
}
