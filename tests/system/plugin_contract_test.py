"""Host Factory's possible input, and the answers to it, checked against the schemas of plugin/schemas."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "support"))
from hf_plugin import Plugin  # noqa: E402
from hf_site import Site, expect, until  # noqa: E402

UNKNOWN = "req-00000000-0000-0000-0000-000000000000"


def test_without_a_daemon(site, plugin):
    site.kill()
    for name, given in (("getAvailableTemplates", {}), ("getReturnRequests", {}),
                        ("requestMachines", {"template": {"templateId": "small", "machineCount": "1"}})):
        assert "hostfactoryd" in plugin.call(name, given)["message"], name
    site.start()


def test_ids_of_all_kinds(plugin):
    first, second = plugin.request("small", 2), plugin.request("small", 1)
    until(lambda: all(plugin.status(each)["status"] == "complete" for each in (first, second)), "machines")
    machines = plugin.status(first)["machines"]
    given_back = plugin.give_back(machines[:1])
    until(lambda: plugin.status(given_back)["status"] == "complete", "the return")

    asked = [first, UNKNOWN, given_back, second]
    told = plugin.call("getRequestStatus", {"requests": [{"requestId": each} for each in asked]})["requests"]
    expect([each["requestId"] for each in told], asked, "requests, in their order")
    expect([each["status"] for each in told], ["complete", "complete_with_error", "complete", "complete"], "status")
    expect([machine["result"] for machine in told[2]["machines"]], ["succeed"], "the return")
    expect([machine["status"] for machine in told[2]["machines"]], ["terminated"], "the machine")
    single = plugin.call("getRequestStatus", {"requests": {"requestId": second}})["requests"]
    expect([each["requestId"] for each in single], [second], "one object in place of a list")
    return machines[1]


def test_refusals_are_answers(plugin):
    for given in ({"templateId": "unknown", "machineCount": 1}, {"templateId": "small", "machineCount": 99}):
        told = plugin.call("requestMachines", {"template": given})
        assert "requestId" not in told, told
    for given in ({}, {"template": {}}, {"template": {"templateId": "small", "machineCount": -1}}, [], "text", 7):
        assert "requestId" not in plugin.call_unchecked("requestMachines", given), given


def test_machines_by_name_and_unknown_ones(plugin, machine):
    told = plugin.call("getReturnRequests",
                       {"machines": [{"name": machine["name"]}, {"name": "ghost", "machineId": "i-1"}]})
    expect(told["requests"], [{"machine": "ghost", "gracePeriod": 0}], "what is taken back")
    told = plugin.call("requestReturnMachines", {"machines": [{"name": machine["name"]}, {"name": "ghost"}]})
    assert "ghost" in told["message"], told
    until(lambda: plugin.status(told["requestId"])["status"] == "complete", "the return by name")
    again = plugin.call("requestReturnMachines",
                        {"machines": {"name": machine["name"], "machineId": machine["machineId"]}})
    expect(plugin.status(again["requestId"])["status"], "complete", "a return of what is gone")


def main():
    with Site() as site:
        plugin = Plugin(site)
        expect(plugin.call("getAvailableTemplates", {})["templates"], [], "templates")
        site.ctl("template", "create", "small", "--provider", "local", "--max-number", "9")
        offered = plugin.call("getAvailableTemplates", {})["templates"]
        expect([each["availableNumber"] for each in offered], [9], "what is free")
        test_without_a_daemon(site, plugin)
        machine = test_ids_of_all_kinds(plugin)
        test_refusals_are_answers(plugin)
        test_machines_by_name_and_unknown_ones(plugin, machine)
    print("passed")


main()
