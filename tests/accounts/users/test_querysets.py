"""Finding users by what they sign in with."""

import pytest
from allauth.account.models import EmailAddress

from accounts.models import User
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("login", ["Noor", "noor", "NOOR", "noor@school.example", "NOOR@School.Example", "123456789012"])
def test_with_login_finds_the_one(login: str):
    noor = make_user("Noor", email="noor@school.example", national_id="123456789012")
    make_user("noora", email="noora@school.example", national_id="123456789013")
    assert list(User.objects.with_login(login)) == [noor]


@pytest.mark.parametrize("login", ["", "noo", "%", "noor_", "n.or", "12345678901", "noor@school"])
def test_with_login_finds_nobody_by_half_a_name(login: str):
    make_user("noor", national_id="123456789012")
    assert not User.objects.with_login(login).exists()


def test_with_login_finds_a_name_of_any_script():
    uenal = make_user("Ünal")
    assert list(User.objects.with_login("Ünal")) == [uenal]


def test_with_email_confirmed_says_so_of_the_address_that_stands_there_now(django_assert_num_queries):
    proved, changed, pending = make_user("proved"), make_user("changed"), make_user("pending")
    EmailAddress.objects.create(user=proved, email="proved@school.example", verified=True, primary=True)
    EmailAddress.objects.create(user=changed, email="old@school.example", verified=True)
    EmailAddress.objects.create(user=pending, email="pending@school.example", verified=False)
    with django_assert_num_queries(1):
        found = {user.username: user.email_confirmed for user in User.objects.with_email_confirmed()}
    assert found == {"proved": True, "changed": False, "pending": False}
