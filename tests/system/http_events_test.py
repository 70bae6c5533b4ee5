"""Events over HTTP: what was, then what happens, each once and in order, whatever ends meanwhile and is slow."""

import http.client
import json
import os
import socket
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from hf_events import EventStream, positions  # noqa: E402
from hf_gateway import Gateway  # noqa: E402
from hf_site import PATIENCE, Site, expect, until  # noqa: E402

API = "/api/v1"
LONG = "x" * 4000


def change(gateway, name, text="", key=None):
    """Makes one event of the template. With a key it is the same command each time."""
    return gateway.post(f"{API}/templates/{name}", {"description": key or f"{time.monotonic_ns()} {text}"},
                        {"Idempotency-Key": key} if key else None, method="PATCH")


def head_of(gateway):
    return int(gateway.get(f"{API}/whoami").headers["X-Position"])


def make(gateway, name):
    body = {"template_id": name, "provider": "local", "max_number": 9}
    expect(gateway.post(f"{API}/templates", body).status, 201, name)


def test_catch_up_then_live(gateway):
    for name in ("first", "second"):
        make(gateway, name)
    for number in range(20):
        expect(change(gateway, "first", number).status, 200, "a change")
    head = head_of(gateway)
    with EventStream(gateway, "?after=0") as stream:
        expect(stream.status, 200, "a stream")
        expect(stream.headers["Content-Type"], "text/event-stream", "its type")
        expect(stream.headers["X-Accel-Buffering"], "no", "for proxies")
        expect(stream.headers["Cache-Control"], "no-store, no-transform", "for caches")
        assert "Content-Length" not in stream.headers
        expect(positions(stream.events(head)), list(range(1, head + 1)), "what was")
        assert 1000 <= stream.retry < 4000, stream.retry
        with EventStream(gateway) as from_now:
            began = time.monotonic()
            change(gateway, "first")
            live = stream.events(1)[0]
            assert time.monotonic() - began < PATIENCE / 2
            expect((live["position"], live["type"]), (head + 1, "TemplateUpdated"), "what happens")
            expect(from_now.events(1), [live], "without a position it is the present")
    page = gateway.get(f"{API}/events?follow=false&after={head}").json
    expect(page["events"], [live], "as ReadEvents has it")
    with EventStream(gateway, method="HEAD") as stream:
        expect(stream.status, 200, "HEAD")
        expect(stream.headers["Content-Type"], "text/event-stream", "HEAD")
    with EventStream(gateway, "?after=0", {"Last-Event-ID": head}) as stream:
        expect(stream.events(1)[0]["position"], head + 1, "as a browser comes again")


def test_filters(gateway):
    after = head_of(gateway)
    change(gateway, "first")
    change(gateway, "second")
    with EventStream(gateway, f"?after={after}&stream=second&heartbeat=1") as one, \
            EventStream(gateway, f"?after={after}&types=TemplateDeleted,RequestCreated") as types, \
            EventStream(gateway, f"?after={after}&categories=template") as categories:
        expect(positions(one.events(1)), [after + 2], "of one stream")
        make(gateway, "third")
        expect(gateway.ask("DELETE", f"{API}/templates/third").status, 200, "a template that goes")
        change(gateway, "second")
        expect(positions(one.events(1)), [after + 5], "of one stream, live")
        expect(positions(types.events(1)), [after + 4], "of a type")
        expect(positions(categories.events(5)), list(range(after + 1, after + 6)), "of a category")
        change(gateway, "first")
        one.heartbeat()
        until(lambda: one.last_id == after + 6 or one.heartbeat() is None, "a heartbeat that moves the position on")
    for wrong in ("types=RequestCreate", "categories=no", "after=x", "after=999999", "follow=maybe", "heartbeat=0",
                  "limit=3", "type=RequestCreated"):
        expect(gateway.get(f"{API}/events?{wrong}").status, 422, wrong)
    expect(gateway.get(f"{API}/events", {"Last-Event-ID": "x"}).status, 400, "no position")
    expect(gateway.post(f"{API}/events").status, 405, "POST")
    store = gateway.get(f"{API}/status").json["store_id"]
    expect(gateway.get(f"{API}/events?after=1&store_id=other").status, 409, "another store's position")
    with EventStream(gateway, f"?after=1&store_id={store}") as stream:
        expect(stream.status, 200, "this store's")


