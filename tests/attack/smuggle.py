"""Requests that two readers could read in two ways, sent to the route that stores something, on a kept-open connection.

Each carries, somewhere in it, a whole second request that would store something too, and is followed by a harmless one.
Whatever a proxy in front makes of such bytes: this server answers at most one refusal to them, executes neither what
they are nor what they hide, and never gives the harmless request somebody else's answer.
"""
import os
import socket

from office import Office, Tap, post

MARK = b"zebra"  # stands in the requests and must stand in no answer


class Bytes:
    """What a case is made of: a deposit's body, and a hidden request, a deposit of its own."""

    def __init__(self, office):
        self.accesses = [os.urandom(32), os.urandom(32)]
        self.body = office.deposit(self.accesses[0])
        self.hidden = post(office.deposit(self.accesses[1]))
        self.tags = {office.tag(a) for a in self.accesses}
        self.n = len(self.body)


def chunked(*parts):
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in parts) + b"0\r\n\r\n"


def request(*headers, line=b"POST /v1/exchange HTTP/1.1", host=b"Host: x", rest=b"", end=b"\r\n"):
    lines = [line] + ([host] if host else []) + [h for h in headers if h is not None]
    return b"".join(l + end for l in lines) + end + rest


def length(n):
    return b"Content-Length: %d" % n


# ---- two lengths: with Content-Length the second request is hidden from one reader, without it from the other ----

# Transfer-Encoding as it should not be written; with Content-Length beside it, and alone.
CODINGS = {
    "as it should be": b"Transfer-Encoding: chunked",
    "space before the colon": b"Transfer-Encoding : chunked",
    "tab before the colon": b"Transfer-Encoding\t: chunked",
    "vertical tab before the colon": b"Transfer-Encoding\x0b: chunked",
    "vertical tab before the value": b"Transfer-Encoding:\x0bchunked",
    "form feed before the value": b"Transfer-Encoding:\x0cchunked",
    "tab before the value": b"Transfer-Encoding:\tchunked",
    "no blank": b"Transfer-Encoding:chunked",
    "no-break space before the value": b"Transfer-Encoding:\xa0chunked",
    "NUL before the value": b"Transfer-Encoding: \0chunked",
    "NUL after the value": b"Transfer-Encoding: chunked\0",
    "control before the name": b"\x01Transfer-Encoding: chunked",
    "blank before the name": b" Transfer-Encoding: chunked",
    "tab before the name": b"\tTransfer-Encoding: chunked",
    "xchunked": b"Transfer-Encoding: xchunked",
    "chunkedx": b"Transfer-Encoding: chunkedx",
    "capitals": b"TRANSFER-ENCODING: CHUNKED",
    "quoted": b'Transfer-Encoding: "chunked"',
    "in brackets": b"Transfer-Encoding: [chunked]",
    "with a parameter": b"Transfer-Encoding: chunked; q=0.5",
    "with a semicolon": b"Transfer-Encoding: chunked;",
    "identity": b"Transfer-Encoding: identity",
    "nothing": b"Transfer-Encoding:",
    "a comma": b"Transfer-Encoding: ,",
    "chunked, identity": b"Transfer-Encoding: chunked, identity",
    "identity, chunked": b"Transfer-Encoding: identity, chunked",
    "gzip, chunked": b"Transfer-Encoding: gzip, chunked",
    "chunked, chunked": b"Transfer-Encoding: chunked, chunked",
    "comma, chunked": b"Transfer-Encoding: , chunked",
    "twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
    "identity, then chunked": b"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
    "chunked, then identity": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
    "folded": b"Transfer-Encoding:\r\n chunked",
    "folded by a tab": b"Transfer-Encoding:\r\n\tchunked",
    "after an LF": b"X: y\nTransfer-Encoding: chunked",
    "after a CR": b"X: y\rTransfer-Encoding: chunked",
    "ended by an LF": b"Transfer-Encoding: chunked\nX: y",
    "ended by a CR": b"Transfer-Encoding: chunked\rX: y",
    "ended by CR CR LF": b"Transfer-Encoding: chunked\r",
    "split by an LF": b"Transfer-Encoding: chun\nked",
    "name split by a blank": b"Transfer Encoding: chunked",
    "underscore": b"Transfer_Encoding: chunked",
    "no colon": b"Transfer-Encoding chunked",
    "an equals sign": b"Transfer-Encoding= chunked",
    "two colons": b"Transfer-Encoding:: chunked",
    "letters beyond ASCII": b"Transfer-Encod\xc4\xb1ng: chunked",
    "named by Connection": b"Transfer-Encoding: chunked\r\nConnection: Transfer-Encoding",
}
# These name no header that anybody would know: alone they leave a request that says no length at all, and beside a
# Content-Length one that says it once.
NO_CODING = {"underscore", "letters beyond ASCII"}

