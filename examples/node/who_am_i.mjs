// node who_am_i.mjs ENDPOINT SERVER_KEY KEY: asks a secured daemon over TCP as whom it knows this program.
//
// ENDPOINT is that of its queries (tcp://broker:7002), SERVER_KEY its public key; KEY.key and KEY.pub are the files of
// this program's own keys, as `hostfactoryctl key generate` has written them.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { decode, encode } from "@msgpack/msgpack";
import { Request } from "zeromq";

const [endpoint, serverKey, key] = process.argv.slice(2);
const keyIn = (file) => readFileSync(file, "utf8").trim();
const socket = new Request({
    linger: 0,
    receiveTimeout: 10_000,
    curveServerKey: serverKey,
    curvePublicKey: keyIn(`${key}.pub`),
    curveSecretKey: keyIn(`${key}.key`),
});
socket.connect(endpoint);
await socket.send(encode({ v: 1, id: randomUUID(), type: "WhoAmI", body: {} }));
try {
    const [bytes] = await socket.receive();
    const reply = decode(bytes);
    if (reply.status !== "ok") throw new Error(`${reply.error.code}: ${reply.error.message}`);
    console.log(`${reply.result.principal}, ${reply.result.role}`);
} catch (problem) {
    console.error(`no answer from ${endpoint}: ${problem.message}`);
    process.exitCode = 1;
} finally {
    socket.close();
}
