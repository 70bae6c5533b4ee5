#!/bin/sh
# shellcheck disable=SC2016 # wait_for evaluates its condition again and again
# A secured site made by hand, as docs/OPERATIONS.md tells it: keys, principals, hostfactoryctl, and the examples in
# Python and Node over TCP.
set -eu

# shellcheck source=tests/system/support/site.sh
. "${HOSTFACTORY_SOURCE_DIR:?}/tests/system/support/site.sh"
ctl() { "$bin/hostfactoryctl" "$@"; }

ctl key generate "$home/keys" --name server >"$home/out"
ctl key generate "$home/keys" --name alice >/dev/null
ctl key generate "$home/keys" --name stranger >/dev/null
ctl key generate "$home/keys" --name gate >/dev/null
server_key=$(ctl key show "$home/keys/server.pub")
tail -1 "$home/out" | grep -qxF "$server_key" || fail "key generate says another key than key show: $(cat "$home/out")"
[ "$(ctl key show "$home/keys/server.key")" = "$server_key" ] || fail "the two files have different keys"
if ctl key generate "$home/keys" --name server 2>"$home/out"; then fail "a key was overwritten"; fi
grep -q "is there already" "$home/out" || fail "$(cat "$home/out")"
chmod 640 "$home/keys/alice.key"
if ctl key show "$home/keys/alice.key" 2>"$home/out"; then fail "a key that others can read was taken"; fi
grep -q "chmod 600" "$home/out" || fail "$(cat "$home/out")"
chmod 600 "$home/keys/alice.key"

cat >"$home/principals.yaml" <<YAML
principals:
  - {name: alice, public_key: "$(ctl key show "$home/keys/alice.pub")", roles: [requester]}
  - {name: gate, public_key: "$(ctl key show "$home/keys/gate.pub")", roles: [admin], acts_for: any}
YAML
cat >"$home/hostfactoryd.yaml" <<YAML
endpoints: {commands: "tcp://127.0.0.1:*", queries: "tcp://127.0.0.1:*", events: "tcp://127.0.0.1:*"}
store: {path: $home/db}
providers: [{name: local, type: process, directory: $home/machines, poll_ms: 100, grace_s: 1}]
security: {mechanism: curve, server_key: "file:$home/keys/server.key", principals: $home/principals.yaml}
YAML
"$bin/hostfactoryd" --config "$home/hostfactoryd.yaml" --check-config >"$home/out" || fail "$(cat "$home/out")"
"$bin/hostfactoryd" --config "$home/hostfactoryd.yaml" 2>"$home/daemon.log" &
started="$started $!"
wait_for 'grep -q "commands at" "$home/daemon.log"'
address() { sed -n "s/.*$1 at \(tcp:[^, ]*\).*/\1/p" "$home/daemon.log"; }

# $1: whose key. Writes the configuration of a client.
client_of() {
    cat >"$home/client.yaml" <<YAML
endpoints: {commands: "$(address commands)", queries: "$(address queries)", events: "$(address events)"}
client: {server_key: "$server_key", key_file: $home/keys/$1.key}
YAML
}
client_of alice
ctl whoami --config "$home/client.yaml" -o json >"$home/out" || fail "$(cat "$home/out")"
grep -q '"principal": "alice"' "$home/out" || fail "$(cat "$home/out")"
grep -q '"role": "requester"' "$home/out" || fail "$(cat "$home/out")"
if ctl template delete small --config "$home/client.yaml" 2>"$home/out"; then fail "a requester deleted a template"; fi
grep -q "DeleteTemplate needs the role admin; alice has requester" "$home/out" || fail "$(cat "$home/out")"
client_of stranger
if ctl whoami --config "$home/client.yaml" --timeout 3 2>"$home/out"; then fail "a stranger was let in"; fi
grep -q "does not know you" "$home/out" || fail "$(cat "$home/out")"
sed -i '/^client:/d' "$home/client.yaml"
if ctl whoami --config "$home/client.yaml" --timeout 3 2>"$home/out"; then fail "one without a key was let in"; fi
grep -q "does client.server_key in your configuration name its key" "$home/out" || fail "$(cat "$home/out")"

