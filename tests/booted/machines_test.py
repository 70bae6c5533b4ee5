"""Machines of the process provider live on whatever happens to the daemon, and the daemon finds them again."""

import stat

from container import until
from site_of_packages import InstalledTest


class Machines(InstalledTest):
    def setUp(self):
        if not self.running():
            self.order(3)
        self.before = self.running()
        self.assertEqual(self.alive(self.before), self.before)

    def expect_all_found_again(self):
        self.assertEqual(self.alive(self.before), self.before)
        until(lambda: self.running() == self.before, "the machines of before")

    def test_1_restart(self):
        self.debian.run("systemctl", "restart", "hostfactoryd")
        self.expect_all_found_again()

    def test_2_kill(self):
        """The daemon is killed, and is started again by systemd."""
        pid = self.property("MainPID")
        self.debian.run("kill", "-KILL", pid)
        until(lambda: self.property("MainPID") not in ("0", pid), "another daemon")
        self.until_active("the daemon after kill -9")
        self.expect_all_found_again()

    def test_3_watchdog(self):
        pid = self.property("MainPID")
        self.debian.run("kill", "-STOP", pid)
        until(lambda: self.property("MainPID") not in ("0", pid), "the watchdog")
        self.until_active("the daemon after the watchdog")
        self.assertTrue(any("Watchdog timeout" in entry["MESSAGE"] for entry in self.journal()))
        self.expect_all_found_again()

    def test_4_stopped_for_a_while(self):
        """Meanwhile machines write their logs and temporary files, and keep their user."""
        self.debian.run("systemctl", "stop", "hostfactoryd")
        # Each has written again after the daemon has stopped.
        logs = [self.debian.path(f"/var/lib/hostfactory/machines/{name}/log") for name in self.before]
        sizes = [log.stat().st_size for log in logs]
        until(lambda: all(log.stat().st_size > size + 10 for log, size in zip(logs, sizes)), "what machines write")
        self.assertEqual(self.alive(self.before), self.before)
        users = self.debian.run("ps", "-o", "user:20=", "-p", ",".join(map(str, self.before.values()))).stdout
        self.assertEqual(set(users.split()), {"hostfactory"})
        self.debian.run("systemctl", "daemon-reload")
        self.debian.run("systemctl", "start", "hostfactoryd")
        self.expect_all_found_again()

    def test_5_a_machine_reaches_the_next_daemon(self):
        """A machine that has outlived a restart asks the daemon by its socket, from its own view of the files."""
        pid = next(iter(self.before.values()))
        self.debian.run("systemctl", "restart", "hostfactoryd")
        asked = self.debian.run("nsenter", "--target", str(pid), "--mount", "runuser", "-u", "hostfactory", "--",
                                "hostfactoryctl", "status", check=False)
        self.assertEqual(asked.returncode, 0, asked.stdout)

    def test_6_confined_machines_do_their_work(self):
        """What workloads do and the unit's filters could have taken away."""
        command = ("set -e; cd \"$HOME\"; touch mine; chgrp hostfactory mine; mkfifo pipe; nice true; "
                   "ulimit -c 0; ln -s mine link; "
                   "python3 -c 'import socket; socket.socket().bind((\"127.0.0.1\", 0))'; echo done; sleep 1000")
        self.make_template("worker", command)
        name = (set(self.order(1, "worker")) - set(self.before)).pop()
        log = self.debian.path(f"/var/lib/hostfactory/machines/{name}/log")
        until(lambda: log.read_text(encoding="utf-8") != "", "the machine's word")
        self.assertEqual(log.read_text(encoding="utf-8"), "done\n")
        self.ctl("machine", "return", name)
        until(lambda: name not in self.running(), "the machine's end")

    def test_7_confined_machines_are_kept_from_the_rest(self):
        command = ("id; touch /etc/mine && echo etc; unshare --user true && echo namespace; "
                   "test -w /sys/kernel/mm && echo sys; ls /dev/kmsg && echo device; echo done; sleep 1000")
        self.make_template("curious", command)
        name = (set(self.order(1, "curious")) - set(self.before)).pop()
        log = self.debian.path(f"/var/lib/hostfactory/machines/{name}/log")
        until(lambda: "done\n" in log.read_text(encoding="utf-8"), "the machine's word")
        lines = log.read_text(encoding="utf-8").splitlines()
        self.assertFalse({"etc", "namespace", "sys", "device"} & set(lines), lines)
        self.ctl("machine", "return", name)
        until(lambda: name not in self.running(), "the machine's end")

    def test_8_out_of_memory(self):
        """The kernel ends machines first, and systemd leaves the daemon alone when it has ended one."""
        def score(pid):
            return self.debian.run("cat", f"/proc/{pid}/oom_score_adj").stdout.strip()

        self.assertEqual(self.property("OOMPolicy"), "continue")
        self.assertEqual(self.property("OOMScoreAdjust"), "-500")
        # Where the host lets nobody in a container lower the score, systemd goes on without.
        self.assertIn(score(self.property("MainPID")), ("-500", "0"))
        keepers = self.debian.run("pgrep", "-x", "hf-machine").stdout.split()
        self.assertGreaterEqual(len(keepers), len(self.before))
        self.assertEqual({score(pid) for pid in [*self.before.values(), *keepers]}, {"0"})

    def test_9_reboot(self):
        """A reboot ends processes. The daemon comes back by itself, says so, and takes the next request."""
        self.debian.reboot()
        self.until_active("the daemon after the reboot")
        until(lambda: not self.running(), "the end of the machines of before")
        self.assertEqual(len(self.order(2)), 2)
        sockets = self.debian.run("stat", "--format=%f", "/run/hostfactory/commands.sock").stdout
        self.assertTrue(stat.S_ISSOCK(int(sockets, 16)))
