#!/usr/bin/env python3
"""Checks docs/vectors with Debian's python3-msgpack: another language reads these bytes, and writes the same."""
import json
import os
import pathlib
import sys

import msgpack

directory = pathlib.Path(os.environ["HOSTFACTORY_SOURCE_DIR"]) / "docs" / "vectors"
failures = []


def same(a, b):
    """Compares types as well: 1 is neither 1.0 nor True. The order of fields does not matter."""
    return json.dumps(a, sort_keys=True) == json.dumps(b, sort_keys=True)


def expect(holds, vector, what):
    if not holds:
        failures.append(f"{vector['name']}: {what}")


def check(vector):
    value, encoded = vector["json"], bytes.fromhex(vector["hex"])
    expect(same(msgpack.unpackb(encoded), value), vector, "the bytes say something else than the JSON")
    # JSON that Python reads keeps the order of its fields, so plain packing must be canonical.
    packed = msgpack.packb(value)
    expect(packed == encoded, vector, f"packed as {packed.hex()}")
    for other in vector.get("also", []):
        expect(same(msgpack.unpackb(bytes.fromhex(other)), value), vector, f"{other} says something else")
    if vector["kind"] == "event":
        topic = f"{value['category']}.{value['type']}.{value['stream']}"
        expect(vector["topic"] == topic, vector, f"the topic should be {topic}")


vectors = [vector for file in sorted(directory.glob("*.json")) for vector in json.loads(file.read_text("utf-8"))]
kinds = {vector["kind"] for vector in vectors}
if kinds != {"command", "query", "reply", "error", "event", "heartbeat", "value"}:
    sys.exit(f"{directory} has vectors of the kinds {sorted(kinds)}")
for each in vectors:
    check(each)
if failures:
    sys.exit("\n".join(failures))
print(f"{len(vectors)} vectors are good")
