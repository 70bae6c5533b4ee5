"""A Dask cluster whose workers are machines of a real daemon: they come, go, die and are replaced, and none is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import unittest
from typing import Any

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from running_site import RunningSite, until  # noqa: E402

import dask  # noqa: E402
import distributed  # noqa: E402

import hostfactory  # noqa: E402
from hostfactory import commands  # noqa: E402
from hostfactory.dask import HostFactoryCluster  # noqa: E402

LIMITS = "limits: {overridable: [command]}\n"


class Dask(unittest.TestCase):
    daemon: RunningSite

    @classmethod
    def setUpClass(cls) -> None:
        dask.config.set({"distributed.deploy.lost-worker-timeout": "2s"})
        cls.daemon = RunningSite(LIMITS, templates={"worker": "local"})
        cls.addClassCleanup(cls.daemon.__exit__)
        cls.daemon.__enter__()

    def tearDown(self) -> None:
        until(lambda: self.daemon.machines_running() == 0, "no machine to be left")

    def cluster(self, n_workers: int = 0, **more: Any) -> HostFactoryCluster:
        cluster = HostFactoryCluster("worker", n_workers, endpoints=self.daemon.endpoints, death_timeout=5, **more)
        self.addCleanup(cluster.close)
        return cluster

    def running(self) -> list[hostfactory.Machine]:
        with self.daemon.connect() as site:
            return site.machines.list(live_only=True)

    def kill_one(self) -> None:
        """Ends the worker's process of one machine, and the program that keeps it."""
        machine = self.running()[0].machine_id
        found = subprocess.run(["pgrep", "-f", f"hostfactory-machine .*{machine}"], capture_output=True, text=True)
        for process in found.stdout.split():
            children = subprocess.run(["pgrep", "-P", process], capture_output=True, text=True).stdout.split()
            for one in (*children, process):
                os.kill(int(one), signal.SIGKILL)

    def test_work_is_done_and_nothing_is_left(self) -> None:
        with self.cluster(2) as cluster, distributed.Client(cluster) as client:
            client.wait_for_workers(2, timeout=60)
            self.assertEqual(client.gather(client.map(lambda x: x * x, range(20))), [x * x for x in range(20)])
            cluster.scale(3)
            client.wait_for_workers(3, timeout=60)
            cluster.scale(1)
            until(lambda: len(self.running()) == 1, "two machines to be returned")

    def test_one_that_dies_is_replaced(self) -> None:
        with self.cluster(2) as cluster, distributed.Client(cluster) as client:
            client.wait_for_workers(2, timeout=60)
            before = {machine.machine_id for machine in self.running()}
            self.kill_one()
            until(lambda: {m.machine_id for m in self.running()} - before, "another machine")
            until(lambda: len(client.scheduler_info()["workers"]) == 2, "two workers")
            self.assertEqual(len(cluster.workers), 2)
            self.assertEqual(client.submit(sum, [1, 2]).result(timeout=60), 3)

    def test_adapt(self) -> None:
        with self.cluster() as cluster, distributed.Client(cluster) as client:
            cluster.adapt(minimum=0, maximum=2, interval="200ms", wait_count=2)
            self.assertEqual(client.submit(sum, [1, 2]).result(timeout=60), 3)
            until(lambda: not self.running(), "no machine while there is no work")

    def test_close_needs_no_scheduler(self) -> None:
        cluster = self.cluster(1)
        with distributed.Client(cluster) as client:
            client.wait_for_workers(1, timeout=60)
        cluster.sync(cluster.scheduler.close)
        started = time.monotonic()
        cluster.close()
        until(lambda: not self.running(), "the machine to be returned")
        self.assertLess(time.monotonic() - started, 15)

    def test_a_program_that_is_killed_leaves_no_machine(self) -> None:
        program = f"""
import time
from hostfactory.dask import HostFactoryCluster
cluster = HostFactoryCluster("worker", 1, config={self.daemon.configuration!r}, death_timeout=2)
time.sleep(600)
"""
        with subprocess.Popen([sys.executable, "-c", program]) as process:
            self.addCleanup(process.kill)
            until(lambda: any(machine.status == "running" for machine in self.running()), "the machine")
            process.kill()
        until(lambda: not self.running(), "the machine's end")

    def test_workers_for_which_there_is_no_room_are_asked_for_again(self) -> None:
        def allow(most: int) -> None:
            with self.daemon.connect() as site:
                site.send(commands.UpdateTemplate("worker", max_number=most))

        self.addCleanup(allow, 100)
        allow(1)
        with self.cluster() as cluster:
            cluster.scale(2)
            until(lambda: len(self.running()) == 1 and cluster._failures > 0, "one of two workers")
            allow(2)
            until(lambda: len(self.running()) == 2, "the other one")
            self.assertEqual(len(cluster.worker_spec), 2)

    def test_a_template_that_there_is_not(self) -> None:
        with self.assertRaises(hostfactory.NotFound):
            HostFactoryCluster("nowhere", 1, endpoints=self.daemon.endpoints)


if __name__ == "__main__":
    unittest.main()
