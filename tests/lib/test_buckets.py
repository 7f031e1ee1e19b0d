"""Files in a bucket, against a server that speaks S3: kept, read, sent, signed, listed, deleted. Nothing is mocked."""

import io
import logging
import urllib.error
import urllib.request
from datetime import timedelta

import boto3
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import Client
from django.utils import timezone
from moto.server import ThreadedMotoServer

from lib import health, storages, uploads
from lib.models import StoredFile
from lib.serving.files import FILE_HEADER
from lib.serving.wsgi import EDGE
from tests.factories import files
from tests.lib import uses

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::ResourceWarning")]

BUCKET = "school-files"
KEYS = {"access_key": "key", "secret_key": "secret"}


@pytest.fixture(scope="module")
def server():
    """Its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture(scope="module")
def client(server):
    """boto3's own."""
    made = boto3.client(
        "s3", endpoint_url=server, region_name="eu-north-1", aws_access_key_id="key", aws_secret_access_key="secret"
    )
    yield made
    made.close()


@pytest.fixture(autouse=True)
def bucket(client, server, settings, monkeypatch):
    """That client, and an empty bucket, which is the storage of this test."""
    uses.register(monkeypatch, "lesson-file", "homework")
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-north-1"})
    options = {**KEYS, "bucket_name": BUCKET, "region_name": "eu-north-1", "endpoint_url": server, "addressing_style": "path"}
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "lib.buckets.BucketStorage", "OPTIONS": options}}
    settings.S3_REDIRECT = True
    yield client
    for entry in client.list_objects_v2(Bucket=BUCKET).get("Contents", ()):
        client.delete_object(Bucket=BUCKET, Key=entry["Key"])
    client.delete_bucket(Bucket=BUCKET)


def names(client) -> set[str]:
    return {entry["Key"] for entry in client.list_objects_v2(Bucket=BUCKET).get("Contents", ())}


def keep(owner, name: str, data: bytes, use: str = "lesson-file") -> StoredFile:
    return uploads.store(owner=owner, use=use, upload=SimpleUploadedFile(name, data, content_type="text/html"))


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def fetched(url: str, **headers: str):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as answer:
        return answer.status, answer.headers, answer.read()


def test_a_file_is_kept_under_our_name_and_as_no_type(bucket, teacher):
    stored = keep(teacher, "../Ü bung.pdf", files.PDF)
    assert names(bucket) == {f"uploads/lesson-file/{str(stored.pk)[:2]}/{stored.pk}.pdf"}
    assert bucket.get_object(Bucket=BUCKET, Key=stored.path)["ContentType"] == "application/octet-stream"
    with uploads.open_file(stored) as opened:
        assert opened.read() == files.PDF
    assert uploads.local_path(stored) is None


def test_a_large_file_arrives_whole(bucket, teacher):
    with TemporaryUploadedFile("a.mp4", "video/mp4", 0, None) as upload:
        upload.write(files.mp4())
        upload.write(bytes(range(256)) * 50_000)
        upload.size = upload.tell()
        stored = uploads.store(owner=teacher, use="lesson-file", upload=upload)
    assert bucket.head_object(Bucket=BUCKET, Key=stored.path)["ContentLength"] == stored.size == 12_801_024
    assert b"".join(uploads.open_part(stored, 1024, 256)) == bytes(range(256))


def test_whoever_may_read_is_sent_to_the_bucket_for_a_minute(teacher, signed_in, outsider):
    stored = keep(teacher, "Übung.zip", files.zipped())
    response = signed_in(teacher).get(uploads.url_of(stored))
    assert (response.status_code, response["Cache-Control"]) == (302, "private, no-store")
    status, headers, data = fetched(response["Location"])
    assert (status, data, headers["Content-Type"]) == (200, files.zipped(), "application/zip")
    assert headers["Content-Disposition"] == "attachment; filename*=utf-8''%C3%9Cbung.zip"
    assert "X-Amz-Expires=60" in response["Location"]
    assert fetched(response["Location"], Range="bytes=0-1")[::2] == (206, b"PK")
    for stranger in (Client(), signed_in(outsider)):
        refused = stranger.get(uploads.url_of(stored))
        assert (refused.status_code, "Location" in refused) == (404, False)


