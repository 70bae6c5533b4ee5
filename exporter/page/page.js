// The live page. It is sent states (rows that changed, and figures), so it keeps rows by their ids,
// forgets the oldest as the exporter does, and draws what there is. All text is inserted as text.
"use strict";

const rows = { requests: new Map(), machines: new Map(), failures: new Map() };
let limits = { open: 500, ended: 100, machines: 200, failures: 50 };
let clockAhead = 0; // this clock minus the exporter's, in milliseconds
let figures = null;

const at = (id) => document.getElementById(id);

function tell(id, text) {
  const element = at(id);
  if (element.textContent !== text) element.textContent = text;
}

function make(name, className, text) {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

// ---- Words

function span(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 120) return seconds + " s";
  if (seconds < 7200) return Math.floor(seconds / 60) + " min";
  if (seconds < 172800) return Math.floor(seconds / 3600) + " h";
  return Math.floor(seconds / 86400) + " d";
}
const since = (time) => span(Date.now() - clockAhead - time);
const many = (count, one) => count + " " + one + (count === 1 ? "" : "s");
// Ids are long, and differ at their end.
const short = (id) => (id.length > 22 ? "…" + id.slice(-12) : id);

const looks = {
  pending: "busy", in_progress: "busy", launching: "busy", stopping: "busy", "shutting-down": "busy",
  running: "good", complete: "good",
  partial: "bad", failed: "bad", timeout: "bad",
};
const status = (word) => make("span", "status " + (looks[word] || "still"), word.replace(/[_-]/g, " "));

// ---- Cells: each is made of nodes, and drawn again only when its contents have changed.

function idCell(id, name) {
  const cell = make("span", "id", short(id));
  cell.title = id;
  if (!name || name === id) return [cell];
  return [make("span", "", name), document.createElement("br"), cell];
}

function progressCell(row) {
  const what = (row.counts === "units" ? "units " : "") + (row.type === "acquire" ? "up" : "gone");
  const words = row.done + " of " + row.asked + " " + what + (row.failed ? ", " + row.failed + " failed" : "");
  const bar = make("progress");
  bar.max = Math.max(1, row.asked);
  bar.value = row.done;
  bar.setAttribute("aria-label", words);
  return [make("span", "nowrap", words), bar];
}

function tagCell(row) {
  const tags = Object.entries(row.tags).map(([key, value]) => make("span", "tag", key + "=" + value));
  if (row.user) tags.unshift(make("span", "tag", "for " + row.user));
  return tags;
}

function statusCell(row) {
  const cell = [status(row.status)];
  if (row.reason) cell.push(make("span", "why", row.reason));
  return cell;
}

const took = (milliseconds) => (milliseconds < 10000 ? (milliseconds / 1000).toFixed(2) + " s" : span(milliseconds));

function ageCell(row) {
  if (row.open) return [make("span", "nowrap", since(row.created))];
  const duration = make("span", "why nowrap", "took " + took(row.ended - row.created));
  return [make("span", "nowrap", since(row.ended) + " ago"), duration];
}

const words = (text, className) => [make("span", className || "", text)];

