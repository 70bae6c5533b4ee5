"""What calls of tools do to a running site. The protocol around them is in with_mcp."""

from __future__ import annotations

import asyncio
import json
import os
import pwd
import unittest
from typing import Any, Optional

from running_site import PATIENCE, RunningSite

import hostfactory
from hostfactory import aio, queries
from hostfactory.mcp.calls import Caller, Principal, Rules
from hostfactory.mcp.confirmations import HOLDS_S, Confirmations
from hostfactory.mcp.declarations import all_declarations
from hostfactory.mcp.tools import tools_of

USER = pwd.getpwuid(os.geteuid()).pw_name
# The test's own user is a gateway, so it can be anybody, as an assistant with keys of its own would be.
PRINCIPALS = f"""
principals:
  - {{name: gateway, unix_user: {USER}, roles: [admin], acts_for: any}}
  - {{name: assistant, unix_user: nobody, roles: [operator]}}
  - {{name: reader, unix_user: daemon, roles: [viewer]}}
"""


class Calls(unittest.TestCase):
    daemon: RunningSite

    @classmethod
    def setUpClass(cls) -> None:
        cls.daemon = RunningSite(principals=PRINCIPALS)
        cls.addClassCleanup(cls.daemon.__exit__)
        cls.daemon.__enter__()

    def setUp(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.addCleanup(self.loop.close)
        self.now = 0.0
        self.site = self.daemon.connect()
        self.addCleanup(self.site.close)

    def caller(self, principal: Optional[str] = "assistant", behalf: str = "assistant", most: int = 50_000) -> Caller:
        rules = hostfactory.CallRules(timeout=PATIENCE, patience=PATIENCE, on_behalf_of=behalf)
        site = aio.connect(self.daemon.endpoints, rules=rules)
        self.addCleanup(site.close)
        allowed = None if principal is None else Principal(principal)
        tools = tools_of(all_declarations(), with_commands=allowed is not None)
        return Caller(site, tools, Rules(allowed, most), Confirmations(lambda: self.now))

    def outcome(self, caller: Caller, tool: str, **arguments: Any) -> tuple[bool, dict[str, Any]]:
        answer = self.loop.run_until_complete(caller.call(tool, arguments))
        return not answer.is_error, json.loads(answer.text)

    def right(self, caller: Caller, tool: str, **arguments: Any) -> dict[str, Any]:
        is_right, said = self.outcome(caller, tool, **arguments)
        self.assertTrue(is_right, said)
        return said

    def wrong(self, caller: Caller, tool: str, **arguments: Any) -> dict[str, Any]:
        is_right, said = self.outcome(caller, tool, **arguments)
        self.assertFalse(is_right, said)
        error: dict[str, Any] = said["error"]
        return error

    def position(self) -> int:
        return self.site.status().position

    def check_nothing_changed(self, since: int) -> None:
        """What the daemon does by itself, with machines that are given back for example, is nobody's."""
        events = self.site.send(queries.ReadEvents(after=since, limit=1000)).result.events
        self.assertEqual([(event.type, event.principal) for event in events if event.principal], [])

    def test_nothing_is_done_before_it_was_shown_and_confirmed(self) -> None:
        caller, before = self.caller(), self.position()
        order = {"template_id": "small", "machine_count": 2, "tags": {"owner": "maria"}}
        shown = self.right(caller, "create_request", **order)
        self.assertFalse(shown["done"])
        self.assertEqual(shown["as"], {"principal": "assistant", "role": "operator"})
        self.assertEqual(shown["would_send"], {"type": "CreateRequest", "body": order})
        self.assertEqual((shown["plan"]["of"], shown["plan"]["result"]["machine_count"]), ("PlanRequest", 2))
        self.check_nothing_changed(before)

        done = self.right(caller, "create_request", **order, confirm=shown["confirm"])
        again = self.right(caller, "create_request", **order, confirm=shown["confirm"])
        request_id = done["result"]["request_id"]
        command_id = done["command_id"]
        self.assertEqual((again["result"], again["duplicate"], again["command_id"]), (done["result"], True, command_id))
        event = next(iter(self.site.events(after=before, categories=["request"])))
        self.assertEqual((event.stream, event.on_behalf_of, event.command_id), (request_id, "assistant", command_id))
        self.assertTrue((event.correlation_id or "").startswith("mcp-"))
        self.return_all(caller, request_id)

    def return_all(self, caller: Caller, request_id: str) -> None:
        hostfactory.RequestHandle(self.site, request_id).wait(timeout=PATIENCE)
        shown = self.right(caller, "return_machines", request_id=request_id)
        self.assertEqual(shown["about"]["of"], "ListMachines")
        ids = {one["machine_id"] for one in shown["about"]["result"]["items"]}
        self.assertEqual(len(ids), 2)
        done = self.right(caller, "return_machines", request_id=request_id, confirm=shown["confirm"])
        self.assertEqual(done["result"]["machine_count"], 2)

    def test_a_confirmation_is_for_what_was_shown(self) -> None:
        caller, before = self.caller(), self.position()
        token = self.right(caller, "create_request", template_id="small", machine_count=1)["confirm"]
        for tool, arguments in (
            ("create_request", {"template_id": "small", "machine_count": 2}),
            ("request_machines", {"template_name": "small", "machine_count": 1}),
        ):
            error = self.wrong(caller, tool, **arguments, confirm=token)
            self.assertEqual((error["code"], error["field"]), ("not_confirmed", "confirm"))
        self.now = HOLDS_S + 1.0
        error = self.wrong(caller, "create_request", template_id="small", machine_count=1, confirm=token)
        self.assertEqual(error["code"], "not_confirmed")
        self.check_nothing_changed(before)

    def test_what_would_be_refused_gets_no_confirmation(self) -> None:
        caller = self.caller()
        error = self.wrong(caller, "create_request", template_id="smal", machine_count=1)
        self.assertEqual(error["code"], "template_not_found")
        self.assertIn('did you mean "small"', error["message"])
        error = self.wrong(caller, "cancel_request", request_id="req-0")
        self.assertIn(error["code"], ("request_not_found", "validation_error"))
        error = self.wrong(caller, "create_request", template_id="small", machine_count=0)
        self.assertEqual((error["code"], error["field"]), ("validation_error", "machine_count"))

    def test_what_the_role_does_not_allow(self) -> None:
        caller, before = self.caller(), self.position()
        shown = self.right(caller, "disable_provider", name="local")
        self.assertEqual((shown["needs_role"], shown["as"]["role"]), ("admin", "operator"))
        error = self.wrong(caller, "disable_provider", name="local", confirm=shown["confirm"])
        self.assertEqual(error["code"], "forbidden")
        self.check_nothing_changed(before)

    def test_changes_are_the_assistants_or_nobodys(self) -> None:
        before = self.position()
        for caller in (self.caller(behalf=""), self.caller(principal="reader")):
            error = self.wrong(caller, "create_request", template_id="small", machine_count=1)
            self.assertEqual(error["code"], "wrong_principal")
        self.check_nothing_changed(before)

    def test_who_may_only_ask_cannot_call_what_is_not_offered(self) -> None:
        caller, before = self.caller(principal=None, behalf="reader"), self.position()
        for tool in ("return_machines", "create_request", "ReturnMachines"):
            error = self.wrong(caller, tool, template_id="small", machine_count=1)
            self.assertEqual(error["code"], "unknown_tool")
            self.assertIn("--allow-commands", error["message"])
        self.check_nothing_changed(before)
        self.assertEqual(self.right(caller, "who_am_i")["result"]["role"], "viewer")

    def test_pages_that_are_too_large_are_shorter_and_go_on_where_they_end(self) -> None:
        caller = self.caller(principal=None, behalf="reader", most=4000)
        asked = {"after": 0, "limit": 100}
        seen: list[int] = []
        while True:
            said = self.right(caller, "read_events", **asked)["result"]
            seen += [event["position"] for event in said["events"]]
            asked["after"] = said["position"]
            if not said["has_more"]:
                break
        self.assertEqual(seen, list(range(1, seen[-1] + 1)))
        self.assertGreaterEqual(seen[-1], 2)

    def test_without_a_daemon(self) -> None:
        nowhere = hostfactory.Endpoints.in_directory(f"{self.daemon.home}/nothing")
        site = aio.connect(nowhere, rules=hostfactory.CallRules(timeout=0.2, patience=0.0))
        self.addCleanup(site.close)
        caller = Caller(site, tools_of(all_declarations(), with_commands=False), Rules())
        self.assertEqual(self.wrong(caller, "get_status")["code"], "unreachable")


if __name__ == "__main__":
    unittest.main()
