#!/usr/bin/env bash
# A roster is signed for 180 days: before that everybody concerned is told, after it nobody talks to the office until it
# is signed again (R23).
# On demand: the calendar leaps by half a year, and the server tidies up at each leap.
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

expired() {
  content=mit
  open_office
  arrive mo
  write mo "Signed for 180 days."
  stop
  days_later 62
  serve --accept-clock
  fails "where no ombuds has opened a desk for two months nobody is left to write to" 1 'no ombuds has published keys' \
    room say mo <<<"Is anybody there?"
  check "and whoever verifies the address is told" has "$(alcove verify "$url" 2>&1)" 'nobody of this office can be written to today'
  check "with 1" never alcove verify "$url"
  stop
  days_later 155
  : >server.err
  serve --accept-clock
  check "a month before the last day the check says so" grep -q "last day is near" <(alcove office check office 2>&1)
  check "the desk says so too" grep -q 'must be signed again within' <(desk inbox ombuds 2>&1 >/dev/null)
  stop
  days_later 181
  serve --accept-clock
  fails "past its last day nobody talks to it" 1 'past its last day' room read mo
  fails "neither does the desk" 1 'past its last day' desk inbox ombuds
  alcove office renew office --root-key ombuds.words.root-key --words-file ombuds.words >/dev/null
  check "signed again, it goes on" write mo "Good to be back."
  same "with the same desk" "visitor: Good to be back." "$(heard ombuds)"
}

side_by_side expired
end
