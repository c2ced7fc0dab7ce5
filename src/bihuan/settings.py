"""Settings. Whatever an office may change comes from the environment; everything else is decided here."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

import dj_database_url
import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

django_stubs_ext.monkeypatch()

PACKAGE = Path(__file__).resolve().parent
HOME = Path(os.environ.get("BIHUAN_HOME") or Path.cwd() / "var").resolve()


def _flag(name: str, *, default: bool = False) -> bool:
    value = os.environ.get(name, "").strip().lower()
    return default if not value else value in {"1", "true", "yes", "on"}


def _listed(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def _secret_key() -> str:
    """From the environment, else made once and kept readable by its owner only."""
    if key := os.environ.get("BIHUAN_SECRET_KEY"):
        return key
    place = HOME / "secret-key"
    if not place.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        descriptor, aside = tempfile.mkstemp(dir=HOME)  # for its owner alone
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):  # another process that starts just now was first
            os.link(aside, place)
        Path(aside).unlink()
    return place.read_text()


SECRET_KEY = _secret_key()
# Former keys, newest first: what was signed or encrypted under them still opens.
SECRET_KEY_FALLBACKS = _listed("BIHUAN_SECRET_KEY_FALLBACKS")
DEBUG = _flag("BIHUAN_DEBUG")
ALLOWED_HOSTS = _listed("BIHUAN_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = _listed("BIHUAN_ORIGINS")
HTTPS = _flag("BIHUAN_HTTPS")
# How many of the office's own reverse proxies stand in front and add X-Forwarded-For.
PROXIES = int(os.environ.get("BIHUAN_PROXIES") or 0)

INSTALLED_APPS = [
    "bihuan.platform",
    "bihuan.audit",
    "bihuan.org",
    "bihuan.ledger",
    "bihuan.planning",
    "bihuan.casework",
    "bihuan.supervision",
    "bihuan.intake",
    "bihuan.portal",
    "bihuan.paperwork",
    "bihuan.api",
    "bihuan.web",
    "bihuan.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "bihuan.org.signin.AccountRulesMiddleware",
    "bihuan.platform.web.HeadersMiddleware",
    "bihuan.platform.web.RefusalMiddleware",
    "bihuan.api.keys.KeyMiddleware",
]

ROOT_URLCONF = "bihuan.urls"
WSGI_APPLICATION = "bihuan.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

_SQLITE = {
    # Writers queue at BEGIN instead of failing when two of them upgrade from a read.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456",
}
DATABASES = {"default": dj_database_url.config(default=f"sqlite:///{HOME / 'bihuan.sqlite3'}", conn_max_age=60)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = _SQLITE
    HOME.mkdir(parents=True, exist_ok=True)
elif DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # A page's queries end sooner than PostgreSQL would have compiled the longest of them (two seconds on today's); and
    # what they look up lies in memory or on a disk without heads, where a page out of turn costs hardly more. Many people ask
    # at once, so that one page's query shall not be divided among processes, whose start takes longer than it saves.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault(
        "options", "-c jit=off -c random_page_cost=1.1 -c max_parallel_workers_per_gather=0"
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "org.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "bihuan.org.signin.Backend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "bihuan.org.passwords.LengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "bihuan.org.signin.AccountAdapter"
ACCOUNT_FORMS = {"change_password": "bihuan.org.signin_forms.PasswordForm"}
ACCOUNT_SESSION_REMEMBER = False
# allauth counts in the cache of one process; bihuan.platform.limits counts where all see it.
ACCOUNT_RATE_LIMITS = False
MFA_ADAPTER = "bihuan.org.secrets_at_rest.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "闭环"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "bihuan.org.signin_forms.SecondStepForm",
    "reauthenticate": "bihuan.org.signin_forms.SecondStepAgainForm",
    "activate_totp": "bihuan.org.signin_forms.ActivateForm",
}
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "bihuan.org.signin.locked_out"
AXES_USERNAME_CALLABLE = "bihuan.org.signin.attempted_name"
AXES_CLIENT_IP_CALLABLE = "bihuan.org.signin.client_address"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # signing in and out is in our own log
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "password"]

SESSION_ENGINE = "bihuan.org.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HTTPS
# Only an own proxy can say that the browser spoke HTTPS; without one the header could be forged.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "bihuan.platform.web.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
FILE_UPLOAD_PERMISSIONS = 0o600
MEDIA_ROOT = HOME / "files"
# A file on its way in lies with the others, where the sweep finds it if the server is killed, not in the machine's /tmp.
FILE_UPLOAD_TEMP_DIR = MEDIA_ROOT
with contextlib.suppress(OSError):  # a place that cannot be written is told of where it is used, and by `bihuan check`
    MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
UPLOAD_MAX_BYTES = 60 * 2**20
UPLOAD_MAX_REQUEST = 4 * UPLOAD_MAX_BYTES  # several files at once

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", "English")]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True

STATIC_URL = "static/"
# Files are served from where the package has them: nothing to collect, nothing that can be forgotten after an update.
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_AUTOREFRESH = DEBUG

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# What a sweep does, in this order; each room names its own function.
SWEEPS = [
    "bihuan.platform.jobs.sweep",
    "bihuan.platform.limits.sweep",
    "bihuan.platform.files.sweep",
    "bihuan.intake.jobs.sweep",
    "bihuan.casework.sweeps.sweep_clocks",
    "bihuan.org.signin.sweep",
    "bihuan.org.secrets_at_rest.renew",
    "bihuan.planning.summary.sweep",
    "bihuan.supervision.judging.sweep",
    "bihuan.portal.projection.follow",
    "bihuan.api.keys.sweep",
]
# What follows the log closely, so that the public sees a notice within seconds of its start.
FOLLOWERS = ["bihuan.portal.projection.follow"]
# Jobs of rooms that keep a unit's name in a text of their own; started when it is renamed.
RENAMED = ["bihuan.ledger.searching.unit_renamed"]
PERSON_RENAMED = ["bihuan.ledger.searching.person_renamed"]
# What rooms derive from the tree of units; called in the transaction that moves a unit, since rights follow from it.
MOVED = ["bihuan.ledger.sight.unit_moved"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
RULE_PACKS = _listed("BIHUAN_RULE_PACKS", "national")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("BIHUAN_LOG", "WARNING")},
}
