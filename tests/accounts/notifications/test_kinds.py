"""The registry of what people are told about."""

import pytest

from accounts.notifications import kinds
from accounts.notifications.kinds import Channel, kind_named, kinds_for, register_kind

pytestmark = pytest.mark.django_db


def test_kinds_of_accounts_are_there(student, admin):
    assert [kind.name for kind in kinds_for(student)] == ["account.new_device", "account.security"]
    assert [kind.name for kind in kinds_for(admin)] == ["account.new_device", "waitlist.news", "account.security"]


def test_every_kind_has_words_and_a_channel(admin):
    assert [kind.name for kind in kinds_for(admin) if not str(kind.words) or not kind.channels] == []


@pytest.mark.parametrize("name", [kinds.SECURITY, "a:b"])
def test_a_name_is_free_and_without_a_colon(name):
    with pytest.raises(ValueError, match=r"kind"):
        register_kind(name, words="x")


def test_a_kind_that_nobody_registered_is_none():
    assert kind_named("no.such") is None


def test_every_channel_has_words():
    assert set(kinds.CHANNELS) == set(Channel)