# A gateway, by hostfactoryctl and by the plug-in.
client_of gate
gate() { ctl --config "$home/client.yaml" "$@"; }
# $1: on whose behalf; empty: its own. The rest: the call. Writes the answer without white space.
plugin_for() {
    other=$1
    shift
    HOSTFACTORY_CONFIG="$home/client.yaml" HOSTFACTORY_ON_BEHALF_OF="$other" "$bin/hostfactory-plugin" "$@" |
        tr -d ' \n' >"$home/answer"
}
answers() { grep -q "$1" "$home/answer" || fail "no $1 in: $(cat "$home/answer")"; }
id_in_answer() { sed -n 's/.*"requestId":"\([^"]*\)".*/\1/p' "$home/answer"; }
# $1: of which request. Waits for its end, and writes the request.
ended() { gate request get "$1" --wait -o json >"$home/out" 2>&1 || fail "$(cat "$home/out")"; }

gate template create small --provider local --max-number 3 --configuration vmType=t3.micro >"$home/out" 2>&1 ||
    fail "$(cat "$home/out")"
gate whoami --on-behalf-of mary -o json | tr -d ' \n' >"$home/out"
grep -q '"principal":"gate","on_behalf_of":"mary","role":"requester"' "$home/out" || fail "$(cat "$home/out")"
if gate --on-behalf-of mary template delete small 2>"$home/out"; then fail "mary deleted a template"; fi
grep -q "on behalf of mary has requester" "$home/out" || fail "$(cat "$home/out")"
plugin_for mary getAvailableTemplates -d '{}'
answers '"vmType":"t3.micro"'
wanted='{"template": {"templateId": "small", "machineCount": 1}}'
plugin_for mary requestMachines -d "$wanted"
request=$(id_in_answer)
ended "$request"
grep -q '"ordered_by": "mary"' "$home/out" || fail "$(cat "$home/out")"
machine=$(gate machine list --request-id "$request" -o name)
if gate machine return "$machine" --on-behalf-of ren 2>"$home/out"; then fail "ren returned a machine of mary"; fi
grep -q "was ordered by mary" "$home/out" || fail "$(cat "$home/out")"
plugin_for mary requestReturnMachines -d "{\"machines\": [{\"machineId\": \"$machine\"}]}"
ended "$(id_in_answer)"
plugin_for "" requestMachines -d "$wanted"
request=$(id_in_answer)
ended "$request"
grep -q '"ordered_by": "gate"' "$home/out" || fail "$(cat "$home/out")"
gate machine return --request-id "$request" --wait >"$home/out" 2>&1 || fail "$(cat "$home/out")"

# Two provider instances, whose files name different ones for whom the plug-in asks.
# $1: whom the file names. $2: whom the environment names, if anybody. The rest: the call.
instance_of() {
    confdir=$home/instances/$1 other=$2
    mkdir -p "$confdir"
    { cat "$home/client.yaml" && echo "plugin: {on_behalf_of: $1}"; } >"$confdir/hostfactory.yaml"
    shift 2
    env -u HOSTFACTORY_CONFIG HF_PROVIDER_CONFDIR="$confdir" HOSTFACTORY_ON_BEHALF_OF="$other" \
        "$bin/hostfactory-plugin" "$@" | tr -d ' \n' >"$home/answer"
}
# $1: of which request. $2: whose it is to be.
ordered_by() {
    ended "$1"
    grep -q "\"ordered_by\": \"$2\"" "$home/out" || fail "not of $2: $(cat "$home/out")"
}
instance_of mary "" requestMachines -d "$wanted"
request=$(id_in_answer)
ordered_by "$request" mary
machine=$(gate machine list --request-id "$request" -o name)
instance_of ren "" requestReturnMachines -d "{\"machines\": [{\"machineId\": \"$machine\"}]}"
answers wasorderedbymary
instance_of mary "" requestReturnMachines -d "{\"machines\": [{\"machineId\": \"$machine\"}]}"
ended "$(id_in_answer)"
# The environment comes before the file, and an empty variable is none.
instance_of mary ren requestMachines -d "$wanted"
request=$(id_in_answer)
ordered_by "$request" ren
gate machine return --request-id "$request" --wait >"$home/out" 2>&1 || fail "$(cat "$home/out")"
instance_of mary "" requestMachines -d "$wanted"
request=$(id_in_answer)
ordered_by "$request" mary
gate machine return --request-id "$request" --wait >"$home/out" 2>&1 || fail "$(cat "$home/out")"
client_of alice
instance_of mary "" getReturnRequests -d '{}'
answers 'forbidden:.*maynotactforothers.*plugin.on_behalf_ofinhostfactory.yaml'
plugin_for mary requestMachines -d "$wanted"
answers 'maynotactforothers.*HOSTFACTORY_ON_BEHALF_OF'
plugin_for "" getAvailableTemplates -d '{}'
answers '"templateId":"small"'
if grep -q vmType "$home/answer"; then fail "a requester was shown a configuration: $(cat "$home/answer")"; fi

