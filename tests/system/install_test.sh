#!/bin/sh
# Installing again keeps the administrator's configuration, and the unit and the programs expect it
# in the same place.
set -eu

bin=${HOSTFACTORY_BIN_DIR:?}
source=${HOSTFACTORY_SOURCE_DIR:?}
build=$(dirname "$bin")
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
fail() {
    echo "FAILED: $*" >&2
    exit 1
}
# Installs to the build's own prefix below the stage.
install_configuration() { DESTDIR=$stage cmake --install "$build" --component configuration >/dev/null; }
files() { find "$stage" "$@" -name hostfactoryd.yaml; }

install_configuration
installed=$(files -path '*/etc/*')
pristine=$(files -path '*/share/doc/*')
cmp "$installed" "$source/etc/hostfactoryd.yaml" || fail "the first installation has no configuration"

http=${installed%/*}/http.yaml
cmp "$http" "$source/etc/http.yaml" || fail "the first installation has no settings of the gateway"

echo "# by the administrator" >>"$installed"
cp "$installed" "$stage/his"
echo "outdated" >"$pristine"
install_configuration
cmp "$installed" "$stage/his" || fail "the second installation has changed the administrator's configuration"
cmp "$pristine" "$source/etc/hostfactoryd.yaml" || fail "the second installation has not renewed the pristine one"

rm "$installed"
ln -s /not/mounted/yet "$installed"
install_configuration
[ "$(readlink "$installed")" = /not/mounted/yet ] || fail "an installation has replaced the administrator's link"

place=${installed#"$stage"}
grep -qF "hostfactoryd --config $place" "$build/systemd/hostfactoryd.service" || fail "the unit does not name $place"
grep -qF -- "--settings ${http#"$stage"}" "$build/systemd/hostfactory-http.service" ||
    fail "the gateway's unit does not name its settings"
"$bin/hostfactoryd" --help | grep -qF "$place" || fail "the daemon does not know $place"
echo "passed"
