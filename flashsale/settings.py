"""Every setting of the shop. `.env.example` lists the variables that can be set.

What is secret has no default outside DEBUG; what differs between machines comes from the
environment; what is a decision stands here.
"""

from django.core.exceptions import ImproperlyConfigured

from flashsale import admin_look, cross_origin
from flashsale.databases import database
from flashsale.env import BASE_DIR, VAR_DIR, env
from flashsale.limit_settings import known_hops, limits
from flashsale.logs import known_format, logging_settings
from flashsale.money import known_currency, known_locale, known_percent
from flashsale.payment_settings import (
    form_targets,
    known_gateway,
    needed_for_stripe,
    secret_of,
)
from flashsale.redis_urls import one_server_url, stock_url
from flashsale.schedule import SCHEDULE

DEBUG = env.bool("DEBUG", default=False)

SECRET_KEY = env("SECRET_KEY", default="only-for-debug" if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Set it in the environment or in .env, set DEBUG=1 to work on"
        " the code, or start the shop with `make run`, which makes one and keeps it in var/."
    )

SITE_URL = env("SITE_URL", default="http://localhost:8000")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Behind TLS (the default), cookies and redirects insist on it. `make run` sets HTTPS=0.
HTTPS = env.bool("HTTPS", default=not DEBUG)
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
TRUSTED_HOPS = known_hops(env.str("TRUSTED_HOPS", ""), behind_proxy=BEHIND_PROXY)

# How often what may be asked for: flashsale/limit_settings.py
RATE_LIMITS = env.bool("RATE_LIMITS", default=True)
LIMITS = limits()

# Databases. See flashsale/databases.py for what each engine needs.
DATABASES = {"default": database(env.str("DATABASE_URL", "") or f"sqlite:///{VAR_DIR}/shop.db")}
ON_MONGODB = DATABASES["default"]["ENGINE"] == "django_mongodb_backend"
OBJECT_ID = "django_mongodb_backend.fields.ObjectIdAutoField"
DEFAULT_AUTO_FIELD = OBJECT_ID if ON_MONGODB else "django.db.models.BigAutoField"
CONTRIB_AUTO_FIELD = OBJECT_ID if ON_MONGODB else "django.db.models.AutoField"
MIGRATION_MODULES = (
    {app: f"flashsale.contrib.{app}_migrations" for app in ("admin", "auth", "contenttypes")}
    if ON_MONGODB
    else {}
)

# Redis. The stock engine's must not evict; the cache's may. Only the stock may be in a cluster
# (redis+cluster://host:port,host:port) or behind Sentinel (redis+sentinel://host:port/service).
REDIS_URL = one_server_url("REDIS_URL", env("REDIS_URL", default="redis://127.0.0.1:6379/0"))
STOCK_REDIS_URL = stock_url(env("STOCK_REDIS_URL", default=REDIS_URL))
CACHE_REDIS_URL = one_server_url("CACHE_REDIS_URL", env("CACHE_REDIS_URL", default=REDIS_URL))
BROKER_URL = one_server_url("BROKER_URL", env("BROKER_URL", default=REDIS_URL))

CACHES = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": CACHE_REDIS_URL,
        "KEY_PREFIX": "cache",
        "OPTIONS": {
            "SERIALIZER": "django_redis.serializers.json.JSONSerializer",
            "SOCKET_CONNECT_TIMEOUT": 1,
            "SOCKET_TIMEOUT": 1,
        },
    }
}

# Applications
INSTALLED_APPS = [
    "daphne",
    "unfold.apps.BasicAppConfig",
    "flashsale.contrib.apps.AdminConfig",
    "flashsale.contrib.apps.AuthConfig",
    "flashsale.contrib.apps.ContentTypesConfig",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "channels",
    "corsheaders",
    "csp",
    "ninja",
    "inventory",
    "accounts",
    "shop",
    "orders",
    "flashsale",
]

MIDDLEWARE = [
    "flashsale.middleware.RequestIdMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "flashsale.api.headers.ApiHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "accounts.limits.middleware.LimitsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "flashsale.middleware.UnavailableMiddleware",
]

ROOT_URLCONF = "flashsale.urls"
ASGI_APPLICATION = "flashsale.asgi.application"
WSGI_APPLICATION = "flashsale.wsgi.application"

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
                "orders.context_processors.cart",
            ],
        },
    }
]

# People
AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "shop:home"
LOGOUT_REDIRECT_URL = "shop:home"
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = env.int("SESSION_SECONDS", default=1_209_600)
ACCESS_TOKEN_SECONDS = env.int("ACCESS_TOKEN_SECONDS", default=900)
REFRESH_TOKEN_DAYS = env.int("REFRESH_TOKEN_DAYS", default=30)
CSRF_FAILURE_VIEW = "flashsale.error_pages.csrf_failure"
CONFIRM_EMAIL_TO_BUY = env.bool("CONFIRM_EMAIL_TO_BUY", default=False)

