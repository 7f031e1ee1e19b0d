"""Mail. `send_mail_later` stores a mail in the caller's transaction; a worker sends it after the commit.

A mail has one Message-ID for life, so when a worker dies between sending and noting it, the copy that goes out again is
recognised by every mail program. What could not be sent stays visible (state `dead`); what was sent keeps no text, because
mails carry single-use links.
"""

import logging
import smtplib
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from lib import letters
from lib.jobs import enqueue
from lib.models import OutboxMail

log = logging.getLogger("homeroom.mail")

SEND = "lib.send_mail"
ATTEMPTS = 8
KEEP_SENT = timedelta(days=90)


def send_mail_later(
    *, key: str, to: str, subject: str, text: str, html: str = "", headers: Mapping[str, str] | None = None
) -> OutboxMail:
    """Store a mail and have it sent after the commit. The same `key` is one mail, however often it is asked for."""
    mail, created = OutboxMail.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "subject": " ".join(subject.split())[:300],
            "text": text,
            "html": html,
            "headers": dict(headers or {}),
            "message_id": make_msgid(domain=settings.EMAIL_DOMAIN),
        },
    )
    if created:
        enqueue(SEND, mail_id=str(mail.pk))
    return mail


def send_template_later(
    *,
    key: str,
    to: str,
    template: str,
    context: Mapping[str, Any] | None = None,
    language: str = "",
    headers: Mapping[str, str] | None = None,
) -> OutboxMail:
    """A mail in the common dress, of `<template>_subject.txt` and `<template>_message.txt` (lib.letters says how).

    `language` is the recipient's; empty means the request's.
    """
    letter = letters.write(template, context, language=language)
    return send_mail_later(key=key, to=to, subject=letter.subject, text=letter.text, html=letter.html, headers=headers)


def send_mail(*, mail_id: str) -> None:
    """Hand one stored mail to the mail server. Raises when that failed and is worth another try."""
    mail = _claim(mail_id)
    if mail is None:
        return
    try:
        _message(mail).send()
    except smtplib.SMTPRecipientsRefused as error:
        if all(500 <= code < 600 for code, _ in error.recipients.values()):
            _note_failure(mail, error, final=True)
            return
        _note_failure(mail, error, final=mail.attempts >= ATTEMPTS)
        raise
    except Exception as error:
        _note_failure(mail, error, final=mail.attempts >= ATTEMPTS)
        raise
    OutboxMail.objects.filter(pk=mail.pk).update(
        state=OutboxMail.State.SENT, sent_at=timezone.now(), last_error="", text="", html="", headers={}
    )
    log.info("mail.sent", extra={"mail": str(mail.pk), "attempt": mail.attempts})


def resend(*, mail: OutboxMail) -> None:
    """Try a dead mail once more, from the first attempt on."""
    with transaction.atomic():
        revived = OutboxMail.objects.filter(pk=mail.pk, state=OutboxMail.State.DEAD).update(
            state=OutboxMail.State.WAITING, attempts=0
        )
        if revived:
            enqueue(SEND, mail_id=str(mail.pk))


def forget_old(now: datetime) -> int:
    """Delete what was sent long ago; dead letters stay until somebody looks at them."""
    return OutboxMail.objects.filter(state=OutboxMail.State.SENT, sent_at__lt=now - KEEP_SENT).delete()[0]


def _claim(mail_id: str) -> OutboxMail | None:
    """The mail, marked as being sent; None when it was sent or given up. The job's lease keeps other workers away."""
    with transaction.atomic():
        mail = OutboxMail.objects.select_for_update().filter(pk=mail_id).first()
        if mail is None or mail.state in {OutboxMail.State.SENT, OutboxMail.State.DEAD}:
            return None
        mail.state = OutboxMail.State.SENDING
        mail.attempts += 1
        mail.save(update_fields=["state", "attempts"])
    return mail


def _message(mail: OutboxMail) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        mail.subject, mail.text, to=[mail.to], headers={**mail.headers, "Message-ID": mail.message_id}
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def _note_failure(mail: OutboxMail, error: Exception, *, final: bool) -> None:
    state = OutboxMail.State.DEAD if final else OutboxMail.State.WAITING
    OutboxMail.objects.filter(pk=mail.pk).update(state=state, last_error=f"{type(error).__name__}: {error}"[:2000])
    log.log(
        logging.ERROR if final else logging.WARNING,
        "mail.given_up" if final else "mail.failed",
        extra={"mail": str(mail.pk), "attempt": mail.attempts, "error": type(error).__name__},
    )
