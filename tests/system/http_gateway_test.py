"""What the gateway takes, before any message: where it listens, what it turns away, its limits, and its end."""

import json
import os
import socket
import stat
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from hf_gateway import Gateway, gateway_refuses, resident_kib  # noqa: E402
from hf_site import BIN, PATIENCE, Site, expect, until  # noqa: E402

STATUS = "/api/v1/status"


def test_it_listens_only_where_strangers_do_not_come(site):
    for address in ("0.0.0.0:0", "[::]:0", "broker.example.org:80"):
        status, says = gateway_refuses(site, "--listen", address)
        expect(status, 2, address)
        assert "can be reached from other hosts" in says and "--insecure" in says, says
    for words in (("--listen", "nowhere"), ("--listen", "unix:"), ("--connections", "0"), ("--surprise",)):
        expect(gateway_refuses(site, *words)[0], 2, words)
    expect(gateway_refuses(site, "--config", "/nowhere.yaml", "--listen", "127.0.0.1:0")[0], 78, "no configuration")
    with Gateway(site, "--insecure", listen="0.0.0.0:0") as gateway:
        expect(gateway.get(STATUS).status, 200, "in so many words")
        taken = gateway_refuses(site, "--listen", f"127.0.0.1:{gateway.port}")
        expect(taken[0], 1, "an address that is taken")


def test_unix_socket(site):
    path = f"{site.home}/http.sock"
    with Gateway(site, listen=f"unix:{path}") as gateway:
        expect(stat.S_IMODE(os.stat(path).st_mode), 0o660, "its mode")
        expect(gateway.get(STATUS, {"Host": "anything"}).status, 200, "by the socket")
        status, says = gateway_refuses(site, "--config", site.configuration, "--listen", f"unix:{path}")
        expect(status, 1, "a socket at which somebody answers")
        assert "another program" in says, says
        until(lambda: gateway.access(), "a line")
        expect(gateway.access()[0]["peer"], f"uid {os.geteuid()}", "the peer")
        gateway.process.kill()
        gateway.process.wait()
        assert os.path.exists(path)
    with Gateway(site, listen=f"unix:{path}") as gateway:
        expect(gateway.get(STATUS).status, 200, "in place of a socket that was left over")
        expect(gateway.stop(), 0, "the end")
        assert not os.path.exists(path)


def test_socket_activation(site):
    """As systemd starts it: the socket is its descriptor 3, and stays when the gateway ends."""
    path = f"{site.home}/passed.sock"
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(path)
    listening.listen()
    program = (f"import os\nos.dup2({listening.fileno()}, 3)\nos.environ.update(LISTEN_FDS='1', "
               f"LISTEN_PID=str(os.getpid()))\nos.execv('{BIN}/hostfactory-http', "
               f"['hostfactory-http', '--config', '{site.configuration}', '--access-log', 'none'])")
    for _ in range(2):
        process = subprocess.Popen([sys.executable, "-c", program], env=site.environment,
                                   pass_fds=[listening.fileno()], stderr=subprocess.DEVNULL)
        try:
            peer = socket.socket(socket.AF_UNIX)
            peer.connect(path)
            peer.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert peer.recv(4096).startswith(b"HTTP/1.1 200 OK"), "no answer by the passed socket"
            peer.close()
            process.terminate()
            expect(process.wait(PATIENCE), 0, "the end")
        finally:
            process.kill()
            process.wait()
        assert os.path.exists(path)
    listening.close()


