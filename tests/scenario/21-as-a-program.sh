#!/usr/bin/env bash
# The command line as other programs meet it: exit codes, what goes to which stream, JSON, completion, and that what
# was acknowledged is there for the very next command.
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

# quiet COMMAND...: succeeds, says something on standard output and nothing on standard error
quiet() { "$@" >quiet.out 2>quiet.err && [ -s quiet.out ] && { [ ! -s quiet.err ] || { cat quiet.err; false; }; }; }
json() { "$@" >json.out 2>json.err && jq -e . json.out >/dev/null && [ ! -s json.err ]; }

story() {
  local i seen
  open_office
  url="$url/#$(alcove office fingerprint office)"
  check "room new speaks on standard output alone" quiet alcove room new "$url" --words-file pat.words
  check "room say, too" quiet say_it
  check "and room read" quiet room read pat
  check "and desk inbox" quiet desk inbox ombuds
  check "and desk show" quiet desk show ombuds "$(matters ombuds)"
  check "and verify" quiet alcove verify "$url"
  check "and inventory" quiet alcove inventory office
  check "and office check" quiet alcove office check office
  check "JSON: room new" json alcove room new "$url" --words-file j.words --json
  check "JSON: room read, also of nothing" json room read j --json --details
  check "JSON: desk inbox" json desk inbox ombuds --json --details
  check "JSON: desk show" json desk show ombuds "$(matters ombuds)" --json
  check "JSON: inventory" json alcove inventory office --json
  same "and it names the end-day keys, from tomorrow on" "$(date -u -d '+1 day' +%F) $(date -u -d '+460 days' +%F) 460" \
    "$(alcove inventory office --json | jq -r '.end_keys | "\(.first) \(.last) \(.keys)"')"
  check "JSON: verify" json alcove verify "$url" --json
  fails "a matter that is not there" 1 'no such matter' desk show ombuds 000000
  check "a full standard output is a failure" never sh -c '"$0" inventory "$1" >/dev/full' "$build/alcove" office

  for i in 1 2 3; do
    write pat "Question $i"
    seen="$(heard ombuds | tail -n 1)"
    answer ombuds "$(matters ombuds)" "Reply $i"
    same "what was acknowledged is there for the next command ($i)" "visitor: Question $i, ombuds: Reply $i" \
      "$seen, $(talk pat | tail -n 1)"
  done
}

