"""Sign-in by another provider: whom it lets in, as whom, and what it is not believed."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client

from accounts.invitations.services import make_invitation
from accounts.models import AuditEvent, LoginSession, User
from accounts.signin import social
from accounts.users.errors import LastWayIn
from accounts.users.roles import Role
from lib.models import OutboxMail
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.passkeys import give_passkey
from tests.factories.second_factors import make_app
from tests.oidc_provider import OidcProvider

pytestmark = pytest.mark.django_db

LOGIN, SIGN_UP, SECURITY = "/accounts/oidc/oidc/login/", "/accounts/social/signup/", "/accounts/settings/security/"
FORM = {"username": "noor", "full_name": "Noor"}


@pytest.fixture
def provider(settings):
    with OidcProvider() as running:
        settings.SOCIALACCOUNT_PROVIDERS = running.settings()
        settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 1
        yield running


def confirmed(name="noor", **fields):
    """A user whose e-mail is confirmed."""
    user = make_user(name, **fields)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def connected(user, sub="person-1"):
    return SocialAccount.objects.create(user=user, provider="oidc", uid=sub)


def go(client, provider, query=""):
    """The whole way: off to the provider and back. The answer of our callback."""
    away = client.post(LOGIN + query)
    assert away["Location"].startswith(f"{provider.url}/authorize?"), away.content
    back = urlsplit(provider.go(away["Location"]))
    return client.get(f"{back.path}?{back.query}")


def told_by_mail():
    """Who got a mail that names the provider."""
    return list(OutboxMail.objects.filter(text__contains="School account").values_list("to", flat=True))


def just_in(user):
    """A browser in which this person has signed in by the password a moment ago."""
    client = Client()
    client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    return client


def is_in(client):
    return client.session.get("_auth_user_id")


# In ------------------------------------------------------------------------------------------------------------------


def test_the_button_stands_at_the_door_where_a_provider_is_configured(client, provider, settings):
    for page in ("/accounts/login/", "/accounts/signup/"):
        text = client.get(page).content.decode()
        assert "Go on with School account" in text
        assert f'<form method="post" action="{LOGIN}' in text
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "Go on with" not in client.get("/accounts/login/").content.decode()


def test_a_get_asks_first(client, provider):
    answer = client.get(LOGIN)
    assert (answer.status_code, provider.seen) == (200, [])
    assert "Sign in with School account?" in answer.content.decode()


def test_the_way_there_carries_state_nonce_and_pkce(client, provider):
    asked = parse_qs(urlsplit(client.post(LOGIN)["Location"]).query)
    assert asked["redirect_uri"] == ["http://testserver/accounts/oidc/oidc/login/callback/"]
    assert asked["code_challenge_method"] == ["S256"]
    assert all(len(asked[name][0]) >= 16 for name in ("state", "nonce", "code_challenge"))
    assert asked["scope"][0].split().__len__() == 3


def test_somebody_known_is_signed_in(client, provider):
    user = confirmed()
    connected(user)
    answer = go(client, provider)
    assert (answer.status_code, answer["Location"], is_in(client)) == (302, "/quizzes/", str(user.pk))
    assert LoginSession.objects.get(user=user).method == "social"
    assert client.session.get_expire_at_browser_close()


def test_one_gets_where_one_wanted_to_but_not_elsewhere(client, provider):
    connected(confirmed())
    assert go(client, provider, "?next=/games/")["Location"] == "/games/"
    client.logout()
    assert go(client, provider, "?next=https://evil.example/")["Location"] == "/quizzes/"


def test_a_second_factor_is_asked_for_here_too(client, provider):
    user = confirmed()
    connected(user)
    app = make_app(user)
    assert go(client, provider)["Location"] == "/accounts/second-factor/"
    assert is_in(client) is None
    client.post("/accounts/second-factor/", {"otp": app.code()})
    assert is_in(client) == str(user.pk)
    row = LoginSession.objects.get(user=user)
    assert (row.method, row.second_factor) == ("social", "totp")


def test_a_closed_account_stays_closed(client, provider):
    connected(confirmed(is_active=False))
    assert go(client, provider)["Location"] == "/accounts/inactive/"
    assert is_in(client) is None


def test_no_token_of_the_provider_is_stored_and_only_a_label_of_the_person(client, provider):
    provider.person |= {"groups": ["admins"], "address": "Street 1"}
    account = connected(confirmed())
    go(client, provider)
    account.refresh_from_db()
    assert account.extra_data == {
        "email": "noor@school.example",
        "preferred_username": "noor",
        "name": "Noor van Dijk",
    }
    assert not SocialToken.objects.exists()


# First time -----------------------------------------------------------------------------------------------------------


def test_the_first_time_makes_an_account_by_the_registration_verb(client, provider):
    assert go(client, provider)["Location"] == SIGN_UP
    page = client.get(SIGN_UP)
    assert page.context["form"].initial == {"username": "noor", "full_name": "Noor van Dijk", "email": ""}
    assert "email" not in page.context["form"].fields

    answer = client.post(SIGN_UP, {**FORM, "email": "other@school.example", "role": "admin", "is_staff": "on"})

    user = User.objects.with_email_confirmed().get()
    assert (answer.status_code, answer["Location"], is_in(client)) == (302, "/quizzes/", str(user.pk))
    assert (user.username, user.full_name, user.email, user.email_confirmed) == ("noor", "Noor", "noor@school.example", True)
    assert (user.role, user.is_staff, user.has_usable_password()) == ("student", False, False)
    assert SocialAccount.objects.get().user == user
    assert set(AuditEvent.objects.values_list("kind", flat=True)) >= {"account.signed_up", "sign_in.succeeded"}
    assert LoginSession.objects.get(user=user).method == "social"


def test_what_the_provider_says_of_roles_gives_no_rights(client, provider):
    provider.person |= {"role": "admin", "roles": ["admin"], "is_staff": True, "is_superuser": True, "groups": ["admin"]}
    go(client, provider)
    client.post(SIGN_UP, FORM)
    user = User.objects.get()
    assert (user.role, user.is_staff, user.is_superuser) == ("student", False, False)


def test_the_proposed_username_is_free(client, provider):
    confirmed("noor", email="another@school.example")
    go(client, provider)
    proposed = client.get(SIGN_UP).context["form"].initial["username"]
    assert proposed == "noor2"
    taken = client.post(SIGN_UP, FORM)
    assert (taken.status_code, "This username is taken." in taken.content.decode()) == (200, True)
    client.post(SIGN_UP, {**FORM, "username": proposed})
    assert is_in(client) == str(User.objects.get(username="noor2").pk)


@pytest.mark.parametrize("said", [False, None, "false", "no", 1, []])
def test_an_email_counts_only_if_the_provider_says_that_it_is_confirmed(client, provider, said):
    provider.person["email_verified"] = said
    go(client, provider)
    page = client.get(SIGN_UP)
    assert page.context["form"].initial["email"] == "noor@school.example"

    client.post(SIGN_UP, {**FORM, "email": "noor@school.example"})

    assert User.objects.with_email_confirmed().get().email_confirmed is False
    assert [mail.subject for mail in OutboxMail.objects.all()] == ["Is this your e-mail?"]


def test_without_an_email_one_writes_ones_own(client, provider):
    del provider.person["email"], provider.person["email_verified"]
    go(client, provider)
    client.post(SIGN_UP, {**FORM, "email": "mine@school.example"})
    assert User.objects.with_email_confirmed().get().email == "mine@school.example"
    assert EmailAddress.objects.get().verified is False


@pytest.mark.parametrize(("mode", "status"), [("invite", 403), ("closed", 403), ("waitlist", 302)])
def test_sign_up_is_closed_here_where_it_is_closed(client, provider, settings, mode, status):
    settings.REGISTRATION = mode
    answer = go(client, provider)
    assert (answer.status_code, is_in(client)) == (status, None)
    client.post(SIGN_UP, FORM)
    assert not User.objects.exists()


@pytest.mark.parametrize(("invited", "made"), [("", 1), ("noor@school.example", 1), ("other@school.example", 0)])
def test_an_invitation_holds_at_another_providers_door_too(client, provider, settings, invited, made):
    settings.REGISTRATION = "invite"
    made_by_school = make_invitation(made_by=None, site="http://testserver", email=invited, role=Role.TEACHER)
    client.get(urlsplit(made_by_school.url).path)
    go(client, provider)
    client.post(SIGN_UP, FORM)
    assert [user.role for user in User.objects.all()] == ["teacher"] * made


def test_sign_up_without_having_been_at_a_provider_is_none(client, provider):
    assert client.post(SIGN_UP, FORM)["Location"] == "/accounts/login/"
    assert not User.objects.exists()


# An e-mail that has an account ------------------------------------------------------------------------------------------


def test_confirmed_on_both_sides_connects_and_tells(client, provider):
    user = confirmed()
    go(client, provider)
    assert is_in(client) == str(user.pk)
    assert SocialAccount.objects.get().user == user
    assert told_by_mail() == [user.email]
    assert AuditEvent.objects.filter(kind="social.linked", user=user).count() == 1


@pytest.mark.parametrize("missing", ["here", "there", "both"])
def test_confirmed_on_one_side_alone_is_refused_with_what_to_do(client, provider, missing):
    user = make_user("noor")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=missing == "there")
    provider.person["email_verified"] = missing == "here"
    provider.person["email"] = "NOOR@school.example"

    answer = go(client, provider)

    assert (answer.status_code, is_in(client)) == (409, None)
    assert "Then connect School account on your security page." in answer.content.decode()
    assert not SocialAccount.objects.exists()


def test_a_closed_account_is_not_connected(client, provider):
    confirmed(is_active=False)
    assert go(client, provider)["Location"] == "/accounts/inactive/"
    assert not SocialAccount.objects.exists()


# What goes wrong --------------------------------------------------------------------------------------------------------

LIES = {
    "another audience": {"claims": {"aud": "somebody-else"}},
    "another issuer": {"claims": {"iss": "https://evil.example"}},
    "over": {"claims": {"exp": 1_700_000_000, "iat": 1_699_999_000}},
    "without an end": {"claims": {"exp": None}},
    "without a subject": {"claims": {"sub": None}},
    "another nonce": {"claims": {"nonce": "of-another-browser"}},
    "no nonce": {"claims": {"nonce": None}},
    "a strange key": {"strange_key": True},
    "alg none": {"algorithm": "none"},
    "a shared key": {"algorithm": "HS256"},
    "user info of somebody else": {"userinfo": {"sub": "person-2"}},
}


@pytest.mark.parametrize("lie", LIES, ids=LIES)
def test_an_id_token_that_does_not_hold_lets_nobody_in(client, provider, lie):
    connected(confirmed())
    for name, value in LIES[lie].items():
        setattr(provider, name, value)

    answer = go(client, provider)

    assert (answer.status_code, is_in(client)) == (401, None)
    assert "Begin once more" in answer.content.decode()


BROKEN = [
    ("/token", 500, "oops"),
    ("/token", 200, "not json"),
    ("/token", 200, '{"access_token": "x"}'),
    ("/token", 200, "[]"),
    ("/keys", 200, "{}"),
    ("/keys", 404, ""),
    ("/userinfo", 200, "[]"),
    ("/userinfo", 403, "{}"),
]


@pytest.mark.parametrize(("path", "status", "body"), BROKEN)
def test_a_provider_that_breaks_is_a_page_with_what_to_do(client, provider, path, status, body):
    connected(confirmed())
    provider.broken[path] = (status, body)

    answer = go(client, provider)

    assert (answer.status_code in {401, 502}, is_in(client)) == (True, None)
    assert "<h1>" in answer.content.decode()


@pytest.mark.parametrize("body", ["{}", "[]", "not json", '{"authorization_endpoint": null}'])
def test_a_provider_without_discovery_is_a_page_too(client, provider, body):
    provider.broken["/.well-known/openid-configuration"] = (200, body)
    answer = client.post(LOGIN)
    assert answer.status_code in {302, 502}
    assert "Location" not in answer or "None" in answer["Location"]


def test_a_provider_that_is_down_is_a_page_too(client, provider, settings):
    app = provider.settings()["openid_connect"]["APPS"][0] | {"settings": {"server_url": "http://127.0.0.1:9"}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    answer = client.post(LOGIN)
    assert (answer.status_code, "No answer we understand" in answer.content.decode()) == (502, True)


def test_a_provider_that_takes_too_long_is_given_up(client, provider):
    connected(confirmed())
    provider.seconds = 1.5
    assert (go(client, provider).status_code, is_in(client)) == (401, None)


def test_saying_no_there_is_not_an_error(client, provider):
    provider.error = "access_denied"
    assert go(client, provider)["Location"] == "/accounts/social/login/cancelled/"
    assert "You did not say yes" in client.get("/accounts/social/login/cancelled/").content.decode()
    provider.error = "server_error"
    assert go(client, provider).status_code == 401


def test_a_state_that_is_not_this_browsers_lets_nobody_in(client, provider):
    connected(confirmed())
    back = urlsplit(provider.go(Client().post(LOGIN)["Location"]))
    answer = client.get(f"{back.path}?{back.query}")
    assert (answer.status_code, is_in(client)) == (401, None)
    assert "in one browser" in answer.content.decode()


def test_the_way_back_can_be_gone_once(client, provider):
    connected(confirmed())
    back = urlsplit(provider.go(client.post(LOGIN)["Location"]))
    client.get(f"{back.path}?{back.query}")
    assert is_in(client)
    client.logout()
    assert client.get(f"{back.path}?{back.query}").status_code == 401
    assert is_in(client) is None


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x", "?code=%00&state=%00", "?error=access_denied"])
def test_the_callback_without_its_beginning_is_a_page(client, provider, query):
    assert client.get(f"{LOGIN}callback/{query}").status_code in {401, 404}


@pytest.mark.parametrize("path", ["google", "github", "oidc/unknown"])
def test_a_provider_that_is_not_configured_is_not_there(client, provider, path):
    assert client.post(f"/accounts/{path}/login/").status_code == 404
    assert client.get(f"/accounts/{path}/login/callback/?code=x&state=y").status_code == 404


# On the security page -----------------------------------------------------------------------------------------------------


def test_connecting_from_the_security_page(student, provider):
    client = just_in(student)
    assert "Connect<span" in client.get(SECURITY).content.decode()

    answer = go(client, provider, "?process=connect")

    assert answer["Location"] == SECURITY
    page = client.get(SECURITY).content.decode()
    assert "Connected. You can sign in with it from now on." in page
    assert "Disconnect<span" in page
    assert SocialAccount.objects.get().user == student
    assert told_by_mail() == [student.email]
    assert AuditEvent.objects.filter(kind="social.linked", user=student).count() == 1


def test_an_account_that_signs_in_another_cannot_be_connected(student, provider):
    other = confirmed()
    connected(other)
    client = just_in(student)
    go(client, provider, "?process=connect")
    assert "signs in somebody else here" in client.get(SECURITY).content.decode()
    assert SocialAccount.objects.get().user == other
    assert is_in(client) == str(student.pk)


def test_connecting_takes_somebody_who_is_signed_in(client, provider):
    go(client, provider, "?process=connect")
    assert not SocialAccount.objects.exists()
    assert is_in(client) is None


def test_disconnecting_tells(signed_in, student, provider):
    account = connected(student)
    client = signed_in(student)
    assert client.post("/accounts/social/", {"account": account.pk})["Location"] == SECURITY
    assert not SocialAccount.objects.exists()
    assert told_by_mail() == [student.email]
    event = AuditEvent.objects.get(kind="social.unlinked", user=student)
    assert event.data == {"name": "School account"}


@pytest.mark.parametrize("account", ["", "x", "-1", "9" * 40, "\0"])
def test_disconnecting_what_is_not_ones_own_changes_nothing(signed_in, student, teacher, provider, account):
    theirs = connected(teacher)
    client = signed_in(student)
    for number in (account, theirs.pk):
        assert client.post("/accounts/social/", {"account": number})["Location"] == SECURITY
    assert SocialAccount.objects.get().user == teacher


def test_the_last_way_in_is_kept(signed_in, student, provider):
    student.set_unusable_password()
    student.save()
    account = connected(student)
    assert social.connections_of(student).connected[0].is_last_way_in is True
    with pytest.raises(LastWayIn):
        social.disconnect(user=student, account_id=account.pk)

    # A confirmed e-mail is no other way in: mail may never arrive.
    EmailAddress.objects.create(user=student, email=student.email, primary=True, verified=True)
    assert social.connections_of(student).connected[0].is_last_way_in is True

    give_passkey(student)
    assert social.connections_of(student).connected[0].is_last_way_in is False
    assert social.disconnect(user=student, account_id=account.pk) == "School account"


def test_the_section_is_not_there_without_providers(signed_in, student, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "Other providers" not in signed_in(student).get(SECURITY).content.decode()
