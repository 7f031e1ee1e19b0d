"""Uses of files for tests: those of the table that no app has yet, each private to its owner."""

from typing import Any

import pytest

from lib import uploads
from lib.models import StoredFile


def of_owner(user: Any, file: StoredFile) -> bool:
    return user.pk == file.owner_id


def register(monkeypatch: pytest.MonkeyPatch, *names: str, **limits: Any) -> None:
    """Register uses for one test."""
    monkeypatch.setattr(uploads, "_uses", dict(uploads._uses))
    for name in names:
        uploads._uses.pop(name, None)
        uploads.register_use(name, may_read=of_owner, **limits)
