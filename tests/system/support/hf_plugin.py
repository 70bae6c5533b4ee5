"""Host Factory's five calls, made as it makes them, and checked against the schemas of plugin/schemas."""

import json
import os
import subprocess
import tempfile

import jsonschema

SOURCE = os.environ["HOSTFACTORY_SOURCE_DIR"]
BIN = os.environ["HOSTFACTORY_BIN_DIR"]


def schema(name):
    with open(os.path.join(SOURCE, "plugin", "schemas", f"{name}.schema.json"), encoding="utf-8") as file:
        return json.load(file)


class Plugin:
    def __init__(self, site):
        self.environment = dict(site.environment, HOSTFACTORY_PLUGIN=f"{BIN}/hostfactory-plugin",
                                HF_PROVIDER_LOGDIR=site.home)

    def call(self, name, given):
        jsonschema.validate(given, schema(f"{name}.input"))
        return self.call_unchecked(name, given)

    def call_unchecked(self, name, given):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(given, file)
            file.flush()
            done = subprocess.run([os.path.join(SOURCE, "plugin", "scripts", f"{name}.sh"), "-f", file.name],
                                  env=self.environment, capture_output=True, text=True, check=False)
        told = json.loads(done.stdout)
        jsonschema.validate(told, schema(f"{name}.output" if done.returncode == 0 else "failure.output"))
        return told

    def start(self, name, given, **more):
        """Starts the program itself, whose output is the caller's business."""
        environment = dict(self.environment, **more.pop("env", {}))
        return subprocess.Popen([f"{BIN}/hostfactory-plugin", name, "-d", json.dumps(given)], env=environment, **more)

    def request(self, template, count):
        told = self.call("requestMachines", {"template": {"templateId": template, "machineCount": count}})
        if "requestId" not in told:
            raise AssertionError(told["message"])
        return told["requestId"]

    def status(self, request):
        """Returns the status of one request."""
        return self.call("getRequestStatus", {"requests": [{"requestId": request}]})["requests"][0]

    def give_back(self, machines):
        named = [{"name": machine["name"], "machineId": machine["machineId"]} for machine in machines]
        return self.call("requestReturnMachines", {"machines": named})["requestId"]
