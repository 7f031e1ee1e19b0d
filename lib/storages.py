"""Where files lie: the folder DATA_DIR/media, or a bucket (lib.buckets). Both answer the same few questions."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, cast

from django.core.files.storage import FileSystemStorage, default_storage

CHUNK = 256 * 1024
LITTLE_SPACE = 500_000_000


class StorageTrouble(Exception):
    """The storage does not do what it should; the text may be shown to anybody."""


class Pieces:
    """The next `length` bytes of something open, in pieces; whoever has it closes it, read or not."""

    def __init__(self, source: Any, length: int) -> None:
        self._source, self._left = source, length

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        chunk: bytes = self._source.read(min(CHUNK, self._left)) if self._left else b""
        self._left -= len(chunk)
        if not chunk:
            raise StopIteration
        return chunk

    def close(self) -> None:
        """No more of it."""
        self._source.close()


class Files(Protocol):
    """What lib.uploads asks of a storage beyond Django's own questions."""

    def open_part(self, name: str, start: int, length: int) -> Pieces: ...

    def signed_url(self, name: str, *, content_type: str, disposition: str) -> str | None: ...

    def names(self, prefix: str) -> Iterator[tuple[str, datetime]]: ...

    def probe(self) -> str: ...


files = cast("Files", default_storage)


class FolderStorage(FileSystemStorage):
    """Files in a folder of this machine, or one that several share."""

    def open_part(self, name: str, start: int, length: int) -> Pieces:
        """`length` bytes from `start`. FileNotFoundError at once when there is no such file."""
        file = Path(self.path(name)).open("rb")  # noqa: SIM115  whoever reads the pieces closes it
        file.seek(start)
        return Pieces(file, length)

    def signed_url(self, name: str, *, content_type: str, disposition: str) -> str | None:
        """No address of its own: this server sends it."""
        return None

    def names(self, prefix: str) -> Iterator[tuple[str, datetime]]:
        """Every file below a folder, with the time of its last change."""
        root = Path(self.base_location)
        for folder, _folders, files in os.walk(root / prefix):
            for file in files:
                path = Path(folder) / file
                try:
                    changed = path.stat().st_mtime
                except FileNotFoundError:
                    continue
                yield path.relative_to(root).as_posix(), datetime.fromtimestamp(changed, UTC)

    def probe(self) -> str:
        """Whether files can be kept here. Raises StorageTrouble."""
        root = Path(self.base_location)
        root.mkdir(parents=True, exist_ok=True)
        if not os.access(root, os.W_OK):
            raise StorageTrouble("Nothing can be written into the folder of files.")
        free = shutil.disk_usage(root).free
        if free < LITTLE_SPACE:
            raise StorageTrouble(f"Only {free // 1_000_000} MB are left for files.")
        return "folder"
