"""The client for asyncio: the same as the synchronous one, with `await`.

    >>> import asyncio, hostfactory
    >>> async def main():
    ...     async with hostfactory.aio.connect() as site:
    ...         request = await site.requests.create("small", 1)
    ...         machines = await request.wait(timeout=300)
    ...         await request.give_back()
    ...         async with site.machines("small", 1) as machines:
    ...             print(machines[0].status)       # they are given back at the end, whatever happens
    ...         async for event in site.events(after=0):
    ...             print(event.position, event.type, event.stream)
    ...             break
    >>> asyncio.run(main())
    running
    1 ...

A site belongs to one event loop at a time, in which any number of tasks may call at once. To cancel a call is to lose
its reply alone: the daemon may carry out the command all the same.
"""

from __future__ import annotations

import asyncio
import html
import os
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Optional, TypeVar, Union

import zmq

from . import _steps, errors
from ._calls.conversation import Call, Conversation
from ._calls.rules import CallRules
from ._calls.session import Session
from ._feed.bell import Bell
from ._feed.sequence import check_start
from ._feed.subscriber import Figures, Phase, Subscriber, subscriber_of
from ._html import record_html
from ._site.endpoints import Endpoints
from ._steps import Ask, Listen, Reply, Steps
from ._tables import Table
from ._wire.message import Message
from .client import sites_of
from .commands import CreateRequest, ReturnMachines
from .events import Event
from .queries import GetMachine, GetProvider, GetRequest, GetStatus, GetTemplate, WhoAmI
from .records import Machine, Provider, Request, Template
from .results import GetStatusResult, WhoAmIResult
from .view import ReadView
from .words import Category, MachineStatus, RequestStatus, RequestType

T = TypeVar("T")
R = TypeVar("R")


async def wait_for(sockets: Sequence[tuple[Any, int]], until: float, woken: asyncio.Event) -> None:
    """Waits until one of the sockets is ready, until somebody sets `woken`, or until a moment."""
    loop = asyncio.get_running_loop()
    descriptors = [socket.getsockopt(zmq.FD) for socket, _ in sockets]
    for descriptor in descriptors:
        loop.add_reader(descriptor, woken.set)
    seconds = until - time.monotonic()
    alarm = loop.call_later(min(max(seconds, 0.0), 3600.0) + 0.001, woken.set)
    try:
        # ZeroMQ's descriptors tell of changes alone, so what was there before has to be looked at.
        if not any(socket.getsockopt(zmq.EVENTS) & events for socket, events in sockets):
            await woken.wait()
    finally:
        alarm.cancel()
        for descriptor in descriptors:
            loop.remove_reader(descriptor)
        woken.clear()


