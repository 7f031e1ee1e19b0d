"""Finding events. Nothing here changes or deletes one."""

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from accounts.audit.models import AuditEvent


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    """Chains on events."""

    def about(self, user: Any) -> "AuditEventQuerySet":
        """Those that one person may see: what happened to the own account."""
        return self.filter(user_id=user.pk)
