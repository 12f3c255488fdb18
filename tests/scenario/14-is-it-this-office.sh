#!/usr/bin/env bash
# The visitor must be able to trust that it is this office (R23): the poster's eight words, the signed roster, and a
# server that shows an old or an expired one. Anybody can check the signature without Alcove.
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

fingerprint() { alcove office fingerprint "$1"; }

sql() { sqlite3 office/store.db "$1"; }

story() {
  local own foreign
  open_office
  alcove office init elsewhere --from "$root/offices/$content" --words-file elsewhere.words >/dev/null
  own=$(fingerprint office)
  foreign=$(fingerprint elsewhere)
  arrive mo
  same "the poster's words are in what the office shows" "$own" "$(fingerprint "$url")"
  same "and in what init said" "$own" "$(sed -n 's/^Fingerprint: //p' init.out)"
  plain=$url
  url="$plain/#$own"
  check "the poster's words let one in" write mo "By the poster's link."
  url="$plain/#$(tr 'a-z-' 'A-Z.' <<<"$own")"
  check "the case and what joins them do not matter" room read mo
  url="$plain/#$foreign"
  fails "another office's words keep one out" 1 'not the office of the link' room read mo
  fails "nothing is sent there" 1 'nothing was sent' room say mo <<<"For somebody else."
  fails "the desk keeps out too" 1 'not the office of the link' desk inbox ombuds
  url="$plain/#only-three-words"
  fails "what are not eight words is told as such" 1 'not eight words' room read mo
  url=$plain
  same "nothing came of it" "visitor: By the poster's link." "$(heard ombuds)"
  for url in "ftp://127.0.0.1:$port" "http://ombuds.example" "127.0.0.1 $port" ""; do
    fails "no office has the address '${url%:*}'" 1 "not an office's address" room read mo
  done
}

checked() {
  content=mit
  open_office
  curl -s "$url/v1/office" -o office.json
  jq -j .roster office.json >roster
  jq -j .signature office.json >roster.minisig
  jq -r .root office.json >root.pub
  check "minisign itself verifies the roster" minisign -Vm roster -P "$(tail -n 1 root.pub)"
  sed 's/"serial":1/"serial":2/; s/"serial": 1/"serial": 2/' roster >forged
  check "and refuses it once a figure is changed" never minisign -Vm forged -x roster.minisig -P "$(tail -n 1 root.pub)"
  check "alcove verify finds what is served as signed" grep -q 'each as signed' <(alcove verify "$url" 2>/dev/null)
  page=$(find office/public -type f -name '*.html' | head -n 1)
  cp "$page" page.kept
  echo "<!-- somebody was here -->" >>"$page"
  stop
  serve
  fails "and says which page was changed" 1 'is not the file that the office signed' alcove verify "$url"
  cp page.kept "$page"
  stop
  serve
  check "put back, all is well" alcove verify "$url"
}

older() {
  content=longwood
  open_office
  arrive mo
  desk inbox ombuds --json >/dev/null
  stop
  sql "SELECT quote(name), quote(bytes) FROM document" |
    sed "s/^\(.*\)|\(.*\)$/INSERT OR REPLACE INTO document VALUES(\1,\2);/" >old.sql
  serve
  alcove office renew office --root-key ombuds.words.root-key --words-file ombuds.words >/dev/null
  desk inbox ombuds --json >/dev/null
  days_later 1
  desk inbox ombuds --json >/dev/null
  days_later 0
  stop
  sqlite3 office/store.db <old.sql
  serve
  fails "a desk that has seen a newer roster refuses an older one" 1 'older' desk inbox ombuds
  stop
  sql "UPDATE document SET bytes = CAST(replace(CAST(bytes AS TEXT), 'sample', 'simple') AS BLOB) WHERE name = 'roster'"
  : >server.err
  check "a server does not serve a roster whose signature does not hold" never serve
}

both story
side_by_side checked older
end
