"""Finding invitations."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from accounts.invitations.models import Invitation


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Chains on invitations."""

    def holding(self) -> "InvitationQuerySet":
        """Those by which an account may still be made."""
        return self.filter(used_at=None, taken_back_at=None, expires_at__gt=timezone.now())

    def search(self, text: str) -> "InvitationQuerySet":
        """Those with this in the e-mail or the name."""
        text = text.replace("\0", "").strip()
        return self.filter(Q(email__icontains=text) | Q(full_name__icontains=text)) if text else self
