"""All that is kept about a person, as an archive: asked for, made by a job, read by that person, gone after a week."""

import logging
import tempfile
from datetime import datetime, timedelta
from typing import Any, cast

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.audit.kinds import Kind
from accounts.audit.services import record_event
from accounts.profile.errors import ExportUnderWay
from accounts.profile.models import DataExport
from accounts.users.models import User
from lib import personal_data, uploads
from lib.jobs import enqueue
from lib.models import StoredFile
from lib.outbox import send_template_later

log = logging.getLogger("homeroom.personal_data")

MAKE = "accounts.make_data_export"
USE = "personal-export"
KEPT = timedelta(days=7)
LOST_AFTER = timedelta(hours=2)


@transaction.atomic
def ask_for_export(*, user: User) -> DataExport:
    """Have an archive made. ExportUnderWay while one is being made; a new one replaces the one before."""
    User.objects.select_for_update().get(pk=user.pk)
    mine = DataExport.objects.filter(user=user)
    if mine.filter(state=DataExport.State.WAITING, created_at__gt=timezone.now() - LOST_AFTER).exists():
        raise ExportUnderWay
    delete_exports(rows=mine)
    row = DataExport.objects.create(user=user)
    record_event(Kind.EXPORT_ASKED, user_id=user.pk)
    enqueue(MAKE, export_id=str(row.pk))
    return row


def make_export(*, export_id: str) -> None:
    """What the job does. Running twice makes one archive."""
    row = DataExport.objects.select_related("user").filter(pk=export_id, state=DataExport.State.WAITING).first()
    if row is None:
        return
    with tempfile.TemporaryFile() as archive:
        count = personal_data.write_archive(row.user, cast("Any", archive))
        archive.seek(0)
        stored = uploads.keep_made(
            use=USE, name=f"homeroom-{row.user.username}.zip", content_type="application/zip", source=archive
        )
    _hand_over(row, stored)
    log.info("personal_data.exported", extra={"export": export_id, "files": count})


@transaction.atomic
def _hand_over(row: DataExport, stored: StoredFile) -> None:
    now = timezone.now()
    ready = DataExport.objects.filter(pk=row.pk, state=DataExport.State.WAITING).update(
        state=DataExport.State.READY, file=stored, ready_at=now, expires_at=now + KEPT
    )
    if not ready:
        # Another run was first, or the person has taken the request back.
        uploads.delete(file=stored)
        return
    if row.user.email:
        send_template_later(
            key=f"data-export:{row.pk}",
            to=row.user.email,
            template="accounts/email/data_export",
            context={"user": row.user, "days": KEPT.days},
            language=row.user.language,
        )


def may_read(user: Any, file: StoredFile) -> bool:
    """The archive is for the person it is about, while it holds."""
    return bool(user.pk) and DataExport.objects.filter(file=file, user=user, expires_at__gt=timezone.now()).exists()


def note_taken(user: Any, file: StoredFile) -> None:
    """Whoever has the archive has everything, so that it was fetched is written down."""
    record_event(Kind.EXPORT_TAKEN, user_id=user.pk, actor_id=user.pk)


@transaction.atomic
def delete_exports(*, rows: "QuerySet[DataExport]") -> int:
    """Archives and their rows; answers how many."""
    count = 0
    for row in rows.select_related("file"):
        if row.file is not None:
            uploads.delete(file=row.file)
        row.delete()
        count += 1
    return count


def expired(now: datetime) -> "QuerySet[DataExport]":
    """Those whose time is over, and those that were never made."""
    return DataExport.objects.filter(expires_at__lt=now) | DataExport.objects.filter(
        state=DataExport.State.WAITING, created_at__lt=now - timedelta(days=1)
    )
