#!/bin/sh
# Calls the five scripts of the Host Factory plug-in and hostfactoryctl as a site does, against the
# built daemon.
# shellcheck disable=SC2016 # wait_for evaluates its condition again and again
set -eu

bin=${HOSTFACTORY_BIN_DIR:?}
source=${HOSTFACTORY_SOURCE_DIR:?}
home=$(mktemp -d)
daemon=""
clean_up() {
    [ -z "$daemon" ] || kill "$daemon" 2>/dev/null || true
    pgrep -f "hostfactory-machine $home/" | xargs -r kill -9 2>/dev/null || true
    wait || true
    rm -rf "$home"
}
trap clean_up EXIT
fail() {
    echo "FAILED: $*" >&2
    exit 1
}
has() { # text, pattern
    echo "$1" | grep -qE "$2" || fail "no $2 in: $1"
}
# No wait takes longer than this.
wait_for() {
    for _ in $(seq 300); do
        eval "$1" && return 0
        sleep 0.1
    done
    fail "waited in vain for: $1"
}

# What the scripts answer, without white space.
request_status() { # request id
    "$scripts/getRequestStatus.sh" -d "{\"requests\": [{\"requestId\": \"$1\"}]}" | tr -d ' \n'
}
return_requests() { # machines, in JSON
    "$scripts/getReturnRequests.sh" -d "{\"machines\": [$1]}" | tr -d ' \n'
}

mkdir "$home/conf" "$home/log"
cat >"$home/conf/hostfactory.yaml" <<YAML
endpoints:
  commands: ipc://$home/commands.sock
  queries: ipc://$home/queries.sock
  events: ipc://$home/events.sock
store: {path: $home/db}
providers: [{name: local, type: process, directory: $home/machines, poll_ms: 100, grace_s: 1}]
YAML
export HF_PROVIDER_CONFDIR="$home/conf" HF_PROVIDER_LOGDIR="$home/log" HOSTFACTORY_PLUGIN="$bin/hostfactory-plugin"
unset HOSTFACTORY_CONFIG || true
scripts=$source/plugin/scripts
ctl="$bin/hostfactoryctl"

# Without a daemon, the answer is JSON with a message, and the exit status shows the failure.
if out=$("$scripts/getAvailableTemplates.sh" -d '{}' 2>/dev/null); then fail "no daemon, and no error"; fi
has "$out" '"message"'
if "$ctl" status >"$home/out" 2>&1; then fail "no daemon, and no error"; fi
has "$(cat "$home/out")" "hostfactoryd"

"$bin/hostfactoryd" --config "$home/conf/hostfactory.yaml" 2>"$home/daemon.log" &
daemon=$!
wait_for '"$ctl" status >/dev/null 2>&1'

# The template file of a site.
cat >"$home/templates.json" <<JSON
{"templates": [{"templateId": "Demo", "maxNumber": 4,
  "attributes": {"type": ["String", "X86_64"], "ncpus": ["Numeric", "2"], "ncores": ["Numeric", "1"],
    "nram": ["Numeric", "2048"]},
  "instanceTags": "company=abc;team=xyz", "imageId": "ami-0123", "vmType": "m5.large", "subnetId": ["subnet-1"],
  "securityGroupIds": ["sg-1"], "keyName": "k", "priceType": "ondemand", "providerApi": "RunInstances",
  "somethingOfTheSites": {"a": 1}}]}
JSON
has "$("$ctl" template import "$home/templates.json" 2>&1)" somethingOfTheSites
has "$("$ctl" template import "$home/templates.json")" same

out=$("$scripts/getAvailableTemplates.sh" -d '{}')
has "$out" '"templateId": ?"Demo"'
has "$out" '"maxNumber": ?4'
has "$out" '"availableNumber": ?4'
has "$(echo "$out" | tr -d ' \n')" '"ncpus":\["Numeric","2"\]'
has "$out" 'company=abc;team=xyz'
has "$out" '"vmType": ?"m5.large"'

echo '{"template": {"templateId": "Demo", "machineCount": 3}}' >"$home/in.json"
out=$("$scripts/requestMachines.sh" -f "$home/in.json")
id=$(echo "$out" | tr -d ' \n' | sed 's/.*"requestId":"\([^"]*\)".*/\1/')
echo "$id" | grep -qE '^req-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' || fail "request id $id"
wait_for 'request_status "$id" | grep -q "\"status\":\"complete\""'