def test_pages_of_browsers_are_turned_away(gateway):
    body = "{}"
    names = {"127.0.0.1": 200, "localhost:80": 200, "[::1]:9480": 200, "192.0.2.7": 200, "Broker.example.org": 200,
             "evil.example": 403, "127.0.0.1.evil.example": 403, "localhost.evil.example:80": 403, "": 403}
    for host, status in names.items():
        expect(gateway.get(STATUS, {"Host": host}).status, status, f"Host: {host}")
    expect(gateway.get(STATUS, {"Host": "evil.example"}).code, "host_not_allowed", "the code")
    path = "/api/v1/queries/GetStatus"
    host = {"Host": "localhost:1"}
    expect(gateway.post(path, body, {**host, "Origin": "http://evil.example"}).code, "origin_not_allowed", "Origin")
    expect(gateway.post(path, body, {**host, "Origin": "null"}).status, 403, "no origin that has a name")
    expect(gateway.post(path, body, {**host, "Sec-Fetch-Site": "cross-site"}).status, 403, "Sec-Fetch-Site")
    expect(gateway.post(path, body, {**host, "Origin": "http://localhost:1"}).status, 200, "its own origin")
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp"):
        expect(gateway.ask("POST", path, body, {"Content-Type": kind}).code, "unsupported_media_type", kind)
    expect(gateway.ask("POST", path).status, 415, "no type at all")
    expect(gateway.ask("POST", path, body, {"Content-Type": "application/json; charset=utf-8"}).status, 200, "charset")
    for answer in (gateway.get(STATUS), gateway.get("/nowhere"), gateway.ask("OPTIONS", STATUS)):
        expect(answer.headers["X-Content-Type-Options"], "nosniff", "the type")
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        expect(answer.headers["Cache-Control"], "no-store, no-transform", "caches")
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


def test_what_is_no_request(gateway):
    host = "Host: localhost\r\n"
    post = f"POST {STATUS} HTTP/1.1\r\n{host}Content-Type: application/json\r\n"
    many = "a: b\r\n" * 5_000
    wrong = {
        "GET / HTTP/1.1\r\n\r\n": 400,
        f"GET / HTTP/1.1\r\n{host}{host}\r\n": 400,
        f"GET http://localhost/ HTTP/1.1\r\n{host}\r\n": 400,
        f"GET / HTTP/1.1\r\n{host}a b: c\r\n\r\n": 400,
        f"GET / HTTP/1.1\r\n{host}a: b\x01\r\n\r\n": 400,
        "hello\r\n\r\n": 400,
        f"GET / HTTP/7.1\r\n{host}\r\n": 400,
        f"{post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{{}}": 400,
        f"{post}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n": 400,
        f"{post}Content-Length: -2\r\n\r\n{{}}": 400,
        f"{post}Transfer-Encoding: chunked\r\n\r\n-2\r\n{{}}\r\n": 400,
        f"{post}Transfer-Encoding: chunked\r\n\r\n11111111111111111\r\n": 400,
        f"{post}Content-Length: 1048577\r\n\r\n": 413,
        f"GET /{'a' * 20_000} HTTP/1.1\r\n{host}\r\n": 431,
        f"GET / HTTP/1.1\r\n{host}{'a: b' * 9_000}\r\n\r\n": 431,
        f"GET / HTTP/1.1\r\n{host}{many}\r\n": 431,
    }
    for sent, status in wrong.items():
        got = gateway.raw(sent.encode("latin-1"))
        expect(got.split(" ")[1:2], [str(status)], sent[:120])
        assert "application/problem+json" in got and "Connection: close" in got, got
        expect(got.count("HTTP/1.1 "), 1, "one answer")
    for target in ("/%zz", "/api/v1/requests/%2e%2e", "/api//v1", f"{STATUS}?a=%ff"):
        expect(gateway.get(target).code, "bad_request", target)


