"""Every command of the daemon.

Made by scripts/renew_python.py of the daemon's own declarations. Do not edit it: `./dev renew` writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Optional

from . import records, results, words
from ._wire import writing as write
from ._wire.message import Command


@dataclass(frozen=True)
class AuditProvider(Command[results.Nothing]):
    """Compares a provider's machines with the recorded ones now; the event ProviderAudited has the result. Needs
    the role admin.

    name: which
    """

    name: str

    message_type: ClassVar[str] = "AuditProvider"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            name=self.name,
        )

    @classmethod
    def read_result(cls, value: object) -> results.Nothing:
        """Reads the result of its reply."""
        return results.Nothing.from_wire(value)


@dataclass(frozen=True)
class CancelRequest(Command[results.Nothing]):
    """Cancels a request: it launches nothing more, and gives back the machines that it has. Needs the role
    requester. Takes `expected_version`.

    request_id: which
    reason: why; kept with the event
    """

    request_id: str
    reason: Optional[str] = None

    message_type: ClassVar[str] = "CancelRequest"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            request_id=self.request_id,
            reason=self.reason,
        )

    @classmethod
    def read_result(cls, value: object) -> results.Nothing:
        """Reads the result of its reply."""
        return results.Nothing.from_wire(value)


@dataclass(frozen=True)
class CheckProvider(Command[results.Nothing]):
    """Asks a provider now whether it answers; the event ProviderChecked has the result. Needs the role admin.

    name: which
    """

    name: str

    message_type: ClassVar[str] = "CheckProvider"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            name=self.name,
        )

    @classmethod
    def read_result(cls, value: object) -> results.Nothing:
        """Reads the result of its reply."""
        return results.Nothing.from_wire(value)


@dataclass(frozen=True)
class ClaimRequests(Command[results.Nothing]):
    """Says that somebody knows of these requests, so that they are not given back as unclaimed. Requests that await
    no claim, and unknown ones, are left as they are. Needs the role requester.

    request_ids: which
    """

    request_ids: Sequence[str]

    message_type: ClassVar[str] = "ClaimRequests"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            request_ids=self.request_ids,
        )

    @classmethod
    def read_result(cls, value: object) -> results.Nothing:
        """Reads the result of its reply."""
        return results.Nothing.from_wire(value)


@dataclass(frozen=True)
class CreateRequest(Command[results.CreateRequestResult]):
    """Asks for machines of a template. Needs the role requester.

    template_id: the template to make machines of
    machine_count: how many machines, or units where the template counts units; the site sets the most
        (limits.machines_per_request)
    tags: kept with the request and put on its machines; keys up to 128 bytes, values up to 256
    priority: higher goes first (default: 0)
    user_id: the user that it is for
    timeout_s: after how many seconds it ends with the machines that it has
    configuration: overrides the template, as far as the site allows (limits.overridable)
    unclaimed_s: after how many seconds it is given back unless ClaimRequests names it; for clients that may die
        before they have passed the request's id on
    as_template_allows: the template's max_number alone limits machine_count; for schedulers, which decide how many
        they need (default: False)
    """

    template_id: str
    machine_count: int
    tags: Optional[Mapping[str, str]] = None
    priority: Optional[int] = None
    user_id: Optional[str] = None
    timeout_s: Optional[int] = None
    configuration: Optional[Mapping[str, Any]] = None
    unclaimed_s: Optional[int] = None
    as_template_allows: Optional[bool] = None

    message_type: ClassVar[str] = "CreateRequest"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            template_id=self.template_id,
            machine_count=self.machine_count,
            tags=self.tags,
            priority=self.priority,
            user_id=self.user_id,
            timeout_s=self.timeout_s,
            configuration=self.configuration,
            unclaimed_s=self.unclaimed_s,
            as_template_allows=self.as_template_allows,
        )

    @classmethod
    def read_result(cls, value: object) -> results.CreateRequestResult:
        """Reads the result of its reply."""
        return results.CreateRequestResult.from_wire(value)


@dataclass(frozen=True)
class CreateTemplate(Command[results.CreateTemplateResult]):
    """Makes a template that requests can be made of. Needs the role admin.

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
    sources: Optional[Sequence[records.TemplateSource]] = None
    selection: Optional[words.Selection] = None
    counts: Optional[words.Counts] = None

    message_type: ClassVar[str] = "CreateTemplate"

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

    @classmethod
    def read_result(cls, value: object) -> results.CreateTemplateResult:
        """Reads the result of its reply."""
        return results.CreateTemplateResult.from_wire(value)


