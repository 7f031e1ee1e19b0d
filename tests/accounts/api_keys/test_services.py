"""API keys: made, shown once, used, revoked."""

import re
import threading

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts.api_keys import services
from accounts.api_keys.errors import NotWithAKey, ScopeMissing, TooManyKeys
from accounts.models import ApiKey, AuditEvent
from accounts.users.roles import Role
from accounts.users.services import deactivate, reactivate, set_password, set_role
from accounts.users.sign_ins import Door, SecondFactor, SignIn
from lib import context
from lib.errors import InvalidFields

pytestmark = pytest.mark.django_db


def make(user, **fields):
    return services.make_key(**{"user": user, "name": "Script", "scopes": ["quizzes:read"], "days": 30, **fields})


def test_a_key_is_random_begins_with_its_prefix_and_is_stored_as_a_digest(student):
    (row, text), (_other, other_text) = make(student), make(student)
    assert re.fullmatch(r"hr_[A-Z2-9]{8}_[A-Za-z0-9]{43}", text)
    assert text.startswith(f"hr_{row.prefix}_")
    assert text != other_text
    stored = str(ApiKey.objects.filter(pk=row.pk).values().get())
    assert text.rsplit("_", 1)[1] not in stored


def test_a_key_says_who_it_is_and_what_it_may(student):
    row, text = make(student, scopes=["games:write"], second_factor=SecondFactor.TOTP)
    sign_in = services.sign_in_of_key(text)
    assert (sign_in.user, sign_in.door, sign_in.id) == (student, Door.KEY, str(row.pk))
    assert sign_in.scopes == {"games:read", "games:write"}
    assert sign_in.second_factor == SecondFactor.TOTP


@pytest.mark.parametrize("days", [30, 90, 365])
def test_a_key_holds_until_the_day_it_was_given(student, days):
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False) as clock:
        _row, text = make(student, days=days)
        clock.shift(days * 24 * 3600 - 1)
        assert services.sign_in_of_key(text) is not None
        clock.shift(1)
        assert services.sign_in_of_key(text) is None


def test_a_key_without_an_end_holds(student):
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False) as clock:
        _row, text = make(student, days=None)
        clock.shift(20 * 365 * 24 * 3600)
        assert services.sign_in_of_key(text) is not None


def test_use_is_noted_once_a_minute_with_its_address(student, django_assert_num_queries):
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False) as clock:
        row, text = make(student)
        with context.called_by(context.Caller("10.0.0.7")), django_assert_num_queries(2):
            services.sign_in_of_key(text)
        clock.shift(59)
        with context.called_by(context.Caller("10.9.9.9")), django_assert_num_queries(1):
            services.sign_in_of_key(text)
        row.refresh_from_db()
        assert (row.last_used_at.isoformat(), row.last_used_address) == ("2026-11-20T12:00:00+00:00", "10.0.0.7")
        clock.shift(1)
        services.sign_in_of_key(text)
        row.refresh_from_db()
        assert row.last_used_at.isoformat() == "2026-11-20T12:01:00+00:00"


@pytest.mark.parametrize("text", ["", "x", "hr_", "hr_AAAA_bbbb", "é", "\x00", "\ud800", "h" * 100_000])
def test_rubbish_is_nobodys_key(student, text):
    make(student)
    assert services.sign_in_of_key(text) is None


def test_a_key_with_one_letter_changed_is_nobodys(student):
    _row, text = make(student)
    assert services.sign_in_of_key(text[:-1] + ("a" if text[-1] != "a" else "b")) is None
    assert services.sign_in_of_key(text + "a") is None
    assert services.sign_in_of_key(text.lower()) is None


@pytest.mark.parametrize(
    ("fields", "attr", "code"),
    [
        ({"name": "  "}, "name", "blank"),
        ({"name": "x" * 101}, "name", "max_length"),
        ({"scopes": []}, "scopes", "required"),
        ({"scopes": ["quizzes:read", "everything"]}, "scopes", "invalid"),
        ({"days": 31}, "days", "invalid"),
        ({"days": 0}, "days", "invalid"),
    ],
)
def test_what_makes_no_key(student, fields, attr, code):
    with pytest.raises(InvalidFields) as refused:
        make(student, **fields)
    assert [(problem.attr, problem.code) for problem in refused.value.problems] == [(attr, code)]
    assert not ApiKey.objects.exists()


def test_one_person_has_fifty_and_what_is_over_does_not_count(student, teacher):
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False) as clock:
        rows = [make(student)[0] for _ in range(50)]
        with pytest.raises(TooManyKeys):
            make(student)
        make(teacher)
        services.revoke_key(key=rows[0])
        make(student)
        clock.shift(30 * 24 * 3600)
        make(student)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_pass_the_limit_together(student, monkeypatch):
    for _ in range(49):
        make(student)
    refused = []
    barrier = threading.Barrier(4)

    def ask():
        barrier.wait()
        try:
            make(student)
        except TooManyKeys as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (ApiKey.objects.count(), len(refused)) == (50, 3)


def test_a_revoked_key_is_nobodys_and_both_are_written_down(student):
    row, text = make(student, name="Importer")
    services.revoke_key(key=row)
    services.revoke_key(key=row)
    assert services.sign_in_of_key(text) is None
    events = AuditEvent.objects.filter(kind__startswith="api_key.").order_by("id")
    assert [(event.kind, event.user, event.data) for event in events] == [
        ("api_key.made", student, {"key": row.prefix, "name": "Importer", "scopes": ["quizzes:read"]}),
        ("api_key.revoked", student, {"key": row.prefix, "name": "Importer"}),
    ]


@pytest.mark.parametrize(
    "end",
    [
        lambda user: deactivate(user=user),
        lambda user: set_role(user=user, role=Role.TEACHER),
        lambda user: set_password(user=user, password="another passphrase"),
    ],
    ids=["deactivated", "other role", "other password"],
)
def test_keys_end_with_the_standing(student, end):
    _row, text = make(student)
    end(student)
    assert services.sign_in_of_key(text) is None
    assert AuditEvent.objects.filter(kind="api_key.revoked", user=student).count() == 1
    reactivate(user=student)
    assert services.sign_in_of_key(text) is None


def test_a_new_secret_key_ends_no_api_key(student, settings):
    _row, text = make(student)
    settings.SECRET_KEY = "another key of this deployment " + "x" * 32
    assert services.sign_in_of_key(text).user == student


def test_require_scope(student):
    sign_in = SignIn(Door.KEY, "1", student, scopes=frozenset({"games:read"}))
    services.require_scope(sign_in, "games:read")
    with pytest.raises(ScopeMissing, match="games:write"):
        services.require_scope(sign_in, "games:write")
    with pytest.raises(NotWithAKey):
        services.require_scope(sign_in, None)


def test_forget_expired_takes_what_was_over_a_month_ago(student):
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False) as clock:
        make(student, days=30)
        revoked, _ = make(student, days=None)
        kept, _ = make(student, days=None)
        services.revoke_key(key=revoked)
        clock.shift(30 * 24 * 3600 + 1)
        assert services.forget_expired(timezone.now()) == 1
        clock.shift(30 * 24 * 3600)
        assert services.forget_expired(timezone.now()) == 1
    assert ApiKey.objects.get() == kept
