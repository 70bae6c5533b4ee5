"""hostfactory-exporter beside a real daemon: its figures are the daemon's, a page's events resume where it was, and
both survive kill -9."""

import json
import os
import socket
import subprocess
import sys
import time

from prometheus_client.parser import text_string_to_metric_families

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from hf_site import PATIENCE, Site, expect, until  # noqa: E402

MOST_PAGES = 32


class Metrics:
    """Reads /metrics even more strictly than Prometheus does."""

    def __init__(self, exporter):
        answer = exporter.get("/metrics")
        expect(answer.status, 200, "/metrics")
        expect(answer.headers["Content-Type"], "text/plain; version=0.0.4; charset=utf-8", "its type")
        assert answer.body.endswith("\n"), "the last line has no end"
        self.values = {}
        self.types = {}
        for family in text_string_to_metric_families(answer.body):
            assert family.documentation, f"{family.name} has no help"
            assert family.type in ("gauge", "counter", "histogram"), f"{family.name} is {family.type}"
            assert family.name not in self.types, f"{family.name} is there twice"
            self.types[family.name] = family.type
            for sample in family.samples:
                key = (sample.name, frozenset(sample.labels.items()))
                assert key not in self.values, f"{key} is there twice"
                self.values[key] = sample.value
                self.check(family, sample)
        # The parser removes _total from a family's name, so the text itself must be checked for it.
        for line in answer.body.splitlines():
            if line.startswith("# TYPE") and line.endswith(" counter"):
                assert line.split()[2].endswith("_total"), line
        self.check_histograms()

    def check(self, family, sample):
        name = sample.name
        assert name.startswith(("hostfactory_", "process_")), name
        if family.type == "gauge":
            assert not name.endswith("_total"), name
        else:
            assert sample.value >= 0, (name, sample.value)
        assert "quantile" not in sample.labels, name
        assert ("le" in sample.labels) == name.endswith("_bucket"), name
        for unit in ("milliseconds", "minutes", "_ms", "kilobytes"):
            assert unit not in name, name

    def check_histograms(self):
        buckets = {}
        for (name, labels), value in self.values.items():
            if name.endswith("_bucket"):
                labels = dict(labels)
                bound = float(labels.pop("le").replace("+Inf", "inf"))
                buckets.setdefault((name[: -len("_bucket")], frozenset(labels.items())), {})[bound] = value
        told = self.sum("hostfactory_requests_created_total") + self.get("hostfactory_feed_live") > 0
        assert bool(buckets) == told, "histograms are there as soon as the events are complete, and not before"
        for (name, labels), counts in buckets.items():
            ordered = [counts[bound] for bound in sorted(counts)]
            assert ordered == sorted(ordered), f"{name} falls"
            expect(counts[float("inf")], self.values[(name + "_count", labels)], f"{name} beyond all bounds")

    def get(self, name, **labels):
        return self.values.get((name, frozenset(labels.items())), 0)

    def sum(self, name, **labels):
        wanted = set(labels.items())
        return sum(value for (each, given), value in self.values.items() if each == name and wanted <= given)


class Events:
    """Reads /events as a browser does."""

    def __init__(self, exporter, last_id=None, status=200):
        self.connection = exporter.connection()
        self.connection.request("GET", "/events", headers={"Last-Event-ID": last_id} if last_id else {})
        self.response = self.connection.getresponse()
        expect(self.response.status, status, "the status of /events")
        self.last_id = last_id

    def next(self, deadline=None):
        """Returns the next message, and checks that nothing else comes."""
        message = {}
        deadline = deadline or time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            line = self.response.readline().decode()
            assert line, "the events have come to an end"
            line = line.rstrip("\n")
            if line.startswith(":"):
                continue
            if line:
                name, _, value = line.partition(": ")
                assert name not in message, f"two lines of {name}"
                message[name] = value
            elif "data" in message:
                self.last_id = message["id"]
                return json.loads(message["data"])
        raise AssertionError("waited in vain for a message")

    def until(self, holds, what):
        rows = {}
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            message = self.next(deadline)
            for row in message.get("rows", {}).get("requests", []):
                rows[row["id"]] = row
            if holds(message, rows):
                return message, rows
        raise AssertionError(f"waited in vain for {what}")

    def close(self):
        self.connection.close()


