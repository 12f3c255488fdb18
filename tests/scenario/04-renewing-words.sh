#!/usr/bin/env bash
# Somebody may have seen her seven words, so the visitor goes on under new ones: the talk goes with her, the old words
# find nothing, and the ombuds keeps one matter, not two (R1, R4).
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

story() {
  local matter
  open_office
  arrive sam
  write sam "A colleague found the note with my words."
  matter=$(matter_with ombuds "A colleague found the note with my words.")
  answer ombuds "$matter" "Then take new ones; I shall still be here."
  write sam "I do that now."
  before=$(talk sam)
  room renew sam --new-words-file new.words >/dev/null
  same "the old words find nothing" "[]" "$(room read sam --json )"
  same "the talk is all there under the new words, in order" "$before" "$(talk new)"
  same "the new words are another visitor's in no way that shows: they differ" no \
    "$(cmp -s sam.words new.words && echo yes || echo no)"
  same "the desk keeps one matter, under the name it had" "$matter" "$(matters ombuds)"
  answer ombuds "$matter" "Good. What would you like to happen next?"
  check "an answer finds her under the new words" has "$(talk new)" "What would you like to happen next?"
  write new "Nothing yet. I wanted to be heard."
  same "and hers arrives in the same matter" "$matter" "$(matter_with ombuds "Nothing yet. I wanted to be heard.")"
  same "the old words still find nothing" "[]" "$(room read sam --json )"
  arrive tess
  write tess "Renewed and forgotten at once."
  matter=$(matter_with ombuds "Renewed and forgotten at once.")
  write tess "Not fetched."
  room renew tess --new-words-file tess2.words >/dev/null
  room forget tess2 >/dev/null
  check "forgetting right after renewing is understood by the desk" lacks "$(matters ombuds)" "$matter"
  fails "new words are never written over others" 1 'never written over' room renew new --new-words-file sam.words
  same "and a renewal refused changes nothing" 5 "$(talk new | wc -l)"
}

both story
end
