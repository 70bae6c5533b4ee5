"""The synchronous client and a real daemon: the story of a request, over crashes, forks and threads."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import unittest
from typing import Any

from running_site import PATIENCE, SOURCE, RunningSite, hang, until

import hostfactory
from hostfactory import commands, events, queries
from hostfactory._calls.ids import new_id


class Client(unittest.TestCase):
    daemon: RunningSite

    @classmethod
    def setUpClass(cls) -> None:
        cls.daemon = cls.enterClassContext(RunningSite()) if sys.version_info >= (3, 11) else RunningSite().__enter__()
        if sys.version_info < (3, 11):
            cls.addClassCleanup(cls.daemon.__exit__)

    def setUp(self) -> None:
        self.site = self.daemon.connect()
        self.addCleanup(self.site.close)

    def created(self, request_id: str) -> int:
        """Returns how often the store says that a request was created."""
        found = self.site.send(queries.GetHistory(request_id, category="request")).result.items
        return sum(isinstance(event.data, events.RequestCreated) for event in found)

    def test_the_story_of_a_request(self) -> None:
        request = self.site.requests.create("small", 3, tags={"owner": "maria"})
        machines = request.wait(timeout=PATIENCE)
        self.assertEqual(len({machine.machine_id for machine in machines}), 3)
        self.assertEqual({machine.status for machine in machines}, {"running"})
        self.assertEqual(machines[0].tags, {"owner": "maria"})
        self.assertEqual(request.get().status, "complete")
        returned = self.site.machines.give_back([machine.machine_id for machine in machines], "done")
        self.assertEqual(returned.end(timeout=PATIENCE).status, "complete")
        self.assertEqual(request.machines(), [])
        self.assertEqual(self.site.machines.get(machines[0].machine_id).status, "terminated")

    def test_a_refused_one(self) -> None:
        with self.assertRaises(hostfactory.NotFound) as raised:
            self.site.requests.create("smal", 3)
        failure = raised.exception
        self.assertEqual((failure.code, failure.retryable, failure.sent), ("template_not_found", False, False))
        self.assertIn('did you mean "small"?', failure.message)
        with self.assertRaises(hostfactory.InvalidMessage) as invalid:
            self.site.requests.create("", 0)
        self.assertEqual([finding.field for finding in invalid.exception.findings], ["template_id", "machine_count"])
        self.assertEqual(invalid.exception.field, "template_id")

    def test_a_repeated_one_happens_once(self) -> None:
        command, id = commands.CreateRequest("small", 1), new_id()
        first = self.site.send(command, id=id)
        again = self.site.send(command, id=id)
        self.assertEqual((first.duplicate, again.duplicate), (False, True))
        self.assertEqual((first.result, first.position), (again.result, again.position))
        self.assertEqual(self.created(first.result.request_id), 1)

    def test_one_whose_version_has_changed(self) -> None:
        template = self.site.templates.get("small")
        with self.assertRaises(hostfactory.Conflict) as raised:
            self.site.send(commands.DeleteTemplate("small"), expected_version=template.version + 7)
        self.assertEqual(raised.exception.details["version"], template.version)

    def test_all_pages_of_a_list(self) -> None:
        for _ in range(3):
            self.site.requests.create("stuck", 1)
        pages = [page.request_id for page in self.site.requests.list(template_id="stuck")]
        self.assertEqual(len(set(pages)), len(pages))
        self.assertGreaterEqual(len(pages), 3)
        self.assertEqual([one.request_id for one in self.site.requests.list(template_id="stuck", most=2)], pages[:2])
        self.assertLessEqual({"small", "stuck"}, {template.template_id for template in self.site.templates.list()})
        self.assertEqual({provider.name for provider in self.site.providers.list()}, {"local", "nowhere"})

    def test_borrowed_machines_are_given_back_whatever_happens(self) -> None:
        with self.assertRaisesRegex(ZeroDivisionError, "division"), self.site.machines("small", 2) as machines:
            self.assertEqual(len(machines), 2)
            print(1 / 0)
        for machine in machines:
            self.ends(machine.machine_id)

    def ends(self, machine_id: str) -> None:
        until(lambda: self.site.machines.get(machine_id).status == "terminated", "the machine's end")

    def test_borrowed_machines_that_do_not_come_are_called_off(self) -> None:
        with self.assertRaises(hostfactory.TimedOut), self.site.machines("stuck", 2, timeout=0.3):
            self.fail("there are no machines yet")
        newest = self.newest()
        self.assertEqual(newest.status, "cancelled")
        self.assertIsNotNone(newest.claim_by)

    def test_a_request_that_ends_without_machines(self) -> None:
        request = self.site.requests.create("stuck", 2)
        request.give_back()
        with self.assertRaises(hostfactory.NotFilled) as raised:
            request.wait(timeout=PATIENCE)
        self.assertEqual((raised.exception.request_id, raised.exception.status), (request.id, "cancelled"))

    def test_a_crash_between_question_and_answer(self) -> None:
        assert self.daemon.process is not None
        hang(self.daemon.process)
        id = new_id()
        restarted = threading.Timer(0.5, self.daemon.kill_and_start)
        restarted.start()
        reply = self.site.send(commands.CreateRequest("small", 1), id=id)
        restarted.join()
        again = self.site.send(commands.CreateRequest("small", 1), id=id)
        self.assertEqual(reply.result, again.result)
        self.assertEqual(self.created(reply.result.request_id), 1)

    def test_a_wait_outlives_the_daemon(self) -> None:
        self.daemon.kill()
        restarted = threading.Timer(0.5, self.daemon.start)
        restarted.start()
        with self.site.machines("small", 1) as machines:
            self.assertEqual(len(machines), 1)
            restarted.join()
            self.daemon.kill_and_start()
        self.ends(machines[0].machine_id)

    def test_a_wait_that_is_over_says_how_far_the_request_is(self) -> None:
        request = self.site.requests.create("stuck", 1)
        with self.assertRaisesRegex(hostfactory.TimedOut, "has not ended within 0 s; it is (pending|in_progress)"):
            request.wait(timeout=0)

    def test_waits_keep_to_their_time_while_the_daemon_hangs(self) -> None:
        request = self.site.requests.create("stuck", 1)
        assert self.daemon.process is not None
        hang(self.daemon.process)
        self.addCleanup(self.daemon.process.send_signal, signal.SIGCONT)
        started = time.monotonic()
        with self.assertRaisesRegex(hostfactory.TimedOut, "has not ended within 0.2 s"):
            request.wait(timeout=0.2)
        with self.assertRaises(hostfactory.CallError), self.site.machines("stuck", 1, timeout=0.2):
            self.fail("nobody has answered")
        self.assertLess(time.monotonic() - started, PATIENCE / 3)

    def test_forked_processes_connect_by_themselves(self) -> None:
        self.site.status()
        stream = self.site.events(after=0)
        self.addCleanup(stream.close)
        first = next(stream)
        children = []
        for _ in range(3):
            child = os.fork()
            if child == 0:
                # Whatever happens here must not go on with the tests of the parent.
                try:
                    good = self.site.requests.create("stuck", 1).get().status in ("pending", "in_progress")
                    good = good and next(stream).position == first.position + 1
                    self.site.close()
                finally:
                    os._exit(0 if good else 1)
            children.append(child)
        self.assertEqual([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children], [0, 0, 0])
        self.assertEqual(next(stream).position, first.position + 1)
        self.site.status()

    def test_threads_share_a_client_and_close_it(self) -> None:
        program = """
