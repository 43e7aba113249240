"""Settings of an installation. Everything that differs between counties comes from the environment.

docs/settings.md lists every variable; a test keeps that list complete.
"""

from __future__ import annotations

from pathlib import Path

from luotsi.config import database, logs
from luotsi.config.environment import Environment
from luotsi.foundation import clock

env = Environment()

PACKAGE = Path(__file__).resolve().parent.parent
DEMO = env.flag("LUOTSI_DEMO", default=False)
DEBUG = env.flag("LUOTSI_DEBUG", default=False)
DEMO_TIME = env.moment("LUOTSI_DEMO_TIME")
if DEMO and DEMO_TIME:
    clock.start_from(DEMO_TIME)
LOG_LEVEL = env.one_of("LUOTSI_LOG_LEVEL", ["DEBUG", "INFO", "WARNING", "ERROR"], default="WARNING")
LOG_FORMAT = env.one_of("LUOTSI_LOG_FORMAT", ["TEXT", "JSON"], default="TEXT")
METRICS_TOKEN = env.text("LUOTSI_METRICS_TOKEN", "")
DATA_DIR = env.folder("LUOTSI_DATA", default="data")
INDEX_DIR = DATA_DIR / "index"
SECRET_KEY = env.secret_key("LUOTSI_SECRET_KEY", kept_in=DATA_DIR / "secret-key")
KEYRING = env.file("LUOTSI_KEYRING", otherwise=DATA_DIR / "keyring")
ALLOWED_HOSTS = env.words("LUOTSI_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.text("LUOTSI_URL", default="http://localhost:8000").rstrip("/")
TRUSTED_PROXY_COUNT = env.number("LUOTSI_TRUSTED_PROXIES", default=0)
IS_SECURE = SITE_URL.startswith("https://")
BACKUP_DIR = env.existing_folder("LUOTSI_BACKUP_DIR")
BACKUP_DAYS = env.number("LUOTSI_BACKUP_DAYS", default=35)
PTV_URL = env.text("LUOTSI_PTV_URL", "").rstrip("/")
PTV_VERSION = env.one_of("LUOTSI_PTV_VERSION", ["11", "12"], default="11")
PTV_KEY = env.text("LUOTSI_PTV_KEY", "")

INSTALLED_APPS = [
    "luotsi.config",
    "luotsi.foundation.jobs",
    "luotsi.organisation",
    "luotsi.privacy",
    "luotsi.accounts",
    "luotsi.journeys",
    "luotsi.feedback",
    "luotsi.understanding",
    "luotsi.catalogue",
    "luotsi.content",
    "luotsi.contacts",
    "luotsi.conversations",
    "luotsi.guidance",
    "luotsi.assistant",
    "luotsi.integrations.ptv",
    "luotsi.web.parts",
    "luotsi.web.pages",
    "luotsi.web.staff",
    "luotsi.web.workspace",
    "luotsi.web.editor",
    "wagtail.admin",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "luotsi.config.request_log.RequestLogMiddleware",
    "luotsi.web.parts.security.SecurityHeadersMiddleware",
    "luotsi.web.parts.security.RequestSizeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "luotsi.web.parts.compression.PageCompressionMiddleware",
    "luotsi.accounts.middleware.StaffSessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "luotsi.accounts.middleware.StaffAuthenticationMiddleware",
    "luotsi.accounts.auditing.AuditMiddleware",
    "luotsi.accounts.middleware.StaffMessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "luotsi.accounts.middleware.StaffGateMiddleware",
]

ROOT_URLCONF = "luotsi.config.urls"
WSGI_APPLICATION = "luotsi.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "luotsi.web.parts.shell.shell",
            ],
        },
    }
]

DATABASES = {"default": database.from_url(env.text("DATABASE_URL", ""), file=DATA_DIR / "luotsi.sqlite3")}
if database.is_postgresql(DATABASES["default"]):
    # Wagtail's search uses its lookups.
    INSTALLED_APPS.append("django.contrib.postgres")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
JOBS = "luotsi.config.schedule.jobs"

LANGUAGE_CODE = "fi"
LANGUAGES = [("fi", "Suomi"), ("sv", "Svenska"), ("en", "English")]
TIME_ZONE = "Europe/Helsinki"
LOCALE_PATHS = [PACKAGE / "config" / "locale"]
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["luotsi.config.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "luotsi.web.parts.modules.HashedModules"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

WAGTAIL_SITE_NAME = "Luotsi"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_I18N_ENABLED = False
WAGTAIL_DATETIME_FORMAT = "%d.%m.%Y %H:%M"

# No letters are sent yet: what Wagtail would send of its workflow must not end in a log.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_SECURE
CSRF_COOKIE_SECURE = IS_SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "luotsi.web.staff.page.form_refused"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if IS_SECURE else 0
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = logs.configuration(level=LOG_LEVEL, form=LOG_FORMAT, debug=DEBUG)

from luotsi.accounts.settings import *  # noqa: E402, F403

if IS_SECURE:
    # Browsers take a cookie of such a name over HTTPS only, and from and for this very host.
    SESSION_COOKIE_NAME = "__Host-luotsi_staff"
    CSRF_COOKIE_NAME = "__Host-luotsi_staff_csrf"
