"""One's e-mail: confirmed by its reader, and changed only when both sides say so.

A change waits as two links, one to the new address and one to the old; the second of them to be pressed makes it. An old
address that was never confirmed has no say: nobody showed to read it. Why so: docs/decisions/0015.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from accounts.audit.kinds import Kind
from accounts.audit.services import record_event
from accounts.links import services as links
from accounts.links.errors import LinkNotValid
from accounts.links.models import SingleUseLink
from accounts.signin.errors import EmailIsConfirmed, EmailUnchanged
from accounts.signin.passwords import check_current_password
from accounts.users.models import User
from accounts.users.services import take_email
from accounts.users.validation import check_user
from lib import codes, rate_limits
from lib.lookalikes import fold
from lib.outbox import send_template_later

CHANGE = links.Purpose.EMAIL_CHANGE
LIFETIME = timedelta(days=3)
AN_HOUR = 3600
LOOKS_AN_HOUR = 20


class Side(StrEnum):
    """Who is asked: the reader of the new address, or of the one until now."""

    NEW = "new"
    OLD = "old"


class Outcome(StrEnum):
    """What a confirmation came to."""

    CHANGED = "changed"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class PendingChange:
    """A change that waits. `waits_for` names the sides that have not answered."""

    new_email: str
    old_email: str
    waits_for: frozenset[Side]
    asked_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ChangeLink:
    """What the page behind a link shows."""

    user: User
    side: Side
    new_email: str
    old_email: str


def ask_for_change(*, user: User, email: str, password: str, address: str, site: str) -> None:
    """Ask both sides. The e-mail until now holds meanwhile; a change that waited before is dropped.

    EmailUnchanged, InvalidFields (taken, a look-alike), WrongPassword, SignInLocked, RateLimited. Who has no password (the
    account was made through another provider) needs none.
    """
    new = fold(email)
    if user.email and new == user.email.lower():
        raise EmailUnchanged(attr="email")
    if user.has_usable_password():
        check_current_password(user=user, password=password, address=address)
    # Each answer tells whether an address has an account, so even those that send nothing are few.
    rate_limits.hit("email-change-looks", str(user.pk), limit=LOOKS_AN_HOUR, seconds=AN_HOUR)
    _check_free(user, new)
    rate_limits.hit("email-change", str(user.pk), limit=settings.LINKS_AN_HOUR, seconds=AN_HOUR)
    old, is_confirmed = user.email or "", _is_confirmed(user)
    with transaction.atomic():
        sides = [Side.NEW, Side.OLD] if is_confirmed else [Side.NEW]
        about = {"new": new, "old": old, "needs": sides}
        tokens = links.make_links(
            purpose=CHANGE, lifetime=LIFETIME, user=user, data={side: {**about, "side": side} for side in sides}
        )
        record_event(Kind.EMAIL_CHANGE_ASKED, user_id=user.pk)
        for name, token in tokens.items():
            _ask(user, Side(name), new=new, old=old, token=token, site=site)


def send_again(*, user: User, site: str) -> None:
    """Ask the sides once more that have not answered; what was sent to them before is over. RateLimited, LinkNotValid."""
    waiting = list(_waiting(user))
    if not waiting:
        raise LinkNotValid
    rate_limits.hit("email-change", str(user.pk), limit=settings.LINKS_AN_HOUR, seconds=AN_HOUR)
    with transaction.atomic():
        for link in waiting:
            about = link.data
            _ask(user, Side(about["side"]), new=about["new"], old=about["old"], token=links.renew_link(link), site=site)


def look_at_confirmation(key: str) -> EmailConfirmationHMAC | None:
    """What a confirmation's link is about; None when it is over, or about an e-mail that is not the person's any more."""
    found = EmailConfirmationHMAC.from_key(key)
    if found is None:
        return None
    user = found.email_address.user
    return found if user.is_active and _is_own(found.email_address) else None


def ask_for_confirmation(*, user: User, site: str) -> None:
    """A mail with a link that shows that the person reads the e-mail. EmailIsConfirmed, RateLimited by e-mail."""
    if not user.email or _is_confirmed(user):
        raise EmailIsConfirmed
    rate_limits.hit("confirmation-mails", user.email, limit=settings.LINKS_AN_HOUR, seconds=AN_HOUR)
    with transaction.atomic():
        EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
        address, _made = EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"primary": True})
        key = EmailConfirmationHMAC(address).key
        send_template_later(
            key=f"confirmation:{codes.new_token()}",
            to=user.email,
            template="account/email/email_confirmation",
            context={
                "username": user.username,
                "site_host": urlsplit(site).netloc,
                "activate_url": site + reverse("account_confirm_email", args=[key]),
            },
            language=user.language,
        )


@transaction.atomic
def confirm_email(*, address: EmailAddress) -> bool:
    """The person has shown to read it. False when it is another person's by now, or not this one's any more."""
    if not _is_own(address) or not address.can_set_verified():
        return False
    EmailAddress.objects.filter(user_id=address.user_id).exclude(pk=address.pk).delete()
    address.verified = address.primary = True
    address.save(update_fields=["verified", "primary"])
    record_event(Kind.EMAIL_CONFIRMED, user_id=address.user_id)
    return True


def pending_change(user: User) -> PendingChange | None:
    """The change that waits, if one does."""
    waiting = list(_waiting(user))
    if not waiting:
        return None
    link = waiting[0]
    sides = frozenset(Side(one.data["side"]) for one in waiting)
    return PendingChange(link.data["new"], link.data["old"], sides, link.created_at, link.expires_at)


def look_at_change(*, token: str) -> ChangeLink:
    """For the page with the buttons; nothing is used up. LinkNotValid."""
    link = links.look_at_link(purpose=CHANGE, token=token)
    user = link.user
    if user is None or (user.email or "") != link.data["old"]:
        raise LinkNotValid
    return ChangeLink(user, Side(link.data["side"]), link.data["new"], link.data["old"])


def confirm_change(*, token: str) -> Outcome:
    """This side says yes; the last one makes the change. LinkNotValid, InvalidFields when it is taken meanwhile."""
    with transaction.atomic():
        # Two sides at once: the second waits here, and sees that the first has answered.
        user = User.objects.select_for_update().get(pk=look_at_change(token=token).user.pk)
        link = links.use_link(purpose=CHANGE, token=token)
        if (user.email or "") != link.data["old"]:
            raise LinkNotValid
        if not _have_said_yes(user) >= set(link.data["needs"]):
            return Outcome.WAITING
        if Side.OLD not in link.data["needs"] and _is_confirmed(user):
            # The old address had no say when this was asked, and was confirmed meanwhile.
            raise LinkNotValid
        _change(user, link.data["new"])
        return Outcome.CHANGED


@transaction.atomic
def refuse_change(*, token: str) -> None:
    """This side says no: nothing is changed, and the other side's link holds no longer. LinkNotValid."""
    change = look_at_change(token=token)
    _drop(change.user)
    record_event(Kind.EMAIL_CHANGE_REFUSED, user_id=change.user.pk, side=change.side)


