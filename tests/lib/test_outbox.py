"""Mail is stored with its cause, sent once by its key, tried again when that fails, and never lost with a worker."""

import collections
import re
import smtplib
import time
from pathlib import Path

import pytest
from django.core import mail as django_mail
from django.db import transaction

from lib import outbox
from lib.models import Job, OutboxMail
from tests.deployment import Deployment

AT_ONCE = 4  # mails in flight in one worker


def queue(key="welcome:1", **changes):
    fields = {"to": "ada@school.example", "subject": "Welcome", "text": "Hello", **changes}
    return outbox.send_mail_later(key=key, **fields)


@pytest.mark.django_db
class TestStoring:
    def test_mail_is_stored_with_a_job(self):
        mail = queue()

        job = Job.objects.get()
        assert (job.name, job.payload) == ("lib.send_mail", {"mail_id": str(mail.pk)})
        assert mail.state == OutboxMail.State.WAITING

    def test_the_same_key_is_one_mail(self):
        first, second = queue(), queue(subject="Another")

        assert first.pk == second.pk
        assert Job.objects.count() == 1

    def test_subject_cannot_smuggle_headers(self):
        assert queue(subject="Hello\nBcc: all@school.example").subject == "Hello Bcc: all@school.example"

    def test_a_rolled_back_cause_leaves_no_mail(self):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            queue()
            1 / 0  # noqa: B018
        assert OutboxMail.objects.count() == Job.objects.count() == 0


@pytest.mark.django_db
class TestSending:
    def test_sent_mail_has_its_id_and_keeps_no_text(self):
        mail = queue(html="<p>Hello</p>", headers={"List-Unsubscribe": "<https://school.example/>"})

        outbox.send_mail(mail_id=str(mail.pk))

        (sent,) = django_mail.outbox
        assert sent.message()["Message-ID"] == mail.message_id
        assert sent.message()["List-Unsubscribe"] == "<https://school.example/>"
        assert (sent.to, sent.subject, sent.body) == (["ada@school.example"], "Welcome", "Hello")
        assert sent.alternatives[0][0] == "<p>Hello</p>"
        mail.refresh_from_db()
        assert (mail.state, mail.text, mail.html, mail.attempts) == (OutboxMail.State.SENT, "", "", 1)
        assert mail.sent_at is not None

    def test_job_that_runs_twice_sends_once(self):
        mail = queue()

        outbox.send_mail(mail_id=str(mail.pk))
        outbox.send_mail(mail_id=str(mail.pk))

        assert len(django_mail.outbox) == 1

    def test_failed_mail_waits_for_its_next_try(self, settings):
        settings.EMAIL_BACKEND = "tests.lib.refusing_backend.NoServer"
        mail = queue()

        with pytest.raises(ConnectionRefusedError):
            outbox.send_mail(mail_id=str(mail.pk))

        mail.refresh_from_db()
        assert (mail.state, mail.attempts) == (OutboxMail.State.WAITING, 1)
        assert "ConnectionRefusedError" in mail.last_error

    def test_after_the_last_try_it_is_a_dead_letter(self, settings):
        settings.EMAIL_BACKEND = "tests.lib.refusing_backend.NoServer"
        mail = queue()
        OutboxMail.objects.update(attempts=outbox.ATTEMPTS - 1)

        with pytest.raises(ConnectionRefusedError):
            outbox.send_mail(mail_id=str(mail.pk))

        mail.refresh_from_db()
        assert (mail.state, mail.text) == (OutboxMail.State.DEAD, "Hello")

    def test_address_that_does_not_exist_is_not_tried_again(self, settings):
        settings.EMAIL_BACKEND = "tests.lib.refusing_backend.NoSuchAddress"
        mail = queue()

        outbox.send_mail(mail_id=str(mail.pk))

        mail.refresh_from_db()
        assert (mail.state, mail.attempts) == (OutboxMail.State.DEAD, 1)

    def test_full_mailbox_is_tried_again(self, settings):
        settings.EMAIL_BACKEND = "tests.lib.refusing_backend.FullMailbox"
        mail = queue()

        with pytest.raises(smtplib.SMTPRecipientsRefused):
            outbox.send_mail(mail_id=str(mail.pk))

        mail.refresh_from_db()
        assert mail.state == OutboxMail.State.WAITING

    def test_dead_letter_can_be_sent_again(self):
        mail = queue()
        OutboxMail.objects.update(state=OutboxMail.State.DEAD, attempts=outbox.ATTEMPTS)

        outbox.resend(mail=mail)
        outbox.send_mail(mail_id=str(mail.pk))

        assert len(django_mail.outbox) == 1
        assert Job.objects.count() == 2


def message_ids(folder: Path) -> collections.Counter:
    """How often each Message-ID was handed to the mail server, which is a folder here."""
    text = "".join(file.read_text() for file in folder.glob("*.log"))
    return collections.Counter(re.findall(r"^Message-ID: (\S+)$", text, re.MULTILINE))


def until(true, what):
    give_up = time.monotonic() + 90
    while not true():
        assert time.monotonic() < give_up, f"Waited in vain: {what}"
        time.sleep(0.05)


@pytest.mark.parametrize("kind", ["embedded", pytest.param("shared", marks=pytest.mark.services)])
def test_killed_worker_loses_no_mail(kind, tmp_path):
    many = 60
    with Deployment(kind, servers=0, worker=False, env={"EMAIL_URL": f"file://{tmp_path}"}) as deployment:
        asked = set(deployment.call("queue_mails", count=many))
        deployment.start_worker()
        until(lambda: len(message_ids(tmp_path)) >= many // 6, "the first mails")
        deployment.kill(deployment.worker)
        assert len(message_ids(tmp_path)) < many, "the worker was done before it was killed"

        deployment.call("let_leases_lapse")
        deployment.start_worker()
        until(lambda: deployment.call("unsent_mails") == 0, "the other mails")

    sent = message_ids(tmp_path)
    assert set(sent) == asked
    assert sent.total() - many <= AT_ONCE
