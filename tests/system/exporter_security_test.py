"""Who may read the exporter: its token and its TLS, what it refuses to start with, and both changed while it runs."""

import http.client
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import warnings

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from hf_site import BIN, PATIENCE, Site, expect, until  # noqa: E402

TOKEN = "one-token-of-the-site"
WRONG = "no-token-of-the-site!"
OPEN_ADDRESSES = ("0.0.0.0:0", "[::]:0")


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


class Files:
    """Secrets in a directory, each with its mode, and replaced in one step as a site would."""

    def __init__(self, directory):
        self.directory = directory
        self.token = self.write("token", TOKEN + "\n")
        self.cert, self.key = self.certificate("first")

    def path(self, name):
        return f"{self.directory}/{name}"

    def write(self, name, text, mode=0o600):
        path = self.path(name)
        with open(path + ".new", "w", encoding="utf-8") as file:
            os.fchmod(file.fileno(), mode)
            file.write(text)
        os.replace(path + ".new", path)
        return path

    def certificate(self, name):
        """Makes a certificate that signs itself; returns its path, and that of its key."""
        cert, key = self.path(name + ".crt"), self.path(name + ".key")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
             "2", "-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1,IP:0.0.0.0", "-keyout", key, "-out",
             cert], check=True, capture_output=True)
        os.chmod(key, 0o600)
        return cert, key

    def text(self, path):
        with open(path, encoding="utf-8") as file:
            return file.read()

    def tls(self):
        return "--tls-cert", self.cert, "--tls-key", self.key


def trusting(cert):
    return ssl.create_default_context(cafile=cert)


def refused(site, status, says, *words):
    """Expects that the exporter does not start with these words, and says why."""
    done = subprocess.run([f"{BIN}/hostfactory-exporter", *words], env=site.environment, check=False,
                          capture_output=True, text=True, timeout=PATIENCE)
    expect(done.returncode, status, f"the exit status with {words}")
    assert says in done.stderr, (words, done.stderr)
    assert TOKEN not in done.stderr and "PRIVATE" not in done.stderr, done.stderr


def test_other_hosts_need_both(site, files):
    for address in OPEN_ADDRESSES:
        listen = ("--listen", address)
        refused(site, 2, "give --token-file, --tls-cert and --tls-key, or --insecure", *listen)
        refused(site, 2, "give --tls-cert and --tls-key as well", *listen, "--token-file", files.token)
        refused(site, 2, "give --token-file as well", *listen, *files.tls())
    for half in (files.tls()[:2], files.tls()[2:]):
        refused(site, 2, "--tls-cert and --tls-key are needed together", *half)
    both = site.start_exporter("0.0.0.0:0", ("--token-file", files.token, *files.tls()), trusting(files.cert))
    expect(both.get("/metrics").status, 401, "without the token")
    expect(both.get("/metrics", bearer(TOKEN)).status, 200, "with the token")
    expect(both.stop(), 0, "the end")
    for options in ((), ("--token-file", files.token)):
        insecure = site.start_exporter("0.0.0.0:0", ("--insecure", *options))
        expect(insecure.get("/metrics", bearer(TOKEN)).status, 200, "insecure")
        expect(insecure.stop(), 0, "the end")


def test_loopback_is_as_before(site):
    addresses = ["127.0.0.1:0", "localhost:0", "127.1.2.3:0"]
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            addresses.append("[::1]:0")
    except OSError:
        print("this host has no ::1")
    for address in addresses:
        exporter = site.start_exporter(address)
        expect(exporter.get("/metrics").status, 200, address)
        expect(exporter.stop(), 0, "the end")


