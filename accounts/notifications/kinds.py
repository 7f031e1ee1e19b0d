"""What people are told about, and by which channel: a registry. Each app registers its own kinds in ready()."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.users.roles import Capability, may

SECURITY = "account.security"
NEW_DEVICE = "account.new_device"
WAITLIST = "waitlist.news"


class Channel(StrEnum):
    """A way to a person."""

    IN_APP = "app"
    MAIL = "mail"


CHANNELS: dict[Channel, str | Promise] = {Channel.IN_APP: _("In Homeroom"), Channel.MAIL: _("E-mail")}


def _everybody(user: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class NotificationKind:
    """One thing to be told about. A locked one reaches everybody; `is_for` says to whom it can happen at all."""

    name: str
    words: str | Promise
    about: str | Promise
    channels: tuple[Channel, ...]
    is_locked: bool
    is_for: Callable[[Any], bool]


_kinds: dict[str, NotificationKind] = {}


def register_kind(
    name: str,
    *,
    words: str | Promise,
    about: str | Promise = "",
    channels: Iterable[Channel] = (Channel.MAIL,),
    is_locked: bool = False,
    is_for: Callable[[Any], bool] = _everybody,
) -> None:
    """Make `name` a kind. Called once for each, in an app's ready()."""
    if name in _kinds:
        raise ValueError(f"Two kinds of notifications are called {name!r}.")
    if ":" in name:
        raise ValueError("A colon parts kind and channel.")
    _kinds[name] = NotificationKind(name, words, about, tuple(channels), is_locked, is_for)


def kind_named(name: str) -> NotificationKind | None:
    """The kind, if there is one."""
    return _kinds.get(name)


def the_kind(name: str) -> NotificationKind:
    """The kind. KeyError for one that nobody registered: a mistake in the program."""
    return _kinds[name]


def choice(kind: NotificationKind, channel: Channel) -> str:
    """How a choice is stored."""
    return f"{kind.name}:{channel}"


def kinds_for(user: Any) -> list[NotificationKind]:
    """What this person can be told about, in the order in which it was registered."""
    return [kind for kind in _kinds.values() if kind.is_for(user)]


def register_own() -> None:
    """What accounts tell people about."""
    register_kind(
        NEW_DEVICE,
        words=_("Signed in from a new device"),
        about=_("The first time a browser or an app is used with your account"),
    )
    register_kind(
        WAITLIST,
        words=_("Waiting list"),
        about=_("Somebody asks for an account"),
        is_for=lambda user: may(user.role, Capability.MANAGE_PEOPLE),
    )
    register_kind(
        SECURITY,
        words=_("Security of the account"),
        about=_("Password, e-mail, second factor, passkeys and keys: always"),
        is_locked=True,
    )
