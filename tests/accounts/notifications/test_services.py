"""Who is told what: the choices, the mail that asks first, and the end of its link."""

import threading

import pytest
from django.core import signing
from django.db import connection

from accounts.models import User
from accounts.notifications import kinds, services
from accounts.notifications.errors import LockedChoice, UnknownChoice, UnsubscribeNotValid
from accounts.notifications.kinds import Channel
from accounts.notifications.queries import wants
from lib.models import OutboxMail

pytestmark = pytest.mark.django_db

DEVICE = "account.new_device:mail"
CONTEXT = {"device": "Firefox", "address": "192.0.2.1", "at": None, "security_url": ""}


def tell(user, kind=kinds.NEW_DEVICE, key="key"):
    return services.notify_by_mail(user=user, kind=kind, key=key, template="new_device", context=CONTEXT)


def test_everything_is_wanted_until_somebody_says_otherwise(student):
    assert wants(student, kinds.NEW_DEVICE, Channel.MAIL)
    services.set_muted(user=student, muted=[DEVICE])
    assert not wants(student, kinds.NEW_DEVICE, Channel.MAIL)


def test_what_keeps_the_account_safe_is_always_wanted(student):
    student.muted = ["account.security:mail"]
    assert wants(student, kinds.SECURITY, Channel.MAIL)


def test_what_cannot_happen_to_a_person_is_not_wanted(student, admin):
    assert [wants(user, kinds.WAITLIST, Channel.MAIL) for user in (student, admin)] == [False, True]
    assert not wants(admin, kinds.WAITLIST, Channel.IN_APP)


def test_a_kind_that_nobody_registered_is_a_mistake(student):
    with pytest.raises(KeyError):
        wants(student, "no.such", Channel.MAIL)


def test_a_mail_is_sent_once_to_whoever_wants_it(student):
    assert [tell(student), tell(student)] == [True, True]
    (mail,) = OutboxMail.objects.all()
    assert (mail.to, mail.key) == (student.email, "key")


@pytest.mark.parametrize("why", ["muted", "no e-mail", "closed", "not theirs"])
def test_nobody_else_is_sent_one(student, why):
    changes = {"muted": {"muted": [DEVICE]}, "no e-mail": {"email": None}, "closed": {"is_active": False}}
    User.objects.filter(pk=student.pk).update(**changes.get(why, {"phone": "1"}))
    student.refresh_from_db()
    assert tell(student, kinds.WAITLIST if why == "not theirs" else kinds.NEW_DEVICE) is False
    assert not OutboxMail.objects.exists()


def test_the_mail_can_be_stopped_by_one_click(student, settings):
    settings.BASE_URL = "https://school.example"
    tell(student)
    mail = OutboxMail.objects.get()
    address = mail.headers["List-Unsubscribe"].strip("<>")
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address.startswith("https://school.example/accounts/unsubscribe/")
    assert address in mail.text
    assert f'href="{address}"' in mail.html


def test_without_a_base_url_a_mail_names_no_host(student, settings):
    settings.BASE_URL = ""
    tell(student)
    mail = OutboxMail.objects.get()
    assert (mail.headers, "http" in mail.text) == ({}, False)


def test_a_locked_kind_cannot_be_stopped(student, settings):
    settings.BASE_URL = "https://school.example"
    tell(student, kinds.SECURITY)
    assert OutboxMail.objects.get().headers == {}


def test_the_mail_speaks_the_language_of_its_reader(student, settings):
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    User.objects.filter(pk=student.pk).update(language="de")
    tell(User.objects.get(pk=student.pk))
    assert 'lang="de"' in OutboxMail.objects.get().html


# The choices ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("muted", "error"),
    [("account.security:mail", LockedChoice), ("no.such:mail", UnknownChoice), ("account.new_device:app", UnknownChoice)],
)
def test_a_choice_that_is_none_is_refused(student, muted, error):
    with pytest.raises(error):
        services.set_muted(user=student, muted=[DEVICE, muted])
    assert User.objects.get(pk=student.pk).muted == []


def test_what_is_not_offered_just_now_is_kept(student):
    User.objects.filter(pk=student.pk).update(muted=["chat.mention:mail", "waitlist.news:mail"])
    services.set_muted(user=student, muted=[DEVICE])
    services.set_muted(user=student, muted=[])
    assert User.objects.get(pk=student.pk).muted == ["chat.mention:mail", "waitlist.news:mail"]


def test_boxes_that_are_not_ticked_are_not_wanted(student):
    services.set_wanted(user=student, wanted=["nonsense", "account.security:mail"])
    assert User.objects.get(pk=student.pk).muted == [DEVICE]
    services.set_wanted(user=student, wanted=[DEVICE])
    assert User.objects.get(pk=student.pk).muted == []


# The end of the link ----------------------------------------------------------------------------------------------


def token(user):
    return services.unsubscribe_token(user=user, kind=kinds.NEW_DEVICE, channel=Channel.MAIL)


def test_the_link_stops_its_kind_and_nothing_else(student):
    for _ in range(2):
        assert services.unsubscribe(token=token(student)).name == kinds.NEW_DEVICE
    assert User.objects.get(pk=student.pk).muted == [DEVICE]


def test_a_token_of_another_kind_or_person_does_not_hold(student):
    good = token(student)
    forged = signing.dumps([student.pk, kinds.NEW_DEVICE, "mail"], salt="another purpose")
    gone = signing.dumps([999_999, kinds.NEW_DEVICE, "mail"], salt=services.SALT)
    unknown = signing.dumps([student.pk, "no.such", "mail"], salt=services.SALT)
    for bad in ("", "nonsense", good[:-1], f"{good}x", forged, gone, unknown):
        with pytest.raises(UnsubscribeNotValid):
            services.unsubscribe(token=bad)
    assert User.objects.get(pk=student.pk).muted == []


@pytest.mark.django_db(transaction=True)
def test_two_links_at_once_both_count(admin):
    tokens = [
        services.unsubscribe_token(user=admin, kind=kind, channel=Channel.MAIL) for kind in (kinds.NEW_DEVICE, kinds.WAITLIST)
    ]

    def press(one):
        try:
            services.unsubscribe(token=one)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(one,)) for one in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert User.objects.get(pk=admin.pk).muted == [DEVICE, "waitlist.news:mail"]
