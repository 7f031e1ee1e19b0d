"""Whose passkey is whose. One that is missing and one of somebody else are the same error."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from accounts.passkeys.errors import PasskeyNotFound


def passkeys_of(user: Any) -> QuerySet[Authenticator]:
    """The passkeys of this person, the oldest first."""
    rows: QuerySet[Authenticator] = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN)
    return rows.order_by("created_at", "pk")


def get_passkey(user: Any, passkey_id: object) -> Authenticator:
    """One's own passkey. PasskeyNotFound."""
    number = str(passkey_id)
    row = passkeys_of(user).filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
    if row is None:
        raise PasskeyNotFound
    return row
