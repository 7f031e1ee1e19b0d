"""The worker with beat that `serve` runs beside the server: started, started again when it dies, and stopped with it."""

import logging
import os
import signal
import subprocess
import sys
import threading

from django.conf import settings

from lib.serving import parent

log = logging.getLogger("homeroom.serving")

STOP_PATIENCE = 8.0
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
# Whoever lived this long did not fail at the start: the next pause is a short one again.
SETTLED = 60.0

# Without the page that celery prints at each start, and its advice on pickle, which is not used here.
_CELERY = [sys.executable, "-W", "ignore:You're running the worker with superuser", "-m", "celery", "--quiet", "-A", "config"]


def command(*, beat: bool) -> list[str]:
    """How a worker is started, here and in deployments."""
    worker = [*_CELERY, "worker", "--pool=threads"]
    worker += [f"--concurrency={settings.WORKER_THREADS}", "--loglevel=warning", "--without-gossip", "--without-mingle"]
    return [*worker, "--beat"] if beat else worker


def beat_command() -> list[str]:
    """How beat is started on its own, where several workers run."""
    return [*_CELERY, "beat", "--loglevel=warning"]


class Supervisor:
    """Keeps one worker process alive."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._keep, name="worker-keeper", daemon=True)

    def start(self) -> None:
        """Start the worker; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """End the worker and whatever it started; returns when they are gone."""
        with self._lock:
            self._stopping.set()
            process = self._process
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOP_PATIENCE)
            except subprocess.TimeoutExpired:
                log.warning("worker.killed")
        _kill_group(process)

    def _keep(self) -> None:
        pause = FIRST_PAUSE
        while True:
            with self._lock:
                if self._stopping.is_set():
                    return
                # A session of its own: Ctrl-C in the terminal reaches the server only, which then stops the worker.
                self._process = subprocess.Popen(  # noqa: S603  our own interpreter and arguments
                    command(beat=True),
                    cwd=settings.BASE_DIR,
                    env={**os.environ, parent.PARENT: str(os.getpid())},
                    start_new_session=True,
                )
            try:
                self._process.wait(SETTLED)
            except subprocess.TimeoutExpired:
                pause = FIRST_PAUSE
                self._process.wait()
            if self._stopping.is_set():
                return
            _kill_group(self._process)
            log.error("worker.died", extra={"code": self._process.returncode, "restart_in": pause})
            self._stopping.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


def _kill_group(process: "subprocess.Popen[bytes]") -> None:
    """The beat process of a worker that was killed would live on."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()
