"""How somebody came in, whatever the door: what pages, API and sockets know of the caller beside who it is. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Door(StrEnum):
    """What the caller shows at each request."""

    SESSION = "session"
    TOKEN = "token"  # noqa: S105  the name of a door
    KEY = "key"


class Method(StrEnum):
    """What the person proved it with at the beginning."""

    PASSWORD = "password"  # noqa: S105  the name of a way
    CODE = "code"
    LINK = "link"
    PASSKEY = "passkey"
    SOCIAL = "social"
    SIGN_UP = "sign_up"


class SecondFactor(StrEnum):
    """What was shown beside it. NONE is false."""

    NONE = ""
    TOTP = "totp"
    RECOVERY_CODE = "recovery_code"
    PASSKEY = "passkey"


@dataclass(frozen=True, slots=True)
class SignIn:
    """One sign-in that holds now. `id` is that of its LoginSession, RefreshFamily or ApiKey.

    `scopes` is None where the caller may do all that the user may; an API key names what it may.
    """

    door: Door
    id: str
    user: Any
    second_factor: SecondFactor = SecondFactor.NONE
    scopes: frozenset[str] | None = None

    @property
    def group(self) -> str:
        """The hub's group of its sockets: who ends the sign-in disconnects it."""
        return group_of(self.door, self.id)


GROUPS = "signin."  # how the names of these groups begin


def group_of(door: Door, sign_in_id: object) -> str:
    """The hub's group of the sockets that came in by this."""
    return f"{GROUPS}{door}.{sign_in_id}"
