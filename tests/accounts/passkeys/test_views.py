"""The pages of one's own passkeys."""

import json
import time

import pytest
from allauth.mfa.models import Authenticator as Row

from accounts.models import LoginSession
from tests.authenticator import Authenticator, text
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.passkeys import give_passkey

pytestmark = pytest.mark.django_db

HOST = "localhost:8000"
ADD, OPTIONS, SECURITY = "/accounts/passkeys/add/", "/accounts/passkeys/add/options/", "/accounts/settings/security/"


@pytest.fixture
def at_localhost(client):
    """Django's client, at an address that passkeys are kept for."""
    client.defaults["HTTP_HOST"] = HOST
    return client


def come_in(client, user):
    """By the password, as at the door."""
    answer = client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def said(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def prove_by_passkey(client, phone):
    """The step-up page's form."""
    options = client.post("/accounts/passkeys/second-factor/options/").json()
    return client.post("/accounts/passkeys/second-factor/", {"answer": text(phone.get(options))})


def test_a_passkey_is_added_after_the_password(at_localhost):
    noor = make_user("noor")
    client = come_in(at_localhost, noor)
    page = client.get(ADD, headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"})
    assert page.context["form"]["name"].value() == "Firefox on Linux"

    options = client.post(OPTIONS).json()
    assert options["publicKey"]["rp"]["id"] == "localhost"
    answer = text(Authenticator(f"http://{HOST}").create(options))
    done = client.post(ADD, {"name": "My laptop", "answer": answer}, follow=True)

    assert done.redirect_chain == [(SECURITY, 302)]
    assert said(done) == ["From now on this passkey opens your account."]
    assert "My laptop" in done.content.decode()
    assert Row.objects.get().user == noor


def test_what_is_refused_stands_in_the_form(at_localhost):
    client = come_in(at_localhost, make_user("noor"))
    for answer in ("", "{}", "nonsense", "x" * 50_000):
        page = client.post(ADD, {"name": "Mine", "answer": answer})
        assert page.status_code == 200
        assert "Not added." in page.content.decode()
        assert page.context["form"]["name"].value() == "Mine"
    assert Row.objects.count() == 0


def test_a_browser_left_open_is_asked_for_the_password_again(at_localhost):
    client = come_in(at_localhost, make_user("noor"))
    assert client.get(ADD).status_code == 200
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - 601
    session.save()

    assert client.get(ADD)["Location"] == "/accounts/reauthenticate/?next=%2Faccounts%2Fpasskeys%2Fadd%2F"
    refused = client.post(OPTIONS)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, "proof_needed")
    again = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": ADD})
    assert again["Location"] == ADD
    assert client.get(ADD).status_code == 200


def test_who_has_neither_password_nor_passkey_signs_in_again(at_localhost, signed_in):
    noor = make_user("noor")
    noor.set_unusable_password()
    noor.save()
    client = signed_in(noor)
    page = client.get(ADD)
    assert page.status_code == 200
    assert "accounts/passkeys/sign_in_again.html" in [template.name for template in page.templates]
    out = client.post("/accounts/logout/", {"next": page.context["then"]})
    assert out["Location"] == "/accounts/login/?next=%2Faccounts%2Fpasskeys%2Fadd%2F"


def test_who_has_only_a_passkey_shows_that_again(at_localhost, signed_in):
    noor = make_user("noor")
    noor.set_unusable_password()
    noor.save()
    phone, row = give_passkey(noor, Authenticator(f"http://{HOST}"))
    at_localhost.force_login(noor)
    assert prove_by_passkey(at_localhost, phone).status_code == 302
    session = at_localhost.session
    session["account_authentication_methods"] = []
    session.save()

    ask = at_localhost.get(f"/accounts/passkeys/{row.pk}/remove/")
    assert ask["Location"].startswith("/accounts/passkeys/reauthenticate/?next=")
    page = at_localhost.get(ask["Location"])
    assert page.status_code == 200
    # allauth's own page for that, which knows passwords alone, sends people there too.
    assert at_localhost.get("/accounts/reauthenticate/")["Location"] == "/accounts/passkeys/reauthenticate/"
    options = at_localhost.post("/accounts/passkeys/second-factor/options/").json()
    body = {"answer": text(phone.get(options)), "next": f"/accounts/passkeys/{row.pk}/remove/", "again": "1"}
    assert at_localhost.post("/accounts/passkeys/second-factor/", body)["Location"] == body["next"]
    kept = at_localhost.get(body["next"])
    assert kept.context["is_last_way_in"] is True
    at_localhost.post(body["next"])
    assert Row.objects.count() == 1


def test_a_number_as_address_is_explained(client):
    client.defaults["HTTP_HOST"] = "127.0.0.1:8000"
    come_in(client, make_user("noor"))
    page = client.get(ADD).content.decode()
    assert "data-passkey" not in page
    assert "<bdi>127.0.0.1</bdi>" in page
    refused = client.post(OPTIONS)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, "passkeys_not_here")


