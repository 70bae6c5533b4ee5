"""Following the events of a real daemon: each once and in order, over kills, another store, and a feed that loses."""

from __future__ import annotations

import os
import subprocess
import sys
import unittest

from running_site import SOURCE, RunningSite, until

import hostfactory
from hostfactory import commands


class Following(unittest.TestCase):
    def setUp(self) -> None:
        self.daemon = RunningSite()
        self.addCleanup(self.daemon.__exit__)
        self.daemon.__enter__()
        self.site = self.daemon.connect()
        self.addCleanup(self.site.close)

    def following(self, after: int = 0, **more: object) -> hostfactory.Events:
        stream = self.site.events(after=after, **more)  # type: ignore[arg-type]
        self.addCleanup(stream.close)
        return stream

    def template(self, name: str) -> None:
        self.site.send(commands.CreateTemplate(name, provider="local", max_number=1))

    def up_to(self, stream: hostfactory.Events, name: str) -> list[int]:
        positions = []
        for event in stream:
            positions.append(event.position)
            if event.stream == name:
                return positions
        raise AssertionError("the stream has ended")

    def test_over_kills_of_the_daemon(self) -> None:
        stream = self.following()
        positions = self.up_to(stream, "stuck")
        for n in range(3):
            self.template(f"before-{n}")
            self.daemon.kill()
            # The feed may have brought it already.
            if (event := stream.next(0.0)) is not None:
                positions.append(event.position)
            self.daemon.start()
            self.template(f"after-{n}")
            positions += self.up_to(stream, f"after-{n}")
        self.assertEqual(positions, list(range(1, len(positions) + 1)))
        self.assertEqual(stream.position, positions[-1])
        until(lambda: stream.next(0.1) is None and stream.phase is hostfactory.Phase.LIVE, "the live feed")

    def test_while_no_daemon_answers(self) -> None:
        self.daemon.kill()
        stream = self.following()
        self.assertIsNone(stream.next(0.5))
        self.assertIs(stream.phase, hostfactory.Phase.CONNECTING)
        until(lambda: stream.next(0.1) is None and "no hostfactoryd answers" in stream.trouble, "the reason")
        self.daemon.start()
        self.assertEqual(next(stream).position, 1)
        self.assertEqual(stream.trouble, "")

    def test_another_store(self) -> None:
        stream = self.following()
        self.up_to(stream, "stuck")
        kept, store_id = stream.position, stream.store_id
        self.daemon.stop()
        self.daemon.forget_everything()
        self.daemon.start()
        with self.assertRaises(hostfactory.StoreChanged):
            while True:
                stream.next(10.0)
        for name in "small", "stuck", "other":
            self.template(name)
        with self.assertRaisesRegex(hostfactory.StoreChanged, store_id):
            next(self.following(kept, store_id=store_id))

    def test_a_position_that_the_store_has_not_reached(self) -> None:
        with self.assertRaisesRegex(hostfactory.StoreChanged, "ends before the position"):
            next(self.following(10_000))

    def test_some_categories(self) -> None:
        self.template("one")
        self.site.requests.create("small", 1).wait(timeout=60)
        self.assertEqual({e.category for e in self.taken(self.following(categories=["template"]))}, {"template"})
        both = self.following(categories=["request", "machine"])
        self.assertEqual({e.category for e in self.taken(both)}, {"request", "machine"})
        with self.assertRaisesRegex(ValueError, "there is no category 'cloud'"):
            self.site.events(categories=["cloud"])  # type: ignore[list-item]

    def taken(self, stream: hostfactory.Events) -> list[hostfactory.Event]:
        events: list[hostfactory.Event] = []
        while (event := stream.next(0.1)) is not None or stream.phase is not hostfactory.Phase.LIVE:
            events += [event] if event is not None else []
        return events

    def test_a_feed_that_loses_most(self) -> None:
        lossy = f"ipc://{self.daemon.home}/lossy.sock"
        script = os.path.join(SOURCE, "tests", "system", "support", "lossy_feed.py")
        feed = self.daemon.endpoints.events
        process = subprocess.Popen([sys.executable, script, feed, lossy], stdout=subprocess.PIPE)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        assert process.stdout is not None
        self.assertEqual(process.stdout.readline(), b"ready\n")
        where = self.daemon.endpoints
        with hostfactory.connect(hostfactory.Endpoints(where.commands, where.queries, lossy)) as site:
            stream = site.events(after=0)
            self.addCleanup(stream.close)
            events = [next(stream)]
            while stream.phase is not hostfactory.Phase.LIVE:
                if (event := stream.next(0.1)) is not None:
                    events.append(event)
            for n in range(8):
                self.template(f"t{n}")
            self.site.send(commands.DeleteTemplate("t0"))
            while events[-1].type != "TemplateDeleted":
                events.append(next(stream))
            self.assertEqual([event.position for event in events], list(range(1, len(events) + 1)))
            self.assertGreater(stream.figures.gaps, 0)

    def test_a_closed_stream(self) -> None:
        stream = self.following()
        next(stream)
        stream.close()
        with self.assertRaises(hostfactory.Closed):
            next(stream)


if __name__ == "__main__":
    unittest.main()
