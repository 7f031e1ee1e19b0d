"""Nothing that is kept about people is forgotten: every field that points at a user stands in a holding."""

import io
import json
import zipfile

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model

from lib import personal_data, uploads


def fields_that_point_at_a_user():
    user = get_user_model()
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if getattr(field, "concrete", False) and field.is_relation and not field.many_to_many and field.related_model is user
    }


def test_every_field_that_points_at_a_user_is_covered_and_nothing_else():
    assert fields_that_point_at_a_user() ^ personal_data.covered_fields() == set()


def test_two_holdings_of_one_name_are_refused():
    with pytest.raises(ValueError, match="person"):
        personal_data.register("person", covers=[], export=lambda user: [], erase=lambda user: None)


@pytest.mark.django_db
def test_a_lost_file_does_not_stop_the_archive(student):
    stored = uploads.keep_made(use="quiz-media", name="a.txt", content_type="text/plain", source=io.BytesIO(b"hello"))
    lost = uploads.keep_made(use="quiz-media", name="b.txt", content_type="text/plain", source=io.BytesIO(b"gone"))
    for one in (stored, lost):
        one.owner = student
        one.save()
    uploads.default_storage.delete(lost.path)
    target = io.BytesIO()

    personal_data.write_archive(student, target)

    archive = zipfile.ZipFile(target)
    assert [name for name in archive.namelist() if name.startswith("files/")] == [f"files/{stored.pk}-a.txt"]
    assert {row["name"] for row in json.loads(archive.read("files.json"))} == {"a.txt", "b.txt"}


@pytest.mark.django_db
def test_it_is_written_row_by_row_in_unicode(student):
    student.full_name = "Nguyễn Thị Minh Anh"
    student.save()
    target = io.BytesIO()

    personal_data.write_archive(student, target)

    assert "Nguyễn Thị Minh Anh" in zipfile.ZipFile(target).read("person.json").decode()
