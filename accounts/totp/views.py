"""Pages of one's own authenticator app: set it up, see the recovery codes once, make new ones, remove it.

Recovery codes are drawn into the answer of the POST that made them and kept nowhere: a second look there is not.
"""

from typing import Any, cast
from urllib.parse import quote, urlencode

import segno
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.totp import services
from accounts.totp.algorithm import in_groups
from accounts.totp.errors import AlreadyOn, NothingToConfirm, NotOn
from accounts.totp.forms import AnyCodeForm, CodeForm, FirstCodeForm, RemoveForm
from accounts.totp.queries import overview
from accounts.totp.services import Enrolment
from accounts.users.access import is_proof_fresh, sign_in_of
from accounts.users.errors import SecondFactorRequired
from accounts.users.models import User
from accounts.users.sign_ins import SignIn
from lib.errors import DomainError, RateLimited

BEGUN = "totp_begun"


@method_decorator([never_cache, sensitive_post_parameters("password", "otp")], name="dispatch")
class FactorView(LoginRequiredMixin, View):
    """What the four pages have in common."""

    def sign_in(self) -> SignIn:
        """How the person came in."""
        return cast(SignIn, sign_in_of(self.request))

    def next(self) -> str:
        """Where the person was going when this page came between; empty when it was the aim."""
        address = self.request.POST.get("next") or self.request.GET.get("next") or ""
        hosts = {self.request.get_host()}
        return address if url_has_allowed_host_and_scheme(address, hosts, self.request.is_secure()) else ""

    def to_security(self, error: DomainError | None = None) -> HttpResponse:
        """Back, with what is to be said."""
        if error is not None:
            messages.error(self.request, error.detail)
        return redirect("settings-security")

    def show(self, template: str, form: CodeForm, error: DomainError | None = None, **context: Any) -> HttpResponse:
        """The page with its form; what the service refused stands in it."""
        if error is not None:
            form.show(error)
        response = render(self.request, f"accounts/totp/{template}.html", {"form": form, "next": self.next(), **context})
        if isinstance(error, RateLimited):
            response.status_code = 429
            response.headers["Retry-After"] = str(max(1, round(error.retry_after)))
        return response

    def show_codes(self, made: list[str]) -> HttpResponse:
        """The recovery codes, this once."""
        text = "\r\n".join([_("Recovery codes for Homeroom: %s") % self.request.user, "", *made, ""])
        context = {
            "codes": made,
            "next": self.next() or reverse("settings-security"),
            "as_file": f"data:text/plain;charset=utf-8,{quote(text)}",
        }
        return render(self.request, "accounts/totp/codes.html", context)


class EnrolView(FactorView):
    """The QR code and the first code of the app."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The setup that this browser has begun already, or a new one: a phone that went to its app and came back reloads."""
        if not is_owner_here(request):
            query = urlencode({"next": request.get_full_path()})
            return redirect(f"{reverse('account_reauthenticate')}?{query}")
        try:
            enrolment = self._begun() or self._begin()
        except AlreadyOn as error:
            return self.to_security(error)
        except SecondFactorRequired:
            query = urlencode({"next": request.get_full_path()})
            return redirect(f"{reverse('second-factor')}?{query}")
        return self._show(FirstCodeForm(), enrolment)

    def post(self, request: HttpRequest) -> HttpResponse:
        """The recovery codes, or the form again."""
        form = FirstCodeForm(request.POST)
        enrolment = self._begun()
        if enrolment is None:
            return self.to_security(NothingToConfirm())
        if not form.is_valid():
            return self._show(form, enrolment)
        try:
            made = services.confirm(sign_in=self.sign_in(), session=request.session, otp=form.cleaned_data["otp"])
        except DomainError as error:
            return self._show(form, enrolment, error)
        del request.session[BEGUN]
        messages.success(request, _("The app is on. From now on you are asked for a code when you sign in."))
        return self.show_codes(made)

    def _begun(self) -> Enrolment | None:
        sign_in = self.sign_in()
        return services.enrolment_begun(user=sign_in.user, device_id=self.request.session.get(BEGUN))

    def _begin(self) -> Enrolment:
        enrolment = services.enrol(sign_in=self.sign_in())
        self.request.session[BEGUN] = enrolment.device_id
        return enrolment

    def _show(self, form: CodeForm, enrolment: Enrolment, error: DomainError | None = None) -> HttpResponse:
        context = {"enrolment": enrolment, "secret": in_groups(enrolment.secret), "qr": _qr(enrolment.otpauth_url)}
        return self.show("enrol", form, error, **context)


class RecoveryCodesView(FactorView):
    """New recovery codes for a code."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """How many are left, and the form."""
        state = overview(self.sign_in().user)
        return self.show("new_codes", AnyCodeForm(), state=state) if state.is_on else self.to_security(NotOn())

    def post(self, request: HttpRequest) -> HttpResponse:
        """The codes, or the form again."""
        form, sign_in = AnyCodeForm(request.POST), self.sign_in()
        try:
            if form.is_valid():
                return self.show_codes(services.renew_recovery_codes(sign_in=sign_in, otp=form.cleaned_data["otp"]))
        except NotOn as error:
            return self.to_security(error)
        except DomainError as error:
            return self.show("new_codes", form, error, state=overview(sign_in.user))
        return self.show("new_codes", form, state=overview(sign_in.user))


class RemoveView(FactorView):
    """Turn the app off."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """What will be lost, and the form."""
        user = self.sign_in().user
        return self.show("remove", RemoveForm(user)) if overview(user).is_on else self.to_security(NotOn())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Off, or the form again."""
        sign_in = self.sign_in()
        form = RemoveForm(sign_in.user, request.POST)
        if not form.is_valid():
            return self.show("remove", form)
        try:
            services.remove(
                sign_in=sign_in,
                session=request.session,
                password=form.cleaned_data.get("password", ""),
                otp=form.cleaned_data["otp"],
            )
        except NotOn as error:
            return self.to_security(error)
        except DomainError as error:
            return self.show("remove", form, error)
        messages.success(request, _("The app is off. You sign in without a code again."))
        return redirect("settings-security")


def is_owner_here(request: HttpRequest) -> bool:
    """Whether the person has shown a password or passkey within the last minutes. Who has no password is not asked for one."""
    return not cast(User, request.user).has_usable_password() or is_proof_fresh(request)


def _qr(text: str) -> SafeString:
    """The QR code as an inline SVG without styles and sizes of its own."""
    code = segno.make(text, error="m", micro=False)
    return mark_safe(code.svg_inline(border=4, omitsize=True, svgclass=None, lineclass=None))  # noqa: S308  modules of a QR code
