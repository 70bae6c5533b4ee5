"""The gateway's dialect `orb` beside Open Resource Broker's own server, at the same moto: the same calls, and of each
answer its status and its fields. What differs is in orb/differences.json with the reason: a difference that isn't there
fails, and one that is there and is none fails, too.

Where ORB is not installed (`./dev orb`), what it answered is read from orb/recorded.json; where it is, that file must
still be true.

    orb_test.py [--renew]     # --renew writes orb/recorded.json and the table in docs/ORB.md
"""

import fnmatch
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
import hf_orb  # noqa: E402
from hf_gateway import Gateway  # noqa: E402
from hf_moto import KEYS, Moto  # noqa: E402
from hf_site import Site, expect, until  # noqa: E402
from orb_calls import API, Conversation  # noqa: E402

SOURCE = os.environ["HOSTFACTORY_SOURCE_DIR"]
DATA = f"{SOURCE}/tests/system/orb"
DOCUMENT = f"{SOURCE}/docs/ORB.md"
BEGIN, END = "<!-- differences -->\n", "<!-- end of the differences -->"
WIDE = {"template_id": "wide", "name": "Wide", "provider_api": "RunInstances", "machine_types": {"t3.micro": 1},
        "max_instances": 10, "tags": {"team": "blue"}}


def read(name):
    with open(f"{DATA}/{name}", encoding="utf-8") as file:
        return json.load(file)


def template_at(moto):
    return {**WIDE, "image_id": moto.image(), "subnet_ids": [moto.subnet()],
            "security_group_ids": [moto.group()]}


def site_before(moto):
    """One provider alone, so that templates need not name it."""
    os.environ.update(KEYS)
    site = Site()
    endpoints = ", ".join(f'{service}_endpoint: "{moto.url}"' for service in ("ec2", "autoscaling", "ssm", "sts"))
    site.configure("", instead_of="  - {name: slow")
    site.configure("  - {name: cloud, type: aws, region: us-east-1, poll_ms: 200, settle_ms: 100, "
                   f"{endpoints}}}", instead_of="  - {name: local")
    return site


def ask_gateway(gateway):
    def ask(method, path, body=None, anonymous=False):
        del anonymous  # a gateway at loopback asks nobody who he is
        reply = gateway.ask(method, path, body, {"Content-Type": "application/json"} if body is not None else {})
        reply.type = (reply.headers["Content-Type"] or "").split(";")[0]
        return reply
    return ask


def facts_of_ours(moto):
    with site_before(moto) as site, Gateway(site, "--dialect", "orb") as gateway:
        made = gateway.post(f"{API}/templates/", template_at(moto))
        expect(made.status, 201, made.text)
        facts = Conversation(ask_gateway(gateway), moto).facts
        return_all(gateway, site, moto)
        the_door_is_the_gateways(gateway)
        expect(gateway.stop(), 0, "the end")
        return facts


def return_all(gateway, site, moto):
    """Each machine is ended once, by one command, whatever else is asked for meanwhile."""
    order = json.dumps({"template_id": "wide", "count": 1})
    for _ in range(3):
        expect(gateway.post(f"{API}/machines/request", order).status, 202, "an order")
    until(lambda: len(moto.living()) == 3, "three machines")
    listed = until(lambda: [each for each in [gateway.get(f"{API}/machines/?status=running").json]
                            if each["total_count"] == 3], "three that run")[0]
    expect(len({each["machine_id"] for each in listed["machines"]}), 3, "each once")
    given = gateway.post(f"{API}/machines/return", {"all_machines": True, "provider_name": "cloud"})
    expect(given.status, 200, given.text)
    request = json.loads(site.ctl("request", "get", given.json["request_id"], "-o", "json"))
    expect((request["machine_count"], len(set(request["machine_ids"]))), (3, 3), "one return of three")
    again = gateway.post(f"{API}/machines/return", {"all_machines": True}).json
    expect(again["request_id"], None, "nothing is left to give back")
    until(lambda: not moto.living(), "their end")
    for body in ({"all_machines": True, "provider_type": "aws"}, {"machine_ids": ["a"], "provider_name": "cloud"}):
        expect(gateway.post(f"{API}/machines/return", body).status, 400, body)
    for parameter in ("filter_expressions=a~b", "provider_type=aws"):
        expect(gateway.get(f"{API}/machines/?{parameter}").status, 400, parameter)


