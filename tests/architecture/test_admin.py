"""The back office holds every model, and every page of it opens: list, search, filter, add, change, history."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from tests.factories.accounts import make_user
from tests.factories.anything import make_row

pytestmark = pytest.mark.django_db

# Django's and the libraries' own tables that are of no use to a person, each with its reason.
LEFT_OUT = {
    "admin.LogEntry": "each object shows its own history",
    "auth.Permission": "roles say what people may do; the admin role may do everything",
    "auth.Group": "roles say what people may do",
    "contenttypes.ContentType": "Django's bookkeeping",
    "sessions.Session": "signed texts that nobody can read; signing out and changing a password end them",
    "account.EmailConfirmation": "links are signed and not stored",
    "socialaccount.SocialApp": "providers stand in the settings",
    "socialaccount.SocialToken": "no token of a provider is stored",
}
MODELS = [model for model in apps.get_models() if model._meta.label not in LEFT_OUT]


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def chief(db):
    return make_user("chief", role="admin", is_superuser=True)


def test_every_model_is_there():
    assert [model._meta.label for model in MODELS if not admin.site.is_registered(model)] == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_page_of_a_model_opens(model, chief, signed_in):
    client = signed_in(chief)
    row = chief if model._meta.label == "accounts.User" else make_row(model)
    options = admin.site.get_model_admin(model)

    assert client.get(address(model, "changelist")).status_code == 200
    found = client.get(address(model, "changelist"), {"q": "a"})
    assert found.status_code == 200
    assert options.get_search_fields(_request(chief)), f"{model._meta.label} cannot be searched"
    for column in range(1, len(options.list_display) + 1):
        assert client.get(address(model, "changelist"), {"o": column}).status_code == 200
    assert client.get(address(model, "change", row.pk)).status_code == 200
    assert client.get(address(model, "history", row.pk)).status_code == 200
    # What only the system writes is not added by hand; then the page says so instead of breaking.
    adds = options.has_add_permission(_request(chief))
    assert client.get(address(model, "add")).status_code == (200 if adds else 403)


def _request(user):
    from django.test import RequestFactory

    request = RequestFactory().get("/admin/")
    request.user = user
    return request


def test_the_front_page_names_every_app(chief, signed_in):
    page = signed_in(chief).get(reverse("admin:index"))
    assert page.status_code == 200
    assert {app["app_label"] for app in page.context["app_list"]} >= {"lib", "accounts", "quizzes"}


@pytest.mark.parametrize("role", ["teacher", "student"])
def test_only_administrators_come_in(role, signed_in):
    client = signed_in(make_user("somebody", role=role))
    for model in MODELS:
        assert client.get(address(model, "changelist")).status_code in {302, 403}
