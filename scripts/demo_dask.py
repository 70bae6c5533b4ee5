"""Shows a Dask cluster whose workers are machines, with the built programs: it grows with its work, a machine dies and
is replaced, and nothing is left. One screen; needs the package distributed.

    PYTHONPATH=python python3 scripts/demo_dask.py BIN_DIR
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import tempfile
import time

import distributed

import hostfactory
from hostfactory.commands import CreateTemplate
from hostfactory.dask import HostFactoryCluster

FILE = """
endpoints:
  commands: ipc://{home}/commands.sock
  queries: ipc://{home}/queries.sock
  events: ipc://{home}/events.sock
store: {{path: {home}/hostfactory.db}}
log: {{level: warn}}
limits: {{overridable: [command]}}          # a request may say what its machine runs
providers: [{{name: local, type: process, directory: {home}/machines, poll_ms: 200, grace_s: 2}}]
"""


def say(text: str) -> None:
    print(f"\n\033[1m== {text}\033[0m", flush=True)


def until(holds, what: str) -> None:
    deadline = time.monotonic() + 120.0
    while not holds():
        if time.monotonic() > deadline:
            raise SystemExit(f"waited in vain for {what}")
        time.sleep(0.1)


def square(number: int) -> int:
    time.sleep(0.2)
    return number * number


def show(site: hostfactory.Site) -> list[hostfactory.Machine]:
    machines = site.machines.list(live_only=True)
    for machine in machines:
        print(f"   {machine.machine_id}  {machine.status:<13} {(machine.tags or {})['dask_worker']}")
    if not machines:
        print("   no machine")
    return machines


def kill(machine: hostfactory.Machine) -> None:
    """Ends the processes of a machine, as if its host had lost power."""
    pattern = f"hostfactory-machine .*{machine.machine_id}"
    found = subprocess.run(["pgrep", "-f", pattern], capture_output=True, text=True)
    for process in found.stdout.split():
        children = subprocess.run(["pgrep", "-P", process], capture_output=True, text=True).stdout.split()
        for one in (*children, process):
            os.kill(int(one), signal.SIGKILL)


def play(file: str) -> None:
    with hostfactory.connect(config=file, rules=hostfactory.CallRules(timeout=30.0, patience=30.0)) as site:
        say("The daemon runs. A template says what machines are: here, processes of this host")
        site.send(CreateTemplate("worker", provider="local", max_number=8))

        with HostFactoryCluster("worker", config=file) as cluster, distributed.Client(cluster) as client:
            say("A Dask cluster of at most 4 machines, which has none while there is no work")
            cluster.adapt(minimum=0, maximum=4, interval="500ms", wait_count=4, target_duration="2s")
            show(site)

            say("40 tasks, and machines come by themselves")
            tasks = client.map(square, range(40))
            until(lambda: len(client.scheduler_info()["workers"]) >= 2, "workers")
            machines = show(site)

            say(f"One machine dies ({machines[0].machine_id}); the work goes on, and another machine comes")
            kill(machines[0])
            print(f"   the sum of the squares is {sum(client.gather(tasks))}")
            show(site)

            say("No more work: the machines go")
            tasks = []
            until(lambda: not site.machines.list(live_only=True), "the last machine to go")
            show(site)
        say("Everything that was asked for, and what became of it")
        for request in reversed(site.requests.list(request_type="acquire")):
            print(f"   {request.request_id}  {request.status}")


def main() -> None:
    programs = os.path.abspath(sys.argv[1])
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="hostfactory-demo-") as home:
        file = f"{home}/hostfactoryd.yaml"
        with open(file, "w", encoding="utf-8") as written:
            written.write(FILE.format(home=home))
        with open(f"{home}/daemon.log", "wb") as log:
            daemon = subprocess.Popen([f"{programs}/hostfactoryd", "--config", file], stderr=log)
        try:
            play(file)
        finally:
            daemon.terminate()
            daemon.wait()


if __name__ == "__main__":
    main()
