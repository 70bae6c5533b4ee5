"""Every query of the daemon.

Made by scripts/renew_python.py of the daemon's own declarations. Do not edit it: `./dev renew` writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Optional

from . import records, results, words
from ._wire import writing as write
from ._wire.message import Query


@dataclass(frozen=True)
class CheckUnknownMachines(Query[results.CheckUnknownMachinesResult]):
    """What a scheduler is to do with machines that it has and that are not recorded here: it gives those back that
    were terminated as orphans, and all of them where the configuration says unknown_machines: return. Needs the
    role viewer.

    machines: their ids, or names where it has no id
    """

    machines: Optional[Sequence[str]] = None

    message_type: ClassVar[str] = "CheckUnknownMachines"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            machines=self.machines,
        )

    @classmethod
    def read_result(cls, value: object) -> results.CheckUnknownMachinesResult:
        """Reads the result of its reply."""
        return results.CheckUnknownMachinesResult.from_wire(value)


@dataclass(frozen=True)
class CountMachines(Query[results.CountMachinesResult]):
    """How many machines there are of each template, provider, status or price type. Needs the role viewer.

    by: what to count them by: template, provider, status, price_type
    live_only: leave out those that are at their end (default: True)
    """

    by: words.CountedBy
    live_only: Optional[bool] = None

    message_type: ClassVar[str] = "CountMachines"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            by=self.by,
            live_only=self.live_only,
        )

    @classmethod
    def read_result(cls, value: object) -> results.CountMachinesResult:
        """Reads the result of its reply."""
        return results.CountMachinesResult.from_wire(value)


@dataclass(frozen=True)
class Describe(Query[results.DescribeResult]):
    """What can be said on the wire: commands, queries, events, errors, with all their fields. Needs the role
    viewer.

    type: only what has this name: CreateRequest, RequestCompleted, limit_exceeded
    """

    type: Optional[str] = None

    message_type: ClassVar[str] = "Describe"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            type=self.type,
        )

    @classmethod
    def read_result(cls, value: object) -> results.DescribeResult:
        """Reads the result of its reply."""
        return results.DescribeResult.from_wire(value)


@dataclass(frozen=True)
class GetHistory(Query[results.GetHistoryResult]):
    """The latest events of one template, request, machine or provider. Needs the role viewer.

    stream: its id
    category: what it is; needed where two kinds of things have this id: template, request, machine, provider
    before: only events before this position, for the page before
    limit: most events in the answer, which is bounded in bytes, too (default: 100)
    """

    stream: str
    category: Optional[words.Category] = None
    before: Optional[int] = None
    limit: Optional[int] = None

    message_type: ClassVar[str] = "GetHistory"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            stream=self.stream,
            category=self.category,
            before=self.before,
            limit=self.limit,
        )

    @classmethod
    def read_result(cls, value: object) -> results.GetHistoryResult:
        """Reads the result of its reply."""
        return results.GetHistoryResult.from_wire(value)


@dataclass(frozen=True)
class GetMachine(Query[records.Machine]):
    """One machine. Needs the role viewer.

    machine_id: which
    """

    machine_id: str

    message_type: ClassVar[str] = "GetMachine"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            machine_id=self.machine_id,
        )

    @classmethod
    def read_result(cls, value: object) -> records.Machine:
        """Reads the result of its reply."""
        return records.Machine.from_wire(value)


@dataclass(frozen=True)
class GetMachineStatus(Query[results.GetMachineStatusResult]):
    """How the machines of a request are; of a return, those that it gives back. Needs the role viewer.

    request_id: which
    """

    request_id: str

    message_type: ClassVar[str] = "GetMachineStatus"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            request_id=self.request_id,
        )

    @classmethod
    def read_result(cls, value: object) -> results.GetMachineStatusResult:
        """Reads the result of its reply."""
        return results.GetMachineStatusResult.from_wire(value)


@dataclass(frozen=True)
class GetProvider(Query[records.Provider]):
    """One source of machines. Needs the role viewer.

    name: which
    """

    name: str

    message_type: ClassVar[str] = "GetProvider"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            name=self.name,
        )

    @classmethod
    def read_result(cls, value: object) -> records.Provider:
        """Reads the result of its reply."""
        return records.Provider.from_wire(value)


@dataclass(frozen=True)
class GetProviderAudit(Query[results.GetProviderAuditResult]):
    """What the last recorded audit of a provider found. Needs the role viewer.

    name: which
    """

    name: str

    message_type: ClassVar[str] = "GetProviderAudit"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            name=self.name,
        )

    @classmethod
    def read_result(cls, value: object) -> results.GetProviderAuditResult:
        """Reads the result of its reply."""
        return results.GetProviderAuditResult.from_wire(value)


@dataclass(frozen=True)
class GetProviderCapabilities(Query[results.GetProviderCapabilitiesResult]):
    """What a provider can do. Needs the role viewer.

    name: which
    """

    name: str

    message_type: ClassVar[str] = "GetProviderCapabilities"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            name=self.name,
        )

    @classmethod
    def read_result(cls, value: object) -> results.GetProviderCapabilitiesResult:
        """Reads the result of its reply."""
        return results.GetProviderCapabilitiesResult.from_wire(value)


@dataclass(frozen=True)
class GetProviderHealth(Query[results.GetProviderHealthResult]):
    """How a provider answered when that was last recorded. Needs the role viewer.

    name: which
    """

    name: str

    message_type: ClassVar[str] = "GetProviderHealth"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            name=self.name,
        )

    @classmethod
    def read_result(cls, value: object) -> results.GetProviderHealthResult:
        """Reads the result of its reply."""
        return results.GetProviderHealthResult.from_wire(value)


@dataclass(frozen=True)
class GetQuarantine(Query[results.GetQuarantineResult]):
    """Whether the site is in quarantine, since its store was moved, copied or restored; and what would be
    terminated and launched if it were resumed now (ResumeSite). Needs the role operator.
    """

    message_type: ClassVar[str] = "GetQuarantine"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return {}

    @classmethod
    def read_result(cls, value: object) -> results.GetQuarantineResult:
        """Reads the result of its reply."""
        return results.GetQuarantineResult.from_wire(value)


@dataclass(frozen=True)
class GetRequest(Query[records.Request]):
    """One request. Needs the role viewer.

    request_id: which
    """

    request_id: str

    message_type: ClassVar[str] = "GetRequest"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            request_id=self.request_id,
        )

    @classmethod
    def read_result(cls, value: object) -> records.Request:
        """Reads the result of its reply."""
        return records.Request.from_wire(value)


@dataclass(frozen=True)
class GetRequestStatus(Query[results.GetRequestStatusResult]):
    """How far requests are, and their machines if you like. Needs the role viewer.

    request_id: which, if it is one
    request_ids: which, if they are several
    include_machines: list their machines, too (default: False)
    """

    request_id: Optional[str] = None
    request_ids: Optional[Sequence[str]] = None
    include_machines: Optional[bool] = None

    message_type: ClassVar[str] = "GetRequestStatus"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            request_id=self.request_id,
            request_ids=self.request_ids,
            include_machines=self.include_machines,
        )

    @classmethod
    def read_result(cls, value: object) -> results.GetRequestStatusResult:
        """Reads the result of its reply."""
        return results.GetRequestStatusResult.from_wire(value)


@dataclass(frozen=True)
class GetReturnNotices(Query[results.GetReturnNoticesResult]):
    """What providers take back by themselves, or have taken, the latest first; no more of them are looked at than
    limits.scanned_items. Needs the role viewer.

    template_id: only of this template
    provider: only of this provider
    since: only what was noticed at this time or later
    limit: most items in the answer (default: 50)
    offset: items to skip (default: 0)
    """

    template_id: Optional[str] = None
    provider: Optional[str] = None
    since: Optional[datetime] = None
    limit: Optional[int] = None
    offset: Optional[int] = None

    message_type: ClassVar[str] = "GetReturnNotices"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            template_id=self.template_id,
            provider=self.provider,
            since=self.since,
            limit=self.limit,
            offset=self.offset,
        )

    @classmethod
    def read_result(cls, value: object) -> results.GetReturnNoticesResult:
        """Reads the result of its reply."""
        return results.GetReturnNoticesResult.from_wire(value)


@dataclass(frozen=True)
class GetStatistics(Query[results.GetStatisticsResult]):
    """What the daemon has done since it started: counts, latencies, queues. Needs the role viewer."""

    message_type: ClassVar[str] = "GetStatistics"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return {}

    @classmethod
    def read_result(cls, value: object) -> results.GetStatisticsResult:
        """Reads the result of its reply."""
        return results.GetStatisticsResult.from_wire(value)


@dataclass(frozen=True)
class GetStatus(Query[results.GetStatusResult]):
    """The daemon at a glance. Needs the role viewer."""

    message_type: ClassVar[str] = "GetStatus"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return {}

    @classmethod
    def read_result(cls, value: object) -> results.GetStatusResult:
        """Reads the result of its reply."""
        return results.GetStatusResult.from_wire(value)


@dataclass(frozen=True)
class GetTemplate(Query[records.Template]):
    """One template. Needs the role viewer.

    template_id: which
    """

    template_id: str

    message_type: ClassVar[str] = "GetTemplate"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            template_id=self.template_id,
        )

    @classmethod
    def read_result(cls, value: object) -> records.Template:
        """Reads the result of its reply."""
        return records.Template.from_wire(value)


@dataclass(frozen=True)
class ListMachines(Query[results.ListMachinesResult]):
    """Machines, the newest first. Needs the role viewer.

    request_id: only those of this request, or that this return gives back
    template_id: only those of this template
    provider: only those of this provider
    status: only those in this state: pending, launching, running, stopping, stopped, shutting-down, terminated,
        failed
    price_type: only those that are paid for so: ondemand, spot, heterogeneous
    return_requested: only those that are to be given back (or, with false, that aren't)
    machine_ids: only these; unknown ones are left out
    names: only those with these host names; the live one where several had it
    live_only: leave out those that are at their end (default: False)
    limit: most items in the answer (default: 50)
    offset: items to skip; not together with after (default: 0)
    after: the `next` of the page before: goes on there, whatever was added meanwhile
    sort: a field of the items that is no list or map; with - in front the largest or newest first; created_at is
        the order of creation (default: -created_at)
    tags: only those that have all of these
    created_after: only those created later than this
    created_before: only those created at this time or earlier
    q: only those with this text in their id, name or tags; A is a
    """

    request_id: Optional[str] = None
    template_id: Optional[str] = None
    provider: Optional[str] = None
    status: Optional[words.MachineStatus] = None
    price_type: Optional[words.PriceType] = None
    return_requested: Optional[bool] = None
    machine_ids: Optional[Sequence[str]] = None
    names: Optional[Sequence[str]] = None
    live_only: Optional[bool] = None
    limit: Optional[int] = None
    offset: Optional[int] = None
    after: Optional[str] = None
    sort: Optional[str] = None
    tags: Optional[Mapping[str, str]] = None
    created_after: Optional[datetime] = None
    created_before: Optional[datetime] = None
    q: Optional[str] = None

    message_type: ClassVar[str] = "ListMachines"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            request_id=self.request_id,
            template_id=self.template_id,
            provider=self.provider,
            status=self.status,
            price_type=self.price_type,
            return_requested=self.return_requested,
            machine_ids=self.machine_ids,
            names=self.names,
            live_only=self.live_only,
            limit=self.limit,
            offset=self.offset,
            after=self.after,
            sort=self.sort,
            tags=self.tags,
            created_after=self.created_after,
            created_before=self.created_before,
            q=self.q,
        )

    @classmethod
    def read_result(cls, value: object) -> results.ListMachinesResult:
        """Reads the result of its reply."""
        return results.ListMachinesResult.from_wire(value)


@dataclass(frozen=True)
class ListProviders(Query[results.ListProvidersResult]):
    """The sources of machines, the newest first. Needs the role viewer.

    type: only those of this kind
    enabled: only those that are enabled (or, with false, that aren't)
    health: only those in this health: healthy, unreachable, not_allowed
    limit: most items in the answer (default: 50)
    offset: items to skip; not together with after (default: 0)
    after: the `next` of the page before: goes on there, whatever was added meanwhile
    sort: a field of the items that is no list or map; with - in front the largest or newest first; created_at is
        the order of creation (default: -created_at)
    tags: only those that have all of these
    created_after: only those created later than this
    created_before: only those created at this time or earlier
    q: only those with this text in their id, name or tags; A is a
    """

    type: Optional[str] = None
    enabled: Optional[bool] = None
    health: Optional[words.Health] = None
    limit: Optional[int] = None
    offset: Optional[int] = None
    after: Optional[str] = None
    sort: Optional[str] = None
    tags: Optional[Mapping[str, str]] = None
    created_after: Optional[datetime] = None
    created_before: Optional[datetime] = None
    q: Optional[str] = None

    message_type: ClassVar[str] = "ListProviders"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            type=self.type,
            enabled=self.enabled,
            health=self.health,
            limit=self.limit,
            offset=self.offset,
            after=self.after,
            sort=self.sort,
            tags=self.tags,
            created_after=self.created_after,
            created_before=self.created_before,
            q=self.q,
        )

    @classmethod
    def read_result(cls, value: object) -> results.ListProvidersResult:
        """Reads the result of its reply."""
        return results.ListProvidersResult.from_wire(value)


@dataclass(frozen=True)
class ListRequests(Query[results.ListRequestsResult]):
    """Requests, the newest first. Needs the role viewer.

    status: only those of this status: pending, in_progress, complete, partial, failed, cancelled, timeout
    template_id: only those of this template
    request_type: only acquire, or only return: acquire, return
    provider: only those of this provider
    user_id: only those for this user
    priority: only those of this priority
    limit: most items in the answer (default: 50)
    offset: items to skip; not together with after (default: 0)
    after: the `next` of the page before: goes on there, whatever was added meanwhile
    sort: a field of the items that is no list or map; with - in front the largest or newest first; created_at is
        the order of creation (default: -created_at)
    tags: only those that have all of these
    created_after: only those created later than this
    created_before: only those created at this time or earlier
    q: only those with this text in their id, name or tags; A is a
    """

    status: Optional[words.RequestStatus] = None
    template_id: Optional[str] = None
    request_type: Optional[words.RequestType] = None
    provider: Optional[str] = None
    user_id: Optional[str] = None
    priority: Optional[int] = None
    limit: Optional[int] = None
    offset: Optional[int] = None
    after: Optional[str] = None
    sort: Optional[str] = None
    tags: Optional[Mapping[str, str]] = None
    created_after: Optional[datetime] = None
    created_before: Optional[datetime] = None
    q: Optional[str] = None

    message_type: ClassVar[str] = "ListRequests"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            status=self.status,
            template_id=self.template_id,
            request_type=self.request_type,
            provider=self.provider,
            user_id=self.user_id,
            priority=self.priority,
            limit=self.limit,
            offset=self.offset,
            after=self.after,
            sort=self.sort,
            tags=self.tags,
            created_after=self.created_after,
            created_before=self.created_before,
            q=self.q,
        )

    @classmethod
    def read_result(cls, value: object) -> results.ListRequestsResult:
        """Reads the result of its reply."""
        return results.ListRequestsResult.from_wire(value)


@dataclass(frozen=True)
class ListReturnRequests(Query[results.ListReturnRequestsResult]):
    """Requests that give machines back, the newest first. Needs the role viewer.

    status: only those of this status: pending, in_progress, complete, partial, failed, cancelled, timeout
    user_id: only those for this user
    limit: most items in the answer (default: 50)
    offset: items to skip; not together with after (default: 0)
    after: the `next` of the page before: goes on there, whatever was added meanwhile
    sort: a field of the items that is no list or map; with - in front the largest or newest first; created_at is
        the order of creation (default: -created_at)
    tags: only those that have all of these
    created_after: only those created later than this
    created_before: only those created at this time or earlier
    q: only those with this text in their id, name or tags; A is a
    """

    status: Optional[words.RequestStatus] = None
    user_id: Optional[str] = None
    limit: Optional[int] = None
    offset: Optional[int] = None
    after: Optional[str] = None
    sort: Optional[str] = None
    tags: Optional[Mapping[str, str]] = None
    created_after: Optional[datetime] = None
    created_before: Optional[datetime] = None
    q: Optional[str] = None

    message_type: ClassVar[str] = "ListReturnRequests"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            status=self.status,
            user_id=self.user_id,
            limit=self.limit,
            offset=self.offset,
            after=self.after,
            sort=self.sort,
            tags=self.tags,
            created_after=self.created_after,
            created_before=self.created_before,
            q=self.q,
        )

    @classmethod
    def read_result(cls, value: object) -> results.ListReturnRequestsResult:
        """Reads the result of its reply."""
        return results.ListReturnRequestsResult.from_wire(value)


@dataclass(frozen=True)
class ListTemplates(Query[results.ListTemplatesResult]):
    """Templates, the newest first. Needs the role viewer.

    provider: only of this provider
    provider_api: only of this way to make machines
    price_type: only those whose machines are paid for so: ondemand, spot, heterogeneous
    active_only: leave out those that take no requests: inactive or retired ones (default: True)
    include_configuration: list each one's configuration, too; needs the role operator (default: False)
    limit: most items in the answer (default: 50)
    offset: items to skip; not together with after (default: 0)
    after: the `next` of the page before: goes on there, whatever was added meanwhile
    sort: a field of the items that is no list or map; with - in front the largest or newest first; created_at is
        the order of creation (default: -created_at)
    tags: only those that have all of these
    created_after: only those created later than this
    created_before: only those created at this time or earlier
    q: only those with this text in their id, name or tags; A is a
    """

    provider: Optional[str] = None
    provider_api: Optional[str] = None
    price_type: Optional[words.PriceType] = None
    active_only: Optional[bool] = None
    include_configuration: Optional[bool] = None
    limit: Optional[int] = None
    offset: Optional[int] = None
    after: Optional[str] = None
    sort: Optional[str] = None
    tags: Optional[Mapping[str, str]] = None
    created_after: Optional[datetime] = None
    created_before: Optional[datetime] = None
    q: Optional[str] = None

    message_type: ClassVar[str] = "ListTemplates"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            provider=self.provider,
            provider_api=self.provider_api,
            price_type=self.price_type,
            active_only=self.active_only,
            include_configuration=self.include_configuration,
            limit=self.limit,
            offset=self.offset,
            after=self.after,
            sort=self.sort,
            tags=self.tags,
            created_after=self.created_after,
            created_before=self.created_before,
            q=self.q,
        )

    @classmethod
    def read_result(cls, value: object) -> results.ListTemplatesResult:
        """Reads the result of its reply."""
        return results.ListTemplatesResult.from_wire(value)


@dataclass(frozen=True)
class PlanRequest(Query[results.PlanRequestResult]):
    """What CreateRequest would have providers asked for, or the error that it would have. No provider is called.
    Callers below the role operator get the calls without their parameters. Needs the role viewer.

    template_id: the template to make machines of
    machine_count: how many machines, or units
    tags: of the request
    configuration: overrides the template, as far as the site allows (limits.overridable)
    timeout_s: after how many seconds it would end with the machines that it has
    """

    template_id: str
    machine_count: int
    tags: Optional[Mapping[str, str]] = None
    configuration: Optional[Mapping[str, Any]] = None
    timeout_s: Optional[int] = None

    message_type: ClassVar[str] = "PlanRequest"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            template_id=self.template_id,
            machine_count=self.machine_count,
            tags=self.tags,
            configuration=self.configuration,
            timeout_s=self.timeout_s,
        )

    @classmethod
    def read_result(cls, value: object) -> results.PlanRequestResult:
        """Reads the result of its reply."""
        return results.PlanRequestResult.from_wire(value)


@dataclass(frozen=True)
class ValidateTemplate(Query[records.TemplateValidation]):
    """Whether a template keeps the rules; its provider isn't asked. Needs the role viewer.

    template_id: one that exists
    template: or a whole one that does not exist yet
    """

    template_id: Optional[str] = None
    template: Optional[records.TemplateDraft] = None

    message_type: ClassVar[str] = "ValidateTemplate"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            template_id=self.template_id,
            template=self.template,
        )

    @classmethod
    def read_result(cls, value: object) -> records.TemplateValidation:
        """Reads the result of its reply."""
        return records.TemplateValidation.from_wire(value)


@dataclass(frozen=True)
class ReadEvents(Query[results.ReadEventsResult]):
    """Events after a position; 0 for all there ever were. Needs the role viewer.

    after: the position of the last event that the caller has
    limit: most events in the answer, which is bounded in bytes, too (default: 100)
    categories: only events of these; of each of them all: template, request, machine, provider
    types: only events of these types, like RequestCreated
    stream: only events of the template, request, machine or provider of this id
    max_bytes: the event that takes the data of all to this many bytes is the last one; never more than
        limits.reply_bytes
    """

    after: int
    limit: Optional[int] = None
    categories: Optional[Sequence[words.Category]] = None
    types: Optional[Sequence[str]] = None
    stream: Optional[str] = None
    max_bytes: Optional[int] = None

    message_type: ClassVar[str] = "ReadEvents"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            after=self.after,
            limit=self.limit,
            categories=self.categories,
            types=self.types,
            stream=self.stream,
            max_bytes=self.max_bytes,
        )

    @classmethod
    def read_result(cls, value: object) -> results.ReadEventsResult:
        """Reads the result of its reply."""
        return results.ReadEventsResult.from_wire(value)


@dataclass(frozen=True)
class ReadSnapshot(Query[results.ReadSnapshotResult]):
    """The newest snapshot of all aggregates, page by page. Needs the role viewer.

    after: the next of the answer before; nothing for the first
    limit: most items in the answer, which is bounded in bytes, too (default: 1000)
    """

    after: Optional[records.SnapshotPoint] = None
    limit: Optional[int] = None

    message_type: ClassVar[str] = "ReadSnapshot"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            after=self.after,
            limit=self.limit,
        )

    @classmethod
    def read_result(cls, value: object) -> results.ReadSnapshotResult:
        """Reads the result of its reply."""
        return results.ReadSnapshotResult.from_wire(value)


@dataclass(frozen=True)
class WhoAmI(Query[results.WhoAmIResult]):
    """As whom the daemon knows the sender, and what he may do. Needs the role viewer."""

    message_type: ClassVar[str] = "WhoAmI"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return {}

    @classmethod
    def read_result(cls, value: object) -> results.WhoAmIResult:
        """Reads the result of its reply."""
        return results.WhoAmIResult.from_wire(value)
