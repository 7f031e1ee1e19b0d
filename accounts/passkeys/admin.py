"""Back office of passkeys: who has which, found and taken away. The keys themselves are not shown."""

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.passkeys import services
from accounts.users.access import may_manage
from lib.back_office import ReadOnlyAdmin

admin.site.unregister(Authenticator)


@admin.register(Authenticator)
class PasskeyAdmin(ReadOnlyAdmin):
    """Deleting one is for somebody who has lost it: it is told to the person, whose sign-ins all end."""

    list_display = ("user", "name", "created_at", "last_used_at")
    list_filter = ("created_at", ("last_used_at", admin.EmptyFieldListFilter))
    list_select_related = ("user",)
    search_fields = ("user__username", "user__email", "user__full_name")
    date_hierarchy = "created_at"
    fields = ("user", "name", "created_at", "last_used_at")
    readonly_fields = fields

    def has_delete_permission(self, request: HttpRequest, obj: Authenticator | None = None) -> bool:
        """Not of somebody whose account opens more than the own one."""
        return super().has_delete_permission(request, obj) and (obj is None or may_manage(request.user, obj.user))

    @admin.display(description=_("name"))
    def name(self, row: Authenticator) -> str:
        """What its owner calls it."""
        return str(row)

    def delete_model(self, request: HttpRequest, obj: Authenticator) -> None:
        """By the verb."""
        services.remove_for_somebody(row=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Authenticator]) -> None:
        """By the verb, one by one."""
        for row in queryset.select_related("user"):
            services.remove_for_somebody(row=row)
