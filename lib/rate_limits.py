"""Limits by address, login or mail, counted in the database so that every process sees them.

Fixed windows: at most `limit` in each `seconds` that begin at a multiple of `seconds`. Call `hit` outside the
transaction that may fail, or its count is rolled back with it.
"""

import ipaddress
import time
from datetime import UTC, datetime

from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from lib.errors import RateLimited
from lib.models import RateCount

IPV6_SITE = 64  # what one household or school is given: its single addresses are free to change


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


def check(scope: str, key: str, *, limit: int, seconds: int) -> None:
    """RateLimited when this key had `limit` in this window already; counts nothing."""
    window, rest = divmod(time.time(), seconds)
    if _rows(scope, key, int(window)).filter(count__gte=limit).exists():
        raise RateLimited(retry_after=seconds - rest)


def forget(now: datetime) -> int:
    """Delete the counts of windows that are over; answers how many."""
    return RateCount.objects.filter(expires_at__lt=now).delete()[0]


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
