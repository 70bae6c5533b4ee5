"""Commands and queries over HTTP: resources and messages by their names, as HTTP means them, and the daemon's own words
where something is refused."""

import os
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from hf_gateway import Gateway  # noqa: E402
from hf_site import Site, expect, until  # noqa: E402

API = "/api/v1"
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
SMALL = {"template_id": "small", "provider": "local", "max_number": 20}


def test_a_request_from_its_order_to_its_return(gateway):
    made = gateway.post(f"{API}/templates", SMALL)
    expect((made.status, made.headers["ETag"]), (201, '"1"'), "made")
    expect(made.headers["Location"], f"{API}/templates/small", "where it is")
    ordered = gateway.post(f"{API}/requests", {"template_id": "small", "machine_count": 2, "tags": {"team": "ü"}},
                           {"Prefer": "respond-async, wait=60", "traceparent": TRACE, "X-Correlation-Id": "nightly"})
    expect(ordered.status, 201, "the request has ended")
    expect(ordered.json["status"], "complete", "its status")
    where = ordered.headers["Location"]
    expect(where, f"{API}/requests/{ordered.json['request_id']}", "where it is")
    read = gateway.get(where)
    expect(read.json["tags"], {"team": "ü"}, "its tags")
    expect(read.headers["ETag"], f'"{read.json["version"]}"', "its version")
    assert int(read.headers["X-Position"]) >= int(ordered.headers["X-Position"])
    expect(gateway.get(where, {"If-None-Match": read.headers["ETag"]}).status, 304, "it is as it was")
    machines = gateway.get(f"{where}/machines").json["items"]
    expect(len(machines), 2, "its machines")
    expect(gateway.get(f"{API}/machines/{machines[0]['machine_id']}").json["status"], "running", "one of them")
    first = gateway.get(f"{where}/history").json["items"][0]
    expect((first["traceparent"], first["correlation_id"]), (TRACE, "nightly"), "what its events carry")
    assert first["time"].endswith("Z") and first["data"]["deadline_at"].endswith("Z"), first
    after = gateway.get(f"{API}/requests?created_after={first['time']}")
    expect((after.status, after.json["total"]), (200, 0), "a time in a query")
    expect(gateway.get(f"{API}/requests?created_after=yesterday").status, 422, "no time")
    returned = gateway.post(f"{where}/return", {"reason": "done"}, {"Prefer": "wait=60"})
    expect((returned.status, returned.json["status"]), (202, "complete"), "the return")
    expect(gateway.get(returned.headers["Location"]).json["request_type"], "return", "its request")
    live = gateway.get(f"{API}/machines?live_only=true&request_id={ordered.json['request_id']}")
    expect(live.json["total"], 0, "live machines")


def test_lists_go_on(gateway):
    for each in ("a", "b", "c"):
        expect(gateway.post(f"{API}/templates", {**SMALL, "template_id": each, "tags": {"of": "x"}}).status, 201, each)
    found, path = [], f"{API}/templates?limit=2&tags.of=x&sort=-created_at"
    while path:
        page = gateway.get(path)
        found += [item["template_id"] for item in page.json["items"]]
        link = page.headers["Link"]
        path = link and link[link.index("<") + 1:link.index(">")]
    expect(found, ["c", "b", "a"], "all pages")
    expect(gateway.get(f"{API}/templates?limit=x").json["field"], "limit", "a number")
    expect(gateway.get(f"{API}/templates?limt=1").json["field"], "limt", "a misspelt name")
    expect(gateway.get(f"{API}/templates?limit=1&limit=2").status, 422, "twice")
    for each in ("a", "b", "c"):
        expect(gateway.ask("DELETE", f"{API}/templates/{each}").status, 200, each)


