"""Host Factory's possible input, and the answers to it, checked against the schemas of plugin/schemas."""

import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "support"))
from hf_plugin import Plugin  # noqa: E402
from hf_site import BIN, Site, expect, until  # noqa: E402

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
    expect(told["requests"], [], "what is taken back: the ghost may be another site's")
    assert "i-1" in told["message"], told
    told = plugin.call("requestReturnMachines", {"machines": [{"name": machine["name"]}, {"name": "ghost"}]})
    assert "ghost" in told["message"], told
    until(lambda: plugin.status(told["requestId"])["status"] == "complete", "the return by name")
    again = plugin.call("requestReturnMachines",
                        {"machines": {"name": machine["name"], "machineId": machine["machineId"]}})
    expect(plugin.status(again["requestId"])["status"], "complete", "a return of what is gone")


# One command takes 10,000.
def test_a_return_of_very_many(site, plugin):
    first = plugin.request("small", 1)
    until(lambda: plugin.status(first)["status"] == "complete", "a machine")
    machine = plugin.status(first)["machines"][0]
    ghosts = [{"name": f"ghost-{number}"} for number in range(10_000)]
    told = plugin.call("requestReturnMachines", {"machines": [*ghosts, {"name": machine["name"]}]})
    returns = re.findall(r"ret-[0-9a-f-]{36}", told["message"])
    expect((len(returns), returns[-1:]), (2, [told["requestId"]]), "the returns")
    for each in returns:
        until(lambda each=each: plugin.status(each)["status"] == "complete", "the return of many")
    expect([each["machineId"] for each in plugin.status(told["requestId"])["machines"]], [machine["machineId"]],
           "the machine, which was named last")
    expect([each for each in live_machines(site) if each["machine_id"] == machine["machineId"]], [], "live machines")


def requests_of(site):
    return json.loads(site.ctl("request", "list", "-o", "json"))["items"]


def live_machines(site):
    return json.loads(site.ctl("machine", "list", "--live-only", "-o", "json"))["items"]


# Nobody knows a request whose id did not arrive.
def test_an_answer_that_cannot_be_written(site, plugin):
    given = {"template": {"templateId": "small", "machineCount": 1}}
    before = {each["request_id"] for each in requests_of(site)}

    def full():
        with open("/dev/full", "wb") as output:
            return plugin.start("requestMachines", given, stdout=output).wait()

    def closed_pipe():
        read, write = os.pipe()
        os.close(read)
        try:
            return plugin.start("requestMachines", given, stdout=write).wait()
        finally:
            os.close(write)

    def closed_output():
        return plugin.start("requestMachines", given, preexec_fn=lambda: os.close(1)).wait()

    for number, deliver in enumerate((full, closed_pipe, closed_output), start=1):
        expect(deliver(), 1, f"{deliver.__name__}: the exit status")
        asked = [each for each in requests_of(site)
                 if each["request_id"] not in before and each["request_type"] == "acquire"]
        expect(len(asked), number, deliver.__name__)
        # One that is complete before it can be cancelled has its machines given back.
        assert {each["status"] for each in asked} <= {"cancelled", "complete"}, f"{deliver.__name__}: {asked}"
        reasons = {each["status_reason"] for each in asked if each["status"] == "cancelled"}
        assert reasons <= {"the answer to the scheduler could not be delivered"}, reasons
    until(lambda: not live_machines(site), "nothing that runs unknown")


