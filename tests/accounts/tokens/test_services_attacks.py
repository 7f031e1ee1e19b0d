"""Tokens that somebody made up, changed, mixed up or sends twice."""

import base64
import json
import threading
from datetime import timedelta

import jwt
import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.utils import timezone
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from accounts.models import AuditEvent, RefreshFamily
from accounts.tokens import services
from accounts.tokens.errors import TokenNotValid
from accounts.users.sign_ins import Door
from lib import context
from lib.models import OutboxMail

pytestmark = pytest.mark.django_db


def claims_of(token):
    return jwt.decode(token, options={"verify_signature": False})


def unsigned(token, algorithm="none"):
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part({'alg': algorithm, 'typ': 'JWT'})}.{part(claims_of(token))}."


def signed(claims, key=None, algorithm="HS256", **header):
    return jwt.encode(claims, key or settings.SECRET_KEY, algorithm=algorithm, headers=header or None)


def lets_in(token):
    return services.sign_in_of_access_token(token) is not None


def renews(token):
    try:
        services.rotate_pair(refresh=token)
    except TokenNotValid:
        return False
    return True


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "HS256", "RS256", ""])
def test_a_token_without_a_signature_is_nobodys(student, algorithm):
    pair = services.issue_pair(user=student)
    assert not lets_in(unsigned(pair.access, algorithm))
    assert not renews(unsigned(pair.refresh, algorithm))
    assert RefreshFamily.objects.get().ended_at is None


@pytest.mark.filterwarnings("ignore:The HMAC key")
@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_another_algorithm_than_ours_is_nobodys_with_our_own_key(student, algorithm):
    pair = services.issue_pair(user=student)
    assert not lets_in(signed(claims_of(pair.access), settings.SECRET_KEY, algorithm))
    assert not renews(signed(claims_of(pair.refresh), settings.SECRET_KEY, algorithm))


def test_an_asymmetric_signature_is_nobodys(student):
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert not lets_in(signed(claims_of(services.issue_pair(user=student).access), key, "RS256"))


def test_another_key_and_the_empty_key_are_nobodys(student):
    claims = claims_of(services.issue_pair(user=student).access)
    assert not lets_in(signed(claims, "another key of forty characters and more"))
    assert not lets_in(signed(claims, "x" * 32, kid="../../dev/null"))
    assert lets_in(signed(claims)), "the same claims with our key do hold, so the tests above test what they say"


@pytest.mark.parametrize("claim", ["family", "user_id", "token_type", "exp", "jti"])
def test_a_token_that_lacks_a_claim_is_nobodys(student, claim):
    claims = claims_of(services.issue_pair(user=student).access)
    del claims[claim]
    assert not lets_in(signed(claims))


@pytest.mark.parametrize(
    "change",
    [
        {"token_type": "refresh"},
        {"token_type": None},
        {"token_type": ["access"]},
        {"user_id": "999999"},
        {"user_id": None},
        {"user_id": {"$gt": 0}},
        {"family": "00000000-0000-0000-0000-000000000000"},
        {"family": "' OR 1=1 --"},
        {"family": None},
        {"family": ["x"]},
        {"exp": "tomorrow"},
        {"exp": None},
        {"exp": -1},
        {"exp": 10**30},
        {"exp": 10**400},
        {"iat": "yesterday"},
    ],
    ids=lambda change: str(change)[:40],
)
def test_a_token_with_a_wrong_claim_is_nobodys(student, change):
    claims = claims_of(services.issue_pair(user=student).access) | change
    assert not lets_in(signed(claims))


def test_a_token_from_the_future_is_nobodys_but_clocks_may_differ_a_little(student):
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False) as clock:
        clock.shift(9)
        ahead = services.issue_pair(user=student)
        clock.shift(-9)
        assert lets_in(ahead.access)
        clock.shift(-2)
        assert not lets_in(ahead.access)


def test_a_refresh_token_opens_nothing_and_an_access_token_renews_nothing(student):
    pair = services.issue_pair(user=student)
    assert not lets_in(pair.refresh)
    assert not renews(pair.access)
    with pytest.raises(TokenNotValid):
        services.revoke(refresh=pair.access)
    assert lets_in(pair.access)


def test_a_foreign_token_of_our_own_key_is_nobodys(student):
    """Such as one that another service of the school signed with the same secret."""
    assert not lets_in(str(AccessToken.for_user(student)))
    assert not renews(str(RefreshToken.for_user(student)))
    assert not lets_in(signed({"sub": str(student.pk), "exp": int(timezone.now().timestamp()) + 600}))