def test_faulty_files(site, files):
    listen = ("--listen", "127.0.0.1:0")

    def faulty_token(says, *word):
        refused(site, 78, says, *listen, "--token-file", *word)

    faulty_token("No such file", files.path("nowhere"))
    # An empty name is a variable that was not set; it must not mean that no token is wanted.
    faulty_token("can't read", "")
    faulty_token("others than its owner can use it (chmod 600)", files.write("shown", TOKEN, 0o604))
    faulty_token("others than its owner can use it (chmod 600)", files.write("shown", TOKEN, 0o640))
    faulty_token("16 to 1024 characters", files.write("short", "0123456789abcde\n"))
    faulty_token("letters, digits and", files.write("words", "one token of the site\n"))

    def faulty_tls(says, cert, key):
        refused(site, 78, says, *listen, "--tls-cert", cert, "--tls-key", key)

    cert, key = files.cert, files.key
    _, other_key = files.certificate("other")
    faulty_tls("No such file", files.path("nowhere"), key)
    faulty_tls("No such file", cert, files.path("nowhere"))
    faulty_tls("others than its owner can use it (chmod 600)", cert, files.write("shown", files.text(key), 0o640))
    faulty_tls(f"{other_key}: it is not the key to the certificate in {cert}", cert, other_key)
    faulty_tls("it holds no certificate in PEM", key, key)
    faulty_tls("it holds no private key in PEM", cert, files.write("none", "none"))
    damaged = files.text(cert).replace("-----BEGIN CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----\nAAAA")
    faulty_tls("a certificate in it is damaged", files.write("chain", files.text(cert) + damaged), key)
    locked = files.path("locked.key")
    subprocess.run(["openssl", "pkey", "-in", key, "-aes256", "-passout", "pass:word", "-out", locked], check=True)
    os.chmod(locked, 0o600)
    faulty_tls("or one with a passphrase", cert, locked)


def test_credentials_of_systemd(site, files):
    """systemd gives a credential by an access control list, so that its mode shows a right of the group."""
    os.chmod(files.write("credential", TOKEN), 0o440)
    site.environment["CREDENTIALS_DIRECTORY"] = files.directory
    exporter = site.start_exporter(options=("--token-file", files.path("credential")))
    del site.environment["CREDENTIALS_DIRECTORY"]
    expect(exporter.get("/metrics", bearer(TOKEN)).status, 200, "the token of a credential")
    expect(exporter.stop(), 0, "the end")


def test_token(site, files):
    exporter = site.start_exporter(options=("--token-file", files.token))
    secret = ("/metrics", "/events", "/readyz", "/nowhere", "/%6detrics", "//metrics", "/healthz/../metrics")
    for path in secret:
        answer = exporter.get(path)
        expect(answer.status, 401, path)
        expect(answer.headers["WWW-Authenticate"], "Bearer", path)
        assert "hostfactory_" not in answer.body, answer.body
    for headers in (bearer(WRONG), bearer(""), bearer(TOKEN[:-1]), bearer(TOKEN + "a"), {"Authorization": TOKEN},
                    {"Authorization": f"Basic {TOKEN}"}, {"Cookie": f"token={TOKEN}"}):
        expect(exporter.get("/metrics", headers).status, 401, headers)
    for method in ("HEAD", "POST", "OPTIONS"):
        expect(exporter.get("/metrics", method=method).status, 401, method)
    expect(exporter.get(f"/metrics?token={TOKEN}").status, 401, "a token in the address")
    for path in ("/healthz", "/", "/page.js", "/events.js", "/page.css", "/icon.svg"):
        expect(exporter.get(path).status, 200, path)

    metrics = exporter.get("/metrics", bearer(TOKEN))
    expect(metrics.status, 200, "the token")
    assert f"\nhostfactory_exporter_refused_requests_total {len(secret) + 7 + 3 + 1}\n" in metrics.body, metrics.body
    expect(exporter.get("/metrics", {"authorization": f"bearer {TOKEN}"}).status, 200, "the same in small letters")
    expect(exporter.get("/nowhere", bearer(TOKEN)).status, 404, "what isn't there")
    said = exporter.said()
    assert "a request from 127.0.0.1 is refused: its token is not the one of --token-file" in said, said
    assert TOKEN not in said and WRONG not in said, said
    expect(exporter.stop(), 0, "the end")


def replaced(exporter, says):
    """Sends SIGHUP, and waits for what the log says of it."""
    mark = len(exporter.said())
    exporter.process.send_signal(signal.SIGHUP)
    until(lambda: says in exporter.said()[mark:], says)


def ends(response):
    """Reads until the other side ends the answer."""
    deadline = time.monotonic() + PATIENCE
    while response.readline():
        assert time.monotonic() < deadline, "the answer does not end"


