"""WebAuthn itself: which answers hold. No database."""

import json

import pytest
from fido2.webauthn import AuthenticatorData

from accounts.passkeys import ceremony
from accounts.passkeys.ceremony import Person, site_at
from accounts.passkeys.errors import PasskeyNotValid
from tests.authenticator import Authenticator, mutations

FLAG = AuthenticatorData.FLAG
SITE = site_at("https://school.example")
NOOR = Person(b"17", "noor", "Noor")


def phone() -> Authenticator:
    return Authenticator("https://school.example")


def made(at=None):
    """(phone, what is stored of its passkey)."""
    device = at or phone()
    options, challenge = ceremony.ask_for_new(SITE, NOOR, [])
    return device, ceremony.read_new(SITE, challenge, device.create(options)).credential


@pytest.mark.parametrize(
    ("address", "host", "origins", "possible"),
    [
        ("https://school.example", "school.example", {"https://school.example"}, True),
        ("https://School.Example:443", "school.example", {"https://school.example"}, True),
        ("https://school.example:8443", "school.example", {"https://school.example:8443"}, True),
        ("http://school.example", "school.example", {"https://school.example"}, True),
        ("http://localhost:8000", "localhost", {"http://localhost:8000", "https://localhost:8000"}, True),
        ("http://127.0.0.1:8000", "127.0.0.1", {"https://127.0.0.1:8000"}, False),
        ("http://[::1]:8000", "::1", {"https://[::1]:8000"}, False),
        ("http://192.168.1.7", "192.168.1.7", {"https://192.168.1.7"}, False),
        ("", "", {"https://"}, False),
    ],
)
def test_a_site_is_a_host_without_its_port_and_its_secure_addresses(address, host, origins, possible):
    site = site_at(address)
    assert (site.id, site.origins, site.is_possible) == (host, origins, possible)


def test_what_is_asked_for_a_new_one():
    options, challenge = ceremony.ask_for_new(SITE, NOOR, ["AAAA"])
    asked = json.loads(json.dumps(options))["publicKey"]
    assert asked["rp"] == {"id": "school.example", "name": "Homeroom"}
    assert asked["user"] == {"id": "MTc", "name": "noor", "displayName": "Noor"}
    assert asked["authenticatorSelection"] == {
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": "required",
    }
    assert asked["excludeCredentials"] == [{"type": "public-key", "id": "AAAA"}]
    assert (asked["challenge"], len(challenge)) == (challenge, 43)
    assert ceremony.ask_for_new(SITE, NOOR, [])[1] != challenge


def test_what_is_asked_for_a_signature_names_nobody_who_is_not_known():
    anybody = json.loads(json.dumps(ceremony.ask_to_sign(SITE)[0]))["publicKey"]
    somebody = json.loads(json.dumps(ceremony.ask_to_sign(SITE, ["AAAA"])[0]))["publicKey"]
    assert "allowCredentials" not in anybody
    assert somebody["allowCredentials"] == [{"type": "public-key", "id": "AAAA"}]
    assert (anybody["userVerification"], anybody["rpId"]) == ("required", "school.example")


def test_a_passkey_is_made_and_signs():
    device, stored = made()
    options, challenge = ceremony.ask_to_sign(SITE)
    answer = device.get(options)
    shown = ceremony.read_signature(SITE, challenge, [stored], answer)
    assert (shown.credential_id, shown.sign_count) == (stored["id"], 0)
    assert ceremony.handle_in(answer) == b"17"


FORGED_NEW = {
    "another challenge": {"challenge": "A" * 43},
    "of another site": {"origin": "https://evil.example"},
    "of a neighbour": {"origin": "https://sub.school.example"},
    "not secure": {"origin": "http://school.example"},
    "another port": {"origin": "https://school.example:8443"},
    "in a frame": {"crossOrigin": True},
    "another ceremony": {"type": "webauthn.get"},
    "no touch": {"flags": FLAG.UV},
    "owner not verified": {"flags": FLAG.UP},
    "not discoverable": {"rk": False},
}


@pytest.mark.parametrize("forged", FORGED_NEW.values(), ids=FORGED_NEW.keys())
def test_a_new_one_is_refused(forged):
    options, challenge = ceremony.ask_for_new(SITE, NOOR, [])
    with pytest.raises(PasskeyNotValid):
        ceremony.read_new(SITE, challenge, phone().create(options, **forged))


@pytest.mark.parametrize(
    "forged",
    [value for name, value in FORGED_NEW.items() if name not in {"not discoverable", "another ceremony"}]
    + [{"type": "webauthn.create"}, {"flags": FLAG(0)}],
    ids=str,
)
def test_a_signature_is_refused(forged):
    device, stored = made()
    options, challenge = ceremony.ask_to_sign(SITE)
    with pytest.raises(PasskeyNotValid):
        ceremony.read_signature(SITE, challenge, [stored], device.get(options, **forged))


def test_a_signature_for_another_site_of_the_same_key_is_refused():
    device, stored = made()
    elsewhere = site_at("https://evil.example")
    options, challenge = ceremony.ask_to_sign(elsewhere)
    with pytest.raises(PasskeyNotValid):
        ceremony.read_signature(SITE, challenge, [stored], device.get(options, origin="https://school.example"))


def test_a_signature_of_a_key_that_is_not_stored_is_refused():
    (device, _stored), (_other, others) = made(), made()
    options, challenge = ceremony.ask_to_sign(SITE)
    with pytest.raises(PasskeyNotValid):
        ceremony.read_signature(SITE, challenge, [others], device.get(options))


def test_a_signature_of_another_key_under_a_stored_id_is_refused():
    (_device, stored), (thief, _others) = made(), made()
    options, challenge = ceremony.ask_to_sign(SITE)
    answer = thief.get(options)
    answer["id"] = answer["rawId"] = stored["id"]
    with pytest.raises(PasskeyNotValid):
        ceremony.read_signature(SITE, challenge, [stored], answer)


def parsed(good):
    """The mutations that are an object at least; the others are refused before they come here."""
    for what, raw in mutations(good):
        try:
            broken = json.loads(raw)
        except (ValueError, RecursionError):
            continue
        if isinstance(broken, dict):
            yield what, broken


def test_every_broken_signature_is_refused():
    device, stored = made()
    options, challenge = ceremony.ask_to_sign(SITE)
    taken = []
    cases = list(parsed(device.get(options)))
    for what, broken in cases:
        try:
            ceremony.read_signature(SITE, challenge, [stored], broken)
            taken.append(what)
        except PasskeyNotValid:
            pass
    assert len(cases) > 150
    assert taken == []


def test_a_broken_new_one_is_refused_or_another_one():
    """Nobody signs what is said of a new key, so a changed bit may make another key; it never makes an error of ours."""
    options, challenge = ceremony.ask_for_new(SITE, NOOR, [])
    taken = []
    cases = list(parsed(phone().create(options)))
    for what, broken in cases:
        try:
            ceremony.read_new(SITE, challenge, broken)
            taken.append(what)
        except PasskeyNotValid:
            pass
    assert len(cases) > 100
    assert [what for what in taken if " bit at " not in what] == []
