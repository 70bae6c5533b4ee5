"""What systemd knows of the daemon, and what it does when the daemon ends, hangs or is wrongly configured."""

from container import until
from site_of_packages import CONFIGURATION, DAEMON, InstalledTest


class Service(InstalledTest):
    def test_started_means_ready(self):
        for _ in range(5):
            self.debian.run("systemctl", "restart", "hostfactoryd")
            self.assertEqual(self.debian.run("hostfactoryctl", "status", "--timeout", "5").returncode, 0)

    def test_status_line_and_journal(self):
        until(lambda: "machines" in self.property("StatusText"), "the status line")
        entries = self.journal()
        ours = [entry for entry in entries if entry.get("_SYSTEMD_UNIT") == DAEMON]
        self.assertTrue(ours)
        for entry in ours:
            self.assertEqual(entry["SYSLOG_IDENTIFIER"], "hostfactoryd")
            # What is said before there is a log are errors of the configuration.
            wanted = {"warning": "4", "info": "6"}.get(entry["MESSAGE"].partition(":")[0], "3")
            self.assertEqual(entry["PRIORITY"], wanted, entry)
        self.assertTrue(any("commands at" in entry["MESSAGE"] for entry in ours))

    def test_a_wrong_configuration_is_not_tried_again(self):
        right = self.read(CONFIGURATION)
        try:
            self.write(CONFIGURATION, right + "wokers: 3\n")
            begun = self.property("NRestarts")
            self.assertNotEqual(self.debian.run("systemctl", "restart", "hostfactoryd", check=False).returncode, 0)
            self.assertEqual(self.property("ActiveState"), "failed")
            self.assertEqual(self.property("ExecMainStatus"), "78")
            self.assertEqual(self.property("NRestarts"), begun)
            self.assertTrue(any("wokers" in entry["MESSAGE"] for entry in self.journal("--lines", "20")))
        finally:
            self.write(CONFIGURATION, right)
            self.debian.run("systemctl", "reset-failed", "hostfactoryd")
            self.debian.run("systemctl", "start", "hostfactoryd")

    def test_many_restarts_in_a_row_are_no_failure(self):
        for _ in range(12):
            self.debian.run("systemctl", "restart", "hostfactoryd")
        self.assertEqual(self.property("ActiveState"), "active")

    def test_a_reload_opens_a_rotated_audit_log(self):
        log = "/var/log/hostfactory/audit.jsonl"
        self.write(CONFIGURATION, self.read(CONFIGURATION) + f"\naudit: {{path: {log}}}\n")
        self.debian.run("systemctl", "daemon-reload")
        self.debian.run("systemctl", "restart", "hostfactoryd")
        before = self.property("MainPID")
        self.ctl("template", "create", "audited", "--provider", "local", "--max-number", "1")
        self.assertIn('"CreateTemplate"', self.read(log))
        self.debian.run("logrotate", "--force", "/etc/logrotate.d/hostfactory")
        self.assertIn('"CreateTemplate"', self.read(log + ".1"))

        def new_file_is_written():
            self.ctl("template", "update", "audited", "--max-number", "2", check=False)
            return "audited" in self.read(log)

        until(new_file_is_written, "a line in the new audit log")
        self.assertEqual(self.property("MainPID"), before)

    def test_the_group_may_and_others_may_not(self):
        self.assertEqual(self.debian.run("stat", "--format=%a %U %G", "/run/hostfactory").stdout,
                         "750 hostfactory hostfactory\n")
        self.debian.run("useradd", "--create-home", "alice")
        said = self.debian.run("hostfactoryctl", "status", check=False, user="alice")
        self.assertNotEqual(said.returncode, 0)
        self.assertIn("members of the group hostfactory", said.stdout)
        self.assertIn("usermod -aG hostfactory alice", said.stdout)
        self.debian.run("usermod", "-aG", "hostfactory", "alice")
        self.assertIn("position", self.ctl("status", user="alice"))

    def test_the_exporter_serves_metrics(self):
        self.debian.run("systemctl", "start", "hostfactory-exporter")
        fetch = "import urllib.request as u; print(u.urlopen('http://127.0.0.1:9464/metrics').read().decode())"
        until(lambda: "\nhostfactory_up 1" in self.debian.run("python3", "-c", fetch, check=False).stdout,
              "the exporter's metrics")

    def test_needrestart_leaves_the_daemon_alone(self):
        """Machines whose libc was replaced since they began make the unit outdated: listed, and left alone."""
        self.order(1)
        found = self.debian.run("sh", "-c", "ls /lib/*/libc.so.6").stdout.strip()
        self.debian.run("sh", "-c", f"cp {found} {found}.new && mv {found}.new {found}")
        self.debian.run("systemctl", "restart", "hostfactoryd")
        before = self.property("MainPID")
        said = self.debian.run("needrestart", "-r", "a", "-l", check=False).stdout
        self.assertIn("hostfactoryd.service", said.partition("being deferred")[2], said)
        self.assertEqual(self.property("MainPID"), before)
