#!/usr/bin/env bash
# An ombuds's notes beside a matter are working memory: they follow her to another device, nobody else ever sees them, and
# they end with the matter, as what was said does (R16).
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

# note WHO MATTER TEXT
note() { printf '%s' "$3" | desk note "$1" "$2"; }
notes() { desk show ombuds "$1" --json | jq -r 'if .notes == "" then "none" else .notes end'; }

story() {
  local matter text
  open_office
  enrol second "A colleague"
  arrive lena
  write lena "They read out my review before everyone."
  desk inbox ombuds --json >inbox.json
  matter=$(jq -r '.[].matter' inbox.json)
  same "there are none at first" "" "$(jq -r '.[].notes' inbox.json)"
  text="Wants: an apology. Ask first: who was there? ✓"
  same "notes are written" "Noted, for this desk only." "$(note ombuds "$matter" "$text")"
  same "and shown beside the talk" "Notes of this desk:
  | $text" "$(desk show ombuds "$matter" | sed -n '/^Notes/,$p' | sed '/^$/d')"
  XDG_STATE_HOME=$PWD/state-other
  same "on another device too" "$text" "$(notes "$matter")"
  note ombuds "$matter" "Two were there." >/dev/null
  same "where they can be written anew" "Two were there." "$(notes "$matter")"
  XDG_STATE_HOME=$PWD/state
  same "which the first device sees" "Two were there." "$(notes "$matter")"
  same "the visitor reads her talk and nothing else" "visitor: They read out my review before everyone." "$(talk lena)"
  check "a colleague sees nothing of them" lacks "$(desk inbox second --json --details)" "Two were there"
  fails "a matter that is not there" 1 'no such matter' note ombuds 000000 "Nowhere."
  fails "what is no text" 1 'UTF-8' note ombuds "$matter" $'\xff'
  fails "and what is too long are refused" 1 'at most 8192 bytes' note ombuds "$matter" "$(printf 'x%.0s' {1..8193})"
  same "and change nothing" "Two were there." "$(notes "$matter")"
  same "notes can be ended" "There are no notes any more." "$(desk note ombuds "$matter" </dev/null)"
  same "by themselves" none "$(notes "$matter")"
  note ombuds "$matter" "Until the end." >/dev/null
  same "a matter is called by a word of one's own" "Labelled, for this desk only." "$(echo "after the review ✓" | desk label ombuds "$matter")"
  check "which heads it" has "$(desk show ombuds "$matter")" "── Matter $matter, after the review ✓, ends "
  same "and stands in JSON" "after the review ✓" "$(desk show ombuds "$matter" --json | jq -r .label)"
  same "a colleague has none" "" "$(desk inbox second --json | jq -r '.[0].label')"
  fails "a label is short" 1 '28 letters; at most 24' desk label ombuds "$matter" <<<"a word for yourself: no name"
  fails "and one line" 2 'a line break, or a character that is not seen' desk label ombuds "$matter" <<<$'two\nlines'
  room forget lena >/dev/null
  check "and end when the visitor withdraws the talk" lacks "$(desk inbox ombuds --json 2>/dev/null)" "Until the end"
  stop
}

both story
end
