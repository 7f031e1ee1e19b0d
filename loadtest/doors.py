"""The way in under load: a class, then a school, signs in at once; what a password hash costs; what a token saves."""

import asyncio
import functools
import itertools
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from loadtest import meter, remote
from loadtest.scenarios import pids_of
from tests.deployment import Deployment

PASSWORD = "a long passphrase"
CHUNK = 1_000_000

Body = dict[str, Any]
Call = Callable[[], Awaitable[Any]]


class Refused(Exception):
    """The server did not answer as it should."""


async def sign_ins(deployment: Deployment, *, people: int, at_once: int) -> dict[str, float]:
    """Everybody signs in once, `at_once` at a time, asks who they are by the token, and renews it.

    In each stretch requests a second, the spread of their times, and CPU of all server processes a request.
    """
    names = await asyncio.to_thread(remote.call, deployment, "make_people", count=people, password=PASSWORD)
    figures: dict[str, float] = {"hash_cpu_ms": await asyncio.to_thread(remote.call, deployment, "hash_milliseconds")}
    pids = pids_of(deployment)

    async def stretch(name: str, calls: Sequence[Call]) -> list[Any]:
        before, started = meter.cpu_seconds(pids), time.perf_counter()
        answers, times = await _all(calls, at_once)
        took = time.perf_counter() - started
        figures[f"{name}_per_second"] = len(calls) / took
        figures[f"{name}_cpu_ms"] = 1000 * (meter.cpu_seconds(pids) - before) / len(calls)
        figures.update(meter.spread(name, times))
        return answers

    ports = itertools.cycle(deployment.ports)

    def each(path: str, rows: Sequence[tuple[Body | None, str]], expect: int = 200) -> list[Call]:
        return [functools.partial(ask, next(ports), path, body, token=token, expect=expect) for body, token in rows]

    logins: list[Body] = [{"login": name, "password": PASSWORD} for name in names]
    strangers: list[Body] = [{"login": f"nobody{number}", "password": PASSWORD} for number in range(min(people, 100))]
    signed_in = await stretch("sign_in", each("auth/login/", [(body, "") for body in logins]))
    if len({one["user"]["username"] for one in signed_in}) != people:
        raise Refused("Somebody was signed in as somebody else.")
    await stretch("me", each("auth/me/", [(None, one["access"]) for one in signed_in]))
    await stretch("refresh", each("auth/refresh/", [({"refresh": one["refresh"]}, "") for one in signed_in]))
    await stretch("unknown", each("auth/login/", [(body, "") for body in strangers], expect=401))
    return figures


async def ask(port: int, path: str, body: Body | None, *, token: str = "", expect: int = 200) -> Any:
    """The JSON answer to a POST of this body, or to a GET without one. Refused when the status is another one."""
    content = b"" if body is None else json.dumps(body).encode()
    lines = [f"{'GET' if body is None else 'POST'} /api/v1/{path} HTTP/1.1", "Host: localhost", "Connection: close"]
    lines += [f"Authorization: Bearer {token}"] if token else []
    lines += [f"Content-Type: application/json\r\nContent-Length: {len(content)}"] if body is not None else []
    return await _exchange(port, "\r\n".join(lines).encode() + b"\r\n\r\n" + content, expect)


async def _exchange(port: int, request: bytes, expect: int) -> Any:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        answer = await reader.read(CHUNK)
        while not reader.at_eof():
            answer += await reader.read(CHUNK)
    finally:
        writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    if status != expect:
        raise Refused(f"{status}: {body[:300]!r}")
    return json.loads(body)


async def _all(calls: Sequence[Call], at_once: int) -> tuple[list[Any], list[float]]:
    """Answers in the order of the calls, and how long each took once its turn had come."""
    gate, times = asyncio.Semaphore(at_once), []

    async def one(call: Call) -> Any:
        async with gate:
            started = time.perf_counter()
            answer = await call()
            times.append(time.perf_counter() - started)
            return answer

    return list(await asyncio.gather(*(one(call) for call in calls))), times
