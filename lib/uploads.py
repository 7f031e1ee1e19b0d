"""Files that people send. Each has a *use*, which says what may be sent and who may read it; apps register theirs in ready().

The row is made after the file, and the file goes after its row, so what a row names is always there. The same verbs
work on any storage that Django has behind `default_storage`; below DATA_DIR/media it is the folder `uploads`.
"""

import hashlib
import logging
import re
import unicodedata
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib import images
from lib.errors import DomainError, InvalidInput
from lib.models import StoredFile

log = logging.getLogger("homeroom.uploads")

LONGEST_NAME = 100
ORPHAN_AFTER = timedelta(days=1)
SWEEP_BATCH = 500
CHUNK = 256 * 1024
IMAGES = frozenset(images.FORMATS)

MayRead = Callable[[Any, StoredFile], bool]


class FileTooLarge(InvalidInput):
    code = "file_too_large"


class FileType(InvalidInput):
    code = "file_type"
    default_detail = gettext_lazy("Send a picture: JPEG, PNG, GIF or WebP.")


class FileBroken(InvalidInput):
    code = "file_broken"
    default_detail = gettext_lazy("This picture cannot be read. Save it again, or take another one.")


class QuotaFull(DomainError):
    code = "quota_full"
    default_detail = gettext_lazy("Your space for files is used up. Delete something first.")


class UnknownUse(InvalidInput):
    code = "unknown_use"


@dataclass(frozen=True, slots=True)
class Use:
    """What files of one use may be, and who may read them. `may_read` is asked at each request."""

    name: str
    content_types: frozenset[str]
    max_bytes: int
    may_read: MayRead

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


def register_use(name: str, *, content_types: Collection[str], max_bytes: int, may_read: MayRead) -> None:
    """Make `name` a use. Called once for each, in an app's ready(). `may_read` may be `by_link`."""
    if name in _uses:
        raise ValueError(f"Two uses of files are called {name!r}.")
    unknown = set(content_types) - IMAGES
    if unknown:
        raise ValueError(f"Nothing here can check {sorted(unknown)}.")
    _uses[name] = Use(name, frozenset(content_types), max_bytes, may_read)


def registered_uses() -> dict[str, Use]:
    """Every use there is, by name."""
    return dict(_uses)


def largest_upload() -> int:
    """The most bytes any use takes."""
    return max((use.max_bytes for use in _uses.values()), default=0)


def store(*, owner: Any, use: str, upload: Any) -> StoredFile:
    """Check, write anew and keep an uploaded file (Django's UploadedFile). Its use decides what may be sent.

    Raises UnknownUse, FileTooLarge, FileType, FileBroken, QuotaFull.
    """
    rules = _uses.get(use)
    if rules is None:
        raise UnknownUse(_("Files are used as one of: %(names)s.") % {"names": ", ".join(sorted(_uses))}, attr="use")
    picture = _checked(upload, rules)
    file_id = uuid.uuid4()
    suffix = images.SUFFIXES[picture.content_type]
    path = default_storage.save(f"{use}/{str(file_id)[:2]}/{file_id}{suffix}", ContentFile(picture.data))
    try:
        with transaction.atomic():
            _check_quota(owner, len(picture.data))
            return StoredFile.objects.create(
                id=file_id,
                owner=owner,
                use=use,
                name=safe_name(upload.name or "", suffix),
                path=path,
                content_type=picture.content_type,
                size=len(picture.data),
                sha256=hashlib.sha256(picture.data).hexdigest(),
                width=picture.width,
                height=picture.height,
            )
    except BaseException:
        default_storage.delete(path)
        raise


def delete(*, file: StoredFile) -> None:
    """Delete the row, and after the commit the file."""
    path = file.path
    with transaction.atomic():
        file.delete()
        transaction.on_commit(lambda: default_storage.delete(path))


def delete_orphans(*, now: datetime) -> int:
    """Delete files that no row has named for a day after they came. Answers how many.

    Every foreign key and many-to-many table of every app that points at files counts, so an app has nothing to register.
    """
    old = StoredFile.objects.filter(created_at__lt=now - ORPHAN_AFTER)
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ForeignObjectRel) and not relation.many_to_many:
            naming = relation.related_model._base_manager.filter(**{relation.field.name: models.OuterRef("pk")})
            old = old.exclude(models.Exists(naming))
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