def test_the_site_is_that_of_base_url(client, settings):
    settings.BASE_URL = "https://school.example"
    settings.CSRF_TRUSTED_ORIGINS = ["https://school.example"]
    come_in(client, make_user("noor"))
    options = client.post(OPTIONS, headers={"host": "10.0.0.7:8000"}).json()
    assert options["publicKey"]["rp"]["id"] == "school.example"
    answer = text(Authenticator("https://school.example").create(options))
    assert client.post(ADD, {"name": "", "answer": answer})["Location"] == SECURITY
    assert Row.objects.get().data["name"] == "Passkey"


def test_renaming_and_removing(at_localhost):
    noor = make_user("noor")
    phone, row = give_passkey(noor, Authenticator(f"http://{HOST}"))
    client = come_in(at_localhost, noor)
    assert client.get(f"/accounts/passkeys/{row.pk}/rename/").context["form"]["name"].value() == "Phone"
    assert client.post(f"/accounts/passkeys/{row.pk}/rename/", {"name": " "}).context["form"].errors.keys() == {"name"}
    client.post(f"/accounts/passkeys/{row.pk}/rename/", {"name": "Blue <b>key</b>"})
    assert "Blue &lt;b&gt;key&lt;/b&gt;" in client.get(SECURITY).content.decode()

    # A password alone takes no second factor away.
    step_up = client.get(f"/accounts/passkeys/{row.pk}/remove/")["Location"]
    assert step_up == f"/accounts/second-factor/?next=%2Faccounts%2Fpasskeys%2F{row.pk}%2Fremove%2F"
    assert prove_by_passkey(client, phone).status_code == 302
    page = client.get(f"/accounts/passkeys/{row.pk}/remove/")
    assert page.context["is_last_way_in"] is False
    assert Row.objects.count() == 1
    done = client.post(f"/accounts/passkeys/{row.pk}/remove/", follow=True)
    assert said(done) == ["This passkey opens nothing any more."]
    assert Row.objects.count() == 0


def test_another_one_is_added_only_with_the_first(at_localhost):
    noor = make_user("noor")
    phone, _row = give_passkey(noor, Authenticator(f"http://{HOST}"))
    client = come_in(at_localhost, noor)
    assert client.get(ADD)["Location"] == "/accounts/second-factor/?next=%2Faccounts%2Fpasskeys%2Fadd%2F"
    assert client.post(OPTIONS).json()["errors"][0]["code"] == "second_factor_required"
    prove_by_passkey(client, phone)
    assert LoginSession.objects.get(user=noor).second_factor == "passkey"
    options = client.post(OPTIONS).json()
    assert [one["id"] for one in options["publicKey"]["excludeCredentials"]] == [Row.objects.get().data["credential"]["id"]]


def test_lists_cost_one_query_however_many(django_assert_num_queries):
    from accounts.passkeys.queries import overview

    noor = make_user("noor")
    for count in (1, 3):
        while Row.objects.count() < count:
            give_passkey(noor)
        with django_assert_num_queries(1):
            assert len(overview(noor)) == count


def test_options_are_json_and_never_kept(at_localhost):
    client = come_in(at_localhost, make_user("noor"))
    answer = client.post(OPTIONS)
    assert answer["Content-Type"] == "application/json"
    assert "no-store" in answer["Cache-Control"]
    assert client.get(OPTIONS).status_code == 405
    json.loads(answer.content)