# Content-Length as it should not be written; %d is the true one.
LENGTHS = {
    "plus": b"Content-Length: +%d",
    "minus": b"Content-Length: -%d",
    "minus zero": b"Content-Length: -0",
    "hexadecimal": b"Content-Length: 0x%x",
    "fraction": b"Content-Length: %d.0",
    "exponent": b"Content-Length: %de0",
    "underscore": b"Content-Length: 1_%d",
    "words": b"Content-Length: %d bytes",
    "two numbers": b"Content-Length: %d 0",
    "quoted": b'Content-Length: "%d"',
    "nothing": b"Content-Length:",
    "list of one and the same": b"Content-Length: %d, %d",
    "list of two": b"Content-Length: %d, 0",
    "list with a hole": b"Content-Length: %d,",
    "semicolon": b"Content-Length: %d;",
    "twice the same": b"Content-Length: %d\r\nContent-Length: %d",
    "twice, the second zero": b"Content-Length: %d\r\nContent-Length: 0",
    "twice, the first zero": b"Content-Length: 0\r\nContent-Length: %d",
    "beyond 64 bits": b"Content-Length: 18446744073709551616",
    "beyond 64 bits, the right remainder": b"Content-Length: 1844674407370%d0000000",
    "most of 64 bits": b"Content-Length: 18446744073709551615",
    "most of 63 bits": b"Content-Length: 9223372036854775807",
    "a thousand digits": b"Content-Length: " + b"9" * 1000,
    "too large": b"Content-Length: 999999999999999",
    "space before the colon": b"Content-Length : %d",
    "tab before the colon": b"Content-Length\t: %d",
    "NUL in the number": b"Content-Length: %d\0",
    "vertical tab before the number": b"Content-Length:\x0b%d",
    "no-break space before the number": b"Content-Length:\xa0%d",
    "digits beyond ASCII": b"Content-Length: \xd9\xa1",
    "folded": b"Content-Length:\r\n %d",
    "after an LF": b"X: y\nContent-Length: %d",
    "after a CR": b"X: y\rContent-Length: %d",
    "underscore in the name": b"Content_Length: %d",
}


def fill(pattern, n):
    wanted = pattern.count(b"%d") + pattern.count(b"%x")
    return pattern % ((n,) * wanted) if wanted else pattern


# ---- chunks; none is taken here, but all are read to know where the next request begins ----

