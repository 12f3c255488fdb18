#!/usr/bin/env bash
# A call on files fails while a command runs, each in its turn: either the command says so, and nothing of what it did
# is left, or it has done its work; the same command then works, and what was acknowledged is read once.
# Randomness that is refused ends the program at once instead: nothing is sent or written that could be guessed.
#
# What is written is written last: so of a command's calls the last are tried one by one, and fewer and fewer before
# them; with ALCOVE_FAULT_STRIDE each so many-th.
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/../scenario/lib.sh"
each_alone

# failing WHICH COMMAND...: as alcove; what it said is in ./out and ./err, and $status is how it ended
failing() {
  local which=$1
  shift
  status=0
  # the shell itself has something to say of programs that abort
  { LD_PRELOAD=$library ALCOVE_FAIL="$kind $which" "$build/alcove" "$@" >out 2>err || status=$?; } 2>/dev/null
}
library=$build/tests/unit/libfailing.so
kind=files
ABORTED=134

# numbers TOTAL LAST: which of so many calls fail, and after each fourth of these all others too
numbers() {
  local back=0 tried=0
  while [ $back -lt "$1" ]; do
    tried=$((tried + 1))
    if [ $((tried % 4)) -eq 0 ]; then echo "$(($1 - back))+"; else echo $(($1 - back)); fi
    back=$((back + ${ALCOVE_FAULT_STRIDE:-$((back < $2 ? 1 : 1 + 2 * back))}))
  done
}

trouble() { echo "$which: $*" | cat - err >>trouble; }

# each NAME LAST TRY LOOK [PROGRAM]: TRY, by way of failing "$which", as often as its calls can fail in PROGRAM; after
# each time LOOK complains of what is not right
each() {
  local name=$1 try=$3 look=$4 program=${5:-alcove} which total n=0
  : >trouble
  which="0 $program"
  $try
  total=$(sed -n 's/ calls$//p' err)
  [ "${total:=0}" -gt 0 ] || trouble "not one call was counted"
  $look
  for which in $(numbers "$total" "$2"); do
    which="$which $program"
    $try
    n=$((n + 1))
    case $kind:$status:$(grep '^failing now' err) in
      files:0:?*) ;;
      files:1:?*) grep -qE '^alcove( site)?: ' err || trouble "nothing is said" ;;
      randomness:$ABORTED:?*) [ ! -s out ] || is_sent || trouble "it spoke as if all were well" ;;
      randomness:0:) ;; # how much it needs is not always the same
      *) trouble "it ended with $status" ;;
    esac
    $look
  done
  check "$name ($n of $total)" quiet
}
quiet() { head -c 1500 trouble && [ ! -s trouble ]; }

# Whether to look closer this time, which takes longer than the try itself.
looked=0
now_and_then() {
  looked=$((looked + 1))
  [ -n "${ALCOVE_FAULT_STRIDE:-}" ] || [ $((looked % 12)) -eq 0 ]
}

# left NAME...: there is nothing but these in ./try
left() { same_words "$(ls -A try)" "$*" || trouble "left in the folder: $(ls -A try), not $*"; }
same_words() { [ "$(xargs <<<"$1")" = "$(xargs <<<"$2")" ]; }

# ---- a visitor ----

new_words() { failing "$which" room new "$url" --words-file try/words --json; }
words_are_whole() {
  if [ "$status" = 0 ]; then
    left words
    [ "$(wc -lw <try/words | xargs)" = "1 7" ] || trouble "the words are not whole"
    rm try/words
  fi
  left
  alcove room new "$url" --words-file try/words --json >/dev/null || trouble "and then not without the failure"
  rm try/words
}

said=()
say_one() {
  failing "$which" room say "$url" --words-file joy.words <<<"Said at $kind $which."
  ! { [ "$status" = 0 ] || is_sent; } || said+=("visitor: Said at $kind $which.")
}
# It is told once it is true, before the visit is filled up with exchanges that fetch nothing.
is_sent() { grep -q '^Sent to ' out; }
nothing_more() { :; }
# What went out before the end was told of is there, as after a power cut.
may_be_sent() {
  [ "$status" = 0 ] || is_sent || ! talk joy | grep -qxF "visitor: Said at $kind $which." || said+=("visitor: Said at $kind $which.")
}

