#!/usr/bin/env python3
"""Holds what a command, a query and the replay of an event cost, in instructions, within 10 % of what is kept.

    instructions_test.py build/dev/bin/hf_instructions            compares with instructions.json
    instructions_test.py build/dev/bin/hf_instructions --renew    writes it anew

A count that fell fails as well, so that what was won is kept.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

KEPT = pathlib.Path(__file__).with_name("instructions.json")
TOLERANCE = 0.10
TIMES = 500


def instructions_of(program, what):
    with tempfile.TemporaryDirectory() as directory:
        profile = pathlib.Path(directory) / "profile"
        said = subprocess.run(
            ["valgrind", "--tool=callgrind", "--toggle-collect=measured(*", f"--callgrind-out-file={profile}", program,
             what, str(TIMES)], capture_output=True, text=True, check=False)
        collected = re.search(r"Collected\s*:\s*(\d+)", said.stderr)
        if said.returncode != 0 or not collected or collected.group(1) == "0":
            sys.exit(f"valgrind counted nothing for {what}:\n{said.stderr}")
        return int(collected.group(1)) // TIMES


def main():
    program, renew = sys.argv[1], "--renew" in sys.argv[2:]
    kept = json.loads(KEPT.read_text())
    counted = {what: instructions_of(program, what) for what in kept}
    if renew:
        KEPT.write_text(json.dumps(counted, indent=2) + "\n")
        return 0
    failed = False
    for what, count in counted.items():
        change = count / kept[what] - 1 if kept[what] else 1
        failed |= abs(change) > TOLERANCE
        print(f"{what:15} {count:9,} instructions, {kept[what]:9,} kept: {change:+.1%}")
    if failed:
        print(f"More than {TOLERANCE:.0%} off. If that is meant, keep the new counts and say why in the commit:")
        print(f"    {sys.argv[0]} {program} --renew")
    return failed


if __name__ == "__main__":
    sys.exit(main())
