"""hostfactory-mcp under the `mcp` package's own client, and how it ends and what it writes under none."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import pathlib
import pwd
import signal
import subprocess
import sys
import tempfile
import unittest
from typing import Any, Optional

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from mcp import Client, StdioServerParameters
from running_site import PATIENCE, RunningSite, hang, until

import hostfactory
from hostfactory import queries

USER = pwd.getpwuid(os.geteuid()).pw_name
# The test's own user is a gateway, so it can be anybody, as an assistant with keys of its own would be.
PRINCIPALS = f"""
principals:
  - {{name: gateway, unix_user: {USER}, roles: [admin], acts_for: any}}
  - {{name: assistant, unix_user: nobody, roles: [operator]}}
  - {{name: reader, unix_user: daemon, roles: [viewer]}}
"""
AS_ASSISTANT = ("--on-behalf-of", "assistant", "--allow-commands", "--principal", "assistant")
AS_READER = ("--on-behalf-of", "reader")
# So long that nothing has ended by itself where a server has ended.
PATIENT = ("--timeout", "3600", "-v")
# An import of the server's that writes to standard output, by itself and by a child.
NOISE = """
import os, sys
class Noise:
    def find_spec(self, name, path=None, target=None):
        if name == "anyio":
            print("a banner", flush=True)
            os.system("echo a child")
sys.meta_path.insert(0, Noise())
"""
PARENT = """
import subprocess, sys, time
server = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
print(server.pid, flush=True)
for line in sys.stdin:
    server.stdin.write(line.encode())
    server.stdin.flush()
    if '"id": 1' in line:
        print(server.stdout.readline().decode(), end="", flush=True)
"""


def request(id: int, method: str, **params: Any) -> str:
    return json.dumps({"jsonrpc": "2.0", "id": id, "method": method, "params": params}) + "\n"


HELLO = request(
    1,
    "initialize",
    protocolVersion="2025-06-18",
    capabilities={},
    clientInfo={"name": "test", "version": "1"},
)
READY = json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}) + "\n"
CALL = request(2, "tools/call", name="get_status", arguments={})


class McpTest(unittest.TestCase):
    daemon: RunningSite

    @classmethod
    def setUpClass(cls) -> None:
        cls.daemon = RunningSite(principals=PRINCIPALS)
        cls.addClassCleanup(cls.daemon.__exit__)
        cls.daemon.__enter__()

    def setUp(self) -> None:
        self.site = self.daemon.connect()
        self.addCleanup(self.site.close)

    def command(self, *options: str) -> list[str]:
        return [sys.executable, "-m", "hostfactory.mcp", "--config", self.daemon.configuration, *options]

    def position(self) -> int:
        return self.site.status().position

    def check_nothing_changed(self, since: int) -> None:
        """What the daemon does by itself, with machines that are given back for example, is nobody's."""
        events = self.site.send(queries.ReadEvents(after=since, limit=1000)).result.events
        self.assertEqual([(event.type, event.principal) for event in events if event.principal], [])


class WithTheirClient(McpTest):
    def talk(self, story: Any, *options: str) -> None:
        command = self.command(*options)
        server = StdioServerParameters(command=command[0], args=command[1:], env=dict(os.environ))

        async def run() -> None:
            async with Client(server) as client:
                await story(client)

        asyncio.run(run())

    async def call(self, client: Any, tool: str, **arguments: Any) -> tuple[bool, dict[str, Any]]:
        result = await client.call_tool(tool, arguments)
        return not result.is_error, json.loads(result.content[0].text)

    def test_a_server_that_may_only_look(self) -> None:
        before = self.position()

        async def story(client: Any) -> None:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            self.assertIn("list_machines", tools)
            self.assertEqual([name for name, tool in tools.items() if not tool.annotations.read_only_hint], [])
            self.assertNotIn("return_machines", tools)
            is_right, said = await self.call(client, "list_templates")
            self.assertTrue(is_right)
            self.assertEqual({one["template_id"] for one in said["result"]["items"]}, {"small", "stuck"})
            is_right, said = await self.call(client, "return_machines", template_id="small")
            self.assertEqual((is_right, said["error"]["code"]), (False, "unknown_tool"))
            is_right, said = await self.call(client, "get_template", template_id="smal")
            self.assertEqual((is_right, said["error"]["code"]), (False, "template_not_found"))
            is_right, said = await self.call(client, "list_machines", limit="many")
            self.assertEqual((said["error"]["code"], said["error"]["field"]), ("validation_error", "limit"))

        self.talk(story, *AS_READER)
        self.check_nothing_changed(before)

    def test_a_change_is_shown_confirmed_and_the_assistants(self) -> None:
        before = self.position()

        async def story(client: Any) -> None:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            self.assertTrue(tools["return_machines"].annotations.destructive_hint)
            self.assertTrue(tools["return_machines"].annotations.idempotent_hint)
            self.assertFalse(tools["return_machines"].annotations.read_only_hint)
            order = {"template_id": "small", "machine_count": 1}
            is_right, shown = await self.call(client, "create_request", **order)
            self.assertEqual((is_right, shown["done"], shown["plan"]["of"]), (True, False, "PlanRequest"), shown)
            self.check_nothing_changed(before)
            is_right, done = await self.call(client, "create_request", **order, confirm=shown["confirm"])
            self.assertEqual((is_right, done["done"]), (True, True), done)
            is_right, again = await self.call(client, "create_request", **order, confirm=shown["confirm"])
            self.assertTrue(again["duplicate"])
            hostfactory.RequestHandle(self.site, done["result"]["request_id"]).wait(timeout=PATIENCE)

        self.talk(story, *AS_ASSISTANT)
        event = next(iter(self.site.events(after=before, categories=["request"])))
        self.assertEqual((event.type, event.on_behalf_of), ("RequestCreated", "assistant"))
        hostfactory.RequestHandle(self.site, event.stream).give_back("done")


