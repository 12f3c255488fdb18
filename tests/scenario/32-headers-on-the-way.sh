#!/usr/bin/env bash
# What a front may add to an office's answers, and what it may not: the headers that tell browsers what a page may do are the
# office's, and "alcove verify" names each that is missing, weaker or new.
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

# front CHANGE: one that makes this change (front.py) before the server; $front is its address
front() {
  rm -f front.port
  mkfifo front.port
  python3 "$helpers/front.py" "$port" "$1" >front.port 2>>front.err &
  fronting=$!
  started "$fronting"
  read -r front_port <front.port
  front=http://127.0.0.1:$front_port
}
no_front() {
  kill "$fronting"
  wait "$fronting" 2>/dev/null || true
}
# seen NAME CHANGE PATTERN: verify says so, in a sentence, and ends with 1
seen() {
  front "$2"
  fails "$1" 1 "$3" alcove verify "$front"
  no_front
}

begin() {
  content=example
  open_office
}

honest() {
  begin
  check "an office that serves what it signed is in order" grep -q 'each as signed, for browsers too' <(alcove verify "$url" 2>&1)
  front none
  check "behind a front that changes nothing too" alcove verify "$front"
  same "and nothing deviates" '[]' "$(alcove verify "$front" --json 2>/dev/null | jq -c .deviations)"
  no_front
  front plain-front
  check "a front may say its name and the time" alcove verify "$front"
  no_front
}

headers() {
  begin
  seen "no policy for what a page may do" no-policy 'the header Content-Security-Policy is missing'
  seen "a weak one" weak-policy 'the header Content-Security-Policy does not say what'
  seen "two of them" second-policy 'the header Permissions-Policy comes more than once'
  seen "no policy for scripts without digest" no-integrity 'the header Integrity-Policy is missing'
  seen "Refresh" refresh 'asked as Chromium and Firefox: it carries a header that no office sends: Refresh'
  seen "a cookie" cookie 'asked as Firefox: it carries a header that no office sends: Set-Cookie'
  seen "a script served as text" script-as-text '\.js and [0-9]+ more: the header Content-Type does not say what'
  seen "pages that browsers are told to keep" kept 'the header Cache-Control does not say what'
}

side_by_side honest headers
end
