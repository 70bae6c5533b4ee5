"""Installs the packages in a booted container, and tries there what a site's systemd does to the daemon.

    HOSTFACTORY_PACKAGES=build/package HOSTFACTORY_BOOTED=build/booted run.py [-k NAME]

`./dev test --booted` builds the packages and runs this as root: packages_test.py, service_test.py, machines_test.py and
frozen_store_test.py.
"""

import os
import sys
import unittest

if __name__ == "__main__":
    if os.geteuid() != 0:
        raise SystemExit("only root can boot a container")
    folder = os.path.dirname(os.path.abspath(__file__))
    unittest.main(module=None, verbosity=2,
                  argv=["run.py", "discover", "--start-directory", folder, "--pattern", "*_test.py", *sys.argv[1:]])
