"""The app and its codes: set up, confirmed, asked, removed; what each of it leaves behind and tells."""

import base64
import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, LoginSession, RecoveryCode, RefreshFamily, TotpDevice
from accounts.tokens.services import issue_pair
from accounts.totp import services
from accounts.totp.errors import (
    AlreadyOn,
    NotByKey,
    NothingToConfirm,
    NotOn,
    SecretUnreadable,
    TooManyCodes,
    WrongCode,
)
from accounts.totp.queries import overview
from accounts.users.access import SIGN_IN
from accounts.users.errors import SecondFactorRequired, WrongPassword
from accounts.users.sign_ins import Door, SecondFactor, SignIn
from lib.models import OutboxMail
from tests.factories.accounts import PASSWORD
from tests.factories.second_factors import App, make_app

pytestmark = pytest.mark.django_db

NOON = "2026-11-20T12:00:05Z"


def by_session(user, second_factor=SecondFactor.NONE):
    """A sign-in by a browser, and its session."""
    row = LoginSession.objects.create(
        user=user, session_key=f"key-{user.pk}", method="password", expires_at="2030-01-01T00:00Z"
    )
    session = SessionStore()
    session[SIGN_IN] = {"id": str(row.pk), "key": row.session_key, "second_factor": str(second_factor)}
    return SignIn(Door.SESSION, str(row.pk), user, second_factor), session


def enrolled_app(sign_in):
    secret = services.enrol(sign_in=sign_in).secret
    return App(base64.b32decode(secret))


def kinds(user):
    """What was written down of the person but for the sign-ins of the set."""
    return list(
        AuditEvent.objects.filter(user_id=user.pk)
        .exclude(kind="sign_in.succeeded")
        .order_by("pk")
        .values_list("kind", flat=True)
    )


def mails():
    return list(OutboxMail.objects.order_by("created_at", "pk").values_list("subject", flat=True))


def test_a_new_app_counts_from_its_first_code_on(student):
    sign_in, session = by_session(student)
    app = enrolled_app(sign_in)
    assert len(app.secret) == 20
    assert not overview(student).is_on
    with pytest.raises(NotOn):
        services.verify(user=student, otp=app.code())

    made = services.confirm(sign_in=sign_in, session=session, otp=app.code())

    assert len(set(made)) == 10
    assert all(re.fullmatch(r"[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}", code) for code in made)
    assert (overview(student).is_on, overview(student).recovery_codes_left) == (True, 10)
    assert services.verify(user=student, otp=app.code(1)) == SecondFactor.TOTP
    assert kinds(student)[-1] == "second_factor.enrolled"
    assert mails() == ["An authenticator app protects your account now"]


def test_confirming_ends_the_other_sign_ins_and_lifts_this_one(student):
    other, _ = by_session(student)
    LoginSession.objects.filter(pk=other.id).update(session_key="another")
    issue_pair(user=student)
    sign_in, session = by_session(student)

    services.confirm(sign_in=sign_in, session=session, otp=enrolled_app(sign_in).code())

    assert [str(row.pk) for row in LoginSession.objects.filter(user=student)] == [sign_in.id]
    assert not RefreshFamily.objects.alive().filter(user=student).exists()
    assert session[SIGN_IN]["second_factor"] == "totp"
    assert LoginSession.objects.get(pk=sign_in.id).second_factor == "totp"


def test_confirming_by_token_keeps_that_token(student):
    issue_pair(user=student)
    issue_pair(user=student)
    kept = RefreshFamily.objects.filter(user=student).latest("created_at")
    sign_in = SignIn(Door.TOKEN, str(kept.pk), student)

    services.confirm(sign_in=sign_in, session=SessionStore(), otp=enrolled_app(sign_in).code())

    assert list(RefreshFamily.objects.alive().filter(user=student)) == [kept]
    kept.refresh_from_db()
    assert kept.second_factor == "totp"


def test_beginning_again_drops_the_secret_before(student):
    sign_in, session = by_session(student)
    before, app = enrolled_app(sign_in), enrolled_app(sign_in)
    assert TotpDevice.objects.filter(user=student).count() == 1
    with pytest.raises(WrongCode):
        services.confirm(sign_in=sign_in, session=session, otp=before.code())
    assert len(services.confirm(sign_in=sign_in, session=session, otp=app.code())) == 10


def test_there_is_one_app_and_it_is_not_replaced_behind_ones_back(student):
    sign_in, session = by_session(student)
    with pytest.raises(NothingToConfirm):
        services.confirm(sign_in=sign_in, session=session, otp="123456")
    make_app(student)
    with pytest.raises(AlreadyOn):
        services.enrol(sign_in=sign_in)
    with pytest.raises(AlreadyOn):
        services.confirm(sign_in=sign_in, session=session, otp="123456")


