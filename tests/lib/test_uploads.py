"""Files that people send: what is taken, who reads it, and when it goes."""

import io
import os
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from lib import uploads
from lib.errors import DomainError
from lib.models import StoredFile
from lib.serving.files import FILE_HEADER
from lib.serving.wsgi import EDGE
from tests.factories.quizzes import make_quiz
from tests.lib import uses

pytestmark = pytest.mark.django_db

URL = "/api/v1/uploads/"


def png(size: tuple[int, int] = (40, 20)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "red").save(file, "PNG")
    return file.getvalue()


def sent(name: str = "Bild.png", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, png() if data is None else data, content_type="text/html")


def store(owner, use: str = "quiz-media", **upload) -> StoredFile:
    return uploads.store(owner=owner, use=use, upload=sent(**upload))


@pytest.fixture
def private_use(monkeypatch):
    """A use whose files are their owner's alone."""
    monkeypatch.setattr(uploads, "_uses", dict(uploads._uses))
    uploads.register_use(
        "diary", content_types={"image/png"}, max_bytes=1000, may_read=lambda user, file: user.pk == file.owner_id
    )


def error_of(response, status: int = 400) -> tuple[str, str]:
    assert response.status_code == status, response.content
    (error,) = response.json()["errors"]
    return error["attr"], error["code"]


# Sending ----------------------------------------------------------------------------------------------------------


def test_a_picture_is_stored_and_told_of(signed_in, teacher):
    response = signed_in(teacher).post(URL, {"file": sent("Grüße an alle.PNG"), "use": "quiz-media"})
    assert response.status_code == 201
    stored = StoredFile.objects.get()
    assert response.json() == {
        "id": str(stored.pk),
        "url": f"/files/{stored.pk}/{quote('Grüße-an-alle.png')}",
        "name": "Grüße-an-alle.png",
        "size": stored.size,
        "content_type": "image/png",
        "width": 40,
        "height": 20,
    }
    assert (stored.owner, stored.use, len(stored.sha256)) == (teacher, "quiz-media", 64)
    assert stored.path == f"uploads/quiz-media/{str(stored.pk)[:2]}/{stored.pk}.png"
    assert default_storage.size(stored.path) == stored.size


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", ("file", "file_type")),
        ("a.png", b"<html><script>alert(1)</script>", ("file", "file_type")),
        ("a.png", b"", ("file", "file_empty")),
        ("a.png", png()[:60], ("file", "file_broken")),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"x" * 10_000_000, ("file", "file_too_large")),
    ],
    ids=["svg", "html", "empty", "broken", "large"],
)
def test_what_is_no_picture_is_refused_by_its_code(signed_in, teacher, name, data, expected):
    response = signed_in(teacher).post(URL, {"file": sent(name, data), "use": "quiz-media"})
    assert error_of(response) == expected
    assert not StoredFile.objects.exists()


def test_pixels_are_counted(signed_in, teacher, settings):
    settings.UPLOAD_MAX_PIXELS = 799
    assert error_of(signed_in(teacher).post(URL, {"file": sent(), "use": "quiz-media"})) == ("file", "file_too_large")


def test_uses_are_known_ones_and_people_too(signed_in, teacher):
    assert error_of(signed_in(teacher).post(URL, {"file": sent(), "use": "wallpaper"})) == ("use", "unknown_use")
    assert error_of(signed_in(teacher).post(URL, {"use": "quiz-media"})) == ("file", "required")
    assert error_of(Client().post(URL, {"file": sent(), "use": "quiz-media"}), 401) == (None, "not_authenticated")


def test_a_use_is_registered_once_with_what_can_be_checked(private_use):
    with pytest.raises(ValueError, match="Two uses"):
        uploads.register_use("diary", content_types=uploads.IMAGES, max_bytes=1, may_read=uploads.by_link)
    with pytest.raises(ValueError, match="can check"):
        uploads.register_use("drawings", content_types={"image/svg+xml"}, max_bytes=1, may_read=uploads.by_link)
    with pytest.raises(ValueError, match="no preset"):
        uploads.register_use("anything", may_read=uploads.by_link)


