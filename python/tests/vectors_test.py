"""The test vectors of the protocol (docs/vectors): every message can be written, and every answer and event read."""

from __future__ import annotations

import json
import os
import unittest
from typing import Any

import msgpack  # type: ignore[import]

from hostfactory import commands, queries
from hostfactory._wire.codec import pack, unpack
from hostfactory._wire.envelope import read_heartbeat, read_reply
from hostfactory.events import Event, UnknownEvent

VECTORS = os.path.join(os.path.dirname(__file__), "..", "..", "docs", "vectors")


def vectors(file: str) -> list[dict[str, Any]]:
    with open(os.path.join(VECTORS, file), encoding="utf-8") as opened:
        found: list[dict[str, Any]] = json.load(opened)
    return found


class Vectors(unittest.TestCase):
    def test_every_command_and_query_is_written_as_its_vector(self) -> None:
        for file, module in ("commands.json", commands), ("queries.json", queries):
            for vector in vectors(file):
                with self.subTest(vector["name"]):
                    message = getattr(module, vector["type"])(**vector["json"]["body"])
                    self.assertEqual(message.message_type, vector["type"])
                    self.assertEqual(unpack(pack(message.to_wire())), vector["json"]["body"])

    def test_every_result_is_read(self) -> None:
        for vector in vectors("replies.json"):
            with self.subTest(vector["name"]):
                reply = read_reply(bytes.fromhex(vector["hex"]))
                self.assertEqual(reply.id, vector["json"].get("id", ""))
                if vector["kind"] == "error":
                    assert reply.refusal is not None
                    self.assertEqual(reply.refusal.code, vector["json"]["error"]["code"])
                    self.assertEqual(reply.refusal.details, vector["json"]["error"].get("details", {}))
                    continue
                assert reply.answer is not None
                module = commands if " command " in vector["name"] else queries
                message = getattr(module, vector["type"], None)
                if message is not None:
                    message.read_result(reply.answer.result)

    def test_every_event_is_read_as_what_it_is(self) -> None:
        for vector in vectors("feed.json"):
            with self.subTest(vector["name"]):
                data = bytes.fromhex(vector["hex"])
                if vector["kind"] == "heartbeat":
                    self.assertEqual(read_heartbeat(data).position, vector["json"]["position"])
                    continue
                event = Event.from_wire(unpack(data))
                self.assertNotIsInstance(event.data, UnknownEvent)
                self.assertEqual(event.data.event_type, vector["type"])
                self.assertEqual(event.position, vector["json"]["position"])
                self.assertEqual(event.withheld, vector["json"].get("withheld"))

    def test_every_encoding_is_read(self) -> None:
        for vector in vectors("encoding.json"):
            for text in (vector["hex"], *vector.get("also", [])):
                with self.subTest(vector["name"]):
                    self.assertEqual(unpack(bytes.fromhex(text)), vector["json"])

    def test_an_event_of_another_layout_is_not_guessed_at(self) -> None:
        vector = next(one for one in vectors("feed.json") if one["kind"] == "event")
        event = Event.from_wire({**vector["json"], "schema": 99})
        assert isinstance(event.data, UnknownEvent)
        self.assertEqual((event.data.name, event.data.fields), (vector["type"], vector["json"]["data"]))

    def test_fields_of_a_newer_daemon_are_ignored(self) -> None:
        vector = next(one for one in vectors("feed.json") if one["kind"] == "event")
        newer = {**vector["json"], "colour": "blue", "data": {**vector["json"]["data"], "weather": ["fine"]}}
        self.assertEqual(Event.from_wire(newer), Event.from_wire(vector["json"]))
        self.assertEqual(msgpack.unpackb(pack(newer)), newer)


if __name__ == "__main__":
    unittest.main()
