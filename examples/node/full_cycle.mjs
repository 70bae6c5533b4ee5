#!/usr/bin/env node
// full_cycle.mjs PROVIDER: creates a template, gets two machines of it, gives everything back, and
// shows every event.
//
// Written from docs/PROTOCOL.md alone, to whose sections the numbers refer. HOSTFACTORY_SOCKETS
// names the directory of the daemon's sockets.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { decode, encode } from "@msgpack/msgpack";
import { Dealer, Subscriber } from "zeromq";

const ends = ["RequestCompleted", "RequestPartiallyFulfilled", "RequestFailed", "RequestTimedOut", "RequestCancelled"];
const where = process.env.HOSTFACTORY_SOCKETS ?? "/run/hostfactory";

function socketTo(Kind, name, receiveTimeout) {
  const socket = new Kind({ linger: 0, receiveTimeout });
  socket.connect(`ipc://${where}/${name}.sock`);
  return socket;
}

// Returns the frames of the next message; nothing if none comes in time.
async function receive(socket) {
  try {
    return await socket.receive();
  } catch (error) {
    if (error.code === "EAGAIN") return undefined;
    throw error;
  }
}

// Sends commands or queries, one after another. A message without an answer is sent again with the
// same id (3.1).
class Asking {
  constructor(name) {
    this.socket = socketTo(Dealer, name, 5000);
  }
  async ask(type, body = {}) {
    const message = { v: 1, id: randomUUID(), type, body };
    for (let attempt = 0; attempt < 10; ++attempt) {
      await this.socket.send(["", encode(message)]);
      const reply = await this.replyTo(message.id);
      if (reply?.status === "ok") return reply;
      if (reply && !reply.error.retryable) throw new Error(`${reply.error.code}: ${reply.error.message}`);
      if (reply) await sleep(reply.error.retry_after_ms ?? 200);
    }
    throw new Error(`no answer to ${type}`);
  }
  async replyTo(id) {
    for (let frames = await receive(this.socket); frames; frames = await receive(this.socket)) {
      const reply = decode(frames.at(-1));
      // Any other reply is to an attempt that was given up.
      if (reply.id === id || reply.id === "") return reply;
    }
  }
}

const commands = new Asking("commands");
const queries = new Asking("queries");

// Returns all items of a list, page by page (5).
async function* items(type, body) {
  for (let after; ; ) {
    const { result } = await queries.ask(type, after ? { ...body, after } : body);
    yield* result.items;
    if (!(after = result.next)) return;
  }
}

// Returns all events after a position, in order, each exactly once, whatever the feed loses (6.3).
async function* eventsAfter(position, feed) {
  let store;
  async function* missed() {
    for (let more = true; more; ) {
      const { result } = await queries.ask("ReadEvents", { after: position });
      for (const event of result.events) {
        position = event.position;
        yield event;
      }
      more = result.has_more;
    }
  }
  yield* missed(); // events from before the subscription
  for (let frames = await receive(feed); frames; frames = await receive(feed)) {
    const heartbeat = frames[0].toString() === "$heartbeat";
    const told = decode(frames[1]);
    if (heartbeat && told.store_id !== (store ??= told.store_id)) throw new Error("another store: begin anew");
    if (!heartbeat && told.position === position + 1) {
      position = told.position;
      yield told;
    } else if (told.position > position) {
      yield* missed();
    }
  }
  throw new Error("the feed is silent");
}

async function follow(events, stream, types) {
  for (;;) {
    const { value: event } = await events.next();
    console.log(event.position, event.type, event.stream);
    if (event.stream === stream && types.includes(event.type)) return;
  }
}

const { position } = await queries.ask("GetStatus");
const feed = socketTo(Subscriber, "events", 70_000); // a heartbeat always comes within this time
feed.subscribe();
const events = eventsAfter(position, feed);

const template_id = `cycle-${randomUUID().slice(0, 13)}`;
await commands.ask("CreateTemplate", { template_id, provider: process.argv[2], max_number: 2 });
const created = await commands.ask("CreateRequest", { template_id, machine_count: 2 });
const { request_id } = created.result;
await follow(events, request_id, ends);

const machine_ids = [];
for await (const machine of items("ListMachines", { request_id, limit: 1 })) {
  console.log("machine", machine.machine_id, machine.name, machine.status);
  machine_ids.push(machine.machine_id);
}
const returned = await commands.ask("ReturnMachines", { machine_ids });
await follow(events, returned.result.request_id, ends);
await commands.ask("DeleteTemplate", { template_id });
await follow(events, template_id, ["TemplateDeleted"]);

for (const socket of [commands.socket, queries.socket, feed]) socket.close();
