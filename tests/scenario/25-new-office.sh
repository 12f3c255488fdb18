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

# name, title; two institutions, each with name and id; populations; two people, each with name, role, about, languages;
# answers to, writing, days, since, emergency; the rest as usual
office=('Ombuds: "North" #1' '')
institutions=('North College' '' 'Südhochschule' 'south' '')
people=("Robin O'Vale" '' 'Not a lawyer: "no advocate".' 'English; Spanish' 'Kim' 'arranging' '' '' '')
rules=('The president' '' '14' '' '112')
as_usual=('' '' '' '' '')
typed=("${office[@]}" "${institutions[@]}" 'Students; Staff' "${people[@]}" "${rules[@]}")

at_a_terminal() {
  check "a newcomer answers the questions" at_terminal "${typed[@]}" "${as_usual[@]}" 'yes'
  check "all of it was shown before it was written" grep -qx ' 12  Person 1: languages one can talk in: English; Spanish' shown
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

# In the order of the questions, wrong answers before the right one.
slips() {
  check "an answer that will not do is asked for again" \
    at_terminal '' 'yes' '42' "${office[0]}" 'yes' 'Ombudsperson' \
    'no' 'North; South' 'North College' 'Nördlich' 'the north' 'north' 'north college' 'South' 'north' '' '' \
    'none' 'Students; Students' 'Students' \
    '617 555 0100' 'Robin; Kim' 'Robin' 'arranging' 'boss' '' 'yes' '' 'yes' '' 'robin' 'Kim (arranging)' '' \
    'yes' '' 'some of it' '' '31' 'soon' '14' 'tomorrow' '2027-02-30' '2027-01-11' 'yes' 'call us' '112' \
    'yes' 'ask Robin' '12' '(617) 555-0100' 'yes' '' 'no' '' 'ombuds.example.org' 'https://ombuds.example.org' \
    'English' 'en; es' 'perhaps' '99' 'yes'
  for why in "This is needed, like: Ombuds Office" "'42' has no letter in it. Write it in words, as people say it." \
    "'yes' is no answer to this. Write what visitors are to read." \
    "'North; South' is more than one institution. Write one; the next is asked for by itself." \
    "'Robin; Kim' is more than one person. Write one name; the next person is asked for by itself." \
    "'tomorrow' is not a date. Write year, month and day, like 2026-03-01." \
    "'31' is out of range. Write a number from 1 to 30." 'For example: 14'; do
    check "after saying: $why" grep -qxF "$why" shown
  done
  for why in "'Nördlich' has other signs than an id may have" "'north college' is the name of entry 1 too" "'boss' is not one of the words" \
    "'call us' has no number that can be dialled" "'ask Robin' does not begin with a telephone number" \
    "'2027-02-30' is not a" 'does not begin with https://' 'a number from 1 to 23 asks'; do
    check "and: $why" grep -qF "$why" shown
  done
  for line in '  message_days: 14' '  phone: "(617) 555-0100"' '    since: 2027-01-11' '  - id: north' 'title: Ombudsperson'; do
    check "what was right at last is written: $line" grep -qxF -- "$line" ours/office.yaml
  done
  check "and in two languages it is as sound" alcove office check ours
  check "and an office is made from it" alcove office init office --from ours --words-file ombuds.words
  echo "Without a title" >ours/guides/before-we-talk.es.md
  fails "a mistake in the second language is told" 1 'before-we-talk.es.md:1: does not begin with a title' \
    alcove office check ours
}

blanks() {
  check "blanks around a word of the interview are no answer" at_terminal ' ?' '  Ombuds Office  ' '	back ' '' '' \
    "${institutions[@]}" 'Students' "${people[@]}" "${rules[@]}" "${as_usual[@]}" ' yes '
  check "it was a word, and stands nowhere" never grep -qE '[:-] *"?(\?|back)"?$' ours/office.yaml
  check "an answer stands without them" grep -qx 'name: Ombuds Office' ours/office.yaml
}

# What a newcomer asks, thinks better of, and changes at the end.
second_thoughts() {
  check "a newcomer asks, goes back and changes" at_terminal 'back' '?' 'Ombuds Office' 'back' 'Ombuds Office, really' '' \
    'College' '' '' 'Students' 'Robin' '' '' '' 'Kim' 'back' 'back' 'Robin, no lawyer' '' 'Kim' 'arranging' '' '' 'Lou' '' '' '' '' \
    "${rules[@]}" "${as_usual[@]}" '?' 'back' 'en' \
    '1' 'yes' 'Ombuds Office' '11' 'remove' '15' 'Max' '' 'Not an advocate.' '' '19' '30' '5' 'back' 'yes'
  check "'?' explains" grep -qF 'It stands at the top of each page' shown
  check "with an example" grep -qx 'For example: Ombuds Office' shown
  check "at the end, too" grep -qF 'a number from 1 to' shown
  check "before the first there is nothing to go back to" grep -qx 'There is nothing before this.' shown
  check "what stands is offered again" grep -qxF "The office's name [Ombuds Office]: Ombuds Office, really" shown
  same "who was changed, taken out and added is what stands" 'Robin Lou Max' \
    "$(sed -n '/^people:/,/^# full/s/^  - name: //p' ours/office.yaml | paste -sd ' ')"
  check "the others' answers stay theirs" grep -qxF '    about: "Not an advocate."' ours/office.yaml
  check "a changed name is written" grep -qx 'name: Ombuds Office' ours/office.yaml
  check "and it is sound" alcove office check ours
}

taken_out() {
  local backs=(back back back back back back back back back back back)
  check "somebody is taken out at the end, and the questions gone back through" at_terminal 'Ombuds Office' '' 'College' '' '' \
    'Students' 'Robin' '' '' '' 'Kim' '' '' '' '' "${rules[@]}" "${as_usual[@]}" '11' 'remove' "${backs[@]}" '' \
    '' '' '' '' '' "${as_usual[@]}" 'yes'
  same "nothing is asked about who is gone" "1 1" \
    "$(grep -c '^Person 3: name' shown) $(grep -c '^Person 2: languages' shown)"
  same "who is left is written" 1 "$(grep -c '    role: ' ours/office.yaml)"
}

# The same by lines, as a script says them.
by_lines() {
  printf '%s\n' "${typed[@]}" "${as_usual[@]}" 'yes' >lines
  check "lines of standard input answer as typing does" new ours <lines
  check "and it is sound" alcove office check ours
  sed 's/$/\r/' lines >lines.crlf
  check "lines of another system, too" new theirs <lines.crlf
  same "which makes the same" "" "$(diff -r ours theirs)"
  for ((n = 0; n < $(wc -l <lines); n++)); do
    head -n $n lines >some
    status=0
    timeout 10 "$build/alcove" office new other <some >out 2>err || status=$?
    if [ $status != 1 ] || [ -e other ] || ! grep -q 'nothing is written' err; then
      not_ok "ending after $n lines" err
      break
    fi
  done
  same "wherever the lines end, that is told, and nothing is left" "$(wc -l <lines)" "$n"
  check "which question was next is named" grep -qF 'the answers ended before "Write it?"' err
  { head -n 1 lines; printf 'yes\n'; } >some
  new other <some >out 2>err || true
  check "what is wrong is told on standard error, with the question" \
    grep -qxF "What an ombuds is called here: 'yes' is no answer to this. Write what visitors are to read." err
  sed '$s/.*/no/' lines >some
  new other <some >out 2>err || true
  check "who says no at the end has nothing written" grep -q 'nothing is written' err
  { head -c 5000 /dev/zero | tr '\0' 'a'; echo; cat lines; } >some
  check "a line that is too long is asked for again" new long <some
  new another <some >out 2>err
  check "after saying so" grep -qx 'That is too long: at most 4096 bytes' err
  fails_silently() { timeout 20 "$build/alcove" office new other </dev/zero >out 2>err; }
  check "one without an end ends it" ends 1 fails_silently
  check "of all that nothing is left" never compgen -G 'other*'
}

leaving() {
  fails "answers that never end are refused" 1 'too long' new ours --answers /dev/zero
  check "and one is not asked for without end" ends 1 at_terminal '' '' '' '' '' '' '' '' '' '' '' '' '' '' '' '' '' '' '' ''
  check "which is told" grep -q 'no answer that fits' shown
  check "they leave nothing" nothing_left
  check "leaving with Ctrl-D" ends 1 at_terminal "${typed[@]}" '^D'
  check "leaves nothing" nothing_left
  check "saying no at the end" ends 1 at_terminal "${typed[@]}" "${as_usual[@]}" 'no'
  check "leaves nothing" nothing_left
  check "leaving when all is shown" ends 1 at_terminal "${typed[@]}" "${as_usual[@]}" '^D'
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
institutions: '- a: "b" # c; {d}; [e]; &f; *g; !h; %i; @j; `k`; |; >; ?; 😀; null; ~; 2026; yes and no'
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
  grep -vE '^(populations|people)' answers.yaml >some.yaml
  printf '%s\n' 'Staff' 'Kim' '' '' '' '' '' '' '' '' '' '' '' '' '' yes >typed
  check "at a terminal, what the file does not answer is asked" \
    python3 "$helpers/terminal.py" typed "$build/alcove" office new asked --answers some.yaml
  for line in 'title: Ombudsperson' '  - Staff' '  - name: Kim'; do
    check "and what was answered stands: $line" grep -qxF -- "$line" asked/office.yaml
  done
  fails "without a terminal, what is missing is named" 2 'no answer to: institutions, populations, people' \
    new other --answers <(grep -E '^(name|emergency)' answers.yaml)
  fails "a mistake in the file has its line" 1 ':2: titel: is not a key.*title' new other --answers <(echo 'name: x'; echo 'titel: y')
  fails "an answer that will not do has its key" 1 'days: .31. is out of range' new other --answers <(echo 'days: 31')
  fails "two lines are no answer" 1 'name: has several lines' new other --answers <(printf 'name: |\n  a\n  b\n')
  fails "what must be known cannot be left open" 1 'emergency: is needed' new other --answers <(echo 'emergency: not supplied')
  fails "a file that is not there" 1 'nowhere' new other --answers nowhere
  check "of all that nothing is left" never compgen -G 'other*'
}

side_by_side at_a_terminal slips blanks second_thoughts taken_out by_lines leaving by_script
end
