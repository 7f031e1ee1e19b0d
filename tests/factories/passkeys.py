"""People with passkeys, made by the same verbs as at the doors, by a phone in software."""

from typing import Any

from allauth.mfa.models import Authenticator as Row

from accounts.passkeys import services
from accounts.passkeys.ceremony import site_at
from accounts.users.sign_ins import Door, SecondFactor, SignIn
from tests.authenticator import Authenticator, text

ORIGIN = "http://localhost:8000"
SITE = site_at(ORIGIN)


def sign_in_as(user: Any, *, factor: SecondFactor = SecondFactor.PASSKEY, door: Door = Door.SESSION) -> SignIn:
    """How somebody came in."""
    return SignIn(door, "", user, factor)


def give_passkey(user: Any, phone: Authenticator | None = None, *, name: str = "Phone") -> tuple[Authenticator, Row]:
    """(the phone, the row): the person has added a passkey."""
    device = phone or Authenticator(ORIGIN)
    session: dict[str, Any] = {}
    options = services.begin_adding(sign_in=sign_in_as(user), session=session, site=SITE)  # type: ignore[arg-type]
    answer = text(device.create(options))
    row = services.add_passkey(sign_in=sign_in_as(user), session=session, site=SITE, answer=answer, name=name)  # type: ignore[arg-type]
    return device, row
