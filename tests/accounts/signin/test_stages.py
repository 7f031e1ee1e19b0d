"""EMAIL_CONFIRMATION=required keeps out, by page as by API, whom a mail could let in."""

import pytest
from allauth.account.models import EmailAddress

from lib.models import OutboxMail
from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db

PAGE, API = "/accounts/login/", "/api/v1/auth/login/"


@pytest.fixture(autouse=True)
def _required(settings):
    settings.EMAIL_CONFIRMATION, settings.ACCOUNT_EMAIL_VERIFICATION = "required", "mandatory"


@pytest.mark.parametrize(
    ("fields", "proved", "is_let_in"),
    [
        ({}, "noor@school.example", True),
        ({}, None, False),
        ({}, "before@school.example", False),
        ({"email": None}, None, True),
        ({"role": "admin"}, None, True),
    ],
)
def test_page_and_api_ask_the_same_question(client, api, fields, proved, is_let_in):
    user = make_user("noor", **fields)
    if proved:
        EmailAddress.objects.create(user=user, email=proved, primary=proved == user.email, verified=True)
    if proved and proved != user.email:
        EmailAddress.objects.create(user=user, email=user.email, primary=True)
    client.post(PAGE, {"login": "noor", "password": PASSWORD})
    assert ("_auth_user_id" in client.session) is is_let_in
    assert (api().post(API, {"login": "noor", "password": PASSWORD}).status_code == 200) is is_let_in
    asked = OutboxMail.objects.filter(text__contains="/confirm-email/").values_list("to", flat=True)
    assert list(asked) == ([] if is_let_in else ["noor@school.example"])
