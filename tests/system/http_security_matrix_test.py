"""Every route of the gateway for every kind of caller: who is nobody is answered with 401, and who has too low a role
with 403, before anything of the message is looked at. The routes are those of the gateway's own table; messages and the
roles that they need are what the running daemon says of itself. So neither a new route nor a new message can be
forgotten here.
"""

import http.client
import itertools
import json
import os
import re
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from hf_credentials import TokenIssuer, new_token  # noqa: E402
from hf_gateway import Gateway, Reply  # noqa: E402
from hf_site import PATIENCE, Site, expect, until  # noqa: E402

API = "/api/v1"
ROLES = ("viewer", "requester", "operator", "admin")
SOURCE = os.environ["HOSTFACTORY_SOURCE_DIR"]


def site_with_roles():
    site = Site()
    with open(f"{site.home}/principals.yaml", encoding="utf-8") as file:
        principals = file.read().rstrip().removesuffix("]")
    with open(f"{site.home}/principals.yaml", "w", encoding="utf-8") as file:
        file.write(principals + "".join(f", {{name: {role}, unix_user: hf-nobody-{role}, roles: [{role}]}}"
                                        for role in ROLES) + "]\n")
    return site


def routes_of_the_table():
    """(method, path, kind, message), as the source has them."""
    with open(f"{SOURCE}/http/api/routes.cpp", encoding="utf-8") as file:
        text = file.read()
    table = text[text.index("constexpr auto routes = "):text.index("\n});")]
    routes = re.findall(r'\{"(\w+)",\s*"(/\S*)",\s*(asked|ordered),\s*"(\w+)"', table)
    expect(len(routes), len(re.findall(r'"(?:GET|POST|PUT|PATCH|DELETE)"', table)), "routes that were read")
    return [(method, path, "query" if kind == "asked" else "command", message)
            for method, path, kind, message in routes]


class Caller:
    def __init__(self, name, token=None, role=None, scheme="Bearer"):
        self.name = name
        self.headers = {"Authorization": f"{scheme} {token}"} if token else {}
        self.rank = None if role is None else ROLES.index(role)


def callers(site, issuer):
    now = int(time.time())
    tokens = f"{site.home}/http.tokens"
    known = [Caller(role, new_token(role, tokens), role) for role in ROLES]
    expired = new_token("admin", tokens, "--days", "1")
    with open(tokens, encoding="utf-8") as file:
        text = re.sub(r'expires: "[^"]*"', 'expires: "2020-01-01T00:00:00Z"', file.read())
    with open(tokens, "w", encoding="utf-8") as file:
        file.write(text)
    return [
        Caller("nobody"),
        Caller("a token that was made up", "hft_" + "A" * 43),
        Caller("an expired token", expired),
        Caller("another scheme", known[-1].headers["Authorization"].split()[1], scheme="Basic"),
        Caller("a signed token that has expired", issuer.token("sub-of-admin", exp=now - 600)),
        Caller("a signed token for another audience", issuer.token("sub-of-admin", aud="other")),
        Caller("a signed token of another issuer", issuer.token("sub-of-admin", iss="https://evil.example")),
        Caller("somebody whom the site does not know", issuer.token("stranger"), "requester"),
        Caller("an admin by a signed token", issuer.token("sub-of-admin"), "admin"),
        *known,
    ]


class Client:
    """A client at many addresses of loopback, since the gateway answers one that is wrong too often by 429."""

    def __init__(self, gateway):
        self.port = gateway.port
        self.numbers = itertools.count()

    def ask(self, method, path, headers, body):
        number = next(self.numbers) // 10
        source = f"127.1.{number // 250}.{number % 250 + 1}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE, source_address=(source, 0))
        try:
            connection.request(method, path, body, headers)
            return Reply(connection.getresponse())
        finally:
            connection.close()


