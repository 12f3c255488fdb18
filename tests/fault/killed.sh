#!/usr/bin/env bash
# The machine dies in the middle of the rush: what anybody was told is sent, is there afterwards, once.
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/../scenario/lib.sh"
each_alone

writes() { # writes WHO: until told to stop; notes what was acknowledged
  local i
  for i in {1..30}; do
    [ ! -e enough ] || return 0
    write "$1" "$1 $i" 2>/dev/null || continue
    echo "visitor: $1 $i" >>"$1.sent"
  done
}

story() {
  local who round pids=() visitors=(ann bob)
  open_office
  for who in "${visitors[@]}"; do arrive "$who" && : >"$who.sent"; done
  for who in "${visitors[@]}"; do writes "$who" & pids+=($!); done
  for round in 1 2 3; do
    while [ "$(cat ./*.sent | wc -l)" -lt $((2 * round)) ]; do sleep 0.1; done
    stop KILL
    same "the server died of it, round $round" 137 "$status"
    [ "$round" -lt 3 ] || : >enough
    serve
  done
  wait "${pids[@]}"
  desk inbox ombuds --json | jq -r '.[].messages[] | "\(.from): \(.text)"' >desk.talk
  for who in "${visitors[@]}"; do
    talk "$who" >"$who.talk"
    same "all that was acknowledged to $who is there" "" "$(grep -vxFf "$who.talk" "$who.sent" || true)"
    same "the desk got it too" "" "$(grep -vxFf desk.talk "$who.sent" || true)"
    same "and nothing twice" "" "$(sort "$who.talk" | uniq -d)$(sort desk.talk | uniq -d)"
  done
}

desk_dies() {
  local matter=
  content=mit
  open_office
  arrive cleo
  write cleo "Can you hear me?"
  matter=$(matters ombuds)
  for delay in 0.2 0.25 0.3 0.35 0.4 0.5; do
    desk say ombuds "$matter" <<<"Killed after $delay" >/dev/null 2>&1 & one=$!
    sleep $delay
    kill -KILL "$one" 2>/dev/null || true
    wait "$one" 2>/dev/null || true
  done
  check "a desk that dies anywhere in its work opens again" desk inbox ombuds
  same "the visitor sees no answer twice" "" "$(talk cleo | sort | uniq -d)"
  same "and nothing that the desk does not know" "" "$(talk cleo | grep -vxFf <(heard ombuds) || true)"
  same "it is still one matter" 1 "$(matters ombuds | wc -l)"
}

both story
side_by_side desk_dies
end