class Driver:
    """Runs one conversation in a task of its own, as long as calls wait for their outcomes."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self._woken = asyncio.Event()
        self._waiting: dict[Call, asyncio.Future[None]] = {}
        self._task: Optional[asyncio.Task[None]] = None

    async def until_done(self, call: Call) -> None:
        """Waits for the outcome of a call."""
        future = asyncio.get_running_loop().create_future()
        self._waiting[call] = future
        if self._is_over():
            # Both belong to the loop that runs now; a program may have several, one after another.
            self._woken = asyncio.Event()
            self._task = asyncio.create_task(self._run())
        self._woken.set()
        try:
            await future
        finally:
            del self._waiting[call]
            self._conversation.forget(call)
            if not self._waiting:
                self._woken.set()  # so that no task is left behind

    def _is_over(self) -> bool:
        return self._task is None or self._task.done() or self._task.get_loop().is_closed()

    async def _run(self) -> None:
        try:
            while self._waiting:
                self._conversation.work(time.monotonic())
                if self._settle():
                    # Those whose calls have ended may start others, or be the last ones.
                    await asyncio.sleep(0)
                    continue
                due = self._conversation.due(time.monotonic())
                await wait_for(self._conversation.sockets(), due, self._woken)
        except BaseException as failure:
            self._fail(failure)
            if not isinstance(failure, Exception):
                raise

    def _settle(self) -> bool:
        ended = [future for call, future in self._waiting.items() if call.is_done and not future.done()]
        for future in ended:
            future.set_result(None)
        return bool(ended)

    def _fail(self, failure: BaseException) -> None:
        why = failure if isinstance(failure, Exception) else errors.Closed("the client was closed")
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(why)

    def close(self) -> None:
        """Ends every call, and the task; the sockets are closed when nobody waits for them any more."""
        if self._task is None or self._is_over():
            self._conversation.close()
            return
        # The task may never have run, and then it does not see that it is cancelled.
        self._fail(asyncio.CancelledError())
        self._task.add_done_callback(lambda _: self._conversation.close())
        self._task.cancel()


def connect(
    endpoints: Union[Endpoints, Sequence[Endpoints], None] = None,
    *,
    config: Optional[str] = None,
    rules: Optional[CallRules] = None,
) -> Site:
    """Returns a client of the daemon; see `hostfactory.connect`."""
    return Site(sites_of(endpoints, config), rules or CallRules())


class Site:
    """A daemon, and what may be asked of it."""

    def __init__(self, sites: Sequence[Endpoints], rules: CallRules) -> None:
        self._sites = list(sites)
        self._rules = rules
        self._pid = os.getpid()
        self._session: Optional[Session] = None
        self._drivers: dict[Conversation, Driver] = {}
        self._is_closed = False

    @property
    def requests(self) -> Requests:
        """The requests of the site."""
        return Requests(self)

    @property
    def machines(self) -> Machines:
        """The machines of the site."""
        return Machines(self)

    @property
    def templates(self) -> Templates:
        """The templates of the site."""
        return Templates(self)

    @property
    def providers(self) -> Providers:
        """The providers of the site."""
        return Providers(self)

    async def __aenter__(self) -> Site:
        return self

    async def __aexit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<hostfactory site at {', '.join(site.commands for site in self._sites)}>"

    def close(self) -> None:
        """Ends the connections; calls that wait for their outcomes end with an error."""
        self._is_closed = True
        # The sockets of a parent process are not this one's to close.
        if self._pid == os.getpid():
            for driver in self._drivers.values():
                driver.close()
        self._drivers = {}
        self._session = None

    def _open(self) -> Session:
        if self._is_closed or self._pid != os.getpid():
            raise errors.Closed("the client was closed, or belongs to the process that this one was forked from")
        if self._session is None:
            self._session = Session(self._sites, self._rules)
        return self._session

    async def send(
        self,
        message: Message[R],
        *,
        id: Optional[str] = None,
        timeout: Optional[float] = None,
        expected_version: Optional[int] = None,
        correlation_id: Optional[str] = None,
        traceparent: Optional[str] = None,
        on_behalf_of: Optional[str] = None,
    ) -> Reply[R]:
        """Sends a command or a query, and waits for its reply; see the synchronous client's."""
        session = self._open()
        call = session.start(
            message,
            time.monotonic(),
            id=id,
            timeout=timeout,
            expected_version=expected_version,
            correlation_id=correlation_id,
            traceparent=traceparent,
            on_behalf_of=on_behalf_of,
        )
        conversation = session.conversation_for(message)
        await self._driver_of(conversation).until_done(call)
        answer = call.outcome()
        result = session.read_result(message.read_result, answer, call.pending.id)
        return Reply(result, answer.position, call.pending.id, answer.duplicate, answer.withheld)

    def _driver_of(self, conversation: Conversation) -> Driver:
        driver = self._drivers.get(conversation)
        if driver is None:
            driver = self._drivers[conversation] = Driver(conversation)
        return driver

    async def status(self) -> GetStatusResult:
        """Returns how the daemon is."""
        return (await self.send(GetStatus())).result

    async def who_am_i(self) -> WhoAmIResult:
        """Returns as whom the daemon knows this program."""
        return (await self.send(WhoAmI())).result

    def events(self, after: int = 0, *, store_id: str = "", categories: Sequence[Category] = ()) -> Events:
        """Returns the events after a position, each once and in order, for ever; see the synchronous client's."""
        return Events(self._sites, self._rules, after, store_id, categories)

    async def run(self, steps: Steps[T]) -> T:
        """Runs a procedure of `_steps`."""
        try:
            wanted = next(steps)
            while True:
                try:
                    outcome = await self._perform(wanted)
                except BaseException as failure:
                    wanted = steps.throw(failure)
                else:
                    wanted = steps.send(outcome)
        except StopIteration as end:
            result: T = end.value
            return result

    def ring(self, request_id: str) -> Bell:
        """Returns what rings when a request ends."""
        return Bell(self._sites, request_id)

    async def _perform(self, wanted: Union[Ask, Listen]) -> Optional[Reply[Any]]:
        if isinstance(wanted, Ask):
            return await self.send(wanted.message, **wanted.options)
        sockets = wanted.bell.sockets() if wanted.bell is not None else []
        await wait_for(sockets, time.monotonic() + wanted.seconds, asyncio.Event())
        return None