const tables = {
  requests: {
    labels: ["Request", "Status", "Machines", "Template", "Tags", "Age"],
    // Open requests first, then by the latest change.
    order: (a, b) => b.open - a.open || b.changed - a.changed,
    cells: [
      [(row) => row.id + row.type, (row) => [...idCell(row.id), make("span", "why", row.type)]],
      [(row) => row.status + row.reason, statusCell],
      [(row) => [row.done, row.asked, row.counts, row.failed].join(), progressCell],
      [(row) => row.template, (row) => (row.template ? words(row.template) : [])],
      [(row) => JSON.stringify([row.user, row.tags]), tagCell],
      [(row) => row.open + since(row.open ? row.created : row.ended), ageCell],
    ],
    className: (row) => (row.open ? "" : "ended"),
  },
  machines: {
    labels: ["Machine", "Status", "Template", "Request", "Changed"],
    order: (a, b) => b.changed - a.changed,
    cells: [
      [(row) => row.id + row.name, (row) => idCell(row.id, row.name)],
      [(row) => row.status + row.reason, statusCell],
      [(row) => row.template + row.provider, (row) => words(row.template + " at " + row.provider)],
      [(row) => row.request, (row) => idCell(row.request)],
      [(row) => since(row.changed_at), (row) => words(since(row.changed_at) + " ago", "nowrap")],
    ],
    className: () => "",
  },
  failures: {
    labels: ["When", "What", "Why"],
    order: (a, b) => b.changed - a.changed,
    cells: [
      [(row) => since(row.time), (row) => words(since(row.time) + " ago", "nowrap")],
      [(row) => row.id, (row) => [make("span", "", row.kind + (row.provider ? " at " + row.provider : "")),
        document.createElement("br"), ...idCell(row.subject)]],
      [(row) => row.id, (row) => [...(row.reason ? [status(row.reason)] : []),
        make("span", row.reason ? "why" : "", row.message)]],
    ],
    className: () => "",
  },
  templates: {
    labels: ["Template", "Provider", "Running", "Starting", "Stopped", "Ending"],
    order: (a, b) => b.total - a.total || (a.id < b.id ? -1 : 1),
    cells: [
      [(row) => row.template, (row) => words(row.template)],
      [(row) => row.provider, (row) => words(row.provider)],
      ...[["running"], ["pending", "launching"], ["stopped", "stopping"], ["shutting-down"]].map((several) => {
        const count = (row) => several.reduce((sum, each) => sum + (row.counts[each] || 0), 0);
        return [count, (row) => words(String(count(row))), "number"];
      }),
    ],
    className: () => "",
  },
};

// ---- Drawing

const drawn = { requests: new Map(), machines: new Map(), failures: new Map(), templates: new Map() };

function drawRow(table, element, row, isNew) {
  const className = table.className(row) + (isNew ? " fresh" : "");
  if (element.className !== className) element.className = className;
  table.cells.forEach(([key, nodesOf, cellClass], index) => {
    const said = String(key(row));
    const cell = element.children[index];
    if (cell.said === said) return;
    cell.said = said;
    const nodes = nodesOf(row);
    cell.className = [cellClass || "", nodes.length ? "" : "blank"].join(" ").trim();
    const content = make("div");
    content.append(...nodes);
    cell.replaceChildren(content);
  });
}

function drawTable(name, list) {
  const table = tables[name];
  const known = drawn[name];
  const body = at(name).tBodies[0];
  const shown = [...list].sort(table.order);
  const ids = new Set(shown.map((row) => row.id));
  for (const [id, entry] of known) {
    if (ids.has(id)) continue;
    entry.element.remove();
    known.delete(id);
  }
  let place = body.firstElementChild;
  for (const row of shown) {
    let entry = known.get(row.id);
    if (!entry) {
      const element = make("tr");
      element.setAttribute("role", "row");
      element.append(...table.labels.map(() => make("td")));
      table.labels.forEach((label, index) => { 
        element.children[index].dataset.label = label;
        element.children[index].setAttribute("role", "cell");
      });
      entry = { element, changed: undefined };
      known.set(row.id, entry);
    }
    const news = ready && entry.changed !== row.changed;
    if (news) {
      // An animation restarts only on an element that did not have it.
      entry.element.classList.remove("fresh");
      void entry.element.offsetWidth;
    }
    entry.changed = row.changed;
    drawRow(table, entry.element, row, news || entry.element.classList.contains("fresh"));
    if (entry.element === place) place = place.nextElementSibling;
    else body.insertBefore(entry.element, place);
  }
  at(name).classList.toggle("none", shown.length === 0);
  at(name + "-empty").classList.toggle("some", shown.length > 0);
}

