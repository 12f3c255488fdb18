// figures.mjs MODULE FILE...: how many seconds of the processor trends.wasm takes to audit each file, as JSON.
import { readFileSync } from 'node:fs';

const [module, ...files] = process.argv.slice(2);
const compiled = new WebAssembly.Module(readFileSync(module));

function seconds(text) {
  const figures = new WebAssembly.Instance(compiled, {}).exports;
  const put = (bytes) => {
    const at = figures.alloc(bytes.length);
    new Uint8Array(figures.memory.buffer, at, bytes.length).set(bytes);
    return at;
  };
  figures._initialize();
  const request = figures.figures_new(10);
  if (figures.figures_file(request, put(Buffer.from('tables\0')), put(text), text.length) !== 0) throw new Error('the file was not taken');
  const began = process.cpuUsage();
  const end = figures.figures_audit(request);
  // 3: not everything made up by chance is safe
  if (end !== 0 && end !== 3) throw new Error(`the audit ended with ${end}`);
  return process.cpuUsage(began).user / 1e6;
}

console.log(JSON.stringify(files.map((file) => seconds(readFileSync(file)))));