def test_token_is_replaced(site, files):
    exporter = site.start_exporter(options=("--token-file", files.token))
    page = exporter.connection()
    page.request("GET", "/events", headers=bearer(TOKEN))
    events = page.getresponse()
    expect(events.status, 200, "the events")
    assert events.readline(), "no event"

    files.write("token", TOKEN, 0o644)
    replaced(exporter, "nothing is changed")
    expect(exporter.get("/metrics", bearer(TOKEN)).status, 200, "the token, after a faulty file")
    files.write("token", "another-" + TOKEN)
    replaced(exporter, "are read anew")
    expect(exporter.get("/metrics", bearer(TOKEN)).status, 401, "the old token")
    expect(exporter.get("/metrics", bearer("another-" + TOKEN)).status, 200, "the new token")
    # Who has the old token is cut off, also where he was let in before.
    ends(events)
    page.close()
    expect(exporter.stop(), 0, "the end")
    files.write("token", TOKEN + "\n")


def old_tls():
    """A client that speaks TLS 1.1 at most."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("DEFAULT@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


def spoken(exporter, context):
    """Returns the version of TLS that both agree on."""
    with socket.create_connection((exporter.host, exporter.port), timeout=PATIENCE) as connection:
        with context.wrap_socket(connection, server_hostname=exporter.host) as inner:
            return inner.version()


def test_tls(site, files):
    trust = trusting(files.cert)
    exporter = site.start_exporter(options=files.tls(), tls=trust)
    expect(exporter.get("/healthz").body, "up\n", "/healthz")
    expect(exporter.get("/metrics").status, 200, "/metrics, without a token")
    expect(spoken(exporter, trust), "TLSv1.3", "the version")
    trust.maximum_version = ssl.TLSVersion.TLSv1_2
    expect(spoken(exporter, trust), "TLSv1.2", "the version")
    try:
        spoken(exporter, old_tls())
        raise AssertionError("TLS 1.1 is spoken")
    except ssl.SSLError as error:
        expect(error.reason, "TLSV1_ALERT_PROTOCOL_VERSION", "what is said to TLS 1.1")

    plain = http.client.HTTPConnection(exporter.host, exporter.port, timeout=PATIENCE)
    try:
        plain.request("GET", "/metrics")
        raise AssertionError(f"HTTP without TLS is answered: {plain.getresponse().status}")
    except (http.client.HTTPException, ConnectionError):
        pass
    finally:
        plain.close()

    # A page that is closed leaves its place to others, as it does without TLS.
    page = exporter.connection()
    page.request("GET", "/events")
    assert page.getresponse().readline(), "no event"
    page.close()
    until(lambda: "\nhostfactory_exporter_open_pages 0\n" in exporter.get("/metrics").body, "the place to be free")
    expect(exporter.stop(), 0, "the end")


def test_certificate_is_renewed(site, files):
    exporter = site.start_exporter(options=files.tls(), tls=trusting(files.cert))
    cert, key = (files.text(path) for path in files.certificate("renewed"))

    # The key to it comes a moment later, and until then all stays as it was.
    files.write("first.crt", cert)
    replaced(exporter, "it is not the key to the certificate")
    expect(exporter.get("/healthz").status, 200, "the old certificate")
    files.write("first.key", key)
    replaced(exporter, "are read anew")
    try:
        exporter.get("/healthz")
        raise AssertionError("the old certificate is shown")
    except ssl.SSLCertVerificationError:
        pass
    exporter.tls = trusting(files.cert)
    expect(exporter.get("/healthz").status, 200, "the new certificate")
    expect(exporter.stop(), 0, "the end")


def main():
    with Site() as site:
        os.mkdir(f"{site.home}/secrets", 0o700)
        files = Files(f"{site.home}/secrets")
        test_other_hosts_need_both(site, files)
        test_loopback_is_as_before(site)
        test_faulty_files(site, files)
        test_credentials_of_systemd(site, files)
        test_token(site, files)
        test_token_is_replaced(site, files)
        test_tls(site, files)
        test_certificate_is_renewed(site, files)
    print("passed")


main()
