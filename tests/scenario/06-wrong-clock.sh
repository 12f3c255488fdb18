#!/usr/bin/env bash
# A clock that leaps is more likely broken than right: without a person's word nothing is destroyed, and nobody talks
# to a server whose day is not theirs.
# shellcheck disable=SC2016,SC2317 # jq has variables of its own; the stories are called by name
. "$(dirname "$0")/lib.sh"

leaps_ahead() {
  content=mit
  open_office
  arrive ana
  write ana "Please keep this until I come back."
  desk inbox ombuds --json >/dev/null
  stop
  days_later 40
  : >server.err
  serve
  check "a server says that the clock leapt, and what to do" grep -q -- '--accept-clock' server.err
  same "it destroys nothing" "1 1" "$(rows cells) $(rows tags)"
  stop
  days_later 0
  serve
  same "once the clock is right again all is there" "visitor: Please keep this until I come back." "$(talk ana)"
  stop
  days_later 40
  serve --accept-clock
  same "told that the clock is right, it destroys what has expired" "0 0" "$(rows cells) $(rows tags)"
}

was_off() {
  content=longwood
  open_office
  arrive eva
  write eva "Before the weeks without power."
  stop
  for day in 40 41; do
    days_later "$day"
    : >server.err
    serve
    check "day $day: the server says again that nothing is destroyed" grep -q 'Nothing is closed or destroyed' server.err
    check "day $day: so does the check" has "$(alcove office check office 2>&1)" 'overdue, and not destroyed'
    same "day $day: the inventory names what is overdue" true "$(alcove inventory office --json | jq '.days[0].overdue')"
    check "day $day: and promises nothing" has "$(alcove inventory office)" 'NOT destroyed'
    stop
  done
  days_later 42
  : >server.err
  serve
  check "on the third day in a row it goes on by itself, and says so" grep -q 'it is believed' server.err
  same "what expired is destroyed" "0 0" "$(rows cells) $(rows tags)"
  check "the inventory promises again" has "$(alcove inventory office)" 'Everything is destroyed'
  check "and the check finds nothing overdue" lacks "$(alcove office check office 2>&1)" destroyed
}

is_wrong() {
  content=longwood
  open_office
  arrive ben
  write ben "Before the clock went wrong."
  stop
  days_later 2
  serve
  days_later 0
  fails "a visitor's program refuses a server two days ahead" 1 "the server's day and this machine's day" \
    room read ben
  fails "it sends nothing there" 1 "the server's day and this machine's day" room say ben <<<"Nobody should get this."
  fails "so does the desk" 1 "the server's day and this machine's day" desk inbox ombuds
  days_later 1
  same "a day's difference is taken for a time zone or the moment of midnight" \
    "visitor: Before the clock went wrong." "$(talk ben)"
  stop
  days_later 0
  : >server.err
  serve
  check "a server whose clock was set back says what it does about it" grep -q -- '--accept-clock' server.err
  fails "days that it has closed do not open by themselves" 1 "the server's day and this machine's day" room read ben
  stop
  serve --accept-clock
  same "nothing was sent meanwhile" "visitor: Before the clock went wrong." "$(heard ombuds)"
}

side_by_side leaps_ahead was_off is_wrong
end
