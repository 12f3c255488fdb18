#!/usr/bin/env bash
# What does not exist cannot be demanded (R1, R4, R16): after a full life of a talk, with the server watched at every
# write, neither who came nor what was said is in any file, nor in what the server said or wrote anywhere.
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

# The secrets of this story, one a line
plant() {
  cat visitor.words renewed.words ombuds.words
  echo "$text"
  echo "$reply"
  echo "Mathilde Quastenberg"
  echo "Wiedererkennbar/7.0 (visitor's own browser)"
  echo "127.0.0.77"
  jq -r '.[].id' ids.json
  jq -r '.[].messages[].id' desk-ids.json
}

story() {
  local traced
  text="My name is Mathilde Quastenberg, and the dean's deputy has my draft."
  reply="Thank you, Mathilde Quastenberg; nobody will hear of the draft from me."
  make_office
  # a live tracer follows every write to a file, and each file made, moved or linked
  # shellcheck disable=SC2054 # strace wants commas
  under=(strace -f -qq -s 65536 -xx -y -o trace -e
    trace=write,writev,pwrite64,pwritev,pwritev2,open,openat,creat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mkdir,mkdirat,sendfile,copy_file_range,truncate,ftruncate)
  serve
  under=()
  arrive visitor
  write visitor "$text"
  desk inbox ombuds --json --details >desk-ids.json
  answer ombuds "$(jq -r '.[0].matter' desk-ids.json)" "$reply"
  room read visitor --json --details >ids.json
  check "the talk took place" test "$(jq length ids.json)" = 2
  for path in / /v1/office /v1/tags /no/such/page "/?name=Mathilde+Quastenberg"; do
    curl -s -o browsed --interface 127.0.0.77 -A "Wiedererkennbar/7.0 (visitor's own browser)" \
      -e "http://127.0.0.1/Mathilde Quastenberg" "${url}$path"
  done
  head -c 16480 /dev/urandom | curl -s -o browsed --interface 127.0.0.77 -A "Wiedererkennbar/7.0 (visitor's own browser)" \
    -H 'Content-Type: application/octet-stream' --data-binary @- "$url/v1/exchange"
  printf 'Mathilde Quastenberg' | curl -s -o browsed --interface 127.0.0.77 -A "Wiedererkennbar/7.0 (visitor's own browser)" \
    --data-binary @- "$url/v1/exchange"
  room take-back visitor >/dev/null
  write visitor "$text"
  room renew visitor --new-words-file renewed.words >/dev/null
  plant >secrets
  same "every secret is planted" 0 "$(grep -c '^$' secrets || true)"
  python3 "$helpers/search.py" secrets secrets >control.out || true
  same "and would be found" "$(wc -l <secrets)" "$(grep ' text of ' control.out | sort -u | wc -l)"
  { base64 -w0 <<<"a$text"; iconv -t UTF-16LE <<<"$text"; od -An -v -tx1 visitor.words | tr -d ' \n'; } >control.bin
  same "in other forms as well" "UTF-16BE UTF-16LE base64 base64url hex" \
    "$(
      python3 "$helpers/search.py" secrets control.bin | sed 's/^control.bin: //; s/ of .*//' | sort -u | paste -sd ' ')"

  mapfile -t files < <(find office -type f)
  check "no secret is in a file of the office while it is open" python3 "$helpers/search.py" secrets "${files[@]}"
  traced=$(awk '/^[0-9]+ / { print $1; exit }' trace)
  kill "$traced"
  wait "$server" || true
  mapfile -t files < <(find office -type f)
  check "nor after it has closed" python3 "$helpers/search.py" secrets "${files[@]}"
  check "nor in what the server said" python3 "$helpers/search.py" secrets server.out server.err
  python3 "$helpers/traced.py" trace written >written.names
  check "the trace shows writes to the database" grep -qx "$PWD/office/store.db-wal" written.names
  check "nor in anything it ever wrote to a file" python3 "$helpers/search.py" secrets written
  same "every file that it wrote lies in the office" "" \
    "$(grep -vE "^($PWD/office/.*|$PWD/ready|$PWD/server.err|anon_inode:.*|pipe:.*)$" written.names || true)"
  mapfile -t files < <(find state -type f)
  check "what the desk keeps on its disk says nothing either" python3 "$helpers/search.py" secrets "${files[@]}"
}

both story
end
