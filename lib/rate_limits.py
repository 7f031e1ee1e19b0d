"""Limits by address, login or mail, counted where every process sees them."""


def hit(scope: str, key: str, *, limit: int, seconds: int) -> None:
    """Count one; RateLimited when this key had `limit` within `seconds` already."""
