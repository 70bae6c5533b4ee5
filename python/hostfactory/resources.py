"""What a site has: requests, machines, templates, providers."""

from __future__ import annotations

import html
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Optional

from . import _steps
from ._html import record_html
from ._tables import Table
from .commands import CreateRequest, ReturnMachines
from .queries import GetMachine, GetProvider, GetRequest, GetTemplate
from .records import Machine, Provider, Request, Template
from .words import MachineStatus, RequestStatus, RequestType

if TYPE_CHECKING:
    from .client import Site


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

    def get(self) -> Request:
        """Asks how far it is."""
        self._latest = self._site.send(GetRequest(self.id)).result
        return self._latest

    def wait(self, timeout: Optional[float] = None, *, partial: bool = False) -> Table[Machine]:
        """Waits for its end, and returns its machines. Raises NotFilled where it ends without all of them, and TimedOut
        where it has not ended in time; then it goes on.

        partial: also take a part of what was asked for

        >>> request = site.requests.create("small", 2)
        >>> [machine.status for machine in request.wait(timeout=300)]
        ['running', 'running']
        >>> request.give_back()
        """
        return Table(self._site.run(_steps.machines_when_ended(self.id, timeout, partial, self._site.ring)))

    def end(self, timeout: Optional[float] = None) -> Request:
        """Waits for its end, whatever that is, and returns it."""
        self._latest = self._site.run(_steps.end_of(self.id, timeout, self._site.ring))
        return self._latest

    def machines(self) -> Table[Machine]:
        """Returns those of its machines that have not ended."""
        return Table(self._site.run(_steps.live_machines(self.id)))

    def give_back(self, reason: Optional[str] = None) -> None:
        """Calls it off while it is open, and returns its machines."""
        self._site.run(_steps.give_back(self.id, reason))


class Requests:
    """The requests of a site."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def create(
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
        """Asks for machines. The fields are those of `commands.CreateRequest`; `id` is the id of the command.

        >>> request = site.requests.create("small", 1, tags={"owner": "maria"})
        >>> request.get().tags
        {'owner': 'maria'}
        >>> request.give_back("not needed any more")
        """
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
        return self.of(self._site.send(command, id=id).result.request_id)

    def of(self, request_id: str) -> RequestHandle:
        """Returns the handle of a request whose id is known. It asks nothing."""
        return RequestHandle(self._site, request_id)

    def get(self, request_id: str) -> Request:
        """Returns one request as it is now."""
        return self._site.send(GetRequest(request_id)).result

    def list(
        self,
        *,
        request_type: Optional[RequestType] = None,
        status: Optional[RequestStatus] = None,
        template_id: Optional[str] = None,
        most: Optional[int] = None,
    ) -> Table[Request]:
        """Returns requests, the newest first, those to give machines back included; `most` of them if that is given."""
        return Table(self._site.run(_steps.requests_that(request_type, status, template_id, most)))


class Machines:
    """The machines of a site. To call it is to borrow some: `with site.machines("small", 3) as machines:`."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @contextmanager
    def __call__(
        self, template_id: str, machine_count: int, *, timeout: float = 300.0, partial: bool = False, **more: Any
    ) -> Generator[Table[Machine], None, None]:
        """Gets machines, and gives them back at the end, whatever happens.

        timeout: for how many seconds to wait for them
        partial: also take a part of what was asked for
        more: further fields of `commands.CreateRequest`

        >>> with site.machines("small", 2, timeout=300, tags={"owner": "maria"}) as machines:
        ...     print(len(machines), machines[0].tags)
        2 {'owner': 'maria'}
        """
        command = _steps.order(template_id, machine_count, timeout, **more)
        request_id, machines = self._site.run(_steps.borrowed(command, timeout, partial, self._site.ring))
        try:
            yield Table(machines)
        finally:
            self._site.run(_steps.give_back_whatever_happens(request_id))

    def get(self, machine_id: str) -> Machine:
        """Returns one machine as it is now."""
        return self._site.send(GetMachine(machine_id)).result

    def list(
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
        return Table(self._site.run(steps))

    def give_back(self, machine_ids: Sequence[str], reason: Optional[str] = None) -> RequestHandle:
        """Gives some machines back. The request that is returned ends when they are gone.

        >>> machines = site.requests.create("small", 2).wait(timeout=300)
        >>> site.machines.give_back([machine.machine_id for machine in machines]).end(timeout=300).status
        'complete'
        """
        command = ReturnMachines(machine_ids=machine_ids, reason=reason)
        return self._site.requests.of(self._site.send(command).result.request_id)


class Templates:
    """The templates of a site. `commands.CreateTemplate` makes one."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def get(self, template_id: str) -> Template:
        """Returns one template."""
        return self._site.send(GetTemplate(template_id)).result

    def list(self, *, most: Optional[int] = None) -> Table[Template]:
        """Returns templates, the newest first."""
        return Table(self._site.run(_steps.all_templates(most)))


class Providers:
    """The providers of a site."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def get(self, name: str) -> Provider:
        """Returns one provider."""
        return self._site.send(GetProvider(name)).result

    def list(self, *, most: Optional[int] = None) -> Table[Provider]:
        """Returns providers, the newest first."""
        return Table(self._site.run(_steps.all_providers(most)))
