#!/usr/bin/env bash
# Whatever it is may be brought (R48); the six typical concerns (R49) each reach the ombuds, and an answer comes back.
# Somebody asks whether the talk is privileged before saying anything more (R15, R40).
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

concerns=(
  "Since our group moved I am left out of the planning, and now my review says that I do not contribute."
  "If I turn down the extra shifts once more, I fear that my contract will quietly end."
  "I saw points being left out of a figure before it went off. I do not know whom one asks about that."
  "Most of the methods are mine, and in the new draft my name is gone."
  "A senior colleague keeps a hand on my shoulder and comments on what I wear. I want it to stop."
  "Everybody who speaks the way I do was put on nights. Nobody else was."
)
question="Before I go on: is this privileged, like talking to a lawyer?"
reply="No. It is confidential by our policy, and a court might see that differently. Go on only if that will do."

brings() {
  arrive "v$1"
  write "v$1" "${concerns[$1]}"
}

story() {
  local i matter
  open_office
  arrive asker
  write asker "$question"
  matter=$(matter_with ombuds "$question")
  answer ombuds "$matter" "$reply"
  same "whoever asks whether the talk is privileged is answered" "visitor: $question
ombuds: $reply" "$(talk asker)"
  for i in "${!concerns[@]}"; do brings "$i"; done
  desk inbox ombuds --json >inbox.json
  for i in "${!concerns[@]}"; do
    check "a concern reaches the ombuds word for word: ${concerns[$i]:0:24}…" \
      jq -e --arg text "${concerns[$i]}" '[.[].messages[] | select(.text == $text)] | length == 1' inbox.json
  done
  same "seven visitors are seven matters" 7 "$(jq 'map(.matter) | unique | length' inbox.json)"
  check "nothing but who speaks, on what day, and the words is shown" \
    jq -e 'all(.[]; keys == ["another_roster","began","ends","label","matter","messages","notes","taken","waits"]) and all(.[].messages[]; keys == ["day","from","text"])' inbox.json
  matter=$(jq -r --arg text "${concerns[3]}" '.[] | select(any(.messages[]; .text == $text)).matter' inbox.json)
  answer ombuds "$matter" "Would it help to go through who did what, and which ways there are from here?"
  same "an answer reaches the one who wrote" 2 "$(talk v3 | wc -l)"
  same "an answer reaches nobody else" "visitor: ${concerns[4]}" "$(talk v4)"
  desk close ombuds "$matter" >closed.out
  check "a closed matter is gone from the desk" never grep -q "$matter" <(matters ombuds)
  same "what was said stays with the visitor until its day comes" 2 "$(talk v3 | wc -l)"
  alcove room new "$url" --words-file reads-first.words >notice.out
  check "what is promised is shown before the first word (R42)" grep -qi 'promise' notice.out
  check "that it tells no institution is shown too (R40)" grep -qi 'does not tell' notice.out
  check "where the promise ends is shown too (R12, R13)" grep -qi 'imminent risk' notice.out
  same "the exception of law is shown where the charter has it (R13)" \
    "$([ "$content" = longwood ] && echo yes || echo no)" \
    "$(grep -qi 'a law obliges' notice.out && echo yes || echo no)"
  check "the words are not on the screen when they go to a file" never grep -qF "$(cat reads-first.words)" notice.out
  same "only their owner can read the words" 600 "$(stat -c %a reads-first.words)"
}

both story
end
