"""Writing down what happened. The one verb; every door of accounts calls it inside the transaction of what it tells of."""

from typing import Any

from accounts.audit.kinds import Kind
from accounts.audit.models import AuditEvent
from lib import context


def record_event(kind: Kind, *, user_id: int | None = None, actor_id: int | None = None, **data: Any) -> AuditEvent:
    """Store one event. Address, device, request and, unless `actor_id` names one, the actor are the present caller's.

    `data` is small and never holds a password, a token or a code.
    """
    who = context.caller()
    return AuditEvent.objects.create(
        kind=kind,
        user_id=user_id,
        actor_id=actor_id if actor_id is not None else who.actor_id,
        address=who.address[:45],
        device=who.device,
        request_id=who.request_id,
        data=data,
    )
