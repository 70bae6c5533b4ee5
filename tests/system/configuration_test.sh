#!/bin/sh
# A daemon reports what is wrong with a configuration; without any configuration, a user's own
# daemon and clients find each other.
set -eu

bin=${HOSTFACTORY_BIN_DIR:?}
home=$(mktemp -d)
daemon=""
clean_up() {
    [ -z "$daemon" ] || kill "$daemon" 2>/dev/null || true
    wait || true
    rm -rf "$home"
}
trap clean_up EXIT
fail() {
    echo "FAILED: $*" >&2
    exit 1
}
unset HOSTFACTORY_CONFIG HF_PROVIDER_CONFDIR HF_CONFDIR XDG_CONFIG_HOME XDG_DATA_HOME || true

# Both a check and a start end with status 78, and report file and line of each fault.
cat >"$home/wrong.yaml" <<YAML
endpoints: {commands: "foo://x", queries: "ipc://$home/q", events: "ipc://$home/e"}
store: {path: $home/db}
providers:
  - {name: local, type: process, directory: $home/machines}
YAML
sed "s#foo://x#ipc://$home/c#" "$home/wrong.yaml" >"$home/twice.yaml"
echo "  - {name: local, type: process, directory: $home/more, keeper: /none}" >>"$home/twice.yaml"
sed "s#foo://x#ipc://$home/c#" "$home/wrong.yaml" >"$home/own.yaml"
echo "security: {visibility: own}" >>"$home/own.yaml"
refused() { # file, what is said
    for check in --check-config ""; do
        status=0
        # shellcheck disable=SC2086 # an empty word is no option
        timeout 60 "$bin/hostfactoryd" --config "$1" $check >"$home/out" 2>&1 || status=$?
        [ "$status" = 78 ] || fail "status $status of $1 $check: $(cat "$home/out")"
        grep -qF "$2" "$home/out" || fail "no $2 in: $(cat "$home/out")"
    done
    [ ! -e "$home/db" ] || fail "the store was made for $1"
}
refused "$home/wrong.yaml" "wrong.yaml:1: endpoints.commands must begin with ipc:// or tcp://"
refused "$home/twice.yaml" "twice.yaml:5: providers[1].name is the name of providers[0] too"
refused "$home/twice.yaml" "twice.yaml:5: providers[1].keeper must be a program"
refused "$home/own.yaml" "own.yaml:5: security.visibility own is of no use without security.principals"
refused "$home/none.yaml" "none.yaml: it can't be read"

status=0
"$bin/hostfactoryd" --confg "$home/wrong.yaml" >"$home/out" 2>&1 || status=$?
[ "$status" = 2 ] || fail "status $status of a misspelt option: $(cat "$home/out")"
grep -qF -- '--confg is not known here; did you mean "config"?' "$home/out" || fail "$(cat "$home/out")"

# In the journal, which is the file that the variable names, what ends a start is an error.
failing="$home/failing.yaml"
sed -e "s#foo://x#ipc://$home/c#" -e "s#$home/db#$home/wrong.yaml/db#" "$home/wrong.yaml" >"$failing"
an_error() { # status, how the line begins, command
    wanted=$1 line=$2 status=0
    shift 2
    : >"$home/out"
    journal=$(stat -c %d:%i "$home/out")
    JOURNAL_STREAM=$journal timeout 60 "$@" 2>>"$home/out" || status=$?
    [ "$status" = "$wanted" ] || fail "status $status of $*: $(cat "$home/out")"
    grep -q "^<3>$line" "$home/out" || fail "no error in: $(cat "$home/out")"
}
an_error 1 "hostfactoryd: $home/wrong.yaml" "$bin/hostfactoryd" --config "$failing"
an_error 2 "hostfactoryd: " "$bin/hostfactoryd" --confg "$failing"
an_error 78 "$home/none.yaml" "$bin/hostfactoryd" --config "$home/none.yaml"
an_error 2 "--listen: " "$bin/hostfactory-exporter" --listen nowhere

# Run as an ordinary user, since root's own daemon is the system's.
mkdir "$home/session" "$home/bin"
cp "$bin/hostfactoryd" "$bin/hostfactoryctl" "$bin/hostfactory-machine" "$home/bin"
user=""
if [ "$(id -u)" = 0 ]; then
    chown -R 4711:4711 "$home"
    user="setpriv --reuid 4711 --regid 4711 --clear-groups"
fi
export HOME="$home" XDG_RUNTIME_DIR="$home/session"
sockets=$home/session/hostfactory

$user "$home/bin/hostfactoryd" --check-config >"$home/out" || fail "the default is wrong"
[ ! -e "$sockets" ] || fail "to check has made $sockets"

start() { # the socket that it is to have
    $user "$home/bin/hostfactoryd" 2>"$home/log" &
    daemon=$!
    for _ in $(seq 600); do
        [ ! -S "$1" ] || break
        kill -0 "$daemon" || fail "it has ended: $(cat "$home/log")"
        sleep 0.1
    done
    $user "$home/bin/hostfactoryctl" --timeout 60 status >"$home/out" 2>&1 || fail "$(cat "$home/out" "$home/log")"
}
stop() {
    kill "$daemon"
    wait "$daemon" || fail "the daemon ended with $?: $(cat "$home/log")"
    daemon=""
}
start "$sockets/commands.sock"
[ "$(stat -c %a "$sockets")" = 700 ] || fail "$sockets is open to others"
stop

mkdir -p "$home/.config/hostfactory"
cat >"$home/.config/hostfactory/hostfactoryd.yaml" <<YAML
endpoints: {commands: "ipc://$home/own-c", queries: "ipc://$home/own-q", events: "ipc://$home/own-e"}
store: {path: $home/db}
providers: [{name: local, type: process, directory: $home/machines}]
YAML
start "$home/own-c"
[ ! -e "$sockets/commands.sock" ] || fail "the user's own file was not all that counted"
stop
rm -r "$home/.config"

# Another user could put his socket there.
chmod 777 "$sockets"
status=0
$user timeout 60 "$home/bin/hostfactoryd" >"$home/out" 2>&1 || status=$?
[ "$status" = 78 ] || fail "status $status: $(cat "$home/out")"
grep -qF "$sockets can be written to by others" "$home/out" || fail "$(cat "$home/out")"
if $user "$home/bin/hostfactoryctl" status >"$home/out" 2>&1; then fail "it was trusted"; fi
grep -qF "$sockets can be written to by others" "$home/out" || fail "$(cat "$home/out")"
echo "passed"
