"""A daemon for tests, in a directory of its own.

    with RunningSite() as daemon:
        site = hostfactory.connect(daemon.endpoints)
        daemon.kill(); daemon.start()

Whatever the test does, at its end nothing is left. HOSTFACTORY_BIN_DIR names the directory of the programs.
"""

from __future__ import annotations

import faulthandler
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from typing import Any, Callable, Optional

import hostfactory
from hostfactory import commands

BIN = os.environ.get("HOSTFACTORY_BIN_DIR", "")
SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PATIENCE = 60.0
# Before ctest ends a test without a word.
faulthandler.dump_traceback_later(240.0, exit=True)
AWS_TEMPLATE = {"imageId": "ami-12345678", "vmType": "m5.large", "subnetId": "subnet-12345678"}
SECURED = bool(os.environ.get("HOSTFACTORY_TESTS_SECURED"))


def until(holds: Callable[[], Any], what: str) -> Any:
    """Waits until holds() is true, and returns its value."""
    deadline = time.monotonic() + PATIENCE
    while True:
        value = holds()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain for {what}")
        time.sleep(0.02)


class RunningSite:
    """A daemon whose machines are processes of this host."""

    def __init__(
        self,
        more: str = "",
        endpoints: Optional[hostfactory.Endpoints] = None,
        templates: Optional[dict[str, str]] = None,
        principals: str = "",
    ) -> None:
        self.templates = {"small": "local", "stuck": "nowhere"} if templates is None else templates
        self.home = tempfile.mkdtemp(prefix="hf-py-")
        self.endpoints = endpoints or hostfactory.Endpoints.in_directory(self.home)
        self.configuration = f"{self.home}/hostfactoryd.yaml"
        self.process: Optional[subprocess.Popen[bytes]] = None
        if SECURED and not more and not principals:
            user = pwd.getpwuid(os.geteuid()).pw_name
            principals = f"principals: [{{name: tester, unix_user: {user}, roles: [admin], acts_for: any}}]\n"
        if principals:
            more += f"security: {{principals: {self.home}/principals.yaml}}\n"
            with open(f"{self.home}/principals.yaml", "w", encoding="utf-8") as file:
                file.write(principals)
        with open(os.open(f"{self.home}/secret", os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
            file.write("no key of anybody")
        with open(self.configuration, "w", encoding="utf-8") as file:
            file.write(
                "endpoints:\n"
                f'  commands: "{self.endpoints.commands}"\n'
                f'  queries: "{self.endpoints.queries}"\n'
                f'  events: "{self.endpoints.events}"\n'
                f"store: {{path: {self.home}/db}}\n"
                "feed: {heartbeat_ms: 200}\n"
                "providers:\n"
                f"  - {{name: local, type: process, directory: {self.home}/machines, poll_ms: 100, grace_s: 1}}\n"
                # Nobody answers there, so its requests stay open.
                "  - {name: nowhere, type: aws, region: eu-central-1, "
                + ", ".join(f'{key}: "file:{self.home}/secret"' for key in ("access_key_id", "secret_access_key"))
                + ", "
                + ", ".join(f'{service}_endpoint: "http://127.0.0.1:9"' for service in ("ec2", "sts"))
                + "}\n"
                + more.replace("HOME", self.home)
            )

    def __enter__(self) -> RunningSite:
        try:
            self.start()
            with self.connect() as site:
                for name, provider in self.templates.items():
                    site.send(
                        commands.CreateTemplate(
                            name,
                            provider=provider,
                            max_number=100,
                            configuration=AWS_TEMPLATE if provider == "nowhere" else None,
                        )
                    )
        except BaseException:
            self.__exit__()
            raise
        return self

    def connect(self) -> hostfactory.Site:
        """Returns a client that waits long for the daemon."""
        return hostfactory.connect(self.endpoints, rules=hostfactory.CallRules(timeout=PATIENCE, patience=PATIENCE))

    def start(self) -> None:
        """Starts the daemon, and waits until it answers."""
        environment = {name: value for name, value in os.environ.items() if name != "NOTIFY_SOCKET"}
        with open(f"{self.home}/daemon.log", "ab") as log:
            self.process = subprocess.Popen(
                [f"{BIN}/hostfactoryd", "--config", self.configuration], env=environment, stdout=log, stderr=log
            )
        if self.endpoints.commands.startswith("tcp:"):
            return
        path = self.endpoints.queries[len("ipc://") :]

        def answers() -> bool:
            assert self.process is not None
            if self.process.poll() is not None:
                raise AssertionError(f"the daemon ended with {self.process.returncode}: {self.said()}")
            return os.path.exists(path)

        until(answers, "the daemon")

    def said(self) -> str:
        """Returns the daemon's log."""
        with open(f"{self.home}/daemon.log", encoding="utf-8", errors="replace") as log:
            return log.read()

    def kill(self) -> None:
        """Ends the daemon as a crash would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def kill_and_start(self) -> None:
        """Ends the daemon as a crash would, and starts another one."""
        self.kill()
        self.start()

    def stop(self) -> None:
        """Ends the daemon as systemd does."""
        assert self.process is not None
        self.process.terminate()
        self.process.wait(PATIENCE)

    def forget_everything(self) -> None:
        """Removes the store of a daemon that was stopped."""
        for ending in ("", "-wal", "-shm", ".head"):
            if os.path.exists(f"{self.home}/db{ending}"):
                os.remove(f"{self.home}/db{ending}")

    def machines_running(self) -> int:
        """Returns how many machines run, whatever the daemon says."""
        found = subprocess.run(
            ["pgrep", "-c", "-f", f"hostfactory-machine {self.home}/"], check=False, capture_output=True, text=True
        )
        return int(found.stdout or 0)

    def __exit__(self, *_: object) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        subprocess.run(["pkill", "-9", "-f", f"hostfactory-machine {self.home}/"], check=False)
        shutil.rmtree(self.home, ignore_errors=True)


def hang(process: subprocess.Popen[bytes]) -> None:
    """Stops a process without ending it, and waits until it stands still."""
    process.send_signal(signal.SIGSTOP)

    def stands_still() -> bool:
        with open(f"/proc/{process.pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] == "T"

    until(stands_still, "the process to stand still")
