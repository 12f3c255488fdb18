#!/usr/bin/env bash
# Any issue, in any words (R48): what is written arrives byte for byte, whatever the script, up to the announced size;
# what cannot be text is refused before anything is sent.
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

# say FILE, from a file as it is
say() { room say wren <"$1"; }

arrives() { # the bytes in FILE are the last of what the desk and the visitor read
  desk inbox ombuds --json | jq -j '.[0].messages[-1].text' | cmp - "$1" &&
    room read wren --json | jq -j '.[-1].text' | cmp - "$1"
}

whole() {
  content=mit
  open_office
  arrive wren
  {
    printf 'שלום, مرحبا, こんにちは, ኣሰላ — 🫂🏳️‍🌈 e\u0301 \u202eabc\u202c\n'
    printf '<script>alert(1)</script> %%s %%n $(id) `id` "; DROP TABLE place; -- \\\t\r\n\033[31mred\033[0m\n'
  } >strange.txt
  say strange.txt >/dev/null
  check "scripts, colours, emoji and right-to-left arrive byte for byte" arrives strange.txt
  # cut at 65,536 bytes without cutting a letter: the rest is filled up
  python3 -c 'import sys
text = open("strange.txt", "rb").read() * 500
text = text[:65530].decode("utf-8", "ignore").encode()
sys.stdout.buffer.write(text.ljust(65536, b"."))' >largest.txt
  same "(the largest message is 65,536 bytes)" 65536 "$(stat -c %s largest.txt)"
  say largest.txt >/dev/null
  check "the largest message arrives byte for byte" arrives largest.txt
  desk say ombuds "$(matters ombuds)" <largest.txt >/dev/null
  check "so does the largest answer" arrives largest.txt
  printf 'x' >one.txt
  say one.txt >/dev/null
  check "and the shortest" arrives one.txt
  same "whatever the size, each talk is one matter" 1 "$(matters ombuds | wc -l)"
}

refused() {
  content=longwood
  open_office
  arrive wren
  head -c 65537 /dev/zero | tr '\0' 'a' >long.txt
  : >empty.txt
  printf 'a\0b' >nul.txt
  printf 'caf\xe9' >latin.txt
  printf '\xed\xa0\x80' >surrogate.txt
  printf '\xc0\xaf' >overlong.txt
  fails "one byte more than the largest is refused" 1 'too long' say long.txt
  fails "so is text that never ends" 1 'too long' say /dev/zero
  fails "words that never end" 1 '/dev/zero is too long: at most 4096 bytes' alcove room read "$url" --words-file /dev/zero
  fails "words that never end, from a descriptor" 1 'too long' alcove room read "$url" --words-fd 7 7</dev/zero
  fails "a root key that never ends" 1 'too long' alcove office renew office --root-key /dev/zero
  fails "a passphrase that never ends" 1 'too long' \
    alcove office renew office --root-key ombuds.words.root-key --root-passphrase-file /dev/zero
  fails "nothing at all is refused" 1 'there is nothing in it to say' say empty.txt
  printf ' \n\t\n' >blank.txt
  fails "nor are blanks something" 1 'there is nothing in it' say blank.txt
  fails "a NUL byte is refused" 1 'not UTF-8, or has NUL bytes' say nul.txt
  fails "Latin-1 is refused" 1 'UTF-8' say latin.txt
  fails "half of a surrogate pair is refused" 1 'UTF-8' say surrogate.txt
  fails "an overlong form is refused" 1 'UTF-8' say overlong.txt
  same "nothing of it was sent" "[] []" "$(room read wren --json ) $(desk inbox ombuds --json)"
  write wren "Something, so that there is a matter."
  fails "an answer obeys the same rules" 1 'UTF-8' desk say ombuds "$(matters ombuds)" <nul.txt
  same "and none was sent" 1 "$(talk wren | wc -l)"
  fails "nobody can be written to by a name that is not there" 1 'nobody by that name' \
    room say wren --to "Dr. Nobody" <one.txt
}

echo x >one.txt
mkdir refused && cp one.txt refused/
side_by_side whole refused
end
