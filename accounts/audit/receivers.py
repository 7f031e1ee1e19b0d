"""What is changed in the back office is written down too: who, what, which fields; never the values."""

import json
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.db.models.signals import post_save
from django.dispatch import receiver

from accounts.audit.kinds import Kind
from accounts.audit.services import record_admin_change, record_event, without_addresses
from lib.signals import kept_mail_read

WHAT = {ADDITION: "added", CHANGE: "changed", DELETION: "deleted"}


@receiver(post_save, sender=LogEntry)
def note_admin_change(instance: LogEntry, created: bool, **signal: Any) -> None:  # noqa: FBT001  Django's signature
    """Django logs each page of a row that is saved; of rows deleted together, their action tells."""
    if created:
        # Django notes what the row is called, and leaves that when its person is erased.
        masked = without_addresses(instance.object_repr)
        if masked != instance.object_repr:
            LogEntry.objects.filter(pk=instance.pk).update(object_repr=masked)
        record_admin_change(
            actor_id=instance.user_id,
            model=instance.content_type.model_class() if instance.content_type else None,
            object_id=str(instance.object_id or ""),
            what=WHAT.get(instance.action_flag, "changed"),
            fields=_fields_in(instance.change_message),
        )


def _fields_in(change_message: str) -> list[str]:
    """The names of the fields in Django's own note."""
    try:
        parts = json.loads(change_message or "[]")
    except ValueError:
        return []
    if not isinstance(parts, list):
        return []
    return [name for part in parts for name in part.get("changed", {}).get("fields", [])]


@receiver(kept_mail_read)
def note_mail_read(name: str, to: list[str], **signal: Any) -> None:
    """Mails hold links that sign people in, so reading somebody else's leaves a trace."""
    record_event(Kind.MAIL_READ, to=to, file=name)
