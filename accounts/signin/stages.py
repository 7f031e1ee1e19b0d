"""What stands between the right password, code, link or social account and the house: our own stage of allauth's sign-in."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification import send_verification_email_at_login
from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import EmailVerificationStage, LoginStage, LoginStageController
from allauth.mfa.webauthn.internal.flows import did_use_passwordless_login
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.sessions.receivers import SECOND_FACTOR
from accounts.signin.errors import EmailUnconfirmed
from accounts.signin.second_factor import is_trusted_device
from accounts.signin.services import require_confirmed_email
from accounts.totp.queries import device_of
from accounts.users.sign_ins import SecondFactor


class ConfirmedEmailStage(EmailVerificationStage):
    """allauth's, but whom it stops our rule says, for pages and API alike: nobody without an e-mail, no administrator."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Go on, or to the page that says to look into the mail."""
        if settings.EMAIL_CONFIRMATION != "required":
            passed: tuple[HttpResponse | None, bool] = super().handle()
            return passed
        try:
            require_confirmed_email(self.login.user)
        except EmailUnconfirmed:
            send_verification_email_at_login(self.request, self.login)
            return get_adapter().respond_email_verification_sent(self.request, self.login.user), True
        return None, True


class SecondFactorStage(LoginStage):
    """Everybody with an authenticator app shows a code, whatever the way in. A passkey is both factors and passes."""

    key = "second_factor"
    urlname = "second-factor"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Go on, or to the page that asks."""
        user = self.login.user
        if did_use_passwordless_login(self.request, user):
            self.request.session[SECOND_FACTOR] = SecondFactor.PASSKEY
            return None, True
        if device_of(user) is None or is_trusted_device(self.request, user):
            return None, True
        self.state["standing"] = user.standing
        return redirect(self.urlname), True

    def passed(self, second_factor: SecondFactor) -> HttpResponse:
        """The person has shown it: on with the sign-in."""
        self.request.session[SECOND_FACTOR] = second_factor
        response: HttpResponse = self.exit()
        return response


def second_factor_stage(request: HttpRequest) -> SecondFactorStage | None:
    """Where a sign-in waits for its second factor; None when none does.

    What was shown before it holds no longer once the password or the role has changed, or the account was closed.
    """
    stage: SecondFactorStage | None = LoginStageController.enter(request, SecondFactorStage.key)
    if stage is None:
        return None
    user = stage.login.user
    if not user.is_active or stage.state.get("standing") != user.standing:
        clear_login(request)
        return None
    return stage
