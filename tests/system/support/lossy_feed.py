#!/usr/bin/env python3
"""lossy_feed.py FROM TO: passes a feed of events on, and loses some of it on the way.

It loses two events of three and every TemplateDeleted: if that is the last event, only a heartbeat reveals it.
It prints what it lost."""
import sys, zmq

context = zmq.Context.instance()
source, target = context.socket(zmq.SUB), context.socket(zmq.PUB)
source.subscribe(b"")
source.connect(sys.argv[1])
target.bind(sys.argv[2])
print("ready", flush=True)
count = 0
while True:
    frames = source.recv_multipart()
    if frames[0] != b"$heartbeat":
        count += 1
        if count % 3 or b".TemplateDeleted." in frames[0]:
            print("lost", frames[0].decode(), flush=True)
            continue
    target.send_multipart(frames)