class RequestHandle:
    """A request that was made, to be followed.

    id: its id
    """

    def __init__(self, site: Site, request_id: str) -> None:
        self._site = site
        self.id = request_id
        self._latest: Optional[Request] = None

    def __repr__(self) -> str:
        return f"<request {self.id}{' ' + self._latest.status if self._latest else ''}>"

    def _repr_html_(self) -> str:
        return record_html(self._latest) if self._latest else f"<p>request {html.escape(self.id)}</p>"

    async def get(self) -> Request:
        """Asks how far it is."""
        self._latest = (await self._site.send(GetRequest(self.id))).result
        return self._latest

    async def wait(self, timeout: Optional[float] = None, *, partial: bool = False) -> Table[Machine]:
        """Waits for its end, and returns its machines. Raises NotFilled where it ends without all of them, and TimedOut
        where it has not ended in time; then it goes on.

        partial: also take a part of what was asked for
        """
        return Table(await self._site.run(_steps.machines_when_ended(self.id, timeout, partial, self._site.ring)))

    async def end(self, timeout: Optional[float] = None) -> Request:
        """Waits for its end, whatever that is, and returns it."""
        self._latest = await self._site.run(_steps.end_of(self.id, timeout, self._site.ring))
        return self._latest

    async def machines(self) -> Table[Machine]:
        """Returns those of its machines that have not ended."""
        return Table(await self._site.run(_steps.live_machines(self.id)))

    async def give_back(self, reason: Optional[str] = None) -> None:
        """Calls it off while it is open, and returns its machines."""
        await self._site.run(_steps.give_back(self.id, reason))


class Requests:
    """The requests of a site."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def create(
        self,
        template_id: str,
        machine_count: int,
        *,
        tags: Optional[Mapping[str, str]] = None,
        priority: Optional[int] = None,
        user_id: Optional[str] = None,
        timeout_s: Optional[int] = None,
        configuration: Optional[Mapping[str, Any]] = None,
        unclaimed_s: Optional[int] = None,
        id: Optional[str] = None,
    ) -> RequestHandle:
        """Asks for machines. The fields are those of `commands.CreateRequest`; `id` is the id of the command."""
        command = CreateRequest(
            template_id,
            machine_count,
            tags=tags,
            priority=priority,
            user_id=user_id,
            timeout_s=timeout_s,
            configuration=configuration,
            unclaimed_s=unclaimed_s,
        )
        return self.of((await self._site.send(command, id=id)).result.request_id)

    def of(self, request_id: str) -> RequestHandle:
        """Returns the handle of a request whose id is known. It asks nothing."""
        return RequestHandle(self._site, request_id)

    async def get(self, request_id: str) -> Request:
        """Returns one request as it is now."""
        return (await self._site.send(GetRequest(request_id))).result

    async def list(
        self,
        *,
        request_type: Optional[RequestType] = None,
        status: Optional[RequestStatus] = None,
        template_id: Optional[str] = None,
        most: Optional[int] = None,
    ) -> Table[Request]:
        """Returns requests, the newest first, those to give machines back included; `most` of them if that is given."""
        return Table(await self._site.run(_steps.requests_that(request_type, status, template_id, most)))


class Machines:
    """The machines of a site. To call it is to borrow some: `async with site.machines("small", 3) as machines:`."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @asynccontextmanager
    async def __call__(
        self, template_id: str, machine_count: int, *, timeout: float = 300.0, partial: bool = False, **more: Any
    ) -> AsyncGenerator[Table[Machine], None]:
        """Gets machines, and gives them back at the end, whatever happens; see the synchronous client's."""
        command = _steps.order(template_id, machine_count, timeout, **more)
        request_id, machines = await self._site.run(_steps.borrowed(command, timeout, partial, self._site.ring))
        try:
            yield Table(machines)
        finally:
            await self._site.run(_steps.give_back_whatever_happens(request_id))

    async def get(self, machine_id: str) -> Machine:
        """Returns one machine as it is now."""
        return (await self._site.send(GetMachine(machine_id))).result

    async def list(
        self,
        *,
        request_id: Optional[str] = None,
        template_id: Optional[str] = None,
        provider: Optional[str] = None,
        status: Optional[MachineStatus] = None,
        live_only: Optional[bool] = None,
        most: Optional[int] = None,
    ) -> Table[Machine]:
        """Returns machines, the newest first; `most` of them if that is given."""
        steps = _steps.machines_that(request_id, template_id, provider, status, live_only, most)
        return Table(await self._site.run(steps))

    async def give_back(self, machine_ids: Sequence[str], reason: Optional[str] = None) -> RequestHandle:
        """Gives some machines back. The request that is returned ends when they are gone."""
        command = ReturnMachines(machine_ids=machine_ids, reason=reason)
        return self._site.requests.of((await self._site.send(command)).result.request_id)


