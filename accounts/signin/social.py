"""What allauth asks us about sign-in by another provider: who may sign up by it, and to whose account it belongs."""

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from accounts.signin import services


class SocialAdapter(DefaultSocialAccountAdapter):
    """Our rules behind allauth's social part."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Whether people may make accounts themselves."""
        return services.is_registration_open()
