"""Leaving: asked for by the person, held some days in which it can be taken back; then everything goes or loses its name."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.audit.kinds import Kind
from accounts.audit.services import record_event
from accounts.profile.errors import NotAskedFor, UsernameDiffers
from accounts.signin.passwords import check_current_password
from accounts.users import services as users
from accounts.users.errors import LastAdministrator
from accounts.users.models import User
from lib import personal_data
from lib.outbox import send_template_later

log = logging.getLogger("homeroom.personal_data")


def prove(*, user: User, username: str, password: str, address: str) -> None:
    """That it is this person who asks: the username typed and, where the account has one, the password.

    UsernameDiffers, WrongPassword, SignInLocked: guessing it here counts as guessing it at the door.
    """
    if username.strip() != user.username:
        raise UsernameDiffers(attr="username")
    if not user.has_usable_password():
        return
    check_current_password(user=user, password=password, address=address)


@transaction.atomic
def ask_for_erasure(*, user: User) -> datetime:
    """From now on the account waits to be erased; answers when. LastAdministrator. Asking again changes nothing.

    Whether it is really this person who asks, the door has found out.
    """
    row = User.objects.select_for_update().get(pk=user.pk)
    users.require_another_administrator(row)
    if row.erase_at is None:
        row.erase_at = timezone.now() + timedelta(days=settings.ERASURE_GRACE_DAYS)
        row.save(update_fields=["erase_at"])
        record_event(Kind.ERASURE_ASKED, user_id=row.pk, erase_at=row.erase_at.isoformat())
        _tell(row, "erasure_asked", f"erasure-asked:{row.pk}:{row.erase_at.timestamp():.0f}")
    user.erase_at = row.erase_at
    return row.erase_at


@transaction.atomic
def take_back_erasure(*, user: User) -> None:
    """The account stays. NotAskedFor."""
    row = User.objects.select_for_update().get(pk=user.pk)
    if row.erase_at is None or row.erased_at is not None:
        raise NotAskedFor
    asked_for, row.erase_at = row.erase_at, None
    row.save(update_fields=["erase_at"])
    record_event(Kind.ERASURE_TAKEN_BACK, user_id=row.pk)
    _tell(row, "erasure_taken_back", f"erasure-taken-back:{row.pk}:{asked_for.timestamp():.0f}")
    user.erase_at = None


def erase_due(*, now: datetime) -> int:
    """Erase every account whose days are over; answers how many. One that cannot go stays, with a line in the log."""
    erased = 0
    for user in User.objects.due_to_erase(now):
        try:
            erase_account(user=user, now=now)
            erased += 1
        except LastAdministrator:
            log.warning("erasure.last_administrator", extra={"user": user.pk})
    return erased


@transaction.atomic
def erase_account(*, user: User, now: datetime) -> None:
    """Everything that is kept about the person goes or loses its name, in one transaction; the row stays, nameless.

    LastAdministrator. Harmless when it was done already or was taken back meanwhile.
    """
    row = User.objects.select_for_update().filter(pk=user.pk, erase_at__lte=now, erased_at=None).first()
    if row is None:
        return
    users.require_another_administrator(row)
    address, language = row.email, row.language
    personal_data.erase(row)
    users.make_nameless(user=row, now=now)
    record_event(Kind.ERASED, user_id=row.pk)
    if address:
        send_template_later(key=f"erased:{row.pk}", to=address, template="accounts/email/erased", context={}, language=language)


def _tell(user: User, template: str, key: str) -> None:
    if user.email:
        context = {"user": user, "erase_at": user.erase_at, "days": settings.ERASURE_GRACE_DAYS}
        send_template_later(
            key=key, to=user.email, template=f"accounts/email/{template}", context=context, language=user.language
        )