def figures_of_the_daemon(site):
    status = json.loads(site.ctl("status", "-o", "json"))
    machines = json.loads(site.ctl("machine", "count", "--by", "template", "-o", "json"))["counts"]
    return status, machines


def check_against_the_daemon(site, exporter):
    def caught_up():
        status, machines = figures_of_the_daemon(site)
        metrics = Metrics(exporter)
        return (status, machines, metrics) if metrics.get("hostfactory_feed_position") == status["position"] else None

    status, machines, metrics = until(caught_up, "the exporter to be where the daemon is")
    expect(metrics.get("hostfactory_up"), 1, "up")
    for name in ("pending", "in_progress"):
        expect(metrics.sum("hostfactory_requests_open", status=name), status["requests"].get(name, 0), name)
    for name in ("complete", "partial", "failed", "cancelled", "timeout"):
        expect(metrics.sum("hostfactory_requests_ended_total", status=name), status["requests"].get(name, 0), name)
    for name in ("pending", "launching", "running", "stopping", "stopped", "shutting-down"):
        expect(metrics.sum("hostfactory_machines", status=name), status["machines"].get(name, 0), name)
    for name in ("terminated", "failed"):
        expect(metrics.sum("hostfactory_machines_ended_total", status=name), status["machines"].get(name, 0), name)
    for name, count in machines.items():
        expect(metrics.sum("hostfactory_machines", template=name, provider="local"), count, f"machines of {name}")
    expect(metrics.sum("hostfactory_machines"), sum(machines.values()), "live machines")
    expect(metrics.get("hostfactory_templates"), status["templates"], "templates")
    expect(metrics.get("hostfactory_feed_lag_events"), 0, "lag")
    return metrics


def ready(exporter):
    return exporter.get("/readyz").status == 200


def workload(site):
    site.ctl("template", "create", "small", "--provider", "local", "--max-number", "20")
    site.ctl("template", "create", "bad", "--provider", "local", "--max-number", "9",
             "--configuration", 'command=["/no/such/program"]')
    first = site.ctl("request", "create", "small", "3", "--wait", "-o", "name").strip()
    site.ctl("request", "create", "small", "2", "--wait", "--tag", "team=<b>\"x\"</b>")
    expect(site.run("request", "create", "bad", "1", "--wait").returncode, 5, "a request that must fail")
    site.ctl("machine", "return", "--request-id", first)
    until(lambda: json.loads(site.ctl("status", "-o", "json"))["machines"].get("terminated") == 3, "the return")
    return first


def test_figures(site, exporter):
    until(lambda: ready(exporter), "readiness")
    metrics = check_against_the_daemon(site, exporter)
    expect(metrics.get("hostfactory_launch_failures_total", provider="local", reason="invalid"), 1, "launch failures")
    expect(metrics.get("hostfactory_request_time_to_first_machine_seconds_count", provider="local"), 2,
           "first machines")
    expect(metrics.get("hostfactory_request_time_to_complete_seconds_count", type="acquire"), 2, "complete ones")
    took = metrics.get("hostfactory_request_time_to_first_machine_seconds_sum", provider="local")
    assert 0 < took < PATIENCE, took
    until(lambda: Metrics(exporter).get("hostfactory_commands_total", type="CreateRequest") == 3, "statistics")
    metrics = Metrics(exporter)
    assert 0 < metrics.get("hostfactory_command_latency_seconds", type="CreateRequest", statistic="p99") < PATIENCE
    assert metrics.get("process_resident_memory_bytes") > 1e6
    assert abs(metrics.get("process_start_time_seconds") - time.time()) < 3600


