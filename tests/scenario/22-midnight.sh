#!/usr/bin/env bash
# Midnight comes while a confined server serves: the day is tidied and the database packed within what it may still do.
# On demand: it waits some seconds for midnight, long enough that a server has begun by then on a busy machine too.
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

# Whether the keys of the day on which it began are still published.
first_keys() { alcove inventory office --json | jq --argjson day "$(today)" '[.days[] | select(.day == $day).bundles] | add // 0'; }

# Yesterday's midnight came while nobody was looking; the next one comes while it serves.
day_ends() {
  local waited=0
  content=longwood
  open_office
  arrive ben
  write ben "Until tomorrow, then."
  stop
  clock=(env "LD_PRELOAD=$(faketime_library)" "FAKETIME=+$((2 * 86400 - 6 - $(date +%s) % 86400))s"
    FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_FORCE_MONOTONIC_FIX=0)
  serve
  same "yesterday's keys are still there" 1 "$(first_keys)"
  while [ "$(first_keys)" = 1 ] && [ $waited -lt 60 ]; do
    sleep 0.25
    waited=$((waited + 1))
  done
  same "at midnight the day is tidied and the database packed" 0 "$(first_keys)"
  same "what was said stays" "visitor: Until tomorrow, then." "$(talk ben)"
  write ben "Good morning."
  same "and it takes more" "visitor: Until tomorrow, then.
visitor: Good morning." "$(heard ombuds)"
  stop
  same "and ends well" "0 alcove-server: stopped" "$status $(tail -n 1 server.err)"
}

side_by_side day_ends
end
