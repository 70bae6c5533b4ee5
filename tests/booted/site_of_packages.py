"""A container in which the packages are installed, and what tests ask of the daemon there.

    class Restarts(InstalledTest):
        def test_machines_live_on(self):
            before = self.order(3)
"""

import json
import os
import pathlib
import subprocess
import unittest

from container import Container, base_system, download, until

CONFIGURATION = "/etc/hostfactory/hostfactoryd.yaml"
STORE = "/var/lib/hostfactory/hostfactory.db"
DAEMON = "hostfactoryd.service"
# Writes where workloads write, for as long as it lives.
WORKLOAD = 'while :; do date >"$TMPDIR/beat" || exit 9; echo beat; sleep 0.2; done'


def packages():
    """The packages of daemon and command line, as `./dev package` has left them."""
    folder = pathlib.Path(os.environ["HOSTFACTORY_PACKAGES"])
    found = [path for name in ("hostfactory_", "hostfactory-client_") for path in sorted(folder.glob(f"{name}*.deb"))]
    if len(found) != 2:
        raise SystemExit(f"{folder} has no packages: ./dev package makes them")
    return found


def working_folder():
    folder = pathlib.Path(os.environ["HOSTFACTORY_BOOTED"])
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class BootedTest(unittest.TestCase):
    """A container with the packages at hand; the tests of a class share it, and run in the order of their names."""

    @classmethod
    def setUpClass(cls):
        folder = working_folder()
        cls.debian = Container(folder / "root", base_system(folder / "base"))
        cls.addClassCleanup(cls.debian.__exit__)
        download(cls.debian.root, packages())
        cls.before_boot()
        cls.debian.boot()

    @classmethod
    def before_boot(cls):
        """For tests that need another file system than the host's."""

    @classmethod
    def install(cls):
        return cls.debian.run("sh", "-c", "exec apt-get install -y --no-install-recommends /packages/*.deb").stdout

    @classmethod
    def ctl(cls, *words, check=True, user=None):
        return cls.debian.run("hostfactoryctl", *words, check=check, user=user).stdout

    @classmethod
    def json(cls, *words):
        return json.loads(cls.ctl(*words, "-o", "json"))

    @classmethod
    def property(cls, name, unit=DAEMON):
        return cls.debian.run("systemctl", "show", "--value", "--property", name, unit).stdout.strip()

    @classmethod
    def until_active(cls, what):
        until(lambda: cls.property("ActiveState") == "active", what)

    @classmethod
    def make_template(cls, name="small", command=WORKLOAD):
        words = json.dumps(["/bin/sh", "-c", command])
        cls.ctl("template", "create", name, "--provider", "local", "--max-number", "20",
                "--configuration", f"command={words}", "--configuration", 'environment={"TMPDIR": "/tmp"}')

    @classmethod
    def order(cls, count, template="small"):
        """Orders machines, and returns them by their ids with the ids of their processes."""
        cls.ctl("request", "create", template, str(count), "--wait", "--timeout", "120")
        return cls.running()

    @classmethod
    def running(cls):
        items = cls.json("machine", "list", "--live-only")["items"]
        return {item["machine_id"]: item["details"]["pid"] for item in items if item["status"] == "running"}

    @classmethod
    def alive(cls, machines):
        """The machines whose processes are there, and at work."""
        listed = cls.debian.run("ps", "-eo", "pid=,stat=").stdout.split("\n")
        states = {int(line.split()[0]): line.split()[1] for line in listed if line.strip()}
        return {name: pid for name, pid in machines.items() if states.get(pid, "Z")[0] not in "ZT"}

    @classmethod
    def journal(cls, *words, unit=DAEMON):
        lines = cls.debian.run("journalctl", "--unit", unit, "--output", "json", "--no-pager", *words).stdout
        return [json.loads(line) for line in lines.splitlines() if line.startswith("{")]

    @classmethod
    def write(cls, path, text):
        cls.debian.path(path).parent.mkdir(parents=True, exist_ok=True)
        cls.debian.path(path).write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, path):
        return cls.debian.path(path).read_text(encoding="utf-8")


class InstalledTest(BootedTest):
    """With the daemon installed, enabled and started."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.install()
        cls.debian.run("systemctl", "enable", "--now", "hostfactoryd")
        cls.make_template()


def another_version(package, version, folder, changed):
    """Returns a package with the same files, of another version, after changed(directory) has had its way."""
    content = folder / "content"
    subprocess.run(["dpkg-deb", "--raw-extract", package, content], check=True)
    control = content / "DEBIAN/control"
    lines = control.read_text(encoding="utf-8").splitlines()
    lines = [f"Version: {version}" if line.startswith("Version: ") else line for line in lines]
    control.write_text("\n".join(lines) + "\n", encoding="utf-8")
    changed(content)
    result = folder / f"{package.name.partition('_')[0]}_{version}.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", content, result], check=True,
                   stdout=subprocess.DEVNULL)
    return result
