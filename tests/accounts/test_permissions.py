"""Who may call what of accounts, by every route of the API; its pages are for everybody or for oneself."""

import pytest

from tests.factories.accounts import PASSWORD
from tests.permissions import Route, cases, check, check_extras, writing

pytestmark = pytest.mark.django_db

SIGN_UP = {"username": "newcomer", "email": "newcomer@school.example", "password": PASSWORD}

#                                           nobody student outsider owner admin [classmate]
MATRIX = [
    Route("auth-register", "post", "201 201 201 201 201", body=SIGN_UP),
    Route("auth-login", "post", "200 200 200 200 200", body={"login": "teacher", "password": PASSWORD}),
    Route("auth-login", "post", "401 401 401 401 401", body={"login": "teacher", "password": "wrong"}),
    Route("auth-refresh", "post", "401 401 401 401 401", body={"refresh": "nonsense"}),
    Route("auth-logout", "post", "401 401 401 401 401", body={"refresh": "nonsense"}),
    Route("auth-me", "get", "401 200 200 200 200"),
    Route("auth-me", "patch", "401 200 200 200 200", body={"full_name": "New"}),
    Route("account_signup", "get", "200 302 302 302 302"),
    Route("account_login", "get", "200 302 302 302 302"),
    Route("account_logout", "get", "302 200 200 200 200"),
    Route("account_inactive", "get", "200 200 200 200 200"),
    Route("account_reauthenticate", "get", "302 200 200 200 200"),
    Route("account_email", "get", "302 200 200 200 200"),
    Route("account_email_verification_sent", "get", "200 200 200 200 200"),
    Route("account_confirm_email", "get", "200 200 200 200 200", {"key": "nonsense"}),
    Route("account_change_password", "get", "302 200 200 200 200"),
    Route("account_set_password", "get", "302 302 302 302 302"),
    Route("account_reset_password", "get", "200 200 200 200 200"),
    Route("account_reset_password_done", "get", "200 200 200 200 200"),
    Route("account_reset_password_from_key", "get", "200 200 200 200 200", {"uidb36": "1", "key": "nonsense"}),
    Route("account_reset_password_from_key_done", "get", "200 200 200 200 200"),
    Route("account_confirm_login_code", "get", "302 302 302 302 302"),
    Route("settings-profile", "get", "302 200 200 200 200"),
    Route("settings-security", "get", "302 200 200 200 200"),
    Route("settings-events", "get", "302 200 200 200 200"),
    Route("auth-events", "get", "401 200 200 200 200"),
    Route("settings-notifications", "get", "302 200 200 200 200"),
    Route("settings-data", "get", "302 200 200 200 200"),
    Route("settings-data-export", "post", "302 302 302 302 302"),
    Route("settings-data-leave", "post", "302 400 400 400 400", body={"username": "somebody else"}),
    Route("settings-data-stay", "post", "302 302 302 302 302"),
    Route("auth-data-exports", "get", "401 200 200 200 200"),
    Route("auth-data-exports", "post", "401 202 202 202 202"),
    Route("auth-erasure", "get", "401 200 200 200 200"),
    Route("auth-erasure", "post", "401 400 400 400 400", body={"username": "somebody else"}),
    Route("auth-erasure", "delete", "401 409 409 409 409"),
]


@pytest.mark.parametrize(("route", "role"), cases(MATRIX))
def test_every_route_answers_each_role_as_the_matrix_says(route, role, student, classmate, outsider, teacher, admin, signed_in):
    people = {"student": student, "classmate": classmate, "outsider": outsider, "owner": teacher, "admin": admin}
    check(route, role, people, {}, signed_in)


@pytest.mark.parametrize(("route", "role"), writing(MATRIX))
def test_fields_nobody_asked_for_change_nothing(route, role, student, classmate, outsider, teacher, admin, signed_in):
    people = {"student": student, "classmate": classmate, "outsider": outsider, "owner": teacher, "admin": admin}
    check_extras(route, role, people, {}, signed_in)
