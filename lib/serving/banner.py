"""What `serve` tells whoever started it: where to go, how a phone gets there, and with what to sign in."""

import io

import segno
from django.conf import settings
from django.contrib.auth import get_user_model

from lib.addresses import is_loopback, lan_address


def banner(port: int, encoding: str) -> str:
    """The whole text. `encoding` is the terminal's: the QR needs block characters."""
    here = settings.BASE_URL or f"http://localhost:{port}"
    lines = ["", "Homeroom is running.", "", f"  On this computer  {here}/"]
    phones = _address_for_phones(port)
    if phones:
        lines += [f"  On the network    {phones}/", ""]
        lines += [f"  {line}" for line in _qr(f"{phones}/", encoding)]
    lines += ["", *_sign_in(), "", "Ctrl-C stops everything.", ""]
    return "\n".join(lines)


def _address_for_phones(port: int) -> str:
    if settings.BASE_URL:
        return str(settings.BASE_URL)
    bound_here_only = is_loopback(settings.HOST) and settings.HOST not in {"0.0.0.0", "::"}  # noqa: S104  compared, not bound
    address = None if bound_here_only else lan_address()
    return f"http://{address}:{port}" if address else ""


def _qr(address: str, encoding: str) -> list[str]:
    out = io.StringIO()
    segno.make(address, error="l").terminal(out=out, border=1, compact=True)
    try:
        out.getvalue().encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return []
    return out.getvalue().splitlines()


def _sign_in() -> list[str]:
    logins = settings.DATA_DIR / "demo-logins.txt"
    if settings.DEMO and logins.is_file():
        return [f"  Demo log-ins, kept in {logins}", *(f"    {line}" for line in logins.read_text().splitlines())]
    if not get_user_model().objects.filter(is_superuser=True, is_active=True).exists():
        return ["  There is no administrator yet. Make one:  python manage.py createsuperuser"]
    return ["  Sign in with your account."]
