"""One story, told through each way to a site: machines are ordered, followed and given back; a request is refused;
a command is repeated; and the events go on, each once and in order, over a kill of daemon and gateway."""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from hf_doors import Http, Python, Refused, ZeroMq  # noqa: E402
from hf_site import Site, expect, until  # noqa: E402

DOORS = {"ZeroMQ": ZeroMq, "HTTP": Http, "Python": Python}


def refusal_of(call):
    try:
        call()
    except Refused as refusal:
        return refusal.code
    raise AssertionError("nothing was refused")


def up_to(events, seen, kind, stream):
    """Reads the events up to that one; it must come."""
    while (kind, stream) not in [event[1:] for event in seen]:
        seen.append(events.next())


def tell(site, door, events):
    seen = []
    request, repeated = door.create("small", 2, "story-1")
    expect(repeated, False, "the first time")
    expect(until(lambda: door.ended(request), "the request's end"), "complete", "the request")
    expect(len(door.live_machines()), 2, "its machines")
    up_to(events, seen, "RequestCompleted", request)

    expect(refusal_of(lambda: door.create("smal", 1, "story-2")), "template_not_found", "a name that is none")
    expect(refusal_of(lambda: door.create("small", 0, "story-3")), "validation_error", "no machines")
    expect(door.create("small", 2, "story-1"), (request, True), "the same command again")
    expect(len(door.live_machines()), 2, "machines after it was repeated")

    site.kill()
    site.start()
    door.killed()
    expect(door.create("small", 2, "story-1"), (request, True), "the same command after a kill")
    another, repeated = door.create("small", 1, "story-4")
    expect(repeated, False, "another command")
    expect(until(lambda: door.ended(another), "the other request's end"), "complete", "the other request")
    up_to(events, seen, "RequestCompleted", another)

    for each, key in ((request, "story-5"), (another, "story-6")):
        returned = door.give_back(each, key)
        expect(until(lambda id=returned: door.ended(id), "the return's end"), "complete", "the return")
        up_to(events, seen, "RequestCompleted", returned)
    expect(door.live_machines(), set(), "machines in the end")
    return seen


def test_story(name):
    with Site() as site:
        site.ctl("template", "create", "small", "--provider", "local", "--max-number", "10")
        door = DOORS[name](site)
        try:
            with door.events() as events:
                seen = tell(site, door, events)
        finally:
            door.close()
        expect([event[0] for event in seen], list(range(1, len(seen) + 1)), "positions without a gap and in order")
        stored = [json.loads(line) for line in site.ctl("events", "--from", "1", "-o", "json").splitlines()]
        expect(seen, [(each["position"], each["type"], each["stream"]) for each in stored][:len(seen)], "the events")


for each in DOORS:
    test_story(each)
    print(f"ok: {each}")
