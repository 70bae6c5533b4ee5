"""A client in front of something that is no good daemon: it ends in time, with an exception of ours."""

from __future__ import annotations

import os
import tempfile
import threading
import time
import unittest
from typing import Any, Callable, Optional

import msgpack  # type: ignore[import]
import zmq

import hostfactory
from hostfactory import queries


def ok(message: Any, **more: Any) -> bytes:
    packed = msgpack.packb({"v": 1, "id": message["id"], "status": "ok", "position": 1, "result": {}, **more})
    assert isinstance(packed, bytes)
    return packed


class FakeDaemon:
    """Answers each message as a function says: bytes, or nothing."""

    def __init__(self, answer: Callable[[Any], Optional[bytes]]) -> None:
        self._answer = answer
        self._home = tempfile.TemporaryDirectory(prefix="hf-py-")
        self.endpoints = hostfactory.Endpoints.in_directory(self._home.name)
        self.asked: list[Any] = []
        self._ended = threading.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> FakeDaemon:
        self._thread.start()
        self._ready.wait()
        return self

    def _run(self) -> None:
        context = zmq.Context()
        router = context.socket(zmq.ROUTER)
        router.bind(self.endpoints.queries)
        self._ready.set()
        while not self._ended.is_set():
            if not router.poll(20):
                continue
            sender, message = router.recv_multipart()[:2]
            self.asked.append(msgpack.unpackb(message))
            answer = self._answer(self.asked[-1])
            if answer is not None:
                router.send_multipart([sender, answer])
        router.close(0)
        context.term()

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        self._home.cleanup()


RULES = hostfactory.CallRules(timeout=0.6, patience=0.1, resend_after=0.2)


