"""Who may make an account by POST auth/register/, under each REGISTRATION, with and without an invitation."""

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.audit.models import AuditEvent
from accounts.invitations import services as invitations
from accounts.models import Invitation, User, WaitlistEntry
from accounts.users.roles import Role
from lib import codes
from lib.models import OutboxMail
from tests.accounts.letters import link_in, mail_to
from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db

REGISTER = "/api/v1/auth/register/"
NOOR = {"username": "noor", "email": "noor@school.example", "password": PASSWORD}
RIGHTS = {"role": "admin", "is_admin": True, "is_staff": True, "is_superuser": True, "is_active": True, "email_confirmed": True}


def token_of(made: invitations.Made) -> str:
    return made.url.rstrip("/").rpartition("/")[2]


def invite(made_by=None, **fields) -> invitations.Made:
    return invitations.make_invitation(made_by=made_by, site="http://testserver", **fields)


def codes_of(answer) -> set[tuple[str | None, str]]:
    return {(error["attr"], error["code"]) for error in answer.json()["errors"]}


@pytest.mark.parametrize(
    ("mode", "status", "code"),
    [
        ("open", 201, None),
        ("waitlist", 202, None),
        ("invite", 400, (None, "invite_required")),
        ("closed", 403, (None, "registration_closed")),
    ],
)
def test_without_an_invitation_the_mode_decides(api, settings, mode, status, code):
    settings.REGISTRATION = mode
    answer = api().post(REGISTER, {**NOOR, **RIGHTS})
    assert answer.status_code == status
    assert codes_of(answer) == {code} if code else True
    assert User.objects.count() == (1 if mode == "open" else 0)
    assert not User.objects.exclude(role="student").exists()


@pytest.mark.parametrize("mode", ["open", "waitlist", "invite", "closed"])
def test_an_invitation_counts_in_every_mode_with_its_role(api, settings, admin, mode):
    settings.REGISTRATION = mode
    made = invite(admin, role=Role.TEACHER, full_name="Noor H.")
    answer = api().post(REGISTER, {**NOOR, **RIGHTS, "invite": token_of(made)})
    user = User.objects.get(username="noor")
    assert (answer.status_code, answer.json()["role"]) == (201, "teacher")
    assert (user.role, user.is_staff, user.is_superuser, user.full_name) == ("teacher", False, False, "Noor H.")
    assert Invitation.objects.get().used_by == user
    assert AuditEvent.objects.get(kind="account.signed_up").data == {"role": "teacher", "invited": True}


@pytest.mark.parametrize("mode", ["open", "waitlist", "invite", "closed"])
@pytest.mark.parametrize("end", ["never was", "used", "expired", "taken back", "null byte"])
def test_an_invitation_that_does_not_hold_is_refused_in_every_mode(api, settings, admin, mode, end):
    settings.REGISTRATION = mode
    made = invite(admin)
    fields = {
        "used": {"used_at": timezone.now()},
        "expired": {"expires_at": timezone.now()},
        "taken back": {"taken_back_at": timezone.now()},
    }
    if end in fields:
        Invitation.objects.update(**fields[end])
    token = {"never was": "nonsense", "null byte": "x\x00y"}.get(end, token_of(made))
    answer = api().post(REGISTER, {**NOOR, "invite": token})
    expected = "null_characters_not_allowed" if end == "null byte" else "invite_not_valid"
    assert (answer.status_code, codes_of(answer)) == (400, {("invite", expected)})
    assert User.objects.count() == 1
    assert not WaitlistEntry.objects.exists()


def test_an_invitation_makes_one_account(api, admin):
    made = invite(admin)
    assert api().post(REGISTER, {**NOOR, "invite": token_of(made)}).status_code == 201
    second = api().post(REGISTER, {**NOOR, "username": "other", "email": "o@school.example", "invite": token_of(made)})
    assert codes_of(second) == {("invite", "invite_not_valid")}


def test_a_refused_body_does_not_use_the_invitation_up(api, admin):
    made = invite(admin)
    assert api().post(REGISTER, {**NOOR, "password": "short", "invite": token_of(made)}).status_code == 400
    assert api().post(REGISTER, {**NOOR, "invite": token_of(made)}).status_code == 201


