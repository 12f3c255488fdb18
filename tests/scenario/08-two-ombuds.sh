#!/usr/bin/env bash
# Both sides of a quarrel may be with different ombuds, and one visitor with two: each sees only what came to her, and
# from their vaults laid side by side nobody can tell that it is the same visitor (R6, R21, R22).
# shellcheck disable=SC2016,SC2031,SC2317 # jq has variables of its own; the stories are called by name, each apart
. "$(dirname "$0")/lib.sh"

known() { # known WHO NAME: what this desk's memory holds, opened with its words
  python3 "$helpers/open_vault.py" "$(echo "state-$1"/alcove/*.vault)" "$1.words" office.json "$2" shape.ends
}

story() {
  local second
  make_office
  second=$(jq -Rr 'capture("^(?<n>.*) is not enrolled yet: ").n // empty' init.out | head -n 1)
  serve
  # two desks are two machines
  mkdir state-ombuds state-second
  export XDG_STATE_HOME=$PWD/state-second
  enrol second "$second"
  curl -s "$url/v1/office" -o office.json
  check "a second ombuds joined while the server ran" \
    jq -e '.roster | split("\n")[1:] | join("\n") | fromjson | .serial == 2 and (.people | length) == 2' office.json
  arrive ines
  write ines "To the first: my chair and I no longer speak." --to "$first"
  write ines "To the second: I would like another pair of eyes." --to "$second"
  export XDG_STATE_HOME=$PWD/state-ombuds
  same "the first sees what came to her" "visitor: To the first: my chair and I no longer speak." "$(heard ombuds)"
  answer ombuds "$(matters ombuds)" "From the first: what would you want of him?"
  desk inbox ombuds --json --details >one.json
  export XDG_STATE_HOME=$PWD/state-second
  same "the second sees what came to her" "visitor: To the second: I would like another pair of eyes." "$(heard second)"
  answer second "$(matters second)" "From the second: gladly."
  desk inbox second --json --details >two.json
  same "she reads both answers in one talk" 4 "$(talk ines | wc -l)"
  check "and sees who said what" jq -e --arg one "$first" --arg two "$second" \
    '[.[] | select(.from == "ombuds").person] | sort == ([$one, $two] | sort)' <(room read ines --json --details)
  same "what the desks show shares no id and no matter" "" "$(
    sort -u <(jq -r '.[].matter, .[].messages[].id' one.json) >one.ids
    jq -r '.[].matter, .[].messages[].id' two.json | sort -u | comm -12 one.ids -)"
  check "nobody is told of a colleague's matter" jq -es 'all(.[][]; .taken == null)' one.json two.json
  # the keys of end days are the same for every desk
  start_proxy pass
  desk inbox second >/dev/null
  stop_proxy
  known ombuds "$first" | sort -u >one.known
  known second "$second" | sort -u >two.known
  check "the vaults open with the words (so the next line means something)" \
    grep -q "^text $(printf %s "From the second: gladly." | od -An -v -tx1 | tr -d ' \n')" two.known
  # the claim id is zero in both: she wrote to each by name
  same "the vaults share no key, no id and no word of hers" \
    "claim $(printf '0%.0s' {1..32})" "$(comm -12 one.known two.known | grep -v '^roster ')"
  same "but the roster that she was shown, as everybody is" 1 "$(comm -12 one.known two.known | grep -c '^roster 00000002 ')"
}

both story
end
