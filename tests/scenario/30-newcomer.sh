#!/usr/bin/env bash
# Somebody's first day, and a script's: folders as people type them, two commands at once, and slips
# that are told as what they are.
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"
each_alone

found() { # found DIR NAME: makes an office there, with NAME.words
  alcove office init "$1" --from "$root/offices/mit" --words-file "$2.words" >found.out
}
whole() { alcove office check "$1" >/dev/null; }

folders() {
  mkdir here there disk
  ln -s there link
  ln -s nowhere broken
  check "a slash at the end of the folder's name" found new/ new
  check "makes the office it names" whole new
  check "an empty folder that is there, with a slash" found here/ here
  check "is filled" whole here
  same "and closed to others" 700 "$(stat -c %a here)"
  check "so is the one behind a link" found link link
  check "where it is" whole there
  mkdir point
  check "and the one where one is" env -C point "$build/alcove" office init . --from "$root/offices/mit" \
    --words-file ../point.words
  same "with an office in it and nothing besides" "ends keys lock public store.db" "$(find point -mindepth 1 -maxdepth 1 -printf '%f\n' | sort | paste -sd ' ')"
  fails "a link to nowhere is in use" 1 'is there already' found broken broken
  fails "a folder that is missing on the way is named" 1 'no folder a/b; make it first' found a/b/c abc
  fails "for the words, too" 1 'no folder a/b; make it first' found abc a/b/abc
  fails "words do not go into the office that will be" 1 'must not lie in' found abc abc/abc
  fails "nor to standard output" 1 'new files' alcove office init abc --from "$root/offices/mit" --words-file -
  fails "words and root key are two files" 1 'a file each' \
    alcove office init abc --from "$root/offices/mit" --words-file w --root-key w
  fails "what is needed and not given is a matter of the command line" 2 'are needed' alcove office init abc
  check "of all that nothing is left" never compgen -G 'a*'
  if mount -t tmpfs -o size=2m tmpfs disk 2>/dev/null; then
    check "a disk of its own is filled" found disk disk
    check "(it is still that disk)" mountpoint -q disk
    check "with a whole office" whole disk
  else
    skip "a disk of its own is filled" "mounting is not allowed here"
  fi
  found "it's mine" mine
  check "the next command can be copied" grep -qF "alcove serve 'it'\\''s mine' --listen" found.out
}

at_once() {
  local i matter numbers=()
  content=mit
  open_office
  arrive kim
  for i in 1 2 3 4 5; do write kim "Question $i" & numbers+=($!); done
  for i in "${numbers[@]}"; do wait "$i" || not_ok "a question was not taken"; done
  same "what five commands of one visitor say at once is there" "1 2 3 4 5" \
    "$(talk kim | sed -n 's/^visitor: Question //p' | sort | paste -sd ' ')"
  matter=$(matters ombuds)
  numbers=()
  for i in 1 2 3 4 5; do answer ombuds "$matter" "Reply $i" & numbers+=($!); done
  for i in "${numbers[@]}"; do wait "$i" || not_ok "a reply was not taken"; done
  same "so is what five commands of one ombuds answer at once" "1 2 3 4 5" \
    "$(talk kim | sed -n 's/^ombuds: Reply //p' | sort | paste -sd ' ')"
  same "and the desk sees each of them once" 10 "$(heard ombuds | wc -l)"
  for i in 1 2 3; do
    alcove office enroll office --name "Colleague $i" --words-file "c$i.words" 2>/dev/null >"code$i"
  done
  numbers=()
  for i in 1 2 3; do
    alcove office accept office "$(cat "code$i")" --root-key ombuds.words.root-key --words-file ombuds.words \
      >/dev/null & numbers+=($!)
  done
  for i in "${numbers[@]}"; do wait "$i" || not_ok "a colleague was not taken in"; done
  same "three who are taken in at once are all on the roster" 3 \
    "$(alcove office check office 2>/dev/null | grep -c '^Colleague')"
  same "on the device one vault is kept, and nothing else" 1 "$(find state -type f | wc -l)"
}

slips() {
  content=mit
  open_office
  arrive kim
  write kim "Hello?"
  same "the host's name may be typed in capitals" 1 \
    "$(alcove room read "HTTP://LOCALHOST:$port/" --words-file kim.words --json | jq length)"
  fails "words and text cannot both come from standard input" 1 'standard input is the text' \
    alcove room say "$url" --words-file - <kim.words
  head -c 5000 /dev/zero | tr '\0' 'a' >large.words
  fails "a file that is too large for words is told as such" 1 'too long' room read large
  fails "new words need their file" 2 'is needed' room renew kim
  code=$(alcove office enroll office --name "Robin O'Vale" --words-file robin.words 2>/dev/null)
  fails "nobody is said to join before the roster is signed" 1 'mistyped|does not open|passphrase' \
    alcove office accept office "$code" --root-key ombuds.words.root-key --words-file kim.words
  check "(with the right words, they do)" grep -q "Robin O'Vale joins" \
    <(alcove office accept office "$code" --root-key ombuds.words.root-key --words-file ombuds.words)
  stop
  : >server.err
  launch office "--listen=127.0.0.1:$port"
  same "a server's option may be one word, too" "127.0.0.1:$port" "$address"
  stop
  cp office/keys keys.kept
  truncate -s 100 office/keys
  : >server.err
  launch office
  check "a damaged office is told as damaged" grep -q 'is damaged' server.err
  cp keys.kept office/keys
  serve
  same "put right, nothing is lost" "visitor: Hello?" "$(talk kim)"
}

side_by_side folders at_once slips
end
