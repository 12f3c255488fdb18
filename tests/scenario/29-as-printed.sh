#!/usr/bin/env bash
# A newcomer copies the README's commands, one after the other: each does what is printed below it, in a folder that holds
# nothing but the programs and the sample offices, and with an office of the fewest answers.
# shellcheck disable=SC2317 # the stories are called by name
. "$(dirname "$0")/lib.sh"

# What `./run` leaves behind: the sample office, opened.
as_run_leaves_it() {
  ln -s "$build" build
  ln -s "$root/offices" offices
  mkdir -p data/keys
  alcove office init data/example --from offices/example --words-file data/keys/example.words >/dev/null
  launch data/example --listen 127.0.0.1:0
  port=${address##*:}
}

# printed: the README's commands and what it shows of them, one a line: "$ command" or "> shown". A command that goes on
# with the next line is one here. In a block without "$" every line is a command.
printed() {
  awk '
    /^```/ { if (inside) inside = 0; else { inside = 1; n = 0 } next }
    !inside { next }
    { n++ }
    n == 1 { prompts = /^\$ / }
    held != "" { sub(/^ */, ""); $0 = held " " $0; held = "" }
    !prompts && !/^\$ / { $0 = "$ " $0 }
    /^\$ .*\|$/ { held = $0; next }
    { print /^\$ / ? $0 : "> " $0 }
  ' "$root/README.md"
}

# Names of matters and dates are each machine's own.
without_its_own() { sed -E 's/Matter [0-9a-z]+/Matter …/; s/[0-9]{4}-[0-9]{2}-[0-9]{2}/DATE/'; }

# Enter for all but what has to be answered
fewest_answers() {
  printf '%s\n' 'Ombuds Office' '' 'The university' '' '' 'Students' 'Robin Vale' '' '' '' '' '' '' '' '' '911' '' '' '' '' '' yes
}

# It goes on until it is ended: looked at, and ended.
preview() {
  local where number
  $1 >preview.out 2>&1 </dev/null &
  number=$!
  started $number
  soon grep -qo 'http://[^ ]*' preview.out
  where=$(grep -o 'http://[^ #]*' preview.out | head -n 1)
  soon curl -fsS -o preview.html "$where"
  kill "$number"
  grep -q 'Ombuds Office' preview.html
}

try() {
  case $1 in
    *'office new'*) eval "$1" >out < <(fewest_answers) ;;
    *'site preview'*) : >out; preview "${1%%#*}" ;;
    *) eval "$1" >out </dev/null ;;
  esac
}

commands() {
  local line command='' count=0
  as_run_leaves_it
  while IFS= read -r line <&3; do
    case $line in
      '$ '*)
        command=${line#$ }
        command=${command//:8081\//:$port/}
        count=$((count + 1))
        check "$command" try "$command"
        without_its_own <out >out.same
        ;;
      '> '*'[…'*|'> ') ;;
      *) check "shows: ${line#> }" grep -qxF -- "$(without_its_own <<<"${line#> }")" out.same ;;
    esac
  done 3< <(printed)
  same "every command was tried" "$(grep -cE '^(\$ |build/alcove )' "$root/README.md")" "$count"
  check "the newcomer's office is made" test -e our-office/keys
  check "and a poster" test -s poster.pdf
}

side_by_side commands
end
