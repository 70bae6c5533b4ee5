"""A site with principals over TCP: keys, strangers, and those who see their own alone."""

from __future__ import annotations

import os
import socket
import unittest

import zmq
from running_site import PATIENCE, RunningSite

import hostfactory
from hostfactory import commands
from hostfactory._site.find import Surroundings, read_endpoints

PRINCIPALS = """
principals:
  - {{name: alice, public_key: "{alice}", roles: [admin]}}
  - {{name: bob, public_key: "{bob}", roles: [requester]}}
"""
SECURITY = """
security: {mechanism: curve, server_key: "file:HOME/server.key", principals: HOME/principals.yaml, visibility: own}
client: {server_key: "SERVER_KEY", key_file: HOME/alice.key}
"""


def free_endpoints() -> hostfactory.Endpoints:
    sockets = [socket.socket() for _ in range(3)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    commands_, queries_, events_ = (f"tcp://127.0.0.1:{one.getsockname()[1]}" for one in sockets)
    for one in sockets:
        one.close()
    return hostfactory.Endpoints(commands_, queries_, events_)


class Secured(unittest.TestCase):
    daemon: RunningSite
    public: dict[str, str]
    secret: dict[str, str]

    @classmethod
    def setUpClass(cls) -> None:
        pairs = {name: zmq.curve_keypair() for name in ("server", "alice", "bob", "stranger")}
        cls.public = {name: public.decode() for name, (public, _) in pairs.items()}
        cls.secret = {name: secret.decode() for name, (_, secret) in pairs.items()}
        cls.daemon = RunningSite(SECURITY.replace("SERVER_KEY", cls.public["server"]), free_endpoints())
        cls.addClassCleanup(cls.daemon.__exit__)
        for name, secret in cls.secret.items():
            cls.write(f"{name}.key", secret + "\n")
        cls.write("principals.yaml", PRINCIPALS.format(**cls.public))
        cls.daemon.start()
        cls.daemon.endpoints = cls.endpoints_of("alice")
        with cls.daemon.connect() as site:
            site.send(commands.CreateTemplate("small", provider="local", max_number=100))

    @classmethod
    def write(cls, name: str, text: str) -> None:
        with open(os.open(f"{cls.daemon.home}/{name}", os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
            file.write(text)

    @classmethod
    def endpoints_of(cls, name: str) -> hostfactory.Endpoints:
        keys = hostfactory.read_keys(cls.public["server"], f"{cls.daemon.home}/{name}.key")
        where = cls.daemon.endpoints
        return hostfactory.Endpoints(where.commands, where.queries, where.events, keys)

    def site_of(self, name: str) -> hostfactory.Site:
        rules = hostfactory.CallRules(timeout=PATIENCE, patience=PATIENCE)
        site = hostfactory.connect(self.endpoints_of(name), rules=rules)
        self.addCleanup(site.close)
        return site

    def test_the_daemons_file_has_endpoints_and_keys(self) -> None:
        found = read_endpoints(self.daemon.configuration, Surroundings.of_this_process())
        self.assertEqual(found, self.endpoints_of("alice"))
        with hostfactory.connect(found) as site:
            self.assertEqual((site.who_am_i().principal, site.who_am_i().role), ("alice", "admin"))

    def test_strangers_are_told_that_they_are(self) -> None:
        with hostfactory.connect(self.endpoints_of("stranger")) as site:
            with self.assertRaisesRegex(hostfactory.Unreachable, "does not know you"):
                site.who_am_i()

    def test_another_daemon_than_the_one_of_the_key(self) -> None:
        keys = hostfactory.read_keys(self.public["stranger"], f"{self.daemon.home}/alice.key")
        where = self.daemon.endpoints
        rules = hostfactory.CallRules(timeout=2.0)
        with hostfactory.connect(hostfactory.Endpoints(where.commands, where.queries, keys=keys), rules=rules) as site:
            with self.assertRaisesRegex(hostfactory.Unreachable, "does client.server_key name its key|doesn't answer"):
                site.who_am_i()

    def test_what_a_role_does_not_allow(self) -> None:
        with self.assertRaises(hostfactory.NotAllowed) as raised:
            self.site_of("bob").send(commands.DisableProvider("local"))
        self.assertEqual((raised.exception.code, raised.exception.details["role"]), ("forbidden", "admin"))

    def test_those_who_see_their_own_alone_follow_by_asking(self) -> None:
        alice, bob = self.site_of("alice"), self.site_of("bob")
        others = alice.requests.create("small", 1)
        own = bob.requests.create("small", 1)
        with self.assertRaises(hostfactory.NotFound):
            bob.requests.get(others.id)
        self.assertEqual(len(own.wait(timeout=PATIENCE)), 1)
        others.end(timeout=PATIENCE)
        with bob.events(after=0, categories=["request"]) as stream:
            seen = set()
            for event in stream:
                seen.add(event.stream)
                if event.type == "RequestCompleted":
                    break
        self.assertEqual(seen, {own.id})
        own.give_back()

    def test_everybody_else_hears_the_feed(self) -> None:
        alice = self.site_of("alice")
        with alice.events(after=0) as stream:
            while stream.phase is not hostfactory.Phase.LIVE:
                stream.next(0.1)
            request = alice.requests.create("small", 1)
            for event in stream:
                if event.type == "RequestCompleted" and event.stream == request.id:
                    break
            self.assertEqual(event.principal or "alice", "alice")
        request.give_back()


if __name__ == "__main__":
    unittest.main()
