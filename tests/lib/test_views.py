"""How files leave: to whom, as what, in parts, and by whom they are sent."""

from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lib import uploads
from lib.models import StoredFile
from lib.serving.files import FILE_HEADER, PART_HEADER
from lib.serving.wsgi import EDGE
from tests.factories import files
from tests.lib import uses

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _uses(monkeypatch):
    uses.register(monkeypatch, "lesson-file", "homework")


@pytest.fixture
def keep(teacher):
    """`keep(name, data)`: a stored file of the teacher's."""

    def store(name: str, data: bytes, use: str = "lesson-file") -> StoredFile:
        return uploads.store(owner=teacher, use=use, upload=SimpleUploadedFile(name, data))

    return store


@pytest.fixture
def mine(signed_in, teacher) -> Client:
    return signed_in(teacher)


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


# As what ----------------------------------------------------------------------------------------------------------

SAVED = "default-src 'none'; sandbox"
PLAYED = "default-src 'none'; media-src 'self'; sandbox allow-same-origin"


@pytest.mark.parametrize(
    ("name", "data", "use", "content_type", "shown", "policy"),
    [
        ("a.png", files.picture(), "lesson-file", "image/png", True, SAVED),
        ("a.pdf", files.PDF, "lesson-file", "application/pdf", True, SAVED),
        ("a.mp4", files.mp4(), "lesson-file", "video/mp4", True, PLAYED),
        ("a.mp3", files.MP3, "lesson-file", "audio/mpeg", True, PLAYED),
        ("a.txt", b"<script>alert(1)</script>", "lesson-file", "text/plain", False, SAVED),
        ("a.zip", files.zipped(), "lesson-file", "application/zip", False, SAVED),
        ("a.xls", files.ole("Workbook"), "lesson-file", "application/vnd.ms-excel", False, SAVED),
        ("a.html", b"<script>alert(1)</script>", "homework", "application/octet-stream", False, SAVED),
        ("a.svg", b"<svg onload='alert(1)'/>", "homework", "application/octet-stream", False, SAVED),
        ("a.exe", files.EXE, "homework", "application/octet-stream", False, SAVED),
        ("a.png", files.picture(), "homework", "image/png", False, SAVED),
        ("a.pdf", files.PDF, "homework", "application/pdf", False, SAVED),
    ],
)
def test_browsers_show_what_cannot_act_and_save_the_rest(keep, mine, name, data, use, content_type, shown, policy):
    response = mine.get(uploads.url_of(keep(name, data, use)))
    assert body(response)
    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"] == f'{"inline" if shown else "attachment"}; filename="{name}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == policy
    assert response["Cache-Control"] == "private, no-cache"
    assert {"Cookie", "Authorization"} <= set(response["Vary"].split(", "))


def test_names_of_every_script_reach_the_browser(keep, mine):
    response = mine.get(uploads.url_of(keep("Übung «1».zip", files.zipped())))
    assert body(response) == files.zipped()
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('Übung-1.zip')}"


# In parts ---------------------------------------------------------------------------------------------------------

TEXT = b"0123456789" * 100_000


@pytest.mark.parametrize(
    ("wanted", "status", "expected", "content_range"),
    [
        ("bytes=0-0", 206, TEXT[:1], "bytes 0-0/1000000"),
        ("bytes=0-", 206, TEXT, "bytes 0-999999/1000000"),
        ("bytes=300000-699999", 206, TEXT[300_000:700_000], "bytes 300000-699999/1000000"),
        ("bytes=-5", 206, TEXT[-5:], "bytes 999995-999999/1000000"),
        ("bytes=0-1,5-6", 200, TEXT, None),
        ("nonsense", 200, TEXT, None),
        ("bytes=1000000-", 416, b"", "bytes */1000000"),
    ],
)
def test_parts_are_sent_by_any_server(keep, mine, wanted, status, expected, content_range):
    response = mine.get(uploads.url_of(keep("a.txt", TEXT)), headers={"Range": wanted})
    assert (response.status_code, body(response), response.get("Content-Range")) == (status, expected, content_range)
    assert response["Accept-Ranges"] == "bytes"
    assert int(response["Content-Length"]) == len(expected)


