"""The pages of the door that say what our services say; the others are allauth's with our templates."""

import math
from typing import Any

from allauth.account import views as allauth_views
from allauth.account.internal.flows.password_change import finalize_password_change
from allauth.account.internal.flows.password_reset import finalize_password_reset
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from accounts.passkeys.views import missing_proof
from accounts.signin import passwords
from accounts.signin.devices import note_known_here
from accounts.signin.forms import ChangePasswordForm, ResetPasswordForm, ResetPasswordKeyForm, SignupForm, show_refusal
from accounts.users.access import sign_in_of
from lib import rate_limits
from lib.addresses import site_of
from lib.errors import DomainError, RateLimited


class RefusalMixin:
    """A form whose refusal may be that one has to wait: 429 with `Retry-After`, on a page as at the API."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """The form again."""
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        problems = [problem for field in form.errors.as_data().values() for problem in field]
        waits = [problem.params["retry_after"] for problem in problems if "retry_after" in (problem.params or {})]
        if waits:
            response.status_code = 429
            response.headers["Retry-After"] = str(max(1, math.ceil(max(waits))))
        return response

    def refuse(self, form: Any, error: DomainError) -> HttpResponse:
        """The form again, with what the service said."""
        show_refusal(form, error)
        return self.form_invalid(form)


class LoginView(RefusalMixin, allauth_views.LoginView):
    """Sign in with a password; the ways round it are links."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """How one gets an account here decides what stands below the form."""
        return {**super().get_context_data(**kwargs), "registration": settings.REGISTRATION}


class ReauthenticateView(RefusalMixin, allauth_views.ReauthenticateView):
    """The password once more, before something that matters."""


class PasswordChangeView(RefusalMixin, allauth_views.PasswordChangeView):
    """A new password for whoever knows the old one."""

    def form_valid(self, form: ChangePasswordForm) -> HttpResponse:
        """Changed: this browser stays signed in, the others do not."""
        try:
            form.save_from(rate_limits.address_of(self.request))
        except DomainError as error:
            return self.refuse(form, error)
        finalize_password_change(self.request, form.user)
        return HttpResponseRedirect(self.get_success_url())


class PasswordSetView(RefusalMixin, allauth_views.PasswordSetView):
    """A first password, for somebody who has signed in without one: a new way in, so who is in shows once more who it is."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Whoever has a password changes that."""
        sign_in = sign_in_of(request)
        if sign_in is not None and not sign_in.user.has_usable_password() and (missing := missing_proof(request, sign_in)):
            return missing
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Set."""
        try:
            return super().form_valid(form)
        except DomainError as error:
            return self.refuse(form, error)


class PasswordResetView(RefusalMixin, allauth_views.PasswordResetView):
    """Ask for a link by mail. The answer is the same whoever asks."""

    def form_valid(self, form: ResetPasswordForm) -> HttpResponse:
        """On to a page that says to look into the mail."""
        try:
            passwords.ask_for_reset(
                login=form.cleaned_data["email"],
                address=rate_limits.address_of(self.request),
                site=site_of(self.request),
            )
        except RateLimited as error:
            return self.refuse(form, error)
        return HttpResponseRedirect(self.get_success_url())


class PasswordResetFromKeyView(RefusalMixin, allauth_views.PasswordResetFromKeyView):
    """The link of that mail: allauth moves the token out of the address, and only the form's POST uses it up."""

    def form_valid(self, form: ResetPasswordKeyForm) -> HttpResponse:
        """Replaced. This device is the person's: who reads the mail here is not locked out by strangers elsewhere."""
        try:
            form.save_from(rate_limits.address_of(self.request))
        except DomainError as error:
            return self.refuse(form, error)
        note_known_here(self.request, self.reset_user.pk)
        finalize_password_reset(self.request, self.reset_user)
        return HttpResponseRedirect(self.get_success_url())


class SignupView(RefusalMixin, allauth_views.SignupView):
    """Sign up; what the service refuses stands in the form."""

    def closed(self) -> HttpResponse:
        """To the waiting list where there is one; else how one gets an account here."""
        if settings.REGISTRATION == "waitlist":
            return HttpResponseRedirect(reverse("waitlist"))
        return render(self.request, self.template_name_signup_closed, {"registration": settings.REGISTRATION})

    def form_valid(self, form: SignupForm) -> HttpResponse:
        """Registered and signed in, or the form again."""
        try:
            return super().form_valid(form)
        except DomainError as error:
            return self.refuse(form, error)
