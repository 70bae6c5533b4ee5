"""Tools for assistants are made of declarations; what confirms a command; how answers are bounded. Without a daemon."""

from __future__ import annotations

import dataclasses
import json
import unittest
from datetime import datetime, timezone
from typing import Any, Optional

import jsonschema

from hostfactory import commands, queries
from hostfactory._wire.message import Command, Query
from hostfactory.mcp.answers import bounded, fitting_items, plain, size
from hostfactory.mcp.confirmations import HOLDS_S, Confirmations, Intention
from hostfactory.mcp.declarations import all_declarations, declared, from_json
from hostfactory.mcp.dry_runs import PLANS, dry_run_of, query_of
from hostfactory.mcp.problems import Problem
from hostfactory.mcp.tools import CONFIRM, EXPECTED_VERSION, tools_of
from hostfactory.mcp.validation import check
from hostfactory.records import MessageDescription

TOOLS = tools_of(all_declarations(), with_commands=True)
BY_TYPE = {(tool.declaration.about.kind, tool.declaration.name): tool for tool in TOOLS.values()}


def typed(module: Any, base: type) -> set[str]:
    classes = {name: one for name, one in vars(module).items() if isinstance(one, type)}
    return {name for name, one in classes.items() if issubclass(one, base) and one is not base}


class Tools(unittest.TestCase):
    def test_every_command_and_query_is_a_tool(self) -> None:
        expected = {("command", name) for name in typed(commands, Command)}
        expected |= {("query", name) for name in typed(queries, Query)}
        self.assertEqual(set(BY_TYPE), expected)

    def test_a_message_to_come_is_a_tool_without_a_line_written(self) -> None:
        field = {"path": "machine_id", "type": "string", "format": "machine id", "required": True, "help": "which"}
        about = {"name": "PaintMachine", "kind": "command", "help": "Paints it.", "role": "operator", "fields": [field]}
        paint = declared(MessageDescription.from_wire(about))
        tool = tools_of([*all_declarations(), paint], with_commands=True)["paint_machine"]
        self.assertEqual(tool.title, "Paint machine")
        self.assertIn("Paints it. Needs the role operator.", tool.description)
        self.assertEqual(tool.input_schema["required"], ["machine_id"])
        self.assertTrue(tool.annotations["destructiveHint"])
        looked = dry_run_of(paint, {"machine_id": "m-1"})
        assert looked is not None
        self.assertEqual((looked.declaration.name, looked.body), ("GetMachine", {"machine_id": "m-1"}))

    def test_without_commands_there_is_none(self) -> None:
        tools = tools_of(all_declarations(), with_commands=False)
        self.assertIn("list_machines", tools)
        self.assertEqual({tool.declaration.is_command for tool in tools.values()}, {False})
        self.assertTrue(all(tool.annotations["readOnlyHint"] for tool in tools.values()))

    def test_names(self) -> None:
        self.assertEqual(BY_TYPE["query", "WhoAmI"].name, "who_am_i")
        self.assertEqual(BY_TYPE["query", "ValidateTemplate"].name, "validate_template")
        self.assertEqual(BY_TYPE["command", "ValidateTemplate"].name, "validate_template_command")
        for name in TOOLS:
            self.assertRegex(name, r"^[a-z]+(_[a-z]+)*$")

    def test_annotations(self) -> None:
        for tool in TOOLS.values():
            self.assertEqual(tool.annotations["readOnlyHint"], not tool.declaration.is_command)
        destructive = {tool.declaration.name for tool in TOOLS.values() if tool.annotations["destructiveHint"]}
        self.assertLessEqual({"ReturnMachines", "CancelRequest", "DeleteTemplate", "ResumeSite"}, destructive)
        self.assertNotIn("CreateRequest", destructive)

    def test_schemas_are_schemas_and_say_what_is_declared(self) -> None:
        for tool in TOOLS.values():
            jsonschema.Draft7Validator.check_schema(tool.input_schema)
            self.assertEqual(CONFIRM in tool.input_schema["properties"], tool.declaration.is_command)
            # Else a field would be taken for the server's own.
            self.assertEqual([one for one in (CONFIRM, EXPECTED_VERSION) if tool.declaration.field(one)], [])
        create = BY_TYPE["command", "CreateRequest"].input_schema
        self.assertEqual(create["required"], ["template_id", "machine_count"])
        self.assertEqual(create["properties"]["machine_count"]["minimum"], 1)
        self.assertEqual(create["properties"]["tags"]["additionalProperties"], {"type": "string"})
        machines = BY_TYPE["query", "ListMachines"].input_schema["properties"]
        self.assertEqual(machines["limit"]["default"], 50)
        self.assertEqual(machines["created_after"]["format"], "date-time")
        self.assertIn("running", json.dumps(machines["status"]))
        template = BY_TYPE["command", "CreateTemplate"].input_schema["properties"]
        self.assertEqual(template["sources"]["items"]["properties"]["provider"]["type"], "string")
        self.assertIn(EXPECTED_VERSION, BY_TYPE["command", "CancelRequest"].input_schema["properties"])
        self.assertNotIn("dry_run", BY_TYPE["command", "ImportTemplates"].input_schema["properties"])

    def test_wrong_arguments_are_named(self) -> None:
        schema = BY_TYPE["command", "CreateTemplate"].input_schema
        right = {"template_id": "small", "provider": "local", "max_number": 3}
        check(right, schema)
        wrong: list[tuple[str, Any]] = [("max_number", "3"), ("sources[0].provider", [{"provider": 1}])]
        for field, value in wrong:
            with self.assertRaises(Problem) as raised:
                check({**right, field.partition("[")[0]: value}, schema)
            self.assertEqual((raised.exception.code, raised.exception.field), ("validation_error", field))
        with self.assertRaisesRegex(Problem, "colour"):
            check({**right, "colour": "red"}, schema)

    def test_times_are_texts(self) -> None:
        fields = BY_TYPE["query", "ListMachines"].declaration.fields
        noon = datetime(2026, 11, 30, 12, tzinfo=timezone.utc)
        for text in ("2026-11-30T12:00:00Z", "2026-11-30T13:00:00+01:00"):
            read = from_json(fields, {"created_after": text, "limit": 3})
            self.assertEqual(read, {"created_after": noon, "limit": 3})
        for wrong in ("yesterday", "2026-11-30T12:00:00", 5):
            with self.assertRaises(Problem) as raised:
                from_json(fields, {"created_after": wrong})
            self.assertEqual(raised.exception.field, "created_after")


