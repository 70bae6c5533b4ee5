#!/usr/bin/env python3
"""first_request.py TEMPLATE_ID COUNT: asks for machines, follows the request's events, lists its machines.

Needs python3-zmq and python3-msgpack. HOSTFACTORY_SOCKETS names the directory of the daemon's sockets."""
import os, sys, uuid, msgpack, zmq

where = os.environ.get("HOSTFACTORY_SOCKETS", "/run/hostfactory")
commands, queries, events = (zmq.Context.instance().socket(kind) for kind in (zmq.REQ, zmq.REQ, zmq.SUB))
for socket, name in (commands, "commands"), (queries, "queries"), (events, "events"):
    socket.linger, socket.rcvtimeo = 0, 10_000
    socket.connect(f"ipc://{where}/{name}.sock")
events.subscribe(b"")

def ask(socket, type, **body):
    socket.send(msgpack.packb({"v": 1, "id": str(uuid.uuid4()), "type": type, "body": body}))
    reply = msgpack.unpackb(socket.recv())
    return reply if reply["status"] == "ok" else sys.exit(f"{reply['error']['code']}: {reply['error']['message']}")

accepted = ask(commands, "CreateRequest", template_id=sys.argv[1], machine_count=int(sys.argv[2]))
request_id, position, ended = accepted["result"]["request_id"], accepted["position"] - 1, False
while not ended:
    read = ask(queries, "ReadEvents", after=position)["result"]  # the feed shows when, the store shows what
    for event in read["events"]:
        position = event["position"]
        if request_id in (event["stream"], event["data"].get("request_id")):
            print(position, event["type"], event["stream"])
            ended |= event["type"] in ("RequestCompleted", "RequestPartiallyFulfilled", "RequestFailed",
                                       "RequestTimedOut", "RequestCancelled")
    if not (ended or read["has_more"]):
        events.recv_multipart()
for machine in ask(queries, "ListMachines", request_id=request_id)["result"]["items"]:
    print(machine["machine_id"], machine["name"], machine["status"], machine["private_ip"])