@dataclass(frozen=True)
class DeleteTemplate(Command[results.DeleteTemplateResult]):
    """Deletes a template that has no open request and no live machine. Needs the role admin. Takes
    `expected_version`.

    template_id: which
    reason: why; kept with the event
    force: if it has some, retire it: it takes no more requests and goes when its last machine does (default: False)
    """

    template_id: str
    reason: Optional[str] = None
    force: Optional[bool] = None

    message_type: ClassVar[str] = "DeleteTemplate"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            template_id=self.template_id,
            reason=self.reason,
            force=self.force,
        )

    @classmethod
    def read_result(cls, value: object) -> results.DeleteTemplateResult:
        """Reads the result of its reply."""
        return results.DeleteTemplateResult.from_wire(value)


@dataclass(frozen=True)
class DisableProvider(Command[results.Nothing]):
    """Lets nothing be launched at a provider any more. What runs there stays, and open requests wait. Needs the
    role admin. Takes `expected_version`.

    name: which
    reason: why; kept with the event
    """

    name: str
    reason: Optional[str] = None

    message_type: ClassVar[str] = "DisableProvider"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            name=self.name,
            reason=self.reason,
        )

    @classmethod
    def read_result(cls, value: object) -> results.Nothing:
        """Reads the result of its reply."""
        return results.Nothing.from_wire(value)


@dataclass(frozen=True)
class EnableProvider(Command[results.Nothing]):
    """Lets machines be launched at a provider again. Needs the role admin. Takes `expected_version`.

    name: which
    """

    name: str

    message_type: ClassVar[str] = "EnableProvider"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            name=self.name,
        )

    @classmethod
    def read_result(cls, value: object) -> results.Nothing:
        """Reads the result of its reply."""
        return results.Nothing.from_wire(value)


@dataclass(frozen=True)
class ImportTemplates(Command[results.ImportTemplatesResult]):
    """Makes templates what this says, all in one: when one of them is wrong nothing changes, and the error's
    details.templates lists each. With skip_wrong the others change all the same. Templates that are not named stay
    as they are. Needs the role admin.

    templates: whole: what one doesn't say has its default
    dry_run: only report what would change (default: False)
    skip_wrong: leave out templates that are wrong, and report them (default: False)
    """

    templates: Sequence[records.TemplateDraft]
    dry_run: Optional[bool] = None
    skip_wrong: Optional[bool] = None

    message_type: ClassVar[str] = "ImportTemplates"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            templates=self.templates,
            dry_run=self.dry_run,
            skip_wrong=self.skip_wrong,
        )

    @classmethod
    def read_result(cls, value: object) -> results.ImportTemplatesResult:
        """Reads the result of its reply."""
        return results.ImportTemplatesResult.from_wire(value)


@dataclass(frozen=True)
class RegisterProvider(Command[results.RegisterProviderResult]):
    """Adds a source of machines. It stays until it is removed, also over restarts. Needs the role admin.

    name: what templates will call it
    type: which kind of source
    config: what the type needs, as in the configuration file; secrets are references (env:NAME, file:/PATH,
        credential:NAME)
    """

    name: str
    type: str
    config: Optional[Mapping[str, Any]] = None

    message_type: ClassVar[str] = "RegisterProvider"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            name=self.name,
            type=self.type,
            config=self.config,
        )

    @classmethod
    def read_result(cls, value: object) -> results.RegisterProviderResult:
        """Reads the result of its reply."""
        return results.RegisterProviderResult.from_wire(value)


@dataclass(frozen=True)
class ReleaseProvider(Command[results.Nothing]):
    """Believes a provider that does not know many of its machines any more: these are recorded as gone, and
    machines are ended there again. A provider that answers for its machines again needs no release. Needs the role
    admin. Takes `expected_version`.

    name: which
    reason: why; kept with the event
    """

    name: str
    reason: Optional[str] = None

    message_type: ClassVar[str] = "ReleaseProvider"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            name=self.name,
            reason=self.reason,
        )

    @classmethod
    def read_result(cls, value: object) -> results.Nothing:
        """Reads the result of its reply."""
        return results.Nothing.from_wire(value)


@dataclass(frozen=True)
class RemoveProvider(Command[results.Nothing]):
    """Forgets a provider that has no live machine, no open request and no template. Needs the role admin. Takes
    `expected_version`.

    name: which
    reason: why; kept with the event
    """

    name: str
    reason: Optional[str] = None

    message_type: ClassVar[str] = "RemoveProvider"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            name=self.name,
            reason=self.reason,
        )

    @classmethod
    def read_result(cls, value: object) -> results.Nothing:
        """Reads the result of its reply."""
        return results.Nothing.from_wire(value)


