"""Signing in by a mail: a link that works once, and six digits for the browser that asked. One mail, one use.

Who asks learns nothing: the same answer, after the same work, for an e-mail that nobody has, that is not confirmed, or of a
closed account. The mail is written by a job, so known and unknown ones cost the request the same.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import update_last_login
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import get_language

from accounts.audit.devices import name_of
from accounts.audit.kinds import Kind
from accounts.audit.services import record_event
from accounts.links import services as links
from accounts.links.errors import LinkNotValid
from accounts.signin import services, throttle
from accounts.signin.errors import CodeInvalid, CodeUsedUp
from accounts.tokens.services import Pair, issue_pair
from accounts.users.models import User
from accounts.users.sign_ins import Method
from lib import codes, context, rate_limits
from lib.errors import RateLimited
from lib.jobs import enqueue
from lib.lookalikes import fold
from lib.models import OutboxMail
from lib.outbox import send_template_later
from lib.rate_limits import StrikeRule
from lib.sealing import seal, unseal

SEND = "accounts.send_sign_in_mail"
SIGN_IN = links.Purpose.SIGN_IN
AN_HOUR = 3600
DIGITS = 6
WRONG_CODES = 5
CODE_LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the browser that asked keeps: `digest` of its code, and `mail`, the name of the mail that the code belongs to."""

    mail: str
    digest: str


def ask_for_mail(*, login: str, address: str, site: str, next_url: str = "") -> Asked:
    """Have a link and a code sent to the confirmed e-mail of whoever this login is, if it is anybody's. RateLimited.

    The limit counts what was typed, so it holds for logins that nobody has alike.
    """
    rate_limits.hit("link-address", address, limit=settings.LINKS_AN_HOUR_AN_ADDRESS, seconds=AN_HOUR)
    rate_limits.hit("link", fold(login), limit=settings.LINKS_AN_HOUR, seconds=AN_HOUR)
    code, mail = codes.new_digits(DIGITS), codes.new_token()
    who = context.caller()
    enqueue(
        SEND,
        login=login,
        site=site,
        next_url=next_url,
        language=get_language() or "",
        mail=mail,
        sealed_code=seal(code),
        caller={"address": who.address, "device": who.device, "request_id": who.request_id},
    )
    return Asked(mail=mail, digest=codes.digest(SIGN_IN, code))


def ask_for_link(*, login: str, address: str, site: str) -> None:
    """The same for a client that has no page to type a code into: it takes the token out of the link. RateLimited."""
    ask_for_mail(login=login, address=address, site=site)


def send_sign_in_mail(
    *, login: str, site: str, next_url: str, language: str, mail: str, sealed_code: str, caller: dict[str, str]
) -> None:
    """The job. Run twice, it sends one mail, with the link that holds."""
    user = owner_of(login)
    if user is None or not user.email or OutboxMail.objects.filter(key=_key(mail)).exists():
        return
    try:
        # By the mail box: whoever types username, e-mail and national id in turn fills it no faster.
        rate_limits.hit("link-mails", user.email.lower(), limit=settings.LINKS_AN_HOUR, seconds=AN_HOUR)
    except RateLimited:
        return
    with transaction.atomic(), context.called_by(_caller_of(caller)):
        lifetime = timedelta(minutes=settings.SIGN_IN_LINK_MINUTES)
        token = links.make_link(purpose=SIGN_IN, lifetime=lifetime, user=user, email=user.email, mail=mail, next=next_url)
        record_event(Kind.SIGN_IN_LINK_ASKED, user_id=user.pk)
        send_template_later(
            key=_key(mail),
            to=user.email,
            template="accounts/email/sign_in",
            context={
                "name": user.display_name,
                "code": _spaced(unseal(sealed_code)),
                "minutes": settings.SIGN_IN_LINK_MINUTES,
                "code_minutes": min(settings.SIGN_IN_LINK_MINUTES, int(CODE_LIFETIME.total_seconds()) // 60),
                "address": caller["address"],
                "device": name_of(caller["device"]),
                "site_host": urlsplit(site).netloc,
                "sign_in_url": site + reverse("sign-in-link-open", args=[token]),
            },
            language=user.language or language,
        )


@dataclass(frozen=True, slots=True)
class SignInLink:
    """A link that holds: whom it lets in, and where to."""

    user: User
    next_url: str


def look_at_sign_in_link(*, token: str) -> SignInLink:
    """For the page with the button; nothing is used up. LinkNotValid, also when the e-mail is no longer the person's."""
    link = links.look_at_link(purpose=SIGN_IN, token=token)
    return _checked(link)


@transaction.atomic
def use_sign_in_link(*, token: str) -> SignInLink:
    """Used up by this call. LinkNotValid."""
    return _checked(links.use_link(purpose=SIGN_IN, token=token))


def sign_in_by_link(*, token: str, otp: str, address: str, known_here: Collection[int] = throttle.NOBODY) -> tuple[User, Pair]:
    """Tokens for a client. LinkNotValid; OtpRequired, OtpInvalid and SignInLocked, which leave the link as it is.

    Wrong codes lock the person's sign-in as everywhere, so a link that stays does not make guessing cheaper.
    """
    user = look_at_sign_in_link(token=token).user
    factor = services.show_second_factor(user=user, otp=otp, address=address, known_here=known_here)
    with transaction.atomic():
        use_sign_in_link(token=token)
        pair = issue_pair(user=user, method=Method.LINK, second_factor=factor)
        update_last_login(type(user), user)
    throttle.note_signed_in(user=user, address=address)
    return user, pair


def check_code(*, asked: Asked, given: str) -> None:
    """CodeInvalid, and CodeUsedUp after five of them, whoever sends them at once: then the right one counts no longer."""
    try:
        rate_limits.strike(StrikeRule("sign-in-code", asked.mail, WRONG_CODES, AN_HOUR))
    except RateLimited:
        raise CodeUsedUp from None
    if not constant_time_compare(asked.digest, codes.digest(SIGN_IN, codes.tidy(given))):
        raise CodeInvalid


def use_code(*, asked: Asked, user: User | None) -> None:
    """The code was right: its mail is used up, the link in it too. CodeInvalid when there is none, or a newer one."""
    try:
        if user is None or not _reads_own_mail(user):
            raise LinkNotValid
        links.use_link_of(purpose=SIGN_IN, user=user, mail=asked.mail, email=user.email)
    except LinkNotValid:
        raise CodeInvalid from None


def owner_of(login: str) -> User | None:
    """Whom a mail for this login would go to."""
    found: User | None = (
        User.objects.active().with_email_confirmed().with_login(login.strip()).filter(email_confirmed=True).first()
    )
    return found


def _checked(link: "links.SingleUseLink") -> SignInLink:
    user = link.user
    if user is None or user.email != link.data.get("email") or not _reads_own_mail(user):
        raise LinkNotValid
    return SignInLink(user, str(link.data.get("next", "")))


def _caller_of(given: dict[str, str]) -> context.Caller:
    return context.Caller(address=given["address"], device=given["device"], request_id=given["request_id"])


def _reads_own_mail(user: User) -> bool:
    return User.objects.with_email_confirmed().filter(pk=user.pk, email_confirmed=True).exists()


def _key(mail: str) -> str:
    return f"sign-in:{codes.digest('mail', mail)}"


def _spaced(code: str) -> str:
    return f"{code[: DIGITS // 2]} {code[DIGITS // 2 :]}"
