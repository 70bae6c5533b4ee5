"""The rules of asking again, with a clock that the test sets."""

from __future__ import annotations

import unittest
from typing import Any, Optional

import hostfactory
from hostfactory._calls.ids import client_name, new_id
from hostfactory._calls.rules import CallRules, PendingCall, Reach
from hostfactory._wire.codec import unpack
from hostfactory._wire.envelope import Answer, Envelope, RawReply

NOBODY = Reach("ipc:///x", True, "no hostfactoryd answers")
UP = Reach("ipc:///x")


def call_of(timeout: float = 10.0, **rules: Any) -> PendingCall:
    envelope = Envelope(True, "c-1", "CancelRequest", {"request_id": "req-1"}, {"client": "me"})
    return PendingCall(envelope, CallRules(**rules), 0.0, timeout)


def refusal(code: str, retryable: bool = False, retry_after: Optional[float] = None) -> RawReply:
    return RawReply("c-1", refusal=hostfactory.errors.Refusal(code, "no", None, {}, retryable, retry_after))


class Rules(unittest.TestCase):
    def test_a_message_is_the_same_each_time_but_for_the_time_that_is_left(self) -> None:
        call = call_of()
        first = unpack(call.begin_sending(0.0))
        call.lost("gone", 4.0)
        second = unpack(call.begin_sending(4.0))
        self.assertEqual(
            first,
            {"v": 1, "id": "c-1", "type": "CancelRequest", "body": {"request_id": "req-1"}, "deadline_ms": 10000,
             "client": "me"},
        )
        assert isinstance(first, dict)
        self.assertEqual(second, {**first, "deadline_ms": 6000})

    def test_one_that_was_never_sent_fails_when_patience_is_over(self) -> None:
        call = call_of()
        self.assertEqual(call.due(0.5, True), 1.0)
        call.look(0.5, NOBODY)
        with self.assertRaises(hostfactory.Unreachable) as raised:
            call.look(1.0, NOBODY)
        self.assertEqual((raised.exception.id, raised.exception.sent), ("c-1", False))

    def test_one_that_was_sent_is_sent_again_until_its_deadline(self) -> None:
        call = call_of(resend_after=3.0)
        call.begin_sending(0.0)
        call.look(2.9, UP)
        self.assertTrue(call.is_asked)
        call.look(3.0, UP)
        self.assertTrue(call.is_to_be_sent(3.0))
        call.look(9.9, NOBODY)
        with self.assertRaises(hostfactory.CallError) as raised:
            call.look(10.0, NOBODY)
        self.assertTrue(raised.exception.sent)

    def test_a_busy_daemon_is_asked_when_it_says(self) -> None:
        call = call_of()
        call.begin_sending(0.0)
        self.assertIsNone(call.answered(refusal("busy", True, 2.0), 0.1))
        self.assertFalse(call.is_to_be_sent(2.0))
        self.assertTrue(call.is_to_be_sent(2.1))
        call.begin_sending(2.1)
        answer = Answer({}, 7, False, [])
        self.assertIs(call.answered(RawReply("c-1", answer=answer), 2.2), answer)

    def test_a_refusal_that_lasts_ends_the_call(self) -> None:
        call = call_of()
        call.begin_sending(0.0)
        with self.assertRaises(hostfactory.Conflict) as raised:
            call.answered(refusal("conflict"), 0.1)
        self.assertFalse(raised.exception.sent)

    def test_a_daemon_that_is_busy_for_longer_than_there_is_time_is_not_asked_again(self) -> None:
        call = call_of(timeout=1.0)
        call.begin_sending(0.0)
        with self.assertRaises(hostfactory.Busy) as raised:
            call.answered(refusal("busy", True, 2.0), 0.1)
        self.assertFalse(raised.exception.sent)

    def test_whether_it_may_have_been_carried_out(self) -> None:
        call = call_of()
        call.begin_sending(0.0)
        call.lost("the connection ended", 1.0)
        call.begin_sending(1.0)
        # This sending was not carried out; the first one may have been.
        with self.assertRaises(hostfactory.Busy) as raised:
            call.answered(refusal("busy", True), 2.0)
        self.assertTrue(raised.exception.sent)

    def test_ids(self) -> None:
        ids = [new_id() for _ in range(1000)]
        self.assertEqual(len(set(ids)), 1000)
        for id in ids:
            self.assertRegex(id, "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
        self.assertLessEqual(len(client_name().encode()), 128)


if __name__ == "__main__":
    unittest.main()
