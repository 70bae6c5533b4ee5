"""What commands and queries are answered with.

Made by scripts/renew_python.py of the daemon's own declarations. Do not edit it: `./dev renew` writes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Optional

from . import records
from ._wire import reading as read
from ._wire.message import Record
from .events import Event


@dataclass(frozen=True)
class Nothing(Record):
    """The result of commands that have nothing to say but that they are done."""

    @classmethod
    def from_wire(cls, value: object) -> Nothing:
        """Reads it from a plain value."""
        read.as_fields(value)
        return cls()


@dataclass(frozen=True)
class CreateRequestResult(Record):
    """The result of CreateRequest.

    request_id: its id
    """

    request_id: str

    @classmethod
    def from_wire(cls, value: object) -> CreateRequestResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            request_id=fields.required("request_id", read.string),
        )


@dataclass(frozen=True)
class CreateTemplateResult(Record):
    """The result of CreateTemplate.

    template_id: which
    version: its version now, for expected_version
    """

    template_id: str
    version: int

    @classmethod
    def from_wire(cls, value: object) -> CreateTemplateResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            template_id=fields.required("template_id", read.string),
            version=fields.required("version", read.natural),
        )


@dataclass(frozen=True)
class DeleteTemplateResult(Record):
    """The result of DeleteTemplate.

    template_id: which
    retired: it is retired: it goes when its last machine does
    """

    template_id: str
    retired: bool

    @classmethod
    def from_wire(cls, value: object) -> DeleteTemplateResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            template_id=fields.required("template_id", read.string),
            retired=fields.required("retired", read.boolean),
        )


@dataclass(frozen=True)
class ImportTemplatesResult(Record):
    """The result of ImportTemplates.

    templates: one by one, in their order
    """

    templates: list[records.ImportOutcome]

    @classmethod
    def from_wire(cls, value: object) -> ImportTemplatesResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            templates=fields.required("templates", read.list_of(records.ImportOutcome.from_wire)),
        )


@dataclass(frozen=True)
class RegisterProviderResult(Record):
    """The result of RegisterProvider.

    name: which
    version: its version now, for expected_version
    """

    name: str
    version: int

    @classmethod
    def from_wire(cls, value: object) -> RegisterProviderResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            name=fields.required("name", read.string),
            version=fields.required("version", read.natural),
        )


@dataclass(frozen=True)
class RequestMachinesResult(Record):
    """The result of RequestMachines.

    request_id: its id
    template_id: the template that has the name
    machine_count: how many were asked for
    status: how far it is: pending, in_progress, complete, partial, failed, cancelled, timeout
    """

    request_id: str
    template_id: str
    machine_count: int
    status: str

    @classmethod
    def from_wire(cls, value: object) -> RequestMachinesResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            request_id=fields.required("request_id", read.string),
            template_id=fields.required("template_id", read.string),
            machine_count=fields.required("machine_count", read.natural),
            status=fields.required("status", read.string),
        )


@dataclass(frozen=True)
class RetryRequestResult(Record):
    """The result of RetryRequest.

    request_id: the new request
    retry_of: the old one
    machine_count: what the old one was short of
    """

    request_id: str
    retry_of: str
    machine_count: int

    @classmethod
    def from_wire(cls, value: object) -> RetryRequestResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            request_id=fields.required("request_id", read.string),
            retry_of=fields.required("retry_of", read.string),
            machine_count=fields.required("machine_count", read.natural),
        )


@dataclass(frozen=True)
class ReturnMachinesResult(Record):
    """The result of ReturnMachines.

    request_id: of the return, which can be followed like any request
    machine_count: machines that it gives back, those that are gone already included
    unknown: ids and names that nothing is known of (with ignore_unknown)
    """

    request_id: str
    machine_count: int
    unknown: Optional[list[str]] = None

    @classmethod
    def from_wire(cls, value: object) -> ReturnMachinesResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            request_id=fields.required("request_id", read.string),
            machine_count=fields.required("machine_count", read.natural),
            unknown=fields.optional("unknown", read.list_of(read.string)),
        )


@dataclass(frozen=True)
class StartMachinesResult(Record):
    """The result of StartMachines.

    machine_ids: those that will change; the others are so already
    """

    machine_ids: list[str]

    @classmethod
    def from_wire(cls, value: object) -> StartMachinesResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            machine_ids=fields.required("machine_ids", read.list_of(read.string)),
        )


@dataclass(frozen=True)
class StopMachinesResult(Record):
    """The result of StopMachines.

    machine_ids: those that will change; the others are so already
    """

    machine_ids: list[str]

    @classmethod
    def from_wire(cls, value: object) -> StopMachinesResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            machine_ids=fields.required("machine_ids", read.list_of(read.string)),
        )


@dataclass(frozen=True)
class UpdateProviderResult(Record):
    """The result of UpdateProvider.

    name: which
    version: its version now, for expected_version
    """

    name: str
    version: int

    @classmethod
    def from_wire(cls, value: object) -> UpdateProviderResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            name=fields.required("name", read.string),
            version=fields.required("version", read.natural),
        )


@dataclass(frozen=True)
class UpdateTemplateResult(Record):
    """The result of UpdateTemplate.

    template_id: which
    version: its version now, for expected_version
    """

    template_id: str
    version: int

    @classmethod
    def from_wire(cls, value: object) -> UpdateTemplateResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            template_id=fields.required("template_id", read.string),
            version=fields.required("version", read.natural),
        )


@dataclass(frozen=True)
class ValidateTemplateResult(Record):
    """The result of ValidateTemplate.

    template_id: which
    validity: checking where its rules are kept, else invalid: unknown, checking, valid, invalid
    findings: all that is wrong
    """

    template_id: str
    validity: str
    findings: list[records.TemplateFinding]

    @classmethod
    def from_wire(cls, value: object) -> ValidateTemplateResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            template_id=fields.required("template_id", read.string),
            validity=fields.required("validity", read.string),
            findings=fields.required("findings", read.list_of(records.TemplateFinding.from_wire)),
        )


@dataclass(frozen=True)
class CheckUnknownMachinesResult(Record):
    """The result of CheckUnknownMachines.

    to_return: these; it keeps the others
    quarantine: what has become of the store, where the site is in quarantine: then nothing is to be given back,
        recorded machines included
    """

    to_return: list[str]
    quarantine: Optional[str] = None

    @classmethod
    def from_wire(cls, value: object) -> CheckUnknownMachinesResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            to_return=fields.required("to_return", read.list_of(read.string)),
            quarantine=fields.optional("quarantine", read.string),
        )


@dataclass(frozen=True)
class CountMachinesResult(Record):
    """The result of CountMachines.

    counts: by template id, provider, status or price type; none with 0
    total: all of these together
    """

    counts: dict[str, int]
    total: int

    @classmethod
    def from_wire(cls, value: object) -> CountMachinesResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            counts=fields.required("counts", read.map_of(read.integer)),
            total=fields.required("total", read.natural),
        )


@dataclass(frozen=True)
class DescribeResult(Record):
    """The result of Describe.

    items: commands, queries, events, errors, in this order
    """

    items: list[records.MessageDescription]

    @classmethod
    def from_wire(cls, value: object) -> DescribeResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            items=fields.required("items", read.list_of(records.MessageDescription.from_wire)),
        )


@dataclass(frozen=True)
class GetHistoryResult(Record):
    """The result of GetHistory.

    items: in order, the latest last
    before: there are earlier ones: ask again with this
    """

    items: list[Event]
    before: Optional[int] = None

    @classmethod
    def from_wire(cls, value: object) -> GetHistoryResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            items=fields.required("items", read.list_of(Event.from_wire)),
            before=fields.optional("before", read.natural),
        )


@dataclass(frozen=True)
class GetMachineStatusResult(Record):
    """The result of GetMachineStatus.

    items: its machines, the first one first
    counts: how many are in which state; none with 0
    """

    items: list[records.MachineStatusItem]
    counts: dict[str, int]

    @classmethod
    def from_wire(cls, value: object) -> GetMachineStatusResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            items=fields.required("items", read.list_of(records.MachineStatusItem.from_wire)),
            counts=fields.required("counts", read.map_of(read.integer)),
        )


@dataclass(frozen=True)
class GetProviderAuditResult(Record):
    """The result of GetProviderAudit.

    name: which
    auditing: whether a requested audit is under way
    audited_at: when it was made; not there: never
    answers: it was made after the AuditProvider whose reply had this position, or an earlier one
    orphan_count: machines of ours there that were not recorded
    loss_count: recorded machines that the provider did not report
    unsettled_count: launches of which it is not known what they have made
    orphans: the first hundred of them
    losses: the first hundred of them
    unsettled: the requests of the first hundred of these launches
    problem: why the audit could not be made; then there are no orphans and losses in it
    """

    name: str
    auditing: bool
    answers: int
    audited_at: Optional[datetime] = None
    orphan_count: Optional[int] = None
    loss_count: Optional[int] = None
    unsettled_count: Optional[int] = None
    orphans: Optional[list[records.UnrecordedMachine]] = None
    losses: Optional[list[str]] = None
    unsettled: Optional[list[str]] = None
    problem: Optional[str] = None

    @classmethod
    def from_wire(cls, value: object) -> GetProviderAuditResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            name=fields.required("name", read.string),
            auditing=fields.required("auditing", read.boolean),
            answers=fields.required("answers", read.natural),
            audited_at=fields.optional("audited_at", read.time),
            orphan_count=fields.optional("orphan_count", read.natural),
            loss_count=fields.optional("loss_count", read.natural),
            unsettled_count=fields.optional("unsettled_count", read.natural),
            orphans=fields.optional("orphans", read.list_of(records.UnrecordedMachine.from_wire)),
            losses=fields.optional("losses", read.list_of(read.string)),
            unsettled=fields.optional("unsettled", read.list_of(read.string)),
            problem=fields.optional("problem", read.string),
        )


@dataclass(frozen=True)
class GetProviderCapabilitiesResult(Record):
    """The result of GetProviderCapabilities.

    name: which
    type: which kind of source
    stop_and_start: whether machines can be stopped and started again as the same machines
    reclaims: whether the provider may take machines back by itself
    provider_apis: its ways to make machines; empty: it has one, which needs no name
    price_types: the ways to pay that it knows
    machines_per_call: most machines that it takes in one launch call
    template_keys: the keys of a template's configuration that it understands
    """

    name: str
    type: str
    stop_and_start: bool
    reclaims: bool
    provider_apis: list[str]
    price_types: list[str]
    machines_per_call: int
    template_keys: list[str]

    @classmethod
    def from_wire(cls, value: object) -> GetProviderCapabilitiesResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            name=fields.required("name", read.string),
            type=fields.required("type", read.string),
            stop_and_start=fields.required("stop_and_start", read.boolean),
            reclaims=fields.required("reclaims", read.boolean),
            provider_apis=fields.required("provider_apis", read.list_of(read.string)),
            price_types=fields.required("price_types", read.list_of(read.string)),
            machines_per_call=fields.required("machines_per_call", read.natural),
            template_keys=fields.required("template_keys", read.list_of(read.string)),
        )


@dataclass(frozen=True)
class GetProviderHealthResult(Record):
    """The result of GetProviderHealth.

    name: which
    enabled: false: nothing is launched there; what runs stays
    health: whether it answers: healthy, unreachable, not_allowed
    health_reason: what it last complained of
    health_since: since when it answers, or doesn't
    checked_at: when it was last checked on request
    checking: whether such a check is under way
    quota_exhausted_at: when it last refused a launch since our allowance there was used up; nothing once it has
        launched again
    quota_reason: what it said of that
    held_since: since when nothing is ended there and no machine is recorded as gone, since it did not know many of
        them any more, all at once
    held_reason: what it did not know
    open_requests: requests that it works on
    live_machines: machines that it has
    """

    name: str
    enabled: bool
    health: str
    health_reason: str
    checking: bool
    quota_reason: str
    held_reason: str
    open_requests: int
    live_machines: int
    health_since: Optional[datetime] = None
    checked_at: Optional[datetime] = None
    quota_exhausted_at: Optional[datetime] = None
    held_since: Optional[datetime] = None

    @classmethod
    def from_wire(cls, value: object) -> GetProviderHealthResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            name=fields.required("name", read.string),
            enabled=fields.required("enabled", read.boolean),
            health=fields.required("health", read.string),
            health_reason=fields.required("health_reason", read.string),
            checking=fields.required("checking", read.boolean),
            quota_reason=fields.required("quota_reason", read.string),
            held_reason=fields.required("held_reason", read.string),
            open_requests=fields.required("open_requests", read.natural),
            live_machines=fields.required("live_machines", read.natural),
            health_since=fields.optional("health_since", read.time),
            checked_at=fields.optional("checked_at", read.time),
            quota_exhausted_at=fields.optional("quota_exhausted_at", read.time),
            held_since=fields.optional("held_since", read.time),
        )


@dataclass(frozen=True)
class GetQuarantineResult(Record):
    """The result of GetQuarantine.

    since: since when; not there: the site is not in quarantine
    reason: what has become of the store
    providers: what is done at each provider once the site is resumed
    """

    providers: list[records.QuarantinedProvider]
    since: Optional[datetime] = None
    reason: Optional[str] = None

    @classmethod
    def from_wire(cls, value: object) -> GetQuarantineResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            providers=fields.required("providers", read.list_of(records.QuarantinedProvider.from_wire)),
            since=fields.optional("since", read.time),
            reason=fields.optional("reason", read.string),
        )


@dataclass(frozen=True)
class GetRequestStatusResult(Record):
    """The result of GetRequestStatus.

    items: those that exist, in the order in which they were asked for
    unknown: those of request_ids that don't exist
    """

    items: list[records.RequestProgress]
    unknown: list[str]

    @classmethod
    def from_wire(cls, value: object) -> GetRequestStatusResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            items=fields.required("items", read.list_of(records.RequestProgress.from_wire)),
            unknown=fields.required("unknown", read.list_of(read.string)),
        )


@dataclass(frozen=True)
class GetReturnNoticesResult(Record):
    """The result of GetReturnNotices.

    items: this page
    total: how many match in all, on whichever page
    next: give it as `after` to get the next page; missing on the last one
    """

    items: list[records.ReturnNotice]
    total: int
    next: Optional[str] = None

    @classmethod
    def from_wire(cls, value: object) -> GetReturnNoticesResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            items=fields.required("items", read.list_of(records.ReturnNotice.from_wire)),
            total=fields.required("total", read.natural),
            next=fields.optional("next", read.string),
        )


@dataclass(frozen=True)
class GetStatisticsResult(Record):
    """The result of GetStatistics.

    uptime_s: seconds since it started
    commands: by type, as far as any came; "unknown": all other types
    queries: likewise
    queues: what waits now
    commits: what was brought to the disk
    feed: what was published
    providers: the work with each provider, by its name
    event_handlers: reactions to events
    audit: the audit log, where there is one
    """

    uptime_s: int
    commands: dict[str, records.CallStatistics]
    queries: dict[str, records.CallStatistics]
    queues: records.QueueStatistics
    commits: records.CommitStatistics
    feed: records.FeedStatistics
    providers: dict[str, records.ProviderStatistics]
    event_handlers: records.HandlerStatistics
    audit: Optional[records.AuditStatistics] = None

    @classmethod
    def from_wire(cls, value: object) -> GetStatisticsResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            uptime_s=fields.required("uptime_s", read.natural),
            commands=fields.required("commands", read.map_of(records.CallStatistics.from_wire)),
            queries=fields.required("queries", read.map_of(records.CallStatistics.from_wire)),
            queues=fields.required("queues", records.QueueStatistics.from_wire),
            commits=fields.required("commits", records.CommitStatistics.from_wire),
            feed=fields.required("feed", records.FeedStatistics.from_wire),
            providers=fields.required("providers", read.map_of(records.ProviderStatistics.from_wire)),
            event_handlers=fields.required("event_handlers", records.HandlerStatistics.from_wire),
            audit=fields.optional("audit", records.AuditStatistics.from_wire),
        )


@dataclass(frozen=True)
class GetStatusResult(Record):
    """The result of GetStatus.

    version: of the daemon
    store_id: of the store; another id is another history
    store_directory: where the store is, on the daemon's host
    started_at: when this daemon started
    position: of the last event
    quarantined_since: since when nothing is ordered of any provider, since the store was moved, copied or restored;
        ResumeSite ends that
    quarantine_reason: what has become of the store
    category_positions: of the last event of each category
    templates: how many there are
    requests: how many there are, by status
    machines: how many there are, by status
    counters: what the parts of the daemon have counted since it started
    clock_steps: the last times that the clock of the daemon's host was set since it started, the earliest first:
        earlier times are by the clock as it was before
    """

    version: str
    store_id: str
    started_at: datetime
    position: int
    category_positions: dict[str, int]
    templates: int
    requests: dict[str, int]
    machines: dict[str, int]
    counters: dict[str, dict[str, int]]
    store_directory: Optional[str] = None
    quarantined_since: Optional[datetime] = None
    quarantine_reason: Optional[str] = None
    clock_steps: Optional[list[records.ClockStep]] = None

    @classmethod
    def from_wire(cls, value: object) -> GetStatusResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            version=fields.required("version", read.string),
            store_id=fields.required("store_id", read.string),
            started_at=fields.required("started_at", read.time),
            position=fields.required("position", read.natural),
            category_positions=fields.required("category_positions", read.map_of(read.integer)),
            templates=fields.required("templates", read.natural),
            requests=fields.required("requests", read.map_of(read.integer)),
            machines=fields.required("machines", read.map_of(read.integer)),
            counters=fields.required("counters", read.map_of(read.map_of(read.integer))),
            store_directory=fields.optional("store_directory", read.string),
            quarantined_since=fields.optional("quarantined_since", read.time),
            quarantine_reason=fields.optional("quarantine_reason", read.string),
            clock_steps=fields.optional("clock_steps", read.list_of(records.ClockStep.from_wire)),
        )


@dataclass(frozen=True)
class ListMachinesResult(Record):
    """The result of ListMachines.

    items: this page
    total: how many match in all, on whichever page
    next: give it as `after` to get the next page; missing on the last one
    """

    items: list[records.Machine]
    total: int
    next: Optional[str] = None

    @classmethod
    def from_wire(cls, value: object) -> ListMachinesResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            items=fields.required("items", read.list_of(records.Machine.from_wire)),
            total=fields.required("total", read.natural),
            next=fields.optional("next", read.string),
        )


@dataclass(frozen=True)
class ListProvidersResult(Record):
    """The result of ListProviders.

    items: this page
    total: how many match in all, on whichever page
    next: give it as `after` to get the next page; missing on the last one
    """

    items: list[records.Provider]
    total: int
    next: Optional[str] = None

    @classmethod
    def from_wire(cls, value: object) -> ListProvidersResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            items=fields.required("items", read.list_of(records.Provider.from_wire)),
            total=fields.required("total", read.natural),
            next=fields.optional("next", read.string),
        )


@dataclass(frozen=True)
class ListRequestsResult(Record):
    """The result of ListRequests.

    items: this page
    total: how many match in all, on whichever page
    next: give it as `after` to get the next page; missing on the last one
    """

    items: list[records.Request]
    total: int
    next: Optional[str] = None

    @classmethod
    def from_wire(cls, value: object) -> ListRequestsResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            items=fields.required("items", read.list_of(records.Request.from_wire)),
            total=fields.required("total", read.natural),
            next=fields.optional("next", read.string),
        )


@dataclass(frozen=True)
class ListReturnRequestsResult(Record):
    """The result of ListReturnRequests.

    items: this page
    total: how many match in all, on whichever page
    next: give it as `after` to get the next page; missing on the last one
    """

    items: list[records.Request]
    total: int
    next: Optional[str] = None

    @classmethod
    def from_wire(cls, value: object) -> ListReturnRequestsResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            items=fields.required("items", read.list_of(records.Request.from_wire)),
            total=fields.required("total", read.natural),
            next=fields.optional("next", read.string),
        )


@dataclass(frozen=True)
class ListTemplatesResult(Record):
    """The result of ListTemplates.

    items: this page
    total: how many match in all, on whichever page
    next: give it as `after` to get the next page; missing on the last one
    """

    items: list[records.Template]
    total: int
    next: Optional[str] = None

    @classmethod
    def from_wire(cls, value: object) -> ListTemplatesResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            items=fields.required("items", read.list_of(records.Template.from_wire)),
            total=fields.required("total", read.natural),
            next=fields.optional("next", read.string),
        )


@dataclass(frozen=True)
class PlanRequestResult(Record):
    """The result of PlanRequest.

    template_id: of which template
    machine_count: for how many machines or units
    counts: what machine_count counts: machines, units
    selection: which of the sources is asked first, and which next: fallback, weighted, least_loaded
    quarantine: what has become of the store, where the site is in quarantine: then requests are refused, and the
        plan is that of the time after it
    sources: those that launch, in the order in which they would be asked now; where chance decides, in the
        template's
    """

    template_id: str
    machine_count: int
    selection: str
    sources: list[records.PlannedSource]
    counts: Optional[str] = None
    quarantine: Optional[str] = None

    @classmethod
    def from_wire(cls, value: object) -> PlanRequestResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            template_id=fields.required("template_id", read.string),
            machine_count=fields.required("machine_count", read.natural),
            selection=fields.required("selection", read.string),
            sources=fields.required("sources", read.list_of(records.PlannedSource.from_wire)),
            counts=fields.optional("counts", read.string),
            quarantine=fields.optional("quarantine", read.string),
        )


@dataclass(frozen=True)
class ReadEventsResult(Record):
    """The result of ReadEvents.

    events: those after the position that was given, without gaps but for filters
    position: the last position that was looked at; to go on, ask after it
    has_more: the store goes on after that position
    store_id: another id is another history
    own_only: true: those of others' requests and machines are left out, so that positions and category positions
        have gaps (security.visibility)
    """

    events: list[Event]
    position: int
    has_more: bool
    store_id: str
    own_only: Optional[bool] = None

    @classmethod
    def from_wire(cls, value: object) -> ReadEventsResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            events=fields.required("events", read.list_of(Event.from_wire)),
            position=fields.required("position", read.natural),
            has_more=fields.required("has_more", read.boolean),
            store_id=fields.required("store_id", read.string),
            own_only=fields.optional("own_only", read.boolean),
        )


@dataclass(frozen=True)
class ReadSnapshotResult(Record):
    """The result of ReadSnapshot.

    store_id: another id is another history
    snapshot_position: the last event that the items know; 0: there is no snapshot, and everything is in the events
    snapshot_schema: version of the layout of the items' data
    category_positions: of the last event of each category
    next_ordinals: how many of each category there ever were
    items: those after the point that was given
    has_more: ask again, after next
    next: the point of the last item that was looked at
    own_only: true: others' requests and machines are left out (security.visibility)
    """

    store_id: str
    snapshot_position: int
    snapshot_schema: int
    category_positions: dict[str, int]
    next_ordinals: dict[str, int]
    items: list[records.SnapshotItem]
    has_more: bool
    next: Optional[records.SnapshotPoint] = None
    own_only: Optional[bool] = None

    @classmethod
    def from_wire(cls, value: object) -> ReadSnapshotResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            store_id=fields.required("store_id", read.string),
            snapshot_position=fields.required("snapshot_position", read.natural),
            snapshot_schema=fields.required("snapshot_schema", read.natural),
            category_positions=fields.required("category_positions", read.map_of(read.integer)),
            next_ordinals=fields.required("next_ordinals", read.map_of(read.integer)),
            items=fields.required("items", read.list_of(records.SnapshotItem.from_wire)),
            has_more=fields.required("has_more", read.boolean),
            next=fields.optional("next", records.SnapshotPoint.from_wire),
            own_only=fields.optional("own_only", read.boolean),
        )


@dataclass(frozen=True)
class WhoAmIResult(Record):
    """The result of WhoAmI.

    principal: his name; empty: the site has no principals, and anyone who can open a socket may do everything
    on_behalf_of: for whom the message asks
    role: what he may do; each role includes those before it: viewer, requester, operator, admin
    acts_for_others: whether he may ask on behalf of others
    visibility: own: of requests and machines, and of their events, he sees what he has ordered himself: all, own
    limits: how much he may have; of whom the message asks for, where it asks for one
    use: how much of that he has
    """

    principal: str
    role: str
    on_behalf_of: Optional[str] = None
    acts_for_others: Optional[bool] = None
    visibility: Optional[str] = None
    limits: Optional[records.PrincipalLimits] = None
    use: Optional[records.PrincipalUse] = None

    @classmethod
    def from_wire(cls, value: object) -> WhoAmIResult:
        """Reads it from a plain value."""
        fields = read.as_fields(value)
        return cls(
            principal=fields.required("principal", read.string),
            role=fields.required("role", read.string),
            on_behalf_of=fields.optional("on_behalf_of", read.string),
            acts_for_others=fields.optional("acts_for_others", read.boolean),
            visibility=fields.optional("visibility", read.string),
            limits=fields.optional("limits", records.PrincipalLimits.from_wire),
            use=fields.optional("use", records.PrincipalUse.from_wire),
        )
