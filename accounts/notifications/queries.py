"""What a person wants to be told about: one answer, or all as a table."""

from dataclasses import dataclass

from accounts.notifications.kinds import CHANNELS, Channel, NotificationKind, choice, kinds_for, the_kind
from accounts.users.models import User


def wants(user: User, kind: str, channel: Channel) -> bool:
    """Whether this person is to be told of this kind by this channel. KeyError for a kind that nobody registered."""
    found = the_kind(kind)
    if channel not in found.channels or not found.is_for(user):
        return False
    return found.is_locked or choice(found, channel) not in user.muted


@dataclass(frozen=True, slots=True)
class Box:
    """One choice. `value` is how it is stored; without one there is nothing to choose."""

    channel: Channel
    channel_words: str
    value: str
    is_wanted: bool
    is_locked: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One kind and its boxes, one for each channel of the table."""

    kind: NotificationKind
    boxes: list[Box]


@dataclass(frozen=True, slots=True)
class Choices:
    """All that a person can be told about, and by what."""

    channels: list[str]
    rows: list[Row]


def choices_of(user: User) -> Choices:
    """Asks the database nothing."""
    kinds = kinds_for(user)
    channels = [channel for channel in CHANNELS if any(channel in kind.channels for kind in kinds)]
    rows = [Row(kind, [_box(user, kind, channel) for channel in channels]) for kind in kinds]
    return Choices([str(CHANNELS[channel]) for channel in channels], rows)


def _box(user: User, kind: NotificationKind, channel: Channel) -> Box:
    has = channel in kind.channels
    return Box(
        channel,
        str(CHANNELS[channel]),
        value=choice(kind, channel) if has else "",
        is_wanted=has and wants(user, kind.name, channel),
        is_locked=kind.is_locked,
    )
