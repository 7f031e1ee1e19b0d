"""Asking for an account, and what the school says. Whether an e-mail is known is told to whoever reads its mail alone.

`site` is what whole addresses in mails begin with.
"""

import sys
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.audit.kinds import Kind
from accounts.audit.services import record_event
from accounts.invitations import services as invitations
from accounts.invitations.models import Invitation
from accounts.links import services as links
from accounts.links.errors import LinkNotValid
from accounts.notifications.kinds import WAITLIST
from accounts.notifications.services import notify_by_mail
from accounts.users.models import User
from accounts.users.services import free_username
from accounts.waitlist import queries
from accounts.waitlist.errors import AlreadyIn, NoWaitlist
from accounts.waitlist.models import WaitlistEntry
from lib import codes, rate_limits
from lib.errors import RateLimited
from lib.lookalikes import fold, visible
from lib.outbox import send_template_later

State = WaitlistEntry.State
AN_HOUR = 3600
LINK_LIFETIME = timedelta(days=3)
# Nobody showed that the address is theirs; somebody decided.
KEEP_UNPROVED, KEEP_DECIDED = timedelta(days=30), timedelta(days=90)


def is_open() -> bool:
    """Whether people may ask. Where everybody may make an account they may ask as well; it does no harm."""
    return settings.REGISTRATION in {"open", "waitlist"}


def join(
    *,
    email: str,
    address: str,
    site: str,
    full_name: str = "",
    username: str = "",
    note: str = "",
    language: str = "",
) -> int:
    """Ask for an account; answers the place in line that the person has at most.

    The answer is the same whether the e-mail is new, waiting, decided on or of somebody who has an account; only the mail
    differs. NoWaitlist, RateLimited by address.
    """
    if not is_open():
        raise NoWaitlist
    rate_limits.hit("waitlist", address, limit=settings.WAITLIST_AN_HOUR_AN_ADDRESS, seconds=AN_HOUR)
    rate_limits.hit(queries.REQUESTS, queries.EVERYBODY, limit=sys.maxsize, seconds=queries.A_DAY)
    email = fold(email)
    written = {"full_name": visible(full_name), "username": username.strip(), "note": note.strip(), "language": language}
    may_mail = _may_mail(email)
    with transaction.atomic():
        position = queries.next_position()
        entry = None if _account_of(email) else _entry_for(email, written)
        if may_mail:
            _mail_answer(email, entry, site=site, language=language)
        if entry is not None and entry.state == State.WAITING:
            _tell_administrators(site=site)
    return position


def send_status(*, email: str, address: str, site: str, language: str = "") -> None:
    """How the request of this e-mail stands, told by mail alone. RateLimited by address."""
    rate_limits.hit("waitlist", address, limit=settings.WAITLIST_AN_HOUR_AN_ADDRESS, seconds=AN_HOUR)
    email = fold(email)
    if _may_mail(email):
        with transaction.atomic():
            entry = None if _account_of(email) else WaitlistEntry.objects.filter(email__iexact=email).first()
            _mail_answer(email, entry, site=site, language=language)


def look_at_link(*, token: str) -> WaitlistEntry:
    """Whose request the link of a mail leads to. Nothing is used up. LinkNotValid."""
    return _entry_of(links.look_at_link(purpose=links.Purpose.WAITLIST, token=token).data)


@transaction.atomic
def open_link(*, token: str) -> WaitlistEntry:
    """The applicant has shown to read the mail: the address is proved, and with it the place in line. LinkNotValid."""
    entry = _entry_of(links.use_link(purpose=links.Purpose.WAITLIST, token=token).data)
    WaitlistEntry.objects.filter(pk=entry.pk, confirmed_at=None).update(confirmed_at=timezone.now())
    entry.refresh_from_db()
    return entry


def rewrite(*, entry: WaitlistEntry, full_name: str, note: str) -> None:
    """The applicant puts it in other words, while nobody has decided."""
    mine = WaitlistEntry.objects.filter(pk=entry.pk, state=State.WAITING)
    mine.update(full_name=visible(full_name), note=note.strip())


@transaction.atomic
def withdraw(*, entry: WaitlistEntry) -> None:
    """The applicant takes it back, or an administrator deletes it: nothing is kept, and its invitation is void."""
    row = WaitlistEntry.objects.select_for_update().filter(pk=entry.pk).first()
    if row is None:
        return
    links.take_back_nobodys_links(purpose=links.Purpose.WAITLIST, entry=str(row.pk))
    if row.invitation and row.invitation.state == Invitation.State.HOLDS:
        invitations.take_back(invitation=row.invitation)
    row.delete()


@transaction.atomic
def approve(*, entry: WaitlistEntry, by: User | None, site: str) -> WaitlistEntry:
    """Let the person in: an invitation goes by mail. A second time changes nothing and sends nothing."""
    row = WaitlistEntry.objects.select_for_update().get(pk=entry.pk)
    if row.state == State.APPROVED:
        return row
    row.invitation = None if _account_of(row.email) else _invite(row, by=by, site=site)
    _decide(row, State.APPROVED, by=by)
    record_event(Kind.WAITLIST_APPROVED, entry=str(row.pk), email=row.email)
    if row.invitation is None:
        _send("waitlist_account", to=row.email, site=site, language=row.language, **_addresses(site))
    return row


