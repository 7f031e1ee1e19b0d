"""The one error type of every door. Services raise it; REST, sockets, forms and commands each say it in their own way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

# How texts of this module become the reader's language: lib.apps gives Django's gettext, because nothing here knows of Django.
translate: Callable[[str], str] = str


def gettext_noop(text: str) -> str:
    """Marks a text for translators; it is translated when an error is raised with it."""
    return text


class DomainError(Exception):
    """Something the caller can understand and act on.

    `code` is stable and part of the public contract, `detail` says what happened and what to do,
    `attr` names the field it is about, if any.
    """

    code: ClassVar[str] = "error"
    default_detail: ClassVar[object] = gettext_noop("Something went wrong.")

    def __init__(self, detail: str = "", *, attr: str | None = None) -> None:
        self.detail = detail or translate(str(self.default_detail))
        self.attr = attr
        super().__init__(self.detail)


class InvalidInput(DomainError):
    """The input breaks a rule."""

    code = "invalid"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with one field; `attr` is None when it is about the input as a whole."""

    code: str
    detail: str
    attr: str | None = None


class InvalidFields(InvalidInput):
    """Several things are wrong with the input at once: `problems`, in the order of the fields."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(problem.detail for problem in problems), attr=problems[0].attr if problems else None)


class NotSignedIn(DomainError):
    """Nobody is signed in here, or what was sent to sign in with does not hold."""

    code = "not_authenticated"
    default_detail: ClassVar[object] = gettext_noop("Sign in first.")


class NotFound(DomainError):
    """There is no such thing, or it is private to somebody else; the caller never learns which."""

    code = "not_found"
    default_detail: ClassVar[object] = gettext_noop("There is no such thing here.")


class NotAllowed(DomainError):
    """The caller may see it and may not do this."""

    code = "permission_denied"
    default_detail: ClassVar[object] = gettext_noop("You may not do this.")


class Conflict(DomainError):
    """The thing is in a state that does not allow this."""

    code = "conflict"


class WrongState(Conflict):
    """The thing's own state machine refuses the move."""

    code = "wrong_state"


class RateLimited(DomainError):
    """Too much, too fast."""

    code = "rate_limited"
    default_detail: ClassVar[object] = gettext_noop("Too many at once. Wait a moment and try again.")

    def __init__(self, detail: str = "", *, retry_after: float = 1.0) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Unavailable(DomainError):
    """The database or another part does not answer; nothing was stored."""

    code = "unavailable"
    default_detail: ClassVar[object] = gettext_noop("The server is busy. Nothing was stored; try again in a moment.")
