#!/usr/bin/env bash
# What is typed at a terminal is hidden while words are asked for, and shown again on every way out: a line, its end, a signal,
# stopping and going on.
. "$(dirname "$0")/lib.sh"

# ask_at_a_terminal WAY COMMAND...: prints "hidden" or "shown" for while it asks, while it is stopped, and when it has ended
ask_at_a_terminal() {
  python3 - "$@" <<'END'
import os, pty, signal, sys, termios, time

way, command = sys.argv[1], sys.argv[2:]
signal.alarm(30)
child, terminal = pty.fork()
if child == 0:
    # a shell between, as people have it, so that the terminal outlives the command; one with jobs takes over what is stopped
    if way == "stop":
        os.execvp("bash", ["bash", "--norc", "-ic", '"$@"; echo "ended $?"; read -r', "at"] + command)
    os.execvp("bash", ["bash", "-c", 'trap : INT TERM HUP QUIT; "$@"; echo "ended $?"; read -r', "at"] + command)

def shown():
    return "shown" if termios.tcgetattr(terminal)[3] & termios.ECHO else "hidden"

said = b""
def until(text):
    global said
    while text not in said:
        said += os.read(terminal, 1024)
    said = b""

def command_of():
    return os.tcgetpgrp(terminal)

until(b"words: ")
time.sleep(0.05)
print(shown())
if way == "line":
    os.write(terminal, b"one two three\n")
elif way == "end":
    os.write(terminal, b"\x04")
elif way == "stop":
    os.write(terminal, b"one two")
    os.write(terminal, b"\x1a")
    until(b"ended")
    print(shown())
elif way == "interrupt":
    os.write(terminal, b"\x03")
else:
    os.kill(-command_of(), getattr(signal, way))
if way != "stop":
    until(b"ended")
print(shown())
os.kill(child, signal.SIGKILL)
END
}

story() {
  local way
  content=mit
  open_office
  for way in line end interrupt SIGTERM SIGHUP SIGQUIT; do
    same "$way: hidden while it asks, shown when it has ended" "hidden shown" \
      "$(ask_at_a_terminal $way "$build/alcove" room read "$url" | tr '\n' ' ' | sed 's/ $//')"
  done
  same "stopped: shown to the shell" "hidden shown shown" \
    "$(ask_at_a_terminal stop "$build/alcove" room read "$url" | tr '\n' ' ' | sed 's/ $//')"
  fails "without a terminal it says how else" 1 'no terminal to type on' setsid -w "$build/alcove" room read "$url" </dev/null
}

side_by_side story
end
