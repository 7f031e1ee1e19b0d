"""What is done with users: make, change, promote, close. The one place that writes them."""

import re
import unicodedata
import uuid
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db import IntegrityError, models, transaction

from accounts.audit.devices import device_in
from accounts.audit.kinds import Kind
from accounts.audit.services import record_event
from accounts.links.services import take_back_every_link
from accounts.users.errors import AdministratorNameTaken, LastAdministrator
from accounts.users.models import User
from accounts.users.roles import Role
from accounts.users.sign_ins import Door, Method, SecondFactor
from accounts.users.signals import standing_ended
from accounts.users.validation import check_user, password_problems
from lib import codes, context, hub
from lib.errors import InvalidFields, NotSignedIn
from lib.lookalikes import fold
from lib.outbox import send_template_later

CLOSE_NOT_SIGNED_IN = 4401
SEEN_EVERY = timedelta(minutes=1)
PROFILE = ("full_name", "phone", "language", "time_zone", "theme")


def create_user(
    *,
    username: str,
    password: str | None,
    email: str = "",
    full_name: str = "",
    national_id: str = "",
    role: Role = Role.STUDENT,
    is_superuser: bool = False,
) -> User:
    """A new user; without a password, one who cannot sign in before setting one. InvalidFields says all that is wrong."""
    user = User(
        username=User.normalize_username(username.strip()),
        email=fold(email) or None,
        full_name=full_name.strip(),
        national_id=national_id.strip() or None,
        role=role,
        is_staff=role == Role.ADMIN,
        is_superuser=is_superuser,
    )
    user.note_looks()
    check_user(user, password=password)
    user.set_password(password)
    _save_new(user, password)
    return user


def _save_new(user: User, password: str | None) -> None:
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        # Somebody took the name between the look and the write: say the same as if it had been taken before.
        check_user(user, password=password)
        raise


def free_username(wish: str) -> str:
    """A username nobody has, as near to the wish as the rules allow."""
    plain = re.sub(r"[^\w.\-]+", ".", unicodedata.normalize("NFKC", wish).lower()).strip("._-")[:50]
    base = plain if plain and not plain.isdigit() else f"new.{plain}".rstrip(".")
    numbered = (f"{base}{number}" for number in range(2, 30))
    for name in (base, *numbered):
        if _is_free(name):
            return name
    return f"{base[:40]}-{codes.new_digits(8)}"


def _is_free(username: str) -> bool:
    user = User(username=username)
    user.note_looks()
    try:
        check_user(user)
    except InvalidFields as error:
        return all(problem.attr != "username" for problem in error.problems)
    return True


@transaction.atomic
def update_profile(*, user: User, changes: dict[str, str]) -> User:
    """Change what people write about themselves: only PROFILE, whatever else is sent. InvalidFields."""
    fields = [name for name in PROFILE if name in changes]
    row: User = User.objects.select_for_update().get(pk=user.pk)
    for name in fields:
        setattr(row, name, changes[name].strip())
    check_user(row)
    row.save(update_fields=fields)
    return row


@transaction.atomic
def change_account(*, user: User, changes: dict[str, Any]) -> None:
    """What an administrator changes at once: names, `role`, `is_active`; all or nothing. InvalidFields, LastAdministrator."""
    if "full_name" in changes or "email" in changes:
        correct_names(user=user, changes=changes)
    if "role" in changes:
        set_role(user=user, role=Role(changes["role"]))
    if "is_active" in changes:
        (reactivate if changes["is_active"] else deactivate)(user=user)


@transaction.atomic
def correct_names(*, user: User, changes: dict[str, str]) -> User:
    """What an administrator may correct: `full_name`, `email`. A new e-mail proves nothing before it is confirmed.

    InvalidFields. Links that went to the old e-mail hold no longer, and it is told.
    """
    row: User = User.objects.select_for_update().get(pk=user.pk)
    before = row.email
    row.full_name = changes.get("full_name", row.full_name).strip()
    row.email = fold(changes.get("email", row.email or "")) or None
    row.note_looks()
    check_user(row)
    row.save(update_fields=["full_name", "email", "email_look"])
    if row.email != before:
        _replace_email(row, before=before)
    if row.full_name != user.full_name:
        record_event(Kind.NAMES_CHANGED, user_id=row.pk)
    return row


