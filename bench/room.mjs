// usage: node room.mjs ADDRESS: the room of that office in Chromium, measured; JSON.
import { launch, open } from '../tests/web/browser.mjs';
import { PHONE, press, says } from '../tests/web/looking.mjs';
import { en, enter, sent, takeWords, write } from '../tests/web/visitor.mjs';
import { fromPress } from './pressed.mjs';
import { slowLine, slowPages } from './slow.mjs';

const ROUNDS = 7;
const SLOWER = 6;
const SENDS = 8;
const FAR = 300_000; // the longest that anything may take

const address = process.argv[2];
const browser = await launch();

// The page before the first word, the first time this browser sees it
async function come(origin) {
  const visit = await open(browser, { viewport: PHONE, reducedMotion: 'reduce' });
  visit.page.setDefaultTimeout(FAR);
  visit.page.setDefaultNavigationTimeout(FAR);
  visit.bytes = 0;
  visit.sizes = [];
  visit.page.on('requestfinished', (request) => visit.sizes.push(request.sizes().then((s) => { visit.bytes += s.responseBodySize + s.responseHeadersSize; })));
  await visit.page.goto(`${origin}/room.html`);
  await press(visit.page, en.begin).waitFor();
  return { ...visit, t: en, loaded: async () => { await Promise.all(visit.sizes); return visit.bytes; } };
}

async function firstVisit() {
  const visit = await come(address);
  const bytes = await visit.loaded();
  const words = await takeWords(visit);
  await write(visit, 'To be found again.');
  await sent(visit);
  await visit.context.close();
  return { bytes, words };
}

// Until what was said stands there and more can be written
async function comeBack(words) {
  const visit = await come(address);
  await press(visit.page, en.have).click();
  await visit.page.getByLabel(en.enter_label).pressSequentially(words);
  const took = await fromPress(press(visit.page, en.enter), 'body:has(.thread .said) form.write');
  await says(visit.page, 'To be found again.');
  await visit.context.close();
  return took;
}

async function wholeWaySlowly() {
  const line = await slowLine(Number(new URL(address).port));
  const slow = await slowPages(browser, SLOWER);
  const steps = {};
  const send_s = [];
  let last = performance.now();
  const step = (name) => {
    steps[name] = (performance.now() - last) / 1000;
    last = performance.now();
  };
  try {
    const visit = await come(`http://127.0.0.1:${line.port}`);
    step('opened');
    const words = await takeWords(visit);
    await write(visit, 'Slowly.');
    await sent(visit);
    step('sent');
    for (let i = 0; i < SENDS; i++) {
      await visit.page.waitForTimeout(5000 * Math.random()); // at any time between two exchanges
      const pressed = performance.now();
      await write(visit, `Slowly, ${i}.`);
      await sent(visit);
      send_s.push((performance.now() - pressed) / 1000);
    }
    last = performance.now();
    await visit.page.reload();
    await press(visit.page, en.have).waitFor();
    step('opened again');
    await enter(visit, words);
    await says(visit.page, 'Slowly.');
    step('found again');
    await visit.context.close();
  } finally {
    await slow.end();
    line.close();
  }
  return { slow: steps, send_s };
}

const { bytes, words } = await firstVisit();
const words_ms = [];
for (let i = 0; i < ROUNDS; i++) words_ms.push(await comeBack(words));
console.log(JSON.stringify({ bytes, words_ms, ...await wholeWaySlowly() }));
await browser.close();
