#!/usr/bin/env bash
# The disk is full, or takes no writes: the visitor is told plainly, what was acknowledged is there, and afterwards the
# office goes on by itself. The small disk is a tmpfs that only this process sees, so it goes with it.
if [ -z "${OWN_MOUNTS:-}" ] && unshare --mount true 2>/dev/null; then
  OWN_MOUNTS=yes exec unshare --mount "$0"
fi
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/../scenario/lib.sh"
each_alone

fill() { dd if=/dev/zero of=disk/filler bs=4096 >dd.out 2>&1 || true; }

story() {
  local status sent=()
  if ! mkdir disk || ! mount -t tmpfs -o size=2200k,mode=700 tmpfs disk 2>/dev/null; then
    skip "a full disk is told, and nothing acknowledged is lost" "only root can mount a small disk"
    skip "a read-only disk is told" "only root can mount a small disk"
    return
  fi
  make_office
  mv office disk/
  ln -s disk/office office
  serve
  check "an office behind a symbolic link is tidied like any other" never grep -q 'could not be destroyed' server.err
  arrive joy
  write joy "While there is room."
  fill
  # what the log already has room for may still go in; then the disk is really full
  status=0
  for i in {1..60}; do
    printf 'Message %s.' "$i" | room say joy --json >said.out 2>said.err || { status=$?; break; }
    sent+=("visitor: Message $i.")
  done
  same "a full disk ends in a refusal" 1 "$status"
  check "said plainly" grep -qx "alcove: $url: the server takes no messages just now; nothing was sent: try again later" said.err
  check "with nothing that looks like success" never test -s said.out
  check "the server's keeper is told what to do" grep -q 'the disk does not take writes' server.err
  same "what was acknowledged can be read meanwhile, all of it and once" \
    "$(printf '%s\n' "visitor: While there is room." "${sent[@]}")" "$(talk joy)"
  fails "the desk is told as well" 1 'takes no messages just now|nothing was' desk inbox ombuds
  stop KILL
  : >server.err
  serve
  same "a server that starts on a full disk still shows it" $((1 + ${#sent[@]})) "$(talk joy | wc -l)"
  rm disk/filler
  check "once there is room the same message goes in" write joy "Room again."
  same "and arrives once, with all before it" $((2 + ${#sent[@]})) "$(heard ombuds | wc -l)"
  stop
  same "the server ends well" 0 "$status"
  mount -o remount,ro disk
  launch office --listen 127.0.0.1:0
  status=0
  wait "$server" 2>/dev/null || status=$?
  if [ -n "$address" ]; then kill "$server"; fi
  same "on a read-only disk a server does not start" "1 " "$status $address"
  check "and says why" grep -qiE 'disk|written|write' <(tail -n 1 server.err)
  mount -o remount,rw disk
  serve
  same "with the disk writable again everything is there" $((2 + ${#sent[@]})) "$(talk joy | wc -l)"
  check "and writing works" write joy "Back to normal."
}

both story
end
