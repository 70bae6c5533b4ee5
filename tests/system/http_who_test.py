"""Who is asking at the gateway: TLS, certificates of clients, tokens, and what is refused before anybody is known."""

import http.client
import os
import pwd
import socket
import ssl
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from hf_credentials import Authority, new_token  # noqa: E402
from hf_gateway import Gateway, gateway_refuses  # noqa: E402
from hf_site import PATIENCE, Site, expect, until  # noqa: E402

STATUS = "/api/v1/status"
WHO = "/api/v1/whoami"


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


class Files:
    """The gateway's files at a site, which the tests change."""

    def __init__(self, site):
        self.site = site
        self.settings = f"{site.home}/http.yaml"
        self.tokens = f"{site.home}/http.tokens"
        self.authority = Authority(site.home)
        self.cert, self.key = self.authority.certificate("server", "DNS:localhost,IP:127.0.0.1")

    def write(self, text):
        with open(self.settings, "w", encoding="utf-8") as file:
            file.write(text)

    def with_tls(self, more=""):
        self.write(f"tls: {{cert: {self.cert}, key: {self.key}{more}}}\n")

    def add(self, text):
        with open(self.settings, "a", encoding="utf-8") as file:
            file.write(text)

    def context(self, client=None):
        context = ssl.create_default_context(cafile=self.authority.cert)
        if client:
            context.load_cert_chain(*client)
        return context


class SecureGateway(Gateway):
    """A gateway to which TLS is spoken."""

    context = None

    def connection(self):
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=PATIENCE, context=self.context)


def reload(gateway, says="read anew"):
    before = gateway.said().count("SIGHUP")
    gateway.process.send_signal(1)
    until(lambda: gateway.said().count("SIGHUP") > before, "the reload")
    last = [line for line in gateway.said().splitlines() if "SIGHUP" in line][-1]
    assert says in last, last


def test_a_gateway_is_never_open_by_mistake(site, files):
    """Doors that others left open: authentication that was on with nobody to authenticate, and addresses without it."""
    def refused(status, says, *words, listen="127.0.0.1:0"):
        got, said = gateway_refuses(site, "--config", site.configuration, "--listen", listen, *words)
        expect(got, status, words)
        assert says in said, said

    settings = ("--settings", files.settings)
    for text in ("", "authentication: required\n", f"tls: {{cert: {files.cert}, key: {files.key}}}\n"):
        files.write(text)
        refused(78, "nobody could be known", *settings)
    files.write("authentication: none\ntokens: x\n")
    refused(78, "authentication", *settings)
    files.write("tokens: /nowhere\n")
    refused(78, "/nowhere", *settings)
    files.write("tokns: x\n")
    refused(78, "http.yaml:1: tokns is not known here; did you mean \"tokens\"", *settings)
    refused(78, "/nowhere.yaml", "--settings", "/nowhere.yaml")
    refused(78, "--tls-key are needed together", "--tls-cert", files.cert)
    refused(78, "lets nobody in", "--tls-cert", files.cert, "--tls-key", files.key, "--client-ca", files.authority.cert)
    refused(2, "is no origin", "--cors-origin", "*")
    refused(2, "--settngs is not known here; did you mean \"settings\"", "--settngs=x")
    files.write("authentication: none\n")
    os.chmod(files.settings, 0o666)
    refused(78, "can be changed by others", *settings)
    os.chmod(files.settings, 0o600)

    new_token("maria", files.tokens)
    tls = ("--tls-cert", files.cert, "--tls-key", files.key)
    refused(2, "by what callers are known", *tls, listen="0.0.0.0:0")
    files.write(f"tokens: {files.tokens}\n")
    refused(2, "tokens could be read on their way", *settings, listen="0.0.0.0:0")
    status, said = gateway_refuses(site, "--config", site.configuration, "--listen", "0.0.0.0:0", *settings, *tls,
                                   "--check-config")
    expect((status, said), (0, ""), "all that it takes")
    files.with_tls()
    files.add(f"tokens: {files.tokens}\n")
    with SecureGateway(site, *settings, listen="0.0.0.0:0") as gateway:
        gateway.context = files.context()
        expect(gateway.get(STATUS).status, 401, "at every address")
        expect(gateway.stop(), 0, "the end")


