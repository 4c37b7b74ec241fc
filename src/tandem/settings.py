"""Every setting, typed, from the environment. Defaults are safe and run on one machine without any of them."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from tandem.environment import COUNT, DAYS, NOT_NEGATIVE, PORT, SHARE, database, dotted, log_level, time_zone

env = Env()

SOURCE = Path(__file__).resolve().parent
HOME = Path(env.str("TANDEM_HOME", default=str(SOURCE.parents[1] / ".tandem"))).resolve()


def _secret_key() -> str:
    """The key in the environment, else the one kept in the home folder, made on first use."""
    given: str = env.str("SECRET_KEY", default="")
    if given:
        return given
    from tandem.secret import kept_key

    return kept_key(HOME / "secret.key")


SECRET_KEY = _secret_key()
# Older secrets that still open what they sealed, until everything is sealed with the new one.
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
TANDEM_TODAY = env.date("TANDEM_TODAY", default=None)

PACKAGES = [
    "storage",
    "ledger",
    "people",
    "jobs",
    "clients",
    "catalogue",
    "engagements",
    "scoping",
    "planning",
    "review",
    "handoff",
    "delivery",
    "feedback",
    "learning",
    "scorecard",
    "connectors",
    "front",
]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "tandem.web",
    *[f"tandem.{name}" for name in PACKAGES],
]

MIDDLEWARE = [
    "tandem.front.overload.Door",
    "tandem.web.middleware.bodies_are_capped",
    "tandem.web.middleware.forms_come_whole",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "tandem.front.visits.Sessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tandem.front.kept_text.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tandem.web.watch.requests",
    "tandem.web.middleware.clock",
    "tandem.front.signin.SessionLimits",
    "tandem.web.middleware.private_pages_are_not_cached",
    "tandem.web.middleware.no_nul_in_addresses",
    "tandem.web.middleware.heads_are_answered",
    "tandem.front.middleware.Follow",
    "tandem.front.once.Once",
    "tandem.front.middleware.GoOn",
    "tandem.front.middleware.Permissions",
    "tandem.front.middleware.Refusals",
]

ROOT_URLCONF = "tandem.urls"
WSGI_APPLICATION = "tandem.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": sorted(SOURCE.glob("*/templates")),
        "OPTIONS": {
            "environment": "tandem.web.jinja.environment",
            "context_processors": ["django.contrib.messages.context_processors.messages"],
            "trim_blocks": True,
            "lstrip_blocks": True,
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

SQLITE_START = ";".join(
    f"PRAGMA {pragma}"
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=5000",
        "temp_store=MEMORY",
        "cache_size=-32000",
        "mmap_size=134217728",
        "journal_size_limit=67108864",
    )
)


def _database() -> dict:
    """PostgreSQL by DATABASE_URL, else SQLite in the home folder: WAL, every commit synced, writers queue."""
    if named := database(env):
        # A server that doesn't answer is said to be away after seconds, not after the network's two minutes; and nobody
        # waits longer for a row than for SQLite's file.
        options = {"connect_timeout": 5, "options": "-c lock_timeout=5000", **named.get("OPTIONS", {})}
        return {**named, "OPTIONS": options, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(HOME / "tandem.sqlite3"),
        "CONN_MAX_AGE": 60,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": SQLITE_START, "timeout": 5},
        # A file, so that tests meet WAL and several connections as the product does.
        "TEST": {"NAME": str(HOME / "test.sqlite3")},
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "tandem.front.tries.Counts",
        "LOCATION": "tandem_cache",
        # Sign-in tries are counted here. With Django's 300, whoever tries 300 names would push the counts out.
        "OPTIONS": {"MAX_ENTRIES": 100_000, "CULL_FREQUENCY": 10},
    }
}
# A schedule that would end more than this share of the rows of a kind at once asks first: a clock may be wrong.
EXPIRY_SHARE = env.float("EXPIRY_SHARE", default=0.33, validate=SHARE)
EXPIRY_AT_LEAST = env.int("EXPIRY_AT_LEAST", default=10, validate=COUNT)
# Requests that one process of the web server serves at once, and how many may wait for their turn (front/overload.py).
WEB_THREADS = env.int("WEB_THREADS", default=4, validate=COUNT)
WEB_WAITING = env.int("WEB_WAITING", default=6, validate=NOT_NEGATIVE)
# /readyz asks for a sign of life of a worker no older than this.
WORKER_SEEN_SECONDS = env.int("WORKER_SEEN_SECONDS", default=60, validate=COUNT)
# A job whose worker hasn't spoken for so long is taken up by another.
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=60, validate=COUNT)

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "tandem.front.passwords.HasLetters"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "inbox"
ACCOUNT_ADAPTER = "tandem.front.signin.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_FORMS = {"reset_password": "tandem.front.signin.NewPasswordForm"}
# Nobody who has no account here is written to.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Failed sign-ins and codes are counted by tandem.front.guesses. These only bound how much of a page one address may ask.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": None, "reset_password": "20/m/ip,5/m/key"}
MFA_ADAPTER = "tandem.front.second_step.SecondStep"
MFA_FORMS = {
    "authenticate": "tandem.front.second_step.AuthenticateForm",
    "reauthenticate": "tandem.front.second_step.ReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

# What every template may call beside Django's own. Named by path, because page plumbing (web) lies below these.
TANDEM_TEMPLATE_GLOBALS = {
    "shell": "tandem.front.shell.shell",
    "icon": "tandem.front.icons.icon",
    "look": "tandem.front.look.look",
    "firm_name_of": "tandem.front.shell.firm_name",
    "deal_frame": "tandem.front.deal.frame.deal_frame",
    "promise_trail": "tandem.front.deal.trail.promise_trail",
    "search_address": "tandem.front.shell.search_address",
    "sample_sign_ins": "tandem.front.signin.sample_sign_ins",
    "margin_floor": "tandem.front.floor.margin_floor",
}
SAMPLE_SIGN_INS = env.bool("SAMPLE_SIGN_INS", default=False)

LANGUAGE_CODE = "en-gb"
TIME_ZONE = env.str("TIME_ZONE", default="Europe/London", validate=time_zone)
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"


def _files() -> dict[str, Any]:
    """Uploaded files lie in the database, or where FILES=s3://bucket/folder says: every server and worker reads them."""
    given: str = env.str("FILES", default="")
    if not given:
        return {"BACKEND": "tandem.storage.backend.InDatabase"}
    store, _sign, place = given.partition("://")
    bucket, _sign, folder = place.partition("/")
    if store != "s3" or not bucket:
        raise ImproperlyConfigured(f"FILES={given} can't be read. Say FILES=s3://bucket/folder, or leave it out.")
    options = {
        "bucket_name": bucket, "location": folder.strip("/"), "file_overwrite": False, "default_acl": "private",
        "querystring_auth": True, "endpoint_url": env.str("S3_ENDPOINT", default="") or None,
        "addressing_style": "path" if env.str("S3_ENDPOINT", default="") else "auto",
    }  # fmt: skip
    return {"BACKEND": "tandem.storage.s3.InS3", "OPTIONS": options}


