"""Zip archives that people send, checked to the last byte and never unpacked: nothing here is written anywhere.

The reader is strict and reads by hand: what two programs would read differently (a local header that contradicts the
directory, members that overlap, a size that is not true) is refused, so whoever opens the archive later sees what was
checked. Members that are archives themselves are looked into as well; XML inside is not: whoever parses it minds that.
"""

import io
import re
import stat
import struct
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

CHUNK = 64 * 1024
# Members smaller than this may be as dense as they like: a white picture is.
DENSE_FROM = 10_000_000
LONGEST_NAME = 500
LONGEST_ENTRY = 700  # bytes of the directory for one file, on average
_LOCAL, _CENTRAL, _END, _END64 = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06"
_IN_ZIP64 = 0xFFFFFFFF
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _DESCRIPTOR, _UTF8 = 0x0001, 0x0008, 0x0800
_UNIX = {3, 19}


class Reason(StrEnum):
    """Why an archive is refused."""

    BROKEN = "broken"
    ENCRYPTED = "encrypted"
    METHOD = "method"
    NAME = "name"
    LINK = "link"
    DUPLICATE = "duplicate"
    TOO_MANY = "too_many"
    TOO_LARGE = "too_large"
    TOO_DENSE = "too_dense"
    TOO_DEEP = "too_deep"


class ArchiveRefused(Exception):
    """Nobody should unpack this. `reason` says why, the text where."""

    def __init__(self, reason: Reason, where: str = "") -> None:
        self.reason = reason
        super().__init__(f"{reason}: {where}")


