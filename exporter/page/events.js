// Follows server-sent events by fetch, since an EventSource can't send the token.
//
//     follow("/events", { token: () => "" or the token, take: (data) => …, lost: () => …, refused: async () => … });
//
// It goes on where it was after a lost connection, for ever. After 401 it waits until refused() has another token.
"use strict";

const afterRefusal = 5000; // milliseconds

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

async function eachLine(body, take) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    lines.forEach(take);
  }
}

async function follow(path, { token, take, lost, refused }) {
  let lastId = "";
  let retry = 2000; // milliseconds; the server says how long
  const connect = () => {
    const headers = {};
    if (token()) headers.Authorization = "Bearer " + token();
    if (lastId) headers["Last-Event-ID"] = lastId;
    return fetch(path, { headers, cache: "no-store" });
  };
  const readAll = (body) => {
    let data = "";
    return eachLine(body, (line) => {
      const field = line.slice(0, line.indexOf(":"));
      const value = line.slice(field.length + 2);
      if (field === "retry") retry = Number(value);
      if (field === "id") lastId = value;
      if (field === "data") data = value;
      if (line !== "" || data === "") return;
      const message = data;
      data = "";
      take(message);
    });
  };
  for (;;) {
    let response = null;
    try {
      response = await connect();
      if (response.ok) await readAll(response.body);
    } catch (error) {
      console.error(error);
    }
    if (response && response.status === 401) {
      await refused();
      continue;
    }
    lost();
    await pause(response && !response.ok ? afterRefusal : retry);
  }
}
