#!/bin/sh
# A program outside of this tree uses the installed client library, found by CMake and by pkg-config.
set -eu

bin=${HOSTFACTORY_BIN_DIR:?}
build=${HOSTFACTORY_BUILD_DIR:?}
export CXX="${HOSTFACTORY_CXX:-c++}"
[ -z "${HOSTFACTORY_SANITIZE:-}" ] || export CXXFLAGS="-fsanitize=$HOSTFACTORY_SANITIZE"
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

cat >"$home/hostfactoryd.yaml" <<YAML
endpoints:
  commands: ipc://$home/commands.sock
  queries: ipc://$home/queries.sock
  events: ipc://$home/events.sock
store: {path: $home/db}
providers: [{name: local, type: process, directory: $home/machines}]
YAML
export HOSTFACTORY_CONFIG="$home/hostfactoryd.yaml"
"$bin/hostfactoryd" --config "$HOSTFACTORY_CONFIG" 2>"$home/daemon.log" &
daemon=$!

timeout 30 cmake --install "$build" --prefix "$home/installed" --component client >"$home/log" ||
    fail "$(cat "$home/log")"
library=$home/installed/lib/libhostfactory-client.so
[ -e "$library" ] || fail "there is no $library"
if nm -D -C --defined-only "$library" | grep -E '^[^ ]* [^ ]* (zmq|msgpack|YAML|spdlog|nlohmann)::'; then
    fail "the library shows what it uses inside"
fi

version=$("$bin/hostfactoryctl" --version | sed 's/.* //')

mkdir "$home/outside"
cat >"$home/outside/main.cpp" <<'CPP'
#include "client/client.hpp"

#include <cstdio>

#include "core/queries/get_status.hpp"

int main() {
    const auto site = hf::find_site(std::nullopt);
    if (!site) return std::puts(site.error().c_str()), 1;
    hf::Client client(site->endpoints, {.patience = std::chrono::seconds(20)});
    const auto status = client.query(hf::GetStatus{});
    if (!status) return std::puts(status.error().error.message.c_str()), 1;
    std::printf("%llu templates\n", static_cast<unsigned long long>(status->result.templates));
}
CPP
cat >"$home/outside/CMakeLists.txt" <<CMAKE
cmake_minimum_required(VERSION 3.25)
project(outside LANGUAGES CXX)
find_package(hostfactory-client $version REQUIRED)
add_executable(outside main.cpp)
target_link_libraries(outside PRIVATE hostfactory::client)
CMAKE
timeout 60 cmake -S "$home/outside" -B "$home/by_cmake" -DCMAKE_PREFIX_PATH="$home/installed" >"$home/log" 2>&1 ||
    fail "$(cat "$home/log")"
timeout 120 cmake --build "$home/by_cmake" >"$home/log" 2>&1 || fail "$(cat "$home/log")"
out=$(timeout 60 "$home/by_cmake/outside") || fail "by CMake: $out"
[ "$out" = "0 templates" ] || fail "by CMake: $out"

export PKG_CONFIG_PATH="$home/installed/lib/pkgconfig"
# shellcheck disable=SC2046,SC2086 # flags are words
timeout 120 "$CXX" -std=c++20 ${CXXFLAGS:-} "$home/outside/main.cpp" -o "$home/by_pkg_config" \
    $(pkg-config --cflags --libs hostfactory-client) >"$home/log" 2>&1 || fail "$(cat "$home/log")"
out=$(LD_LIBRARY_PATH="$home/installed/lib" timeout 60 "$home/by_pkg_config") || fail "by pkg-config: $out"
[ "$out" = "0 templates" ] || fail "by pkg-config: $out"

kill "$daemon"
wait "$daemon" || fail "the daemon ended with $?"
daemon=""
echo "passed"
