"""How passwords are stored."""

from django.contrib.auth.hashers import check_password, make_password

from config import settings as project


def test_new_passwords_are_argon2id(settings):
    settings.PASSWORD_HASHERS = project.PASSWORD_HASHERS
    stored = make_password("a long passphrase")
    assert stored.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert check_password("a long passphrase", stored)
    assert not check_password("a long passphrase ", stored)


def test_an_older_hash_is_taken_once_more_and_made_anew(settings):
    settings.PASSWORD_HASHERS = project.PASSWORD_HASHERS
    old = make_password("a long passphrase", hasher="pbkdf2_sha256")
    renewed: list[str] = []
    assert check_password("a long passphrase", old, setter=renewed.append)
    assert renewed == ["a long passphrase"]
