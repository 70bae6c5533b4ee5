"""Every byte that comes from a socket is hostile: whatever it is, it is read or refused in words."""

from __future__ import annotations

import json
import os
import random
import unittest
from datetime import datetime, timezone
from typing import Any

import msgpack  # type: ignore[import]

from hostfactory import queries, records
from hostfactory._wire import reading as read
from hostfactory._wire.codec import pack, unpack
from hostfactory._wire.envelope import id_of_reply, read_heartbeat, read_reply
from hostfactory._wire.writing import fields, microseconds
from hostfactory.events import Event

VECTORS = os.path.join(os.path.dirname(__file__), "..", "..", "docs", "vectors")
ODD_VALUES: list[Any] = [None, True, -1, 2**63, 2**64 - 1, 1.5, "", "x" * 200, [], [None], {}, {"": {}}, b"\xff"]


def damaged(value: Any, chance: random.Random) -> Any:
    """Returns a copy with one thing changed somewhere."""
    if isinstance(value, dict) and value and chance.random() < 0.9:
        name = chance.choice(list(value))
        if chance.random() < 0.1:
            return {key: one for key, one in value.items() if key != name}
        return {**value, name: damaged(value[name], chance)}
    if isinstance(value, list) and value and chance.random() < 0.9:
        at = chance.randrange(len(value))
        return [*value[:at], damaged(value[at], chance), *value[at + 1 :]]
    return chance.choice(ODD_VALUES)


class Reading(unittest.TestCase):
    def refused(self, data: Any, words: str, read_it: Any = read_reply) -> None:
        with self.assertRaises(read.Misread) as raised:
            read_it(data)
        self.assertIn(words, str(raised.exception))

    def test_what_is_no_reply_is_refused_in_words(self) -> None:
        self.refused(b"", "is not msgpack")
        self.refused(b"\xc1", "is not msgpack")
        self.refused(b"HTTP/1.1 400 Bad Request", "is not msgpack")
        self.refused(pack({"v": 1}), "status is missing")
        self.refused(pack({"status": "maybe"}), 'status must be ok or error, not "maybe"')
        self.refused(pack({"status": "error"}), "error is missing")
        self.refused(pack({"status": "error", "error": {"code": 7, "message": ""}}), "error.code must be a string")
        self.refused(pack({"status": "ok", "position": -1}), "position must not be negative")
        self.refused(pack({"status": "ok", "result": []}), "result must be a map")
        self.refused(msgpack.packb([1]), "it must be a map, not a list")
        self.refused(msgpack.packb({1: 2}), "is not msgpack")
        self.refused(msgpack.packb({b"id": 2}), "key that is no string")
        self.refused(msgpack.packb(msgpack.ExtType(5, b"x")), "is not msgpack")
        self.refused(b"\x91" * 100_000 + b"\xc0", "is not msgpack")
        self.refused(b"\xdf\xff\xff\xff\xff", "is not msgpack")
        self.refused(msgpack.packb("x") + b"x", "is not msgpack")
        self.refused(b"\xa1\xff", "is not msgpack")

    def test_paths_lead_to_what_is_wrong(self) -> None:
        answer: dict[str, Any] = {"items": [], "total": 0}
        self.refused({**answer, "items": [1]}, "items[0] must be a map", queries.ListMachines.read_result)
        self.refused({**answer, "items": [{}]}, "items[0].machine_id is missing", queries.ListMachines.read_result)

    def test_times(self) -> None:
        self.assertEqual(read.time(1767323045000006), datetime(2026, 1, 2, 3, 4, 5, 6, timezone.utc))
        self.assertEqual(microseconds(read.time(-1)), -1)
        self.refused(2**63, "is no time that a calendar has", read.time)
        self.refused(True, "must be an integer", read.time)
        with self.assertRaisesRegex(ValueError, "has no time zone"):
            fields(created_after=datetime(2026, 1, 1))

    def test_what_cannot_be_sent(self) -> None:
        with self.assertRaisesRegex(TypeError, "a message cannot hold a set; make it a list"):
            fields(machine_ids={"a"})
        point = records.SnapshotPoint(changed_at=1, category="request", ordinal=2)
        wanted = {"after": {"changed_at": 1, "category": "request", "ordinal": 2}}
        self.assertEqual(fields(after=point, limit=None), wanted)

    def test_damaged_messages_are_read_or_refused(self) -> None:
        chance = random.Random(18)
        with open(os.path.join(VECTORS, "replies.json"), encoding="utf-8") as file:
            replies = json.load(file)
        with open(os.path.join(VECTORS, "feed.json"), encoding="utf-8") as file:
            feed = json.load(file)
        for _ in range(25):
            for vector in replies:
                value = damaged(vector["json"], chance)
                data = msgpack.packb(value)
                try:
                    answer = read_reply(data).answer
                    message = getattr(queries, vector["type"], None)
                    if answer is not None and message is not None:
                        message.read_result(answer.result)
                except read.Misread:
                    id_of_reply(data)
            for vector in feed:
                value = damaged(vector["json"], chance)
                try:
                    read_heartbeat(msgpack.packb(value)) if vector["kind"] == "heartbeat" else Event.from_wire(value)
                except read.Misread:
                    pass

    def test_any_bytes_are_read_or_refused(self) -> None:
        chance = random.Random(19)
        for _ in range(5000):
            data = bytearray(pack({"v": 1, "id": "c-1", "status": "ok", "result": {"items": [1, "x"]}, "position": 7}))
            for _ in range(chance.randrange(1, 5)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            for read_it in (read_reply, read_heartbeat, unpack):
                try:
                    read_it(bytes(data))
                except read.Misread:
                    pass


if __name__ == "__main__":
    unittest.main()
