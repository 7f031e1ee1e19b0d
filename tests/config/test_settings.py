"""Settings are read from the environment, and what cannot be read stops the start with a sentence."""

import json
import os
import subprocess
import sys

import pytest

from tests.deployment import ROOT

PRODUCTION = {
    "SECRET_KEY": "k" * 25 + "0123456789-abcdefghij-ABCDEFGHIJ",
    "DATABASE_URL": "postgres://root@127.0.0.1:5432/postgres",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "BASE_URL": "https://school.example",
    "TRUSTED_PROXIES": "172.30.0.0/24",
    "EMAIL_URL": "smtp://user:password@mail.example:587/?tls=1",
}


def python(code, tmp_path, **env):
    clean = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings", **env}
    return subprocess.run([sys.executable, *code], cwd=ROOT, env=clean, capture_output=True, text=True, timeout=60, check=False)


def settings_of(tmp_path, *names, **env):
    code = (
        "import json; from django.conf import settings; "
        f"print(json.dumps([getattr(settings, name) for name in {names!r}], default=str))"
    )
    done = python(["-c", code], tmp_path, **env)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_embedded_makes_a_key_and_keeps_it(tmp_path):
    (first,) = settings_of(tmp_path, "SECRET_KEY")
    (second,) = settings_of(tmp_path, "SECRET_KEY")

    assert first == second
    assert len(first) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"REDIS_URL": "redis://x"}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "short"}, "at least 32"),
        ({"PORT": "eighty"}, "whole number"),
        ({"PORT": "70000"}, "from 1 to 65535"),
        ({"DEBUG": "maybe"}, "write 1 or 0"),
        ({"BASE_URL": "school.example"}, "with its scheme"),
        ({"TRUSTED_PROXIES": "proxy"}, "addresses or networks"),
        ({"CORS_ORIGINS": "https://app.example/path"}, "without a path"),
        ({"EMAIL_URL": "mail.example"}, "smtp://"),
        ({"LOG_FORMAT": "xml"}, "one of console, json"),
        ({"FILES_ACCEL": "/a b?/"}, "write a path such as /protected-files/"),
        ({"S3_BUCKET": "x", "S3_ACCESS_KEY": "key"}, "set both, or neither"),
        ({"S3_BUCKET": "x", "S3_ENDPOINT_URL": "minio:9000"}, "with its scheme"),
    ],
)
def test_value_that_cannot_be_read_stops_the_start(tmp_path, env, says):
    done = python(["-c", "from django.conf import settings; settings.DEBUG"], tmp_path, **env)

    assert done.returncode != 0
    assert says in done.stderr.splitlines()[-1]


def test_https_makes_cookies_and_redirects_strict(tmp_path):
    names = (
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "ALLOWED_HOSTS",
        "DEMO",
    )

    assert settings_of(tmp_path, *names, **PRODUCTION) == [
        True, True, True, 31_536_000, ["school.example", "localhost", "127.0.0.1"], False,
    ]  # fmt: skip
    assert settings_of(tmp_path, *names) == [False, False, False, 0, ["*"], True]


def test_a_bucket_takes_the_place_of_the_folder(tmp_path):
    at_amazon = {"S3_BUCKET": "files", "S3_REGION": "eu-north-1"}
    storages, policy = settings_of(tmp_path, "STORAGES", "CONTENT_SECURITY_POLICY", **at_amazon)
    assert storages["default"] == {
        "BACKEND": "lib.buckets.BucketStorage",
        "OPTIONS": {
            "bucket_name": "files",
            "region_name": "eu-north-1",
            "endpoint_url": "https://s3.eu-north-1.amazonaws.com",
            "addressing_style": "virtual",
        },
    }
    assert policy["DIRECTIVES"]["media-src"] == ["'self'", "blob:", "https://files.s3.eu-north-1.amazonaws.com"]

    elsewhere = {
        "S3_BUCKET": "files",
        "S3_ENDPOINT_URL": "https://s3.school.example",
        "S3_ACCESS_KEY": "a",
        "S3_SECRET_KEY": "b",
    }
    storages, policy = settings_of(tmp_path, "STORAGES", "CONTENT_SECURITY_POLICY", **elsewhere)
    options = storages["default"]["OPTIONS"]
    assert (options["endpoint_url"], options["addressing_style"]) == ("https://s3.school.example", "path")
    assert (options["access_key"], options["secret_key"]) == ("a", "b")
    assert policy["DIRECTIVES"]["media-src"] == ["'self'", "blob:", "https://s3.school.example"]

    _, policy = settings_of(tmp_path, "STORAGES", "CONTENT_SECURITY_POLICY", **elsewhere, S3_REDIRECT="0")
    assert "media-src" not in policy["DIRECTIVES"]


def test_files_may_be_read_by_the_proxy_that_sends_them(tmp_path):
    names = ("FILES_ACCEL", "FILE_UPLOAD_PERMISSIONS")
    assert settings_of(tmp_path, *names) == ["", 0o600]
    assert settings_of(tmp_path, *names, FILES_ACCEL="protected-files") == ["/protected-files/", 0o640]


@pytest.mark.services
def test_production_passes_the_deployment_checks(tmp_path):
    done = python(["manage.py", "check", "--deploy", "--fail-level", "WARNING"], tmp_path, **PRODUCTION)

    assert done.returncode == 0, done.stderr


@pytest.mark.services
def test_pool_that_is_too_small_is_found(tmp_path):
    done = python(["manage.py", "check", "--deploy"], tmp_path, **PRODUCTION, DB_POOL="4")

    assert "homeroom.W002" in done.stderr
