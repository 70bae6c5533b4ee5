#!/bin/sh
# The Python follower, written from the protocol alone: with a feed that loses events, and a daemon
# and a follower that are killed, its log equals the store in the end.
# shellcheck disable=SC2016 # wait_for evaluates its condition again and again
set -eu

# shellcheck source=tests/system/support/site.sh
. "${HOSTFACTORY_SOURCE_DIR:?}/tests/system/support/site.sh"
start_site
daemon=${started##* }
start_lossy_site
export HOSTFACTORY_CONFIG="$home/hostfactoryd.yaml"

start_followers() {
    HOSTFACTORY_SOCKETS=$home/lossy /usr/bin/python3 "$source/examples/python/follow.py" "$home/log.all" \
        2>>"$home/errors" &
    all=$!
    HOSTFACTORY_SOCKETS=$home/lossy /usr/bin/python3 "$source/examples/python/follow.py" "$home/log.machines" machine \
        2>>"$home/errors" &
    machines=$!
    started="$started $all $machines"
}
template() { "$bin/hostfactoryctl" template "$@" >/dev/null || fail "template $*"; }
positions() { # file
    /usr/bin/python3 -c 'import json, sys
for line in list(open(sys.argv[1]))[1:]: print(json.loads(line)["position"])' "$1"
}

start_followers
template create small --provider local --max-number 10
"$bin/hostfactoryctl" request create small 2 --wait >/dev/null 2>&1 || fail "no machines"
for n in 1 2 3; do
    template create "t$n" --provider local --max-number 1
    kill -9 "$all" "$machines"
    template delete "t$n"
    start_followers
    kill -9 "$daemon"
    "$bin/hostfactoryd" --config "$home/hostfactoryd.yaml" 2>>"$home/daemon.log" &
    daemon=$!
    started="$started $daemon"
    wait_for '"$bin/hostfactoryctl" status >/dev/null 2>&1'
    "$bin/hostfactoryctl" request create small 1 --wait >/dev/null 2>&1 || fail "no machine"
done
template create last --provider local --max-number 1
template delete last

# Events of machines that still happen belong to both.
same() { # log, filters
    log=$1
    shift
    "$bin/hostfactoryctl" events --from 1 "$@" -o name >"$home/stored"
    positions "$home/log.$log" | cmp -s - "$home/stored"
}
wait_for 'same all'
wait_for 'same machines --category machine'
[ -s "$home/stored" ] || fail "there were no machines"
[ ! -s "$home/errors" ] || fail "$(cat "$home/errors")"

# Start a daemon with another store behind the same sockets.
kill "$daemon"
wait "$daemon" || fail "the daemon ended with $?"
rm "$home"/db*
"$bin/hostfactoryd" --config "$home/hostfactoryd.yaml" 2>>"$home/daemon.log" &
started="$started $!"
wait_for '! kill -0 "$all" 2>/dev/null && ! kill -0 "$machines" 2>/dev/null'
grep -q "ends at\|is a position of the store\|belongs to another store" "$home/errors" || fail "$(cat "$home/errors")"
echo "passed"
