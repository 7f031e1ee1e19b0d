"""What stands between the right password, code, link or social account and the house: our own stage of allauth's sign-in."""

from allauth.account.stages import LoginStage
from allauth.mfa.webauthn.internal.flows import did_use_passwordless_login
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.sessions.receivers import SECOND_FACTOR
from accounts.signin.second_factor import is_trusted_device
from accounts.totp.queries import device_of
from accounts.users.sign_ins import SecondFactor


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
        return redirect(self.urlname), True

    def passed(self, second_factor: SecondFactor) -> HttpResponse:
        """The person has shown it: on with the sign-in."""
        self.request.session[SECOND_FACTOR] = second_factor
        response: HttpResponse = self.exit()
        return response