@pytest.mark.parametrize("size", [4097, 100_000, 5_000_000])
def test_a_huge_token_is_refused_unread(size):
    assert not lets_in("a." * (size // 2))
    assert not renews("x" * size)


def test_a_bomb_of_deep_claims_is_refused():
    deep = "[" * 900 + "]" * 900
    body = base64.urlsafe_b64encode(deep.encode()).decode().rstrip("=")
    assert not lets_in(f"eyJhbGciOiJIUzI1NiJ9.{body}.AAAA")


@pytest.mark.parametrize("claim", ["family", "user_id"])
def test_tokens_of_two_people_cannot_be_mixed(student, teacher, claim):
    mine, theirs = (claims_of(services.issue_pair(user=user).access) for user in (student, teacher))
    assert not lets_in(signed(mine | {claim: theirs[claim]}))


# Twice -------------------------------------------------------------------------------------------------------------


def test_reuse_is_written_down_and_the_person_hears_of_it_once(student):
    with context.called_by(context.Caller("10.0.0.7", "Importer/1")):
        stolen = services.issue_pair(user=student)
        services.rotate_pair(refresh=stolen.refresh)
    for _ in range(2):
        with context.called_by(context.Caller("203.0.113.9", "Thief/1")):
            assert not renews(stolen.refresh)
    event = AuditEvent.objects.get(kind="token.reused")
    assert (event.user, event.actor, event.address, event.device) == (student, None, "203.0.113.9", "Thief/1")
    assert event.data == {"door": "token", "session": str(RefreshFamily.objects.get().pk), "of": "Importer/1"}
    mail = OutboxMail.objects.get(key__startswith="token-reused:")
    assert (mail.to, mail.subject) == (student.email, "We signed an app out of your account")
    assert "203.0.113.9" in mail.text
    assert stolen.refresh not in mail.text


def test_reuse_by_somebody_without_an_e_mail_breaks_nothing(student):
    student.email = None
    student.save()
    stolen = services.issue_pair(user=student)
    services.rotate_pair(refresh=stolen.refresh)
    assert not renews(stolen.refresh)
    assert not OutboxMail.objects.exists()


def test_a_token_of_an_ended_sign_in_is_no_reuse(student):
    pair = services.issue_pair(user=student)
    services.revoke(refresh=pair.refresh)
    assert not renews(pair.refresh)
    assert not AuditEvent.objects.filter(kind="token.reused").exists()


def test_an_expired_refresh_token_is_no_reuse(student):
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False) as clock:
        old = services.issue_pair(user=student)
        new = services.rotate_pair(refresh=old.refresh)
        clock.shift(timedelta(days=7, seconds=11))
        assert not renews(old.refresh)
        assert not renews(new.refresh)
        assert RefreshFamily.objects.get().ended_at is None
    assert not AuditEvent.objects.filter(kind="token.reused").exists()


def test_renewing_notes_from_where(student):
    with context.called_by(context.Caller("10.0.0.7", "Importer/1")):
        pair = services.issue_pair(user=student)
    with context.called_by(context.Caller("10.9.9.9", "Importer/2")):
        services.rotate_pair(refresh=pair.refresh)
    family = RefreshFamily.objects.get()
    assert (family.address, family.device) == ("10.9.9.9", "Importer/2")


def test_signing_out_is_written_down_once(student):
    pair = services.issue_pair(user=student)
    services.revoke(refresh=pair.refresh)
    services.revoke(refresh=pair.refresh)
    event = AuditEvent.objects.get(kind="sign_in.signed_out")
    assert (event.user, event.actor, event.data["door"]) == (student, student, Door.TOKEN)


def test_an_old_refresh_token_signs_out_too(student):
    """A client that lost an answer still gets out; nothing is taken from it that it has not given up."""
    old = services.issue_pair(user=student)
    new = services.rotate_pair(refresh=old.refresh)
    services.revoke(refresh=old.refresh)
    assert not lets_in(new.access)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_renew_at_once_one_gets_a_pair_and_the_sign_in_ends(student):
    """Nobody can tell two tabs from an owner and a thief: the contract ends the family, without a grace."""
    pair = services.issue_pair(user=student)
    barrier, won = threading.Barrier(5), []

    def ask():
        barrier.wait()
        try:
            won.append(services.rotate_pair(refresh=pair.refresh))
        except TokenNotValid:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert not lets_in(won[0].access)
    assert not renews(won[0].refresh)
    assert AuditEvent.objects.filter(kind="token.reused").count() == 1
