"""A sign-in by a page is complete, whichever way it went: second factor and all."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.signin import devices, throttle
from lib import rate_limits


@receiver(user_logged_in)
def note_signed_in(request: HttpRequest, user: Any, **signal: Any) -> None:
    """What was wrong before is forgotten, and the device is the person's."""
    throttle.note_signed_in(user=user, address=rate_limits.address_of(request))
    devices.note_known_here(request, user.pk)
