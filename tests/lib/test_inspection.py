"""What each use takes, in whole uploads; and hostile ones, each refused with its code."""

import hashlib
import io
import tracemalloc
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from PIL import Image

from lib import inspection
from lib.errors import InvalidInput
from lib.file_limits import PRESETS, Limits
from tests.factories import files

LESSON, HOMEWORK, AVATAR, IMPORT = (PRESETS[name] for name in ("lesson-file", "homework", "avatar", "import"))


def sent(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="text/html")


def code_of(name: str, data: bytes, limits: Limits = LESSON) -> str:
    """The code of the refusal; the type and ending it is kept by when there is none."""
    try:
        checked = inspection.inspect(sent(name, data), limits)
    except InvalidInput as refused:
        return refused.code if refused.attr == "file" and refused.detail else "not said"
    return f"{checked.content_type} {checked.suffix}"


OFFICE = "application/vnd.openxmlformats-officedocument."


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.pdf", files.PDF, "application/pdf .pdf"),
        ("A.PDF", files.PDF, "application/pdf .pdf"),
        ("no ending", files.PDF, "application/pdf .pdf"),
        ("a.doc", files.ole("WordDocument"), "application/msword .doc"),
        ("a.ppt", files.ole("PowerPoint Document"), "application/vnd.ms-powerpoint .ppt"),
        ("a.xls", files.ole("Workbook"), "application/vnd.ms-excel .xls"),
        ("a.docx", files.office("docx"), f"{OFFICE}wordprocessingml.document .docx"),
        ("a.pptx", files.office("pptx"), f"{OFFICE}presentationml.presentation .pptx"),
        ("a.xlsx", files.office("xlsx"), f"{OFFICE}spreadsheetml.sheet .xlsx"),
        ("a.csv", b"a;b\r\n1;2\r\n", "text/csv .csv"),
        ("a.txt", "Привет".encode("cp1251"), "text/plain .txt"),
        ("a.zip", files.zipped(), "application/zip .zip"),
        ("a.mp4", files.mp4(), "video/mp4 .mp4"),
        ("a.m4v", files.mp4(), "video/mp4 .m4v"),
        ("a.mov", files.mp4(b"qt  "), "video/quicktime .mov"),
        ("a.webm", files.webm(), "video/webm .webm"),
        ("a.mp3", files.ID3, "audio/mpeg .mp3"),
        ("a.jpeg", files.picture("JPEG"), "image/jpeg .jpg"),
        ("a.jpg", files.picture("WEBP"), "image/webp .webp"),
        ("a.gif", files.picture("GIF"), "image/png .png"),
    ],
)
def test_lessons_take_what_they_should(name, data, expected):
    assert code_of(name, data) == expected


def docx_with_macros() -> bytes:
    return files.office("docx", main="application/vnd.ms-word.document.macroEnabled.main+xml")


def entity_bomb() -> bytes:
    """Ten entities of ten entities each: harmless here, where no XML is parsed."""
    text = "<!DOCTYPE x [" + "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(10)) + "]>"
    return files.office("xlsx", also={"xl/sharedStrings.xml": text.encode()})


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.pdf", b"", "file_empty"),
        ("a.exe", files.EXE, "file_type"),
        ("a.pdf", files.EXE, "file_type"),
        ("a.rar", b"Rar!\x1a\x07\x01\x00" + bytes(99), "file_type"),
        ("a.m4a", files.mp4(b"M4A "), "file_type"),
        ("a.heic", files.mp4(b"heic"), "file_type"),
        ("a.bmp", files.picture("BMP"), "file_type"),
        ("a.pdf", files.zipped(), "file_mismatch"),
        ("a.zip", files.PDF, "file_mismatch"),
        ("a.exe", files.PDF, "file_mismatch"),
        ("a.pdf.exe", files.PDF, "file_mismatch"),
        ("a.docx", files.zipped(), "file_mismatch"),
        ("a.zip", files.office("docx"), "file_mismatch"),
        ("a.docx", files.office("xlsx"), "file_mismatch"),
        ("a.docx", docx_with_macros(), "file_mismatch"),
        ("a.docx", files.ole("EncryptedPackage"), "file_type"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table>", "file_mismatch"),
        ("a.html", b"<html><script>alert(1)</script>", "file_mismatch"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "file_mismatch"),
        ("a.js", b"alert(1)", "file_mismatch"),
        ("a.png", files.PDF, "file_mismatch"),
        ("a.pdf", files.picture("PNG"), "file_mismatch"),
        ("a.png", files.picture("PNG", (300, 300))[:-100], "file_broken"),
        ("a.png", files.png_that_claims(30_000, 30_000), "file_too_large"),
        ("a.zip", files.zipped({"a": b"hello" * 99})[:-30], "file_broken"),
        ("a.docx", files.office("docx")[:-30], "file_broken"),
        ("a.zip", files.zipped({"../../evil": b"x"}), "archive_unsafe"),
        ("a.zip", files.zip_with_link(), "archive_unsafe"),
        ("a.docx", files.office("docx", also={"../evil": b"x"}), "archive_unsafe"),
        ("a.zip", files.zipped(method=zipfile.ZIP_BZIP2), "archive_method"),
        ("a.zip", files.zipped({"zeros": bytes(20_000_000)}), "archive_bomb"),
        ("a.xlsx", files.office("xlsx", also={"xl/worksheets/sheet1.xml": bytes(20_000_000)}), "archive_bomb"),
        ("a.zip", files.zipped({f"{n}": b"" for n in range(2001)}), "archive_bomb"),
        ("a.zip", files.zipped({"a": files.zipped({"a": files.zipped({"a": files.zipped()})})}), "archive_bomb"),
    ],
)
def test_lessons_refuse_the_rest_each_with_its_code(name, data, expected):
    assert code_of(name, data) == expected


