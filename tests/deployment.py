"""A real deployment for tests and benchmarks: server processes, a worker with beat, and what they need.

`Deployment("embedded")` is SQLite with no other server; `Deployment("shared")` is PostgreSQL and a Redis of its own.
"""

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgres://root@127.0.0.1:5432/postgres")

UVICORN = [
    "-m",
    "uvicorn",
    "config.asgi:application",
    "--loop=uvloop",
    "--http=httptools",
    "--ws=websockets-sansio",
    "--ws-per-message-deflate=false",
    "--ws-max-size=4194304",
    "--backlog=4096",
    "--no-access-log",
    "--no-proxy-headers",  # as `serve`: config.asgi decides whom to believe
    "--log-level=warning",
    "--timeout-graceful-shutdown=5",
]
WORKER = ["-m", "celery", "-A", "config", "worker", "-B", "--pool=threads", "--concurrency=4", "--loglevel=warning"]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postgres_answers() -> bool:
    """Whether the PostgreSQL server of this machine takes connections."""
    import psycopg

    try:
        psycopg.connect(POSTGRES, connect_timeout=2).close()
    except psycopg.Error:
        return False
    return True


class Deployment:
    """Use as a context manager. `servers` and `worker` are Popen objects; `kill` is SIGKILL."""

    def __init__(self, kind: str, *, servers: int = 2, worker: bool = True, env: dict[str, str] | None = None) -> None:
        self.kind = kind
        self.ports = [free_port() for _ in range(servers)]
        self.servers: list[subprocess.Popen[bytes] | None] = [None] * servers
        self.worker: subprocess.Popen[bytes] | None = None
        self.redis: subprocess.Popen[bytes] | None = None
        self._with_worker = worker
        self._stack = contextlib.ExitStack()
        self.data_dir = Path(tempfile.mkdtemp(prefix="homeroom-"))
        self.env = {
            **os.environ,
            "DATA_DIR": str(self.data_dir),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": "a-key-for-tests-" + "x" * 40,
            "DEMO": "0",
            "PYTHONUNBUFFERED": "1",
            **(env or {}),
        }
        self.env.pop("DATABASE_URL", None)
        self.env.pop("REDIS_URL", None)
        self.redis_port = 0
        self.log = (self.data_dir / "log").open("ab")

    def __enter__(self) -> "Deployment":
        try:
            self._stack.callback(shutil.rmtree, self.data_dir, ignore_errors=True)
            self._stack.callback(self._stop)
            if self.kind == "shared":
                self.env["DATABASE_URL"] = self._stack.enter_context(_postgres_database())
                self.redis_port = free_port()
                self.start_redis()
                self.env["REDIS_URL"] = f"redis://127.0.0.1:{self.redis_port}/0"
            self.manage("migrate", "--verbosity=0")
            for number in range(len(self.servers)):
                self.start_server(number)
            if self._with_worker:
                self.start_worker()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        if error[0] is not None:
            print(self.log_text()[-6000:])
        self._stack.close()

    def log_text(self) -> str:
        """What the processes printed."""
        return Path(self.log.name).read_text(errors="replace")

    def python(self, *arguments: str) -> subprocess.Popen[bytes]:
        """A Python process in the deployment's environment."""
        return subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=self.env, stdout=self.log, stderr=self.log, start_new_session=True
        )

    def manage(self, *arguments: str) -> str:
        """Run a management command to its end; its output."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def call(self, function: str, **arguments: Any) -> Any:
        """Call `tests.remote.<function>` in a process of its own, as an operator's script would; its JSON answer."""
        code = (
            "import django, json, sys; django.setup(); from tests import remote;"
            f" print(json.dumps(remote.{function}(**json.loads(sys.argv[1]))))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, json.dumps(arguments)],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        return json.loads(done.stdout)

    def start_server(self, number: int) -> None:
        """Start server `number` and wait until it answers."""
        self.servers[number] = self.python(*UVICORN, f"--port={self.ports[number]}")
        self._wait_for_port(self.ports[number], self.servers[number])

    def start_worker(self) -> None:
        """Start the worker with beat and wait until it has run something."""
        self.worker = self.python(*WORKER, f"--schedule={self.data_dir}/beat")

    def start_redis(self) -> None:
        """Start a Redis of our own, which keeps nothing on disk."""
        self.redis = subprocess.Popen(
            ["redis-server", "--port", str(self.redis_port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._wait_for_port(self.redis_port, self.redis)

    @staticmethod
    def kill(process: "subprocess.Popen[bytes] | None") -> None:
        """kill -9, children included."""
        assert process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def url(self, number: int, path: str, scheme: str = "http") -> str:
        """An address at server `number`."""
        return f"{scheme}://127.0.0.1:{self.ports[number]}{path}"

    def post(self, number: int, path: str, token: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
        """A REST write; status and JSON."""
        request = urllib.request.Request(
            self.url(number, path),
            data=json.dumps(body or {}).encode(),
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
            method="POST",
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")

    def _wait_for_port(self, port: int, process: "subprocess.Popen[bytes] | None") -> None:
        give_up = time.monotonic() + 30
        while time.monotonic() < give_up:
            if process is not None and process.poll() is not None:
                raise RuntimeError(f"The process ended with {process.returncode}: {self.log_text()[-3000:]}")
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
                return
            time.sleep(0.05)
        raise RuntimeError(f"Nothing listens on port {port}: {self.log_text()[-3000:]}")

    def _stop(self) -> None:
        for process in (*self.servers, self.worker, self.redis):
            if process is not None and process.poll() is None:
                self.kill(process)
        self.log.close()


@contextlib.contextmanager
def _postgres_database() -> Iterator[str]:
    """A database of its own; dropped afterwards."""
    import psycopg

    name = f"homeroom_{os.getpid()}_{secrets.token_hex(3)}"
    with psycopg.connect(POSTGRES, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    try:
        yield POSTGRES.rsplit("/", 1)[0] + f"/{name}"
    finally:
        with psycopg.connect(POSTGRES, autocommit=True) as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
