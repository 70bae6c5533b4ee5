#!/bin/sh
# Node: the test vectors, and the example of a full cycle against the built daemon and a feed that
# loses events. The packages are those of examples/node/package-lock.json, installed in the build tree.
set -eu

# shellcheck source=tests/system/support/site.sh
. "${HOSTFACTORY_SOURCE_DIR:?}/tests/system/support/site.sh"
for tool in node npm; do
    command -v $tool >/dev/null || fail "$tool is not installed (packages/debian.txt: nodejs, npm)"
done
[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ] ||
    fail "node is $(node --version); 18 is the oldest that does"

# Install the packages once for each state of the lock file.
modules=$bin/../node
mkdir -p "$modules"
install_packages() {
    cp "$source/examples/node/package.json" "$source/examples/node/package-lock.json" "$modules/"
    # The packages contain their binaries, so nothing has to be compiled.
    (cd "$modules" && npm ci --ignore-scripts --prefer-offline --no-audit --no-fund >npm.log 2>&1) || {
        cat "$modules/npm.log" >&2
        fail "npm can't get zeromq and @msgpack/msgpack: the tests need an npm registry, or npm's cache filled from one"
    }
    cp "$modules/package-lock.json" "$modules/installed.json"
}
cmp -s "$source/examples/node/package-lock.json" "$modules/installed.json" || install_packages
cp "$source"/examples/node/*.mjs "$source"/tests/system/node/*.mjs "$modules/"
(cd "$modules" && node -e 'import("zeromq").catch((e) => { console.error(String(e)); process.exit(1); })') ||
    fail "the package zeromq has no binary for this machine"

(cd "$modules" && node vectors.mjs) || fail "the test vectors"

start_site
start_lossy_site
HOSTFACTORY_SOCKETS=$home/lossy node "$modules/full_cycle.mjs" local >"$home/out" 2>&1 || fail "$(cat "$home/out")"
expect_full_cycle "$home/out"

# A refusal is an answer, and ends the program.
if HOSTFACTORY_SOCKETS=$home node "$modules/full_cycle.mjs" nowhere >"$home/out" 2>&1; then
    fail "a provider that there is not was taken"
fi
grep -q "provider_not_found" "$home/out" || fail "$(cat "$home/out")"
echo "passed"
