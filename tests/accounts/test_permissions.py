"""Who may call what of accounts, by every route of the API; its pages are for everybody or for oneself."""

import pytest

from accounts.api_keys.services import make_key
from accounts.invitations.services import make_invitation
from accounts.models import RefreshFamily, WaitlistEntry
from accounts.tokens.services import issue_pair
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.passkeys import give_passkey
from tests.permissions import Cast, Route, cases, check, check_extras, writing

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
    Route(
        "auth-password-change",
        "post",
        "401 204 204 204 204",
        body={"current_password": PASSWORD, "new_password": "another passphrase"},
    ),
    Route("auth-password-reset", "post", "202 202 202 202 202", body={"login": "teacher"}),
    Route("auth-password-reset-confirm", "post", "400 400 400 400 400", body={"token": "1-x", "new_password": "nonsense"}),
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
    Route("account_request_login_code", "get", "200 302 302 302 302"),
    Route("sign-in-code", "get", "200 302 302 302 302"),
    Route("sign-in-code", "post", "302 302 302 302 302", body={"login": "teacher"}),
    Route("sign-in-link-open", "get", "302 302 302 302 302", {"token": "nonsense"}, leads_to="/accounts/link/"),
    Route("sign-in-link", "get", "410 302 302 302 302"),
    Route("sign-in-link", "post", "410 302 302 302 302"),
    Route("auth-magic-link", "post", "202 202 202 202 202", body={"email": "teacher@school.example"}),
    Route("auth-magic-link-confirm", "post", "400 400 400 400 400", body={"token": "nonsense"}),
    Route("account_email", "post", "302 302 302 302 302", body={"action": "keep"}),
    Route("email-change-open", "get", "302 302 302 302 302", {"token": "nonsense"}, leads_to="/accounts/email/change/"),
    Route("email-change", "get", "410 410 410 410 410"),
    Route("email-change", "post", "410 410 410 410 410", body={"action": "confirm"}),
    Route("auth-email-confirmation", "post", "401 202 202 202 202"),
    Route("auth-email-change", "get", "401 204 204 204 204"),
    Route(
        "auth-email-change",
        "post",
        "401 202 202 202 202",
        body={"email": "another@school.example", "password": PASSWORD},
    ),
    Route("auth-email-change", "delete", "401 204 204 204 204"),
    Route("google_login", "post", "404 404 404 404 404"),
    Route("google_callback", "get", "404 404 404 404 404"),
    Route("github_login", "post", "404 404 404 404 404"),
    Route("github_callback", "get", "404 404 404 404 404"),
    Route("openid_connect_login", "post", "404 404 404 404 404", {"provider_id": "oidc"}),
    Route("openid_connect_callback", "get", "404 404 404 404 404", {"provider_id": "oidc"}),
    Route("socialaccount_login_cancelled", "get", "200 200 200 200 200"),
    Route("socialaccount_login_error", "get", "401 401 401 401 401"),
    Route("socialaccount_signup", "get", "302 302 302 302 302"),
    Route("socialaccount_connections", "get", "302 302 302 302 302"),
    Route("socialaccount_connections", "post", "302 302 302 302 302", body={"account": "1"}),
    Route("settings-profile", "get", "302 200 200 200 200"),
    Route("settings-picture", "post", "302 302 302 302 302", body={"remove": "yes"}),
    Route("settings-security", "get", "302 200 200 200 200"),
    Route("settings-events", "get", "302 200 200 200 200"),
    Route("auth-events", "get", "401 200 200 200 200"),
    Route("settings-notifications", "get", "302 200 200 200 200"),
    Route("auth-notifications", "get", "401 200 200 200 200"),
    Route("unsubscribe", "get", "404 404 404 404 404", {"token": "nonsense"}),
    Route("settings-data", "get", "302 200 200 200 200"),
    Route("settings-data-export", "post", "302 302 302 302 302"),
    Route("settings-data-leave", "post", "302 400 400 400 400", body={"username": "somebody else"}),
    Route("settings-data-stay", "post", "302 302 302 302 302"),
    Route("auth-data-exports", "get", "401 200 200 200 200"),
    Route("auth-data-exports", "post", "401 202 202 202 202"),
    Route("auth-erasure", "get", "401 200 200 200 200"),
    Route("auth-erasure", "post", "401 400 400 400 400", body={"username": "somebody else"}),
    Route("auth-erasure", "delete", "401 409 409 409 409"),
    Route("auth-sessions", "get", "401 200 200 200 200"),
    Route("auth-session", "delete", "401 204 404 404 404 404", {"session_id": "$family"}),
    Route("auth-sessions-end-others", "post", "401 200 200 200 200"),
    Route("session-end", "post", "302 302 302 302 302", {"session_id": "$family"}),
    Route("sessions-end-others", "post", "302 302 302 302 302"),
    Route("auth-api-keys", "get", "401 200 200 200 200"),
    Route("auth-api-keys", "post", "401 201 201 201 201", body={"name": "Mine", "scopes": ["quizzes:read"]}),
    Route("auth-api-key", "delete", "401 204 404 404 404 404", {"key_id": "$key"}),
    Route("api-key-new", "get", "302 200 200 200 200"),
    Route("api-key-new", "post", "302 302 302 302 302", body={"name": "Mine", "scopes": ["quizzes:read"], "days": "30"}),
    Route("api-key-revoke", "post", "302 302 302 302 302", {"key_id": "$key"}),
    Route("mfa_list_webauthn", "get", "302 302 302 302 302"),
    Route("mfa_add_webauthn", "get", "302 302 302 302 302"),
    Route("passkey-add-options", "post", "401 403 403 403 403"),
    Route("mfa_edit_webauthn", "get", "302 200 404 404 404 404", {"passkey_id": "$passkey"}),
    Route("mfa_edit_webauthn", "post", "302 302 404 404 404 404", {"passkey_id": "$passkey"}, body={"name": "Mine"}),
    Route("mfa_remove_webauthn", "get", "302 302 404 404 404 404", {"passkey_id": "$passkey"}),
    Route("mfa_remove_webauthn", "post", "302 302 404 404 404 404", {"passkey_id": "$passkey"}),
    Route("mfa_login_webauthn", "post", "302 302 302 302 302", body={"answer": "nonsense"}),
    Route("passkey-sign-in-options", "post", "200 200 200 200 200"),
    Route("mfa_reauthenticate_webauthn", "get", "302 200 200 200 200"),
    Route("auth-totp", "get", "401 200 200 200 200"),
    Route("auth-totp", "post", "401 403 403 403 403"),
    Route("auth-totp", "delete", "401 409 409 409 409", body={"password": PASSWORD, "otp": "123456"}),
    Route("auth-totp-confirm", "post", "401 409 409 409 409", body={"otp": "123456"}),
    Route("auth-totp-recovery-codes", "post", "401 409 409 409 409", body={"otp": "123456"}),
    Route("second-factor", "get", "302 302 302 302 302"),
    Route("totp-enrol", "get", "302 302 302 302 302"),
    Route("totp-remove", "get", "302 302 302 302 302"),
    Route("recovery-codes", "get", "302 302 302 302 302"),
    Route("passkey-second-factor", "post", "302 302 302 302 302", body={"answer": "nonsense"}),
    Route("passkey-second-factor-options", "post", "400 400 400 400 400"),
    Route("auth-passkeys", "get", "401 200 200 200 200"),
    Route("auth-passkey", "patch", "401 200 404 404 404 404", {"passkey_id": "$passkey"}, body={"name": "Mine"}),
    Route("auth-passkey", "delete", "401 400 404 404 404 404", {"passkey_id": "$passkey"}),
    Route("users-list", "get", "401 403 403 403 200"),
    Route("users-list", "post", "401 403 403 403 201", body={"username": "newcomer", "role": "teacher"}),
    Route("users-detail", "get", "401 403 403 403 200", {"user_id": "$person"}),
    Route("users-detail", "patch", "401 403 403 403 200", {"user_id": "$person"}, body={"role": "teacher"}),
    Route("users-invite", "post", "401 403 403 403 201", {"user_id": "$person"}),
    Route("people-list", "get", "401 200 200 200 200"),
    Route("invitations-list", "get", "401 403 403 403 200"),
    Route("invitations-list", "post", "401 403 403 403 201", body={"role": "teacher"}),
    Route("invitations-detail", "get", "401 403 403 403 200", {"invitation_id": "$invitation"}),
    Route("invitations-detail", "delete", "401 403 403 403 204", {"invitation_id": "$invitation"}),
    Route("waitlist-list", "get", "401 403 403 403 200"),
    Route("waitlist-list", "post", "202 202 202 202 202", body={"email": "newcomer@school.example"}),
    Route("waitlist-status", "post", "202 202 202 202 202", body={"email": "newcomer@school.example"}),
    Route("waitlist-detail", "get", "401 403 403 403 200", {"entry_id": "$entry"}),
    Route("waitlist-detail", "delete", "401 403 403 403 204", {"entry_id": "$entry"}),
    Route("waitlist-approve", "post", "401 403 403 403 200", {"entry_id": "$entry"}),
    Route("waitlist-reject", "post", "401 403 403 403 200", {"entry_id": "$entry"}),
    Route("waitlist", "get", "302 302 302 302 302", leads_to="/accounts/signup/"),
    Route("waitlist-mail", "get", "302 302 302 302 302", leads_to="/accounts/signup/"),
    Route("waitlist-joined", "get", "200 200 200 200 200"),
    Route("waitlist-confirm-open", "get", "302 302 302 302 302", {"token": "nonsense"}, leads_to="/accounts/waitlist/link/"),
    Route("waitlist-confirm", "get", "200 200 200 200 200"),
    Route("waitlist-place", "get", "302 302 302 302 302", leads_to="/accounts/waitlist/mail/"),
    Route("invitation-open", "get", "302 302 302 302 302", {"token": "nonsense"}, leads_to="/accounts/invitation/"),
    Route("invitation", "get", "200 200 200 200 200"),
    Route("way-in-open", "get", "302 302 302 302 302", {"token": "nonsense"}, leads_to="/accounts/welcome/"),
    Route("way-in", "get", "200 200 200 200 200"),
    Route("setup-open", "get", "302 302 302 302 302", {"token": "nonsense"}, leads_to="/setup/"),
    Route("setup", "get", "200 200 200 200 200"),
]


