"""Django settings. Values that an operator may choose come from ``podsite.config``."""

import sys
from datetime import timedelta

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from podsite import config, logs

try:
    CONFIG = config.read()
except config.ConfigError as error:
    sys.exit(f"podsite: {error}")

BASE_DIR = config.BASE_DIR
DEBUG = CONFIG.debug
SECRET_KEY = CONFIG.secret_key
ALLOWED_HOSTS = CONFIG.allowed_hosts
SITE_URL = CONFIG.site_url
DATA_DIR = CONFIG.data_dir
FETCH_ALLOWED_HOSTS = CONFIG.fetch_allowed_hosts
DATABASES = {"default": CONFIG.database}
if CONFIG.replica:
    DATABASES["replica"] = CONFIG.replica
    DATABASE_ROUTERS = ["podsite.replica.Router"]
CACHES = {"default": CONFIG.cache}
if "OPTIONS" in CONFIG.cache:
    # For who must know whether the shared cache is there.
    CACHES["strict"] = {**CONFIG.cache, "BACKEND": "django.core.cache.backends.redis.RedisCache"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "taggit",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "podsite.sign_in",
    "episodes",
]

MIDDLEWARE = [
    "podsite.requests.RequestMiddleware",
    "podsite.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "podsite.headers.ResourcePolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "podsite.compression.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "podsite.sign_in.middleware.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
]

if CONFIG.replica:
    MIDDLEWARE.insert(MIDDLEWARE.index("podsite.health.HealthMiddleware") + 1, "podsite.replica.ReplicaMiddleware")

ROOT_URLCONF = "podsite.urls"
WSGI_APPLICATION = "podsite.wsgi.application"
#: Says until when a page that is kept is right.
KEPT_UNTIL = "episodes.services.keeping.until"
#: Says why search does not work, or nothing.
SEARCH_STATE = "episodes.services.health.search_state"

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
            ],
        },
    }
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

# Guessing passwords: counted by name and place together, and by place; podsite.sign_in.attempts says what follows.
AXES_HANDLER = "podsite.sign_in.attempts.Handler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], ["ip_address"]]
AXES_CLIENT_IP_CALLABLE = "podsite.sign_in.origins.client_address"
AXES_LOCKOUT_CALLABLE = "podsite.sign_in.views.locked"
AXES_FAILURE_LIMIT = 5
# After a day what was wrong is forgotten; trying while one has to wait makes the wait no longer.
AXES_COOLOFF_TIME = timedelta(days=1)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = AXES_VERBOSE = False

# Second factors. Accounts are made in the admin: there is no signing up, and no e-mail.
REQUIRE_SECOND_FACTOR = CONFIG.require_second_factor
ACCOUNT_ADAPTER = "podsite.sign_in.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
MFA_ADAPTER = "podsite.sign_in.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1  # A clock may be half a minute wrong.

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": CONFIG.media,
    "staticfiles": {"BACKEND": "podsite.static_files.StaticFilesStorage"},
}
# Pages name hashed files only; the plain ones beside them would be compressed for nobody.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Long admin forms: an episode with 200 clips posts about 2,000 fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

# The site is on HTTPS where its address says so; a site on a laptop's loopback stays usable without.
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIG.https
SECURE_HSTS_SECONDS = 31_536_000 if CONFIG.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = CONFIG.https
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# A browser takes a cookie of such a name from this host and over HTTPS only: no neighbour can plant one.
if CONFIG.https:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
# Notices travel in the session instead of a cookie of their own.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "connect-src": [SELF],
        # Uploads may be in a bucket, to which /media/ leads.
        "img-src": [SELF, *CONFIG.media_origins],
        # An episode's audio lives where its feed says, so any https host may be played from, once asked to.
        "media-src": [SELF, "https:", *CONFIG.media_origins],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY = {
    name: []
    for name in (
        "accelerometer",
        "bluetooth",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "hid",
        "idle-detection",
        "local-fonts",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
        "xr-spatial-tracking",
    )
}

LOGGING = logs.configuration(CONFIG.log_format)
LOG_REQUESTS = CONFIG.log_requests
METRICS_TOKEN = CONFIG.metrics_token
if METRICS_TOKEN:
    MIDDLEWARE.insert(1, "podsite.metrics.MetricsMiddleware")
AUDIT_DAYS = CONFIG.audit_days
if CONFIG.sentry_dsn:
    from podsite import sentry

    sentry.start(CONFIG.sentry_dsn)
