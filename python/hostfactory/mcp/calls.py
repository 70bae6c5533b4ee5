"""What a call of a tool does.

    caller = Caller(site, tools, rules)
    answer = await caller.call("list_machines", {"status": "running"})
    print(answer.text, answer.is_error)

A query is asked. A command is shown first, and carried out when the same call comes with the token that it was shown
with. Every failure is an answer that says so, so nothing is raised but a cancellation. For the event loop of its site.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

from .. import errors
from .._calls.ids import new_id
from .._steps import Reply
from .._wire.message import Message
from ..aio import Site
from ..results import WhoAmIResult
from .answers import bounded, fitting_items, plain
from .confirmations import Confirmations, Intention
from .dry_runs import DryRun, dry_run_of
from .problems import Problem, told
from .tools import CONFIRM, EXPECTED_VERSION, Tool, message_of
from .validation import check

log = logging.getLogger("hostfactory")

# Room beside a result for what is said about it.
MARGIN_BYTES = 2000
LEAST_BYTES = 4000


@dataclass(frozen=True)
class Principal:
    """As whom commands must be sent.

    name: what the daemon has to know the sender as; empty: whatever it knows, also nobody
    """

    name: str = ""

    def check(self, who: WhoAmIResult) -> None:
        """Raises Problem if the daemon knows the sender as somebody else."""
        known = who.on_behalf_of or who.principal
        if self.name and known != self.name:
            as_whom = f'as "{known}"' if known else "as nobody, since the site has no principals"
            raise Problem(
                "wrong_principal",
                f'the changes of this server are to be those of "{self.name}", and the daemon knows it {as_whom};'
                " OPERATIONS.md says how to give an assistant a principal",
            )


@dataclass(frozen=True)
class Rules:
    """How calls are answered.

    principal: as whom commands are sent; None: there are no commands
    most_bytes: no answer is larger
    """

    principal: Optional[Principal] = None
    most_bytes: int = 50_000


@dataclass(frozen=True)
class Answer:
    """What a call is answered with: a text of JSON."""

    text: str
    is_error: bool = False


class Caller:
    """Carries out the calls of one assistant."""

    def __init__(
        self, site: Site, tools: Mapping[str, Tool], rules: Rules, confirmations: Optional[Confirmations] = None
    ) -> None:
        self._site = site
        self._tools = tools
        self._rules = rules
        self._confirmations = confirmations or Confirmations()
        # Finds all that one assistant did, in the daemon's events.
        self._conversation = f"mcp-{new_id()}"

    async def call(self, name: str, arguments: Mapping[str, Any]) -> Answer:
        """Does what a tool is for, and never raises but where the task is cancelled."""
        log.debug("%s is called", name)
        try:
            return Answer(bounded(await self._outcome(name, dict(arguments)), self._rules.most_bytes))
        except Exception as failure:
            if not isinstance(failure, (errors.HostFactoryError, Problem)):
                log.exception("%s failed", name)
            return Answer(bounded({"error": told(failure)}, self._rules.most_bytes), True)

    async def _outcome(self, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        tool = self._tools.get(name)
        if tool is None:
            raise Problem("unknown_tool", f'there is no tool "{name}"; {self._why_there_may_be_none()}')
        check(arguments, tool.input_schema)
        if not tool.declaration.is_command:
            return await self._ask(tool, arguments)
        token = arguments.pop(CONFIRM, None)
        version = arguments.pop(EXPECTED_VERSION, None)
        intention = Intention(tool.declaration.name, arguments, version)
        command = _message(tool, arguments)
        if token is None:
            return await self._show(tool, intention)
        return await self._carry_out(command, intention, self._confirmations.id_for(token, intention))

    def _why_there_may_be_none(self) -> str:
        if self._rules.principal is None:
            return "this server only answers questions: to change something it is started with --allow-commands"
        return "tools/list has those that there are"

    async def _who(self) -> WhoAmIResult:
        """Returns as whom commands are sent. Raises Problem unless that is the one that they must be sent as."""
        if self._rules.principal is None:
            raise Problem("unknown_tool", self._why_there_may_be_none())
        who = await self._site.who_am_i()
        self._rules.principal.check(who)
        return who

    async def _ask(self, tool: Tool, body: dict[str, Any]) -> dict[str, Any]:
        reply = await self._site.send(_message(tool, body))
        result = plain(reply.result)
        fitting = fitting_items(result, self._rules.most_bytes - MARGIN_BYTES)
        # A page that was cut here would go on behind what was left out.
        if fitting and tool.declaration.field("limit") is not None:
            reply = await self._site.send(_message(tool, {**body, "limit": fitting}))
            result = plain(reply.result)
        return {"result": result, **_about(reply)}

    async def _show(self, tool: Tool, intention: Intention) -> dict[str, Any]:
        who = await self._who()
        dry_run = dry_run_of(tool.declaration, intention.body)
        shown = await self._shown(dry_run) if dry_run is not None else {}
        sent: dict[str, Any] = {"type": intention.type, "body": intention.body}
        if intention.expected_version is not None:
            sent[EXPECTED_VERSION] = intention.expected_version
        # What must not be lost comes first: what is too large is cut from what is shown.
        return {
            "done": False,
            CONFIRM: self._confirmations.token_for(intention),
            "next": f"nothing was done yet; to do it, call {tool.name} with the same arguments and this {CONFIRM}",
            "does": tool.declaration.about.help,
            "needs_role": tool.declaration.about.role,
            "as": {"principal": who.on_behalf_of or who.principal, "role": who.role},
            "would_send": sent,
            **shown,
        }

    async def _shown(self, dry_run: DryRun) -> dict[str, Any]:
        """Asks for a dry run. A command that the daemon would refuse now ends with that refusal."""
        message = message_of(dry_run.declaration, dry_run.body)
        reply = await self._site.send(message, correlation_id=self._conversation)
        result = plain(reply.result)
        if dry_run.is_plan and result.get("valid") is False:
            raise Problem("validation_error", f"{dry_run.declaration.name} finds: {bounded(result, LEAST_BYTES)}")
        name = "plan" if dry_run.is_plan else "about"
        return {name: {"of": dry_run.declaration.name, "result": result, "position": reply.position}}

    async def _carry_out(self, command: Message[Any], intention: Intention, id: str) -> dict[str, Any]:
        await self._who()
        log.info("%s is carried out under %s", intention.type, id)
        reply = await self._site.send(
            command, id=id, expected_version=intention.expected_version, correlation_id=self._conversation
        )
        return {"done": True, "result": plain(reply.result), **_about(reply), "command_id": reply.id}


def _message(tool: Tool, body: dict[str, Any]) -> Message[Any]:
    try:
        return tool.message(body)
    except TypeError as wrong:
        raise Problem("validation_error", str(wrong)) from None


def _about(reply: Reply[Any]) -> dict[str, Any]:
    about: dict[str, Any] = {"position": reply.position}
    if reply.duplicate:
        about["duplicate"] = True
    if reply.withheld:
        about["withheld"] = reply.withheld
    return about
