"""An office of its own with the real alcove-server before it, and what a stranger may send there.

A stranger needs nothing for this but docs/protocol.md: no word, no key, no code of ours.
"""
import base64
import glob
import hashlib
import json
import os
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time

BODY, SLOT, HEAD = 8192, 8208, 64
DEPOSIT, FETCH, DELETE = 1, 2, 3


def faster(speed):
    library = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1") + glob.glob("/usr/lib/faketime/libfaketimeMT.so.1")
    return {"LD_PRELOAD": library[0], "FAKETIME": "+0 x%d" % speed}


class Office:
    """Starts one server; with "with" it is ended, and all it left is removed."""

    def __init__(self, *options, pages=None, speed=1):
        """options: alcove-server's; pages: {name: bytes} it serves; speed: how much faster its clock runs."""
        left = 86400 - time.time() % 86400
        if left < 100:  # a day is what the protocol counts in: nothing here crosses midnight UTC
            time.sleep(left + 1)
        self.folder = tempfile.TemporaryDirectory(prefix="alcove-attack-")
        self.build = os.environ["ALCOVE_BUILD"]
        self.place = os.path.join(self.folder.name, "office")
        subprocess.run([self.build + "/alcove", "office", "init", self.place, "--from",
                        os.environ["ALCOVE_SOURCE_ROOT"] + "/offices/mit", "--words-file", self.folder.name + "/words"],
                       check=True, stdout=subprocess.DEVNULL)
        for name, page in (pages or {}).items():
            with open(os.path.join(self.place, "public", name), "wb") as file:
                file.write(page)
        ready, told = os.pipe()
        # what it says goes to a file: nothing may wait for somebody to read it
        self.said = open(self.folder.name + "/said", "w+")
        self.server = subprocess.Popen(
            [self.build + "/alcove-server", self.place, "--listen", "127.0.0.1:0", "--ready-fd", str(told), *options],
            pass_fds=[told], stderr=self.said, env=dict(os.environ, **(faster(speed) if speed != 1 else {})))
        os.close(told)
        with open(ready) as line:
            self.port = int(line.readline().rsplit(":", 1)[1])
        self.address = ("127.0.0.1", self.port)
        told = json.loads(self.ask(b"GET /v1/office HTTP/1.1\r\nHost: x\r\n\r\n").body)
        roster = json.loads(told["roster"].split("\n", 1)[1])
        self.day = told["day"]
        self.serial = roster["serial"]
        self.slots = 1 + sum("left" not in person for person in roster["people"])
        key = base64.b64decode(told["root"].split()[-1])[10:42]
        self.id = hashlib.sha256(b"alcove/1 office" + key).digest()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.terminate()
        status = self.server.wait(20)
        self.said.seek(0)
        said = self.said.read()
        self.said.close()
        self.folder.cleanup()
        if status != 0 or "Sanitizer" in said:
            sys.exit("the server ended with %d:\n%s" % (status, said))

    def connect(self, seconds=10):
        s = socket.create_connection(self.address, seconds)
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return Connection(s)

    def ask(self, request):
        with self.connect() as c:
            return c.ask(request)

    # ---- what is sent ----

    def tag(self, access):
        label = b"alcove/1 tag"
        return hashlib.sha256(bytes([len(label)]) + label + self.id + access).digest()[:16]

    def head(self, operation, count=0):
        return struct.pack(">BBHII", operation, count, 0, self.serial, self.day).ljust(HEAD, b"\0")

    def size(self):
        return HEAD + self.slots * SLOT

    def deposit(self, access, body=None):
        """A deposit whose cell lies at this access; the tags of envelopes are noise, and the bodies unless given."""
        tags = [self.tag(access)] + [os.urandom(16) for _ in range(self.slots - 1)]
        return self.head(DEPOSIT) + b"".join(tag + (body or os.urandom(BODY)) for tag in tags)

    def fetch(self, accesses):
        entries = b"".join(struct.pack(">I", self.day) + a for a in accesses)
        return (self.head(FETCH, len(accesses)) + entries).ljust(self.size(), b"\0")

    def delete(self, accesses):
        entries = b"".join(struct.pack(">I", self.day) + a for a in accesses)
        return (self.head(DELETE, len(accesses)) + entries).ljust(self.size(), b"\0")

    def tags(self):
        with sqlite3.connect(f"file:{self.place}/store.db?mode=ro", uri=True) as db:
            return {row[0] for row in db.execute("SELECT tag FROM place WHERE person = x''")}


def post(body, path=b"/v1/exchange"):
    return b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % (path, len(body)) + body


class Answer:
    def __init__(self, head, body):
        lines = head.split(b"\r\n")
        self.status = int(lines[0].split(b" ")[1])
        self.headers = [(n.lower().decode(), v.strip().decode()) for n, _, v in (l.partition(b":") for l in lines[1:])]
        self.head, self.body = head, body


class Connection:
    """Keeps what came and was not asked for yet."""

    def __init__(self, s):
        self.socket, self.kept = s, b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def ask(self, request):
        self.socket.sendall(request)
        return self.read()

    def more(self):
        came = self.socket.recv(65536)
        self.kept += came
        return len(came) > 0

    def read(self):
        """The next answer; None when the connection ended instead."""
        while b"\r\n\r\n" not in self.kept:
            if not self.more():
                return None
        head, _, rest = self.kept.partition(b"\r\n\r\n")
        answer = Answer(head, b"")
        length = int(dict(answer.headers).get("content-length", 0))
        while len(rest) < length:
            if not self.more():
                return None
            rest = self.kept.partition(b"\r\n\r\n")[2]
        answer.body, self.kept = rest[:length], rest[length:]
        return answer


class Tap:
    """Says what held."""

    def __init__(self):
        self.failed = False

    def check(self, holds, name, why=""):
        print("%s - %s" % ("ok" if holds else "not ok", name), flush=True)
        if not holds:
            self.failed = True
            self.note(why)

    def note(self, text):
        print("# " + str(text).replace("\n", "\n# "), flush=True)

    def end(self):
        sys.exit(self.failed)
