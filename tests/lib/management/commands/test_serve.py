"""`manage.py serve` as people use it: one command that starts all, says where it is, and stops all."""

import contextlib
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.deployment import ROOT, Deployment, free_port

PATIENCE = 60.0


def until(true: Callable[[], bool], what: str) -> None:
    """Look again and again until it is so."""
    give_up = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < give_up, f"Waited in vain: {what}"
        time.sleep(0.05)


def processes_of(data_dir) -> list[int]:
    """Every process whose environment names this DATA_DIR."""
    found = []
    for name in os.listdir("/proc"):
        with contextlib.suppress(OSError):
            if name.isdigit() and f"DATA_DIR={data_dir}\0".encode() in Path(f"/proc/{name}/environ").read_bytes():
                found.append(int(name))
    return found


def children_of(pid: int) -> list[int]:
    """Its child processes."""
    return [int(one) for task in Path(f"/proc/{pid}/task").iterdir() for one in (task / "children").read_text().split()]


class Served:
    """A running `serve`."""

    def __init__(self, deployment, **env):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.data_dir = deployment.data_dir
        self.out = deployment.data_dir / f"out-{self.port}"
        with self.out.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT,
                env={**deployment.env, "PORT": str(self.port), "PYTHONIOENCODING": "utf-8", **env},
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deployment.served.append(self.process)

    def status(self, path):
        with contextlib.suppress(OSError):
            try:
                with urllib.request.urlopen(self.url + path, timeout=5) as answer:
                    return answer.status
            except urllib.error.HTTPError as error:
                return error.code
        assert self.process.poll() is None, self.text()
        return 0

    def wait_until_healthy(self):
        until(lambda: self.status("/health/") == 200, "health of " + self.url)

    def text(self):
        return self.out.read_text(encoding="utf-8")

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@pytest.fixture(scope="module")
def static_root(tmp_path_factory):
    """Gathered once for all these tests."""
    return tmp_path_factory.mktemp("serve") / "static"


@pytest.fixture
def bare(static_root):
    """An embedded deployment of which nothing runs; whatever a test leaves behind is killed."""
    with Deployment("embedded", servers=0, worker=False, env={"STATIC_ROOT": str(static_root)}) as deployment:
        deployment.served = []
        yield deployment
        for pid in processes_of(deployment.data_dir):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for process in deployment.served:
            process.wait()


def test_one_command_starts_all_and_ctrl_c_stops_all(bare):
    served = Served(bare, DEMO="1")
    served.wait_until_healthy()
    text = served.text()

    assert f"http://localhost:{served.port}/" in text
    logins = (bare.data_dir / "demo-logins.txt").read_text()
    assert all(line in text for line in logins.splitlines())
    assert stat.S_IMODE((bare.data_dir / "demo-logins.txt").stat().st_mode) == 0o600
    login, password = re.search(r"^(teacher) +(\S+)", logins, re.MULTILINE).groups()
    assert sign_in(served, login, password) == 200

    assert served.stop(signal.SIGINT) == 0
    assert processes_of(bare.data_dir) == []
    assert "Traceback" not in served.text()


def sign_in(served, login, password):
    request = urllib.request.Request(
        served.url + "/api/v1/auth/login/",
        data=json.dumps({"login": login, "password": password}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.status


def test_second_start_keeps_people_and_passwords(bare):
    first = Served(bare, DEMO="1")
    first.wait_until_healthy()
    logins = (bare.data_dir / "demo-logins.txt").read_text()
    assert first.stop() == 0

    second = Served(bare, DEMO="1")
    until(lambda: second.status("/health/live/") == 200, "second start")

    assert "Preparing" not in second.text()
    assert "Collecting" not in second.text()
    assert (bare.data_dir / "demo-logins.txt").read_text() == logins
    assert second.stop() == 0


def test_worker_that_dies_is_started_again(bare):
    served = Served(bare)
    served.wait_until_healthy()
    (worker,) = children_of(served.process.pid)
    (beat,) = children_of(worker)

    os.kill(worker, signal.SIGKILL)
    until(lambda: [worker] != (children_of(served.process.pid) or [worker]), "a new worker")

    assert beat not in processes_of(bare.data_dir), "the dead worker's beat lives on"
    assert served.stop() == 0
    assert processes_of(bare.data_dir) == []


def test_worker_does_not_outlive_a_killed_server(bare):
    served = Served(bare)
    served.wait_until_healthy()

    served.process.kill()
    served.process.wait()

    until(lambda: processes_of(bare.data_dir) == [], "the end of worker and beat")


def test_port_in_use_is_said_in_one_sentence(bare):
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env={**bare.env, "PORT": str(port)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert done.returncode == 1
    assert f"Port {port} is in use" in done.stderr
    assert f"PORT={port + 1}" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_demo_and_admin_the_way_to_one_is_said(bare):
    served = Served(bare)
    until(lambda: "Ctrl-C" in served.text(), "the banner")

    assert re.search(r"http://localhost:\d+/setup/[\w-]{40,}/", served.text())
    assert not (bare.data_dir / "demo-logins.txt").exists()
    served.stop()


def test_first_administrator_comes_from_the_environment(bare):
    env = {"ADMIN_USERNAME": "root", "ADMIN_EMAIL": "root@school.example", "ADMIN_PASSWORD": "a long passphrase"}
    served = Served(bare, **env)
    until(lambda: "Ctrl-C" in served.text(), "the banner")

    assert "/setup/" not in served.text()
    assert sign_in(served, "root", "a long passphrase") == 200
    served.stop()


def test_host_of_this_machine_alone_shows_no_address_for_phones(bare):
    served = Served(bare, HOST="127.0.0.1")
    until(lambda: "Ctrl-C" in served.text(), "the banner")

    assert "On the network" not in served.text()
    served.stop()
