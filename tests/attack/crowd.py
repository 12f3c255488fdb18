"""Crowds that hold connections or keep the server busy; meanwhile an ordinary reader and an ordinary depositor go on.

Each crowd is a process of its own, so that it shares with the two only the machine. They come on a new connection each
time: whoever holds connections may not keep others from being let in. Alone they wait about 2 ms. LIMIT is what
nineteen of twenty may wait at most beside a crowd, on two cores that do all three: far above what sharing them costs,
far below what waiting behind somebody else would.
"""
import json
import multiprocessing
import os
import resource
import selectors
import signal
import socket
import statistics
import time

from office import Office, Tap, post

LONG = os.environ.get("ALCOVE_ATTACK_LONG") == "1"
LIMIT = 0.500
SECONDS = 10 if LONG else 1.5
IDLE = 10000
LEAVERS = 16000  # a server has 12,000 places
SLOW = 500
PAGE = 3 << 20  # larger than what the kernel keeps for a connection

CHALLENGE = b"GET /v1/desk/challenge HTTP/1.1\r\nHost: x\r\n\r\n"


# ---- crowds: each comes, says that it is there, and goes when told ----

class Crowd:
    def __init__(self, come, office, *more):
        self.here, there = multiprocessing.Pipe()
        self.process = multiprocessing.get_context("fork").Process(target=come, args=(office, there, *more), daemon=True)
        self.process.start()
        there.close()

    def __enter__(self):
        self.number = self.here.recv()
        return self

    def __exit__(self, *_):
        self.here.send("go")
        self.told = self.here.recv()
        self.process.join(30)


def connect(office, buffer=None):
    s = socket.socket()
    if buffer:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    s.settimeout(10)
    s.connect(office.address)
    return s


def idle(office, parent, n):
    """Half of them ask once and stay, the others never say a word."""
    held = []
    for i in range(n):
        held.append(connect(office))
        if i % 2:
            held[-1].sendall(CHALLENGE)
    for s in held[1::2]:
        s.recv(4096)
    parent.send(len(held))
    parent.recv()
    parent.send(None)


def drip(parent, held, step, every):
    """One step of each connection, every so often; tells how long the first and the last of them were let do so."""
    start, ended = time.monotonic(), []
    parent.send(len(held))
    while not parent.poll(every):
        for s in list(held):
            try:
                alive = step(s)
            except BlockingIOError:
                alive = True
            except OSError:
                alive = False
            if not alive:
                ended.append(time.monotonic() - start)
                held.remove(s)
                s.close()
    parent.recv()
    parent.send(ended)


def slow_writers(office, parent, n, every=1.0):
    """A byte each time: a third of them of their headers, the others of a deposit's body."""
    body = post(office.deposit(os.urandom(32)))
    held, at = [connect(office) for _ in range(n)], {}
    for i, s in enumerate(held):
        s.setblocking(False)
        at[s] = 0 if i % 3 == 0 else len(body) // 2
        s.send(body[:at[s]])

    def step(s):
        s.send(body[at[s]:at[s] + 1])
        at[s] += 1
        try:
            return len(s.recv(4096)) > 0
        except BlockingIOError:
            return True

    drip(parent, held, step, every)


def slow_readers(office, parent, n, every=1.0, bite=1):
    held = [connect(office, 4 * max(1024, bite)) for _ in range(n)]
    for s in held:
        s.sendall(b"GET /page HTTP/1.1\r\nHost: x\r\n\r\n")
        s.setblocking(False)
    drip(parent, held, lambda s: len(s.recv(bite)) > 0, every)


def leavers(office, parent, n):
    """They come, begin to ask, and are away before they are let in; more of them than there are places, and then more."""
    def one():
        s = connect(office)
        s.send(b"GET")
        s.close()

    for _ in range(n):
        one()
    parent.send(n)
    while not parent.poll(0.001):
        one()
    parent.recv()
    parent.send(None)


def flood(office, parent, request, connections=32):
    """As fast as answers come; tells how many came, and which."""
    selector, came = selectors.DefaultSelector(), {}
    for _ in range(connections):
        s = connect(office)
        selector.register(s, selectors.EVENT_READ, [b""])
        s.sendall(request())
    parent.send(connections)
    while not parent.poll():
        for key, _ in selector.select(0.1):
            kept = key.data
            kept[0] += key.fileobj.recv(65536)
            head, _, rest = kept[0].partition(b"\r\n\r\n")
            length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
            if length and len(rest) >= int(length):
                status = int(head.split(b" ")[1])
                came[status] = came.get(status, 0) + 1
                kept[0] = b""
                key.fileobj.sendall(request())
    parent.recv()
    parent.send(came)


def stopping(office, parent):
    """A server that is busy with somebody for longer than anybody should wait."""
    parent.send(1)
    while not parent.poll(0.05):
        os.kill(office.server.pid, signal.SIGSTOP)
        time.sleep(1.5 * LIMIT)
        os.kill(office.server.pid, signal.SIGCONT)
    parent.recv()
    parent.send(None)


def flood_deposits(office, parent):
    body = os.urandom(8192)
    flood(office, parent, lambda: post(office.deposit(os.urandom(32), body)))


def flood_words(office, parent):
    flood(office, parent, lambda: post(office.fetch([os.urandom(32) for _ in range(4)])))


def flood_deletions(office, parent):
    flood(office, parent, lambda: post(office.delete([os.urandom(32) for _ in range(64)])))


