"""WebAuthn itself: what a browser is asked, and whether its answer holds. Knows no database, no request and no session.

Every passkey is discoverable and verifies its owner (PIN, finger, face), so one is both factors at once.
"""

import ipaddress
import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from accounts.passkeys.errors import PasskeyNotValid

NAME = "Homeroom"
TIMEOUT_MS = 5 * 60 * 1000
LONGEST_ID = 1023
BASE64 = re.compile(r"[A-Za-z0-9_-]+")  # as browsers write it; Python's decoder skips whatever else it meets
DEFAULT_PORTS = {"https": 443, "http": 80}
# What reading a forged answer may raise, in python-fido2, its CBOR and the keys below it.
BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
    struct.error,
)


@dataclass(frozen=True, slots=True)
class Site:
    """What passkeys are made for: `id` is the host without its port, `origins` the addresses a browser may have open."""

    id: str
    origins: frozenset[str]

    @property
    def is_possible(self) -> bool:
        """Whether browsers keep passkeys for this host: a name, no number."""
        try:
            ipaddress.ip_address(self.id)
        except ValueError:
            return bool(self.id)
        return False


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a passkey is for. `handle` comes back with every use; authenticators show the names."""

    handle: bytes
    name: str
    display_name: str


@dataclass(frozen=True, slots=True)
class NewKey:
    """A passkey just made: what is stored of it."""

    credential: dict[str, Any]
    sign_count: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A passkey just used, its signature checked."""

    credential_id: str
    sign_count: int


def site_at(address: str) -> Site:
    """The site at this address. It is https, whoever ends the TLS; http counts on localhost only."""
    parts = urlsplit(address.lower())
    host = parts.hostname or ""
    schemes = ("https", "http") if host == "localhost" else ("https",)
    return Site(host, frozenset(_origin(scheme, host, parts.port) for scheme in schemes))


def ask_for_new(site: Site, person: Person, known: Sequence[str]) -> tuple[dict[str, Any], str]:
    """Options for `navigator.credentials.create` and the challenge in them. `known` are ids not to be made twice."""
    options, state = _server(site).register_begin(
        PublicKeyCredentialUserEntity(id=person.handle, name=person.name, display_name=person.display_name),
        credentials=[_descriptor(one) for one in known],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
        extensions={"credProps": True},
    )
    return _plain(options), state["challenge"]


def read_new(site: Site, challenge: str, response: Mapping[str, Any]) -> NewKey:
    """The passkey that was made. PasskeyNotValid."""
    server = _server(site)
    try:
        _check_shape(response, "clientDataJSON", "attestationObject")
        answer = RegistrationResponse.from_dict(response)
        _check_frame(answer.response.client_data)
        data = server.register_complete(_state(challenge), answer)
        key = data.credential_data
        if key is None or key.credential_id != answer.raw_id or not 0 < len(key.credential_id) <= LONGEST_ID:
            raise PasskeyNotValid
        if key.public_key.ALGORITHM not in {one.alg for one in server.allowed_algorithms}:
            raise PasskeyNotValid
        _check_key(key)
        properties = _mapping(_mapping(response.get("clientExtensionResults")).get("credProps"))
        if properties.get("rk") is False:
            raise PasskeyNotValid
        stored = {
            "id": websafe_encode(key.credential_id),
            "rawId": websafe_encode(key.credential_id),
            "type": "public-key",
            "response": {
                "clientDataJSON": websafe_encode(answer.response.client_data),
                "attestationObject": websafe_encode(answer.response.attestation_object),
            },
            "clientExtensionResults": {"credProps": {"rk": True}},
        }
        return NewKey(stored, data.counter)
    except BROKEN:
        raise PasskeyNotValid from None


def ask_to_sign(site: Site, known: Sequence[str] | None = None) -> tuple[dict[str, Any], str]:
    """Options for `navigator.credentials.get` and the challenge in them; without `known`, any passkey of this site."""
    options, state = _server(site).authenticate_begin(
        credentials=None if known is None else [_descriptor(one) for one in known],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _plain(options), state["challenge"]


def handle_in(response: Mapping[str, Any]) -> bytes | None:
    """The user handle an answer names; None when it names none. PasskeyNotValid. Nothing is proved yet."""
    given = _mapping(response.get("response")).get("userHandle")
    if given is None or given == "":
        return None
    if not isinstance(given, str) or not BASE64.fullmatch(given):
        raise PasskeyNotValid
    try:
        return websafe_decode(given)
    except ValueError:
        raise PasskeyNotValid from None


def read_signature(site: Site, challenge: str, stored: Sequence[Mapping[str, Any]], response: Mapping[str, Any]) -> Shown:
    """Which of the stored credentials has signed this challenge. PasskeyNotValid."""
    try:
        _check_shape(response, "clientDataJSON", "authenticatorData", "signature")
        answer = AuthenticationResponse.from_dict(response)
        _check_frame(answer.response.client_data)
        key = _server(site).authenticate_complete(_state(challenge), [_key_in(one) for one in stored], answer)
        return Shown(websafe_encode(key.credential_id), answer.response.authenticator_data.counter)
    except BROKEN:
        raise PasskeyNotValid from None


def _server(site: Site) -> Fido2Server:
    entity = PublicKeyCredentialRpEntity(id=site.id, name=NAME)
    server = Fido2Server(entity, verify_origin=lambda origin: origin in site.origins)
    server.timeout = TIMEOUT_MS  # type: ignore[assignment]  # the library infers None from its default
    return server


def _origin(scheme: str, host: str, port: int | None) -> str:
    name = f"[{host}]" if ":" in host else host
    return f"{scheme}://{name}" if port in {None, DEFAULT_PORTS[scheme]} else f"{scheme}://{name}:{port}"


def _state(challenge: str) -> dict[str, Any]:
    return {"challenge": challenge, "user_verification": UserVerificationRequirement.REQUIRED}


def _descriptor(credential_id: str) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=websafe_decode(credential_id))


def _key_in(stored: Mapping[str, Any]) -> AttestedCredentialData:
    key = RegistrationResponse.from_dict(stored).response.attestation_object.auth_data.credential_data
    if key is None:
        raise ValueError("A stored passkey without its key.")
    return key


def _check_shape(response: Mapping[str, Any], *fields: str) -> None:
    """PasskeyNotValid unless the names are there as text; the library takes a missing `id` or `type` for a good one."""
    inner = _mapping(response.get("response"))
    texts = [response.get("id"), response.get("rawId"), *(inner.get(name) for name in fields)]
    if response.get("type") != "public-key" or not all(isinstance(one, str) and BASE64.fullmatch(one) for one in texts):
        raise PasskeyNotValid


def _check_frame(client_data: Any) -> None:
    """PasskeyNotValid for an answer made in a frame of somebody else's page."""
    if client_data.cross_origin is not False:
        raise PasskeyNotValid


def _check_key(key: AttestedCredentialData) -> None:
    """Raises one of BROKEN unless the public key can be worked with; no signature is empty."""
    try:
        key.public_key.verify(b"", b"")
    except InvalidSignature:
        return
    raise ValueError("A key that takes everything.")


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _plain(options: Any) -> dict[str, Any]:
    """Dictionaries and lists, as JSON has them."""
    return {name: _plain(value) if isinstance(value, Mapping) else value for name, value in dict(options).items()}
