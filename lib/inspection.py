"""Whether an uploaded file is what its use takes: one reading of it, in pieces, and an answer with what is to be stored.

Pictures alone are read whole, for they are written anew (lib.images); before that their size and their pixels are capped.
"""

import hashlib
import logging
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib import archives, images, signatures
from lib.archives import Reason
from lib.errors import InvalidInput
from lib.file_limits import PICTURE_MAX_BYTES, Limits

log = logging.getLogger("homeroom.uploads")

CHUNK = 256 * 1024
CONTENT_TYPES_PART = "[Content_Types].xml"
CONTENT_TYPES_MOST = 1_000_000
PLAIN_SUFFIX = re.compile(r"\.[a-z0-9]{1,10}")


class FileEmpty(InvalidInput):
    code = "file_empty"
    default_detail = gettext_lazy("This file is empty.")


class FileTooLarge(InvalidInput):
    code = "file_too_large"


class FileType(InvalidInput):
    code = "file_type"
    default_detail = gettext_lazy("Send a picture: JPEG, PNG, GIF or WebP.")


class FileMismatch(InvalidInput):
    code = "file_mismatch"


class FileBroken(InvalidInput):
    code = "file_broken"
    default_detail = gettext_lazy("This file cannot be read. Save it again, or take another one.")


class ArchiveBomb(InvalidInput):
    code = "archive_bomb"
    default_detail = gettext_lazy("Unpacked, this would be too much. Send the files on their own.")


class ArchiveEncrypted(InvalidInput):
    code = "archive_encrypted"
    default_detail = gettext_lazy("This archive is locked with a password. Send it without one.")


class ArchiveUnsafe(InvalidInput):
    code = "archive_unsafe"
    default_detail = gettext_lazy(
        "Unpacking this could write over other files: it holds links, odd paths or the same name twice."
    )


class ArchiveMethod(InvalidInput):
    code = "archive_method"
    default_detail = gettext_lazy("This archive is packed in a way that cannot be checked. Pack it as a common zip.")


REFUSALS: dict[Reason, type[InvalidInput]] = {
    Reason.BROKEN: FileBroken,
    Reason.ENCRYPTED: ArchiveEncrypted,
    Reason.METHOD: ArchiveMethod,
    Reason.NAME: ArchiveUnsafe,
    Reason.LINK: ArchiveUnsafe,
    Reason.DUPLICATE: ArchiveUnsafe,
    Reason.TOO_MANY: ArchiveBomb,
    Reason.TOO_LARGE: ArchiveBomb,
    Reason.TOO_DENSE: ArchiveBomb,
    Reason.TOO_DEEP: ArchiveBomb,
}


@dataclass(frozen=True, slots=True)
class Checked:
    """What is to be stored, and what is known of it."""

    content: File[Any]
    content_type: str
    suffix: str
    size: int
    sha256: str
    width: int | None = None
    height: int | None = None


def inspect(upload: Any, limits: Limits) -> Checked:
    """Check an upload (Django's UploadedFile) against the limits of its use.

    Raises FileEmpty, FileTooLarge, FileType, FileMismatch, FileBroken and the four of archives.
    """
    if not upload.size:
        raise FileEmpty(attr="file")
    if upload.size > limits.max_bytes:
        raise FileTooLarge(too_large(limits.max_bytes), attr="file")
    suffix = PurePosixPath(upload.name or "").suffix.lower()
    content_type = _content_type(upload, suffix, limits)
    if content_type in signatures.PICTURES and limits.content_types is not None:
        return _picture(upload, content_type, limits)
    if limits.content_types is None:
        # Whatever it is, its name keeps its ending: it is only ever saved.
        kept = suffix if PLAIN_SUFFIX.fullmatch(suffix) else ".bin"
    else:
        kept = suffix if suffix in signatures.SUFFIXES[content_type] else signatures.SUFFIXES[content_type][0]
    size, digest = measure(upload)
    if size > limits.max_bytes:
        raise FileTooLarge(too_large(limits.max_bytes), attr="file")
    return Checked(upload, content_type, kept, size, digest)


