"""Mails that went to files because no mail server is set (EMAIL_URL=file://…): listed, read, and forgotten after a while.

Django's file backend writes a file a mail, named by the second; two of the same second may share one, parted by dashes.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings

from lib.errors import NotFound

FILE_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
NAME = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9]+\.log")
RULE = re.compile(rb"\n-{79}\n")
KEEP = timedelta(days=90)
LARGEST = 2_000_000


@dataclass(frozen=True, slots=True)
class KeptMail:
    """One mail in a file. `text` is its plain part; empty in lists."""

    name: str
    to: str
    subject: str
    at: datetime
    text: str = ""


def keeps_mail() -> bool:
    """Whether mail goes to files here."""
    return bool(settings.EMAIL_BACKEND == FILE_BACKEND)


def names() -> list[str]:
    """All kept mails, the newest first. A name tells when it was sent."""
    folder = _folder()
    if folder is None:
        return []
    return sorted((path.name for path in folder.iterdir() if NAME.fullmatch(path.name)), reverse=True)


def read(name: str) -> list[KeptMail]:
    """The mails of one file: nearly always one. NotFound."""
    folder = _folder()
    if folder is None or not NAME.fullmatch(name):
        raise NotFound
    try:
        with (folder / name).open("rb") as file:
            raw = file.read(LARGEST)
    except FileNotFoundError:
        raise NotFound from None
    return [_mail_in(name, part) for part in RULE.split(raw) if part.strip()]


def headings(some: list[str]) -> list[KeptMail]:
    """What stands on the envelopes of these files, as far as they are still there."""
    found: list[KeptMail] = []
    for name in some:
        try:
            found += [replace(mail, text="") for mail in read(name)]
        except NotFound:
            continue
    return found


def forget_old(now: datetime) -> int:
    """Delete what was sent long ago; answers how many."""
    folder = _folder()
    count = 0
    for name in names():
        if folder is not None and _sent_at(name) < now - KEEP:
            (folder / name).unlink(missing_ok=True)
            count += 1
    return count


def _folder() -> Path | None:
    if not keeps_mail():
        return None
    folder = Path(str(settings.EMAIL_FILE_PATH))
    return folder if folder.is_dir() else None


def _mail_in(name: str, raw: bytes) -> KeptMail:
    message = message_from_bytes(raw, policy=policy.default)
    plain = message.get_body(("plain",))
    try:
        at = parsedate_to_datetime(str(message["Date"])).astimezone(UTC)
    except (TypeError, ValueError):
        at = _sent_at(name)
    text = str(plain.get_content()) if plain is not None else ""
    return KeptMail(name, str(message["To"] or ""), str(message["Subject"] or ""), at, text)


def _sent_at(name: str) -> datetime:
    # Django names the file by the clock of the process, which is UTC unless TIME_ZONE says otherwise: good to a day.
    return datetime.strptime(name[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
