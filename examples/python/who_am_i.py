#!/usr/bin/env python3
"""who_am_i.py ENDPOINT SERVER_KEY KEY_FILE: asks a secured daemon over TCP as whom it knows this program.

ENDPOINT is that of its queries (tcp://broker:7002), SERVER_KEY its public key, and KEY_FILE the secret one of this
program, as `hostfactoryctl key generate` has written it. Needs python3-zmq and python3-msgpack."""
import sys, uuid, msgpack, zmq
from zmq.utils.monitor import recv_monitor_message

endpoint, server_key, key_file = sys.argv[1:]
with open(key_file, "rb") as file:
    secret_key = file.read().strip()
public_key = zmq.curve_public(secret_key)
socket = zmq.Context.instance().socket(zmq.REQ)
socket.linger = 0
socket.curve_serverkey, socket.curve_publickey, socket.curve_secretkey = server_key.encode(), public_key, secret_key
connection = socket.get_monitor_socket(zmq.EVENT_HANDSHAKE_SUCCEEDED | zmq.EVENT_HANDSHAKE_FAILED_AUTH)
socket.connect(endpoint)
if not connection.poll(10_000):
    sys.exit(f"nothing at {endpoint} has this key, {server_key}")
if recv_monitor_message(connection)["event"] == zmq.EVENT_HANDSHAKE_FAILED_AUTH:
    sys.exit(f"the daemon at {endpoint} does not know the key {public_key.decode()}")

socket.send(msgpack.packb({"v": 1, "id": str(uuid.uuid4()), "type": "WhoAmI", "body": {}}))
reply = msgpack.unpackb(socket.recv())
if reply["status"] != "ok":
    sys.exit(f"{reply['error']['code']}: {reply['error']['message']}")
print(f"{reply['result']['principal']}, {reply['result']['role']}")
