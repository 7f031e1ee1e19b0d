"""All settings, read from the environment. `.env.example` lists every variable with what it does.

Two shapes of deployment come out of the same file. *Embedded*: no REDIS_URL; SQLite, jobs through files, one machine.
*Shared*: DATABASE_URL and REDIS_URL name PostgreSQL and Redis; any number of machines.
"""

import secrets
import sys
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from config import env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "data"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

DATABASE_URL = env.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'homeroom.sqlite3'}")
REDIS_URL = env.text("REDIS_URL")
EMBEDDED = not REDIS_URL
DEBUG = env.flag("DEBUG", default=False)
HOST = env.text("HOST", "0.0.0.0")  # noqa: S104  phones in the room join by the LAN address
PORT = env.number("PORT", 8000, low=1, high=65535)
BASE_URL = env.origin("BASE_URL")
DEMO = env.flag("DEMO", default=EMBEDDED)


def _secret_key() -> str:
    """SECRET_KEY, or, on the embedded default alone, one made at the first start and kept in DATA_DIR."""
    given = env.text("SECRET_KEY")
    if given:
        if len(given) < 32:
            raise ImproperlyConfigured("SECRET_KEY: write at least 32 random characters.")
        return given
    if not EMBEDDED:
        raise ImproperlyConfigured(
            "SECRET_KEY is missing. Every server and worker of a deployment needs the same one: "
            'python -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    kept = DATA_DIR / "secret_key"
    try:
        with kept.open("x") as file:
            kept.chmod(0o600)
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return kept.read_text().strip()


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "rest_framework",
    "lib",
    "accounts",
    "quizzes",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


# Databases: figures and reasons in docs/decisions/0002.
def _database() -> dict[str, object]:
    database = dict(dj_database_url.parse(DATABASE_URL))
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["CONN_MAX_AGE"] = None
        database["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
        }
    else:
        database["CONN_MAX_AGE"] = 0
        database["OPTIONS"] = {"pool": {"min_size": 2, "max_size": env.number("DB_POOL", 10, low=2, high=200), "timeout": 20}}
    return database


DATABASES = {"default": _database()}

# Between the processes of a deployment (lib.hub) and to the workers (lib.jobs).
CHANNEL_PREFIX = env.text("CHANNEL_PREFIX", "homeroom")
CHANNEL_LAYERS = {
    "default": (
        {"BACKEND": "channels.layers.InMemoryChannelLayer"}
        if EMBEDDED
        else {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL], "prefix": CHANNEL_PREFIX},
        }
    )
}
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
        if EMBEDDED
        else {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": CHANNEL_PREFIX}
    )
}
_BROKER_DIR = DATA_DIR / "broker"
CELERY_BROKER_URL = "filesystem://" if EMBEDDED else REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = (
    {
        "data_folder_in": str(_BROKER_DIR / "queue"),
        "data_folder_out": str(_BROKER_DIR / "queue"),
        "processed_folder": str(_BROKER_DIR / "done"),
        "control_folder": str(_BROKER_DIR / "control"),
        "store_processed": False,
        "polling_interval": 0.1,
    }
    if EMBEDDED
    else {"global_keyprefix": f"{CHANNEL_PREFIX}:", "visibility_timeout": 3600, "socket_timeout": 5, "socket_connect_timeout": 5}
)
if EMBEDDED:
    for _folder in ("queue", "done", "control"):
        (_BROKER_DIR / _folder).mkdir(parents=True, exist_ok=True)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_DEFAULT_QUEUE = "homeroom"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")

USE_TZ = True
TIME_ZONE = env.text("TIME_ZONE", "UTC")
LANGUAGE_CODE = "en"
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.text("STATIC_ROOT", str(DATA_DIR / "static"))
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS") or ["*"]

# Live games
MAX_PLAYERS = env.number("MAX_PLAYERS", 5000, low=1, high=100_000)
WRONG_PINS_A_MINUTE = env.number("WRONG_PINS_A_MINUTE", 60, low=1, high=100_000)
# Answers that arrived in time may be on their way to the database: a question is counted this much after its end.
CLOSING_GRACE_MS = 75
# How often a process looks for changes that no announcement told it of.
LIVE_LOOK_SECONDS = env.number("LIVE_LOOK_SECONDS", 1, low=1, high=3600)

TESTING = "pytest" in sys.modules

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework_simplejwt.authentication.JWTAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "URL_FORMAT_OVERRIDE": None,
}
