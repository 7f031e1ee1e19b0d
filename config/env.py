"""Typed readers of environment variables. A value that cannot be read stops the start and says what to write."""

import ipaddress
import os
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """The variable as it stands, without spaces around it."""
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    """1, true, yes, on / 0, false, no, off."""
    raw = text(name, "1" if default else "0").lower()
    if raw in TRUE:
        return True
    if raw in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={raw!r}: write 1 or 0.")


def number(name: str, default: int, *, low: int, high: int) -> int:
    """A whole number between `low` and `high`."""
    raw = text(name, str(default))
    try:
        value = int(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={raw!r}: write a whole number, such as {default}.") from None
    if not low <= value <= high:
        raise ImproperlyConfigured(f"{name}={value}: write a number from {low} to {high}.")
    return value


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """One of `allowed`."""
    value = text(name, default).lower()
    if value not in allowed:
        raise ImproperlyConfigured(f"{name}={value!r}: write one of {', '.join(allowed)}.")
    return value


def words(name: str) -> list[str]:
    """A list separated by commas; empty entries are dropped."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def origin(name: str) -> str:
    """An address such as https://school.example, without a slash at the end; empty when it is not set."""
    raw = text(name).rstrip("/")
    if raw and (urlsplit(raw).scheme not in {"http", "https"} or not urlsplit(raw).netloc):
        raise ImproperlyConfigured(f"{name}={raw!r}: write an address with its scheme, such as https://school.example.")
    return raw


def origins(name: str) -> list[str]:
    """A list of origins, each scheme://host[:port] and nothing more."""
    for value in words(name):
        parts = urlsplit(value)
        if value != f"{parts.scheme}://{parts.netloc}" or parts.scheme not in {"http", "https"} or not parts.netloc:
            raise ImproperlyConfigured(f"{name}={value!r}: write origins such as https://app.example, without a path.")
    return words(name)


def networks(name: str) -> list[str]:
    """A list of addresses and networks, such as 10.0.0.1, 172.16.0.0/12."""
    for value in words(name):
        try:
            ipaddress.ip_network(value, strict=False)
        except ValueError:
            raise ImproperlyConfigured(f"{name}={value!r}: write addresses or networks, such as 172.16.0.0/12.") from None
    return words(name)


def email_server(name: str, default: str = "console:") -> dict[str, object]:
    """`smtp://user:password@host:587/?tls=1`, `smtps://…:465`, `console:` or `file:///folder` as Django's settings."""
    raw = text(name, default)
    parts = urlsplit(raw)
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme == "file":
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": unquote(parts.path),
        }
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured(f"{name}: write smtp://user:password@host:587/?tls=1, smtps://…, file:///folder or console:")
    query = parse_qs(parts.query)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": query.get("tls", ["0"])[0] in TRUE,
        "EMAIL_TIMEOUT": 15,
    }


def social_providers() -> dict[str, dict[str, object]]:
    """allauth's SOCIALACCOUNT_PROVIDERS of GOOGLE_*, GITHUB_* and OIDC_*: those whose client id is set."""
    found: dict[str, dict[str, object]] = {}
    for name, scope in (("google", ["profile", "email"]), ("github", ["user:email"])):
        app = _client_of(name.upper())
        if app is not None:
            found[name] = {"APPS": [app], "SCOPE": scope, "OAUTH_PKCE_ENABLED": True}
    app = _client_of("OIDC")
    if app is not None:
        server = origin_or_address("OIDC_SERVER_URL")
        app |= {"provider_id": "oidc", "name": text("OIDC_NAME", "Single sign-on"), "settings": {"server_url": server}}
        found["openid_connect"] = {"APPS": [app], "OAUTH_PKCE_ENABLED": True}
    return found


def social_origins() -> list[str]:
    """Where signing in by a provider leads to: what the policy of our pages has to allow forms to end at."""
    known = {"google": "https://accounts.google.com", "github": "https://github.com"}
    found = [known[name] for name in known if text(f"{name.upper()}_CLIENT_ID")]
    if text("OIDC_CLIENT_ID"):
        parts = urlsplit(origin_or_address("OIDC_SERVER_URL"))
        found += [f"{parts.scheme}://{parts.netloc}", *origins("OIDC_ORIGINS")]
    return found


def origin_or_address(name: str) -> str:
    """A whole address, with a path if it has one."""
    raw = text(name)
    if urlsplit(raw).scheme not in {"http", "https"} or not urlsplit(raw).netloc:
        raise ImproperlyConfigured(f"{name}={raw!r}: write the provider's address, such as https://login.school.example.")
    return raw


def prefix(name: str) -> str:
    """The beginning of addresses, with a slash before and behind; empty when it is not set."""
    raw = text(name).strip("/")
    if not raw.isascii() or set(raw) & set(" ?#%\\"):
        raise ImproperlyConfigured(f"{name}={raw!r}: write a path such as /protected-files/.")
    return f"/{raw}/" if raw else ""


def bucket(name: str) -> dict[str, object]:
    """The storage of S3_*: a private bucket. Without keys the client finds the machine's own role."""
    access, secret = text("S3_ACCESS_KEY"), text("S3_SECRET_KEY")
    if bool(access) != bool(secret):
        raise ImproperlyConfigured("S3_ACCESS_KEY and S3_SECRET_KEY: set both, or neither.")
    endpoint = origin("S3_ENDPOINT_URL")
    region = text("S3_REGION", "us-east-1")
    options: dict[str, object] = {
        "bucket_name": name,
        "region_name": region,
        "endpoint_url": endpoint or f"https://s3.{region}.amazonaws.com",
        # Others than Amazon seldom have a host for each bucket.
        "addressing_style": "path" if endpoint else "virtual",
    }
    if access:
        options |= {"access_key": access, "secret_key": secret}
    return {"BACKEND": "lib.buckets.BucketStorage", "OPTIONS": options}


def bucket_origin(name: str) -> str:
    """Where signed addresses of the bucket lead, for the policy of our pages."""
    return origin("S3_ENDPOINT_URL") or f"https://{name}.s3.{text('S3_REGION', 'us-east-1')}.amazonaws.com"


def _client_of(name: str) -> dict[str, object] | None:
    client, secret = text(f"{name}_CLIENT_ID"), text(f"{name}_CLIENT_SECRET")
    if not client:
        return None
    if not secret:
        raise ImproperlyConfigured(f"{name}_CLIENT_ID is set and {name}_CLIENT_SECRET is not.")
    return {"client_id": client, "secret": secret}
