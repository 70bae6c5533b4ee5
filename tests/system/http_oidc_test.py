"""Signed tokens at the gateway, by an issuer of the test's own: what is believed of them, and its keys over rotations
and while it is away."""

import base64
import hashlib
import hmac
import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from hf_credentials import TokenIssuer  # noqa: E402
from hf_gateway import Gateway  # noqa: E402
from hf_site import Site, expect, until  # noqa: E402

WHO = "/api/v1/whoami"


def part(value):
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=")


def by_hand(header, claims, secret=None):
    text = part(header) + b"." + part(claims)
    signature = hmac.new(secret, text, hashlib.sha256).digest() if secret else b""
    return (text + b"." + part(signature)).decode()


def asked(gateway, token):
    return gateway.get(WHO, {"Authorization": f"Bearer {token}"})


def name(gateway, token):
    answer = asked(gateway, token)
    return answer.json["on_behalf_of"] if answer.status == 200 else answer.status


def test_who_it_is(gateway, issuer):
    until(lambda: asked(gateway, issuer.token("sub-of-maria")).status == 200, "the issuer's keys")
    expect(name(gateway, issuer.token("sub-of-maria")), "maria", "by the site's word")
    expect(name(gateway, issuer.token("otto")), "corp/otto", "somebody whom the site does not know")
    expect(asked(gateway, issuer.token("otto")).json["role"], "requester", "what such a one may do")
    expect(name(gateway, issuer.token("sub-of-maria", aud=["x", "hostfactory"])), "maria", "one of several audiences")


def test_clocks(gateway, issuer):
    now = int(time.time())
    expect(name(gateway, issuer.token("otto", iat=now + 30)), "corp/otto", "an issuer whose clock is early")
    expect(name(gateway, issuer.token("otto", nbf=now + 30)), "corp/otto", "an issuer whose clock is early")
    expect(name(gateway, issuer.token("otto", exp=now - 30)), "corp/otto", "an issuer whose clock is late")


def test_what_is_not_believed(site, issuer):
    now = int(time.time())
    claims = {"iss": issuer.name, "aud": "hostfactory", "sub": "sub-of-maria", "exp": now + 300}
    other = TokenIssuer(issuer.name)
    wrong = {
        "expired": issuer.token("sub-of-maria", exp=now - 120),
        "of the future": issuer.token("sub-of-maria", iat=now + 120),
        "for another audience": issuer.token("sub-of-maria", aud="other"),
        "without an audience": issuer.token("sub-of-maria", aud=None),
        "without an end": issuer.token("sub-of-maria", exp=None),
        "of another issuer": issuer.token("sub-of-maria", iss="https://evil.example"),
        "by another key": other.token("sub-of-maria"),
        "for nobody": issuer.token(""),
        "alg none": by_hand({"alg": "none"}, claims),
        "alg nOnE": by_hand({"alg": "nOnE", "kid": "first"}, claims),
        "HMAC by the public key": by_hand({"alg": "HS256", "kid": "first"}, claims, issuer.public_pem()),
        "RS256 on a curve's key": by_hand({"alg": "RS256", "kid": "first"}, claims, b"x"),
        "with its own key": by_hand({"alg": "ES256", "jwk": other.public_half("first")}, claims, b"x"),
        "critical": by_hand({"alg": "ES256", "kid": "first", "crit": ["b64"], "b64": False}, claims, b"x"),
    }
    other.close()
    bodies = set()
    with Gateway(site, "--settings", f"{site.home}/http.yaml") as gateway:
        until(lambda: asked(gateway, issuer.token("otto")).status == 200, "the issuer's keys")
        for what, token in wrong.items():
            answer = asked(gateway, token)
            expect(answer.status, 401, what)
            bodies.add(answer.text)
            assert token not in gateway.said(), what
    expect(len(bodies), 1, "all alike")


def wait_for_the_pause():
    """After it the issuer's keys may be fetched again."""
    began = time.monotonic()
    until(lambda: time.monotonic() - began > 1.2, "the pause after a fetch")


def test_keys_over_rotations(gateway, issuer):
    """Unknown names of keys cost the issuer one fetch in a pause, and a new key is known soon."""
    wait_for_the_pause()
    before = issuer.fetched
    statuses = {asked(gateway, issuer.token("otto", named=f"unknown-{number}")).status for number in range(10)}
    assert statuses <= {401, 503}, statuses
    assert issuer.fetched - before <= 2, issuer.fetched
    issuer.add_key("second")
    began = time.monotonic()
    wait_for_the_pause()
    until(lambda: name(gateway, issuer.token("otto", kid="second")) == "corp/otto", "the new key")
    assert time.monotonic() - began < 10, "soon"
    expect(name(gateway, issuer.token("otto", kid="first")), "corp/otto", "the old one")
    del issuer.keys["first"]
    issuer.add_key("third")
    wait_for_the_pause()
    until(lambda: name(gateway, issuer.token("otto", kid="third")) == "corp/otto", "another one")


def test_the_issuer_is_away(gateway, site, issuer):
    issuer.up = False
    expect(name(gateway, issuer.token("otto", kid="third")), "corp/otto", "the last good keys")
    wait_for_the_pause()
    asked(gateway, issuer.token("otto", kid="third", named="unknown"))
    until(lambda: "can't be fetched" in gateway.said(), "a fetch that fails")
    expect(name(gateway, issuer.token("maria", kid="third")), "corp/maria", "after a fetch that failed")
    with Gateway(site, "--settings", f"{site.home}/http.yaml") as another:
        answer = asked(another, issuer.token("otto", kid="third"))
        expect((answer.status, answer.code), (503, "keys_unavailable"), "no keys yet")
        assert answer.headers["Retry-After"], "when to come again"
        issuer.up = True
        until(lambda: asked(another, issuer.token("otto", kid="third")).status == 200, "the issuer is back")
        issuer.up = False
        began = time.monotonic()
        expect(another.stop(), 0, "the end")
        assert time.monotonic() - began < 10, "nobody waits for the issuer"
    issuer.up = True


def main():
    issuer = TokenIssuer()
    with Site() as site:
        with open(f"{site.home}/http.yaml", "w", encoding="utf-8") as file:
            file.write("oidc:\n" + issuer.settings({"sub-of-maria": "maria"}, "    others_as: corp/\n"))
        with Gateway(site, "--settings", f"{site.home}/http.yaml") as gateway:
            test_who_it_is(gateway, issuer)
            test_clocks(gateway, issuer)
            test_what_is_not_believed(site, issuer)
            test_keys_over_rotations(gateway, issuer)
            test_the_issuer_is_away(gateway, site, issuer)
            expect(gateway.stop(), 0, "the end")
    issuer.close()


if __name__ == "__main__":
    os.environ["HOSTFACTORY_TESTS_SECURED"] = "1"  # a site with principals, whose gateway acts for others
    main()
