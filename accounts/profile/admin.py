"""Back office of data exports: who asked, and whether it was made. The archives themselves are for their people alone."""

from django.contrib import admin

from accounts.profile.models import DataExport
from lib.back_office import ReadOnlyAdmin


@admin.register(DataExport)
class DataExportAdmin(ReadOnlyAdmin):
    """One row an archive."""

    list_display = ("user", "state", "created_at", "ready_at", "expires_at")
    list_filter = ("state", "created_at")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__full_name", "user__email")
    exclude = ("file",)
    date_hierarchy = "created_at"
