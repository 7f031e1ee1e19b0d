"""No secret is ever written down: a walk through the house with every secret there is, and then a look at all events."""

import base64
import re
from http import HTTPStatus

import pytest
from allauth.account.models import EmailAddress
from django.core import serializers

from accounts.audit.kinds import Kind
from accounts.audit.models import AuditEvent
from accounts.signin import links
from lib.models import Job, OutboxMail
from tests.factories.accounts import PASSWORD
from tests.factories.second_factors import App

pytestmark = pytest.mark.django_db

AUTH = "/api/v1/auth/"
NEW_PASSWORD, RESET_PASSWORD, WRONG = "another long passphrase", "a third long passphrase", "not the passphrase"
HAPPENED = {
    Kind.SIGNED_UP,
    Kind.SIGNED_IN,
    Kind.SIGN_IN_FAILED,
    Kind.TOTP_ENROLLED,
    Kind.RECOVERY_CODE_USED,
    Kind.KEY_MADE,
    Kind.KEY_REVOKED,
    Kind.PASSWORD_CHANGED,
    Kind.PASSWORD_RESET_ASKED,
    Kind.SIGN_IN_LINK_ASKED,
    Kind.TOKEN_REUSED,
}


class Walk:
    """A person at the API, who remembers every secret that was seen."""

    def __init__(self, client):
        self.client = client
        self.secrets = set()

    def post(self, path, body, status=HTTPStatus.OK, **headers):
        """The answer's body; what was sent and answered under the names of secrets is remembered."""
        answer = self.client.post(f"{AUTH}{path}", body, headers=headers)
        assert answer.status_code == status, answer.content
        given = answer.json() if answer.content else {}
        for found in (body, given):
            for name in ("password", "current_password", "new_password", "otp", "secret", "access", "refresh", "key", "token"):
                self.secrets |= {found[name]} if found.get(name) else set()
        return given

    def sign_in(self, password, **body):
        """Signed in by tokens."""
        given = self.post("login/", {"login": "lena", "password": password, **body})
        self.client.credentials(HTTP_AUTHORIZATION=f"Bearer {given['access']}")
        return given


def secrets_in_mails():
    """Long tokens in links, and codes of six digits."""
    text = "\n".join(OutboxMail.objects.values_list("text", flat=True))
    digits = {one.replace(" ", "") for one in re.findall(r"\b\d{3} ?\d{3}\b", text)}
    assert digits, text
    return set(re.findall(r"[A-Za-z0-9_:-]{24,}", text)) | digits


def test_nothing_that_opens_a_door_is_written_down(api):
    walk = Walk(api())
    walk.post("register/", {"username": "lena", "email": "lena@school.example", "password": PASSWORD}, HTTPStatus.CREATED)
    EmailAddress.objects.update(verified=True)
    walk.post("login/", {"login": "lena", "password": WRONG}, HTTPStatus.UNAUTHORIZED)
    walk.sign_in(PASSWORD)

    app = App(base64.b32decode(walk.post("totp/", {})["secret"]))
    codes = walk.post("totp/confirm/", {"otp": app.code()})["recovery_codes"]
    walk.post("login/", {"login": "lena", "password": PASSWORD, "otp": app.wrong_code()}, HTTPStatus.UNAUTHORIZED)
    pair = walk.sign_in(PASSWORD, otp=codes[0])
    walk.secrets |= set(codes)

    key = walk.post("api-keys/", {"name": "Importer", "scopes": ["account:read"]}, HTTPStatus.CREATED)
    assert walk.client.delete(f"{AUTH}api-keys/{key['id']}/").status_code == HTTPStatus.NO_CONTENT
    walk.post("refresh/", {"refresh": pair["refresh"]})
    walk.post("refresh/", {"refresh": pair["refresh"]}, HTTPStatus.UNAUTHORIZED)

    walk.sign_in(PASSWORD, otp=codes[1])
    walk.post("password/change/", {"current_password": PASSWORD, "new_password": NEW_PASSWORD})
    walk.client.credentials()
    walk.post("magic-link/", {"email": "lena@school.example"}, HTTPStatus.ACCEPTED)
    for job in Job.objects.filter(name=links.SEND):
        links.send_sign_in_mail(**job.payload)
    walk.post("password/reset/", {"email": "lena@school.example"}, HTTPStatus.ACCEPTED)
    walk.secrets |= {NEW_PASSWORD, RESET_PASSWORD} | secrets_in_mails()

    assert {event.kind for event in AuditEvent.objects.all()} >= HAPPENED
    written = serializers.serialize("json", AuditEvent.objects.all())
    assert len(walk.secrets) > 25
    assert {secret for secret in walk.secrets if secret in written} == set()
