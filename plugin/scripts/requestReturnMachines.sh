#!/bin/sh
# Host Factory calls this script every few seconds, so it starts only the program that answers:
# $HOSTFACTORY_PLUGIN, one installed beside this script, or the one in PATH.
here=${0%/*}
for plugin in "$HOSTFACTORY_PLUGIN" "$here/../bin/hostfactory-plugin" \
    "$here/../../../../bin/hostfactory-plugin" hostfactory-plugin; do
    command -v "$plugin" >/dev/null 2>&1 && exec "$plugin" requestReturnMachines "$@"
done
echo '{"message": "hostfactory-plugin is not found; set HOSTFACTORY_PLUGIN to its path"}'
exit 1
