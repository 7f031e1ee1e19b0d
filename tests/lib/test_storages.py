"""The folder of files: parts, listings, and whether it can be written."""

import shutil

import pytest
from django.core.files.base import ContentFile

from lib import health, storages
from lib.storages import FolderStorage, StorageTrouble


@pytest.fixture
def folder(tmp_path):
    return FolderStorage(location=tmp_path / "media")


def test_parts_are_read_in_pieces_and_closed(folder):
    name = folder.save("uploads/a", ContentFile(b"x" * 300_000 + b"end"))
    with pytest.raises(FileNotFoundError):
        folder.open_part("uploads/b", 0, 1)
    pieces = folder.open_part(name, 1, 300_002)
    assert [len(piece) for piece in pieces] == [262_144, 37_858]
    pieces.close()
    short = folder.open_part(name, 300_000, 3)
    assert b"".join(short) == b"end"
    short.close()


def test_listing_names_what_is_below_the_folder_alone(folder):
    assert list(folder.names("uploads")) == []
    for name in ("uploads/a", "uploads/x/b", "elsewhere/c"):
        folder.save(name, ContentFile(b""))
    assert sorted(name for name, _ in folder.names("uploads")) == ["uploads/a", "uploads/x/b"]


def test_a_folder_says_what_is_wrong_with_it(folder, monkeypatch):
    assert folder.probe() == "folder"
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**9, 0, 400_000_000))
    with pytest.raises(StorageTrouble, match="Only 400 MB"):
        folder.probe()


@pytest.mark.django_db
def test_health_warns_of_little_space(monkeypatch):
    monkeypatch.setattr(storages.shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**9, 0, 0))
    _, rows = health.report()
    assert (rows["files"]["status"], rows["files"]["detail"]) == ("warn", "Only 0 MB are left for files.")
