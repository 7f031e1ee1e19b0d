"""Pairs, their renewal and their end."""

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from accounts.models import RefreshFamily
from accounts.tokens import services
from accounts.tokens.errors import TokenNotValid
from accounts.users.roles import Role
from accounts.users.services import deactivate, set_password, set_role
from tests.holders import user_of_access_token

pytestmark = pytest.mark.django_db


def test_issue_pair_lets_in_with_one_query(student, django_assert_num_queries):
    pair = services.issue_pair(user=student)
    with django_assert_num_queries(1):
        assert user_of_access_token(pair.access) == student


def test_tokens_last_as_long_as_promised(student):
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False):
        pair = services.issue_pair(user=student)
        access, refresh = AccessToken(pair.access), RefreshToken(pair.refresh)
    assert (access["exp"] - access["iat"], refresh["exp"] - refresh["iat"]) == (30 * 60, 7 * 24 * 3600)


def test_an_expired_access_token_is_nobodys(student):
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False) as clock:
        pair = services.issue_pair(user=student)
        clock.shift(30 * 60 - 1)
        assert user_of_access_token(pair.access) == student
        clock.shift(1 + settings.SIMPLE_JWT["LEEWAY"].seconds)
        assert user_of_access_token(pair.access) is None


def test_a_refresh_token_is_no_access_token_nor_the_other_way_round(student):
    pair = services.issue_pair(user=student)
    assert user_of_access_token(pair.refresh) is None
    with pytest.raises(TokenNotValid):
        services.rotate_pair(refresh=pair.access)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é.é.é", "\x00", "\ud800", "eyJhbGciOiJub25lIn0.eyJ1c2VyX2lkIjoxfQ."])
def test_rubbish_is_nobodys(token: str):
    assert user_of_access_token(token) is None
    with pytest.raises(TokenNotValid):
        services.rotate_pair(refresh=token)


def test_a_token_without_a_family_is_nobodys(student):
    assert user_of_access_token(str(AccessToken.for_user(student))) is None


def test_a_token_names_its_own_user_only(student, teacher):
    forged = RefreshToken(services.issue_pair(user=student).refresh)
    forged["user_id"] = str(teacher.pk)
    assert user_of_access_token(str(forged.access_token)) is None


def test_rotate_pair_gives_a_new_pair_and_the_old_refresh_is_dead(student):
    first = services.issue_pair(user=student)
    second = services.rotate_pair(refresh=first.refresh)
    assert user_of_access_token(second.access) == student
    assert second.refresh != first.refresh
    assert RefreshFamily.objects.count() == 1


def test_reuse_of_a_refresh_token_ends_the_whole_family(student):
    stolen = services.issue_pair(user=student)
    owner = services.rotate_pair(refresh=stolen.refresh)
    with pytest.raises(TokenNotValid):
        services.rotate_pair(refresh=stolen.refresh)
    assert user_of_access_token(owner.access) is None
    with pytest.raises(TokenNotValid):
        services.rotate_pair(refresh=owner.refresh)


def test_other_families_live_on(student):
    phone, laptop = services.issue_pair(user=student), services.issue_pair(user=student)
    services.revoke(refresh=phone.refresh)
    assert user_of_access_token(phone.access) is None
    assert user_of_access_token(laptop.access) == student


def test_revoke_is_harmless_twice_and_refuses_rubbish(student):
    pair = services.issue_pair(user=student)
    services.revoke(refresh=pair.refresh)
    services.revoke(refresh=pair.refresh)
    with pytest.raises(TokenNotValid):
        services.revoke(refresh="rubbish")


@pytest.mark.parametrize(
    "end",
    [
        lambda user: deactivate(user=user),
        lambda user: set_role(user=user, role=Role.TEACHER),
        lambda user: set_password(user=user, password="another passphrase"),
    ],
    ids=["deactivated", "other role", "other password"],
)
def test_tokens_end_with_the_standing(student, end):
    pair = services.issue_pair(user=student)
    end(student)
    assert user_of_access_token(pair.access) is None
    with pytest.raises(TokenNotValid):
        services.rotate_pair(refresh=pair.refresh)


def test_no_token_is_stored(student):
    pair = services.issue_pair(user=student)
    stored = str(RefreshFamily.objects.values().get())
    assert pair.refresh not in stored
    assert pair.access not in stored


def test_forget_expired_keeps_what_may_still_be_used(student):
    with time_machine.travel("2026-11-01T12:00:00Z", tick=False):
        services.issue_pair(user=student)
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False):
        services.issue_pair(user=student)
        assert services.forget_expired(timezone.now()) == 1
    assert RefreshFamily.objects.count() == 1