def flood_logins(office, parent):
    """All is right about them but the signature, which is the dearest to look at."""
    told = json.loads(office.ask(b"GET /v1/office HTTP/1.1\r\nHost: x\r\n\r\n").body)
    person = json.loads(told["roster"].split("\n", 1)[1])["people"][0]["id"]
    challenge = office.ask(CHALLENGE).body
    origin = b"http://127.0.0.1:%d" % office.port
    body = bytes.fromhex(person) + challenge + bytes([len(origin)]) + origin
    flood(office, parent, lambda: post(body + os.urandom(63) + b"\0", b"/v1/desk/login"))


# ---- the two who have nothing to do with it ----

def wait_of(office, request, status=200):
    start = time.monotonic()
    answer = office.ask(request)
    if answer is None or answer.status != status:
        raise OSError("no answer" if answer is None else "status %d" % answer.status)
    return time.monotonic() - start


def ordinary(office, least=20):
    """What 19 of 20 readers and 19 of 20 depositors wait at most."""
    waits = ([], [])
    tags = b"GET /v1/tags HTTP/1.1\r\nHost: x\r\n\r\n"
    until = time.monotonic() + SECONDS
    while time.monotonic() < until or len(waits[0]) < least:
        waits[0].append(wait_of(office, tags))
        waits[1].append(wait_of(office, post(office.deposit(os.urandom(32)))))
        time.sleep(0.01)
    return [statistics.quantiles(w, n=20)[-1] for w in waits]


# ---- what the server holds ----

def connections(office):
    """Sockets of the server's, beside the one it listens on."""
    n = 0
    with open("/proc/net/tcp") as table:
        for line in list(table)[1:]:
            fields = line.split()
            # not listening, and not those the kernel alone remembers
            n += fields[1].endswith(":%04X" % office.port) and fields[3] not in ("0A", "06") and fields[9] != "0"
    return n


def memory(office):
    with open("/proc/%d/status" % office.server.pid) as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:")) / 1024


def let_go(office):
    until = time.monotonic() + 10
    while connections(office) > 0 and time.monotonic() < until:
        time.sleep(0.05)
    return connections(office)


# ---- what is tried ----

def beside(tap, office, name, come, *more):
    try:
        with Crowd(come, office, *more) as crowd:
            waits = ordinary(office)
            held = memory(office)
    except (OSError, EOFError) as problem:
        tap.check(False, "%s delay nobody" % name, problem)
        return None
    tap.check(max(waits) < LIMIT, "%s delay nobody" % name, "reader %.0f ms, depositor %.0f ms" % tuple(
        w * 1000 for w in waits))
    left = let_go(office)
    tap.check(left == 0, "%s leave no connection behind" % name, "%d are left" % left)
    tap.note("beside %d: reader %.1f ms, depositor %.1f ms, %.0f MiB; after it %.0f MiB%s" % (
        crowd.number, waits[0] * 1000, waits[1] * 1000, held, memory(office),
        "; %s" % crowd.told if isinstance(crowd.told, dict) else ""))
    return crowd.told


def crowds(tap):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    n = min(IDLE, (hard if hard != resource.RLIM_INFINITY else IDLE * 2) - 200)
    if n < IDLE:
        tap.note("this user may open %d files: %d connections in place of %d" % (hard, n, IDLE))
    with Office("--puzzle", "0", pages={"page": os.urandom(PAGE)}) as office:
        waits = ordinary(office)
        begun = memory(office)
        tap.note("alone: reader %.1f ms, depositor %.1f ms, %.0f MiB" % (waits[0] * 1000, waits[1] * 1000, begun))
        with Crowd(stopping, office):
            tap.check(max(ordinary(office, least=3)) >= LIMIT, "a server that serves one after the other would be noticed")
        beside(tap, office, "%d idle connections" % n, idle, n)
        beside(tap, office, "%d people who left before they had asked" % LEAVERS, leavers, LEAVERS)
        beside(tap, office, "%d slow writers" % SLOW, slow_writers, SLOW)
        beside(tap, office, "%d slow readers" % SLOW, slow_readers, SLOW)
        came = beside(tap, office, "a flood of logins", flood_logins)
        tap.check(came is not None and set(came) == {403}, "every login of the flood was refused", came)
        came = beside(tap, office, "a flood of wrong words", flood_words)
        tap.check(came is not None and set(came) == {200}, "every fetch of the flood was answered", came)
        came = beside(tap, office, "a flood of deletions", flood_deletions)
        tap.check(came is not None and set(came) == {200}, "every deletion of the flood was answered", came)
        came = beside(tap, office, "a flood of deposits", flood_deposits)
        tap.check(came is not None and set(came) == {200}, "every deposit of the flood was stored", came)
        tap.check(memory(office) < begun + 64, "its memory is let go", "%.0f MiB, then %.0f" % (begun, memory(office)))


def limits(tap):
    """Minutes of the server's pass in seconds of ours: those who drip are sent away when their time is over."""
    speed = 150
    with Office("--puzzle", "0", pages={"page": os.urandom(3 * PAGE)}, speed=speed) as office:
        # readers take just enough that the library sees something move
        for name, come, most, *more in (("write", slow_writers, 120), ("read", slow_readers, 600, 32768)):
            with Crowd(come, office, 30, 0.05, *more):
                time.sleep(most / speed + 1.5)
                left = connections(office)
            tap.check(left == 0, "those who %s a little at a time are sent away" % name, "%d of 30 are left" % left)


tap = Tap()
crowds(tap)
limits(tap)
tap.end()
