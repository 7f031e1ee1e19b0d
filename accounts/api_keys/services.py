"""API keys: made, shown once, used, revoked. A key is never worth more than what its person may do, nor than its scopes."""

import hashlib
import secrets
import string
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api_keys.errors import NotWithAKey, ScopeMissing, TooManyKeys
from accounts.api_keys.models import ApiKey
from accounts.api_keys.scopes import KIND, SCOPES, with_reading
from accounts.audit.kinds import Kind
from accounts.audit.services import record_event
from accounts.users.services import CLOSE_NOT_SIGNED_IN, hold_standing
from accounts.users.sign_ins import Door, SecondFactor, SignIn, group_of
from lib import codes, context, hub
from lib.errors import InvalidFields, Problem

MOST_KEYS = 50
DAYS = (30, 90, 365)
USE_NOTED_EVERY = timedelta(minutes=1)
KEEP = timedelta(days=30)
LETTERS = string.ascii_letters + string.digits
PREFIX_LENGTH, SECRET_LENGTH = 8, 43
LONGEST = 100


@transaction.atomic
def make_key(
    *, user: Any, name: str, scopes: Sequence[str], days: int | None, second_factor: SecondFactor = SecondFactor.NONE
) -> tuple[ApiKey, str]:
    """A key and its text, which is shown now and never again. `days` None: until it is revoked. InvalidFields, TooManyKeys."""
    name = name.strip()
    _check(name, scopes, days)
    # One at a time for each person, or two requests at once would pass the limit together.
    hold_standing(user)
    now = timezone.now()
    if ApiKey.objects.holding(now).filter(user=user).count() >= MOST_KEYS:
        raise TooManyKeys
    prefix = "".join(secrets.choice(codes.ALPHABET) for _one in range(PREFIX_LENGTH))
    text = f"{KIND}{prefix}_{''.join(secrets.choice(LETTERS) for _one in range(SECRET_LENGTH))}"
    key = ApiKey.objects.create(
        user=user,
        name=name,
        prefix=prefix,
        digest=digest(text),
        scopes=with_reading(scopes),
        second_factor=second_factor,
        created_at=now,
        expires_at=None if days is None else now + timedelta(days=days),
    )
    record_event(Kind.KEY_MADE, user_id=user.pk, key=key.prefix, name=key.name, scopes=key.scopes)
    return key, text


def _check(name: str, scopes: Sequence[str], days: int | None) -> None:
    problems = []
    if not name:
        problems.append(Problem("blank", _("Give the key a name, so that you know later what it is for."), "name"))
    if len(name) > 100:
        problems.append(Problem("max_length", _("A name has at most 100 characters."), "name"))
    if not scopes:
        problems.append(Problem("required", _("Choose at least one thing that the key may do."), "scopes"))
    if unknown := [scope for scope in scopes if scope not in SCOPES]:
        problems.append(Problem("invalid", _("There is no scope %(scope)s.") % {"scope": str(unknown[0])[:50]}, "scopes"))
    if days is not None and days not in DAYS:
        problems.append(Problem("invalid", _("A key holds for 30, 90 or 365 days, or until it is revoked."), "days"))
    if problems:
        raise InvalidFields(problems)


def digest(text: str) -> str:
    """What stands in the database. A key has 256 random bits, which need no salt; and no other key ends it when it changes."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def sign_in_of_key(text: str) -> SignIn | None:
    """Whose key this is, with one query and once a minute another; None when it does not hold.

    Looked up by its digest: how long that takes tells nothing about any key.
    """
    if len(text) > LONGEST:
        return None
    now = timezone.now()
    key = ApiKey.objects.holding(now).select_related("user").filter(digest=digest(text)).first()
    if key is None:
        return None
    if key.last_used_at is None or now - key.last_used_at >= USE_NOTED_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now, last_used_address=context.caller().address)
    return SignIn(Door.KEY, str(key.pk), key.user, SecondFactor(key.second_factor), frozenset(key.scopes))


def require_scope(sign_in: SignIn, needed: str | None) -> None:
    """What a key may do stands in its scopes; `needed` None is what no key may. ScopeMissing, NotWithAKey."""
    if needed is None:
        raise NotWithAKey
    if needed not in (sign_in.scopes or ()):
        raise ScopeMissing(needed)


@transaction.atomic
def revoke_key(*, key: ApiKey) -> None:
    """It lets nobody in any more, and its sockets close, in every process. Nothing when it is revoked."""
    if not ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now()):
        return
    record_event(Kind.KEY_REVOKED, user_id=key.user_id, key=key.prefix, name=key.name)
    transaction.on_commit(lambda: hub.disconnect(group_of(Door.KEY, key.pk), CLOSE_NOT_SIGNED_IN))


def end_keys(*, user_id: int) -> None:
    """Revoke every key of this user, whose sockets are closed by whoever asks."""
    mine = ApiKey.objects.filter(user_id=user_id, revoked_at=None)
    ended = list(mine.values_list("prefix", "name"))
    mine.update(revoked_at=timezone.now())
    for prefix, name in ended:
        record_event(Kind.KEY_REVOKED, user_id=user_id, key=prefix, name=name)


def forget_expired(now: datetime) -> int:
    """Delete keys that have been over for a month; answers how many."""
    return ApiKey.objects.forgettable(now - KEEP).delete()[0]