def test_connections_are_kept(gateway):
    connection = gateway.connection()
    for _ in range(3):
        expect(gateway.ask("GET", STATUS, connection=connection).status, 200, "one after another")
    connection.close()
    two = ("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
           f"GET {STATUS} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    got = gateway.raw(two.encode())
    expect(got.count("HTTP/1.1 200 OK"), 2, "two at once")
    assert got.index("up\n") < got.index("store_id"), "in their order"
    head = gateway.ask("HEAD", STATUS)
    expect((head.status, head.text), (200, ""), "HEAD")
    assert int(head.headers["Content-Length"]) > 100
    waiting = b"POST /api/v1/queries/WhoAmI HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" \
              b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n"
    with socket.create_connection(("127.0.0.1", gateway.port), PATIENCE) as peer:
        peer.sendall(waiting)
        assert peer.recv(1024).startswith(b"HTTP/1.1 100 "), "it waits for the word to go on"
        peer.sendall(b"{}")
        assert peer.recv(65536).startswith(b"HTTP/1.1 200 "), "the answer"


def test_an_endless_line_takes_no_memory(gateway):
    expect(gateway.get(STATUS).status, 200, "warm")
    before = resident_kib(gateway.process.pid)
    with socket.create_connection(("127.0.0.1", gateway.port), PATIENCE) as peer:
        sent = 0
        try:
            while sent < 64 << 20:
                sent += peer.send(b"a" * 65536)
        except OSError:
            pass
    assert sent < 64 << 20, "all of it was taken"
    assert resident_kib(gateway.process.pid) - before < 2048, "memory"


def test_so_many_connections_and_no_more(site):
    with Gateway(site, "--connections", "3") as gateway:
        held = [socket.create_connection(("127.0.0.1", gateway.port), PATIENCE) for _ in range(3)]
        for peer in held:
            peer.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert peer.recv(4096).startswith(b"HTTP/1.1 200")
        got = gateway.raw(b"")
        assert got.startswith("HTTP/1.1 503 ") and "Retry-After: 1" in got and "too_many_requests" in got, got
        for peer in held:
            peer.close()
        until(lambda: gateway.raw(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
              .startswith("HTTP/1.1 200"), "room")


def test_the_access_log(site):
    path = f"{site.home}/access.jsonl"
    with Gateway(site, log=path) as gateway:
        gateway.get(f"{STATUS}?access_token=secret", {"Authorization": "Bearer secret"})
        gateway.post("/api/v1/commands/CancelRequest", {"request_id": "no"}, {"Idempotency-Key": '"key-of-mine"'})

        def lines():
            with open(path, encoding="utf-8") as file:
                return [line for line in file if line.endswith("\n")]

        first, second = (json.loads(line) for line in until(lambda: len(lines()) == 2 and lines(), "two lines"))
        expect((first["method"], first["path"], first["status"]), ("GET", STATUS, 422), "the first")
        expect((second["command_id"], second["status"]), ("key-of-mine", 404), "the second")
        assert first["peer"].startswith("127.0.0.1:") and first["took_us"] > 0 and first["bytes"] > 0, first
        assert "secret" not in "".join(lines()) + gateway.said()
        os.rename(path, path + ".1")
        gateway.process.send_signal(1)
        until(lambda: gateway.get("/healthz") and os.path.exists(path), "the log to be opened anew")
        expect(gateway.stop(), 0, "the end")


def test_it_answers_what_is_under_way_before_it_ends(site):
    site.ctl("template", "create", "slow", "--provider", "piecemeal", "--max-number", "60")
    with Gateway(site) as gateway:
        idle = socket.create_connection(("127.0.0.1", gateway.port), PATIENCE)
        half = socket.create_connection(("127.0.0.1", gateway.port), PATIENCE)
        half.sendall(b"POST /api/v1/requests HTTP/1.1\r\nHost: localhost\r\nContent-Le")
        answers = []

        def wait():
            answers.append(gateway.post("/api/v1/requests", {"template_id": "slow", "machine_count": 60},
                                        {"Prefer": "wait=100"}))

        waiting = threading.Thread(target=wait)
        waiting.start()
        until(lambda: "slow" in site.ctl("request", "list"), "the request")
        began = time.monotonic()
        expect(gateway.stop(), 0, "the end")
        waiting.join()
        expect(answers[0].status, 202, "as it stands")
        expect(answers[0].headers["Connection"], "close", "it says so")
        assert time.monotonic() - began < 8, "what waits, is idle or half there holds nothing up"
        idle.close()
        half.close()


def site_whose_requests_take_long():
    """A machine a second of the provider `piecemeal`."""
    site = Site()
    with open(site.configuration, "a", encoding="utf-8") as file:
        file.write(f"  - {{name: piecemeal, type: process, directory: {site.home}/piecemeal, calls_per_second: 1, "
                   "machines_per_call: 1}\n")
    return site


def main():
    with site_whose_requests_take_long() as site:
        with Gateway(site, "--host", "broker.example.org") as gateway:
            test_pages_of_browsers_are_turned_away(gateway)
            test_what_is_no_request(gateway)
            test_connections_are_kept(gateway)
            test_an_endless_line_takes_no_memory(gateway)
            expect(gateway.stop(), 0, "the end")
        test_it_listens_only_where_strangers_do_not_come(site)
        test_unix_socket(site)
        test_socket_activation(site)
        test_so_many_connections_and_no_more(site)
        test_the_access_log(site)
        test_it_answers_what_is_under_way_before_it_ends(site)


if __name__ == "__main__":
    main()
