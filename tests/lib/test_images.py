"""Pictures are recognised by their bytes, written anew, and never unfold to more than they should."""

import io
import struct
import zlib

import pytest
from PIL import Image

from lib import images


def encoded(format_: str, size: tuple[int, int] = (40, 20), mode: str = "RGB", **options) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size, "red" if mode != "L" else 100).save(file, format_, **options)
    return file.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that say they unfold to width × height."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (encoded("JPEG"), "image/jpeg"),
        (encoded("PNG"), "image/png"),
        (encoded("GIF"), "image/gif"),
        (encoded("WEBP"), "image/webp"),
        (encoded("BMP"), None),
        (encoded("TIFF"), None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", None),
        (b"<html>", None),
        (b"%PDF-1.7", None),
        (b"", None),
    ],
)
def test_the_first_bytes_say_what_it_is(data, kind):
    assert images.recognise(data[:16]) == kind


@pytest.mark.parametrize(
    ("format_", "mode", "kept"),
    [
        ("JPEG", "RGB", "image/jpeg"),
        ("JPEG", "L", "image/jpeg"),
        ("JPEG", "CMYK", "image/jpeg"),
        ("PNG", "RGBA", "image/png"),
        ("PNG", "P", "image/png"),
        ("PNG", "1", "image/png"),
        ("GIF", "P", "image/png"),
        ("WEBP", "RGB", "image/webp"),
        ("WEBP", "RGBA", "image/webp"),
    ],
)
def test_every_colour_mode_is_written_anew(format_, mode, kept):
    data = io.BytesIO()
    Image.new(mode, (40, 20)).save(data, format_)
    picture = images.rewrite(data, images.recognise(data.getvalue()[:16]))
    assert (picture.content_type, picture.width, picture.height) == (kept, 40, 20)
    with Image.open(io.BytesIO(picture.data)) as again:
        again.load()
        assert (Image.MIME[again.format], again.size) == (kept, (40, 20))


def test_what_a_camera_tells_is_dropped_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90°
    exif[0x010F] = "Secret camera"
    exif.get_ifd(0x8825)[1] = "N"  # where it was taken
    data = encoded("JPEG", (40, 20), exif=exif, comment=b"hidden words") + b"<script>behind the picture</script>"
    picture = images.rewrite(io.BytesIO(data), "image/jpeg")
    assert (picture.width, picture.height) == (20, 40)
    with Image.open(io.BytesIO(picture.data)) as again:
        assert not again.getexif()
    for word in (b"Secret", b"hidden", b"script", b"Exif"):
        assert word not in picture.data


def test_a_large_picture_becomes_as_large_as_a_screen():
    picture = images.rewrite(io.BytesIO(encoded("JPEG", (4000, 1000))), "image/jpeg")
    assert (picture.width, picture.height) == (1920, 480)


def test_a_moving_picture_becomes_its_first_frame():
    file = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue", "lime")]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    picture = images.rewrite(file, "image/gif")
    with Image.open(io.BytesIO(picture.data)) as again:
        assert (getattr(again, "n_frames", 1), again.convert("RGB").getpixel((0, 0))) == (1, (255, 0, 0))


def test_a_flood_of_pixels_is_refused_before_it_is_unfolded():
    with pytest.raises(images.TooManyPixels):
        images.rewrite(io.BytesIO(png_that_claims(8000, 8000)), "image/png")
    with pytest.raises(images.TooManyPixels):
        images.rewrite(io.BytesIO(encoded("PNG", (40, 20))), "image/png", max_pixels=799)
    for side in (30_000, 60_000):  # so large that Pillow itself refuses
        with pytest.raises(images.TooManyPixels):
            images.rewrite(io.BytesIO(png_that_claims(side, side)), "image/png", max_pixels=10**10)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (encoded("PNG", (300, 300))[:-200], "image/png"),
        (encoded("JPEG", (300, 300))[:400], "image/jpeg"),
        (encoded("GIF")[:20], "image/gif"),
        (encoded("WEBP")[:30], "image/webp"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "image/png"),
        (b"\xff\xd8\xff" + b"\x00" * 50, "image/jpeg"),
        (png_that_claims(100, 100), "image/png"),
        (encoded("PNG"), "image/jpeg"),
    ],
)
def test_what_cannot_be_decoded_is_broken(data, kind):
    with pytest.raises(images.BrokenImage):
        images.rewrite(io.BytesIO(data), kind)
