"""Browser sessions: their rows, their end, and all but one."""

import pytest
import time_machine
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.api_keys.services import make_key
from accounts.models import ApiKey, AuditEvent, LoginSession, RefreshFamily
from accounts.sessions import services
from accounts.tokens.services import issue_pair
from accounts.users.roles import Role
from accounts.users.services import deactivate, set_password, set_role
from accounts.users.sign_ins import Door, Method, SecondFactor, SignIn
from lib import context
from tests.holders import user_of_access_token

pytestmark = pytest.mark.django_db

ME = "/accounts/settings/security/"
HERE = context.Caller("10.0.0.7", "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0")


def begin(user, method=Method.PASSWORD, factor=SecondFactor.NONE):
    session = SessionStore()
    with context.called_by(HERE):
        row = services.begin(user=user, session=session, method=method, second_factor=factor)
    session.save()
    return session, row


def keep(row):
    return SignIn(Door.SESSION, str(row.pk), row.user)


def test_a_row_says_how_and_from_where(student):
    session, row = begin(student, Method.LINK, SecondFactor.TOTP)
    assert (row.session_key, row.method, row.second_factor) == (session.session_key, "link", "totp")
    assert (row.address, row.device) == (HERE.address, HERE.device)
    assert session["sign_in"] == {"id": str(row.pk), "key": session.session_key, "second_factor": "totp"}


def test_signing_in_again_in_the_same_browser_keeps_the_row(student):
    session, row = begin(student)
    session.cycle_key()
    again = services.begin(user=student, session=session, method=Method.PASSKEY, second_factor=SecondFactor.PASSKEY)
    assert again.pk == row.pk
    assert list(LoginSession.objects.values_list("session_key", "method")) == [(session.session_key, "passkey")]


def test_somebody_else_in_the_same_browser_gets_a_row_of_their_own(student, teacher):
    session, row = begin(student)
    other = services.begin(user=teacher, session=session, method=Method.PASSWORD, second_factor=SecondFactor.NONE)
    assert other.pk != row.pk
    assert LoginSession.objects.get().user == teacher


def test_end_takes_row_and_session_and_is_written_down(student):
    session, row = begin(student)
    services.end(row=row)
    assert not LoginSession.objects.exists()
    assert not session.exists(session.session_key)
    event = AuditEvent.objects.get(kind="session.ended")
    assert (event.user, event.data) == (student, {"door": "session", "session": str(row.pk), "of": HERE.device})


def test_end_is_harmless_twice(student):
    _session, row = begin(student)
    stale = LoginSession.objects.get()
    services.end(row=row)
    services.end(row=stale)
    assert AuditEvent.objects.filter(kind="session.ended").count() == 1


def test_end_ends_a_programs_sign_in_as_well(student):
    pair = issue_pair(user=student)
    services.end(row=RefreshFamily.objects.get())
    assert user_of_access_token(pair.access) is None
    assert AuditEvent.objects.get(kind="session.ended").data["door"] == "token"


def test_end_others_keeps_this_browser_and_ends_browsers_and_programs(student, teacher):
    mine, row = begin(student)
    others = [begin(student)[0] for _ in range(2)]
    pair, theirs = issue_pair(user=student), issue_pair(user=teacher)
    strangers, _ = begin(teacher)
    assert services.end_others(user=student, keep=keep(row)) == 3
    assert mine.exists(mine.session_key)
    assert [other.exists(other.session_key) for other in others] == [False, False]
    assert user_of_access_token(pair.access) is None
    assert user_of_access_token(theirs.access) == teacher
    assert strangers.exists(strangers.session_key)
    assert AuditEvent.objects.get(kind="session.others_ended").data == {"count": 3}


def test_end_others_keeps_the_program_that_asks(student):
    begin(student)
    pair, other = issue_pair(user=student), issue_pair(user=student)
    family = RefreshFamily.objects.earliest("created_at")
    assert services.end_others(user=student, keep=SignIn(Door.TOKEN, str(family.pk), student)) == 2
    assert user_of_access_token(pair.access) == student
    assert user_of_access_token(other.access) is None
    assert not LoginSession.objects.exists()


@pytest.mark.parametrize("sign_in_id", [None, ""])
def test_end_others_with_nothing_to_keep_ends_all(student, sign_in_id):
    begin(student)
    held = None if sign_in_id is None else SignIn(Door.SESSION, sign_in_id, student)
    assert services.end_others(user=student, keep=held) == 1


def test_end_others_leaves_keys(student):
    make_key(user=student, name="Script", scopes=["quizzes:read"], days=30)
    services.end_others(user=student, keep=None)
    assert ApiKey.objects.get().revoked_at is None


@pytest.mark.parametrize(
    "change",
    [
        lambda user: deactivate(user=user),
        lambda user: set_role(user=user, role=Role.TEACHER),
        lambda user: set_password(user=user, password="another passphrase"),
    ],
    ids=["deactivated", "other role", "other password"],
)
def test_rows_end_with_the_standing(student, signed_in, change):
    browser = signed_in(student)
    change(student)
    assert not LoginSession.objects.exists()
    assert browser.get(ME).status_code == 302


def test_raise_second_factor_is_known_in_session_and_row(student):
    session, row = begin(student)
    services.raise_second_factor(session=session, second_factor=SecondFactor.TOTP)
    row.refresh_from_db()
    assert (row.second_factor, session["sign_in"]["second_factor"]) == ("totp", "totp")


def test_forget_expired_takes_rows_whose_session_is_over_or_gone(student):
    with time_machine.travel("2026-11-01T12:00:00Z", tick=False) as clock:
        begin(student)
        emptied, _ = begin(student)
        emptied.delete()
        clock.shift(2 * 3600)
        _, fresh = begin(student)
        assert services.forget_expired(timezone.now()) == 1
        clock.shift(30 * 24 * 3600 - 3600)
        assert services.forget_expired(timezone.now()) == 1
        assert LoginSession.objects.get() == fresh


def test_a_key_that_changes_just_now_costs_no_row(student):
    session, _row = begin(student)
    Session.objects.filter(session_key=session.session_key).delete()
    assert services.forget_expired(timezone.now()) == 0
