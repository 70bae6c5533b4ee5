"""A conversation touches its sockets when it works, and at no other time."""

from __future__ import annotations

import tempfile
import time
import unittest

import zmq

from hostfactory import errors
from hostfactory._calls.connection import Connection
from hostfactory._calls.context import context_of_this_process
from hostfactory._calls.conversation import Call, Conversation, prepare_for_calls
from hostfactory._calls.ids import new_id
from hostfactory._calls.rules import CallRules, PendingCall
from hostfactory._site.endpoints import Address
from hostfactory._wire.envelope import Envelope

RULES = CallRules(timeout=20.0, patience=0.3)


class Conversing(unittest.TestCase):
    def setUp(self) -> None:
        self.home = tempfile.TemporaryDirectory(prefix="hf-py-")
        self.addCleanup(self.home.cleanup)

    def conversation(self, *endpoints: str) -> Conversation:
        addresses = [Address(endpoint) for endpoint in endpoints]
        connection = Connection(context_of_this_process(), zmq.DEALER, addresses, prepare_for_calls(1 << 20))
        made = Conversation(connection, RULES)
        self.addCleanup(made.close)
        return made

    def start(self, conversation: Conversation) -> Call:
        now = time.monotonic()
        return conversation.start(PendingCall(Envelope(False, new_id(), "GetStatus", {}, {}), RULES, now, now + 20.0))

    def work(self, conversation: Conversation, call: Call) -> None:
        while not call.is_done:
            conversation.work(time.monotonic())
            time.sleep(0.01)

    def test_sockets_that_somebody_waits_for_stay_open(self) -> None:
        conversation = self.conversation(f"ipc://{self.home.name}/nobody.sock")
        self.work(conversation, first := self.start(conversation))
        with self.assertRaises(errors.Unreachable):
            first.outcome()
        # The next one begins with a new connection, as this one has failed.
        waited_for = [socket for socket, _ in conversation.sockets()]
        self.start(conversation)
        self.assertFalse(any(socket.closed for socket in waited_for))
        conversation.work(time.monotonic())
        self.assertTrue(conversation.sockets())

    def test_an_address_that_makes_no_sense_is_passed_over(self) -> None:
        conversation = self.conversation("nonsense", f"ipc://{self.home.name}/nobody.sock")
        call = self.start(conversation)
        deadline = time.monotonic() + 5.0
        while not conversation.sockets():
            self.assertLess(time.monotonic(), deadline)
            self.assertFalse(call.is_done)
            conversation.work(time.monotonic())
            time.sleep(0.01)

    def test_nothing_is_opened_for_a_call_that_was_forgotten(self) -> None:
        conversation = self.conversation(f"ipc://{self.home.name}/nobody.sock")
        conversation.forget(self.start(conversation))
        conversation.work(time.monotonic())
        self.assertEqual(conversation.sockets(), [])


if __name__ == "__main__":
    unittest.main()
