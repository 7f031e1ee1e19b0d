"""Back office of second factors: to look at, never at a secret; and to take one away from somebody who has lost the phone."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.totp import services
from accounts.totp.models import RecoveryCode, TotpDevice
from accounts.users.admin import UserAdmin, manageable
from accounts.users.models import User
from lib.back_office import ReadOnlyAdmin


class FactorAdmin(ReadOnlyAdmin):
    """Rows that go by the action below alone, which tells their person."""

    search_fields = ("user__username", "user__full_name", "user__email")
    list_select_related = ("user",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: a factor does not vanish silently."""
        return False


@admin.register(TotpDevice)
class TotpDeviceAdmin(FactorAdmin):
    """Who has an app, and since when."""

    list_display = ("user", "confirmed", "confirmed_at", "last_used_at", "drift")
    list_filter = ("confirmed", "confirmed_at", "last_used_at", "user__role")
    fields = ("user", "confirmed", "created_at", "confirmed_at", "last_used_at", "drift")
    date_hierarchy = "created_at"


@admin.register(RecoveryCode)
class RecoveryCodeAdmin(FactorAdmin):
    """One row a code that is left."""

    list_display = ("user", "created_at")
    list_filter = ("created_at", "user__role")
    fields = ("user", "created_at")
    date_hierarchy = "created_at"


@admin.action(
    description=_("Remove authenticator app and recovery codes (the person is signed out and told)"), permissions=["change"]
)
def remove_second_factor(model_admin: Any, request: HttpRequest, queryset: QuerySet[User]) -> None:
    """For those who have lost the phone; make sure first that it is they who ask."""
    done = sum(services.remove_for_somebody(user=user) for user in manageable(request, queryset))
    text = ngettext("%(count)d person signs in without a code now.", "%(count)d people sign in without a code now.", done)
    messages.success(request, text % {"count": done})


# Users know nothing of second factors, so their page is given the action from here.
UserAdmin.actions = (*UserAdmin.actions, remove_second_factor)  # type: ignore[assignment]  # inferred from the names alone
