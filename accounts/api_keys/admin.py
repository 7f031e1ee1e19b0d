"""Back office of API keys: to look at, and to revoke. A key is made by its person alone."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.api_keys import services
from accounts.api_keys.models import ApiKey
from lib.back_office import ReadOnlyAdmin


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin):
    """Deleting one revokes it too."""

    list_display = ("name", "prefix", "user", "may", "created_at", "expires_at", "last_used_at", "revoked_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter), ("expires_at", admin.EmptyFieldListFilter), "created_at")
    list_select_related = ("user",)
    search_fields = ("name", "prefix", "user__username", "user__email", "user__full_name", "last_used_address")
    date_hierarchy = "created_at"
    exclude = ("digest",)
    actions = ("revoke_selected",)

    @admin.display(description=_("may"))
    def may(self, key: ApiKey) -> str:
        """The scopes in one line."""
        return ", ".join(key.scopes)

    @admin.action(description=_("Revoke these keys"), permissions=["delete"])
    def revoke_selected(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        """They let nobody in any more, and their sockets close."""
        keys = list(queryset.filter(revoked_at=None))
        for key in keys:
            services.revoke_key(key=key)
        self.message_user(request, _("%d keys were revoked.") % len(keys))

    def delete_model(self, request: HttpRequest, obj: ApiKey) -> None:
        """Deleted is revoked."""
        services.revoke_key(key=obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        """Deleted is revoked."""
        for key in queryset:
            services.revoke_key(key=key)
        super().delete_queryset(request, queryset)
