"""Tokens of the API: made in pairs, renewed once each, ended together; and who somebody with a token is."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token

from accounts.audit.kinds import Kind
from accounts.audit.services import record_event
from accounts.tokens.errors import TokenNotValid
from accounts.tokens.models import RefreshFamily
from accounts.users.models import User
from accounts.users.services import CLOSE_NOT_SIGNED_IN, record_sign_in, tell
from accounts.users.sign_ins import Door, Method, SecondFactor, SignIn, group_of
from lib import context, hub

T = TypeVar("T", bound=Token)

LONGEST = 4096
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
    record_sign_in(user=user, door=Door.TOKEN, row_id=family.pk, method=method, second_factor=second_factor)
    return _pair(family, refresh)


def rotate_pair(*, refresh: str) -> Pair:
    """A new pair; the old refresh is dead. TokenNotValid, and when it was dead already its whole family dies.

    Not inside a transaction of the caller: the end of the family must stand although this raises.
    """
    old = _read(RefreshToken, refresh)
    new = RefreshToken()
    mine = RefreshFamily.objects.filter(pk=_family_id(old))
    who = context.caller()
    taken = (
        mine.alive()
        .filter(current=old["jti"])
        .update(
            current=new["jti"],
            renewed_at=timezone.now(),
            expires_at=_expiry(new),
            address=who.address,
            device=who.device,
        )
    )
    if not taken:
        _end_stolen(_family_id(old), old["jti"])
        raise TokenNotValid
    return _pair(mine.get(), new)


@transaction.atomic
def _end_stolen(family_id: uuid.UUID, jti: str) -> None:
    """Two hold tokens of one sign-in, and nobody can tell which is the thief: both are out, and the person hears of it."""
    family = (
        RefreshFamily.objects.select_for_update(of=("self",)).select_related("user").filter(pk=family_id, ended_at=None).first()
    )
    if family is None or family.current == jti:
        return
    end_family(family=family, because=Kind.TOKEN_REUSED)
    tell(user=family.user, template="token_reused", key=f"token-reused:{family.pk}", since=family.created_at)


@transaction.atomic
def revoke(*, refresh: str) -> None:
    """End the sign-in this token belongs to. Harmless when it has ended; TokenNotValid when it never was one."""
    token = _read(RefreshToken, refresh)
    family = RefreshFamily.objects.select_for_update().filter(pk=_family_id(token), ended_at=None).first()
    if family is not None:
        context.note_actor(family.user_id)
        end_family(family=family, because=Kind.SIGNED_OUT)


@transaction.atomic
def end_family(*, family: RefreshFamily, because: Kind) -> None:
    """End this sign-in: its tokens hold no longer, its sockets close, in every process. Nothing when it has ended."""
    if not RefreshFamily.objects.filter(pk=family.pk, ended_at=None).update(ended_at=timezone.now()):
        return
    # `of` is the device that is out now; who did it, and from where, stands in the event's own fields.
    record_event(because, user_id=family.user_id, door=Door.TOKEN, session=str(family.pk), of=family.device)
    transaction.on_commit(lambda: hub.disconnect(group_of(Door.TOKEN, family.pk), CLOSE_NOT_SIGNED_IN))


@transaction.atomic
def end_families(*, user_id: int, but: object = None) -> list[uuid.UUID]:
    """End all sign-ins of this user, but one if it is named. Answers which; their sockets are the caller's to close."""
    mine = RefreshFamily.objects.select_for_update().filter(user_id=user_id, ended_at=None)
    ended = [pk for pk in mine.values_list("pk", flat=True) if str(pk) != str(but)]
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


def raise_second_factor_of(*, family_id: str, second_factor: SecondFactor) -> None:
    """The person has shown a second factor after signing in, or has none any more: what its tokens say from now on."""
    RefreshFamily.objects.filter(pk=family_id, ended_at=None).update(second_factor=second_factor)


def forget_expired(now: datetime) -> int:
    """Delete what no token could use any more; answers how many."""
    return RefreshFamily.objects.forgettable(now).delete()[0]


def _pair(family: RefreshFamily, refresh: RefreshToken) -> Pair:
    refresh[USER] = str(family.user_id)
    refresh[FAMILY] = str(family.pk)
    return Pair(access=str(refresh.access_token), refresh=str(refresh))


def _read(kind: type[T], raw: str | bytes) -> T:
    if len(raw) > LONGEST:
        raise TokenNotValid
    try:
        return kind(raw)  # type: ignore[arg-type]  # the annotation of Token.__init__ is wrong
    except (TokenError, ValueError, OverflowError) as error:
        raise TokenNotValid from error


def _family_id(token: Token) -> uuid.UUID:
    try:
        return uuid.UUID(str(token.get(FAMILY)))
    except ValueError as error:
        raise TokenNotValid from error


def _expiry(token: Any) -> datetime:
    return datetime.fromtimestamp(token["exp"], UTC)