CHUNKS = {
    "well-formed": lambda b: chunked(b.body),
    "hidden after the last": lambda b: b"0\r\n\r\n" + b.hidden,
    "size beyond 64 bits": lambda b: b"10000000000000000\r\n" + b.hidden,
    "size beyond 64 bits, the right remainder": lambda b: b"1000000000000%04x\r\n" % b.n + b.body + b"\r\n0\r\n\r\n" + b.hidden,
    "most of 64 bits": lambda b: b"ffffffffffffffff\r\n" + b.hidden,
    "size with an underscore": lambda b: b"1_0\r\n" + b.hidden,
    "size with 0x": lambda b: b"0x%x\r\n" % b.n + b.body + b"\r\n0\r\n\r\n",
    "size with a plus": lambda b: b"+%x\r\n" % b.n + b.body + b"\r\n0\r\n\r\n",
    "negative size": lambda b: b"-1\r\n" + b.hidden,
    "no size": lambda b: b"\r\n" + b.hidden,
    "no digit": lambda b: b"zz\r\n" + b.hidden,
    "blank before the size": lambda b: b" 0\r\n\r\n" + b.hidden,
    "blank after the size": lambda b: b"0 \r\n\r\n" + b.hidden,
    "extension with a bare LF": lambda b: b"2;x\nxx\r\n%x\r\n" % len(b.hidden) + b.hidden + b"\r\n0\r\n\r\n",
    "extension with a bare CR": lambda b: b"2;x\rxx\r\n%x\r\n" % len(b.hidden) + b.hidden + b"\r\n0\r\n\r\n",
    "extension in quotes across lines": lambda b: b'5;x="\r\n0\r\n\r\n' + b.hidden,
    "extension with a NUL": lambda b: b"5;\0\r\nhello\r\n0\r\n\r\n",
    "an endless extension": lambda b: b"5;" + b"x" * 40000 + b"\r\nhello\r\n0\r\n\r\n",
    "size ended by an LF": lambda b: b"%x\n" % b.n + b.body + b"\r\n0\r\n\r\n",
    "size ended by a CR": lambda b: b"%x\r" % b.n + b.body + b"\r\n0\r\n\r\n",
    "data longer than its size": lambda b: b"5\r\nhello" + b.hidden + b"\r\n0\r\n\r\n",
    "data without a line end": lambda b: b"5\r\nhello0\r\n\r\n" + b.hidden,
    "data ended by an LF": lambda b: b"5\r\nhello\n0\r\n\r\n" + b.hidden,
    "last chunk ended by an LF": lambda b: b"5\r\nhello\r\n0\n\n" + b.hidden,
    "several zeros": lambda b: b"5\r\nhello\r\n000000000000000000000\r\n\r\n" + b.hidden,
    "final line end missing": lambda b: b"5\r\nhello\r\n0\r\n" + b.hidden,
    "a trailer": lambda b: b"5\r\nhello\r\n0\r\nX: zebra\r\n\r\n",
    "a trailer that says a length": lambda b: b"5\r\nhello\r\n0\r\nContent-Length: 999\r\n\r\n",
    "a trailer that says a coding": lambda b: b"5\r\nhello\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n",
    "a trailer with a bare LF": lambda b: b"5\r\nhello\r\n0\r\nX: y\n\r\n" + b.hidden,
    "a trailer that is no header": lambda b: b"5\r\nhello\r\n0\r\nhello\r\n\r\n" + b.hidden,
    "a thousand trailers": lambda b: b"5\r\nhello\r\n0\r\n" + b"X: y\r\n" * 10000 + b"\r\n",
}

# ---- the rest of a request ----

