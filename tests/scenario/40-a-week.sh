#!/usr/bin/env bash
# A week of an ombuds who works alone and part-time: fifteen people write, twenty call or come by, one comes again, and on
# the holiday nobody opens the desk. The five numbers are what was done; all else is gone on its day (R16, R28).
# On demand: five days are begun, and fifty more leapt over. 40-a-day.sh tells the shortest of it with every change.
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

faketime_library >/dev/null || { skip "a week" "needs libfaketime"; exit 0; }

# lines FILE: what they say is done at the desk, and each is answered with ok
lines() { desk "do" ombuds <"$1" >answers; jq -es 'all(.[]; .ok)' answers >/dev/null; }
# of this period and the one before, as the week may lie in two
figures() { printf '{"do": "figures", "back": %s}\n' 0 1 | desk "do" ombuds >figures.json; }
numbers() {
  figures
  jq -rs '[map(.visitors), map(.matters), map(.concerns), map(.talks), map(.outreach)] | map(add | tostring) | join(" ")' figures.json
}
# of what the last figures or numbers found
row() { jq -s --arg t "$1" --arg r "$2" 'map(.tables[$t][$r] // 0) | add' figures.json; }
look() { desk inbox ombuds --json >inbox.json; }
# of what the last look found
of() { jq -r --arg text "words of v$1" '.[] | select(any(.messages[]; .text == $text)).matter' inbox.json; }
# answers I...: one for each of these visitors
answers() {
  look
  for i in "$@"; do printf '{"do": "say", "matter": "%s", "text": "answer to v%d"}\n' "$(of "$i")" "$i"; done >answers.lines
  check "$# are answered" lines answers.lines
}
day_later() { stop; days_later "$1"; serve --accept-clock; }
writes() { arrive "v$1"; write "v$1" "words of v$1"; }
# no matter is left that a key of an end day would open
opened() { head -c 14724 /dev/zero >ends; python3 "$helpers/open_vault.py" "$(echo state/alcove/*.vault)" ombuds.words office.json "$first" ends; }

callers() {
  for i in {1..8}; do
    printf '{"do": "call", "id": "%032x", "how": "phone", "about": "2m", "group": "staff"}\n' "$i"
  done >monday.lines
  check "eight callers are counted" lines monday.lines
  sed 1q monday.lines >again.lines
  check "a line that was cut off is repeated" lines again.lines
  same "and counts once" "8 8 8 8 0" "$(numbers)"
}

monday() {
  for i in {1..6}; do writes "$i"; done
  callers
  answers {1..6}
  same "a suggestion is taken in and opens nothing (R29)" 6 "$(desk outreach ombuds --kind suggestion >/dev/null; matters ombuds | wc -l)"
  same "nobody waits" 0 "$(desk today ombuds --json | jq '.waiting | length')"
}

tuesday() {
  for i in {7..12}; do writes "$i"; done
  answers {7..12}
  {
    for i in {9..14}; do printf '{"do": "call", "id": "%032x", "how": "person", "about": "%s"}\n' "$i" 3f; done
    for i in 15 16; do printf '{"do": "call", "id": "%032x", "how": "passing", "about": ["9.c", "2.h"]}\n' "$i"; done
    echo '{"do": "outreach", "kind": "training", "people": 12}'
    printf '{"do": "outreach", "id": "%032x", "kind": "stand"}\n' 99
    printf '{"do": "undo", "act": "%032x"}\n' 99
    echo '{"do": "outreach", "kind": "talk"}'
  } >tuesday.lines
  check "callers, people in the corridor, and a training" lines tuesday.lines
  kept=$(desk call ombuds --how phone --about 1b --keep --json | jq -r .matter)
  left=$(desk call ombuds --how video --about x --keep --json | jq -r .matter)
  echo "payroll, late twice" | desk label ombuds "$kept" >/dev/null
  echo "Calls the office first." | desk note ombuds "$kept" >/dev/null
  same "a caller's matter has a word of its own, and ends" "payroll, late twice phone 10" \
    "$(desk inbox ombuds --json | jq -r --arg m "$kept" '.[] | select(.matter == $m) | "\(.label) \(.began) \(.ends | length)"')"
}

# The desk was not opened on Wednesday.
thursday() {
  for i in {13..15}; do writes "$i"; done
  printf '{"do": "tally", "matter": "%s", "how": "%s"}\n' "$kept" phone "$kept" person >tally.lines
  check "talks are tallied" lines tally.lines
  desk call ombuds --how phone --again --json >again.json
  same "somebody who comes again is a talk and nothing else" '{"visitors":0,"matters":0,"concerns":0,"talks":1}' "$(jq -c .counted again.json)"
  same "and so is a question" '{"visitors":0,"matters":0,"concerns":0,"talks":1}' "$(desk call ombuds --how phone --about 0 --json | jq -c .counted)"
  same "who waits is shown" 3 "$(desk today ombuds --json | jq '.waiting | length')"
}

