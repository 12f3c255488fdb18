#!/usr/bin/env bash
# What no Alcove of today sends: a message that is no text, and one of a kind from the future. It hides nothing that
# stands beside it, and nobody is told that nothing is there.
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

strange() { "$build/tests/scenario/strange-letter" "$url" "$1.words" "$2" "$3"; } # WHO KIND FILE

# seen: who said what, of what can be read and what cannot
seen() { jq -r '.[] | "\(.from): \(if .unreadable then "(unreadable)" else .text end)"'; }

shown_whole() { # what a desk or a room shows as text
  same "$1 prints them at their places" "3 2" \
    "$(grep -c '^(A message that cannot be read: it is not text.)$' "$2") $(grep -c '^  | In plain words' "$2")"
}

story() {
  local today matter
  open_office
  today=$(date -u +%F)
  printf 'caf\xe9' >latin.txt
  printf 'a\0b' >nul.txt
  head -c 65537 /dev/zero | tr '\0' 'x' >long.txt
  echo "from the future" >future.txt
  arrive mel
  arrive nan
  write mel "In plain words."
  each_alone # what comes between was written by another program
  for name in latin nul long; do strange mel 1 $name.txt; done
  write mel "In plain words again."
  write nan "Somebody else's."
  # mel's first: a desk lists them in the order in which their envelopes lay
  desk inbox ombuds --json | jq 'sort_by(.messages | -length)' >inbox.json
  same "the desk has both talks" 2 "$(jq length inbox.json)"
  same "all of the first, in order" \
    "visitor: In plain words.,visitor: (unreadable),visitor: (unreadable),visitor: (unreadable),visitor: In plain words again." \
    "$(jq '.[0].messages' inbox.json | seen | paste -sd,)"
  same "and the second" "visitor: Somebody else's." "$(jq '.[1].messages' inbox.json | seen)"
  check "each message says its day" jq -e --arg day "$today" 'all(.[].messages[]; .day == $day)' inbox.json
  check "what cannot be read has no text, and what can is not called unreadable" \
    jq -e 'all(.[].messages[]; has("text") != has("unreadable"))' inbox.json
  desk inbox ombuds >inbox.txt
  shown_whole "the desk" inbox.txt
  desk show ombuds "$(jq -r '.[0].matter' inbox.json)" >show.txt
  shown_whole "one matter" show.txt
  answer ombuds "$(jq -r '.[0].matter' inbox.json)" "Could you send that again?"
  room read mel --json --details | jq . >read.json
  same "her room shows the same" 6 "$(seen <read.json | wc -l)"
  check "of her own it says to whom they went" \
    jq -e --arg first "$first" 'all(.[:5][]; (.to | index($first)) and .free) and (.[5] | has("to") | not)' read.json
  room read mel >read.txt
  shown_whole "her room" read.txt
  alcove room renew "$url" --words-file mel.words --new-words-file mel2.words >renew.out 2>renew.err
  check "renewing her words leaves them behind, and says so" grep -q '3 older messages' renew.err
  same "and the rest went along" 3 "$(room read mel2 --json | jq length)"

  strange nan 9 future.txt
  strange nan 0x85 future.txt
  room read nan --json 2>future.err | jq . >future.json
  same "a message from the future is not shown" "visitor: Somebody else's." "$(seen <future.json)"
  check "and not hidden in silence" grep -q '2 messages need a newer Alcove to be read' future.err
  desk inbox ombuds --json >inbox.json
  same "the desk reads on" 2 "$(jq length inbox.json)"
  matter=$(jq -r '.[] | select(any(.messages[]; .text == "Somebody else\u0027s.")).matter' inbox.json)
  fails "but does not act on what it must understand first" 1 'newer Alcove' desk say ombuds "$matter" <<<"Yes?"
  room renew nan --new-words-file nan2.words >/dev/null 2>&1
  fails "not even once the talk goes on under other words" 1 'newer Alcove' desk say ombuds "$matter" <<<"Yes?"
  same "which stays one matter" "$matter" "$(matter_with ombuds "Somebody else's.")"
}

both story
end
