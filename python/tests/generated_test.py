"""The generated classes are those that the daemon declares, and each code of an error has its family."""

from __future__ import annotations

import copy
import os
import pickle
import subprocess
import sys
import unittest

from hostfactory import errors
from hostfactory.codes import CODES

BIN = os.environ.get("HOSTFACTORY_BIN_DIR", "")
SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Generated(unittest.TestCase):
    def test_what_is_generated_is_what_the_daemon_declares(self) -> None:
        script = os.path.join(SOURCE, "scripts", "renew_python.py")
        done = subprocess.run(
            [sys.executable, script, f"{BIN}/hostfactoryd", "--check"], check=False, capture_output=True, text=True
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_each_code_has_a_family(self) -> None:
        self.assertEqual(set(errors.FAMILIES), set(CODES))

    def test_a_code_of_a_newer_daemon_is_a_refusal_all_the_same(self) -> None:
        failure = errors.refused(errors.Refusal("too_tired", "no", retryable=True), id="c-1", sent=True)
        self.assertEqual((type(failure), failure.code, failure.retryable), (errors.Refused, "too_tired", True))

    def test_errors_pass_from_one_process_to_another(self) -> None:
        refusal = errors.Refusal("busy", "no room", details={"depth": 7}, retryable=True, retry_after=0.5)
        for failure in (
            errors.refused(refusal, id="c-1", sent=True),
            errors.NotFilled("req-1", "failed", "no capacity"),
            errors.EventsGone("archived", 100),
            errors.TimedOut("late", id="c-2", sent=True),
            errors.Unreachable("nobody", id="c-3"),
            errors.ConfigurationError("no such file"),
        ):
            for again in pickle.loads(pickle.dumps(failure)), copy.copy(failure):
                self.assertIs(type(again), type(failure))
                self.assertEqual((str(again), again.__dict__), (str(failure), failure.__dict__))


if __name__ == "__main__":
    unittest.main()
