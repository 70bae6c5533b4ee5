"""The rules of missing nothing, over a feed that loses, repeats and delays, and daemons that restart."""

from __future__ import annotations

import random
import unittest
from collections.abc import Sequence as Several
from datetime import datetime, timedelta, timezone
from typing import Optional

from hostfactory._feed.sequence import CATEGORIES, Heard, LeftOut, Sequence
from hostfactory._wire.envelope import Heartbeat
from hostfactory.errors import StoreChanged
from hostfactory.events import Event, UnknownEvent
from hostfactory.results import ReadEventsResult
from hostfactory.words import Category

START = datetime(2026, 1, 1, tzinfo=timezone.utc)


class Store:
    """A store with events of all categories."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.events: list[Event] = []
        self.numbers: dict[str, int] = dict.fromkeys(CATEGORIES, 0)
        self.started_at = START

    def add(self) -> Event:
        category = self.chance.choice(CATEGORIES)
        self.numbers[category] += 1
        self.events.append(
            Event(
                position=len(self.events) + 1, category=category, category_position=self.numbers[category], stream="s",
                stream_version=1, type="Odd", schema=1, time=START, command_id="c", correlation_id="c",
                data=UnknownEvent("Odd", {}),
            )  # fmt: skip
        )
        return self.events[-1]

    def answer(
        self, after: int, limit: int, categories: Optional[Several[str]], store_id: str = "one"
    ) -> ReadEventsResult:
        looked_at = self.events[after : after + limit]
        wanted = [event for event in looked_at if not categories or event.category in categories]
        position = looked_at[-1].position if looked_at else after
        return ReadEventsResult(wanted, position, position < len(self.events), store_id)

    def heartbeat(self) -> Heartbeat:
        return Heartbeat(len(self.events), dict(self.numbers), "one", self.started_at, 1.0)


class Rules(unittest.TestCase):
    def follow(self, seed: int, categories: list[Category]) -> None:
        chance = random.Random(seed)
        store = Store(chance)
        for _ in range(chance.randrange(20)):
            store.add()
        sequence = Sequence(0, "", categories)
        got: list[int] = []

        def catch_up(quiet: bool = False) -> None:
            while sequence.must_ask:
                doubts = sequence.doubts
                question = sequence.question(chance.randrange(1, 6))
                assert question.limit is not None
                answer = store.answer(question.after, question.limit, question.categories)
                if not quiet and chance.random() < 0.3:
                    store.add()  # while the answer is under way
                if chance.random() < 0.05:
                    sequence.doubt()
                got.extend(event.position for event in sequence.read(answer, len(store.events), doubts))

        only = categories[0] if len(categories) == 1 else None
        for _ in range(300):
            if chance.random() < 0.8:
                catch_up()
            what = chance.random()
            if what < 0.6:
                event = store.add()
                if chance.random() < 0.8 and (only is None or event.category == only):
                    if sequence.hear(event) is Heard.NEXT:
                        got.append(event.position)
            elif what < 0.7 and store.events:
                heard = chance.choice(store.events)  # late, or once more
                if (only is None or heard.category == only) and sequence.hear(heard) is Heard.NEXT:
                    got.append(heard.position)
            elif what < 0.95:
                sequence.hear_heartbeat(store.heartbeat())
            else:
                store.started_at += timedelta(seconds=1)
                sequence.doubt()
        sequence.doubt()
        catch_up(quiet=True)
        wanted = [event.position for event in store.events if not categories or event.category in categories]
        self.assertEqual(got, wanted, f"seed {seed}")

    def test_each_event_once_and_in_order(self) -> None:
        for seed in range(60):
            for categories in ([], ["machine"], ["request", "machine"], list(CATEGORIES)):
                self.follow(seed, categories)  # type: ignore[arg-type]

    def test_another_store_is_not_taken_for_this_one(self) -> None:
        store = Store(random.Random(1))
        for _ in range(5):
            store.add()
        sequence = Sequence(3, "one")
        with self.assertRaisesRegex(StoreChanged, "has the store two, and position 3 is one of the store one"):
            sequence.read(store.answer(3, 10, None, "two"), 5, sequence.doubts)
        self.assertEqual(len(sequence.read(store.answer(3, 10, None), 5, sequence.doubts)), 2)
        foreign = Heartbeat(9, {}, "two", START, None)
        self.assertIs(sequence.hear_heartbeat(foreign), Heard.FOREIGN)
        self.assertTrue(sequence.must_ask)

    def test_an_answer_that_leaves_out_an_event_is_refused(self) -> None:
        store = Store(random.Random(1))
        for _ in range(5):
            store.add()
        answer = store.answer(0, 10, None)
        del answer.events[2]
        sequence = Sequence()
        with self.assertRaisesRegex(LeftOut, "left out what comes before event 4, after 2"):
            sequence.read(answer, 5, sequence.doubts)
        self.assertEqual(sequence.known, 0)

    def test_topics(self) -> None:
        self.assertEqual(Sequence().topics(), [b""])
        self.assertEqual(Sequence(categories=["request"]).topics(), [b"request.", b"$heartbeat"])
        self.assertEqual(Sequence(categories=["request", "machine"]).topics(), [b""])
        with self.assertRaisesRegex(ValueError, "there is no category 'cloud'"):
            Sequence(categories=["cloud"])  # type: ignore[list-item]


if __name__ == "__main__":
    unittest.main()
