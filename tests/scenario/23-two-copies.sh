#!/usr/bin/env bash
# Somebody who takes two copies of the database, before and after a message, learns that a message came that day, and
# not more: no time, no order, no sender (R1). And what is forgotten is gone from the disk, log included (R16).
# On demand: the database is rewritten within a minute after something is forgotten, and this waits for it.
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

# dump NAME: the database as it lies there, log and all, as SQL
dump() {
  mkdir "$1"
  cp office/store.db office/store.db-wal "$1"/
  sqlite3 "$1/store.db" .dump >"$1.sql"
}

# Four samples of 32 bytes of every body, as hex
bodies() { sqlite3 "$1/store.db" "SELECT lower(hex(substr(body, n, 32))) FROM place,
  (SELECT 1 AS n UNION SELECT 2001 UNION SELECT 4097 UNION SELECT 8001) WHERE body IS NOT NULL"; }

story() {
  local day
  open_office
  arrive amy
  arrive zoe
  write amy "The first of the day."
  day=$(today)
  dump before
  write zoe "The one in between."
  dump after
  diff before.sql after.sql >changed || true
  same "nothing goes when something comes" "" "$(grep '^<' changed || true)"
  same "what comes is a cell and an envelope of the day" \
    "INSERT INTO place VALUES(id,$day,tag,'',body,0);
INSERT INTO place VALUES(id,$day,tag,person,body,0);" \
    "$(sed -nE "s/^> //p" changed |
      sed -E "s/VALUES\([0-9]+,/VALUES(id,/; s/X'[0-9a-f]{32}',X''/tag,''/; s/X'[0-9a-f]{32}',X'[0-9a-f]{32}'/tag,person/; s/,X'[0-9a-f]+',0\);$/,body,0);/" | sort)"
  same "all bodies have one size" 1 "$(sqlite3 after/store.db \
    'SELECT count(DISTINCT length(body)) FROM place WHERE body IS NOT NULL')"
  same "no table counts or keeps the order of arrival" 0 "$(sqlite3 after/store.db \
    "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'sqlite_seq%' OR (type = 'table' AND sql NOT LIKE '%WITHOUT ROWID%' AND name NOT IN ('place', 'closed'))")"
  same "a place's number is its day, and its tag's beginning" 0 "$(sqlite3 after/store.db \
    "SELECT count(*) FROM place WHERE id >> 44 <> day OR printf('%011x', id & (1 << 44) - 1) <> lower(substr(hex(tag), 1, 11))")"
  same "no column is a time" "" "$(sqlite3 after/store.db \
    "SELECT t.name || '.' || c.name FROM sqlite_schema t, pragma_table_info(t.name) c
     WHERE t.type = 'table' AND (c.name LIKE '%time%' OR c.name LIKE '%date%' OR c.name LIKE '%stamp%' OR c.name LIKE '%seen%')")"
  now=$(date +%s)
  same "and no number is one" 0 "$(sqlite3 after/store.db .dump | sed -E 's/^(INSERT INTO place VALUES\()[0-9]+,/\1/' | grep -oE '\b[0-9]{9,}\b' |
    awk -v now="$now" '($1 > now - 864000 && $1 < now + 864000) || ($1 > (now - 864000) * 1000 && $1 < (now + 864000) * 1000)' | wc -l)"

  bodies after >secrets
  python3 "$helpers/search.py" secrets after/store.db >control.out || true
  check "(the bodies are found while they are there)" test "$(wc -l <control.out)" -ge 8
  room forget amy >/dev/null
  room forget zoe >/dev/null
  desk inbox ombuds --json >/dev/null 2>&1
  [ "$content" = longwood ] || {
    # while the server goes on: within a minute
    for _ in {1..60}; do
      cp office/store.db office/store.db-wal .
      ! python3 "$helpers/search.py" secrets store.db store.db-wal >left.out || break
      sleep 1
    done
    same "forgotten, the sealed bodies are gone within a minute" "" "$(cat left.out)"
  }
  stop
  mapfile -t files < <(find office -type f)
  check "and when the server stops, at once" python3 "$helpers/search.py" secrets "${files[@]}"
}

both story
end
