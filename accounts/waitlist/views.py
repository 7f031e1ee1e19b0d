"""The pages of the waiting list: asking, the link of the mail, the own place."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from accounts.links.errors import LinkNotValid
from accounts.links.models import SingleUseLink
from accounts.links.views import OpenLinkView, forget_token, token_of
from accounts.waitlist import access, queries, services
from accounts.waitlist.forms import RequestForm, RewriteForm, StatusForm, show_refusal
from accounts.waitlist.models import WaitlistEntry
from lib import rate_limits
from lib.addresses import site_of
from lib.errors import NotFound, RateLimited

MINE = "waitlist_entry"
PURPOSE = SingleUseLink.Purpose.WAITLIST
State = WaitlistEntry.State


class AskingView(FormView[Any]):
    """A form of somebody who has no account; whoever has one is sent on."""

    success_url = reverse_lazy("waitlist-joined")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Where nobody is let in by asking, what is said there instead."""
        if request.user.is_authenticated:
            return redirect(settings.LOGIN_REDIRECT_URL)
        if settings.REGISTRATION != "waitlist":
            return redirect("account_signup")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """To the page that says the same to everybody, or the form again."""
        try:
            self.ask(form.cleaned_data)
        except RateLimited as error:
            show_refusal(form, error.detail)
            response = self.render_to_response(self.get_context_data(form=form), status=429)
            response.headers["Retry-After"] = str(max(1, round(error.retry_after)))
            return response
        return super().form_valid(form)

    def where_from(self) -> dict[str, str]:
        """What the verbs want to know of the request."""
        return {
            "address": rate_limits.address_of(self.request),
            "site": site_of(self.request),
            "language": get_language() or "",
        }

    def ask(self, given: dict[str, Any]) -> None:
        """The verb."""
        raise NotImplementedError


class WaitlistView(AskingView):
    """Ask for an account."""

    template_name = "accounts/waitlist/ask.html"
    form_class = RequestForm

    def ask(self, given: dict[str, Any]) -> None:
        """Onto the list."""
        services.join(**given, **self.where_from())


class WaitlistMailView(AskingView):
    """Have the link to the own place sent again."""

    template_name = "accounts/waitlist/mail.html"
    form_class = StatusForm

    def ask(self, given: dict[str, Any]) -> None:
        """By mail alone."""
        services.send_status(**given, **self.where_from())


class WaitlistJoinedView(TemplateView):
    """Look into your mail: the same for everybody."""

    template_name = "accounts/waitlist/joined.html"


class OpenWaitlistLinkView(OpenLinkView):
    """The link of a mail."""

    purpose = PURPOSE
    page = "waitlist-confirm"


@method_decorator(never_cache, name="dispatch")
class WaitlistConfirmView(View):
    """A button: programs that look into mails open links and press none."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Whose request it is."""
        try:
            entry = services.look_at_link(token=token_of(request, PURPOSE))
        except LinkNotValid:
            return redirect("waitlist-place") if MINE in request.session else self._refused(request)
        return render(request, "accounts/waitlist/confirm.html", {"entry": entry})

    def post(self, request: HttpRequest) -> HttpResponse:
        """The address is proved; from now on this browser sees the place."""
        try:
            entry = services.open_link(token=token_of(request, PURPOSE))
        except LinkNotValid:
            return self._refused(request)
        forget_token(request, PURPOSE)
        request.session[MINE] = str(entry.pk)
        return redirect("waitlist-place")

    @staticmethod
    def _refused(request: HttpRequest) -> HttpResponse:
        return render(request, "accounts/waitlist/confirm.html", {"entry": None})


@method_decorator(never_cache, name="dispatch")
class WaitlistPlaceView(View):
    """The applicant's own request: where it stands, what was written, taking it back."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only after the link of the mail, in the same browser."""
        try:
            self.entry = access.get_entry(request.session.get(MINE, ""))
        except NotFound:
            return redirect("waitlist-mail")
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """The place."""
        return self._page(RewriteForm(initial={"full_name": self.entry.full_name, "note": self.entry.note}))

    def post(self, request: HttpRequest) -> HttpResponse:
        """`withdraw`, or other words."""
        if "withdraw" in request.POST:
            services.withdraw(entry=self.entry)
            del request.session[MINE]
            messages.success(request, _("Your request is taken back, and nothing of it is kept."))
            return redirect("home")
        form = RewriteForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        services.rewrite(entry=self.entry, **form.cleaned_data)
        messages.success(request, _("Changed."))
        return redirect("waitlist-place")

    def _page(self, form: RewriteForm) -> HttpResponse:
        place = queries.place_of(self.entry) if self.entry.state == State.WAITING else None
        return render(self.request, "accounts/waitlist/place.html", {"entry": self.entry, "place": place, "form": form})
