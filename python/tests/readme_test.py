"""The examples of the package's README, and those for Python in the top one, against a real daemon."""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import unittest
from unittest import mock

from running_site import SOURCE, RunningSite


class Readme(unittest.TestCase):
    def setUp(self) -> None:
        self.daemon = RunningSite(templates={"small": "local"})
        self.addCleanup(self.daemon.__exit__)
        self.daemon.__enter__()
        surroundings = mock.patch.dict(os.environ, {"HOSTFACTORY_CONFIG": self.daemon.configuration})
        surroundings.start()
        self.addCleanup(surroundings.stop)

    def test_the_packages_readme(self) -> None:
        path = os.path.join(SOURCE, "python", "README.md")
        failed, tried = doctest.testfile(path, module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
        self.assertEqual(failed, 0)
        self.assertGreater(tried, 30)

    def test_the_top_readme(self) -> None:
        with open(os.path.join(SOURCE, "README.md"), encoding="utf-8") as file:
            section = re.search(r"^## From Python\n(.*?)^## ", file.read(), re.MULTILINE | re.DOTALL)
        assert section is not None
        programs = re.findall(r"^```python\n(.*?)^```", section[1], re.MULTILINE | re.DOTALL)
        self.assertGreater(len(programs), 0)
        for program in programs:
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(compile(program, "README.md", "exec"), {})
            self.assertIn("RequestCompleted", printed.getvalue())


if __name__ == "__main__":
    unittest.main()
