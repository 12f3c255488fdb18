// The offices being served, their pages, and a browser to look at them with.
import { readdirSync } from 'node:fs';
import { chromium } from 'playwright-core';

export const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium';
// Nothing that the browser wants of the world by itself: there may be no way out.
export const chromiumFlags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

export function launch(options = {}) {
  return chromium.launch({ executablePath: chromiumPath, args: chromiumFlags, ...options });
}

export const offices = process.argv.slice(2).map((argument) => {
  const [name, url, folder] = argument.split('=');
  const files = readdirSync(folder, { recursive: true }).filter((file) => !file.startsWith('.'));
  return { name, url, folder, files, pages: files.filter((file) => file.endsWith('.html')).sort() };
});
export const officeOf = (name) => offices.find((office) => office.name === name);

// One page of each kind: in the office's first language all of its top, one guide and one institution.
export function kindsOf({ pages }) {
  const first = pages.filter((page) => !/^[a-z]{2,3}\//.test(page));
  const several = (folder) => first.filter((page) => page.startsWith(`${folder}/`)).slice(0, 1);
  return [...first.filter((page) => !page.includes('/')), ...several('guides'), ...several('institutions')];
}

// A page in a context of its own, with all that it asked for, complained of, or was refused.
export async function open(browser, options = {}) {
  const context = await browser.newContext(options);
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

// What a page could keep about who reads it, in numbers; also without script.
export async function kept(context, page) {
  const numbers = await page.evaluate(async () => [localStorage.length, sessionStorage.length,
    (await indexedDB.databases()).length, (await caches.keys()).length]);
  return [(await context.cookies()).length, ...numbers];
}
