"""Who people are and how they get in."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        from allauth.account.decorators import secure_admin_login
        from django.contrib import admin

        from accounts import personal_data, tasks  # noqa: F401  registers periodic tasks
        from accounts.profile import exports
        from accounts.audit import receivers as audit  # noqa: F401  subscribes
        from accounts.sessions import receivers as sessions  # noqa: F401  subscribes
        from accounts.signin import receivers as signin  # noqa: F401  subscribes
        from accounts.tokens import authentication, receivers  # noqa: F401  registers the API's scheme and subscriptions
        from lib import uploads

        personal_data.register()
        uploads.register_use(exports.USE, content_types=[], max_bytes=0, may_read=exports.may_read)

        # The back office has no door of its own.
        admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
