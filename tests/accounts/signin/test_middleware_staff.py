"""REQUIRE_STAFF_2FA=everywhere at pages and sockets: staff without a second factor come to its page, and no socket opens."""

from functools import partial

import pytest

from accounts.tokens.services import issue_pair
from accounts.users.sign_ins import SecondFactor
from lib.threads import in_thread
from tests.factories.accounts import PASSWORD
from tests.factories.quizzes import make_game
from tests.factories.second_factors import make_app
from tests.sockets import open_socket

FACTOR = "/accounts/second-factor/"


@pytest.fixture(autouse=True)
def _everywhere(settings):
    settings.REQUIRE_STAFF_2FA = "everywhere"


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/", "/quizzes/", "/accounts/settings/", "/accounts/password/change/", "/accounts/email/"])
def test_every_page_leads_to_the_second_factor(client, signed_in, admin, student, page):
    client.post("/accounts/login/", {"login": "admin", "password": PASSWORD})
    answer = client.get(page, follow=True)
    assert [one.partition("?")[0] for one, _ in answer.redirect_chain] == [FACTOR, "/accounts/settings/security/app/"]
    assert "Here staff need a second factor for everything." in answer.content.decode()
    for person in (admin, student):
        assert signed_in(person).get(page).status_code == 200


@pytest.mark.django_db
def test_a_form_is_not_taken_either(client, admin):
    client.force_login(admin)
    answer = client.post("/accounts/settings/", {"full_name": "Changed"})
    assert answer["Location"] == f"{FACTOR}?next=%2F"
    admin.refresh_from_db()
    assert admin.full_name == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    "page",
    ["/accounts/settings/security/", "/accounts/settings/security/app/", "/accounts/logout/", "/accounts/reauthenticate/"],
)
def test_what_gives_one_and_the_way_out_are_open(client, admin, page):
    client.post("/accounts/login/", {"login": "admin", "password": PASSWORD})
    assert client.get(page).status_code == 200


@pytest.mark.django_db
def test_having_one_is_not_having_shown_it(client, admin):
    app = make_app(admin)
    client.force_login(admin)
    assert client.get("/quizzes/")["Location"] == f"{FACTOR}?next=%2Fquizzes%2F"
    assert client.post(FACTOR, {"otp": app.code(), "next": "/quizzes/"})["Location"] == "/quizzes/"
    assert client.get("/quizzes/").status_code == 200


@pytest.mark.django_db(transaction=True)
async def test_a_socket_of_staff_without_one_is_told_and_closed(admin):
    game = await in_thread(make_game, admin)
    without = await in_thread(partial(issue_pair, user=admin))
    shown = await in_thread(partial(issue_pair, user=admin, second_factor=SecondFactor.TOTP))
    path = f"/ws/games/{game.pin}/"

    async with open_socket(path, headers=[("authorization", f"Bearer {without.access}")]) as socket:
        await socket.send("host")
        assert (await socket.receive())["code"] == "second_factor_required"
        assert await socket.closing() == 4401
    async with open_socket(path) as socket:
        await socket.send("auth", token=without.access)
        assert (await socket.receive())["code"] == "second_factor_required"
        assert await socket.closing() == 4401
    async with open_socket(path, user=admin) as socket:
        await socket.send("host")
        assert (await socket.receive())["code"] == "second_factor_required"
        assert await socket.closing() == 4401
    async with open_socket(path, headers=[("authorization", f"Bearer {shown.access}")]) as socket:
        assert (await socket.call("host"))["type"] == "hosting"
