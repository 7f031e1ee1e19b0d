"""Back office of e-mail addresses and whether they are proved: allauth's, found by more than the address."""

from allauth.account.admin import EmailAddressAdmin as AllauthEmailAddressAdmin
from allauth.account.models import EmailAddress
from django.contrib import admin

admin.site.unregister(EmailAddress)


@admin.register(EmailAddress)
class EmailAddressAdmin(AllauthEmailAddressAdmin):
    """One row an address; the action marks addresses as proved by other means."""

    list_select_related = ("user",)
    search_fields = ("email", "user__username", "user__full_name")

    def get_search_fields(self, request: object) -> tuple[str, ...]:
        """As listed."""
        return self.search_fields
