// Checks docs/vectors with @msgpack/msgpack: another language reads these bytes, and writes the same.
import { deepStrictEqual, equal } from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { decode, encode } from "@msgpack/msgpack";

const directory = join(process.env.HOSTFACTORY_SOURCE_DIR, "docs", "vectors");
const bytes = (hex) => Buffer.from(hex, "hex");
const hex = (data) => Buffer.from(data).toString("hex");

// True if JavaScript's numbers can hold the whole value.
function isExact(value) {
  if (typeof value === "number") return !Number.isInteger(value) || Number.isSafeInteger(value);
  if (value && typeof value === "object") return Object.values(value).every(isExact);
  return true;
}

function check({ name, kind, type, json, hex: digits, also = [] }) {
  for (const form of [digits, ...also]) deepStrictEqual(decode(bytes(form)), json, name);
  // JavaScript does not distinguish 2.0 from 2, and represents integers beyond 2^53 as BigInts.
  if (kind === "value" && type === "number") equal(hex(encode(json, { forceIntegerToFloat: true })), digits, name);
  else if (isExact(json)) equal(hex(encode(json)), digits, name);
  else equal(hex(encode(decode(bytes(digits), { useBigInt64: true }), { useBigInt64: true })), digits, name);
}

const vectors = readdirSync(directory).flatMap((file) => JSON.parse(readFileSync(join(directory, file), "utf8")));
const kinds = new Set(vectors.map((vector) => vector.kind));
deepStrictEqual([...kinds].sort(), ["command", "error", "event", "heartbeat", "query", "reply", "value"]);
vectors.forEach(check);
console.log(`${vectors.length} vectors are good`);
