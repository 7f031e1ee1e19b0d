"""Files that people send. Each has a *use*, which says what may be sent and who may read it; apps register theirs in ready().

The row is made after the file, and the file goes after its row, so what a row names is always there; what a process that
died in between left behind is swept away. What is checked stands in lib.inspection, where files lie in lib.storages.
"""

import logging
import re
import unicodedata
import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import parse_qs

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib import inspection, signatures, storages, usage
from lib.errors import Conflict, DomainError, InvalidInput, NotFound
from lib.file_limits import PRESETS, Limits
from lib.inspection import FileBroken, FileEmpty, FileMismatch, FileTooLarge, FileType
from lib.models import StoredFile
from lib.usage import used_space

__all__ = ["FileBroken", "FileEmpty", "FileMismatch", "FileTooLarge", "FileType", "used_space"]

log = logging.getLogger("homeroom.uploads")

FOLDER = "uploads"
LONGEST_NAME = 100
FORM_OVERHEAD = 64 * 1024
ORPHAN_AFTER = timedelta(days=1)
SWEEP_BATCH = 500
IMAGES = signatures.PICTURES

MayRead = Callable[[Any, StoredFile], bool]
NoteRead = Callable[[Any, StoredFile], object]


class QuotaFull(DomainError):
    code = "quota_full"
    default_detail = gettext_lazy("Your space for files is used up. Delete something first.")


class UnknownUse(InvalidInput):
    code = "unknown_use"


class OneFile(InvalidInput):
    code = "one_file"
    default_detail = gettext_lazy("Send one file at a time.")


class TooManyFiles(InvalidInput):
    code = "too_many_files"


class FileInUse(Conflict):
    code = "file_in_use"
    default_detail = gettext_lazy("Something still shows this file. Take it out there first.")


# Uses -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Use:
    """What files of one use may be, and who may read them. `may_read` is asked at each request."""

    name: str
    limits: Limits
    may_read: MayRead
    kept_seconds: int = 0
    note_read: NoteRead | None = None

    @property
    def by_link(self) -> bool:
        """Whether whoever has a file's address may read it."""
        return self.may_read is by_link


def by_link(user: Any, file: StoredFile) -> bool:
    """The `may_read` of uses whose files are read by whoever has their address, signed in or not.

    The address holds 122 random bits and is only told where the thing that names the file may be read.
    """
    return True


_uses: dict[str, Use] = {}


def register_use(
    name: str,
    *,
    may_read: MayRead,
    limits: Limits | None = None,
    content_types: Collection[str] | None = None,
    max_bytes: int | None = None,
    kept_seconds: int = 0,
    note_read: NoteRead | None = None,
) -> None:
    """Make `name` a use. Called once for each, in an app's ready(). `may_read` may be `by_link`.

    Without limits of its own a use has those of lib.file_limits.PRESETS for its name; `content_types` and `max_bytes`
    take their place one by one. For `kept_seconds` a browser may show what it read before without asking again; only for
    what is shown many times a page, and no secret from who has seen it. `note_read` is told of each time one is fetched.
    """
    if name in _uses:
        raise ValueError(f"Two uses of files are called {name!r}.")
    limits = limits or PRESETS.get(name) or Limits(max_bytes or 0, frozenset(content_types or ()))
    limits = replace(
        limits,
        max_bytes=max_bytes or limits.max_bytes,
        content_types=limits.content_types if content_types is None else frozenset(content_types),
    )
    unknown = set(limits.content_types or ()) - set(signatures.SUFFIXES)
    if unknown:
        raise ValueError(f"Nothing here can check {sorted(unknown)}.")
    if limits.max_bytes <= 0 or limits.content_types == frozenset():
        raise ValueError(f"Say what {name!r} takes: it has no preset.")
    _uses[name] = Use(name, limits, may_read, kept_seconds, note_read)


def use_of(name: str) -> Use:
    """The use of this name. Raises UnknownUse."""
    use = _uses.get(name)
    if use is None:
        raise UnknownUse(_("Files are used as one of: %(names)s.") % {"names": ", ".join(sorted(_uses))}, attr="use")
    return use


def largest_upload() -> int:
    """The most bytes any use takes."""
    return max((use.limits.max_bytes for use in _uses.values()), default=0)


