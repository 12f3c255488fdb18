#!/usr/bin/env bash
# Starting a server: one to a directory, on this machine only unless something in front does TLS, and every refusal
# says what to do.
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

# refused PATTERN STATUS DIR OPTION...: does not serve, ends with this status, says why
refused() {
  local pattern=$1 wanted=$2 status=0
  shift 2
  : >server.err
  launch "$@"
  if [ -n "$address" ]; then kill "$server"; fi
  wait "$server" 2>/dev/null || status=$?
  cat server.err
  [ -z "$address" ] && [ "$status" = "$wanted" ] && grep -qE -- "$pattern" server.err && [ ! -s server.out ]
}

story() {
  local first_server
  open_office
  alcove office init other --from "$root/offices/$content" --words-file other.words >/dev/null
  first_server=$server
  check "two servers do not share a directory" refused 'already|another|other' 1 office --listen 127.0.0.1:0
  check "a taken port is told, with the way out" refused 'choose another port' 1 other --listen "127.0.0.1:$port"
  check "no address that others can reach without TLS in front" refused 'plain HTTP.*--behind-tls' 2 other --listen 0.0.0.0:0
  check "nor one of version 6" refused 'plain HTTP.*--behind-tls' 2 other --listen '[::]:0'
  check "what is no address is told" refused '--listen wants' 2 other --listen somewhere
  check "a directory that is no office is told" refused 'not-there' 1 not-there --listen 127.0.0.1:0
  check "two offices at once are too many" refused 'one office at a time' 2 office other
  check "an unknown option is told" refused 'no option --fast' 2 other --fast
  launch other --listen 0.0.0.0:0 --behind-tls
  check "it may be said that something in front does TLS" test -n "$address"
  stop
  launch other --listen "unix:$PWD/socket"
  same "a Unix socket answers" "200" "$(curl -s -o socket.json -w '%{http_code}' --unix-socket socket http://localhost/v1/office)"
  check "with the office's roster" jq -e .roster socket.json
  check "and only its owner and group may use it" test "$(stat -c %a socket)" = 660
  stop
  check "the socket goes with the server" never test -e socket
  server=$first_server
  check "the first server was not disturbed" arrive vic
  : >server.err
  stop INT
  same "Ctrl-C ends it well" "0 alcove-server: stopped" "$status $(tail -n 1 server.err)"
  alcove serve --help >help.out
  check "serve --help is the server's" grep -q -- '--accept-clock' help.out
}

# gone NAME HOW: what stands in the folder's place, or no longer does, is noticed; the port is given back
gone() {
  : >server.err
  serve
  eval "$2"
  status=0
  check "$1: it ends by itself" soon ended "$server"
  wait "$server" 2>/dev/null || status=$?
  same "$1: with 1" 1 "$status"
  check "$1: and says what to do" grep -q 'office was removed, moved or put back.*Stop the server first' server.err
  fails "$1: nobody is answered any more" 1 'cannot be reached' room read vic --retry 0
}

story_of_folders() {
  content=mit
  open_office
  arrive vic
  stop
  cp -a office copy
  gone "a folder moved away" 'mv office away'
  cp -a copy office
  gone "one removed" 'rm -r office'
  cp -a copy office
  gone "one put back from a copy" 'mv office before && cp -a copy office'
  gone "its database put back from a copy" 'cp -a copy/store.db put-back && mv put-back office/store.db'
  rm -r office && cp -a copy office
  gone "a file of keys removed" 'rm office/keys'
  rm -r office && cp -a copy office
  serve
  alcove site office >site.out 2>&1 || true
  check "new pages and documents are no other folder" room read vic
  stop
  same "and it ends well" 0 "$status"
}

# What a machine in front hands on about those who ask is told once, without what it says.
story_of_addresses() {
  local header
  content=mit
  open_office
  curl -s -H 'X-Forwarded-Proto: https' -H 'X-Forwarded-Host: ombuds.example' -o /dev/null "$url/v1/office"
  check "what names nobody is no matter" never grep -q 'in front' server.err
  stop
  for header in X-Forwarded-For x-real-ip Forwarded CF-Connecting-IP True-Client-IP; do
    : >server.err
    serve
    curl -s -H "$header: 203.0.113.77" -o /dev/null "$url/" "$url/v1/office"
    curl -s -H "$header: 203.0.113.77" -o /dev/null "$url/v1/tags"
    same "$header is noticed once" 1 "$(grep -ci "hands on the addresses of those who ask ($header)" server.err)"
    check "$header: and no address is written down" never grep -q '203\.0' server.err
    stop
  done
}

story_of_lines() {
  content=mit
  open_office
  stop
  same "a quiet life needs three lines, none of them about anybody" \
    "alcove-server: serving on 127.0.0.1:$port
alcove-server: stopping
alcove-server: stopped" "$(cat server.err)"
  same "and nothing on standard output" "" "$(cat server.out)"
}

both story
side_by_side story_of_lines story_of_folders story_of_addresses
end
