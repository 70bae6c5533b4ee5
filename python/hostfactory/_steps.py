"""What takes several messages, written once for the synchronous client and the one for asyncio.

A procedure is a generator: it yields what it wants done (Ask, Listen), is sent the outcome, and returns its result. An
exception of what it wants done is raised where it was yielded. Who runs a procedure does all the waiting.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any, Callable, Generic, Optional, Protocol, TypeVar, Union

from . import errors
from ._calls.ids import new_id
from ._feed.bell import Bell
from ._wire.message import Message
from .commands import CancelRequest, ClaimRequests, CreateRequest, ReturnMachines
from .queries import GetRequest, ListMachines, ListProviders, ListRequests, ListTemplates
from .records import Machine, Provider, Request, Template
from .words import MachineStatus, RequestStatus, RequestType

T = TypeVar("T")
R = TypeVar("R")

ENDS = frozenset({"complete", "partial", "failed", "cancelled", "timeout"})
# The feed says when a request has ended; without it the daemon is asked this often.
LOOK_AGAIN = 1.0
PAGE = 1000
# How long a client that gives machines back looks for a daemon that is gone.
GIVE_BACK = 60.0
# Where the daemon gives a request back by itself, whoever gives up does not wait for it longer than this.
CALL_OFF = 2.0
# A request whose client dies before it has the machines is given back this long after they should have come.
UNCLAIMED_MARGIN = 60
LONGEST_UNCLAIMED = 365 * 24 * 3600
# A wait of no time at all asks once, and this is how long the answer may take.
SHORTEST_CALL = 1.0

log = logging.getLogger("hostfactory")


@dataclass(frozen=True)
class Reply(Generic[R]):
    """An accepted message's reply.

    result: what the message is answered with
    position: the last event that the reply reflects
    id: the id of the message; the events that it caused have it as `command_id`
    duplicate: whether this command was answered before, and this is that answer
    withheld: fields of such results that the sender's role is not shown
    """

    result: R
    position: int
    id: str
    duplicate: bool = False
    withheld: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Ask:
    """Send a message, and be sent its Reply."""

    message: Message[Any]
    options: dict[str, Any]


@dataclass(frozen=True)
class Listen:
    """Wait until the bell rings, or for some seconds."""

    seconds: float
    bell: Optional[Bell] = None


Steps = Generator[Union[Ask, Listen], Any, T]


class Page(Protocol[T]):
    """The result of a list."""

    items: list[T]
    next: Optional[str]


def ask(message: Message[R], **options: Any) -> Steps[Reply[R]]:
    """Sends one message."""
    reply: Reply[R] = yield Ask(message, options)
    return reply


def result_of(message: Message[R], **options: Any) -> Steps[R]:
    """Sends one message, and returns the result alone."""
    reply = yield from ask(message, **options)
    return reply.result


def all_pages(query: Callable[[Optional[str], int], Message[Any]], most: Optional[int]) -> Steps[list[Any]]:
    """Collects the items of a list; `query` makes the question for a page of its cursor and its length."""
    items: list[Any] = []
    after: Optional[str] = None
    while most is None or len(items) < most:
        page = yield from result_of(query(after, PAGE if most is None else min(PAGE, most - len(items))))
        items += page.items
        after = page.next
        if after is None:
            break
    return items


def requests_that(
    request_type: Optional[RequestType],
    status: Optional[RequestStatus],
    template_id: Optional[str],
    most: Optional[int],
) -> Steps[list[Request]]:
    """Returns requests, the newest first."""
    items: list[Request] = yield from all_pages(
        lambda after, limit: ListRequests(
            request_type=request_type, status=status, template_id=template_id, after=after, limit=limit
        ),
        most,
    )
    return items


def machines_that(
    request_id: Optional[str],
    template_id: Optional[str],
    provider: Optional[str],
    status: Optional[MachineStatus],
    live_only: Optional[bool],
    most: Optional[int],
) -> Steps[list[Machine]]:
    """Returns machines, the newest first."""
    items: list[Machine] = yield from all_pages(
        lambda after, limit: ListMachines(
            request_id=request_id,
            template_id=template_id,
            provider=provider,
            status=status,
            live_only=live_only,
            after=after,
            limit=limit,
        ),
        most,
    )
    return items


def all_templates(most: Optional[int]) -> Steps[list[Template]]:
    """Returns templates, the newest first."""
    items: list[Template] = yield from all_pages(lambda after, limit: ListTemplates(after=after, limit=limit), most)
    return items


def all_providers(most: Optional[int]) -> Steps[list[Provider]]:
    """Returns providers, the newest first."""
    items: list[Provider] = yield from all_pages(lambda after, limit: ListProviders(after=after, limit=limit), most)
    return items


def passes(failure: errors.CallError) -> bool:
    """Whether the same message may succeed a little later."""
    if isinstance(failure, errors.Refused):
        return failure.retryable
    return isinstance(failure, (errors.Unreachable, errors.TimedOut))


def persistently(message: Message[R], seconds: float, id: Optional[str] = None) -> Steps[Reply[R]]:
    """Sends a message under one id until it is answered, also while the daemon is gone for a while."""
    id = id or new_id()
    deadline = time.monotonic() + seconds
    while True:
        try:
            reply = yield from ask(message, id=id, timeout=max(deadline - time.monotonic(), SHORTEST_CALL))
            return reply
        except errors.CallError as failure:
            if not passes(failure) or time.monotonic() + LOOK_AGAIN >= deadline:
                raise
            log.debug("%s is sent again: %s", message.message_type, failure)
        yield Listen(LOOK_AGAIN)


def end_of(request_id: str, timeout: Optional[float], ring: Callable[[str], Bell]) -> Steps[Request]:
    """Waits for the end of a request, over restarts of the daemon. Raises TimedOut, and the request goes on."""
    deadline = math.inf if timeout is None else time.monotonic() + timeout
    bell = ring(request_id)
    known = ""
    try:
        while True:
            left = max(deadline - time.monotonic(), SHORTEST_CALL)
            limit = {} if timeout is None else {"timeout": left}
            try:
                request = yield from result_of(GetRequest(request_id), **limit)
                if request.status in ENDS:
                    return request
                known = f"; it is {request.status}" + (f": {request.status_reason}" if request.status_reason else "")
                trouble: Optional[errors.CallError] = None
            except errors.CallError as failure:
                if not passes(failure):
                    raise
                trouble = failure
            left = deadline - time.monotonic()
            if left <= 0:
                raise errors.TimedOut(f"{request_id} has not ended within {timeout:.3g} s{known}") from trouble
            yield Listen(min(left, LOOK_AGAIN), bell)
            bell.settle()
    finally:
        bell.close()


def live_machines(request_id: str) -> Steps[list[Machine]]:
    """Returns the machines of a request that have not ended."""
    machines: list[Machine] = yield from all_pages(
        lambda after, limit: ListMachines(
            request_id=request_id, live_only=True, sort="created_at", after=after, limit=limit
        ),
        None,
    )
    return machines


def machines_when_ended(
    request_id: str, timeout: Optional[float], partial: bool, ring: Callable[[str], Bell]
) -> Steps[list[Machine]]:
    """Waits for the end of a request, and returns its machines. Raises NotFilled where it has not all of them."""
    request = yield from end_of(request_id, timeout, ring)
    if request.status != "complete" and not (partial and request.status == "partial"):
        raise errors.NotFilled(request_id, request.status, request.status_reason)
    machines = yield from live_machines(request_id)
    return machines


def give_back(request_id: str, reason: Optional[str], seconds: float = GIVE_BACK) -> Steps[None]:
    """Calls a request off while it is open, and returns its machines."""
    try:
        yield from persistently(CancelRequest(request_id, reason=reason), seconds)
        return
    except errors.NotFound:
        return  # it was forgotten, or was never made
    except errors.Conflict:
        pass  # it has ended
    yield from persistently(ReturnMachines(request_id=request_id, reason=reason), seconds)


def give_back_whatever_happens(request_id: str, reason: Optional[str] = None) -> Steps[None]:
    """Gives a request back although the caller is interrupted meanwhile; whoever is interrupted twice has it."""
    try:
        yield from give_back(request_id, reason)
    except GeneratorExit:
        raise
    except errors.HostFactoryError as failure:
        log.error("%s was not given back, and its machines run on: %s", request_id, failure)
        raise
    except BaseException:
        log.warning("%s is given back first; interrupt this once more to leave its machines running", request_id)
        yield from give_back(request_id, reason)
        raise


def _call_off(request_id: str) -> Steps[None]:
    """Gives back a request that is not claimed. If the daemon does not answer now, it does so by itself later."""
    try:
        yield from give_back(request_id, "the client gave up", CALL_OFF)
    except errors.HostFactoryError as failure:
        log.warning("%s was not called off, so hostfactoryd does so when it expires: %s", request_id, failure)


def borrowed(
    create: CreateRequest, timeout: float, partial: bool, ring: Callable[[str], Bell]
) -> Steps[tuple[str, list[Machine]]]:
    """Gets machines that will be given back; whatever goes wrong meanwhile, they are given back at once.

    The request is claimed only when its machines are handed over. So the daemon gives it back by itself where this
    program dies before that, or has never heard the reply.
    """
    id = new_id()
    deadline = time.monotonic() + timeout
    try:
        accepted = yield from persistently(create, timeout, id)
    except (errors.HostFactoryError, GeneratorExit):
        raise
    except BaseException:
        # The caller was interrupted before the reply came: the command's outcome says which request it is.
        try:
            accepted = yield from persistently(create, CALL_OFF, id)
        except errors.HostFactoryError as failure:
            log.debug("whether there is a request is not known: %s", failure)
        else:
            yield from _call_off(accepted.result.request_id)
        raise
    request_id = accepted.result.request_id
    try:
        machines = yield from machines_when_ended(request_id, max(deadline - time.monotonic(), 0.0), partial, ring)
        yield from persistently(ClaimRequests([request_id]), GIVE_BACK)
        return request_id, machines
    except GeneratorExit:
        raise
    except BaseException:
        yield from _call_off(request_id)
        raise


def order(template_id: str, machine_count: int, timeout: float, **more: Any) -> CreateRequest:
    """Makes the command for machines that are borrowed."""
    if not timeout >= 0:
        raise ValueError(f"timeout must be a number of seconds, not {timeout}")
    unclaimed_s = int(min(timeout + UNCLAIMED_MARGIN, LONGEST_UNCLAIMED))
    return CreateRequest(template_id, machine_count, unclaimed_s=unclaimed_s, **more)