@transaction.atomic
def reject(*, entry: WaitlistEntry, by: User | None, site: str) -> WaitlistEntry:
    """Say no, kindly, by mail. An invitation that nobody has used is void. AlreadyIn when somebody has."""
    row = WaitlistEntry.objects.select_for_update().get(pk=entry.pk)
    if row.state == State.REJECTED:
        return row
    if row.invitation is not None:
        if row.invitation.state == Invitation.State.USED:
            raise AlreadyIn
        invitations.take_back(invitation=row.invitation)
    _decide(row, State.REJECTED, by=by)
    record_event(Kind.WAITLIST_REJECTED, entry=str(row.pk), email=row.email)
    _send("waitlist_rejected", to=row.email, site=site, language=row.language, name=row.full_name)
    return row


def forget_old(now: datetime) -> int:
    """Delete requests that nobody stood by, and those decided long ago; answers how many."""
    unproved = Q(state=State.WAITING, confirmed_at=None, created_at__lt=now - KEEP_UNPROVED)
    return WaitlistEntry.objects.filter(unproved | Q(decided_at__lt=now - KEEP_DECIDED)).delete()[0]


def _account_of(email: str) -> User | None:
    found: User | None = User.objects.with_login(email).first()
    return found


def _may_mail(email: str) -> bool:
    """A few mails an hour to one address, whoever asks for them and from where."""
    try:
        rate_limits.hit("waitlist-mail", email, limit=settings.LINKS_AN_HOUR, seconds=AN_HOUR)
    except RateLimited:
        return False
    return True


def _entry_for(email: str, written: dict[str, str]) -> WaitlistEntry:
    """The request of this e-mail. What was written before the address was proved is anybody's, so it may be written anew."""
    found = WaitlistEntry.objects.select_for_update().filter(email__iexact=email).first()
    if found is None:
        try:
            with transaction.atomic():
                return WaitlistEntry.objects.create(email=email, **written)
        except IntegrityError:
            found = WaitlistEntry.objects.select_for_update().get(email__iexact=email)
    if found.state == State.WAITING and found.confirmed_at is None:
        WaitlistEntry.objects.filter(pk=found.pk).update(**written)
        found.refresh_from_db()
    return found


def _entry_of(data: dict[str, Any]) -> WaitlistEntry:
    entry = WaitlistEntry.objects.filter(pk=data["entry"]).first()
    if entry is None:
        raise LinkNotValid
    return entry


def _invite(entry: WaitlistEntry, *, by: User | None, site: str) -> Invitation:
    made = invitations.make_invitation(
        made_by=by,
        site=site,
        email=entry.email,
        username=free_username(entry.username or entry.full_name or entry.email.partition("@")[0]),
        full_name=entry.full_name,
        language=entry.language,
    )
    return made.invitation


def _decide(entry: WaitlistEntry, state: WaitlistEntry.State, *, by: User | None) -> None:
    entry.state, entry.decided_at, entry.decided_by = state, timezone.now(), by
    entry.save(update_fields=["state", "decided_at", "decided_by", "invitation"])


def _mail_answer(email: str, entry: WaitlistEntry | None, *, site: str, language: str) -> None:
    """One mail, whatever there is to say: what differs between a known e-mail and another is only written there."""
    if entry is None:
        template = "waitlist_account" if _account_of(email) else "waitlist_unknown"
        _send(template, to=email, site=site, language=language, **_addresses(site))
    elif entry.state == State.REJECTED:
        _send("waitlist_rejected", to=email, site=site, language=entry.language, name=entry.full_name)
    elif entry.state == State.APPROVED and entry.invitation and entry.invitation.state != Invitation.State.USED:
        _invite_anew(entry, site=site)
    else:
        _send_place(entry, site=site)


def _invite_anew(entry: WaitlistEntry, *, site: str) -> None:
    """Who was let in and lost the mail gets another invitation; the first one holds no longer."""
    before = entry.invitation
    if before is not None and before.state == Invitation.State.TAKEN_BACK:
        _send("waitlist_rejected", to=entry.email, site=site, language=entry.language, name=entry.full_name)
        return
    if before is not None:
        invitations.take_back(invitation=before)
    entry.invitation = _invite(entry, by=before.made_by if before else None, site=site)
    entry.save(update_fields=["invitation"])


def _send_place(entry: WaitlistEntry, *, site: str) -> None:
    links.take_back_nobodys_links(purpose=links.Purpose.WAITLIST, entry=str(entry.pk))
    token = links.make_link(purpose=links.Purpose.WAITLIST, lifetime=LINK_LIFETIME, entry=str(entry.pk))
    place_url = site + reverse("waitlist-confirm-open", args=[token])
    template = "waitlist_place" if entry.confirmed_at else "waitlist_confirm"
    _send(template, to=entry.email, site=site, language=entry.language, name=entry.full_name, place_url=place_url)


def _addresses(site: str) -> dict[str, str]:
    return {"login_url": site + reverse("account_login"), "ask_url": site + reverse("account_signup")}


def _tell_administrators(*, site: str) -> None:
    """That somebody waits: those who want to know, at most once an hour, however many ask."""
    hour = int(timezone.now().timestamp()) // AN_HOUR
    count = WaitlistEntry.objects.waiting().count()
    list_url = site + reverse("admin:accounts_waitlistentry_changelist") + "?state__exact=waiting"
    for person in User.objects.administrators().active().exclude(email=None):
        notify_by_mail(
            user=person,
            kind=WAITLIST,
            key=f"waitlist-waiting:{person.pk}:{hour}",
            template="waitlist_waiting",
            context={"count": count, "list_url": list_url, "site_host": urlsplit(site).netloc},
        )


def _send(template: str, *, to: str, site: str, language: str, **words: Any) -> None:
    send_template_later(
        key=f"{template}:{codes.new_token()}",
        to=to,
        template=f"accounts/email/{template}",
        context={**words, "site_host": urlsplit(site).netloc},
        language=language,
    )
