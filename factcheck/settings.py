"""Every knob of Claimdesk, read from the environment: safe defaults, loud failure in production."""

from __future__ import annotations

import base64
import binascii
import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
import structlog
from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from redis.backoff import NoBackoff
from redis.retry import Retry

from factcheck import embedded
from factcheck.logs import without_rows

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = embedded.home()


def flag(name: str, *, default: bool) -> bool:
    """Read a yes-or-no knob; anything but yes, true, on, 1 and their opposites is refused."""
    given = os.environ.get(name, "").strip().lower()
    if not given:
        return default
    if given in {"1", "true", "yes", "on"}:
        return True
    if given in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {given!r}: write yes or no.")


def words(name: str, default: str = "") -> list[str]:
    """Read a knob that is a list, separated by commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def number(name: str, default: int) -> int:
    """Read a knob that is a whole number."""
    given = os.environ.get(name, "").strip()
    if not given:
        return default
    if not given.isdigit():
        raise ImproperlyConfigured(f"{name} is {given!r}: write a whole number.")
    return int(given)


def quotas(name: str) -> dict[str, int]:
    """Read a knob that names a number for each of several: brave=2000, openalex=100000."""
    read = {}
    for given in words(name):
        who, _sign, most = given.partition("=")
        if not most.strip().isdigit():
            raise ImproperlyConfigured(f"{name} has {given!r}: write name=number, separated by commas.")
        read[who.strip()] = int(most)
    return read


def options(name: str) -> dict[str, Any]:
    """Read a knob that is a JSON object."""
    given = os.environ.get(name, "").strip() or "{}"
    try:
        read = json.loads(given)
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise ImproperlyConfigured(f'{name} must be a JSON object, such as {{"bucket_name": "evidence"}}.')
    return read


def key(name: str, given: str) -> bytes:
    """Read a key of 32 bytes, written in base64 of either alphabet."""
    try:
        read = base64.b64decode(given.translate(str.maketrans("-_", "+/")).rstrip("=") + "=", validate=True)
    except (binascii.Error, ValueError):
        read = b""
    if len(read) != 32:
        raise ImproperlyConfigured(f"{name} must be 32 random bytes in base64.")
    return read


# ---------------------------------------------------------------------------------------------- who and where
NEWSROOM_NAME = os.environ.get("NEWSROOM_NAME", "The Claimdesk Newsroom")
SITE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
CONTACT_EMAIL = os.environ.get("CONTACT_EMAIL", "")  # where readers report errors; shown on the public site
if urlsplit(SITE_URL).scheme not in {"http", "https"} or not urlsplit(SITE_URL).hostname:
    raise ImproperlyConfigured(
        f"SITE_URL is {SITE_URL!r}: write the address of the site, such as https://facts.example.org."
    )

PRODUCTION = flag("CLAIMDESK_PRODUCTION", default=False)
DEBUG = flag("DEBUG", default=False)
if PRODUCTION:
    missing = [
        name
        for name in ("SECRET_KEY", "LEDGER_KEY", "DATABASE_URL", "REDIS_URL", "SITE_URL", "ALLOWED_HOSTS")
        if not os.environ.get(name)
    ]
    if missing:
        raise ImproperlyConfigured(f"CLAIMDESK_PRODUCTION is on, but these are not set: {', '.join(missing)}.")
    if DEBUG:
        raise ImproperlyConfigured("CLAIMDESK_PRODUCTION and DEBUG exclude each other.")

# Where browsers and followers reach the live process: in production below the site's own address, unless told.
LIVE_URL = os.environ.get("LIVE_URL", SITE_URL if PRODUCTION else "http://127.0.0.1:8001").rstrip("/")

SECRET_KEY = os.environ.get("SECRET_KEY") or embedded.secret("secret_key")
LEDGER_KEY = key("LEDGER_KEY", os.environ.get("LEDGER_KEY") or embedded.secret("ledger_key"))  # Ed25519, signs the head
ALLOWED_HOSTS = words("ALLOWED_HOSTS", f"localhost,127.0.0.1,[::1],{urlsplit(SITE_URL).hostname}")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS", SITE_URL if SITE_URL.startswith("https://") else "")

# ------------------------------------------------------------------------------------------------ applications
INSTALLED_APPS = [
    "claims.apps.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "pgtrigger",
    "pghistory",
    "rest_framework",
    "drf_spectacular",
    "csp",
    "claims",
    "factcheck",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "claims.api.lane.Lane",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "claims.admin.language.SpokenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "claims.admin.language_and_zone.LanguageAndZone",
    "pghistory.middleware.HistoryMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "factcheck.urls"
WSGI_APPLICATION = "factcheck.wsgi.application"
ASGI_APPLICATION = "factcheck.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["claims.admin.spoken"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "claims.site.context.newsroom",
            ],
        },
    },
]

# ---------------------------------------------------------------------------------------------------- database
POOL_SIZE = number("DATABASE_POOL_SIZE", 8)
POOL_WAIT = number("DATABASE_POOL_WAIT", 10)  # seconds until who found no free connection is told so
application_url, owner_url = (
    (os.environ["DATABASE_URL"], os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"])
    if os.environ.get("DATABASE_URL")
    else embedded.database_urls()
)


def database(url: str, *, pooled: bool) -> dict[str, object]:
    """Build a database's settings from its address; PostgreSQL is the only kind."""
    parsed: dict[str, object] = dict(dj_database_url.parse(url, conn_max_age=0))
    if parsed["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database: postgres://user:password@host/name.")
    options: dict[str, object] = {"connect_timeout": 10}
    if pooled:
        options["pool"] = {"min_size": 0, "max_size": POOL_SIZE, "timeout": POOL_WAIT, "max_idle": 60}
    return parsed | {"OPTIONS": options, "DISABLE_SERVER_SIDE_CURSORS": False}


