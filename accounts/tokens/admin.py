"""Back office of sign-ins by the API: to look at, and to end."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.audit.kinds import Kind
from accounts.tokens import services
from accounts.tokens.models import RefreshFamily
from lib.back_office import ReadOnlyAdmin


@admin.register(RefreshFamily)
class RefreshFamilyAdmin(ReadOnlyAdmin):
    """Made by signing in, so nobody adds or edits one here."""

    list_display = (
        "user",
        "device",
        "address",
        "method",
        "second_factor",
        "created_at",
        "renewed_at",
        "expires_at",
        "ended_at",
    )
    list_filter = (("ended_at", admin.EmptyFieldListFilter), "method", "second_factor", "created_at")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__email", "user__full_name", "address", "device")
    date_hierarchy = "created_at"
    exclude = ("current",)
    actions = ("end_selected",)

    @admin.action(description=_("End these sign-ins"), permissions=["delete"])
    def end_selected(self, request: HttpRequest, queryset: QuerySet[RefreshFamily]) -> None:
        """Their tokens hold no longer, from now on, and their sockets close."""
        families = list(queryset.filter(ended_at=None))
        for family in families:
            services.end_family(family=family, because=Kind.SESSION_ENDED)
        self.message_user(request, _("%d sign-ins were ended.") % len(families))

    def delete_model(self, request: HttpRequest, obj: RefreshFamily) -> None:
        """What is deleted has ended."""
        services.end_family(family=obj, because=Kind.SESSION_ENDED)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[RefreshFamily]) -> None:
        """What is deleted has ended."""
        for family in queryset:
            services.end_family(family=family, because=Kind.SESSION_ENDED)
        super().delete_queryset(request, queryset)