WHOLE = {
    # the request line
    "line ends before the request": lambda b: b"\r\n" + post(b.body),
    "two blanks after the method": lambda b: request(length(b.n), line=b"POST  /v1/exchange HTTP/1.1", rest=b.body),
    "a tab after the method": lambda b: request(length(b.n), line=b"POST\t/v1/exchange HTTP/1.1", rest=b.body),
    "a vertical tab after the method": lambda b: request(length(b.n), line=b"POST\x0b/v1/exchange HTTP/1.1", rest=b.body),
    "a CR after the method": lambda b: request(length(b.n), line=b"POST\r/v1/exchange HTTP/1.1", rest=b.body),
    "a blank before the method": lambda b: request(length(b.n), line=b" POST /v1/exchange HTTP/1.1", rest=b.body),
    "a tab before the version": lambda b: request(length(b.n), line=b"POST /v1/exchange\tHTTP/1.1", rest=b.body),
    "two blanks before the version": lambda b: request(length(b.n), line=b"POST /v1/exchange  HTTP/1.1", rest=b.body),
    "a blank after the version": lambda b: request(length(b.n), line=b"POST /v1/exchange HTTP/1.1 ", rest=b.body),
    "a blank in the target": lambda b: request(length(b.n), line=b"POST /v1/zebra exchange HTTP/1.1", rest=b.body),
    "a second version": lambda b: request(length(b.n), line=b"POST /v1/exchange HTTP/1.1 HTTP/1.1", rest=b.body),
    "a NUL in the target": lambda b: request(length(b.n), line=b"POST /v1/exchange\0 HTTP/1.1", rest=b.body),
    "an escaped NUL in the target": lambda b: request(length(b.n), line=b"POST /v1/exchange%00 HTTP/1.1", rest=b.body),
    "an escaped line end in the target": lambda b: request(length(b.n), line=b"POST /v1/exchange%0d%0aX: HTTP/1.1", rest=b.body),
    "a fragment in the target": lambda b: request(length(b.n), line=b"POST /v1/exchange#zebra HTTP/1.1", rest=b.body),
    "a folder upwards": lambda b: request(length(b.n), line=b"POST /v1/../v1/exchange HTTP/1.1", rest=b.body),
    "two slashes": lambda b: request(length(b.n), line=b"POST //v1/exchange HTTP/1.1", rest=b.body),
    "no slash": lambda b: request(length(b.n), line=b"POST v1/exchange HTTP/1.1", rest=b.body),
    "a backslash": lambda b: request(length(b.n), line=b"POST \\v1\\exchange HTTP/1.1", rest=b.body),
    "an absolute target": lambda b: request(length(b.n), line=b"POST http://zebra/v1/exchange HTTP/1.1", rest=b.body),
    "an absolute target of another host": lambda b: request(length(b.n), line=b"POST http://y/v1/exchange HTTP/1.1", rest=b.body),
    "an authority as target": lambda b: request(length(b.n), line=b"POST zebra:80 HTTP/1.1", rest=b.body),
    "CONNECT": lambda b: request(line=b"CONNECT x:80 HTTP/1.1", rest=b.hidden),
    "CONNECT with a length": lambda b: request(length(b.n), line=b"CONNECT x:80 HTTP/1.1", rest=b.body),
    "an asterisk as target": lambda b: request(length(b.n), line=b"OPTIONS * HTTP/1.1", rest=b.body),
    "no target": lambda b: request(length(b.n), line=b"POST HTTP/1.1", rest=b.body),
    "an endless target": lambda b: request(length(b.n), line=b"POST /v1/exchange?" + b"zebra" * 8000 + b" HTTP/1.1", rest=b.body),
    "an endless method": lambda b: request(length(b.n), line=b"P" * 30000 + b" /v1/exchange HTTP/1.1", rest=b.body),
    "small letters": lambda b: request(length(b.n), line=b"post /v1/exchange HTTP/1.1", rest=b.body),
    "an unknown method": lambda b: request(length(b.n), line=b"ZEBRA /v1/exchange HTTP/1.1", rest=b.body),
    "another method by a header": lambda b: request(length(b.n), b"X-HTTP-Method-Override: POST", line=b"PUT /v1/exchange HTTP/1.1", rest=b.body),
    "GET with a body that hides": lambda b: request(length(b.n), line=b"GET /v1/exchange HTTP/1.1", rest=b.body),
    "TRACE": lambda b: request(b"X: zebra", length(b.n), line=b"TRACE /v1/exchange HTTP/1.1", rest=b.body),
    # versions
    "HTTP/0.9": lambda b: request(line=b"POST /v1/exchange", host=None, rest=b.hidden),
    "HTTP/0.9 in words": lambda b: request(length(b.n), line=b"POST /v1/exchange HTTP/0.9", rest=b.body),
    "HTTP/1.2": lambda b: request(length(b.n), line=b"POST /v1/exchange HTTP/1.2x", rest=b.body),
    "HTTP/2.0": lambda b: request(length(b.n), line=b"POST /v1/exchange HTTP/2.0", rest=b.body),
    "HTTP/9.9": lambda b: request(length(b.n), line=b"POST /v1/exchange HTTP/9.9", rest=b.body),
    "HTTP/11": lambda b: request(length(b.n), line=b"POST /v1/exchange HTTP/11", rest=b.body),
    "HTTP/1": lambda b: request(length(b.n), line=b"POST /v1/exchange HTTP/1", rest=b.body),
    "HTTP/1.10": lambda b: request(length(b.n), line=b"POST /v1/exchange HTTP/1.10", rest=b.body),
    "http/1.1": lambda b: request(length(b.n), line=b"POST /v1/exchange http/1.1", rest=b.body),
    "HTTPS/1.1": lambda b: request(length(b.n), line=b"POST /v1/exchange HTTPS/1.1", rest=b.body),
    "HTTP/1.0 with a coding": lambda b: request(b"Transfer-Encoding: chunked", line=b"POST /v1/exchange HTTP/1.0", rest=chunked(b.body)),
    "HTTP/1.0, kept open, with a coding": lambda b: request(
        b"Connection: keep-alive", b"Transfer-Encoding: chunked", length(b.n), line=b"POST /v1/exchange HTTP/1.0",
        rest=chunked(b.body)),
    "the preface of HTTP/2": lambda b: b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b.hidden,
    # Host
    "no host": lambda b: request(length(b.n), host=None, rest=b.body),
    "two hosts": lambda b: request(b"Host: y", length(b.n), rest=b.body),
    "the same host twice": lambda b: request(b"Host: x", length(b.n), rest=b.body),
    "host folded": lambda b: request(length(b.n), host=b"Host: x\r\n y", rest=b.body),
    "blank before the host's colon": lambda b: request(length(b.n), host=b"Host : x", rest=b.body),
    # headers
    "a header without a name": lambda b: request(b": zebra", length(b.n), rest=b.body),
    "a header without a colon": lambda b: request(b"zebra", length(b.n), rest=b.body),
    "a name with a blank": lambda b: request(b"X Y: zebra", length(b.n), rest=b.body),
    "a name with a NUL": lambda b: request(b"X\0Y: zebra", length(b.n), rest=b.body),
    "a value with a NUL": lambda b: request(b"X: ze\0bra", length(b.n), rest=b.body),
    "a value with a CR": lambda b: request(b"X: ze\rbra", length(b.n), rest=b.body),
    "a first header that is folded": lambda b: request(length(b.n), host=b" X: zebra\r\nHost: x", rest=b.body),
    "a folded header": lambda b: request(b"X: a\r\n zebra", length(b.n), rest=b.body),
    "LF for line ends": lambda b: request(length(b.n), rest=b.body, end=b"\n"),
    "CR for line ends": lambda b: request(length(b.n), rest=b.body, end=b"\r"),
    "LF CR for line ends": lambda b: request(length(b.n), rest=b.body, end=b"\n\r"),
    "LF after the headers": lambda b: request(length(b.n))[:-2] + b"\n" + b.body,
    "the end of the headers missing": lambda b: request(length(b.n))[:-2],
    "a header too large": lambda b: request(b"X: " + b"zebra" * 8000, length(b.n), rest=b.body),
    "a name too large": lambda b: request(b"zebra" * 8000 + b": x", length(b.n), rest=b.body),
    "too many headers": lambda b: request(*[b"X%d: zebra" % i for i in range(4000)], length(b.n), rest=b.body),
    "bytes that are no HTTP": lambda b: os.urandom(64).replace(b"\n", b"x").replace(b"\r", b"x") + b"\r\n\r\n" + b.hidden,
    "the beginning of TLS": lambda b: b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03" + b"\0" * 64 + b"\r\n\r\n" + b.hidden,
    # a body elsewhere than announced
    "no length": lambda b: request(rest=b.body),
    "no length, another request instead of a body": lambda b: request(length(0), rest=b""),
    "a length of one's own": lambda b: request(b"X-Content-Length: %d" % b.n, length(0), rest=b""),
    "a body of another size": lambda b: request(length(b.n - 1), rest=b.body[:-1]),
    "a body that never ends": lambda b: request(length(b.n + 100000), rest=b.body),
    "a body too large": lambda b: request(length(200000), rest=b"\0" * 200000),
    "the hidden request as the body": lambda b: request(length(len(b.hidden)), rest=b.hidden),
    "the hidden request as a body of the right size": lambda b: request(length(b.n), rest=(b"\0" * 64 + b.hidden)[:b.n]),
    "multipart": lambda b: request(b"Content-Type: multipart/byteranges; boundary=x", rest=b"--x\r\n\r\n--x--\r\n"),
    # what would turn the connection into something else
    "h2c with its settings, hidden as its body": lambda b: request(
        b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
        length(len(b.hidden)), rest=b.hidden),
    "Expect with two lengths": lambda b: request(
        b"Expect: 100-continue", b"Transfer-Encoding: chunked", length(b.n), rest=chunked(b.body)),
}