def test_pages_and_lines(gateway):
    head = head_of(gateway)
    found, path, lines = [], f"{API}/events?follow=false&limit=7", []
    while path:
        page = gateway.get(path)
        found += page.json["events"]
        text = gateway.get(path, {"Accept": "application/x-ndjson"})
        expect(text.headers["Content-Type"], "application/x-ndjson", "lines")
        lines += [json.loads(line) for line in text.text.splitlines()]
        link = page.headers["Link"]
        expect(text.headers["Link"], link, "the next page")
        path = link and link[link.index("<") + 1:link.index(">")]
    expect(positions(found), list(range(1, head + 1)), "all pages")
    expect(lines, found, "the same in lines")
    expect(page.headers["Last-Event-ID"], str(head), "where to go on")
    with EventStream(gateway, f"?after={head - 2}", {"Accept": "application/x-ndjson"}) as stream:
        expect(stream.headers["Content-Type"], "application/x-ndjson", "a stream of lines")
        while stream.text.count("\n") < 2:
            stream.more()
        expect([json.loads(line) for line in stream.text.splitlines()], found[-2:], "its lines")


def test_heartbeats_and_readers_that_go(gateway):
    with EventStream(gateway, "?heartbeat=1") as stream:
        for _ in range(2):
            expect(stream.heartbeat(), "", "nothing is wrong")
    streams = [EventStream(gateway) for _ in range(20)]
    lines = len(gateway.access())
    for stream in streams:
        stream.__exit__()
    until(lambda: len(gateway.access()) >= lines + len(streams), "all to be noticed, with nothing to write")
    line = gateway.access()[-1]
    expect((line["path"], line["status"]), (f"{API}/events", 200), "their lines")
    assert line["bytes"] > 0 and line["took_us"] > 0, line


class Follower(threading.Thread):
    """Follows as a program does that comes again with its Last-Event-ID whenever a stream ends."""

    def __init__(self, where):
        super().__init__(daemon=True)
        self.where = where  # returns the gateway of now
        self.seen = []
        self.came = 0
        self.stopped = False
        self.start()

    def run(self):
        while not self.stopped:
            headers = {"Last-Event-ID": self.seen[-1]} if self.seen else {}
            try:
                with EventStream(self.where(), "?after=0&heartbeat=1", headers) as stream:
                    assert stream.status == 200, stream.status
                    self.came += 1
                    while (fields := stream.block()) is not None:
                        if "data" in fields and "event" not in fields:
                            self.seen.append(json.loads(fields["data"])["position"])
            except (OSError, AssertionError, IndexError, ValueError):
                time.sleep(0.05)


def test_kill_and_come_again(site):
    """Whatever ends, and whenever: nothing is missed, and nothing comes twice."""
    gateways = [Gateway(site)]
    make(gateways[0], "killed")
    follower = Follower(lambda: gateways[-1])
    stop = threading.Event()

    def write():
        number = 0
        while not stop.is_set():
            try:
                if change(gateways[-1], "killed", key=f"change-{number}").status == 200:
                    number += 1
            except (OSError, http.client.HTTPException):
                time.sleep(0.01)

    writer = threading.Thread(target=write, daemon=True)
    writer.start()

    def goes_on():
        seen, came = len(follower.seen), follower.came
        until(lambda: len(follower.seen) > seen + 30, f"more events, stream {came}")

    goes_on()
    gateways[-1].process.kill()
    gateways[-1].process.wait()
    gateways.append(Gateway(site))
    goes_on()
    site.kill()
    time.sleep(0.3)  # for the gateway to hear nothing; the test holds without that, too
    site.start()
    goes_on()
    site.kill()
    gateways[-1].process.kill()
    gateways[-1].process.wait()
    gateways.append(Gateway(site))  # before its daemon
    site.start()
    goes_on()
    stop.set()
    writer.join()
    head = head_of(gateways[-1])
    until(lambda: follower.seen[-1] >= head, "the last event")
    expect(follower.seen, list(range(1, head + 1)), "each once, in order")
    assert follower.came >= 3, follower.came
    follower.stopped = True
    for gateway in gateways:
        gateway.__exit__(None)
    follower.join()


