#!/usr/bin/env python3
"""Shows where the time of a build goes.

    scripts/build_times.py BUILD_DIR COMPILE_COMMANDS

The ten slowest objects are those of the last build in BUILD_DIR. The ten most expensive headers come from a
sample of the sources in COMPILE_COMMANDS, each compiled alone by clang with -ftime-trace. A header's time
includes that of the headers which it includes.
"""
import collections
import json
import os
import shlex
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

SAMPLE = 24


def slowest_objects(build):
    """Returns (seconds, object) of the last build of each object, the slowest first."""
    latest = {}
    with open(os.path.join(build, ".ninja_log"), encoding="utf-8") as log:
        for line in log:
            fields = line.split("\t")
            if len(fields) >= 4 and fields[3].endswith((".o", ".gch", ".pch")):
                latest[fields[3]] = (int(fields[1]) - int(fields[0])) / 1000
    return sorted(((seconds, name) for name, seconds in latest.items()), reverse=True)


def trace_of(entry, folder, number):
    """Compiles one source with clang and returns the events of its time trace."""
    output = os.path.join(folder, f"{number}.o")
    words = shlex.split(entry["command"])
    words[words.index("-o") + 1] = output
    # The first word may be ccache, which keeps no traces.
    if os.path.basename(words[0]) == "ccache":
        del words[0]
    subprocess.run([*words, "-ftime-trace", "-w"], cwd=entry["directory"], check=True)
    with open(output[:-2] + ".json", encoding="utf-8") as trace:
        return json.load(trace)["traceEvents"]


def header_times(commands, root):
    """Returns {header: [seconds in each sampled source]} and the number of sampled sources."""
    sources = sorted((e for e in commands if e["file"].startswith(root)), key=lambda e: e["file"])
    sources = [e for e in sources if os.path.exists(e["file"])]
    sample = sources[:: max(1, len(sources) // SAMPLE)][:SAMPLE]
    times = collections.defaultdict(list)
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        traces = pool.map(lambda n: trace_of(sample[n], folder, n), range(len(sample)))
        for events in traces:
            for event in events:
                if event.get("name") == "Source":
                    times[event["args"]["detail"]].append(event["dur"] / 1e6)
    return times, len(sample)


def main():
    build, commands_file = sys.argv[1:3]
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + "/"
    print(f"The ten slowest objects of the last build in {os.path.relpath(build, root)}:\n")
    for seconds, name in slowest_objects(build)[:10]:
        print(f"  {seconds:7.1f} s  {name}")
    with open(commands_file, encoding="utf-8") as commands:
        times, count = header_times(json.load(commands), root)
    print(f"\nThe ten most expensive headers in {count} sources, with all that they include:\n")
    ranked = sorted(times.items(), key=lambda item: sum(item[1]), reverse=True)
    for header, each in ranked[:10]:
        name = header.removeprefix(root)
        print(f"  {sum(each):7.1f} s  in {len(each):3} sources, {max(each):5.2f} s at most  {name}")


if __name__ == "__main__":
    main()
