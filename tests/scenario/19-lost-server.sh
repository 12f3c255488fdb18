#!/usr/bin/env bash
# The server is lost, or an old copy of it is put back: talk not yet fetched is gone, and the ombuds goes on from what
# her own device kept, sealed.
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"
each_alone

sql() { sqlite3 office/store.db "$1"; }

story() {
  local matter
  open_office
  arrive pia
  write pia "Said before the loss."
  matter=$(matters ombuds)
  stop
  cp -r office copy
  serve
  answer ombuds "$matter" "Answered before the loss."
  write pia "Not fetched before the loss."
  stop
  kept=$(echo state/alcove/*.vault)
  check "what the device keeps is sealed" never grep -qaE 'Said before|Answered before' "$kept"
  same "and nobody else's to read" 600 "$(stat -c %a "$kept")"

  mv office lost
  cp -r copy office
  serve
  fails "over an older copy of the server the desk does not go on unasked" 1 'older vault.*--put-back' desk inbox ombuds
  same "told to, it puts back what it kept" "visitor: Said before the loss.
ombuds: Answered before the loss." "$(desk inbox ombuds --put-back --json | jq -r '.[].messages[] | "\(.from): \(.text)"')"
  desk inbox ombuds --json >inbox.json
  same "from then on it needs no telling" 2 "$(jq '[.[].messages[]] | length' inbox.json)"
  same "the matter has the name it had" "$matter" "$(jq -r '.[].matter' inbox.json)"
  write pia "Said after the loss."
  same "the talk goes on in it" 3 "$(heard ombuds | wc -l)"
  stop

  # all that was not public is gone: only roster, keys and pages came back from the backup
  sql "DELETE FROM vault; DELETE FROM place"
  serve
  same "with no vault on the server, the kept one is put back by itself" 3 "$(heard ombuds | wc -l)"
  same "the visitor's own view is lost with the server" "[]" "$(room read pia --json )"
  write pia "Begun again."
  same "but not the desk's" 4 "$(heard ombuds | wc -l)"
  answer ombuds "$matter" "And found again."
  same "and the same words go on" "visitor: Begun again.
ombuds: And found again." "$(talk pia)"

  # a server that lost the end-day keys: what was sealed under them is lost, and no more than that
  stop
  rm office/ends
  serve
  desk inbox ombuds --json >after.json 2>lost.err
  check "that matters are lost is told" grep -q '1 matter was lost' lost.err
  same "and the desk goes on without them" "[]" "$(cat after.json)"
  write pia "Begun a third time."
  same "new talk is filed as ever" 1 "$(heard ombuds | wc -l)"

  rm -r state
  same "another device needs only the words" 1 "$(heard ombuds | wc -l)"
}

both story
end
