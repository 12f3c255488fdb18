// The core, as build/tests/interop/interop-peer: one request at a time.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export const hex = (bytes) => Buffer.from(bytes).toString('hex');
export const unhex = (text) => new Uint8Array(Buffer.from(text, 'hex'));

export class Refused extends Error {}

export function startPeer(program) {
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise((resolve) => child.on('close', resolve));

  return {
    // Bytes go out as hex; what the core refuses is thrown as Refused.
    async ask(op, fields = {}) {
      const request = { op };
      for (const [name, value] of Object.entries(fields)) {
        request[name] = value instanceof Uint8Array ? hex(value) : value;
      }
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`the peer ended at ${op}`);
      const answer = JSON.parse(value);
      if ('err' in answer) throw new Refused(`${op}: ${answer.why}`);
      return answer;
    },
    async stop() {
      child.stdin.end();
      return ended;
    },
  };
}
