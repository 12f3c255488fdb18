"""Opens a kept vault with its ombuds' words, by docs/protocol.md alone, and prints in hex what it knows of each visitor.

    open_vault.py FILE WORDS-FILE OFFICE-JSON NAME ENDS

FILE is what a desk keeps (u32 version, device id, u32 base, then the blob), OFFICE-JSON the answer to GET /v1/office, NAME a
person on it, ENDS the answer to GET /v1/desk/ends: without it no matter opens.
Uses libargon2, which Debian's "argon2" brings; everything else is the standard library. Prints one "name hex" a line.
"""
import ctypes
import hashlib
import hmac
import json
import struct
import sys


def argon2id(password, salt):
    lib = ctypes.CDLL("libargon2.so.1")
    out = ctypes.create_string_buffer(32)
    # Sizes are size_t: passed as plain ints, their upper halves would be whatever lies on the stack.
    number, size = ctypes.c_uint32, ctypes.c_size_t
    lib.argon2id_hash_raw.argtypes = [number, number, number, ctypes.c_char_p, size, ctypes.c_char_p, size,
                                      ctypes.c_char_p, size]
    code = lib.argon2id_hash_raw(3, 65536, 1, password, len(password), salt, len(salt), out, 32)
    assert code == 0, code
    return out.raw


def label(name, office):
    text = b"alcove/1 " + name
    return bytes([len(text)]) + text + office


def derive(key, name, office, context):
    return hmac.new(key, label(name, office) + context + b"\x01", hashlib.sha256).digest()


def chacha20(key, data):
    """RFC 8439, nonce of zeros, from block 1 on: what the AEAD encrypts with."""
    constant = struct.unpack("<4I", b"expand 32-byte k")
    words = struct.unpack("<8I", key)
    rounds = [(0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
              (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)]
    out = bytearray()
    for block in range((len(data) + 63) // 64):
        start = constant + words + (block + 1, 0, 0, 0)
        x = list(start)
        for _ in range(10):
            for a, b, c, d in rounds:
                x[a] = (x[a] + x[b]) & 0xffffffff
                v = x[d] ^ x[a]
                x[d] = (v << 16 | v >> 16) & 0xffffffff
                x[c] = (x[c] + x[d]) & 0xffffffff
                v = x[b] ^ x[c]
                x[b] = (v << 12 | v >> 20) & 0xffffffff
                x[a] = (x[a] + x[b]) & 0xffffffff
                v = x[d] ^ x[a]
                x[d] = (v << 8 | v >> 24) & 0xffffffff
                x[c] = (x[c] + x[d]) & 0xffffffff
                v = x[b] ^ x[c]
                x[b] = (v << 7 | v >> 25) & 0xffffffff
        stream = struct.pack("<16I", *((p + q) & 0xffffffff for p, q in zip(x, start)))
        out += bytes(p ^ q for p, q in zip(data[64 * block:64 * block + 64], stream))
    return bytes(out)


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, n):
        self.at += n
        assert self.at <= len(self.data)
        return self.data[self.at - n:self.at]

    def number(self, n):
        return int.from_bytes(self.take(n), "big")


def sections(data):
    r = Reader(data)
    while r.at < len(data):
        kind = r.number(2)
        if kind == 0:
            return
        yield kind, r.take(r.number(4))


def tell_correspondent(r):
    print("x25519", r.take(32).hex())
    xwing = r.take(1216).hex()
    for at in range(0, len(xwing), 64):
        print("xwing", xwing[at:at + 64])
    print("talk", r.take(32).hex())
    print("claim", r.take(16).hex())
    r.take(32)
    for _ in range(r.number(4)):
        print("message", r.take(16).hex())
        writer = r.take(16)
        r.take(1 + 1)
        r.take(1 + 4 + 4 + 1)
        have = r.number(2)
        r.take(16 * r.number(1))
        if writer == bytes(16):
            print("roster", r.take(4).hex(), r.take(32).hex())
        for bit in range(16):
            if have >> bit & 1:
                print("text", r.take(r.number(2)).hex())


def main(path, words_path, office_path, name, ends_path):
    with open(office_path) as f:
        roster = json.loads(json.load(f)["roster"].split("\n", 1)[1])
        f.seek(0)
        office = bytes.fromhex(json.load(f)["roster"].split("\n", 1)[0].split()[-1])
    person = next(bytes.fromhex(p["id"]) for p in roster["people"] if p["name"] == name)
    with open(words_path) as f:
        words = " ".join(f.read().split()).encode()
    seed = argon2id(words, hashlib.sha256(label(b"words", office)).digest()[:16])
    with open(path, "rb") as f:
        blob = f.read()[4 + 16 + 4:]
    with open(ends_path, "rb") as f:
        ends = Reader(f.read())
    first = ends.number(4) + 1
    salt = blob[2:34]
    key = derive(derive(seed, b"desk vault", office, b""), b"vault", office, salt)
    plain = chacha20(key, blob[34:-16])
    assert plain[:2] == b"\0\3", "not opened: wrong words, or another format"
    for kind, body in sections(plain[2:]):
        if kind == 13:
            for at in range(0, len(body), 32):
                print("mark", body[at:at + 32].hex())
        if kind != 8:
            continue
        end_day = int.from_bytes(body[4:8], "big")
        end_key = ends.data[4 + 32 * (end_day - first):][:32]
        key = derive(end_key, b"vault matter", office, person + salt + body[:8])
        print("matter", body[:4].hex())
        for item, inside in sections(chacha20(key, body[8:-16])):
            if item == 3:
                print("notes", inside.hex())
            if item == 4:
                tell_correspondent(Reader(inside))


main(*sys.argv[1:])
