"""All settings, read from the environment. `.env.example` lists every variable with what it does.

Two shapes of deployment come out of the same file. *Embedded*: no REDIS_URL; SQLite, jobs through files, one machine.
*Shared*: DATABASE_URL and REDIS_URL name PostgreSQL and Redis; any number of machines.
"""

import secrets
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
import django_stubs_ext
from django.core.exceptions import ImproperlyConfigured

from config import env
from lib import logs

django_stubs_ext.monkeypatch()  # ModelAdmin[Game] and the like, which type checkers read and Django does not know

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
HTTPS = BASE_URL.startswith("https://")
DEMO = env.flag("DEMO", default=EMBEDDED)
# What `serve` runs before it begins, each of them harmless when there is nothing to do.
PREPARE_COMMANDS = [
    *(["ensure_admin"] if env.text("ADMIN_PASSWORD") else []),
    *(["seed_demo"] if DEMO else []),
]
# What `serve` asks for what is still to be done in a new house: each prints that, or nothing.
FIRST_STEPS = ["setup_link"]


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
# What seals secrets in the database (lib.sealing), the newest first; without one, SECRET_KEY does.
ENCRYPTION_KEYS = env.words("ENCRYPTION_KEYS")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "channels",
    "rest_framework",
    "drf_standardized_errors",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.github",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.openid_connect",
    "django_otp",
    "lib",
    "accounts",
    "quizzes",
    "courses",
]
if "runserver" in sys.argv:
    # daphne's runserver serves sockets too. Only here: importing it costs every process half a second and 15 MB.
    INSTALLED_APPS.insert(0, "daphne")
MIDDLEWARE = [
    "lib.middleware.RequestContext",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "lib.middleware.PageHeaders",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "lib.middleware.Cors",
    "lib.middleware.RefusedBodies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "lib.middleware.KeptRequests",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.sessions.middleware.SessionMiddleware",
    "accounts.signin.middleware.DeviceMiddleware",
    "accounts.users.middleware.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.signin.middleware.StaffRuleMiddleware",
    "lib.middleware.NoNullAddresses",  # innermost: its 404 is a page like every other
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


# Databases. Figures and reasons stand in docs/decisions/0002.
DB_POOL = env.number("DB_POOL", 12, low=2, high=200)


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
        database["OPTIONS"] = {"pool": {"min_size": 2, "max_size": DB_POOL, "timeout": 20}}
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
CELERY_BROKER_URL = "files://" if EMBEDDED else REDIS_URL
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
    else {
        "global_keyprefix": f"{CHANNEL_PREFIX}:",
        "visibility_timeout": 3600,
        "socket_timeout": 5,
        "socket_connect_timeout": 5,
    }
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
CELERY_WORKER_REDIRECT_STDOUTS = False
# Nothing depends on what beat remembers: each periodic task looks in the database for what is due.
CELERY_BEAT_SCHEDULER = "celery.beat.Scheduler"

USE_TZ = True
TIME_ZONE = env.text("TIME_ZONE", "UTC")
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.text("STATIC_ROOT", str(DATA_DIR / "static"))
STORAGES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "lib.storages.FolderStorage"},
    "staticfiles": {"BACKEND": "lib.static_storage.HashedStaticFilesStorage"},
}

# The edge: who may come, by which proxy, and how much is taken in (lib.serving).
_base_host = urlsplit(BASE_URL).hostname or ""
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS") or ([_base_host, "localhost", "127.0.0.1"] if BASE_URL else ["*"])
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL else []
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")
CORS_ORIGINS = env.origins("CORS_ORIGINS")
HTTP_THREADS = env.number("HTTP_THREADS", 6, low=1, high=64)
WORKER_THREADS = env.number("WORKER_THREADS", 4, low=1, high=64)
BODY_LIMIT = 2_500_000
# By the beginning of the address. What UPLOADS_PATH takes in follows from the uses that apps register (lib.uploads).
BODY_LIMITS: dict[str, int] = {"/accounts/settings/picture/": 5_100_000}
UPLOADS_PATH = "/api/v1/uploads/"
DATA_UPLOAD_MAX_MEMORY_SIZE = BODY_LIMIT

# What browsers are told. Strict cookies and HSTS where BASE_URL is https; phones in a classroom come by plain http.
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"  # no-referrer makes browsers send Origin: null, which the CSRF check refuses
SECURE_CROSS_ORIGIN_OPENER_POLICY = None  # lib.middleware.PageHeaders sends it where browsers heed it
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}
# W005, W021: the host may have neighbours below the same domain, for which this project cannot speak.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# Mail: stored first, sent by a worker (lib.outbox).
for _name, _value in env.email_server("EMAIL_URL", f"file://{DATA_DIR / 'mail'}" if EMBEDDED else "console:").items():
    globals()[_name] = _value
EMAIL_DOMAIN = _base_host or "homeroom.invalid"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("EMAIL_FROM", f"Homeroom <homeroom@{EMAIL_DOMAIN}>")

