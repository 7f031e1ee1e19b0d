"""A coroutine that need not wait costs no task; one that must goes on as a task, with its results and exceptions."""

import asyncio

import pytest

from lib import eager


async def test_work_that_need_not_wait_is_done_when_start_returns():
    done = []

    async def work():
        done.append(1)

    assert eager.start(work()) is None
    assert done == [1]


async def test_work_that_waits_goes_on_as_a_task():
    gate, steps = asyncio.Event(), []

    async def work():
        steps.append("begun")
        await gate.wait()
        steps.append("between")
        await asyncio.sleep(0)
        steps.append("done")

    task = eager.start(work())
    assert steps == ["begun"]
    gate.set()
    await task
    assert steps == ["begun", "between", "done"]


async def test_the_result_of_what_was_awaited_reaches_the_work():
    future, got = asyncio.get_running_loop().create_future(), []

    async def work():
        got.append(await future)

    task = eager.start(work())
    future.set_result("a value")
    await task
    assert got == ["a value"]


async def test_an_exception_of_what_was_awaited_is_raised_inside_the_work():
    future, caught = asyncio.get_running_loop().create_future(), []

    async def work():
        try:
            await future
        except KeyError as error:
            caught.append(error)
        await asyncio.sleep(0)

    task = eager.start(work())
    future.set_exception(KeyError("x"))
    await task
    assert len(caught) == 1


async def test_an_exception_of_the_work_is_the_tasks():
    gate = asyncio.Event()

    async def work():
        await gate.wait()
        raise ValueError("no")

    task = eager.start(work())
    gate.set()
    with pytest.raises(ValueError, match="no"):
        await task


async def test_a_cancelled_task_unwinds_the_work():
    gate, steps = asyncio.Event(), []

    async def work():
        try:
            await gate.wait()
        finally:
            steps.append("unwound")

    task = eager.start(work())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert steps == ["unwound"]
