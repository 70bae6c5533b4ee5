"""A reader of GET /api/v1/events: plain HTTP over a socket, so that a test sees what comes when, and how it ends.

    with EventStream(gateway, "?after=0") as stream:
        events = stream.events(3)          # the next three
        stream.until_end()                 # what comes until the stream ends, which must be at a whole event
"""

import json
import socket

from hf_site import PATIENCE


class EventStream:
    def __init__(self, gateway, query="", headers=None, window=None, method="GET", timeout=PATIENCE):
        self.socket = socket.socket()
        if window:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        self.socket.settimeout(timeout)
        self.socket.connect(("127.0.0.1", gateway.port))
        lines = [f"{method} /api/v1/events{query} HTTP/1.1", "Host: localhost"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        self.file = self.socket.makefile("rb")
        self.status = int(self.file.readline().split()[1])
        self.headers = {}
        while (line := self.file.readline().strip()):
            name, _, value = line.decode().partition(": ")
            self.headers[name] = value
        self.text = ""      # that is not looked at yet
        self.ended = False  # with the last chunk, and not by a cut
        self.last_id = None
        self.retry = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.socket.close()

    def more(self):
        """Reads a chunk; returns whether there was one."""
        size = int(self.file.readline() or b"-1", 16)
        if size < 0:
            raise ConnectionError("the stream is cut")
        self.text += self.file.read(size).decode()
        self.file.readline()
        self.ended = size == 0
        return not self.ended

    def block(self):
        """Returns the next block of server-sent events as its fields; None at the end of the stream."""
        while "\n\n" not in self.text:
            if not self.more():
                assert self.text == "", f"the stream ends amid an event: {self.text}"
                return None
        text, _, self.text = self.text.partition("\n\n")
        fields = {}
        for line in text.split("\n"):
            name, _, value = line.partition(":")
            fields[name] = value.removeprefix(" ")
        self.last_id = int(fields["id"]) if "id" in fields else self.last_id
        self.retry = int(fields["retry"]) if "retry" in fields else self.retry
        return fields

    def events(self, count):
        found = []
        while len(found) < count:
            fields = self.block()
            assert fields is not None, f"the stream has ended after {found}"
            assert "event" not in fields, fields
            if "data" in fields:
                found.append(json.loads(fields["data"]))
                assert found[-1]["position"] == self.last_id
        return found

    def until_end(self):
        """Returns the events that are left, and the notice with which the stream ends."""
        found, notice = [], None
        while (fields := self.block()) is not None:
            if "event" in fields:
                notice = json.loads(fields["data"])
                assert notice["notice"] == fields["event"], fields
            elif "data" in fields:
                found.append(json.loads(fields["data"]))
        self.__exit__()
        return found, notice

    def heartbeat(self):
        """Waits for a comment, and returns its text."""
        while True:
            fields = self.block()
            assert fields is not None and "data" not in fields, fields
            if "" in fields:
                return fields[""]


def positions(events):
    return [event["position"] for event in events]
