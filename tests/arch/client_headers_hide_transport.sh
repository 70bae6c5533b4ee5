#!/bin/sh
# Programs that use the client library see its messages, but not the libraries that transport them:
# each installed public header compiles alone and includes none of those libraries.
set -eu

build=${1:?usage: client_headers_hide_transport.sh BUILD_DIRECTORY COMPILER}
compiler=${2:?usage: client_headers_hide_transport.sh BUILD_DIRECTORY COMPILER}
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT

cmake --install "$build" --prefix "$home" --component client >"$home/log" || { cat "$home/log"; exit 1; }
include=$home/include/hostfactory
cd "$include"
headers="$(ls client/*.hpp) core/catalogue.hpp"
[ "$(echo "$headers" | wc -w)" -ge 8 ] || { echo "only a few headers are installed: $headers"; exit 1; }
mkdir "$home/includes"
# shellcheck disable=SC2016 # the inner shell expands
echo "$headers" | tr ' ' '\n' | xargs -P 2 -I HEADER sh -c \
    '"$0" -std=c++20 -Wall -Wextra -Werror -fsyntax-only -I "$1" -MD -MF "$2/includes/$(basename HEADER).d" \
        -include HEADER -x c++ /dev/null' \
    "$compiler" "$include" "$home"
[ "$(find "$home/includes" -name '*.d' | wc -l)" = "$(echo "$headers" | wc -w)" ]

if grep -HnE '/(zmq|msgpack|yaml-cpp|spdlog|nlohmann|CLI|sqlite3|systemd)[^ ]*\.h' "$home"/includes/*.d; then
    echo "a public header of the client reaches a library that it must hide"
    exit 1
fi
# Only the interface is installed, not its implementation.
if find "$include" -path '*adapters*' -o -path '*client/calls*' | grep .; then
    echo "internals are installed"
    exit 1
fi