# Pass one object in place of the list, and an unknown id beside it.
out=$("$scripts/getRequestStatus.sh" -d "{\"requests\": {\"requestId\": \"$id\"}}" | tr -d ' \n')
has "$out" '"result":"succeed"'
has "$out" '"privateIpAddress":"127.0.0.1"'
has "$out" '"launchtime":[0-9]{10}[,}]'
unknown=req-00000000-0000-0000-0000-000000000000
out=$("$scripts/getRequestStatus.sh" -d "{\"requests\": [{\"requestId\": \"$unknown\"}, {\"requestId\": \"$id\"}]}" |
    tr -d ' \n')
has "$out" '"complete_with_error"'
has "$out" '"status":"complete"'
machine=$(echo "$out" | sed 's/.*"machineId":"\([^"]*\)".*/\1/')
name=$("$ctl" machine get "$machine" -o json | tr -d ' \n' | sed 's/.*"name":"\([^"]*\)".*/\1/')

# A refusal is an answer.
out=$("$scripts/requestMachines.sh" -d '{"template": {"templateId": "Demo", "machineCount": 2}}')
has "$out" '"message"'
if echo "$out" | grep -q requestId; then fail "a refusal has no requestId"; fi

# An unknown id with the name of a live machine must not affect that machine.
out=$("$scripts/requestReturnMachines.sh" -d "{\"machines\": [{\"name\": \"$name\", \"machineId\": \"i-old\"}]}")
has "$out" 'i-old'
"$ctl" machine get "$machine" -o json | grep -q '"return_requested": false' || fail "the wrong machine was given back"
old="{\"name\": \"$name\", \"machineId\": \"i-old\"}"
out=$(return_requests "$old")
has "$out" '"requests":\[\]'
has "$out" 'i-old'
out=$(return_requests "$old, {\"name\": \"$name\", \"machineId\": \"$machine\"}")
has "$out" '"requests":\[\]'

# Return a machine by name alone, together with an unknown one.
out=$("$scripts/requestReturnMachines.sh" -d "{\"machines\": [{\"name\": \"$name\"}, {\"name\": \"stranger\"}]}")
has "$out" 'stranger'
ret=$(echo "$out" | tr -d ' \n' | sed 's/.*"requestId":"\([^"]*\)".*/\1/')
wait_for 'request_status "$ret" | grep -q "\"status\":\"complete\""'
out=$(request_status "$ret")
has "$out" '"result":"succeed"'
has "$out" '"status":"terminated"'

# If none of the machines is live, the return is complete at once.
out=$("$scripts/requestReturnMachines.sh" -d "{\"machines\": {\"name\": \"$name\", \"machineId\": \"$machine\"}}")
has "$out" '"requestId": ?"ret-'

# A machine that dies by itself must be taken off the caller's list.
victim=$("$ctl" machine list --live-only -o json | tr -d ' \n' | sed 's/.*"machine_id":"\([^"]*\)".*/\1/')
kill -9 "$(pgrep -f "hostfactory-machine $home/machines/$victim " | head -n 1)"
wait_for '"$ctl" machine get "$victim" -o json | grep -q "failed"'
out=$(return_requests "{\"name\": \"x\", \"machineId\": \"$victim\"}, {\"name\": \"ghost\", \"machineId\": \"i-1\"}")
has "$out" '"gracePeriod":0'
has "$out" '"machine":"x"'
has "$out" 'Nothingisknownof1ofthemachines.*i-1'
has "$("$scripts/getReturnRequests.sh" -d '{"machines": []}')" '"status"'

# Pass input that is not JSON.
if "$scripts/requestMachines.sh" -d 'nonsense' >"$home/out" 2>/dev/null; then fail "nonsense was taken"; fi
has "$(cat "$home/out")" '"message"'

# Run the Python client of the protocol document.
HOSTFACTORY_SOCKETS=$home /usr/bin/python3 "$source/examples/python/first_request.py" Demo 1 >"$home/out" 2>&1 ||
    fail "$(cat "$home/out")"
has "$(cat "$home/out")" 'RequestCompleted'
has "$(tail -n 1 "$home/out")" 'running 127.0.0.1'

kill "$daemon"
wait "$daemon" || fail "the daemon ended with $?"
daemon=""
echo "passed"
