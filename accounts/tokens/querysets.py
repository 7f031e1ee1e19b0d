"""Finding refresh families."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from accounts.tokens.models import RefreshFamily


class RefreshFamilyQuerySet(models.QuerySet["RefreshFamily"]):
    """Chains on refresh families."""

    def alive(self) -> "RefreshFamilyQuerySet":
        """Those whose tokens still hold, of people who may sign in."""
        return self.filter(ended_at=None, user__is_active=True)

    def holding(self, at: datetime) -> "RefreshFamilyQuerySet":
        """Those that can still be renewed: what a person sees as signed in, and what an open socket rests on."""
        return self.alive().filter(expires_at__gt=at)

    def forgettable(self, at: datetime) -> "RefreshFamilyQuerySet":
        """Those of which no token could be used any more anyhow."""
        return self.filter(expires_at__lt=at)