def test_each_use_has_its_own_rules(private_use, teacher):
    with pytest.raises(uploads.FileTooLarge):
        store(teacher, "diary", data=png((400, 400)) + b"x" * 1000)
    gif = io.BytesIO()
    Image.new("P", (4, 4)).save(gif, "GIF")
    with pytest.raises(uploads.FileType):
        store(teacher, "diary", data=gif.getvalue())


def test_space_is_counted_by_owner(teacher, outsider, settings, monkeypatch):
    first = store(teacher)
    written = []
    monkeypatch.setattr(default_storage, "delete", written.append)
    settings.UPLOAD_QUOTA_BYTES = first.size * 2
    store(teacher)
    with pytest.raises(uploads.QuotaFull) as refused:
        store(teacher)
    assert refused.value.code == "quota_full"
    assert uploads.used_space(teacher) == first.size * 2
    assert written == []  # refused before it was copied
    store(outsider)


def test_files_are_counted_by_owner_however_small(teacher, outsider, settings):
    settings.UPLOAD_QUOTA_FILES = 2
    first = store(teacher)
    store(teacher)
    with pytest.raises(uploads.QuotaFull):
        store(teacher)
    store(outsider)
    uploads.delete(file=first)
    store(teacher)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("photo.jpeg", "photo.png"),
        ("../../etc/passwd", "passwd.png"),
        ("C:\\Users\\me\\photo.png", "photo.png"),
        ("a\r\nSet-Cookie: x.png", "a-Set-Cookie-x.png"),
        ('"><script>.png', "script.png"),
        ("\u202egnp.exe", "gnp.png"),
        ("...", "file.png"),
        ("", "file.png"),
        ("x" * 300, "x" * 96 + ".png"),
        ("日本語.png", "日本語.png"),
        ("a?b#c%20.png", "a-b-c-20.png"),
    ],
)
def test_names_are_fit_for_addresses_and_headers(name, expected):
    assert uploads.safe_name(name, ".png") == expected


# Reading ----------------------------------------------------------------------------------------------------------