# Odd, and of one meaning only: answered as the plain request is.
PLAIN = {
    "nothing odd": lambda b: post(b.body),
    "Expect: 100-continue": lambda b: request(b"Expect: 100-continue", length(b.n), rest=b.body),
    "an Expect nobody knows": lambda b: request(b"Expect: zebra", length(b.n), rest=b.body),
    "an Upgrade nobody takes": lambda b: request(b"Connection: Upgrade", b"Upgrade: h2c", length(b.n), rest=b.body),
    "a web socket nobody takes": lambda b: request(
        b"Connection: Upgrade", b"Upgrade: websocket", b"Sec-WebSocket-Version: 13", length(b.n), rest=b.body),
    "blanks around the length": lambda b: request(b"Content-Length: \t %d \t " % b.n, rest=b.body),
    "zeros before the length": lambda b: request(b"Content-Length: 000%d" % b.n, rest=b.body),
    "small letters in names": lambda b: request(b"content-length: %d" % b.n, rest=b.body),
    "a question": lambda b: request(length(b.n), line=b"POST /v1/exchange?x=zebra HTTP/1.1", rest=b.body),
    "a path told by another header": lambda b: request(b"X-Original-URL: /zebra", b"X-Forwarded-Host: y", length(b.n), rest=b.body),
}


