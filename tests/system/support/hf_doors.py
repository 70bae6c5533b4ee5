"""The ways to a site: ZeroMQ by PROTOCOL.md alone, HTTP by the gateway, and the Python package; each says the same.

    door = ZeroMq(site)
    request_id, repeated = door.create("small", 2, key="k-1")
    door.ended(request_id)                       # its status, or None while it is open
    with door.events() as events:
        position, kind, stream = events.next()   # each once and in order, over kills of the daemon

What the daemon refuses is a Refused with its code. Calls go on over restarts of the daemon, under the same key.
"""

import http.client
import json
import os
import sys
import time
import uuid

import msgpack
import zmq

from hf_gateway import Gateway
from hf_site import PATIENCE, until

sys.path.insert(0, os.path.join(os.environ["HOSTFACTORY_SOURCE_DIR"], "python"))
import hostfactory  # noqa: E402
from hostfactory import commands  # noqa: E402

OPEN = ("pending", "in_progress")


class Refused(Exception):
    def __init__(self, code):
        super().__init__(code)
        self.code = code


class ZeroMq:
    """Sockets and msgpack, and nothing of ours."""

    def __init__(self, site):
        self.site = site
        self.context = zmq.Context()

    def close(self):
        self.context.destroy(linger=0)

    def killed(self):
        pass

    def connected(self, kind, name):
        socket = self.context.socket(kind)
        socket.linger = 0
        socket.connect(f"ipc://{self.site.home}/{name}.sock")
        return socket

    def ask(self, socket_name, kind, key=None, **body):
        message = {"v": 1, "id": key or str(uuid.uuid4()), "type": kind, "body": body}
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with self.connected(zmq.REQ, socket_name) as socket:
                socket.send(msgpack.packb(message))
                if socket.poll(2000):
                    reply = msgpack.unpackb(socket.recv())
                    if reply["status"] == "ok":
                        return reply
                    raise Refused(reply["error"]["code"])
        raise AssertionError(f"no answer to {kind}")

    def create(self, template, count, key):
        reply = self.ask("commands", "CreateRequest", key, template_id=template, machine_count=count)
        return reply["result"]["request_id"], reply.get("duplicate", False)

    def give_back(self, request_id, key):
        return self.ask("commands", "ReturnMachines", key, request_id=request_id)["result"]["request_id"]

    def ended(self, request_id):
        status = self.ask("queries", "GetRequest", request_id=request_id)["result"]["status"]
        return None if status in OPEN else status

    def live_machines(self):
        items = self.ask("queries", "ListMachines", live_only=True)["result"]["items"]
        return {item["machine_id"] for item in items}

    def events(self):
        return ZeroMqEvents(self)


class ZeroMqEvents:
    """The feed shows when there is something, and the store shows what."""

    def __init__(self, door):
        self.door = door
        self.feed = door.connected(zmq.SUB, "events")
        self.feed.subscribe(b"")
        self.position = 0
        self.ready = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.feed.close()

    def next(self):
        deadline = time.monotonic() + PATIENCE
        while not self.ready:
            assert time.monotonic() < deadline, "no event came"
            result = self.door.ask("queries", "ReadEvents", after=self.position)["result"]
            self.ready = result["events"]
            if not self.ready and self.feed.poll(1000):
                self.feed.recv_multipart()
        event = self.ready.pop(0)
        self.position = event["position"]
        return event["position"], event["type"], event["stream"]


