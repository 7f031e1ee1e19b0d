"""Pages of API keys."""

import re
import uuid

import pytest
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.urls import reverse

from accounts.api_keys.services import make_key
from accounts.models import ApiKey

pytestmark = pytest.mark.django_db

NEW, SECURITY, ME = reverse("api-key-new"), reverse("settings-security"), "/api/v1/auth/me/"
BODY = {"name": "Importer", "scopes": ["account:read"], "days": "30"}
KEY = re.compile(r"hr_\w{8}_\w{43}")


def test_a_new_key_is_shown_once_and_works(student, signed_in, api):
    browser = signed_in(student)
    answer = browser.post(NEW, BODY)
    assert (answer.status_code, answer.url) == (302, NEW)
    shown = browser.get(NEW)
    key = KEY.search(shown.content.decode()).group()
    assert "no-store" in shown.headers["Cache-Control"]
    assert api().get(ME, headers={"authorization": f"Api-Key {key}"}).status_code == 200
    for page in (browser.get(NEW), browser.get(SECURITY)):
        assert KEY.search(page.content.decode()) is None
    assert ApiKey.objects.count() == 1


def test_the_key_on_its_way_is_readable_nowhere(student, signed_in):
    browser = signed_in(student)
    browser.post(NEW, BODY)
    kept = str([session.get_decoded() for session in Session.objects.all()])
    assert "new_api_key" in kept
    assert KEY.search(kept) is None


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"name": ""}, "Give the key a name, so that you know later what it is for."),
        ({"name": "   "}, "Give the key a name, so that you know later what it is for."),
        ({"scopes": []}, "Choose at least one thing that the key may do."),
        ({"scopes": ["everything"]}, "is not one of the available choices"),
        ({"days": "31"}, "is not one of the available choices"),
        ({"name": "x" * 101}, "at most 100"),
    ],
)
def test_what_makes_no_key_is_told_where_it_happened(student, signed_in, change, told):
    answer = signed_in(student).post(NEW, BODY | change)
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert not ApiKey.objects.exists()


def test_the_fifty_first_is_told(student, signed_in):
    for _ in range(50):
        make_key(user=student, name="Script", scopes=["account:read"], days=30)
    assert "as many API keys" in signed_in(student).post(NEW, BODY).content.decode()


def test_a_key_until_it_is_revoked(student, signed_in):
    signed_in(student).post(NEW, BODY | {"days": "forever"})
    assert ApiKey.objects.get().expires_at is None


def test_the_security_page_lists_keys_in_words(student, teacher, signed_in):
    row, text = make_key(user=student, name="<b>Importer</b>", scopes=["games:write"], days=None)
    make_key(user=teacher, name="Not mine", scopes=["games:write"], days=None)
    page = signed_in(student).get(SECURITY).content.decode()
    assert "&lt;b&gt;Importer&lt;/b&gt;" in page
    assert "Open, run and join games" in page
    assert "Read games and results" not in page
    assert "Does not expire." in page
    assert row.prefix in page
    assert text not in page
    assert "Not mine" not in page


def test_revoke_ends_the_key_and_says_so(student, signed_in):
    browser = signed_in(student)
    row, _text = make_key(user=student, name="Importer", scopes=["account:read"], days=30)
    answer = browser.post(reverse("api-key-revoke", args=[row.pk]))
    assert (answer.status_code, answer.url) == (302, SECURITY)
    assert [str(one) for one in get_messages(answer.wsgi_request)] == ["The key Importer lets nobody in any more."]
    row.refresh_from_db()
    assert row.revoked_at is not None


def test_somebody_elses_key_stays(student, teacher, signed_in):
    browser = signed_in(student)
    row, _text = make_key(user=teacher, name="Importer", scopes=["account:read"], days=30)
    for key_id in (row.pk, uuid.uuid4()):
        answer = browser.post(reverse("api-key-revoke", args=[key_id]))
        assert [str(one) for one in get_messages(answer.wsgi_request)][-1] == "That key was revoked already."
    row.refresh_from_db()
    assert row.revoked_at is None
