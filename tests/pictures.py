"""Pictures to send."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def picture(size: tuple[int, int] = (40, 20), kind: str = "PNG") -> bytes:
    """A red one."""
    written = io.BytesIO()
    Image.new("RGB", size, "red").save(written, kind)
    return written.getvalue()


def upload_of(data: bytes | None = None, *, name: str = "me.png") -> SimpleUploadedFile:
    """As a form sends it."""
    return SimpleUploadedFile(name, picture() if data is None else data)
