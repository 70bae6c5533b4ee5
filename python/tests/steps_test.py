"""What takes several messages, without a daemon: whatever interrupts a borrower, and whenever, is dealt with."""

from __future__ import annotations

import unittest
from typing import Any, Optional
from unittest import mock

from hostfactory import _steps, errors
from hostfactory._steps import Ask, Listen, Reply, Steps
from hostfactory.results import CreateRequestResult


class Interrupted(BaseException):
    """Stands for Control-C, and for the end of a task."""


class Bell:
    """Never rings."""

    def sockets(self) -> list[Any]:
        return []

    def settle(self) -> None:
        pass

    def close(self) -> None:
        pass


class Play:
    """Plays a procedure: `answer` says what comes of the n-th message, and the clock goes on while it listens."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.now = 1000.0
        self.slow = 0.0

    def of(self, steps: Steps[Any]) -> Any:
        with mock.patch("hostfactory._steps.time.monotonic", lambda: self.now):
            outcome: object = None
            while True:
                try:
                    wanted = steps.throw(outcome) if isinstance(outcome, BaseException) else steps.send(outcome)
                except StopIteration as end:
                    return end.value
                outcome = self._outcome_of(wanted)

    def _outcome_of(self, wanted: object) -> Optional[object]:
        if isinstance(wanted, Listen):
            self.now += wanted.seconds
            return None
        assert isinstance(wanted, Ask)
        self.asked.append(wanted.message.message_type)
        self.now += self.slow
        # The last one is the answer to everything that follows.
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def reply(result: Any = None) -> Reply[Any]:
    return Reply(result, 1, "c-1")


def refused(code: str, retryable: bool = False) -> errors.Refused:
    return errors.refused(errors.Refusal(code, "no", retryable=retryable), id="c-1", sent=False)


GONE = errors.Unreachable("no hostfactoryd answers", id="c-1")
MADE = reply(CreateRequestResult(request_id="req-1"))


def borrow() -> Steps[Any]:
    ring: Any = lambda _: Bell()  # noqa: E731
    return _steps.borrowed(_steps.order("small", 1, 30.0), 30.0, False, ring)


class GivingBack(unittest.TestCase):
    def test_whoever_is_interrupted_gives_back_first(self) -> None:
        befores: list[list[BaseException]] = [[Interrupted()], [refused("invalid_state"), Interrupted()]]
        for before in befores:
            play = Play(*before, refused("invalid_state"), reply())
            with self.assertRaises(Interrupted), self.assertLogs("hostfactory", "WARNING") as logs:
                play.of(_steps.give_back_whatever_happens("req-1"))
            self.assertEqual(play.asked[-2:], ["CancelRequest", "ReturnMachines"])
            self.assertIn("interrupt this once more to leave its machines running", logs.output[0])

    def test_whoever_is_interrupted_twice_does_not(self) -> None:
        play = Play(Interrupted(), Interrupted(), reply())
        with self.assertRaises(Interrupted), self.assertLogs("hostfactory", "WARNING"):
            play.of(_steps.give_back_whatever_happens("req-1"))
        self.assertEqual(play.asked, ["CancelRequest", "CancelRequest"])

    def test_it_is_said_which_machines_run_on(self) -> None:
        play = Play(GONE)
        with self.assertRaises(errors.Unreachable), self.assertLogs("hostfactory", "ERROR") as logs:
            play.of(_steps.give_back_whatever_happens("req-1"))
        self.assertIn("req-1 was not given back", logs.output[0])
        self.assertGreater(len(play.asked), 50)

    def test_what_passes_is_asked_again(self) -> None:
        for failure in GONE, refused("busy", True), refused("storage_error", True), errors.TimedOut("late"):
            play = Play(failure, reply())
            play.of(_steps.give_back("req-1", None))
            self.assertEqual(play.asked, ["CancelRequest"] * 2)
        with self.assertRaises(errors.NotAllowed):
            Play(refused("forbidden")).of(_steps.give_back("req-1", None))


class Borrowing(unittest.TestCase):
    def test_an_interruption_without_a_daemon_does_not_wait_for_one(self) -> None:
        befores: list[list[object]] = [[], [MADE]]
        for before in befores:
            play = Play(*before, Interrupted(), GONE)
            play.slow = 1.0
            with self.assertRaises(Interrupted):
                play.of(borrow())
            self.assertLessEqual(play.now - 1000.0, 2.0 + len(before))

    def test_an_interruption_before_the_reply_asks_which_request_it_is(self) -> None:
        play = Play(Interrupted(), MADE, reply())
        with self.assertRaises(Interrupted):
            play.of(borrow())
        self.assertEqual(play.asked, ["CreateRequest", "CreateRequest", "CancelRequest"])

    def test_a_time_that_is_none(self) -> None:
        for timeout in -1.0, float("nan"):
            with self.assertRaisesRegex(ValueError, "timeout must be a number of seconds, not"):
                _steps.order("small", 1, timeout)
        self.assertEqual(_steps.order("small", 1, float("inf")).unclaimed_s, 365 * 24 * 3600)


if __name__ == "__main__":
    unittest.main()
