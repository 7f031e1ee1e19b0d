"""The page that makes the first administrator, behind the link that the start of the server prints."""

from typing import Any

from allauth.account.internal.flows.signup import complete_signup
from django.http import HttpResponse
from django.urls import reverse

from accounts.links.models import SingleUseLink
from accounts.links.views import OpenLinkView, forget_token, token_of
from accounts.signin.invitation_forms import SetupForm
from accounts.signin.invitation_views import LetInView
from accounts.users import ways_in

SETUP = SingleUseLink.Purpose.SETUP


class OpenSetupView(OpenLinkView):
    """The link of the start."""

    purpose = SETUP
    page = "setup"


class SetupView(LetInView):
    """Username, e-mail and password of the first administrator."""

    template_name = "accounts/invitations/setup.html"
    form_class = SetupForm
    initial = {"username": "admin"}

    def look(self) -> None:
        """Only while nobody runs the house."""
        self.token = token_of(self.request, SETUP)
        ways_in.look_at_setup(token=self.token)

    def let_in(self, given: dict[str, Any]) -> HttpResponse:
        """Made and signed in; a second factor comes next, because the back office asks for one."""
        user = ways_in.take_setup(
            token=self.token,
            username=given["username"],
            email=given["email"],
            password=given["password1"],
            full_name=given["full_name"],
        )
        forget_token(self.request, SETUP)
        answer: HttpResponse = complete_signup(self.request, user=user, redirect_url=reverse("settings-security"))
        return answer
