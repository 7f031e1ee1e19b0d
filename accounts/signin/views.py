"""The pages of the door that say what our services say; the others are allauth's with our templates."""

from allauth.account import views as allauth_views
from django.http import HttpResponse

from accounts.signin.forms import SignupForm, show_refusal
from lib.errors import DomainError, RateLimited


class SignupView(allauth_views.SignupView):
    """Sign up; what the service refuses stands in the form."""

    def form_valid(self, form: SignupForm) -> HttpResponse:
        """Registered and signed in, or the form again."""
        try:
            return super().form_valid(form)
        except DomainError as error:
            show_refusal(form, error)
            response = self.form_invalid(form)
            if isinstance(error, RateLimited):
                response.status_code = 429
                response.headers["Retry-After"] = str(max(1, round(error.retry_after)))
            return response
