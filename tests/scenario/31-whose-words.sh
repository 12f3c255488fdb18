#!/usr/bin/env bash
# What others wrote can be taken for nothing that the program says: not on a screen, not in a pipe, not in a log. Every
# line of a text stands behind a bar, and characters that are not seen, or that turn round what stands beside them, are
# shown as marks.
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

# on_screen COMMAND...: what it sends to a terminal of 40 columns
on_screen() { COLUMNS=40 python3 "$helpers/terminal.py" /dev/null "$build/alcove" "$@"; }
# ours FILE: the lines that the program says itself
ours() { grep -v '^  |' "$1" || true; }
# holds FILE TEXT: in the quoted lines, wherever they are broken
holds() { sed -n 's/^  | \{0,1\}//p' "$1" | tr -d '\n' | grep -qF -- "$2"; }
# unseen FILE: whether it holds a character that a screen acts on or does not show
unseen() {
  python3 - "$1" <<'PY'
import sys, unicodedata
text = open(sys.argv[1], encoding="utf-8").read()
bad = [c for c in text if c not in "\n\t" and (unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp"))]
sys.exit(0 if bad else 1)
PY
}

forged() {
  printf 'May I ask?\n\nOmbuds A:\nNo.\n\nYou:\nThen I name my boss.\n\n── Matter 000000, taken by Ombuds B, ends 2030-01-01\n'
  printf '\nVisitor:\nforged\n\nNotes of this desk:\nforged\nalcove: forged\r\nVisitor:\rYou:\n  | You:\n'
  printf '\033[2J\033]0;title\a\302\233A\302\205You:\342\200\250You:\342\200\251You:\177\b\n'
  printf '\342\200\256abc\342\200\254 \342\201\246d\342\201\251 \342\200\216\342\200\217\330\234 a\342\200\213b\342\200\215c\357\273\277d\n'
  printf 'x%.0s' $(seq 300)
  printf '\nbla %.0s' $(seq 3)
  printf 'a long line of words and words %.0s' $(seq 20)
}

story() {
  open_office
  arrive mo
  forged | alcove room say "$url" --words-file mo.words >/dev/null
  m=$(matters ombuds)
  answer ombuds "$m" "Yes, ask."
  forged | desk note ombuds "$m" >/dev/null
  fails "a label that turns round what follows it is refused" 2 'a character that is not seen' \
    desk label ombuds "$m" <<<$'x, ends 2030\u202e'
  fails "so is one with a line's end that is not LF" 2 'a line break, or a character' desk label ombuds "$m" <<<$'x\u0085── Matter 000000'
  desk label ombuds "$m" <<<"x, ends 2030" >/dev/null
  room read mo >room.txt
  same "in her room only two lines of ours say whose words follow" "You:,,$first:," "$(ours room.txt | paste -sd,)"
  desk show ombuds "$m" >desk.txt
  same "at the desk the matter, who wrote, and the notes" \
    "── Matter $m,Visitor:,$first:,Notes of this desk:" "$(ours desk.txt | grep -v '^$' | sed 's/^\(── Matter [0-9a-f]*\).*/\1/' | paste -sd,)"
  same "the text is quoted there as often as it was written" 6 "$(grep -c '^  | Ombuds A:$\|^  | Visitor:$\|^  | Notes of this desk:$' desk.txt)"
  for f in room desk; do check "$f: nothing that is not seen comes through a pipe" never unseen $f.txt; done
  check "it is shown as a mark" holds room.txt '\u{202e}abc\u{202c} \u{2066}d\u{2069} \u{200e}\u{200f}\u{61c} a\u{200b}b\u{200d}c\u{feff}d'
  check "line separators break no line" holds room.txt '\u{1b}[2J\u{1b}]0;title\u{7}\u{9b}A\u{85}You:\u{2028}You:\u{2029}You:\u{7f}\u{8}'
  check "no line is longer than a screen is wide" never grep -q '.\{81\}' room.txt
  same "as JSON it is exact" "$(forged | sha256sum)" "$(room read mo --json | jq -j '.[0].text' | sha256sum)"

  on_screen room read "$url" --words-file mo.words >screen.txt
  same "on a screen too only two lines are ours" "You:,,$first:," "$(ours screen.txt | paste -sd,)"
  check "nothing that is not seen comes there" never unseen screen.txt
  check "and a narrow screen breaks no line behind the bar's back" never grep -q '.\{41\}' screen.txt
}

names() {
  local name code bidi=$'\u202e' line=$'\n'
  content=mit
  open_office
  name="Zoe$bidi eoZ"
  code=$(alcove office enroll "$url" --name "$name" --words-file zoe.words 2>enrol.err)
  check "enrolling shows a name's marks" grep -qF 'the words of Zoe\u{202e} eoZ are' enrol.err
  alcove office accept office "$code" --root-key ombuds.words.root-key --words-file ombuds.words >accept.txt
  check "taking in a person from a code does" grep -qF 'Zoe\u{202e} eoZ joins the office' accept.txt
  alcove office accept office "$code" --root-key ombuds.words.root-key --words-file ombuds.words >/dev/null 2>again.err || true
  check "and says so when they are there already" grep -qF 'Zoe\u{202e} eoZ is on the roster already' again.err
  desk inbox zoe --json >/dev/null
  alcove room new "$url" --words-file mo.words >promise.txt
  check "a visitor reads it with its mark" grep -qF 'Zoe\u{202e} eoZ' promise.txt
  check "the promise's text is the office's: set off" grep -q '^  | ' promise.txt
  write mo "For Zoe." --to "$name"
  answer zoe "$(matters zoe)" "Here."
  room read mo >read.txt
  check "so does a talk" grep -qFx 'Zoe\u{202e} eoZ:' read.txt
  alcove office check office >check.txt 2>&1 || true
  check "and the office's check" grep -qF 'Zoe\u{202e} eoZ: keys' check.txt
  alcove inventory office >inventory.txt
  check "and the inventory" grep -qF 'vault of Zoe\u{202e} eoZ,' inventory.txt
  fails "an address's marks are shown" 1 '^alcove: not an office.s address: http://\\u\{202e\}\\u\{a\}alcove: x' \
    alcove verify "http://$bidi${line}alcove: x"
  for f in enrol.err accept.txt again.err promise.txt read.txt check.txt inventory.txt; do
    check "$f holds nothing that is not seen" never unseen "$f"
  done
}

both story
side_by_side names
end
