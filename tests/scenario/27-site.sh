#!/usr/bin/env bash
# What an office writes becomes its public pages: the same bytes every time, whole or not at all, never over anything
# else; published, they are listed and signed, and whoever changes one behind the office's back is found out.
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

export SOURCE_DATE_EPOCH=1795132800
site() { alcove site "$@"; }
build() { site build "$1" --out "$2" >>built.out; }
sums() { (cd "$1" && find . -type f -exec sha256sum {} + | sort -k 2); }
leftovers() { compgen -G '*.making-*'; }

same_bytes() {
  local content
  for content in mit longwood example; do
    build "$root/offices/$content" "$content"
    sums "$content" >first.sums
    build "$root/offices/$content" "$content"
    check "$content: made again over itself, it is the same to the byte" diff first.sums <(sums "$content")
    build "$root/offices/$content" other
    check "$content: so it is in place of another office's pages, of which nothing stays" diff first.sums <(sums other)
  done
  (umask 077 && build "$root/offices/mit" quiet)
  same "a web server can read all of it, whatever the umask" "" "$(find quiet ! -perm -o=r)"
  build "$root/offices/mit" other/
  check "a slash at the end means the same folder" diff <(sums mit) <(sums other)
  SOURCE_DATE_EPOCH=1767225600 build "$root/offices/example" early
  SOURCE_DATE_EPOCH=4102444800 build "$root/offices/example" late
  same "before all reviews no entry is past its own" 0 "$(grep -o 'class="past"' early/when-to-call.html | wc -l)"
  same "long after, each is" "$(grep -o 'class="attested"' late/when-to-call.html | wc -l)" "$(grep -o 'class="past"' late/when-to-call.html | wc -l)"
  fails "a day that is none is refused" 2 'SOURCE_DATE_EPOCH' env SOURCE_DATE_EPOCH=soon "$build/alcove" site build "$root/offices/mit" --out x
  check "nothing is left lying about" never leftovers
}

old_files() {
  cp -r "$root/offices/example" ours
  build ours pages
  check "a guide has its page" test -e pages/guides/when-you-lead.html
  rm ours/guides/when-you-lead*
  build ours pages
  check "taken out, it has none in any language" never test -e pages/guides/when-you-lead.html -o -e pages/es/guides/when-you-lead.html
}

never_over() {
  build "$root/offices/mit" pages
  mkdir -p papers
  echo "mine" >papers/thesis.txt
  fails "a folder with something else in it is refused" 1 'papers holds something else.*name a new folder' site build "$root/offices/mit" --out papers
  same "and as it was" "thesis.txt mine" "$(ls papers) $(cat papers/thesis.txt)"
  fails "so is a file" 1 'holds something else' site build "$root/offices/mit" --out papers/thesis.txt
  fails "no folder is made on the way" 1 'No such file' site build "$root/offices/mit" --out nowhere/pages
  ln -s pages link
  build "$root/offices/longwood" link
  check "a link stays one" test -L link
  check "and the folder it leads to has the new pages" grep -q Longwood pages/index.html
  mkdir point
  fails "the folder one is in is not taken away" 1 'cannot be exchanged as a whole' \
    env -C point "$build/alcove" site build "$root/offices/mit" --out .
  mkdir empty
  check "an empty folder will do" build "$root/offices/mit" empty
  fails "without --out nothing is made" 2 '--out' site build "$root/offices/mit"
  fails "without a folder neither" 2 'one folder is needed' site build --out pages
  fails "where there is no office either" 1 'office.yaml' site build empty --out pages2
  check "and nothing came of it" never test -e pages2
  check "nothing is left lying about" never leftovers
}

mistakes() {
  local line
  build "$root/offices/mit" pages
  sums pages >before.sums
  cp -r "$root/offices/mit" slipped
  sed -i 's/^writing: .*/writing: sometimes/' slipped/office.yaml
  line=$(grep -n '^writing:' slipped/office.yaml | cut -d: -f1)
  fails "a mistake is told with file, line and remedy" 1 "^slipped/office.yaml:$line: writing: .*sometimes.*Write full" \
    site build slipped --out pages
  check "and the old pages stay" diff before.sums <(sums pages)
  rm -r slipped
  cp -r "$root/offices/mit" slipped
  sed -i 's/^record:.*/record: perhaps/' slipped/entries/hr.yaml
  line=$(grep -n '^record:' slipped/entries/hr.yaml | cut -d: -f1)
  fails "in an entry too" 1 "^slipped/entries/hr.yaml:$line: record: .*perhaps" site build slipped --out pages
  check "and the old pages stay" diff before.sums <(sums pages)
}

# ended_at CALL N: the example's pages into pages, killed at the N-th call of this name
ended_at() {
  { strace -f -qq -o /dev/null -e "trace=$1" -e "inject=$1:signal=KILL:when=$2" "$build/alcove" site build "$root/offices/example" \
    --out pages; } >/dev/null 2>&1
}

