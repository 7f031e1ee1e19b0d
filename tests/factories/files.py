"""Files of every kind, good and hostile, made in memory."""

import io
import stat
import struct
import zipfile
import zlib

from PIL import Image

MAIN = "application/vnd.openxmlformats-officedocument.{}.main+xml"
PARTS = {
    "docx": ("word/document.xml", "wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation"),
}


def picture(format_: str = "PNG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **options) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size).save(file, format_, **options)
    return file.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that say they unfold to width × height."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


def zipped(members: dict[str, bytes] | None = None, *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in ({"a.txt": b"hello"} if members is None else members).items():
            archive.writestr(zipfile.ZipInfo(name), data, method)  # made in 1980, so the same every time
    return file.getvalue()


def zip_with(info: zipfile.ZipInfo, data: bytes = b"x") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(info, data)
    return file.getvalue()


def zip_with_link() -> bytes:
    info = zipfile.ZipInfo("link")
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return zip_with(info, b"/etc/passwd")


def office(kind: str, *, main: str = MAIN, also: dict[str, bytes] | None = None) -> bytes:
    part, content_type = PARTS[kind]
    types = f'<Types><Default Extension="xml"/><Override PartName="/{part}" ContentType="{main.format(content_type)}"/></Types>'
    return zipped({"[Content_Types].xml": types.encode(), part: b"<x/>", **(also or {})})


def ole(stream: str, *, sectors_before: int = 1, directory: int | None = None) -> bytes:
    """A compound file: header, allocation table, some sectors, and a directory that names one stream."""
    directory = sectors_before if directory is None else directory
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0"))
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<III", header, 44, 1, directory, 0)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    chain = [0xFFFFFFFD, *[0xFFFFFFFF] * 127]
    chain[sectors_before], chain[sectors_before + 1] = sectors_before + 1, 0xFFFFFFFE
    first = _entry("Root Entry") + bytes(384)
    table = struct.pack("<128I", *chain)
    return bytes(header) + table + bytes(512) * (sectors_before - 1) + first + _entry(stream) + bytes(384)


def _entry(name: str) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    return raw.ljust(64, b"\0") + struct.pack("<H", len(raw)) + bytes(62)


def mp4(brand: bytes = b"isom") -> bytes:
    return struct.pack(">I", 24) + b"ftyp" + brand + bytes(12) + struct.pack(">I", 1000) + b"mdat" + bytes(992)


def webm(kind: bytes = b"webm") -> bytes:
    return b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82" + bytes([0x80 | len(kind)]) + kind + bytes(500)


PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
MP3 = b"\xff\xfb\x90\x64" + bytes(400)
ID3 = b"ID3\x04\x00\x00\x00\x00\x00\x0a" + bytes(400)
OGG = b"OggS\x00\x02" + bytes(100)
WAV = b"RIFF" + struct.pack("<I", 100) + b"WAVEfmt " + bytes(92)
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200)
