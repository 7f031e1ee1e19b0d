"""The one way in: registering, signing in, signing out. Pages, API and back office all come through here.

Limits on wrong sign-ins stand in `check_credentials` before the password is looked at; a second factor belongs after it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.models import update_last_login
from django.db import transaction

from accounts.audit.kinds import Kind
from accounts.audit.services import record_event
from accounts.invitations.errors import InviteForAnotherEmail
from accounts.invitations.models import Invitation
from accounts.invitations.services import look_at_invitation, use_invitation
from accounts.signin import throttle
from accounts.signin.errors import (
    EmailUnconfirmed,
    InvalidCredentials,
    InviteRequired,
    OtpInvalid,
    OtpRequired,
    RegistrationByWaitlist,
    RegistrationClosed,
)
from accounts.tokens.services import Pair, issue_pair
from accounts.totp import services as totp
from accounts.totp.errors import SecretUnreadable, WrongCode
from accounts.totp.queries import device_of
from accounts.users.models import User
from accounts.users.roles import Role
from accounts.users.services import create_user, hold_standing
from accounts.users.sign_ins import SecondFactor
from lib import codes, rate_limits
from lib.errors import DomainError
from lib.lookalikes import fold

AN_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Admission:
    """An account may be made: with this role, and by this invitation if one was shown."""

    role: Role = Role.STUDENT
    invitation: Invitation | None = None
    is_from_mail: bool = False

    def proves(self, email: str) -> bool:
        """Whether whoever shows the invitation has shown by it to read the mail of this address."""
        invited = self.invitation.email if self.invitation and self.is_from_mail else ""
        return bool(invited) and invited == fold(email)


def admit_registration(*, invite: str = "") -> Admission:
    """Whether an account may be made now: the one question of every path that can make one. Uses nothing up.

    Page and API of sign-up, sign-up by somebody else's word (social) and whatever comes later all ask here, by calling
    `register`; a door that only wants to know what to show asks this verb. `invite` is the token of an invitation, as typed
    or as it stood in the mail; one that holds counts under every REGISTRATION, `closed` too, because an administrator made it.
    InviteNotValid; without one RegistrationByWaitlist, InviteRequired or RegistrationClosed, as REGISTRATION says.
    """
    if invite:
        token, is_from_mail = codes.out_of_mail(invite)
        invitation = look_at_invitation(token=token)
        return Admission(Role(invitation.role), invitation, is_from_mail)
    if settings.REGISTRATION == "open":
        return Admission()
    refusals: dict[str, type[DomainError]] = {"waitlist": RegistrationByWaitlist, "invite": InviteRequired}
    raise refusals.get(settings.REGISTRATION, RegistrationClosed)


def is_registration_open() -> bool:
    """Whether people may make accounts themselves, without an invitation."""
    return bool(settings.REGISTRATION == "open")


def register(
    *,
    username: str,
    email: str,
    password: str | None,
    full_name: str = "",
    address: str,
    invite: str = "",
    is_email_proved: bool = False,
) -> User:
    """A new account, where `admit_registration` says yes: a student, or what the invitation makes of the person.

    `is_email_proved` is for doors that know already that the person reads this mail (a provider's word). Without a password
    nobody signs in by one. RateLimited by address, InvalidFields, InviteForAnotherEmail, and what `admit_registration` raises.
    """
    admission = admit_registration(invite=invite)
    rate_limits.hit("register", address, limit=settings.REGISTRATIONS_AN_HOUR, seconds=AN_HOUR)
    invited = admission.invitation
    if invited and invited.email and invited.email != fold(email):
        raise InviteForAnotherEmail(attr="email")
    with transaction.atomic():
        user = create_user(
            username=username,
            email=email,
            password=password,
            full_name=full_name or (invited.full_name if invited else ""),
            role=admission.role,
        )
        if user.email:
            verified = is_email_proved or admission.proves(user.email)
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=verified)
        if invited:
            use_invitation(invitation=invited, user=user)
        record_event(Kind.SIGNED_UP, user_id=user.pk, actor_id=user.pk, role=user.role, invited=invited is not None)
    return user


def check_credentials(*, login: str, password: str, address: str, known_here: Collection[int] = throttle.NOBODY) -> User:
    """Whose login and password these are. InvalidCredentials, after the same work whichever is wrong; SignInLocked.

    Not the end of a sign-in: what was wrong before is forgotten by `throttle.note_signed_in`, after the second factor.
    """
    with throttle.guard(login=login, address=address, known_here=known_here) as attempt:
        user = authenticate(None, username=login, password=password)
        if not isinstance(user, User):
            raise InvalidCredentials(tries_left=attempt.tries_left)
        attempt.was_right()
    return user


def check_code(*, user: User, otp: str, address: str, known_here: Collection[int] = throttle.NOBODY) -> SecondFactor:
    """What the person has shown after the password. OtpInvalid, SignInLocked, TooManyCodes, SecretUnreadable.

    Counted together with wrong passwords of this login from this address. Not inside a transaction.
    """
    kind = Kind.SECOND_FACTOR_FAILED
    with throttle.guard(login=user.username, address=address, known_here=known_here, kind=kind) as attempt:
        try:
            factor = totp.verify(user=user, otp=otp)
        except WrongCode as error:
            raise OtpInvalid(attr="otp") from error
        except SecretUnreadable:
            attempt.was_right()  # nobody guessed: the fault is the server's
            raise
        attempt.was_right()
    return factor


def sign_in(
    *, login: str, password: str, address: str, otp: str = "", known_here: Collection[int] = throttle.NOBODY
) -> tuple[User, Pair]:
    """Tokens for a client. InvalidCredentials, SignInLocked, EmailUnconfirmed; then OtpRequired and as `check_code`."""
    user = check_credentials(login=login, password=password, address=address, known_here=known_here)
    require_confirmed_email(user)
    factor = show_second_factor(user=user, otp=otp, address=address, known_here=known_here)
    with transaction.atomic():
        hold_standing(user)
        pair = issue_pair(user=user, second_factor=factor)
        update_last_login(type(user), user)
    throttle.note_signed_in(user=user, address=address)
    return user, pair


def show_second_factor(*, user: User, otp: str, address: str, known_here: Collection[int] = throttle.NOBODY) -> SecondFactor:
    """What a client has shown beside the first; NONE of whoever has nothing to show. OtpRequired, and as `check_code`."""
    if device_of(user) is None:
        return SecondFactor.NONE
    if not otp:
        raise OtpRequired
    return check_code(user=user, otp=otp, address=address, known_here=known_here)


def require_confirmed_email(user: User) -> None:
    """EmailUnconfirmed where EMAIL_CONFIRMATION=required and the person has not confirmed. Administrators may always in."""
    if settings.EMAIL_CONFIRMATION != "required" or not user.email or user.role == User.Roles.ADMIN:
        return
    if not User.objects.with_email_confirmed().filter(pk=user.pk, email_confirmed=True).exists():
        raise EmailUnconfirmed
