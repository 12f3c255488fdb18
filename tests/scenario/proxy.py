"""An HTTP proxy between one client and a server that notes the shape of what passes, and can lose answers.

    proxy.py PORT MODE LOG

MODE: pass, or lose: the first answer to each request is thrown away after the server has acted, and the connection
cut; the same request again gets through (login and vault are never the same: there only the very first is lost).
cut: half of each first request never reaches the server. words: the first time each request is answered in the proxy's own
words, WORDS one after the other, every other time after the server has acted. deposits: so are those alone. withhold: of each day's bundles only the first is passed on.
replay: each day's bundles are those of LOG.bundles, the last that any proxy of this log passed on. A line of LOG is "METHOD PATH bytes-in STATUS bytes-out";
LOG.ends is the last answer with the keys of end days.
Prints its own port on standard output and serves until it is ended.
"""
import re
import socket
import sys
import threading

upstream, mode, log_path = int(sys.argv[1]), sys.argv[2], sys.argv[3]
BUNDLE_BYTES = 1420
# What gateways, load balancers and portals say in a server's place.
WORDS = [
    (502, "text/html", b"<html><head><title>502 Bad Gateway</title></head></html>"),
    (504, "text/html; charset=UTF-8", b"<h1>504 Gateway Time-out</h1>"),
    (200, "text/html; charset=utf-8", b"<html><body>Sign in to go on</body></html>"),
    (404, "text/plain; charset=utf-8", b"default backend - 404"),
    (503, "text/plain", b"upstream connect error or disconnect/reset before headers"),
    (503, "text/plain; charset=utf-8", b"Not now.\n"),
    (200, "application/octet-stream", b""),
    (200, "application/json; charset=utf-8", b"{}"),
    (429, "text/plain; charset=utf-8", b"Too Many Requests"),
    (302, "text/html", b""),
]
told = 0
seen = set()
lock = threading.Lock()


def read_message(f):
    """The whole of one request or answer: first line, headers and body."""
    head = b""
    while True:
        line = f.readline()
        head += line
        if line in (b"\r\n", b""):
            break
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    return head, f.read(length)


def serve(client):
    global told
    server = socket.create_connection(("127.0.0.1", upstream))
    from_client, from_server = client.makefile("rb"), server.makefile("rb")
    try:
        while True:
            head, body = read_message(from_client)
            if not head.strip():
                return
            key = head.split(b"\r\n")[0] + body
            if b"/login" in head or b"PUT /v1/desk/vault" in head:
                key = head.split(b"\r\n")[0]
            with lock:
                first = key not in seen
                seen.add(key)
            if mode == "cut" and first:
                server.sendall((head + body)[:len(head) // 2 + len(body) // 2])
                return
            if first and (mode == "words" or mode == "deposits" and b"/exchange" in head and body[:1] == b"\x01"):
                with lock:
                    status, kind, words = WORDS[told % len(WORDS)]
                    told += 1
                if told % 2 == 0:
                    server.sendall(head + body)
                    read_message(from_server)
                after = b"Retry-After: 1\r\n" if status in (429, 503) else b""
                client.sendall(b"HTTP/1.1 %d Here\r\nContent-Type: %s\r\n%sContent-Length: %d\r\n\r\n"
                               % (status, kind.encode(), after, len(words)) + words)
                continue
            server.sendall(head + body)
            answer_head, answer_body = read_message(from_server)
            if not answer_head.strip() or (mode == "lose" and first):
                return
            line = head.split(b" ")
            with lock, open(log_path, "a") as log:
                print(line[0].decode(), line[1].decode(), len(body), answer_head.split(b" ")[1].decode(),
                      len(answer_body), file=log)
            if line[1].startswith(b"/v1/bundles/"):
                if mode == "withhold":
                    answer_body = answer_body[:BUNDLE_BYTES]
                if mode == "replay":
                    with open(log_path + ".bundles", "rb") as kept:
                        answer_body = kept.read()
                else:
                    with open(log_path + ".bundles", "wb") as kept:
                        kept.write(answer_body)
                answer_head = re.sub(rb"(?i)(content-length:) *[0-9]+", rb"\1 %d" % len(answer_body), answer_head)
            if line[1] == b"/v1/desk/ends" and line[0] == b"GET":
                with open(log_path + ".ends", "wb") as ends:
                    ends.write(answer_body)
            client.sendall(answer_head + answer_body)
    except (OSError, ValueError):
        pass
    finally:
        for s in (client, server):
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            s.close()


listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
