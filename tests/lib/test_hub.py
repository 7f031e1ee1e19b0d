"""An announcement reaches every listener of its group in every process, from any thread."""

import asyncio
import socket
import subprocess
import sys

import pytest
from django.conf import settings

from lib import hub
from lib.hub import Hub


async def heard(texts, many):
    while len(texts) < many:
        await asyncio.sleep(0.005)
    return texts


async def test_listeners_of_the_group_hear_and_others_do_not():
    one, texts, other = Hub("1-test"), [], []
    await one.attach()
    one.join("a", texts.append)
    one.join("b", other.append)
    one.announce("a", "first")
    await asyncio.to_thread(one.announce, "a", "from a thread")
    assert await heard(texts, 2) == ["first", "from a thread"]
    assert other == []
    one.leave("a", texts.append)
    await one.detach()


async def test_a_listener_that_breaks_stops_nobody_else():
    one, texts = Hub("1-test"), []

    def broken(text):
        raise RuntimeError("a bug")

    await one.attach()
    one.join("a", broken)
    one.join("a", texts.append)
    one.announce("a", "x")
    assert await heard(texts, 1) == ["x"]
    await one.detach()


async def test_a_command_in_another_process_is_heard():
    one, texts = Hub("1-test"), []
    await one.attach()
    one.join("a", texts.append)
    code = "import django; django.setup(); from lib import hub; hub.announce('a', 'from a command')"
    environment = {"DJANGO_SETTINGS_MODULE": "config.settings", "DATA_DIR": str(settings.DATA_DIR), "PATH": "/usr/bin:/bin"}
    await asyncio.to_thread(subprocess.run, [sys.executable, "-c", code], env=environment, cwd=settings.BASE_DIR, check=True)
    assert await heard(texts, 1) == ["from a command"]
    await one.detach()


async def test_a_dead_processs_socket_is_removed_by_whoever_notices(tmp_path):
    one = Hub("1-test")
    await one.attach()
    folder = one._wire._folder
    dead = folder / "1-dead.sock"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as gone:
        gone.bind(str(dead))
    one.announce("a", "x")
    assert not dead.exists()
    await one.detach()


async def test_a_text_too_long_for_the_wire_is_refused():
    with pytest.raises(ValueError, match="look"):
        Hub("1-test").announce("a", "x" * 70_000)


def test_a_users_group_is_the_users_own():
    assert hub.user_group(1) != hub.user_group(11)