def least(fields):
    """A body with the fields that must be there, of which nothing else is right."""
    values = {"string": "nobody", "integer": 1, "boolean": False, "number": 1, "object": {}}
    return {field["path"]: field.get("choices", [values.get(field["type"], [])])[0] for field in fields
            if field["required"] and not re.search(r"[.\[]", field["path"])}


def every_question(described):
    """All ways to ask: (method, path, kind and name of the message, body)."""
    for method, path, kind, message in routes_of_the_table():
        filled = re.sub(r"\{\w+\}", "nobody", path)
        if path == "/events":
            filled += "?follow=false"  # a stream would go on until its reader leaves
        # What replaces a thing as a whole must have all of it, which the gateway sees to.
        body = {field: value for field, value in least(described["command", "CreateTemplate"]["fields"]).items()
                if f"{{{field}}}" not in path} if method == "PUT" else {}
        yield method, API + filled, (kind, message), body
    for kind, name in described:
        if kind == "command":
            yield "POST", f"{API}/commands/{name}", (kind, name), {}
        if kind == "query":
            yield "POST", f"{API}/queries/{name}", (kind, name), {}
            yield "GET", f"{API}/queries/{name}", (kind, name), {}


def check(client, caller, question, needed):
    method, path, message, body = question
    sends_body = method in ("POST", "PUT", "PATCH")
    headers = {**caller.headers, **({"Content-Type": "application/json"} if sends_body else {})}
    answer = client.ask(method, path, headers, json.dumps(body) if sends_body else None)
    what = f"{caller.name}: {method} {path} ({message} needs {needed}): {answer.text}"
    if caller.rank is None:
        expect((answer.status, answer.code), (401, "unauthenticated"), what)
    elif caller.rank < ROLES.index(needed):
        expect((answer.status, answer.code), (403, "forbidden"), what)
    else:
        assert answer.status not in (401, 403, 429, 500, 502), what


def test_every_route_and_every_role(gateway, everybody):
    admin = next(caller for caller in everybody if caller.name == "admin")
    items = gateway.get(f"{API}/describe", admin.headers).json["items"]
    described = {(item["kind"], item["name"]): item for item in items}
    client = Client(gateway)
    count = 0
    for question in every_question(described):
        needed = described[question[2]]["role"]
        for caller in everybody:
            check(client, caller, question, needed)
            count += 1
    assert count > 1000, count


def test_nothing_was_done_in_the_gateways_own_name(site, gateway, everybody):
    admin = next(caller for caller in everybody if caller.name == "admin")
    made = gateway.post(f"{API}/templates", {"template_id": "small", "provider": "local", "max_number": 2},
                        admin.headers)
    expect(made.status, 201, made.text)
    history = gateway.get(f"{API}/templates/small/history", admin.headers).json["items"]
    expect(history[0]["on_behalf_of"], "admin", "who caused it")
    events = [json.loads(line) for line in site.ctl("events", "--from", "1", "-o", "json").splitlines()]
    assert events, "what the admin did"
    for event in events:
        assert event.get("principal") != "tester" or event.get("on_behalf_of"), event


def main():
    issuer = TokenIssuer()
    with site_with_roles() as site:
        everybody = callers(site, issuer)
        with open(f"{site.home}/http.yaml", "w", encoding="utf-8") as file:
            file.write(f"tokens: {site.home}/http.tokens\noidc:\n"
                       + issuer.settings({"sub-of-admin": "admin"}, "    others_as: corp/\n"))
        with Gateway(site, "--settings", f"{site.home}/http.yaml", log="none") as gateway:
            signed = next(caller for caller in everybody if caller.name == "an admin by a signed token")
            until(lambda: gateway.get(f"{API}/whoami", signed.headers).status == 200, "the issuer's keys")
            test_every_route_and_every_role(gateway, everybody)
            test_nothing_was_done_in_the_gateways_own_name(site, gateway, everybody)
            expect(gateway.stop(), 0, "the end")
    issuer.close()


if __name__ == "__main__":
    os.environ["HOSTFACTORY_TESTS_SECURED"] = "1"  # a site with principals, whose gateway acts for others
    main()
