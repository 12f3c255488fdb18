// A browser to look at pages with.
import { chromium } from 'playwright-core';

export const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium';
// Nothing that the browser wants of the world by itself: there may be no way out.
export const chromiumFlags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

export function launch(options = {}) {
  return chromium.launch({ executablePath: chromiumPath, args: chromiumFlags, ...options });
}

// A page in a context of its own or in one that is there, with all that it asked for, complained of, or was refused.
// days: how far its clock is ahead.
export async function open(browser, { days = 0, ...options } = {}, context = undefined) {
  context ??= await browser.newContext(options);
  if (days !== 0) await setClock(context, days);
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

// From the next worker on, the clock of these pages is so many days ahead.
export async function setClock(context, days) {
  await context.unroute('**/worker-*.js');
  await context.route('**/worker-*.js', (route) =>
    changed(route, (code) => `{ const now = Date.now; Date.now = () => now() + ${days} * 86400000; } ${code}`));
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
