"""What a game refuses, by the codes of the contract."""

from lib.errors import Conflict, DomainError, InvalidInput, NotAllowed, WrongState, gettext_noop


class GameNotFound(DomainError):
    code = "not_found"
    default_detail = gettext_noop("No game has this PIN. Look at the big screen again.")


class NicknameTaken(Conflict):
    code = "nickname_taken"
    default_detail = gettext_noop("Someone in this game has that name, or one that looks like it. Add a letter?")


class NicknameInvalid(DomainError):
    code = "nickname_invalid"
    default_detail = gettext_noop("Write a name of 1 to 60 visible characters.")


class GameLocked(Conflict):
    code = "locked"
    default_detail = gettext_noop("The room is locked. Ask the host to let you in.")


class GameFull(Conflict):
    code = "full"
    default_detail = gettext_noop("The game is full.")


class NotJoined(NotAllowed):
    code = "not_joined"
    default_detail = gettext_noop("Join the game first.")


class NotHost(NotAllowed):
    code = "not_host"
    default_detail = gettext_noop("Only the host can do this.")


class TooLate(WrongState):
    code = "too_late"
    default_detail = gettext_noop("The question is closed.")


class AlreadyAnswered(WrongState):
    code = "already_answered"
    default_detail = gettext_noop("Your first answer counts.")


class PlayerKicked(NotAllowed):
    code = "kicked"
    default_detail = gettext_noop("The host took you out of this game.")


class QuestionMoved(Conflict):
    """The question is no longer open as it was when the answer was judged: look at the game again."""


class UnknownFormat(InvalidInput):
    code = "unknown_format"
    default_detail = gettext_noop("Results can be had as csv or json.")
