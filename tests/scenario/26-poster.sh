#!/usr/bin/env bash
# An office hands out paper: a poster, wallet cards, and what the ombuds says at the beginning of a talk. They lead to
# this office and no other, say where the promise ends, fit on their sheet, and are the same every time.
# shellcheck disable=SC2317 # the stories are called by name
. "$(dirname "$0")/lib.sh"

words='lisp unblock grimace goes postbox ladylike dock fastness'
export SOURCE_DATE_EPOCH=1795219200

# poster OFFICE [OPTION...]: of one of the offices here, or of a folder
poster() {
  local folder=$1
  shift
  [[ $folder == */* ]] || folder=$root/offices/$folder
  alcove poster "$folder" "$@"
}
# order OFFICE [OPTION...]: with what is always needed, into sheet.pdf
order() { poster "$1" --fingerprint "$words" --out sheet.pdf "${@:2}"; }

# On one line, in the order in which it was written
text_of() { pdftotext -raw "$1" - | tr -s '\n\f ' ' '; }
pages_of() { pdfinfo "$1" | sed -n 's/^Pages: *//p'; }
# What a telephone reads from the first page, each thing once
scan() {
  pdftoppm -r 150 -l 1 -gray "$1" "$1"
  zbarimg -q --raw "$1"-*.pgm 2>/dev/null | sort -u
  rm -f "$1"-*.pgm
}
# Words that come closer to an edge than a printer can print
over_the_edge() {
  pdftotext -bbox "$1" - | awk -F'"' '
    /<page / { width = $2; height = $4 }
    /<word / && ($2 < 17 || $4 < 17 || $6 > width - 17 || $8 > height - 17)'
}
what_it_says() {
  order mit
  poster_text=$(text_of sheet.pdf)
  for text in Confidential 'Off the record' Independent Informal 'leaves no record with the institution' \
    '+1 617 555 0100' 'https://ombuds.mit.example' 'Call, meet, come by'; do
    check "the poster says: $text" has "$poster_text" "$text"
  done
  check "what is not supplied is left out" lacks "$poster_text" 'Not supplied'
  order mit --kind opening
  opening=$(text_of sheet.pdf)
  for text in 'Who hears it' 'What is promised' 'Where the promise ends' 'stops no deadline' 'It is voluntary' \
    'By going on you accept' 'at the latest 30 days'; do
    check "the opening statement says: $text" has "$opening" "$text"
  done
  check "a screen reader finds its structure" grep -q '^Tagged: *yes' <(pdfinfo sheet.pdf)
  check "its date is the one given" grep -q '^CreationDate: *Sat Nov 21 00:00:00 2026' <(TZ=UTC pdfinfo sheet.pdf)
  check "its title is the office's" grep -q '^Title: *MIT Ombuds Office (sample): Opening statement' <(pdfinfo sheet.pdf)
}

leads_in() {
  content=mit
  open_office
  own=$(alcove office fingerprint office)
  check "with the office's own words" poster mit --fingerprint "$own" --address "$url/" --out sheet.pdf
  same "the square holds address and words" "$url/#$own" "$(scan sheet.pdf)"
  check "and who follows it gets in" alcove room new "$(scan sheet.pdf)" --words-file kim.words --json
  order mit --address "$url"
  fails "with another's words, who follows it is kept out" 1 '.' \
    alcove room new "$(scan sheet.pdf)" --words-file pat.words --json
}

# edited FROM TO: the example, in ./ours, with one text of its office.yaml changed
edited() {
  rm -rf ours
  cp -r "$root/offices/example" ours
  python3 - "$1" "$2" <<'END'
import sys
path = "ours/office.yaml"
text = open(path, encoding="utf-8").read()
assert sys.argv[1] in text
open(path, "w", encoding="utf-8").write(text.replace(sys.argv[1], sys.argv[2]))
END
}
long() { python3 -c 'import sys; print(("unusually long words without end " * 99)[:int(sys.argv[1])].strip())' "$1"; }

long_texts() {
  local kind place
  place='hours: {en: "Monday to Friday, 9 am to 5 pm; Thursdays until 8 pm"'
  edited "$place" "hours: {en: \"$(long 200)\""
  for kind in poster card opening; do
    check "long hours make smaller type: $kind" order ./ours --kind $kind
    same "and run over no edge" "" "$(over_the_edge sheet.pdf)"
  done
  edited 'phone: 555-0142' "phone: $(printf '5%.0s' {1..200})"
  check "one word that is longer than a line is broken" order ./ours
  same "and runs over no edge" "" "$(over_the_edge sheet.pdf)"
  check "and is there whole" has "$(text_of sheet.pdf | tr -d ' ')" "$(printf '5%.0s' {1..200})"
  edited 'phone: 555-0142' 'phone: 555-0142'
  python3 - "$(long 990)" <<'END'
import re, sys
path = "ours/office.yaml"
text = open(path, encoding="utf-8").read()
more = "".join(f"  - {{id: more-{i}, version: 1, since: 2026-01-01, text: {sys.argv[1]}}}\n" for i in range(10))
open(path, "w", encoding="utf-8").write(text.replace("exceptions:\n", "exceptions:\n" + more, 1))
END
  rm -f sheet.pdf
  for kind in poster card opening; do
    fails "what fits in no type is refused, by its name: $kind" 1 "do not fit on a $kind.*exceptions" order ./ours --kind $kind
  done
  check "and nothing is written" test ! -e sheet.pdf
}

other_letters() {
  local nobodys=$'\U10FFFD'
  edited 'languages: [en, es]' 'languages: [ar, en]'
  sed -i -E 's/\ben: /ar: /; s/\bes: /en: /; s/\{en: /{ar: /g; s/, es: /, en: /g' ours/office.yaml
  edited_name='مكتب أمين المظالم'
  sed -i "s/ar: Ombuds Office of Brindlewick Valley (sample)/ar: $edited_name/" ours/office.yaml
  rm -rf ours/guides ours/entries ours/policies.yaml ours/principles.yaml ours/practice.yaml
  sed -i '/^entries:/,$d; /^back_up:/d' ours/office.yaml
  for kind in poster card opening; do
    check "from right to left: $kind" order ./ours --kind $kind
    same "nothing runs over the edge" "" "$(over_the_edge sheet.pdf)"
    same "and the square can be read" "https://ombuds.example.org/#${words// /-}" "$(scan sheet.pdf)"
  done
  # the last of Unicode's private ones: whatever fonts a machine has, this is in none of them
  edited 'place: {en: "The old ferry house' "place: {en: \"$nobodys The old ferry house"
  rm sheet.pdf
  fails "letters that no font here has are not left out in silence" 1 "no font of this machine.*$nobodys" order ./ours
  check "and nothing is written" test ! -e sheet.pdf
}

refusals() {
  fails "an unknown kind" 2 "poster, card or opening, not 'flag'" order mit --kind flag
  fails "an unknown paper" 2 "a4 or letter, not 'a3'" order mit --paper a3
  fails "no fingerprint" 2 "alcove office fingerprint" poster mit --out sheet.pdf
  fails "seven words" 2 'Eight words are needed, and here are 7' poster mit --out sheet.pdf --fingerprint "${words% *}"
  fails "a word that is none" 2 'Word 1, .lisq., is not on the list; near it: lisp' \
    poster mit --out sheet.pdf --fingerprint "lisq${words#lisp}"
  fails "no file" 2 '--out FILE is needed' poster mit --fingerprint "$words"
  fails "an option of another verb" 2 'no such option' alcove site build "$root/offices/mit" --out site --kind card
  fails "an address that is not the office's" 1 'https://ombuds.example is not an address of this office' \
    order mit --address https://ombuds.example
  fails "an address without its port" 1 'give --address with one' order mit --address 'http://127.0.0.1:*'
  fails "a language in which the office does not write" 1 "not written in 'es'" order longwood --language es
  fails "a folder that is not there" 1 'nowhere' order ./nowhere
  edited 'phone: 555-0142' 'phone: not supplied'
  check "without a telephone there is still the place" order ./ours
  sed -i 's/^  place: .*/  place: not supplied/' ours/office.yaml
  fails "with neither, paper would lead to a screen only" 1 'neither reach.phone nor reach.place' order ./ours
  check "none of that left a site" test ! -e site
  fails "a folder that is not there to write into" 1 'nowhere/sheet.pdf: No such file' \
    poster mit --fingerprint "$words" --out nowhere/sheet.pdf
  fails "a full disk" 1 '/dev/full: No space left' poster mit --fingerprint "$words" --out /dev/full
  check "a device is left where it is" test -c /dev/full
}

side_by_side what_it_says leads_in long_texts other_letters refusals
end