class Templates:
    """The templates of a site. `commands.CreateTemplate` makes one."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def get(self, template_id: str) -> Template:
        """Returns one template."""
        return (await self._site.send(GetTemplate(template_id))).result

    async def list(self, *, most: Optional[int] = None) -> Table[Template]:
        """Returns templates, the newest first."""
        return Table(await self._site.run(_steps.all_templates(most)))


class Providers:
    """The providers of a site."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def get(self, name: str) -> Provider:
        """Returns one provider."""
        return (await self._site.send(GetProvider(name))).result

    async def list(self, *, most: Optional[int] = None) -> Table[Provider]:
        """Returns providers, the newest first."""
        return Table(await self._site.run(_steps.all_providers(most)))


class Events(AsyncIterator[Event]):
    """The events after a position: each once and in order, over lost messages and restarts of the daemon.

    Used by one task at a time. A cancelled next() loses no event. It connects when the first event is asked for.
    """

    def __init__(
        self,
        sites: Sequence[Endpoints],
        rules: CallRules,
        after: int,
        store_id: str,
        categories: Sequence[Category],
    ) -> None:
        check_start(after, categories)
        self._sites = list(sites)
        self._rules = rules
        self._categories = tuple(categories)
        self._after = after
        self._kept_store_id = store_id
        self._subscriber: Optional[Subscriber] = None
        self._woken: Optional[asyncio.Event] = None  # while a task waits
        self._is_closed = False

    async def __aenter__(self) -> Events:
        return self

    async def __aexit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def __aiter__(self) -> Events:
        return self

    async def __anext__(self) -> Event:
        while True:
            event = await self.next(3600.0)
            if event is not None:
                return event

    async def next(self, timeout: float) -> Optional[Event]:
        """Returns the next event, or None if there is none in time; see the synchronous client's."""
        deadline = time.monotonic() + timeout
        while True:
            if self._is_closed:
                raise errors.Closed("the client was closed")
            if self._woken is not None:
                raise RuntimeError("another task waits for the next event of this stream; give each task a stream")
            if self._subscriber is None:
                self._subscriber = subscriber_of(
                    self._sites, self._rules, self._after, self._kept_store_id, self._categories
                )
            subscriber = self._subscriber
            subscriber.work(time.monotonic())
            event = subscriber.take()
            if event is not None or time.monotonic() >= deadline:
                return event
            until = min(deadline, subscriber.due(time.monotonic()))
            self._woken = asyncio.Event()
            try:
                await wait_for(subscriber.sockets(), until, self._woken)
            finally:
                self._woken = None
                if self._is_closed:
                    subscriber.close()

    @property
    def position(self) -> int:
        """The position of the last event that was handed over: where a later run resumes."""
        return self._after if self._subscriber is None else self._subscriber.position

    @property
    def store_id(self) -> str:
        """The id of the store that the position belongs to; empty until it is known."""
        return self._kept_store_id if self._subscriber is None else self._subscriber.store_id

    @property
    def phase(self) -> Phase:
        """Whether events are handed over as they happen, are read from the store, or no daemon answers."""
        return Phase.CONNECTING if self._subscriber is None else self._subscriber.phase

    @property
    def behind(self) -> int:
        """How many positions are still to be looked at, as far as that is known."""
        return 0 if self._subscriber is None else self._subscriber.behind

    @property
    def trouble(self) -> str:
        """Why no daemon answers; empty if one does."""
        return "" if self._subscriber is None else self._subscriber.trouble

    @property
    def figures(self) -> Figures:
        """What was counted."""
        return Figures() if self._subscriber is None else self._subscriber.figures

    def close(self) -> None:
        """Ends the connections. A task that waits for the next event gets Closed."""
        self._is_closed = True
        subscriber, self._subscriber = self._subscriber, None
        if subscriber is not None:
            self._after, self._kept_store_id = subscriber.position, subscriber.store_id
            if self._woken is None:
                subscriber.close()
            else:
                # The task that waits lets go of the sockets first, and then closes them.
                self._woken.set()


async def follow(view: ReadView[Any], stream: Events, timeout: float) -> None:
    """Has a view take events until none is left for now, or the timeout is over; see `ReadView.follow`."""
    deadline = time.monotonic() + timeout
    wait = timeout
    while (event := await stream.next(wait)) is not None:
        view.take_of(event, stream.store_id)
        if time.monotonic() >= deadline:
            return
        wait = 0.0
