"""Who may see which request: those who manage people see all (doors ask for that first), an applicant the own one."""

from uuid import UUID

from django.core.exceptions import ValidationError

from accounts.waitlist.models import WaitlistEntry
from lib.errors import NotFound


def get_entry(entry_id: UUID | str) -> WaitlistEntry:
    """The row; NotFound."""
    try:
        found = WaitlistEntry.objects.select_related("decided_by", "invitation").filter(pk=entry_id).first()
    except ValidationError:
        found = None
    if found is None:
        raise NotFound
    return found
