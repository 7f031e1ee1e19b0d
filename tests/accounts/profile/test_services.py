"""What people change about themselves."""

import pytest
from django.core.files.storage import default_storage

from accounts.models import User
from accounts.profile import services
from lib import uploads
from lib.errors import InvalidFields
from lib.models import StoredFile
from tests.pictures import picture, upload_of

pytestmark = pytest.mark.django_db


def test_all_is_changed_or_nothing(student):
    with pytest.raises(InvalidFields):
        services.update_profile(user=student, changes={"phone": "1", "time_zone": "Mars/Base"})
    with pytest.raises(InvalidFields):
        services.update_profile(user=student, changes={"phone": "1", "avatar": "0b8a5b1e-1111-4111-8111-111111111111"})
    assert User.objects.get(pk=student.pk).phone == ""


def test_nothing_but_the_profile_is_changed(student):
    services.update_profile(user=student, changes={"role": "admin", "is_staff": True, "username": "boss", "phone": "1"})
    row = User.objects.get(pk=student.pk)
    assert (row.role, row.is_staff, row.username, row.phone) == ("student", False, "student", "1")


def test_a_picture_is_square_and_small(student):
    services.use_picture(user=student, upload=upload_of(picture((1600, 900))))
    stored = User.objects.get(pk=student.pk).avatar
    assert (stored.use, stored.width, stored.height) == ("avatar", 512, 512)


def test_a_small_picture_is_not_blown_up(student):
    services.use_picture(user=student, upload=upload_of(picture((90, 160))))
    stored = User.objects.get(pk=student.pk).avatar
    assert (stored.width, stored.height) == (90, 90)


@pytest.mark.django_db(transaction=True)
def test_the_picture_before_is_deleted_with_its_bytes(student):
    services.use_picture(user=student, upload=upload_of())
    first = StoredFile.objects.get()
    services.use_picture(user=student, upload=upload_of())
    assert not default_storage.exists(first.path)
    services.remove_picture(user=student)
    services.remove_picture(user=student)
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", uploads.FileType),
        (b"", uploads.FileEmpty),
        (picture()[:60], uploads.FileBroken),
    ],
)
def test_what_is_no_picture_changes_nothing(student, data, error):
    services.use_picture(user=student, upload=upload_of())
    before = User.objects.get(pk=student.pk).avatar_id
    with pytest.raises(error):
        services.use_picture(user=student, upload=upload_of(data))
    assert User.objects.get(pk=student.pk).avatar_id == before


def test_a_picture_of_more_than_5_mb_is_refused(student):
    with pytest.raises(uploads.FileTooLarge):
        services.use_picture(user=student, upload=upload_of(picture() + b"\0" * 5_000_000))
