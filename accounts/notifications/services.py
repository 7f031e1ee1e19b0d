"""Telling people, as they wish: whether somebody wants it, a mail that asks first, and the choices themselves."""

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from accounts.notifications.errors import LockedChoice, UnknownChoice, UnsubscribeNotValid
from accounts.notifications.kinds import Channel, NotificationKind, choice, kind_named, kinds_for, the_kind
from accounts.notifications.queries import wants
from accounts.users.models import User
from lib.outbox import send_template_later

SALT = "accounts.notifications.unsubscribe"


def notify_by_mail(*, user: User, kind: str, key: str, template: str, context: Mapping[str, Any] | None = None) -> bool:
    """Send `accounts/email/<template>` after the commit if the person wants it; answers whether. Same `key`, same mail.

    Where BASE_URL is set the mail can be stopped by one click (RFC 8058); a host that a request names is nobody's word.
    """
    if not user.email or not user.is_active or not wants(user, kind, Channel.MAIL):
        return False
    given = {"name": user.display_name, **(context or {})}
    headers = {}
    if settings.BASE_URL and not the_kind(kind).is_locked:
        path = reverse("unsubscribe", args=[unsubscribe_token(user=user, kind=kind, channel=Channel.MAIL)])
        given["unsubscribe_url"] = whole_address(path)
        headers = {"List-Unsubscribe": f"<{given['unsubscribe_url']}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    send_template_later(
        key=key, to=user.email, template=f"accounts/email/{template}", context=given, language=user.language, headers=headers
    )
    return True


@transaction.atomic
def set_muted(*, user: User, muted: Collection[str]) -> None:
    """These choices, as kind:channel, are all that the person does not want. UnknownChoice, LockedChoice."""
    for one in muted:
        _check(user, one)
    row: User = User.objects.select_for_update().get(pk=user.pk)
    offered = {choice(kind, channel) for kind in kinds_for(row) for channel in kind.channels}
    # What belongs to an app that is not there just now, or to a role the person had, is kept.
    row.muted = sorted({*muted, *(one for one in row.muted if one not in offered)})
    row.save(update_fields=["muted"])
    user.muted = row.muted


def set_wanted(*, user: User, wanted: Collection[str]) -> None:
    """Of all that can be chosen these are wanted, as a page with boxes says it; boxes of no meaning are ignored."""
    free = [(kind, channel) for kind in kinds_for(user) if not kind.is_locked for channel in kind.channels]
    set_muted(user=user, muted=[choice(*one) for one in free if choice(*one) not in wanted])


def unsubscribe_token(*, user: User, kind: str, channel: Channel) -> str:
    """Stops this kind by this channel for this person, and does nothing else. It holds for as long as the mail is kept."""
    return signing.dumps([user.pk, kind, channel], salt=SALT)


def read_unsubscribe_token(token: str) -> tuple[User, NotificationKind, Channel]:
    """Whom and what it stops. UnsubscribeNotValid."""
    try:
        user_id, name, channel = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        raise UnsubscribeNotValid from None
    user, kind = User.objects.filter(pk=user_id).first(), kind_named(name)
    if user is None or kind is None:
        raise UnsubscribeNotValid
    return user, kind, Channel(channel)


@transaction.atomic
def unsubscribe(*, token: str) -> NotificationKind:
    """Stop it; once more changes nothing. UnsubscribeNotValid."""
    user, kind, channel = read_unsubscribe_token(token)
    row: User = User.objects.select_for_update().get(pk=user.pk)
    row.muted = sorted({*row.muted, choice(kind, channel)})
    row.save(update_fields=["muted"])
    return kind


def whole_address(path: str) -> str:
    """For a mail; empty where BASE_URL is not set, because a mail that nobody's browser asked for knows no other host."""
    return urljoin(f"{settings.BASE_URL}/", path) if settings.BASE_URL else ""


def _check(user: User, one: str) -> None:
    name, _colon, channel = one.partition(":")
    kind = kind_named(name)
    if kind is None or channel not in set(kind.channels) or not kind.is_for(user):
        raise UnknownChoice(attr="muted")
    if kind.is_locked:
        raise LockedChoice(attr="muted")
