"""Pages of one's e-mail: confirm it, change it, and what the links of a change lead to."""

from typing import Any

from allauth.account import views as allauth_views
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic.edit import FormView

from accounts.links.errors import LinkNotValid
from accounts.links.views import OpenLinkView, forget_token, token_of
from accounts.signin import emails
from accounts.signin.code_views import refused
from accounts.signin.mail_forms import ChangeEmailForm
from accounts.users.access import get_own_account
from lib import rate_limits
from lib.addresses import site_of
from lib.errors import DomainError


@method_decorator([never_cache, sensitive_post_parameters("password")], name="dispatch")
class EmailView(LoginRequiredMixin, FormView):
    """One's own e-mail: whether it is confirmed, the change that waits, and the form for another."""

    form_class = ChangeEmailForm
    template_name = "account/email_change.html"
    success_url = reverse_lazy("account_email")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form asks those for the password who have one."""
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """What there is now."""
        account = get_own_account(self.request.user)
        pending = emails.pending_change(account)
        waits = {f"waits_for_{side}": True for side in (pending.waits_for if pending else ())}
        return super().get_context_data(account=account, pending=pending, **waits, **context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """One of the small buttons, or the form."""
        actions = {"confirm": self._send_confirmation, "again": self._send_again, "keep": self._keep}
        action = actions.get(request.POST.get("action", ""))
        if action is None:
            return super().post(request, *args, **kwargs)
        try:
            action()
        except DomainError as error:
            messages.error(request, error.detail)
        return redirect(self.success_url)

    def form_valid(self, form: ChangeEmailForm) -> HttpResponse:
        """Both sides are asked, or the form says why not."""
        account = get_own_account(self.request.user)
        before = account.password
        try:
            emails.ask_for_change(
                user=account,
                email=form.cleaned_data["email"],
                password=form.cleaned_data.get("password", ""),
                address=rate_limits.address_of(self.request),
                site=site_of(self.request),
            )
        except DomainError as error:
            return refused(self, form, error)
        finally:
            if account.password != before:
                # It was hashed by an older rule, and anew when it was checked: this session goes on.
                update_session_auth_hash(self.request, account)
        return super().form_valid(form)

    def _send_confirmation(self) -> None:
        emails.ask_for_confirmation(user=get_own_account(self.request.user), site=site_of(self.request))
        messages.success(self.request, _("A link is on its way."))

    def _send_again(self) -> None:
        emails.send_again(user=get_own_account(self.request.user), site=site_of(self.request))
        messages.success(self.request, _("The links are on their way once more."))

    def _keep(self) -> None:
        emails.take_back_change(user=get_own_account(self.request.user))
        messages.success(self.request, _("Your e-mail stays as it is."))


class ConfirmEmailView(allauth_views.ConfirmEmailView):
    """The page behind the link of a new account; only its button confirms, and opening it signs nobody out."""

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """What would be confirmed."""
        verification = emails.look_at_confirmation(self.kwargs["key"])
        self.object = verification
        return self.render_to_response(self.get_context_data())

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Confirmed; whoever is in the middle of signing up or in goes on with it."""
        if emails.look_at_confirmation(self.kwargs["key"]) is None:
            return self.get(*args, **kwargs)
        return super().post(*args, **kwargs)


class OpenEmailChangeView(OpenLinkView):
    """The address in the mail, of either side."""

    purpose = emails.CHANGE
    page = "email-change"


@method_decorator(never_cache, name="dispatch")
class EmailChangeView(View):
    """The page with the buttons: yes, or no."""

    template = "accounts/signin/email_change_link.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """What would change."""
        try:
            change = emails.look_at_change(token=token_of(request, emails.CHANGE))
        except LinkNotValid:
            return self._over(request)
        return render(request, self.template, {"change": change, "is_old": change.side == emails.Side.OLD})

    def post(self, request: HttpRequest) -> HttpResponse:
        """This side has answered."""
        token = token_of(request, emails.CHANGE)
        outcome, error = "refused", ""
        try:
            change = emails.look_at_change(token=token)
            if request.POST.get("action") == "refuse":
                emails.refuse_change(token=token)
            else:
                outcome = emails.confirm_change(token=token)
        except LinkNotValid:
            return self._over(request)
        except DomainError as refusal:
            outcome, error = "impossible", refusal.detail
        forget_token(request, emails.CHANGE)
        context = {"change": change, "outcome": outcome, "error": error, "is_old": change.side == emails.Side.OLD}
        return render(request, self.template, context, status=409 if error else 200)

    def _over(self, request: HttpRequest) -> HttpResponse:
        forget_token(request, emails.CHANGE)
        return render(request, self.template, {"change": None}, status=410)
