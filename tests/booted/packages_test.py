"""What the packages do to a system: at their installation, an upgrade, a downgrade, their removal and their return."""

import hashlib
import pathlib
import sqlite3
import tempfile

from container import until
from site_of_packages import CONFIGURATION, DAEMON, STORE, BootedTest, another_version, packages

UPGRADE = "99.1"


class Packages(BootedTest):
    def test_1_installing_starts_nothing(self):
        self.install()
        for unit in (DAEMON, "hostfactory-exporter.service", "hostfactory-http.service", "hostfactory-http.socket"):
            self.assertEqual(self.property("ActiveState", unit), "inactive")
            self.assertEqual(self.debian.run("systemctl", "is-enabled", unit, check=False).stdout, "disabled\n")
        self.assertEqual(self.debian.run("dpkg", "--verify", "hostfactory", "hostfactory-client").stdout, "")
        self.assertEqual(self.debian.run("sh", "-c", "ls /var/lib/hostfactory").stdout, "machines\n")

    def test_2_units_are_sound_and_closed(self):
        for unit in ("hostfactoryd.service", "hostfactory-exporter.service", "hostfactory-http.service"):
            self.assertEqual(self.debian.run("systemd-analyze", "verify", "--man=no", unit).stdout, "")
            judged = self.debian.run("systemd-analyze", "security", "--no-pager", "--threshold=20", unit, check=False)
            self.assertEqual(judged.returncode, 0, judged.stdout)

    def test_3_first_request(self):
        self.debian.run("systemctl", "enable", "--now", "hostfactoryd")
        self.make_template()
        self.assertEqual(len(self.order(3)), 3)

    def test_4_an_upgrade_keeps_configuration_and_machines(self):
        """A conffile that both sides have changed, nobody at a terminal, and another package's installation."""
        machines = self.running()
        before = self.property("MainPID")
        mine = self.read(CONFIGURATION) + "# by the administrator\n"
        self.write(CONFIGURATION, mine)

        def changed(content):
            with open(content / CONFIGURATION.lstrip("/"), "a", encoding="utf-8") as file:
                file.write("# of the new version\n")

        with tempfile.TemporaryDirectory() as folder:
            newer = another_version(packages()[0], UPGRADE, pathlib.Path(folder), changed)
            self.write("/packages/newer.deb", "")
            self.debian.path("/packages/newer.deb").write_bytes(newer.read_bytes())
        self.debian.run("dpkg", "--install", "--force-confold", "/packages/newer.deb")
        self.debian.run("dpkg", "--install", f"/packages/{packages()[1].name}")
        self.assertEqual(self.read(CONFIGURATION), mine)
        self.assertEqual(self.property("ActiveState"), "active")
        self.assertNotEqual(self.property("MainPID"), before)
        self.assertEqual(self.alive(machines), machines)
        until(lambda: self.running() == machines, "the machines of before the upgrade")

    def test_5_a_newer_store_is_refused_after_a_downgrade(self):
        machines = self.running()
        self.debian.run("systemctl", "stop", "hostfactoryd")
        self.debian.run("dpkg", "--install", "--force-confold", f"/packages/{packages()[0].name}")
        self.assertEqual(self.property("ActiveState"), "inactive", "an upgrade has started what was stopped")
        store = sqlite3.connect(self.debian.path(STORE))
        format_of_today = store.execute("PRAGMA user_version").fetchone()[0]
        store.execute(f"PRAGMA user_version = {format_of_today + 1}")
        store.close()
        self.debian.run("systemctl", "start", "--no-block", "hostfactoryd")
        until(lambda: "open it with the version that wrote it" in self.log(), "the refusal of a newer store")
        self.debian.run("systemctl", "stop", "hostfactoryd")
        store = sqlite3.connect(self.debian.path(STORE))
        store.execute(f"PRAGMA user_version = {format_of_today}")
        store.close()
        self.debian.run("systemctl", "reset-failed", "hostfactoryd", check=False)
        self.debian.run("systemctl", "start", "hostfactoryd")
        self.assertEqual(self.running(), machines)

    def test_6_purge_leaves_the_store_and_says_so(self):
        machines = self.running()
        self.debian.run("apt-get", "remove", "-y", "hostfactory", "hostfactory-client")
        self.assertEqual(self.debian.run("pgrep", "-x", "hostfactoryd", check=False).stdout, "")
        before = self.checksum()
        said = self.debian.run("apt-get", "purge", "-y", "hostfactory", "hostfactory-client").stdout
        self.assertIn("left in place: /var/lib/hostfactory", said)
        self.assertIn("the user and group hostfactory", said)
        self.assertEqual(self.checksum(), before)
        self.assertEqual(self.alive(machines), machines)
        left = self.debian.run("sh", "-c", "find / -xdev -name '*hostfactory*' -not -path '/packages/*' "
                                           "-not -path '/var/cache/*' -not -path '/var/lib/hostfactory/*'").stdout
        self.assertEqual(left, "/var/lib/hostfactory\n")
        self.assertNotIn("hostfactory", self.debian.run("ls", "/run").stdout)
        self.assertNotIn("hostfactory", self.debian.run("systemctl", "list-unit-files").stdout)

    def test_7_a_new_installation_takes_the_store_over(self):
        owner = self.debian.run("stat", "--format=%u:%g", STORE).stdout
        self.install()
        self.debian.run("systemctl", "enable", "--now", "hostfactoryd")
        self.assertEqual(self.debian.run("stat", "--format=%u:%g", STORE).stdout, owner)
        machines = self.running()
        self.assertEqual(len(machines), 3)
        self.assertEqual(self.alive(machines), machines)

    def test_8_policy_forbids_a_restart(self):
        """A host whose policy-rc.d refuses gets no daemon started by the installation of packages."""
        self.write("/usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n")
        self.debian.run("chmod", "755", "/usr/sbin/policy-rc.d")
        before = self.property("MainPID")
        self.debian.run("dpkg", "--install", "--force-confold", f"/packages/{packages()[0].name}")
        self.assertEqual(self.property("MainPID"), before)

    def log(self):
        return self.debian.run("journalctl", "--unit", DAEMON, "--output", "cat", "--no-pager").stdout

    def checksum(self):
        return hashlib.sha256(self.debian.path(STORE).read_bytes()).hexdigest()
