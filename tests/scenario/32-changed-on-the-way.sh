#!/usr/bin/env bash
# Whoever stands between an office and its visitors can change what browsers are given, and what they are told to do with
# it. "alcove verify" asks as browsers do, for all that the office serves and for what it does not, and names what it finds.
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

pages() {
  begin
  seen "a page changed for one browser only" chromium 'html and [0-9]+ more, asked as Chromium: this is not the file that the office signed'
  seen "or for another" firefox 'asked as Firefox: this is not the file that the office signed'
  seen "the start changed for browsers only, but not the page that it is" start '^alcove: /, asked as Chromium and Firefox: this is not the file'
  seen "the start in another language" edition '^alcove: /es/: this is not the file'
  seen "a page changed for whoever goes there" navigation '^alcove: /room.html, asked as Chromium and Firefox: this is not the file'
  seen "a page changed where it travels compressed" zipped 'asked as Chromium and Firefox: this is not the file'
  seen "a page that leads elsewhere" redirect '^alcove: /desk.html: the server answers 302, not 200'
  seen "and the folder that does" folder '^alcove: /es( and [0-9]+ more)?: the header Location does not say'
  seen "another roster for browsers" office '^alcove: /v1/office, asked as Chromium and Firefox: this is not what others are shown'
}

unlisted() {
  begin
  seen "a page more" extra-page '^alcove: /contact.html: the server answers 200, not 404'
  seen "a page wherever one asks" any-page ': the server answers 200, not 404'
  seen "a page more beside the room" room-page '^alcove: /room/.*: the server answers 200, not 404'
  seen "words where there is nothing" nothing-speaks 'there is something where nothing should be'
  front cookie
  check "with --json it fails too" never alcove verify "$front" --json
  alcove verify "$front" --json >told.json 2>/dev/null || true
  check "and lists each path, what deviates, and who asked" \
    jq -e '.deviations | any(.path == "/") and all(.[]; .asked_as == ["Firefox"] and (.what | contains("Set-Cookie")))' told.json
  no_front
}

side_by_side pages unlisted
end
