"""What pages of links have in common: the token leaves the address before anything is drawn, and only a POST uses it up."""

from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from accounts.links.models import SingleUseLink

SESSION_KEY = "link_{purpose}"


@method_decorator(never_cache, name="dispatch")
class OpenLinkView(View):
    """GET `…/<token>/`: keeps the token in the session and goes to the page with the button. Uses nothing up."""

    purpose: ClassVar[SingleUseLink.Purpose]
    page: ClassVar[str]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Away from the token, so that it stands in no history, no Referer and no screenshot."""
        request.session[SESSION_KEY.format(purpose=self.purpose)] = token
        return redirect(self.page)


def token_of(request: HttpRequest, purpose: SingleUseLink.Purpose) -> str:
    """The token that `OpenLinkView` has kept; empty when there is none."""
    return str(request.session.get(SESSION_KEY.format(purpose=purpose), ""))


def forget_token(request: HttpRequest, purpose: SingleUseLink.Purpose) -> None:
    """It is used up."""
    request.session.pop(SESSION_KEY.format(purpose=purpose), None)
