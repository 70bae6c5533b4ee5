"""Host Factory's calls against the built daemon and moto: ten machines come and go in each of the ways to launch."""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "support"))
from hf_moto import KEYS, Moto  # noqa: E402
from hf_plugin import Plugin  # noqa: E402
from hf_site import Site, expect, until  # noqa: E402

WAYS = {
    "run-instances": {"providerApi": "RunInstances"},
    "fleet-instant": {"providerApi": "EC2Fleet", "fleetType": "instant"},
    "fleet-request": {"providerApi": "EC2Fleet", "fleetType": "request"},
    "fleet-maintain": {"providerApi": "EC2Fleet", "fleetType": "maintain"},
    "spot-fleet-request": {"providerApi": "SpotFleet", "fleetType": "request", "priceType": "spot"},
    "spot-fleet-maintain": {"providerApi": "SpotFleet", "fleetType": "maintain", "priceType": "spot"},
    "asg": {"providerApi": "ASG"},
}


def site_before(moto):
    os.environ.update(KEYS)
    site = Site()
    endpoints = ", ".join(f'{service}_endpoint: "{moto.url}"' for service in ("ec2", "autoscaling", "ssm", "sts"))
    site.configure("  - {name: cloud, type: aws, region: us-east-1, poll_ms: 200, settle_ms: 100, gather_s: 20, "
                   f"{endpoints}}}")
    return site


def import_templates(site, moto):
    """The templates in the form of a site's file."""
    common = {"maxNumber": 20,
              "attributes": {"type": ["String", "X86_64"], "ncpus": ["Numeric", "2"], "nram": ["Numeric", "4096"]},
              "imageId": moto.image(), "vmTypes": {"m5.large": 1, "m5.xlarge": 2}, "subnetId": moto.subnet(),
              "fleetRole": "arn:aws:iam::123456789012:role/fleet", "instanceTags": "company=abc;team=xyz",
              "priceType": "ondemand", "rank": 1, "somethingOfTheSites": {"a": [1, 2]}}
    path = f"{site.home}/templates.json"
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"templates": [{"templateId": name, **common, **way} for name, way in WAYS.items()]}, file)
    site.ctl("template", "import", path, "--provider", "cloud")
    assert "same" in site.ctl("template", "import", path, "--provider", "cloud")
    return common


def ended(plugin, request):
    report = plugin.status(request)
    return report if report["status"] != "running" else None


def come_and_go(plugin, moto, template):
    request = plugin.request(template, 10)
    report = until(lambda: ended(plugin, request), f"ten machines of {template}")
    expect((report["status"], report["message"]), ("complete", report["message"]), template)
    machines = report["machines"]
    expect({machine["result"] for machine in machines}, {"succeed"}, "each machine")
    living = moto.living()
    expect({machine["machineId"] for machine in machines}, set(living), "what moto lists")
    expect(len(living), 10, template)
    for tags in living.values():
        keys = ("managed-by", "hostfactory:request-id", "hostfactory:template-id", "team")
        expect({key: tags.get(key) for key in keys},
               {"managed-by": "hostfactory", "hostfactory:request-id": request, "hostfactory:template-id": template,
                "team": "xyz"}, "its tags")
    named = {"machines": [{"name": machine["name"]} for machine in machines]}
    expect(plugin.call("getReturnRequests", named)["requests"],
           [], "what is taken back")

    given_back = plugin.give_back(machines)
    report = until(lambda: ended(plugin, given_back), f"the return of {template}")
    expect({machine["result"] for machine in report["machines"]}, {"succeed"}, "each return")
    expect(moto.living(), {}, "machines after the return")
    until(lambda: not moto.leftovers(), f"nothing of {template} to be left over")


def main():
    with Moto() as moto, site_before(moto) as site:
        common = import_templates(site, moto)
        plugin = Plugin(site)
        offered = {template["templateId"]: template
                   for template in plugin.call("getAvailableTemplates", {})["templates"]}
        expect(set(offered), set(WAYS), "templates")
        for key in ("imageId", "subnetId", "userData"):
            assert key not in offered["asg"], f"{key} is for the provider alone"
        for key in ("vmTypes", "attributes"):
            told = offered["asg"][key]
            if key == "attributes":
                told = {name: pair for name, pair in told.items() if name != "ncores"}
            expect(told, common[key], f"{key}, round the way")
        for template in WAYS:
            come_and_go(plugin, moto, template)
        assert "message" in plugin.call_unchecked("requestMachines", {"template": {"templateId": "asg"}})
    print("passed")


main()