def the_door_is_the_gateways(gateway):
    """What pages of browsers may send is turned away here as it is in hostfactory's own dialect."""
    order = json.dumps({"all_machines": True})
    path = f"{API}/machines/return"
    expect(gateway.ask("POST", path, order, {"Content-Type": "text/plain"}).status, 415, "a form's type")
    foreign = {"Content-Type": "application/json", "Origin": "http://evil.example.org"}
    expect(gateway.ask("POST", path, order, foreign).status, 403, "another origin")
    expect(gateway.get(f"{API}/machines/", {"Host": "evil.example.org"}).status, 403, "another name")
    expect(gateway.get("/healthz").status, 200, "the gateway is up")
    expect(gateway.get("/readyz").status, 200, "the daemon answers")
    expect(gateway.ask("HEAD", f"{API}/machines/").status, 200, "HEAD")


def facts_of_theirs(moto):
    with hf_orb.Orb(moto, [template_at(moto)]) as orb:
        return Conversation(orb.ask, moto).facts


def differences(theirs, ours):
    """(call, field, what it is there, what it is here), None for a field that is not there."""
    expect(sorted(theirs), sorted(ours), "the calls")
    for call in theirs:
        one, other = theirs[call], ours[call]
        if one["HTTP"] != other["HTTP"]:
            # Another outcome has other fields.
            yield call, "HTTP", one["HTTP"], other["HTTP"]
            continue
        for field in sorted({*one, *other}):
            if one.get(field) != other.get(field):
                yield call, field, one.get(field), other.get(field)


def matches(rule, difference):
    call, field, theirs, ours = difference
    return (any(fnmatch.fnmatchcase(call, each) for each in rule["calls"]) and
            any(fnmatch.fnmatchcase(field, each) for each in rule["fields"]) and
            rule["there"] in ("*", theirs) and rule["here"] in ("*", ours))


def compare(theirs, ours, rules):
    found = list(differences(theirs, ours))
    told = [f"{call}: {field} is {one!r} there and {other!r} here, which is not in differences.json"
            for call, field, one, other in found
            if not any(matches(rule, (call, field, one, other)) for rule in rules)]
    told += [f"{rule['calls']}, {rule['fields']} are in differences.json, and differ no more"
             for rule in rules if not any(matches(rule, each) for each in found)]
    return told


def table(rules):
    lines = ["| calls | fields | there | here | why |", "|---|---|---|---|---|"]
    for rule in rules:
        words = [", ".join(f"`{each}`" for each in rule[name]) for name in ("calls", "fields")]
        words += ["missing" if rule[name] is None else "" if rule[name] == "*" else f"`{rule[name]}`"
                  for name in ("there", "here")]
        lines.append("| " + " | ".join([*words, rule["why"]]) + " |")
    return "\n".join(lines) + "\n"


def check_document(rules, renew):
    with open(DOCUMENT, encoding="utf-8") as file:
        text = file.read()
    begin, end = text.index(BEGIN) + len(BEGIN), text.index(END)
    if renew:
        with open(DOCUMENT, "w", encoding="utf-8") as file:
            file.write(text[:begin] + table(rules) + text[end:])
    else:
        expect(text[begin:end], table(rules), "docs/ORB.md is old; run tests/system/orb_test.py --renew")


def main():
    renew = "--renew" in sys.argv[1:]
    rules = read("differences.json")
    check_document(rules, renew)
    with Moto() as moto:
        ours = facts_of_ours(moto)
        if hf_orb.is_installed():
            theirs = facts_of_theirs(moto)
            if renew:
                with open(f"{DATA}/recorded.json", "w", encoding="utf-8") as file:
                    json.dump(theirs, file, indent=1, sort_keys=True)
                    file.write("\n")
            expect(theirs, read("recorded.json"), "what ORB answers is not what was recorded; --renew records it")
        else:
            print("ORB IS NOT INSTALLED (./dev orb): its answers are those of orb/recorded.json")
            theirs = read("recorded.json")
    told = compare(theirs, ours, rules)
    assert not told, "\n".join(told)


if __name__ == "__main__":
    main()
