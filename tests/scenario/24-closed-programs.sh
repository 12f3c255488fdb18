#!/usr/bin/env bash
# The programs themselves give nothing away: words are in no command line and no environment, no memory is dumped when
# one crashes, and others of the same user cannot look inside.
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

# A server that takes connections and never answers keeps a client waiting.
silence() {
  rm -f silent.port
  mkfifo silent.port
  python3 -c 'import socket, time
s = socket.create_server(("127.0.0.1", 0))
print(s.getsockname()[1], flush=True)
time.sleep(600)' >silent.port &
  started $!
  read -r silent <silent.port
}

# Whether somebody is connected with the silent server: whose words are open by then
connected() { grep -q "^ *[0-9]*: [0-9A-F]*:[0-9A-F]* 0100007F:$(printf %04X "$silent") 01 " /proc/net/tcp; }

waits() { # waits COMMAND...: starts it with a descriptor to core files as large as they like; $number is its process
  (ulimit -c unlimited 2>/dev/null || true; exec "$build/alcove" "$@") >waits.out 2>&1 &
  number=$!
  started $number
  soon connected
}

# How a program ends that crashes once it is under way: "core" when the kernel says that it dumped its memory. It is under way
# when it is connected with PORT, or 0: confined, or after 0.7 seconds.
crash() { # crash SIGNAL PORT COMMAND...
  # a sanitizer's own handler would make an ordinary end of it
  ASAN_OPTIONS=$ASAN_OPTIONS:handle_segv=0:handle_abort=0 python3 -c 'import os, resource, signal, subprocess, sys, time
resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)
port = int(sys.argv[2])
p = subprocess.Popen(sys.argv[3:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
def under_way():
    if port:
        return f" 0100007F:{port:04X} 01 " in open("/proc/net/tcp").read()
    return "Seccomp:\t2" in open(f"/proc/{p.pid}/status").read()
end = time.monotonic() + (10 if port else 0.7)
while time.monotonic() < end and not under_way():
    time.sleep(0.02)
p.send_signal(int(sys.argv[1]))
_, status = os.waitpid(p.pid, 0)
print(os.WTERMSIG(status) if os.WIFSIGNALED(status) else "alive", "core" if os.WCOREDUMP(status) else "none")' "$@"
}

closed() {
  content=mit
  open_office
  arrive mia
  silence
  waits room read "http://127.0.0.1:$silent" --words-file mia.words
  tr '\0' '\n' <"/proc/$number/cmdline" >cmdline
  tr '\0' '\n' <"/proc/$number/environ" >environ
  check "(a visit is under way)" grep -qx 'mia.words' cmdline
  # two neighbours: one alone may be an ordinary word of an environment, as "bash" is
  read -ra words <mia.words
  same "the words are not in the command line or the environment" "" \
    "$(for i in {0..5}; do grep -oF "${words[*]:i:2}" cmdline environ || true; done)"
  same "no memory may be dumped" 0 "$(awk '/^Max core file size/ { print $5 }' "/proc/$number/limits")"
  kill "$number"
  soon never connected
  if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
    chmod 755 "$work" "$PWD"
    cp "$build/alcove" .
    chown 65534 mia.words
    setpriv --reuid 65534 --clear-groups "$PWD/alcove" room read "http://127.0.0.1:$silent" --words-file mia.words >waits.out 2>&1 &
    number=$!
    started $number
    soon connected
    # a process that may not be dumped belongs to root in /proc, whoever runs it
    check "(somebody else's visit is under way)" test -e "/proc/$number/mem"
    check "another program of the same user cannot read its memory" \
      never setpriv --reuid 65534 --clear-groups head -c 1 "/proc/$number/environ"
    kill "$number"
  elif [ "$(id -u)" != 0 ]; then
    waits room read "http://127.0.0.1:$silent" --words-file mia.words
    check "another program of the same user cannot read its memory" never head -c 1 "/proc/$number/environ"
    kill "$number"
  else
    skip "another program of the same user cannot read its memory" "no setpriv"
  fi
}

crashes() {
  content=longwood
  open_office
  arrive mia
  silence
  case $(crash 11 0 sleep 5) in
    *core) same "(a program that does not care does dump its memory)" "11 core" "$(crash 11 0 sleep 5)" ;;
    *) skip "(a program that does not care does dump its memory)" "this machine keeps no cores at all" ;;
  esac
  rm -f core*
  same "a client that crashes leaves no memory behind" "11 none" \
    "$(crash 11 "$silent" "$build/alcove" room read "http://127.0.0.1:$silent" --words-file mia.words)"
  same "nor one that aborts" "6 none" \
    "$(crash 6 "$silent" "$build/alcove" room read "http://127.0.0.1:$silent" --words-file mia.words)"
  stop
  same "a server that crashes leaves none" "11 none" "$(crash 11 0 "$build/alcove-server" office --listen 127.0.0.1:0)"
  same "nor one that aborts" "6 none" "$(crash 6 0 "$build/alcove-server" office --listen 127.0.0.1:0)"
  same "there is no core file" "" "$(find . -name 'core*' -type f ! -name 'core-*.wasm')"
  serve
  check "and the office opens again" room read mia
}

side_by_side closed crashes
end
