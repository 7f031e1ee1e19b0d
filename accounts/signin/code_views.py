"""Pages of signing in by a mail: ask for it, type its code, or open its link and press the button."""

import math
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.stagekit import clear_login, stash_login
from allauth.account.mixins import RedirectAuthenticatedUserMixin
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStage, LoginStageController
from allauth.account.utils import get_login_redirect_url, get_next_redirect_url
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic.edit import FormView

from accounts.links.errors import LinkNotValid
from accounts.links.views import OpenLinkView, forget_token, token_of
from accounts.signin import devices, links, throttle
from accounts.signin.errors import CodeUsedUp
from accounts.signin.forms import show_refusal
from accounts.signin.mail_forms import CodeForm, RememberForm, SignInCodeForm
from accounts.users.models import User
from lib import rate_limits
from lib.addresses import site_of
from lib.errors import DomainError, InvalidFields, RateLimited

STAGE = LoginByCodeStage.key


class SignInCodeView(RedirectAuthenticatedUserMixin, FormView):
    """Where the mail is asked for. The answer is the same whoever asks for whom."""

    form_class = SignInCodeForm
    template_name = "account/request_login_code.html"

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> HttpResponse | None:
        """Whoever comes back here from the code wants another mail."""
        return None if stage.key == STAGE else super()._redirect_to_pending_stage(request, stage)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """`next` travels with the form."""
        return super().get_context_data(next_url=get_next_redirect_url(self.request) or "", **context)

    def form_valid(self, form: SignInCodeForm) -> HttpResponse:
        """On to the code; or the form again, when there were too many mails."""
        login, next_url = form.cleaned_data["login"], get_next_redirect_url(self.request) or ""
        try:
            asked = links.ask_for_mail(
                login=login, address=rate_limits.address_of(self.request), site=site_of(self.request), next_url=next_url
            )
        except DomainError as error:
            return refused(self, form, error)
        _wait_for_code(self.request, login, asked, next_url)
        return redirect("account_confirm_login_code")


def _wait_for_code(request: HttpRequest, typed: str, asked: links.Asked, next_url: str) -> None:
    """allauth's stage of a sign-in by code, with our code. Without a user it waits alike, and no code fits."""
    user = links.owner_of(typed)
    state = LoginCodeVerificationProcess.initial_state(user=user)
    state |= {"typed": typed, "mail": asked.mail, "digest": asked.digest}
    login = Login(user=user, redirect_url=next_url or None)
    login.state["stages"] = {"current": STAGE}
    stage = LoginByCodeStage(LoginStageController(request, login), request, login)
    stage.state.update(state)
    stash_login(request, login)


@method_decorator(sensitive_post_parameters("code"), name="dispatch")
class ConfirmCodeView(FormView):
    """Where the code is typed."""

    form_class = CodeForm
    template_name = "account/confirm_login_code.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only while a code is waited for."""
        self.stage: LoginStage = request._login_stage  # type: ignore[attr-defined]
        if "digest" not in self.stage.state or LoginCodeVerificationProcess.resume(self.stage) is None:
            return redirect("sign-in-code")
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The code, or the wish to go back."""
        if request.POST.get("action") == "back":
            clear_login(request)
            return redirect("account_login")
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """What was typed before, never what it stands for."""
        return super().get_context_data(typed=self.stage.state["typed"], minutes=settings.SIGN_IN_LINK_MINUTES, **context)

    def form_valid(self, form: CodeForm) -> HttpResponse:
        """In; or the form again; or a new mail, when this code had its five tries."""
        user = self.stage.login.user
        try:
            self._check(user, form.cleaned_data["code"])
        except CodeUsedUp as error:
            clear_login(self.request)
            messages.error(self.request, error.detail)
            return redirect("sign-in-code")
        except DomainError as error:
            return refused(self, form, error)
        return _sign_in(
            self.request, user, method="code", remember=form.cleaned_data["remember"], next_url=self.stage.login.redirect_url
        )

    def _check(self, user: User | None, code: str) -> None:
        state = self.stage.state
        asked = links.Asked(mail=state["mail"], digest=state["digest"])
        address, known_here = rate_limits.address_of(self.request), devices.users_known_here(self.request)
        with throttle.guard(login=state["typed"], address=address, known_here=known_here) as attempt:
            links.check_code(asked=asked, given=code)
            links.use_code(asked=asked, user=user)
            attempt.was_right()


confirm_code = login_stage_required(stage=STAGE, redirect_urlname="sign-in-code")(ConfirmCodeView.as_view())


class OpenSignInLinkView(OpenLinkView):
    """The address in the mail."""

    purpose = links.SIGN_IN
    page = "sign-in-link"


@method_decorator(never_cache, name="dispatch")
class SignInLinkView(View):
    """The page with the button. Mail programs open links; they press no buttons."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Who would be signed in."""
        try:
            link = links.look_at_sign_in_link(token=token_of(request, links.SIGN_IN))
        except LinkNotValid:
            return self._over(request)
        return render(request, "accounts/signin/sign_in_link.html", {"person": link.user, "form": RememberForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        """In, by whoever presses first."""
        form = RememberForm(request.POST)
        form.is_valid()
        try:
            link = links.use_sign_in_link(token=token_of(request, links.SIGN_IN))
        except LinkNotValid:
            return self._over(request)
        if request.user.is_authenticated:
            logout(request)
        forget_token(request, links.SIGN_IN)
        return _sign_in(request, link.user, method="link", remember=form.cleaned_data["remember"], next_url=link.next_url)

    @staticmethod
    def _over(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not token_of(request, links.SIGN_IN):
            return redirect(get_login_redirect_url(request))
        forget_token(request, links.SIGN_IN)
        return render(request, "accounts/signin/sign_in_link.html", {"person": None}, status=410)


def refused(view: Any, form: Any, error: DomainError) -> HttpResponse:
    """The form again, with what the service said next to the field it is about."""
    if not isinstance(error, InvalidFields) and error.attr in form.fields:
        form.add_error(error.attr, ValidationError(error.detail, code=error.code))
    else:
        show_refusal(form, error)
    response: HttpResponse = view.form_invalid(form)
    if isinstance(error, RateLimited):
        response.status_code = 429
        response.headers["Retry-After"] = str(max(1, math.ceil(error.retry_after)))
    return response


def _sign_in(request: HttpRequest, user: Any, *, method: str, remember: bool, next_url: str | None) -> HttpResponse:
    """Through the stages that are left: a second factor is asked for here as everywhere."""
    request.session.set_expiry(settings.SESSION_COOKIE_AGE if remember else 0)
    record_authentication(request, user, method=method, email=user.email)
    safe = next_url if next_url and get_adapter(request).is_safe_url(next_url) else None
    response: HttpResponse = perform_login(request, Login(user=user, email=user.email, redirect_url=safe))
    return response
