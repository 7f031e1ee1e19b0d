"""What allauth asks us about passkeys: names, and who we are to an authenticator; and for which site a request stands."""

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest

from accounts.passkeys import ceremony
from accounts.passkeys.ceremony import Site


class PasskeyAdapter(DefaultMFAAdapter):
    """Our words behind allauth's WebAuthn part. Its own pages are not used: ours come through `passkeys.services`."""

    def _get_site_name(self) -> str:
        return ceremony.NAME

    def get_public_key_credential_rp_entity(self) -> dict[str, Any]:
        """One host, without its port."""
        return {"id": site_of(context.request).id, "name": self._get_site_name()}


def site_of(request: HttpRequest) -> Site:
    """BASE_URL where that is set: a Host header is the sender's word."""
    return ceremony.site_at(settings.BASE_URL or f"{request.scheme}://{request.get_host()}")
