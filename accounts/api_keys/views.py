"""Pages of API keys: a new one, shown once; and the button that revokes one."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.api_keys import services
from accounts.api_keys.access import get_own_key
from accounts.api_keys.forms import NewKeyForm
from accounts.users.access import sign_in_of
from accounts.users.sign_ins import SecondFactor
from lib.errors import DomainError, NotFound
from lib.sealing import CannotUnseal, seal, unseal

SECURITY = "settings-security"
# The new key on its way to the page that shows it once; sealed, because sessions stand in the database.
MADE = "new_api_key"
HEADER = "Authorization: Api-Key …"


@never_cache
@login_required
def new_key(request: HttpRequest) -> HttpResponse:
    """The form; after it the key, once: reloading the page makes no second one and shows the first no more."""
    if request.method == "POST":
        return _make(request)
    sealed = request.session.pop(MADE, None)
    if sealed:
        try:
            return render(request, "accounts/api_keys/made.html", {"key": unseal(sealed), "header": HEADER})
        except CannotUnseal:
            messages.error(request, _("The key could not be shown. Revoke it and make another one."))
            return redirect(SECURITY)
    return render(request, "accounts/api_keys/new.html", {"form": NewKeyForm()})


def _make(request: HttpRequest) -> HttpResponse:
    form = NewKeyForm(request.POST)
    if form.is_valid():
        sign_in = sign_in_of(request)
        factor = sign_in.second_factor if sign_in is not None else SecondFactor.NONE
        try:
            _key, text = services.make_key(user=request.user, second_factor=factor, **form.wanted())
        except DomainError as error:
            form.add_error(None, error.detail)
        else:
            request.session[MADE] = seal(text)
            return redirect("api-key-new")
    return render(request, "accounts/api_keys/new.html", {"form": form}, status=200)


@login_required
@require_POST
def revoke_key(request: HttpRequest, key_id: uuid.UUID) -> HttpResponse:
    """One of the own keys. One that is revoked already is no fault of the person."""
    try:
        key = get_own_key(request.user, key_id)
    except NotFound:
        messages.info(request, _("That key was revoked already."))
        return redirect(SECURITY)
    services.revoke_key(key=key)
    messages.success(request, _("The key %(name)s lets nobody in any more.") % {"name": key.name})
    return redirect(SECURITY)
