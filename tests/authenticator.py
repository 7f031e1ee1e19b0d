"""A phone with passkeys, in software: what a browser and its authenticator answer to the server's options. No mock of ours.

    phone = Authenticator("https://school.example")
    answer = phone.create(options)        # for the hidden field of the form
    answer = phone.get(options)           # signed by the passkey it has for the site

Every answer is a dictionary; `text(answer)` is what is sent. What a forger would change are arguments.
"""

import copy
import json
import os
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

FLAG = AuthenticatorData.FLAG
BOTH = FLAG.UP | FLAG.UV


@dataclass
class Key:
    """One passkey in the phone."""

    credential_id: bytes
    user_handle: bytes
    rp_id: str
    private: ec.EllipticCurvePrivateKey
    sign_count: int = 0


@dataclass
class Authenticator:
    """What a browser at `origin` can use."""

    origin: str = "https://testserver"
    counts: bool = False
    keys: list[Key] = field(default_factory=list)

    def create(self, options: dict[str, Any], *, flags: FLAG = BOTH, rk: bool = True, **forged: Any) -> dict[str, Any]:
        """A new passkey."""
        asked = options["publicKey"]
        key = Key(
            os.urandom(32), websafe_decode(asked["user"]["id"]), asked["rp"]["id"], ec.generate_private_key(ec.SECP256R1())
        )
        self.keys.append(key)
        public = ES256.from_cryptography_key(key.private.public_key())
        credential = AttestedCredentialData.create(b"\0" * 16, key.credential_id, public)
        data = AuthenticatorData.create(sha256(key.rp_id.encode()), flags | FLAG.AT, self._count(key), credential)
        return {
            "id": websafe_encode(key.credential_id),
            "rawId": websafe_encode(key.credential_id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "response": {
                "clientDataJSON": websafe_encode(self._client_data("webauthn.create", asked["challenge"], **forged)),
                "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
                "transports": ["internal"],
            },
            "clientExtensionResults": {"credProps": {"rk": rk}},
        }

    def get(self, options: dict[str, Any], *, flags: FLAG = BOTH, key: Key | None = None, **forged: Any) -> dict[str, Any]:
        """A signature by the passkey that fits, or by `key`."""
        asked = options["publicKey"]
        allowed = {one["id"] for one in asked.get("allowCredentials", [])}
        key = key or next(k for k in self.keys if not allowed or websafe_encode(k.credential_id) in allowed)
        data = AuthenticatorData.create(sha256(asked["rpId"].encode()), flags, self._count(key))
        client_data = self._client_data("webauthn.get", asked["challenge"], **forged)
        signature = key.private.sign(data + sha256(client_data), ec.ECDSA(hashes.SHA256()))
        return {
            "id": websafe_encode(key.credential_id),
            "rawId": websafe_encode(key.credential_id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "response": {
                "clientDataJSON": websafe_encode(client_data),
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signature),
                "userHandle": websafe_encode(key.user_handle),
            },
            "clientExtensionResults": {},
        }

    def _count(self, key: Key) -> int:
        key.sign_count += 1 if self.counts else 0
        return key.sign_count

    def _client_data(self, kind: str, asked: str, **forged: Any) -> bytes:
        data = {"type": kind, "challenge": asked, "origin": self.origin, "crossOrigin": False, **forged}
        return bytes(CollectedClientData(json.dumps(data).encode()))


def text(answer: Any) -> str:
    """As the form sends it."""
    return json.dumps(answer)


ODD: tuple[Any, ...] = (
    None,
    "",
    "x",
    "é",
    "\0",
    "AAAA",
    "A" * 40_000,
    0,
    -1,
    1.5,
    True,
    [],
    ["AAAA"],
    {},
    {"a": 1},
    "%%%",
    10**400,
)


def mutations(answer: dict[str, Any]) -> list[tuple[str, str]]:
    """(what was done, the text to send) for a few hundred broken forms of a good answer; none of them is good."""
    found: list[tuple[str, str]] = [(f"whole {number}", raw) for number, raw in enumerate(WHOLES)]
    for path in (["id"], ["rawId"], ["type"], ["response"], *(["response", name] for name in answer["response"])):
        if path[-1] in {"transports", "userHandle"}:
            continue
        for odd in ODD:
            found.append((f"{'.'.join(path)} = {odd!r:.30}", _with(answer, path, odd)))
        found.append((f"{'.'.join(path)} missing", _without(answer, path)))
    for name in ("clientDataJSON", "attestationObject", "authenticatorData", "signature"):
        if name in answer["response"]:
            raw = websafe_decode(answer["response"][name])
            for place in range(0, len(raw), max(1, len(raw) // 12)):
                changed = raw[:place] + bytes([raw[place] ^ 0x41]) + raw[place + 1 :]
                found.append((f"{name} bit at {place}", _with(answer, ["response", name], websafe_encode(changed))))
                found.append((f"{name} cut at {place}", _with(answer, ["response", name], websafe_encode(raw[:place]))))
            found.append((f"{name} longer", _with(answer, ["response", name], websafe_encode(raw + b"\0\xff"))))
    return found


WHOLES = (
    "", "null", "true", "0", '"text"', "[]", "{}", "{", "[" * 5000, '{"a":' * 5000, "NaN", "9" * 6000, "\0", "é", "x" * 100_000,
    '{"id": "AAAA", "rawId": "AAAA", "response": {}}', '{"id": {"$gt": ""}}', '{"response": []}',
    '{"response": {"userHandle": []}}',
)  # fmt: skip


def _with(answer: dict[str, Any], path: list[str], value: Any) -> str:
    changed = copy.deepcopy(answer)
    at = changed
    for name in path[:-1]:
        at = at[name]
    at[path[-1]] = value
    return json.dumps(changed)


def _without(answer: dict[str, Any], path: list[str]) -> str:
    changed = copy.deepcopy(answer)
    at = changed
    for name in path[:-1]:
        at = at[name]
    del at[path[-1]]
    return json.dumps(changed)