def _replace_email(user: User, *, before: str | None) -> None:
    EmailAddress.objects.filter(user=user).delete()
    if user.email:
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    take_back_every_link(user_id=user.pk)
    record_event(Kind.EMAIL_CHANGED, user_id=user.pk, before=before or "", after=user.email or "")
    if before:
        send_template_later(
            key=f"email-corrected:{uuid.uuid4()}",
            to=before,
            template="accounts/email/email_corrected",
            context={"name": user.display_name, "email": user.email or "–"},
            language=user.language,
        )


def tell(*, user: User, template: str, key: str, **more: object) -> None:
    """A mail about what was done to the account, and from where, so that an owner who did not do it hears of it."""
    if not user.email:
        return
    who = context.caller()
    send_template_later(
        key=key,
        to=user.email,
        template=f"accounts/email/{template}",
        context={"name": user.display_name, "device": device_in(who.device).words, "address": who.address, **more},
        language=user.language,
    )


def record_sign_in(*, user: User, door: Door, row_id: object, method: Method, second_factor: SecondFactor) -> None:
    """Write down that the person is in by this door; the row is what the door keeps of it."""
    about = {"door": door, "method": method, "second_factor": second_factor, "session": str(row_id)}
    record_event(Kind.SIGNED_IN, user_id=user.pk, actor_id=user.pk, **about)


def take_email(*, user: User, email: str) -> None:
    """The person has shown to read this address: it is theirs from now on, and confirmed. InvalidFields when it is taken.

    Every link that went out for the account holds no longer; reset links do not hold for another address anyway.
    """
    row = User.objects.get(pk=user.pk)
    before, row.email = row.email, fold(email)
    row.note_looks()
    check_user(row)
    try:
        with transaction.atomic():
            row.save(update_fields=["email", "email_look"])
            # Rows that name an address their user has no more would keep others from confirming it.
            EmailAddress.objects.filter(email__iexact=row.email).exclude(user__email__iexact=row.email).delete()
            EmailAddress.objects.filter(user=row).delete()
            EmailAddress.objects.create(user=row, email=row.email, primary=True, verified=True)
            take_back_every_link(user_id=row.pk)
            record_event(Kind.EMAIL_CHANGED, user_id=row.pk, before=before or "", after=row.email)
    except IntegrityError:
        # Of two who take it at once the second is told as if it had been taken before.
        check_user(row)
        raise
    user.refresh_from_db()


@transaction.atomic
def set_role(*, user: User, role: Role) -> None:
    """Give the role. Administrators have the back office, others lose it. Ends the person's sessions. LastAdministrator."""
    row = User.objects.select_for_update().get(pk=user.pk)
    if row.role == role:
        return
    if row.role == Role.ADMIN:
        require_another_administrator(row)
    User.objects.filter(pk=row.pk).update(role=role, is_staff=role == Role.ADMIN, is_superuser=False)
    record_event(Kind.ROLE_CHANGED, user_id=row.pk, before=row.role, after=role)
    end_standing(user_id=row.pk)
    user.refresh_from_db()


@transaction.atomic
def set_superuser(*, user: User, is_superuser: bool) -> None:
    """Give or take every permission of the back office; only administrators may have it. Taking it ends the sessions.

    LastAdministrator when nobody else has it.
    """
    row = User.objects.select_for_update().get(pk=user.pk)
    wanted = is_superuser and row.role == Role.ADMIN
    if row.is_superuser == wanted:
        return
    if not wanted:
        require_another_administrator(row)
    User.objects.filter(pk=row.pk).update(is_superuser=wanted)
    record_event(Kind.SUPERUSER_CHANGED, user_id=row.pk, after=wanted)
    if not wanted:
        end_standing(user_id=row.pk)
    user.refresh_from_db()


@transaction.atomic
def deactivate(*, user: User) -> None:
    """Close the account: nothing of it is lost, nobody gets in by it. LastAdministrator."""
    row = User.objects.select_for_update().get(pk=user.pk)
    if not row.is_active:
        return
    if row.role == Role.ADMIN:
        require_another_administrator(row)
    User.objects.filter(pk=row.pk).update(is_active=False)
    record_event(Kind.ACCOUNT_CLOSED, user_id=row.pk)
    end_standing(user_id=row.pk)
    user.refresh_from_db()


