"""Runs a daemon for tests in Python, in a directory of its own, and the exporter that follows it.

    with Site() as site:
        site.ctl("template", "create", "small", "--provider", "local")
        exporter = site.start_exporter()
        until(lambda: exporter.get("/readyz").status == 200)

Whatever the test does, at its end nothing is left.
"""

import http.client
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

BIN = os.environ["HOSTFACTORY_BIN_DIR"]
PATIENCE = 60


def until(holds, what="it"):
    """Waits until holds() is true, and returns its value."""
    deadline = time.monotonic() + PATIENCE
    while True:
        result = holds()
        if result:
            return result
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain for {what}")
        time.sleep(0.02)


def expect(got, wanted, what):
    if got != wanted:
        raise AssertionError(f"{what}: {got!r}, not {wanted!r}")


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read().decode()


class Exporter:
    def __init__(self, site, listen, options, tls):
        self.tls = tls
        self.log = f"{site.home}/exporter.log"
        begin = os.path.getsize(self.log) if os.path.exists(self.log) else 0
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [f"{BIN}/hostfactory-exporter", "--config", site.configuration, "--listen", listen,
                 *options],
                env=site.environment, stderr=log)

        def address():
            if self.process.poll() is not None:
                raise AssertionError(f"the exporter ended with {self.process.returncode}: {self.said()}")
            return re.search(r"listening at https?://\[?([\w.:]+?)\]?:(\d+)/", self.said()[begin:])

        self.host, port = until(address, "the exporter's address").groups()
        self.port = int(port)

    def said(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read()

    def connection(self):
        if self.tls:
            return http.client.HTTPSConnection(self.host, self.port, timeout=PATIENCE, context=self.tls)
        return http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)

    def get(self, path, headers=None, method="GET"):
        connection = self.connection()
        try:
            connection.request(method, path, headers=headers or {})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def url(self, path="/"):
        return f"http://{self.host}:{self.port}{path}"

    def stop(self):
        """Sends SIGTERM; returns the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


class Site:
    def __init__(self):
        self.home = tempfile.mkdtemp(prefix="hf-site-")
        self.configuration = f"{self.home}/hostfactory.yaml"
        with open(self.configuration, "w", encoding="utf-8") as file:
            if os.environ.get("HOSTFACTORY_TESTS_SECURED"):
                file.write(f"security: {{principals: {self.home}/principals.yaml}}\n")
            # The providers come last, so that tests can add further ones.
            file.write(
                "endpoints: {"
                + ", ".join(f'{name}: "ipc://{self.home}/{name}.sock"' for name in ("commands", "queries", "events"))
                + f"}}\nstore: {{path: {self.home}/db}}\nfeed: {{heartbeat_ms: 200}}\n"
                + "providers:\n"
                + f"  - {{name: local, type: process, directory: {self.home}/machines, poll_ms: 100, grace_s: 1}}\n"
                # Its requests stay open long enough to be observed.
                + f"  - {{name: slow, type: process, directory: {self.home}/slow, poll_ms: 5000, "
                + "calls_per_second: 1}\n"
            )
        with open(f"{self.home}/principals.yaml", "w", encoding="utf-8") as file:
            user = pwd.getpwuid(os.geteuid()).pw_name
            file.write(f"principals: [{{name: tester, unix_user: {user}, roles: [admin], acts_for: any}}]\n")
        self.environment = dict(os.environ, HOSTFACTORY_CONFIG=self.configuration)
        self.environment.pop("NOTIFY_SOCKET", None)
        self.exporters = []
        self.daemon = None

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise
        return self

    def start(self):
        with open(f"{self.home}/daemon.log", "ab") as log:
            self.daemon = subprocess.Popen(
                [f"{BIN}/hostfactoryd", "--config", self.configuration], env=self.environment, stderr=log)

        def answers():
            if self.daemon.poll() is not None:
                raise AssertionError(f"the daemon ended with {self.daemon.returncode}")
            return self.run("status", "--timeout", "5").returncode == 0

        until(answers, "the daemon")

    def configure(self, text, instead_of=None):
        """Adds a line to the configuration of the next start, in place of another line if one is given."""
        with open(self.configuration, encoding="utf-8") as file:
            lines = [line for line in file if not instead_of or not line.startswith(instead_of)]
        with open(self.configuration, "w", encoding="utf-8") as file:
            file.writelines([*lines, text + "\n"])

    def start_with_another_store(self):
        self.kill()
        for ending in ("", "-wal", "-shm", ".head"):
            if os.path.exists(f"{self.home}/db{ending}"):
                os.remove(f"{self.home}/db{ending}")
        self.start()

    def kill(self):
        self.daemon.kill()
        self.daemon.wait()

    def run(self, *words):
        return subprocess.run(
            [f"{BIN}/hostfactoryctl", *words], env=self.environment, check=False, capture_output=True, text=True)

    def ctl(self, *words):
        """Returns the output."""
        done = self.run(*words)
        if done.returncode != 0:
            raise AssertionError(f"hostfactoryctl {' '.join(words)}: {done.returncode} {done.stderr}")
        return done.stdout

    def start_exporter(self, listen="127.0.0.1:0", options=(), tls=None):
        """`tls` is the ssl.SSLContext to speak TLS with."""
        exporter = Exporter(self, listen, options, tls)
        self.exporters.append(exporter.process)
        return exporter

    def __exit__(self, failed, *_):
        if failed:
            for name in ("daemon", "exporter"):
                path = f"{self.home}/{name}.log"
                if os.path.exists(path):
                    with open(path, encoding="utf-8", errors="replace") as log:
                        print(f"--- {name}\n{log.read()[-4000:]}", file=sys.stderr)
        for process in (*self.exporters, self.daemon):
            if process and process.poll() is None:
                process.kill()
                process.wait()
        subprocess.run(["pkill", "-9", "-f", f"hostfactory-machine {self.home}/"], check=False)
        shutil.rmtree(self.home, ignore_errors=True)
