#!/usr/bin/env bash
# What a disk changes by itself is told to whoever keeps it, at the start and by the check, by the day; one byte of a key is
# put right, and nothing is lost without a word.
. "$(dirname "$0")/lib.sh"

# flip FILE AT [BYTES]: changes bytes from one on
flip() {
  python3 - "$@" <<'END'
import sys
path, at, n = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1
with open(path, "r+b") as f:
    f.seek(at)
    was = f.read(n)
    f.seek(at)
    f.write(bytes(b ^ 0x41 for b in was))
END
}
# slot_of_today: where today's key stands in office/keys
slot_of_today() {
  python3 - "$(today)" <<'END'
import struct, sys
day, keys = int(sys.argv[1]), open("office/keys", "rb").read()
print(next(at for at in range(512, len(keys), 64) if keys[at] == 1 and struct.unpack_from("<I", keys, at + 4)[0] == day
           or keys[at] == 1 and struct.unpack_from(">I", keys, at + 4)[0] == day))
END
}
date_today() { date -u +%F; }
checked() { alcove office check office 2>&1; }

story() {
  local slot at
  content=mit
  open_office
  arrive vi
  write vi "On a disk that ages."
  stop
  cp -a office good
  slot=$(slot_of_today)
  for at in 0 3 5 24 40 55 60; do
    flip office/keys $((slot + at))
    : >server.err
    serve
    check "byte $at of a key, flipped: it is told" grep -q 'the disk had changed a byte, which has been put right' server.err
    same "and what was said opens" "visitor: On a disk that ages." "$(room read vi --json | jq -r '.[] | "\(.from): \(.text)"')"
    stop
    check "the file is as it was" cmp office/keys good/keys
  done
  flip office/keys $((slot + 30)) 9
  check "more than that: the check names the day before the server starts" has "$(checked)" "left on $(date_today) can be opened by nobody"
  : >server.err
  serve
  check "and so does the server" grep -q "what was left on $(date_today) can be opened by nobody" server.err
  stop
  fails_check "the check still, with 1"
  rm -r office && cp -a good office
  python3 - <<'END'
import sqlite3
db = sqlite3.connect("office/store.db")
row, body = db.execute("SELECT rowid, body FROM place WHERE body IS NOT NULL ORDER BY length(body) LIMIT 1").fetchone()
changed = bytearray(body)
changed[4000] ^= 1
db.execute("UPDATE place SET body = ? WHERE rowid = ?", (bytes(changed), row))
db.commit()
END
  check "a flipped bit in what was left: the check counts it, by the day" has "$(checked)" "of what was left on $(date_today) the disk has changed 1:"
  fails_check "with 1"
  rm -r office && cp -a good office
  check "and a sound office has nothing of it" lacks "$(checked)" "the disk"
}
# What cannot be opened is said as what it is, and not as a matter of permissions.
cut_off() {
  local size n
  content=mit
  make_office
  cp -a office good
  for size in 100 1000 4096 5000 20000 200000; do
    rm -r office && cp -a good office
    truncate -s $size office/store.db
    : >server.err
    launch office --listen 127.0.0.1:0
    check "a database of $size bytes is damaged, says the server" grep -q 'its store.db, keys or ends is damaged' server.err
    check "and the check" has "$(checked)" 'its store.db, keys or ends is damaged'
  done
  rm -r office && cp -a good office
  truncate -s 8000 office/keys
  check "so are keys that are cut off" has "$(checked)" 'its store.db, keys or ends is damaged'
  rm -r office && cp -a good office
  for n in 10 32 64 79; do
    : >server.err
    (ulimit -n $n && exec timeout 10 "$build/alcove" serve office --listen 127.0.0.1:0) >>server.out 2>>server.err || true
    check "$n files at a time are too few, and it says how many are enough" grep -q 'too few files.*LimitNOFILE' server.err
  done
  for n in 80 100 128 200; do
    ulimit -Sn $n
    (ulimit -Hn $n && exec "$build/alcove" serve office --listen "unix:$PWD/s$n") >>server.out 2>server.err &
    started $!
    soon test -S "s$n"
    check "with $n it serves" curl -sf -o /dev/null --unix-socket "s$n" http://localhost/v1/office
    kill $!
    wait $! 2>/dev/null || true
    check "and has said nothing of it" lacks "$(cat server.err)" files
  done
}

fails_check() {
  local status=0
  alcove office check office >check.out 2>&1 || status=$?
  same "$1" 1 $status
}

side_by_side story cut_off
end