def test_a_part_of_other_bytes_is_not_sent(keep, mine):
    url = uploads.url_of(keep("a.txt", TEXT))
    etag = mine.head(url)["ETag"]
    same = mine.get(url, headers={"Range": "bytes=1-2", "If-Range": etag})
    other = mine.get(url, headers={"Range": "bytes=1-2", "If-Range": '"old"'})
    assert (same.status_code, body(same)) == (206, b"12")
    assert (other.status_code, len(body(other))) == (200, 1_000_000)


def test_head_says_what_get_would_send(keep, mine):
    url = uploads.url_of(keep("a.txt", TEXT))
    head = mine.head(url, headers={"Range": "bytes=1-2"})
    assert (head.status_code, head.content, head["Content-Length"]) == (200, b"", "1000000")
    assert head["Content-Disposition"] == 'attachment; filename="a.txt"'
    unchanged = mine.get(url, headers={"If-None-Match": head["ETag"], "Range": "bytes=1-2"})
    assert (unchanged.status_code, unchanged.content) == (304, b"")


def test_the_edge_is_told_which_part(keep, mine):
    stored = keep("a.txt", TEXT)
    part = mine.get(uploads.url_of(stored), headers={"Range": "bytes=2-4"}, **{EDGE: True})
    whole = mine.head(uploads.url_of(stored), **{EDGE: True})
    assert (part.status_code, part.content, part[PART_HEADER], part["Content-Range"]) == (206, b"", "2-3", "bytes 2-4/1000000")
    assert part[FILE_HEADER] == uploads.local_path(stored)
    assert (whole.status_code, whole[PART_HEADER]) == (200, "0-1000000")


# For programs -----------------------------------------------------------------------------------------------------


def test_programs_read_files_with_their_token(keep, api, outsider, teacher):
    url = uploads.url_of(keep("a.txt", TEXT))
    part = api(teacher).get(url, headers={"Range": "bytes=-2", "Accept": "text/plain"})
    assert (part.status_code, body(part)) == (206, b"89")
    assert api(teacher).head(url)["Content-Length"] == "1000000"
    refused = api(outsider).get(url)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (404, "not_found")
    assert api(teacher).post(url).status_code == 405
    stale = Client().get(url, headers={"Authorization": "Bearer nonsense"})
    assert (stale.status_code, stale["WWW-Authenticate"]) == (401, 'Bearer realm="api"')


# By whom ----------------------------------------------------------------------------------------------------------


def test_the_proxy_is_told_where_the_file_is(keep, mine, settings, monkeypatch):
    settings.FILES_ACCEL = "/protected-files/"
    stored = keep("a.zip", files.zipped())
    for call, headers in ((mine.get, {"Range": "bytes=0-1"}), (mine.head, {})):
        response = call(uploads.url_of(stored), headers=headers, **{EDGE: True})
        assert (response.status_code, response.content) == (200, b"")
        assert response["X-Accel-Redirect"] == f"/protected-files/uploads/lesson-file/{str(stored.pk)[:2]}/{stored.pk}.zip"
        assert response["Content-Disposition"] == 'attachment; filename="a.zip"'
        assert response["Content-Type"] == "application/zip"
        assert not {FILE_HEADER, "Content-Range"} & set(response.headers)
    monkeypatch.setattr(uploads, "local_path", lambda file: "/somewhere")
    StoredFile.objects.filter(pk=stored.pk).update(path="uploads/a b/ü\r\nX: y?#%.zip")
    quoted = mine.get(uploads.url_of(stored))["X-Accel-Redirect"]
    assert quoted == "/protected-files/uploads/a%20b/%C3%BC%0D%0AX%3A%20y%3F%23%25.zip"


def test_the_proxy_is_told_nothing_for_others(keep, settings, signed_in, outsider):
    settings.FILES_ACCEL = "/protected-files/"
    stored = keep("a.zip", files.zipped())
    for stranger in (Client(), signed_in(outsider)):
        response = stranger.get(uploads.url_of(stored), headers={"Range": "bytes=0-1"})
        assert response.status_code == 404
        assert not {"X-Accel-Redirect", FILE_HEADER} & set(response.headers)


def test_no_name_in_the_address_leads_to_another_file(keep, mine):
    stored = keep("a.txt", b"hello")
    assert body(mine.get(f"/files/{stored.pk}/whatever.exe")) == b"hello"
    for address in (f"/files/{stored.pk}/../../secret", "/files/../media/x", f"/files/{stored.path}"):
        assert mine.get(address).status_code == 404