class Http:
    """The gateway, and a client that knows HTTP, JSON and Server-Sent Events."""

    def __init__(self, site):
        self.site = site
        self.gateway = Gateway(site)

    def close(self):
        self.gateway.__exit__(None)

    def killed(self):
        """The gateway is killed, too, and another one listens at its address."""
        port = self.gateway.port
        self.gateway.process.kill()
        self.gateway.process.wait()
        self.gateway = Gateway(self.site, listen=f"127.0.0.1:{port}")

    def ask(self, method, path, body=None, key=None):
        headers = {"Idempotency-Key": key} if key else {}

        def answer():
            try:
                reply = (self.gateway.get(path) if method == "GET" else
                         self.gateway.post(path, body, headers, method))
            except OSError:
                return None
            return None if reply.status in (503, 504) else reply

        reply = until(answer, f"{method} {path}")
        if reply.status >= 400:
            raise Refused(reply.code)
        return reply

    def create(self, template, count, key):
        reply = self.ask("POST", "/api/v1/requests", {"template_id": template, "machine_count": count}, key)
        return reply.json["request_id"], reply.headers.get("Idempotency-Replayed") == "true"

    def give_back(self, request_id, key):
        return self.ask("POST", f"/api/v1/requests/{request_id}/return", {}, key).json["request_id"]

    def ended(self, request_id):
        status = self.ask("GET", f"/api/v1/requests/{request_id}").json["status"]
        return None if status in OPEN else status

    def live_machines(self):
        return {item["machine_id"] for item in self.ask("GET", "/api/v1/machines?live_only=true").json["items"]}

    def events(self):
        return HttpEvents(self)


class HttpEvents:
    """A stream that connects again with the id of the last event, as browsers do."""

    def __init__(self, door):
        self.door = door
        self.last = "0"
        self.lines = None
        self.connection = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.disconnect()

    def connect(self):
        self.connection = self.door.gateway.connection()
        self.connection.request("GET", "/api/v1/events",
                                headers={"Accept": "text/event-stream", "Last-Event-ID": self.last})
        self.lines = self.connection.getresponse()
        assert self.lines.status in (200, 503), self.lines.read()
        if self.lines.status == 503:
            raise OSError("the gateway has no events yet")

    def disconnect(self):
        if self.connection:
            self.connection.close()
        self.connection = self.lines = None

    def next(self):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                if not self.lines:
                    self.connect()
                fields = self.message()
                if "id" in fields and "data" in fields:
                    self.last = fields["id"]
                    event = json.loads(fields["data"])
                    return event["position"], event["type"], event["stream"]
            except (OSError, http.client.HTTPException):
                self.disconnect()
                time.sleep(0.05)
        raise AssertionError("no event came")

    def message(self):
        """The fields of the next message; a heartbeat has none."""
        fields = {}
        while True:
            line = self.lines.readline()
            if not line.endswith(b"\n"):
                raise OSError("the stream has ended")
            text = line.decode().rstrip("\r\n")
            if not text:
                return fields
            name, _, value = text.partition(":")
            if name:
                fields[name] = fields[name] + "\n" + value.lstrip(" ") if name in fields else value.lstrip(" ")


class Python:
    """The package `hostfactory`."""

    def __init__(self, site):
        self.client = hostfactory.connect(config=site.configuration,
                                          rules=hostfactory.CallRules(timeout=PATIENCE, patience=PATIENCE))

    def close(self):
        self.client.close()

    def killed(self):
        pass

    def send(self, message, key=None):
        try:
            return self.client.send(message, id=key)
        except hostfactory.Refused as refusal:
            raise Refused(refusal.code) from refusal

    def create(self, template, count, key):
        reply = self.send(commands.CreateRequest(template, count), key)
        return reply.result.request_id, reply.duplicate

    def give_back(self, request_id, key):
        return self.send(commands.ReturnMachines(request_id=request_id), key).result.request_id

    def ended(self, request_id):
        status = self.client.requests.get(request_id).status
        return None if status in OPEN else status

    def live_machines(self):
        return {machine.machine_id for machine in self.client.machines.list(live_only=True)}

    def events(self):
        return PythonEvents(self.client.events(after=0))


class PythonEvents:
    def __init__(self, stream):
        self.stream = stream

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stream.close()

    def next(self):
        event = self.stream.next(timeout=PATIENCE)
        assert event is not None, "no event came"
        return event.position, event.type, event.stream
