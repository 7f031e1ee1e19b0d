"""A sign-in by a page is complete, whichever way it went: second factor and all."""

from typing import Any

from allauth.socialaccount.signals import social_account_added
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.audit.kinds import Kind
from accounts.audit.services import record_event
from accounts.signin import devices, throttle
from accounts.signin.social import name_of
from lib import rate_limits


@receiver(user_logged_in)
def note_signed_in(request: HttpRequest, user: Any, **signal: Any) -> None:
    """What was wrong before is forgotten, and the device is the person's."""
    throttle.note_signed_in(user=user, address=rate_limits.address_of(request))
    devices.note_known_here(request, user.pk)


@receiver(social_account_added)
def note_connected(request: HttpRequest, sociallogin: Any, **signal: Any) -> None:
    """An account at another provider signs the person in from now on. Whoever hears of the event tells the person."""
    record_event(Kind.SOCIAL_LINKED, user_id=sociallogin.user.pk, name=name_of(sociallogin.account.provider))
