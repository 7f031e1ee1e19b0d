"""An OpenID Connect provider that a test runs on loopback: discovery, authorize, token, keys, user info; RS256, PKCE, nonce.

    with OidcProvider() as provider:
        settings.SOCIALACCOUNT_PROVIDERS = provider.settings()
        provider.person = {"sub": "42", "email": "noor@school.example", "email_verified": True, …}

It can misbehave: see the attributes.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET = "homeroom", "a-secret-of-the-test"


class OidcProvider:
    """One provider with one person, who always says yes unless `error` is set."""

    def __init__(self) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._strange_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person: dict[str, Any] = {
            "sub": "person-1",
            "email": "noor@school.example",
            "email_verified": True,
            "preferred_username": "noor",
            "name": "Noor van Dijk",
        }
        self.error = ""  # what authorize answers instead of a code
        self.claims: dict[str, Any] = {}  # put over the ID token's own; None takes one away
        self.userinfo: dict[str, Any] = {}  # put over the person, in the user info alone
        self.algorithm = "RS256"
        self.strange_key = False  # signed with a key that is not published
        self.broken: dict[str, tuple[int, str]] = {}  # path → status and body
        self.seconds = 0.0  # how long token takes to answer
        self.asks = False  # authorize shows a page with a button instead of going on at once
        self.codes: dict[str, dict[str, str]] = {}
        self.seen: list[str] = []

    def __enter__(self) -> "OidcProvider":
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def settings(self) -> dict[str, Any]:
        """SOCIALACCOUNT_PROVIDERS as config/env.py makes it of OIDC_*."""
        app = {
            "client_id": CLIENT_ID,
            "secret": CLIENT_SECRET,
            "provider_id": "oidc",
            "name": "School account",
            "settings": {"server_url": self.url},
        }
        return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}

    def environment(self) -> dict[str, str]:
        """The same for a server of its own."""
        return {
            "OIDC_NAME": "School account",
            "OIDC_SERVER_URL": self.url,
            "OIDC_CLIENT_ID": CLIENT_ID,
            "OIDC_CLIENT_SECRET": CLIENT_SECRET,
        }

    def go(self, location: str) -> str:
        """What a browser does at `location`: the address this provider sends it back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        return self._authorize(asked)

    # Answers ----------------------------------------------------------------------------------------------------------

    def _discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def _keys(self) -> dict[str, Any]:
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key()))
        return {"keys": [{**key, "kid": "one", "use": "sig", "alg": "RS256"}]}

    def _authorize(self, asked: dict[str, str]) -> str:
        back = {"state": asked["state"]}
        if self.error:
            back["error"] = self.error
        else:
            back["code"] = secrets.token_urlsafe(16)
            self.codes[back["code"]] = asked
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def _token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        time.sleep(self.seconds)
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = (
            base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        )
        if (
            asked is None
            or form.get("client_secret") != CLIENT_SECRET
            or asked.get("code_challenge") != challenge
            or form.get("redirect_uri") != asked["redirect_uri"]
        ):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        own = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": asked.get("nonce")}
        claims = {name: value for name, value in {**self.person, **own, **self.claims}.items() if value is not None}
        return 200, {"access_token": "opaque", "token_type": "Bearer", "expires_in": 300, "id_token": self._signed(claims)}

    def _signed(self, claims: dict[str, Any]) -> str:
        if self.algorithm == "none":
            return jwt.encode(claims, None, algorithm="none", headers={"kid": "one"})
        if self.algorithm == "HS256":
            return jwt.encode(claims, CLIENT_SECRET * 2, algorithm="HS256", headers={"kid": "one"})
        key = self._strange_key if self.strange_key else self._key
        return jwt.encode(claims, key, algorithm=self.algorithm, headers={"kid": "one"})

    def _handler(provider: "OidcProvider") -> type[BaseHTTPRequestHandler]:  # noqa: N805  the handler has a self of its own
        class Handler(BaseHTTPRequestHandler):
            """The four addresses."""

            def log_message(self, *_: Any) -> None:
                """Quiet."""

            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                provider.seen.append(path)
                asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
                if path in provider.broken:
                    return self._say(*provider.broken[path])
                if path == "/authorize":
                    back = provider._authorize(asked)
                    if provider.asks:
                        link = back.replace("&", "&amp;")
                        page = f'<!doctype html><html lang="en"><title>There</title><h1>Is it you?</h1><a href="{link}">Yes</a>'
                        return self._say(200, page, "text/html")
                    self.send_response(302)
                    self.send_header("Location", back)
                    self.send_header("Content-Length", "0")
                    return self.end_headers()
                answers = {
                    "/.well-known/openid-configuration": provider._discovery,
                    "/keys": provider._keys,
                    "/userinfo": lambda: {**provider.person, **provider.userinfo},
                }
                if path not in answers:
                    return self._say(404, "{}")
                return self._say(200, json.dumps(answers[path]()))

            def do_POST(self) -> None:
                provider.seen.append(self.path)
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                if self.path in provider.broken:
                    return self._say(*provider.broken[self.path])
                status, answer = provider._token({name: values[0] for name, values in parse_qs(body).items()})
                return self._say(status, json.dumps(answer))

            def _say(self, status: int, body: str, kind: str = "application/json") -> None:
                data = body.encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        return Handler
