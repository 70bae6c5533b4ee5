#!/usr/bin/env python3
"""full_cycle.py PROVIDER: creates a template, gets two machines of it, gives everything back, and shows every event.

Written from docs/PROTOCOL.md alone, to whose sections the numbers refer. Needs python3-zmq and
python3-msgpack. HOSTFACTORY_SOCKETS names the directory of the daemon's sockets."""
import os, sys, time, uuid, msgpack, zmq

ENDS = {"RequestCompleted", "RequestPartiallyFulfilled", "RequestFailed", "RequestTimedOut", "RequestCancelled"}
where = os.environ.get("HOSTFACTORY_SOCKETS", "/run/hostfactory")

def socket_to(kind, name):
    socket = zmq.Context.instance().socket(kind)
    socket.linger = 0
    socket.connect(f"ipc://{where}/{name}.sock")
    return socket

def asking(name):
    """Sends commands or queries, one by one. A message without an answer is sent again with the same id (3.1)."""
    socket = socket_to(zmq.DEALER, name)

    def reply_to(id):
        while socket.poll(5000):
            reply = msgpack.unpackb(socket.recv_multipart()[-1])
            if reply["id"] in (id, ""):  # any other reply is to an attempt that was given up
                return reply

    def ask(type, **body):
        message = {"v": 1, "id": str(uuid.uuid4()), "type": type, "body": body}
        for _ in range(10):
            socket.send_multipart([b"", msgpack.packb(message)])
            reply = reply_to(message["id"])
            if reply and reply["status"] == "ok":
                return reply["result"], reply["position"]
            if reply and not reply["error"]["retryable"]:
                sys.exit(f"{reply['error']['code']}: {reply['error']['message']}")
            if reply:
                time.sleep(reply["error"].get("retry_after_ms", 200) / 1000)
        sys.exit(f"no answer to {type}")

    return ask

command, query = asking("commands"), asking("queries")

def items(type, **body):
    """Returns all items of a list, page by page (5)."""
    while True:
        page, _ = query(type, **body)
        yield from page["items"]
        if "next" not in page:
            return
        body["after"] = page["next"]

def events_after(position):
    """Returns all events after a position, in order, each exactly once, whatever the feed loses (6.3)."""
    feed, store = socket_to(zmq.SUB, "events"), None
    feed.subscribe(b"")

    def missed():
        nonlocal position
        more = True
        while more:
            read, _ = query("ReadEvents", after=position)
            for event in read["events"]:
                position = event["position"]
                yield event
            more = read["has_more"]

    yield from missed()  # events from before the subscription
    while feed.poll(70_000):  # a heartbeat always comes within this time
        topic, told = feed.recv_multipart()
        heartbeat, told = topic == b"$heartbeat", msgpack.unpackb(told)
        if heartbeat and told["store_id"] != (store := store or told["store_id"]):
            sys.exit("another store is another history: begin anew")
        if not heartbeat and told["position"] == position + 1:
            position += 1
            yield told
        elif told["position"] > position:
            yield from missed()
    sys.exit("the feed is silent")

def follow(events, stream, types):
    for event in events:
        print(event["position"], event["type"], event["stream"], flush=True)
        if event["stream"] == stream and event["type"] in types:
            return

_, position = query("GetStatus")
events, template = events_after(position), f"cycle-{uuid.uuid4().hex[:12]}"
command("CreateTemplate", template_id=template, provider=sys.argv[1], max_number=2)
request = command("CreateRequest", template_id=template, machine_count=2)[0]["request_id"]
follow(events, request, ENDS)
machines = list(items("ListMachines", request_id=request, limit=1))
for machine in machines:
    print("machine", machine["machine_id"], machine["name"], machine["status"])
returned, _ = command("ReturnMachines", machine_ids=[machine["machine_id"] for machine in machines])
follow(events, returned["request_id"], ENDS)
command("DeleteTemplate", template_id=template)
follow(events, template, {"TemplateDeleted"})
