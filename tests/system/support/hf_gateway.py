"""The gateway of a site: hostfactory-http before the daemon of a Site, and a client that says plain HTTP to it.

    with Site() as site, Gateway(site) as gateway:
        answer = gateway.post("/api/v1/requests", {"template_id": "small", "machine_count": 1})
        expect(answer.status, 201, "a request")
"""

import http.client
import json
import os
import re
import signal
import socket
import subprocess

from hf_site import BIN, PATIENCE, until


class Reply:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.text = response.read().decode()

    @property
    def json(self):
        return json.loads(self.text)

    @property
    def code(self):
        """Of a problem."""
        assert self.headers["Content-Type"] == "application/problem+json", (self.status, self.text)
        return self.json["code"]


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=PATIENCE)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(PATIENCE)
        self.sock.connect(self.path)


class Gateway:
    def __init__(self, site, *options, listen="127.0.0.1:0", log="-"):
        self.site = site
        self.log = f"{site.home}/gateway-{id(self)}.log"
        self.lines = f"{site.home}/access-{id(self)}.jsonl"
        self.path = listen[len("unix:"):] if listen.startswith("unix:") else None
        with open(self.log, "wb") as error, open(self.lines, "wb") as lines:
            self.process = subprocess.Popen(
                [f"{BIN}/hostfactory-http", "--config", site.configuration, "--listen", listen, "--access-log", log,
                 *options], env=site.environment, stderr=error, stdout=lines)
        until(lambda: "listening at" in self.said() or self.process.poll() is not None, "the gateway")
        assert self.process.poll() is None, self.said()
        self.port = None if self.path else int(re.search(r"listening at .*:(\d+)\n", self.said())[1])

    def __enter__(self):
        return self

    def __exit__(self, failed, *_):
        if failed:
            print(self.said())
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def said(self):
        with open(self.log, encoding="utf-8") as log:
            return log.read()

    def access(self):
        """The lines of the access log that are whole."""
        with open(self.lines, encoding="utf-8") as lines:
            return [json.loads(line) for line in lines if line.endswith("\n")]

    def connection(self):
        if self.path:
            return UnixConnection(self.path)
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def ask(self, method, path, body=None, headers=None, connection=None):
        given = connection or self.connection()
        try:
            given.request(method, path, body=body, headers=headers or {})
            return Reply(given.getresponse())
        finally:
            if not connection:
                given.close()

    def get(self, path, headers=None):
        return self.ask("GET", path, headers=headers)

    def post(self, path, body=None, headers=None, method="POST"):
        text = body if isinstance(body, (str, bytes)) else json.dumps({} if body is None else body)
        return self.ask(method, path, text, {"Content-Type": "application/json", **(headers or {})})

    def raw(self, sent, closing=True):
        """Sends these bytes, and returns what comes until the gateway ends the connection, or has answered once."""
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as peer:
            peer.sendall(sent)
            got = b""
            while True:
                piece = peer.recv(65536)
                got += piece
                if not piece or (not closing and b"\r\n\r\n" in got):
                    return got.decode("utf-8", "replace")

    def stop(self):
        """Sends SIGTERM; returns the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


def gateway_refuses(site, *words):
    """Expects that it does not start with these words; returns its exit status and what it says."""
    done = subprocess.run([f"{BIN}/hostfactory-http", *words], env=dict(site.environment, LISTEN_FDS="0"), check=False,
                          capture_output=True, text=True, timeout=PATIENCE)
    return done.returncode, done.stderr


def resident_kib(pid):
    with open(f"/proc/{pid}/statm", encoding="utf-8") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024
