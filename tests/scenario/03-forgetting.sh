#!/usr/bin/env bash
# "Does not maintain records that identify visitors" (R16): a visitor deletes her talk, at the office and at the desk.
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

story() {
  local matter
  open_office
  arrive noor
  write noor "My adviser reads my messages over my shoulder."
  matter=$(matter_with ombuds "My adviser reads my messages over my shoulder.")
  answer ombuds "$matter" "Then let us talk where nobody sees your screen."
  write noor "One more thing, not fetched yet."
  arrive other
  write other "Somebody else's words stay."
  room forget noor >/dev/null
  same "her words find nothing any more" "[]" "$(room read noor --json )"
  same "the desk is told, and forgets" "visitor: Somebody else's words stay." "$(desk inbox ombuds --json 2>desk.err | jq -r '.[].messages[] | "\(.from): \(.text)"')"
  check "it says that somebody took her words back, not who" \
    grep -qx 'alcove: 1 conversation was taken back by the visitor and destroyed here too' desk.err
  fails "no answer can be written to what is forgotten" 1 'no such matter' desk say ombuds "$matter" <<<"Hello?"
  stop
  # the wish itself left a cell that nobody can open, as every deposit does
  same "no body is left but the other visitor's copy and the cover of the wish to forget" 2 "$(rows cells)"
  same "and no envelope" 0 "$(rows envelopes)"
  serve
  same "nothing of it comes back with the server" "[]" "$(room read noor --json )"
  write noor "The same words may begin anew."
  same "the same words may begin anew" 2 "$(heard ombuds | wc -l)"
}

both story
end
