"""Accounts that somebody else makes, and the one link by which each person chooses the first password; the first administrator.

A link is shown once to whoever makes it, works once and for INVITATION_DAYS. Nobody but the person ever knows the password.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.audit.kinds import Kind
from accounts.audit.services import record_event
from accounts.links import services as links
from accounts.links.errors import LinkNotValid
from accounts.users.errors import AccountClosed
from accounts.users.models import User
from accounts.users.roles import Role
from accounts.users.services import create_user, set_password
from lib import codes
from lib.outbox import send_template_later

if TYPE_CHECKING:
    from accounts.links.models import SingleUseLink

WAY_IN, SETUP = links.Purpose.WAY_IN, links.Purpose.SETUP
SETUP_LIFETIME = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Made:
    """A new account, and the address of its way in: nobody can be told it a second time."""

    user: User
    url: str


@transaction.atomic
def make_account(
    *,
    made_by: User | None,
    site: str,
    username: str,
    role: Role,
    email: str = "",
    full_name: str = "",
    national_id: str = "",
) -> Made:
    """An account for somebody else, without a password. With an e-mail, the way in goes there too. InvalidFields."""
    user = create_user(username=username, password=None, email=email, full_name=full_name, national_id=national_id, role=role)
    if user.email:
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    record_event(Kind.ACCOUNT_MADE, user_id=user.pk, actor_id=made_by.pk if made_by else None, role=role)
    return Made(user, make_way_in(user=user, made_by=made_by, site=site))


@transaction.atomic
def make_way_in(*, user: User, made_by: User | None, site: str) -> str:
    """The address of a new way in; the one before holds no longer, a password holds until it is replaced. AccountClosed.

    The person is told by mail, where there is one: nobody's password is replaced behind their back.
    """
    if not User.objects.select_for_update().active().filter(pk=user.pk).exists():
        raise AccountClosed
    lifetime = timedelta(days=settings.INVITATION_DAYS)
    token = links.make_link(purpose=WAY_IN, lifetime=lifetime, user=user, email=user.email or "")
    record_event(Kind.WAY_IN_SENT, user_id=user.pk, actor_id=made_by.pk if made_by else None)
    if user.email:
        _send(user, made_by=made_by, token=token, site=site)
    return site + reverse("way-in-open", args=[token])


def look_at_way_in(*, given: str) -> User:
    """Whose way in this is. LinkNotValid."""
    link = links.look_at_link(purpose=WAY_IN, token=codes.out_of_mail(given)[0])
    if link.user is None:
        raise LinkNotValid
    return link.user


@transaction.atomic
def take_way_in(*, given: str, password: str) -> User:
    """The person chooses a password. Out of the mail, the link proves the e-mail too. LinkNotValid, InvalidFields."""
    token, is_from_mail = codes.out_of_mail(given)
    link = links.use_link(purpose=WAY_IN, token=token)
    user = User.objects.select_for_update().get(pk=link.user_id)
    set_password(user=user, password=password)
    if is_from_mail and user.email and user.email == link.data.get("email"):
        _prove_email(user)
    return user


def _prove_email(user: User) -> None:
    proved = EmailAddress.objects.filter(user=user, email__iexact=user.email)
    if not proved.update(verified=True):
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    record_event(Kind.EMAIL_CONFIRMED, user_id=user.pk, actor_id=user.pk)


def _send(user: User, *, made_by: User | None, token: str, site: str) -> None:
    is_new = not user.has_usable_password()
    send_template_later(
        key=f"way-in:{codes.digest('mail', token)[:32]}",
        to=user.email or "",
        template=f"accounts/email/{'way_in' if is_new else 'new_way_in'}",
        context={
            "name": user.display_name,
            "username": user.username,
            "maker": made_by.display_name if made_by else "",
            "days": settings.INVITATION_DAYS,
            "site_host": urlsplit(site).netloc,
            "way_in_url": site + reverse("way-in-open", args=[codes.for_mail(token)]),
        },
        language=user.language,
    )


# The first administrator -----------------------------------------------------------------------------------------


def has_administrator() -> bool:
    """Whether somebody runs the house and may sign in."""
    return bool(User.objects.administrators().active().exists())


@transaction.atomic
def make_setup_token() -> str | None:
    """A token that makes the first administrator, within a day; the one before holds no longer. None when there is one."""
    links.take_back_nobodys_links(purpose=SETUP)
    if has_administrator():
        return None
    return links.make_link(purpose=SETUP, lifetime=SETUP_LIFETIME)


def look_at_setup(*, token: str) -> "SingleUseLink":
    """The link, while there is no administrator. LinkNotValid."""
    if has_administrator():
        raise LinkNotValid
    return links.look_at_link(purpose=SETUP, token=token)


@transaction.atomic
def take_setup(*, token: str, username: str, email: str, password: str, full_name: str = "") -> User:
    """The first administrator. Of two who press at once one gets it. LinkNotValid, InvalidFields."""
    links.use_link(purpose=SETUP, token=token)
    if has_administrator():
        raise LinkNotValid
    fields: dict[str, Any] = {"username": username, "email": email, "password": password, "full_name": full_name}
    user = create_user(**fields, role=Role.ADMIN, is_superuser=True)
    if user.email:
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    record_event(Kind.SETUP_DONE, user_id=user.pk, actor_id=user.pk)
    return user
