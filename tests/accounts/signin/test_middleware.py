"""Who is calling at a socket, and whose page may open one."""

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from accounts.api_keys.services import make_key
from accounts.models import ApiKey
from accounts.signin.middleware import OriginRule, SocketAuthentication, authenticate_token
from accounts.tokens.services import issue_pair
from accounts.users.services import deactivate
from lib.errors import NotAllowed, NotSignedIn
from lib.threads import in_thread
from tests.factories.accounts import make_user

OWN = "https://school.example"


@pytest.mark.parametrize(
    ("host", "origin", "allows", "allows_cookie"),
    [
        ("school.example", None, True, False),
        ("school.example", OWN, True, True),
        ("school.example", "http://school.example", True, True),
        ("SCHOOL.example", "https://School.Example", True, True),
        ("school.example:443", OWN, True, True),
        ("school.example:80", OWN, False, False),
        ("10.0.0.7:8000", "http://10.0.0.7:8000", True, True),
        ("10.0.0.7:8000", "http://10.0.0.7", False, False),
        ("10.0.0.7:8000", "http://10.0.0.7:8001", False, False),
        ("[::1]:8000", "http://[::1]:8000", True, True),
        ("school.example", "https://evil.example", False, False),
        ("school.example", "https://school.example.evil.example", False, False),
        ("school.example", "https://school.example@evil.example", False, False),
        ("school.example", "https://sub.school.example", False, False),
        ("school.example", "null", False, False),
        ("school.example", "", False, False),
        ("", "", False, False),
        ("school.example", "file://school.example", False, False),
        ("school.example", "https://school.example:99999", False, False),
        ("inside:8000", "https://public.example", True, True),
        ("inside:8000", "https://app.example:8443", True, True),
        ("inside:8000", "http://public.example", False, False),
    ],
)
def test_origin_rule(settings, host, origin, allows, allows_cookie):
    settings.BASE_URL = "https://public.example"
    settings.CORS_ORIGINS = ["https://app.example:8443"]
    rule = OriginRule(host, origin)
    assert (rule.allows, rule.allows_cookie) == (allows, allows_cookie)


def scope(path: str, query: str, headers: dict[str, str]) -> dict[str, Any]:
    given = {"host": "testserver", **headers}
    return {
        "type": "websocket",
        "path": path,
        "query_string": query.encode(),
        "client": ("10.0.0.7", 50_000),
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
    }


async def connect(path: str = "/ws/", query: str = "", **headers: str) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """The scope the application got (None: it was not asked), and what was sent instead."""
    seen: list[dict[str, Any]] = []
    sent: list[dict[str, Any]] = []

    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        seen.append(scope)

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await SocketAuthentication(application)(scope(path, query, headers), receive, send)
    return (seen[0] if seen else None), sent


async def refusal_of(seen: dict[str, Any] | None) -> str:
    """What is said to a caller whose header does not hold."""
    with pytest.raises(NotSignedIn) as refused:
        await seen["identify"]()
    return refused.value.detail


def cookie_of(user: Any) -> str:
    client = Client()
    client.force_login(user)
    return f"theme=dark; {django_settings.SESSION_COOKIE_NAME}={client.session.session_key}"


async def test_a_strange_page_is_refused_before_the_socket_opens():
    seen, sent = await connect(origin="https://evil.example")
    assert seen is None
    assert [message["type"] for message in sent] == ["websocket.close"]


async def test_nobody_is_looked_up_for_a_player_without_an_account():
    # No database is allowed in this test: a query would raise.
    seen, _ = await connect(origin="http://testserver", cookie="theme=dark; device=1")
    assert await seen["identify"]() is None
    seen, _ = await connect()
    assert await seen["identify"]() is None


async def test_a_cookie_without_an_origin_is_not_even_read():
    seen, _ = await connect(cookie=f"{django_settings.SESSION_COOKIE_NAME}=abc")
    assert await seen["identify"]() is None


@pytest.mark.django_db(transaction=True)
async def test_the_header_says_who_it_is():
    user = await in_thread(make_user)
    pair = await in_thread(lambda: issue_pair(user=user))
    seen, _ = await connect(authorization=f"Bearer {pair.access}")
    assert (await seen["identify"]()).user == user
    seen, _ = await connect(authorization=f"Bearer {pair.refresh}")
    assert await refusal_of(seen) == "This token is not valid, or no longer."


