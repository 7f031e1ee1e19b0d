"""What is done with passkeys: added, used, renamed, removed. Rows are allauth's `Authenticator`, in allauth's own form.

A challenge stands in the session, for one purpose and one person, and is taken out before the answer to it is looked at.
Transports and reauthentication are the doors' matter.
"""

import json
import time
from typing import Any

from allauth.account.utils import url_str_to_user_pk, user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils import timezone

from accounts.audit.kinds import Kind
from accounts.audit.services import record_event
from accounts.passkeys import ceremony
from accounts.passkeys.access import get_passkey, passkeys_of
from accounts.passkeys.ceremony import Person, Site
from accounts.passkeys.errors import (
    NotByKey,
    PasskeyCopied,
    PasskeyKnown,
    PasskeyNotValid,
    PasskeysNotHere,
    TooManyPasskeys,
)
from accounts.users.errors import LastWayIn, SecondFactorRequired
from accounts.users.models import User
from accounts.users.queries import is_last_way_in
from accounts.users.services import end_standing, tell
from accounts.users.sign_ins import Door, SignIn

MOST = 20
LONGEST_NAME = 100
LONGEST_ANSWER = 32_768  # characters of JSON; real ones have two or three thousand
HOLDS_SECONDS = 5 * 60
ADDING, USING = "passkey_to_add", "passkey_to_use"


def begin_adding(*, sign_in: SignIn, session: SessionBase, site: Site) -> dict[str, Any]:
    """Options for the browser. PasskeysNotHere, TooManyPasskeys, SecondFactorRequired."""
    user = sign_in.user
    _require(site)
    require_second_factor(sign_in)
    known = [row.data["credential"]["id"] for row in passkeys_of(user)]
    if len(known) >= MOST:
        raise TooManyPasskeys
    person = Person(_handle_of(user), user.username, user.display_name)
    options, challenge = ceremony.ask_for_new(site, person, known)
    _keep(session, ADDING, challenge, user)
    return options


def add_passkey(*, sign_in: SignIn, session: SessionBase, site: Site, answer: str, name: str) -> Authenticator:
    """The passkey that the browser has made. PasskeyNotValid, PasskeyKnown, TooManyPasskeys, SecondFactorRequired."""
    user = sign_in.user
    require_second_factor(sign_in)
    challenge = _take(session, ADDING, user)
    key = ceremony.read_new(site, challenge, _read(answer))
    with transaction.atomic():
        # One at a time for one person, so that the same answer sent twice makes one passkey.
        User.objects.select_for_update().get(pk=user.pk)
        if Authenticator.objects.filter(data__credential__id=key.credential["id"]).exists():
            raise PasskeyKnown
        if passkeys_of(user).count() >= MOST:
            raise TooManyPasskeys
        row = Authenticator.objects.create(
            user=user,
            type=Authenticator.Type.WEBAUTHN,
            data={"name": _tidy(name), "credential": key.credential, "sign_count": key.sign_count},
        )
        record_event(Kind.PASSKEY_ADDED, user_id=user.pk, passkey=row.pk, name=row.data["name"])
        _tell(user, "passkey_added", row)
    return row


def begin_use(*, session: SessionBase, site: Site, user: User | None = None) -> dict[str, Any]:
    """Options for the browser: one of this person's passkeys, or any one where nobody is known yet. PasskeysNotHere."""
    _require(site)
    known = None if user is None else [row.data["credential"]["id"] for row in passkeys_of(user)]
    if known == []:
        raise PasskeyNotValid
    options, challenge = ceremony.ask_to_sign(site, known)
    _keep(session, USING, challenge, user)
    return options


def use_passkey(*, session: SessionBase, site: Site, answer: str, user: User | None = None) -> Authenticator:
    """The passkey that signed, of `user` or, where nobody is known yet, of whoever it belongs to.

    Both factors are proved by it. Whether its owner may come in (closed, unconfirmed, …) is the door's question.
    PasskeyNotValid; PasskeyCopied, which is written down.
    """
    challenge = _take(session, USING, user)
    response = _read(answer)
    owner_id = _owner_of(response, user)
    rows = Authenticator.objects.filter(user_id=owner_id, type=Authenticator.Type.WEBAUTHN)
    shown = ceremony.read_signature(site, challenge, [row.data["credential"] for row in rows], response)
    with transaction.atomic():
        row = (
            rows.select_for_update(of=("self",)).select_related("user").filter(data__credential__id=shown.credential_id).first()
        )
        # Two requests with one session may both have read the challenge: the row knows the one it was used for last.
        if row is None or row.data.get("last_challenge") == challenge:
            raise PasskeyNotValid
        before = row.data.get("sign_count", 0)
        is_copied = bool(before or shown.sign_count) and shown.sign_count <= before
        if not is_copied:
            row.data = {**row.data, "sign_count": shown.sign_count, "last_challenge": challenge}
            row.last_used_at = timezone.now()
            row.save(update_fields=["data", "last_used_at"])
    if is_copied:
        record_event(Kind.SIGN_IN_FAILED, user_id=owner_id, passkey=row.pk, name=row.data["name"], reason="passkey_copied")
        raise PasskeyCopied
    return row


