"""Finding API keys."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.api_keys.models import ApiKey


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Chains on API keys."""

    def holding(self, at: datetime) -> "ApiKeyQuerySet":
        """Those that let in."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at), revoked_at=None, user__is_active=True)

    def shown(self) -> "ApiKeyQuerySet":
        """Those that the person sees: expired ones too, until they are forgotten, so that nobody wonders."""
        return self.filter(revoked_at=None)

    def forgettable(self, before: datetime) -> "ApiKeyQuerySet":
        """Those that were over already then."""
        return self.filter(Q(expires_at__lt=before) | Q(revoked_at__lt=before))