@dataclass(frozen=True)
class RequestMachines(Command[results.RequestMachinesResult]):
    """Asks for machines of the template that has this name. Needs the role requester.

    template_name: its name; it must be the only one
    machine_count: how many machines, or units where the template counts units; the site sets the most
        (limits.machines_per_request)
    user_id: the user that it is for
    configuration: overrides the template, as far as the site allows (limits.overridable)
    """

    template_name: str
    machine_count: int
    user_id: Optional[str] = None
    configuration: Optional[Mapping[str, Any]] = None

    message_type: ClassVar[str] = "RequestMachines"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            template_name=self.template_name,
            machine_count=self.machine_count,
            user_id=self.user_id,
            configuration=self.configuration,
        )

    @classmethod
    def read_result(cls, value: object) -> results.RequestMachinesResult:
        """Reads the result of its reply."""
        return results.RequestMachinesResult.from_wire(value)


@dataclass(frozen=True)
class ResumeSite(Command[results.Nothing]):
    """Ends the quarantine of a site whose store was moved, copied or restored: from now on this daemon launches and
    ends machines. No other daemon may be at work with a copy of the store. GetQuarantine says what follows. Needs
    the role admin.

    reason: why; kept with the events
    uncompared: also where a provider's machines could not be compared with the recorded ones, so that nobody knows
        what is ended there (default: False)
    """

    reason: Optional[str] = None
    uncompared: Optional[bool] = None

    message_type: ClassVar[str] = "ResumeSite"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            reason=self.reason,
            uncompared=self.uncompared,
        )

    @classmethod
    def read_result(cls, value: object) -> results.Nothing:
        """Reads the result of its reply."""
        return results.Nothing.from_wire(value)


@dataclass(frozen=True)
class RetryRequest(Command[results.RetryRequestResult]):
    """Asks again for what a request that is partial, failed or timed out was short of, as a new request. Needs the
    role requester. Takes `expected_version`.

    request_id: which
    """

    request_id: str

    message_type: ClassVar[str] = "RetryRequest"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            request_id=self.request_id,
        )

    @classmethod
    def read_result(cls, value: object) -> results.RetryRequestResult:
        """Reads the result of its reply."""
        return results.RetryRequestResult.from_wire(value)


@dataclass(frozen=True)
class ReturnMachines(Command[results.ReturnMachinesResult]):
    """Gives machines back. Machines that are gone already count as given back. Needs the role requester.

    machine_ids: which
    names: which, by host name: the live machine of that name
    request_id: all machines of this request
    template_id: all live machines of this template
    reason: why; kept with the events
    force: give them no time to end by themselves (default: False)
    ignore_unknown: name unknown machines in the result and go on without them (default: False)
    """

    machine_ids: Optional[Sequence[str]] = None
    names: Optional[Sequence[str]] = None
    request_id: Optional[str] = None
    template_id: Optional[str] = None
    reason: Optional[str] = None
    force: Optional[bool] = None
    ignore_unknown: Optional[bool] = None

    message_type: ClassVar[str] = "ReturnMachines"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            machine_ids=self.machine_ids,
            names=self.names,
            request_id=self.request_id,
            template_id=self.template_id,
            reason=self.reason,
            force=self.force,
            ignore_unknown=self.ignore_unknown,
        )

    @classmethod
    def read_result(cls, value: object) -> results.ReturnMachinesResult:
        """Reads the result of its reply."""
        return results.ReturnMachinesResult.from_wire(value)


@dataclass(frozen=True)
class StartMachines(Command[results.StartMachinesResult]):
    """Starts machines that were stopped. Needs the role operator.

    machine_ids: which
    names: which, by host name: the live machine of that name
    reason: why; kept with the events
    """

    machine_ids: Optional[Sequence[str]] = None
    names: Optional[Sequence[str]] = None
    reason: Optional[str] = None

    message_type: ClassVar[str] = "StartMachines"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            machine_ids=self.machine_ids,
            names=self.names,
            reason=self.reason,
        )

    @classmethod
    def read_result(cls, value: object) -> results.StartMachinesResult:
        """Reads the result of its reply."""
        return results.StartMachinesResult.from_wire(value)


