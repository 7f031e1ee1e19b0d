"""Events as the person reads them."""

import pytest

from accounts.audit import queries
from accounts.audit.kinds import Kind
from accounts.audit.models import AuditEvent
from accounts.audit.services import record_event
from lib import context
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/{}.0"
FIREFOX_145 = FIREFOX.format(145)
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36"


def sign_in(user, address="192.0.2.1", device=FIREFOX_145, **data):
    with context.called_by(context.Caller(address, device, "request-1")):
        return record_event(Kind.SIGNED_IN, user_id=user.pk, actor_id=user.pk, method="password", **data)


def odd_of(user):
    return [str(line.odd) for line in reversed(queries.recent(user, 20))]


def test_the_first_from_a_device_or_an_address_is_odd_but_for_the_first_of_all(student):
    sign_in(student)
    sign_in(student)
    sign_in(student, address="198.51.100.9")
    sign_in(student, address="198.51.100.9")
    sign_in(student, device=CHROME)
    sign_in(student, device=FIREFOX.format(146))
    sign_in(student, address="203.0.113.5", device="curl/8")
    assert odd_of(student) == ["", "", "from a new address", "", "from a new device", "", "from a new device"]


def test_what_others_did_makes_nothing_known(student):
    sign_in(make_user("other"), device=CHROME)
    sign_in(student)
    sign_in(student, device=CHROME)
    assert odd_of(student) == ["", "from a new device"]


def test_oddity_is_known_where_the_page_shows_only_the_newest(student):
    sign_in(student, device=CHROME)
    sign_in(student)
    sign_in(student, device=CHROME)
    (line,) = queries.recent(student, 1)
    assert line.odd == ""


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"method": "password", "second_factor": ""}, "Signed in with the password"),
        ({"method": "password", "second_factor": "totp"}, "Signed in with the password and the app"),
        ({"method": "passkey", "second_factor": "passkey"}, "Signed in with a passkey"),
        ({"method": "link", "second_factor": "recovery_code"}, "Signed in with a link from a mail and a recovery code"),
        ({}, "Signed in"),
    ],
)
def test_a_sign_in_says_by_what(data, words):
    assert queries.words_of(AuditEvent(kind=Kind.SIGNED_IN, data=data)) == words


def test_words_name_the_thing():
    assert queries.words_of(AuditEvent(kind=Kind.KEY_MADE, data={"name": "Importer"})) == "API key made: Importer"


def test_a_kind_of_another_version_is_told_by_its_name():
    assert queries.words_of(AuditEvent(kind="account.transmogrified")) == "account.transmogrified"


def test_what_somebody_else_did_names_the_person_and_not_the_place(student, admin):
    with context.called_by(context.Caller("192.0.2.9", CHROME, "request-2", admin.pk)):
        record_event(Kind.ROLE_CHANGED, user_id=student.pk, after="teacher")
    (line,) = queries.recent(student, 1)
    assert (line.by, line.address, line.device.browser, line.request_id) == ("admin", "", "", "")


def test_failures_of_nobody_tell_the_place(student):
    with context.called_by(context.Caller("192.0.2.9", CHROME, "request-2")):
        record_event(Kind.SIGN_IN_FAILED, user_id=student.pk)
    (line,) = queries.recent(student, 1)
    assert (line.by, line.address, line.device.browser) == ("", "192.0.2.9", "Chrome")


@pytest.mark.parametrize("count", [1, 3])
def test_two_queries_however_many(student, count, django_assert_num_queries):
    for number in range(count):
        sign_in(student, address=f"192.0.2.{number}")
    with django_assert_num_queries(2):
        assert len(queries.recent(student, 10)) == count


def test_a_sign_in_is_from_a_new_device_unless_it_is_the_first_of_all(student):
    events = [sign_in(student), sign_in(student, device=CHROME), sign_in(student, device=CHROME, address="192.0.2.77")]
    assert [queries.is_new_device(event) for event in events] == [False, True, False]
