"""Many uploads of one person in the same moment: the space is not used twice, and what is refused leaves nothing."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from lib import uploads
from lib.models import StoredFile
from tests.lib import uses
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_last_space_is_given_once(teacher, outsider, settings, monkeypatch):
    uses.register(monkeypatch, "homework")
    settings.UPLOAD_QUOTA_BYTES = 3000
    before = set(default_storage.names("uploads"))

    def send(owner):
        return lambda: uploads.store(owner=owner, use="homework", upload=SimpleUploadedFile("a.bin", b"\0" * 1000))

    results = at_once(*[send(teacher)] * 7 + [send(outsider)])

    assert results.count("quota_full") == 4
    assert (uploads.used_space(teacher), uploads.used_space(outsider)) == (3000, 1000)
    kept = {name for name, _ in set(default_storage.names("uploads")) - before}
    assert kept == set(StoredFile.objects.values_list("path", flat=True))


def test_a_file_is_deleted_once(teacher, monkeypatch):
    uses.register(monkeypatch, "homework")
    stored = uploads.store(owner=teacher, use="homework", upload=SimpleUploadedFile("a.bin", b"\0"))

    results = at_once(*[lambda: uploads.delete_own(owner=teacher, file_id=stored.pk)] * 4)

    assert sorted(map(str, results)) == ["None", "not_found", "not_found", "not_found"]
    assert not default_storage.exists(stored.path)
