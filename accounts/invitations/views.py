"""Opening the address of an invitation: the token leaves the address before anything is drawn, and nothing is used up."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

SESSION_KEY = "invitation"


@method_decorator(never_cache, name="dispatch")
class OpenInvitationView(View):
    """GET `invitation/<token>/`: keeps the token in the session and goes to the page with the form."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Away from the token."""
        request.session[SESSION_KEY] = token
        return redirect("invitation")


def token_of(request: HttpRequest) -> str:
    """The token that was kept, for whichever door makes the account; empty when there is none."""
    return str(request.session.get(SESSION_KEY, ""))


def forget_token(request: HttpRequest) -> None:
    """It is used up."""
    request.session.pop(SESSION_KEY, None)
