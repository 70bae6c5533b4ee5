"""The synchronous client.

    >>> with hostfactory.connect() as site:
    ...     request = site.requests.create("small", 1)
    ...     machines = request.wait(timeout=300)
    ...     request.give_back()

Threads may share a site: their calls take turns. A forked process connects by itself. The client has no thread of its
own; ZeroMQ has.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Optional, TypeVar, Union

from . import errors
from ._calls.ids import new_id
from ._calls.rules import CallRules
from ._calls.session import Session
from ._feed.bell import Bell
from ._site.endpoints import Endpoints
from ._site.find import find_endpoints
from ._steps import Ask, Listen, Reply, Steps
from ._waiting import Turns, wait_for
from ._wire.message import Message
from .queries import GetStatus, WhoAmI
from .resources import Machines, Providers, Requests, Templates
from .results import GetStatusResult, WhoAmIResult
from .stream import Events
from .words import Category

T = TypeVar("T")
R = TypeVar("R")


def sites_of(endpoints: Union[Endpoints, Sequence[Endpoints], None], config: Optional[str]) -> list[Endpoints]:
    """Returns where to connect to. Raises ConfigurationError."""
    if endpoints is None:
        return [find_endpoints(config)]
    if config is not None:
        raise errors.ConfigurationError("give either endpoints or a configuration file, since the file has endpoints")
    sites = [endpoints] if isinstance(endpoints, (Endpoints, str)) else list(endpoints)
    if not sites:
        raise errors.ConfigurationError("there must be at least one set of endpoints")
    for site in sites:
        if not isinstance(site, Endpoints):
            raise TypeError(
                f"endpoints must be hostfactory.Endpoints(commands, queries, events), not {site!r}; "
                "a daemon's file is given by config="
            )
    return sites


def connect(
    endpoints: Union[Endpoints, Sequence[Endpoints], None] = None,
    *,
    config: Optional[str] = None,
    rules: Optional[CallRules] = None,
) -> Site:
    """Returns a client of the daemon. It connects at the first call.

    endpoints: where the daemon listens. Several are ways to one and the same site, tried in turn. Without any, they are
        found as hostfactoryctl finds them: $HOSTFACTORY_CONFIG, the user's file, the system's, the default sockets
    config: the daemon's configuration file, to take endpoints and keys from
    rules: how calls are sent, and sent again

    >>> here, there = (hostfactory.Endpoints.in_directory(f"/run/{name}") for name in ("hostfactory", "standby"))
    >>> hostfactory.connect([here, there], rules=hostfactory.CallRules(timeout=60.0))
    <hostfactory site at ipc:///run/hostfactory/commands.sock, ipc:///run/standby/commands.sock>
    """
    return Site(sites_of(endpoints, config), rules or CallRules())


class Site:
    """A daemon, and what may be asked of it."""

    def __init__(self, sites: Sequence[Endpoints], rules: CallRules) -> None:
        self._sites = list(sites)
        self._rules = rules
        self._turns: Turns[Session] = Turns()

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

    def __enter__(self) -> Site:
        return self

    def __exit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<hostfactory site at {', '.join(site.commands for site in self._sites)}>"

    def close(self) -> None:
        """Ends the connections. It never waits; a call of another thread ends with Closed."""
        self._turns.close()

    def send(
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
        """Sends a command or a query, and waits for its reply.

        id: its id; a new one if there is none. A command is carried out once under it, however often it is sent
        timeout: for how many seconds, with all attempts together
        expected_version: refuse a command unless what it names is at this version
        correlation_id: the conversation that it belongs to
        traceparent: W3C trace context
        on_behalf_of: for whom a gateway asks; empty: for itself

        >>> from hostfactory.commands import CreateTemplate
        >>> command = CreateTemplate("tiny", provider="local", max_number=1)
        >>> first = site.send(command, id="nightly-7")
        >>> again = site.send(command, id="nightly-7")      # it was carried out once, and has one outcome
        >>> first.result == again.result, again.duplicate
        (True, True)
        """
        id = id or new_id()
        deadline = time.monotonic() + (self._rules.timeout if timeout is None else timeout)
        with self._turns.mine(lambda: Session(self._sites, self._rules), deadline - time.monotonic()) as session:
            if session is None:
                raise errors.TimedOut("calls of other threads have taken all the time of this one", id=id)
            call = session.start(
                message,
                time.monotonic(),
                id=id,
                timeout=deadline - time.monotonic(),
                expected_version=expected_version,
                correlation_id=correlation_id,
                traceparent=traceparent,
                on_behalf_of=on_behalf_of,
            )
            conversation = session.conversation_for(message)
            try:
                conversation.work(time.monotonic())
                while not call.is_done:
                    wait_for(conversation.sockets(), conversation.due(time.monotonic()))
                    self._turns.check_open()
                    conversation.work(time.monotonic())
            finally:
                conversation.forget(call)
            answer = call.outcome()
            result = session.read_result(message.read_result, answer, call.pending.id)
        return Reply(result, answer.position, call.pending.id, answer.duplicate, answer.withheld)

    def status(self) -> GetStatusResult:
        """Returns how the daemon is."""
        return self.send(GetStatus()).result

    def who_am_i(self) -> WhoAmIResult:
        """Returns as whom the daemon knows this program."""
        return self.send(WhoAmI()).result

    def events(self, after: int = 0, *, store_id: str = "", categories: Sequence[Category] = ()) -> Events:
        """Returns the events after a position, each once and in order, for ever: `for event in site.events(after=0)`.

        after: the position of the last event that the caller has; 0: none; `site.status().position` is now
        store_id: the store that this position belongs to, if it was kept
        categories: only events of these

        >>> with site.events(after=0, categories=["template"]) as stream:
        ...     event = stream.next(timeout=5.0)
        >>> event.type, event.data.provider, stream.position == event.position
        ('TemplateCreated', 'local', True)
        """
        return Events(self._sites, self._rules, after, store_id, categories)

    def run(self, steps: Steps[T]) -> T:
        """Runs a procedure of `_steps`."""
        try:
            wanted = next(steps)
            while True:
                try:
                    outcome = self._perform(wanted)
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

    def _perform(self, wanted: Union[Ask, Listen]) -> Optional[Reply[Any]]:
        if isinstance(wanted, Ask):
            return self.send(wanted.message, **wanted.options)
        until = time.monotonic() + wanted.seconds
        sockets = wanted.bell.sockets() if wanted.bell is not None else []
        while time.monotonic() < until and not wait_for(sockets, until):
            self._turns.check_open()
        return None
