#!/usr/bin/env bash
# Two visitors at once see nothing of each other, and neither does the ombuds mix them up (R6, R21).
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

writes() {
  local i
  for i in 1 2 3; do write "$1" "$1 says $i"; done
}

story() {
  local one two
  open_office
  arrive ada
  arrive bea
  writes ada & one=$!
  writes bea & two=$!
  wait $one
  wait $two
  same "one sees only her own" "visitor: ada says 1
visitor: ada says 2
visitor: ada says 3" "$(talk ada)"
  same "so does the other" "visitor: bea says 1
visitor: bea says 2
visitor: bea says 3" "$(talk bea)"
  desk inbox ombuds --json >inbox.json
  check "the desk holds two matters of three, each of one voice" \
    jq -e 'length == 2 and all(.[]; .messages | length == 3 and (map(.text[0:3]) | unique | length == 1))' inbox.json
  answer ombuds "$(jq -r '.[] | select(.messages[0].text[0:3] == "ada").matter' inbox.json)" "For ada alone."
  same "an answer is seen by one" "4 3" "$(talk ada | wc -l) $(talk bea | wc -l)"
  room forget ada >/dev/null
  same "one forgets, the other keeps" "0 3" "$(talk ada | wc -l) $(talk bea | wc -l)"
}

both story
end