def test_tokens(site, files):
    first = new_token("maria", files.tokens, "--note", "maria's laptop")
    second = new_token("carl", files.tokens)
    files.write(f"tokens: {files.tokens}\n")
    with Gateway(site, "--settings", files.settings) as gateway:
        expect(gateway.get(WHO, bearer(first)).json["on_behalf_of"], "maria", "who it is")
        expect(gateway.get(WHO, bearer(second)).json["on_behalf_of"], "carl", "who it is")
        ordered = gateway.post("/api/v1/requests", {"template_id": "small", "machine_count": 1},
                               {**bearer(first), "Idempotency-Key": '"of-maria"'})
        expect(ordered.status, 201, ordered.text)
        where = ordered.headers["Location"]
        expect(gateway.get(where, bearer(first)).json["ordered_by"], "maria", "whose it is")
        event = gateway.get(f"{where}/history", bearer(first)).json["items"][0]
        expect((event["principal"], event["on_behalf_of"]), ("tester", "maria"), "who caused it")
        other = gateway.post("/api/v1/requests", {"template_id": "small", "machine_count": 1},
                             {**bearer(second), "Idempotency-Key": '"of-maria"'})
        expect(other.code, "key_reused", "a key is its caller's")
        expect(gateway.post(f"{where}/cancel", {}, bearer(second)).code, "forbidden", "the daemon's word")

        for headers in ({}, bearer("x"), bearer(first[:-1]), {"Authorization": first}, {"Cookie": f"token={first}"},
                        {"Authorization": f"Basic {first}"}, {"X-Forwarded-User": "maria"}):
            answer = gateway.get(STATUS, headers)
            expect(answer.code, "unauthenticated", headers)
            assert answer.headers["WWW-Authenticate"].startswith("Bearer realm="), answer.headers
        expect(gateway.get(f"{STATUS}?access_token={first}").status, 401, "a token in the URL")
        expect(gateway.get("/healthz").status, 200, "whether it is up")
        expect(gateway.get("/readyz").status, 401, "which asks the daemon")
        expect(gateway.get("/readyz", bearer(first)).status, 200, "for those who are known")
        until(lambda: [line for line in gateway.access() if line["path"] == WHO], "a line")
        expect([line.get("principal") for line in gateway.access() if line["path"] in (WHO, STATUS)][:3],
               ["maria", "carl", None], "who asked")
        said = gateway.said() + str(gateway.access())
        assert "a request from 127.0.0.1 is refused: " in said, said
        for secret in (first, second):
            assert secret not in said, "a token is in a log"
        expect(gateway.stop(), 0, "the end")


def test_a_reload_takes_a_token_away_on_open_connections(site, files):
    os.remove(files.tokens)
    old = new_token("maria", files.tokens)
    files.write(f"tokens: {files.tokens}\n")
    with Gateway(site, "--settings", files.settings) as gateway:
        connection = gateway.connection()
        expect(gateway.ask("GET", WHO, headers=bearer(old), connection=connection).status, 200, "the old one")
        new = new_token("maria", files.tokens)
        expect(gateway.get(WHO, bearer(new)).status, 401, "before the reload")
        reload(gateway)
        for token in (old, new):
            answer = gateway.ask("GET", WHO, headers=bearer(token), connection=connection)
            expect(answer.json["on_behalf_of"], "maria", "several at once, and the connection was not cut")

        with open(files.tokens, "a", encoding="utf-8") as file:
            file.write("  - nonsense\n")
        reload(gateway, "not changed")
        expect(gateway.get(WHO, bearer(old)).status, 200, "a file with faults changes nothing")

        with open(files.tokens, "w", encoding="utf-8") as file:
            file.write("tokens:\n")
        reload(gateway)
        expect(gateway.ask("GET", WHO, headers=bearer(old), connection=connection).status, 401, "taken away")
        files.write("authentication: none\n")
        reload(gateway, "at a restart alone")
        expect(gateway.get(WHO).status, 401, "no reload opens the gateway")
        connection.close()