def test_answers(exporter):
    expect(exporter.get("/healthz").body, "up\n", "/healthz")
    page = exporter.get("/")
    expect(page.status, 200, "/")
    expect(page.headers["Content-Type"], "text/html; charset=utf-8", "the page's type")
    source = os.path.join(os.environ["HOSTFACTORY_SOURCE_DIR"], "exporter", "page")
    for name in os.listdir(source):
        with open(f"{source}/{name}", encoding="utf-8") as file:
            expect(exporter.get("/" if name == "index.html" else f"/{name}").body, file.read(), name)
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy, policy
    expect(page.headers["X-Content-Type-Options"], "nosniff", "sniffing")
    expect(exporter.get("/nowhere").status, 404, "a path that isn't there")
    expect(exporter.get("/metrics", method="POST").status, 404, "a POST")
    expect(exporter.get("/", headers={"Range": "bytes=" + ",".join(["0-"] * 500)}).status, 416, "many ranges")
    expect(exporter.get("/page.js", method="HEAD").body, "", "the body of a HEAD")
    expect(exporter.get("/events", method="HEAD").status, 200, "a HEAD of the events")


def test_events(site, exporter):
    events = Events(exporter)
    message = events.next()
    assert message["reset"], "a new page is told everything"
    expect(len(message["rows"]["requests"]), 4, "requests")
    created = site.ctl("request", "create", "small", "1", "--tag", "live=</script>", "-o", "name").strip()
    message, rows = events.until(lambda _, rows: rows.get(created, {}).get("status") == "complete", "the request")
    assert not message["reset"]
    expect(rows[created]["tags"], {"live": "</script>"}, "its tags")
    expect(rows[created]["done"], 1, "its machines")
    events.close()

    # The page resumes where it was: it gets what happened meanwhile, and nothing else.
    missed = site.ctl("request", "create", "small", "1", "--wait", "-o", "name").strip()
    again = Events(exporter, events.last_id)
    message, rows = again.until(lambda _, rows: rows.get(missed, {}).get("status") == "complete", "what was missed")
    assert not message["reset"]
    expect(list(rows), [missed], "the rows that changed since")
    again.close()

    for elsewhere in ("another-store:5", events.last_id.split(":")[0] + ":999999", "nonsense"):
        lost = Events(exporter, elsewhere)
        message = lost.next()
        assert message["reset"], elsewhere
        expect(len(message["rows"]["requests"]), 6, "requests after " + elsewhere)
        lost.close()


def test_many_slow_pages(site, exporter):
    """Pages that never read cost no memory, and take no other page's place."""
    before = Metrics(exporter).get("process_resident_memory_bytes")
    slow = []
    for _ in range(3 * MOST_PAGES):
        connection = socket.create_connection((exporter.host, exporter.port))
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(b"GET /events HTTP/1.1\r\nHost: x\r\n\r\n")
        slow.append(connection)
    until(lambda: Metrics(exporter).get("hostfactory_exporter_open_pages") == MOST_PAGES, "all places to be taken")
    Events(exporter, status=503).close()
    for _ in range(5):
        site.ctl("request", "create", "small", "1", "--wait")
    metrics = check_against_the_daemon(site, exporter)
    assert metrics.get("process_resident_memory_bytes") - before < 64e6, "memory grows with slow pages"
    expect(metrics.get("hostfactory_exporter_open_pages"), MOST_PAGES, "open pages")
    for connection in slow:
        connection.close()

    until(lambda: Metrics(exporter).get("hostfactory_exporter_open_pages") == 0, "their places to be free")


def test_daemon_is_killed(site, exporter):
    events = Events(exporter)
    events.next()
    site.kill()
    until(lambda: exporter.get("/readyz").status == 503, "the exporter to say that it is not ready")
    expect(exporter.get("/healthz").status, 200, "/healthz")
    gone = Metrics(exporter)
    expect(gone.get("hostfactory_up"), 0, "up")
    assert gone.sum("hostfactory_requests_created_total") > 0, "what is known of events stays"
    assert gone.get("hostfactory_feed_silence_seconds") > 0
    events.until(lambda message, _: not message["figures"]["up"], "the page to be told")
    site.start()
    created = site.ctl("request", "create", "small", "2", "--wait", "-o", "name").strip()
    events.until(lambda _, rows: rows.get(created, {}).get("status") == "complete", "the page to go on")
    events.close()
    until(lambda: ready(exporter), "readiness")
    check_against_the_daemon(site, exporter)