interrupted() {
  local at ended=0
  build "$root/offices/mit" old
  build "$root/offices/example" new
  sums old >old.sums
  sums new >new.sums
  build "$root/offices/mit" pages
  for at in 'mkdirat 1' 'write 1' 'write 2' 'write 9' 'write 30' 'write 50'; do
    # shellcheck disable=SC2086 # a call and a number
    ended_at $at || ended=$((ended + 1))
    check "killed at $at, the old pages are whole" diff -q old.sums <(sums pages)
  done
  for at in 'unlinkat 1' 'unlink 1' 'unlink 30' 'rmdir 1'; do
    build "$root/offices/mit" pages
    check "what builds that were killed left goes with the next ($at)" never leftovers
    # shellcheck disable=SC2086
    ended_at $at || ended=$((ended + 1))
    check "killed at $at, the new ones are" diff -q new.sums <(sums pages)
  done
  check "it was killed in the middle ($ended times)" test $ended -ge 6
  mkdir pages.making-myself
  check "after which they are made as ever" build "$root/offices/mit" pages
  check "whole" diff old.sums <(sums pages)
  same "and what was left is gone, but for somebody else's folder" pages.making-myself "$(leftovers)"
  mkdir full.disk
  if mount -t tmpfs -o size=1600k tmpfs full.disk 2>/dev/null; then
    build "$root/offices/longwood" full.disk/pages
    sums full.disk/pages >before.sums
    fails "on a full disk it fails" 1 'full.disk/pages: No space' site build "$root/offices/example" --out full.disk/pages
    check "the old pages stay" diff before.sums <(sums full.disk/pages)
    same "and nothing else is there" "pages" "$(ls -A full.disk)"
    umount full.disk
  else
    skip "on a full disk it fails" "mounting is not allowed here"
  fi
}

page() { curl -s "$url/$1"; }
shows() { grep -q "$2" <(page "$1"); }
publish() { alcove office publish office --from ours --root-key ombuds.words.root-key --words-file ombuds.words; }

published() {
  content=mit
  open_office
  check "a new office shows its pages" grep -q 'imminent risk' <(page index.html)
  check "the first of them also without a name" diff <(page '') <(page index.html)
  check "each as signed" alcove verify "$url"
  arrive mo
  write mo "Before anything changed."
  cp -r "$root/offices/mit" ours
  sed -i 's/^  en: MIT Ombuds Office.*/  en: Ombuds Office of Tomorrow/; s/^name: .*/name: {en: Ombuds Office of Tomorrow, es: Oficina de mañana}/' ours/office.yaml
  serial=$(curl -s "$url/v1/office" | jq -r .roster | tail -n +2 | jq .serial)
  check "what changed is published" publish
  same "visitors are told at once, in a newer roster" "$((serial + 1)) Ombuds Office of Tomorrow" \
    "$(curl -s "$url/v1/office" | jq -r .roster | tail -n +2 | jq -r '"\(.serial) \(.office.name)"')"
  # it looks at the list every second
  check "the running server shows the new pages" soon shows index.html 'Ombuds Office of Tomorrow'
  check "each as signed" alcove verify "$url"
  check "in every language" shows es/index.html 'Oficina de mañana'
  same "what was said before is still there" "visitor: Before anything changed." "$(heard ombuds)"
  check "and talk goes on" write mo "And after."
  stop
  serve
  check "started again, it shows the same" shows index.html 'Ombuds Office of Tomorrow'
  sed -i 's/<\/h1>/, not<\/h1>/' office/public/es/index.html
  check "what is changed without being published is not shown" alcove verify "$url"
  stop
  serve
  fails "a page changed behind the office's back is found out, and named" 1 'es/index.html' alcove verify "$url"
  check "published again, all is well" publish
  check "(it is)" soon alcove verify "$url"
  sed -i '/^name:/d' ours/office.yaml
  roster=$(curl -s "$url/v1/office")
  fails "a mistake is told with its line" 1 '^ours/office.yaml:' publish
  same "and nothing is published" "$roster" "$(curl -s "$url/v1/office")"
  check "neither are pages" alcove verify "$url"
}

# leads ASKED PAGE: whoever asks so comes to this page
leads() { same "$1 leads to $2" "301 $url$2" "$(curl -s --path-as-is -o /dev/null -w '%{http_code} %{redirect_url}' "$url$1")"; }
nowhere() { same "$1 leads nowhere" 404 "$(curl -s --path-as-is -o /dev/null -w '%{http_code}' "$url$1")"; }

# What people type, paste and are sent
ways_in() {
  local words=able-acid-acorn-actor-adult-after-again-agent
  content=mit
  open_office
  leads /room /room.html
  leads /Room.html /room.html
  leads /ROOM.HTML /room.html
  leads /room.html. /room.html
  leads '/room.html),' /room.html
  leads '/room.html%E2%80%9D' /room.html
  leads '/room%20' /room.html
  leads //room.html /room.html
  leads /ES/index.html /es/index.html
  leads /Es /es
  leads '/%23' /
  leads /es/room /es/room.html
  leads "/room.html%23$words" "/room.html#$words"
  leads "/Room%23$words." "/room.html#$words"
  leads "/%23$words" "/#$words"
  leads "/room%23able%20acid" "/room.html#able-acid"
  for asked in /rooms /room.htm /admin /login /index.php /v1/office. /V1/office '/room%0d%0aSet-Cookie:%20a=b' /room/ /.well-known/x \
    "/$(printf 'a%.0s' {1..2000})" '/room.html/x'; do nowhere "$asked"; done
  same "nothing foreign gets into where it leads" "$url/room.html" \
    "$(curl -s -o /dev/null -w '%{redirect_url}' "$url/room%23%22%3E%3Cscript%3E")"
  same "what is posted is led nowhere" 405 "$(curl -s -o /dev/null -w '%{http_code}' -d x "$url/room")"
  check "all of it is as an office's server answers" alcove verify "$url"
}

side_by_side same_bytes old_files never_over mistakes interrupted published ways_in
end
