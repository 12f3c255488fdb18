// usage: node observed.mjs: hundreds of visits to a room and hundreds of looks of a desk, in Chromium, as somebody sees them who
// carries their lines: whatever is done, and whatever there is, all are alike. ALCOVE_VISITS=N, ALCOVE_LOOKS=N: so many.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { runAll, test } from '../interop/tap.mjs';
import { launch } from './browser.mjs';
import { press, says } from './looking.mjs';
import { matterWith, reply } from './native.mjs';
import * as ombuds from './ombuds.mjs';
import { serveOffice } from './served.mjs';
import { VISITS, visitOf, watch } from './watching.mjs';

const visits = Number(process.env.ALCOVE_VISITS ?? 200);
const looks = Number(process.env.ALCOVE_LOOKS ?? 200);
const SIDE_BY_SIDE = 4; // they wait more than they work
const SLOTS = 8;
const SLOT_MS = 500; // of a quick room
const STANDING = 5; // matters of a desk that stay, with a long answer each: so its vault has one size throughout
const LONG = 64 * 1024;
const { en } = ombuds;

const browser = await launch();
const office = await serveOffice('observed');
// By chance, and the same at every run
let state = 7;
const below = (n) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * n);
};

// ---- visits ----

const tables = async () => createHash('sha256').update(Buffer.from(await (await fetch(`${office.origin}/v1/tags`)).arrayBuffer())).digest('hex');

test(`${visits} visits of every kind make the same requests of the same sizes, at their times, and are shown the same table`, async () => {
  let first;
  const gaps = Object.fromEntries(VISITS.map((kind) => [kind, []]));
  const there = await tables();
  let left = visits;
  const lane = async () => {
    while (left-- > 0) {
      const kind = VISITS[left % VISITS.length];
      const seen = await visitOf(browser, office, kind, { slots: SLOTS });
      const shape = seen.map(({ what, size }) => `${what} ${size}`);
      first ??= shape;
      assert.deepEqual(shape, first, kind);
      assert.deepEqual(seen.filter(({ table }) => table !== '').map(({ table }) => table), [there], kind);
      const slots = seen.slice(-SLOTS);
      gaps[kind].push(...slots.slice(1).map(({ at }, i) => at - slots[i].at));
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, lane));
  assert.ok(first.length === 3 + 4 + SLOTS);
  // On a busy machine one is late, and the next in its time seems early: of each kind the usual gap is the same.
  for (const [kind, all] of Object.entries(gaps)) {
    const usual = all.sort((a, b) => a - b)[all.length >> 1];
    assert.ok(usual > 0.7 * SLOT_MS && usual < 1.3 * SLOT_MS, `${kind}: ${Math.round(usual)}`);
  }
  assert.equal(await tables(), there, 'what was written today is in no table');
});

// ---- looks ----

let visitors = 0;
async function mail(text) {
  const words = `${visitors++}.words`;
  await office.alcove('room', 'new', office.origin, '--words-file', words, '--json');
  await office.alcoveWith(text, 'room', 'say', office.origin, '--words-file', words);
}

// The newest matter that is no standing one, chosen; false: there is none.
async function chosen(desk) {
  const { page } = desk;
  if (!(await page.locator('.list').isVisible())) await ombuds.matters(desk);
  const row = page.locator('.matter', { hasText: 'Something' }).first();
  if ((await row.count()) === 0) return false;
  await row.click();
  await page.locator('.talk .thread').waitFor();
  return true;
}

const ACTS = {
  nothing: async () => undefined,
  mail: async () => mail(`Something ${below(1_000_000)}`),
  answer: async ({ page }) => {
    await page.getByLabel(en.answer).fill(`Good day. ${'x'.repeat(below(9000))}`);
    await press(page, en.send).click();
    await says(page.locator('.told'), en.said_here);
  },
  note: async ({ page }) => {
    await page.getByLabel(en.notes).fill(`A note ${below(1_000_000)}`);
    await press(page, en.notes_save).click({ force: true }); // unless they are saved by themselves already
    await says(page.locator('.told'), en.notes_saved);
  },
  close: async (desk) => {
    await ombuds.close(desk);
    await desk.page.locator('.talk').waitFor({ state: 'detached' });
  },
};

test(`${looks} looks of a desk make the same requests of the same sizes, whatever came and was done`, async () => {
  for (let i = 0; i < STANDING; i++) {
    await mail(`Standing ${i}`);
    await reply(office, (await matterWith(office, `Standing ${i}`)).matter, 'x'.repeat(LONG));
  }
  const desk = await ombuds.come(browser, office);
  desk.page.setDefaultTimeout(60_000);
  await ombuds.unlock(desk, office.first);
  await ombuds.look(desk);
  const seen = watch(desk.page);
  const one = async () => {
    seen.length = 0;
    await press(desk.page, en.look).click();
    while (!seen.some(({ what }) => what.startsWith('POST /v1/exchange'))) await desk.page.waitForTimeout(20);
    await says(desk.page.locator('.told'), en.looked, { among: true });
    while (seen.some(({ size }) => size < 0)) await desk.page.waitForTimeout(20);
    return seen.map(({ what, size }) => `${what} ${size}`);
  };
  const first = await one();
  const done = {};
  for (let i = 0; i < looks; i++) {
    const act = Object.keys(ACTS)[below(5)];
    const free = act === 'nothing' || act === 'mail';
    if (free || (await chosen(desk))) {
      await ACTS[act](desk);
      done[act] = (done[act] ?? 0) + 1;
    }
    assert.deepEqual(await one(), first, act);
  }
  for (const act of Object.keys(ACTS)) assert.ok(done[act] > 0, act);
  await desk.context.close();
});

const failed = await runAll();
await browser.close();
process.exit(failed === 0 ? 0 : 1);
