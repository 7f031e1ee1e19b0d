"""What is told because something was written down about an account.

Password, e-mail, app and passkeys are told by those who change them, in words of their own.
"""

from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import get_language, override

from accounts.audit.devices import name_of
from accounts.audit.kinds import Kind
from accounts.audit.models import AuditEvent
from accounts.audit.queries import is_new_device, words_of
from accounts.audit.signals import event_recorded
from accounts.notifications import kinds, services

TOLD = {Kind.KEY_MADE, Kind.SOCIAL_LINKED, Kind.SOCIAL_UNLINKED, Kind.ROLE_CHANGED}


@receiver(event_recorded)
def tell_of_new_device(event: AuditEvent, **signal: Any) -> None:
    """Whoever's password was stolen learns of it by the first sign-in that is not their own."""
    if event.kind == Kind.SIGNED_IN and event.user is not None and is_new_device(event):
        security = services.whole_address(reverse("settings-security"))
        services.notify_by_mail(
            user=event.user,
            kind=kinds.NEW_DEVICE,
            key=f"new-device:{event.pk}",
            template="new_device",
            context={"device": name_of(event.device), "address": event.address, "at": event.at, "security_url": security},
        )


@receiver(event_recorded)
def tell_of_a_way_in(event: AuditEvent, **signal: Any) -> None:
    """A new way into the account, or other rights, that the person may not have asked for."""
    if event.kind in TOLD and event.user is not None:
        with override(event.user.language or get_language()):
            context = {"what": words_of(event), "device": name_of(event.device), "address": event.address, "at": event.at}
        services.notify_by_mail(
            user=event.user,
            kind=kinds.SECURITY,
            key=f"security:{event.pk}",
            template="security_changed",
            context={**context, "security_url": services.whole_address(reverse("settings-security"))},
        )
