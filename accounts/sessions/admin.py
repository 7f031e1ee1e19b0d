"""Back office of browser sessions: to look at, and to end."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.audit.devices import device_in
from accounts.sessions import services
from accounts.sessions.models import LoginSession
from lib.back_office import ReadOnlyAdmin


@admin.register(LoginSession)
class LoginSessionAdmin(ReadOnlyAdmin):
    """Made by signing in, so nobody adds or edits one here. Deleting one ends it too."""

    list_display = ("user", "device_in_words", "address", "method", "second_factor", "created_at", "last_used_at", "expires_at")
    list_filter = ("method", "second_factor", "last_used_at", "created_at")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__email", "user__full_name", "address", "device")
    date_hierarchy = "last_used_at"
    # Whoever knows the key of a session has the session.
    exclude = ("session_key",)
    actions = ("end_selected",)

    @admin.display(description=_("device"), ordering="device")
    def device_in_words(self, row: LoginSession) -> str:
        """As the person sees it."""
        return device_in(row.device).words

    @admin.action(description=_("End these sessions"), permissions=["delete"])
    def end_selected(self, request: HttpRequest, queryset: QuerySet[LoginSession]) -> None:
        """The browsers are signed out at once, and their sockets close."""
        rows = list(queryset)
        for row in rows:
            services.end(row=row)
        self.message_user(request, _("%d sessions were ended.") % len(rows))

    def delete_model(self, request: HttpRequest, obj: LoginSession) -> None:
        """Deleted is ended."""
        services.end(row=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[LoginSession]) -> None:
        """Deleted is ended."""
        for row in queryset:
            services.end(row=row)