def test_pictures_come_through_us_with_their_caching(teacher, signed_in):
    shown = keep(teacher, "a.png", files.picture(), "quiz-media")
    for extra in ({}, {EDGE: True}):
        response = Client().get(uploads.url_of(shown), **extra)
        assert (response.status_code, len(body(response)), FILE_HEADER in response) == (200, shown.size, False)
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    kept = keep(teacher, "a.png", files.picture(), "homework")
    assert signed_in(teacher).get(uploads.url_of(kept)).status_code == 302


def test_all_comes_through_us_where_browsers_cannot_reach_the_bucket(teacher, signed_in, settings):
    settings.S3_REDIRECT = False
    settings.FILES_ACCEL = "/protected-files/"  # has nothing to name here
    url = uploads.url_of(keep(teacher, "a.txt", b"0123456789"))
    client = signed_in(teacher)
    assert body(client.get(url)) == b"0123456789"
    part = client.get(url, headers={"Range": "bytes=-3"})
    assert (part.status_code, body(part), part["Content-Range"]) == (206, b"789", "bytes 7-9/10")
    assert client.get(url, headers={"Range": "bytes=10-"}).status_code == 416
    head = client.head(url)
    assert (head.status_code, head.content, head["Content-Length"]) == (200, b"", "10")


def test_what_the_bucket_has_lost_is_not_found(bucket, teacher):
    stored = keep(teacher, "a.png", files.picture(), "quiz-media")
    bucket.delete_object(Bucket=BUCKET, Key=stored.path)
    assert Client().get(uploads.url_of(stored)).status_code == 404
    with pytest.raises(FileNotFoundError):
        uploads.open_file(stored)


def test_files_go_with_their_rows_and_strays_after_a_day(bucket, teacher, django_capture_on_commit_callbacks):
    gone, kept = keep(teacher, "a.txt", b"a"), keep(teacher, "b.txt", b"b")
    bucket.put_object(Bucket=BUCKET, Key="uploads/homework/stray", Body=b"x")
    bucket.put_object(Bucket=BUCKET, Key="backups/important", Body=b"x")
    with django_capture_on_commit_callbacks(execute=True):
        uploads.delete(file=gone)
    assert uploads.delete_strays(now=timezone.now()) == 0
    assert uploads.delete_strays(now=timezone.now() + timedelta(days=2)) == 1
    assert names(bucket) == {kept.path, "backups/important"}


def test_a_refused_file_leaves_nothing(bucket, teacher, settings, monkeypatch):
    def refuse(**_):
        raise RuntimeError

    monkeypatch.setattr(StoredFile.objects, "create", refuse)
    with pytest.raises(RuntimeError):
        keep(teacher, "a.txt", b"a")
    assert names(bucket) == set()


def test_health_warns_when_the_bucket_does_not_answer(settings, server):
    assert storages.files.probe() == "bucket"
    options = {**settings.STORAGES["default"]["OPTIONS"], "bucket_name": "another"}
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "lib.buckets.BucketStorage", "OPTIONS": options}}
    _, rows = health.report()
    assert (rows["files"]["status"], rows["files"]["detail"]) == ("warn", "The bucket answers 404.")
    options = {**options, "endpoint_url": "http://127.0.0.1:1"}
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "lib.buckets.BucketStorage", "OPTIONS": options}}
    with pytest.raises(storages.StorageTrouble, match="does not answer"):
        storages.files.probe()


def test_a_stream_is_read_in_pieces(teacher):
    stored = uploads.keep_made(use="homework", name="a.zip", content_type="application/zip", source=io.BytesIO(bytes(600_000)))
    pieces = uploads.open_part(stored, 0, stored.size)
    assert [len(piece) for piece in pieces] == [262_144, 262_144, 75_712]
    pieces.close()
    assert default_storage.exists(stored.path)
