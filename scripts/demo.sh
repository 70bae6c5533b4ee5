#!/usr/bin/env bash
# Shows the main job from end to end with the built binaries: templates, a request, the processes of
# its machines, the events, a crash in between, and the return. Leaves nothing behind.
#
#     scripts/demo.sh BIN_DIR
set -euo pipefail

bin=$(cd "${1:?usage: demo.sh BIN_DIR}" && pwd)
home=$(mktemp -d "${TMPDIR:-/tmp}/hostfactory-demo.XXXXXX")
config=$home/hostfactoryd.yaml
export HOSTFACTORY_CONFIG=$config
daemon_pid=""
events_pid=""

say() { printf '\n\033[1m== %s\033[0m\n' "$*"; }
show() { printf '\033[2m$ %s\033[0m\n' "$*"; "$@"; }
ctl() { show "$bin/hostfactoryctl" "$@"; }

machines() { pgrep -f "hostfactory-machine $home/machines" || true; }

start_daemon() {
    "$bin/hostfactoryd" --config "$config" 2>>"$home/daemon.log" &
    daemon_pid=$!
    for _ in $(seq 100); do
        "$bin/hostfactoryctl" status >/dev/null 2>&1 && return
        kill -0 "$daemon_pid" 2>/dev/null || break
        sleep 0.1
    done
    cat "$home/daemon.log" >&2
    exit 1
}

clean_up() {
    [ -z "$events_pid" ] || kill "$events_pid" 2>/dev/null || true
    [ -z "$daemon_pid" ] || kill "$daemon_pid" 2>/dev/null || true
    machines | xargs -r kill 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$home"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

cat >"$config" <<YAML
endpoints:
  commands: ipc://$home/commands
  queries: ipc://$home/queries
  events: ipc://$home/events
store:
  path: $home/hostfactory.db
log:
  level: warn
providers:
  - name: local
    type: process
    directory: $home/machines
    poll_ms: 200
YAML

say "The daemon starts: commands, queries and events over ZeroMQ, events in SQLite"
start_daemon
ctl provider list

say "A template describes machines; here they are processes of this host"
ctl template create small --provider local --max-number 8 --attributes ncpus=2 --attributes nram=2048
ctl template list

say "Somebody follows the events, as every read view does"
"$bin/hostfactoryctl" events --follow >"$home/events.log" 2>&1 &
events_pid=$!

say "Five machines, please"
ctl request create small 5 --tags team=demo --wait

say "They are real processes"
show pgrep -a -f "hostfactory-machine $home/machines"

say "Kill one machine: it is seen, and reported with its signal"
victim=$(machines | head -n 1)
kill -9 "$victim"
for _ in $(seq 100); do
    "$bin/hostfactoryctl" machine list --status failed -o json | grep -q '"signal 9' && break
    sleep 0.1
done
ctl machine list --status failed

say "kill -9 the daemon; the machines don't notice, and it finds them again"
kill -9 "$daemon_pid"
wait "$daemon_pid" 2>/dev/null || true
echo "machines alive without a daemon: $(machines | wc -l)"
start_daemon
ctl machine list --live-only

say "Nine more are too many: max_number is 8"
ctl request create small 9 || true

say "The return"
request=$("$bin/hostfactoryctl" request list --request-type acquire -o json |
    sed -n 's/.*"request_id": *"\(req-[^"]*\)".*/\1/p' | head -n 1)
ctl machine return --request-id "$request" --wait
ctl request list
left=$(machines | wc -l)
echo "machines left: $left"

say "What the follower has seen, in order, without a gap"
kill "$events_pid" 2>/dev/null || true
wait "$events_pid" 2>/dev/null || true
events_pid=""
cut -c1-118 "$home/events.log"

say "The end"
kill "$daemon_pid"
wait "$daemon_pid" && echo "hostfactoryd ended with status 0"
daemon_pid=""
[ "$left" = 0 ]
