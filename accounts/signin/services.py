"""The one way in: registering, signing in, signing out. Pages, API and back office all come through here.

Limits on wrong sign-ins stand in `check_credentials` before the password is looked at; a second factor belongs after it.
"""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.models import update_last_login
from django.db import transaction

from accounts.signin import throttle
from accounts.signin.errors import EmailUnconfirmed, InvalidCredentials, RegistrationClosed
from accounts.tokens.services import Pair, issue_pair
from accounts.users.models import User
from accounts.users.services import create_user
from lib import rate_limits

AN_HOUR = 3600


def is_registration_open() -> bool:
    """Whether people may make accounts themselves."""
    return bool(settings.REGISTRATION == "open")


def register(*, username: str, email: str, password: str, full_name: str = "", address: str) -> User:
    """A new student. RegistrationClosed, RateLimited by address, InvalidFields."""
    if not is_registration_open():
        raise RegistrationClosed
    rate_limits.hit("register", address, limit=settings.REGISTRATIONS_AN_HOUR, seconds=AN_HOUR)
    with transaction.atomic():
        user = create_user(username=username, email=email, password=password, full_name=full_name)
        if user.email:
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    return user


def check_credentials(*, login: str, password: str, address: str) -> User:
    """Whose login and password these are. InvalidCredentials, after the same work whichever is wrong; SignInLocked."""
    throttle.refuse_if_locked(login=login, address=address)
    user = authenticate(None, username=login, password=password)
    if not isinstance(user, User):
        throttle.note_wrong(login=login, address=address)
        raise InvalidCredentials
    return user


def sign_in(*, login: str, password: str, address: str) -> tuple[User, Pair]:
    """Tokens for a client. InvalidCredentials, SignInLocked, EmailUnconfirmed."""
    user = check_credentials(login=login, password=password, address=address)
    require_confirmed_email(user)
    with transaction.atomic():
        pair = issue_pair(user=user)
        update_last_login(type(user), user)
    return user, pair


def require_confirmed_email(user: User) -> None:
    """EmailUnconfirmed where EMAIL_CONFIRMATION=required and the person has not confirmed. Administrators may always in."""
    if settings.EMAIL_CONFIRMATION != "required" or not user.email or user.role == User.Roles.ADMIN:
        return
    if not User.objects.with_email_confirmed().filter(pk=user.pk, email_confirmed=True).exists():
        raise EmailUnconfirmed
