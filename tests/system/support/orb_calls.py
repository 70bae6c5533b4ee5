"""The calls by which the gateway's dialect is compared with Open Resource Broker's own server, and what is kept of each
answer: its status, and of its body the fields with their kinds, never a text.

    facts = Conversation(server.ask, moto).facts     # {"template.get": {"status": 200, "template_id": "text", …}, …}
"""

import json
import re
import time

API = "/api/v1"
NOBODY = "req-00000000-0000-0000-0000-000000000000"
PATIENCE = 120
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$")
# Words that programs act on. Those of a machine depend on when one looks.
WORDS = ("status", "code", "type", "entity_type", "request_type", "price_type")
WORDS_OF_A_MACHINE = {
    "status": ("pending", "running", "stopping", "stopped", "shutting-down", "terminated", "failed"),
    "result": ("executing", "succeed", "fail")}
# Their keys are a site's own, or a provider's.
OPEN = ("tags", "metadata", "machine_types", "machine_types_ondemand", "machine_types_priority", "provider_data",
        "input", "ctx", "error_details", "fulfilment_diagnostic", "config")
ENDED = ("complete", "partial", "failed", "cancelled", "timeout")


def kind(value):
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, str):
        return "time" if TIME.match(value) else "text"
    return {int: "integer", float: "number", type(None): "null", list: "list", dict: "object"}[type(value)]


def flatten(value, path, facts):
    name = path.rsplit("/", 1)[-1]
    of_machine = "machine_id" in value if isinstance(value, dict) else False
    if isinstance(value, dict) and name not in OPEN:
        for key, each in value.items():
            below = f"{path}/{key}" if path else key
            if of_machine and key in WORDS_OF_A_MACHINE:
                assert each in WORDS_OF_A_MACHINE[key], (below, each)
                facts[below] = "text"
            else:
                flatten(each, below, facts)
    elif isinstance(value, list):
        facts[path] = "list"
        for each in value:
            flatten(each, path, facts) if isinstance(each, (dict, list)) else None
    else:
        facts[path] = value if name in WORDS and isinstance(value, str) else kind(value)


def facts_of(answer):
    """The status is under a name that no body has."""
    facts = {"HTTP": answer.status, "Content-Type": answer.type}
    if answer.type == "application/json":
        body = json.loads(answer.text)
        flatten(body if isinstance(body, dict) else {"": body}, "", facts)
    elif answer.type == "text/event-stream":
        events = [each[len("data: "):] for each in answer.text.split("\n\n") if each]
        flatten(json.loads(events[0]), "", facts)
        facts["last event"] = "object" if events[-1] == "{}" else "status"
    return facts