class DryRuns(unittest.TestCase):
    def shown_by(self, name: str, body: dict[str, Any]) -> Optional[tuple[str, dict[str, Any]]]:
        found = dry_run_of(BY_TYPE["command", name].declaration, body)
        return None if found is None else (found.declaration.name, found.body)

    def test_the_table_of_plans_names_what_there_is(self) -> None:
        for command, (query, whole) in PLANS.items():
            self.assertIn(("command", command), BY_TYPE)
            declaration = query_of(query)
            assert declaration is not None, query
            if whole:
                self.assertIsNotNone(declaration.field(whole))
            else:
                own = BY_TYPE["command", command].declaration
                self.assertEqual([one.name for one in declaration.fields if own.field(one.name) is None], [])

    def test_plans(self) -> None:
        self.assertEqual(
            self.shown_by("CreateRequest", {"template_id": "small", "machine_count": 2, "priority": 5}),
            ("PlanRequest", {"template_id": "small", "machine_count": 2}),
        )
        self.assertEqual(
            self.shown_by("ImportTemplates", {"templates": []}), ("ImportTemplates", {"templates": [], "dry_run": True})
        )
        body = {"template_id": "a", "provider": "b", "max_number": 1}
        self.assertEqual(self.shown_by("CreateTemplate", body), ("ValidateTemplate", {"template": body}))
        self.assertEqual(self.shown_by("ResumeSite", {"reason": "moved"}), ("GetQuarantine", {}))

    def test_what_a_command_is_about(self) -> None:
        ids: dict[str, Any] = {"machine_ids": ["m-1"]}
        listed = ("ListMachines", {**ids, "live_only": True})
        self.assertEqual(self.shown_by("ReturnMachines", {**ids, "reason": "done"}), listed)
        self.assertEqual(self.shown_by("StopMachines", ids), listed)
        self.assertEqual(self.shown_by("CancelRequest", {"request_id": "r-1"}), ("GetRequest", {"request_id": "r-1"}))
        self.assertEqual(self.shown_by("DisableProvider", {"name": "local"}), ("GetProvider", {"name": "local"}))
        self.assertEqual(self.shown_by("UpdateTemplate", {"template_id": "a"}), ("GetTemplate", {"template_id": "a"}))

    def test_commands_of_which_only_the_command_can_be_shown(self) -> None:
        example = {"string": "x", "integer": 1, "list of string": ["x"], "map of value": {}}
        without = set()
        for (kind, name), tool in BY_TYPE.items():
            fields = [one for one in tool.declaration.fields if one.about.required]
            body = {one.name: example.get(one.about.type, []) for one in fields}
            if kind == "command" and self.shown_by(name, body) is None:
                without.add(name)
        self.assertEqual(without, {"ClaimRequests", "RegisterProvider", "RequestMachines"})


