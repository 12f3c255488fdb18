#!/usr/bin/env python3
"""terminal.py TYPED COMMAND...: runs a command at a terminal of its own and types one line of TYPED whenever it asks
(its output ends with ": "). A line ^C or ^D is that key. Prints what the terminal shows, and ends as the command
does. With COLUMNS in the environment the terminal is so wide."""
import fcntl
import os
import pty
import signal
import struct
import sys
import termios

signal.alarm(60)
with open(sys.argv[1], encoding="utf-8") as f:
    typed = f.read().splitlines()
keys = {"^C": b"\x03", "^D": b"\x04"}

child, terminal = pty.fork()
if child == 0:
    if "COLUMNS" in os.environ:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(os.environ["COLUMNS"]), 0, 0))
    os.execvp(sys.argv[2], sys.argv[2:])
shown = b""
while True:
    try:
        some = os.read(terminal, 4096)
    except OSError:  # the command has ended
        break
    if not some:
        break
    shown += some
    if shown.endswith(b": ") and typed:
        line = typed.pop(0)
        os.write(terminal, keys.get(line, line.encode() + b"\n"))
sys.stdout.buffer.write(shown.replace(b"\r\n", b"\n"))
sys.stdout.flush()
if typed:
    sys.exit("not asked for: " + typed[0])
status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
sys.exit(status if status >= 0 else 128 - status)
