# shellcheck shell=bash
# shellcheck disable=SC2034,SC2317,SC2119,SC2120 # a scenario uses what it needs of this
# What the scenarios share; sourced, never run by itself.
#
# A scenario is a story from the domain, told with the real programs over
# loopback. It prints "ok" and "not ok" lines (TAP) and may be run alone:
#   tests/scenario/01-typical-concerns.sh            (against build/)
#   ALCOVE_BUILD=$PWD/build-asan tests/scenario/…    (against another)
# Several tellings of one story, by side_by_side and both, are run one by one by ./test:
#   ALCOVE_TELLING=mit tests/scenario/01-typical-concerns.sh
set -euo pipefail

root=${ALCOVE_SOURCE_ROOT:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
build=${ALCOVE_BUILD:-$root/build}
helpers=$root/tests/scenario
work=$(mktemp -d "${TMPDIR:-/tmp}/alcove-scenario-XXXXXX")

# Nothing of this may touch a home, and no message may depend on the language.
export HOME=$work/home XDG_STATE_HOME=$work/state LC_ALL=C.UTF-8
unset XDG_RUNTIME_DIR http_proxy https_proxy all_proxy ALL_PROXY
# libfaketime comes before the sanitizers, and a tracer keeps the leak checker from working.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0:detect_leaks=0
mkdir "$HOME"
cd "$work"

# ---- what is started here is ended here, each by its number ----

started() { echo "$1" >>"$work/pids"; }

clean_up() {
  local status=$? number
  trap - EXIT
  if [ -e "$work/pids" ]; then
    while read -r number; do
      kill -KILL "$number" 2>/dev/null || true
      # libfaketime does not tidy up after what is killed, or confined to its office
      rm -f "/dev/shm/sem.faketime_sem_$number" "/dev/shm/faketime_shm_$number"
    done <"$work/pids"
  fi
  wait
  cd /
  umount --lazy "$work"/*/disk 2>/dev/null || true
  rm -rf "$work"
  exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# ---- TAP ----

story=
ok() { echo "ok - $story$1"; }
skip() { echo "ok - $story$1 # skip $2"; }
not_ok() {
  echo "not ok - $story$1"
  [ ! -s "${2:-}" ] || head -c 2000 "$2" | sed 's/^/#   /'
  : >"$work/failed"
}

# check NAME COMMAND...: holds when the command succeeds
check() {
  local name=$1 said=$work/said.$BASHPID
  shift
  if "$@" >"$said" 2>&1; then ok "$name"; else not_ok "$name" "$said"; fi
}

# same NAME EXPECTED FOUND
same() {
  local said=$work/said.$BASHPID
  if [ "$2" = "$3" ]; then ok "$1"; return; fi
  printf 'expected: %s\nfound:    %s\n' "$2" "$3" >"$said"
  not_ok "$1" "$said"
}

# fails NAME STATUS PATTERN COMMAND...: it ends with this status, says what fits the pattern (grep -E) on standard
# error, and nothing on standard output
fails() {
  local name=$1 wanted=$2 pattern=$3 status=0 said=$work/said.$BASHPID
  shift 3
  "$@" >"$said.out" 2>"$said" || status=$?
  if [ "$status" = "$wanted" ] && [ ! -s "$said.out" ] && grep -qE -- "$pattern" "$said"; then
    ok "$name"
  else
    { echo "status $status, standard output:"; cat "$said.out"; } >>"$said"
    not_ok "$name" "$said"
  fi
}

# never COMMAND...: for "check", where a command must fail
never() { ! "$@"; }

# soon COMMAND...: waits, ten seconds at most, until the command succeeds
soon() {
  local try
  for ((try = 0; try < 200; try++)); do
    ! "$@" 2>/dev/null || return 0
    sleep 0.05
  done
  return 1
}
ended() { ! kill -0 "$1"; }

has() { grep -qF -- "$2" <<<"$1"; }
lacks() { ! has "$1" "$2"; }

# side_by_side NAME...: runs these functions two at a time, each in a folder of its own; prints what each said in order.
# It stands at the beginning of a line, where ./test reads the names. With ALCOVE_TELLING it runs that one alone.
side_by_side() {
  local name status=0 numbers=() names=()
  for name in "$@"; do
    [ "${ALCOVE_TELLING:-$name}" = "$name" ] || continue
    mkdir -p "$work/$name"
    (cd "$work/$name" && story="$name: " && XDG_STATE_HOME=$PWD/state && "$name") >"$work/$name.tap" 2>&1 &
    numbers+=($!)
    names+=("$name")
    [ ${#numbers[@]} -ge 2 ] || continue
    finish_one "${names[0]}" "${numbers[0]}"
    names=("${names[@]:1}")
    numbers=("${numbers[@]:1}")
  done
  while [ ${#numbers[@]} -gt 0 ]; do
    finish_one "${names[0]}" "${numbers[0]}"
    names=("${names[@]:1}")
    numbers=("${numbers[@]:1}")
  done
}

finish_one() {
  local status=0
  wait "$2" || status=$?
  cat "$work/$1.tap"
  [ $status -eq 0 ] || { story=; not_ok "$1: the story came to its end (status $status)"; }
}

# both TELL...: each of these in both offices, as TELL_mit and TELL_longwood; of "story" as mit and longwood
both() {
  local tell of names=()
  for tell in "$@"; do
    for of in mit longwood; do
      names+=("${tell}_$of")
      [ "$tell" != story ] || names[-1]=$of
      eval "${names[-1]}() { content=$of && $tell; }"
    done
  done
  side_by_side "${names[@]}"
}

end() { [ ! -e "$work/failed" ]; }

# ---- the calendar ----

clock=()
faketime_library() {
  local at
  for at in /usr/lib/*/faketime/libfaketimeMT.so.1 /usr/lib/faketime/libfaketimeMT.so.1; do
    [ ! -e "$at" ] || { echo "$at"; return; }
  done
  return 1
}
# days_later N: from here on everybody's clock is N days ahead (0: not at all). What faketime does by default for
# monotonic clocks ends timed waits at once, and a server's threads would never rest.
days_later() {
  clock=()
  [ "$1" = 0 ] || clock=(env "LD_PRELOAD=$(faketime_library)" "FAKETIME=+${1}d" FAKETIME_DONT_FAKE_MONOTONIC=1
    FAKETIME_FORCE_MONOTONIC_FIX=0)
}
today() { echo $(($(date +%s) / 86400)); }

# No story may cross midnight UTC: days are what the protocol counts in.
left=$((86400 - $(date +%s) % 86400))
[ $left -gt 100 ] || sleep $((left + 1))

# ---- the programs ----

alcove() { "${clock[@]}" "$build/alcove" "$@"; }

content=mit
# The office in ./office, from $content; its first ombuds' words are in ombuds.words.
make_office() {
  alcove office init office --from "$root/offices/$content" --words-file ombuds.words >init.out
  first=$(jq -Rr 'capture("^The words of (?<n>.*) are in ").n // empty' init.out | head -n 1)
}

# launch DIR [OPTION...]: starts a server; $server is its number and $address where it is, or empty if it ended
launch() {
  rm -f ready
  mkfifo ready
  # a wrapper such as strace stands in $under
  "${clock[@]}" "${under[@]}" "$build/alcove" serve "$@" --ready-fd 9 9>ready >>server.out 2>>server.err &
  server=$!
  started $server
  address=
  read -r address <ready || true
}
under=()

# serve [OPTION...]: ./office, on the port it had before or on a free one
port=0
serve() {
  launch office --listen "127.0.0.1:$port" "$@"
  [ -n "$address" ] || { cat server.err >&2; return 1; }
  port=${address##*:}
  url=http://$address
}

# stop [SIGNAL]: $status is how it ended
stop() {
  status=0
  kill "-${1:-TERM}" "$server"
  wait "$server" 2>/dev/null || status=$?
}

open_office() { make_office && serve; }

# ---- the people; each is known by the name of a words file ----

arrive() { alcove room new "$url" --words-file "$1.words" --json >/dev/null; }

# room VERB WHO [OPTION...], desk VERB WHO [MATTER] [OPTION...]
room() {
  local verb=$1 who=$2
  shift 2
  alcove room "$verb" "$url" --words-file "$who.words" "$@"
}
desk() {
  local verb=$1 who=$2
  shift 2
  alcove desk "$verb" "$url" --words-file "$who.words" "$@"
}

# Most of a command's time goes into opening the words. What follows asks of one program for each person, which opens them
# once and takes lines ("room do", "desk do"); each line is a whole visit, or a whole sync, all the same. A story whose
# point is that another program finds what one left begins with each_alone.
#
# ask room|desk WHO LINE: $answer is what it says of this line. One at a time.
ask() {
  # A desk does all its lines in one look, which begins at their end: a line that is to be answered by itself is one program's.
  if [ "$1" = desk ]; then
    answer=$(printf '%s\n' "$3" | "${clock[@]}" "$build/alcove" desk "do" "$url" --words-file "$2.words") || true
    return 0
  fi
  local at=${url//[^a-zA-Z0-9.]/}-${clock[2]:-} folder
  folder=$work/asked/$1-$2-${at//[^a-zA-Z0-9.+-]/}-${XDG_STATE_HOME//[^a-zA-Z0-9]/}
  if [ ! -p "$folder/out" ]; then
    mkdir -p "$folder"
    mkfifo "$folder/in" "$folder/out"
    # both ends are open in it, so that it waits for the next line; a process of its own, to be ended by its number
    (exec "${clock[@]}" "$build/alcove" "$1" "do" "$url" --words-file "$2.words") <>"$folder/in" 1<>"$folder/out" 2>"$folder/err" &
    started $!
  fi
  printf '%s\n' "$3" >"$folder/in"
  IFS= read -r -t 60 answer <"$folder/out"
}
# asked FILTER room|desk WHO VERB: what jq's filter makes of the answer, which must be that it was done
asked() {
  ask "$2" "$3" "{\"do\": \"$4\"}"
  jq -r "if .ok then $1 else error(.error) end" <<<"$answer"
}
# quoted TEXT: $string is the text as JSON has it
quoted() {
  string=${1//\\/\\\\}
  string=\"${string//\"/\\\"}\"
  [[ $string != *[[:cntrl:]]* ]] || string=$(jq -nc --arg text "$1" '$text')
}

# write WHO TEXT [--to NAME]
write() {
  local text to=
  quoted "$2"
  text=$string
  if [ $# -gt 2 ]; then
    quoted "$4"
    to=", \"to\": $string"
  fi
  ask room "$1" "{\"do\": \"say\", \"text\": $text$to}"
  is_done
}
# answer WHO MATTER TEXT
answer() {
  quoted "$3"
  ask desk "$1" "{\"do\": \"say\", \"matter\": \"$2\", \"text\": $string}"
  is_done
}
is_done() { [[ $answer == *'"ok":true'* ]] || { echo "$answer" >&2; return 1; }; }

# One line a message: "visitor: …" or "ombuds: …". Of all matters at a desk.
talk() { asked '.messages[] | "\(.from): \(.text)"' room "$1" read; }
heard() { asked '.matters[].messages[] | "\(.from): \(.text)"' desk "$1" inbox; }
matters() { asked '.matters[].matter' desk "$1" inbox; }
# matter_with WHO TEXT: the name of the matter in which this was written
matter_with() {
  ask desk "$1" '{"do": "inbox"}'
  jq -r --arg text "$2" '.matters[] | select(any(.messages[]; .text == $text)).matter' <<<"$answer"
}

# From here on each of these is a program of its own, by the command's name.
each_alone() {
  write() {
    local who=$1 text=$2
    shift 2
    printf '%s' "$text" | room say "$who" --json "$@" >/dev/null
  }
  answer() { printf '%s' "$3" | desk say "$1" "$2" >/dev/null; }
  talk() { room read "$1" --json | jq -r '.[] | "\(.from): \(.text)"'; }
  heard() { desk inbox "$1" --json | jq -r '.[].messages[] | "\(.from): \(.text)"'; }
  matters() { desk inbox "$1" --json | jq -r '.[].matter'; }
  matter_with() {
    desk inbox "$1" --json | jq -r --arg text "$2" '.[] | select(any(.messages[]; .text == $text)).matter'
  }
}

# enrol FILE NAME [ROLE]: another person joins while the office is open, and opens the desk once
enrol() {
  local code
  code=$(alcove office enroll "$url" --name "$2" --role "${3:-ombuds}" --words-file "$1.words" 2>/dev/null)
  alcove office accept office "$code" --root-key ombuds.words.root-key --words-file ombuds.words >/dev/null
  desk inbox "$1" --json >/dev/null
}

rows() { alcove inventory office --json | jq "[.days[].$1] | add"; }

# start_proxy MODE: a proxy before the server (proxy.py); $url goes through it and ./shape notes what passes
start_proxy() {
  rm -f proxy.port
  mkfifo proxy.port
  python3 "$helpers/proxy.py" "$port" "$1" shape >proxy.port 2>proxy.err &
  proxy=$!
  started $proxy
  read -r proxy_port <proxy.port
  direct=$url
  url=http://127.0.0.1:$proxy_port
}
stop_proxy() {
  kill "$proxy"
  wait "$proxy" 2>/dev/null || true
  url=$direct
}