@transaction.atomic
def take_back_change(*, user: User) -> None:
    """The person thought better of it. Harmless when nothing waits."""
    _drop(user)


def _change(user: User, new: str) -> None:
    old, was_confirmed = user.email or "", _is_confirmed(user)
    take_email(user=user, email=new)
    _drop(user)
    if old:
        send_template_later(
            key=f"email-changed:{codes.new_token()}",
            to=old,
            template="accounts/email/email_changed" if was_confirmed else "accounts/email/email_let_go",
            context={"username": user.username, "new_email": new if was_confirmed else ""},
            language=user.language,
        )


def _drop(user: User) -> None:
    SingleUseLink.objects.filter(purpose=CHANGE, user=user).delete()


def _waiting(user: User) -> QuerySet[SingleUseLink]:
    return links.holding_of(purpose=CHANGE, user=user)


def _have_said_yes(user: User) -> set[str]:
    """By what was pressed, not by what is missing: a link that somebody took back is no yes."""
    pressed = SingleUseLink.objects.filter(purpose=CHANGE, user=user).exclude(used_at=None)
    return {link.data["side"] for link in pressed}


def _ask(user: User, side: Side, *, new: str, old: str, token: str, site: str) -> None:
    to = new if side == Side.NEW else old
    if side == Side.NEW:
        # Counted alike for whoever asks, so nobody's box is filled by changes of many accounts.
        rate_limits.hit("email-change-mails", to, limit=settings.LINKS_AN_HOUR, seconds=AN_HOUR)
    send_template_later(
        key=f"email-change:{codes.digest('mail', token)}",
        to=to,
        template=f"accounts/email/email_change_{side}",
        context={
            "username": user.username,
            "name": user.display_name,
            "new_email": new,
            "old_email": old,
            "days": LIFETIME.days,
            "site_host": urlsplit(site).netloc,
            "change_url": site + reverse("email-change-open", args=[token]),
        },
        language=user.language,
    )


def _check_free(user: User, email: str) -> None:
    candidate = User.objects.get(pk=user.pk)
    candidate.email = email
    candidate.note_looks()
    check_user(candidate)


def _is_own(address: EmailAddress) -> bool:
    return address.email.lower() == (address.user.email or "").lower()


def _is_confirmed(user: User) -> bool:
    return User.objects.with_email_confirmed().filter(pk=user.pk, email_confirmed=True).exists()