def test_a_password_alone_adds_no_app_beside_a_passkey(student):
    Authenticator.objects.create(user=student, type="webauthn", data={"name": "Phone", "credential": {"id": "x"}})
    sign_in, _ = by_session(student)
    with pytest.raises(SecondFactorRequired):
        services.enrol(sign_in=sign_in)
    assert services.enrol(sign_in=SignIn(Door.SESSION, sign_in.id, student, SecondFactor.PASSKEY)).secret


def test_a_key_changes_nothing(student):
    key = SignIn(Door.KEY, "1", student, scopes=frozenset({"profile:write"}))
    app = make_app(student)
    with pytest.raises(NotByKey):
        services.enrol(sign_in=key)
    with pytest.raises(NotByKey):
        services.confirm(sign_in=key, session=SessionStore(), otp=app.code())
    with pytest.raises(NotByKey):
        services.remove(sign_in=key, session=SessionStore(), password=PASSWORD, otp=app.code())
    with pytest.raises(NotByKey):
        services.renew_recovery_codes(sign_in=key, otp=app.code())


@time_machine.travel(NOON, tick=False)
def test_a_code_counts_once_and_a_clock_a_step_off_is_forgiven(student):
    app = make_app(student)
    assert services.verify(user=student, otp=app.code(-1)) == SecondFactor.TOTP
    for again in (app.code(-1), app.code(-2)):
        with pytest.raises(WrongCode):
            services.verify(user=student, otp=again)
    assert services.verify(user=student, otp=f" {app.code()[:3]} {app.code()[3:]} ") == SecondFactor.TOTP
    device = TotpDevice.objects.get(user=student)
    assert device.drift == 0
    assert device.last_used_at.isoformat() == "2026-11-20T12:00:05+00:00"


def test_a_clock_that_runs_away_is_followed(student):
    app = make_app(student)
    with time_machine.travel(NOON, tick=False) as clock:
        for minute in range(1, 6):
            clock.shift(60)
            assert services.verify(user=student, otp=app.code(minute)) == SecondFactor.TOTP
            assert TotpDevice.objects.get(user=student).drift == minute
        clock.shift(60)
        with pytest.raises(WrongCode):
            services.verify(user=student, otp=app.code(7))


def test_a_recovery_code_counts_once_however_it_is_typed(student, teacher):
    app, other = make_app(student), make_app(teacher)
    typed = app.recovery_codes[0].lower().replace("-", " ")
    assert services.verify(user=student, otp=typed) == SecondFactor.RECOVERY_CODE
    assert overview(student).recovery_codes_left == 2
    for wrong in (typed, other.recovery_codes[0], "", "\x00", "é" * 64, "x" * 10_000):
        with pytest.raises(WrongCode):
            services.verify(user=student, otp=wrong)
    mail = OutboxMail.objects.get(subject="A recovery code opened your account")
    assert "2 are left." in mail.text
    assert "Make new ones soon" in mail.text
    assert kinds(student)[-1] == "second_factor.recovery_code_used"


def test_spending_a_recovery_code_is_one_conditional_delete(student):
    app = make_app(student)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        services.verify(user=student, otp=app.recovery_codes[0])
    touching = [query["sql"] for query in queries if "accounts_recoverycode" in query["sql"]]
    assert [sql.split()[0] for sql in touching] == ["DELETE", "SELECT"]
    assert '"digest" IN' in touching[0]


def test_new_recovery_codes_end_the_old_ones_and_take_a_code(student):
    sign_in, _ = by_session(student)
    app = make_app(student)
    with pytest.raises(WrongCode):
        services.renew_recovery_codes(sign_in=sign_in, otp=app.wrong_code())
    assert kinds(student) == ["second_factor.failed"]

    made = services.renew_recovery_codes(sign_in=sign_in, otp=app.code())

    assert overview(student).recovery_codes_left == 10
    with pytest.raises(WrongCode):
        services.verify(user=student, otp=app.recovery_codes[0])
    assert services.verify(user=student, otp=made[9]) == SecondFactor.RECOVERY_CODE
    assert mails() == ["You have new recovery codes", "A recovery code opened your account"]


def test_removing_takes_the_password_and_a_code(student):
    sign_in, session = by_session(student, SecondFactor.TOTP)
    app = make_app(student)
    issue_pair(user=student)
    with pytest.raises(WrongPassword):
        services.remove(sign_in=sign_in, session=session, password="wrong", otp=app.code())
    with pytest.raises(WrongCode):
        services.remove(sign_in=sign_in, session=session, password=PASSWORD, otp=app.wrong_code())
    assert overview(student).is_on

    services.remove(sign_in=sign_in, session=session, password=PASSWORD, otp=app.code())

    assert not TotpDevice.objects.filter(user=student).exists()
    assert not RecoveryCode.objects.filter(user=student).exists()
    assert session[SIGN_IN]["second_factor"] == ""
    assert not RefreshFamily.objects.alive().filter(user=student).exists()
    assert kinds(student) == ["second_factor.failed", "second_factor.failed", "session.others_ended", "second_factor.removed"]
    assert mails() == ["The authenticator app was removed from your account"]
    with pytest.raises(NotOn):
        services.remove(sign_in=sign_in, session=session, password=PASSWORD, otp=app.code(1))


