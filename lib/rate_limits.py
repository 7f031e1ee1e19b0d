"""Limits by address, login or mail, counted in the database so that every process sees them.

Two kinds. `hit`: at most `limit` in each `seconds` that begin at a multiple of `seconds`. `strike`: the count begins with
its first one, and the one that reaches `limit` within `seconds` locks the key for `seconds`, whatever comes meanwhile.
Call either outside the transaction that may fail, or its count is rolled back with it.
"""

import ipaddress
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from lib.errors import RateLimited
from lib.models import RateCount, Strike

IPV6_SITE = 64  # what one household or school is given: its single addresses are free to change
# A row that others delete between two statements is made again; more often than this is no accident.
STRIKE_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class StrikeRule:
    """What locks a key: `limit` strikes within `seconds`, for `seconds`."""

    scope: str
    key: str
    limit: int
    seconds: int

    @property
    def rows(self) -> QuerySet[Strike]:
        """The key's row, if there is one."""
        return Strike.objects.filter(scope=self.scope, key=digest(self.key))


def hit(scope: str, key: str, *, limit: int, seconds: int) -> None:
    """Count one; RateLimited when this key had `limit` in this window already."""
    window, rest = divmod(time.time(), seconds)
    rows = _rows(scope, key, int(window))
    if _count_one(rows, limit):
        return
    # Either the window is new or the limit is reached. Two processes may both make the row: only one is stored.
    expires_at = datetime.fromtimestamp((window + 1) * seconds, UTC)
    fresh = RateCount(scope=scope, key=digest(key), window=int(window), expires_at=expires_at)
    RateCount.objects.bulk_create([fresh], ignore_conflicts=True)
    if not _count_one(rows, limit):
        raise RateLimited(retry_after=seconds - rest)


def count(scope: str, key: str, *, seconds: int) -> int:
    """How many `hit` has counted for this key in this window."""
    return _rows(scope, key, int(time.time() // seconds)).values_list("count", flat=True).first() or 0


def strike(rule: StrikeRule) -> int:
    """Count one; answers how many more there may be, 0 when this one locked the key. RateLimited when it was locked.

    Exact however many do it at once: each statement decides by the row as it stands when its turn comes.
    """
    for attempt in range(STRIKE_ATTEMPTS):
        now = timezone.now()
        if _strike_once(rule, now):
            count = rule.rows.values_list("count", flat=True).first()
            return max(0, rule.limit - (count or 0))
        if attempt:
            refuse_if_locked([rule])
        _begin_strikes(rule, now)
    raise RateLimited(retry_after=rule.seconds)


def refuse_if_locked(rules: Iterable[StrikeRule]) -> None:
    """RateLimited until the last of these locks is over; counts nothing. One statement for all."""
    mine = Q(pk=None)
    for rule in rules:
        mine |= Q(scope=rule.scope, key=digest(rule.key))
    now = timezone.now()
    locks = list(Strike.objects.filter(mine, locked_until__gt=now).values_list("locked_until", flat=True))
    if locks:
        raise RateLimited(retry_after=(max(lock for lock in locks if lock) - now).total_seconds())


def take_back(rule: StrikeRule) -> None:
    """The strike just counted was none; what it locked is open again."""
    rule.rows.filter(count__gt=0).update(count=F("count") - 1, locked_until=None)


def forgive(rule: StrikeRule) -> None:
    """Count and lock of this key are gone."""
    rule.rows.delete()


def forget(now: datetime) -> int:
    """Delete the counts of windows, and the strikes, that are over; answers how many."""
    strikes = Strike.objects.filter(expires_at__lt=now).delete()[0]
    return RateCount.objects.filter(expires_at__lt=now).delete()[0] + strikes


def digest(key: str) -> str:
    """What stands in the database for an address or a login; one for all IPv6 addresses of one site."""
    return salted_hmac("lib.rate_limits", _whole_site(key), algorithm="sha256").hexdigest()


def _whole_site(key: str) -> str:
    try:
        address = ipaddress.ip_address(key)
    except ValueError:
        return key
    if not isinstance(address, ipaddress.IPv6Address):
        return key
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, IPV6_SITE), strict=False))


def address_of(request: HttpRequest) -> str:
    """Whom a limit by address counts this request for; config.asgi has listened to trusted proxies already."""
    return str(request.META.get("REMOTE_ADDR", ""))


def _rows(scope: str, key: str, window: int) -> QuerySet[RateCount]:
    return RateCount.objects.filter(scope=scope, key=digest(key), window=window)


def _count_one(rows: QuerySet[RateCount], limit: int) -> bool:
    return bool(rows.filter(count__lt=limit).update(count=F("count") + 1))


def _strike_once(rule: StrikeRule, now: datetime) -> bool:
    """Whether there was a running count to add to. The one that fills it locks."""
    end = now + timedelta(seconds=rule.seconds)
    running = rule.rows.filter(locked_until=None, began_at__gt=now - timedelta(seconds=rule.seconds))
    locked_until = Case(When(count__gte=rule.limit - 1, then=Value(end)), default=None)
    return bool(running.update(count=F("count") + 1, locked_until=locked_until, expires_at=end))


def _begin_strikes(rule: StrikeRule, now: datetime) -> None:
    """A count of none: a new row, or the one whose window or lock is over. Of two who do it at once one has done it."""
    window = timedelta(seconds=rule.seconds)
    over = Q(locked_until=None, began_at__lte=now - window) | Q(locked_until__lte=now)
    if not rule.rows.filter(over).update(count=0, began_at=now, locked_until=None, expires_at=now + window):
        fresh = Strike(scope=rule.scope, key=digest(rule.key), began_at=now, expires_at=now + window)
        Strike.objects.bulk_create([fresh], ignore_conflicts=True)
