"""Dask on machines of hostfactory: a `distributed.SpecCluster` whose workers are machines.

    from hostfactory.dask import HostFactoryCluster

    with HostFactoryCluster(template="worker") as cluster, distributed.Client(cluster) as client:
        cluster.scale(3)                    # or cluster.adapt(minimum=0, maximum=10)
        client.submit(sum, [1, 2]).result()

The scheduler runs in this process, and each worker is one request for one machine. A machine that ends, for whatever
reason, is replaced under a new name while the cluster wants it. close() gives the requests back first, and needs no
scheduler for that. If this process is killed, the workers lose their scheduler and end by themselves within
`death_timeout` seconds, and their machines with them.

Each request overrides the template's configuration, so that the machine runs a worker. The site has to allow that: for
machines of the `process` provider `limits: {overridable: [command]}`. For others, give `configuration`.

Needs the package distributed: pip install "./python[dask]".
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Callable, Optional, Union

from dask import config as dask_config
from dask.utils import parse_timedelta
from distributed import Scheduler
from distributed.core import Status
from distributed.deploy.spec import ProcessInterface, SpecCluster

from . import _steps, aio, errors
from ._calls.ids import new_id
from ._calls.rules import CallRules
from ._site.endpoints import Endpoints
from .commands import ClaimRequests
from .events import Event, MachineFailed, MachineTerminated
from .queries import WhoAmI

log = logging.getLogger("hostfactory")

Configure = Callable[[str, str], Mapping[str, Any]]

ENDS_OF_REQUESTS = frozenset({"RequestFailed", "RequestTimedOut", "RequestCancelled"})
LONGEST_PAUSE = 60.0
# A request whose accepting was never heard of is given back by the daemon.
UNCLAIMED_S = 120


def worker_command(nthreads: int, death_timeout: float, more: Sequence[str]) -> Configure:
    """Returns what makes the configuration of a machine of the `process` provider that runs a worker."""

    def configure(scheduler: str, name: str) -> dict[str, Any]:
        command = [sys.executable, "-m", "distributed.cli.dask_worker", scheduler, "--name", name]
        command += ["--nthreads", str(nthreads), "--no-dashboard", "--no-nanny"]
        return {"command": [*command, "--death-timeout", f"{death_timeout:g}", *more]}

    return configure


def may_pass(failure: errors.CallError) -> bool:
    """Whether a worker that was refused is asked for again: there may be room for it later."""
    return _steps.passes(failure) or isinstance(failure, errors.LimitExceeded)


class MachineWorker(ProcessInterface):
    """One worker: one request for one machine."""

    def __init__(
        self,
        scheduler: str,
        name: str,
        *,
        site: aio.Site,
        template: str,
        configure: Configure,
        tags: Mapping[str, str],
        timeout_s: int,
        nthreads: int = 1,
    ) -> None:
        super().__init__(scheduler=scheduler, name=name)
        self.name = name
        self.request: Optional[aio.RequestHandle] = None
        self.failure: Optional[errors.CallError] = None
        self._site = site
        self._template = template
        self._configuration = configure(scheduler, name)
        self._tags = tags
        self._timeout_s = timeout_s

    async def start(self) -> None:
        """Asks for the machine; it does not wait until the worker has connected."""
        try:
            self.request = await self._site.requests.create(
                self._template,
                1,
                configuration=self._configuration,
                tags={**self._tags, "dask_worker": self.name},
                timeout_s=self._timeout_s,
                unclaimed_s=UNCLAIMED_S,
            )
            await self._site.send(ClaimRequests([self.request.id]))
        except BaseException as failure:
            self.failure = failure if isinstance(failure, errors.CallError) else None
            # Its machine would be a worker that the cluster knows nothing of.
            with contextlib.suppress(errors.HostFactoryError):
                await self.close()
            self.status = Status.failed
            raise
        await super().start()

    async def close(self) -> None:
        """Gives the machine back, or calls it off."""
        request, self.request = self.request, None
        if request is not None:
            await request.give_back("the Dask cluster does not need it any more")
        await super().close()


class HostFactoryCluster(SpecCluster):
    """A Dask cluster whose workers are machines of a template.

    template: the template that workers are machines of
    n_workers: how many there are at first
    endpoints, config, rules: as of `hostfactory.connect`
    configuration: makes what a request overrides of its template, of the scheduler's address and the worker's name; by
        default a `command` for the `process` provider
    nthreads: of each worker
    death_timeout: after how many seconds without a scheduler a worker ends by itself
    worker_options: further words of the worker's command line
    tags: put on the machines
    timeout_s: after how many seconds without a machine a request ends, and another one is made
    host: where the scheduler listens. Other hosts can reach it only at another address than the default; then give
        `security` as well, since all who reach a scheduler can run programs on its workers
    scheduler_options: further ones, of `distributed.Scheduler`
    """

    def __init__(
        self,
        template: str,
        n_workers: int = 0,
        *,
        endpoints: Union[Endpoints, Sequence[Endpoints], None] = None,
        config: Optional[str] = None,
        rules: Optional[CallRules] = None,
        configuration: Optional[Configure] = None,
        nthreads: int = 1,
        death_timeout: float = 60.0,
        worker_options: Sequence[str] = (),
        tags: Optional[Mapping[str, str]] = None,
        timeout_s: int = 600,
        host: str = "127.0.0.1",
        security: Any = None,
        scheduler_options: Optional[Mapping[str, Any]] = None,
        asynchronous: bool = False,
        name: Optional[str] = None,
        **more: Any,
    ) -> None:
        self._site = aio.connect(endpoints, config=config, rules=rules or CallRules(timeout=60.0, patience=30.0))
        self._watcher: Optional[asyncio.Task[None]] = None
        self._numbers = itertools.count()
        self._prefix = name or f"dask-{new_id()[-12:]}"
        self._seen: set[str] = set()
        self._failures = 0
        worker = {
            "cls": MachineWorker,
            "options": {
                "site": self._site,
                "template": template,
                "configure": configuration or worker_command(nthreads, death_timeout, worker_options),
                "tags": {**(tags or {}), "dask_cluster": self._prefix},
                "timeout_s": timeout_s,
                "nthreads": nthreads,
            },
        }
        scheduler = {
            "cls": Scheduler,
            "options": {
                "host": host,
                "port": 0,
                "dashboard": False,
                "dashboard_address": "127.0.0.1:0",
                "security": security,
                **(scheduler_options or {}),
            },
        }
        super().__init__(
            scheduler=scheduler,
            worker=worker,
            workers={f"{self._prefix}-{next(self._numbers)}": worker for _ in range(n_workers)},
            security=security,
            asynchronous=asynchronous,
            name=self._prefix,
            **more,
        )

    def new_worker_spec(self) -> dict[str, Any]:
        """Returns the next worker, under a name that no other one has had: the scheduler may still know a dead one."""
        return {f"{self._prefix}-{next(self._numbers)}": self.new_spec}

    async def _start(self) -> None:
        if self._watcher is None:
            now = await self._site.send(WhoAmI())
            self._watcher = asyncio.create_task(self._watch(now.position))
        await super()._start()

    async def _close(self) -> None:
        if self._watcher is not None:
            self._watcher.cancel()
            self._watcher = None
        # First of all, and whatever has become of the scheduler.
        await self._give_back(list(self.workers.values()))
        if self.scheduler is not None and self.scheduler.status != Status.running:
            # SpecCluster would ask it to end, and wait long for an answer.
            self.shutdown_scheduler = False
        await super()._close()
        self._site.close()

    async def _give_back(self, workers: Sequence[MachineWorker]) -> None:
        outcomes = await asyncio.gather(*(worker.close() for worker in workers), return_exceptions=True)
        for worker, outcome in zip(workers, outcomes):
            if isinstance(outcome, BaseException):
                log.error("the machine of the worker %s was not given back: %s", worker.name, outcome)

    async def _correct_state_internal(self) -> None:
        try:
            await super()._correct_state_internal()
        except errors.CallError as failure:
            if not may_pass(failure):
                raise
            log.warning("the Dask cluster %s asks again for workers: %s", self._prefix, failure)
        finally:
            self._drop_refused()

    def _drop_refused(self) -> None:
        """One that was refused must not count as a worker that is on its way."""
        wanted_later = False
        for name, worker in list(self.workers.items()):
            if worker.status != Status.failed:
                continue
            del self.workers[name]
            if self.worker_spec.pop(name, None) and worker.failure is not None and may_pass(worker.failure):
                self.worker_spec.update(self.new_worker_spec())
                wanted_later = True
        if wanted_later:
            self._failures += 1
            self._ask_later()

    def _update_worker_status(self, op: str, msg: Any) -> None:
        lost = self.scheduler_info["workers"].get(msg, {}).get("name") if op == "remove" else None
        super()._update_worker_status(op, msg)
        if op == "add":
            self._seen.update(one["name"] for one in msg.get("workers", {}).values())
            self._failures = 0
        elif lost is not None:
            # After so long without it SpecCluster gives the worker up, and asks for no other one.
            patience = parse_timedelta(dask_config.get("distributed.deploy.lost-worker-timeout"))
            asyncio.get_running_loop().call_later(patience + 1.0, self._replace_if_gone, lost)

    async def _watch(self, position: int) -> None:
        """Replaces workers whose machines have ended, for as long as the cluster lives."""
        async with self._site.events(after=position, categories=["request", "machine"]) as stream:
            while True:
                try:
                    async for event in stream:
                        self._take(event)
                except errors.HostFactoryError as failure:
                    log.error("the Dask cluster %s does not hear of its machines: %s", self._prefix, failure)
                    await asyncio.sleep(LONGEST_PAUSE)

    def _take(self, event: Event) -> None:
        """Looks whether an event is the end of a worker of ours."""
        if isinstance(event.data, (MachineTerminated, MachineFailed)):
            request_id = event.data.request_id
        elif event.type in ENDS_OF_REQUESTS:
            request_id = event.stream
        else:
            return
        for name, worker in list(self.workers.items()):
            if worker.request is not None and worker.request.id == request_id:
                log.warning("the worker %s has ended: %s", name, getattr(event.data, "reason", event.type))
                del self.workers[name]
                self._futures.add(asyncio.ensure_future(self._give_back([worker])))
                self._replace_if_gone(name)

    def _replace_if_gone(self, name: str) -> None:
        """Puts a new worker in the place of one that has ended, if the cluster still wants one there."""
        if self.status != Status.running or name in self.workers or name not in self.worker_spec:
            return
        del self.worker_spec[name]
        self.worker_spec.update(self.new_worker_spec())
        # Where workers end before they have ever connected, further ones will, too: ask less and less often.
        self._failures = 0 if name in self._seen else self._failures + 1
        self._ask_later()

    def _ask_later(self) -> None:
        pause = min(2.0**self._failures - 1.0, LONGEST_PAUSE) if self._failures < 10 else LONGEST_PAUSE
        asyncio.get_running_loop().call_later(pause, self._ask_for_workers)

    def _ask_for_workers(self) -> None:
        if self.status == Status.running:
            self._correct_state()
