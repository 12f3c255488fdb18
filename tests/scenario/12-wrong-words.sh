#!/usr/bin/env bash
# Nobody learns whether somebody has been here (R6): wrong words find what an empty room finds, in the same requests
# and answers; mistyped ones are told at home, without asking anybody.
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

shape_of() { # shape_of WHO: what this visitor's reading looks like from outside, and what it says
  : >shape
  room read "$1" >"$1.plain" 2>&1
  room read "$1" --json >>"$1.plain" 2>&1
  cp shape "$1.shape"
}

story() {
  local words
  open_office
  start_proxy pass
  arrive new
  arrive gone
  write gone "To be forgotten."
  room forget gone >/dev/null
  arrive lives
  write lives "Somebody is here."
  # words of the right form that nobody was ever given here: another office's
  alcove office init elsewhere --from "$root/offices/$content" --words-file strange.words >/dev/null
  for who in new gone strange lives; do shape_of $who; done
  same "words that nobody has find nothing" '[]' "$(sed -n '/^\[/,$p' strange.plain | jq -c .)"
  check "what it says is what an unused room says" cmp strange.plain new.plain
  check "and what a forgotten one says" cmp strange.plain gone.plain
  check "its requests and answers are those of an unused room" cmp strange.shape new.shape
  check "those of a forgotten one" cmp strange.shape gone.shape
  check "and those of one with words in it" cmp strange.shape lives.shape
  check "requests were seen at all" grep -q '^POST /v1/exchange' strange.shape
  stop_proxy
  stop
  words=$(cat new.words)
  tr ' ' '\n' <<<"$words" | tac | tr '\n' ' ' >swapped.words
  echo "${words% *}" >six.words
  echo "${words% *} qwertz" >unknown.words
  fails "swapped words are told with the server down" 1 '^alcove: .*(order|word)' room read swapped
  fails "so is a missing one" 1 '(six|6|seven)' room read six
  fails "so is one that is not on the list, by its place" 1 '(seventh|7)' room read unknown
  fails "right words need the server" 1 'cannot be reached' room read new --retry 0
}

descriptor() {
  content=mit
  open_office
  arrive vi
  printf 'Read from a descriptor.' | alcove room say "$url" --words-fd 7 7<vi.words >/dev/null
  same "words can come by a file descriptor" "Read from a descriptor." \
    "$(alcove room read "$url" --words-fd 7 --json 7<vi.words | jq -r '.[].text')"
  same "in any case and spacing" 1 \
    "$(tr 'a-z ' 'A-Z\n' <vi.words | alcove room read "$url" --words-fd 0 --json | jq length)"
  fails "not from one that is closed" 1 '' alcove room read "$url" --words-fd 77
  fails "and not from a word that is no number" 1 'not a descriptor' alcove room read "$url" --words-fd seven
  chmod 644 vi.words
  check "a file that others can read is pointed out" grep -q 'can be read by others' <(room read vi 2>&1 >/dev/null)
}

both story
side_by_side descriptor
end
