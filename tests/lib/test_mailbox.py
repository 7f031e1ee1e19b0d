"""Mails that went to files, as an administrator reads them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection

from accounts.models import AuditEvent
from lib import mailbox
from lib.errors import NotFound

ADDRESS = "/admin/lib/outboxmail/kept/"


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_BACKEND = mailbox.FILE_BACKEND
    settings.EMAIL_FILE_PATH = str(tmp_path)
    return tmp_path


def send(to="noor@school.example", subject="Wie geht’s?", text="Open https://school.example/accounts/link/abc/"):
    message = EmailMultiAlternatives(subject, text, to=[to])
    message.attach_alternative("<p>HTML</p>", "text/html")
    message.connection = get_connection(mailbox.FILE_BACKEND)
    message.send()


def test_a_sent_mail_is_listed_and_read(folder):
    send()

    [name] = mailbox.names()
    [mail] = mailbox.read(name)
    assert (mail.to, mail.subject, mail.text.strip()) == (
        "noor@school.example",
        "Wie geht’s?",
        "Open https://school.example/accounts/link/abc/",
    )
    assert [one.text for one in mailbox.headings([name])] == [""]


def test_two_in_one_file_are_two(folder):
    send(subject="One")
    send(subject="Two")
    first, second = sorted(folder.iterdir()) if len(list(folder.iterdir())) == 2 else (None, None)
    if second is not None:
        first.write_bytes(first.read_bytes() + second.read_bytes())
        second.unlink()

    assert {mail.subject for mail in mailbox.read(mailbox.names()[0])} == {"One", "Two"}


@pytest.mark.parametrize(
    "name", ["../secret_key", "..%2Fsecret_key", "20261120-120000-1.log", "x.log", "", "20261120-120000-1.log/.."]
)
def test_nothing_else_is_read(folder, name):
    (folder.parent / "secret_key").write_text("secret")
    with pytest.raises(NotFound):
        mailbox.read(name)


def test_broken_files_are_shown_as_far_as_they_go(folder):
    (folder / "20261120-120000-1.log").write_bytes(b"\xff\xfe no mail at all")

    assert [mail.at for mail in mailbox.read("20261120-120000-1.log")] == [datetime(2026, 11, 20, 12, tzinfo=UTC)]


def test_old_ones_are_forgotten(folder):
    (folder / "20260101-120000-1.log").write_bytes(b"Subject: old\n\nold")
    (folder / "20261120-120000-1.log").write_bytes(b"Subject: new\n\nnew")

    assert mailbox.forget_old(datetime(2026, 11, 20, tzinfo=UTC) + timedelta(hours=13)) == 1
    assert mailbox.names() == ["20261120-120000-1.log"]


def test_without_files_there_are_none(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    assert mailbox.names() == []


@pytest.mark.django_db
def test_an_administrator_reads_them_and_that_is_written_down(folder, admin, signed_in):
    send()
    client = signed_in(admin)
    [name] = mailbox.names()

    listed = client.get(ADDRESS).content.decode()
    assert "Wie geht’s?" in listed
    assert "link/abc" not in listed
    assert "Wie geht’s?" not in client.get(ADDRESS, {"q": "somebody"}).content.decode()
    assert 'href="https://school.example/accounts/link/abc/"' in client.get(f"{ADDRESS}{name}/").content.decode()
    event = AuditEvent.objects.get(kind="admin.mail_read")
    assert (event.actor_id, event.data) == (admin.pk, {"to": ["no…@school.example"], "file": name})
    assert client.get(f"{ADDRESS}20200101-000000-1.log/").status_code == 404
    assert "Read mails kept in files" in client.get("/admin/lib/outboxmail/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["teacher", "student"])
def test_nobody_else_reads_them(folder, role, signed_in, request):
    send()

    client = signed_in(request.getfixturevalue(role))

    assert client.get(ADDRESS).status_code in {302, 403}
    assert client.get(f"{ADDRESS}{mailbox.names()[0]}/").status_code in {302, 403}
