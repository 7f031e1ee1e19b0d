"""Who people are and how they get in."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        from django.contrib import admin

        from accounts import personal_data, tasks  # noqa: F401  registers periodic tasks
        from accounts.api_keys import authentication as keys  # noqa: F401  registers the API's scheme
        from accounts.api_keys import receivers as key_receivers  # noqa: F401  subscribes
        from accounts.audit import receivers as audit  # noqa: F401  subscribes
        from accounts.notifications import kinds
        from accounts.notifications import receivers as notifications  # noqa: F401  subscribes
        from accounts.profile import exports
        from accounts.profile import services as profile
        from accounts.sessions import receivers as sessions  # noqa: F401  subscribes
        from accounts.signin import permissions
        from accounts.signin import receivers as signin  # noqa: F401  subscribes
        from accounts.tokens import authentication, receivers  # noqa: F401  registers the API's scheme and subscriptions
        from lib import uploads

        personal_data.register()
        kinds.register_own()
        # Archives are made, never sent: no upload is as small as that.
        uploads.register_use(profile.AVATAR, may_read=profile.may_see, kept_seconds=profile.AVATAR_KEPT_SECONDS)
        uploads.register_use(
            exports.USE,
            content_types=["application/zip"],
            max_bytes=1,
            may_read=exports.may_read,
            note_read=exports.note_taken,
        )

        permissions.guard(admin.site)