def test_exporter_is_first(site):
    site.kill()
    exporter = site.start_exporter()
    waiting = exporter.get("/readyz")
    expect((waiting.status, waiting.body), (503, "hostfactoryd does not answer\n"), "before there is a daemon")
    expect(Metrics(exporter).get("hostfactory_up"), 0, "up")
    page = Events(exporter)
    assert "rows" not in page.next(), "rows before there is a daemon"
    site.start()
    _, rows = page.until(lambda message, _: message["figures"]["complete"], "the page to be told")
    page.close()
    assert rows, "no requests"
    check_against_the_daemon(site, exporter)
    expect(exporter.stop(), 0, "the end")


def test_another_store(site, exporter):
    site.start_with_another_store()
    site.ctl("template", "create", "other", "--provider", "local", "--max-number", "9")
    until(lambda: ready(exporter) and Metrics(exporter).get("hostfactory_templates") == 1, "the other store's figures")
    check_against_the_daemon(site, exporter)


def test_old_events_are_archived(site):
    """Without the first events the exporter starts from the snapshot, and its figures still are the daemon's."""
    site.kill()
    site.configure(
        f"store: {{path: {site.home}/db, snapshot_events: 20, retention: {{events: 20, segment_events: 10}}}}",
        "store:")
    site.start()

    def archived():
        request = site.ctl("request", "create", "other", "1", "--wait", "-o", "name").strip()
        site.ctl("machine", "return", "--request-id", request)
        return site.run("events", "--from", "1").returncode != 0

    until(archived, "the first events to be archived")
    exporter = site.start_exporter()
    until(lambda: ready(exporter), "readiness")
    metrics = check_against_the_daemon(site, exporter)
    assert metrics.get("hostfactory_requests_ended_total", type="acquire", status="complete") >= 3
    assert metrics.get("hostfactory_request_time_to_complete_seconds_count", type="acquire") >= 3
    assert "beginning with the snapshot" in exporter.said()
    expect(exporter.stop(), 0, "the end")


def test_command_line(site):
    program = os.path.join(os.environ["HOSTFACTORY_BIN_DIR"], "hostfactory-exporter")

    def run(*words):
        return subprocess.run([program, *words], env=site.environment, capture_output=True, text=True,
                              timeout=PATIENCE, check=False)

    assert run("--version").stdout.startswith("hostfactory-exporter "), "no version"
    assert "--listen" in run("--help").stdout
    misspelt = run("--lisen", "127.0.0.1:0")
    expect(misspelt.returncode, 2, "a wrong option")
    assert '--lisen is not known here; did you mean "listen"?' in misspelt.stderr, misspelt.stderr
    wrong = run("--listen", "nowhere")
    expect(wrong.returncode, 2, "a wrong address")
    assert '"nowhere"' in wrong.stderr, wrong.stderr
    expect(run("--config", "/no/such/file").returncode, 78, "a wrong configuration")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        refused = run("--listen", address)
        expect(refused.returncode, 1, "an address that is taken")
        assert address in refused.stderr, refused.stderr


def test_readiness_is_told(site):
    """Checks the notifications to systemd."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        notify.bind(f"{site.home}/notify")
        notify.settimeout(PATIENCE)
        site.environment["NOTIFY_SOCKET"] = f"{site.home}/notify"
        exporter = site.start_exporter()
        del site.environment["NOTIFY_SOCKET"]
        assert b"READY=1" in notify.recv(4096)
        expect(exporter.stop(), 0, "the end")


def main():
    with Site() as site:
        workload(site)
        exporter = site.start_exporter()
        test_figures(site, exporter)
        test_answers(exporter)
        test_events(site, exporter)
        test_many_slow_pages(site, exporter)
        test_daemon_is_killed(site, exporter)
        open_page = Events(exporter)
        open_page.next()
        began = time.monotonic()
        expect(exporter.stop(), 0, "the end, with a page open")
        assert time.monotonic() - began < PATIENCE / 2, "it takes its time to end"
        open_page.close()
        # A new exporter that starts from the first event has the same figures.
        again = site.start_exporter()
        until(lambda: ready(again), "readiness")
        check_against_the_daemon(site, again)
        test_exporter_is_first(site)
        test_another_store(site, again)
        expect(again.stop(), 0, "the end")
        test_old_events_are_archived(site)
        test_command_line(site)
        test_readiness_is_told(site)
    print("passed")


main()
