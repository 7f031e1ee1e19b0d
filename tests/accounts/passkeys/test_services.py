"""The verbs of passkeys."""

import json

import pytest
import time_machine
from allauth.mfa.models import Authenticator as Row
from allauth.socialaccount.models import SocialAccount

from accounts.models import AuditEvent
from accounts.passkeys import services
from accounts.passkeys.ceremony import site_at
from accounts.passkeys.errors import (
    NotByKey,
    PasskeyCopied,
    PasskeyKnown,
    PasskeyNotFound,
    PasskeyNotValid,
    PasskeysNotHere,
    TooManyPasskeys,
)
from accounts.totp.models import TotpDevice
from accounts.users.errors import LastWayIn, SecondFactorRequired
from accounts.users.sign_ins import Door, SecondFactor
from lib.models import OutboxMail
from tests.authenticator import Authenticator, mutations, text
from tests.factories.accounts import make_user
from tests.factories.passkeys import ORIGIN, SITE, give_passkey, sign_in_as

pytestmark = pytest.mark.django_db

NO_FACTOR = SecondFactor.NONE


def use(phone, *, user=None, session=None, **forged):
    """One whole try: options, the phone's answer, the verb."""
    session = {} if session is None else session
    options = services.begin_use(session=session, site=SITE, user=user)
    return services.use_passkey(session=session, site=SITE, answer=text(phone.get(options, **forged)), user=user)


# Adding ---------------------------------------------------------------------------------------------------------------


def test_adding_keeps_the_public_half_and_tells_the_owner():
    noor = make_user("noor", full_name="Noor Ahmadi")
    phone, row = give_passkey(noor, name="  Noor’s\nphone ")

    assert row.data["name"] == "Noor’s phone"
    assert (row.user, row.type, row.last_used_at) == (noor, "webauthn", None)
    event = AuditEvent.objects.get(kind="passkey.added")
    assert (event.user_id, event.data) == (noor.pk, {"passkey": row.pk, "name": "Noor’s phone"})
    mail = OutboxMail.objects.get()
    assert (mail.to, mail.subject) == ("noor@school.example", "A passkey was added to your account")
    assert "Noor’s phone" in mail.text
    assert phone.keys[0].user_handle not in {b"noor", b"noor@school.example"}


def test_the_row_is_one_that_allauth_understands():
    noor = make_user("noor")
    phone, row = give_passkey(noor)
    wrapped = row.wrap()
    assert (wrapped.name, wrapped.is_passwordless) == ("Phone", True)
    assert wrapped.authenticator_data.credential_data.credential_id == phone.keys[0].credential_id


def test_an_answer_adds_once():
    noor = make_user("noor")
    session = {}
    options = services.begin_adding(sign_in=sign_in_as(noor), session=session, site=SITE)
    kept = dict(session)
    answer = text(Authenticator(ORIGIN).create(options))
    services.add_passkey(sign_in=sign_in_as(noor), session=session, site=SITE, answer=answer, name="")
    with pytest.raises(PasskeyNotValid):
        services.add_passkey(sign_in=sign_in_as(noor), session=session, site=SITE, answer=answer, name="")
    # Two requests may have read the session before either wrote it.
    with pytest.raises(PasskeyKnown):
        services.add_passkey(sign_in=sign_in_as(noor), session=kept, site=SITE, answer=answer, name="")
    assert Row.objects.count() == 1


def test_a_key_of_somebody_else_is_not_added():
    noor, omar = make_user("noor"), make_user("omar")
    phone, _row = give_passkey(noor)
    session = {}
    options = services.begin_adding(sign_in=sign_in_as(omar), session=session, site=SITE)
    answer = phone.create(options)
    forged = Row.objects.get().data["credential"]
    answer["response"]["attestationObject"] = forged["response"]["attestationObject"]
    answer["id"] = answer["rawId"] = forged["id"]
    with pytest.raises(PasskeyKnown):
        services.add_passkey(sign_in=sign_in_as(omar), session=session, site=SITE, answer=text(answer), name="")


def test_an_answer_to_somebody_elses_options_adds_nothing():
    noor, omar = make_user("noor"), make_user("omar")
    session = {}
    options = services.begin_adding(sign_in=sign_in_as(noor), session=session, site=SITE)
    answer = text(Authenticator(ORIGIN).create(options))
    with pytest.raises(PasskeyNotValid):
        services.add_passkey(sign_in=sign_in_as(omar), session=session, site=SITE, answer=answer, name="")
    assert Row.objects.count() == 0


def test_a_challenge_to_sign_is_none_to_add():
    noor = make_user("noor")
    give_passkey(noor)
    session = {}
    asked = services.begin_use(session=session, site=SITE, user=noor)["publicKey"]["challenge"]
    options = {"publicKey": {"challenge": asked, "rp": {"id": "localhost"}, "user": {"id": "MQ"}}}
    with pytest.raises(PasskeyNotValid):
        services.add_passkey(
            sign_in=sign_in_as(noor), session=session, site=SITE, answer=text(Authenticator(ORIGIN).create(options)), name=""
        )


