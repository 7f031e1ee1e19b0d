"""Who is at the door just now, for whatever writes it down (the audit, a new session): address, device, request, person.

The doors set it: the middleware for http, sockets for their frames. Outside of them every field is empty.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

LONGEST_DEVICE = 300


@dataclass(frozen=True, slots=True)
class Caller:
    """`address` is the client's, `device` what it calls itself (User-Agent), `actor_id` who is signed in there."""

    address: str = ""
    device: str = ""
    request_id: str = ""
    actor_id: int | None = None


NOBODY = Caller()
_caller: ContextVar[Caller] = ContextVar("caller", default=NOBODY)


def caller() -> Caller:
    """The caller of what runs now."""
    return _caller.get()


@contextmanager
def called_by(who: Caller) -> Iterator[None]:
    """For the block, `caller()` is this one."""
    token = _caller.set(who)
    try:
        yield
    finally:
        _caller.reset(token)


def note_actor(actor_id: int | None) -> None:
    """The door has found out who is signed in."""
    _caller.set(replace(_caller.get(), actor_id=actor_id))
