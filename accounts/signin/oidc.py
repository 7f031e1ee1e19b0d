"""OpenID Connect with what allauth leaves out: the signature and the nonce of every ID token are checked, the two halves of
what a provider says must be about the same person, and an e-mail is confirmed only where it says exactly that."""

from typing import Any

import jwt
from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse

from lib import codes

# By a key that the provider publishes; never one that both sides know, never none.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
REQUIRED = ["iss", "sub", "aud", "exp", "iat"]
CLOCK_SKEW = 30
NONCE = "nonce"


class OidcAdapter(OpenIDConnectOAuth2Adapter):
    """One exchange with the provider."""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Who the person is there. OAuth2Error when what the provider says does not hold together."""
        claims = self._decode_id_token(app, str(kwargs["response"].get("id_token") or ""))
        data = {"id_token": claims}
        if "userinfo_endpoint" in self.openid_config:
            userinfo = self._fetch_user_info(token.token)
            if userinfo.get("sub") != claims["sub"]:
                raise OAuth2Error("The ID token and the user info are about different people.")
            data["userinfo"] = {**claims, **userinfo}
        login = self.get_provider().sociallogin_from_response(request, data)
        # Compared with what the browser set out with as soon as its state is known (accounts.signin.social).
        login.nonce = str(claims.get(NONCE) or "")
        return login

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        config = self.openid_config
        try:
            algorithm = str(jwt.get_unverified_header(id_token).get("alg"))
            if algorithm not in ALGORITHMS:
                raise OAuth2Error("The ID token is signed by a method that is not taken.")
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key=self._key_of(id_token),
                algorithms=[algorithm],
                audience=app.client_id,
                issuer=config["issuer"],
                leeway=CLOCK_SKEW,
                options={"require": REQUIRED},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error("The ID token does not hold.") from error
        return claims

    def _key_of(self, id_token: str) -> Any:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        wanted = jwt.get_unverified_header(id_token).get("kid")
        fitting = [key for key in keys if key.key_id == wanted] if wanted else keys
        if len(fitting) != 1:
            raise OAuth2Error("The provider publishes no key for this ID token.")
        return fitting[0]


class OidcProvider(OpenIDConnectProvider):
    """The provider that OIDC_* in the settings names."""

    oauth2_adapter_class = OidcAdapter

    def redirect(
        self, request: HttpRequest, process: Any, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Off to the provider, with a nonce that only the ID token for this browser will hold."""
        nonce = codes.new_token()
        params = {**(kwargs.pop("auth_params", None) or self.get_auth_params()), NONCE: nonce}
        # What is left in the keywords is kept in the browser's state.
        away: HttpResponse = super().redirect(request, process, next_url, data, auth_params=params, nonce=nonce, **kwargs)
        return away

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """A text such as "false" is no yes."""
        found: list[EmailAddress] = super().extract_email_addresses(data)
        for address in found:
            address.verified = address.verified is True or str(address.verified).lower() == "true"
        return found
