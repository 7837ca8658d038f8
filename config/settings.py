"""Every setting of Alder, read from the environment and refused with a sentence when it makes no sense.

DEPLOYMENT=local (the default) runs on SQLite, files and loopback with keys it makes itself.
DEPLOYMENT=production takes nothing for granted: see docs/operating.md.
"""

from pathlib import Path

import django_stubs_ext

from common import environment, logs
from config.entrance import ACCOUNT_FORMS as ACCOUNT_FORMS
from config.entrance import MFA_FORMS as MFA_FORMS
from config.headers import CONTENT_SECURITY_POLICY as CONTENT_SECURITY_POLICY
from config.headers import PERMISSIONS_POLICY as PERMISSIONS_POLICY
from config.kinds import MAIL_KINDS as MAIL_KINDS
from config.kinds import MAIL_KINDS_TOGETHER as MAIL_KINDS_TOGETHER
from config.notice import read_notice
from config.schedule import CELERY_BEAT_SCHEDULE as CELERY_BEAT_SCHEDULE
from config.watched import WATCHED_FIGURES as WATCHED_FIGURES
from config.watched import WATCHED_HEALTH as WATCHED_HEALTH

django_stubs_ext.monkeypatch()  # lets admin classes and fields name their model's type

BASE_DIR = Path(__file__).resolve().parent.parent
env = environment.Reader()

DEPLOYMENT = env.choice("DEPLOYMENT", default="local", choices=("local", "production"))
PRODUCTION = DEPLOYMENT == "production"
DEBUG = False
DATA_DIR = env.directory("DATA_DIR", default=BASE_DIR / "var")
ERASED_DIR = env.directory(
    "ERASED_DIR", default=DATA_DIR
)  # of the list that a restored backup must not overwrite
BUILD_DIR = BASE_DIR / "build"

# Who we are ---------------------------------------------------------------------------------------------------
SITE_NAME = env.text("SITE_NAME", default="Alder")
NOTICE = read_notice(env, site_name=SITE_NAME, contact="" if PRODUCTION else "hello@alder.example")
PORT = env.port("PORT", default=8000)
SITE_URL = env.origin(
    "SITE_URL", default=None if PRODUCTION else f"http://127.0.0.1:{PORT}", secure=PRODUCTION
)
FHIR_URL = env.origin("FHIR_URL", default=SITE_URL, path=True)  # where canonical addresses of scales begin
LEAVE_TARGET = env.origin("LEAVE_TARGET", default="https://www.wikipedia.org", path=True)
ALLOWED_HOSTS = env.names(
    "ALLOWED_HOSTS", default=None if PRODUCTION else ["127.0.0.1", "localhost", "[::1]"]
)
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# Keys ---------------------------------------------------------------------------------------------------------
SECRET_KEY = env.secret("SECRET_KEY", keep_in=None if PRODUCTION else DATA_DIR / "keys" / "secret_key")
# What was signed before it still counts; what addresses are hashed with stays when it changes: docs/security/keys.md.
SECRET_KEY_FALLBACKS = env.older_secrets("SECRET_KEY_FALLBACKS")
ADDRESS_SECRET = env.lasting_secret(
    "ADDRESS_SECRET", default=SECRET_KEY, is_needed=bool(SECRET_KEY_FALLBACKS)
)
ENCRYPTION_KEYS = env.keyring(
    "ENCRYPTION_KEYS", keep_in=None if PRODUCTION else DATA_DIR / "keys" / "encryption_keys"
)

# Database, cache, broker --------------------------------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'alder.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": env.cache("CACHE_URL", default="dbcache://cache"),
    # What is the same for everybody and quickly made again: finished public pages, fixed pieces of templates.
    "memory": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "TIMEOUT": 600,
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
}
BROKER_URL = env.broker("BROKER_URL", default="localfs://")
BROKER_DIR = DATA_DIR / "broker"