DATABASES = {
    "default": database(application_url, pooled=True),
    "owner": database(owner_url, pooled=False) | {"TEST": {"MIRROR": "default"}},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "claims.User"

# ------------------------------------------------------------------------------------------------------ queue
REDIS_URL = os.environ.get("REDIS_URL") or embedded.redis_url()
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        # A silent server must not hold a reader up: what uses the cache goes on without it.
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1, "retry": Retry(NoBackoff(), 0)},
    }
}

JOB_LEASE = timedelta(seconds=number("JOB_LEASE_SECONDS", 15))
CITED_PAGES_EVERY = timedelta(days=number("CITED_PAGES_EVERY_DAYS", 7))  # each page that a standing verdict cites
CITED_PAGES_SWEEP = timedelta(seconds=number("CITED_PAGES_SWEEP_SECONDS", 3600))  # how often those due are queued
JOB_SWEEP_EVERY = timedelta(seconds=number("JOB_SWEEP_SECONDS", 5))
LETTERS_EVERY = timedelta(seconds=number("LETTERS_SECONDS", 15))  # how often notes that wait are put into letters
READER_CONTACT_KEPT = timedelta(days=number("READER_CONTACT_DAYS", 90))  # after a reader's request was settled
DUE_WATCH_EVERY = timedelta(seconds=number("DUE_WATCH_SECONDS", 30))
TASK_SOFT_LIMIT = number("TASK_SOFT_LIMIT_SECONDS", 120)
TASK_HARD_LIMIT = number("TASK_HARD_LIMIT_SECONDS", 150)

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_DEFAULT_QUEUE = os.environ.get("CLAIMDESK_QUEUE", "claimdesk")  # several desks may share one broker
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = TASK_SOFT_LIMIT
CELERY_TASK_TIME_LIMIT = TASK_HARD_LIMIT
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,  # above the hard limit plus the longest countdown
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,  # without these two a lost task comes back only after about 100 s
    "socket_timeout": 15,
    "socket_connect_timeout": 3,
    "socket_keepalive": True,
    "max_retries": 0,  # without this kombu tries for six seconds to reach a broker that is away, in the request
    "health_check_interval": 10,
}
CELERY_BEAT_SCHEDULE = {
    "sweep": {
        "task": "claims.sweep",
        "schedule": JOB_SWEEP_EVERY,
        "options": {"expires": JOB_SWEEP_EVERY.total_seconds()},
    },
    "feeds": {
        "task": "claims.look_at_feeds",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "look_at_cited_pages": {
        "task": "claims.look_at_cited_pages",
        "schedule": CITED_PAGES_SWEEP,
        "options": {"expires": CITED_PAGES_SWEEP.total_seconds()},
    },
    "write_letters": {
        "task": "claims.write_letters",
        "schedule": LETTERS_EVERY,
        "options": {"expires": LETTERS_EVERY.total_seconds()},
    },
    "watch_due_times": {
        "task": "claims.watch_due_times",
        "schedule": DUE_WATCH_EVERY,
        "options": {"expires": DUE_WATCH_EVERY.total_seconds()},
    },
}
CELERY_BEAT_SCHEDULE["read our site"] = {
    "task": "claims.read_our_site",
    "schedule": timedelta(minutes=5),
    "options": {"expires": 240},
}
CELERY_BEAT_SCHEDULE["forget readers"] = {
    "task": "claims.forget_readers",
    "schedule": timedelta(minutes=10),
    "options": {"expires": 540},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")

# ------------------------------------------------------------------------------------------------------- mail
EMAIL_URL = os.environ.get(
    "EMAIL_URL", ""
).strip()  # smtp://, smtp+tls:// or smtps://user:password@host:port; none: no mail
mail = urlsplit(EMAIL_URL)
if EMAIL_URL and (mail.scheme not in {"smtp", "smtp+tls", "smtps"} or not mail.hostname):
    raise ImproperlyConfigured("EMAIL_URL must be such as smtp+tls://user:password@mail.example.org:587.")
EMAIL_HOST = mail.hostname or ""
EMAIL_PORT = mail.port or {"smtps": 465, "smtp+tls": 587}.get(mail.scheme, 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(mail.username or ""), unquote(mail.password or "")
EMAIL_USE_TLS, EMAIL_USE_SSL = mail.scheme == "smtp+tls", mail.scheme == "smtps"
EMAIL_TIMEOUT = number("EMAIL_SECONDS", 20)
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", "").strip() or f"claimdesk@{EMAIL_HOST or 'localhost'}"

# ------------------------------------------------------------------------------------------------- extraction
EXTRACTOR = os.environ.get("EXTRACTOR", "").strip().lower() or "rules"  # or llm
LLM_BASE_URL = os.environ.get("LLM_BASE_URL", "").strip().rstrip("/")  # OpenAI's protocol, up to and with /v1
LLM_MODEL = os.environ.get("LLM_MODEL", "").strip()
LLM_KEY = os.environ.get("LLM_KEY", "").strip()
LLM_SECONDS = number("LLM_SECONDS", 60)  # for one article; then the rules step in
LLM_ANSWER_TOKENS = number("LLM_ANSWER_TOKENS", 8_000)
LLM_LONGEST_ARTICLE = number("LLM_LONGEST_ARTICLE", 40_000)  # characters that are sent out; longer ones the rules split
LLM_TOKENS_A_DAY = number("LLM_TOKENS_A_DAY", 0)  # 0 sets no bound
if EXTRACTOR not in {"rules", "llm"}:
    raise ImproperlyConfigured(f"EXTRACTOR is {EXTRACTOR!r}: write rules or llm.")
if EXTRACTOR == "llm":
    llm = urlsplit(LLM_BASE_URL)
    if llm.scheme not in {"http", "https"} or not llm.hostname or llm.username or llm.query or llm.fragment:
        raise ImproperlyConfigured("EXTRACTOR=llm needs LLM_BASE_URL, such as https://models.example.org/v1.")
    if not LLM_MODEL or len(LLM_MODEL) > 150:
        raise ImproperlyConfigured("EXTRACTOR=llm needs LLM_MODEL, the model's name at that address.")
    if any(not sign.isascii() or sign.isspace() or not sign.isprintable() for sign in LLM_KEY):
        raise ImproperlyConfigured("LLM_KEY has a sign in it that no HTTP header can carry.")
    if LLM_SECONDS + 30 > TASK_SOFT_LIMIT:
        raise ImproperlyConfigured("LLM_SECONDS must end 30 seconds before TASK_SOFT_LIMIT_SECONDS.")

# ------------------------------------------------------------------------------------------- sources, archive
ARCHIVE_FOLDERS = [Path(folder) for folder in words("ARCHIVE_FOLDERS", str(BASE_DIR / "seeds" / "archive"))]
SNAPSHOT_FOLDER = Path(os.environ.get("SNAPSHOT_FOLDER") or VAR / "snapshots")
SNAPSHOT_STORE = os.environ.get(
    "SNAPSHOT_STORE", ""
).strip()  # a Django storage class; without one, files in the folder
SNAPSHOT_STORE_OPTIONS = options("SNAPSHOT_STORE_OPTIONS")
if SNAPSHOT_STORE_OPTIONS and not SNAPSHOT_STORE:
    raise ImproperlyConfigured("SNAPSHOT_STORE_OPTIONS needs SNAPSHOT_STORE, such as storages.backends.s3.S3Storage.")
MEDIAWIKI_API = os.environ.get("MEDIAWIKI_API", "https://en.wikipedia.org/w/api.php")
FETCH_ALLOWED_HOSTS = words(
    "FETCH_ALLOWED_HOSTS"
)  # host or host:port on the newsroom's own network; nothing else there is fetched
FETCH_USER_AGENT = os.environ.get("FETCH_USER_AGENT", f"Claimdesk/0.1 (+{SITE_URL})")
PROVIDERS = words("PROVIDERS", "archive,mediawiki")
FETCH_PORTS = words("FETCH_PORTS")  # beside 80 and 443
FETCH_PAGES_A_SECOND = number("FETCH_PAGES_A_SECOND", 0)  # of one site; 0 leaves it to the client
FACT_CHECK_TOOLS_KEY = os.environ.get("FACT_CHECK_TOOLS_KEY", "")
FACT_CHECK_TOOLS_URL = os.environ.get("FACT_CHECK_TOOLS_URL", "")
SEARXNG_URL = os.environ.get("SEARXNG_URL", "")
BRAVE_KEY = os.environ.get("BRAVE_KEY", "")
BRAVE_URL = os.environ.get("BRAVE_URL", "")
OPENALEX_KEY = os.environ.get("OPENALEX_KEY", "")
OPENALEX_URL = os.environ.get("OPENALEX_URL", "")
CROSSREF_URL = os.environ.get("CROSSREF_URL", "")
PUBMED_KEY = os.environ.get("PUBMED_KEY", "")
PUBMED_URL = os.environ.get("PUBMED_URL", "")
GDELT_URL = os.environ.get("GDELT_URL", "")
ARCHIVE_FEEDS = words("ARCHIVE_FEEDS")  # RSS or Atom of the newsroom's own site
ARCHIVE_SITEMAPS = words("ARCHIVE_SITEMAPS")
WAYBACK_KEY = os.environ.get(
    "WAYBACK_KEY", ""
)  # access:secret of an archive.org account; without it nothing is saved there
WAYBACK_URL = os.environ.get("WAYBACK_URL", "https://web.archive.org").rstrip("/")
PROVIDER_QUOTAS = quotas("PROVIDER_QUOTAS")  # questions a month: brave=2000, openalex=100000

# ---------------------------------------------------------------------------------------------- words and time
LANGUAGE_CODE = os.environ.get("NEWSROOM_LANGUAGE", "").strip().lower() or "en"  # of the public site, feeds, machines
DESK_LANGUAGES = words("DESK_LANGUAGES", "en,de")  # a person at the desk chooses among these
LOCALE_PATHS = [Path(folder) for folder in words("LOCALE_FOLDERS")]  # the newsroom's own catalogues; they come first
if unknown := [code for code in DESK_LANGUAGES if "name_local" not in LANG_INFO.get(code, {})]:
    raise ImproperlyConfigured(f"DESK_LANGUAGES names {', '.join(unknown)}: write codes such as en or pt-br.")
LANGUAGES = [(code, str(LANG_INFO[code]["name_local"])) for code in DESK_LANGUAGES]
if LANGUAGE_CODE not in DESK_LANGUAGES:
    raise ImproperlyConfigured(f"NEWSROOM_LANGUAGE is {LANGUAGE_CODE!r}: write one of {', '.join(DESK_LANGUAGES)}.")
TIME_ZONE = os.environ.get("TIME_ZONE", "UTC")
USE_I18N = True
USE_TZ = True

# ------------------------------------------------------------------------------------------------ static files
STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT") or VAR / "static")
STATICFILES_DIRS: list[Path] = []
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": SNAPSHOT_STORE, "OPTIONS": SNAPSHOT_STORE_OPTIONS}
    if SNAPSHOT_STORE
    else {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(SNAPSHOT_FOLDER)},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# ---------------------------------------------------------------------------------------------------- security
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "claims.site.errors.not_sent"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = flag("SECURE_SSL_REDIRECT", default=PRODUCTION)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from inside, without TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("BEHIND_TLS_PROXY", default=PRODUCTION) else None
SECURE_HSTS_SECONDS = number("SECURE_HSTS_SECONDS", 31_536_000 if PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF, LIVE_URL],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

# --------------------------------------------------------------------------------------------------------- API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["claims.api.authentication.KeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["claims.api.parsers.BoundedJSON"],
    "DEFAULT_THROTTLE_CLASSES": ["claims.api.throttles.Allowance"],
    "DEFAULT_PAGINATION_CLASS": "claims.api.pages.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "claims.api.problems.answer",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
API_ANONYMOUS_PER_MINUTE = number("API_ANONYMOUS_PER_MINUTE", 120)  # 0: no limit, for where a proxy keeps one
API_KEY_PER_MINUTE = number("API_KEY_PER_MINUTE", 1200)
WEB_THREADS = number("WEB_THREADS", 4)  # of each web process; each answers one request at a time
API_STREAMS_AT_ONCE = number("API_STREAMS_AT_ONCE", max(1, WEB_THREADS // 2))  # whole lists, for each web process
SPECTACULAR_SETTINGS = {
    "TITLE": "Claimdesk",
    "DESCRIPTION": "Read published verdicts; hand in articles.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVERS": [{"url": "/", "description": "The newsroom whose description this is."}],
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SORT_OPERATIONS": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "WEBHOOKS": ["claims.api.told.LEDGER"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "claims.api.sparse.describe",
        "claims.api.handing_in.closed",
    ],
    "ENUM_NAME_OVERRIDES": {
        "ClaimKind": "claims.models.claim.Kind",
        "ClaimStatus": "claims.lifecycle.Status",
        "ClaimantKind": "claims.models.claimant.ClaimantKind",
        "KnownClaimantKind": "claims.models.claimant.KNOWN_KINDS",
        "LedgerKind": "claims.models.publication.PublicationKind",
        "WasItSaid": "claims.ratings.Attribution",
        "Stance": "claims.ratings.Stance",
    },
}

# -------------------------------------------------------------------------------------------------------- logs
LOG_JSON = flag("LOG_JSON", default=not sys.stderr.isatty())
structured: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    without_rows,
]
structlog.configure(
    processors=[structlog.stdlib.filter_by_level, *structured, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "structured": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": structured,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                without_rows,
                structlog.processors.JSONRenderer() if LOG_JSON else structlog.dev.ConsoleRenderer(),
            ],
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "httpx2": {"level": "WARNING"},
        "trafilatura": {"level": "CRITICAL"},
    },
}