class WithoutAClient(McpTest):
    def setUp(self) -> None:
        super().setUp()
        # Each write goes to the end, wherever the test reads.
        self.errors = tempfile.TemporaryFile("a+")
        self.addCleanup(self.errors.close)

    def start(self, *command: str, **variables: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
            env={**os.environ, **variables},
        )
        self.addCleanup(self.forget, process)
        return process

    def forget(self, process: subprocess.Popen[str]) -> None:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            assert stream is not None
            with contextlib.suppress(BrokenPipeError):
                stream.close()

    def say(self, process: subprocess.Popen[str], text: str) -> None:
        assert process.stdin is not None
        process.stdin.write(text)
        process.stdin.flush()

    def hear(self, process: subprocess.Popen[str]) -> Any:
        assert process.stdout is not None
        return json.loads(process.stdout.readline())

    def test_only_the_protocol_is_on_standard_output(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "sitecustomize.py").write_text(NOISE, encoding="utf-8")
            path = f"{folder}:{os.environ.get('PYTHONPATH', '')}"
            server = self.start(*self.command("-v"), PYTHONPATH=path, PYTHONWARNINGS="default")
            self.say(server, HELLO)
            self.assertEqual(self.hear(server)["result"]["serverInfo"]["name"], "hostfactory")
            self.say(server, READY + "this is no message\n" + CALL)
            self.assertEqual(self.hear(server)["id"], 2)
            rest, _ = server.communicate()
        self.assertEqual(([json.loads(line) for line in rest.splitlines()], server.returncode), ([], 0))
        said = self.said()
        self.assertIn("a banner\n", said)
        self.assertIn("a child\n", said)

    def said(self) -> str:
        self.errors.seek(0)
        return self.errors.read()

    def test_a_server_ends_when_its_client_does(self) -> None:
        """Idle or in a call that gets no answer; by the end of its input, a signal, or the death of its parent."""
        idle, calling = (self.start(*self.command(*PATIENT)) for _ in range(2))
        parent = self.start(sys.executable, "-S", "-c", PARENT, *self.command(*PATIENT))
        orphan = self.hear(parent)
        for one in (idle, calling, parent):
            self.say(one, HELLO)
            self.assertEqual(self.hear(one)["id"], 1)
        assert self.daemon.process is not None and calling.stdin is not None
        hang(self.daemon.process)
        self.addCleanup(self.daemon.process.send_signal, signal.SIGCONT)
        for one in (calling, parent):
            self.say(one, READY + CALL)
        until(lambda: self.said().count("get_status is called") == 2, "two calls")
        idle.terminate()
        calling.stdin.close()
        parent.kill()
        self.assertEqual([one.wait(PATIENCE) for one in (idle, calling)], [0, 0])
        until(lambda: self.state_of(orphan) in (None, "Z"), "the end of a server whose parent was killed")
        self.assertNotIn("Traceback", self.said())

    def state_of(self, pid: int) -> Optional[str]:
        try:
            return pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return None


if __name__ == "__main__":
    unittest.main()