@pytest.mark.django_db(transaction=True)
async def test_the_cookie_says_who_it_is_on_our_own_pages():
    user = await in_thread(make_user)
    cookie = await in_thread(cookie_of, user)
    seen, _ = await connect(cookie=cookie, origin="http://testserver")
    assert (await seen["identify"]()).user == user
    seen, _ = await connect(cookie=cookie)
    assert await seen["identify"]() is None


@pytest.mark.django_db(transaction=True)
async def test_a_bad_header_is_not_made_good_by_a_cookie():
    user = await in_thread(make_user)
    cookie = await in_thread(cookie_of, user)
    seen, _ = await connect(cookie=cookie, origin="http://testserver", authorization="Bearer rubbish")
    assert await refusal_of(seen) == "This token is not valid, or no longer."


@pytest.mark.django_db(transaction=True)
async def test_identify_looks_once():
    user = await in_thread(make_user)
    pair = await in_thread(lambda: issue_pair(user=user))
    seen, _ = await connect(authorization=f"Bearer {pair.access}")
    assert (await seen["identify"]()).user == user
    await in_thread(lambda: deactivate(user=user))
    assert (await seen["identify"]()).user == user


@pytest.mark.django_db(transaction=True)
async def test_a_session_of_an_ended_standing_is_nobodys():
    user = await in_thread(make_user)
    cookie = await in_thread(cookie_of, user)
    await in_thread(lambda: deactivate(user=user))
    seen, _ = await connect(cookie=cookie, origin="http://testserver")
    assert await seen["identify"]() is None


@pytest.mark.django_db(transaction=True)
async def test_authenticate_token_takes_access_tokens_only():
    user = await in_thread(make_user)
    pair = await in_thread(lambda: issue_pair(user=user))
    assert (await authenticate_token(pair.access)).user == user
    assert await authenticate_token(pair.refresh) is None
    assert await authenticate_token("x") is None


# API keys --------------------------------------------------------------------------------------------------------------


def key_of(user: Any, *scopes: str) -> str:
    return make_key(user=user, name="Script", scopes=scopes, days=30)[1]


@pytest.mark.django_db(transaction=True)
async def test_a_key_opens_the_sockets_it_names():
    user = await in_thread(make_user)
    key = await in_thread(key_of, user, "games:write")
    seen, _ = await connect("/ws/games/123456/", authorization=f"Api-Key {key}")
    sign_in = await seen["identify"]()
    assert (sign_in.user, sign_in.door) == (user, "key")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("path", "code"), [("/ws/games/123456/", "scope_missing"), ("/ws/", "not_with_a_key")])
async def test_a_key_opens_no_other(path, code):
    user = await in_thread(make_user)
    key = await in_thread(key_of, user, "games:read", "account:write")
    seen, _ = await connect(path, authorization=f"api-key {key}")
    with pytest.raises(NotAllowed) as refused:
        await seen["identify"]()
    assert refused.value.code == code


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("header", ["Api-Key", "Api-Key ", "Api-Key nonsense"])
async def test_a_key_that_does_not_hold_is_refused(header):
    seen, _ = await connect("/ws/games/123456/", authorization=header)
    assert seen["has_credentials"]
    assert await refusal_of(seen) == "This API key is not valid, or no longer."


@pytest.mark.parametrize("header", ["Api-Keyx", "Basic dTpw", ""])
async def test_a_header_of_another_scheme_says_nothing(header):
    seen, _ = await connect("/ws/games/123456/", authorization=header)
    assert not seen["has_credentials"]
    assert await seen["identify"]() is None


@pytest.mark.django_db(transaction=True)
async def test_nothing_in_the_address_says_who_it_is():
    user = await in_thread(make_user)
    pair = await in_thread(lambda: issue_pair(user=user))
    key = await in_thread(key_of, user, "games:write")
    for query in (
        f"token={pair.access}",
        f"access_token={pair.access}",
        f"api_key={key}",
        f"authorization=Bearer%20{pair.access}",
    ):
        seen, _ = await connect("/ws/games/123456/", query=query)
        assert await seen["identify"]() is None


@pytest.mark.django_db(transaction=True)
async def test_a_socket_notes_the_address_a_key_is_used_from():
    user = await in_thread(make_user)
    key = await in_thread(key_of, user, "games:write")
    seen, _ = await connect("/ws/games/123456/", authorization=f"Api-Key {key}")
    await seen["identify"]()
    assert (await in_thread(ApiKey.objects.get)).last_used_address == "10.0.0.7"
