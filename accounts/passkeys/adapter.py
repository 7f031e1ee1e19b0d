"""What allauth asks us about passkeys: names, and who we are to an authenticator."""

from allauth.mfa.adapter import DefaultMFAAdapter


class PasskeyAdapter(DefaultMFAAdapter):
    """Our words behind allauth's WebAuthn part."""

    def _get_site_name(self) -> str:
        return "Homeroom"
