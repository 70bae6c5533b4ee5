"""The examples in the docstrings of the package, against a real daemon."""

from __future__ import annotations

import doctest
import os
import unittest
from types import ModuleType
from unittest import mock

from running_site import RunningSite

import hostfactory
from hostfactory import aio, client, errors, resources, stream, view

MODULES: tuple[ModuleType, ...] = (hostfactory, aio, client, errors, resources, stream, view)
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


class Docstrings(unittest.TestCase):
    def setUp(self) -> None:
        self.daemon = RunningSite(templates={"small": "local"})
        self.addCleanup(self.daemon.__exit__)
        self.daemon.__enter__()
        surroundings = mock.patch.dict(os.environ, {"HOSTFACTORY_CONFIG": self.daemon.configuration})
        surroundings.start()
        self.addCleanup(surroundings.stop)

    def test_what_they_show_is_so(self) -> None:
        runner = doctest.DocTestRunner(optionflags=FLAGS)
        with hostfactory.connect() as site:
            for module in MODULES:
                globs = {**vars(module), "hostfactory": hostfactory, "site": site}
                for examples in doctest.DocTestFinder(exclude_empty=True).find(module, globs=globs):
                    runner.run(examples)
        self.assertEqual(runner.failures, 0)
        self.assertGreater(runner.tries, 30)


if __name__ == "__main__":
    unittest.main()