def test_a_picture_by_link_is_read_by_anybody_and_kept_by_caches(teacher):
    stored = store(teacher, name='a "b".png')
    response = Client().get(uploads.url_of(stored))
    assert response.status_code == 200
    assert len(b"".join(response.streaming_content)) == stored.size
    assert response["Content-Type"] == "image/png"
    assert response["Content-Length"] == str(stored.size)
    assert response["Content-Disposition"] == 'inline; filename="a-b.png"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in response
    again = Client().get(uploads.url_of(stored), headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert Client().head(uploads.url_of(stored))["Content-Length"] == str(stored.size)
    assert Client().post(uploads.url_of(stored)).status_code == 405


def test_behind_the_edge_a_file_is_named_and_not_read(teacher):
    stored = store(teacher)
    response = Client().get(uploads.url_of(stored), **{EDGE: True})
    assert (response.status_code, response.content) == (200, b"")
    assert response[FILE_HEADER] == default_storage.path(stored.path)
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("image/png", "nosniff")


def test_private_files_are_not_there_for_others(private_use, signed_in, teacher, outsider):
    stored = store(teacher, "diary")
    for stranger in (Client(), signed_in(outsider)):
        assert stranger.get(uploads.url_of(stored)).status_code == 404
    mine = signed_in(teacher).get(uploads.url_of(stored))
    assert mine.status_code == 200
    assert len(b"".join(mine.streaming_content)) == stored.size
    assert mine["Cache-Control"] == "private, no-cache"
    assert "Cookie" in mine["Vary"]


def test_files_of_a_use_that_is_gone_and_lost_bytes_are_404(monkeypatch, teacher):
    stored = store(teacher)
    default_storage.delete(stored.path)
    assert Client().get(uploads.url_of(stored)).status_code == 404
    monkeypatch.setattr(uploads, "_uses", {})
    assert uploads.may_read(teacher, stored) is False
    assert Client().get("/files/00000000-0000-4000-8000-000000000000/x.png").status_code == 404


# Going ------------------------------------------------------------------------------------------------------------


def test_deleting_takes_the_bytes_after_the_commit(teacher, django_capture_on_commit_callbacks):
    stored = store(teacher)
    with django_capture_on_commit_callbacks(execute=True):
        uploads.delete(file=stored)
        assert default_storage.exists(stored.path)
    assert not default_storage.exists(stored.path)
    assert not StoredFile.objects.exists()


def test_what_nothing_names_goes_after_a_day(teacher, django_capture_on_commit_callbacks):
    from quizzes.library import services

    named = {name: store(teacher) for name in ("cover", "question", "option", "version", "avatar", "nothing")}
    quiz = make_quiz(teacher)
    question = {"kind": "single", "prompt": "?", "options": [{"text": "a", "correct": True}, {"text": "b"}]}

    def pictured(name: str, option: str | None = None) -> dict:
        options = (
            [{**question["options"][0], "media": str(named[option].pk)}, question["options"][1]]
            if option
            else question["options"]
        )
        return {**question, "media": str(named[name].pk), "options": options}

    services.save_draft(quiz=quiz, questions=[pictured("version")])
    services.freeze(quiz=quiz)
    services.save_draft(quiz=quiz, cover=str(named["cover"].pk), questions=[pictured("question", "option")])
    teacher.avatar = named["avatar"]
    teacher.save()
    fresh = store(teacher)
    StoredFile.objects.exclude(pk=fresh.pk).update(created_at=timezone.now() - timedelta(hours=25))

    with django_capture_on_commit_callbacks(execute=True):
        assert uploads.delete_orphans(now=timezone.now()) == 1
    gone = named.pop("nothing")
    assert set(StoredFile.objects.all()) == {*named.values(), fresh}
    assert not default_storage.exists(gone.path)
    assert all(default_storage.exists(one.path) for one in named.values())


def test_what_has_no_row_goes_after_a_day(teacher, settings, tmp_path):
    """A process died between the file and its row, or a deletion did not reach the storage."""
    settings.MEDIA_ROOT = tmp_path
    kept = store(teacher)
    strays = [default_storage.save(f"uploads/quiz-media/ab/{name}", ContentFile(b"x")) for name in ("old", "fresh")]
    other = default_storage.save("elsewhere/old", ContentFile(b"x"))
    long_ago = (timezone.now() - timedelta(hours=25)).timestamp()
    for name in (kept.path, strays[0], other):
        os.utime(default_storage.path(name), (long_ago, long_ago))
    assert uploads.delete_strays(now=timezone.now()) == 1
    assert [default_storage.exists(name) for name in (kept.path, *strays, other)] == [True, False, True, True]


def test_many_files_are_swept_in_portions(teacher, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(uploads, "SWEEP_BATCH", 2)
    kept = store(teacher)
    for number in range(5):
        default_storage.save(f"uploads/quiz-media/{number}", ContentFile(b"x"))
    assert uploads.delete_strays(now=timezone.now() + timedelta(days=2)) == 5
    assert default_storage.exists(kept.path)


def test_a_row_that_cannot_be_made_leaves_no_file(teacher, monkeypatch):
    before = set(default_storage.names("uploads"))

    def refuse(**_):
        raise RuntimeError

    monkeypatch.setattr(StoredFile.objects, "create", refuse)
    with pytest.raises(RuntimeError):
        store(teacher)
    assert set(default_storage.names("uploads")) == before


def test_what_belongs_to_one_thing_is_counted_together(monkeypatch):
    uses.register(monkeypatch, "homework", "lesson-file")

    def code_of(use: str, *sizes: int) -> str | None:
        try:
            uploads.check_together(use=use, files=[StoredFile(size=size) for size in sizes])
        except DomainError as refused:
            return refused.code
        return None

    assert code_of("homework", *[4_000_000] * 5) is None
    assert code_of("homework", *[1] * 6) == "too_many_files"
    assert code_of("homework", 15_000_000, 5_000_001) == "file_too_large"
    assert code_of("lesson-file", *[50_000_000] * 9) is None
    assert code_of("wallpaper", 1) == "unknown_use"