def test_a_try_holds_for_five_minutes():
    noor = make_user("noor")
    phone, _row = give_passkey(noor)
    for late, outcome in ((299, None), (302, PasskeyNotValid)):
        session = {}
        with time_machine.travel("2026-11-20 08:00:00Z", tick=False) as clock:
            options = services.begin_use(session=session, site=SITE)
            clock.shift(late)
            answer = text(phone.get(options))
            if outcome is None:
                assert services.use_passkey(session=session, site=SITE, answer=answer).user == noor
            else:
                with pytest.raises(outcome):
                    services.use_passkey(session=session, site=SITE, answer=answer)


def test_a_password_alone_adds_nothing_beside_a_second_factor():
    noor, omar = make_user("noor"), make_user("omar")
    give_passkey(noor)
    TotpDevice.objects.create(user=omar, confirmed=True, sealed_secret="x")
    for user in (noor, omar):
        with pytest.raises(SecondFactorRequired):
            services.begin_adding(sign_in=sign_in_as(user, factor=NO_FACTOR), session={}, site=SITE)
    fresh = make_user("fresh")
    TotpDevice.objects.create(user=fresh, confirmed=False, sealed_secret="x")
    assert services.begin_adding(sign_in=sign_in_as(fresh, factor=NO_FACTOR), session={}, site=SITE)


def test_twenty_are_enough(monkeypatch):
    noor = make_user("noor")
    monkeypatch.setattr(services, "MOST", 2)
    give_passkey(noor)
    give_passkey(noor)
    with pytest.raises(TooManyPasskeys):
        services.begin_adding(sign_in=sign_in_as(noor), session={}, site=SITE)


def test_a_number_is_no_address_for_passkeys():
    site = site_at("http://127.0.0.1:8000")
    with pytest.raises(PasskeysNotHere):
        services.begin_adding(sign_in=sign_in_as(make_user("noor")), session={}, site=site)
    with pytest.raises(PasskeysNotHere):
        services.begin_use(session={}, site=site)


def test_broken_answers_to_adding_are_refused():
    noor = make_user("noor")
    options = services.begin_adding(sign_in=sign_in_as(noor), session={}, site=SITE)
    good = Authenticator(ORIGIN).create(options)
    refused = 0
    for what, raw in mutations(good):
        if " bit at " in what:
            continue
        session = {"passkey_to_add": {"challenge": options["publicKey"]["challenge"], "at": 9e9, "user": noor.pk}}
        with pytest.raises(PasskeyNotValid):
            services.add_passkey(sign_in=sign_in_as(noor), session=session, site=SITE, answer=raw, name="")
        refused += 1
    assert refused > 100
    assert Row.objects.count() == 0


# Using ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("known", [False, True])
def test_using_says_who_it_is(known):
    noor = make_user("noor")
    give_passkey(make_user("omar"))
    phone, row = give_passkey(noor)
    used = use(phone, user=noor if known else None)
    assert (used.pk, used.user) == (row.pk, noor)
    row.refresh_from_db()
    assert row.last_used_at is not None


def test_an_answer_counts_once():
    phone, _row = give_passkey(make_user("noor"))
    session = {}
    options = services.begin_use(session=session, site=SITE)
    kept = dict(session)
    answer = text(phone.get(options))
    services.use_passkey(session=session, site=SITE, answer=answer)
    for again in (session, kept):
        with pytest.raises(PasskeyNotValid):
            services.use_passkey(session=again, site=SITE, answer=answer)


def test_a_challenge_is_gone_also_when_the_answer_was_wrong():
    phone, _row = give_passkey(make_user("noor"))
    session = {}
    options = services.begin_use(session=session, site=SITE)
    with pytest.raises(PasskeyNotValid):
        services.use_passkey(session=session, site=SITE, answer="{}")
    with pytest.raises(PasskeyNotValid):
        services.use_passkey(session=session, site=SITE, answer=text(phone.get(options)))
    assert session == {}


def test_a_passkey_of_somebody_else_is_no_second_factor():
    noor, omar = make_user("noor"), make_user("omar")
    give_passkey(noor)
    thief, _row = give_passkey(omar)
    session = {}
    options = services.begin_use(session=session, site=SITE, user=noor)
    answer = thief.get(options, key=thief.keys[0])
    for handle in (answer["response"]["userHandle"], None, ""):
        answer["response"]["userHandle"] = handle
        with pytest.raises(PasskeyNotValid):
            services.use_passkey(session=dict(session), site=SITE, answer=text(answer), user=noor)


def test_a_passkey_that_names_somebody_else_opens_nothing():
    noor, omar = make_user("noor"), make_user("omar")
    mine, _row = give_passkey(noor)
    thief, _row = give_passkey(omar)
    thief.keys[0].user_handle = mine.keys[0].user_handle
    with pytest.raises(PasskeyNotValid):
        use(thief)


