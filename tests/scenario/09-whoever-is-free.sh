#!/usr/bin/env bash
# "Whoever is free": all ombuds get it, whoever answers first has taken it, and the others see that (R22: consultation
# within the office's boundary, R8).
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

story() {
  local claimed
  open_office
  enrol second "A colleague"
  arrive uma
  write uma "To whoever has time: may I come by?"
  same "both ombuds get what is written to whoever is free" \
    "visitor: To whoever has time: may I come by? / visitor: To whoever has time: may I come by?" \
    "$(heard ombuds) / $(heard second)"
  answer second "$(matters second)" "Come on Thursday."
  claimed=$(desk inbox ombuds --json --details)
  same "the other sees that it is taken, and by whom" "A colleague" "$(jq -r '.[].taken_by' <<<"$claimed")"
  check "not what was answered" lacks "$claimed" "Thursday"
  same "the one who took it has no such mark" null "$(desk inbox second --json --details | jq '.[0].taken_by')"
  same "the visitor has one answer" "visitor: To whoever has time: may I come by?
ombuds: Come on Thursday." "$(talk uma)"
  answer ombuds "$(matters ombuds)" "I am here too, should you want a second opinion."
  check "taken is a note, not a lock" has "$(talk uma)" "second opinion"
}

both story
end