def test_versions(gateway):
    path = f"{API}/templates/versioned"
    gateway.post(f"{API}/templates", {**SMALL, "template_id": "versioned", "description": "first"})
    changed = gateway.post(path, {"max_number": 3}, {"If-Match": '"1"'}, method="PATCH")
    expect((changed.status, changed.headers["ETag"]), (200, '"2"'), "a change")
    late = gateway.post(path, {"max_number": 4}, {"If-Match": '"1"'}, method="PATCH")
    expect((late.status, late.code, late.headers["ETag"]), (412, "conflict", '"2"'), "a late one")
    expect(gateway.get(path).json["description"], "first", "what PATCH leaves out stays")
    whole = {"provider": "local", "max_number": 5}
    expect(gateway.post(path, whole, {"If-Match": 'W/"2"'}, method="PUT").status, 200, "the whole")
    now = gateway.get(path).json
    expect((now["description"], now["max_number"]), ("", 5), "what PUT leaves out has its default")
    missing = gateway.post(path, {"max_number": 5}, method="PUT")
    expect((missing.status, missing.json["field"]), (422, "provider"), "PUT needs the whole")
    other = gateway.post(path, {**whole, "template_id": "other"}, method="PUT")
    expect((other.status, other.json["field"]), (422, "template_id"), "path and body contradict")
    expect(gateway.post(path, {}, {"If-Match": "seven"}, method="PATCH").code, "bad_request", "no version")
    unversioned = gateway.post(f"{API}/requests", {"template_id": "versioned", "machine_count": 1}, {"If-Match": '"1"'})
    expect(unversioned.status, 422, "a command that takes no version")
    expect(gateway.ask("DELETE", path, headers={"If-Match": "*"}).status, 200, "any version")


