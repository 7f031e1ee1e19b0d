"""Who is calling at a WebSocket, and whether the page that opened it may. Nobody is looked up before somebody asks.

The scope gets `identify`: awaited, it answers the SignIn or None, found out once.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import parse_cookie

from accounts.sessions.services import sign_in_of_session
from accounts.tokens.services import sign_in_of_access_token
from accounts.users.sign_ins import SignIn
from lib.threads import in_thread

log = logging.getLogger("homeroom.sockets")

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

BEARER = "bearer "
DEFAULT_PORTS = {"http": 80, "https": 443}


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

    def __init__(self, token: str | None, session_key: str | None) -> None:
        self._token = token
        self._session_key = session_key
        self._lock = asyncio.Lock()
        self._is_known = False
        self._sign_in: SignIn | None = None

    async def __call__(self) -> SignIn | None:
        """The sign-in; None without looking anything up when the handshake carried neither token nor session."""
        async with self._lock:
            if not self._is_known:
                self._sign_in = await self._find()
                self._is_known = True
        return self._sign_in

    async def _find(self) -> SignIn | None:
        if self._token is not None:
            return await authenticate_token(self._token)
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
        identify = Identity(_bearer_of(headers), session_key)
        await self._application({**scope, "identify": identify}, receive, send)


async def authenticate_token(token: str) -> SignIn | None:
    """The sign-in of this access token; None when it does not hold."""
    return await in_thread(sign_in_of_access_token, token)


def _sign_in_of_session_key(session_key: str) -> SignIn | None:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    return sign_in_of_session(store(session_key))


def _headers_of(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope.get("headers", ())}


def _bearer_of(headers: dict[str, str]) -> str | None:
    value = headers.get("authorization", "")
    return value[len(BEARER) :].strip() if value.lower().startswith(BEARER) else None


def _session_key_of(headers: dict[str, str]) -> str | None:
    return parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME) or None
