"""Finding browser sessions."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Exists, OuterRef

if TYPE_CHECKING:
    from accounts.sessions.models import LoginSession

SETTLED = timedelta(hours=1)


class LoginSessionQuerySet(models.QuerySet["LoginSession"]):
    """Chains on browser sessions."""

    def holding(self, at: datetime) -> "LoginSessionQuerySet":
        """Those whose browser is still signed in. Django's session is the truth: it may have been emptied without a word."""
        kept = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=at)
        return self.filter(Exists(kept), user__is_active=True)

    def left_over(self, at: datetime) -> "LoginSessionQuerySet":
        """Those whose session is gone or over, and not since a moment ago: a key may be changing just now."""
        kept = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=at)
        return self.filter(~Exists(kept), last_used_at__lt=at - SETTLED)
