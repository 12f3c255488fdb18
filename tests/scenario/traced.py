"""What a program wrote to files, out of a trace by "strace -f -xx -y".

    traced.py TRACE OUT

OUT gets the bytes of all arguments of all calls but those on sockets (what they carry is on the wire, for everybody to
see). Prints the name of each file that was written to.
"""
import re
import sys

CALL = re.compile(rb"^\d+ +(\w+)\((?:\w+<([^>]*)>)?")
BYTE = re.compile(rb"\\x([0-9a-f]{2})")


def decode(text):
    return BYTE.sub(lambda m: bytes([int(m.group(1), 16)]), text)


names = set()
with open(sys.argv[1], "rb") as trace, open(sys.argv[2], "wb") as out:
    for line in trace:
        call = CALL.match(line)
        name = decode(call.group(2) or b"") if call else b""
        if re.match(rb"(socket|TCP|UNIX)", name):
            continue
        out.write(decode(line))
        if call and re.match(rb"p?write", call.group(1)):
            names.add(name)
for name in sorted(names):
    print(name.decode())