def test_an_invitation_for_an_email_is_for_that_email(api, admin):
    made = invite(admin, email="Noor@School.example")
    other = api().post(REGISTER, {**NOOR, "email": "else@school.example", "invite": token_of(made)})
    assert codes_of(other) == {("email", "invite_for_another_email")}
    assert api().post(REGISTER, {**NOOR, "email": "NOOR@school.example", "invite": token_of(made)}).status_code == 201


def test_only_the_link_in_the_mail_proves_the_email(api, admin):
    """The administrator is shown the other form, and must not be able to confirm an address that is somebody else's."""
    made = invite(admin, email="noor@school.example")
    shown = token_of(made)
    mailed = link_in(mail_to("noor@school.example")).rstrip("/").rpartition("/")[2]
    assert mailed == codes.for_mail(shown)
    assert mailed != shown
    answer = api().post(REGISTER, {**NOOR, "invite": mailed})
    assert answer.json()["email_confirmed"] is True
    second = invite(admin, email="second@school.example")
    body = {**NOOR, "username": "second", "email": "second@school.example"}
    assert api().post(REGISTER, {**body, "invite": token_of(second)}).json()["email_confirmed"] is False


def test_a_forged_mail_form_of_a_token_is_no_token(api, admin):
    made = invite(admin, email="noor@school.example")
    answer = api().post(REGISTER, {**NOOR, "invite": f"{token_of(made)}.{'0' * 32}"})
    assert codes_of(answer) == {("invite", "invite_not_valid")}


def test_by_waiting_list_nothing_but_the_wish_is_kept(api, settings):
    settings.REGISTRATION = "waitlist"
    answer = api().post(REGISTER, {**NOOR, **RIGHTS, "full_name": "Noor H."})
    assert (answer.status_code, answer.json()) == (202, {"waitlisted": True, "position": 1})
    entry = WaitlistEntry.objects.get()
    assert (entry.email, entry.username, entry.full_name, entry.state) == ("noor@school.example", "noor", "Noor H.", "waiting")
    assert PASSWORD not in str(WaitlistEntry.objects.values().get())
    assert not User.objects.exists()
    assert api().post("/api/v1/auth/login/", {"login": "noor", "password": PASSWORD}).status_code == 401


def test_by_waiting_list_the_answer_says_nothing_about_the_email_or_the_name(api, settings):
    """The original told everybody who asked whether an e-mail was on the list."""
    make_user("known")
    settings.REGISTRATION = "waitlist"
    bodies = [NOOR, NOOR, {**NOOR, "email": "known@school.example"}, {**NOOR, "username": "known", "email": "x@school.example"}]
    answers = [api().post(REGISTER, body) for body in bodies]
    assert {answer.status_code for answer in answers} == {202}
    assert [answer.json() for answer in answers] == [{"waitlisted": True, "position": number} for number in (1, 2, 3, 4)]


def test_requests_by_register_count_against_the_limit_of_the_list(api, settings):
    settings.REGISTRATION, settings.WAITLIST_AN_HOUR_AN_ADDRESS = "waitlist", 1
    assert api().post(REGISTER, NOOR).status_code == 202
    answer = api().post(REGISTER, {**NOOR, "email": "second@school.example"})
    assert (answer.status_code, codes_of(answer)) == (429, {(None, "rate_limited")})


def test_the_pages_follow_the_mode_too(client, settings):
    form = {**NOOR, "password1": PASSWORD, **RIGHTS}
    words = {"waitlist": None, "invite": "takes an invitation", "closed": "made by the school"}
    for mode, text in words.items():
        settings.REGISTRATION = mode
        for answer in (client.get("/accounts/signup/"), client.post("/accounts/signup/", form)):
            if text is None:
                assert (answer.status_code, answer["Location"]) == (302, "/accounts/waitlist/")
            else:
                assert text in answer.content.decode()
    assert not User.objects.exists()
    assert not EmailAddress.objects.exists()
    assert not OutboxMail.objects.exists()