# How the admin looks
UNFOLD = admin_look.UNFOLD

# Language, time, money
LANGUAGE_CODE = "en-us"
FORMAT_MODULE_PATH = "flashsale.formats"
USE_TZ = True
TIME_ZONE = env("TIME_ZONE", default="UTC")
CURRENCY = known_currency(env("CURRENCY", default="EUR"))
LOCALE = known_locale(env("LOCALE", default="en"))
TAX_PERCENT = known_percent("TAX_PERCENT", env("TAX_PERCENT", default="19"))
PRICES_INCLUDE_TAX = env.bool("PRICES_INCLUDE_TAX", default=True)

# Who sells: what invoices say. The lines of the address are separated by commas.
SHOP_NAME = env("SHOP_NAME", default="Flashsale")
SHOP_ADDRESS = env.list("SHOP_ADDRESS", default=[])
SHOP_TAX_ID = env("SHOP_TAX_ID", default="")

# Payment: the built-in test gateway, or Stripe
PAYMENT_GATEWAY = known_gateway(env("PAYMENT_GATEWAY", default="test"))
PAYMENT_WEBHOOK_SECRET = env("PAYMENT_WEBHOOK_SECRET", default=secret_of(SECRET_KEY))
STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET = (
    needed_for_stripe(name, env(name, default=""), gateway=PAYMENT_GATEWAY)
    for name in ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET")
)

# Files
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(VAR_DIR / "media"))
# From static/ itself while working on it, instead of from what `collectstatic` gathered.
WHITENOISE_USE_FINDERS = env.bool("STATIC_FROM_SOURCE", default=DEBUG)
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "flashsale.static_files.HashedStaticFiles"
        if not WHITENOISE_USE_FINDERS
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Browsers load nothing from anywhere but the shop itself.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "base-uri": ["'self'"],
        "form-action": form_targets(PAYMENT_GATEWAY),
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}

# Scripts of other origins may use the API, if it is said which; cookies are never theirs to send.
CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", default=[])
CORS_URLS_REGEX = cross_origin.API_PATHS
CORS_ALLOW_HEADERS = cross_origin.SENT_HEADERS
CORS_EXPOSE_HEADERS = cross_origin.TOLD_HEADERS
CORS_PREFLIGHT_MAX_AGE = cross_origin.PREFLIGHT_SECONDS

# Mail: printed to the console unless EMAIL_URL says otherwise (smtp+tls://user:password@host:587).
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Flashsale <shop@localhost>")

# Background work
CELERY_BROKER_URL = BROKER_URL
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 5}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_DEFAULT_QUEUE = "flashsale"
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat")
CELERY_BEAT_SCHEDULE = SCHEDULE

# What store owners are told: see shop/webhooks
WEBHOOKS_MAY_STAY_INSIDE = env.bool("WEBHOOKS_MAY_STAY_INSIDE", default=DEBUG)

# The sale
DEFAULT_SALE_UNITS = 200
MAX_PURCHASE_QUANTITY = env.int("MAX_PURCHASE_QUANTITY", default=5)
HOLD_SECONDS = env.int("HOLD_SECONDS", default=600)
HOLD_EXTENSION_SECONDS = env.int("HOLD_EXTENSION_SECONDS", default=120)
HOLD_COOLDOWN_SECONDS = env.int("HOLD_COOLDOWN_SECONDS", default=10)
SHOPPERS_MAY_CANCEL = env.bool("SHOPPERS_MAY_CANCEL", default=True)
STOCK_GROUP_SIZE = env.int("STOCK_GROUP_SIZE", default=256)
STOCK_GROUP_WAIT_SECONDS = env.float("STOCK_GROUP_WAIT_SECONDS", default=0.001)
STOCK_TURN_SECONDS = env.float("STOCK_TURN_SECONDS", default=0.1)
STOCK_PATIENCE_SECONDS = env.float("STOCK_PATIENCE_SECONDS", default=10.0)
RUSH_BODY_SECONDS = env.float("RUSH_BODY_SECONDS", default=10.0)
RUSH_DATABASE_THREADS = env.int("RUSH_DATABASE_THREADS", default=1)
RUSH_DATABASE_QUEUE = env.int("RUSH_DATABASE_QUEUE", default=200)
RUSH_SESSIONS_QUEUE = env.int("RUSH_SESSIONS_QUEUE", default=4_000)
RUSH_DATABASE_SECONDS = env.float("RUSH_DATABASE_SECONDS", default=10.0)
LIVE_STOCK_INTERVAL_SECONDS = 0.1
LIVE_STOCK_BUSY_SHARE = env.float("LIVE_STOCK_BUSY_SHARE", default=0.9)

LOG_FORMAT = known_format(env("LOG_FORMAT", default="text" if DEBUG else "json"))
LOGGING = logging_settings(LOG_FORMAT, level=env("LOG_LEVEL", default="INFO"))
