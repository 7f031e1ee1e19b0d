"""What a file is by its own bytes: content types out of signatures and the few tables inside that tell twins apart.

Neither the name nor the type that a browser claims counts here. Zip archives are only said to be archives: what is in one
is read by lib.archives, and `office_type` makes a document of it.
"""

import codecs
import re
import struct
from collections.abc import Collection
from typing import BinaryIO

JPEG, PNG, GIF, WEBP = "image/jpeg", "image/png", "image/gif", "image/webp"
PDF, ZIP, PLAIN, CSV = "application/pdf", "application/zip", "text/plain", "text/csv"
DOC, XLS, PPT = "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = f"{_OFFICE}wordprocessingml.document"
XLSX = f"{_OFFICE}spreadsheetml.sheet"
PPTX = f"{_OFFICE}presentationml.presentation"
MP4, MOV, WEBM, MKV = "video/mp4", "video/quicktime", "video/webm", "video/x-matroska"
MP3, M4A, OGG, WAV = "audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav"
UNKNOWN = "application/octet-stream"

PICTURES = frozenset({JPEG, PNG, GIF, WEBP})
VIDEOS = frozenset({MP4, MOV, WEBM})
SOUNDS = frozenset({MP3, M4A, OGG, WAV})
DOCUMENTS = frozenset({PDF, DOC, DOCX, PPT, PPTX, XLS, XLSX})
TEXTS = frozenset({PLAIN, CSV})

# How names of each type end; the first one is what a stored file gets.
SUFFIXES: dict[str, tuple[str, ...]] = {
    JPEG: (".jpg", ".jpeg", ".jfif"),
    PNG: (".png",),
    GIF: (".gif",),
    WEBP: (".webp",),
    PDF: (".pdf",),
    DOC: (".doc",),
    DOCX: (".docx",),
    PPT: (".ppt",),
    PPTX: (".pptx",),
    XLS: (".xls",),
    XLSX: (".xlsx",),
    CSV: (".csv",),
    PLAIN: (".txt",),
    ZIP: (".zip",),
    MP4: (".mp4", ".m4v"),
    MOV: (".mov",),
    WEBM: (".webm",),
    MKV: (".mkv",),
    MP3: (".mp3",),
    M4A: (".m4a",),
    OGG: (".ogg", ".oga", ".opus"),
    WAV: (".wav",),
}

HEAD = 4096
CHUNK = 256 * 1024
_PREFIXES: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"%PDF-", PDF),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"OggS", OGG),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = {"WordDocument": DOC, "Workbook": XLS, "Book": XLS, "PowerPoint Document": PPT}
_OLE_END = 0xFFFFFFFA
_OLE_SECTORS_READ = 64
_MP4_BRANDS = {b"isom", b"avc1", b"dash", b"mmp4", b"MSNV", b"M4V ", b"M4VH", b"M4VP", b"f4v "}
_M4A_BRANDS = {b"M4A ", b"M4B ", b"M4P "}
_MAIN_PARTS = {
    f"{DOCX}.main+xml": DOCX,
    f"{XLSX}.main+xml": XLSX,
    f"{PPTX}.main+xml": PPTX,
}
# What no text holds: control characters but for tab, line feed, form feed and carriage return.
_CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


def recognise(file: BinaryIO) -> tuple[str, ...]:
    """The content types that fit what the file holds, the likeliest first; none when nothing here knows it.

    More than one where bytes alone cannot say: a table is a text too, and an MP4 may hold sound only.
    """
    file.seek(0)
    head = file.read(HEAD)
    found = recognise_head(head)
    if found:
        return found
    if head.startswith(_OLE):
        return tuple(dict.fromkeys(_OLE_STREAMS[name] for name in _ole_names(file) if name in _OLE_STREAMS))
    return (PLAIN, CSV) if head and is_text(file) else ()


def recognise_head(head: bytes) -> tuple[str, ...]:
    """As `recognise`, of what a file's beginning tells alone."""
    for prefix, content_type in _PREFIXES:
        if head.startswith(prefix):
            return (content_type,)
    if head[:4] == b"RIFF":
        return {b"WEBP": (WEBP,), b"WAVE": (WAV,)}.get(head[8:12], ())
    if head[4:8] == b"ftyp" and int.from_bytes(head[:4], "big") >= 16:
        return _by_brand(head[8:12])
    if head[:4] == b"\x1a\x45\xdf\xa3":
        kind = re.search(rb"\x42\x82[\x81-\x90]([a-z]+)", head)
        return {b"webm": (WEBM,), b"matroska": (MKV,)}.get(kind[1] if kind else b"", ())
    return (MP3,) if _is_mp3(head) else ()


