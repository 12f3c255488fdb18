"""An HTTP proxy between one client and a server that notes the shape of what passes, and can lose answers.

    proxy.py PORT MODE LOG

MODE: pass, or lose: the first answer to each request is thrown away after the server has acted, and the connection
cut; the same request again gets through (login and vault are never the same: there only the very first is lost).
cut: half of each first request never reaches the server. withhold: of each day's bundles only the first is passed on.
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
