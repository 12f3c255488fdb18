#!/usr/bin/env bash
# Between a person and the office stand machines that answer in its place: while it starts again, when they are asked too
# often, after they have passed on what was said. That is a lost connection and no answer (docs/design.md): the same goes
# again for as long as was said, and arrives once.
. "$(dirname "$0")/lib.sh"

# once WHO TEXT...: these and nothing else were said by her, in the words of both ends
once() {
  local who=$1 name
  shift
  name="what was said stands there once, in order"
  same "$name at the desk" "$(printf 'visitor: %s\n' "$@")" "$(heard ombuds | grep '^visitor: ')"
  same "$name in the room" "$(printf 'visitor: %s\n' "$@")" "$(talk "$who" | grep '^visitor: ')"
}

# What ten machines say, before and after the request arrived
other_words() {
  local matter status=0 tries=0 id
  open_office
  arrive vi
  start_proxy words
  check "every answer in other words is waited out: she writes" room say vi --json < <(printf 'Said through it all.')
  check "the desk looks" desk inbox ombuds --json
  matter=$(matter_with ombuds "Said through it all.")
  check "and answers" desk say ombuds "$matter" < <(printf 'Answered through it all.')
  same "she reads" "$(printf 'visitor: Said through it all.\nombuds: Answered through it all.')" "$(talk vi)"
  stop_proxy
  start_proxy deposits
  printf 'Once.' >once.txt
  until room say vi --retry 0 ${id:+--id "$id"} <once.txt >once.out 2>once.err; do
    status=$?
    if [ $status != 1 ] || ! grep -q 'something else answers in its place (status' once.err; then break; fi
    id=$(sed -n "s/.*may have been done: with '--id \([0-9a-f]*\)' the same is done once.*/\1/p" once.err)
    ((++tries < 9)) || break
  done
  same "who tries herself is told what answered, and the third time all is well" 2 $tries
  check "and, where it may have arrived, under which id it is said once" test -n "$id"
  stop_proxy
  once vi "Said through it all." "Once."
  fails "seconds are a whole number" 2 '^alcove room read: --retry is a whole number from 0 to 86400, and not: soon' room read vi --retry soon
}

# start_nginx: before the office's port, as packaging/nginx.conf has it where that matters
start_nginx() {
  front=$((port < 40000 ? port + 20000 : port - 20000))
  cat >nginx.conf <<END
daemon off; master_process off; pid $PWD/nginx.pid; error_log stderr emerg;
events {}
http {
  access_log off; client_body_temp_path $PWD/body; proxy_temp_path $PWD/temp;
  fastcgi_temp_path $PWD/temp; uwsgi_temp_path $PWD/temp; scgi_temp_path $PWD/temp;
  limit_req_zone \$server_port zone=few:64k rate=${1:-1000}r/s;
  server {
    listen 127.0.0.1:$front;
    location / {
      ${1:+limit_req zone=few;}
      proxy_pass http://127.0.0.1:$port; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header Host \$host:\$server_port; proxy_request_buffering off; proxy_buffering off;
    }
  }
}
END
  /usr/sbin/nginx -p "$PWD" -e stderr -c nginx.conf 2>nginx.err &
  nginx=$!
  started $nginx
  soon curl -so /dev/null "http://127.0.0.1:$front/"
  url=http://127.0.0.1:$front
}
stop_nginx() {
  kill "$nginx"
  wait "$nginx" 2>/dev/null || true
}

behind_nginx() {
  local saying status=0
  open_office
  start_nginx
  arrive vi
  check "through nginx she writes" room say vi < <(printf 'First.')
  stop
  fails "nginx speaks for an office that is away" 1 'something else answers in its place \(status 502, text/html' room read vi --retry 0
  room say vi < <(printf 'While it started.') >said.out 2>&1 &
  saying=$!
  sleep 1
  direct=$url
  serve
  url=$direct
  wait $saying || status=$?
  same "what is said while the office starts again arrives" 0 $status
  stop_nginx
  room say vi < <(printf 'While nginx started.') >said.out 2>&1 &
  saying=$!
  sleep 1
  start_nginx
  wait $saying || status=$?
  same "and while nginx does" 0 $status
  stop_nginx
  start_nginx 2
  check "at two requests a second too, in the end" room say vi < <(printf 'Slowly.')
  check "and the desk" desk inbox ombuds --json
  stop_nginx
  start_nginx
  once vi "First." "While it started." "While nginx started." "Slowly."
  stop_nginx
}

side_by_side other_words behind_nginx
end
