"""The wheel has every module, the marker of types and the declarations of tools, and no tests."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

PACKAGE = pathlib.Path(os.path.abspath(__file__)).parent.parent


class Wheel(unittest.TestCase):
    names: set[str]
    metadata: str
    entry_points: str

    @classmethod
    def setUpClass(cls) -> None:
        # In a copy, since a build leaves files behind.
        folder = pathlib.Path(tempfile.mkdtemp(prefix="hf-wheel-"))
        cls.addClassCleanup(shutil.rmtree, folder)
        shutil.copytree(PACKAGE, folder / "python", ignore=shutil.ignore_patterns("build", "*.egg-info", "__pycache__"))
        done = subprocess.run(
            [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-build-isolation", "--no-deps", "--no-index"]
            + ["--disable-pip-version-check", "--wheel-dir", str(folder), str(folder / "python")],
            check=False,
            capture_output=True,
            text=True,
            env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        )
        if done.returncode != 0:
            raise AssertionError(done.stdout + done.stderr)
        (wheel,) = folder.glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            cls.names = set(archive.namelist())
            (cls.metadata, cls.entry_points) = (
                archive.read(next(name for name in cls.names if name.endswith(ending))).decode()
                for ending in (".dist-info/METADATA", ".dist-info/entry_points.txt")
            )

    def test_what_is_in_it(self) -> None:
        modules = {str(path.relative_to(PACKAGE)) for path in (PACKAGE / "hostfactory").rglob("*.py")}
        data = {"hostfactory/py.typed", "hostfactory/mcp/declarations.json"}
        self.assertEqual({name for name in self.names if ".dist-info/" not in name}, modules | data)

    def test_what_it_needs(self) -> None:
        needed = [line for line in self.metadata.splitlines() if line.startswith("Requires-Dist: ")]
        always = sorted(line.split()[1] for line in needed if "extra ==" not in line)
        self.assertEqual([name.split(">")[0] for name in always], ["msgpack", "pyzmq"], needed)
        self.assertIn("Provides-Extra: mcp", self.metadata)
        self.assertIn("hostfactory-mcp = hostfactory.mcp.program:main", self.entry_points)


if __name__ == "__main__":
    unittest.main()
