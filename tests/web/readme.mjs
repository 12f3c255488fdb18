// usage: node readme.mjs FOLDER: takes the README's pictures (docs/pictures) anew, of the filled sample (offices/example), made and
// served here: a visitor's phone, an ombuds's desk, the first page, whom to call, the poster. Look at each before it is kept.
import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch, open } from './browser.mjs';
import { PHONE, press } from './looking.mjs';
import { come as comeToDesk, choose, en as desk, enter, matters } from './ombuds.mjs';
import { serveOffice } from './served.mjs';
import { come, takeWords, write, written } from './visitor.mjs';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node readme.mjs FOLDER');
  process.exit(2);
}
const to = (name) => join(resolve(folder), name);
const content = fileURLToPath(new URL('../../offices/example', import.meta.url));
process.env.SOURCE_DATE_EPOCH = '1795132800'; // days away are still to come
process.env.TZ = 'UTC';

const browser = await launch();
const office = await serveOffice('example', 'example');
await office.enrol('Tomás Merrow');

async function page(file, name, options) {
  const visit = await open(browser, options);
  await visit.page.goto(`${office.origin}/${file}`);
  await visit.page.screenshot({ path: to(name) });
  await visit.context.close();
}
await page('index.html', 'start.png', { viewport: { width: 960, height: 1120 } });
await page('es/when-to-call.html', 'phone.png', { viewport: { width: 390, height: 1120 }, colorScheme: 'dark' });

for (const [text, person] of [
  ['Thank you for last week. It went better than I thought.', 'Ada Quillfeather'],
  ['Is there somewhere to ask about a visa when the sponsor leaves?'],
  ['Two of us were promised the same shift. Whom does one ask?'],
  ['My supervisor presents my results as his own. I do not want to make it formal. What could I do?', 'Ada Quillfeather'],
]) await (await written(browser, office, text, person)).context.close();

const visit = await come(browser, office, { viewport: PHONE, isMobile: true, hasTouch: true });
await takeWords(visit);
await write(visit, 'May I ask something in confidence?', 'Ada Quillfeather');
await visit.page.locator('.sent h1').waitFor();
await visit.page.screenshot({ path: to('room.png') });
await visit.context.close();

const there = await comeToDesk(browser, office, { viewport: { width: 1280, height: 900 } });
await enter(there, office.first);
await matters(there);
await choose(there, 'My supervisor');
await press(there.page, desk.keep).click({ timeout: 3000 }).catch(() => undefined); // where strangers are chosen from
await there.page.getByLabel(desk.notes).fill('Would like to stay unnamed for now. Options: ask how authorship is settled; talk first.');
await there.page.getByLabel(desk.answer).fill('Thank you for writing. We can look at it together: what would you like to be different? ');
await there.page.waitForTimeout(3000);
await there.page.screenshot({ path: to('desk.png') });
await there.context.close();

await office.alcove('poster', content, '--fingerprint', office.fingerprint, '--out', 'poster.pdf');
execFileSync('pdftoppm', ['-r', '90', '-png', '-singlefile', join(office.place, 'poster.pdf'), join(office.place, 'poster')]);
execFileSync('cp', [join(office.place, 'poster.png'), to('poster.png')]);
await browser.close();
process.exit(0);
