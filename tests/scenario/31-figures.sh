#!/usr/bin/env bash
# Somebody who keeps every bulletin tries to find a person in printed figures: each attempt of this story succeeds on
# tables that look careful, and the auditor tells it first. Then the reports that real offices printed.
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

tables=$root/tests/vectors/figures
published=$root/tests/vectors/sdc

# told EXIT JQ FILE [OPTION...]: the audit ends so, and what it says fits
told() {
  local wanted=$1 filter=$2 status=0
  shift 2
  alcove figures audit --json "$@" >verdict 2>said_aside || status=$?
  [ "$status" = "$wanted" ] && jq -e "$filter" verdict
}
# ends STATUS COMMAND...
ends() {
  local wanted=$1 status=0
  shift
  "$@" || status=$?
  [ "$status" = "$wanted" ]
}
# with FILE...: as earlier files
with() { for file; do printf '%s\n' --with "$tables/$file.json"; done; }

in_time() {
  local quarters
  mapfile -t quarters < <(with quarter-1 quarter-2 quarter-3 quarter-4)
  check "a quarter alone is safe" told 0 'length == 2 and all(.safe)' "$tables/quarter-1.json"
  check "and so is the year" told 0 'length == 0' "$tables/year.json"
  check "the year and its quarters together give a row of the quarter away" told 3 \
    'any(.id == "career" and .low == 6 and .high == 6 and .why == "sums" and (.file | endswith("quarter-1.json")))' \
    "$tables/year.json" "${quarters[@]}"
  check "two bulletins around one ending tell who it was" told 3 \
    'any(.id == "faculty between" and .low == 1 and .high == 1 and (.safe | not))' \
    "$tables/after-ending.json" --with "$tables/before-ending.json"
  check "a corrected bulletin tells what the first hid" told 3 \
    'any(.id == "staff" and .low == 6 and .high == 6) and any(.file != null and .id == "students" and (.safe | not))' \
    "$tables/bulletin-corrected.json" --with "$tables/bulletin.json"
  check "either alone does not" told 0 'all(.safe)' "$tables/bulletin-corrected.json"
}

in_other_cuts() {
  local campuses
  mapfile -t campuses < <(with affiliate-north affiliate-south affiliate-east)
  check "a campus alone is safe" told 0 'all(.safe)' "$tables/affiliate-south.json"
  check "the whole institution less the others gives it away" told 3 \
    'any(.id == "staff" and .low == 4 and .high == 4 and .why == "circles")' "$tables/institution.json" "${campuses[@]}"
  check "a changed cut of ages tells the one man between" told 3 'any(.id == "20-24" and .low == 1 and .high == 1)' \
    "$tables/second-cut.json" --with "$tables/first-cut.json"
  check "two groupings of eight regions, each alone safe from being exact, give one away" told 3 \
    'any(.id == 4 and .low == 3 and .high == 3)' "$published/04a-linked-two-groupings.json"
}

in_derived_numbers() {
  check "percentages without any count give every number away" told 3 \
    'length == 10 and all(.low == .high) and any(.id == "Undergraduate" and .low == 16)' "$tables/unlv-2022.json"
  check "of another year they leave two tables" told 3 'any(.id == "Temporary/LOA" and .low == 7 and .high == 8)' \
    "$tables/unlv-2023.json"
  check "a growth rate of a small unit is a count" told 3 \
    'any(.id == "education" and .low == 9 and .high == 9) and any(.id == "huron" and .low == 5 and .high == 10)' \
    "$tables/growth.json"
}

in_what_is_left_out() {
  check "a last row that was left out is the rest" told 3 'any(.id == "others" and .low == 2 and .high == 2)' \
    "$tables/last-row.json"
  check "who is alone in one cell works out the others" told 3 \
    'map(select(.why == "insider") | [.id, .low, .high]) == [[0, 3, 6], [4, 0, 3]]' --threshold 3 "$published/01-geurts-1992.json"
  check "zeros that are shown tell that the hidden are ones" told 3 'all(.low == 1 and .high == 1)' \
    "$published/07a-ones.json"
  jq 'del(.hidden_lower_bounds)' "$published/07a-ones.json" >rule.json
  check "(without that rule they could be nothing)" told 3 'all(.low == 0 and .high == 2)' rule.json
  check "a number in a sentence is told to its author" told 3 'length == 1' "$tables/sentence.json"
  check "(it is the four)" grep -q 'says "four", which no table prints' said_aside
  check "(and nothing else is)" test "$(grep -c 'no table prints' said_aside)" = 1
}