# What operators see.
LOG_FORMAT = env.choice("LOG_FORMAT", "console" if EMBEDDED else "json", ("console", "json"))
LOG_LEVEL = env.choice(
    "LOG_LEVEL", "warning" if LOG_FORMAT == "console" else "info", ("debug", "info", "warning", "error", "critical")
)
LOGGING = logs.configuration(level=LOG_LEVEL, form=LOG_FORMAT)
SLOW_STATEMENT_MS = env.number("SLOW_STATEMENT_MS", 500, low=0, high=600_000)
METRICS_TOKEN = env.text("METRICS_TOKEN")
SENTRY_DSN = env.text("SENTRY_DSN")
if SENTRY_DSN:
    import sentry_sdk

    sentry_sdk.init(
        dsn=SENTRY_DSN,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        before_send=logs.hide_in_report,
        before_send_transaction=logs.hide_in_report,
    )

# Files that people send (lib.uploads). Several machines need this folder shared, or a bucket.
MEDIA_ROOT = DATA_DIR / "media"
UPLOAD_QUOTA_BYTES = env.number("UPLOAD_QUOTA_MB", 1000, low=0, high=10_000_000) * 1_000_000
UPLOAD_QUOTA_FILES = env.number("UPLOAD_QUOTA_FILES", 10_000, low=0, high=100_000_000)
UPLOAD_MAX_PIXELS = env.number("UPLOAD_MAX_MEGAPIXELS", 40, low=1, high=1000) * 1_000_000
# What a zip may hold, with the archives in it (lib.archives). Each is inflated once to see that it is so.
ARCHIVE_MAX_FILES = 2000
ARCHIVE_MAX_BYTES = 300_000_000
ARCHIVE_MAX_NESTED_BYTES = 32_000_000
ARCHIVE_MAX_RATIO = 200
ARCHIVE_MAX_DEPTH = 3
# Where the proxy in front sends files itself: the address below which it has DATA_DIR/media, for nobody but us.
FILES_ACCEL = env.prefix("FILES_ACCEL")
FILE_UPLOAD_PERMISSIONS = 0o640 if FILES_ACCEL else 0o600
S3_BUCKET = env.text("S3_BUCKET")
# Whether browsers fetch all but pictures from the bucket, by an address that holds for a minute, or everything through us.
S3_REDIRECT = env.flag("S3_REDIRECT", default=True)
if S3_BUCKET:
    STORAGES["default"] = env.bucket(S3_BUCKET)
    if S3_REDIRECT:
        CONTENT_SECURITY_POLICY["DIRECTIVES"]["media-src"] = ["'self'", "blob:", env.bucket_origin(S3_BUCKET)]

# Live games
MAX_PLAYERS = env.number("MAX_PLAYERS", 5000, low=1, high=100_000)
WRONG_PINS_A_MINUTE = env.number("WRONG_PINS_A_MINUTE", 60, low=1, high=100_000)
# Answers that arrived in time may be on their way to the database: a question is counted this much after its end.
CLOSING_GRACE_MS = 75
# How often a process looks for changes that no announcement told it of.
LIVE_LOOK_SECONDS = env.number("LIVE_LOOK_SECONDS", 1, low=1, high=3600)

TESTING = "pytest" in sys.modules

# The REST API: one shape for errors and one for lists, whoever answers.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.signin.authentication.TokenAuthentication",
        "accounts.signin.authentication.ApiKeyAuthentication",
        "accounts.signin.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PAGINATION_CLASS": "lib.pagination.Pages",
    "DEFAULT_PARSER_CLASSES": [
        "lib.parsers.StrictJSONParser",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_standardized_errors.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "URL_FORMAT_OVERRIDE": None,
}
_API_ERRORS = ["400", "401", "403", "404", "409", "429", "503"]
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "lib.api_errors.ApiExceptionHandler",
    "ALLOWED_ERROR_STATUS_CODES": _API_ERRORS,
    "ERROR_SCHEMAS": dict.fromkeys(_API_ERRORS, "lib.api_errors.ErrorsSerializer"),
}