friday() {
  look
  printf '{"do": "tally", "matter": "%s", "how": "phone"}\n' "$(of 1)" "$(of 1)" >tally.lines
  check "and again" lines tally.lines
  same "an ending tells what it counted" '{"visitors":2,"matters":1,"concerns":2,"talks":2}' \
    "$(desk end ombuds "$(of 1)" --about 2m,9c --group Faculty --with above --did listened,options --ended acting --visitors 2 --json | jq -c .counted)"
  {
    for i in {2..6}; do printf '{"do": "end", "matter": "%s", "about": "5.d", "ended": "none"}\n' "$(of "$i")"; done
    printf '{"do": "close", "matter": "%s"}\n' "$(of 7)"
    printf '{"do": "code", "matter": "%s", "about": "2f"}\n' "$(of 8)" "$(of 9)"
  } >friday.lines
  check "others end, and two are coded" lines friday.lines
  fails "nobody's matter ends in silence" 3 'has had no answer' desk end ombuds "$(of 13)" --ended lost
  fails "nor is closed in it" 3 'has had no answer' desk close ombuds "$(of 13)"
  echo "I am closing our conversation. Come back at any time." >last.word
  desk end ombuds "$(of 13)" --about 5c --ended lost --last-word last.word >/dev/null
  same "but with a last word" "ombuds: I am closing our conversation. Come back at any time." "$(talk v13 | sed -n '2p')"
  desk close ombuds "$(of 14)" --no-last-word >/dev/null
  desk end ombuds "$kept" --ended referred >/dev/null
  same "the five numbers are what was done" "25 24 27 29 3" "$(numbers)"
  same "by group" "8 2" "$(row groups staff) $(row groups faculty)"
  same "by concern" "9 2 1" "$(row concerns 2.m) $(row concerns 2.h) $(row concerns 1.b)"
}

around_an_ending() {
  cp state/alcove/*.vault before.vault
  size=$(stat -c %s before.vault)
  curl -sf "$url/v1/office" >office.json
  desk end ombuds "$(of 12)" --about 2b --ended acting >/dev/null
  same "a vault is as large after an ending as before" "$size" "$(stat -c %s state/alcove/*.vault)"
}

afterwards() {
  desk today ombuds --json >today.json
  same "what ended by its date is to be counted" 5 "$(jq .to_count today.json)"
  same "and listed with the ids by which each can be counted, where they are asked for" \
    "$(jq -r '.marks[].mark' today.json | sort)" \
    "$(desk today ombuds --details | grep -oE '^  [0-9a-f]{16}' | tr -d ' ' | sort)"
  same "and in the five numbers at once, what was only received not" "31 30 31 35 3" "$(numbers)"
  same "without a code it is a row" 2 "$(row concerns 'not coded')"
  same "nothing else is left at the desk" 0 "$(desk inbox ombuds --json | jq length)"
  desk settle ombuds >/dev/null
  same "looked at, the numbers are the same" "31 30 31 35 3 0" "$(numbers) $(desk today ombuds --json | jq .to_count)"
}

# Opened with the words, by the protocol alone.
what_is_left() {
  opened >left.out
  check "(the vault opens)" test -s left.out
  same "the vault holds marks" "" "$(cut -d' ' -f1 left.out | sort -u | grep -v '^mark$' || true)"
  same "in the order of their ids, which are chance" "$(grep '^mark' left.out | sort)" "$(grep '^mark' left.out)"
  # id (8), period (2): a year; then numbers and codes of at most three digits, and keys of groups
  same "none of them has a day" 0 "$(grep '^mark' left.out | cut -d' ' -f2 | cut -c17-20 | while read -r y; do echo $((16#$y)); done | awk '$1 < 2000 || $1 > 2200' | wc -l)"
}

story() {
  local kept left
  content=mit
  open_office
  monday
  day_later 1
  tuesday
  day_later 3
  thursday
  day_later 4
  friday
  around_an_ending
  sqlite3 office/store.db "SELECT lower(hex(substr(body, n, 32))) FROM place,
    (SELECT 1 AS n UNION SELECT 4097 UNION SELECT 8001) WHERE body IS NOT NULL" >secrets
  day_later 50
  afterwards
  what_is_left
  stop
  mapfile -t files < <(find office -type f)
  check "what was written is nowhere on the disk" python3 "$helpers/search.py" secrets "${files[@]}"
}

story
end