def office_type(content_types: bytes, names: Collection[str]) -> str | None:
    """Which document an archive with these parts is, by the text of its `[Content_Types].xml`; None when it is none.

    Read without an XML parser, so nothing can unfold here. Documents with macros have main parts of other types: none.
    """
    for override in re.findall(rb"<(?:\w+:)?Override\b[^>]*>", content_types):
        part = re.search(rb"""\bPartName\s*=\s*["']/?([^"']+)["']""", override)
        kind = re.search(rb"""\bContentType\s*=\s*["']([^"']+)["']""", override)
        if part and kind:
            found = _MAIN_PARTS.get(kind[1].decode("ascii", "replace"))
            if found and part[1].decode("utf-8", "replace") in names:
                return found
    return None


def is_text(file: BinaryIO) -> bool:
    """Whether the whole file is text: UTF-16 with its mark, UTF-8, or one of the one-byte code pages, without controls."""
    file.seek(0)
    chunk = file.read(CHUNK)
    if chunk[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        return _is_utf16(file, chunk)
    utf8, page = codecs.getincrementaldecoder("utf-8")(), True
    is_utf8 = True
    while chunk:
        if _CONTROL_BYTES.search(chunk):
            return False
        page = page and b"\x98" not in chunk  # the one byte that cp1251 leaves free
        is_utf8 = is_utf8 and _takes(utf8, chunk)
        chunk = file.read(CHUNK)
    return page or (is_utf8 and _takes(utf8, b"", final=True))


def _is_utf16(file: BinaryIO, chunk: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-16")()
    try:
        while chunk:
            if _CONTROLS.search(decoder.decode(chunk)):
                return False
            chunk = file.read(CHUNK)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _takes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _by_brand(brand: bytes) -> tuple[str, ...]:
    """ISO media: the major brand tells films from sounds; phones write the general brands for both."""
    if brand == b"qt  ":
        return (MOV,)
    if brand in _M4A_BRANDS:
        return (M4A,)
    if brand in _MP4_BRANDS or brand[:3] in {b"iso", b"mp4"}:
        return (MP4, M4A)
    return ()


def _is_mp3(head: bytes) -> bool:
    if head[:3] == b"ID3":
        return len(head) >= 10 and head[3] < 0xFF and not head[5] & 0x0F and all(byte < 0x80 for byte in head[6:10])
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:  # eleven bits of sync, layer III
        return False
    return head[1] & 0x18 != 0x08 and head[2] >> 4 not in {0, 15} and head[2] >> 2 & 3 != 3


def _ole_names(file: BinaryIO) -> list[str]:
    """Names in the directory of a compound file, which is a chain of sectors of its own little file system."""
    file.seek(0)
    header = file.read(512)
    if len(header) < 512:
        return []
    (shift,) = struct.unpack_from("<H", header, 30)
    if shift not in {9, 12}:
        return []
    tables = struct.unpack_from("<109I", header, 76)
    (sector,) = struct.unpack_from("<I", header, 48)
    in_table = (1 << shift) // 4
    names: list[str] = []
    for _ in range(_OLE_SECTORS_READ):
        if sector >= _OLE_END:
            break
        block = _sector(file, sector, shift)
        names += [_ole_name(block[at : at + 128]) for at in range(0, len(block) - 127, 128)]
        if sector // in_table >= len(tables) or tables[sector // in_table] >= _OLE_END:
            break
        table = _sector(file, tables[sector // in_table], shift)
        if len(table) < 1 << shift:
            break
        (sector,) = struct.unpack_from("<I", table, sector % in_table * 4)
    return names


def _sector(file: BinaryIO, number: int, shift: int) -> bytes:
    file.seek((number + 1) << shift)
    return file.read(1 << shift)


def _ole_name(entry: bytes) -> str:
    (length,) = struct.unpack_from("<H", entry, 64)
    return entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
