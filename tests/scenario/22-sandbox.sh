#!/usr/bin/env bash
# A server that were taken over could do nothing but serve its office: it gives up everything else before it reads
# anything, and with that much less it still does all of its work. (What is refused: tests/unit/test_server_sandbox.c.)
# A build with sanitizers does not confine itself, so this is for the others.
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

# of_all FIELD: the field of every thread's status, once if it is the same
of_all() { sed -n "s/^$1:[[:space:]]*//p" "/proc/$server/task"/*/status | sort -u; }

confined() {
  content=mit
  open_office
  same "every thread is filtered" 2 "$(of_all Seccomp)"
  same "and gains no privileges" 1 "$(of_all NoNewPrivs)"
  same "there are threads" yes "$([ "$(of_all Threads)" -gt 1 ] && echo yes)"
  arrive ana
  write ana "Is this room quiet?"
  matter=$(matters ombuds)
  answer ombuds "$matter" "Very."
  same "a conversation goes on as ever" "visitor: Is this room quiet?
ombuds: Very." "$(talk ana)"
  stop
  same "and it ends well" "0 alcove-server: stopped" "$status $(tail -n 1 server.err)"
  serve
  stop KILL
  serve
  same "it finds its way back after a kill" "visitor: Is this room quiet?
ombuds: Very." "$(talk ana)"
}

# The server under a tracer, which is what is started here: the server is its child.
stop_traced() {
  status=0
  kill -TERM "$(pgrep -P "$server")"
  wait "$server" || status=$?
}

line_of() { grep -nE -m 1 -- "$1" calls | cut -d : -f 1; }

in_order() {
  local files filter thread reads
  content=mit
  make_office
  under=(strace -f -qq -o calls -e 'trace=landlock_restrict_self,seccomp,clone,clone3,openat,socket,bind,execve')
  launch office --listen "unix:$PWD/socket"
  stop_traced
  under=()
  files=$(line_of 'landlock_restrict_self\(.* = 0$')
  filter=$(line_of 'seccomp\(SECCOMP_SET_MODE_FILTER, .*\{len=.* = 0$')
  thread=$(line_of 'clone3?\(')
  reads=$(awk '!/O_PATH/ && /openat\(.*"(lock|keys|.*store\.db.*|.*public)"/ { print NR; exit }' calls)
  same "it came up and went" 0 "$status"
  check "its files are confined before it reads any of them" test "$files" -lt "$reads"
  check "and its calls" test "$filter" -lt "$reads"
  check "before there is another thread" test "$filter" -lt "$thread"
  check "the socket is removed all the same" never test -e socket
}

no_landlock() {
  content=mit
  make_office
  under=(strace -f -qq -o calls -e 'trace=landlock_create_ruleset,seccomp' -e inject=landlock_create_ruleset:error=ENOSYS)
  launch office --listen 127.0.0.1:0
  url=http://$address
  check "without Landlock it serves" alcove room new "$url" --words-file cy.words
  check "says what that means" grep -q 'Landlock cannot be used here.*user of its own' server.err
  same "and still filters its calls" 2 "$(sed -n 's/^Seccomp:[[:space:]]*//p' "/proc/$(pgrep -P "$server")/status")"
  stop_traced
}

no_seccomp() {
  content=mit
  make_office
  under=(strace -f -qq -o calls -e trace=seccomp -e inject=seccomp:error=EINVAL)
  launch office --listen "unix:$PWD/socket"
  under=()
  same "where no filter can be had it does not serve" "" "$address"
  status=0
  wait "$server" || status=$?
  same "and ends with an error" 1 "$status"
  check "that says why" grep -q 'confine itself' server.err
  check "leaving no socket" never test -e socket
}

side_by_side confined in_order no_landlock no_seccomp
end
