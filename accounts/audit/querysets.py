"""Finding events. Nothing here changes one, and only the end of their time deletes them."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn

from django.db import models

from accounts.audit.errors import AppendOnly

if TYPE_CHECKING:
    from accounts.audit.models import AuditEvent


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    """Chains on events."""

    def about(self, user: Any) -> "AuditEventQuerySet":
        """Those that one person may see: what happened to the own account."""
        return self.filter(user_id=user.pk)

    def forget_before(self, at: datetime) -> int:
        """Delete those whose time is over; answers how many."""
        return super(AuditEventQuerySet, self.filter(at__lt=at)).delete()[0]

    def update(self, **kwargs: Any) -> NoReturn:
        """AppendOnly."""
        raise AppendOnly

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """AppendOnly."""
        raise AppendOnly

    def delete(self) -> NoReturn:
        """AppendOnly."""
        raise AppendOnly

    update.alters_data = bulk_update.alters_data = delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Any, *args: Any, update_conflicts: bool = False, **kwargs: Any) -> Any:
        """AppendOnly where it would write over what is there."""
        if update_conflicts:
            raise AppendOnly
        return super().bulk_create(objs, *args, **kwargs)
