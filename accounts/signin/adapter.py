"""What allauth asks us: who may sign up and how, where its links point, which words it uses."""

import uuid
from typing import Any
from urllib.parse import urljoin, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.sessions.receivers import METHOD
from accounts.signin import devices, emails, passwords, services
from accounts.signin.errors import InvalidCredentials, SignInLocked
from accounts.users.models import User
from accounts.users.sign_ins import Method
from lib import rate_limits
from lib.outbox import send_template_later

METHODS = {
    "password": Method.PASSWORD,
    "code": Method.CODE,
    "link": Method.LINK,
    "mfa": Method.PASSKEY,
    "socialaccount": Method.SOCIAL,
}


class AccountAdapter(DefaultAccountAdapter):
    """Our rules behind allauth's pages."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("Check both, and whether caps lock is on."),
        "email_password_mismatch": _("Check both, and whether caps lock is on."),
        "username_taken": _("This username is taken."),
        "email_taken": _("This e-mail belongs to an account."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether people may make accounts themselves."""
        return services.is_registration_open()

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> User:  # noqa: FBT001  allauth's signature
        """Our register verb makes the user; allauth's empty one is dropped."""
        fields = form.cleaned_data
        return services.register(
            username=fields["username"],
            email=fields["email"],
            password=fields["password1"],
            full_name=fields.get("full_name", ""),
            address=self.get_client_ip(request),
        )

    def get_login_stages(self) -> list[str]:
        """What stands between the right password, code or link and the house."""
        return [
            "allauth.account.stages.LoginByCodeStage",
            "accounts.signin.stages.ConfirmedEmailStage",
            "accounts.signin.stages.SecondFactorStage",
        ]

    def login(self, request: HttpRequest, user: Any) -> None:
        """Every page's sign-in ends here; how the person came in is left for the session's row."""
        method = request.session[METHOD] = _method_of(request, user)
        super().login(request, user)
        if method == Method.SIGN_UP:
            # Whoever has chosen a password a moment ago is not asked for it at the next page.
            record_authentication(request, user, str(method))

    def set_password(self, user: Any, password: str) -> None:
        """The one verb that changes a password: everything the old one opened is shut, and the person is told."""
        passwords.replace_password(user=user, password=password)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """allauth's, but for passwords (the verb itself tells) and other providers (whoever hears of the event does)."""
        if not template_prefix.startswith(("account/email/password_", "socialaccount/email/")):
            super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Where the person came from."""
        return reverse("settings-security")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The same verb as at the API, counted together with it; allauth's own limits are not asked."""
        try:
            return services.check_credentials(
                login=str(credentials.get("username") or credentials.get("email") or ""),
                password=str(credentials.get("password") or ""),
                address=self.get_client_ip(request),
                known_here=devices.users_known_here(request),
            )
        except SignInLocked as error:
            raise ValidationError(error.detail, code=error.code, params={"retry_after": error.retry_after}) from None
        except InvalidCredentials as error:
            request.tries_left = error.tries_left  # type: ignore[attr-defined]  # for the form, which asks by allauth's way
            return None

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Into the outbox: no request waits for a mail server, no mail is lost with a process."""
        user = context.get("user")
        send_template_later(
            key=f"{template_prefix}:{uuid.uuid4()}",
            to=email,
            template=template_prefix,
            context={
                "request": self.request,
                "email": email,
                "site_host": urlsplit(link(self.request, "/")).netloc,
                "username": getattr(user, "username", ""),
                **context,
            },
            language=getattr(user, "language", ""),
        )

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """By our verb, which tells the audit."""
        is_confirmed = emails.confirm_email(address=email_address)
        if is_confirmed:
            messages.success(request, _("Your e-mail is confirmed."))
        return is_confirmed

    def get_client_ip(self, request: HttpRequest) -> str:
        """Behind our own proxies only, the address they name."""
        return rate_limits.address_of(request)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Under BASE_URL if that is set, else where the request came to."""
        return link(request, reverse("account_confirm_email", args=[emailconfirmation.key]))

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Under BASE_URL if that is set, else where the request came to."""
        user, _dash, token = key.partition("-")
        return link(self.request, reverse("account_reset_password_from_key", kwargs={"uidb36": user, "key": token}))


def _method_of(request: HttpRequest, user: Any) -> str:
    """By allauth's own notes of what was shown; none means that the account was made just now."""
    records = get_authentication_records(request, user)
    return METHODS.get(records[0]["method"], Method.PASSWORD) if records else Method.SIGN_UP


def link(request: HttpRequest, path: str) -> str:
    """A whole address for a mail. A Host header is the sender's word, so BASE_URL comes first."""
    return urljoin(f"{settings.BASE_URL}/", path) if settings.BASE_URL else request.build_absolute_uri(path)


def send_confirmation(request: HttpRequest, user: User) -> None:
    """Ask for a proof that the person reads this address."""
    address = EmailAddress.objects.filter(user=user, verified=False, primary=True).first()
    if address is not None:
        send_verification_email_to_address(request, address, signup=True)
