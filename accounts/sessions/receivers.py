"""A session's row begins and ends with the sign-in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.audit.kinds import Kind
from accounts.sessions import services
from accounts.sessions.models import LoginSession
from accounts.sessions.queries import still_holding
from accounts.users.access import SIGN_IN
from accounts.users.services import CLOSE_NOT_SIGNED_IN
from accounts.users.sign_ins import GROUPS, Method, SecondFactor
from accounts.users.signals import standing_ended
from lib import rechecks

# Where the door leaves word, in the session, of how the person comes in; taken out when the sign-in begins.
METHOD, SECOND_FACTOR = "sign_in_method", "sign_in_second_factor"


@receiver(user_logged_in)
def begin(request: HttpRequest, user: Any, **signal: Any) -> None:
    """Django has written the user into the session."""
    method = Method(request.session.pop(METHOD, Method.PASSWORD))
    factor = SecondFactor(request.session.pop(SECOND_FACTOR, SecondFactor.NONE))
    services.begin(user=user, session=request.session, method=method, second_factor=factor)


@receiver(user_logged_out)
def sign_out(request: HttpRequest, user: Any, **signal: Any) -> None:
    """Sent before the session is emptied. Somebody whose sign-in had ended already leaves nothing behind."""
    noted = request.session.get(SIGN_IN) or {}
    row = LoginSession.objects.filter(pk=noted["id"]).first() if noted else None
    if row is not None:
        services.end(row=row, because=Kind.SIGNED_OUT)


@receiver(standing_ended)
def end_all(user_id: int, **signal: Any) -> None:
    """The sessions themselves are void by the counter in the user's row."""
    LoginSession.objects.filter(user_id=user_id).delete()


# And what nobody was told of is found out: sockets whose sign-in holds no longer.
rechecks.register(GROUPS, still_holding, CLOSE_NOT_SIGNED_IN)
