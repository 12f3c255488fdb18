#!/usr/bin/env bash
# A server that withholds everybody's keys but one's makes "whoever is free" that one: who writes is told before it is
# sent. And one that goes on with keys that were stolen finds nobody who uses them, once the roster names the least.
# shellcheck disable=SC2031,SC2317 # the stories are called by name, each apart
. "$(dirname "$0")/lib.sh"

withheld() {
  local second here
  make_office
  second=$(jq -Rr 'capture("^(?<n>.*) is not enrolled yet: ").n // empty' init.out | head -n 1)
  serve
  enrol second "$second"
  arrive ada
  echo "May I ask?" | room say ada >said.out 2>said.err
  check "with all keys there is nothing to be told" test ! -s said.err
  start_proxy withhold
  echo "Is anybody there?" | room say ada >said.out 2>said.err
  here=$(grep -oF -e "$first" -e "$second" said.err | sort -u)
  same "one of the two is missing" 1 "$(wc -l <<<"$here")"
  same "and that is said in so many words" "alcove: cannot be written to today: $here" "$(cat said.err)"
  same "as JSON too" "[\"$here\"]" "$(echo "Once more." | room say ada --json 2>/dev/null | jq -c .not_today)"
  same "and by a line that only reads" "[\"$here\"]" "$(jq -nc '{do: "read"}' | room 'do' ada 2>/dev/null | jq -c .not_today)"
  same "and to a line" "[\"$here\"] null" "$(jq -nc '{do: "say", text: "A line."}' | room 'do' ada | jq -r '"\(.not_today) \(.recognised_by)"')"
  fails "to write to that one is refused" 1 'cannot be written to today' write ada "You?" --to "$here"
  stop_proxy
  check "without the withholding all is as before" jq -e '.not_today == []' <(jq -nc '{do: "read"}' | room 'do' ada)
  stop
}

recognised() {
  local second
  make_office
  second=$(jq -Rr 'capture("^(?<n>.*) is not enrolled yet: ").n // empty' init.out | head -n 1)
  serve
  enrol second "$second"
  arrive bea
  echo "To the second alone." | room say bea --to "$second" 2>one.err >/dev/null
  check "to one person there is nothing to warn of" test ! -s one.err
  same "as JSON it is told who would know" "[\"$second\"]" \
    "$(room read bea --json >/dev/null; echo "To anybody." | room say bea --json 2>free.err | jq -c .recognised_by)"
  check "before it is sent, on standard error" grep -q "^alcove: you have written to $second alone under these words" free.err
  echo "Again to anybody." | room say bea 2>again.err >/dev/null
  check "once, as then they know" test ! -s again.err
  stop
}

stolen() {
  each_alone # keys change between one message and the next
  make_office
  serve
  arrive cleo
  start_proxy pass
  write cleo "Before the theft."
  stop_proxy
  desk renew-seeds ombuds >renewed
  check "the desk says which serial the roster should name" grep -qF -- "--least '$first=2'" renewed
  same "as JSON too" 3 "$(desk renew-seeds ombuds --json | jq .serial)"
  fails "a serial that is none" 1 "a name and a number, as in 'Ombuds A=2', not '$first'" \
    alcove office renew office --root-key ombuds.words.root-key --words-file ombuds.words --least "$first"
  fails "nor for nobody" 1 'nobody by that name is on the roster: Nobody' \
    alcove office renew office --root-key ombuds.words.root-key --words-file ombuds.words --least Nobody=2
  start_proxy replay
  check "a hostile server goes on with the keys of before" write cleo "Under stolen keys."
  stop_proxy
  alcove office renew office --root-key ombuds.words.root-key --words-file ombuds.words --least "$first=3" >signed
  check "the root holder names it" grep -q "Day keys of $first below serial 3 are refused" signed
  fails "and never a lower one" 1 'below serial 3 are refused already' \
    alcove office renew office --root-key ombuds.words.root-key --words-file ombuds.words --least "$first=2"
  start_proxy replay
  fails "then nobody uses stolen keys" 1 'today' write cleo "To the thief."
  stop_proxy
  fails "the server serves them no more, either" 1 'today' write cleo "Before the desk was opened."
  desk inbox ombuds --json >before.json
  same "what had come is not lost" "visitor: Before the theft.
visitor: Under stolen keys." "$(jq -r '.[].messages[] | "\(.from): \(.text)"' before.json)"
  check "once the desk was opened it can be written to, the same day" write cleo "Under new keys."
  same "and that arrives" "visitor: Under new keys." "$(heard ombuds | tail -n 1)"
  stop
}

both withheld recognised stolen
end
