"""The daemon is found where hostfactoryctl finds it, and its file is read or refused in words."""

from __future__ import annotations

import os
import tempfile
import unittest
from typing import Any, Optional

import zmq

import hostfactory
from hostfactory._site.find import Surroundings, find_endpoints
from hostfactory._site.keys import fault_of_key
from hostfactory._site.yaml_part import part_of

FILE = "endpoints: {{commands: ipc:///{0}c, queries: ipc:///{0}q, events: ipc:///{0}e}}\n"


class Places(unittest.TestCase):
    def setUp(self) -> None:
        self.home = self.enterContext(tempfile.TemporaryDirectory()) if hasattr(self, "enterContext") else self.made()
        self.variables: dict[str, str] = {"XDG_RUNTIME_DIR": f"{self.home}/run"}

    def made(self) -> str:
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        return directory.name

    def file(self, path: str, text: Optional[str] = None) -> str:
        full = os.path.join(self.home, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as opened:
            opened.write(FILE.format(path.replace("/", ".")) if text is None else text)
        return full

    def found(self, file: Optional[str] = None, uid: int = os.getuid() or 1000) -> str:
        around = Surroundings(uid, self.home, self.variables, f"{self.home}/etc/d.yaml", f"{self.home}/system")
        return find_endpoints(file, around).commands

    def test_the_first_that_exists_counts(self) -> None:
        self.assertEqual(self.found(), f"ipc://{self.home}/run/hostfactory/commands.sock")
        os.makedirs(f"{self.home}/system")
        self.assertEqual(self.found(), f"ipc://{self.home}/system/commands.sock")
        self.file("etc/d.yaml")
        self.assertEqual(self.found(), "ipc:///etc.d.yamlc")
        self.file("run/hostfactory/commands.sock", "")
        if os.getuid() == 0:
            os.chown(f"{self.home}/run/hostfactory", 1000, 1000)
        self.assertEqual(self.found(), f"ipc://{self.home}/run/hostfactory/commands.sock")

    def test_files_come_before_sockets(self) -> None:
        self.file(".config/hostfactory/hostfactoryd.yaml")
        self.assertEqual(self.found(), "ipc:///.config.hostfactory.hostfactoryd.yamlc")
        self.file("conf/hostfactory.yaml")
        self.variables["HF_CONFDIR"] = f"{self.home}/conf"
        self.assertEqual(self.found(), "ipc:///conf.hostfactory.yamlc")
        self.file("provider/hostfactory.yaml")
        self.variables["HF_PROVIDER_CONFDIR"] = f"{self.home}/provider"
        self.assertEqual(self.found(), "ipc:///provider.hostfactory.yamlc")
        self.variables["HOSTFACTORY_CONFIG"] = self.file("named.yaml")
        self.assertEqual(self.found(), "ipc:///named.yamlc")
        self.assertEqual(self.found(self.file("given.yaml")), "ipc:///given.yamlc")

    def test_root_has_the_systems(self) -> None:
        self.assertEqual(self.found(uid=0), f"ipc://{self.home}/system/commands.sock")
        self.file("etc/d.yaml")
        self.assertEqual(self.found(uid=0), "ipc:///etc.d.yamlc")

    def test_a_directory_that_others_can_write_to_is_not_trusted(self) -> None:
        self.file("run/hostfactory/commands.sock", "")
        os.chmod(f"{self.home}/run/hostfactory", 0o777)
        with self.assertRaisesRegex(hostfactory.ConfigurationError, "is not trusted"):
            self.found()

    def refused(self, text: str, words: str) -> None:
        with self.assertRaisesRegex(hostfactory.ConfigurationError, words):
            self.found(self.file("d.yaml", text))

    def test_files_that_say_nothing_useful(self) -> None:
        self.refused("", "d.yaml: endpoints is missing")
        self.refused("endpoints: {queries: tcp://a:1}", "endpoints.commands must have 1 to 256 characters")
        self.refused("endpoints: none", "endpoints must be a map")
        self.refused("endpoints: {commands: &a x}", "write the value plainly, without &")
        self.refused("endpoints: {commands: x", "the map has no end")
        self.refused("endpoints: {}\nendpoints: {}", "endpoints is there twice, in the lines 1 and 2")
        self.refused('endpoints:\n  commands: "x', "the quoted text does not end in its line")
        with self.assertRaisesRegex(hostfactory.ConfigurationError, "can't read"):
            self.found(f"{self.home}/nowhere.yaml")
        with self.assertRaisesRegex(hostfactory.ConfigurationError, "can't read|regular"):
            self.found(self.home)

    def test_a_fifo_is_not_waited_for(self) -> None:
        os.mkfifo(f"{self.home}/fifo")
        with self.assertRaisesRegex(hostfactory.ConfigurationError, "no regular file"):
            self.found(f"{self.home}/fifo")

    def test_keys(self) -> None:
        public, secret = zmq.curve_keypair()
        key_file = self.file(".config/alice.key", secret.decode() + "\n")
        os.chmod(key_file, 0o600)
        text = (
            "endpoints:\n  commands: tcp://*:7001\n  queries: tcp://broker:7002\nclient:\n"
            f"  server_key: '{public.decode()}'   # the daemon's\n  key_file: ~/.config/alice.key\n"
        )
        around = Surroundings(1000, self.home, {})
        endpoints = find_endpoints(self.file("d.yaml", text), around)
        assert endpoints.keys is not None
        self.assertEqual(endpoints.commands, "tcp://localhost:7001")
        self.assertEqual((endpoints.keys.public_key, endpoints.keys.secret_key), (public.decode(), secret.decode()))
        self.assertNotIn(secret.decode(), repr(endpoints))
        os.chmod(key_file, 0o640)
        with self.assertRaisesRegex(hostfactory.ConfigurationError, r"others than its owner can use it \(chmod 600\)"):
            find_endpoints(self.file("d.yaml", text), around)
        self.assertEqual(fault_of_key("x" * 39), "a key has 40 characters, and this has 39")
        self.assertIn("Z85", fault_of_key("ä" * 40))

    def test_sockets_of_the_host_need_no_keys(self) -> None:
        text = FILE.format("x") + "client: {server_key: nonsense, key_file: /nowhere}\n"
        self.assertEqual(self.found(self.file("d.yaml", text)), "ipc:///xc")


class YamlPart(unittest.TestCase):
    def test_block_and_flow(self) -> None:
        wanted = {"commands": "tcp://a:1", "queries": "ipc:///x # y", "events": "it's"}
        block = (
            "# a file\nstore: {path: /x}\nendpoints:   # here\n\n  commands: tcp://a:1  # first\n"
            '  queries: "ipc:///x # y"\n  # more\n  events: \'it\'\'s\'\nproviders:\n  - {name: commands}\n'
        )
        flow = (
            'endpoints: {commands: tcp://a:1,   # first\n  "queries": "ipc:///x # y",\n'
            "  events: 'it''s',\n}\nx: 1\n"
        )
        self.assertEqual(part_of(block, "endpoints"), wanted)
        self.assertEqual(part_of(flow, "endpoints"), wanted)
        self.assertEqual(part_of('"endpoints": {a: "b\\n", c: {d: e, f: [g]}, h: null}', "endpoints"), {"a": "b\n"})
        self.assertEqual(part_of("a:\n  b: x\n  c:\n    b: y\n  d: [e]\n", "a"), {"b": "x"})
        self.assertIsNone(part_of("endpoints_of_others: {a: b}", "endpoints"))

    def test_the_daemons_own_example_is_read(self) -> None:
        path = os.path.join(os.path.dirname(__file__), "..", "..", "etc")
        for directory, _, names in os.walk(path):
            for name in names:
                if name.startswith("hostfactoryd.yaml"):
                    with open(os.path.join(directory, name), encoding="utf-8") as file:
                        found = part_of(file.read(), "endpoints")
                    assert found is not None
                    self.assertEqual(set(found), {"commands", "queries", "events"})

    def test_what_is_no_address_is_said_at_once(self) -> None:
        odd: Any
        for odd in "tcp://broker:7001", ["tcp://broker:7001"], [None]:
            with self.assertRaisesRegex(TypeError, "endpoints must be hostfactory.Endpoints"):
                hostfactory.connect(odd)
        where = hostfactory.Endpoints.in_directory("/nowhere")
        with self.assertRaisesRegex(hostfactory.ConfigurationError, "either endpoints or a configuration file"):
            hostfactory.connect(where, config="/etc/hostfactory/hostfactoryd.yaml")
        with self.assertRaisesRegex(hostfactory.ConfigurationError, "at least one"):
            hostfactory.connect([])
        for odd in -1, None, "7", 1.5:
            for events in hostfactory.connect(where).events, hostfactory.aio.connect(where).events:
                with self.assertRaisesRegex(ValueError, "after must be the position of an event, or 0, not"):
                    events(after=odd)

    def test_any_text_is_read_or_refused(self) -> None:
        import random

        chance = random.Random(7)
        letters = "endpoints: {commands: \"x\", 'y'}\n# &*\\[]"
        for _ in range(3000):
            text = "endpoints:" + "".join(chance.choice(letters) for _ in range(chance.randrange(60)))
            try:
                part_of(text, "endpoints")
            except hostfactory.ConfigurationError:
                pass


if __name__ == "__main__":
    unittest.main()