def test_locked_archives_are_refused():
    data = bytearray(files.zipped())
    data[6] |= 1
    assert code_of("a.zip", bytes(data)) == "archive_encrypted"


def test_xml_that_would_unfold_is_left_to_whoever_parses_it():
    assert code_of("a.xlsx", entity_bomb(), IMPORT) == f"{OFFICE}spreadsheetml.sheet .xlsx"


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.exe", files.EXE, "application/octet-stream .exe"),
        ("a.html", b"<html>", "application/octet-stream .html"),
        ("a.svg", b"<svg/>", "application/octet-stream .svg"),
        ("a.py", b"print(1)", "application/octet-stream .py"),
        ("a.txt", b"hello", "text/plain .txt"),
        ("a.pdf", files.PDF, "application/pdf .pdf"),
        ("a.pdf", files.zipped(), "application/octet-stream .pdf"),
        ("a.tar.gz", b"\x1f\x8b\x08" + bytes(50), "application/octet-stream .gz"),
        ("a.odt", files.zipped({"mimetype": b"x"}), "application/octet-stream .odt"),
        ("none", files.EXE, "application/octet-stream .bin"),
        ("a.<b>", files.EXE, "application/octet-stream .bin"),
        ("a.zip", files.zipped({"../evil": b"x"}), "archive_unsafe"),
        ("a.jar", files.zipped({"zeros": bytes(20_000_000)}), "archive_bomb"),
        ("a.bin", b"", "file_empty"),
    ],
)
def test_homework_takes_anything_but_bombs(name, data, expected):
    assert code_of(name, data, HOMEWORK) == expected


def test_homework_keeps_every_byte_as_it_was_sent():
    data = files.picture("JPEG", exif=_exif())
    checked = inspection.inspect(sent("photo.jpg", data), HOMEWORK)
    assert (checked.content.read(), checked.size, checked.sha256) == (data, len(data), hashlib.sha256(data).hexdigest())


def test_a_picture_that_is_shown_says_nothing_of_where_it_was_taken():
    data = files.picture("JPEG", exif=_exif()) + b"PK\x03\x04<script>alert(1)</script>"
    checked = inspection.inspect(sent("photo.jpg", data), LESSON)
    kept = checked.content.read()
    assert b"Secret" in data
    assert not [word for word in (b"Secret", b"Exif", b"script", b"PK\x03\x04") if word in kept]
    with Image.open(io.BytesIO(kept)) as picture:
        assert not picture.getexif()


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = "Secret camera"
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 0.0)
    return exif


def test_avatars_are_small_and_stand_still():
    frames = [Image.new("RGB", (900, 600), colour) for colour in ("red", "blue")]
    moving = io.BytesIO()
    frames[0].save(moving, "GIF", save_all=True, append_images=frames[1:])
    checked = inspection.inspect(sent("me.gif", moving.getvalue()), AVATAR)
    assert (checked.content_type, checked.width, checked.height) == ("image/png", 512, 512)
    assert code_of("me.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", AVATAR) == "file_type"
    assert code_of("me.png", files.PDF, AVATAR) == "file_type"


def test_a_picture_has_a_limit_of_its_own(monkeypatch):
    monkeypatch.setattr(inspection, "PICTURE_MAX_BYTES", 10)
    assert code_of("a.png", files.picture()) == "file_too_large"
    assert code_of("a.png", files.picture(), HOMEWORK) == "image/png .png"


@pytest.mark.parametrize("polyglot", [files.PDF + files.zipped(), b"GIF89a=1;alert(1)//" + bytes(9), files.MP3 + b"<script>"])
def test_what_is_two_things_is_kept_as_the_one_it_begins_as(polyglot):
    assert code_of("a.zip", polyglot) == "file_mismatch"
    assert code_of("a.html", polyglot) == "file_mismatch"


def test_limits_are_counted_in_bytes_that_are_there():
    limits = Limits(100, LESSON.content_types)
    assert code_of("a.txt", b"x" * 100, limits) == "text/plain .txt"
    assert code_of("a.txt", b"x" * 101, limits) == "file_too_large"
    liar = sent("a.txt", b"x" * 101)
    liar.size = 5
    with pytest.raises(inspection.FileTooLarge) as refused:
        inspection.inspect(liar, limits)
    assert refused.value.detail == "Send at most 100\xa0bytes."


def test_a_large_file_is_never_in_memory_as_a_whole():
    with TemporaryUploadedFile("a.mp4", "", 0, None) as upload:
        upload.write(files.mp4())
        for _ in range(40):
            upload.write(bytes(1_000_000))
        upload.size = upload.tell()
        tracemalloc.start()
        checked = inspection.inspect(upload, LESSON)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert (checked.size, most < 2_000_000) == (40_001_024, True)
