"""Back office of sign-ins by the API: to look at, and to end."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tokens.models import RefreshFamily


@admin.register(RefreshFamily)
class RefreshFamilyAdmin(admin.ModelAdmin[RefreshFamily]):
    """Made by signing in, so nobody adds or edits one here."""

    list_display = ("user", "created_at", "renewed_at", "expires_at", "ended_at")
    list_filter = (("ended_at", admin.EmptyFieldListFilter), "created_at")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__email", "user__full_name")
    date_hierarchy = "created_at"
    actions = ("end_selected",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: RefreshFamily | None = None) -> bool:
        """Nobody; there is an action to end one."""
        return False

    @admin.action(description=_("End these sign-ins"), permissions=["delete"])
    def end_selected(self, request: HttpRequest, queryset: QuerySet[RefreshFamily]) -> None:
        """Their tokens hold no longer, from now on."""
        ended = queryset.filter(ended_at=None).update(ended_at=timezone.now())
        self.message_user(request, _("%d sign-ins were ended.") % ended)
