"""Finding requests for an account."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.waitlist.models import WaitlistEntry


class WaitlistQuerySet(models.QuerySet["WaitlistEntry"]):
    """Chains on requests."""

    def waiting(self) -> "WaitlistQuerySet":
        """Those nobody has decided on."""
        return self.filter(state="waiting")

    def in_line(self) -> "WaitlistQuerySet":
        """Those who wait and have shown that the e-mail is theirs; the first to show it is the first in line."""
        return self.waiting().exclude(confirmed_at=None).order_by("confirmed_at", "id")

    def search(self, text: str) -> "WaitlistQuerySet":
        """Those with this in the e-mail, a name or the note."""
        text = text.replace("\0", "").strip()
        if not text:
            return self
        named = Q(email__icontains=text) | Q(full_name__icontains=text) | Q(username__icontains=text)
        return self.filter(named | Q(note__icontains=text))