# What needs no office.
helped() {
  local url=http://127.0.0.1:1 shell verb group
  fails "no command at all is told how" 2 'usage: alcove' alcove
  fails "an unknown command" 2 'no such command' alcove room dance
  fails "an unknown option" 2 'no such option' room read pat --fast
  fails "a missing argument" 2 'missing' alcove room read
  fails "one too many" 2 'one argument too many' alcove room read "$url" more
  fails "an option without its value" 2 'needs a value' alcove room read "$url" --words-file
  fails "words that are not there" 1 'nobody.words' room read nobody
  fails "a name that is no matter's" 1 "not a matter's name" desk show ombuds '../etc'
  check "help is no failure" quiet alcove --help
  check "nor is the version" quiet alcove --version
  for verb in 'office init' 'room say' 'desk inbox' inventory codes verify completion; do
    # shellcheck disable=SC2086 # two words
    check "help of $verb" quiet alcove $verb --help
  done
  for shell in bash zsh; do
    check "the completion for $shell parses" bash -n <(alcove completion $shell)
  done
  check "the completion for fish names every verb" test "$(alcove completion fish | grep -c ' -a ')" -ge 18
  check "completion offers the verbs" grep -qx 'take-back' <(bash -c '
    source <("$0" completion bash); COMP_WORDS=(alcove room t); COMP_CWORD=2; _alcove; printf "%s\n" "${COMPREPLY[@]}"
  ' "$build/alcove")
  check "and those of the programs it hands over to" grep -qx 'preview' <(bash -c '
    source <("$0" completion bash); COMP_WORDS=(alcove site p); COMP_CWORD=2; _alcove; printf "%s\n" "${COMPREPLY[@]}"
  ' "$build/alcove")
  check "with their options" grep -qx -- '--fingerprint' <(bash -c '
    source <("$0" completion bash); COMP_WORDS=(alcove poster ours --f); COMP_CWORD=3; _alcove; printf "%s\n" "${COMPREPLY[@]}"
  ' "$build/alcove")
  check "and of two verbs of one name each its own" test 'no yes yes no' = "$(bash -c '
    source <("$0" completion bash)
    offers() { COMP_WORDS=(alcove "$1" "$2" "$3"); COMP_CWORD=3; _alcove; [ ${#COMPREPLY[@]} -gt 0 ] && echo yes || echo no; }
    offers room say --keep; offers desk say --keep; offers room say --to; offers room renew --root
  ' "$build/alcove" | paste -sd" ")"
  check "fish, too" never grep -q "from room; and __fish_seen_subcommand_from say. -l keep-in" <(alcove completion fish)
  fails "an unknown shell" 2 'bash, zsh or fish' alcove completion csh
  # offered WORD...: what completion offers for the last of them
  offered() { bash -c 'source <("$0" completion bash); COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _alcove; printf "%s\n" "${COMPREPLY[@]}"' "$build/alcove" "$@"; }
  same "and values where they are words" "phone person video letter passing" "$(offered alcove desk call u --how '' | paste -sd' ')"
  same "of another verb its own" "video" "$(offered alcove desk tally u m --how v)"
  same "codes" "2.m" "$(offered alcove desk end u m --about 2.m)"
  same "behind a comma too" "2m,9.c" "$(offered alcove desk end u m --about 2m,9.c)"
  touch my.words
  same "and files where it is one" "my.words" "$(offered alcove desk say u m --words-file my)"
  same "but none where it is not" "" "$(offered alcove desk say u m --proxy my)"
  check "fish is told the values as well" grep -q -- "-l ended -x -a 'acting none formal" <(alcove completion fish)
  for group in room desk office figures; do
    check "help of $group names its manual" grep -qx "The manual: man alcove-$group" <(alcove $group --help)
  done
}

# lines room|desk WHO: what is on standard input, done there; the answers in ./lines.out, the status in ./lines.status
lines() {
  local status=0
  alcove "$1" "do" "$url" --words-file "$2.words" >lines.out 2>lines.err || status=$?
  echo $status >lines.status
}

as_lines() {
  local content=mit matter id=0123456789abcdef0123456789abcdef
  open_office
  arrive pat
  arrive quin
  printf '\r\n{"do": "read"}\r\n \t\n{"do": "read"}' | lines room pat
  same "white space alone is no line, and the last one needs no end" "2 0" "$(wc -l <lines.out) $(cat lines.status)"
  printf '%s\n' nonsense '[]' '{"do": "dance"}' '{"do": "renew", "new_words": "one two"}' '{"do": "read"}' | lines room pat
  same "each line is answered in its turn, the status is the highest" "2 2 2 1 ok 2" \
    "$(jq -r '.exit // "ok"' lines.out | paste -sd' ') $(cat lines.status)"
  check "and says that the new words are wrong, not the address" jq -se '.[3].error | test("the new words")' lines.out
  same "nothing of it on standard error" "" "$(cat lines.err)"
  check "answers that cannot be written are a failure" never sh -c 'echo "{\"do\": \"read\"}" | "$0" room do "$1" --words-file pat.words >/dev/full' \
    "$build/alcove" "$url"
  write pat "One."
  write quin "Two."
  desk inbox ombuds --json >/dev/null
  matter=$(matter_with ombuds "One.")
  room forget quin >/dev/null
  jq -nc --arg matter "$matter" --arg id $id '{do: "say", $matter, $id, text: "Good day."}' >say.line
  cat say.line say.line | lines desk ombuds
  same "an answer under its id is given once" "0 true true" "$(cat lines.status) $(jq -s 'map(.ok)[]' lines.out | paste -sd' ')"
  check "what a desk must know stands in the answer" jq -se '.[0].withdrawn == 1' lines.out
  same "and not on standard error" "" "$(cat lines.err)"
  jq -c '.text = "Another."' say.line | lines desk ombuds
  same "another answer under this id is not taken for given" "2 2" "$(cat lines.status) $(jq .exit lines.out)"
  check "but told" jq -e '.error | test("this id was used for something else")' lines.out
  jq -nc --arg matter "$matter" --arg id ${id//0/f} '{do: "note", $matter, $id, text: "First."}' >note.line
  jq -c '.text = "Second."' note.line | cat note.line note.line - | lines desk ombuds
  same "nor is another note under a note's" "true true 2" "$(jq -s 'map(.ok // .exit)[]' lines.out | paste -sd' ')"
  same "nor was it" "visitor: One.,ombuds: Good day." "$(talk pat | paste -sd,)"
}

# opened PROCESS PATH
opened() { readlink "/proc/$1"/fd/* | grep -q "/$2$"; }

# Two programs at one desk: each looks once for all its lines, waits until the other has kept its vault, and undoes none of its work.
two_at_once() {
  local content=longwood matter i program
  open_office
  arrive pat
  write pat "One."
  matter=$(matters ombuds)
  exec 6<state/alcove
  flock 6
  echo '{"do": "inbox"}' | "$build/alcove" desk "do" "$url" --words-file ombuds.words >out 6<&- &
  program=$!
  started $program
  soon opened "$program" state/alcove
  sleep 0.4
  check "a look waits while another program of this device keeps its vault" kill -0 "$program"
  same "and has told nothing yet" 0 "$(stat -c %s out)"
  exec 6<&-
  check "and then is done" wait "$program"
  check "and told" jq -e .ok out
  for i in {1..6}; do jq -nc --arg matter "$matter" --arg text "First $i" '{do: "say", $matter, $text}'; done >first.in
  for i in {1..6}; do jq -nc --arg matter "$matter" --arg text "Second $i" '{do: "say", $matter, $text}'; done >second.in
  alcove desk "do" "$url" --words-file ombuds.words <first.in >first.out &
  program=$!
  alcove desk "do" "$url" --words-file ombuds.words <second.in >second.out
  wait $program
  same "of two that answer at once each is told of its own" "6 6" "$(grep -c '"ok":true' first.out) $(grep -c '"ok":true' second.out)"
  same "and all of it is said, once" 12 "$(talk pat | grep -c '^ombuds: ')"
  stop
  sqlite3 office/store.db "DELETE FROM vault"
  serve
  same "what the device keeps is the newer of both" 12 "$(heard ombuds | grep -c '^ombuds: ')"
}

say_it() { echo "In plain words." | room say pat; }

both story
side_by_side helped as_lines two_at_once
end