class Conversation:
    def __init__(self, ask, moto):
        self.ask_server = ask
        self.facts = {}
        self.settings = {"provider_api": "RunInstances", "image_id": moto.image(), "machine_type": "t3.micro",
                         "subnet_ids": [moto.subnet()], "security_group_ids": [moto.group()]}
        self.about_templates()
        self.about_wrong_orders()
        self.about_requests()
        self.about_machines()
        self.about_returns()
        self.about_the_rest()

    def send(self, method, path, body=None, **how):
        text = body if body is None or isinstance(body, str) else json.dumps(body)
        return self.ask_server(method, API + path, text, **how)

    def call(self, name, method, path, body=None, **how):
        """Keeps the facts of the answer, and returns its body."""
        answer = self.send(method, path, body, **how)
        self.facts[name] = facts_of(answer)
        return json.loads(answer.text) if answer.type == "application/json" else answer.text

    def wait(self, request_id):
        deadline = time.monotonic() + PATIENCE
        while True:
            request = json.loads(self.send("GET", f"/requests/{request_id}/status").text)["requests"][0]
            if request["status"] in ENDED:
                return request
            assert time.monotonic() < deadline, request
            time.sleep(0.1)

    def about_templates(self):
        self.call("template.create", "POST", "/templates/", {
            "template_id": "made", "name": "Made", "tags": {"team": "blue"}, **self.settings})
        self.call("template.create.again", "POST", "/templates/", {"template_id": "made", **self.settings})
        self.call("template.create.without_id", "POST", "/templates/", {"name": "x"})
        self.call("template.create.unknown_field", "POST", "/templates/", {"template_id": "x", "colour": "red"})
        self.call("template.list", "GET", "/templates/")
        self.call("template.list.without_slash", "GET", "/templates")
        self.call("template.get", "GET", "/templates/made")
        self.call("template.get.unknown", "GET", "/templates/nothing")
        self.call("template.update", "PUT", "/templates/made",
                  {"description": "d", "image_id": self.settings["image_id"]})
        self.call("template.update.unknown", "PUT", "/templates/nothing", {"description": "d"})
        self.call("template.validate", "POST", "/templates/validate", {"template_id": "new", **self.settings})
        self.call("template.refresh", "POST", "/templates/refresh", "{}")
        self.call("template.delete", "DELETE", "/templates/made")
        self.call("template.delete.unknown", "DELETE", "/templates/nothing")

    def about_wrong_orders(self):
        order = {"template_id": "wide", "count": 1}
        for name, body in {"unknown_template": {**order, "template_id": "nothing"}, "without_count":
                           {"template_id": "wide"}, "zero": {**order, "count": 0}, "no_number": {**order, "count": "x"},
                           "unknown_field": {**order, "colour": "red"}, "no_json": "{", "a_list": "[]",
                           "empty": ""}.items():
            self.call(f"request.{name}", "POST", "/machines/request", body)

    def about_requests(self):
        self.first = self.call("request", "POST", "/machines/request",
                               {"template_id": "wide", "count": 1})["request_id"]
        self.wait(self.first)
        self.second = self.call("request.other_names", "POST", "/machines/request",
                                {"templateId": "wide", "machineCount": "1"})["request_id"]
        self.wait(self.second)
        path = f"/requests/{self.first}"
        self.call("status", "GET", f"{path}/status")
        self.call("status.brief", "GET", f"{path}/status?verbose=false")
        self.call("status.unknown", "GET", f"/requests/{NOBODY}/status")
        self.call("request.get", "GET", path)
        self.call("status.batch", "POST", "/requests/status", {"request_ids": [self.first, self.second, NOBODY]})
        self.call("status.batch.camel", "POST", "/requests/status", {"requestIds": [self.first], "verbose": False})
        self.call("status.batch.none", "POST", "/requests/status", {"request_ids": []})
        self.call("status.batch.without_ids", "POST", "/requests/status", {})
        self.call("request.list", "GET", "/requests/?limit=1")
        self.call("request.list.by_status", "GET", "/requests/?status=complete")
        self.call("request.list.wrong_status", "GET", "/requests/?status=colour")
        self.call("request.list.wrong_limit", "GET", "/requests/?limit=x")
        self.call("request.list.wrong_offset", "GET", "/requests/?offset=-1")
        self.call("request.list.unknown_parameter", "GET", "/requests/?colour=red")
        self.call("stream", "GET", f"{path}/stream?interval=0.5&timeout=5")
        self.call("stream.wrong_interval", "GET", f"{path}/stream?interval=0")

    def about_machines(self):
        self.call("machine.list", "GET", "/machines/?limit=1")
        found = self.call("machine.list.of_request", "GET", f"/machines/?request_id={self.first}")["machines"]
        self.machine = found[0]["machine_id"]
        self.call("machine.list.wrong_status", "GET", "/machines/?status=colour")
        self.call("machine.get", "GET", f"/machines/{self.machine}")
        self.call("machine.status", "GET", f"/machines/{self.machine}/status")
        self.call("machine.unknown", "GET", "/machines/i-00000000000000000")

    def about_returns(self):
        self.call("return.list.empty", "GET", "/requests/return")
        self.call("return.anonymous", "POST", "/machines/return", {}, anonymous=True)
        self.call("return.nothing", "POST", "/machines/return", {})
        self.call("return.two_ways", "POST", "/machines/return", {"machine_ids": ["a"], "request_id": self.first})
        self.call("return.unknown", "POST", "/machines/return", {"machineIds": ["i-00000000000000000"]})
        self.call("return.of_unknown_request", "POST", "/machines/return", {"request_id": NOBODY})
        given = self.call("return", "POST", "/machines/return", {"machine_ids": [self.machine]})["request_id"]
        self.wait(given)
        self.call("return.status", "GET", f"/requests/{given}/status")
        self.call("return.list", "GET", "/requests/return?limit=1")
        self.call("return.again", "POST", "/machines/return", {"machine_ids": [self.machine]})
        self.wait(self.call("return.of_request", "POST", "/machines/return", {"request_id": self.second})["request_id"])
        self.call("return.all.none", "POST", "/machines/return", {"all_machines": True})
        self.call("cancel.unknown", "DELETE", f"/requests/{NOBODY}")
        self.call("cancel.ended", "DELETE", f"/requests/{self.first}")

    def about_the_rest(self):
        self.call("request.above_max", "POST", "/machines/request", {"template_id": "wide", "count": 11})
        self.call("nowhere", "GET", "/nowhere")
        self.call("wrong_method", "DELETE", "/templates/")
        for name in ("me/", "providers/", "providers/health", "system/dashboard", "config/"):
            self.call(f"other.{name}", "GET", f"/{name}")
        self.call("other.timeline", "GET", f"/requests/{self.first}/timeline")
