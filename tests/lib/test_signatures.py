"""Types are told by bytes: every kind that may be sent, and what looks like one and is none."""

import io

import pytest

from lib import signatures
from lib.signatures import CSV, DOC, M4A, MKV, MOV, MP3, MP4, OGG, PDF, PLAIN, PPT, WAV, WEBM, XLS, ZIP
from tests.factories import files

CASES = [
    ("jpeg", files.picture("JPEG"), ("image/jpeg",)),
    ("png", files.picture("PNG"), ("image/png",)),
    ("gif", files.picture("GIF"), ("image/gif",)),
    ("webp", files.picture("WEBP"), ("image/webp",)),
    ("bmp", files.picture("BMP"), ()),
    ("tiff", files.picture("TIFF"), ()),
    ("pdf", files.PDF, (PDF,)),
    ("pdf after something else", b"\n" + files.PDF.replace(b"\n", b"\0"), ()),
    ("zip", files.zipped(), (ZIP,)),
    ("empty zip", files.zipped({}), (ZIP,)),
    ("doc", files.ole("WordDocument"), (DOC,)),
    ("doc, its directory far away", files.ole("WordDocument", sectors_before=100), (DOC,)),
    ("xls", files.ole("Workbook"), (XLS,)),
    ("old xls", files.ole("Book"), (XLS,)),
    ("ppt", files.ole("PowerPoint Document"), (PPT,)),
    ("msi or mail, as compound file", files.ole("__properties_version1.0"), ()),
    ("locked office file", files.ole("EncryptedPackage"), ()),
    ("compound file cut off", files.ole("Workbook")[:300], ()),
    ("compound file of odd sectors", files.ole("Workbook").replace(b"\xfe\xff\x09\x00", b"\xfe\xff\x07\x00"), ()),
    ("compound file whose directory ends at once", files.ole("Workbook", directory=0xFFFFFFFE), ()),
    ("compound file whose table is cut off", files.ole("Book")[:76] + b"\x63\0\0\0" + files.ole("Book")[80:1536], ()),
    ("compound file whose table has no such sector", files.ole("Book", directory=200), ()),
    ("compound file without directory", files.ole("Workbook")[:1000], ()),
    ("mp4", files.mp4(), (MP4, M4A)),
    ("mp4 of a phone", files.mp4(b"mp42"), (MP4, M4A)),
    ("m4v", files.mp4(b"M4V "), (MP4, M4A)),
    ("m4a", files.mp4(b"M4A "), (M4A,)),
    ("mov", files.mp4(b"qt  "), (MOV,)),
    ("heic", files.mp4(b"heic"), ()),
    ("webm", files.webm(), (WEBM,)),
    ("mkv", files.webm(b"matroska"), (MKV,)),
    ("other ebml", files.webm(b"something"), ()),
    ("mp3", files.MP3, (MP3,)),
    ("mp3 with tags", files.ID3, (MP3,)),
    ("no mp3: a reserved bit rate", b"\xff\xfb\xf0\x64" + bytes(100), ()),
    ("no mp3: layer I", b"\xff\xff\x90\x64" + bytes(100), ()),
    ("no mp3: a tag of no size", b"ID3\x04\x00\x00\xff\xff\xff\xff" + bytes(100), ()),
    ("ogg", files.OGG, (OGG,)),
    ("wav", files.WAV, (WAV,)),
    ("avi", files.WAV.replace(b"WAVE", b"AVI "), ()),
    ("text", "Grüße, мир\t1\r\n".encode(), (PLAIN, CSV)),
    ("text with its mark", "Grüße".encode("utf-8-sig"), (PLAIN, CSV)),
    ("text in cp1251", "Привет, мир".encode("cp1251"), (PLAIN, CSV)),
    ("text in cp1252", "Grüße; naïve".encode("cp1252"), (PLAIN, CSV)),
    ("text in UTF-16", "Привет".encode("utf-16"), (PLAIN, CSV)),
    ("no text: half a character of UTF-16", "Привет".encode("utf-16") + b"\x00", ()),
    ("no text: a control in UTF-16", "a\0b".encode("utf-16"), ()),
    ("no text: UTF-8 with a byte no code page has", "Привет".encode() + b"\x98\xff", ()),
    ("UTF-8 with that byte inside a character", "Иван, Ирина".encode(), (PLAIN, CSV)),
    ("no text: a null", b"abc\0def", ()),
    ("no text: an escape", b"abc\x1b[31m", ()),
    ("no text: a control far behind", b"a" * 1_000_000 + b"\x01", ()),
    ("html is text", b"<html><script>alert(1)</script>", (PLAIN, CSV)),
    ("svg is text", b"<svg xmlns='http://www.w3.org/2000/svg'/>", (PLAIN, CSV)),
    ("exe", files.EXE, ()),
    ("elf", b"\x7fELF\x02\x01" + bytes(100), ()),
    ("rar", b"Rar!\x1a\x07\x01\x00" + bytes(100), ()),
    ("7z", b"7z\xbc\xaf\x27\x1c" + bytes(100), ()),
    ("empty", b"", ()),
]


@pytest.mark.parametrize(("data", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_content_says_what_it_is(data, expected):
    assert signatures.recognise(io.BytesIO(data)) == expected


def test_a_character_over_two_pieces_is_one_character(monkeypatch):
    monkeypatch.setattr(signatures, "CHUNK", 3)
    assert signatures.is_text(io.BytesIO("ИИИИИ".encode()))


def types(kind: str, part: str = "/word/document.xml") -> bytes:
    return f"""<Types><Override ContentType='{kind}' PartName='{part}'/></Types>""".encode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (types(f"{signatures.DOCX}.main+xml"), signatures.DOCX),
        (types(f"{signatures.XLSX}.main+xml"), signatures.XLSX),
        (types(f"{signatures.PPTX}.main+xml"), signatures.PPTX),
        (types(f"{signatures.DOCX}.main+xml").replace(b"<Override", b"<ct:Override"), signatures.DOCX),
        (types("application/vnd.ms-word.document.macroEnabled.main+xml"), None),
        (types("application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"), None),
        (types(f"{signatures.DOCX}.main+xml", "/word/other.xml"), None),
        (b"<Types/>", None),
        (b"\xff\xfe<", None),
        (b"", None),
    ],
    ids=["docx", "xlsx", "pptx", "prefix", "macros", "template", "part missing", "empty", "other code", "nothing"],
)
def test_an_office_file_is_what_its_main_part_is(text, expected):
    assert signatures.office_type(text, {"word/document.xml"}) == expected
