#!/usr/bin/env bash
# An ombuds leaves: what was said to her stays where it is for 30 days of reading, and nothing new reaches her.
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

story() {
  local matter
  open_office
  enrol leaver "Somebody who leaves"
  arrive gus
  write gus "Only for you." --to "Somebody who leaves"
  matter=$(matters leaver)
  answer leaver "$matter" "I shall be gone next week; others stay."
  arrive hal
  write hal "To whoever is free: who helps me?"
  desk take leaver "$(matter_with leaver "To whoever is free: who helps me?")" >/dev/null
  same "what was taken is seen taken" "Somebody who leaves" "$(desk inbox ombuds --json --details | jq -r '.[].taken')"
  alcove office remove office "Somebody who leaves" --root-key ombuds.words.root-key --words-file ombuds.words >/dev/null
  same "once she has left, what she had taken is nobody's again" null "$(desk inbox ombuds --json --details | jq '.[].taken')"
  fails "nobody can write to one who left" 1 'nobody by that name can be written to' \
    room say gus --to "Somebody who leaves" <<<"Are you there?"
  write gus "To whoever is free: the same again."
  same "later messages reach those who stay" "visitor: To whoever is free: who helps me?
visitor: To whoever is free: the same again." "$(heard ombuds)"
  same "and not the one who left, who can still read" "visitor: Only for you.
ombuds: I shall be gone next week; others stay.
visitor: To whoever is free: who helps me?" "$(heard leaver)"
  fails "she cannot write any more" 1 'nobody who may write' desk say leaver "$matter" <<<"One last word."
  same "her old answer can still be read, under her name" "Somebody who leaves" \
    "$(room read gus --json --details | jq -r '.[] | select(.from == "ombuds").person')"
  check "nobody goes by her name twice at the same time" never alcove office remove office "Somebody who leaves" \
    --root-key ombuds.words.root-key --words-file ombuds.words
  fails "an office is never without an ombuds" 1 'only ombuds' alcove office remove office "$first" \
    --root-key ombuds.words.root-key --words-file ombuds.words
  stop
  days_later 31
  serve --accept-clock
  alcove office renew office --root-key ombuds.words.root-key --words-file ombuds.words >/dev/null
  fails "after 30 days her words open nothing" 1 'nobody who may write' desk inbox leaver
  same "and her vault is gone from the server" 1 "$(alcove inventory office --json | jq '.vaults | length')"
}

both story
end
