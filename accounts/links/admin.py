"""Back office of single-use links: that there is one, and taking it back. Nobody can read where it leads."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.links.models import SingleUseLink
from lib.back_office import ReadOnlyAdmin


@admin.register(SingleUseLink)
class SingleUseLinkAdmin(ReadOnlyAdmin):
    """Links on their way, used and over."""

    list_display = ("purpose", "user", "created_at", "expires_at", "used_at")
    list_filter = ("purpose", "created_at", "expires_at", "used_at")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__full_name", "user__email")
    date_hierarchy = "created_at"
    fields = ("purpose", "user", "created_at", "expires_at", "used_at")
    actions = ("take_back",)

    @admin.action(description=_("Take back"), permissions=["delete"])
    def take_back(self, request: HttpRequest, queryset: QuerySet[SingleUseLink]) -> None:
        """They hold no longer."""
        count = queryset.filter(used_at=None).delete()[0]
        messages.success(request, _("%(count)d links are taken back.") % {"count": count})