@dataclass(frozen=True, slots=True)
class Caps:
    """How much an archive and all archives in it may hold together."""

    files: int
    unpacked: int
    ratio: int
    depth: int
    nested: int  # bytes of an archive within the archive: it is held in memory while it is looked into


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive, as its directory tells of it."""

    name: str
    raw_name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int


@dataclass(slots=True)
class _Count:
    """What has been seen so far, over all depths."""

    files: int = 0
    unpacked: int = 0


def check(file: BinaryIO, caps: Caps) -> tuple[Member, ...]:
    """The members of an archive that is harmless. Raises ArchiveRefused.

    Every member is inflated, piece by piece, and measured: what the directory says of it must be so.
    """
    return _check(file, caps, _Count(), depth=1)


def read_member(file: BinaryIO, member: Member, *, most: int) -> bytes:
    """The content of a member of a checked archive; ArchiveRefused when it is longer than `most`."""
    if member.size > most:
        raise ArchiveRefused(Reason.TOO_LARGE, member.name)
    return b"".join(_content(file, member, _data_start(file, member)))


def _check(file: BinaryIO, caps: Caps, count: _Count, *, depth: int) -> tuple[Member, ...]:
    members, directory = _directory(file, caps)
    count.files += len(members)
    count.unpacked += sum(member.size for member in members)
    if count.files > caps.files:
        raise ArchiveRefused(Reason.TOO_MANY)
    if count.unpacked > caps.unpacked:
        raise ArchiveRefused(Reason.TOO_LARGE)
    names: set[str] = set()
    end = 0
    for member in sorted(members, key=lambda one: one.offset):
        key = unicodedata.normalize("NFC", member.name.rstrip("/")).casefold()
        if key in names:
            raise ArchiveRefused(Reason.DUPLICATE, member.name)
        names.add(key)
        if member.size > DENSE_FROM and member.size > caps.ratio * max(member.packed, 1):
            raise ArchiveRefused(Reason.TOO_DENSE, member.name)
        start = _data_start(file, member)
        if member.offset < end or start + member.packed > directory:
            raise ArchiveRefused(Reason.BROKEN, f"{member.name} overlaps")
        end = start + member.packed
        _look_into(file, member, start, caps, count, depth)
    return members


def _look_into(file: BinaryIO, member: Member, start: int, caps: Caps, count: _Count, depth: int) -> None:
    """Measure one member; when it is an archive, check that too."""
    kept: bytearray | None = None
    for number, chunk in enumerate(_content(file, member, start)):
        if number == 0 and chunk.startswith(_LOCAL):
            if depth >= caps.depth:
                raise ArchiveRefused(Reason.TOO_DEEP, member.name)
            if member.size > caps.nested:
                raise ArchiveRefused(Reason.TOO_LARGE, member.name)
            kept = bytearray()
        if kept is not None:
            kept += chunk
    if kept is not None:
        _check(io.BytesIO(kept), caps, count, depth=depth + 1)


# The directory ----------------------------------------------------------------------------------------------------


def _directory(file: BinaryIO, caps: Caps) -> tuple[tuple[Member, ...], int]:
    """All members, and where the directory begins. Its length is looked at before it is read."""
    end = file.seek(0, io.SEEK_END)
    tail_at = max(0, end - 22 - 0xFFFF)
    file.seek(tail_at)
    tail = file.read()
    at = tail.rfind(_END)
    # The last one whose comment reaches exactly to the end: nothing hides behind it.
    while at >= 0 and (len(tail) < at + 22 or at + 22 + int.from_bytes(tail[at + 20 : at + 22], "little") != len(tail)):
        at = tail.rfind(_END, 0, at)
    if at < 0:
        raise ArchiveRefused(Reason.BROKEN, "no directory")
    disk, first_disk, here, total, length, start = struct.unpack_from("<HHHHII", tail, at + 4)
    if total > caps.files or length > caps.files * LONGEST_ENTRY:
        raise ArchiveRefused(Reason.TOO_MANY)
    if disk or first_disk or here != total or start + length > tail_at + at:
        raise ArchiveRefused(Reason.BROKEN, "directory")
    file.seek(start)
    directory = file.read(length)
    gap = file.read(tail_at + at - start - length)
    if gap and not gap.startswith(_END64):
        raise ArchiveRefused(Reason.BROKEN, "something after the directory")
    members = tuple(_members(directory))
    if len(members) != total:
        raise ArchiveRefused(Reason.BROKEN, "count")
    return members, start


def _members(directory: bytes) -> Iterator[Member]:
    at = 0
    while at < len(directory):
        if directory[at : at + 4] != _CENTRAL or at + 46 > len(directory):
            raise ArchiveRefused(Reason.BROKEN, "directory")
        made_by, _, flags, method, _, _, crc, packed, size = struct.unpack_from("<HHHHHHIII", directory, at + 4)
        name_length, extra_length, comment_length, disk, _, attributes, offset = struct.unpack_from(
            "<HHHHHII", directory, at + 28
        )
        raw_name = directory[at + 46 : at + 46 + name_length]
        extra = directory[at + 46 + name_length : at + 46 + name_length + extra_length]
        at += 46 + name_length + extra_length + comment_length
        if at > len(directory) or disk:
            raise ArchiveRefused(Reason.BROKEN, "directory")
        fields = dict(_extra_fields(extra))
        size, packed, offset = _wide(fields.get(0x0001, b""), size, packed, offset)
        name = raw_name.decode("utf-8" if flags & _UTF8 else "cp437", "replace")
        for each in (name, *_other_name(fields)):
            _check_name(each)
        if flags & _ENCRYPTED:
            raise ArchiveRefused(Reason.ENCRYPTED, name)
        if method not in {_STORED, _DEFLATED}:
            raise ArchiveRefused(Reason.METHOD, name)
        if made_by >> 8 in _UNIX and stat.S_IFMT(attributes >> 16) not in {0, stat.S_IFREG, stat.S_IFDIR}:
            raise ArchiveRefused(Reason.LINK, name)
        yield Member(name, raw_name, flags, method, crc, packed, size, offset)


def _extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        yield kind, extra[at + 4 : at + 4 + length]
        at += 4 + length


def _wide(field: bytes, *values: int) -> tuple[int, int, int]:
    """Sizes and offset, those that did not fit into 32 bits taken from the zip64 field, where they stand in this order."""
    wide = iter(struct.unpack(f"<{len(field) // 8}Q", field[: len(field) // 8 * 8]))
    size, packed, offset = [next(wide, value) if value == _IN_ZIP64 else value for value in values]
    return size, packed, offset


def _other_name(fields: dict[int, bytes]) -> Iterator[str]:
    """The name in Unicode that some programs write beside the first one, and others prefer."""
    if 0x7075 in fields:
        yield fields[0x7075][5:].decode("utf-8", "replace")


def _check_name(name: str) -> None:
    path = name.replace("\\", "/")
    if (
        not path
        or len(path) > LONGEST_NAME
        or path.startswith("/")
        or re.match(r"[A-Za-z]:", path)
        or ".." in path.split("/")
        or any(unicodedata.category(one) == "Cc" for one in path)
    ):
        raise ArchiveRefused(Reason.NAME, repr(name[:80]))


# Members ----------------------------------------------------------------------------------------------------------


def _data_start(file: BinaryIO, member: Member) -> int:
    """Where the bytes of a member begin. Its local header must say the same as the directory."""
    file.seek(member.offset)
    header = file.read(30)
    if len(header) < 30 or header[:4] != _LOCAL:
        raise ArchiveRefused(Reason.BROKEN, member.name)
    _, flags, method, _, _, _, packed, size, name_length, extra_length = struct.unpack_from("<HHHHHIIIHH", header, 4)
    if file.read(name_length) != member.raw_name or method != member.method:
        raise ArchiveRefused(Reason.BROKEN, f"{member.name} has two headers")
    if flags & _ENCRYPTED:
        raise ArchiveRefused(Reason.ENCRYPTED, member.name)
    told_here = not flags & _DESCRIPTOR and _IN_ZIP64 not in {packed, size}
    if told_here and (packed, size) != (member.packed, member.size):
        raise ArchiveRefused(Reason.BROKEN, f"{member.name} has two sizes")
    return member.offset + 30 + int(name_length) + int(extra_length)


def _content(file: BinaryIO, member: Member, start: int) -> Iterator[bytes]:
    """The content in pieces. Raises ArchiveRefused at the first byte beyond the size that was told, and for a wrong sum."""
    crc = length = 0
    for chunk in _inflated(file, member, start) if member.method == _DEFLATED else _packed(file, member, start):
        length += len(chunk)
        if length > member.size:
            raise ArchiveRefused(Reason.BROKEN, f"{member.name} is longer than it says")
        crc = zlib.crc32(chunk, crc)
        yield chunk
    if length != member.size or crc != member.crc:
        raise ArchiveRefused(Reason.BROKEN, f"{member.name} is not what it says")


def _packed(file: BinaryIO, member: Member, start: int) -> Iterator[bytes]:
    left = member.packed
    while left:
        file.seek(start + member.packed - left)
        chunk = file.read(min(CHUNK, left))
        if not chunk:
            raise ArchiveRefused(Reason.BROKEN, member.name)
        left -= len(chunk)
        yield chunk


def _inflated(file: BinaryIO, member: Member, start: int) -> Iterator[bytes]:
    unpack = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for piece in _packed(file, member, start):
            if unpack.eof:
                raise ArchiveRefused(Reason.BROKEN, f"{member.name} goes on behind its end")
            waiting = piece
            while waiting and not unpack.eof:
                if chunk := unpack.decompress(waiting, CHUNK):
                    yield chunk
                waiting = unpack.unconsumed_tail
        while not unpack.eof and (chunk := unpack.decompress(b"", CHUNK)):
            yield chunk
    except zlib.error as error:
        raise ArchiveRefused(Reason.BROKEN, member.name) from error
    if not unpack.eof or unpack.unused_data:
        raise ArchiveRefused(Reason.BROKEN, member.name)