def test_a_slow_reader_is_cut_off(site):
    with Gateway(site, "--lag", "20") as gateway:
        make(gateway, "slow")
        after = head_of(gateway)
        slow = EventStream(gateway, f"?after={after}", window=4096)
        idle = EventStream(gateway, f"?after={after}&types=RequestCreated")
        with EventStream(gateway, f"?after={after}") as quick:
            for number in range(1, 101):
                change(gateway, "slow", LONG)
                began = time.monotonic()
                expect(quick.events(1)[0]["position"], after + number, "the others go on")
                assert time.monotonic() - began < 5, "and wait for nobody"
        events, notice = slow.until_end()
        expect(notice["notice"], "cut_off", "why it ends")
        expect(positions(events), list(range(after + 1, notice["position"] + 1)), "what it had until then")
        assert after < notice["position"] < after + 100, notice
        expect(slow.last_id, notice["position"], "where to come again")
        assert f"cut off at position {notice['position']}" in gateway.said(), gateway.said()
        with EventStream(gateway, headers={"Last-Event-ID": slow.last_id}) as again:
            rest = positions(again.events(after + 100 - slow.last_id))
            expect(rest, list(range(slow.last_id + 1, after + 101)), "the rest")
        slow.__exit__()
        idle.__exit__()


def test_so_many_streams(site):
    with Gateway(site, "--streams", "2") as gateway:
        held = [EventStream(gateway) for _ in range(2)]
        refused = gateway.get(f"{API}/events")
        expect((refused.status, refused.code), (503, "too_many_requests"), "one more")
        assert int(refused.headers["Retry-After"]) >= 1
        expect(gateway.get(f"{API}/events?follow=false").status, 200, "a page is no stream")
        held.pop().__exit__()
        until(lambda: EventStream(gateway).status == 200, "room")
        held.pop().__exit__()


