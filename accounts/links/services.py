"""Making links, looking at one without using it up, and using it up: once, whoever is first."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.links.errors import LinkNotValid
from accounts.links.models import SingleUseLink
from lib import codes

if TYPE_CHECKING:
    from accounts.users.models import User

Purpose = SingleUseLink.Purpose
KEEP_USED = timedelta(days=30)


@transaction.atomic
def make_link(*, purpose: Purpose, lifetime: timedelta, user: "User | None" = None, **data: Any) -> str:
    """A token that may be used once. Older ones of the same purpose and user hold no longer.

    `data` is what the purpose needs to know at its use; it holds no secret.
    """
    if user is not None:
        SingleUseLink.objects.filter(purpose=purpose, user=user, used_at=None).delete()
    token = codes.new_token()
    now = timezone.now()
    SingleUseLink.objects.create(
        purpose=purpose, user=user, digest=codes.digest(purpose, token), data=data, created_at=now, expires_at=now + lifetime
    )
    return token


@transaction.atomic
def make_links(*, purpose: Purpose, lifetime: timedelta, user: "User", data: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Several tokens that belong together, by the names in `data`; what there was of this purpose and user is gone."""
    SingleUseLink.objects.filter(purpose=purpose, user=user).delete()
    now = timezone.now()
    tokens = {name: codes.new_token() for name in data}
    for name, token in tokens.items():
        SingleUseLink.objects.create(
            purpose=purpose,
            user=user,
            digest=codes.digest(purpose, token),
            data=dict(data[name]),
            created_at=now,
            expires_at=now + lifetime,
        )
    return tokens


def renew_link(link: SingleUseLink) -> str:
    """Another token for the same link, to be sent again; the one before holds no longer. LinkNotValid when it was used."""
    token = codes.new_token()
    fresh = SingleUseLink.objects.filter(pk=link.pk, used_at=None)
    if not fresh.update(digest=codes.digest(Purpose(link.purpose), token)):
        raise LinkNotValid
    return token


def look_at_link(*, purpose: Purpose, token: str) -> SingleUseLink:
    """The link, for the page with the button. Nothing is used up: mail scanners open links. LinkNotValid."""
    link = _holding(purpose, token).select_related("user").first()
    if link is None or (link.user is not None and not link.user.is_active):
        raise LinkNotValid
    return link


@transaction.atomic
def use_link(*, purpose: Purpose, token: str) -> SingleUseLink:
    """The link, used up by this call: of several at once one gets it. LinkNotValid."""
    link = look_at_link(purpose=purpose, token=token)
    if not SingleUseLink.objects.filter(pk=link.pk, used_at=None).update(used_at=timezone.now()):
        raise LinkNotValid
    return link


def use_link_of(*, purpose: Purpose, user: "User", **data: Any) -> None:
    """Use up the link of this user that was made with these data, by somebody who proved it otherwise. LinkNotValid."""
    about = {f"data__{name}": value for name, value in data.items()}
    if not user.is_active or not holding_of(purpose=purpose, user=user).filter(**about).update(used_at=timezone.now()):
        raise LinkNotValid


def holding_of(*, purpose: Purpose, user: "User") -> "QuerySet[SingleUseLink]":
    """The links of this user and purpose that may still be used."""
    return SingleUseLink.objects.filter(purpose=purpose, user=user, used_at=None, expires_at__gt=timezone.now())


def take_back_every_link(*, user_id: int) -> None:
    """No link that was made for this user holds any longer, whatever it was for."""
    SingleUseLink.objects.filter(user_id=user_id, used_at=None).delete()


def take_back_nobodys_links(*, purpose: Purpose, **data: Any) -> None:
    """Links of this purpose that belong to no user hold no longer: all, or those with this data."""
    about = {f"data__{name}": value for name, value in data.items()}
    SingleUseLink.objects.filter(purpose=purpose, user=None, used_at=None, **about).delete()


def forget_expired(now: datetime) -> int:
    """Delete what has been over for a month; answers how many."""
    return SingleUseLink.objects.filter(expires_at__lt=now - KEEP_USED).delete()[0]


def _holding(purpose: Purpose, token: str) -> "QuerySet[SingleUseLink]":
    holding = SingleUseLink.objects.filter(purpose=purpose, used_at=None, expires_at__gt=timezone.now())
    return holding.filter(digest__in=codes.digests(purpose, token))
