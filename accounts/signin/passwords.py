"""Passwords: changed by whoever knows the old one, replaced by whoever reads the mail. What the old one opened is shut."""

import uuid
from contextlib import suppress
from urllib.parse import urlsplit

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import url_str_to_user_pk, user_pk_to_url_str
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from accounts.audit.kinds import Kind
from accounts.audit.services import record_event
from accounts.links.errors import LinkNotValid
from accounts.passkeys.access import passkeys_of
from accounts.passkeys.services import remove_for_somebody
from accounts.signin import throttle
from accounts.users.errors import WrongPassword
from accounts.users.models import User
from accounts.users.services import set_password, tell
from lib import rate_limits
from lib.errors import RateLimited
from lib.lookalikes import fold
from lib.outbox import send_template_later

AN_HOUR = 3600


def check_current_password(*, user: User, password: str, address: str, attr: str = "password") -> None:
    """That it is really the person who is signed in here. WrongPassword, SignInLocked: a found phone is no free guess."""
    with throttle.guard(login=user.username, address=address, known_here=(user.pk,)) as attempt:
        if not user.check_password(password):
            raise WrongPassword(attr=attr, tries_left=attempt.tries_left)
        attempt.was_right()


def change_password(*, user: User, current_password: str, new_password: str, address: str) -> None:
    """Every session, token and socket ends; the door may let this one in again. WrongPassword, SignInLocked, InvalidFields."""
    check_current_password(user=user, password=current_password, address=address, attr="current_password")
    replace_password(user=user, password=new_password)


@transaction.atomic
def replace_password(*, user: User, password: str) -> None:
    """The new password of somebody who has proved to be the person. Told by mail: it may have been another. InvalidFields."""
    set_password(user=user, password=password)
    tell(user=user, template="password_changed", key=f"password-changed:{uuid.uuid4()}")


def ask_for_reset(*, login: str, address: str, site: str) -> None:
    """A link by mail to whoever this e-mail, username or national id belongs to; nobody learns whether there is one.

    RateLimited by what was typed, known or not, and by address. A person's other names are not counted with it: who is told
    to wait for one would learn whose the other is. The mail box has a count of its own, and what is over goes nowhere.
    `site` is where the link begins, such as https://school.example.
    """
    user: User | None = User.objects.with_login(login.strip()).first()
    rate_limits.hit("password-reset", fold(login), limit=settings.RESETS_AN_HOUR, seconds=AN_HOUR)
    rate_limits.hit("password-resets", address, limit=settings.LINKS_AN_HOUR_AN_ADDRESS, seconds=AN_HOUR)
    with suppress(RateLimited):
        rate_limits.hit("password-reset-mails", _mail_box(user, login), limit=settings.RESETS_AN_HOUR, seconds=AN_HOUR)
        with transaction.atomic():
            event = record_event(Kind.PASSWORD_RESET_ASKED, user_id=user.pk if user else None)
            if user is None or not user.is_active:
                _tell_stranger(login, site=site, key=f"unknown-account:{event.pk}")
            elif user.email:
                _send_link(user, site=site, key=f"password-reset:{event.pk}")


def _mail_box(user: User | None, login: str) -> str:
    return fold(user.email or f"user:{user.pk}") if user is not None else fold(login)


def reset_password(*, uid: str, token: str, password: str, address: str) -> User:
    """Used up by this call: of several at once one gets it. LinkNotValid, InvalidFields.

    It proves the e-mail too; where nobody had before, every other way in but the authenticator app is shut.
    """
    with transaction.atomic():
        # The row is locked, so that the second of two sees the password of the first: a token dies with what it replaces.
        user: User | None = User.objects.select_for_update().active().filter(pk=_user_id(uid)).first()
        if user is None or not default_token_generator.check_token(user, token):
            raise LinkNotValid
        replace_password(user=user, password=password)
        if EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=False).update(verified=True):
            record_event(Kind.EMAIL_CONFIRMED, user_id=user.pk, actor_id=user.pk)
            _shut_other_ways_in(user)
    throttle.note_signed_in(user=user, address=address)
    return user


def _shut_other_ways_in(user: User) -> None:
    """Until now nobody had shown to read this e-mail, so whoever made the account may be somebody else, who has left a
    passkey or an account elsewhere in it to come back by."""
    for passkey in passkeys_of(user).select_related("user"):
        remove_for_somebody(row=passkey)
    for account in SocialAccount.objects.filter(user=user):
        account.delete()
        record_event(Kind.SOCIAL_UNLINKED, user_id=user.pk, name=account.provider)


def _user_id(uid: str) -> int | None:
    try:
        return int(url_str_to_user_pk(uid))
    except (ValueError, ValidationError):
        return None


def _send_link(user: User, *, site: str, key: str) -> None:
    uid, token = user_pk_to_url_str(user), default_token_generator.make_token(user)
    send_template_later(
        key=key,
        to=user.email or "",
        template="account/email/password_reset_key",
        context={
            "username": user.username,
            "site_host": urlsplit(site).netloc,
            "password_reset_url": site + reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token}),
        },
        language=user.language,
    )


def _tell_stranger(login: str, *, site: str, key: str) -> None:
    """Whoever wrote an own address is told that no account has it; the page says the same either way."""
    address = login.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        return
    send_template_later(
        key=key,
        to=address,
        template="account/email/unknown_account",
        context={
            "email": address,
            "site_host": urlsplit(site).netloc,
            "signup_url": site + reverse("account_signup"),
        },
    )