@transaction.atomic
def rename_passkey(*, user: Any, passkey_id: object, name: str) -> Authenticator:
    """Another name. PasskeyNotFound."""
    row = _lock(user, passkey_id)
    row.data = {**row.data, "name": _tidy(name)}
    row.save(update_fields=["data"])
    return row


@transaction.atomic
def remove_passkey(*, sign_in: SignIn, passkey_id: object) -> None:
    """It opens nothing any more. PasskeyNotFound, SecondFactorRequired, NotByKey.

    LastWayIn, so that nobody locks the own door from outside.
    """
    if sign_in.door == Door.KEY:
        raise NotByKey
    user = sign_in.user
    row = _lock(user, passkey_id)
    require_second_factor(sign_in)
    if is_last_way_in(user):
        raise LastWayIn
    record_event(Kind.PASSKEY_REMOVED, user_id=user.pk, passkey=row.pk, name=row.data["name"])
    _tell(user, "passkey_removed", row)
    row.delete()


@transaction.atomic
def remove_for_somebody(*, row: Authenticator) -> None:
    """An operator takes the passkey of somebody who has lost it. All sign-ins of the person end, and the person is told."""
    if row.type == Authenticator.Type.WEBAUTHN:
        record_event(Kind.PASSKEY_REMOVED, user_id=row.user_id, passkey=row.pk, name=row.data["name"], by="operator")
        _tell(row.user, "passkey_removed", row)
        end_standing(user_id=row.user_id)
    row.delete()


def require_second_factor(sign_in: SignIn) -> None:
    """SecondFactorRequired where the person has one and did not show it: a password alone changes no second factor."""
    user = sign_in.user
    if not sign_in.second_factor and (passkeys_of(user).exists() or user.totp_devices.filter(confirmed=True).exists()):
        raise SecondFactorRequired


def _lock(user: User, passkey_id: object) -> Authenticator:
    """The person first, so that two removals at once do not both leave another way in."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    return get_passkey(locked, passkey_id)


def _require(site: Site) -> None:
    if not site.is_possible:
        raise PasskeysNotHere


def _keep(session: SessionBase, purpose: str, challenge: str, user: User | None) -> None:
    session[purpose] = {"challenge": challenge, "at": int(time.time()), "user": user.pk if user else None}


def _take(session: SessionBase, purpose: str, user: User | None) -> str:
    """The challenge that was given out, gone from the session by this. PasskeyNotValid."""
    kept = session.pop(purpose, None)
    if not kept or kept["user"] != (user.pk if user else None) or time.time() - kept["at"] > HOLDS_SECONDS:
        raise PasskeyNotValid
    return str(kept["challenge"])


def _read(answer: str) -> dict[str, Any]:
    """The browser's answer as it was sent. PasskeyNotValid."""
    try:
        response = json.loads(answer) if len(answer) <= LONGEST_ANSWER else None
    except (ValueError, RecursionError):
        response = None
    if not isinstance(response, dict):
        raise PasskeyNotValid
    return response


def _handle_of(user: User) -> bytes:
    """What authenticators keep of the person: no name, no e-mail."""
    return str(user_pk_to_url_str(user)).encode()


def _owner_of(response: dict[str, Any], user: User | None) -> int:
    """The person the answer names, who must be `user` if that is known. PasskeyNotValid. Nothing is proved yet."""
    handle = ceremony.handle_in(response)
    if user is not None:
        if handle not in {None, _handle_of(user)}:
            raise PasskeyNotValid
        return user.pk
    try:
        owner_id = int(url_str_to_user_pk((handle or b"").decode()))
    except (ValueError, OverflowError):
        raise PasskeyNotValid from None
    if not 0 < owner_id < 2**63:
        raise PasskeyNotValid
    return owner_id


def _tidy(name: str) -> str:
    return " ".join(name.replace("\0", "").split())[:LONGEST_NAME] or "Passkey"


def _tell(user: User, template: str, row: Authenticator) -> None:
    tell(user=user, template=template, key=f"{template}:{row.pk}", passkey=row.data["name"])
