# shellcheck shell=sh
# Starts a daemon for shell tests in a directory of its own, and a feed of it that loses events.
#
#     . "$source/tests/system/support/site.sh"
#     start_site                # $home has its sockets
#     start_lossy_site          # $home/lossy has the same sockets, but a feed that loses events
#
# Whatever the test does, nothing remains at its end.
# shellcheck disable=SC2016 # wait_for evaluates its condition again and again
bin=${HOSTFACTORY_BIN_DIR:?}
source=${HOSTFACTORY_SOURCE_DIR:?}
home=$(mktemp -d)
started=""
clean_up() {
    for process in $started; do kill "$process" 2>/dev/null || true; done
    pgrep -f "hostfactory-machine $home/" | xargs -r kill -9 2>/dev/null || true
    wait || true
    rm -rf "$home"
}
trap clean_up EXIT
trap "exit 1" HUP INT TERM
fail() {
    echo "FAILED: $*" >&2
    exit 1
}
# No wait takes longer than this.
wait_for() {
    for _ in $(seq 600); do
        eval "$1" && return 0
        sleep 0.1
    done
    fail "waited in vain for: $1"
}

start_site() {
    cat >"$home/hostfactoryd.yaml" <<YAML
endpoints:
  commands: ipc://$home/commands.sock
  queries: ipc://$home/queries.sock
  events: ipc://$home/events.sock
store: {path: $home/db}
feed: {heartbeat_ms: 200}
providers: [{name: local, type: process, directory: $home/machines, poll_ms: 100, grace_s: 1}]
YAML
    "$bin/hostfactoryd" --config "$home/hostfactoryd.yaml" 2>"$home/daemon.log" &
    started="$started $!"
    # The sockets for queries and commands are bound last.
    wait_for '[ -S "$home/queries.sock" ]'
}

start_lossy_site() {
    mkdir "$home/lossy"
    ln -s ../commands.sock ../queries.sock "$home/lossy/"
    /usr/bin/python3 "$source/tests/system/support/lossy_feed.py" "ipc://$home/events.sock" \
        "ipc://$home/lossy/events.sock" >"$home/lost" &
    started="$started $!"
    wait_for 'grep -q ready "$home/lost"'
}

# The output of a full cycle must have every event in order, although the feed lost most.
expect_full_cycle() { # file
    /usr/bin/python3 - "$1" <<'PYTHON' || fail "$(cat "$1")"
import sys
lines = [line.split() for line in open(sys.argv[1])]
events = [line for line in lines if line[0] != "machine"]
positions = [int(event[0]) for event in events]
assert positions == list(range(positions[0], positions[0] + len(positions))), positions
types = [event[1] for event in events]
assert types[0] == "TemplateCreated" and types[-1] == "TemplateDeleted", types
for type, times in ("RequestCompleted", 2), ("MachineStarted", 2), ("MachineTerminated", 2):
    assert types.count(type) == times, (type, types)
assert len([line for line in lines if line[0] == "machine" and line[3] == "running"]) == 2, lines
PYTHON
    grep -q "lost template.TemplateDeleted" "$home/lost" || fail "the feed has lost nothing"
    grep -q "lost machine" "$home/lost" || fail "the feed has lost nothing"
}