class Hostile(unittest.TestCase):
    def fails(
        self, kind: type[hostfactory.CallError], answer: Callable[[Any], Optional[bytes]], words: str
    ) -> list[Any]:
        with FakeDaemon(answer) as daemon, hostfactory.connect(daemon.endpoints, rules=RULES) as site:
            started = time.monotonic()
            with self.assertRaisesRegex(kind, words):
                site.send(queries.GetMachine("m-1"))
            self.assertLess(time.monotonic() - started, 10)
            return daemon.asked

    def test_bytes_that_are_no_msgpack(self) -> None:
        self.fails(hostfactory.Unreadable, lambda _: b"\xc1\xc1", "not understood: it is not msgpack")

    def test_a_reply_of_another_shape(self) -> None:
        self.fails(hostfactory.Unreadable, lambda m: ok(m, status=5), "status must be a string")

    def test_a_result_of_another_shape(self) -> None:
        self.fails(hostfactory.Unreadable, lambda m: ok(m, result={"name": 7}), "machine_id is missing")

    def test_an_error_without_words(self) -> None:
        self.fails(hostfactory.Unreadable, lambda m: ok(m, status="error", error={}), "error.code is missing")

    def test_findings_of_any_shape(self) -> None:
        error = {"code": "validation_error", "message": "no", "details": {"findings": [1, {"field": 2}, "x"]}}
        with FakeDaemon(lambda m: ok(m, status="error", error=error)) as daemon:
            with hostfactory.connect(daemon.endpoints) as site, self.assertRaises(hostfactory.InvalidMessage) as raised:
                site.send(queries.GetMachine("m-1"))
        self.assertEqual(raised.exception.findings, [hostfactory.Finding("2", "")])

    def test_silence(self) -> None:
        asked = self.fails(hostfactory.TimedOut, lambda _: None, "gave no answer within|has fallen silent")
        self.assertGreater(len(asked), 1)
        self.assertEqual(len({message["id"] for message in asked}), 1)

    def test_replies_to_nobody(self) -> None:
        self.fails(hostfactory.TimedOut, lambda m: ok(m, id="another"), "gave no answer within|has fallen silent")

    def test_a_reply_that_is_too_large_ends_the_connection(self) -> None:
        rules = hostfactory.CallRules(timeout=0.6, patience=0.1, resend_after=0.2, largest_reply=1000)
        with FakeDaemon(lambda m: ok(m, result={"name": "x" * 2000})) as daemon:
            with hostfactory.connect(daemon.endpoints, rules=rules) as site:
                with self.assertRaises(hostfactory.CallError):
                    site.send(queries.GetMachine("m-1"))

    def test_events_that_were_archived(self) -> None:
        details = {"first_position": 100, "archive": "/srv/archive"}
        error = {"code": "invalid_state", "message": "archived", "field": "after", "details": details}
        with FakeDaemon(lambda m: ok(m, status="error", error=error)) as daemon:
            with hostfactory.connect(daemon.endpoints) as site, site.events(after=5) as stream:
                with self.assertRaisesRegex(hostfactory.EventsGone, "archived") as raised:
                    next(stream)
                self.assertEqual((raised.exception.first_position, stream.position), (100, 5))

    def test_an_answer_that_leaves_out_an_event(self) -> None:
        event = {"position": 9, "category": "request", "category_position": 1, "stream": "s", "stream_version": 1}
        event.update({"type": "Odd", "schema": 1, "time": 0, "command_id": "c", "correlation_id": "c", "data": {}})
        read = {"events": [event], "position": 9, "has_more": False, "store_id": "one"}
        with FakeDaemon(lambda m: ok(m, result=read)) as daemon:
            with hostfactory.connect(daemon.endpoints) as site, site.events(after=5) as stream:
                for _ in range(2):
                    with self.assertRaisesRegex(hostfactory.Unreadable, "left out what comes before event 9, after 5"):
                        next(stream)

    def test_a_late_answer_is_for_nobody(self) -> None:
        late: list[Any] = []

        def answer(message: Any) -> Optional[bytes]:
            late.append(message)
            return ok(late[0]) if len(late) > 1 else None

        rules = hostfactory.CallRules(timeout=0.5, patience=0.1, resend_after=5.0)
        with FakeDaemon(answer) as daemon, hostfactory.connect(daemon.endpoints, rules=rules) as site:
            for _ in range(2):
                with self.assertRaises(hostfactory.TimedOut):
                    site.send(queries.GetMachine("m-1"))

    def test_an_address_that_makes_no_sense(self) -> None:
        for address in "nonsense", "tcp://", "ipc://" + "x" * 300:
            with hostfactory.connect(hostfactory.Endpoints(address, address)) as site:
                with self.assertRaisesRegex(hostfactory.Unreachable, "cannot connect to"):
                    site.status()

    def test_nobody_there(self) -> None:
        with tempfile.TemporaryDirectory() as home:
            with hostfactory.connect(hostfactory.Endpoints.in_directory(home), rules=RULES) as site:
                with self.assertRaisesRegex(hostfactory.Unreachable, "no hostfactoryd answers at .*; is it running?"):
                    site.status()

    def test_a_socket_that_one_may_not_use(self) -> None:
        if os.geteuid() == 0:
            self.skipTest("root may use every socket")
        with FakeDaemon(lambda _: None) as daemon, hostfactory.connect(daemon.endpoints, rules=RULES) as site:
            os.chmod(daemon.endpoints.queries[len("ipc://") :], 0)
            with self.assertRaisesRegex(hostfactory.Unreachable, "Permission denied"):
                site.status()

    def test_the_next_address_is_tried(self) -> None:
        with tempfile.TemporaryDirectory() as home:
            nobody = hostfactory.Endpoints.in_directory(home)
            whoami = {"principal": "", "role": "admin"}
            with FakeDaemon(lambda m: ok(m, result=whoami)) as daemon:
                with hostfactory.connect([nobody, daemon.endpoints]) as site:
                    self.assertEqual(site.who_am_i().role, "admin")


if __name__ == "__main__":
    unittest.main()
