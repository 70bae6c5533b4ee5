#!/bin/sh
# The Python example of a full cycle, against the built daemon and a feed that loses events.
set -eu

# shellcheck source=tests/system/support/site.sh
. "${HOSTFACTORY_SOURCE_DIR:?}/tests/system/support/site.sh"
start_site
start_lossy_site

HOSTFACTORY_SOCKETS=$home/lossy /usr/bin/python3 "$source/examples/python/full_cycle.py" local >"$home/out" 2>&1 ||
    fail "$(cat "$home/out")"
expect_full_cycle "$home/out"

# A refusal is an answer, and ends the program.
if HOSTFACTORY_SOCKETS=$home /usr/bin/python3 "$source/examples/python/full_cycle.py" nowhere >"$home/out" 2>&1; then
    fail "a provider that there is not was taken"
fi
grep -q "provider_not_found" "$home/out" || fail "$(cat "$home/out")"
echo "passed"
