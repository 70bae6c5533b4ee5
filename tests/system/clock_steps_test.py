"""The clock of the host is set by a day and by 400 days, forward and back, while the daemon runs.

Nothing ends and nothing hangs: machines run on, an open request stays open, new requests are served, and people are
told how long ago things really were. The clock is libfaketime's, of the Debian package faketime.
"""

import glob
import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))

from hf_site import Site, expect, until  # noqa: E402

SKIPPED = 77


class Clock:
    """Every process with its environment sees the host's clock as it was last set here."""

    def __init__(self, library, file):
        self.file = file
        self.environment = {
            "LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": file, "FAKETIME_NO_CACHE": "1", "NO_FAKE_STAT": "1",
            # The clock that never steps is the host's.
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1",
        }
        self.set_to("+0")

    def set_to(self, offset):
        # Replaced as a whole, so that nobody reads half of it.
        with open(self.file + ".new", "w", encoding="utf-8") as file:
            file.write(offset + "\n")
        os.rename(self.file + ".new", self.file)


def items(site, *words):
    return json.loads(site.ctl(*words, "-o", "json"))["items"]


def statuses(site):
    return {request["request_id"]: request["status"] for request in items(site, "request", "list")}


def machines(site):
    found = subprocess.run(["pgrep", "-f", f"hostfactory-machine {site.home}/"], check=False, capture_output=True,
                           text=True)
    return set(found.stdout.split())


def clock_steps(site):
    return len(json.loads(site.ctl("status", "-o", "json"))["clock_steps"])


def run_one(site):
    site.ctl("request", "create", "small", "1", "--wait", "--timeout", "60")
    newest = items(site, "machine", "list", "--live-only", "--sort=-created_at")[0]["machine_id"]
    site.ctl("machine", "return", newest, "--wait", "--timeout", "60")


def wrong_lines(site, *words):
    """The lines that show a person an age of hours or days. An id may hold what looks like one."""
    return [line for line in site.ctl(*words).splitlines() if re.search(r"(?<![\w-])\d+[hd](?![\w-])", line)]


def check(site, keep, waiting, step):
    expect(site.daemon.poll(), None, f"the daemon's end after {step}")
    expect(keep <= machines(site), True, f"the machines run on after {step}")
    expect(statuses(site)[waiting], "in_progress", f"the open request after {step}")
    for words in (("request", "list"), ("machine", "list"), ("request", "get", waiting), ("provider", "list")):
        # The step is told at once, and the deadlines that move with it when they are on the disk.
        until(lambda words=words: not wrong_lines(site, *words), f"true ages of {' '.join(words)} after {step}")


def main():
    libraries = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
    if not libraries:
        print("skipped: there is no libfaketime here (Debian's package is faketime)")
        return SKIPPED
    if os.environ.get("HOSTFACTORY_SANITIZE"):
        print("skipped: sanitizers must be the first library of a process, and so must libfaketime")
        return SKIPPED
    site = Site()
    clock = Clock(libraries[0], f"{site.home}/clock")
    site.environment.update(clock.environment)
    with site:
        site.ctl("template", "create", "small", "--provider", "local", "--max-number=-1",
                 "--configuration", 'command=["/bin/sleep", "1000000"]')
        site.ctl("template", "create", "stubborn", "--provider", "local", "--max-number=-1",
                 "--configuration", """command=["/bin/sh", "-c", "trap '' TERM; exec sleep 1000000"]""",
                 "--configuration", "grace_s=3600")
        site.ctl("request", "create", "small", "2", "--wait", "--timeout", "60")
        site.ctl("request", "create", "stubborn", "1", "--wait", "--timeout", "60")
        keep = machines(site)
        expect(len(keep), 3, "machines")
        # Its return stays open, and has an hour.
        (stubborn,) = (each["machine_id"] for each in items(site, "machine", "list")
                       if each["template_id"] == "stubborn")
        waiting = json.loads(site.ctl("machine", "return", stubborn, "-o", "json"))["request_id"]
        until(lambda: statuses(site)[waiting] == "in_progress", "the return's begin")

        for number, offset in enumerate(("+1d", "+0", "+400d", "+0", "-1d", "+0", "-400d", "+0"), 1):
            clock.set_to(offset)
            until(lambda: clock_steps(site) == number, f"the notice of {offset}")
            check(site, keep, waiting, offset)
            run_one(site)
            check(site, keep, waiting, f"a request after {offset}")

        site.ctl("machine", "return", stubborn, "--force")
        until(lambda: statuses(site)[waiting] == "complete", "the return that was open")
        site.daemon.terminate()
        expect(site.daemon.wait(60), 0, "the daemon's exit status")
    return 0


if __name__ == "__main__":
    sys.exit(main())