import sys, threading, time, hostfactory
site = hostfactory.connect(config=sys.argv[1], rules=hostfactory.CallRules(timeout=60.0, patience=60.0))
ended, calls = [], [0]
def call():
    try:
        while True:
            site.who_am_i()
            calls[0] += 1
    except hostfactory.Closed:
        ended.append(True)
threads = [threading.Thread(target=call) for _ in range(16)]
for thread in threads: thread.start()
while calls[0] < 200: time.sleep(0.01)
site.close()
for thread in threads: thread.join()
print(len(ended))
"""
        self.assertEqual(self.run_program(program), "16")

    def test_a_call_waits_for_its_turn_no_longer_than_it_may_take(self) -> None:
        assert self.daemon.process is not None
        hang(self.daemon.process)
        self.addCleanup(self.daemon.process.send_signal, signal.SIGCONT)
        thread = threading.Thread(target=self.site.status)
        thread.start()
        until(self.site._turns._lock.locked, "the call of the other thread")
        with self.assertRaisesRegex(hostfactory.TimedOut, "calls of other threads") as raised:
            self.site.send(queries.GetStatus(), timeout=0.2)
        self.assertFalse(raised.exception.sent)
        self.daemon.process.send_signal(signal.SIGCONT)
        thread.join()

    def test_a_program_that_closes_nothing_ends(self) -> None:
        program = """
