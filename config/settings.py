"""The one settings file: secrets from the environment or a private file; a wrong value stops the start.

``OPENCAPITATION_MODE`` is ``demo`` (default), ``test`` or ``production``. Importing this module needs neither
a database nor a secret.
"""

import os
from datetime import date
from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

from config.secrets import load_secrets
from ops.postgres.address import database_settings

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

OPENCAPITATION_MODE = env.str("OPENCAPITATION_MODE", default="demo")
if OPENCAPITATION_MODE not in {"demo", "test", "production"}:
    message = f"OPENCAPITATION_MODE is {OPENCAPITATION_MODE!r}; expected demo, test or production"
    raise ValueError(message)
VAR_DIR = Path(env.str("OPENCAPITATION_VAR", default=str(BASE_DIR / "var")))

_secrets = load_secrets(OPENCAPITATION_MODE, dict(os.environ), VAR_DIR)
SECRET_KEY = _secrets["SECRET_KEY"] or "missing"
FIELD_KEY = _secrets["FIELD_KEY"]
INDEX_KEY = _secrets["INDEX_KEY"]

DEBUG = env.bool("OPENCAPITATION_DEBUG", default=False)
ALLOWED_HOSTS = env.list(
    "OPENCAPITATION_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver"]
)
CSRF_TRUSTED_ORIGINS = env.list("OPENCAPITATION_ORIGINS", default=[])

# The demo can be held on one day; production always follows the calendar.
_fixed_today = env.str("OPENCAPITATION_TODAY", default="")
FIXED_TODAY = date.fromisoformat(_fixed_today) if _fixed_today else None

INSTALLED_APPS = [
    "ui",
    "contracts",
    "followup",
    "capitation",
    "ops",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_linear_migrations",
    "allauth",
    "allauth.account",
    "django_q",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ui.middleware.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "contracts.middleware.DomainErrorMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
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
                "django.template.context_processors.i18n",
                "ui.context.navigation",
                "ops.context.demo_logins",
            ]
        },
    }
]

# DATABASE_URL always wins; DATABASE_WEB_URL is the same server with the role that may not change the schema.
# OPENCAPITATION_DB_ROLE is set to "web" by the supervisor for the web server and the worker.
DB_ROLE = env.str("OPENCAPITATION_DB_ROLE", default="owner")
if env.str("DATABASE_URL", default=""):
    _variable = (
        "DATABASE_WEB_URL"
        if DB_ROLE == "web" and env.str("DATABASE_WEB_URL", default="")
        else "DATABASE_URL"
    )
    DATABASES = {"default": env.db_url(_variable, engine="django.db.backends.postgresql")}
    EMBEDDED_DATABASE = False
else:
    DATABASES = {"default": database_settings(DB_ROLE)}
    EMBEDDED_DATABASE = True
DATABASES["default"].update(
    {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "contracts.Staff"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_ADAPTER = "contracts.accounts.ClosedAccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Shared by all processes, so that log-in limits hold for every worker.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = OPENCAPITATION_MODE != "production"
WHITENOISE_MAX_AGE = 3600
if OPENCAPITATION_MODE == "production":
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
MEDIA_ROOT = VAR_DIR / "uploads"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# Largest file an import takes, in bytes.
IMPORT_MAX_BYTES = env.int("OPENCAPITATION_IMPORT_MAX_BYTES", default=50 * 1024 * 1024)

Q_CLUSTER = {
    "name": "opencapitation",
    "orm": "default",
    "workers": env.int("OPENCAPITATION_WORKERS", default=1),
    "timeout": 1800,
    "retry": 2400,
    "max_attempts": 3,
    "ack_failures": False,
    "catch_up": False,
    "poll": 1,
    "save_limit": 500,
    "bulk": 1,
    "queue_limit": 4,
    "label": "django-q2",
}
# The health page calls the queue stuck when its oldest due job has waited this long, in seconds.
QUEUE_STUCK_SECONDS = env.int("OPENCAPITATION_QUEUE_STUCK_SECONDS", default=60)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": None,
    "EXCEPTION_HANDLER": "contracts.api_errors.problem_response",
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "OpenCapitation API",
    "DESCRIPTION": "Residents, visits, due lists, settlement runs and statements, under the same access rules as the pages.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    # Value and goal share their choices; the document names them once.
    "ENUM_NAME_OVERRIDES": {
        "SaltEnum": "followup.models.HypertensionSection.Salt",
        "LevelEnum": "followup.models.Visit.Level",
    },
}

# Read by ui.middleware; the names are those of Django 6.
SECURE_CSP = {
    "default-src": ["'self'"],
    "img-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
if OPENCAPITATION_MODE == "production":
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.bool("OPENCAPITATION_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "config.log_lines.LineFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["console"],
        "level": env.str("OPENCAPITATION_LOG_LEVEL", default="WARNING"),
    },
}

# Which clinical rule set advises the doctor and which the payment counts by; the documents carry their own dates.
CLINICAL_RULE_SET = env.str("OPENCAPITATION_CLINICAL_RULE_SET", default="cn-2017")

# Measures whose evidence and team counters follow every recorded visit (keys of capitation/measures).
LIVE_MEASURES = env.list(
    "OPENCAPITATION_LIVE_MEASURES",
    default=[
        "cn.htn.control_2017",
        "cn.dm.fpg_control_2017",
        "cn.htn.standardised_2017",
        "cn.dm.standardised_2017",
    ],
)
