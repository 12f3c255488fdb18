"""Looks for secrets in files, in every form in which they could have been written down.

    search.py SECRETS FILE...

SECRETS has one a line. Each is looked for as it is, without regard to case, in UTF-16 both ways, in hex, and in base64
and base64url at all three alignments; a line of seven words also word by word, as any three neighbours. Hex digits are
looked for as bytes too. Prints "FILE: form of secret number N" for each find, without the secret, and ends with 1 then.
"""
import base64
import sys


def forms(secret):
    raw = secret.encode()
    yield "text", raw.lower()
    yield "UTF-16LE", secret.encode("utf-16-le").lower()
    yield "UTF-16BE", secret.encode("utf-16-be").lower()
    yield "hex", raw.hex().encode()
    yield "escapes", "".join("\\x%02x" % b for b in raw).encode()
    for shift in range(3):
        code = base64.b64encode(b"\0" * shift + raw + b"\0" * 2)
        inner = code[4 if shift else 0:-4 - 4]  # without what depends on the neighbours
        if len(inner) >= 8:
            yield "base64", inner.lower()
            yield "base64url", inner.replace(b"+", b"-").replace(b"/", b"_").lower()
    try:
        yield "bytes", bytes.fromhex(secret).lower()
    except ValueError:
        pass


def main(secrets_path, *paths):
    secrets = []
    with open(secrets_path) as f:
        for number, line in enumerate(f, 1):
            line = line.rstrip("\n")
            secrets.append((number, line))
            words = line.split()
            if len(words) == 7:
                secrets += [(number, " ".join(words[i:i + 3])) for i in range(5)]
    wanted = {(number, name, form) for number, s in secrets for name, form in forms(s)}
    found = 0
    for path in paths:
        with open(path, "rb") as f:
            data = f.read().lower()
        for number, name, form in wanted:
            if form in data:
                print("%s: %s of secret number %d" % (path, name, number))
                found = 1
    return found


sys.exit(main(*sys.argv[1:]))
