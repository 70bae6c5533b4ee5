"""The generated classes are those that the daemon declares, and each code of an error has its family."""

from __future__ import annotations

import os
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


if __name__ == "__main__":
    unittest.main()
