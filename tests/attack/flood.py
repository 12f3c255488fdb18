"""A desk flooded by messages from fresh keys, with the real server and the real program.

Some people are at the desk already, some write for the first time between the junk. What is counted are the presses of
somebody who reads first lines: one for each of whom they keep, one for each lot that they discard the rest of.
"""
import hashlib
import json
import os
import subprocess
import time

from office import HEAD, Office, Tap, post

JUNK, REAL = 680, 5
SHARE = 128
CALM, BITS = 256, 14  # envelopes of one person from which on work is asked, and how much


class Flood:
    def __init__(self, office):
        self.office = office
        self.url = "http://127.0.0.1:%d" % office.port
        self.words = office.folder.name + "/words"
        self.connection = office.connect()
        self.bits = []

    def alcove(self, *arguments, text=None):
        done = subprocess.run([self.office.build + "/alcove", *arguments], input=text, text=True, capture_output=True)
        if done.returncode != 0:
            raise SystemExit("alcove %s: %s" % (" ".join(arguments), done.stderr))
        return done

    def desk(self, verb, *more, text=None):
        return self.alcove("desk", verb, self.url, *more, "--words-file", self.words, text=text)

    def visitor(self, name):
        path = self.office.folder.name + "/" + name
        if not os.path.exists(path):
            self.alcove("room", "new", self.url, "--words-file", path)
        return path

    def says(self, name, text):
        self.alcove("room", "say", self.url, "--words-file", self.visitor(name), text=text)

    # ---- the flood ----

    def junk(self, n, text="junk"):
        bundle = self.office.ask(b"GET /v1/bundles/%d HTTP/1.1\r\nHost: x\r\n\r\n" % self.office.day).body[:1420]
        made = subprocess.run([self.office.build + "/tests/attack/strangers", str(n), text], input=bundle, check=True,
                              capture_output=True).stdout
        return [made[i:i + 8192] for i in range(0, len(made), 8192)]

    def solved(self, request, answer):
        """The nonce goes where docs/protocol.md §11 has it."""
        bits, hour, challenge = answer[1], answer[8:12], answer[12:44]
        start = hashlib.sha256(b"alcove/1 puzzle" + challenge + hashlib.sha256(request[HEAD:]).digest())
        nonce = 0
        while True:
            trial = start.copy()
            trial.update(nonce.to_bytes(8, "big"))
            if int.from_bytes(trial.digest()[:4], "big") >> (32 - bits) == 0:
                return request[:12] + hour + nonce.to_bytes(8, "big") + request[24:]
            nonce += 1

    def send(self, bodies):
        """How many found work to do first."""
        worked = 0
        for body in bodies:
            request = self.office.deposit(os.urandom(32))
            at = HEAD + 8208 + 16
            request = request[:at] + body + request[at + 8192:]
            answer = self.connection.ask(post(request))
            self.bits.append(answer.body[1])
            if answer.body[0] == 5:
                worked += 1
                answer = self.connection.ask(post(self.solved(request, answer.body)))
            if answer.body[0] != 0:
                raise SystemExit("a deposit was answered with status %d" % answer.body[0])
        return worked

    def asked(self):
        return self.connection.ask(post(self.office.fetch([os.urandom(32)]))).body[1]


def texts(matter):
    return [said["text"].strip() for said in matter["messages"]]


def clear(flood):
    """Lot after lot; the presses, and the first lines of whom they kept."""
    presses, kept = 0, []
    told = json.loads(flood.desk("more", "--json").stdout)
    while True:
        keep = [m for m in told["matters"] if texts(m)[0].startswith("real")]
        junk = [m["matter"] for m in told["matters"] if not texts(m)[0].startswith("real")]
        kept += [texts(m)[0] for m in keep]
        presses += len(keep) + 1
        if not junk and not told["days"]:
            return presses, kept
        told = json.loads(flood.desk("discard", "--json", "--matters", ",".join(junk),
                                     *(["--keep", ",".join(m["matter"] for m in keep)] if keep else [])).stdout)


def main():
    tap = Tap()
    with Office() as office:
        flood = Flood(office)
        flood.desk("inbox")
        flood.says("known", "first")
        (matter,) = json.loads(flood.desk("inbox", "--json").stdout)
        flood.desk("say", matter["matter"], text="good day")
        junk = flood.junk(JUNK)
        started = time.monotonic()
        flood.send(junk[:CALM - 56])
        tap.check(set(flood.bits) == {0} and flood.asked() == 0, "a calm office asks for no work")
        flood.send(junk[CALM - 56:JUNK // 2])
        for i in range(REAL):
            flood.says("real%d" % i, "real %d" % i)
        flood.says("known", "second")
        worked = flood.send(junk[JUNK // 2:])
        tap.note("%d messages in %.1f s, %d of them with work" % (JUNK, time.monotonic() - started, worked))
        tap.check(worked > 0 and flood.asked() > BITS, "work is asked where more than 256 wait, and rises",
                  "%d worked, asked %d" % (worked, flood.asked()))
        started = time.monotonic()
        look = flood.desk("inbox", "--json")
        took = time.monotonic() - started
        tap.note("the first look took %.1f s" % took)
        shown = json.loads(look.stdout)
        tap.check(any("second" in texts(m) for m in shown), "a correspondent's message comes first")
        tap.check(len(shown) == SHARE + 1 and "wait" in look.stderr, "strangers take their share, and the rest is told",
                  "%d shown; %s" % (len(shown), look.stderr))
        presses, kept = clear(flood)
        tap.note("%d presses" % presses)
        tap.check(sorted(kept) == ["real %d" % i for i in range(REAL)], "everybody real was read", kept)
        tap.check(presses <= REAL + 3, "and with few presses", presses)
        left = json.loads(flood.desk("inbox", "--json").stdout)
        tap.check(len(left) == REAL + 1, "the rest is gone", "%d matters" % len(left))
        deadline = time.monotonic() + 20
        while flood.asked() != 0 and time.monotonic() < deadline:
            time.sleep(1)
        tap.check(flood.asked() == 0, "no work is asked any more once nothing waits")
    tap.end()


if __name__ == "__main__":
    main()