def test_a_request_that_nobody_asks_about(site, plugin):
    given = {"template": {"templateId": "small", "machineCount": 1}}
    # As if the script had been killed before its answer was read.
    with plugin.start("requestMachines", given, env={"HOSTFACTORY_UNCLAIMED_S": "2"}, stdout=subprocess.PIPE) as lost:
        lost.stdout.read()
    with plugin.start("requestMachines", given, env={"HOSTFACTORY_UNCLAIMED_S": "2"}, stdout=subprocess.PIPE) as known:
        claimed = json.loads(known.stdout.read())["requestId"]
    until(lambda: plugin.status(claimed)["status"] == "complete", "the machine that is asked about")

    def given_back():
        return [each for each in requests_of(site)
                if each["status_reason"] == "nobody has asked about the request within 2 s"]

    until(given_back, "the request that nobody asks about")
    until(lambda: len(live_machines(site)) == 1, "its machine is gone")
    machines = plugin.status(claimed)["machines"]
    expect([machine["result"] for machine in machines], ["succeed"], "what is asked about")
    plugin.give_back(machines)
    until(lambda: not live_machines(site), "the return")
    with plugin.start("requestMachines", given, env={"HOSTFACTORY_UNCLAIMED_S": "soon"},
                      stdout=subprocess.PIPE) as wrong:
        assert "HOSTFACTORY_UNCLAIMED_S" in json.loads(wrong.stdout.read())["message"]


# A store that was restored may not know what is at work, so its word takes no host away.
def test_in_quarantine(site, plugin):
    request = plugin.request("small", 2)
    until(lambda: plugin.status(request)["status"] == "complete", "two machines")
    kept, gone = plugin.status(request)["machines"]
    done = plugin.give_back([gone])
    until(lambda: plugin.status(done)["status"] == "complete", "the return of one")
    site.kill()
    with open(f"{site.home}/db.restored", "w", encoding="utf-8"):
        pass
    site.start()
    told = plugin.call("getReturnRequests", {"machines": [
        {"name": each["name"], "machineId": each["machineId"]} for each in (kept, gone)] + [{"name": "ghost"}]})
    expect(told["requests"], [], "what is given back in quarantine")
    assert "quarantine" in told["message"], told
    refused = plugin.call("requestMachines", {"template": {"templateId": "small", "machineCount": 1}})
    assert "requestId" not in refused and "quarantine" in refused["message"], refused
    refused = plugin.call("requestReturnMachines", {"machines": [{"name": kept["name"]}]})
    assert "requestId" not in refused and "quarantine" in refused["message"], refused
    until(lambda: site.run("site", "resume", "--yes").returncode == 0, "a comparison, and the end of the quarantine")
    last = plugin.give_back([kept])
    until(lambda: plugin.status(last)["status"] == "complete", "the return of the other")


# A scheduler decides how many it needs; the template says how many it may have.
def test_more_than_a_client_may_ask_for_at_once(site, plugin):
    site.kill()
    site.configure("limits: {machines_per_request: 2}")
    site.start()
    expect(site.run("request", "create", "small", "3").returncode, 1, "any other client")
    request = plugin.request("small", 3)
    until(lambda: plugin.status(request)["status"] == "complete", "three machines")
    plugin.give_back(plugin.status(request)["machines"])
    until(lambda: not live_machines(site), "the return")


def test_what_is_for_the_provider_alone(site, plugin):
    site.ctl("template", "create", "secret", "--provider", "local", "--max-number", "1",
             "--configuration", 'environment={"PASSWORD": "hunter2"}', "--configuration", "rank=7")
    told = plugin.call("getAvailableTemplates", {})
    assert "hunter2" not in json.dumps(told), told
    expect([each["rank"] for each in told["templates"] if each["templateId"] == "secret"], [7], "what schedulers use")
    site.ctl("template", "delete", "secret")


def test_help_and_version():
    for option, said in ("--help", "getReturnRequests"), ("--version", "hostfactory-plugin "):
        done = subprocess.run([f"{BIN}/hostfactory-plugin", option], capture_output=True, text=True, check=False)
        expect(done.returncode, 0, f"the exit status of {option}")
        assert said in done.stdout, done.stdout


def main():
    test_help_and_version()
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
        until(lambda: not live_machines(site) or plugin.give_back(
            [{"name": each["name"], "machineId": each["machine_id"]} for each in live_machines(site)]) is None, "peace")
        test_a_return_of_very_many(site, plugin)
        test_an_answer_that_cannot_be_written(site, plugin)
        test_a_request_that_nobody_asks_about(site, plugin)
        test_what_is_for_the_provider_alone(site, plugin)
        test_in_quarantine(site, plugin)
        test_more_than_a_client_may_ask_for_at_once(site, plugin)
    print("passed")


main()
