#!/usr/bin/env bash
# Nobody's matter ends in silence by accident: not by a script, not by a slip at the terminal, not by a line among many.
# And while a demand has come, nothing ends by hand at all (R38).
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

# typing WORD COMMAND...: at a terminal of its own
typing() {
  echo "$1" >typed
  shift
  python3 "$helpers/terminal.py" typed "$build/alcove" "$@"
}
closing() { typing "$1" desk close "$url" "$2" --words-file ombuds.words; }
there() { matters ombuds | grep -cx "$1" || true; }

# come WHO...: each has written; of WHO: the matter
come() {
  open_office
  for who in "$@"; do
    arrive "$who"
    write "$who" "from $who"
  done
  desk inbox ombuds --json >inbox.json
}
of() { jq -r --arg text "from $1" '.[] | select(any(.messages[]; .text == $text)).matter' inbox.json; }

asked_for() {
  local one two said
  come ann bea
  one=$(of ann) two=$(of bea)
  fails "a script that says nothing of a last word ends nothing" 3 'no answer: give a last word' desk end ombuds "$one" --ended lost
  fails "a last word that is not there ends nothing" 1 'nowhere' desk end ombuds "$one" --last-word nowhere
  : >empty
  fails "nor one that is empty" 1 'nothing in it' desk end ombuds "$one" --last-word empty
  said=0
  closing n "$one" >shown 2>&1 || said=$?
  same "at a terminal it is asked" 3 "$said"
  check "with what is missing" grep -q 'has had no answer' <(head -n 1 shown)
  check "and not as if it were over" never grep -q 'nothing was done' <(head -n 1 shown)
  check "no said, nothing was done" grep -q 'nothing was done' <(tail -n 1 shown)
  same "and no is no" 1 "$(there "$one")"
  closing y "$one" >shown
  same "yes ends it" 0 "$(there "$one")"
  same "and her own words stay with her until their day" "visitor: from ann" "$(talk ann)"
  write bea "And more."
  : >none
  said=0
  python3 "$helpers/terminal.py" none "$build/alcove" desk close "$url" "$two" --words-file ombuds.words >shown || said=$?
  same "what nobody has seen is not asked about, but to be looked at" "3 1" "$said $(there "$two")"
  check "and says so" grep -q 'look first; nothing was done' shown
  desk close ombuds "$two" --yes 2>said >/dev/null
  same "a script can say so beforehand" 0 "$(there "$two")"
  check "and is told what was decided" grep -q 'had no answer, and gets none' said
  stop
}

among_many() {
  local three four said
  come cleo dora
  three=$(of cleo) four=$(of dora)
  printf '{"do": "close", "matter": "%s"}\n{"do": "end", "matter": "%s", "last_word": "Goodbye."}\n' "$three" "$four" >lines
  said=0
  desk "do" ombuds <lines >answers || said=$?
  same "a line that would end one in silence fails with 3" "3 3" "$said $(jq -s '.[0].exit' answers)"
  same "and stops no other" true "$(jq -s '.[1].ok' answers)"
  same "a last word is said before all is destroyed" "visitor: from dora
ombuds: Goodbye." "$(talk dora)"
  same "here only" "$three" "$(matters ombuds)"
  desk demand ombuds >/dev/null
  fails "when a demand has come, nothing ends by hand" 1 'a demand has come' desk close ombuds "$three" --no-last-word
  same "which today says" true "$(desk today ombuds --json | jq .demand)"
  answer ombuds "$three" "I am here."
  same "talk goes on" "visitor: from cleo
ombuds: I am here." "$(talk cleo)"
  desk demand ombuds --lift >/dev/null
  desk close ombuds "$three" >/dev/null
  same "lifted, it ends" "" "$(matters ombuds)"
  same "one was counted, the others not" '[1,1,0,1]' "$(desk figures ombuds --json | jq -c '[.visitors, .matters, .concerns, .talks]')"
  stop
}

side_by_side asked_for among_many
end
