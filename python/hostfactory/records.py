"""The maps that are parts of messages.

Made by scripts/renew_python.py of the daemon's own declarations. Do not edit it: `./dev renew` writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Optional

from . import words
from ._wire import reading as read
from ._wire import writing as write
from ._wire.message import Record


@dataclass(frozen=True)
class Machine(Record):
    """Machine: what GetMachine answers with.

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
    status: what state it is in: pending, launching, running, stopping, stopped, shutting-down, terminated, failed
    status_reason: why, in words
    return_request_id: the last request to give it back
    return_requested: whether it is to be given back
    return_forced: whether it gets no time to end by itself
    wanted_status: what it was ordered to become, until it is: stopped or running: pending, launching, running,
        stopping, stopped, shutting-down, terminated, failed
    reclaim_noticed_at: when its provider reported that it takes the machine back
    reclaim_at: when its provider takes it back
    created_at: when the provider handed it over
    updated_at: when it last changed
    started_at: when it was first seen running, with its name and address
    ended_at: when it was seen to be gone
    version: number of its last event
    """

    machine_id: str
    name: str
    request_id: str
    template_id: str
    provider: str
    token: str
    status: str
    status_reason: str
    return_requested: bool
    return_forced: bool
    created_at: datetime
    updated_at: datetime
    version: int
    private_ip: Optional[str] = None
    public_ip: Optional[str] = None
    instance_type: Optional[str] = None
    price_type: Optional[str] = None
    tags: Optional[dict[str, str]] = None
    details: Optional[dict[str, Any]] = None
    units: Optional[int] = None
    return_request_id: Optional[str] = None
    wanted_status: Optional[str] = None
    reclaim_noticed_at: Optional[datetime] = None
    reclaim_at: Optional[datetime] = None
    started_at: Optional[datetime] = None
    ended_at: Optional[datetime] = None

    @classmethod
    def from_wire(cls, value: object) -> Machine:
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
            status_reason=fields.required("status_reason", read.string),
            return_requested=fields.required("return_requested", read.boolean),
            return_forced=fields.required("return_forced", read.boolean),
            created_at=fields.required("created_at", read.time),
            updated_at=fields.required("updated_at", read.time),
            version=fields.required("version", read.natural),
            private_ip=fields.optional("private_ip", read.string),
            public_ip=fields.optional("public_ip", read.string),
            instance_type=fields.optional("instance_type", read.string),
            price_type=fields.optional("price_type", read.string),
            tags=fields.optional("tags", read.map_of(read.string)),
            details=fields.optional("details", read.map_of(read.anything)),
            units=fields.optional("units", read.natural),
            return_request_id=fields.optional("return_request_id", read.string),
            wanted_status=fields.optional("wanted_status", read.string),
            reclaim_noticed_at=fields.optional("reclaim_noticed_at", read.time),
            reclaim_at=fields.optional("reclaim_at", read.time),
            started_at=fields.optional("started_at", read.time),
            ended_at=fields.optional("ended_at", read.time),
        )


@dataclass(frozen=True)
class Provider(Record):
    """Provider: what GetProvider answers with.

    name: its name
    type: which kind of source
    config: how it is set up; secrets are references (confidential)
    source: who registered it: the configuration file, or a command: file, command
    enabled: false: nothing is launched there; what runs stays
    missing: it was in the configuration file, and isn't any more
    health: whether it answers, and does what it is asked; not_allowed: something is refused to us: healthy,
        unreachable, not_allowed
    health_reason: what it last complained of
    health_since: since when that is so
    checked_at: when it was last checked on request
    checking: whether such a check is under way
    quota_exhausted_at: when it last refused a launch since our allowance there was used up; nothing once it has
        launched again
    quota_reason: what it said of that
    held_since: since when nothing is ended there and no machine is recorded as gone, since it did not know many of
        them any more, all at once
    held_reason: what it did not know
    quarantined_since: since when nothing is launched and nothing is ended there, since the store was moved, copied
        or restored
    quarantine_reason: what has become of the store
    open_requests: requests that it works on
    live_machines: machines that it has
    registered_at: when it was first registered
    updated_at: when it last changed
    version: number of its last event
    """

    name: str
    type: str
    source: str
    enabled: bool
    missing: bool
    health: str
    health_reason: str
    checking: bool
    quota_reason: str
    held_reason: str
    quarantine_reason: str
    open_requests: int
    live_machines: int
    registered_at: datetime
    updated_at: datetime
    version: int
    config: Optional[dict[str, Any]] = None
    health_since: Optional[datetime] = None
    checked_at: Optional[datetime] = None
    quota_exhausted_at: Optional[datetime] = None
    held_since: Optional[datetime] = None
    quarantined_since: Optional[datetime] = None

    @classmethod
    def from_wire(cls, value: object) -> Provider:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            name=fields.required("name", read.string),
            type=fields.required("type", read.string),
            source=fields.required("source", read.string),
            enabled=fields.required("enabled", read.boolean),
            missing=fields.required("missing", read.boolean),
            health=fields.required("health", read.string),
            health_reason=fields.required("health_reason", read.string),
            checking=fields.required("checking", read.boolean),
            quota_reason=fields.required("quota_reason", read.string),
            held_reason=fields.required("held_reason", read.string),
            quarantine_reason=fields.required("quarantine_reason", read.string),
            open_requests=fields.required("open_requests", read.natural),
            live_machines=fields.required("live_machines", read.natural),
            registered_at=fields.required("registered_at", read.time),
            updated_at=fields.required("updated_at", read.time),
            version=fields.required("version", read.natural),
            config=fields.optional("config", read.map_of(read.anything)),
            health_since=fields.optional("health_since", read.time),
            checked_at=fields.optional("checked_at", read.time),
            quota_exhausted_at=fields.optional("quota_exhausted_at", read.time),
            held_since=fields.optional("held_since", read.time),
            quarantined_since=fields.optional("quarantined_since", read.time),
        )


@dataclass(frozen=True)
class Request(Record):
    """Request: what GetRequest answers with.

    request_id: its id
    request_type: acquire or return: acquire, return
    template_id: of an acquire: the template to make machines of
    provider: of an acquire: the provider that makes them
    machine_count: how many were asked for, or are to be given back
    counts: of an acquire: what its numbers count, machines or units: machines, units
    status: how far it is: pending, in_progress, complete, partial, failed, cancelled, timeout
    status_reason: why, in words
    created_at: when it was accepted
    updated_at: when it last changed
    completed_at: when it came to its end
    deadline_at: when it ends with what it has by then
    tags: given with it
    priority: 0 to 9, higher goes first
    user_id: the user that it is for
    ordered_by: the principal that ordered it, or for whom a gateway did
    configuration: what it overrides of its template
    retry_of: the request whose shortfall it asks for again
    retried_by: the request that asks for its shortfall again
    claim_by: when it is given back, unless a client has said by then that it knows of it
    machine_ids: its machines, the first one first
    succeeded_count: machines or units that came up; of a return: machines that are gone
    failed_count: machines or units that failed
    unsettled: why it is not known what its open launch has made, also after the request's end
    version: number of its last event
    """

    request_id: str
    request_type: str
    machine_count: int
    status: str
    status_reason: str
    created_at: datetime
    updated_at: datetime
    tags: dict[str, str]
    priority: int
    user_id: str
    configuration: dict[str, Any]
    machine_ids: list[str]
    succeeded_count: int
    failed_count: int
    version: int
    template_id: Optional[str] = None
    provider: Optional[str] = None
    counts: Optional[str] = None
    completed_at: Optional[datetime] = None
    deadline_at: Optional[datetime] = None
    ordered_by: Optional[str] = None
    retry_of: Optional[str] = None
    retried_by: Optional[str] = None
    claim_by: Optional[datetime] = None
    unsettled: Optional[str] = None

    @classmethod
    def from_wire(cls, value: object) -> Request:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            request_id=fields.required("request_id", read.string),
            request_type=fields.required("request_type", read.string),
            machine_count=fields.required("machine_count", read.natural),
            status=fields.required("status", read.string),
            status_reason=fields.required("status_reason", read.string),
            created_at=fields.required("created_at", read.time),
            updated_at=fields.required("updated_at", read.time),
            tags=fields.required("tags", read.map_of(read.string)),
            priority=fields.required("priority", read.natural),
            user_id=fields.required("user_id", read.string),
            configuration=fields.required("configuration", read.map_of(read.anything)),
            machine_ids=fields.required("machine_ids", read.list_of(read.string)),
            succeeded_count=fields.required("succeeded_count", read.natural),
            failed_count=fields.required("failed_count", read.natural),
            version=fields.required("version", read.natural),
            template_id=fields.optional("template_id", read.string),
            provider=fields.optional("provider", read.string),
            counts=fields.optional("counts", read.string),
            completed_at=fields.optional("completed_at", read.time),
            deadline_at=fields.optional("deadline_at", read.time),
            ordered_by=fields.optional("ordered_by", read.string),
            retry_of=fields.optional("retry_of", read.string),
            retried_by=fields.optional("retried_by", read.string),
            claim_by=fields.optional("claim_by", read.time),
            unsettled=fields.optional("unsettled", read.string),
        )


@dataclass(frozen=True)
class TemplateSource(Record):
    """Template source: `sources[]` of GetTemplate.

    provider: the configured provider
    weight: its share among the sources (weighted, least_loaded)
    provider_api: in place of the template's
    price_type: in place of the template's: ondemand, spot, heterogeneous
    configuration: laid over the template's, key by key (confidential)
    """

    provider: str
    weight: Optional[int] = None
    provider_api: Optional[str] = None
    price_type: Optional[str] = None
    configuration: Optional[dict[str, Any]] = None

    @classmethod
    def from_wire(cls, value: object) -> TemplateSource:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            provider=fields.required("provider", read.string),
            weight=fields.optional("weight", read.natural),
            provider_api=fields.optional("provider_api", read.string),
            price_type=fields.optional("price_type", read.string),
            configuration=fields.optional("configuration", read.map_of(read.anything)),
        )

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            provider=self.provider,
            weight=self.weight,
            provider_api=self.provider_api,
            price_type=self.price_type,
            configuration=self.configuration,
        )


@dataclass(frozen=True)
class TemplateFinding(Record):
    """Template finding: `findings[]` of GetTemplate.

    field: where; empty: the whole
    message: what is wrong, in words
    """

    message: str
    field: Optional[str] = None

    @classmethod
    def from_wire(cls, value: object) -> TemplateFinding:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            message=fields.required("message", read.string),
            field=fields.optional("field", read.string),
        )


@dataclass(frozen=True)
class Template(Record):
    """Template: what GetTemplate answers with.

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
    created_at: when it was created
    updated_at: when it last changed
    machines_in_use: its live and pending machines together, or the most units that they may come to
    retired: it takes no requests and goes when its last machine does
    validity: whether machines could be made of it, as far as was checked: unknown, checking, valid, invalid
    findings: what the last check found wrong; of a valid template, what is done otherwise than it says
    validated_at: when it was last checked
    version: number of its last event
    """

    template_id: str
    provider: str
    max_number: int
    created_at: datetime
    updated_at: datetime
    machines_in_use: int
    retired: bool
    validity: str
    findings: list[TemplateFinding]
    version: int
    name: Optional[str] = None
    description: Optional[str] = None
    provider_api: Optional[str] = None
    attributes: Optional[dict[str, Any]] = None
    price_type: Optional[str] = None
    tags: Optional[dict[str, str]] = None
    active: Optional[bool] = None
    configuration: Optional[dict[str, Any]] = None
    sources: Optional[list[TemplateSource]] = None
    selection: Optional[str] = None
    counts: Optional[str] = None
    validated_at: Optional[datetime] = None

    @classmethod
    def from_wire(cls, value: object) -> Template:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            template_id=fields.required("template_id", read.string),
            provider=fields.required("provider", read.string),
            max_number=fields.required("max_number", read.integer),
            created_at=fields.required("created_at", read.time),
            updated_at=fields.required("updated_at", read.time),
            machines_in_use=fields.required("machines_in_use", read.natural),
            retired=fields.required("retired", read.boolean),
            validity=fields.required("validity", read.string),
            findings=fields.required("findings", read.list_of(TemplateFinding.from_wire)),
            version=fields.required("version", read.natural),
            name=fields.optional("name", read.string),
            description=fields.optional("description", read.string),
            provider_api=fields.optional("provider_api", read.string),
            attributes=fields.optional("attributes", read.map_of(read.anything)),
            price_type=fields.optional("price_type", read.string),
            tags=fields.optional("tags", read.map_of(read.string)),
            active=fields.optional("active", read.boolean),
            configuration=fields.optional("configuration", read.map_of(read.anything)),
            sources=fields.optional("sources", read.list_of(TemplateSource.from_wire)),
            selection=fields.optional("selection", read.string),
            counts=fields.optional("counts", read.string),
            validated_at=fields.optional("validated_at", read.time),
        )


@dataclass(frozen=True)
class TemplateValidation(Record):
    """Template validation: what ValidateTemplate answers with.

    valid: whether nothing was found
    findings: all that is wrong
    """

    valid: bool
    findings: list[TemplateFinding]

    @classmethod
    def from_wire(cls, value: object) -> TemplateValidation:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            valid=fields.required("valid", read.boolean),
            findings=fields.required("findings", read.list_of(TemplateFinding.from_wire)),
        )


@dataclass(frozen=True)
class FieldDescription(Record):
    """Field description: `items[].fields[]` of Describe.

    path: its name; inside a list it follows "[].", inside the map of a field ".", as in items[].status
    type: boolean, integer, number, string, word (one of choices), time (integer, UTC microseconds), object (its
        fields follow), value (anything), "list of" such, "map of" such by strings
    format: of a string with a rule of its own: which, as in template id
    required: whether it must be given; in results and events: is always there
    min: least value; of a string, list or map: least length
    max: most value; of a string, list or map: most length
    choices: of a word: which there are
    default: what counts when it isn't given
    confidential: true: where there are principals, answers show it to operators alone, and the feed to nobody
    help: what it means
    """

    path: str
    type: str
    required: bool
    help: str
    format: Optional[str] = None
    min: Optional[int] = None
    max: Optional[int] = None
    choices: Optional[list[str]] = None
    default: Optional[Any] = None
    confidential: Optional[bool] = None

    @classmethod
    def from_wire(cls, value: object) -> FieldDescription:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            path=fields.required("path", read.string),
            type=fields.required("type", read.string),
            required=fields.required("required", read.boolean),
            help=fields.required("help", read.string),
            format=fields.optional("format", read.string),
            min=fields.optional("min", read.integer),
            max=fields.optional("max", read.integer),
            choices=fields.optional("choices", read.list_of(read.string)),
            default=fields.optional("default", read.anything),
            confidential=fields.optional("confidential", read.boolean),
        )


@dataclass(frozen=True)
class MessageDescription(Record):
    """Message description: `items[]` of Describe.

    name: the type of a message or an event, or the code of an error
    kind: which of them it is: command, query, event, error
    help: what it means
    versioned: of a command: whether it takes expected_version
    role: of a command or a query: the least that its sender needs: viewer, requester, operator, admin
    category: of an event: what it is about: template, request, machine, provider
    schema: of an event: version of the layout of its data
    retryable: of an error: whether the same message may succeed later, unchanged
    fields: of the body, or of an event's data; each after the one it is in
    result: the fields of the result of a command or a query
    """

    name: str
    kind: str
    help: str
    fields: list[FieldDescription]
    versioned: Optional[bool] = None
    role: Optional[str] = None
    category: Optional[str] = None
    schema: Optional[int] = None
    retryable: Optional[bool] = None
    result: Optional[list[FieldDescription]] = None

    @classmethod
    def from_wire(cls, value: object) -> MessageDescription:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            name=fields.required("name", read.string),
            kind=fields.required("kind", read.string),
            help=fields.required("help", read.string),
            fields=fields.required("fields", read.list_of(FieldDescription.from_wire)),
            versioned=fields.optional("versioned", read.boolean),
            role=fields.optional("role", read.string),
            category=fields.optional("category", read.string),
            schema=fields.optional("schema", read.natural),
            retryable=fields.optional("retryable", read.boolean),
            result=fields.optional("result", read.list_of(FieldDescription.from_wire)),
        )


@dataclass(frozen=True)
class MachineStatusItem(Record):
    """Machine status item: `items[]` of GetMachineStatus.

    machine_id: which
    name: its host name
    status: what state it is in: pending, launching, running, stopping, stopped, shutting-down, terminated, failed
    status_reason: why, in words
    """

    machine_id: str
    name: str
    status: str
    status_reason: str

    @classmethod
    def from_wire(cls, value: object) -> MachineStatusItem:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            machine_id=fields.required("machine_id", read.string),
            name=fields.required("name", read.string),
            status=fields.required("status", read.string),
            status_reason=fields.required("status_reason", read.string),
        )


@dataclass(frozen=True)
class UnrecordedMachine(Record):
    """Unrecorded machine: `orphans[]` of GetProviderAudit.

    machine_id: its provider's own id
    token: of the launch that made it, where the provider reports it
    status: what state it was seen in: pending, launching, running, stopping, stopped, shutting-down, terminated,
        failed
    outcome: what was done with it: reported, terminated, adopted, not_terminated
    """

    machine_id: str
    status: str
    outcome: str
    token: Optional[str] = None

    @classmethod
    def from_wire(cls, value: object) -> UnrecordedMachine:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            machine_id=fields.required("machine_id", read.string),
            status=fields.required("status", read.string),
            outcome=fields.required("outcome", read.string),
            token=fields.optional("token", read.string),
        )


@dataclass(frozen=True)
class QuarantinedProvider(Record):
    """Quarantined provider: `providers[]` of GetQuarantine.

    name: which provider
    compared: whether its machines were compared with the recorded ones in this quarantine
    compared_at: when they were last compared
    problem: why they could not be compared
    orphans: what its configuration says becomes of machines that aren't recorded: terminate, report, adopt
    unrecorded: machines of ours there that are not recorded
    unrecorded_machines: the first hundred of them
    unrecorded_to_terminate: how many of them are terminated at the next sweep
    to_terminate: recorded machines that are terminated, since their return was ordered
    not_found: recorded machines that the provider did not report
    machines_not_found: the first hundred of them
    to_launch: machines or units that open requests lack
    overdue_requests: open requests whose deadline has passed; they end, and launch nothing more
    """

    name: str
    compared: bool
    orphans: str
    unrecorded: int
    unrecorded_to_terminate: int
    to_terminate: int
    not_found: int
    to_launch: int
    overdue_requests: int
    compared_at: Optional[datetime] = None
    problem: Optional[str] = None
    unrecorded_machines: Optional[list[UnrecordedMachine]] = None
    machines_not_found: Optional[list[str]] = None

    @classmethod
    def from_wire(cls, value: object) -> QuarantinedProvider:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            name=fields.required("name", read.string),
            compared=fields.required("compared", read.boolean),
            orphans=fields.required("orphans", read.string),
            unrecorded=fields.required("unrecorded", read.natural),
            unrecorded_to_terminate=fields.required("unrecorded_to_terminate", read.natural),
            to_terminate=fields.required("to_terminate", read.natural),
            not_found=fields.required("not_found", read.natural),
            to_launch=fields.required("to_launch", read.natural),
            overdue_requests=fields.required("overdue_requests", read.natural),
            compared_at=fields.optional("compared_at", read.time),
            problem=fields.optional("problem", read.string),
            unrecorded_machines=fields.optional("unrecorded_machines", read.list_of(UnrecordedMachine.from_wire)),
            machines_not_found=fields.optional("machines_not_found", read.list_of(read.string)),
        )


@dataclass(frozen=True)
class RequestProgress(Record):
    """Request progress: `items[]` of GetRequestStatus.

    request_id: its id
    request_type: acquire or return: acquire, return
    template_id: of an acquire: the template to make machines of
    provider: of an acquire: the provider that makes them
    machine_count: how many were asked for, or are to be given back
    counts: of an acquire: what its numbers count, machines or units: machines, units
    status: how far it is: pending, in_progress, complete, partial, failed, cancelled, timeout
    status_reason: why, in words
    created_at: when it was accepted
    updated_at: when it last changed
    completed_at: when it came to its end
    deadline_at: when it ends with what it has by then
    tags: given with it
    priority: 0 to 9, higher goes first
    user_id: the user that it is for
    ordered_by: the principal that ordered it, or for whom a gateway did
    configuration: what it overrides of its template
    retry_of: the request whose shortfall it asks for again
    retried_by: the request that asks for its shortfall again
    claim_by: when it is given back, unless a client has said by then that it knows of it
    machine_ids: its machines, the first one first
    succeeded_count: machines or units that came up; of a return: machines that are gone
    failed_count: machines or units that failed
    unsettled: why it is not known what its open launch has made, also after the request's end
    version: number of its last event
    machines: its machines (with include_machines)
    """

    request_id: str
    request_type: str
    machine_count: int
    status: str
    status_reason: str
    created_at: datetime
    updated_at: datetime
    tags: dict[str, str]
    priority: int
    user_id: str
    configuration: dict[str, Any]
    machine_ids: list[str]
    succeeded_count: int
    failed_count: int
    version: int
    template_id: Optional[str] = None
    provider: Optional[str] = None
    counts: Optional[str] = None
    completed_at: Optional[datetime] = None
    deadline_at: Optional[datetime] = None
    ordered_by: Optional[str] = None
    retry_of: Optional[str] = None
    retried_by: Optional[str] = None
    claim_by: Optional[datetime] = None
    unsettled: Optional[str] = None
    machines: Optional[list[Machine]] = None

    @classmethod
    def from_wire(cls, value: object) -> RequestProgress:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            request_id=fields.required("request_id", read.string),
            request_type=fields.required("request_type", read.string),
            machine_count=fields.required("machine_count", read.natural),
            status=fields.required("status", read.string),
            status_reason=fields.required("status_reason", read.string),
            created_at=fields.required("created_at", read.time),
            updated_at=fields.required("updated_at", read.time),
            tags=fields.required("tags", read.map_of(read.string)),
            priority=fields.required("priority", read.natural),
            user_id=fields.required("user_id", read.string),
            configuration=fields.required("configuration", read.map_of(read.anything)),
            machine_ids=fields.required("machine_ids", read.list_of(read.string)),
            succeeded_count=fields.required("succeeded_count", read.natural),
            failed_count=fields.required("failed_count", read.natural),
            version=fields.required("version", read.natural),
            template_id=fields.optional("template_id", read.string),
            provider=fields.optional("provider", read.string),
            counts=fields.optional("counts", read.string),
            completed_at=fields.optional("completed_at", read.time),
            deadline_at=fields.optional("deadline_at", read.time),
            ordered_by=fields.optional("ordered_by", read.string),
            retry_of=fields.optional("retry_of", read.string),
            retried_by=fields.optional("retried_by", read.string),
            claim_by=fields.optional("claim_by", read.time),
            unsettled=fields.optional("unsettled", read.string),
            machines=fields.optional("machines", read.list_of(Machine.from_wire)),
        )


@dataclass(frozen=True)
class ReturnNotice(Record):
    """Return notice: `items[]` of GetReturnNotices.

    machine_id: which
    name: its host name
    request_id: the request that it was made for
    template_id: the template that it was made of
    kind: whether it will go or is gone: reclaim, ended
    reason: why, in words
    noticed_at: when it was recorded
    reclaim_at: when it goes, where its provider says so
    """

    machine_id: str
    name: str
    request_id: str
    template_id: str
    kind: str
    reason: str
    noticed_at: datetime
    reclaim_at: Optional[datetime] = None

    @classmethod
    def from_wire(cls, value: object) -> ReturnNotice:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            machine_id=fields.required("machine_id", read.string),
            name=fields.required("name", read.string),
            request_id=fields.required("request_id", read.string),
            template_id=fields.required("template_id", read.string),
            kind=fields.required("kind", read.string),
            reason=fields.required("reason", read.string),
            noticed_at=fields.required("noticed_at", read.time),
            reclaim_at=fields.optional("reclaim_at", read.time),
        )


@dataclass(frozen=True)
class Latency(Record):
    """Latency: `commands.*.latency` of GetStatistics.

    p50_us: half of them took no longer
    p90_us: nine in ten took no longer
    p99_us: 99 in a hundred took no longer
    max_us: the longest
    """

    p50_us: float
    p90_us: float
    p99_us: float
    max_us: float

    @classmethod
    def from_wire(cls, value: object) -> Latency:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            p50_us=fields.required("p50_us", read.number),
            p90_us=fields.required("p90_us", read.number),
            p99_us=fields.required("p99_us", read.number),
            max_us=fields.required("max_us", read.number),
        )


@dataclass(frozen=True)
class CallStatistics(Record):
    """Call statistics: `commands.*` of GetStatistics.

    count: how many were answered, refusals included
    refused: how many of them were refused
    latency: from their arrival to their answer
    """

    count: int
    refused: int
    latency: Latency

    @classmethod
    def from_wire(cls, value: object) -> CallStatistics:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            count=fields.required("count", read.natural),
            refused=fields.required("refused", read.natural),
            latency=fields.required("latency", Latency.from_wire),
        )


@dataclass(frozen=True)
class QueueStatistics(Record):
    """Queue statistics: `queues` of GetStatistics.

    commands_waiting: for a worker
    commands_in_flight: accepted and not yet answered, in all
    commits_waiting: decided, and waiting for the disk
    """

    commands_waiting: int
    commands_in_flight: int
    commits_waiting: int

    @classmethod
    def from_wire(cls, value: object) -> QueueStatistics:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            commands_waiting=fields.required("commands_waiting", read.natural),
            commands_in_flight=fields.required("commands_in_flight", read.natural),
            commits_waiting=fields.required("commits_waiting", read.natural),
        )


@dataclass(frozen=True)
class CommitStatistics(Record):
    """Commit statistics: `commits` of GetStatistics.

    batches: transactions, with one sync each
    events: events in them
    events_per_batch: on average
    sync: from handing a batch to the store until it is on the disk
    """

    batches: int
    events: int
    events_per_batch: float
    sync: Latency

    @classmethod
    def from_wire(cls, value: object) -> CommitStatistics:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            batches=fields.required("batches", read.natural),
            events=fields.required("events", read.natural),
            events_per_batch=fields.required("events_per_batch", read.number),
            sync=fields.required("sync", Latency.from_wire),
        )


@dataclass(frozen=True)
class FeedStatistics(Record):
    """Feed statistics: `feed` of GetStatistics.

    events: events published
    heartbeats: heartbeats published
    failed: what couldn't be published; subscribers notice by the positions
    left_out: events that came while too many waited, and so are not on the feed
    overflows: how often a subscriber's queue became full, so that it misses events
    subscribers: connected now
    """

    events: int
    heartbeats: int
    failed: int
    left_out: int
    overflows: int
    subscribers: int

    @classmethod
    def from_wire(cls, value: object) -> FeedStatistics:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            events=fields.required("events", read.natural),
            heartbeats=fields.required("heartbeats", read.natural),
            failed=fields.required("failed", read.natural),
            left_out=fields.required("left_out", read.natural),
            overflows=fields.required("overflows", read.natural),
            subscribers=fields.required("subscribers", read.natural),
        )


@dataclass(frozen=True)
class ProviderStatistics(Record):
    """Provider statistics: `providers.*` of GetStatistics.

    calls: calls to it that were answered or failed
    failures: calls that failed
    requests_waiting: requests that wait for a launch
    machines_watched: machines that are looked at
    held: 1 while nothing is ended there, since it did not know many of its machines any more, all at once
    quarantined: 1 while nothing is launched or ended there, since the store was moved, copied or restored
    launches_unsettled: launches of which it is not known what they have made
    """

    calls: int
    failures: int
    requests_waiting: int
    machines_watched: int
    launches_unsettled: int
    held: Optional[int] = None
    quarantined: Optional[int] = None

    @classmethod
    def from_wire(cls, value: object) -> ProviderStatistics:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            calls=fields.required("calls", read.natural),
            failures=fields.required("failures", read.natural),
            requests_waiting=fields.required("requests_waiting", read.natural),
            machines_watched=fields.required("machines_watched", read.natural),
            launches_unsettled=fields.required("launches_unsettled", read.natural),
            held=fields.optional("held", read.natural),
            quarantined=fields.optional("quarantined", read.natural),
        )


@dataclass(frozen=True)
class HandlerStatistics(Record):
    """Handler statistics: `event_handlers` of GetStatistics.

    handled: calls of handlers that went well
    failed: calls that failed; the log says why
    dropped: events that came while too many waited
    waiting: events that wait now
    """

    handled: int
    failed: int
    dropped: int
    waiting: int

    @classmethod
    def from_wire(cls, value: object) -> HandlerStatistics:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            handled=fields.required("handled", read.natural),
            failed=fields.required("failed", read.natural),
            dropped=fields.required("dropped", read.natural),
            waiting=fields.required("waiting", read.natural),
        )


@dataclass(frozen=True)
class AuditStatistics(Record):
    """Audit statistics: `audit` of GetStatistics.

    written: lines written
    failed: lines that could not be written; the log says why
    dropped: lines that came while too many waited
    """

    written: int
    failed: int
    dropped: int

    @classmethod
    def from_wire(cls, value: object) -> AuditStatistics:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            written=fields.required("written", read.natural),
            failed=fields.required("failed", read.natural),
            dropped=fields.required("dropped", read.natural),
        )


@dataclass(frozen=True)
class ClockStep(Record):
    """Clock step: `clock_steps[]` of GetStatus.

    at: when, by the clock as it was set
    by_us: how far forward, in microseconds; below 0: back
    """

    at: datetime
    by_us: int

    @classmethod
    def from_wire(cls, value: object) -> ClockStep:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            at=fields.required("at", read.time),
            by_us=fields.required("by_us", read.integer),
        )


@dataclass(frozen=True)
class PlannedCall(Record):
    """Planned call: `sources[].calls[]` of PlanRequest.

    action: the provider's name of it
    purpose: what for, and under which condition
    parameters: what it would be asked with (confidential)
    """

    action: str
    purpose: Optional[str] = None
    parameters: Optional[dict[str, Any]] = None

    @classmethod
    def from_wire(cls, value: object) -> PlannedCall:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            action=fields.required("action", read.string),
            purpose=fields.optional("purpose", read.string),
            parameters=fields.optional("parameters", read.map_of(read.anything)),
        )


@dataclass(frozen=True)
class PlannedSource(Record):
    """Planned source: `sources[]` of PlanRequest.

    source: its number among the template's sources, from 0
    provider: the provider that is asked
    provider_api: which of the provider's ways to make machines
    price_type: how machines are paid for: ondemand, spot, heterogeneous
    health: whether it answered when that was last recorded: healthy, unreachable, not_allowed
    launches: in how many parts, one after another
    machines_per_launch: machines or units of each part but the last
    calls: the provider's calls for the first part, in their order; the later ones are made for what those before
        them have not given
    """

    source: int
    provider: str
    price_type: str
    health: str
    launches: int
    machines_per_launch: int
    calls: list[PlannedCall]
    provider_api: Optional[str] = None

    @classmethod
    def from_wire(cls, value: object) -> PlannedSource:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            source=fields.required("source", read.natural),
            provider=fields.required("provider", read.string),
            price_type=fields.required("price_type", read.string),
            health=fields.required("health", read.string),
            launches=fields.required("launches", read.natural),
            machines_per_launch=fields.required("machines_per_launch", read.natural),
            calls=fields.required("calls", read.list_of(PlannedCall.from_wire)),
            provider_api=fields.optional("provider_api", read.string),
        )


@dataclass(frozen=True)
class TemplateDraft(Record):
    """Template draft: `template` of ValidateTemplate.

    template_id: its name for ever: up to 64 of 0-9 A-Z a-z - _
    provider: the configured provider that makes its machines
    max_number: most machines or units at a time, live and pending; -1: no limit
    name: for people
    description: for people
    provider_api: which of the provider's ways to make machines
    attributes: what a scheduler chooses by: type, ncpus, ncores, nram (MB), more
    price_type: how machines are paid for: ondemand, spot, heterogeneous (default: ondemand)
    tags: put on its machines; keys up to 128 bytes, values up to 256
    active: whether requests are taken (default: True)
    configuration: belongs to the provider, which checks it (confidential)
    sources: where its machines may come from, if from more than `provider` alone, which is the first one's; what
        one can't give the next is asked for
    selection: which of the sources is asked first, and which next: fallback, weighted, least_loaded (default:
        fallback)
    counts: what max_number and requests count: machines, or units, of which a machine is worth as many as its
        provider's configuration gives to its size: machines, units (default: machines)
    """

    template_id: str
    provider: str
    max_number: int
    name: Optional[str] = None
    description: Optional[str] = None
    provider_api: Optional[str] = None
    attributes: Optional[Mapping[str, Any]] = None
    price_type: Optional[words.PriceType] = None
    tags: Optional[Mapping[str, str]] = None
    active: Optional[bool] = None
    configuration: Optional[Mapping[str, Any]] = None
    sources: Optional[Sequence[TemplateSource]] = None
    selection: Optional[words.Selection] = None
    counts: Optional[words.Counts] = None

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            template_id=self.template_id,
            provider=self.provider,
            max_number=self.max_number,
            name=self.name,
            description=self.description,
            provider_api=self.provider_api,
            attributes=self.attributes,
            price_type=self.price_type,
            tags=self.tags,
            active=self.active,
            configuration=self.configuration,
            sources=self.sources,
            selection=self.selection,
            counts=self.counts,
        )


@dataclass(frozen=True)
class SnapshotItem(Record):
    """Snapshot item: `items[]` of ReadSnapshot.

    category: what it is: template, request, machine, provider
    id: its id
    ordinal: its number among all of its category there ever were, from 0
    changed_at: the position of the last event that changed anything of it
    gone: it was removed; the data says only where its stream ended
    data: its fields, as queries show them, and some that only states need
    withheld: fields that are left out of data, since operators alone see them
    """

    category: str
    id: str
    ordinal: int
    changed_at: int
    gone: bool
    data: Any
    withheld: Optional[list[str]] = None

    @classmethod
    def from_wire(cls, value: object) -> SnapshotItem:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            category=fields.required("category", read.string),
            id=fields.required("id", read.string),
            ordinal=fields.required("ordinal", read.natural),
            changed_at=fields.required("changed_at", read.natural),
            gone=fields.required("gone", read.boolean),
            data=fields.required("data", read.anything),
            withheld=fields.optional("withheld", read.list_of(read.string)),
        )


@dataclass(frozen=True)
class SnapshotPoint(Record):
    """Snapshot point: `after` of ReadSnapshot.

    changed_at: of the last event that changed the aggregate
    category: what it is: template, request, machine, provider
    ordinal: its number in its category, from 0
    """

    changed_at: int
    category: str
    ordinal: int

    @classmethod
    def from_wire(cls, value: object) -> SnapshotPoint:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            changed_at=fields.required("changed_at", read.natural),
            category=fields.required("category", read.string),
            ordinal=fields.required("ordinal", read.natural),
        )

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            changed_at=self.changed_at,
            category=self.category,
            ordinal=self.ordinal,
        )


@dataclass(frozen=True)
class PrincipalLimits(Record):
    """Principal limits: `limits` of WhoAmI.

    machines: machines at a time, or units where templates count units: those that live and those that its requests
        still await
    open_requests: requests for machines at a time that have not ended
    machines_per_request: machines or units in one request
    commands_per_second: commands a second in the long run, and as many at once; those that are refused or repeated
        count
    """

    machines: Optional[int] = None
    open_requests: Optional[int] = None
    machines_per_request: Optional[int] = None
    commands_per_second: Optional[int] = None

    @classmethod
    def from_wire(cls, value: object) -> PrincipalLimits:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            machines=fields.optional("machines", read.natural),
            open_requests=fields.optional("open_requests", read.natural),
            machines_per_request=fields.optional("machines_per_request", read.natural),
            commands_per_second=fields.optional("commands_per_second", read.natural),
        )


@dataclass(frozen=True)
class PrincipalUse(Record):
    """Principal use: `use` of WhoAmI.

    machines: machines or units that live, and those that are awaited
    open_requests: requests for machines that have not ended
    """

    machines: int
    open_requests: int

    @classmethod
    def from_wire(cls, value: object) -> PrincipalUse:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            machines=fields.required("machines", read.natural),
            open_requests=fields.required("open_requests", read.natural),
        )


@dataclass(frozen=True)
class ImportOutcome(Record):
    """Import outcome: `templates[]` of ImportTemplates.

    template_id: which
    outcome: what it is to what is there: new, changed, same, wrong
    message: what is wrong
    """

    template_id: str
    outcome: str
    message: Optional[str] = None

    @classmethod
    def from_wire(cls, value: object) -> ImportOutcome:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            template_id=fields.required("template_id", read.string),
            outcome=fields.required("outcome", read.string),
            message=fields.optional("message", read.string),
        )
