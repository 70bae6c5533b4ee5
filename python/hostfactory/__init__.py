"""A client of hostfactoryd, which provisions compute machines on demand for schedulers.

    >>> import hostfactory
    >>> with hostfactory.connect() as site:
    ...     request = site.requests.create("small", 3)
    ...     machines = request.wait(timeout=300)
    ...     request.give_back()

    >>> with hostfactory.connect() as site, site.machines("small", 1) as machines:
    ...     print(machines[0].status)               # they are given back at the end, whatever happens
    running

    >>> site = hostfactory.connect()
    >>> for event in site.events(after=0):          # every fact, each once and in order
    ...     print(event.position, event.type, event.stream)
    ...     break
    1 ...

`hostfactory.aio` is the same for asyncio. `commands`, `queries`, `results`, `records` and `events` have a class for
everything that can be said to the daemon, and by it. The errors are in `hostfactory.errors`; the log is
`logging.getLogger("hostfactory")`.
"""

from . import aio, commands, errors, events, queries, records, results
from ._calls.rules import CallRules
from ._feed.subscriber import Figures, Phase
from ._site.endpoints import Endpoints
from ._site.find import find_endpoints
from ._site.keys import Keys, read_keys
from ._steps import Reply
from ._tables import Table
from .client import Site, connect
from .errors import (
    Busy,
    CallError,
    Closed,
    ConfigurationError,
    Conflict,
    DaemonFailure,
    EventsGone,
    Finding,
    HostFactoryError,
    InvalidMessage,
    LimitExceeded,
    NotAllowed,
    NotFilled,
    NotFound,
    Refused,
    StoreChanged,
    TimedOut,
    Unreachable,
    Unreadable,
)
from .events import Event
from .records import Machine, Provider, Request, Template
from .resources import RequestHandle
from .stream import Events
from .view import BadCheckpoint, Fold, KeepableFold, ReadView

__version__ = "0.2.0"

__all__ = [
    "BadCheckpoint",
    "Busy",
    "CallError",
    "CallRules",
    "Closed",
    "ConfigurationError",
    "Conflict",
    "DaemonFailure",
    "Endpoints",
    "Event",
    "Events",
    "EventsGone",
    "Figures",
    "Finding",
    "Fold",
    "HostFactoryError",
    "InvalidMessage",
    "KeepableFold",
    "Keys",
    "LimitExceeded",
    "Machine",
    "NotAllowed",
    "NotFilled",
    "NotFound",
    "Phase",
    "Provider",
    "ReadView",
    "Refused",
    "Reply",
    "Request",
    "RequestHandle",
    "Site",
    "StoreChanged",
    "Table",
    "Template",
    "TimedOut",
    "Unreachable",
    "Unreadable",
    "aio",
    "commands",
    "connect",
    "errors",
    "events",
    "find_endpoints",
    "queries",
    "read_keys",
    "records",
    "results",
]
