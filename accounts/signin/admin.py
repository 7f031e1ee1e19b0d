"""Back office of e-mail addresses, whether they are proved, and of accounts elsewhere that sign people in: allauth's models."""

from allauth.account.admin import EmailAddressAdmin as AllauthEmailAddressAdmin
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.signin.social import label_of
from lib.back_office import ReadOnlyAdmin

# Providers stand in the settings, and no token of a provider is stored.
admin.site.unregister([EmailAddress, SocialAccount, SocialApp, SocialToken])


@admin.register(EmailAddress)
class EmailAddressAdmin(AllauthEmailAddressAdmin):
    """One row an address; the action marks addresses as proved by other means."""

    list_select_related = ("user",)
    search_fields = ("email", "user__username", "user__full_name")

    def get_search_fields(self, request: object) -> tuple[str, ...]:
        """As listed."""
        return self.search_fields


@admin.register(SocialAccount)
class SocialAccountAdmin(ReadOnlyAdmin):
    """Which account at a provider signs in whom; deleting a row disconnects it."""

    list_display = ("user", "provider", "uid", "label", "date_joined", "last_login")
    list_filter = ("provider", "date_joined", "last_login")
    list_select_related = ("user",)
    search_fields = ("uid", "extra_data", "user__username", "user__email", "user__full_name")
    date_hierarchy = "date_joined"
    fields = readonly_fields = ("user", "provider", "uid", "label", "date_joined", "last_login")

    @admin.display(description=_("called there"))
    def label(self, account: SocialAccount) -> str:
        """What the provider calls the person."""
        return label_of(account)
