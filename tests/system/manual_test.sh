#!/bin/sh
# The manual pages are valid mdoc and man: the checkers have no complaints.
set -eu

source=${HOSTFACTORY_SOURCE_DIR:?}
for page in "$source"/docs/man/*.[18]; do
    complaints=$({ groff -mandoc -ww -Tutf8 "$page" >/dev/null; } 2>&1 &&
        { LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=80 man --warnings -l "$page" >/dev/null; } 2>&1)
    if [ -n "$complaints" ]; then
        echo "FAILED: $page: $complaints" >&2
        exit 1
    fi
done
echo "passed"
