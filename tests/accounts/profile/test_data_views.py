"""The page of one's own data, without script."""

import pytest

from accounts.models import DataExport, User
from accounts.profile import exports
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db
PAGE = "/accounts/settings/data/"


def test_an_archive_is_asked_for_and_fetched(student, signed_in):
    client = signed_in(student)

    client.post(f"{PAGE}export/")
    assert "Being packed" in client.get(PAGE).content.decode()
    exports.make_export(export_id=str(DataExport.objects.get().pk))

    page = client.get(PAGE).content.decode()
    assert "homeroom-student.zip" in page
    assert page.count("/files/") == 1


def test_leaving_takes_the_username_and_the_password(student, signed_in):
    client = signed_in(student)

    refused = client.post(f"{PAGE}leave/", {"username": "somebody", "password": PASSWORD})
    assert (refused.status_code, "Type your username to confirm." in refused.content.decode()) == (400, True)
    client.post(f"{PAGE}leave/", {"username": "student", "password": PASSWORD})

    assert User.objects.get(pk=student.pk).erase_at is not None
    assert "Keep my account" in client.get(PAGE).content.decode()
    client.post(f"{PAGE}stay/")
    assert User.objects.get(pk=student.pk).erase_at is None


def test_it_says_what_stays(student, signed_in):
    page = signed_in(student).get(PAGE).content.decode()

    assert "Games you hosted stay with the results of those who played" in page
