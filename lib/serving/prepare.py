"""What must stand before a server starts: the tables, the static files, and what the settings ask to be seeded.

Each step looks first whether there is anything to do, so a second start is quick. One process at a time does them.
"""

import contextlib
import fcntl
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

LOCK_KEY = 7_263_001  # any number, the same in every process of a deployment


Say = Callable[[str], None]


def prepare(say: Say) -> None:
    """Do what is not done yet; `say` is told before anything that takes a moment."""
    with _alone():
        migrate(say)
        for name in settings.PREPARE_COMMANDS:
            call_command(name, verbosity=0)
    collect_static(say)


def migrate(say: Say) -> None:
    """Bring the tables to this version."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Preparing the database …")
        call_command("migrate", interactive=False, verbosity=0)


def collect_static(say: Say) -> None:
    """Gather the static files under hashed names, unless these very files are gathered already."""
    root = Path(settings.STATIC_ROOT)
    note = root.with_name(f"{root.name}.fingerprint")
    now = _fingerprint()
    if root.is_dir() and note.is_file() and note.read_text() == now:
        return
    say("Collecting static files …")
    # Cleared first: copying only what is newer would keep a file that an older version brings back.
    call_command("collectstatic", interactive=False, clear=root.is_dir(), verbosity=0)
    note.write_text(now)


def _fingerprint() -> str:
    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]["BACKEND"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            # By content: checkouts and image layers give files new times, or old ones.
            digest.update(name.encode() + b"\0" + Path(storage.path(name)).read_bytes() + b"\0")
    return digest.hexdigest()


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Wait until no other process prepares the same database."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_KEY])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_KEY])
        return
    with (settings.DATA_DIR / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
