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

# Whether the keys of the day on which it began are still published.
first_keys() { alcove inventory office --json | jq --argjson day "$(($(date +%s) / 86400))" '[.days[] | select(.day == $day).bundles] | add // 0'; }

# Yesterday's midnight came while nobody was looking; the next one comes while it serves.
day_ends() {
  local waited=0
  content=longwood
  open_office
  arrive ben
  write ben "Until tomorrow, then."
  stop
  clock=(env "LD_PRELOAD=$(faketime_library)" "FAKETIME=+$((2 * 86400 - 6 - $(date +%s) % 86400))s"
    FAKETIME_DONT_FAKE_MONOTONIC=1)
  serve
  same "yesterday's keys are still there" 1 "$(first_keys)"
  while [ "$(first_keys)" = 1 ] && [ $waited -lt 60 ]; do
    sleep 0.25
    waited=$((waited + 1))
  done
  same "at midnight the day is tidied and the database packed" 0 "$(first_keys)"
  same "what was said stays" "visitor: Until tomorrow, then." "$(talk ben)"
  write ben "Good morning."
  same "and it takes more" "visitor: Until tomorrow, then.
visitor: Good morning." "$(heard ombuds)"
  stop
  same "and ends well" "0 alcove-server: stopped" "$status $(tail -n 1 server.err)"
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

side_by_side confined day_ends in_order no_landlock no_seccomp
end