def cases():
    for name, line in CODINGS.items():
        if name not in NO_CODING:
            # the shorter reading ends before the hidden request: CL.TE, and TE.CL
            yield "CL.TE, " + name, lambda b, l=line: request(
                length(5 + len(b.hidden)), l, rest=b"0\r\n\r\n" + b.hidden)
            yield "TE.CL, " + name, lambda b, l=line: request(
                l, b"Content-Length: 6", rest=b"%x\r\n" % len(b.hidden) + b.hidden + b"\r\n0\r\n\r\n")
        yield "coding alone, " + name, lambda b, l=line: request(l, rest=chunked(b.body))
    for name, line in LENGTHS.items():
        yield "length, " + name, lambda b, l=line: request(fill(l, b.n), rest=b.body)
    for name, rest in CHUNKS.items():
        yield "chunks, " + name, lambda b, r=rest: request(b"Transfer-Encoding: chunked", rest=r(b))
    for name, whole in WHOLE.items():
        yield name, whole


# ---- judging ----

CANARY = b"GET /v1/desk/challenge HTTP/1.1\r\nHost: x\r\n\r\n"
OWN = {"content-security-policy", "cross-origin-opener-policy", "cross-origin-embedder-policy",
       "cross-origin-resource-policy", "referrer-policy", "x-content-type-options", "permissions-policy", "integrity-policy", "content-type",
       "cache-control", "content-length", "connection", "allow"}


def send(office, data):
    """All answers to these bytes and the canary after them, on one connection."""
    answers = []
    with office.connect() as c:
        try:
            c.socket.sendall(data + CANARY)
            c.socket.settimeout(0.1)
            while True:
                try:
                    answer = c.read()
                except socket.timeout:
                    # It waits for more: there is none.
                    c.socket.settimeout(5)
                    c.socket.shutdown(socket.SHUT_WR)
                    continue
                if answer is None:
                    break
                if answer.status != 100:
                    answers.append(answer)
                if is_canary(answer):
                    c.socket.shutdown(socket.SHUT_WR)
        except (ConnectionError, BrokenPipeError, OSError):
            pass  # it hung up before everything was sent
        return answers, c.kept


def is_canary(answer):
    return answer.status == 200 and len(answer.body) == 32


def tells_more(answer):
    """What an error page says beyond what ours say."""
    names = {name for name, _ in answer.headers}
    if not names <= OWN:
        return "headers %s" % (names - OWN)
    if MARK in (answer.head + answer.body).lower():
        return "what was asked"
    if b"microhttpd" in (answer.head + answer.body).lower():
        return "the name of a program"
    return None


def judge(office, b, data):
    """What was wrong about the answers to a hostile request, or None."""
    answers, left = send(office, data)
    refusals = [a for a in answers if not is_canary(a)]
    if left:
        return "half an answer: %r" % left[:80]
    if len(answers) > 2 or len(refusals) > 1:
        return "answered %d times: %s" % (len(answers), [a.status for a in answers])
    if any(not 400 <= a.status < 600 for a in refusals):
        return "not refused: %d" % refusals[0].status
    if len(answers) == 2 and not is_canary(answers[1]):
        return "an answer after the canary's"
    if len(answers) == 1 and is_canary(answers[0]):
        return "the canary is answered in place of the request"
    if any(tells_more(a) for a in refusals):
        return "the error page tells " + tells_more(refusals[0])
    if office.tags() & b.tags:
        return "something was stored"
    return None


def main():
    tap = Tap()
    with Office("--puzzle", "0") as office:
        for name, build in PLAIN.items():
            b = Bytes(office)
            answers, left = send(office, build(b))
            right = [a.status for a in answers] == [200, 200] and is_canary(answers[1]) and not left
            stored = office.tags() & b.tags == {office.tag(b.accesses[0])}
            tap.check(right and stored, "answered once, and stored: " + name, [a.head for a in answers])
        # The judge sees what it is there to see: a second request that is executed.
        b = Bytes(office)
        tap.check(judge(office, b, post(b.body) + b.hidden) is not None, "what is executed is noticed")
        b = Bytes(office)
        tap.check(judge(office, b, b.hidden) is not None, "a single request that is executed is noticed")
        b = Bytes(office)
        tap.check(judge(office, b, request(length(0)) * 2) is not None, "two answers are noticed")
        for name, build in cases():
            b = Bytes(office)
            wrong = judge(office, b, build(b))
            tap.check(wrong is None, "refused once, and nothing stored: " + name, wrong)
        tap.check(is_canary(office.ask(CANARY)), "it serves on")
    tap.end()


main()
