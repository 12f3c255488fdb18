#!/usr/bin/env bash
# Staff who arrange meetings are bound like the ombuds and see nothing but what is addressed to them (R5).
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

story() {
  open_office
  enrol desk-staff "Front desk" arranging
  arrive lee
  write lee "To whoever is free: it is about my supervisor."
  write lee "To the ombuds: here is the whole of it." --to "$first"
  same "staff see nothing of what goes to the ombuds" "[]" "$(desk inbox desk-staff --json)"
  write lee "Could I come on Tuesday at four?" --to "Front desk"
  same "they see what is addressed to them, and nothing else" "visitor: Could I come on Tuesday at four?" "$(heard desk-staff)"
  answer desk-staff "$(matters desk-staff)" "Tuesday at four it is."
  check "they can answer it" has "$(talk lee)" "Tuesday at four it is."
  check "the ombuds see nothing of it" lacks "$(heard ombuds)" "Tuesday"
  alcove room new "$url" --words-file reads.words >notice.out
  check "who may read is shown before the first word, without those who only arrange" \
    grep -qx "Who may read what you write: $first." notice.out
}

both story
end