STORAGES = {
    "default": _files(),
    "staticfiles": {
        "BACKEND": env.str(
            "STATICFILES_STORAGE",
            default="django.contrib.staticfiles.storage.StaticFilesStorage",
            validate=dotted,
        )
    },
}
WHITENOISE_USE_FINDERS = True
# Where an older version kept uploads on its own machine; the worker moves them into the store.
MEDIA_ROOT = HOME / "media"
EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="tandem.front.letters.ConsoleBackend", validate=dotted)
EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25, validate=PORT)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10, validate=COUNT)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="tandem@localhost")

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "tandem.front.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * env.int("SESSION_DAYS", default=14, validate=DAYS)
SESSION_IDLE_SECONDS = 60 * 60 * env.int("SESSION_IDLE_HOURS", default=12, validate=DAYS)
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "tandem.front.kept_text.csrf_failure"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# How many reverse proxies of the firm's own stand in front. Only then are their X-Forwarded-* headers believed.
PROXIES = env.int("PROXIES", default=0, validate=NOT_NEGATIVE)
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# A form of text; a file; nothing larger is read at all.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 1
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
REQUEST_MAX_BYTES = env.int("REQUEST_MAX_BYTES", default=210 * 1024 * 1024, validate=COUNT)
HTTPS = env.bool("HTTPS", default=False)
if HTTPS:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
CONTENT_SECURITY_POLICY: dict[str, dict[str, Any]] = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
if HTTPS:
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["upgrade-insecure-requests"] = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "tandem.web.watch.formatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "tandem": {"level": env.str("LOG_LEVEL", default="INFO", validate=log_level)},
        # What was refused is logged by us, with the person; Django's own lines would say each twice.
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
    },
}
