"""Finding browser sessions."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Exists, OuterRef

if TYPE_CHECKING:
    from accounts.sessions.models import LoginSession


class LoginSessionQuerySet(models.QuerySet["LoginSession"]):
    """Chains on browser sessions."""

    def holding(self, at: datetime) -> "LoginSessionQuerySet":
        """Those whose browser is still signed in. Django's session is the truth: it may have been emptied without a word."""
        kept = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=at)
        return self.filter(Exists(kept), user__is_active=True)

    def left_over(self, at: datetime) -> "LoginSessionQuerySet":
        """Those whose session is gone or over."""
        return self.filter(~Exists(Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=at)))
