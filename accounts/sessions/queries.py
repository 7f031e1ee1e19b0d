"""Where somebody is signed in: browsers and programs as one kind of row, in a fixed number of queries."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api_keys.models import ApiKey
from accounts.audit.devices import Device, device_in
from accounts.sessions.models import LoginSession
from accounts.tokens.models import RefreshFamily
from accounts.users.sign_ins import Door, Method, SecondFactor, SignIn, group_of

BROWSER, APP = "browser", "app"
SHOWN = 30
COLUMNS = ("id", "kind", "device", "address", "method", "second_factor", "created_at", "used_at", "expires_at")


@dataclass(frozen=True, slots=True)
class Place:
    """One place where a person is signed in. A program's last use is when it last renewed its tokens."""

    id: uuid.UUID
    kind: str
    user_agent: str
    address: str
    method: str
    second_factor: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    is_current: bool

    @property
    def device(self) -> Device:
        """What it is, in words."""
        return device_in(self.user_agent)

    @property
    def way_in(self) -> str:
        """How the person came in there, in words; empty when nobody noted it."""
        ways: dict[str, str] = {
            Method.PASSWORD: _("password"),
            Method.CODE: _("a code by mail"),
            Method.LINK: _("a link by mail"),
            Method.PASSKEY: _("passkey"),
            Method.SOCIAL: _("another service"),
            Method.SIGN_UP: _("sign-up"),
        }
        factors: dict[str, str] = {
            SecondFactor.TOTP: _("app"),
            SecondFactor.RECOVERY_CODE: _("recovery code"),
            SecondFactor.PASSKEY: _("passkey"),
        }
        shown, factor = ways.get(self.method, ""), factors.get(self.second_factor, "")
        if shown and factor and not self.method == self.second_factor == Method.PASSKEY:
            return _("%(method)s and %(factor)s") % {"method": shown, "factor": factor}
        return shown or factor


@dataclass(frozen=True, slots=True)
class Overview:
    """What the security page shows: this place first, then by last use."""

    places: list[Place]
    others: int
    hidden: int


def places_of(user: Any) -> QuerySet[Any, Any]:
    """Rows for `as_places`, by last use. Sliced and counted by whoever shows them."""
    now = timezone.now()
    browsers = LoginSession.objects.holding(now).filter(user=user).order_by()
    apps = RefreshFamily.objects.holding(now).filter(user=user).order_by()
    return (
        browsers.annotate(kind=Value(BROWSER), used_at=F("last_used_at"))
        .values_list(*COLUMNS)
        .union(apps.annotate(kind=Value(APP), used_at=F("renewed_at")).values_list(*COLUMNS), all=True)
        .order_by("-used_at", "id")
    )


def as_places(rows: Iterable[tuple[Any, ...]], current: SignIn | None) -> list[Place]:
    """Rows of `places_of`, with the caller's own marked."""
    here = current.id if current is not None else None
    return [Place(*(*row, str(row[0]) == here)) for row in rows]


def overview(user: Any, current: SignIn | None) -> Overview:
    """For the section of the security page."""
    rows = places_of(user)
    count = rows.count()
    places = sorted(as_places(rows[:SHOWN], current), key=lambda place: not place.is_current)
    has_current = any(place.is_current for place in places)
    return Overview(places=places, others=count - has_current, hidden=count - len(places))


def still_holding(groups: Sequence[str]) -> set[str]:
    """Of these groups of sockets (users.sign_ins.group_of), those whose sign-in still lets in: one query a kind that occurs."""
    wanted: dict[str, list[str]] = {}
    for group in groups:
        _prefix, door, sign_in_id = group.split(".", 2)
        wanted.setdefault(door, []).append(sign_in_id)
    now, held = timezone.now(), set()
    for door, rows in (
        (Door.SESSION, LoginSession.objects.holding(now)),
        (Door.TOKEN, RefreshFamily.objects.holding(now)),
        (Door.KEY, ApiKey.objects.holding(now)),
    ):
        # A session from before rows were kept has no id; it ends with the person's standing.
        ids = wanted.get(door, [])
        held |= {group_of(door, "")} if "" in ids else set()
        named = [one for one in ids if one]
        if named:
            held |= {group_of(door, pk) for pk in rows.filter(pk__in=named).values_list("pk", flat=True)}
    return held
