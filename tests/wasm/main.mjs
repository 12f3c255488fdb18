// usage: node main.mjs BUILD-WASM BUILD: everything that is tested of the core in WebAssembly, as TAP.
import { join, resolve } from 'node:path';
import { runAll } from '../interop/tap.mjs';
import { productTests } from './product.mjs';
import { talkTests } from './talk.mjs';
import { trendsTests } from './trends.mjs';
import { vectorTests } from './vectors.mjs';

const [wasm, build] = process.argv.slice(2).map((path) => resolve(path));
const room = join(wasm, 'wasm/room.wasm');
const desk = join(wasm, 'wasm/desk.wasm');
productTests('room', room);
productTests('desk', desk);
vectorTests(join(wasm, 'wasm/alcove-test.wasm'));
const endFigures = trendsTests(join(wasm, 'wasm/trends.wasm'), build);
const end = await talkTests(room, desk, build);
process.exitCode = (await runAll()) > 0 ? 1 : 0;
endFigures();
await end();
