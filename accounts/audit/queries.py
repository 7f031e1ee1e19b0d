"""Events as the person reads them: a sentence, where it came from, and whether it came from there for the first time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit import kinds
from accounts.audit.devices import Device, device_in
from accounts.audit.kinds import Kind
from accounts.audit.models import AuditEvent

NEW_DEVICE, NEW_ADDRESS = gettext_lazy("from a new device"), gettext_lazy("from a new address")
ALARMING = {Kind.SIGN_IN_LOCKED, Kind.TOKEN_REUSED}


@dataclass(frozen=True, slots=True)
class Line:
    """One event of the own account. `by` is who did it, where that was somebody else; then nothing tells where from."""

    id: int
    at: datetime
    kind: str
    words: str
    odd: str | Promise
    by: str
    address: str
    device: Device
    request_id: str

    @property
    def is_odd(self) -> bool:
        """Whether it is worth a second look."""
        return bool(self.odd) or self.kind in ALARMING


def recent(user: object, limit: int) -> list[Line]:
    """The newest events of this person's account. Two queries, or one when there is no sign-in among them."""
    return lines_of(user, AuditEvent.objects.about(user).select_related("actor")[:limit])


def lines_of(user: object, events: Iterable[AuditEvent]) -> list[Line]:
    """These events of this person, for the page."""
    found = list(events)
    firsts = _Firsts(user) if any(event.kind == Kind.SIGNED_IN for event in found) else None
    return [_line(user, event, firsts) for event in found]


def is_new_device(event: AuditEvent) -> bool:
    """Whether this sign-in is the person's first from such a device, and not the first of all."""
    return _Firsts(event.user).oddity(event) == NEW_DEVICE


def words_of(event: AuditEvent) -> str:
    """What happened, as one phrase."""
    words = _words(event)
    name = event.data.get("name")
    return _("%(what)s: %(name)s") % {"what": words, "name": name} if name else words


def _words(event: AuditEvent) -> str:
    if event.kind == Kind.SIGNED_IN:
        by = str(kinds.SIGNED_IN_BY.get(event.data.get("method", ""), kinds.WORDS[Kind.SIGNED_IN]))
        factor = event.data.get("second_factor", "")
        is_beside = factor in kinds.BESIDE and factor != event.data.get("method")
        return f"{by} {kinds.BESIDE[factor]}" if is_beside else by
    # A kind that a later version had, or an earlier one, is still told by its name.
    return str(kinds.WORDS[Kind(event.kind)]) if event.kind in set(Kind) else event.kind


class _Firsts:
    """Which sign-in of this person was the first from each address and from each device."""

    def __init__(self, user: object) -> None:
        rows = (
            AuditEvent.objects.about(user)
            .filter(kind=Kind.SIGNED_IN)
            .order_by()
            .values_list("address", "device")
            .annotate(first=Min("id"))
        )
        self._by_address: dict[str, int] = {}
        self._by_device: dict[Device, int] = {}
        for address, device, first in rows:
            self._by_address[address] = min(first, self._by_address.get(address, first))
            name = device_in(device)
            self._by_device[name] = min(first, self._by_device.get(name, first))
        self._first = min(self._by_address.values(), default=0)

    def oddity(self, event: AuditEvent) -> str | Promise:
        """In words, what is new about this sign-in; the very first one is no news."""
        if event.pk == self._first:
            return ""
        if self._by_device.get(device_in(event.device)) == event.pk:
            return NEW_DEVICE
        return NEW_ADDRESS if self._by_address.get(event.address) == event.pk else ""


def _line(user: object, event: AuditEvent, firsts: _Firsts | None) -> Line:
    own = event.actor_id is None or event.actor_id == event.user_id
    return Line(
        id=event.pk,
        at=event.at,
        kind=event.kind,
        words=words_of(event),
        odd=firsts.oddity(event) if firsts and event.kind == Kind.SIGNED_IN else "",
        by="" if own else str(event.actor.display_name if event.actor else _("somebody whose account is gone")),
        address=event.address if own else "",
        device=device_in(event.device if own else ""),
        request_id=event.request_id if own else "",
    )
