"""Inviting people to make an account, looking at an invitation, and using it: once, whoever is first."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.kinds import Kind
from accounts.audit.services import record_event
from accounts.invitations.errors import InviteNotValid, InviteUsed
from accounts.invitations.models import Invitation
from accounts.users.models import User
from accounts.users.roles import Role
from lib import codes
from lib.errors import InvalidFields, Problem
from lib.lookalikes import fold, visible
from lib.outbox import send_template_later

PURPOSE = "invitation"


@dataclass(frozen=True, slots=True)
class Made:
    """A new invitation, and its address: nobody can be told it a second time."""

    invitation: Invitation
    url: str


@transaction.atomic
def make_invitation(
    *,
    made_by: User | None,
    site: str,
    role: Role = Role.STUDENT,
    email: str = "",
    username: str = "",
    full_name: str = "",
    language: str = "",
) -> Made:
    """Invite one person; with an e-mail, a mail goes out. `site` is what whole addresses begin with. InvalidFields."""
    email = fold(email)
    if email and User.objects.with_login(email).exists():
        raise InvalidFields([Problem("unique", _("This e-mail belongs to an account."), "email")])
    token, now = codes.new_token(), timezone.now()
    invitation = Invitation.objects.create(
        email=email,
        username=username.strip(),
        full_name=visible(full_name),
        role=role,
        digest=codes.digest(PURPOSE, token),
        made_by=made_by,
        created_at=now,
        expires_at=now + timedelta(days=settings.INVITATION_DAYS),
    )
    record_event(
        Kind.INVITED, actor_id=made_by.pk if made_by else None, invitation=str(invitation.pk), role=role, email=invitation.email
    )
    if invitation.email:
        _send(invitation, token=token, site=site, language=language)
    return Made(invitation, site + reverse("invitation-open", args=[token]))


def look_at_invitation(*, token: str) -> Invitation:
    """The invitation, unused. InviteNotValid."""
    found = Invitation.objects.holding().filter(digest__in=codes.digests(PURPOSE, token)).select_related("made_by").first()
    if found is None:
        raise InviteNotValid(attr="invite")
    return found


def use_invitation(*, invitation: Invitation, user: User) -> None:
    """Used up by this new user, in the transaction that makes the account. Of several at once one gets it. InviteNotValid."""
    mine = Invitation.objects.holding().filter(pk=invitation.pk)
    if not mine.update(used_at=timezone.now(), used_by=user):
        raise InviteNotValid(attr="invite")


@transaction.atomic
def take_back(*, invitation: Invitation) -> None:
    """Nobody can use it any more. InviteUsed when somebody has; nothing happens a second time."""
    row = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if row.used_at is not None:
        raise InviteUsed
    if row.taken_back_at is None:
        Invitation.objects.filter(pk=row.pk).update(taken_back_at=timezone.now())
        record_event(Kind.INVITATION_TAKEN_BACK, invitation=str(row.pk), email=row.email)


def _send(invitation: Invitation, *, token: str, site: str, language: str) -> None:
    send_template_later(
        key=f"invitation:{invitation.pk}",
        to=invitation.email,
        template="accounts/email/invitation",
        context={
            "name": invitation.full_name,
            "inviter": invitation.made_by.display_name if invitation.made_by else "",
            "site_host": urlsplit(site).netloc,
            "days": settings.INVITATION_DAYS,
            "invite_url": site + reverse("invitation-open", args=[codes.for_mail(token)]),
        },
        language=language,
    )
