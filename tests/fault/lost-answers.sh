#!/usr/bin/env bash
# On a bad line every first answer is lost after the server has acted, or every first request is cut in the middle:
# what was told to be sent arrives, and arrives once.
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/../scenario/lib.sh"
each_alone

bad_line() {
  open_office
  arrive kai
  write kai "Before the storm."
  matter=$(matters ombuds)
  start_proxy "$1"
  check "a visitor's words go through" write kai "In the storm."
  printf 'The answer.' >answer.txt
  check "so does an answer" desk_answers
  check "and a reading" room read kai
  check "a long text as well" long_text
  check "taking back" room take-back kai
  check "renewing" room renew kai --new-words-file new.words
  check "and forgetting under the new words" room forget new
  stop_proxy
  same "all arrived at the desk, once, until she took it back and forgot" "[]" "$(desk inbox ombuds --json 2>/dev/null)"
  same "nothing is left under either words" "[] []" "$(room read kai --json | jq -c .) $(room read new --json | jq -c .)"
}

desk_answers() { desk say ombuds "$matter" <answer.txt; }
long_text() { head -c 20000 /dev/zero | tr '\0' 'l' | room say kai; }

once() {
  open_office
  arrive kai
  write kai "One."
  matter=$(matters ombuds)
  start_proxy "$1"
  write kai "Two."
  printf 'Three.' >answer.txt
  check "an answer goes through" desk_answers
  write kai "Four."
  stop_proxy
  same "the visitor reads each word once, in order" "visitor: One.
visitor: Two.
ombuds: Three.
visitor: Four." "$(talk kai)"
  same "so does the desk" "visitor: One.
visitor: Two.
ombuds: Three.
visitor: Four." "$(heard ombuds)"
}

lost_answers() { content=mit && once lose; }
cut_requests() { content=longwood && once cut; }
whole_life_lost() { content=longwood && bad_line lose; }
whole_life_cut() { content=mit && bad_line cut; }

side_by_side lost_answers cut_requests whole_life_lost whole_life_cut
end