def test_answers_have_a_bound(site):
    with Gateway(site, "--answers", "2") as gateway:
        make(gateway, "long")
        after = head_of(gateway)
        for _ in range(300):
            change(gateway, "long", LONG)
        slow = socket.socket()
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect(("127.0.0.1", gateway.port))
        page = f"{API}/events?follow=false&limit=1000&after={after}"
        slow.sendall(f"GET {page} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert slow.recv(12) == b"HTTP/1.1 200", "there is room for one"
        refused = gateway.get(page)
        expect((refused.status, refused.code, refused.headers["Retry-After"]), (503, "too_many_requests", "1"), "two")
        expect(gateway.get(f"{API}/status").status, 200, "what is short has room")
        slow.close()
        until(lambda: gateway.get(page).status == 200, "room")


def test_streams_end_with_the_gateway(site):
    with Gateway(site) as gateway:
        make(gateway, "last")
        after = head_of(gateway)
        streams = [EventStream(gateway, f"?after={after}") for _ in range(20)]
        stalled = EventStream(gateway, f"?after={after}", window=4096)
        for _ in range(40):
            change(gateway, "last", LONG)
        for stream in streams:
            stream.events(40)
        began = time.monotonic()
        ends = []
        for stream in streams:
            thread = threading.Thread(target=lambda stream=stream: ends.append(stream.until_end()))
            thread.start()
        expect(gateway.stop(), 0, "the end")
        assert time.monotonic() - began < 5, "a reader that takes nothing holds nothing up"
        until(lambda: len(ends) == len(streams), "the streams' ends")
        for events, notice in ends:
            expect((events, notice["notice"], notice["position"]), ([], "stopping", after + 40), "the last words")
        assert len({stream.retry for stream in streams}) > 10, "they do not come again all at once"
        stalled.__exit__()


def test_another_store(site):
    with Gateway(site) as gateway, EventStream(gateway, "?heartbeat=1") as stream:
        stream.heartbeat()
        site.start_with_another_store()
        expect(stream.until_end()[1]["notice"], "another_store", "why it ends")
        with EventStream(gateway) as again:
            make(gateway, "new")
            until(lambda: again.events(1)[0]["stream"] == "new", "the new one's events")


def test_events_that_are_gone(site):
    site.kill()
    retention = "snapshot_events: 20, retention: {events: 30, segment_events: 10}"
    site.configure(f"store: {{path: {site.home}/db, {retention}}}", instead_of="store:")
    site.start()
    with Gateway(site) as gateway:
        for _ in range(100):
            change(gateway, "new")
        gone = until(lambda: (page := gateway.get(f"{API}/events?after=1&follow=false")).status == 410 and page, "410")
        first = gone.json["details"]["first_position"]
        assert first > 1 and gone.code == "invalid_state", gone.text
        with EventStream(gateway, "?after=1") as stream:
            expect(positions(stream.events(3)), [2, 3, 4], "the gateway has them among its recent ones")
    with Gateway(site) as gateway:
        until(lambda: EventStream(gateway, "?after=1").status == 410, "a stream to be refused")
        with EventStream(gateway, f"?after={first + 5}") as stream:
            expect(stream.events(1)[0]["position"], first + 6, "what is there")


def roles(site, words):
    with open(f"{site.home}/principals.yaml", encoding="utf-8") as file:
        text = file.read()
    begin = text.index("roles:")
    with open(f"{site.home}/principals.yaml", "w", encoding="utf-8") as file:
        file.write(text[:begin] + words + "}]\n")


def test_a_gateway_shows_what_it_may_see():
    os.environ["HOSTFACTORY_TESTS_SECURED"] = "1"
    site = Site()
    site.configure(f"security: {{principals: {site.home}/principals.yaml, visibility: own}}", instead_of="security:")
    with site:
        site.ctl("template", "create", "small", "--provider", "local", "--max-number", "9")
        roles(site, "roles: [requester], acts_for: any")
        site.daemon.send_signal(1)
        until(lambda: "requester" in site.ctl("whoami"), "the role")
        with Gateway(site) as gateway, EventStream(gateway, "?after=0&categories=request") as stream:
            site.ctl("--on-behalf-of", "maria", "request", "create", "small", "1")
            site.ctl("request", "create", "small", "1", "--command-id", "own")
            mine = stream.events(1)[0]
            expect((mine["type"], mine["command_id"]), ("RequestCreated", "own"), "its own alone")
            seen = gateway.get(f"{API}/events?follow=false&categories=request").json
            expect(seen["own_only"], True, "pages as well")
            expect({event["stream"] for event in seen["events"]}, {mine["stream"]}, "pages as well")


def main():
    with Site() as site:
        with Gateway(site) as gateway:
            test_catch_up_then_live(gateway)
            test_filters(gateway)
            test_pages_and_lines(gateway)
            test_heartbeats_and_readers_that_go(gateway)
            expect(gateway.stop(), 0, "the end")
        test_kill_and_come_again(site)
        test_a_slow_reader_is_cut_off(site)
        test_so_many_streams(site)
        test_answers_have_a_bound(site)
        test_streams_end_with_the_gateway(site)
        test_another_store(site)
        test_events_that_are_gone(site)
    test_a_gateway_shows_what_it_may_see()


if __name__ == "__main__":
    main()
