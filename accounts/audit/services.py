"""Writing down what happened. The one verb; every door of accounts calls it inside the transaction of what it tells of."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction

from accounts.audit.kinds import Kind
from accounts.audit.models import AuditEvent
from accounts.audit.signals import event_recorded
from lib import context

EMAIL = re.compile(r"([^\s@,;<>\"]{1,2})[^\s@,;<>\"]*@([^\s@,;<>\"]+\.[^\s@,;<>\"]+)")


def record_event(kind: Kind, *, user_id: int | None = None, actor_id: int | None = None, **data: Any) -> AuditEvent:
    """Store one event. Address, device, request and, unless `actor_id` names one, the actor are the present caller's.

    `data` is small and never holds a password, a token or a code. What it holds under `name` stands in the sentence. Of an
    e-mail only the beginning is kept: no event is ever changed, and people may be erased.
    """
    who = context.caller()
    event = AuditEvent.objects.create(
        kind=kind,
        user_id=user_id,
        actor_id=actor_id if actor_id is not None else who.actor_id,
        address=who.address[:45],
        device=who.device,
        request_id=who.request_id,
        data=without_addresses(data),
    )
    event_recorded.send(sender=AuditEvent, event=event)
    return event


def without_addresses(value: Any) -> Any:
    """no…@school.example says enough to recognise the own address by."""
    if isinstance(value, str):
        return EMAIL.sub(r"\1…@\2", value)
    if isinstance(value, dict):
        return {name: without_addresses(one) for name, one in value.items()}
    return [without_addresses(one) for one in value] if isinstance(value, list | tuple) else value


def record_admin_change(*, actor_id: int | None, model: Any, object_id: str, what: str, fields: Sequence[str] = ()) -> None:
    """A row that was `added`, `changed` or `deleted` in the back office, by whom; the names of the fields, never their values.

    A person's own row is an event of that person's account.
    """
    is_person = model is get_user_model() and object_id.isdigit()
    record_event(
        Kind.ADMIN_CHANGED,
        user_id=int(object_id) if is_person else None,
        actor_id=actor_id,
        model=model._meta.label if model else "",
        object=object_id,
        what=what,
        fields=list(fields),
    )


@transaction.atomic
def forget_old(now: datetime) -> int:
    """Delete events older than AUDIT_KEEP_DAYS, whole days at once, and write down that it was done; answers how many."""
    before = (now - timedelta(days=settings.AUDIT_KEEP_DAYS)).replace(hour=0, minute=0, second=0, microsecond=0)
    count = AuditEvent.objects.all().forget_before(before)
    if count:
        record_event(Kind.FORGOTTEN, count=count, before=before.isoformat())
    return count