import sys, hostfactory
site = hostfactory.connect(config=sys.argv[1])
for event in site.events(after=0):
    break
others = site.events(after=0)
next(others)
site.status()
print("done")
"""
        self.assertEqual(self.run_program(program), "done")

    def test_control_c_ends_a_wait(self) -> None:
        self.interrupted("site.requests.create('stuck', 1).wait()")
        self.assertIn(self.newest().status, ("pending", "in_progress"))
        self.site.requests.of(self.newest().request_id).give_back()

    def test_control_c_gives_back_what_is_borrowed(self) -> None:
        self.interrupted("site.machines('stuck', 1).__enter__()")
        self.assertEqual(self.newest().status, "cancelled")

    def newest(self) -> hostfactory.Request:
        return self.site.requests.list(request_type="acquire", most=1)[0]

    def interrupted(self, statement: str) -> None:
        """Runs a program that makes a request, and interrupts it while it waits."""
        program = f"import hostfactory; site = hostfactory.connect(config='{self.daemon.configuration}'); {statement}"
        environment = dict(os.environ, PYTHONPATH=os.path.join(SOURCE, "python"))
        before = len(self.site.requests.list(request_type="acquire"))
        with subprocess.Popen([sys.executable, "-c", program], env=environment, stderr=subprocess.PIPE) as process:
            until(lambda: len(self.site.requests.list(request_type="acquire")) > before, "the request")
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=PATIENCE)
        self.assertIn(b"KeyboardInterrupt", said)

    def run_program(self, text: str) -> str:
        """Runs a program, which must end by itself."""
        environment = dict(os.environ, PYTHONPATH=os.path.join(SOURCE, "python"))
        done = subprocess.run(
            [sys.executable, "-W", "ignore::ResourceWarning", "-c", text, self.daemon.configuration],
            env=environment, check=False, capture_output=True, text=True, timeout=PATIENCE,
        )  # fmt: skip
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout.strip()

    def test_what_cannot_be_sent_is_said_at_once(self) -> None:
        odd: Any = object()
        with self.assertRaisesRegex(TypeError, "a message cannot hold a object"):
            self.site.requests.create(odd, 1)
        with self.assertRaises(ValueError):
            self.site.requests.create("\ud800", 1)
        with self.assertRaises(OverflowError):
            self.site.requests.create("small", 2**70)

    def test_a_closed_client(self) -> None:
        self.site.close()
        self.site.close()
        with self.assertRaises(hostfactory.Closed):
            self.site.status()

    def test_close_does_not_wait_for_a_call(self) -> None:
        assert self.daemon.process is not None
        hang(self.daemon.process)
        self.addCleanup(self.daemon.process.send_signal, signal.SIGCONT)
        failures: list[BaseException] = []

        def call() -> None:
            try:
                self.site.status()
            except hostfactory.HostFactoryError as failure:
                failures.append(failure)

        thread = threading.Thread(target=call)
        thread.start()
        until(self.site._turns._lock.locked, "the call")
        started = time.monotonic()
        self.site.close()
        self.assertLess(time.monotonic() - started, 0.2)
        thread.join(5)
        self.assertEqual([type(failure) for failure in failures], [hostfactory.Closed])


if __name__ == "__main__":
    unittest.main()
