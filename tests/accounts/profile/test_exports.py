"""Taking one's data along: an archive made by a job, for that person alone, for a week."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.audit.kinds import Kind
from accounts.audit.models import AuditEvent
from accounts.models import DataExport
from accounts.profile import exports
from accounts.profile.errors import ExportUnderWay
from lib import uploads
from lib.models import Job, OutboxMail, StoredFile
from tests.factories.quizzes import make_game, make_player

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def made(user) -> DataExport:
    row = exports.ask_for_export(user=user)
    exports.make_export(export_id=str(row.pk))
    row.refresh_from_db()
    return row


def opened(row) -> zipfile.ZipFile:
    with uploads.open_file(row.file) as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def test_asking_stores_a_job_and_making_it_sends_a_mail(student):
    row = exports.ask_for_export(user=student)

    assert list(Job.objects.values_list("name", "payload")) == [(exports.MAKE, {"export_id": str(row.pk)})]
    exports.make_export(export_id=str(row.pk))
    row.refresh_from_db()
    assert (row.state, row.expires_at - row.ready_at) == ("ready", timedelta(days=7))
    mail = OutboxMail.objects.get()
    assert (mail.to, mail.subject) == ("student@school.example", "Your archive is ready")


def test_the_archive_holds_all_that_is_kept_and_nobody_elses(student, teacher):
    game = make_game(owner=teacher)
    make_player(game, nickname="Stu", user=student)
    make_player(game, nickname="Noor")

    archive = opened(made(student))

    assert json.loads(archive.read("person.json"))[0]["username"] == "student"
    assert [play["nickname"] for play in json.loads(archive.read("plays.json"))] == ["Stu"]
    assert json.loads(archive.read("quizzes.json")) == []
    text = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".json"))
    assert "Noor" not in text
    assert "argon2" not in text


def test_making_twice_makes_one(student):
    row = exports.ask_for_export(user=student)

    exports.make_export(export_id=str(row.pk))
    exports.make_export(export_id=str(row.pk))

    assert StoredFile.objects.filter(use=exports.USE).count() == 1
    assert OutboxMail.objects.count() == 1


def test_one_at_a_time_and_a_new_one_replaces_the_old(student):
    exports.ask_for_export(user=student)
    with pytest.raises(ExportUnderWay):
        exports.ask_for_export(user=student)
    DataExport.objects.all().delete()

    first, second = made(student), made(student)

    assert list(DataExport.objects.values_list("pk", flat=True)) == [second.pk]
    assert not StoredFile.objects.filter(pk=first.file_id).exists()


def test_only_the_person_reads_it_and_only_for_a_week(student, teacher, admin, signed_in):
    with time_machine.travel(NOON, tick=False):
        address = uploads.url_of(made(student).file)
        answers = [client.get(address) for client in (Client(), *map(signed_in, (student, teacher, admin)))]
    assert [answer.status_code for answer in answers] == [404, 200, 404, 404]
    assert b"".join(answers[1].streaming_content).startswith(b"PK")

    with time_machine.travel(NOON + timedelta(days=8), tick=False):
        assert signed_in(student).get(address).status_code == 404
        assert exports.delete_exports(rows=exports.expired(NOON + timedelta(days=8))) == 1
    assert not StoredFile.objects.filter(use=exports.USE).exists()


def test_it_is_not_taken_from_the_quota_and_not_swept_away(student):
    row = made(student)

    assert uploads.used_space(student) == 0
    uploads.delete_orphans(now=row.created_at + timedelta(days=2))
    assert StoredFile.objects.filter(pk=row.file_id).exists()


def test_the_api_asks_and_lists(student, api):
    client = api(student)

    answer = client.post("/api/v1/auth/data-exports/")

    assert (answer.status_code, answer.json()["state"], answer.json()["url"]) == (202, "waiting", None)
    assert client.post("/api/v1/auth/data-exports/").status_code == 409
    exports.make_export(export_id=answer.json()["id"])
    listed = client.get("/api/v1/auth/data-exports/").json()
    assert [(row["state"], row["url"][:7]) for row in listed] == [("ready", "/files/")]


def test_that_it_was_fetched_is_written_down(student, teacher, signed_in):
    with time_machine.travel(NOON, tick=False):
        address = uploads.url_of(made(student).file)
        client = signed_in(student)
        for headers in ({}, {"Range": "bytes=0-"}, {"Range": "bytes=5-9"}):
            b"".join(client.get(address, headers=headers).streaming_content)
        client.head(address)
        signed_in(teacher).get(address)
    events = AuditEvent.objects.filter(kind=Kind.EXPORT_TAKEN)
    assert [(event.user_id, event.actor_id) for event in events] == [(student.pk, student.pk)] * 2