by_python() {
    /usr/bin/python3 "$source/examples/python/who_am_i.py" "$(address queries)" "$server_key" "$home/keys/$1.key"
}
[ "$(by_python alice)" = "alice, requester" ] || fail "the example in Python"
if by_python stranger 2>"$home/out"; then fail "a stranger was let in"; fi
grep -qF "does not know the key $(ctl key show "$home/keys/stranger.pub")" "$home/out" || fail "$(cat "$home/out")"

# node_test.sh installs the packages; both may run at once, so this one only uses what is there.
cp "$source/examples/node/who_am_i.mjs" "$home/"
if [ -d "$bin/../node/node_modules" ]; then
    ln -s "$(realpath "$bin/../node/node_modules")" "$home/node_modules"
    [ "$(node "$home/who_am_i.mjs" "$(address queries)" "$server_key" "$home/keys/alice")" = "alice, requester" ] ||
        fail "the example in Node"
fi
# Principals by the kernel's word, at Unix sockets, for processes of three users: only root can make them.
if [ "$(id -u)" = 0 ]; then
    mkdir -p "$home/ipc"
    cat >"$home/principals.yaml" <<YAML
principals:
  - {name: chief, unix_user: root, roles: [admin]}
  - {name: staff, unix_group: daemon, roles: [viewer]}
YAML
    cat >"$home/ipc.yaml" <<YAML
endpoints: {commands: ipc://$home/ipc/commands, queries: ipc://$home/ipc/queries, events: ipc://$home/ipc/events}
store: {path: $home/ipc.db}
providers: [{name: local, type: process, directory: $home/machines}]
security: {principals: $home/principals.yaml}
client: {server_key: "$server_key", key_file: /no/such/key}
YAML
    "$bin/hostfactoryd" --config "$home/ipc.yaml" 2>"$home/ipc.log" &
    started="$started $!"
    wait_for '[ -S "$home/ipc/queries" ]'
    chmod 711 "$home" "$home/ipc"
    chmod 666 "$home"/ipc/*
    # Nobody else can read the tree that the tests are built in.
    cp "$bin/hostfactoryctl" "$home/" && chmod 755 "$home/hostfactoryctl" && chmod 644 "$home/ipc.yaml"
    # $1, $2: user and group. The rest: what hostfactoryctl is to do.
    ctl_as() {
        user=$1 group=$2
        shift 2
        setpriv --reuid "$user" --regid "$group" --clear-groups "$home/hostfactoryctl" --config "$home/ipc.yaml" \
            --timeout 5 "$@"
    }
    # $1: the group of a process of nobody. Says the topic that it hears first on the feed.
    heard_by() {
        setpriv --reuid nobody --regid "$1" --clear-groups /usr/bin/python3 -c '
import sys, zmq
feed = zmq.Context().socket(zmq.SUB)
feed.linger, feed.rcvtimeo = 0, 5000
feed.subscribe(b"")
feed.connect(sys.argv[1])
print(feed.recv_multipart()[0].decode())' "ipc://$home/ipc/events"
    }
    ctl_as root root whoami -o json | grep -q '"principal": "chief"' || fail "root is not the chief"
    ctl_as nobody daemon whoami -o json | grep -q '"principal": "staff"' || fail "a member is not of the staff"
    if ctl_as nobody daemon template delete small 2>"$home/out"; then fail "the staff deleted a template"; fi
    grep -q "DeleteTemplate needs the role admin; staff has viewer" "$home/out" || fail "$(cat "$home/out")"
    [ "$(heard_by daemon)" = '$heartbeat' ] || fail "the staff hears no feed"
    if heard_by nogroup 2>"$home/out"; then fail "a stranger hears the feed"; fi
    if ctl_as nobody nogroup whoami 2>"$home/out"; then fail "a stranger was let in"; fi
    grep -q "does not know you" "$home/out" || fail "$(cat "$home/out")"
fi
echo "passed"
