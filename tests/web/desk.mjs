// usage: node desk.mjs OFFICE…: the desk, as an ombuds's browser shows it, with a real server behind it and a visitor in
// another browser. ALCOVE_SCREENSHOTS=FOLDER also leaves a picture of every state there, for people to look at.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runAll, test } from '../interop/tap.mjs';
import { launch } from './browser.mjs';
import { clean, press, says } from './looking.mjs';
import { native } from './native.mjs';
import { officeOf } from './offices.mjs';
import { answer, answered, choose, come as arrive, en, es, look, unlock } from './ombuds.mjs';
import * as visitor from './visitor.mjs';

const offices = { mit: await native(officeOf('mit')), longwood: await native(officeOf('longwood')) };
const { mit } = offices;
const browser = await launch();

const come = (office, options) => arrive(browser, office, options);
const wordsOf = (office) => readFileSync(join(office.place, office.words), 'utf8').trim();
const texts = (page) => page.locator('.talk .said .text').allTextContents();

// A visitor who has written this: {context, page, seen, t, words}
async function written(office, text, to) {
  const visit = await visitor.come(browser, office);
  const words = await visitor.takeWords(visit);
  await visitor.write(visit, text, to);
  await visitor.sent(visit, to === undefined ? undefined : await visit.page.locator('#to option').nth(to.index).textContent());
  return { ...visit, words };
}

// ---- conversations ----

for (const [name, office] of Object.entries(offices)) {
  test(`${name}: what a visitor wrote in one browser is read and answered in another, and she reads it`, async () => {
    const question = `Who hears of it if I ask you? ${name}`;
    const visit = await written(office, question);
    const desk = await come(office);
    await unlock(desk, wordsOf(office));
    await choose(desk, question);
    assert.equal(await desk.page.title(), 'Notes');
    await answer(desk, 'Nobody, unless you wish it.');
    await answered(desk);
    await says(desk.page.locator('.talk'), 'Nobody, unless you wish it.');
    await press(visit.page, visit.t.look).click();
    await says(visit.page, 'Nobody, unless you wish it.');
    await visitor.write(visit, 'Then let us talk.');
    await visit.page.getByText('Then let us talk.').waitFor();
    await look(desk);
    await says(desk.page.locator('.talk'), 'Then let us talk.');
    assert.deepEqual(await texts(desk.page), [question, 'Nobody, unless you wish it.', 'Then let us talk.']);
    clean(office, desk);
    clean(office, visit);
    await desk.context.close();
    await visit.context.close();
  });
}

const failed = await runAll();
await browser.close();
process.exitCode = failed === 0 ? 0 : 1;
