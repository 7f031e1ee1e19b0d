"""Uploads by REST: every refusal has a code of its own; one sees, finds and deletes one's own files."""

import uuid

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lib import uploads
from lib.models import StoredFile
from lib.serializers import StoredFileSerializer
from tests.factories import files
from tests.factories.quizzes import make_quiz
from tests.lib import uses

pytestmark = pytest.mark.django_db

URL = "/api/v1/uploads/"


@pytest.fixture(autouse=True)
def _uses(monkeypatch):
    uses.register(monkeypatch, "lesson-file", "homework", "avatar")


def part(name: str = "a.png", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, files.picture() if data is None else data)


def error_of(response) -> tuple:
    (error,) = response.json()["errors"]
    assert error["detail"]
    return response.status_code, error["code"], error["attr"]


def own(owner, name: str = "a.png", use: str = "quiz-media") -> StoredFile:
    return uploads.store(owner=owner, use=use, upload=part(name))


# Sending ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"use": "wallpaper", "file": part()}, (400, "unknown_use", "use")),
        ({"use": "x" * 41, "file": part()}, (400, "max_length", "use")),
        ({"use": "a\0b", "file": part()}, (400, "null_characters_not_allowed", "use")),
        ({"use": "lesson-file"}, (400, "required", "file")),
        ({"use": "lesson-file", "file": "text"}, (400, "invalid", "file")),
        ({"file": part()}, (400, "required", "use")),
        ({"use": "lesson-file", "file": part(data=b"")}, (400, "file_empty", "file")),
        ({"use": "avatar", "file": part(data=b"\x89PNG\r\n\x1a\n" + bytes(5_000_000))}, (400, "file_too_large", "file")),
        ({"use": "lesson-file", "file": part("a.exe", files.EXE)}, (400, "file_type", "file")),
        ({"use": "lesson-file", "file": part("a.pdf", files.zipped())}, (400, "file_mismatch", "file")),
        ({"use": "lesson-file", "file": part("a.png", files.picture()[:50])}, (400, "file_broken", "file")),
        ({"use": "lesson-file", "file": part("a.zip", files.zipped({"0": bytes(20_000_000)}))}, (400, "archive_bomb", "file")),
        ({"use": "lesson-file", "file": part("a.zip", files.zipped({"../a": b""}))}, (400, "archive_unsafe", "file")),
        ({"use": "lesson-file", "file": [part(), part()]}, (400, "one_file", "file")),
        ({"use": "lesson-file", "file": part(), "other": part()}, (400, "one_file", "file")),
    ],
    ids=lambda value: value[1] if isinstance(value, tuple) else "",
)
def test_each_refusal_has_its_code_and_leaves_nothing(api, teacher, body, expected):
    before = set(default_storage.names("uploads"))
    for value in body.values():
        for file in value if isinstance(value, list) else [value]:
            if not isinstance(file, str):
                file.seek(0)
    assert error_of(api(teacher).post(URL, body, format="multipart")) == expected
    assert not StoredFile.objects.exists()
    assert set(default_storage.names("uploads")) == before


def test_a_full_space_has_its_code(api, teacher, settings):
    settings.UPLOAD_QUOTA_BYTES = 10
    assert error_of(api(teacher).post(URL, {"use": "avatar", "file": part()}, format="multipart")) == (
        400,
        "quota_full",
        "file",
    )


@pytest.mark.parametrize(
    ("data", "content_type", "expected"),
    [
        (b'{"use": "avatar"}', "application/json", (415, "unsupported_media_type", None)),
        (b"use=avatar", "application/x-www-form-urlencoded", (415, "unsupported_media_type", None)),
        (files.picture(), "image/png", (415, "unsupported_media_type", None)),
        (b"nothing", "multipart/form-data", (400, "parse_error", None)),
        (b"", "multipart/form-data; boundary=x", (400, "required", "file")),
        (b"--x\r\nContent-Disposition: form-data; name=use\r\n\r\navatar", "multipart/form-data; boundary=x", None),
    ],
    ids=["json", "form", "picture", "no boundary", "empty", "cut off"],
)
def test_what_is_no_form_with_a_file_is_told_so(signed_in, teacher, data, content_type, expected):
    response = signed_in(teacher).post(URL, data, content_type)
    if expected is None or expected[1] == "required":
        assert response.status_code == 400
        assert "file" in {error["attr"] for error in response.json()["errors"]}
    else:
        assert error_of(response) == expected


