"""The command line of hostfactory-mcp, with and without the package `mcp`. `-m` runs its __main__.py."""

from __future__ import annotations

import io
import subprocess
import sys
import unittest
from contextlib import redirect_stderr, redirect_stdout

from hostfactory import __version__
from hostfactory.mcp.program import main, parser, rules_of

WITHOUT_THE_PACKAGE = """
import sys
sys.modules["mcp_types"] = None
from hostfactory.mcp.program import main
main([])
"""


class CommandLine(unittest.TestCase):
    def said(self, *words: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [sys.executable, *words], check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
        return done.returncode, done.stdout, done.stderr

    def test_changes_need_a_principal(self) -> None:
        self.assertIsNone(rules_of(parser().parse_args([])).principal)
        named = rules_of(parser().parse_args(["--allow-commands", "--principal", "assistant"])).principal
        assert named is not None
        self.assertEqual(named.name, "assistant")
        anybody = rules_of(parser().parse_args(["--allow-commands", "--without-principal"])).principal
        assert anybody is not None
        self.assertEqual(anybody.name, "")
        for wrong in (["--allow-commands"], ["--principal", "assistant"], ["--allow-commands", "--principal", ""]):
            with self.assertRaises(ValueError):
                rules_of(parser().parse_args(wrong))

    def ended(self, *words: str) -> tuple[int, str, str]:
        """Returns how the program ends where it needs no process of its own for that, and what it says."""
        out, err = io.StringIO(), io.StringIO()
        with self.assertRaises(SystemExit) as raised, redirect_stdout(out), redirect_stderr(err):
            main(words)
        return int(raised.exception.code or 0), out.getvalue(), err.getvalue()

    def test_help_and_version_need_no_package(self) -> None:
        status, said, _ = self.said("-m", "hostfactory.mcp", "--help")
        self.assertEqual(status, 0)
        for word in ("--allow-commands", "--principal", "--config", "HOSTFACTORY_CONFIG", "exit status"):
            self.assertIn(word, said)
        self.assertEqual(self.ended("--version")[:2], (0, f"hostfactory-mcp {__version__}\n"))

    def test_wrong_usage(self) -> None:
        status, said, why = self.ended("--allow-commands")
        self.assertEqual((status, said), (2, ""))
        self.assertIn("--allow-commands needs --principal NAME", why)
        self.assertEqual(self.ended("--timeout", "0")[0], 2)
        self.assertEqual(self.ended("--largest-answer", "9")[0], 2)

    def test_where_the_package_is_missing(self) -> None:
        status, said, why = self.said("-c", WITHOUT_THE_PACKAGE)
        self.assertEqual((status, said), (1, ""))
        self.assertIn("pip install 'hostfactory[mcp]'", why)
        self.assertNotIn("Traceback", why)


if __name__ == "__main__":
    unittest.main()