of_real_offices() {
  check "Western's threshold of twenty, kept in a sentence, leaves its sum" told 3 \
    'length == 1 and .[0].low == 78 and .[0].high == 78' "$tables/western-2004.json"
  check "Las Vegas printed the second quarter without printing it" told 3 \
    'map([.low, .why]) == [[141, "sums"], [79, "sums"]]' "$tables/unlv-quarters.json"
  check "cases that are not people are kept as printed" told 0 'length == 0' "$tables/western-2002.json"
  check "and the sum that disagrees is said" grep -q 'disagrees as it was printed' said_aside
  check "two articles with different totals too" told 3 'any(.low == 201 and .high == 201)' "$tables/niu-1991.json"
}

endings() {
  jq '.cells[2].value = 9' "$published/01-geurts-1992.json" >impossible.json
  check "numbers that no table satisfies end with 1, and nothing is called safe" told 1 'any(.safe) | not' impossible.json
  check "with the sentence that says which" grep -qE 'equation [0-9]+ of impossible.json' said_aside
  printf '{"cells":\n [{"id": 1, "value": "x", "status": "published"}]}' >broken.json
  fails "what cannot be read ends with 2, and the place" 2 'broken.json:2:22: a whole number is wanted here' \
    alcove figures audit broken.json
  fails "a threshold is a whole number from 1 on" 2 'threshold' alcove figures audit --threshold 0 broken.json
  fails "a file that is not there, too" 2 'nowhere.json' alcove figures audit nowhere.json
}

hiding() {
  check "what to hide is chosen" eval 'alcove figures hide --threshold 5 "$published/05-microdata1-one-primary.json" >hidden.json'
  check "as few cells as can be" jq -e '[.cells[] | select(.status == "secondary")] | length == 3' hidden.json
  check "and then all is safe" told 0 'length == 4' --threshold 5 hidden.json
  cat >rows.json <<'END'
{"hidden_lower_bound": 1, "joinable": [["peers", "legal", "values", "career"]],
 "cells": [
  {"id": "peers", "category": "Peers", "value": 4, "status": "published"},
  {"id": "legal", "category": "Legal", "value": 7, "status": "published"},
  {"id": "values", "category": "Values", "value": 25, "status": "published"},
  {"id": "career", "category": "Career", "value": 31, "status": "published"},
  {"id": "all", "category": "All", "value": 67, "status": "published"}],
 "equations": [{"total": "all", "parts": ["peers", "legal", "values", "career"]}]}
END
  check "rows that may be joined are joined first" eval 'alcove figures hide rows.json >joined.json 2>said_aside'
  same "into one that may be printed" '["Peers + Legal",11,"published"]' \
    "$(jq -c '.cells[0] | [.category, .value, .status]' joined.json)"
  check "the author is told" grep -q 'joined: Legal into Peers' said_aside
  check "and nothing is grey then" told 0 'length == 0' joined.json
}

# 1 says that no table satisfies the numbers, so nothing else may end with it
told_unreadable() { ends 2 alcove figures audit "$1" 2>said_aside; }
to_full() { alcove "$@" >/dev/full; }
troubles() {
  local table=$published/03b-with-x-d.json
  printf '{"cells": [{"id": "\xff", "value": 3, "status": "primary"}]}' >no-text.json
  check "bytes that are no text" told_unreadable no-text.json
  check "are told with their place" grep -q 'no-text.json:1:20: this is not UTF-8' said_aside
  check "witnesses that cannot be written" ends 2 alcove figures audit "$table" --witnesses no/such/folder
  check "an answer that cannot be written" ends 2 to_full figures audit "$table"
}

certifying() {
  local table=$published/03b-with-x-d.json
  check "witnesses are written" alcove figures audit "$table" --witnesses witnesses.json
  check "and hold" alcove figures certify witnesses.json
  same "the checker sees what the audit saw" "$(alcove figures audit --json "$table" | jq -c 'map([.id, .safe])')" \
    "$(alcove figures certify --json witnesses.json | jq -c 'map([.id, .safe])')"
  jq '.parts[-1].tables[1][0] += 1' witnesses.json >forged.json
  check "a forged one shows nothing" ends 3 alcove figures certify forged.json
  jq '.threshold = 1000' witnesses.json >stricter.json
  check "nor does it show more than it shows" ends 3 alcove figures certify stricter.json
}

in_time
in_other_cuts
in_derived_numbers
in_what_is_left_out
of_real_offices
endings
hiding
troubles
certifying
end