# Applications -------------------------------------------------------------------------------------------------
HOUSE_APPS = [
    "common", "outbox", "library", "accounts", "quizzes", "journal", "courses", "clinic", "reminders", "privacy",
    "pages",
]  # fmt: skip
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_cotton.apps.SimpleAppConfig",
    "django_structlog",
    "csp",
    *HOUSE_APPS,
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "library.http.PublicPageMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "accounts.http.EvenPaceMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "accounts.http.PersonMiddleware",
    "accounts.http.SignInMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.http.page_context",
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    }
]
COTTON_DIR = "components"

# People and sign-in -------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "common.passwords.NoNameOfThisSite"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "pages:today"
LOGOUT_REDIRECT_URL = "pages:landing"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
# allauth can offer a change of address here only when the address is new, which would tell the two apart. Our page
# offers to start again instead, to everybody.
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PREVENT_ENUMERATION = True
# True so that the adapter hears of it: it writes a row of the kind "no_account", which is never sent.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# A second step: an app's code, a passkey, or a recovery code. Nothing is ever skipped by a cookie of trust.
MFA_ADAPTER = "accounts.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = SITE_NAME
# Between the notice to the person and the end of a second step that was lost.
WAY_BACK_HOURS = env.hours("WAY_BACK_HOURS", default=72, least=24)
# Forms of the entrance are answered on multiples of this many seconds (accounts.http.EvenPaceMiddleware).
ENTRANCE_BEAT = 0.5
# Tries at a code that was said in the room; a waiting room may share one network address. Wrong passwords: from one
# place (the key is place and address), and for an address from everywhere. The rest is allauth's own.
ACCOUNT_RATE_LIMITS = {
    "sharing_code": "5/15m/user,20/d/user,40/15m/ip",
    "login_failed": "10/m/ip,5/5m/key,20/d/key",
    "login_failed_anywhere": "100/d/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.count("TRUSTED_PROXY_COUNT", default=0)

# Sessions and cookies: only the two strictly necessary ones ---------------------------------------------------
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_ENGINE = "accounts.adapter.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600  # at most; accounts.rules says how long a visit lasts on which device
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
if PRODUCTION:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_FAILURE_VIEW = "pages.views.csrf_failure"

# Headers ------------------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
if env.flag("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"  # and config/headers.py

# Files --------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", BUILD_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
if not PRODUCTION:
    STATIC_ROOT.mkdir(exist_ok=True)  # files come from the finders; an empty folder keeps whitenoise quiet

# Words, places, times -----------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_TIME_ZONE = env.time_zone("DEFAULT_TIME_ZONE", default="Europe/London")

# Content ------------------------------------------------------------------------------------------------------
CONTENT_DIR = env.directory("CONTENT_DIR", default=BASE_DIR / "content", make=False)
HAS_ROUGH_DAYS_LINE = env.flag("ROUGH_DAYS_LINE", default=False)  # off until a clinician approves it

# Mail ---------------------------------------------------------------------------------------------------------
MAILBOX_DIR = DATA_DIR / "mailbox"
EMAIL_CONFIG = env.mail("EMAIL_URL", default=None if PRODUCTION else "mailbox://", mailbox=not PRODUCTION)
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text(
    "FROM_EMAIL", default=None if PRODUCTION else f"{SITE_NAME} <hello@alder.example>"
)
MAIL_PER_MINUTE = env.count("MAIL_PER_MINUTE", default=600 if PRODUCTION else 0)
MAIL_PER_MINUTE_TO_ONE_DOMAIN = env.count("MAIL_PER_MINUTE_TO_ONE_DOMAIN", default=120 if PRODUCTION else 0)
MAIL_NEWS_PROVIDER, ANYMAIL = env.mail_news("MAIL_NEWS")
METRICS_TOKEN = env.token("METRICS_TOKEN")
HAS_MAILBOX_PAGE = EMAIL_CONFIG["EMAIL_BACKEND"] == "outbox.adapter.MailboxBackend" and not PRODUCTION

# Celery -------------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = BROKER_URL
CELERY_BROKER_TRANSPORT_OPTIONS = environment.broker_options(BROKER_URL, BROKER_DIR)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")

# Logs: keys, never names, addresses or words a person wrote ---------------------------------------------------
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = "key"
LOGGING = logs.config(
    production=PRODUCTION, level=env.choice("LOG_LEVEL", default="INFO", choices=logs.LEVELS)
)
logs.configure_structlog()