class World(dict):
    """What the rows name, each made when a row asks for it: things of the student, and a person who is none of the cast."""

    def __init__(self, student):
        super().__init__()
        self._student = student

    def __missing__(self, name):
        self[name] = getattr(self, f"_make_{name}")()
        return self[name]

    def _make_passkey(self):
        return give_passkey(self._student)[1].pk

    def _make_family(self):
        issue_pair(user=self._student)
        return RefreshFamily.objects.get(user=self._student).pk

    def _make_key(self):
        return make_key(user=self._student, name="Mine", scopes=["quizzes:read"], days=30)[0].pk

    def _make_person(self):
        return make_user("holder").pk

    def _make_invitation(self):
        return make_invitation(made_by=None, site="http://testserver").invitation.pk

    def _make_entry(self):
        return WaitlistEntry.objects.create(email="waiting@school.example").pk


@pytest.fixture
def world(student, teacher):
    """The teacher is there to sign in as."""
    return World(student)


@pytest.mark.parametrize(("route", "role"), cases(MATRIX))
def test_every_route_answers_each_role_as_the_matrix_says(route, role, world, request, signed_in):
    check(route, role, Cast(request), world, signed_in)


@pytest.mark.parametrize(("route", "role"), writing(MATRIX))
def test_fields_nobody_asked_for_change_nothing(route, role, world, request, signed_in):
    check_extras(route, role, Cast(request), world, signed_in)
