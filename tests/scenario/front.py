"""A front between browsers and an office's server that changes what passes, as a hostile or a careless one would.

    front.py PORT CHANGE

Changes, each of one kind: see CHANGES. "none" passes everything on. Prints its own port on standard output and serves
until it is ended.
"""
import gzip
import http.client
import http.server
import re
import sys

upstream, change = int(sys.argv[1]), sys.argv[2]
HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def has(self, name):
        return any(n.lower() == name.lower() for n, _ in self.headers)

    def drop(self, name):
        self.headers = [(n, v) for n, v in self.headers if n.lower() != name.lower()]

    def put(self, name, value):
        self.drop(name)
        self.headers.append((name, value))

    def type(self):
        return next((v for n, v in self.headers if n.lower() == "content-type"), "")

    def rewrite(self, f):
        zipped = self.has("Content-Encoding")
        body = f(gzip.decompress(self.body) if zipped else self.body)
        self.body = gzip.compress(body) if zipped else body


def is_page(a):
    return a.type().startswith("text/html")


def alter(a, path, asked):
    a.rewrite(lambda body: body.replace(b"</body>", b"<p>Call me instead.</p></body>"))


def alter_for(word):
    def f(a, path, asked):
        if word in asked.get("User-Agent", "") and is_page(a):
            alter(a, path, asked)
    return f


def alter_start(a, path, asked):
    if path == "/" and asked.get("User-Agent"):
        alter(a, path, asked)


def alter_edition(a, path, asked):
    if path == "/es/":
        alter(a, path, asked)


def alter_navigation(a, path, asked):
    if asked.get("Sec-Fetch-Mode") == "navigate" and path.startswith("/room.html"):
        alter(a, path, asked)


def alter_zipped(a, path, asked):
    if a.has("Content-Encoding") and is_page(a):
        alter(a, path, asked)


def drop_policy(a, path, asked):
    a.drop("Content-Security-Policy")


def weaken_policy(a, path, asked):
    a.put("Content-Security-Policy", "default-src *")


def second_policy(a, path, asked):
    a.headers.append(("Permissions-Policy", "camera=*"))


def drop_integrity(a, path, asked):
    a.drop("Integrity-Policy")


def refresh(a, path, asked):
    if is_page(a) and asked.get("User-Agent"):
        a.put("Refresh", "5; url=https://elsewhere.example/")


def cookie(a, path, asked):
    if "Firefox" in asked.get("User-Agent", ""):
        a.put("Set-Cookie", "who=7")


def script_as_text(a, path, asked):
    if path.endswith(".js"):
        a.put("Content-Type", "text/plain; charset=utf-8")


def kept(a, path, asked):
    a.put("Cache-Control", "public, max-age=31536000")


def page_at(where):
    def f(a, path, asked):
        if re.fullmatch(where, path) and a.status == 404:
            a.status, a.body = 200, b"<h1>Our new form</h1>"
            a.put("Content-Type", "text/html; charset=utf-8")
    return f


def nothing_speaks(a, path, asked):
    if a.status == 404:
        a.body = b"We have moved: call me instead.\n"


def redirect(a, path, asked):
    if path == "/desk.html":
        a.status = 302
        a.put("Location", "https://elsewhere.example/")


def folder_elsewhere(a, path, asked):
    if a.status == 301:
        a.put("Location", "https://elsewhere.example/")


def other_office(a, path, asked):
    if path == "/v1/office" and asked.get("User-Agent"):
        a.rewrite(lambda body: body + b"\n")


def from_front(a, path, asked):
    a.put("Server", "front")
    a.put("Date", "Tue, 01 Dec 2026 00:00:00 GMT")


CHANGES = {
    "none": lambda a, path, asked: None,
    "plain-front": from_front,
    "chromium": alter_for("Chrome"), "firefox": alter_for("Firefox"), "start": alter_start, "edition": alter_edition,
    "navigation": alter_navigation, "zipped": alter_zipped,
    "no-policy": drop_policy, "weak-policy": weaken_policy, "second-policy": second_policy,
    "no-integrity": drop_integrity, "refresh": refresh, "cookie": cookie, "script-as-text": script_as_text, "kept": kept,
    "extra-page": page_at(r"/contact\.html"), "any-page": page_at(r".*"), "room-page": page_at(r"/room/.*"),
    "nothing-speaks": nothing_speaks, "redirect": redirect, "folder": folder_elsewhere, "office": other_office,
}


class Front(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self):
        server = http.client.HTTPConnection("127.0.0.1", upstream)
        asked = {n: v for n, v in self.headers.items() if n.lower() not in HOP}
        server.request("GET", self.path, headers=asked)
        got = server.getresponse()
        a = Answer(got.status, [(n, v) for n, v in got.getheaders() if n.lower() not in HOP], got.read())
        server.close()
        CHANGES[change](a, self.path, self.headers)
        self.send_response_only(a.status)
        for n, v in a.headers:
            self.send_header(n, v)
        self.send_header("Content-Length", str(len(a.body)))
        self.end_headers()
        self.wfile.write(a.body)

    def log_message(self, *_):
        pass


front = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Front)
print(front.server_address[1], flush=True)
front.serve_forever()