def body_limit(query: str) -> int:
    """How long the body of an upload may be. Who names the use in the address too (`?use=`) is held to its limit at once."""
    use = _uses.get(parse_qs(query).get("use", [""])[0]) if len(query) < 1000 else None
    return (use.limits.max_bytes if use else largest_upload()) + FORM_OVERHEAD


# Sending and deleting ---------------------------------------------------------------------------------------------


def store(*, owner: Any, use: str, upload: Any) -> StoredFile:
    """Check and keep an uploaded file (Django's UploadedFile), a picture written anew. Its use decides what may be sent.

    Raises UnknownUse, what lib.inspection raises, and QuotaFull.
    """
    checked = inspection.inspect(upload, use_of(use).limits)
    # Before anything is copied; and once more below, under the lock.
    _check_quota(owner, checked.size)
    kept_as = signatures.SUFFIXES.get(checked.content_type, (".bin",))[0]
    with _kept(checked.content, use, kept_as) as (file_id, path), transaction.atomic():
        _lock(owner)
        _check_quota(owner, checked.size)
        return StoredFile.objects.create(
            id=file_id,
            owner=owner,
            use=use,
            name=safe_name(upload.name or "", checked.suffix),
            path=path,
            content_type=checked.content_type,
            size=checked.size,
            sha256=checked.sha256,
            width=checked.width,
            height=checked.height,
        )


def keep_made(*, use: str, name: str, content_type: str, source: BinaryIO) -> StoredFile:
    """Keep a file that the system itself has made: nobody owns it, no quota counts it, its use says who may read it."""
    suffix = Path(name).suffix
    size, digest = inspection.measure(source)
    with _kept(File(source), use, suffix) as (file_id, path):
        return StoredFile.objects.create(
            id=file_id,
            use=use,
            name=safe_name(name, suffix),
            path=path,
            content_type=content_type,
            size=size,
            sha256=digest,
        )


@contextmanager
def _kept(content: "File[Any]", use: str, suffix: str) -> Iterator[tuple[uuid.UUID, str]]:
    """The content in the storage under a name made here, and gone again when its row cannot be made."""
    file_id = uuid.uuid4()
    path = default_storage.save(f"{FOLDER}/{use}/{str(file_id)[:2]}/{file_id}{suffix}", content)
    try:
        yield file_id, path
    except BaseException:
        default_storage.delete(path)
        raise


def check_together(*, use: str, files: Sequence[StoredFile]) -> None:
    """Whether these files may belong to one thing of this use. Raises TooManyFiles, FileTooLarge. Lock the thing first."""
    limits = use_of(use).limits
    if limits.max_files is not None and len(files) > limits.max_files:
        raise TooManyFiles(_("Send at most %(most)s files.") % {"most": limits.max_files}, attr="files")
    if limits.max_total_bytes is not None and sum(file.size for file in files) > limits.max_total_bytes:
        detail = _("Together these are too large.") + " " + inspection.too_large(limits.max_total_bytes)
        raise FileTooLarge(detail, attr="files")


def delete(*, file: StoredFile) -> None:
    """Delete the row, and after the commit the file. What the storage does not delete then, the next sweep does."""
    path = file.path
    with transaction.atomic():
        file.delete()
        transaction.on_commit(lambda: default_storage.delete(path), robust=True)


def delete_own(*, owner: Any, file_id: uuid.UUID) -> None:
    """Delete a file of one's own that nothing names. Raises NotFound, FileInUse."""
    mine = StoredFile.objects.filter(pk=file_id, owner=owner)
    with transaction.atomic():
        file = mine.select_for_update(of=("self",)).first()
        if file is None:
            raise NotFound
        if not usage.unused(mine).exists():
            raise FileInUse
        delete(file=file)


def delete_orphans(*, now: datetime) -> int:
    """Delete files that no row has named for a day after they came. Answers how many."""
    old = usage.unused(StoredFile.objects.filter(created_at__lt=now - ORPHAN_AFTER))
    count = 0
    for file in list(old[:SWEEP_BATCH]):
        # Asked again under the lock: something may have begun to name it since.
        with transaction.atomic():
            locked = old.select_for_update(of=("self",)).filter(pk=file.pk).first()
            if locked is not None:
                delete(file=locked)
                count += 1
    log.info("uploads.orphans_deleted", extra={"files": count})
    return count