def test_certificates_of_clients(site, files):
    portal = files.authority.certificate("portal", "DNS:portal.example.org", usage="clientAuth")
    named = files.authority.certificate("named", subject="/O=Example/CN=named", usage="clientAuth")
    nobody = files.authority.certificate("nobody", usage="clientAuth")
    stranger = Authority(site.home, "strangers").certificate("portal", "DNS:portal.example.org", usage="clientAuth")
    token = new_token("maria", files.tokens)
    files.with_tls(f", client_ca: {files.authority.cert}")
    files.add(f"tokens: {files.tokens}\ncertificates:\n  - {{principal: portal, dns: Portal.example.org}}\n"
              "  - {principal: named, subject: \"CN=named,O=Example\"}\n")
    with SecureGateway(site, "--settings", files.settings) as gateway:
        def known_as(client, headers=None):
            gateway.context = files.context(client)
            answer = gateway.get(WHO, headers)
            return answer.json["on_behalf_of"] if answer.status == 200 else answer.status

        expect(known_as(portal), "portal", "by a name of its host")
        expect(known_as(named), "named", "by its subject")
        expect(known_as(portal, bearer(token)), "maria", "a token comes first")
        expect(known_as(portal, bearer("x")), 401, "and nothing takes the place of a wrong one")
        expect(known_as(nobody), 401, "a certificate that is nobody's")
        expect(known_as(None), 401, "none")
        expect(known_as(None, bearer(token)), "maria", "a token does instead")
        for wrong in (stranger, files.authority.certificate("host", "DNS:portal.example.org")):
            gateway.context = files.context(wrong)
            try:
                raise AssertionError(f"a certificate of another authority, or for servers: {gateway.get(WHO).status}")
            except OSError:
                pass

        gateway.context = files.context(portal)
        connection = gateway.connection()
        expect(gateway.ask("GET", WHO, connection=connection).status, 200, "an open connection")
        other = Authority(site.home, "successor")
        files.write(f"tls: {{cert: {files.cert}, key: {files.key}, client_ca: {other.cert}}}\n"
                    "certificates:\n  - {principal: portal, dns: portal.example.org}\n")
        reload(gateway)
        expect(gateway.ask("GET", WHO, connection=connection).status, 401, "its authority is none any more")
        connection.close()
        gateway.context = files.context(other.certificate("portal", "DNS:portal.example.org", usage="clientAuth"))
        expect(gateway.get(WHO).json["on_behalf_of"], "portal", "the new one")
        expect(gateway.stop(), 0, "the end")


