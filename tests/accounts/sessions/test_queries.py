"""Where somebody is signed in: one list, whatever it came by."""

import pytest
import time_machine
from django.utils import timezone

from accounts.api_keys.services import make_key, revoke_key
from accounts.models import ApiKey, LoginSession, RefreshFamily
from accounts.sessions import queries, services
from accounts.tokens.services import issue_pair
from accounts.users.sign_ins import Door, Method, SecondFactor, SignIn, group_of
from lib import context

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


def sign_in_of(row):
    return SignIn(Door.SESSION, str(row.pk), row.user)


def test_overview_is_browsers_and_programs_this_one_first(student, teacher, signed_in):
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False) as clock:
        signed_in(student)
        here = LoginSession.objects.get()
        clock.shift(60)
        with context.called_by(context.Caller("10.0.0.9", "curl/8.10.1")):
            issue_pair(user=student, second_factor=SecondFactor.TOTP)
        clock.shift(60)
        signed_in(student)
        signed_in(teacher)
        seen = queries.overview(student, sign_in_of(here))
    assert (seen.others, seen.hidden) == (2, 0)
    assert [(place.kind, place.is_current) for place in seen.places] == [("browser", True), ("browser", False), ("app", False)]
    app = seen.places[2]
    assert (app.device.words, app.address, app.way_in) == ("curl", "10.0.0.9", "password and app")
    assert app.last_used_at.isoformat() == "2026-11-20T12:01:00+00:00"


@pytest.mark.parametrize("count", [1, 3])
def test_overview_takes_two_queries(student, signed_in, django_assert_num_queries, count):
    for _ in range(count):
        signed_in(student)
        issue_pair(user=student)
    with django_assert_num_queries(2):
        assert len(queries.overview(student, None).places) == 2 * count


def test_overview_hides_what_is_over(student, signed_in):
    with time_machine.travel("2026-11-01T12:00:00Z", tick=False):
        signed_in(student)
        issue_pair(user=student)
    RefreshFamily.objects.update(ended_at=None)
    with time_machine.travel("2026-12-20T12:00:00Z", tick=False):
        assert queries.overview(student, None).places == []


def test_overview_hides_a_session_that_was_emptied_without_a_word(student, signed_in):
    browser = signed_in(student)
    browser.session.flush()
    assert LoginSession.objects.count() == 1
    assert queries.overview(student, None).places == []


def test_overview_shows_the_newest_thirty_and_says_how_many_more(student):
    for _ in range(33):
        issue_pair(user=student)
    seen = queries.overview(student, None)
    assert (len(seen.places), seen.hidden, seen.others) == (30, 3, 33)


@pytest.mark.parametrize(
    ("method", "factor", "words"),
    [
        (Method.PASSWORD, SecondFactor.NONE, "password"),
        (Method.PASSWORD, SecondFactor.RECOVERY_CODE, "password and recovery code"),
        (Method.PASSWORD, SecondFactor.PASSKEY, "password and passkey"),
        (Method.PASSKEY, SecondFactor.PASSKEY, "passkey"),
        (Method.LINK, SecondFactor.TOTP, "a link by mail and app"),
        (Method.SIGN_UP, SecondFactor.NONE, "sign-up"),
        ("", SecondFactor.NONE, ""),
        ("", SecondFactor.TOTP, "app"),
        ("of a later release", SecondFactor.NONE, ""),
    ],
)
def test_way_in_is_told_in_words(student, method, factor, words):
    now = timezone.now()
    LoginSession.objects.all().delete()
    place = queries.Place("1", "browser", FIREFOX, "", method, factor, now, now, now, is_current=False)
    assert place.way_in == words


def test_still_holding_tells_what_lets_in(student, signed_in):
    browser = signed_in(student)
    issue_pair(user=student)
    key, _ = make_key(user=student, name="Script", scopes=["games:write"], days=30)
    session, family = LoginSession.objects.get(), RefreshFamily.objects.get()
    groups = [group_of(Door.SESSION, session.pk), group_of(Door.TOKEN, family.pk), group_of(Door.KEY, key.pk)]
    assert queries.still_holding(groups) == set(groups)
    services.end(row=family)
    revoke_key(key=key)
    browser.session.flush()
    assert queries.still_holding(groups) == set()


def test_still_holding_knows_what_runs_out(student):
    with time_machine.travel("2026-11-01T12:00:00Z", tick=False) as clock:
        issue_pair(user=student)
        key, _ = make_key(user=student, name="Script", scopes=["games:write"], days=30)
        groups = [group_of(Door.TOKEN, RefreshFamily.objects.get().pk), group_of(Door.KEY, key.pk)]
        clock.shift(7 * 24 * 3600 - 1)
        assert queries.still_holding(groups) == set(groups)
        clock.shift(1)
        assert queries.still_holding(groups) == {groups[1]}
        clock.shift(23 * 24 * 3600)
        assert queries.still_holding(groups) == set()


@pytest.mark.parametrize("count", [1, 3])
def test_still_holding_takes_one_query_a_kind(student, django_assert_num_queries, count):
    for _ in range(count):
        issue_pair(user=student)
    groups = [group_of(Door.TOKEN, pk) for pk in RefreshFamily.objects.values_list("pk", flat=True)]
    with django_assert_num_queries(1):
        assert queries.still_holding(groups) == set(groups)


def test_still_holding_leaves_a_session_without_a_row_to_the_standing(student):
    nameless = group_of(Door.SESSION, "")
    assert queries.still_holding([nameless]) == {nameless}
    assert not ApiKey.objects.exists()