read_all() { failing "$which" room read "$url" --words-file joy.words --json; }
all_is_read() {
  [ "$status" != 0 ] || [ "$(jq length out)" = ${#said[@]} ] || trouble "$(jq length out) messages are read"
}

visitor() {
  content=mit
  open_office
  mkdir try
  each "new words are whole, or not there, and nothing else is" 3 new_words words_are_whole
  arrive joy
  each "a visitor's message is sent or refused" 3 say_one nothing_more
  same "what was acknowledged is there, once" "$(printf '%s\n' "${said[@]}")" "$(talk joy | sed '/^$/d')"
  each "the conversation is shown whole or not at all" 3 read_all all_is_read
  kind=randomness
  each "without randomness there are no words" 2 new_words words_are_whole
  each "without randomness a message is sent whole, or not at all" 2 say_one may_be_sent
  same "nor is anything lost" "$(printf '%s\n' "${said[@]}")" "$(talk joy | sed '/^$/d')"
}

# ---- a desk and the vault it keeps ----

open_desk() { failing "$which" desk inbox "$url" --words-file ombuds.words --keep-in try --json; }

# The vault on this device is the one before, or the next.
kept_is_whole() {
  left "$vault"
  [ "$(stat -c %s "try/$vault")" -ge "$(stat -c %s kept)" ] || trouble "the kept vault was cut off"
  [ "$(version "try/$vault")" -ge "$(version kept)" ] || trouble "the kept vault is an older one"
  cp "try/$vault" kept
  ! now_and_then || alcove desk inbox "$url" --words-file ombuds.words --keep-in try >/dev/null || trouble "and then not without the failure"
}
version() { head -c 4 "$1" | od -An -tu4 --endian=big | xargs; }

# A conversation has 64 places a day: they take turns.
answered=()
turn=0
answer_one() {
  turn=$((1 - turn))
  failing "$which" desk say "$url" "${matter[$turn]}" --words-file ombuds.words --keep-in try <<<"Answered at $kind $which."
  [ "$status" != 0 ] || answered+=("ombuds: Answered at $kind $which.")
}

# Once each; those whose command failed may have gone out.
read_once() {
  { talk joy && talk sam; } | sed -n '/^ombuds/p' | sort >read.out
  printf '%s\n' "${answered[@]}" | sort >acknowledged
  [ -z "$(uniq -d read.out)" ] && [ -z "$(comm -13 read.out acknowledged)" ]
}

desk_story() {
  content=longwood
  open_office
  arrive joy
  arrive sam
  write joy "From Joy."
  write sam "From Sam."
  mkdir try
  which=none open_desk
  vault=$(ls try)
  cp "try/$vault" kept
  matter=("$(jq -r '.[0].matter' out)" "$(jq -r '.[1].matter' out)")
  each "a desk is opened, and keeps a whole vault" 4 open_desk kept_is_whole
  each "a desk answers, and keeps a whole vault" 3 answer_one kept_is_whole
  stop
  serve # anew: one server takes 64 logins a minute, and has had many
  kind=randomness
  each "without randomness a desk is not opened" 2 open_desk kept_is_whole
  each "without randomness a desk does not answer" 2 answer_one kept_is_whole
  check "a desk then still has every message, once" \
    test "$(alcove desk inbox "$url" --words-file ombuds.words --keep-in try --json | jq '[.[].messages[] | select(.from == "visitor")] | length')" = 2
  check "what a desk answered is read, once" read_once
}

# ---- those who keep an office ----

found() { failing "$which" office init try/office --from "$root/offices/example" --words-file try/words --root-key try/root; }
office_is_whole() {
  if [ "$status" = 0 ]; then
    left office root words
    alcove office publish try/office --from "$root/offices/example" --root-key try/root --words-file try/words >/dev/null ||
      trouble "the office is not whole"
    rm -r try/*
  fi
  left
  now_and_then || return 0
  alcove office init try/office --from "$root/offices/example" --words-file try/words >/dev/null ||
    trouble "and then not without the failure"
  rm -rf try/*
}

# What was begun stays where it was made, as after a power cut: nobody has its keys.
no_office_is_made() {
  [ "$status" = 0 ] || rm -rf try/office.making-*
  [ "$status" = 0 ] || left
  rm -rf try/*
}

founding() {
  mkdir try
  each "an office is made whole or not at all" 6 found office_is_whole
  kind=randomness
  each "without randomness no office is made" 2 found no_office_is_made
}

enrol_one() { failing "$which" office enroll office --name "Bo" --words-file try/words; }
code_is_whole() {
  if [ "$status" = 0 ]; then
    left words
    grep -q '^alcove-enrol-1\.' out || trouble "there is no code"
    rm try/words
  fi
  left
}

# accept_one, then accept again: it says whether it was done
key=(--root-key ombuds.words.root-key --words-file ombuds.words)
accept_one() {
  rm -rf try/*
  cp -a office try/
  failing "$which" office accept try/office "$code" "${key[@]}"
}
accepted_or_not() {
  left office
  alcove office accept try/office "$code" "${key[@]}" >again.out 2>again.err || true
  if grep -q 'on the roster already' again.err; then return; fi
  [ "$status" = 1 ] || trouble "the new person was forgotten"
  grep -q 'joins the office' again.out || trouble "and then not without the failure: $(cat again.err)"
}

publish_one() { failing "$which" office publish try/office --from "$root/offices/example" "${key[@]}"; }
pages_are_whole() {
  left office
  diff -r office/public try/office/public >diff.out 2>&1 || trouble "the pages are not whole: $(cat diff.out)"
  [ -z "$(find try/office -name '*making*')" ] || trouble "left in the office: $(ls -A try/office)"
  alcove office check try/office >/dev/null || trouble "the office is not whole"
  ! now_and_then || alcove office publish try/office --from "$root/offices/example" "${key[@]}" >/dev/null ||
    trouble "and then not without the failure"
}

build_one() { failing "$which" site build "$root/offices/example" --out try/public; }
site_is_whole() {
  [ -e try/public ] || [ "$status" = 1 ] || trouble "there are no pages"
  [ ! -e try/public ] || diff -r whole try/public >diff.out 2>&1 || trouble "the pages are not whole: $(cat diff.out)"
  [ ! -e try/public ] || [ "$status" = 0 ] || trouble "pages in spite of the failure"
  rm -rf try/public
  left
}

# Pages of somebody else's are never taken for an older site of ours.
build_over() {
  rm -rf try/public
  mkdir try/public
  echo mine >try/public/mine
  failing "$which" site build "$root/offices/example" --out try/public
}
others_are_left() {
  [ "$(ls -A try/public)" = mine ] || trouble "another's folder was written over"
  [ "$status" = 1 ] || trouble "pages in another's folder"
  left public
}

keeping() {
  local content=example
  make_office
  mkdir try
  each "words for a new person are whole, with their code, or not there" 3 enrol_one code_is_whole
  code=$(alcove office enroll office --name "Bo" --words-file bo.words 2>/dev/null)
  each "a person is on the roster or not" 3 accept_one accepted_or_not
  rm -rf try/*
  cp -a office try/
  each "an office's pages are made anew or stay" 3 publish_one pages_are_whole
  rm -rf try/*
  alcove site build "$root/offices/example" --out whole >/dev/null 2>&1
  each "a site is made whole or not at all" 3 build_one site_is_whole alcove-site
  each "a site is not made over another's folder" 3 build_over others_are_left alcove-site
}

# ---- a server without randomness ----

serve_one() {
  under=(env "LD_PRELOAD=$library" "ALCOVE_FAIL=$kind $which")
  : >server.err
  launch office --listen 127.0.0.1:0
  under=()
  if [ -n "$address" ]; then
    url=http://$address
    ! room say joy --retry 0 <<<"Said at $kind $which." >/dev/null 2>said.err || said+=("visitor: Said at $kind $which.")
    kill "$server" 2>/dev/null || true
  fi
  status=0
  wait "$server" 2>/dev/null || status=$?
  cp server.err err
  : >out
}

# Once each; one that was not acknowledged may be there.
all_is_kept() {
  port=0
  serve
  talk joy | sort >read.out
  stop
  [ -z "$(uniq -d read.out)" ] || trouble "something is there twice"
  [ -z "$(printf '%s\n' "${said[@]}" | sort | comm -13 read.out -)" ] || trouble "what was acknowledged is not there"
}

server_story() {
  content=example
  open_office
  arrive joy
  write joy "First."
  said=("visitor: First.")
  stop
  kind=randomness
  each "without randomness a server ends, and keeps what it acknowledged" 2 serve_one all_is_kept alcove-server
}

side_by_side desk_story founding server_story keeping visitor
end