def too_large(most: int) -> str:
    """What somebody is told who sent more than `most` bytes."""
    return _("Send at most %(most)s.") % {"most": f"{most // 1_000_000} MB" if most >= 1_000_000 else filesizeformat(most)}


def _content_type(upload: Any, suffix: str, limits: Limits) -> str:
    """What it is by its content, where its name does not say otherwise."""
    found = signatures.recognise(upload)
    if signatures.ZIP in found:
        found = _in_archive(upload)
    fitting = [one for one in found if not suffix or suffix in _suffixes_of(one)]
    if limits.content_types is None:
        return fitting[0] if fitting else signatures.UNKNOWN
    if not any(limits.takes(one) for one in found):
        raise FileType(_what_is_taken(limits), attr="file")
    taken = [one for one in fitting if limits.takes(one)]
    if not taken:
        detail = _("Its name ends in %(suffix)s, and that is not what it holds.") % {"suffix": suffix}
        raise FileMismatch(detail, attr="file")
    return taken[0]


def _suffixes_of(content_type: str) -> set[str]:
    """A picture is written anew and gets the name of what it then is, so any picture's name will do."""
    same = signatures.PICTURES if content_type in signatures.PICTURES else {content_type}
    return {suffix for one in same for suffix in signatures.SUFFIXES[one]}


def _in_archive(upload: Any) -> tuple[str, ...]:
    """A document or an archive; whatever it is, it was looked through."""
    caps = archives.Caps(
        files=settings.ARCHIVE_MAX_FILES,
        unpacked=settings.ARCHIVE_MAX_BYTES,
        ratio=settings.ARCHIVE_MAX_RATIO,
        depth=settings.ARCHIVE_MAX_DEPTH,
        nested=settings.ARCHIVE_MAX_NESTED_BYTES,
    )
    try:
        members = {member.name: member for member in archives.check(upload, caps)}
        kinds = members.get(CONTENT_TYPES_PART)
        text = archives.read_member(upload, kinds, most=CONTENT_TYPES_MOST) if kinds else b""
    except archives.ArchiveRefused as refused:
        log.info("uploads.archive_refused", extra={"reason": str(refused)[:200]})
        raise REFUSALS[refused.reason](attr="file") from None
    document = signatures.office_type(text, members.keys())
    return (document,) if document else (signatures.ZIP,)


def _picture(upload: Any, content_type: str, limits: Limits) -> Checked:
    if upload.size > PICTURE_MAX_BYTES:
        raise FileTooLarge(too_large(PICTURE_MAX_BYTES), attr="file")
    upload.seek(0)
    try:
        picture = images.rewrite(
            upload,
            content_type,
            max_pixels=settings.UPLOAD_MAX_PIXELS,
            longest_side=limits.longest_side,
            is_square=limits.is_square,
        )
    except images.TooManyPixels:
        most = settings.UPLOAD_MAX_PIXELS // 1_000_000
        raise FileTooLarge(_("Send a picture of at most %(most)s megapixels.") % {"most": most}, attr="file") from None
    except images.BrokenImage as error:
        log.info("uploads.broken", extra={"reason": str(error)[:200]})
        raise FileBroken(attr="file") from None
    return Checked(
        ContentFile(picture.data),
        picture.content_type,
        images.SUFFIXES[picture.content_type],
        len(picture.data),
        hashlib.sha256(picture.data).hexdigest(),
        picture.width,
        picture.height,
    )


def measure(file: Any) -> tuple[int, str]:
    """Size and digest of what is really there, whatever was said of it; read in pieces, and rewound."""
    file.seek(0)
    size, digest = 0, hashlib.sha256()
    while chunk := file.read(CHUNK):
        size += len(chunk)
        digest.update(chunk)
    file.seek(0)
    return size, digest.hexdigest()


def _what_is_taken(limits: Limits) -> str:
    if limits.only_pictures:
        return ""
    suffixes = sorted(signatures.SUFFIXES[one][0] for one in limits.content_types or ())
    return _("Send one of these: %(kinds)s.") % {"kinds": " ".join(suffixes).replace(".", "")}