@transaction.atomic
def reactivate(*, user: User) -> None:
    """Open a closed account again; what ended with it stays ended. An erased one stays closed: it is nobody's."""
    if User.objects.filter(pk=user.pk, is_active=False, erased_at=None).update(is_active=True):
        record_event(Kind.ACCOUNT_OPENED, user_id=user.pk)
    user.refresh_from_db()


@transaction.atomic
def set_password(*, user: User, password: str) -> None:
    """Change the password; every session, token and socket of the person ends. InvalidFields."""
    problems = password_problems(password, user)
    if problems:
        raise InvalidFields(problems)
    user.set_password(password)
    user.save(update_fields=["password"])
    record_event(Kind.PASSWORD_CHANGED, user_id=user.pk)
    end_standing(user_id=user.pk)
    user.refresh_from_db()


@transaction.atomic
def end_standing(*, user_id: int) -> None:
    """What the person was let in with no longer holds: sessions by the counter, links, the rest by whoever hears the signal."""
    take_back_every_link(user_id=user_id)
    User.objects.filter(pk=user_id).update(standing=models.F("standing") + 1)
    standing_ended.send(sender=User, user_id=user_id)
    transaction.on_commit(lambda: hub.disconnect_user(user_id, CLOSE_NOT_SIGNED_IN))


def hold_standing(user: Any) -> None:
    """For whatever outlives this call (tokens, keys): that nothing has ended since `user` was read. NotSignedIn.

    A password takes a while to look at, and may be replaced meanwhile. Within a transaction: whoever ends the standing next
    waits for its end, and then ends what was made in it.
    """
    held = User.objects.select_for_update().active().filter(pk=user.pk, standing=user.standing)
    if not list(held.values_list("pk", flat=True)):
        raise NotSignedIn


def note_seen(*, user: User, now: datetime) -> bool:
    """Remember that the person was here, once a minute at most; answers whether it was written."""
    if user.last_seen is not None and now - user.last_seen < SEEN_EVERY:
        return False
    stale = models.Q(last_seen=None) | models.Q(last_seen__lte=now - SEEN_EVERY)
    user.last_seen = now
    return bool(User.objects.filter(stale, pk=user.pk).update(last_seen=now))


def ensure_administrator(*, username: str, email: str, password: str, national_id: str) -> User | None:
    """The first administrator, made once. None when there is one already, whoever it is: nothing is ever overwritten."""
    if User.objects.administrators().exists():
        return None
    for login in filter(None, (username, email, national_id)):
        if User.objects.with_login(login).exists():
            raise AdministratorNameTaken
    user = create_user(
        username=username,
        email=email,
        password=password,
        national_id=national_id,
        role=Role.ADMIN,
        is_superuser=True,
    )
    record_event(Kind.ACCOUNT_MADE, user_id=user.pk, role=user.role)
    return user


@transaction.atomic
def make_nameless(*, user: User, now: datetime) -> None:
    """Take everything from the row that tells who it was; nobody signs in by it again. The number stays."""
    row = User.objects.select_for_update().get(pk=user.pk)
    row.username = f"erased-{row.pk}"
    row.email = row.national_id = None
    row.full_name = row.phone = row.language = row.time_zone = ""
    row.avatar = None
    row.role, row.is_staff, row.is_superuser, row.is_active = Role.STUDENT, False, False, False
    row.last_login = row.last_seen = None
    row.muted = []
    row.erase_at, row.erased_at = None, now
    row.set_unusable_password()
    row.note_looks()
    row.save()
    end_standing(user_id=row.pk)


def require_another_administrator(leaving: User) -> None:
    """LastAdministrator when nobody else who may sign in has the rights of this one: the back office would be nobody's.

    Locks them, so that two cannot leave at once.
    """
    if leaving.role != Role.ADMIN or not leaving.is_active:
        return
    others = User.objects.select_for_update().administrators().active().exclude(pk=leaving.pk)
    have_every_right = list(others.values_list("is_superuser", flat=True))
    if not have_every_right or (leaving.is_superuser and not any(have_every_right)):
        raise LastAdministrator
