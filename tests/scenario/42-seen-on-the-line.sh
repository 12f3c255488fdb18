#!/usr/bin/env bash
# On demand: dozens of commands, each of them a program and a connection of its own.
# Who carries the line of a visitor or of a desk sees requests of the same number, order and sizes, whatever a command is for and
# whatever there is (R6, R16).
# shellcheck disable=SC2317 # the stories are called by name
. "$(dirname "$0")/lib.sh"

# same_shapes NAME FILE...: all of these have the lines of the first, and there are some
same_shapes() {
  local name=$1 first=$2 file
  shift 2
  for file in "$@"; do
    cmp -s "$first" "$file" || { check "$name: ${file%.shape} looks like ${first%.shape}" diff "$first" "$file"; return; }
  done
  check "$name" grep -q '^POST /v1/exchange' "$first"
}
# seen NAME COMMAND...: what the line shows of it
seen() {
  local name=$1
  shift
  : >shape
  "$@" >"$name.said" 2>&1 || { not_ok "$name is done" "$name.said"; return; }
  # exchanges go in fours, sixteens and sixty-fours, whose number a visit's network learns
  uniq shape >"$name.shape"
  grep -c '^POST /v1/exchange' shape >"$name.exchanges"
}
said() { printf '%s' "$1" | "${@:2}"; }

visits() {
  local content=longwood i who round
  open_office
  start_proxy pass
  for round in {1..6}; do
    for who in idle writer long taker forgetter renewer; do arrive "$who$round"; done
    for who in taker forgetter renewer; do write "$who$round" "Before."; done
    seen "read$round" room read "idle$round"
    seen "reads$round" room read "taker$round"
    seen "say$round" said "Hello." room say "writer$round"
    seen "take-back$round" room take-back "taker$round"
    seen "forget$round" room forget "forgetter$round"
  done
  same_shapes "thirty visits look alike: nothing there, something there, saying, taking back, forgetting" \
    read1.shape read?.shape reads?.shape say?.shape take-back?.shape forget?.shape
  same "in four, sixteen or sixty-four exchanges" "" "$(cat ./*.exchanges | grep -vxE '4|16|64' || true)"
  same "and all of one kind in as many" 5 "$(for i in read reads say take-back forget; do cat "$i"?.exchanges | uniq; done | wc -l)"
  stop_proxy
}

looks() {
  local content=longwood i matter others
  open_office
  arrive standing
  write standing "A long talk."
  matter=$(matters ombuds)
  # a vault of one size throughout: what its size tells is told elsewhere
  for i in 1 2; do answer ombuds "$matter" "$(head -c 60000 /dev/zero | tr '\0' x)"; done
  each_alone
  # takes in what its own deposits were covered with
  heard ombuds >/dev/null
  start_proxy pass
  seen nothing desk inbox ombuds
  for i in {1..6}; do
    arrive "visitor$i"
    write "visitor$i" "Something $i."
    seen "inbox$i" desk inbox ombuds
    others=$(matter_with ombuds "Something $i.")
    seen "show$i" desk show ombuds "$others"
    seen "say$i" said "Good day." desk say ombuds "$others"
    seen "note$i" said "A note." desk note ombuds "$others"
    seen "label$i" said "rota" desk label ombuds "$others"
    seen "call$i" desk call ombuds --how phone --about 2m
    seen "today$i" desk today ombuds
    [ $((i % 2)) = 0 ] || seen "close$i" desk close ombuds "$others" --no-last-word
  done
  same_shapes "forty-five looks look alike: nothing there, something there, saying, notes, labels, counting, ending" nothing.shape \
    inbox?.shape show?.shape say?.shape note?.shape label?.shape call?.shape today?.shape close?.shape
  same "each in one exchange" 1 "$(sort -u ./*.exchanges)"
  stop_proxy
}

side_by_side visits looks
end
