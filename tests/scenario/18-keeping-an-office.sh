#!/usr/bin/env bash
# A part-time ombuds keeps the office without an administrator: making it twice loses nothing, the check says what will
# soon be missing, and a slip in the office's own words is told with file, line and key.
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"
each_alone

slip() { # slip SED-EXPRESSION: a copy of the content with a slip in it
  rm -rf slipped
  cp -r "$root/offices/$content" slipped
  sed -i "$1" slipped/office.yaml
}

story() {
  local line
  open_office
  arrive flo
  write flo "Before somebody ran it again."
  stop
  sha256sum office/store.db office/keys ombuds.words ombuds.words.root-key >before.sums
  fails "making the office again is refused" 1 'is there already' \
    alcove office init office --from "$root/offices/$content" --words-file again.words
  check "and touches nothing" sha256sum --quiet -c before.sums
  check "it leaves no words and no key behind" never test -e again.words -o -e again.words.root-key
  fails "words are never written over" 1 'never written over' \
    alcove office init another --from "$root/offices/$content" --words-file ombuds.words
  fails "nor is a root key" 1 'never written over' \
    alcove office init another --from "$root/offices/$content" --words-file w2 --root-key ombuds.words.root-key
  mkdir empty
  fails "words and root key do not lie where the server serves from" 1 'must not lie in' \
    alcove office init empty --from "$root/offices/$content" --words-file empty/words
  check "nothing half made is left" never compgen -G 'another*'
  serve
  same "the office and its messages are as they were" "visitor: Before somebody ran it again." "$(talk flo)"
  mkdir safe
  alcove office init third --from "$root/offices/$content" --words-file third.words --root-key safe/root.key >/dev/null
  same "the root key goes where it is told to" "safe/root.key 600" "$(echo safe/*) $(stat -c %a safe/root.key)"
  check "minisign can read it" grep -q 'minisign' safe/root.key

  check "the check of a sound office is content" alcove office check office
  chmod 755 office
  check "it notices a folder that others can read" grep -q 'chmod 700' <(alcove office check office 2>&1)
  chmod 700 office
  days_later 30
  check "it says when a desk must be opened before its keys run out" \
    grep -q 'can soon not be written to' <(alcove office check office 2>&1)
  fails "and fails then, for a script to see" 1 'can soon not be written to' quiet_check
  days_later 50
  fails "and that nobody can write there, once they have" 1 'A cannot be written to: that desk must be opened' quiet_check
  days_later 0
  fails "who is in office.yaml and not on the roster is named beside what the office writes" 1 \
    'B is in office.yaml, and nobody can write there' quiet_check --from "$root/offices/$content"
  check "and on its page, as somebody who cannot be written to yet, and nobody else" \
    test "$(grep -o 'Nobody can write to this person here yet' office/public/people.html | wc -l)" = \
      "$(($(grep -c '^  - name: ' "$root/offices/$content/office.yaml") - 1))"
  cp -r "$root/offices/$content" unwritten
  sed -i 's/^writing: .*/writing: off/' unwritten/office.yaml
  check "where nobody writes, nobody is missing, on the pages and here" lacks \
    "$(alcove office check office --from unwritten 2>&1)" 'is in office.yaml, and nobody can write there'
  cp -r "$root/offices/$content" long
  sed -i -E "s/(What we promise\.|Lo que prometemos\.)/\1$(printf ' more%.0s' {1..40})/" long/office.yaml
  fails "a notice that is longer than anybody reads is told, with its words" 1 'notice.* has [12][0-9][0-9] words' alcove office check long
  sed 's/^  - name: .* A$/  - name: Somebody else/' "$root/offices/$content/office.yaml" >renamed.yaml
  cp -r "$root/offices/$content" renamed
  mv renamed.yaml renamed/office.yaml
  fails "and who is on the roster and not in office.yaml" 1 'A can be written to, and is not in office.yaml' \
    quiet_check --from renamed
  cp -a office other
  alcove office publish other --from renamed --root-key ombuds.words.root-key --words-file ombuds.words >/dev/null
  check "the page then shows a name alone, and says so" grep -q 'What they do here is not written down yet' other/public/people.html
  fails "what the office writes alone has nobody to be held against" 2 'goes with the DIR' \
    alcove office check "$root/offices/$content" --from "$root/offices/$content"
  cp -a office before
  sqlite3 before/store.db 'PRAGMA user_version = 1'
  for command in "check before" "accept before alcove-enrol-1.x" "fingerprint before"; do
    # shellcheck disable=SC2086 # several words
    fails "an office of another version is told, with what to do: $command" 1 'restart its server with this one' alcove office $command
  done
  fails "and where there is no office" 1 'there is no office here' alcove inventory nowhere
  check "the office's own words are found sound" alcove office check "$root/offices/$content"

  slip 's/^writing: full$/writing: sometimes/'
  line=$(grep -n '^writing:' slipped/office.yaml | cut -d: -f1)
  fails "a wrong value is told with file, line and key" 1 "^slipped/office.yaml:$line: .*writing" alcove office check slipped
  slip 's/^writing: full$/wirting: full/'
  fails "so is a key that does not exist" 1 "^slipped/office.yaml:$line: .*wirting" alcove office check slipped
  slip 's/message_days: 30/message_days: 31/'
  line=$(grep -n 'message_days' slipped/office.yaml | cut -d: -f1)
  fails "and a number out of its bounds" 1 "^slipped/office.yaml:$line: .*message_days" alcove office check slipped
  slip '/^name:/d'
  fails "and a missing name" 1 '^slipped/office.yaml:.*name' alcove office check slipped
  fails "no office is made of it" 1 '^slipped/office.yaml:.*name' \
    alcove office init bad --from slipped --words-file bad.words
  check "and nothing is left of the attempt" never compgen -G 'bad*'
}

quiet_check() { alcove office check office "$@" >check.out; }

both story
end
