"""Open Resource Broker's own server, as PyPI has it, before a moto: what the gateway's dialect is compared with.

    with Moto() as moto, Orb(moto, templates) as orb:
        orb.ask("GET", "/api/v1/requests/")

Its token, its configuration and all that it writes are in a directory of its own, which goes with it.
"""

import http.client
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time

from hf_moto import KEYS

PROGRAM = os.path.join(os.environ["HOSTFACTORY_SOURCE_DIR"], "build", "orb", "bin", "orb")
# It imports some hundred modules before it answers.
PATIENCE_TO_START = 240
PATIENCE = 60


def is_installed():
    return os.path.exists(PROGRAM)


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.type = (response.headers["Content-Type"] or "").split(";")[0]
        self.text = response.read().decode()


def ask(port, method, path, body=None, headers=None):
    """`body` is text."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        return Answer(connection.getresponse())
    finally:
        connection.close()


class Orb:
    def __init__(self, moto, templates):
        self.home = tempfile.mkdtemp(prefix="hf-orb-")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        for folder in ("config", "work/server", "logs"):
            os.makedirs(f"{self.home}/{folder}")
        self.write("config/config.json", {
            "scheduler": {"type": "default"},
            "provider": {"providers": [{"name": "cloud", "type": "aws", "enabled": True,
                                        "config": {"region": "us-east-1", "endpoint_url": moto.url}}],
                         "default_provider_instance": "cloud"},
            "storage": {"strategy": "json"},
            "server": {"enabled": True, "host": "127.0.0.1", "port": self.port, "rate_limiting": {"enabled": False}}})
        self.write("config/aws_templates.json", {"scheduler_type": "default", "templates": templates})
        environment = dict(os.environ, ORB_ROOT_DIR=self.home, ORB_CONFIG_DIR=f"{self.home}/config",
                           AWS_DEFAULT_REGION="us-east-1", AWS_ENDPOINT_URL=moto.url, **KEYS)
        with open(f"{self.home}/said", "wb") as said:
            self.process = subprocess.Popen(
                [PROGRAM, "server", "start", "--foreground", "--api-only", "--host", "127.0.0.1", "--port",
                 str(self.port)], env=environment, cwd=self.home, stdout=said, stderr=said)

    def write(self, name, content):
        with open(f"{self.home}/{name}", "w", encoding="utf-8") as file:
            json.dump(content, file)

    def said(self):
        with open(f"{self.home}/said", encoding="utf-8", errors="replace") as file:
            return file.read()[-4000:]

    def __enter__(self):
        deadline = time.monotonic() + PATIENCE_TO_START
        while True:
            try:
                if ask(self.port, "GET", "/info").status == 200:
                    break
            except OSError:
                pass
            if self.process.poll() is not None or time.monotonic() > deadline:
                message = f"ORB's server does not answer: {self.said()}"
                self.__exit__()
                raise AssertionError(message)
            time.sleep(0.1)
        # It makes an administrator's token for its own command line when it starts.
        with open(os.path.join(self.home, "work", "server", "orb-server.token"), encoding="utf-8") as file:
            self.token = file.read().strip()
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)

    def ask(self, method, path, body=None, anonymous=False):
        headers = {} if anonymous else {"Authorization": f"Bearer {self.token}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        return ask(self.port, method, path, body, headers)
