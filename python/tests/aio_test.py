"""The client for asyncio and a real daemon."""

from __future__ import annotations

import asyncio
import random
import signal
import time
import unittest

from running_site import PATIENCE, RunningSite, hang

import hostfactory
from hostfactory import aio, commands, events, queries
from hostfactory._calls.ids import new_id


class Aio(unittest.IsolatedAsyncioTestCase):
    daemon: RunningSite

    @classmethod
    def setUpClass(cls) -> None:
        cls.daemon = RunningSite()
        cls.addClassCleanup(cls.daemon.__exit__)
        cls.daemon.__enter__()

    async def asyncSetUp(self) -> None:
        rules = hostfactory.CallRules(timeout=PATIENCE, patience=PATIENCE)
        self.site = aio.connect(self.daemon.endpoints, rules=rules)

    async def asyncTearDown(self) -> None:
        self.site.close()

    async def test_the_story_of_a_request(self) -> None:
        request = await self.site.requests.create("small", 3)
        machines = await request.wait(timeout=PATIENCE)
        self.assertEqual(len({machine.machine_id for machine in machines}), 3)
        returned = await self.site.machines.give_back([machine.machine_id for machine in machines])
        self.assertEqual((await returned.end(timeout=PATIENCE)).status, "complete")
        self.assertEqual(await request.machines(), [])
        self.assertIn(request.id, [one.request_id for one in await self.site.requests.list()])
        self.assertEqual((await self.site.templates.get("small")).provider, "local")
        self.assertEqual(len(await self.site.providers.list()), 2)

    async def test_a_refused_one(self) -> None:
        with self.assertRaises(hostfactory.NotFound):
            await self.site.requests.create("smal", 3)

    async def test_many_at_once(self) -> None:
        ids = [new_id() for _ in range(200)]
        replies = await asyncio.gather(
            *(self.site.send(commands.CreateRequest("stuck", 1, user_id=str(n)), id=id) for n, id in enumerate(ids)),
            return_exceptions=True,
        )
        accepted = [reply for reply in replies if isinstance(reply, hostfactory.Reply)]
        limited = [reply for reply in replies if isinstance(reply, hostfactory.LimitExceeded)]
        # What another test has called off may still take its part of the template.
        self.assertEqual(len(accepted) + len(limited), 200)
        self.assertGreater(len(accepted), 90)
        # Replies come in any order, and each to its own caller.
        for reply in accepted[:20]:
            request = await self.site.requests.get(reply.result.request_id)
            self.assertEqual(ids[int(request.user_id)], reply.id)
        for reply in accepted:
            await self.site.send(commands.CancelRequest(reply.result.request_id))

    async def test_borrowed_machines_are_given_back_whatever_happens(self) -> None:
        with self.assertRaises(ZeroDivisionError):
            async with self.site.machines("small", 2) as machines:
                print(1 / 0)
        await self.until_ended(machines[0].machine_id)

    async def until_ended(self, machine_id: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while (await self.site.machines.get(machine_id)).status != "terminated":
            self.assertLess(time.monotonic(), deadline)
            await asyncio.sleep(0.02)

    async def test_a_cancelled_task_gives_back_what_it_waits_for(self) -> None:
        async def borrow() -> None:
            async with self.site.machines("stuck", 1):
                self.fail("there are no machines yet")

        before = len(await self.site.requests.list(request_type="acquire"))
        task = asyncio.create_task(borrow())
        deadline = time.monotonic() + PATIENCE
        while len(await self.site.requests.list(request_type="acquire")) == before:
            self.assertFalse(task.done(), task)
            self.assertLess(time.monotonic(), deadline)
            await asyncio.sleep(0.02)
        task.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await task
        self.assertEqual((await self.site.requests.list(request_type="acquire", most=1))[0].status, "cancelled")

    async def test_a_borrower_that_is_cancelled_at_any_await_leaves_nothing(self) -> None:
        async def borrow() -> None:
            async with self.site.machines("small", 1, timeout=PATIENCE, tags={"cancelled": "yes"}):
                await asyncio.sleep(0)

        for waits in range(25):
            task = asyncio.create_task(borrow())
            for _ in range(waits):
                await asyncio.sleep(0.001)
            task.cancel()
            try:
                await task
            except asyncio.CancelledError:
                pass
        deadline = time.monotonic() + PATIENCE
        while await self.is_left():
            self.assertLess(time.monotonic(), deadline)
            await asyncio.sleep(0.02)

    async def is_left(self) -> bool:
        tags = [one.tags for one in await self.site.machines.list(live_only=True)]
        requests = await self.site.requests.list()
        tags += [one.tags for one in requests if one.status in ("pending", "in_progress")]
        return any("cancelled" in (some or {}) for some in tags)

    async def test_a_crash_between_question_and_answer(self) -> None:
        assert self.daemon.process is not None
        hang(self.daemon.process)
        call = asyncio.create_task(self.site.send(commands.CreateRequest("small", 1)))
        await asyncio.sleep(0.3)
        await asyncio.get_running_loop().run_in_executor(None, self.daemon.kill_and_start)
        reply = await call
        found = (await self.site.send(queries.GetHistory(reply.result.request_id, category="request"))).result.items
        self.assertEqual(sum(isinstance(event.data, events.RequestCreated) for event in found), 1)

    async def test_cancelled_waits_lose_no_event(self) -> None:
        chance = random.Random(5)
        stream = self.site.events(after=0)
        positions = []
        written = 0
        while written < 40 or stream.position < (await self.site.send(queries.WhoAmI())).position:
            if written < 40:
                written += 1
                name = f"c{written}"
                await self.site.send(commands.CreateTemplate(name, provider="local", max_number=1))
            try:
                event = await asyncio.wait_for(stream.next(1.0), chance.choice([0.0005, 0.002, 0.005, 0.02]))
            except asyncio.TimeoutError:
                continue
            if event is not None:
                positions.append(event.position)
        self.assertEqual(positions, list(range(1, len(positions) + 1)))
        stream.close()

    async def test_events_over_a_kill(self) -> None:
        async with self.site.events(after=0) as stream:
            first = await stream.__anext__()
            self.assertEqual(first.position, 1)
            await asyncio.get_running_loop().run_in_executor(None, self.daemon.kill_and_start)
            await self.site.send(commands.CreateTemplate("late", provider="local", max_number=1))
            positions = [first.position]
            async for event in stream:
                positions.append(event.position)
                if event.stream == "late":
                    break
        self.assertEqual(positions, list(range(1, len(positions) + 1)))

    async def test_close_ends_what_waits(self) -> None:
        assert self.daemon.process is not None
        # Machines of other tests may still be ending, and there are no more templates.
        now = await self.site.send(queries.WhoAmI())
        stream = self.site.events(after=now.position, categories=["template"])
        self.assertIsNone(await stream.next(0.1))
        waiting = asyncio.create_task(stream.next(PATIENCE))
        hang(self.daemon.process)
        call = asyncio.create_task(self.site.status())
        await asyncio.sleep(0.05)
        stream.close()
        self.site.close()
        for task in waiting, call:
            with self.assertRaises(hostfactory.HostFactoryError):
                await asyncio.wait_for(task, 5)
        await asyncio.get_running_loop().run_in_executor(None, self.daemon.kill_and_start)
        with self.assertRaises(hostfactory.Closed):
            await self.site.status()

    async def test_close_before_anything_was_sent(self) -> None:
        call = asyncio.create_task(self.site.status())
        await asyncio.sleep(0)  # the call has begun, and what sends it has not
        self.site.close()
        with self.assertRaises(hostfactory.Closed):
            await asyncio.wait_for(call, 5)

    async def test_a_cancelled_call_leaves_no_task(self) -> None:
        assert self.daemon.process is not None
        hang(self.daemon.process)
        call = asyncio.create_task(self.site.status())
        await asyncio.sleep(0.05)
        self.assertGreater(len(asyncio.all_tasks()), 2)
        call.cancel()
        deadline = time.monotonic() + 5.0
        while len(asyncio.all_tasks()) > 1:
            self.assertLess(time.monotonic(), deadline, asyncio.all_tasks())
            await asyncio.sleep(0.01)
        self.daemon.process.send_signal(signal.SIGCONT)
        await self.site.status()

    async def test_two_tasks_at_one_stream(self) -> None:
        async with self.site.events(after=(await self.site.send(queries.WhoAmI())).position) as stream:
            waiting = asyncio.create_task(stream.next(PATIENCE))
            await asyncio.sleep(0.05)
            with self.assertRaisesRegex(RuntimeError, "another task waits"):
                await stream.next(1.0)
            waiting.cancel()

    async def test_views(self) -> None:
        view = hostfactory.ReadView(Types())
        stream = self.site.events(after=view.position)
        await aio.follow(view, stream, PATIENCE)
        self.assertEqual((view.position, view.store_id), (stream.position, stream.store_id))
        self.assertGreaterEqual(view.state.seen, {"TemplateCreated", "ProviderRegistered"})
        stream.close()

    async def test_nobody_there(self) -> None:
        nobody = hostfactory.Endpoints.in_directory(f"{self.daemon.home}/nowhere")
        async with aio.connect(nobody, rules=hostfactory.CallRules(patience=0.1)) as site:
            with self.assertRaisesRegex(hostfactory.Unreachable, "no hostfactoryd answers"):
                await site.status()


class Loops(unittest.TestCase):
    def test_one_loop_after_another(self) -> None:
        with RunningSite() as daemon:
            site = aio.connect(daemon.endpoints, rules=hostfactory.CallRules(timeout=PATIENCE))
            stream = site.events(after=0)
            for position in 1, 2:
                asyncio.run(site.status())
                event = asyncio.run(stream.next(PATIENCE))
                self.assertEqual(event and event.position, position)
            stream.close()
            site.close()


class Types:
    def __init__(self) -> None:
        self.seen: set[str] = set()

    def apply(self, event: hostfactory.Event) -> None:
        self.seen.add(event.type)


if __name__ == "__main__":
    unittest.main()
