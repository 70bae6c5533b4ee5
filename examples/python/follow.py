#!/usr/bin/env python3
"""follow.py FILE [CATEGORY]: keeps a log of all events, or of one category, each once and in order, whatever happens
to the feed, to this program or to the daemon. Written from docs/PROTOCOL.md alone; the rules are those of 6.3.

The first line of FILE is the store's id, each other line an event. The log's last event is the position to resume
from. Needs python3-zmq and python3-msgpack. HOSTFACTORY_SOCKETS names the directory of the daemon's sockets."""
import json, os, sys, time, uuid, msgpack, zmq

where = os.environ.get("HOSTFACTORY_SOCKETS", "/run/hostfactory")
name, category = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
context = zmq.Context.instance()

def connect(kind, endpoint, topics=()):
    socket = context.socket(kind)
    socket.linger = 0
    for topic in topics:
        socket.subscribe(topic)
    connections = socket.get_monitor_socket(zmq.EVENT_HANDSHAKE_SUCCEEDED) if topics else None
    socket.connect(f"ipc://{where}/{endpoint}.sock")
    return socket, connections

def read_events(**body):
    """Returns the result of ReadEvents, however long it takes; after each failure it asks over a new connection (3)."""
    pause = 0.1
    while True:
        queries, _ = connect(zmq.REQ, "queries")
        message = {"v": 1, "id": str(uuid.uuid4()), "type": "ReadEvents", "body": body}
        queries.send(msgpack.packb(message))
        reply = msgpack.unpackb(queries.recv()) if queries.poll(5000) else None
        queries.close()
        if reply and reply["status"] == "ok":
            return reply["result"]
        if reply and not reply["error"].get("retryable"):
            sys.exit(f"{reply['error']['code']}: {reply['error']['message']}")
        time.sleep(pause)
        pause = min(2 * pause, 5)

def follow(known, number, store, hand_over):
    """`known` and `number`: position and category_position up to which all is known; None is an unknown number."""
    topics = [f"{category}.".encode(), b"$heartbeat"] if category else [b""]
    feed, connections = connect(zmq.SUB, "events", topics)  # 1. subscribe before anything is read
    ask, started_at, silence, heard = True, None, 3.0, time.monotonic()
    while True:
        if ask:  # 2. the store confirms what comes next
            ask = False
            while connections.poll(0):
                connections.recv_multipart()
            read = read_events(after=known, limit=1000, **({"categories": [category]} if category else {}))
            if store and read["store_id"] != store:
                sys.exit(f"conflict: {known} is a position of the store {store}, and this is {read['store_id']}")
            if not store:
                hand_over(store := read["store_id"], None)
            for event in read["events"]:
                hand_over(store, event)
                number = event["category_position"]
            known, ask, heard = read["position"], read["has_more"], time.monotonic()
            continue
        came = feed.poll(100)  # 3. listen
        if connections.poll(0):  # 4. doubt: this connection is new
            ask = True
            continue
        if not came:
            if time.monotonic() - heard > silence:
                feed.disable_monitor()
                feed.close()
                feed, connections = connect(zmq.SUB, "events", topics)
                ask = True
            continue
        topic, told = feed.recv_multipart()
        told, heard = msgpack.unpackb(told), time.monotonic()
        if topic == b"$heartbeat":
            silence = max(3 * told.get("interval_ms", 1000) / 1000, 1)
            restarted, started_at = started_at not in (None, told["started_at"]), told["started_at"]
            if told["store_id"] != store:
                sys.exit("conflict: the feed belongs to another store")
            if category and not restarted and told["category_positions"][category] == number:
                known = max(known, told["position"])  # nothing of this category was lost
            ask = restarted or told["position"] > known
        elif told["position"] > known:
            follows = told["category_position"] == (number or 0) + 1 and number is not None if category \
                else told["position"] == known + 1
            if follows:
                hand_over(store, told)
                known, number = told["position"], told["category_position"]
            ask = not follows

with open(name, "a+b") as log:
    log.seek(0)
    lines = log.read()
    whole = lines[: lines.rfind(b"\n") + 1]  # a line that was cut off when the program died is written again
    log.truncate(len(whole))
    store, *events = whole.decode().splitlines() or [None]
    last = json.loads(events[-1]) if events else {"position": 0, "category_position": 0}

    def keep(store, event):
        log.write((json.dumps(event) if event else store).encode() + b"\n")
        log.flush()

    follow(last["position"], last["category_position"], store, keep)