def test_who_has_no_password_removes_with_a_code_alone(student):
    student.set_unusable_password()
    student.save()
    sign_in, session = by_session(student)
    services.remove(sign_in=sign_in, session=session, password="", otp=make_app(student).recovery_codes[1])
    assert not overview(student).is_on


def test_guessing_is_limited_whatever_the_address_and_the_owner_is_told(student, settings):
    settings.WRONG_CODES_AN_HOUR = 3
    app = make_app(student)
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(3):
            with pytest.raises(WrongCode):
                services.verify(user=student, otp=app.wrong_code())
        for otp in (app.code(), app.recovery_codes[0]):
            with pytest.raises(TooManyCodes) as refused:
                services.verify(user=student, otp=otp)
            assert refused.value.retry_after == 3600
        assert mails() == ["Somebody guesses the code of your authenticator app"]
        clock.shift(3601)
        assert services.verify(user=student, otp=app.code()) == SecondFactor.TOTP


def test_a_right_code_forgives_the_wrong_ones(student, settings):
    settings.WRONG_CODES_AN_HOUR = 3
    app = make_app(student)
    for steps in (0, 1):
        for _ in range(2):
            with pytest.raises(WrongCode):
                services.verify(user=student, otp=app.wrong_code())
        services.verify(user=student, otp=app.code(steps))


def test_the_database_holds_neither_secret_nor_code(student):
    sign_in, session = by_session(student)
    app = enrolled_app(sign_in)
    made = services.confirm(sign_in=sign_in, session=session, otp=app.code())
    session.save()

    held = whole_database()

    secret = base64.b32encode(app.secret).decode()
    for hidden in (secret, app.secret.hex(), base64.b64encode(app.secret).decode(), *made, *(c.replace("-", "") for c in made)):
        assert hidden.lower() not in held


def whole_database():
    """Every value of every table, as one text."""
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += cursor.fetchall()
    return "\n".join(str(value) for row in rows for value in row).lower()


@pytest.mark.parametrize("name", ["SECRET_KEY", "ENCRYPTION_KEYS"])
def test_keys_can_be_changed(student, settings, name):
    settings.ENCRYPTION_KEYS = ["the first key of all"] if name == "ENCRYPTION_KEYS" else []
    app = make_app(student)
    old_secret_key = settings.SECRET_KEY
    if name == "SECRET_KEY":
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 50, [old_secret_key]
    else:
        settings.ENCRYPTION_KEYS = ["the second key", "the first key of all"]

    assert services.verify(user=student, otp=app.code()) == SecondFactor.TOTP
    assert services.verify(user=student, otp=app.recovery_codes[0]) == SecondFactor.RECOVERY_CODE

    # What was used since is sealed anew, so the old key may go.
    settings.SECRET_KEY_FALLBACKS = []
    settings.ENCRYPTION_KEYS = settings.ENCRYPTION_KEYS[:1]
    assert services.verify(user=student, otp=app.code(1)) == SecondFactor.TOTP


def test_a_key_that_is_gone_is_said_and_written_down_and_a_recovery_code_still_works(student, settings):
    settings.ENCRYPTION_KEYS = ["a key that will be lost"]
    app = make_app(student)
    settings.ENCRYPTION_KEYS = ["another key"]

    with pytest.raises(SecretUnreadable) as refused:
        services.verify(user=student, otp=app.code())

    assert (refused.value.code, "recovery code" in refused.value.detail) == ("otp_unreadable", True)
    event = AuditEvent.objects.get(user_id=student.pk)
    assert (event.kind, event.data) == ("second_factor.failed", {"reason": "otp_unreadable"})
    assert services.verify(user=student, otp=app.recovery_codes[0]) == SecondFactor.RECOVERY_CODE


def test_an_operator_takes_the_factor_of_somebody_and_everything_ends(student):
    make_app(student)
    issue_pair(user=student)
    before = student.standing

    assert services.remove_for_somebody(user=student)
    assert not services.remove_for_somebody(user=student)

    student.refresh_from_db()
    assert student.standing == before + 1
    assert not overview(student).is_on
    assert not RecoveryCode.objects.filter(user=student).exists()
    assert not RefreshFamily.objects.alive().filter(user=student).exists()
    assert kinds(student) == ["second_factor.removed"]
    assert mails() == ["An administrator removed the authenticator app from your account"]


def test_nobody_without_an_email_is_written_to(student):
    student.email = None
    student.save()
    make_app(student)
    services.remove_for_somebody(user=student)
    assert mails() == []
