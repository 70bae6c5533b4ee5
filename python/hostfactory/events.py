"""Every type of event, and the event around it.

Made by scripts/renew_python.py of the daemon's own declarations. Do not edit it: `./dev renew` writes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Callable, ClassVar, Optional

from . import records
from ._wire import reading as read
from ._wire.message import EventData, Record


@dataclass(frozen=True)
class TemplateCreated(EventData):
    """A template is there to make requests of.

    template_id: its name for ever: up to 64 of 0-9 A-Z a-z - _
    provider: the configured provider that makes its machines
    max_number: most machines or units at a time, live and pending; -1: no limit
    name: for people
    description: for people
    provider_api: which of the provider's ways to make machines
    attributes: what a scheduler chooses by: type, ncpus, ncores, nram (MB), more
    price_type: how machines are paid for: ondemand, spot, heterogeneous
    tags: put on its machines; keys up to 128 bytes, values up to 256
    active: whether requests are taken
    configuration: belongs to the provider, which checks it (confidential)
    sources: where its machines may come from, if from more than `provider` alone, which is the first one's; what
        one can't give the next is asked for
    selection: which of the sources is asked first, and which next: fallback, weighted, least_loaded
    counts: what max_number and requests count: machines, or units, of which a machine is worth as many as its
        provider's configuration gives to its size: machines, units
    """

    template_id: str
    provider: str
    max_number: int
    name: Optional[str] = None
    description: Optional[str] = None
    provider_api: Optional[str] = None
    attributes: Optional[dict[str, Any]] = None
    price_type: Optional[str] = None
    tags: Optional[dict[str, str]] = None
    active: Optional[bool] = None
    configuration: Optional[dict[str, Any]] = None
    sources: Optional[list[records.TemplateSource]] = None
    selection: Optional[str] = None
    counts: Optional[str] = None

    event_type: ClassVar[str] = "TemplateCreated"

    @classmethod
    def from_wire(cls, value: object) -> TemplateCreated:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            template_id=fields.required("template_id", read.string),
            provider=fields.required("provider", read.string),
            max_number=fields.required("max_number", read.integer),
            name=fields.optional("name", read.string),
            description=fields.optional("description", read.string),
            provider_api=fields.optional("provider_api", read.string),
            attributes=fields.optional("attributes", read.map_of(read.anything)),
            price_type=fields.optional("price_type", read.string),
            tags=fields.optional("tags", read.map_of(read.string)),
            active=fields.optional("active", read.boolean),
            configuration=fields.optional("configuration", read.map_of(read.anything)),
            sources=fields.optional("sources", read.list_of(records.TemplateSource.from_wire)),
            selection=fields.optional("selection", read.string),
            counts=fields.optional("counts", read.string),
        )


@dataclass(frozen=True)
class TemplateUpdated(EventData):
    """A template is now as this says, whole.

    template_id: its name for ever: up to 64 of 0-9 A-Z a-z - _
    provider: the configured provider that makes its machines
    max_number: most machines or units at a time, live and pending; -1: no limit
    name: for people
    description: for people
    provider_api: which of the provider's ways to make machines
    attributes: what a scheduler chooses by: type, ncpus, ncores, nram (MB), more
    price_type: how machines are paid for: ondemand, spot, heterogeneous
    tags: put on its machines; keys up to 128 bytes, values up to 256
    active: whether requests are taken
    configuration: belongs to the provider, which checks it (confidential)
    sources: where its machines may come from, if from more than `provider` alone, which is the first one's; what
        one can't give the next is asked for
    selection: which of the sources is asked first, and which next: fallback, weighted, least_loaded
    counts: what max_number and requests count: machines, or units, of which a machine is worth as many as its
        provider's configuration gives to its size: machines, units
    """

    template_id: str
    provider: str
    max_number: int
    name: Optional[str] = None
    description: Optional[str] = None
    provider_api: Optional[str] = None
    attributes: Optional[dict[str, Any]] = None
    price_type: Optional[str] = None
    tags: Optional[dict[str, str]] = None
    active: Optional[bool] = None
    configuration: Optional[dict[str, Any]] = None
    sources: Optional[list[records.TemplateSource]] = None
    selection: Optional[str] = None
    counts: Optional[str] = None

    event_type: ClassVar[str] = "TemplateUpdated"

    @classmethod
    def from_wire(cls, value: object) -> TemplateUpdated:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            template_id=fields.required("template_id", read.string),
            provider=fields.required("provider", read.string),
            max_number=fields.required("max_number", read.integer),
            name=fields.optional("name", read.string),
            description=fields.optional("description", read.string),
            provider_api=fields.optional("provider_api", read.string),
            attributes=fields.optional("attributes", read.map_of(read.anything)),
            price_type=fields.optional("price_type", read.string),
            tags=fields.optional("tags", read.map_of(read.string)),
            active=fields.optional("active", read.boolean),
            configuration=fields.optional("configuration", read.map_of(read.anything)),
            sources=fields.optional("sources", read.list_of(records.TemplateSource.from_wire)),
            selection=fields.optional("selection", read.string),
            counts=fields.optional("counts", read.string),
        )


@dataclass(frozen=True)
class TemplateRetired(EventData):
    """A template takes no more requests, and is deleted when its last machine is gone.

    template_id: which
    reason: why, as the client wrote it
    """

    template_id: str
    reason: Optional[str] = None

    event_type: ClassVar[str] = "TemplateRetired"

    @classmethod
    def from_wire(cls, value: object) -> TemplateRetired:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            template_id=fields.required("template_id", read.string),
            reason=fields.optional("reason", read.string),
        )


@dataclass(frozen=True)
class TemplateValidated(EventData):
    """A template was checked. Where its rules are kept its provider is asked next.

    template_id: which
    by: what has checked it: rules, provider
    validity: what came of it; checking: its provider is asked now: unknown, checking, valid, invalid
    findings: what is wrong
    attributes: what its provider knows of its machines: ncpus, nram
    """

    template_id: str
    by: str
    validity: str
    findings: Optional[list[records.TemplateFinding]] = None
    attributes: Optional[dict[str, Any]] = None

    event_type: ClassVar[str] = "TemplateValidated"

    @classmethod
    def from_wire(cls, value: object) -> TemplateValidated:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            template_id=fields.required("template_id", read.string),
            by=fields.required("by", read.string),
            validity=fields.required("validity", read.string),
            findings=fields.optional("findings", read.list_of(records.TemplateFinding.from_wire)),
            attributes=fields.optional("attributes", read.map_of(read.anything)),
        )


@dataclass(frozen=True)
class TemplateDeleted(EventData):
    """A template is gone; its requests and machines keep its name.

    template_id: which
    reason: why, as the client wrote it
    """

    template_id: str
    reason: Optional[str] = None

    event_type: ClassVar[str] = "TemplateDeleted"

    @classmethod
    def from_wire(cls, value: object) -> TemplateDeleted:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            template_id=fields.required("template_id", read.string),
            reason=fields.optional("reason", read.string),
        )


@dataclass(frozen=True)
class RequestCreated(EventData):
    """Machines were asked for, or are to be given back.

    request_id: its id
    request_type: acquire or return: acquire, return
    template_id: of an acquire: of which template
    provider: of an acquire: the template's provider
    machine_count: how many
    machine_ids: of a return: which
    deadline_at: when it ends with what it has by then
    tags: given with it
    priority: 0 to 9, higher goes first
    user_id: the user that it is for
    ordered_by: the principal that ordered it, or for whom a gateway did
    configuration: what it overrides of its template
    retry_of: the request whose shortfall it asks for again
    force: of a return: machines get no time to end by themselves
    reason: why, as the client wrote it
    source: of an acquire: which of the template's sources is asked, from 0
    counts: of an acquire: what its numbers count, machines or units: machines, units
    excess: of units: by how many of them the last machine may exceed what was asked for
    claim_by: when it is given back, unless a client has said by then that it knows of it
    """

    request_id: str
    request_type: str
    machine_count: int
    template_id: Optional[str] = None
    provider: Optional[str] = None
    machine_ids: Optional[list[str]] = None
    deadline_at: Optional[datetime] = None
    tags: Optional[dict[str, str]] = None
    priority: Optional[int] = None
    user_id: Optional[str] = None
    ordered_by: Optional[str] = None
    configuration: Optional[dict[str, Any]] = None
    retry_of: Optional[str] = None
    force: Optional[bool] = None
    reason: Optional[str] = None
    source: Optional[int] = None
    counts: Optional[str] = None
    excess: Optional[int] = None
    claim_by: Optional[datetime] = None

    event_type: ClassVar[str] = "RequestCreated"

    @classmethod
    def from_wire(cls, value: object) -> RequestCreated:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            request_id=fields.required("request_id", read.string),
            request_type=fields.required("request_type", read.string),
            machine_count=fields.required("machine_count", read.natural),
            template_id=fields.optional("template_id", read.string),
            provider=fields.optional("provider", read.string),
            machine_ids=fields.optional("machine_ids", read.list_of(read.string)),
            deadline_at=fields.optional("deadline_at", read.time),
            tags=fields.optional("tags", read.map_of(read.string)),
            priority=fields.optional("priority", read.natural),
            user_id=fields.optional("user_id", read.string),
            ordered_by=fields.optional("ordered_by", read.string),
            configuration=fields.optional("configuration", read.map_of(read.anything)),
            retry_of=fields.optional("retry_of", read.string),
            force=fields.optional("force", read.boolean),
            reason=fields.optional("reason", read.string),
            source=fields.optional("source", read.natural),
            counts=fields.optional("counts", read.string),
            excess=fields.optional("excess", read.natural),
            claim_by=fields.optional("claim_by", read.time),
        )


@dataclass(frozen=True)
class RequestStarted(EventData):
    """It is being worked on.

    request_id: which
    reason: why, where an operator says so
    """

    request_id: str
    reason: Optional[str] = None

    event_type: ClassVar[str] = "RequestStarted"

    @classmethod
    def from_wire(cls, value: object) -> RequestStarted:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            request_id=fields.required("request_id", read.string),
            reason=fields.optional("reason", read.string),
        )


@dataclass(frozen=True)
class RequestCompleted(EventData):
    """All machines that were asked for have come up, or are gone; or an operator says so.

    request_id: which
    succeeded_count: how many
    reason: why, where an operator says so
    """

    request_id: str
    succeeded_count: int
    reason: Optional[str] = None

    event_type: ClassVar[str] = "RequestCompleted"

    @classmethod
    def from_wire(cls, value: object) -> RequestCompleted:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            request_id=fields.required("request_id", read.string),
            succeeded_count=fields.required("succeeded_count", read.natural),
            reason=fields.optional("reason", read.string),
        )


@dataclass(frozen=True)
class RequestPartiallyFulfilled(EventData):
    """It ended with fewer machines than were asked for.

    request_id: which
    succeeded_count: machines or units that came up
    reason: what went wrong, in words
    """

    request_id: str
    succeeded_count: int
    reason: str

    event_type: ClassVar[str] = "RequestPartiallyFulfilled"

    @classmethod
    def from_wire(cls, value: object) -> RequestPartiallyFulfilled:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            request_id=fields.required("request_id", read.string),
            succeeded_count=fields.required("succeeded_count", read.natural),
            reason=fields.required("reason", read.string),
        )


@dataclass(frozen=True)
class RequestFailed(EventData):
    """It ended without a machine, since no further try would help.

    request_id: which
    reason: what went wrong, in words
    """

    request_id: str
    reason: str

    event_type: ClassVar[str] = "RequestFailed"

    @classmethod
    def from_wire(cls, value: object) -> RequestFailed:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            request_id=fields.required("request_id", read.string),
            reason=fields.required("reason", read.string),
        )


@dataclass(frozen=True)
class RequestTimedOut(EventData):
    """Its deadline passed without a machine; or, of a return, before all machines were gone.

    request_id: which
    reason: what went wrong, in words
    """

    request_id: str
    reason: str

    event_type: ClassVar[str] = "RequestTimedOut"

    @classmethod
    def from_wire(cls, value: object) -> RequestTimedOut:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            request_id=fields.required("request_id", read.string),
            reason=fields.required("reason", read.string),
        )


@dataclass(frozen=True)
class RequestCancelled(EventData):
    """The request was cancelled; the machines that it had are given back.

    request_id: which
    reason: why, as the client wrote it
    """

    request_id: str
    reason: Optional[str] = None

    event_type: ClassVar[str] = "RequestCancelled"

    @classmethod
    def from_wire(cls, value: object) -> RequestCancelled:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            request_id=fields.required("request_id", read.string),
            reason=fields.optional("reason", read.string),
        )


@dataclass(frozen=True)
class RequestDeadlineMoved(EventData):
    """Its deadline is another one by the clock, and as far away as before.

    request_id: which
    deadline_at: when it ends with what it has by then
    reason: why, in words
    """

    request_id: str
    deadline_at: Optional[datetime] = None
    reason: Optional[str] = None

    event_type: ClassVar[str] = "RequestDeadlineMoved"

    @classmethod
    def from_wire(cls, value: object) -> RequestDeadlineMoved:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            request_id=fields.required("request_id", read.string),
            deadline_at=fields.optional("deadline_at", read.time),
            reason=fields.optional("reason", read.string),
        )


@dataclass(frozen=True)
class RequestClaimed(EventData):
    """A client has said that it knows of the request.

    request_id: which
    """

    request_id: str

    event_type: ClassVar[str] = "RequestClaimed"

    @classmethod
    def from_wire(cls, value: object) -> RequestClaimed:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            request_id=fields.required("request_id", read.string),
        )


@dataclass(frozen=True)
class RequestUnclaimed(EventData):
    """Nobody has said in time to know of it, so its machines are given back.

    request_id: which
    reason: why, in words
    """

    request_id: str
    reason: str

    event_type: ClassVar[str] = "RequestUnclaimed"

    @classmethod
    def from_wire(cls, value: object) -> RequestUnclaimed:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            request_id=fields.required("request_id", read.string),
            reason=fields.required("reason", read.string),
        )


@dataclass(frozen=True)
class LaunchRequested(EventData):
    """The provider is about to be asked for machines.

    request_id: for which request
    attempt: number of the try, from 1
    provider: the provider that is asked
    token: makes the call repeatable without doubling a machine
    count: how many machines or units
    provider_api: which of the provider's ways makes them; empty: its own choice
    """

    request_id: str
    attempt: int
    provider: str
    token: str
    count: int
    provider_api: Optional[str] = None

    event_type: ClassVar[str] = "LaunchRequested"

    @classmethod
    def from_wire(cls, value: object) -> LaunchRequested:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            request_id=fields.required("request_id", read.string),
            attempt=fields.required("attempt", read.natural),
            provider=fields.required("provider", read.string),
            token=fields.required("token", read.string),
            count=fields.required("count", read.natural),
            provider_api=fields.optional("provider_api", read.string),
        )


@dataclass(frozen=True)
class LaunchSucceeded(EventData):
    """The provider has given all the machines of this try.

    request_id: for which request
    attempt: number of the try
    provider: the provider that was asked
    token: of the call
    asked: machines or units asked for
    got: machines or units given
    """

    request_id: str
    attempt: int
    provider: str
    token: str
    asked: int
    got: int

    event_type: ClassVar[str] = "LaunchSucceeded"

    @classmethod
    def from_wire(cls, value: object) -> LaunchSucceeded:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            request_id=fields.required("request_id", read.string),
            attempt=fields.required("attempt", read.natural),
            provider=fields.required("provider", read.string),
            token=fields.required("token", read.string),
            asked=fields.required("asked", read.natural),
            got=fields.required("got", read.natural),
        )


@dataclass(frozen=True)
class LaunchFailed(EventData):
    """The provider has given fewer machines than this try asked for, or none.

    request_id: for which request
    attempt: number of the try
    provider: the provider that was asked
    token: of the call
    asked: machines or units asked for
    got: machines or units given all the same
    error: what was wrong; other: an error or a kind that is not known: throttled, no_capacity, quota, unauthorized,
        credentials, invalid, not_found, unreachable, other
    message: the provider's words
    final: no further try would help, with any source
    hopeless: this source would not give any however often it is asked
    """

    request_id: str
    attempt: int
    provider: str
    token: str
    asked: int
    got: int
    error: str
    message: str
    final: Optional[bool] = None
    hopeless: Optional[bool] = None

    event_type: ClassVar[str] = "LaunchFailed"

    @classmethod
    def from_wire(cls, value: object) -> LaunchFailed:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            request_id=fields.required("request_id", read.string),
            attempt=fields.required("attempt", read.natural),
            provider=fields.required("provider", read.string),
            token=fields.required("token", read.string),
            asked=fields.required("asked", read.natural),
            got=fields.required("got", read.natural),
            error=fields.required("error", read.string),
            message=fields.required("message", read.string),
            final=fields.optional("final", read.boolean),
            hopeless=fields.optional("hopeless", read.boolean),
        )


@dataclass(frozen=True)
class LaunchUnsettled(EventData):
    """The provider can't be made to say what a launch has made; it is asked again and again.

    request_id: for which request
    provider: the provider that is asked
    token: of the launch
    reason: what came in place of an answer
    """

    request_id: str
    provider: str
    token: str
    reason: str

    event_type: ClassVar[str] = "LaunchUnsettled"

    @classmethod
    def from_wire(cls, value: object) -> LaunchUnsettled:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            request_id=fields.required("request_id", read.string),
            provider=fields.required("provider", read.string),
            token=fields.required("token", read.string),
            reason=fields.required("reason", read.string),
        )


@dataclass(frozen=True)
class RequestRedirected(EventData):
    """From now on another of the template's sources is asked for what is missing.

    request_id: which
    from_: the provider that was asked until now
    provider: the provider that is asked from now on
    source: its number among the template's sources, from 0
    reason: what was wrong with the one before
    """

    request_id: str
    from_: str
    provider: str
    source: int
    reason: str

    event_type: ClassVar[str] = "RequestRedirected"

    @classmethod
    def from_wire(cls, value: object) -> RequestRedirected:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            request_id=fields.required("request_id", read.string),
            from_=fields.required("from", read.string),
            provider=fields.required("provider", read.string),
            source=fields.required("source", read.natural),
            reason=fields.required("reason", read.string),
        )


@dataclass(frozen=True)
class MachineLaunched(EventData):
    """The provider has handed over a machine, which need not run yet.

    machine_id: its provider's own id
    name: its host name; may be used again by a later machine
    request_id: the request that it was made for
    template_id: the template that it was made of
    provider: where it is
    token: of the launch that made it
    private_ip: its address for its neighbours
    public_ip: its address for everybody
    instance_type: the provider's name of its size
    price_type: how it is paid for: spot or ondemand where that is known: ondemand, spot, heterogeneous
    tags: of its template and its request
    details: what else the provider reports
    units: what it is worth where its request counts units
    status: pending or launching: pending, launching, running, stopping, stopped, shutting-down, terminated, failed
    """

    machine_id: str
    name: str
    request_id: str
    template_id: str
    provider: str
    token: str
    status: str
    private_ip: Optional[str] = None
    public_ip: Optional[str] = None
    instance_type: Optional[str] = None
    price_type: Optional[str] = None
    tags: Optional[dict[str, str]] = None
    details: Optional[dict[str, Any]] = None
    units: Optional[int] = None

    event_type: ClassVar[str] = "MachineLaunched"

    @classmethod
    def from_wire(cls, value: object) -> MachineLaunched:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            machine_id=fields.required("machine_id", read.string),
            name=fields.required("name", read.string),
            request_id=fields.required("request_id", read.string),
            template_id=fields.required("template_id", read.string),
            provider=fields.required("provider", read.string),
            token=fields.required("token", read.string),
            status=fields.required("status", read.string),
            private_ip=fields.optional("private_ip", read.string),
            public_ip=fields.optional("public_ip", read.string),
            instance_type=fields.optional("instance_type", read.string),
            price_type=fields.optional("price_type", read.string),
            tags=fields.optional("tags", read.map_of(read.string)),
            details=fields.optional("details", read.map_of(read.anything)),
            units=fields.optional("units", read.natural),
        )


@dataclass(frozen=True)
class MachineStarted(EventData):
    """It runs, for the first time, and may be used.

    machine_id: which
    request_id: of which request
    name: its host name, as it is known by now
    private_ip: its address for its neighbours
    public_ip: its address for everybody
    reason: what its provider has not reported, in words
    """

    machine_id: str
    request_id: str
    name: Optional[str] = None
    private_ip: Optional[str] = None
    public_ip: Optional[str] = None
    reason: Optional[str] = None

    event_type: ClassVar[str] = "MachineStarted"

    @classmethod
    def from_wire(cls, value: object) -> MachineStarted:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            machine_id=fields.required("machine_id", read.string),
            request_id=fields.required("request_id", read.string),
            name=fields.optional("name", read.string),
            private_ip=fields.optional("private_ip", read.string),
            public_ip=fields.optional("public_ip", read.string),
            reason=fields.optional("reason", read.string),
        )


@dataclass(frozen=True)
class MachineAddressAwaited(EventData):
    """It runs, and its provider has not reported its name and address yet; it is not handed over before.

    machine_id: which
    request_id: of which request
    """

    machine_id: str
    request_id: str

    event_type: ClassVar[str] = "MachineAddressAwaited"

    @classmethod
    def from_wire(cls, value: object) -> MachineAddressAwaited:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            machine_id=fields.required("machine_id", read.string),
            request_id=fields.required("request_id", read.string),
        )


@dataclass(frozen=True)
class MachineDescribed(EventData):
    """Its provider tells more of it, or something else than before.

    machine_id: which
    request_id: of which request
    name: its host name
    private_ip: its address for its neighbours
    public_ip: its address for everybody
    instance_type: the provider's name of its size
    price_type: how it is paid for: ondemand, spot, heterogeneous
    """

    machine_id: str
    request_id: str
    name: str
    price_type: str
    private_ip: Optional[str] = None
    public_ip: Optional[str] = None
    instance_type: Optional[str] = None

    event_type: ClassVar[str] = "MachineDescribed"

    @classmethod
    def from_wire(cls, value: object) -> MachineDescribed:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            machine_id=fields.required("machine_id", read.string),
            request_id=fields.required("request_id", read.string),
            name=fields.required("name", read.string),
            price_type=fields.required("price_type", read.string),
            private_ip=fields.optional("private_ip", read.string),
            public_ip=fields.optional("public_ip", read.string),
            instance_type=fields.optional("instance_type", read.string),
        )


@dataclass(frozen=True)
class MachineStatusChanged(EventData):
    """It is in another state now, which is not its end.

    machine_id: which
    request_id: of which request
    from_: the state before: pending, launching, running, stopping, stopped, shutting-down, terminated, failed
    to: the state now: pending, launching, running, stopping, stopped, shutting-down, terminated, failed
    reason: why, in words
    """

    machine_id: str
    request_id: str
    from_: str
    to: str
    reason: Optional[str] = None

    event_type: ClassVar[str] = "MachineStatusChanged"

    @classmethod
    def from_wire(cls, value: object) -> MachineStatusChanged:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            machine_id=fields.required("machine_id", read.string),
            request_id=fields.required("request_id", read.string),
            from_=fields.required("from", read.string),
            to=fields.required("to", read.string),
            reason=fields.optional("reason", read.string),
        )


@dataclass(frozen=True)
class MachineStopRequested(EventData):
    """It is to be stopped, and kept.

    machine_id: which
    request_id: of which request
    reason: why, in words
    """

    machine_id: str
    request_id: str
    reason: Optional[str] = None

    event_type: ClassVar[str] = "MachineStopRequested"

    @classmethod
    def from_wire(cls, value: object) -> MachineStopRequested:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            machine_id=fields.required("machine_id", read.string),
            request_id=fields.required("request_id", read.string),
            reason=fields.optional("reason", read.string),
        )


@dataclass(frozen=True)
class MachineStartRequested(EventData):
    """It is to be started again.

    machine_id: which
    request_id: of which request
    reason: why, in words
    """

    machine_id: str
    request_id: str
    reason: Optional[str] = None

    event_type: ClassVar[str] = "MachineStartRequested"

    @classmethod
    def from_wire(cls, value: object) -> MachineStartRequested:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            machine_id=fields.required("machine_id", read.string),
            request_id=fields.required("request_id", read.string),
            reason=fields.optional("reason", read.string),
        )


@dataclass(frozen=True)
class MachineOrderFailed(EventData):
    """Its provider would not stop, start or end it; it stays as it is.

    machine_id: which
    request_id: of which request
    wanted: what it was to become: stopped, running or terminated; its end is tried again: pending, launching,
        running, stopping, stopped, shutting-down, terminated, failed
    error: why not: quota, unauthorized, invalid or another: throttled, no_capacity, quota, unauthorized,
        credentials, invalid, not_found, unreachable, other
    message: the provider's words
    """

    machine_id: str
    request_id: str
    wanted: str
    error: str
    message: str

    event_type: ClassVar[str] = "MachineOrderFailed"

    @classmethod
    def from_wire(cls, value: object) -> MachineOrderFailed:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            machine_id=fields.required("machine_id", read.string),
            request_id=fields.required("request_id", read.string),
            wanted=fields.required("wanted", read.string),
            error=fields.required("error", read.string),
            message=fields.required("message", read.string),
        )


@dataclass(frozen=True)
class MachineReclaimNoticed(EventData):
    """Its provider has reported that it takes the machine back.

    machine_id: which
    request_id: of which request
    reason: why, in words
    reclaim_at: when, where it says so
    """

    machine_id: str
    request_id: str
    reason: Optional[str] = None
    reclaim_at: Optional[datetime] = None

    event_type: ClassVar[str] = "MachineReclaimNoticed"

    @classmethod
    def from_wire(cls, value: object) -> MachineReclaimNoticed:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            machine_id=fields.required("machine_id", read.string),
            request_id=fields.required("request_id", read.string),
            reason=fields.optional("reason", read.string),
            reclaim_at=fields.optional("reclaim_at", read.time),
        )


@dataclass(frozen=True)
class MachineReturnRequested(EventData):
    """It is to be given back.

    machine_id: which
    request_id: the request that it was made for
    return_request_id: the return that asks for it, if one does
    reason: why, in words
    force: it gets no time to end by itself
    """

    machine_id: str
    request_id: str
    return_request_id: Optional[str] = None
    reason: Optional[str] = None
    force: Optional[bool] = None

    event_type: ClassVar[str] = "MachineReturnRequested"

    @classmethod
    def from_wire(cls, value: object) -> MachineReturnRequested:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            machine_id=fields.required("machine_id", read.string),
            request_id=fields.required("request_id", read.string),
            return_request_id=fields.optional("return_request_id", read.string),
            reason=fields.optional("reason", read.string),
            force=fields.optional("force", read.boolean),
        )


@dataclass(frozen=True)
class MachineTerminated(EventData):
    """It is gone, as was ordered.

    machine_id: which
    request_id: of which request
    reason: why, in words
    """

    machine_id: str
    request_id: str
    reason: Optional[str] = None

    event_type: ClassVar[str] = "MachineTerminated"

    @classmethod
    def from_wire(cls, value: object) -> MachineTerminated:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            machine_id=fields.required("machine_id", read.string),
            request_id=fields.required("request_id", read.string),
            reason=fields.optional("reason", read.string),
        )


@dataclass(frozen=True)
class MachineFailed(EventData):
    """It is gone without an order, or never came up.

    machine_id: which
    request_id: of which request
    reason: how it ended: exit status, signal, the provider's words
    """

    machine_id: str
    request_id: str
    reason: str

    event_type: ClassVar[str] = "MachineFailed"

    @classmethod
    def from_wire(cls, value: object) -> MachineFailed:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            machine_id=fields.required("machine_id", read.string),
            request_id=fields.required("request_id", read.string),
            reason=fields.required("reason", read.string),
        )


@dataclass(frozen=True)
class ProviderRegistered(EventData):
    """There is a source of machines to make templates of.

    name: which
    type: which kind of source
    config: how it is set up; secrets are references (confidential)
    source: the configuration file, or a command: file, command
    """

    name: str
    type: str
    source: str
    config: Optional[dict[str, Any]] = None

    event_type: ClassVar[str] = "ProviderRegistered"

    @classmethod
    def from_wire(cls, value: object) -> ProviderRegistered:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            name=fields.required("name", read.string),
            type=fields.required("type", read.string),
            source=fields.required("source", read.string),
            config=fields.optional("config", read.map_of(read.anything)),
        )


@dataclass(frozen=True)
class ProviderUpdated(EventData):
    """It is now set up as this says, whole.

    name: which
    type: which kind of source
    config: how it is set up; secrets are references (confidential)
    source: the configuration file, or a command: file, command
    """

    name: str
    type: str
    source: str
    config: Optional[dict[str, Any]] = None

    event_type: ClassVar[str] = "ProviderUpdated"

    @classmethod
    def from_wire(cls, value: object) -> ProviderUpdated:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            name=fields.required("name", read.string),
            type=fields.required("type", read.string),
            source=fields.required("source", read.string),
            config=fields.optional("config", read.map_of(read.anything)),
        )


@dataclass(frozen=True)
class ProviderEnabled(EventData):
    """Machines may be launched there again.

    name: which
    """

    name: str

    event_type: ClassVar[str] = "ProviderEnabled"

    @classmethod
    def from_wire(cls, value: object) -> ProviderEnabled:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            name=fields.required("name", read.string),
        )


@dataclass(frozen=True)
class ProviderDisabled(EventData):
    """Nothing is launched there any more; what runs stays.

    name: which
    reason: why, in words
    missing: since it is not in the configuration file any more
    """

    name: str
    reason: Optional[str] = None
    missing: Optional[bool] = None

    event_type: ClassVar[str] = "ProviderDisabled"

    @classmethod
    def from_wire(cls, value: object) -> ProviderDisabled:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            name=fields.required("name", read.string),
            reason=fields.optional("reason", read.string),
            missing=fields.optional("missing", read.boolean),
        )


@dataclass(frozen=True)
class ProviderRemoved(EventData):
    """It is gone; what it made keeps its name.

    name: which
    reason: why, in words
    """

    name: str
    reason: Optional[str] = None

    event_type: ClassVar[str] = "ProviderRemoved"

    @classmethod
    def from_wire(cls, value: object) -> ProviderRemoved:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            name=fields.required("name", read.string),
            reason=fields.optional("reason", read.string),
        )


@dataclass(frozen=True)
class ProviderHealthChanged(EventData):
    """It stopped answering, refuses something to us, or is healthy again.

    name: which
    health: whether it answers: healthy, unreachable, not_allowed
    reason: what it complained of
    """

    name: str
    health: str
    reason: Optional[str] = None

    event_type: ClassVar[str] = "ProviderHealthChanged"

    @classmethod
    def from_wire(cls, value: object) -> ProviderHealthChanged:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            name=fields.required("name", read.string),
            health=fields.required("health", read.string),
            reason=fields.optional("reason", read.string),
        )


@dataclass(frozen=True)
class ProviderCheckRequested(EventData):
    """The provider is asked now whether it answers; ProviderChecked has the result.

    name: which
    """

    name: str

    event_type: ClassVar[str] = "ProviderCheckRequested"

    @classmethod
    def from_wire(cls, value: object) -> ProviderCheckRequested:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            name=fields.required("name", read.string),
        )


@dataclass(frozen=True)
class ProviderChecked(EventData):
    """It was asked whether it answers.

    name: which
    health: whether it answers: healthy, unreachable, not_allowed
    reason: what it complained of
    duration_us: how long the answer took, in microseconds
    """

    name: str
    health: str
    duration_us: int
    reason: Optional[str] = None

    event_type: ClassVar[str] = "ProviderChecked"

    @classmethod
    def from_wire(cls, value: object) -> ProviderChecked:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            name=fields.required("name", read.string),
            health=fields.required("health", read.string),
            duration_us=fields.required("duration_us", read.natural),
            reason=fields.optional("reason", read.string),
        )


@dataclass(frozen=True)
class ProviderAuditRequested(EventData):
    """Its machines are compared with the recorded ones now; ProviderAudited has the result.

    name: which
    """

    name: str

    event_type: ClassVar[str] = "ProviderAuditRequested"

    @classmethod
    def from_wire(cls, value: object) -> ProviderAuditRequested:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            name=fields.required("name", read.string),
        )


@dataclass(frozen=True)
class ProviderAudited(EventData):
    """Its machines were compared with those that are known.

    name: which
    answers: position of the last ProviderAuditRequested that it answers
    orphan_count: machines of ours there that were not recorded
    loss_count: recorded machines that the provider did not report
    unsettled_count: launches of which it is not known what they have made
    orphans: the first hundred of them
    losses: the first hundred of them
    unsettled: the requests of the first hundred of these launches
    problem: why the audit could not be made; then there are no orphans and losses in it
    """

    name: str
    answers: Optional[int] = None
    orphan_count: Optional[int] = None
    loss_count: Optional[int] = None
    unsettled_count: Optional[int] = None
    orphans: Optional[list[records.UnrecordedMachine]] = None
    losses: Optional[list[str]] = None
    unsettled: Optional[list[str]] = None
    problem: Optional[str] = None

    event_type: ClassVar[str] = "ProviderAudited"

    @classmethod
    def from_wire(cls, value: object) -> ProviderAudited:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            name=fields.required("name", read.string),
            answers=fields.optional("answers", read.natural),
            orphan_count=fields.optional("orphan_count", read.natural),
            loss_count=fields.optional("loss_count", read.natural),
            unsettled_count=fields.optional("unsettled_count", read.natural),
            orphans=fields.optional("orphans", read.list_of(records.UnrecordedMachine.from_wire)),
            losses=fields.optional("losses", read.list_of(read.string)),
            unsettled=fields.optional("unsettled", read.list_of(read.string)),
            problem=fields.optional("problem", read.string),
        )


@dataclass(frozen=True)
class ProviderHeld(EventData):
    """It did not know many of its machines any more, all at once: nothing is ended there, and none is recorded as
    gone, until ProviderReleased.

    name: which
    missing: machines that it did not know any more
    machines: machines that it was asked for
    reason: why, in words
    """

    name: str
    missing: int
    machines: int
    reason: str

    event_type: ClassVar[str] = "ProviderHeld"

    @classmethod
    def from_wire(cls, value: object) -> ProviderHeld:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            name=fields.required("name", read.string),
            missing=fields.required("missing", read.natural),
            machines=fields.required("machines", read.natural),
            reason=fields.required("reason", read.string),
        )


@dataclass(frozen=True)
class ProviderReleased(EventData):
    """Machines are ended there again, and recorded as gone.

    name: which
    by_operator: an operator has said so: machines that it does not know are gone
    reason: why, in words
    """

    name: str
    by_operator: Optional[bool] = None
    reason: Optional[str] = None

    event_type: ClassVar[str] = "ProviderReleased"

    @classmethod
    def from_wire(cls, value: object) -> ProviderReleased:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            name=fields.required("name", read.string),
            by_operator=fields.optional("by_operator", read.boolean),
            reason=fields.optional("reason", read.string),
        )


@dataclass(frozen=True)
class ProviderBelieved(EventData):
    """It was looked at once more after an operator's release: what it did not know is recorded as gone, and from
    now on absence is no proof again.

    name: which
    missing: machines that it did not know
    """

    name: str
    missing: int

    event_type: ClassVar[str] = "ProviderBelieved"

    @classmethod
    def from_wire(cls, value: object) -> ProviderBelieved:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            name=fields.required("name", read.string),
            missing=fields.required("missing", read.natural),
        )


@dataclass(frozen=True)
class ProviderQuarantined(EventData):
    """The store was moved, copied or restored, and may not know all machines there: nothing is launched and nothing
    is ended there until ProviderResumed; its machines are compared with the recorded ones.

    name: which
    reason: what has become of the store, in words
    """

    name: str
    reason: str

    event_type: ClassVar[str] = "ProviderQuarantined"

    @classmethod
    def from_wire(cls, value: object) -> ProviderQuarantined:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            name=fields.required("name", read.string),
            reason=fields.required("reason", read.string),
        )


@dataclass(frozen=True)
class ProviderResumed(EventData):
    """The quarantine is over: machines are launched and ended there again.

    name: which
    reason: why, in words
    """

    name: str
    reason: Optional[str] = None

    event_type: ClassVar[str] = "ProviderResumed"

    @classmethod
    def from_wire(cls, value: object) -> ProviderResumed:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            name=fields.required("name", read.string),
            reason=fields.optional("reason", read.string),
        )


@dataclass(frozen=True)
class UnknownEvent(EventData):
    """An event of a type, or with a layout, that this package does not know: it is of a newer daemon.

    name: its type
    fields: its facts, as they came
    """

    name: str
    fields: dict[str, Any]

    event_type: ClassVar[str] = ""


READERS: dict[tuple[str, int], Callable[[object], EventData]] = {
    ("TemplateCreated", 1): TemplateCreated.from_wire,
    ("TemplateUpdated", 1): TemplateUpdated.from_wire,
    ("TemplateRetired", 1): TemplateRetired.from_wire,
    ("TemplateValidated", 1): TemplateValidated.from_wire,
    ("TemplateDeleted", 1): TemplateDeleted.from_wire,
    ("RequestCreated", 1): RequestCreated.from_wire,
    ("RequestStarted", 1): RequestStarted.from_wire,
    ("RequestCompleted", 1): RequestCompleted.from_wire,
    ("RequestPartiallyFulfilled", 1): RequestPartiallyFulfilled.from_wire,
    ("RequestFailed", 1): RequestFailed.from_wire,
    ("RequestTimedOut", 1): RequestTimedOut.from_wire,
    ("RequestCancelled", 1): RequestCancelled.from_wire,
    ("RequestDeadlineMoved", 1): RequestDeadlineMoved.from_wire,
    ("RequestClaimed", 1): RequestClaimed.from_wire,
    ("RequestUnclaimed", 1): RequestUnclaimed.from_wire,
    ("LaunchRequested", 1): LaunchRequested.from_wire,
    ("LaunchSucceeded", 1): LaunchSucceeded.from_wire,
    ("LaunchFailed", 1): LaunchFailed.from_wire,
    ("LaunchUnsettled", 1): LaunchUnsettled.from_wire,
    ("RequestRedirected", 1): RequestRedirected.from_wire,
    ("MachineLaunched", 1): MachineLaunched.from_wire,
    ("MachineStarted", 1): MachineStarted.from_wire,
    ("MachineAddressAwaited", 1): MachineAddressAwaited.from_wire,
    ("MachineDescribed", 1): MachineDescribed.from_wire,
    ("MachineStatusChanged", 1): MachineStatusChanged.from_wire,
    ("MachineStopRequested", 1): MachineStopRequested.from_wire,
    ("MachineStartRequested", 1): MachineStartRequested.from_wire,
    ("MachineOrderFailed", 1): MachineOrderFailed.from_wire,
    ("MachineReclaimNoticed", 1): MachineReclaimNoticed.from_wire,
    ("MachineReturnRequested", 1): MachineReturnRequested.from_wire,
    ("MachineTerminated", 1): MachineTerminated.from_wire,
    ("MachineFailed", 1): MachineFailed.from_wire,
    ("ProviderRegistered", 1): ProviderRegistered.from_wire,
    ("ProviderUpdated", 1): ProviderUpdated.from_wire,
    ("ProviderEnabled", 1): ProviderEnabled.from_wire,
    ("ProviderDisabled", 1): ProviderDisabled.from_wire,
    ("ProviderRemoved", 1): ProviderRemoved.from_wire,
    ("ProviderHealthChanged", 1): ProviderHealthChanged.from_wire,
    ("ProviderCheckRequested", 1): ProviderCheckRequested.from_wire,
    ("ProviderChecked", 1): ProviderChecked.from_wire,
    ("ProviderAuditRequested", 1): ProviderAuditRequested.from_wire,
    ("ProviderAudited", 1): ProviderAudited.from_wire,
    ("ProviderHeld", 1): ProviderHeld.from_wire,
    ("ProviderReleased", 1): ProviderReleased.from_wire,
    ("ProviderBelieved", 1): ProviderBelieved.from_wire,
    ("ProviderQuarantined", 1): ProviderQuarantined.from_wire,
    ("ProviderResumed", 1): ProviderResumed.from_wire,
}
"""What reads the facts of an event, by its type and schema."""


@dataclass(frozen=True)
class Event(Record):
    """An event: a fact, in the past tense, kept for ever.

    position: its number in the one total order, from 1, without gaps
    category: what it is about: template, request, machine, provider
    category_position: its number in its category, from 1, without gaps
    stream: the id of the template, request, machine or provider
    stream_version: its number in its stream, from 1
    type: what happened
    schema: version of the layout of data
    time: when it was decided
    command_id: the command that caused it
    correlation_id: the conversation it belongs to
    traceparent: the trace that the conversation is part of
    principal: who sent the command, as the site knows him
    on_behalf_of: for whom he sent it, in his words
    withheld: fields that this type has and that are left out of data here: ReadEvents and GetHistory show them to
        operators
    data: the facts, by type and schema
    """

    position: int
    category: str
    category_position: int
    stream: str
    stream_version: int
    type: str
    schema: int
    time: datetime
    command_id: str
    correlation_id: str
    data: EventData
    traceparent: Optional[str] = None
    principal: Optional[str] = None
    on_behalf_of: Optional[str] = None
    withheld: Optional[list[str]] = None

    @classmethod
    def from_wire(cls, value: object) -> Event:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            position=fields.required("position", read.natural),
            category=fields.required("category", read.string),
            category_position=fields.required("category_position", read.natural),
            stream=fields.required("stream", read.string),
            stream_version=fields.required("stream_version", read.natural),
            type=fields.required("type", read.string),
            schema=fields.required("schema", read.natural),
            time=fields.required("time", read.time),
            command_id=fields.required("command_id", read.string),
            correlation_id=fields.required("correlation_id", read.string),
            traceparent=fields.optional("traceparent", read.string),
            principal=fields.optional("principal", read.string),
            on_behalf_of=fields.optional("on_behalf_of", read.string),
            withheld=fields.optional("withheld", read.list_of(read.string)),
            data=_data_of(
                fields.required("type", read.string),
                fields.required("schema", read.integer),
                fields.required("data", read.any_map),
            ),
        )


def _data_of(name: str, schema: int, value: dict[str, Any]) -> EventData:
    reader = READERS.get((name, schema))
    if reader is None:
        return UnknownEvent(name, value)
    try:
        return reader(value)
    except read.Misread as wrong:
        raise wrong.inside("data")
