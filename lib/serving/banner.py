"""What `serve` tells whoever started it: where to go, how a phone gets there, and with what to sign in."""

import io

import segno
from django.conf import settings
from django.core.management import call_command

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
    return [f"  {line}" for line in first_steps()] or ["  Sign in with your account."]


def first_steps() -> list[str]:
    """What is still to be done by whoever starts this house for the first time; commands named in the settings know."""
    out = io.StringIO()
    for name in settings.FIRST_STEPS:
        call_command(name, verbosity=0, stdout=out)
    return out.getvalue().splitlines()


def addresses() -> list[str]:
    """Where this server is reached by people: BASE_URL, or this machine's names for itself."""
    if settings.BASE_URL:
        return [str(settings.BASE_URL)]
    return list(filter(None, (f"http://localhost:{settings.PORT}", _address_for_phones(settings.PORT))))