def test_a_use_in_the_address_counts_before_the_body_is_read(signed_in, teacher):
    client = signed_in(teacher)

    def announced(query: str, length: int):
        return error_of(client.generic("POST", URL + query, b"", "multipart/form-data; boundary=x", CONTENT_LENGTH=str(length)))

    assert announced("?use=avatar", 5_100_000) == (400, "file_too_large", "file")
    assert announced("?use=wallpaper", 10) == (400, "unknown_use", "use")
    assert announced("", 50_100_000) == (400, "file_too_large", "file")
    assert client.post(f"{URL}?use=avatar", {"use": "avatar", "file": part()}).status_code == 201


def test_bodies_may_be_as_long_as_the_largest_use(settings):
    assert reverse("uploads") == settings.UPLOADS_PATH
    assert uploads.body_limit("") == 50_000_000 + uploads.FORM_OVERHEAD
    assert uploads.body_limit("a=b&use=avatar") == 5_000_000 + uploads.FORM_OVERHEAD
    for odd in ("use=", "use=wallpaper", "use=avatar" + "&x=" * 400, "%FF=\xff", "use=a&" * 150):
        assert uploads.body_limit(odd) >= 5_000_000


# One's own --------------------------------------------------------------------------------------------------------


def test_the_list_says_what_there_is_where_it_is_shown_and_how_much_space_it_takes(api, teacher, outsider, settings):
    shown, free = own(teacher, "shown.png"), own(teacher, "free.png", "lesson-file")
    own(outsider, "theirs.png")
    make_quiz(teacher, cover=shown)
    teacher.avatar = shown
    teacher.save()
    answer = api(teacher).get(URL).json()
    assert (answer["count"], answer["next"], answer["previous"]) == (2, None, None)
    assert (answer["used_bytes"], answer["quota_bytes"]) == (shown.size + free.size, settings.UPLOAD_QUOTA_BYTES)
    rows = {row["name"]: row for row in answer["results"]}
    assert rows["free.png"] == {
        **StoredFileSerializer(free).data,
        "use": "lesson-file",
        "created_at": rows["free.png"]["created_at"],
        "used_in": [],
    }
    assert rows["shown.png"]["used_in"] == ["accounts.user", "quizzes.quiz"]


def test_the_list_is_searched_and_costs_the_same_however_long(api, teacher):
    client = api(teacher)
    own(teacher, "one.png")
    client.get(URL)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            client.get(URL)
        counts.append(len(captured))
        for name in ("two.png", "three.png"):
            own(teacher, name, "lesson-file")
    assert counts[0] == counts[1]
    assert [row["name"] for row in client.get(URL, {"search": "ONE"}).json()["results"]] == ["one.png"]
    assert client.get(URL, {"use": "lesson-file"}).json()["count"] == 4
    assert client.get(URL, {"use": "wallpaper"}).json()["count"] == 0


def test_one_deletes_what_is_ones_own_and_shown_nowhere(api, teacher, outsider, django_capture_on_commit_callbacks):
    free, shown, theirs = own(teacher), own(teacher), own(outsider)
    make_quiz(teacher, cover=shown)
    client = api(teacher)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.delete(f"{URL}{free.pk}/").status_code == 204
        assert error_of(client.delete(f"{URL}{shown.pk}/")) == (409, "file_in_use", None)
        assert error_of(client.delete(f"{URL}{theirs.pk}/")) == (404, "not_found", None)
        assert error_of(client.delete(f"{URL}{uuid.uuid4()}/")) == (404, "not_found", None)
    assert set(StoredFile.objects.all()) == {shown, theirs}
    assert [default_storage.exists(one.path) for one in (free, shown, theirs)] == [False, True, True]


def test_bytes_come_back_as_they_were_sent(api, teacher):
    data = files.zipped({"a.txt": b"hello" * 1000})
    answer = api(teacher).post(URL, {"use": "homework", "file": part("a.zip", data)}, format="multipart").json()
    assert b"".join(api(teacher).get(answer["url"]).streaming_content) == data
