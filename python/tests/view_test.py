"""Views of one's own, and how notebooks show records."""

from __future__ import annotations

import json
import unittest
from datetime import datetime, timezone
from typing import Any

from running_site import PATIENCE, RunningSite

import hostfactory
from hostfactory import ReadView, Table, records
from hostfactory.events import Event, UnknownEvent


class Machines:
    """How many machines of each template have been started."""

    def __init__(self, started: Any = None) -> None:
        self.started: dict[str, int] = started or {}

    def apply(self, event: Event) -> None:
        if event.stream == "odd":
            raise ValueError("an odd event")
        self.started[event.type] = self.started.get(event.type, 0) + 1

    def encode(self) -> bytes:
        return json.dumps(self.started).encode()

    @classmethod
    def decode(cls, data: bytes) -> Machines:
        return cls(json.loads(data))


def event_at(position: int, stream: str = "s") -> Event:
    return Event(
        position=position, category="request", category_position=position, stream=stream, stream_version=1, type="Odd",
        schema=1, time=datetime.now(timezone.utc), command_id="c", correlation_id="c", data=UnknownEvent("Odd", {}),
    )  # fmt: skip


class Views(unittest.TestCase):
    def test_a_view_counts_each_event_once_over_its_own_restarts(self) -> None:
        with RunningSite() as daemon, daemon.connect() as site:
            site.requests.create("small", 3).wait(timeout=PATIENCE)
            view = ReadView(Machines())
            for _ in range(5):
                with site.events(after=view.position, store_id=view.store_id) as stream:
                    event = stream.next(0.5)
                    if event is not None:
                        view.take_of(event, stream.store_id)
                    view.follow(stream, 0.05)
                view = ReadView.resume(view.checkpoint(), Machines)
            with site.events(after=view.position, store_id=view.store_id) as stream:
                while view.position < site.send(hostfactory.queries.WhoAmI()).position:
                    view.follow(stream, 1.0)
            self.assertEqual(view.state.started["MachineStarted"], 3)
            self.assertEqual(view.state.started["RequestCompleted"], 1)
            self.assertEqual(view.store_id, stream.store_id)

    def test_checkpoints_are_those_of_the_library_in_cpp(self) -> None:
        view = ReadView(Machines({"a": 1}), 41, "0193a1b2")
        self.assertEqual(view.checkpoint(), b'hostfactory-view 1 41 0193a1b2 8\n{"a": 1}')
        again = ReadView.resume(view.checkpoint(), Machines)
        self.assertEqual((again.position, again.store_id, again.state.started), (41, "0193a1b2", {"a": 1}))
        self.assertEqual(ReadView.resume(ReadView(Machines()).checkpoint(), Machines).store_id, "")
        for data, words in (
            (b"", "no checkpoint"),
            (b"hostfactory-view 2 1 - 0\n", "no checkpoint"),
            (b"hostfactory-view 1 x - 0\n", "no checkpoint"),
            (view.checkpoint()[:-1], "has 7 bytes of state where 8 were written"),
        ):
            with self.assertRaisesRegex(hostfactory.BadCheckpoint, words):
                ReadView.resume(data, Machines)

    def test_a_refused_event_is_not_passed_over(self) -> None:
        view = ReadView(Machines())
        view.take_of(event_at(1), "one")
        view.take_of(event_at(1), "one")
        for event in event_at(2, "odd"), event_at(3):
            with self.assertRaisesRegex(ValueError, "an odd event"):
                view.take_of(event, "one")
        self.assertEqual((view.position, view.state.started), (1, {"Odd": 1}))


class Notebooks(unittest.TestCase):
    def test_what_a_daemon_says_is_escaped(self) -> None:
        nasty = "<script>alert('x')</script>"
        finding = records.TemplateFinding(field=nasty, message="a & b")
        shown = finding._repr_html_()
        self.assertIn("&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;", shown)
        self.assertIn("a &amp; b", shown)
        self.assertNotIn("<script>", shown + Table([finding, finding])._repr_html_())

    def test_tables(self) -> None:
        self.assertEqual(Table()._repr_html_(), "<p>nothing</p>")
        findings = Table(records.TemplateFinding(field=str(n), message="") for n in range(300))
        self.assertEqual(findings._repr_html_().count("<tr>"), 201)
        self.assertIn("and 100 more", findings._repr_html_())
        self.assertEqual(event_at(7)._repr_html_().count("<th"), 11)


if __name__ == "__main__":
    unittest.main()
