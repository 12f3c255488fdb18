#!/usr/bin/env bash
# "Whoever is free": all ombuds get it, whoever answers first has taken it, and the others see that (R22: consultation
# within the office's boundary, R8).
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

story() {
  local claimed matter
  open_office
  enrol second "A colleague"
  arrive uma
  write uma "To whoever has time: may I come by?"
  same "both ombuds get what is written to whoever is free" \
    "visitor: To whoever has time: may I come by? / visitor: To whoever has time: may I come by?" \
    "$(heard ombuds) / $(heard second)"
  answer second "$(matters second)" "Come on Thursday."
  claimed=$(desk inbox ombuds --json --details)
  same "the other sees that it is taken, and by whom" "A colleague" "$(jq -r '.[].taken' <<<"$claimed")"
  check "not what was answered" lacks "$claimed" "Thursday"
  same "the one who took it has no such mark" null "$(desk inbox second --json --details | jq '.[0].taken')"
  same "the visitor has one answer" "visitor: To whoever has time: may I come by?
ombuds: Come on Thursday." "$(talk uma)"
  answer ombuds "$(matters ombuds)" "I am here too, should you want a second opinion."
  check "taken is a note, not a lock" has "$(talk uma)" "second opinion"

  arrive vito
  write vito "Who has time this week?"
  matter=$(matter_with second "Who has time this week?")
  same "it can be taken before there is an answer" "Taken. Colleagues see it when they open their desks." \
    "$(desk take second "$matter")"
  same "the other sees by whom" "A colleague" "$(desk inbox ombuds --json --details |
    jq -r '.[] | select(any(.messages[]; .text == "Who has time this week?")).taken')"
  check "on the screen, too" has "$(desk inbox ombuds)" "taken by A colleague"
  same "the visitor sees nothing of it" "visitor: Who has time this week?" "$(talk vito)"
  fails "a matter that is not there cannot be taken" 1 'no such matter' desk take second 000000
  arrive wim
  write wim "For one alone." --to "A colleague"
  same "what nobody else got is one's own already" "Nobody else got this one: it is yours already." \
    "$(desk take second "$(matter_with second "For one alone.")")"
}

both story
end
