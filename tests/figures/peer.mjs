// Asks tests/figures/peer.c, a line at a time.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export class Peer {
  #waiting = [];
  #child;
  constructor(program) {
    this.#child = spawn(program, [], { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#waiting.shift()(line));
    this.#child.on('exit', (code) => this.#waiting.forEach((done) => done(`99\t${code}`)));
  }

  async ask(command, threshold, files) {
    const texts = files.map((f) => (typeof f === 'string' ? f.replace(/[\n\t]/g, ' ') : JSON.stringify(f)));
    this.#child.stdin.write(`${command} ${threshold}\t${texts.join('\t')}\n`);
    const line = await new Promise((done) => this.#waiting.push(done));
    const at = line.indexOf('\t');
    return { end: Number(line.slice(0, at)), text: line.slice(at + 1) };
  }

  async audit(threshold, files) {
    const { end, text } = await this.ask('audit', threshold, files);
    return { end, cells: end === 2 || end >= 99 ? [] : JSON.parse(text) };
  }

  end() { this.#child.stdin.end(); }
}
