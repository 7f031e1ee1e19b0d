"""Mails as people see them: the words are one text template, and the HTML twin is drawn from what it says.

`<template>_subject.txt` and `<template>_message.txt` are rendered without escaping. In the message, parted by empty lines:
an address on a line of its own becomes the button, the line before it (ending in a colon) its label; `{{ code }}` alone is
shown large; lines of `Name: value` become a small table. Only an address that the caller gave under a name that ends in
`url` becomes a button, so nothing that a person wrote (a name, a note) can.
"""

import re
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.context import Context
from django.template.loader import get_template, render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

FACT = re.compile(r"([^:\n]{1,40}): (\S.*)")
SIGN_OFF = "\n-- \n"


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail, ready for the outbox."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the message: `text`, `quiet`, `call` (a button), `code` or `facts`."""

    kind: str
    text: str = ""
    address: str = ""
    facts: tuple[tuple[str, str], ...] = ()


def write(template: str, context: Mapping[str, Any] | None = None, *, language: str = "") -> Letter:
    """The letter in this language, else in the request's. Texts in `context` are put on one line each."""
    given = {"site_host": urlsplit(settings.BASE_URL).netloc}
    given |= {name: _one_line(value) for name, value in (context or {}).items()}
    with override(language) if language else nullcontext():
        subject = " ".join(_plain(f"{template}_subject.txt", given).split())
        # allauth's own templates sign themselves; we sign for all of them.
        message = f"\n{_plain(f'{template}_message.txt', given)}".partition(SIGN_OFF)[0].strip()
        drawn = {**given, "subject": subject, "message": message, "blocks": blocks_of(message, given)}
        text, html = _plain("email/base.txt", drawn).strip() + "\n", render_to_string("email/base.html", drawn)
    return Letter(subject=subject, text=text, html=html)


def blocks_of(message: str, context: Mapping[str, Any]) -> list[Block]:
    """The parts of a message, in order. What follows a button is quiet."""
    addresses = {str(value) for name, value in context.items() if name.endswith("url") and value}
    code = str(context.get("code") or "")
    blocks: list[Block] = []
    for part in re.split(r"\n\s*\n", message):
        blocks.append(_block_of([line.strip() for line in part.strip().splitlines()], addresses, code))
        if blocks[-1].kind == "text" and any(block.kind == "call" for block in blocks):
            blocks[-1] = Block("quiet", text=blocks[-1].text)
    return blocks


def _block_of(lines: list[str], addresses: set[str], code: str) -> Block:
    if lines and lines[-1] in addresses:
        return Block("call", text=" ".join(lines[:-1]).rstrip(": ") or _("Open the page"), address=lines[-1])
    if code and lines == [code]:
        return Block("code", text=code)
    facts = [FACT.fullmatch(line) for line in lines]
    if len(lines) > 1 and all(facts):
        return Block("facts", facts=tuple((fact[1], fact[2]) for fact in facts if fact))
    return Block("text", text=" ".join(lines))


def _plain(name: str, context: Mapping[str, Any]) -> str:
    template = get_template(name)
    rendered: SafeString = template.template.render(Context(dict(context), autoescape=False))  # type: ignore[attr-defined]
    return str(rendered)


def _one_line(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value
