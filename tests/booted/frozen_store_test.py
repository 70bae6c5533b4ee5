"""The disk under the store hangs for a minute, as one behind a network does, and then goes on."""

import subprocess
import time

from container import until
from site_of_packages import InstalledTest, working_folder

# Longer than WatchdogSec of the unit.
FROZEN_S = 45


class FrozenStore(InstalledTest):
    @classmethod
    def before_boot(cls):
        cls.disk = cls.debian.path("/var/lib/hostfactory")
        cls.disk.mkdir(parents=True)
        image = working_folder() / "disk"
        image.unlink(missing_ok=True)
        with open(image, "wb") as file:
            file.truncate(1 << 30)
        subprocess.run(["mkfs.ext4", "-q", image], check=True)
        subprocess.run(["mount", "-o", "loop", image, cls.disk], check=True)
        cls.addClassCleanup(image.unlink)
        # A lazy one, since what holds it may end later than the container's first process.
        cls.addClassCleanup(subprocess.run, ["umount", "--lazy", cls.disk], check=True)

    def test_a_disk_that_hangs(self):
        """Commands get no answer, queries do, nothing is lost, and machines live on."""
        machines = self.order(2)
        before = self.property("MainPID")
        subprocess.run(["fsfreeze", "--freeze", self.disk], check=True)
        try:
            begun = time.monotonic()
            said = self.debian.run("hostfactoryctl", "request", "create", "small", "1", "--timeout", "5", check=False)
            self.assertNotEqual(said.returncode, 0, said.stdout)
            self.assertIn("position", self.ctl("status"))
            until(lambda: time.monotonic() - begun > FROZEN_S, "the watchdog's time")
        finally:
            subprocess.run(["fsfreeze", "--unfreeze", self.disk], check=True)
        self.assertEqual(self.property("MainPID"), before)
        until(lambda: self.running().items() >= machines.items(), "the machines of before")
        self.assertEqual(self.alive(machines), machines)
        self.order(1)