class Tokens(unittest.TestCase):
    def setUp(self) -> None:
        self.now = 1000.0
        self.confirmations = Confirmations(lambda: self.now)
        self.shown = Intention("ReturnMachines", {"machine_ids": ["m-1"], "force": True}, 3)

    def refused(self, token: str, intention: Intention) -> str:
        with self.assertRaises(Problem) as raised:
            self.confirmations.id_for(token, intention)
        self.assertEqual((raised.exception.code, raised.exception.field), ("not_confirmed", CONFIRM))
        return raised.exception.message

    def test_a_token_stands_for_one_command_and_one_id(self) -> None:
        token = self.confirmations.token_for(self.shown)
        same = Intention("ReturnMachines", {"force": True, "machine_ids": ["m-1"]}, 3)
        self.assertEqual(self.confirmations.id_for(token, same), self.confirmations.id_for(token, self.shown))
        another = self.confirmations.token_for(self.shown)
        self.assertNotEqual(self.confirmations.id_for(another, same), self.confirmations.id_for(token, same))

    def test_a_token_stands_for_nothing_else(self) -> None:
        token = self.confirmations.token_for(self.shown)
        for field, value in (("type", "StopMachines"), ("body", {"machine_ids": ["m-2"]}), ("expected_version", None)):
            self.refused(token, dataclasses.replace(self.shown, **{field: value}))
        self.confirmations = Confirmations(lambda: self.now)
        self.refused(token, self.shown)

    def test_tokens_that_are_made_up(self) -> None:
        command_id, until, given = self.confirmations.token_for(self.shown).split(".")
        for token in (
            "",
            "yes",
            "..",
            f"{command_id}.{until}.",
            f"other.{until}.{given}",
            f"{command_id}.{int(until) + 1}.{given}",
            f"{command_id}.{until}.{given}é",
            f"{command_id}.{'9' * 5000}.{given}",
            f"{command_id}.²{until}.{given}",
        ):
            self.refused(token, self.shown)

    def test_a_token_holds_for_a_while(self) -> None:
        token = self.confirmations.token_for(self.shown)
        self.now += HOLDS_S - 1
        self.confirmations.id_for(token, self.shown)
        self.now += 2
        self.assertIn("no longer", self.refused(token, self.shown))


class Answers(unittest.TestCase):
    def test_no_answer_is_larger_than_it_may_be(self) -> None:
        deep: Any = "end"
        for _ in range(200):
            deep = {"in": [deep]}
        for value in (
            {"items": list(range(100_000))},
            {"text": "ä" * 100_000},
            {str(n): "x" for n in range(100_000)},
            {"items": [{"tags": {"owner": "maria" * 100}} for _ in range(500)]},
            {"x" * 100_000: 1},
            deep,
        ):
            text = bounded(value, 4000)
            self.assertLessEqual(len(text.encode()), 4000)
            json.loads(text)
        self.assertIn("were left out", bounded({"items": list(range(100_000))}, 4000))
        self.assertEqual(json.loads(bounded({"a": [1, "ü"]}, 4000)), {"a": [1, "ü"]})

    def test_as_many_items_as_fit(self) -> None:
        page: dict[str, Any] = {"items": [{"id": "x" * 90} for _ in range(100)], "total": 100}
        fitting = fitting_items(page, 4000)
        assert fitting is not None
        self.assertLessEqual(size({**page, "items": page["items"][:fitting]}), 4000)
        self.assertGreater(fitting, 30)
        self.assertIsNone(fitting_items(page, 100_000))
        self.assertIsNone(fitting_items({"text": "x" * 5000}, 4000))

    def test_values_of_json(self) -> None:
        when = datetime(2026, 11, 30, 12, tzinfo=timezone.utc)
        expected = {"at": "2026-11-30T12:00:00+00:00", "to": [1, "nan"]}
        self.assertEqual(plain({"at": when, "to": (1, float("nan"))}), expected)


if __name__ == "__main__":
    unittest.main()