def may_read(user: Any, file: StoredFile) -> bool:
    """Whether this user may read this file. A use that no app registers any more is read by nobody."""
    use = _uses.get(file.use)
    return use is not None and use.may_read(user, file)


def is_by_link(file: StoredFile) -> bool:
    """Whether whoever has the address may read it, and any cache may keep it."""
    use = _uses.get(file.use)
    return use is not None and use.by_link


def url_of(file: StoredFile) -> str:
    """Where the file is read: a path without a host. The same address always gives the same bytes."""
    return reverse("file", args=[file.pk, file.name])


def open_file(file: StoredFile) -> BinaryIO:
    """The bytes. FileNotFoundError when the storage has lost them."""
    return cast("BinaryIO", default_storage.open(file.path))


def local_path(file: StoredFile) -> str | None:
    """Where the bytes lie on this machine; None when the storage is elsewhere, or has lost them."""
    try:
        path = default_storage.path(file.path)
    except NotImplementedError:
        return None
    return path if Path(path).is_file() else None


def used_space(owner: Any) -> int:
    """How many bytes this user's files take."""
    return int(StoredFile.objects.filter(owner=owner).aggregate(total=models.Sum("size"))["total"] or 0)


def safe_name(name: str, suffix: str) -> str:
    """What the sender called it, fit for an address and a header: no path, no control or invisible characters."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    stem = last.rsplit(".", 1)[0] if "." in last else last
    kept = "".join(
        one if one.isalnum() or unicodedata.category(one).startswith("M") or one in "-_. ()" else "-" for one in stem
    )
    tidy = re.sub(r"[\s-]+", "-", kept).strip("-. ")[: LONGEST_NAME - len(suffix)]
    return f"{tidy or 'file'}{suffix}"


def _checked(upload: Any, rules: Use) -> images.Picture:
    if upload.size > rules.max_bytes:
        raise FileTooLarge(_("Send at most %(most)s MB.") % {"most": rules.max_bytes // 1_000_000}, attr="file")
    upload.seek(0)
    found = images.recognise(upload.read(16))
    if found is None or found not in rules.content_types:
        raise FileType(attr="file")
    upload.seek(0)
    try:
        return images.rewrite(upload, found, max_pixels=settings.UPLOAD_MAX_PIXELS)
    except images.TooManyPixels:
        most = settings.UPLOAD_MAX_PIXELS // 1_000_000
        raise FileTooLarge(_("Send a picture of at most %(most)s megapixels.") % {"most": most}, attr="file") from None
    except images.BrokenImage as error:
        log.info("uploads.broken", extra={"reason": str(error)[:200]})
        raise FileBroken(attr="file") from None


def _check_quota(owner: Any, size: int) -> None:
    """Under a lock on the owner, so that many uploads at once count each other."""
    get_user_model().objects.select_for_update().filter(pk=owner.pk).values_list("pk", flat=True).first()
    if used_space(owner) + size > settings.UPLOAD_QUOTA_BYTES:
        raise QuotaFull(attr="file")


def keep_made(*, use: str, name: str, content_type: str, source: BinaryIO) -> StoredFile:
    """Keep a file that the system itself has made: nobody owns it, no quota counts it, its use says who may read it."""
    file_id = uuid.uuid4()
    suffix = Path(name).suffix
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    source.seek(0)
    path = default_storage.save(f"{use}/{str(file_id)[:2]}/{file_id}{suffix}", File(source))
    try:
        return StoredFile.objects.create(
            id=file_id,
            use=use,
            name=safe_name(name, suffix),
            path=path,
            content_type=content_type,
            size=size,
            sha256=digest.hexdigest(),
        )
    except BaseException:
        default_storage.delete(path)
        raise


def give_up_all_of(*, owner: Any) -> None:
    """The files of somebody who leaves: what something still names stays without an owner, the rest goes by the clean-up."""
    StoredFile.objects.filter(owner=owner).update(owner=None)