def delete_strays(*, now: datetime) -> int:
    """Delete what lies in the storage for more than a day without a row: a process died in between. Answers how many."""
    count = 0
    batch: list[str] = []
    for name, changed in storages.files.names(FOLDER):
        if changed < now - ORPHAN_AFTER:
            batch.append(name)
        if len(batch) == SWEEP_BATCH:
            count += _delete_strays(batch)
            batch = []
    count += _delete_strays(batch)
    log.info("uploads.strays_deleted", extra={"files": count})
    return count


def _delete_strays(names: list[str]) -> int:
    strays = set(names) - set(StoredFile.objects.filter(path__in=names).values_list("path", flat=True))
    for name in strays:
        default_storage.delete(name)
    return len(strays)


def give_up_all_of(*, owner: Any) -> None:
    """The files of somebody who leaves: what something still names stays without an owner, the rest goes by the clean-up."""
    StoredFile.objects.filter(owner=owner).update(owner=None)


def _lock(owner: Any) -> None:
    """So that many uploads of one person at once count each other."""
    get_user_model().objects.select_for_update().filter(pk=owner.pk).values_list("pk", flat=True).first()


def _check_quota(owner: Any, size: int) -> None:
    taken, files = usage.taken_by(owner)
    if taken + size > settings.UPLOAD_QUOTA_BYTES or files >= settings.UPLOAD_QUOTA_FILES:
        raise QuotaFull(attr="file")


# Reading ----------------------------------------------------------------------------------------------------------


def may_read(user: Any, file: StoredFile) -> bool:
    """Whether this user may read this file. A use that no app registers any more is read by nobody."""
    use = _uses.get(file.use)
    return use is not None and use.may_read(user, file)


def is_by_link(file: StoredFile) -> bool:
    """Whether whoever has the address may read it, and any cache may keep it."""
    use = _uses.get(file.use)
    return use is not None and use.by_link


def note_read(user: Any, file: StoredFile) -> None:
    """Somebody who may begins to fetch it."""
    use = _uses.get(file.use)
    if use is not None and use.note_read is not None:
        use.note_read(user, file)


def kept_seconds(file: StoredFile) -> int:
    """For how long a browser may show it again without asking."""
    use = _uses.get(file.use)
    return use.kept_seconds if use else 0


def is_shown(file: StoredFile) -> bool:
    """Whether a browser may show it; otherwise it is only saved."""
    use = _uses.get(file.use)
    return use is not None and use.limits.shows(file.content_type)


def url_of(file: StoredFile) -> str:
    """Where the file is read: a path without a host. The same address always gives the same bytes."""
    return reverse("file", args=[file.pk, file.name])


def open_file(file: StoredFile) -> BinaryIO:
    """The bytes. FileNotFoundError when the storage has lost them."""
    return cast("BinaryIO", default_storage.open(file.path))


def open_part(file: StoredFile, start: int, length: int) -> storages.Pieces:
    """Some of the bytes, in pieces, to be closed. FileNotFoundError when the storage has lost them."""
    return storages.files.open_part(file.path, start, length)


def signed_url(file: StoredFile, *, disposition: str) -> str | None:
    """An address at the storage that holds for a minute; None where this server sends files itself."""
    return storages.files.signed_url(file.path, content_type=file.content_type, disposition=disposition)


def local_path(file: StoredFile) -> str | None:
    """Where the bytes lie on this machine; None when the storage is elsewhere, or has lost them."""
    try:
        path = default_storage.path(file.path)
    except NotImplementedError:
        return None
    return path if Path(path).is_file() else None


def safe_name(name: str, suffix: str) -> str:
    """What the sender called it, fit for an address and a header: no path, no control or invisible characters."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    stem = last.rsplit(".", 1)[0] if "." in last else last
    kept = "".join(
        one if one.isalnum() or unicodedata.category(one).startswith("M") or one in "-_. ()" else "-" for one in stem
    )
    tidy = re.sub(r"[\s-]+", "-", kept).strip("-. ")[: LONGEST_NAME - len(suffix)]
    return f"{tidy or 'file'}{suffix}"
