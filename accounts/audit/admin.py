"""Back office of the record: read, searched, filtered; nobody adds, changes or deletes, whoever it is."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.actions import delete_selected as djangos_delete_selected
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.audit import queries
from accounts.audit.kinds import WORDS
from accounts.audit.models import AuditEvent
from accounts.audit.services import record_admin_change
from lib.back_office import ReadOnlyAdmin


class KindFilter(admin.SimpleListFilter):
    """By what happened, in words."""

    title = _("what")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """Every kind there is."""
        return [(kind.value, str(words)) for kind, words in WORDS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        """Only these."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """What happened to accounts."""

    list_display = ("at", "what", "user", "by_whom", "address", "details")
    list_filter = (KindFilter, "at")
    search_fields = ("user__username", "actor__username", "address", "request_id")
    search_help_text = _("Username, address or request id")
    date_hierarchy = "at"
    list_select_related = ("user", "actor")
    list_per_page = 50
    fields = ("at", "what", "kind", "user", "by_whom", "address", "device", "request_id", "data")
    actions = None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    @admin.display(description=_("what"), ordering="kind")
    def what(self, event: AuditEvent) -> str:
        """In words."""
        return queries.words_of(event)

    @admin.display(description=_("by whom"), ordering="actor")
    def by_whom(self, event: AuditEvent) -> str:
        """Jobs and commands are the system; whoever is not signed in is nobody."""
        if event.actor_id is not None:
            return str(event.actor or f"#{event.actor_id}")
        return str(_("nobody signed in")) if event.request_id else str(_("system"))

    @admin.display(description=_("details"))
    def details(self, event: AuditEvent) -> str:
        """What is known beside."""
        return ", ".join(f"{name} {value}" for name, value in event.data.items() if value not in ("", None, []))


@admin.action(description=_("Delete selected %(verbose_name_plural)s"), permissions=["delete"])
def delete_selected(options: Any, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
    """Django's own, which logs rows that go together without telling anybody."""
    going = [str(pk) for pk in queryset.values_list("pk", flat=True)] if request.POST.get("post") else []
    answer = djangos_delete_selected(options, request, queryset)
    if answer is None and len(going) > 1:
        for pk in going:
            record_admin_change(actor_id=request.user.pk, model=options.model, object_id=pk, what="deleted")
    return answer


admin.site.add_action(delete_selected, "delete_selected")
