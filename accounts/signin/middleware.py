"""Who is calling at a WebSocket, and whether the page that opened it may. Nobody is looked up before somebody asks.

The scope gets `identify`: called and awaited, it answers the SignIn or None, found out once; `has_credentials`, whether
there was an Authorization header to find it out from; and `authenticate`, which answers for an access token that came in a
frame. No token and no key is ever read from the address.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, parse_cookie
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.api_keys.scopes import needed_for_socket
from accounts.api_keys.services import require_scope, sign_in_of_key
from accounts.sessions.access import sign_in_of_session
from accounts.signin import devices
from accounts.signin.second_factor import is_kept_from_everything, require_at_socket, sign_in_of
from accounts.tokens.services import sign_in_of_access_token
from accounts.users.sign_ins import SignIn
from lib import context
from lib.errors import NotSignedIn
from lib.threads import in_thread

log = logging.getLogger("homeroom.sockets")

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

BEARER, API_KEY = "bearer", "api-key"
DEFAULT_PORTS = {"http": 80, "https": 443}
# Pages that staff reach without a second factor where REQUIRE_STAFF_2FA=everywhere: what gives them one, and the way out.
WITHOUT_SECOND_FACTOR = frozenset(
    [
        "second-factor",
        "totp-enrol",
        "totp-remove",
        "recovery-codes",
        "settings-security",
        "session-end",
        "sessions-end-others",
        "account_logout",
        "account_reauthenticate",
        "javascript-catalog",
        "health",
        "health-live",
        "metrics",
    ]
)


class OriginRule:
    """Browsers say which page opens a socket. It must be of this host, BASE_URL or one of CORS_ORIGINS.

    A client that says nothing is no browser, so no page can abuse its cookies; it has none to show either.
    """

    def __init__(self, host: str, origin: str | None) -> None:
        self._host = host
        self.origin = origin

    @property
    def allows(self) -> bool:
        """Whether the handshake may go on."""
        return self.origin is None or self._is_known(self.origin)

    @property
    def allows_cookie(self) -> bool:
        """Whether a session cookie counts."""
        return self.origin is not None and self._is_known(self.origin)

    def _is_known(self, origin: str) -> bool:
        try:
            parts = urlsplit(origin.lower())
            port = parts.port or DEFAULT_PORTS.get(parts.scheme)
        except ValueError:
            return False
        if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
            return False
        # Behind a proxy that ends TLS the scheme of this side is not the browser's: host and port decide.
        name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        own = {f"{name}:{port}"} | ({name} if port == DEFAULT_PORTS[parts.scheme] else set())
        listed = {known.lower().rstrip("/") for known in (settings.BASE_URL, *settings.CORS_ORIGINS) if known}
        return self._host.lower() in own or f"{parts.scheme}://{parts.netloc}" in listed


class Identity:
    """Awaitable as often as one likes: the caller, found out at the first time."""

    def __init__(
        self, *, token: str | None, key: str | None, session_key: str | None, needs: str | None, who: context.Caller
    ) -> None:
        self._token = token
        self._key = key
        self._session_key = session_key
        self._needs = needs
        self._who = who
        self._lock = asyncio.Lock()
        self._is_known = False
        self._sign_in: SignIn | None = None

    @property
    def has_credentials(self) -> bool:
        """Whether the handshake carried a token or a key: whether it holds is asked at once, not at the first frame."""
        return self._token is not None or self._key is not None

    async def __call__(self) -> SignIn | None:
        """The sign-in; None without looking anything up when the handshake carried neither token, key nor session.

        SecondFactorMissing where the rule for staff keeps this one out; ScopeMissing, NotWithAKey for a key that holds and
        may not open this socket. NotSignedIn for a header that does not hold: whoever shows one does not mean to be nobody.
        """
        async with self._lock:
            if not self._is_known:
                self._sign_in = await self._find()
                self._is_known = True
        return self._sign_in

    async def _find(self) -> SignIn | None:
        if self._token is not None:
            return _known(await authenticate_token(self._token), _("This token is not valid, or no longer."))
        if self._key is not None:
            sign_in = await in_thread(_sign_in_of_key, self._key, self._who)
            known = _known(sign_in, _("This API key is not valid, or no longer."))
            require_scope(known, self._needs)
            return known
        if self._session_key is not None:
            return await in_thread(_sign_in_of_session_key, self._session_key)
        return None


class SocketAuthentication:
    """ASGI middleware around the socket routes."""

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = _headers_of(scope)
        rule = OriginRule(headers.get("host", ""), headers.get("origin"))
        if not rule.allows:
            log.warning("socket.origin_refused", extra={"origin": rule.origin, "path": scope.get("path", "")})
            await receive()
            # Closed before it is accepted: the server answers the handshake with 403.
            await send({"type": "websocket.close", "code": 1008})
            return
        session_key = _session_key_of(headers) if rule.allows_cookie else None
        identify = Identity(
            token=_credentials_of(headers, BEARER),
            key=_credentials_of(headers, API_KEY),
            session_key=session_key,
            needs=needed_for_socket(scope.get("path", "")),
            who=_caller_of(scope, headers),
        )
        known = {"identify": identify, "has_credentials": identify.has_credentials, "authenticate": authenticate_token}
        await self._application({**scope, **known}, receive, send)


async def authenticate_token(token: str) -> SignIn | None:
    """The sign-in of this access token; None when it does not hold. SecondFactorMissing by the rule for staff."""
    return await in_thread(_sign_in_of_token, token)


def _known(sign_in: SignIn | None, refusal: str) -> SignIn:
    if sign_in is None:
        raise NotSignedIn(refusal)
    return sign_in


def _sign_in_of_token(token: str) -> SignIn | None:
    return require_at_socket(sign_in_of_access_token(token))


def _sign_in_of_session_key(session_key: str) -> SignIn | None:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    return require_at_socket(sign_in_of_session(store(session_key)))


def _headers_of(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope.get("headers", ())}


def _credentials_of(headers: dict[str, str], scheme: str) -> str | None:
    """What the Authorization header carries, if it is of this scheme."""
    given, _space, credentials = headers.get("authorization", "").partition(" ")
    return credentials.strip() if given.lower() == scheme else None


def _caller_of(scope: Scope, headers: dict[str, str]) -> context.Caller:
    device = headers.get("user-agent", "").replace("\x00", "")[: context.LONGEST_DEVICE]
    return context.Caller(address=str((scope.get("client") or ("",))[0]), device=device)


def _sign_in_of_key(key: str, who: context.Caller) -> SignIn | None:
    # Threads do not see the context of the task that asks them.
    with context.called_by(who):
        return require_at_socket(sign_in_of_key(key))


def _session_key_of(headers: dict[str, str]) -> str | None:
    return parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME) or None


class DeviceMiddleware:
    """Whoever signs in by a page is known at this device from then on (accounts.signin.devices)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        devices.set_cookie(request, response)
        return response


class StaffRuleMiddleware:
    """Staff without a second factor come to its page, whichever they asked for, where REQUIRE_STAFF_2FA=everywhere.

    The API keeps the rule by itself (accounts.signin.authentication): there a caller may also come by token or key.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """None lets the request go on."""
        if settings.REQUIRE_STAFF_2FA != "everywhere" or request.path.startswith("/api/") or _gives_second_factor(request):
            return None
        if not is_kept_from_everything(sign_in_of(request)):
            return None
        messages.info(
            request, _("Here staff need a second factor for everything. Show yours, or set one up: it takes a minute.")
        )
        aim = request.get_full_path() if request.method == "GET" else reverse("home")
        return redirect(f"{reverse('second-factor')}?{urlencode({'next': aim})}")


def _gives_second_factor(request: HttpRequest) -> bool:
    name = request.resolver_match.url_name if request.resolver_match else None
    return name in WITHOUT_SECOND_FACTOR or "passkey" in (name or "") or "webauthn" in (name or "")
