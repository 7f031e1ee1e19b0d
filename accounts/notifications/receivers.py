"""What is told because something was written down about an account."""

from typing import Any

from django.dispatch import receiver
from django.urls import reverse

from accounts.audit.devices import name_of
from accounts.audit.kinds import Kind
from accounts.audit.models import AuditEvent
from accounts.audit.queries import is_new_device
from accounts.audit.signals import event_recorded
from accounts.notifications import kinds, services


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
