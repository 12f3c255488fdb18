#!/usr/bin/env bash
# A day has 64 places for a conversation: who fills them is told to wait, nothing is lost, others go on, and the next day
# the rest goes out by itself.
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"
each_alone

full_days() {
  local one other
  content=longwood
  open_office
  arrive kim
  arrive lou
  write kim "I have a long question."
  write lou "Mine is short."
  desk inbox ombuds --json >inbox.json
  one=$(jq -r '.[] | select(.messages[0].text == "I have a long question.").matter' inbox.json)
  other=$(jq -r '.[] | select(.messages[0].text == "Mine is short.").matter' inbox.json)
  head -c 65536 /dev/zero | tr '\0' 'a' >long.txt
  jq -Rsc --arg matter "$one" '{do: "say", $matter, text: .}' long.txt >say.line
  cat say.line say.line say.line say.line | desk "do" ombuds >/dev/null
  fails "an answer that finds no place today is told to wait" 1 'saved.*found no place today' \
    desk say ombuds "$one" <<<"One more."
  check "the desk can be read all the same" desk inbox ombuds --json
  same "with all that was said" 5 "$(desk show ombuds "$one" --json 2>/dev/null | jq '.messages[:5] | length')"
  check "and says what waits" grep -q 'found no place today' <(desk inbox ombuds 2>&1 >/dev/null)
  check "another conversation goes on" answer ombuds "$other" "And my answer, too." 2>/dev/null
  same "as its visitor sees" "ombuds: And my answer, too." "$(talk lou | tail -n 1)"
  for _ in 1 2 3; do room say kim <long.txt >/dev/null; done
  fails "a visitor's full day is told with its numbers" 1 'no room left today: 64 pieces' room say kim <long.txt
  days_later 1
  stop
  serve
  check "the next day the answer goes out" desk inbox ombuds --json
  check "and arrives" grep -qx 'ombuds: One more.' <(talk kim)
}

side_by_side full_days
end
