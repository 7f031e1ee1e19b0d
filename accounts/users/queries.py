"""Whom people find by name, and what opens an account."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db.models import QuerySet

from accounts.users import circles
from accounts.users.models import User


def people_for(user: User, *, search: str = "") -> QuerySet[User]:
    """Those whom this person may find: companions of any circle, or everybody where PEOPLE_SEARCH=all; one query.

    Never oneself, nor whoever may not sign in. What it leads to is shown by PersonSerializer: no e-mail, whatever is asked.
    """
    everybody = User.objects.active().filter(erased_at=None).exclude(pk=user.pk)
    found: QuerySet[User] = everybody.named(search).order_by("full_name", "username").only("username", "full_name", "avatar")
    if settings.PEOPLE_SEARCH == "all":
        return found
    shared = circles.companions_of(user.pk)
    if not shared:
        return found.none()
    return found.filter(pk__in=shared[0].union(*shared[1:]) if shared[1:] else shared[0])


def is_last_way_in(user: User) -> bool:
    """Whether with one passkey or account elsewhere less nothing opens this one. Mail does not count: it may never arrive."""
    if user.has_usable_password():
        return False
    passkeys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).count()
    return bool(passkeys + SocialAccount.objects.filter(user=user).count() <= 1)
