"""Tokens of the API: made in pairs, renewed once each, ended together; and who somebody with a token is."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token

from accounts.tokens.errors import TokenNotValid
from accounts.tokens.models import RefreshFamily
from accounts.users.models import User
from accounts.users.sign_ins import Door, Method, SecondFactor, SignIn
from lib import context

T = TypeVar("T", bound=Token)

FAMILY = "family"
USER = "user_id"


@dataclass(frozen=True, slots=True)
class Pair:
    """What a client keeps: `access` for 30 minutes, `refresh` for 7 days and one use."""

    access: str
    refresh: str


def issue_pair(*, user: User, method: Method = Method.PASSWORD, second_factor: SecondFactor = SecondFactor.NONE) -> Pair:
    """Tokens for one sign-in of this user, from where the present caller is."""
    refresh = RefreshToken()
    who = context.caller()
    family = RefreshFamily.objects.create(
        user=user,
        current=refresh["jti"],
        expires_at=_expiry(refresh),
        method=method,
        second_factor=second_factor,
        address=who.address,
        device=who.device,
    )
    return _pair(family, refresh)


def rotate_pair(*, refresh: str) -> Pair:
    """A new pair; the old refresh is dead. TokenNotValid, and when it was dead already its whole family dies.

    Not inside a transaction of the caller: the end of the family must stand although this raises.
    """
    old = _read(RefreshToken, refresh)
    new = RefreshToken()
    mine = RefreshFamily.objects.filter(pk=_family_id(old))
    taken = (
        mine.alive().filter(current=old["jti"]).update(current=new["jti"], renewed_at=timezone.now(), expires_at=_expiry(new))
    )
    if not taken:
        mine.filter(ended_at=None).update(ended_at=timezone.now())
        raise TokenNotValid
    return _pair(mine.get(), new)


def revoke(*, refresh: str) -> None:
    """End the sign-in this token belongs to. Harmless when it has ended; TokenNotValid when it never was one."""
    token = _read(RefreshToken, refresh)
    RefreshFamily.objects.filter(pk=_family_id(token), ended_at=None).update(ended_at=timezone.now())


@transaction.atomic
def end_families(*, user_id: int, only: object = None, but: object = None) -> list[object]:
    """End sign-ins of this user: one, all but one, or all. Answers which ended now; their sockets are the caller's to close."""
    mine = RefreshFamily.objects.select_for_update().filter(user_id=user_id, ended_at=None)
    if only is not None:
        mine = mine.filter(pk=only)
    ended: list[object] = [pk for pk in mine.values_list("pk", flat=True) if str(pk) != str(but)]
    RefreshFamily.objects.filter(pk__in=ended).update(ended_at=timezone.now())
    return ended


def sign_in_of_access_token(token: str | bytes) -> SignIn | None:
    """Whose access token this is, with one query; None when it does not hold (a refresh token never does)."""
    try:
        access = _read(AccessToken, token)
        family = RefreshFamily.objects.alive().select_related("user").filter(pk=_family_id(access)).first()
    except TokenNotValid:
        return None
    if family is None or str(family.user_id) != str(access.get(USER)):
        return None
    return SignIn(Door.TOKEN, str(family.pk), family.user, SecondFactor(family.second_factor))


def user_of_access_token(token: str | bytes) -> User | None:
    """The user of `sign_in_of_access_token`."""
    found = sign_in_of_access_token(token)
    return found.user if found else None


def forget_expired(now: datetime) -> int:
    """Delete what no token could use any more; answers how many."""
    return RefreshFamily.objects.forgettable(now).delete()[0]


def _pair(family: RefreshFamily, refresh: RefreshToken) -> Pair:
    refresh[USER] = str(family.user_id)
    refresh[FAMILY] = str(family.pk)
    return Pair(access=str(refresh.access_token), refresh=str(refresh))


def _read(kind: type[T], raw: str | bytes) -> T:
    try:
        return kind(raw)  # type: ignore[arg-type]  # the annotation of Token.__init__ is wrong
    except (TokenError, UnicodeError) as error:
        raise TokenNotValid from error


def _family_id(token: Token) -> uuid.UUID:
    try:
        return uuid.UUID(str(token.get(FAMILY)))
    except ValueError as error:
        raise TokenNotValid from error


def _expiry(token: Any) -> datetime:
    return datetime.fromtimestamp(token["exp"], UTC)