@dataclass(frozen=True)
class StopMachines(Command[results.StopMachinesResult]):
    """Stops machines, and keeps them: they can be started again. Needs the role operator.

    machine_ids: which
    names: which, by host name: the live machine of that name
    reason: why; kept with the events
    """

    machine_ids: Optional[Sequence[str]] = None
    names: Optional[Sequence[str]] = None
    reason: Optional[str] = None

    message_type: ClassVar[str] = "StopMachines"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            machine_ids=self.machine_ids,
            names=self.names,
            reason=self.reason,
        )

    @classmethod
    def read_result(cls, value: object) -> results.StopMachinesResult:
        """Reads the result of its reply."""
        return results.StopMachinesResult.from_wire(value)


@dataclass(frozen=True)
class UpdateMachineStatus(Command[results.Nothing]):
    """Sets the status of a machine by hand. What its provider reports later counts again; a machine that is said to
    be gone and is still there is reported by audits, and ended once it is given back. Needs the role operator.
    Takes `expected_version`.

    machine_id: which
    new_status: what may follow on its status: pending, launching, running, stopping, stopped, shutting-down,
        terminated, failed
    reason: why; kept with the event
    """

    machine_id: str
    new_status: words.MachineStatus
    reason: str

    message_type: ClassVar[str] = "UpdateMachineStatus"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            machine_id=self.machine_id,
            new_status=self.new_status,
            reason=self.reason,
        )

    @classmethod
    def read_result(cls, value: object) -> results.Nothing:
        """Reads the result of its reply."""
        return results.Nothing.from_wire(value)


@dataclass(frozen=True)
class UpdateProvider(Command[results.UpdateProviderResult]):
    """Changes how a provider is set up: the keys that are given, and no others; a null takes one back to its
    default. Needs the role admin. Takes `expected_version`.

    name: which
    config: what changes; secrets are references
    """

    name: str
    config: Mapping[str, Any]

    message_type: ClassVar[str] = "UpdateProvider"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            name=self.name,
            config=self.config,
        )

    @classmethod
    def read_result(cls, value: object) -> results.UpdateProviderResult:
        """Reads the result of its reply."""
        return results.UpdateProviderResult.from_wire(value)


@dataclass(frozen=True)
class UpdateRequestStatus(Command[results.Nothing]):
    """Sets the status of a request by hand. Needs the role operator. Takes `expected_version`.

    request_id: which
    new_status: what may follow on its status: pending, in_progress, complete, partial, failed, cancelled, timeout
    reason: why; kept with the event
    """

    request_id: str
    new_status: words.RequestStatus
    reason: str

    message_type: ClassVar[str] = "UpdateRequestStatus"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            request_id=self.request_id,
            new_status=self.new_status,
            reason=self.reason,
        )

    @classmethod
    def read_result(cls, value: object) -> results.Nothing:
        """Reads the result of its reply."""
        return results.Nothing.from_wire(value)


@dataclass(frozen=True)
class UpdateTemplate(Command[results.UpdateTemplateResult]):
    """Changes a template: the fields that are given, and no others. Needs the role admin. Takes `expected_version`.

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
    provider: Optional[str] = None
    max_number: Optional[int] = None
    name: Optional[str] = None
    description: Optional[str] = None
    provider_api: Optional[str] = None
    attributes: Optional[Mapping[str, Any]] = None
    price_type: Optional[words.PriceType] = None
    tags: Optional[Mapping[str, str]] = None
    active: Optional[bool] = None
    configuration: Optional[Mapping[str, Any]] = None
    sources: Optional[Sequence[records.TemplateSource]] = None
    selection: Optional[words.Selection] = None
    counts: Optional[words.Counts] = None

    message_type: ClassVar[str] = "UpdateTemplate"

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

    @classmethod
    def read_result(cls, value: object) -> results.UpdateTemplateResult:
        """Reads the result of its reply."""
        return results.UpdateTemplateResult.from_wire(value)


@dataclass(frozen=True)
class ValidateTemplate(Command[results.ValidateTemplateResult]):
    """Checks a template by its rules and then at its provider; the event TemplateValidated has the findings. Needs
    the role admin. Takes `expected_version`.

    template_id: which
    """

    template_id: str

    message_type: ClassVar[str] = "ValidateTemplate"

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""
        return write.fields(
            template_id=self.template_id,
        )

    @classmethod
    def read_result(cls, value: object) -> results.ValidateTemplateResult:
        """Reads the result of its reply."""
        return results.ValidateTemplateResult.from_wire(value)
