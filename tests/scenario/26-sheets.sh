#!/usr/bin/env bash
# Every sheet of paper that an office can hand out, in each of its languages and on both sizes of paper: it names
# exceptions and danger, fits on its sheet, leads to this office, and is the same every time.
# On demand: sixty sheets are drawn, read and scanned.
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
# What an office's first page says of it: exceptions, danger, hours and place
said_on() {
  python3 - "$1" <<'END'
import html, os, re, sys
page = open(sys.argv[1], encoding="utf-8").read()
clauses = re.search(r'<ul class="clauses">(.*?)</ul>', page, re.S).group(1)
beside = open(os.path.join(os.path.dirname(sys.argv[1]), "danger.html"), encoding="utf-8").read()
danger = re.search(r'<section class="emergency".*?</section>', beside, re.S).group(0)
found = re.findall(r"<li[^>]*><span>(.*?)</span>", clauses, re.S) + re.findall(r"<p>([^<]*)</p>", danger)
for text in found:
    print(" ".join(html.unescape(text).split()))
END
}
# Blanks do not count: in small type they cannot be told from kerning.
holds_all() {
  local whole line
  whole=$(text_of "$1" | tr -d ' ')
  [ -s "$2" ] || { echo "nothing to look for"; return 1; }
  while IFS= read -r line; do
    has "$whole" "${line// /}" || { echo "not on it: $line"; return 1; }
  done <"$2"
}

# sheets OFFICE ADDRESS LANGUAGE...
sheets() {
  local office=$1 address=$2 language kind paper name page
  shift 2
  alcove site build "$root/offices/$office" --out site >/dev/null
  page=site/index.html
  for language; do
    said_on "$page" >said
    for kind in poster card opening; do
      for paper in a4 letter; do
        name="$kind, $language, $paper"
        check "$name: is made" order "$office" --kind "$kind" --language "$language" --paper "$paper"
        same "$name: has its pages" "$([ $kind = card ] && echo 2 || echo 1)" "$(pages_of sheet.pdf)"
        check "$name: names exceptions and danger" holds_all sheet.pdf said
        check "$name: says that it is a sample" \
          grep -qE 'A sample\. |Una muestra\. ' <(text_of sheet.pdf)
        check "$name: has the eight words in print" has "$(text_of sheet.pdf)" "$words"
        same "$name: nothing runs over the edge" "" "$(over_the_edge sheet.pdf)"
      done
      same "$kind, $language: the square leads to this office" "$address/#${words// /-}" "$(scan sheet.pdf)"
      cp sheet.pdf before.pdf
      order "$office" --kind $kind --language "$language" --paper letter
      check "$kind, $language: made again it is the same" cmp before.pdf sheet.pdf
    done
    page=site/es/index.html
  done
}

mit() { sheets mit https://ombuds.mit.example en es; }
longwood() { sheets longwood https://ombuds.longwood.example en; }
example() { sheets example https://ombuds.example.org en es; }

side_by_side mit longwood example
end
