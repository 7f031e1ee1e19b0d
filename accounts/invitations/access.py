"""Who may see which invitation: those who manage people see all; doors ask for that first."""

from uuid import UUID

from accounts.invitations.models import Invitation
from lib.errors import NotFound


def get_invitation(invitation_id: UUID) -> Invitation:
    """The row; NotFound."""
    found = Invitation.objects.select_related("made_by", "used_by").filter(pk=invitation_id).first()
    if found is None:
        raise NotFound
    return found