# Accounts: who may come in, how, and for how long.
REGISTRATION = env.choice("REGISTRATION", "open", ("open", "waitlist", "invite", "closed"))
EMAIL_CONFIRMATION = env.choice("EMAIL_CONFIRMATION", "optional", ("optional", "required"))
# Staff without a second factor: kept out of the back office alone, of everything, or of nothing.
REQUIRE_STAFF_2FA = env.choice("REQUIRE_STAFF_2FA", "admin", ("admin", "everywhere", "off"))
# Whom one finds by GET /people/: those one shares a room or a group with, or everybody.
PEOPLE_SEARCH = env.choice("PEOPLE_SEARCH", "shared", ("shared", "all"))
# How often a process looks whether the sign-ins of its open sockets still hold, in case it was not told of an end.
SIGN_IN_LOOK_SECONDS = env.number("SIGN_IN_LOOK_SECONDS", 60, low=1, high=3600)
INVITATION_DAYS = env.number("INVITATION_DAYS", 7, low=1, high=90)
SIGN_IN_LINK_MINUTES = env.number("SIGN_IN_LINK_MINUTES", 15, low=1, high=60)
ERASURE_GRACE_DAYS = env.number("ERASURE_GRACE_DAYS", 14, low=0, high=90)
AUDIT_KEEP_DAYS = env.number("AUDIT_KEEP_DAYS", 730, low=30, high=36_500)
# Limits, as docs/deployment.md lists them. A school is one address behind its router, so those by address are wide.
WRONG_SIGN_INS = env.number("WRONG_SIGN_INS", 5, low=1, high=1000)
WRONG_SIGN_INS_A_LOGIN = env.number("WRONG_SIGN_INS_A_LOGIN", 50, low=1, high=100_000)
WRONG_SIGN_INS_AN_ADDRESS = env.number("WRONG_SIGN_INS_AN_ADDRESS", 300, low=1, high=1_000_000)
SIGN_IN_LOCK_SECONDS = env.number("SIGN_IN_LOCK_SECONDS", 300, low=1, high=86_400)
WRONG_CODES_AN_HOUR = env.number("WRONG_CODES_AN_HOUR", 20, low=1, high=1000)
REGISTRATIONS_AN_HOUR = env.number("REGISTRATIONS_AN_HOUR", 200, low=1, high=1_000_000)
RESETS_AN_HOUR = env.number("RESETS_AN_HOUR", 5, low=1, high=1000)
LINKS_AN_HOUR = env.number("LINKS_AN_HOUR", 3, low=1, high=1000)
LINKS_AN_HOUR_AN_ADDRESS = env.number("LINKS_AN_HOUR_AN_ADDRESS", 60, low=1, high=1_000_000)
WAITLIST_AN_HOUR_AN_ADDRESS = env.number("WAITLIST_AN_HOUR_AN_ADDRESS", 20, low=1, high=1_000_000)
FIRST_ADMIN = {
    "username": env.text("ADMIN_USERNAME"),
    "email": env.text("ADMIN_EMAIL"),
    "password": env.text("ADMIN_PASSWORD"),
    "national_id": env.text("ADMIN_NATIONAL_ID"),
}
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 24 * 3600  # where the person asked to stay signed in; else the browser's session
CSRF_COOKIE_SAMESITE = "Lax"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "library:list"
LOGOUT_REDIRECT_URL = "home"
AUTHENTICATION_BACKENDS = ["accounts.signin.backends.LoginBackend"]
PASSWORD_HASHERS = [
    "accounts.signin.backends.PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name", "email", "national_id")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=30),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=7),
    "LEEWAY": timedelta(seconds=10),  # the clocks of several servers differ a little
}
PASSWORD_RESET_TIMEOUT = 30 * 60
ACCOUNT_ADAPTER = "accounts.signin.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.signin.forms.LoginForm",
    "signup": "accounts.signin.forms.SignupForm",
    "change_password": "accounts.signin.forms.ChangePasswordForm",
    "set_password": "accounts.signin.forms.SetPasswordForm",
    "reset_password": "accounts.signin.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.signin.forms.ResetPasswordKeyForm",
    "reauthenticate": "accounts.signin.forms.ReauthenticateForm",
}
# Our backend looks a login up by e-mail and national id too; to allauth it is one field.
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if EMAIL_CONFIRMATION == "required" else "optional"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_REAUTHENTICATION_REQUIRED = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# A school is one address behind its router, so limits by address are wide.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "signup": None,
    # Ours, in the database, count wrong secrets and mails asked for: accounts.signin.throttle and .passwords.
    "login_failed": None,
    "change_password": None,
    "reauthenticate": None,
    "reset_password": None,
    "reset_password_from_key": None,
}

# Passkeys, by allauth's WebAuthn part alone: codes and recovery codes are ours (accounts.totp).
MFA_ADAPTER = "accounts.passkeys.adapter.PasskeyAdapter"
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Sign-in by somebody else's word: each provider that has a client id here is offered at the door.
SOCIALACCOUNT_ADAPTER = "accounts.signin.social.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = env.social_providers()
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_VERIFICATION = ACCOUNT_EMAIL_VERIFICATION
for _origin in env.social_origins():
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"].append(_origin)

# The API's own description, at /api/schema/, /api/docs/ and /api/redoc/.
API_DOCS = env.flag("API_DOCS", default=True)
SPECTACULAR_SETTINGS = {
    "TITLE": "Homeroom",
    "DESCRIPTION": "Quizzes and live games. Sockets are described in docs/protocols.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "lib.openapi.any_of", "lib.openapi.refusals"],
    # What several things have under one name, by the name of the thing.
    "ENUM_NAME_OVERRIDES": {
        "QuestionKindEnum": "quizzes.library.question_types.kinds.NAMES",
        "SignInKindEnum": ["browser", "app"],
        "InvitationStateEnum": "accounts.invitations.models.Invitation.State",
        "DataExportStateEnum": "accounts.profile.models.DataExport.State",
        "WaitlistStateEnum": "accounts.waitlist.models.WaitlistEntry.State",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}
