"""Two at once: one answer opens one door, and nobody removes the last two ways in together."""

import pytest
from allauth.mfa.models import Authenticator as Row

from accounts.passkeys import services
from accounts.passkeys.errors import PasskeyKnown, PasskeyNotValid
from accounts.users.errors import LastWayIn
from tests.authenticator import Authenticator, text
from tests.factories.accounts import make_user
from tests.factories.passkeys import ORIGIN, SITE, give_passkey, sign_in_as
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_answer_sent_twice_opens_once():
    phone, row = give_passkey(make_user("noor"))
    session = {}
    answer = text(phone.get(services.begin_use(session=session, site=SITE)))
    # Both requests have read the session before either has written it.
    calls = [lambda held=dict(session): services.use_passkey(session=held, site=SITE, answer=answer) for _ in range(4)]
    outcomes = at_once(*calls)
    assert outcomes.count(PasskeyNotValid.code) == 3
    assert [one.pk for one in outcomes if isinstance(one, Row)] == [row.pk]


def test_one_new_passkey_sent_twice_is_added_once():
    noor = make_user("noor")
    session = {}
    options = services.begin_adding(sign_in=sign_in_as(noor), session=session, site=SITE)
    answer = text(Authenticator(ORIGIN).create(options))
    calls = [
        lambda held=dict(session): services.add_passkey(
            sign_in=sign_in_as(noor), session=held, site=SITE, answer=answer, name="Phone"
        )
        for _ in range(3)
    ]
    assert at_once(*calls).count(PasskeyKnown.code) == 2
    assert Row.objects.count() == 1


def test_two_removals_leave_a_way_in():
    noor = make_user("noor")
    rows = [give_passkey(noor)[1] for _ in range(2)]
    noor.set_unusable_password()
    noor.save()
    sign_in = sign_in_as(noor)
    outcomes = at_once(*[lambda pk=row.pk: services.remove_passkey(sign_in=sign_in, passkey_id=pk) for row in rows])
    assert sorted(map(str, outcomes)) == sorted(map(str, [None, LastWayIn.code]))
    assert Row.objects.count() == 1
