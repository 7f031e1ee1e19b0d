"""The authenticator app: set up, confirmed, asked, removed; and the recovery codes. Passwords and limits by login are signin's.

A code counts once: one conditional UPDATE takes a step of the app, one conditional DELETE takes a recovery code, so of two
requests with the same code one wins. What the codes are checked with is not in the database in clear.
"""

import logging
import secrets
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils import timezone

from accounts.audit.kinds import Kind
from accounts.audit.services import record_event
from accounts.sessions.services import end_others, raise_second_factor
from accounts.tokens.services import raise_second_factor_of
from accounts.totp import algorithm
from accounts.totp.errors import (
    AlreadyOn,
    NotByKey,
    NothingToConfirm,
    NotOn,
    SecretUnreadable,
    TooManyCodes,
    WrongCode,
)
from accounts.totp.models import RecoveryCode, TotpDevice
from accounts.totp.queries import device_of, has_passkey
from accounts.users.errors import SecondFactorRequired, WrongPassword
from accounts.users.models import User
from accounts.users.services import end_standing, tell
from accounts.users.sign_ins import Door, SecondFactor, SignIn
from lib import codes, rate_limits, sealing
from lib.errors import RateLimited

log = logging.getLogger("homeroom.sign_in")

RECOVERY_CODES = 10
AN_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What the person takes into the app: the secret, in base32, and the same as an address for the QR code."""

    device_id: int
    secret: str
    otpauth_url: str


@transaction.atomic
def enrol(*, sign_in: SignIn) -> Enrolment:
    """A new secret for this person; one that was never confirmed is dropped. AlreadyOn, NotByKey.

    SecondFactorRequired where the person has a passkey and did not show it: a password alone must not add a second factor.
    """
    _refuse_keys(sign_in)
    user = User.objects.select_for_update().get(pk=sign_in.user.pk)
    if device_of(user) is not None:
        raise AlreadyOn
    if has_passkey(user) and not sign_in.second_factor:
        raise SecondFactorRequired
    TotpDevice.objects.filter(user=user, confirmed=False).delete()
    secret = secrets.token_bytes(algorithm.SECRET_BYTES)
    device = TotpDevice.objects.create(user=user, name="", confirmed=False, sealed_secret=sealing.seal(secret.hex()))
    return _enrolment(device, secret)


def enrolment_begun(*, user: User, device_id: int | None) -> Enrolment | None:
    """The setup that `enrol` began and nobody confirmed yet; None when it is over."""
    device = (
        TotpDevice.objects.select_related("user").filter(user=user, confirmed=False, pk=device_id).first()
        if device_id
        else None
    )
    try:
        return _enrolment(device, _secret_of(device)) if device is not None else None
    except SecretUnreadable:
        return None


@transaction.atomic
def confirm(*, sign_in: SignIn, session: SessionBase, otp: str) -> list[str]:
    """The person has shown a code of the new app: from now on it is asked. Answers the recovery codes, which nobody sees again.

    Every other sign-in of the person ends; this one has shown its second factor. NothingToConfirm, AlreadyOn, WrongCode.
    """
    _refuse_keys(sign_in)
    user = User.objects.select_for_update().get(pk=sign_in.user.pk)
    if device_of(user) is not None:
        raise AlreadyOn
    device = TotpDevice.objects.filter(user=user, confirmed=False).first()
    if device is None:
        raise NothingToConfirm
    found = algorithm.match(secret=_secret_of(device), code=codes.tidy(otp), at=_now(), drift=0, last_step=-1)
    if found is None:
        raise WrongCode(attr="otp")
    now = timezone.now()
    device.confirmed, device.confirmed_at, device.last_used_at = True, now, now
    # The code of the setup may be used once more, to sign in: it went to the person's own sign-in, and everybody signs in next.
    device.last_step, device.drift = found.step - 1, found.drift
    device.save()
    made = _make_recovery_codes(user)
    end_others(user=user, keep=sign_in)
    _note(sign_in, session, SecondFactor.TOTP)
    record_event(Kind.TOTP_ENROLLED, user_id=user.pk)
    _tell(user, "totp_enrolled")
    return made


def verify(*, user: User, otp: str) -> SecondFactor:
    """What this code is: of the app or a recovery code, taken by this call. WrongCode, TooManyCodes, SecretUnreadable, NotOn.

    Not inside a transaction of the caller: what is counted must stand although this raises.
    """
    device = device_of(user)
    if device is None:
        raise NotOn
    _refuse_if_locked(user)
    # Counted before it is looked at, so that of many at once no more are looked at than may be.
    tries_left = _strike(user)
    try:
        factor = _take(device, codes.tidy(otp))
    except WrongCode:
        if not tries_left:
            _tell(user, "second_factor_guessed")
        raise
    except SecretUnreadable:
        rate_limits.take_back(_rule(user))
        log.exception("second_factor.unreadable", extra={"user": user.pk})
        record_event(Kind.SECOND_FACTOR_FAILED, user_id=user.pk, reason=SecretUnreadable.code)
        raise
    rate_limits.forgive(_rule(user))
    return factor


def remove(*, sign_in: SignIn, session: SessionBase, password: str, otp: str) -> None:
    """Turn the app off, with the password and a code. The recovery codes go with it, and every other sign-in.

    WrongPassword, WrongCode, TooManyCodes, NotOn. Who has no password (only a social account) shows the code alone.
    """
    _refuse_keys(sign_in)
    user = sign_in.user
    if device_of(user) is None:
        raise NotOn
    _refuse_if_locked(user)
    if user.has_usable_password() and not user.check_password(password):
        record_event(Kind.SECOND_FACTOR_FAILED, user_id=user.pk, reason=WrongPassword.code)
        _strike(user)
        raise WrongPassword(attr="password")
    prove(user=user, otp=otp)
    with transaction.atomic():
        _forget(user)
        end_others(user=user, keep=sign_in)
        if sign_in.second_factor != SecondFactor.PASSKEY:
            _note(sign_in, session, SecondFactor.NONE)
        record_event(Kind.TOTP_REMOVED, user_id=user.pk)
        _tell(user, "totp_removed")


def renew_recovery_codes(*, sign_in: SignIn, otp: str) -> list[str]:
    """Ten new codes, shown to the person and to nobody again; the old ones hold no longer. NotByKey, and as `verify`."""
    _refuse_keys(sign_in)
    user = sign_in.user
    prove(user=user, otp=otp)
    with transaction.atomic():
        made = _make_recovery_codes(user)
        record_event(Kind.RECOVERY_CODES_MADE, user_id=user.pk, count=len(made))
        _tell(user, "recovery_codes_made")
    return made


def prove(*, user: User, otp: str) -> SecondFactor:
    """`verify` for somebody who is signed in: what is wrong is written down here."""
    try:
        return verify(user=user, otp=otp)
    except WrongCode:
        record_event(Kind.SECOND_FACTOR_FAILED, user_id=user.pk, reason=WrongCode.code)
        raise


@transaction.atomic
def remove_for_somebody(*, user: User) -> bool:
    """An operator takes the app and the codes of somebody who has lost the phone; answers whether there was one.

    All sign-ins end, also those on the lost phone, and the person is told.
    """
    if not _forget(user):
        return False
    end_standing(user_id=user.pk)
    record_event(Kind.TOTP_REMOVED, user_id=user.pk, by="operator")
    _tell(user, "totp_removed_for_you")
    return True


def _refuse_keys(sign_in: SignIn) -> None:
    if sign_in.door == Door.KEY:
        raise NotByKey


def _note(sign_in: SignIn, session: SessionBase, factor: SecondFactor) -> None:
    """What this sign-in has shown, for all that asks it from now on."""
    if sign_in.door == Door.SESSION:
        raise_second_factor(session=session, second_factor=factor)
    else:
        raise_second_factor_of(family_id=sign_in.id, second_factor=factor)


def _enrolment(device: TotpDevice, secret: bytes) -> Enrolment:
    url = algorithm.otpauth_url(secret=secret, account=device.user.username)
    return Enrolment(device.pk, algorithm.base32_of(secret), url)


def _take(device: TotpDevice, typed: str) -> SecondFactor:
    if algorithm.looks_like_code(typed):
        _take_step(device, typed)
        return SecondFactor.TOTP
    _take_recovery_code(device.user, typed)
    return SecondFactor.RECOVERY_CODE


def _take_step(device: TotpDevice, typed: str) -> None:
    secret = _secret_of(device)
    found = algorithm.match(secret=secret, code=typed, at=_now(), drift=device.drift, last_step=device.last_step)
    # Sealed anew: a key that was retired is not needed any more once everybody has signed in.
    taken = found is not None and TotpDevice.objects.filter(pk=device.pk, last_step__lt=found.step).update(
        last_step=found.step, drift=found.drift, last_used_at=timezone.now(), sealed_secret=sealing.seal(secret.hex())
    )
    if not taken:
        raise WrongCode(attr="otp")


@transaction.atomic
def _take_recovery_code(user: User, typed: str) -> None:
    # Without a row to delete the code was wrong, or somebody else was faster.
    taken, _ = RecoveryCode.objects.filter(user=user, digest__in=codes.digests(_purpose(user), typed)).delete()
    if not taken:
        raise WrongCode(attr="otp")
    left = RecoveryCode.objects.filter(user=user).count()
    record_event(Kind.RECOVERY_CODE_USED, user_id=user.pk, left=left)
    _tell(user, "recovery_code_used", left=left)


def _make_recovery_codes(user: User) -> list[str]:
    made = [codes.new_code() for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=codes.digest(_purpose(user), codes.tidy(code))) for code in made
    )
    return made


def _forget(user: User) -> bool:
    RecoveryCode.objects.filter(user=user).delete()
    TotpDevice.objects.filter(user=user, confirmed=False).delete()
    return bool(TotpDevice.objects.filter(user=user, confirmed=True).delete()[0])


def _rule(user: User) -> rate_limits.StrikeRule:
    """Whoever has the password may not guess the code from a thousand addresses."""
    return rate_limits.StrikeRule("wrong-second-factor", str(user.pk), settings.WRONG_CODES_AN_HOUR, AN_HOUR)


def _refuse_if_locked(user: User) -> None:
    try:
        rate_limits.refuse_if_locked([_rule(user)])
    except RateLimited as error:
        raise TooManyCodes(retry_after=error.retry_after) from None


def _strike(user: User) -> int:
    try:
        return rate_limits.strike(_rule(user))
    except RateLimited as error:
        raise TooManyCodes(retry_after=error.retry_after) from None


def _secret_of(device: TotpDevice) -> bytes:
    try:
        return bytes.fromhex(sealing.unseal(device.sealed_secret))
    except (sealing.CannotUnseal, ValueError) as error:
        raise SecretUnreadable from error


def _purpose(user: User) -> str:
    """Of a digest: the same code of two people is two digests."""
    return f"recovery_code.{user.pk}"


def _now() -> float:
    return timezone.now().timestamp()


def _tell(user: User, what: str, **more: object) -> None:
    tell(user=user, template=what, key=f"{what}:{uuid.uuid4()}", **more)