def test_a_key_has_one_outcome(gateway):
    order = {"template_id": "small", "machine_count": 1}
    key = {"Idempotency-Key": '"key-1"'}
    replies = []

    def send():
        replies.append(gateway.post(f"{API}/requests", order, key))

    threads = [threading.Thread(target=send) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expect({reply.status for reply in replies}, {201}, "all are answered")
    expect(len({reply.json["request_id"] for reply in replies}), 1, "one request")
    expect(sum(reply.headers["Idempotency-Replayed"] is None for reply in replies), 1, "one that did it")
    expect({reply.headers["X-Command-Id"] for reply in replies}, {"key-1"}, "the command's id")
    expect(gateway.post(f"{API}/requests", {**order, "machine_count": 2}, key).code, "key_reused", "another order")
    expect(gateway.post(f"{API}/requests/claim", {"request_ids": ["a"]}, key).code, "key_reused", "another command")
    expect(gateway.post(f"{API}/requests", order, {"Idempotency-Key": "a key"}).code, "bad_request", "no key")
    own = gateway.post(f"{API}/requests", order)
    again = gateway.post(f"{API}/requests", order, {"Idempotency-Key": own.headers["X-Command-Id"]})
    expect((again.json, again.headers["Idempotency-Replayed"]), (own.json, "true"), "under the id that was chosen")


def test_messages_by_their_names(gateway):
    expect(gateway.post(f"{API}/queries/ListTemplates", {"limit": 1}).status, 200, "a query")
    expect(gateway.get(f"{API}/queries/ListTemplates?limit=1").status, 200, "a query by GET")
    expect(gateway.post(f"{API}/queries/CountMachines", "").status, 422, "an empty body is one without fields")
    expect(gateway.post(f"{API}/commands/CancelRequest", {"request_id": "nobody"}).code, "request_not_found", "none")
    unknown = gateway.post(f"{API}/commands/CreateRequests", {})
    expect((unknown.status, unknown.code), (404, "handler_not_found"), "none of that name")
    assert "CreateRequest" in unknown.json["detail"], unknown.text
    wrong = gateway.ask("GET", f"{API}/commands/CreateRequest")
    expect((wrong.status, wrong.headers["Allow"]), (405, "POST"), "a command by GET")
    expect(gateway.post(f"{API}/queries/CreateRequest", {}).status, 404, "a command is no query")
    # Each message is there, whatever it says to an empty body.
    described = gateway.get(f"{API}/describe").json["items"]
    for each in described:
        if each["kind"] == "query":
            path = f"{API}/queries/{each['name']}"
            assert gateway.post(path, {}).status in (200, 404, 422), (path, gateway.post(path, {}).text)
    assert len(described) > 60


def test_refusals_have_the_daemons_words(gateway):
    missing = gateway.get(f"{API}/templates/smal")
    expect((missing.status, missing.code, missing.json["status"]), (404, "template_not_found", 404), "none")
    assert "small" in missing.json["detail"] and missing.json["type"].endswith(":template_not_found"), missing.text
    wrong = gateway.post(f"{API}/requests", {"template_id": "small", "machine_count": 0, "colour": "red"})
    expect((wrong.status, wrong.code), (422, "validation_error"), "fields")
    expect({finding["field"] for finding in wrong.json["details"]["findings"]}, {"machine_count", "colour"}, "all")
    expect(gateway.post(f"{API}/templates", SMALL).code, "already_exists", "twice")
    for body in ("{", "[1]", '"text"', '{"a": 1e999}', "{'a': 1}", '{"a": 1} x', "[" * 100_000, "\xff"):
        expect(gateway.post(f"{API}/requests", body.encode("latin-1")).status, 400, body[:20])
    expect(gateway.post(f"{API}/requests?machine_count=1", SMALL).code, "bad_request", "fields in both places")
    many = gateway.post(f"{API}/requests", {"template_id": "small", "machine_count": 21})
    expect((many.status, many.code), (409, "limit_exceeded"), "more than there may be")
    expect(gateway.get(f"{API}/nowhere").code, "no_such_route", "nothing there")
    expect(gateway.get("/").code, "no_such_route", "the root")
    there = gateway.ask("DELETE", f"{API}/requests", headers={})
    expect((there.status, there.headers["Allow"]), (405, "GET, HEAD, POST"), "another method")
    name = "i/1%2F ü\r\nX: y"
    odd = gateway.get(f"{API}/machines/i%2F1%252F%20%C3%BC%0D%0AX:%20y")
    expect(odd.status, 422, "a name that is none")
    assert name.split("\r")[0] not in str(odd.headers) and odd.headers["X"] is None


def test_positions(gateway):
    here = int(gateway.get(f"{API}/status").headers["X-Position"])
    expect(gateway.get(f"{API}/templates?at_least_position={here}").status, 200, "it is there")
    later = []
    waiting = threading.Thread(
        target=lambda: later.append(gateway.get(f"{API}/templates?at_least_position={here + 1}")))
    waiting.start()
    gateway.post(f"{API}/templates", {**SMALL, "template_id": "later"})
    waiting.join()
    expect(later[0].status, 200, "it comes there")
    far = gateway.get(f"{API}/templates?at_least_position={here + 10_000}", {"Prefer": "wait=0"})
    expect((far.status, far.code), (503, "position_not_reached"), "it does not come there")
    assert far.headers["Retry-After"] and int(far.headers["X-Position"]) > here


def test_a_daemon_that_is_away(site, gateway):
    order = {"template_id": "small", "machine_count": 1}
    expect((gateway.get("/healthz").status, gateway.get("/readyz").status), (200, 200), "both")
    site.kill()
    away = gateway.get(f"{API}/status")
    assert away.status in (503, 504), away.text
    expect((gateway.get("/healthz").status, gateway.get("/readyz").status), (200, 503), "the gateway alone")
    began = []

    def send():
        began.append(time.monotonic())
        began.append(gateway.post(f"{API}/requests", order, {"Idempotency-Key": "over-a-restart"}))

    waiting = threading.Thread(target=send)
    waiting.start()
    site.start()
    waiting.join()
    reply = began[1]
    if reply.status != 201:
        assert reply.status in (503, 504), reply.text
        reply = gateway.post(f"{API}/requests", order, {"Idempotency-Key": "over-a-restart"})
    again = gateway.post(f"{API}/requests", order, {"Idempotency-Key": "over-a-restart"})
    expect((again.status, again.json), (201, reply.json), "one outcome")
    until(lambda: gateway.get("/readyz").status == 200, "the daemon")


def main():
    with Site() as site, Gateway(site, "--timeout", "5") as gateway:
        test_a_request_from_its_order_to_its_return(gateway)
        test_lists_go_on(gateway)
        test_versions(gateway)
        test_a_key_has_one_outcome(gateway)
        test_messages_by_their_names(gateway)
        test_refusals_have_the_daemons_words(gateway)
        test_positions(gateway)
        test_a_daemon_that_is_away(site, gateway)
        expect(gateway.stop(), 0, "the end")


if __name__ == "__main__":
    main()
