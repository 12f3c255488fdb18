// A slower world for a browser: a line of its own to the server, and processors that rest most of the time.
import { createServer, connect } from 'node:net';

const ONE_WAY_MS = 200;
const BYTES_A_SECOND = 50_000; // 400 kbit/s: "slow 3G" as browsers' own tools have it
const PIECE = 1460;
const CYCLE_MS = 40;

// What comes in goes out later: one direction of the line, which all connections share.
function direction() {
  let free = 0; // when the line has nothing more to carry
  return (from, to) => {
    let last = Promise.resolve();
    const later = (ms, act) => { last = last.then(() => new Promise((done) => setTimeout(() => { act(); done(); }, ms - performance.now()))); };
    from.on('data', (bytes) => {
      for (let at = 0; at < bytes.length; at += PIECE) {
        const piece = bytes.subarray(at, at + PIECE);
        free = Math.max(free, performance.now()) + (1000 * piece.length) / BYTES_A_SECOND;
        later(free + ONE_WAY_MS, () => to.write(piece));
      }
    });
    from.on('end', () => later(0, () => to.end()));
    from.on('error', () => to.destroy());
  };
}

// A port of this machine from which everything goes slowly to that one, and back; close() ends it.
export async function slowLine(port) {
  const [up, down] = [direction(), direction()];
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    const office = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    up(client, office);
    down(office, client);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { port: server.address().port, close: () => server.close() };
}

// Lets all of a browser's pages, with their workers, run one part of the time in so many; end() lets them go.
export async function slowPages(browser, times) {
  const session = await browser.newBrowserCDPSession();
  const stopped = new Set();
  const signal = (pid, name) => { try { process.kill(pid, name); } catch { stopped.delete(pid); } };
  let going = true;
  const release = () => { for (const pid of stopped) signal(pid, 'SIGCONT'); };
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const cycle = (async () => {
    while (going) {
      const { processInfo } = await session.send('SystemInfo.getProcessInfo');
      for (const { type, id } of processInfo) if (type === 'renderer') stopped.add(id);
      for (let i = 0; i < 5 && going; i++) {
        release();
        await wait(CYCLE_MS / times);
        for (const pid of stopped) signal(pid, 'SIGSTOP');
        await wait(CYCLE_MS - CYCLE_MS / times);
      }
    }
    release();
  })();
  return { end: async () => { going = false; await cycle; } };
}
