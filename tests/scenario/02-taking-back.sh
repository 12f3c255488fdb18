#!/usr/bin/env bash
# Voluntary, and her own to end (R39, R59): a visitor takes words back. Unread, they are never seen; fetched, nobody
# tells her so, because the answer is the same (R6, R27: no read receipts).
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

story() {
  local ids
  open_office
  arrive eve
  write eve "I should not have put this in writing."
  write eve "I would rather ask something else."
  room take-back eve >unread.out
  same "the last one is gone from her own view" "visitor: I should not have put this in writing." "$(talk eve)"
  ids=$(room read eve --json --details | jq -r '.[0].id')
  room take-back eve --message "$ids" >named.out
  same "any other is taken back by its id" "" "$(talk eve)"
  same "the desk never sees what was taken back unread" "[]" "$(desk inbox ombuds --json | jq -c .)"
  write eve "This one will be fetched before I change my mind."
  desk inbox ombuds --json >/dev/null
  room take-back eve >fetched.out
  check "taking back answers the same, fetched or not" cmp unread.out fetched.out
  check "and by its id as well" cmp unread.out named.out
  same "what was fetched stays at the desk, and is gone from the room" \
    "visitor: This one will be fetched before I change my mind. / " "$(heard ombuds) / $(talk eve)"
  fails "there is nothing to take back twice" 1 'nothing of that' room take-back eve
  write eve "And this stays."
  check "writing goes on after it" has "$(heard ombuds)" "And this stays."
}

both story
end
