#!/usr/bin/env bash
# A day of an ombuds who works alone: two people write, eight call, one of both ends. The five numbers are what was done, and
# what was said goes on being nobody else's: a vault is as large after an ending as before (R16, R28).
# shellcheck disable=SC2016 # jq has variables of its own
. "$(dirname "$0")/lib.sh"

# lines FILE: what they say is done at the desk, in one look, and each is answered with ok
lines() { desk "do" ombuds <"$1" >answers; jq -es 'all(.[]; .ok)' answers >/dev/null; }
of() { jq -r --arg text "$1" '.[] | select(any(.messages[]; .text == $text)).matter' inbox.json; }
numbers() { jq -r '"\(.visitors) \(.matters) \(.concerns) \(.talks) \(.outreach)"'; }

story() {
  local one two kept theme
  open_office
  for who in ann bea; do
    arrive $who
    write $who "from $who"
  done
  for i in {1..8}; do
    printf '{"do": "call", "id": "%032x", "how": "phone", "about": "2m", "group": "staff"}\n' "$i"
  done >day.lines
  check "eight callers are counted" lines day.lines
  sed 1q day.lines >again.lines
  echo '{"do": "figures"}' >>again.lines
  check "a line that was cut off is repeated" lines again.lines
  same "and counts once, as it tells again" '{"visitors":1,"matters":1,"concerns":1,"talks":1} 8 8 8 8 0' \
    "$(sed 1q answers | jq -c .counted) $(sed 1d answers | numbers)"
  desk inbox ombuds --json >inbox.json
  one=$(of "from ann") two=$(of "from bea")
  kept=$(desk call ombuds --how Phone --about 1b --keep --json | jq -r .matter)
  {
    printf '{"do": "say", "matter": "%s", "text": "I hear you."}\n' "$one"
    printf '{"do": "tally", "matter": "%s", "how": "phone"}\n' "$one" "$one" "$kept"
    printf '{"do": "label", "matter": "%s", "text": "payroll, late twice"}\n' "$kept"
    printf '{"do": "outreach", "id": "%032x", "kind": "stand"}\n' 99
    printf '{"do": "undo", "act": "%032x"}\n' 99
    echo '{"do": "outreach", "kind": "training", "people": 12}'
  } >rest.lines
  check "an answer, talks, a label, a stand that was none and a training" lines rest.lines
  cp state/alcove/*.vault before.vault
  same "an ending tells what it counted" '{"visitors":2,"matters":1,"concerns":2,"talks":2}' \
    "$(desk end ombuds "$one" --about 2m,9c --group Faculty --did listened,options --ended acting --visitors 2 --json | jq -c .counted)"
  same "a vault is as large afterwards as before" "$(stat -c %s before.vault)" "$(stat -c %s state/alcove/*.vault)"
  fails "nobody's matter ends in silence" 3 'has had no answer' desk end ombuds "$two" --ended lost
  desk figures ombuds --json >figures.json
  same "the five numbers are what was done" "10 9 10 10 1" "$(numbers <figures.json)"
  same "by group, and by concern" "8 2 9 1" \
    "$(jq -r '.tables | "\(.groups.staff) \(.groups.faculty) \(.concerns["2.m"]) \(.concerns["9.c"])"' figures.json)"
  printf 'phone 7\nperson 3\n' | desk bring ombuds --table manners >brought.out
  fails "what was counted before is brought over once for each table" 2 'brought over already' desk bring ombuds --table manners <<<'phone 1'
  theme=$(desk theme ombuds --json <<<'deadlines moved without a word' | jq -r .theme)
  check "a theme is noticed again" desk notice ombuds --theme "$theme"
  same "figures add both" '15 [["deadlines moved without a word",2]]' \
    "$(desk figures ombuds --json | jq -c '.tables.manners.phone, [.themes[] | [.text, .times]]' | paste -sd ' ')"
  desk inbox ombuds --json >inbox.json
  same "what waits and what was kept are there, the rest is gone" "$two payroll, late twice" \
    "$(of "from bea") $(jq -r --arg m "$kept" '.[] | select(.matter == $m).label' inbox.json)"
  same "and nothing more" 2 "$(jq length inbox.json)"
  stop
}

story
end
