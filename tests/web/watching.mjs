// What somebody sees who carries the line of a room or a desk: counts, measures and times what goes by.
import { createHash } from 'node:crypto';
import { press } from './looking.mjs';
import { come, en, enter, shownWords, takeWords, toWords, unfold, write, written } from './visitor.mjs';

// Each request to the office's programs, as it goes: when, what, how large, how large its answer, and of a table the bytes.
export function watch(page) {
  const seen = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (!pathname.startsWith('/v1/')) return;
    const row = { at: performance.now(), what: `${request.method()} ${pathname} ${request.postDataBuffer()?.length ?? 0}`, size: -1, table: '' };
    seen.push(row);
    void request.response().then(async (response) => {
      const body = await response.body();
      if (pathname === '/v1/tags') row.table = createHash('sha256').update(body).digest('hex');
      row.size = body.length;
    }).catch(() => undefined);
  });
  return seen;
}

const OPENING = 3 + 4; // office, bundles and tables; four exchanges
const unfolded = async (page, name) => { await unfold(page); await press(page, name).click(); };
const DONE = {
  'begins under new words, and does nothing': async () => undefined,
  'finds nothing': async () => undefined,
  'finds something': async () => undefined,
  'says something': async (visit) => write(visit, 'Seen from outside.'),
  'says much': async (visit) => write(visit, 'x'.repeat(15000)),
  'takes back': async ({ page }) => press(page.locator('.said').first(), en.take_back).click(),
  'forgets': async ({ page }) => { await unfolded(page, en.forget); await press(page, en.forget_yes).click(); },
  'renews': async ({ page }) => { await unfolded(page, en.renew); await shownWords(page); await press(page, en.written).click(); },
};
export const VISITS = Object.keys(DONE);

// A visit of this kind, as far as so many exchanges by time: what was seen of it. The opening's rows come first.
export async function visitOf(browser, office, kind, { slots = 14, ...options } = {}) {
  const fresh = kind.startsWith('begins') || kind === 'finds nothing' || kind.startsWith('says');
  const before = fresh ? undefined : await written(browser, office, `Before: ${kind}`, undefined, options);
  await before?.context.close();
  const visit = await come(browser, office, options);
  const seen = watch(visit.page);
  if (kind.startsWith('begins') || kind.startsWith('says')) {
    await takeWords(visit);
  } else if (before === undefined) {
    const words = (await toWords(visit)).join(' ');
    await press(visit.page, en.back).click();
    await press(visit.page.locator('#brief'), en.back).click();
    await enter(visit, words);
  } else {
    await enter(visit, before.words);
    await visit.page.locator('.said').first().waitFor();
  }
  await visit.page.getByLabel(en.message).waitFor();
  await DONE[kind](visit);
  const all = OPENING + slots;
  while (seen.length < all || seen.slice(0, all).some(({ size }) => size < 0)) await visit.page.waitForTimeout(200);
  await visit.context.close();
  return seen.slice(0, all);
}
