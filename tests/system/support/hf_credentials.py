"""What a test shows to prove who it is: certificates of its own authority, tokens, and an issuer of signed ones.

    authority = Authority(directory)
    cert, key = authority.certificate("server", "DNS:localhost,IP:127.0.0.1")
    issuer = TokenIssuer(directory)
    token = issuer.token("maria", aud="hostfactory")
"""

import http.server
import json
import os
import subprocess
import threading
import time

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from hf_site import BIN


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True)


class Authority:
    """Makes certificates by curves, which is quick."""

    def __init__(self, directory, name="authority"):
        self.directory = directory
        self.name = name
        self.cert = f"{directory}/{name}.crt"
        self.key = f"{directory}/{name}.key"
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-subj", f"/CN={name}", "-keyout", self.key, "-out", self.cert)

    def certificate(self, name, names="", subject=None, usage="serverAuth"):
        """Returns the files of a certificate and its key."""
        path = f"{self.directory}/{self.name}-{name}"
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
                subject or f"/O=Example/CN={name}", "-keyout", f"{path}.key", "-out", f"{path}.csr")
        with open(f"{path}.ext", "w", encoding="utf-8") as file:
            file.write(f"extendedKeyUsage={usage}\n" + (f"subjectAltName={names}\n" if names else ""))
        openssl("x509", "-req", "-in", f"{path}.csr", "-CA", self.cert, "-CAkey", self.key, "-CAcreateserial",
                "-days", "1", "-extfile", f"{path}.ext", "-out", f"{path}.crt")
        os.chmod(f"{path}.key", 0o600)
        return f"{path}.crt", f"{path}.key"


def new_token(principal, file, *words):
    """As an administrator makes one."""
    done = subprocess.run([f"{BIN}/hostfactory-http", "token", principal, "--file", file, *words], check=True,
                          capture_output=True, text=True)
    return done.stdout.strip()


class TokenIssuer:
    """An issuer of signed tokens, whose keys are at a URL of loopback as long as it is up."""

    def __init__(self, name="https://id.example.org"):
        self.name = name
        self.keys = {}
        self.fetched = 0
        self.up = True
        self.add_key("first")
        issuer = self

        class Answer(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                issuer.fetched += 1
                body = json.dumps({"keys": [issuer.public_half(kid) for kid in list(issuer.keys)]}).encode()
                self.send_response(200 if issuer.up else 503)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server.server_port}/keys"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def add_key(self, kid):
        self.keys[kid] = ec.generate_private_key(ec.SECP256R1())

    def public_half(self, kid):
        numbers = self.keys[kid].public_key().public_numbers()
        return {"kty": "EC", "crv": "P-256", "kid": kid, "use": "sig",
                **{name: jwt.utils.base64url_encode(number.to_bytes(32, "big")).decode()
                   for name, number in (("x", numbers.x), ("y", numbers.y))}}

    def public_pem(self, kid="first"):
        return self.keys[kid].public_key().public_bytes(serialization.Encoding.PEM,
                                                        serialization.PublicFormat.SubjectPublicKeyInfo)

    def token(self, subject, kid="first", named=None, **claims):
        """`named`: the key that the token names, if that is not the one that has signed it."""
        whole = {"iss": self.name, "aud": "hostfactory", "sub": subject, "exp": int(time.time()) + 300, **claims}
        return jwt.encode({name: value for name, value in whole.items() if value is not None}, self.keys[kid], "ES256",
                          {"kid": named or kid})

    def settings(self, principals, more=""):
        """The entry of the gateway's settings."""
        return (f"  - issuer: {self.name}\n    audience: hostfactory\n    keys: {self.url}\n    pause_s: 1\n"
                f"    principals: {json.dumps(principals)}\n{more}")

    def close(self):
        self.server.shutdown()
        self.server.server_close()