def test_tls(site, files):
    token = new_token("maria", files.tokens)
    files.with_tls()
    files.add(f"tokens: {files.tokens}\n")
    with SecureGateway(site, "--settings", files.settings, "--connections", "20") as gateway:
        gateway.context = files.context()
        slow = threading.Thread(target=a_handshake_that_never_ends, args=(gateway,))
        slow.start()
        expect(gateway.get(WHO, bearer(token)).status, 200, "TLS")
        got = gateway.raw(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert got.startswith("HTTP/1.1 400 ") and "this port speaks TLS" in got and "up" not in got, got
        old = files.context()
        old.minimum_version = ssl.TLSVersion.TLSv1
        old.maximum_version = ssl.TLSVersion.TLSv1_1
        old.set_ciphers("ALL:@SECLEVEL=0")
        gateway.context = old
        try:
            raise AssertionError(f"TLS 1.1: {gateway.get(WHO, bearer(token)).status}")
        except ssl.SSLError as failure:
            assert "PROTOCOL" in str(failure).upper() or "ALERT" in str(failure).upper(), failure
        gateway.context = files.context()

        connection = gateway.connection()
        expect(gateway.ask("GET", "/healthz", connection=connection).status, 200, "before")
        serial = ssl.get_server_certificate(("127.0.0.1", gateway.port))
        files.cert, files.key = files.authority.certificate("renewed", "DNS:localhost,IP:127.0.0.1")
        files.with_tls()
        files.add(f"tokens: {files.tokens}\n")
        reload(gateway)
        assert ssl.get_server_certificate(("127.0.0.1", gateway.port)) != serial, "the renewed one is shown"
        expect(gateway.ask("GET", WHO, headers=bearer(token), connection=connection).status, 200, "it was not cut")
        connection.close()

        large = gateway.post("/api/v1/queries/ListMachines", "x" * 200_000, bearer(token))
        expect(large.status, 400, "a long body")
        too_large = tls_connection(gateway)
        too_large.sendall(b"POST /api/v1/queries/WhoAmI HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                          + token.encode() + b"\r\nContent-Type: application/json\r\nContent-Length: 9999999\r\n\r\n")
        assert b" 413 " in too_large.recv(65536), "the answer is heard over what is still to be sent"
        too_large.close()
        silent_tls_connections_are_bounded(gateway, token)
        slow.join()
        assert "a handshake of TLS with 127.0.0.1:" in gateway.said(), gateway.said()
        expect(gateway.stop(), 0, "the end")


def tls_connection(gateway):
    plain = socket.create_connection(("127.0.0.1", gateway.port), PATIENCE)
    return gateway.context.wrap_socket(plain, server_hostname="127.0.0.1")


def a_handshake_that_never_ends(gateway):
    """It is cut off at its deadline, however slowly it trickles."""
    with socket.create_connection(("127.0.0.1", gateway.port), PATIENCE) as peer:
        began = time.monotonic()
        # The head of a record of 512 bytes, which never come.
        peer.sendall(b"\x16\x03\x01\x02\x00\x01")
        peer.settimeout(PATIENCE)
        assert peer.recv(1) == b"", "the end"
        took = time.monotonic() - began
        assert 5 < took < 30, took


def silent_tls_connections_are_bounded(gateway, token):
    """A handshake counts as a connection; one too many is closed without a word."""
    held = []
    for _ in range(25):
        held.append(socket.create_connection(("127.0.0.1", gateway.port), PATIENCE))
    last = held[-1]
    last.settimeout(PATIENCE)
    assert last.recv(100) == b"", "one of too many"
    for peer in held:
        peer.close()

    def is_answered():
        try:
            return gateway.get(WHO, bearer(token)).status == 200
        except OSError:
            return False

    until(is_answered, "room")


def test_the_kernels_word_at_a_unix_socket(site, files):
    path = f"{site.home}/http.sock"
    user = pwd.getpwuid(os.geteuid()).pw_name
    files.write(f"tokens: {files.tokens}\n")
    with Gateway(site, "--settings", files.settings, listen=f"unix:{path}") as gateway:
        expect(gateway.get(WHO).status, 401, "who can open the socket is nobody by that")
        files.add(f"unix_users:\n  - {{principal: local, user: {user}}}\n")
        reload(gateway)
        expect(gateway.get(WHO).json["on_behalf_of"], "local", "the kernel's word")
        expect(gateway.get(WHO, bearer("x")).status, 401, "a wrong token is no way around it")
        expect(gateway.stop(), 0, "the end")


def test_guesses_are_slowed(site, files):
    token = new_token("maria", files.tokens)
    files.write(f"tokens: {files.tokens}\n")
    with Gateway(site, "--settings", files.settings) as gateway:
        statuses = [gateway.get(WHO, bearer(f"guess-{number}")).status for number in range(60)]
        expect(statuses[0], 401, "the first")
        assert 429 in statuses, statuses
        expect(gateway.get(WHO, bearer(token)).status, 200, "others behind the same address are not shut out")
        lines = [line for line in gateway.said().splitlines() if "is refused" in line]
        assert 0 < len(lines) < 30, lines


def test_pages_of_other_origins(site, files):
    token = new_token("maria", files.tokens)
    files.write(f"tokens: {files.tokens}\n")
    portal = {"Origin": "https://portal.example.org"}
    with Gateway(site, "--settings", files.settings, "--cors-origin", "https://portal.example.org") as gateway:
        asked = gateway.ask("OPTIONS", "/api/v1/requests", headers={**portal, "Access-Control-Request-Method": "POST",
                                                                    "Access-Control-Request-Headers": "authorization"})
        expect(asked.status, 204, "what a browser asks first")
        assert "POST" in asked.headers["Access-Control-Allow-Methods"], asked.headers
        answer = gateway.post("/api/v1/queries/WhoAmI", {}, {**portal, **bearer(token), "Sec-Fetch-Site": "cross-site"})
        expect(answer.status, 200, answer.text)
        expect(answer.headers["Access-Control-Allow-Origin"], "https://portal.example.org", "the page may read it")
        expect(answer.headers["Vary"], "Origin", "for caches")
        evil = {"Origin": "https://evil.example"}
        refused = gateway.post("/api/v1/queries/WhoAmI", {}, {**evil, **bearer(token)})
        expect(refused.code, "origin_not_allowed", "others")
        assert not gateway.get(WHO, {**evil, **bearer(token)}).headers["Access-Control-Allow-Origin"]


def main():
    with Site() as site:
        site.ctl("template", "create", "small", "--provider", "local", "--max-number", "20")
        files = Files(site)
        test_a_gateway_is_never_open_by_mistake(site, files)
        test_tokens(site, files)
        test_a_reload_takes_a_token_away_on_open_connections(site, files)
        test_certificates_of_clients(site, files)
        test_tls(site, files)
        test_the_kernels_word_at_a_unix_socket(site, files)
        test_guesses_are_slowed(site, files)
        test_pages_of_other_origins(site, files)


if __name__ == "__main__":
    os.environ["HOSTFACTORY_TESTS_SECURED"] = "1"  # a site with principals, whose gateway acts for others
    main()