def test_options_for_a_sign_in_serve_no_second_factor():
    noor = make_user("noor")
    phone, _row = give_passkey(noor)
    session = {}
    options = services.begin_use(session=session, site=SITE)
    with pytest.raises(PasskeyNotValid):
        services.use_passkey(session=session, site=SITE, answer=text(phone.get(options)), user=noor)


@pytest.mark.parametrize("handle", [None, "", "AA", "_____w", "LTE", "enp6enp6enp6enp6enp6", "MA", "4pml"])
def test_a_handle_of_nobody_is_refused(handle):
    phone, _row = give_passkey(make_user("noor"))
    session = {}
    answer = phone.get(services.begin_use(session=session, site=SITE))
    answer["response"]["userHandle"] = handle
    with pytest.raises(PasskeyNotValid):
        services.use_passkey(session=session, site=SITE, answer=text(answer))


def test_who_has_none_is_not_asked_for_one():
    with pytest.raises(PasskeyNotValid):
        services.begin_use(session={}, site=SITE, user=make_user("noor"))


def test_a_counter_that_goes_back_is_refused_and_written_down():
    noor = make_user("noor")
    phone, row = give_passkey(noor, Authenticator(ORIGIN, counts=True))
    use(phone)
    use(phone)
    phone.keys[0].sign_count -= 1
    with pytest.raises(PasskeyCopied):
        use(phone)
    row.refresh_from_db()
    assert row.data["sign_count"] == 3
    event = AuditEvent.objects.get(kind="sign_in.failed")
    assert (event.user_id, event.data["reason"], event.data["passkey"]) == (noor.pk, "passkey_copied", row.pk)
    use(phone)


def test_broken_answers_to_using_are_refused():
    phone, row = give_passkey(make_user("noor"))
    options = services.begin_use(session={}, site=SITE)
    good = phone.get(options)
    cases = mutations(good)
    for _what, raw in cases:
        session = {"passkey_to_use": {"challenge": options["publicKey"]["challenge"], "at": 9e9, "user": None}}
        with pytest.raises(PasskeyNotValid):
            services.use_passkey(session=session, site=SITE, answer=raw)
    assert len(cases) > 200
    row.refresh_from_db()
    assert row.last_used_at is None


# Renaming and removing --------------------------------------------------------------------------------------------------


def test_renaming_changes_the_name_alone():
    noor = make_user("noor")
    phone, row = give_passkey(noor)
    services.rename_passkey(user=noor, passkey_id=row.pk, name=" Blue key\0 ")
    row.refresh_from_db()
    assert row.data["name"] == "Blue key"
    assert use(phone).pk == row.pk


def test_removing_shuts_it_out_and_tells_the_owner():
    noor = make_user("noor")
    phone, row = give_passkey(noor)
    OutboxMail.objects.all().delete()
    services.remove_passkey(sign_in=sign_in_as(noor), passkey_id=row.pk)
    with pytest.raises(PasskeyNotValid):
        use(phone)
    assert OutboxMail.objects.get().subject == "A passkey was removed from your account"
    assert AuditEvent.objects.get(kind="passkey.removed").data == {"passkey": row.pk, "name": "Phone"}


def test_nobody_touches_the_passkeys_of_others():
    noor, omar = make_user("noor"), make_user("omar")
    _phone, row = give_passkey(noor)
    for passkey_id in (row.pk, "0", "x", "9" * 30, None):
        with pytest.raises(PasskeyNotFound):
            services.rename_passkey(user=omar, passkey_id=passkey_id, name="Mine")
        with pytest.raises(PasskeyNotFound):
            services.remove_passkey(sign_in=sign_in_as(omar), passkey_id=passkey_id)


def test_the_only_way_in_stays():
    noor = make_user("noor")
    noor.set_unusable_password()
    noor.save()
    _phone, first = give_passkey(noor)
    _other, second = give_passkey(noor)
    services.remove_passkey(sign_in=sign_in_as(noor), passkey_id=first.pk)
    with pytest.raises(LastWayIn):
        services.remove_passkey(sign_in=sign_in_as(noor), passkey_id=second.pk)
    SocialAccount.objects.create(user=noor, provider="google", uid="1")
    services.remove_passkey(sign_in=sign_in_as(noor), passkey_id=second.pk)
    assert Row.objects.count() == 0


def test_a_password_alone_and_an_api_key_remove_nothing():
    noor = make_user("noor")
    _phone, row = give_passkey(noor)
    with pytest.raises(SecondFactorRequired):
        services.remove_passkey(sign_in=sign_in_as(noor, factor=NO_FACTOR), passkey_id=row.pk)
    with pytest.raises(NotByKey):
        services.remove_passkey(sign_in=sign_in_as(noor, door=Door.KEY), passkey_id=row.pk)
    assert Row.objects.get() == row


def test_nothing_secret_is_stored_and_only_what_is_needed():
    _phone, row = give_passkey(make_user("noor"))
    assert sorted(row.data) == ["credential", "name", "sign_count"]
    assert sorted(row.data["credential"]["response"]) == ["attestationObject", "clientDataJSON"]
    assert len(json.dumps(row.data)) < 1500
