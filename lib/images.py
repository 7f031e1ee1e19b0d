"""Pictures that people send: recognised by their first bytes, decoded, turned upright, made no larger than a screen, and
written anew.

What is stored never holds a byte of the original file: no EXIF (places, names, thumbnails), nothing hidden behind the
picture, no script. A moving picture becomes its first frame: movement under a running clock draws the eye from the question.
"""

import io
import struct
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageOps

from lib import signatures
from lib.file_limits import LONGEST_SIDE

MAX_PIXELS = 40_000_000
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP"}
SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}
MAX_ICC = 64 * 1024
# All that Pillow's decoders raise on broken files.
BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    struct.error,
    zlib.error,
)
# Far beyond our own cap, Pillow refuses by itself.
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class BrokenImage(Exception):
    """The picture cannot be decoded."""


class TooManyPixels(Exception):
    """Decoding the picture would take more memory than it is worth."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture written anew."""

    data: bytes
    content_type: str
    width: int
    height: int


def recognise(head: bytes) -> str | None:
    """The content type that the first 16 bytes speak of; None for anything but JPEG, PNG, GIF and WebP."""
    found = signatures.recognise_head(head)
    return found[0] if found and found[0] in FORMATS else None


def rewrite(
    file: BinaryIO,
    content_type: str,
    *,
    max_pixels: int = MAX_PIXELS,
    longest_side: int = LONGEST_SIDE,
    is_square: bool = False,
) -> Picture:
    """The picture in `file`, of the recognised type, as it is stored. Raises BrokenImage, TooManyPixels."""
    try:
        with Image.open(file, formats=[FORMATS[content_type]]) as opened:
            # The size stands in the header: a small file that would unfold to gigabytes is refused before it does.
            if opened.width * opened.height > max_pixels:
                raise TooManyPixels
            opened.draft(None, (longest_side, longest_side))
            opened.load()
            profile = opened.info.get("icc_profile")
            upright = ImageOps.exif_transpose(opened)
            return _write(_middle(upright) if is_square else upright, content_type, profile, longest_side)
    except BOMBS:
        raise TooManyPixels from None
    except BROKEN as error:
        raise BrokenImage(str(error)) from error


def _middle(image: Image.Image) -> Image.Image:
    """The largest square in the middle."""
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    return image.crop((left, top, left + side, top + side))


def _write(image: Image.Image, content_type: str, profile: bytes | None, longest_side: int) -> Picture:
    stored_as = "image/png" if content_type == "image/gif" else content_type
    wanted = "RGB" if stored_as == "image/jpeg" else "RGBA"
    plain = {"L", "RGB"} if stored_as == "image/jpeg" else {"L", "RGB", "RGBA"}
    keeps_colours = image.mode not in {"CMYK", "YCCK", "LAB"}
    if image.mode not in plain:
        image = image.convert(wanted)
    image.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS)
    image.info.clear()
    written = io.BytesIO()
    options = {"icc_profile": profile} if profile and keeps_colours and len(profile) <= MAX_ICC else {}
    if stored_as == "image/png":
        image.save(written, "PNG", optimize=False, **options)
    else:
        image.save(written, FORMATS[stored_as], quality=86, **options)
    return Picture(written.getvalue(), stored_as, image.width, image.height)
