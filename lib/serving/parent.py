"""A child that must not outlive its parent: the worker that `serve` starts, and the beat process which a worker forks.

The parent's number is compared once a second. That works on every Unix, and for parents that were killed with -9.
"""

import os
import signal
import threading
import time

PARENT = "HOMEROOM_PARENT"
PATIENCE = 10.0


def watch(parent: int) -> None:
    """From now on, end this process in good order once `parent` is no longer its parent; by force if that takes long."""
    threading.Thread(target=_watch, args=[parent], name="parent", daemon=True).start()


def watch_if_told() -> None:
    """`watch` the process named in the environment, if one is."""
    told = os.environ.get(PARENT, "")
    if told:
        watch(int(told))


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    os.kill(os.getpid(), signal.SIGKILL)
