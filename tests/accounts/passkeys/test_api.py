"""Passkeys by REST: listed, renamed, removed."""

import pytest
from allauth.mfa.models import Authenticator as Row
from rest_framework.test import APIClient

from accounts.tokens.services import issue_pair
from accounts.users.sign_ins import SecondFactor
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.passkeys import give_passkey

pytestmark = pytest.mark.django_db

ALL = "/api/v1/auth/passkeys/"


def strong(user):
    """A client whose sign-in has shown a second factor."""
    client = APIClient()
    pair = issue_pair(user=user, second_factor=SecondFactor.TOTP)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {pair.access}")
    return client


def test_one_sees_ones_own_without_the_key(api, student):
    _phone, row = give_passkey(student)
    give_passkey(make_user("somebody"))
    rows = api(student).get(ALL).json()
    assert [sorted(one) for one in rows] == [["created_at", "id", "last_used_at", "name"]]
    assert (rows[0]["id"], rows[0]["name"], rows[0]["last_used_at"]) == (str(row.pk), "Phone", None)
    assert rows[0]["created_at"].endswith("Z")


def test_renaming(api, student):
    _phone, row = give_passkey(student)
    body = {"name": "Blue key", "user": 1, "data": {}, "type": "totp"}
    answer = api(student).patch(f"{ALL}{row.pk}/", body, format="json")
    assert (answer.status_code, answer.json()["name"]) == (200, "Blue key")
    row.refresh_from_db()
    assert (row.user, row.type) == (student, "webauthn")
    for name in ("", " ", "x" * 101, None, {}):
        refused = api(student).patch(f"{ALL}{row.pk}/", {"name": name}, format="json")
        assert (refused.status_code, refused.json()["errors"][0]["attr"]) == (400, "name")


def test_removing_takes_the_password_and_a_second_factor(api, student):
    _phone, row = give_passkey(student)
    weak = api(student).delete(f"{ALL}{row.pk}/", {"password": PASSWORD}, format="json")
    assert (weak.status_code, weak.json()["errors"][0]["code"]) == (403, "second_factor_required")
    client = strong(student)
    for body in ({}, {"password": "wrong"}, {"password": "x" * 5000}, {"password": None}):
        refused = client.delete(f"{ALL}{row.pk}/", body, format="json")
        assert refused.status_code == 400
        assert refused.json()["errors"][0]["attr"] == "password"
    assert Row.objects.count() == 1
    assert client.delete(f"{ALL}{row.pk}/", {"password": PASSWORD}, format="json").status_code == 204
    assert Row.objects.count() == 0


def test_wrong_passwords_are_counted_with_those_at_the_door(student, settings):
    settings.WRONG_SIGN_INS = 2
    _phone, row = give_passkey(student)
    client = strong(student)
    codes = [client.delete(f"{ALL}{row.pk}/", {"password": "wrong"}, format="json").status_code for _ in range(3)]
    assert codes == [400, 400, 429]
    assert APIClient().post("/api/v1/auth/login/", {"login": "student", "password": PASSWORD}).status_code == 429


def test_the_last_way_in_stays(student):
    _phone, row = give_passkey(student)
    student.set_unusable_password()
    student.save()
    answer = strong(student).delete(f"{ALL}{row.pk}/", {}, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "last_way_in")


@pytest.mark.parametrize("passkey_id", ["0", "x", "9" * 40, "-1", "1.5", "%00"])
def test_odd_ids_are_not_found(api, student, passkey_id):
    client = api(student)
    assert client.patch(f"{ALL}{passkey_id}/", {"name": "x"}, format="json").status_code == 404
    assert client.delete(f"{ALL}{passkey_id}/").status_code == 404
