#!/bin/sh
# core/ only decides and can do no I/O: it includes itself, the standard library without files and
# sockets, fmt, tl::expected and CRoaring.
set -eu

core=${1:?usage: core_includes_no_io.sh CORE_DIRECTORY}
# precompiled.hpp is for all libraries, and no source includes it: core compiles without it, too (preset lint).
files=$(find "$core" \( -name '*.hpp' -o -name '*.cpp' \) ! -path "$core/precompiled.hpp")
[ "$(echo "$files" | wc -l)" -gt 50 ] || { echo "only a few files in $core: is that core?"; exit 1; }

bad=$(echo "$files" | xargs grep -HnE '^[[:space:]]*#[[:space:]]*include' |
    grep -vE '#[[:space:]]*include "core/' |
    grep -vE '#[[:space:]]*include <(fmt/[a-z]+\.h|tl/expected\.hpp|roaring/roaring\.h)>' |
    grep -vE '#[[:space:]]*include <[a-z_]+>' || true)
io=$(echo "$files" | xargs grep -HnE \
    '#[[:space:]]*include <(fstream|iostream|ostream|istream|cstdio|filesystem|csignal|print)>' || true)
if [ -n "$bad$io" ]; then
    printf 'core/ includes what it must not know:\n%s\n%s\n' "$bad" "$io"
    exit 1
fi