function drawFigures() {
  const { fill } = figures;
  tell("open", String(figures.open_requests));
  tell("live", String(figures.live_machines));
  const notes = [];
  if (figures.running) notes.push(figures.running + " running");
  if (figures.starting) notes.push(figures.starting + " starting");
  if (figures.ending) notes.push(figures.ending + " ending");
  tell("live-note", notes.join(", "));
  tell("fill", fill.asked ? Math.floor((100 * fill.up) / fill.asked) + " %" : "–");
  tell("fill-note", fill.asked
    ? fill.up + " of " + fill.asked + " machines, last " + many(fill.requests, "request")
    : "no request has ended");
  const failures = [...rows.failures.values()];
  const hourAgo = Date.now() - clockAhead - 3600000;
  const recent = failures.filter((row) => row.time > hourAgo).length;
  tell("failed", recent + (recent >= limits.failures ? " or more" : ""));
  const last = failures.reduce((newest, row) => Math.max(newest, row.time), 0);
  tell("failed-note", last ? "the last " + since(last) + " ago" : "");
  const asked = [...rows.requests.values()].filter((row) => row.open);
  const missing = asked.reduce((sum, row) => sum + (row.type === "acquire" ? Math.max(0, row.asked - row.done) : 0), 0);
  tell("open-note", missing ? many(missing, "machine") + " to come" : "");
  tell("requests-more", figures.open_requests > limits.open
    ? "Of " + figures.open_requests + " open requests the " + limits.open + " that changed last are shown."
    : "");
  const { templates } = figures;
  tell("templates-more", templates.all > templates.shown.length
    ? "Of " + templates.all + " templates the largest " + templates.shown.length + " are shown."
    : "");
  tell("place", figures.position ? "event " + figures.position.toLocaleString("en") : "");
  tell("version", figures.daemon ? "hostfactoryd " + figures.daemon : "");
}

function drawState(text, look) {
  const state = at("state");
  if (state.textContent !== text) state.textContent = text;
  state.className = "state " + look;
}

function draw() {
  if (!figures) return;
  drawTable("requests", rows.requests.values());
  drawTable("machines", rows.machines.values());
  drawTable("failures", rows.failures.values());
  drawTable("templates", figures.templates.shown.map((row) => (
    { ...row, id: row.template + " " + row.provider, changed: JSON.stringify(row.counts) })));
  drawFigures();
}

// ---- Messages

let ready = false; // whether arriving rows are news, and not history

function forget(map, most, counts) {
  const list = [...map.values()].filter(counts).sort((a, b) => b.changed - a.changed);
  for (const row of list.slice(most)) map.delete(row.id);
}

function take(message) {
  clockAhead = Date.now() - message.now;
  figures = message.figures;
  limits = figures.limits;
  if (message.reset) {
    ready = false;
    for (const map of Object.values(rows)) map.clear();
  }
  for (const [name, changed] of Object.entries(message.rows || {}))
    for (const row of changed) rows[name].set(row.id, row);
  forget(rows.requests, limits.open, (row) => row.open);
  forget(rows.requests, limits.ended, (row) => !row.open);
  forget(rows.machines, limits.machines, () => true);
  forget(rows.failures, limits.failures, () => true);
  if (!figures.up) drawState("hostfactoryd does not answer", "bad");
  else if (!figures.complete) drawState("reading history", "waiting");
  else if (!figures.ready) drawState(many(figures.behind, "event") + " behind", "waiting");
  else drawState("live", "good");
  draw();
  ready = figures.complete;
}

// ---- The token, if the exporter wants one. It is kept as long as the tab is open.

const kept = (() => {
  try {
    return window.sessionStorage;
  } catch {
    return null; // the browser allows pages to keep nothing
  }
})();
let token = (kept && kept.getItem("token")) || "";

function useToken(text) {
  token = text;
  if (kept) kept.setItem("token", token);
  // A link can't send it.
  at("metrics").hidden = token !== "";
}

function askForToken() {
  drawState(token ? "the token is not accepted" : "a token is needed", token ? "bad" : "waiting");
  const form = at("ask");
  form.hidden = false;
  at("metrics").hidden = true;
  at("token").focus();
  return new Promise((done) => {
    form.onsubmit = (event) => {
      event.preventDefault();
      useToken(at("token").value);
      at("token").value = "";
      form.hidden = true;
      drawState("connecting", "waiting");
      done();
    };
  });
}

useToken(token);
follow("/events", {
  token: () => token,
  take: (data) => take(JSON.parse(data)),
  lost: () => drawState("no connection to the exporter; trying again", "bad"),
  refused: askForToken,
});
setInterval(draw, 1000); // ages grow
