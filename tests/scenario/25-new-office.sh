#!/usr/bin/env bash
# A newcomer without a file to start from is asked a few questions, and has a folder that 'office init' makes an office
# from; leaving in the middle leaves nothing, and what was there is never written over.
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

new() { alcove office new "$@"; }
# at_terminal TYPED...: `office new ours`, each argument typed as a line where it asks
at_terminal() {
  printf '%s\n' "$@" >typed
  python3 "$helpers/terminal.py" typed "$build/alcove" office new ours >shown
}
# ends STATUS COMMAND...
ends() {
  local wanted=$1 status=0
  shift
  "$@" || status=$?
  [ "$status" = "$wanted" ]
}
nothing_left() { ! compgen -G 'ours*' && ! compgen -G '.*making*'; }

# name, title, institutions, populations, people, answers to, writing, days, emergency; the rest as usual
typed=('Ombuds: "North" #1' '' 'North College; Südhochschule' 'Students; Staff' "Robin O'Vale; Kim (arranging)"
  'The president' '' '14' '112')
as_usual=('' '' '' '' '')

at_a_terminal() {
  check "a newcomer answers the questions" at_terminal "${typed[@]}" "${as_usual[@]}"
  check "and nothing is wrong with what is written" alcove office check ours
  check "every file is the writer's alone" never grep -q . <(find ours -perm /077)
  check "an office is made from it" alcove office init office --from ours --words-file ombuds.words
  serve
  arrive kim
  write kim "Is there anybody?"
  same "it can be written to" "visitor: Is there anybody?" "$(heard ombuds)"
  curl -s "$url/v1/office" | jq -r .roster | tail -n +2 >roster.json
  same "its name is what was typed, to the sign" 'Ombuds: "North" #1' "$(jq -r .office.name roster.json)"
  same "messages live as long as was typed" 14 "$(jq .office.retention_days roster.json)"
  check "the notice says so too" grep -q 'after 14 days' roster.json
  check "and names the emergency number" grep -q 'what to call: 112' roster.json
  same "imminent risk is the one exception" true \
    "$(jq '.office.exceptions | length == 1 and (.[0] | contains("imminent risk"))' roster.json)"
  same "it calls itself a sample" true "$(jq .office.sample roster.json)"
}

slips() {
  check "an answer that will not do is asked for again" \
    at_terminal '' "${typed[@]:0:6}" 'some of it' "${typed[@]:6:1}" '31' 'soon' "${typed[@]:7}" '' '' '' \
    'ombuds.example.org' 'https://ombuds.example.org' 'English' 'en; es'
  check "after saying why" grep -qx "'31' is out of range. Write a number from 1 to 30." shown
  check "(it was)" grep -qx '  message_days: 14' ours/office.yaml
  check "and in two languages it is as sound" alcove office check ours
  check "and an office is made from it" alcove office init office --from ours --words-file ombuds.words
  echo "Without a title" >ours/guides/before-we-talk.es.md
  fails "a mistake in the second language is told" 1 'before-we-talk.es.md:1: does not begin with a title' \
    alcove office check ours
}

leaving() {
  fails "answers that never end are refused" 1 'too long' new ours --answers /dev/zero
  check "and one is not asked for without end" ends 1 at_terminal '' '' '' '' '' '' '' '' '' '' '' '' '' '' '' '' '' '' '' ''
  check "which is told" grep -q 'no answer that fits' shown
  check "they leave nothing" nothing_left
  check "leaving with Ctrl-D" ends 1 at_terminal "${typed[@]}" '^D'
  check "leaves nothing" nothing_left
  check "leaving with Ctrl-C" ends 130 at_terminal "${typed[@]}" '' '^C'
  check "leaves nothing" nothing_left
  printf 'kept\n' >ours
  fails "a file that is there stays" 1 'there already' new ours
  same "as it was" kept "$(cat ours)"
  rm ours
  mkdir ours
  fails "so does a folder, even an empty one" 1 'there already' new ours/
  rmdir ours
  ln -s nowhere ours
  fails "and a link to nowhere" 1 'there already' new ours
  rm ours
  fails "no folder is made on the way" 1 'no folder a; make it first' new a/b
  mkdir full.disk
  if mount -t tmpfs -o size=16k tmpfs full.disk 2>/dev/null; then
    fails "on a full disk it fails" 1 'full|space' new full.disk/ours --answers <(answers)
    same "and leaves nothing" "" "$(ls -A full.disk)"
    umount full.disk
  else
    skip "on a full disk it fails" "mounting is not allowed here"
  fi
}

answers() {
  cat <<'END'
# what a script knows
name: Ombuds Office
title: Ombudsperson
institutions: '- a: "b" # c; {d}; [e]; &f; *g; !h; %i; @j; `k`; |; >; ?; 😀; null; ~; 2026; yes'
populations: Students
people: Robin Vale
emergency: 112
answers_to: not supplied
END
}

by_script() {
  answers >answers.yaml
  check "a script answers from a file" new ours --answers answers.yaml
  check "and it is sound" alcove office check ours
  check "with what YAML would take for its own in quotes" grep -qxF '    name: "- a: \"b\" # c"' ours/office.yaml
  check "an office is made from it" alcove office init office --from ours --words-file ombuds.words
  check "answers may be piped" new piped --answers - <answers.yaml
  same "which makes the same" "" "$(diff -r ours piped)"
  fails "without a terminal, what is missing is named" 2 'no answer to: institutions, populations, people' \
    new other --answers <(grep -E '^(name|emergency)' answers.yaml)
  fails "without any answers, too" 2 'no answer to: name, institutions, populations, people, emergency\.' new other </dev/null
  fails "a mistake in the file has its line" 1 ':2: titel: is not a key.*title' new other --answers <(echo 'name: x'; echo 'titel: y')
  fails "an answer that will not do has its key" 1 'days: .31. is out of range' new other --answers <(echo 'days: 31')
  fails "two lines are no answer" 1 'name: has several lines' new other --answers <(printf 'name: |\n  a\n  b\n')
  fails "what must be known cannot be left open" 1 'emergency: is needed' new other --answers <(echo 'emergency: not supplied')
  fails "a file that is not there" 1 'nowhere' new other --answers nowhere
  check "of all that nothing is left" never compgen -G 'other*'
}

side_by_side at_a_terminal slips leaving by_script
end
