"""A person's language, time zone and theme hold on every page."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone, translation

from accounts.models import User
from accounts.users.middleware import PersonMiddleware

pytestmark = pytest.mark.django_db


def test_language_and_time_zone_hold_for_the_request_only(student, settings):
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    student.language, student.time_zone = "de", "Asia/Almaty"
    seen = []

    def view(request) -> HttpResponse:
        seen.append((translation.get_language(), str(timezone.get_current_timezone()), request.LANGUAGE_CODE))
        return HttpResponse()

    request = RequestFactory().get("/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
    request.user = student
    answer = PersonMiddleware(view)(request)
    assert seen == [("de", "Asia/Almaty", "de")]
    assert answer["Content-Language"] == "de"
    assert (translation.get_language(), str(timezone.get_current_timezone())) == ("en", "UTC")


def test_pages_note_that_the_person_was_here(signed_in, student):
    signed_in(student).get("/accounts/email/")
    assert User.objects.get(pk=student.pk).last_seen is not None


def test_the_theme_is_kept_in_the_browser(signed_in, student):
    student.theme = "dark"
    student.save()
    answer = signed_in(student).get("/accounts/email/")
    assert answer.cookies["theme"].value == "dark"


def test_a_stranger_costs_no_statement(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/accounts/login/")
