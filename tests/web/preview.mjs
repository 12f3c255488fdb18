// usage: node preview.mjs: an office being written, shown anew with every change.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runAll, test } from '../interop/tap.mjs';
import { launch, open } from './browser.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const place = mkdtempSync(join(tmpdir(), 'alcove-preview-'));
const content = join(place, 'office');
cpSync(join(root, 'offices/example'), content, { recursive: true });
const office = join(content, 'office.yaml');
rmSync(join(content, 'practice.yaml')); // it names the keeper of figures, whose name is changed below
const browser = await launch();

function change(file, from, to) {
  const text = readFileSync(file, 'utf8');
  assert.ok(text.includes(from), from);
  writeFileSync(file, text.replace(from, to));
}

// The program, and the address it tells when it shows something.
function preview(...more) {
  const child = spawn(join(process.env.ALCOVE_BUILD ?? join(root, 'build'), 'alcove'), ['site', 'preview', content, ...more]);
  const said = { out: '', err: '' };
  child.stdout.on('data', (bytes) => { said.out += bytes; });
  child.stderr.on('data', (bytes) => { said.err += bytes; });
  const ended = new Promise((resolve) => { child.on('exit', (status, signal) => resolve(status ?? signal)); });
  const shown = new Promise((resolve, reject) => {
    child.stdout.on('data', () => { const at = /Shown at (\S+)/.exec(said.out); if (at) resolve(at[1]); });
    ended.then((status) => reject(new Error(`ended with ${status}: ${said.err}`)));
  });
  return { child, said, ended, shown };
}

const { child, said, ended, shown } = preview('--listen', '127.0.0.1:0');
const url = await shown;
const { page, seen } = await open(browser);

test('a change in a file is on the page a moment later, by itself', async () => {
  await page.goto(`${url}people.html`);
  await page.getByText('Ada Quillfeather').waitFor();
  change(office, 'name: Ada Quillfeather', 'name: Oda Quillfeather');
  await page.getByText('Oda Quillfeather').waitFor({ timeout: 5000 });
  assert.ok(page.url().endsWith('people.html'));
});

test('a new file in a folder is seen too', async () => {
  await page.goto(`${url}prepare.html`);
  writeFileSync(join(content, 'guides/new-here.md'), '# New here\n\nA guide that was not there before.\n');
  writeFileSync(join(content, 'guides/new-here.es.md'), '# Nuevo aquí\n\nUna guía que antes no estaba.\n');
  await page.getByRole('link', { name: 'New here' }).waitFor({ timeout: 5000 });
});

test('a mistake is shown in place of the page, with its line, and as text; put right, the page comes back', async () => {
  await page.goto(`${url}people.html`);
  change(office, 'role: arranging', 'role: <script>boss</script>');
  await page.getByText('<script>boss</script>').waitFor({ timeout: 5000 });
  assert.match(await page.locator('pre').textContent(), /office\.yaml:\d+: people\[3\]\.role: /);
  assert.match(said.err, /office\.yaml:\d+: people\[3\]\.role: /);
  change(office, 'role: <script>boss</script>', 'role: arranging');
  await page.getByText('Oda Quillfeather').waitFor({ timeout: 5000 });
});

test('what is shown is what would be published, but for the script that loads it again', async () => {
  assert.deepEqual(seen.complaints, []);
  assert.deepEqual(seen.requests.filter((address) => !address.startsWith(url) && !address.startsWith('data:')), []);
  assert.equal((await page.request.get(`${url}nothing.html`)).status(), 404);
  assert.equal((await page.request.post(url)).status(), 405);
  const room = await (await page.request.get(`${url}room.html`)).text();
  const core = await page.request.get(url + /data-core="([^"]+)"/.exec(room)[1]);
  assert.equal(core.headers()['content-type'], 'application/wasm');
  await WebAssembly.compile(await core.body());
});

test('only this machine can see it', async () => {
  for (const listen of ['0.0.0.0:0', '127.0.0.1', 'localhost:1', '127.0.0.1:99999']) {
    const other = preview('--listen', listen);
    await assert.rejects(other.shown, /ended with 2/, listen);
    assert.match(other.said.err, /a loopback address and port/);
  }
});

test('what is shown already is not shown a second time at the same address', async () => {
  const other = preview('--listen', new URL(url).host);
  await assert.rejects(other.shown, /ended with 1: .*cannot listen there/);
});

test('it says at which address of this machine it shows', async () => {
  const other = preview('--listen', '127.0.0.2:0');
  assert.match(await other.shown, /^http:\/\/127\.0\.0\.2:[0-9]+\/$/);
  assert.equal((await page.request.get(await other.shown)).status(), 200);
  other.child.kill();
});

test('Ctrl-C ends it well', async () => {
  child.kill('SIGINT');
  assert.equal(await ended, 0);
});

const failed = await runAll();
child.kill();
await browser.close();
rmSync(place, { recursive: true });
process.exitCode = failed === 0 ? 0 : 1;
