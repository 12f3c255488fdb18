#!/usr/bin/env bash
# A visitor comes back after days: within the announced time her talk is there, after it it is gone everywhere, by the
# calendar alone (R16; "only the announced destruction date acts by itself").
# On demand: six days are begun, each by a server of its own that tidies up what ended until then.
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

story() {
  local kept
  open_office
  arrive kim
  write kim "I need a week to think about it."
  answer ombuds "$(matters ombuds)" "Take all the time you need."
  kept=$(talk kim)
  stop
  days_later 2
  serve
  same "two days later nothing has to be accepted and all is there" "$kept" "$(talk kim)"
  stop
  days_later 4
  serve
  desk inbox ombuds --json >/dev/null
  write kim "Back again."
  same "a visitor writes again after days, in the same matter" 1 "$(matters ombuds | wc -l)"
  stop
  days_later 30
  serve --accept-clock
  same "on the last day all of it can be read" "$kept
visitor: Back again." "$(talk kim)"
  stop
  days_later 31
  serve
  same "a day later the first day's words are gone, and only those" "visitor: Back again." "$(talk kim)"
  same "from the desk as well" "visitor: Back again." "$(heard ombuds)"
  stop
  days_later 36
  serve --accept-clock
  same "and in the end everything" "[] []" "$(room read kim --json ) $(desk inbox ombuds --json)"
  same "no body, no envelope, no tag is left" "0 0 0" "$(rows cells) $(rows envelopes) $(rows tags)"
  write kim "The same words still work."
  same "the office goes on" "visitor: The same words still work." "$(heard ombuds)"
}

both story
end
