"""The settings of the site. What comes from the environment is declared in env.py."""

import os
import secrets
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.functional import SimpleLazyObject
from whitenoise.compress import Compressor

from newsroom import env
from newsroom.database import database
from newsroom.uploads import uploads

ENV = env.read(os.environ)
BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = ENV.DATA_DIR.expanduser().resolve()


def secret_key(path: Path) -> str:
    """The key kept in ``path``, made on the first call; a link appears whole, so two starts agree."""
    try:
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = path.with_name(f"{path.name}.{os.getpid()}")
            with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(64))
            try:
                os.link(fresh, path)
            except FileExistsError:
                pass  # another process was first; its key counts
            finally:
                fresh.unlink()
        key = path.read_text().strip()
    except OSError as error:
        raise env.SettingError(f"无法读写密钥文件 {path}：{error.strerror}。") from None
    if len(key) < 50:
        raise env.SettingError(f"密钥文件 {path} 已损坏，请删除后重新启动（所有人需重新登录）。")
    return key


# --- Core -------------------------------------------------------------------------------------

DEBUG = ENV.DEBUG
# Read or made when something is signed: a command that only looks must leave nothing behind.
SECRET_KEY = ENV.SECRET_KEY or SimpleLazyObject(lambda: secret_key(DATA_DIR / "secret_key"))
ALLOWED_HOSTS = list(ENV.ALLOWED_HOSTS)
SITE_URL = (ENV.SITE_URL or f"http://localhost:{ENV.PORT}").rstrip("/")
ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "articles.User"

INSTALLED_APPS = [
    "articles.apps.ArticlesConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "articles.public.keeping.KeptPagesMiddleware",
    "articles.api.keeping.KeptAnswersMiddleware",
    "newsroom.headers.ResourcePolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.headers.ContentPolicyMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "newsroom.desk.DeskSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "newsroom.desk.DeskAuthenticationMiddleware",
    "newsroom.desk.DeskMessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "articles.admin.trail.TrailMiddleware",
]

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
                "csp.context_processors.nonce",
            ],
        },
    },
]

# --- Database and cache -----------------------------------------------------------------------

DATABASES = {"default": database(ENV.DATABASE_URL, data_dir=DATA_DIR)}

# Without Redis each server process has a cache of its own: never keep there what must change in all
# of them at once (a withdrawn text, a counter).
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": ENV.REDIS_URL}
    if ENV.REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# --- Language and time ------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]  # or a browser's language would turn the admin English
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- Files ------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
PRIVATE_ROOT = DATA_DIR / "private"  # what came with manuscripts: never under an address
STORAGES = {
    **uploads(ENV),
    "staticfiles": {"BACKEND": "newsroom.statics.HashedFiles"},
}
WHITENOISE_USE_FINDERS = DEBUG
# Source maps are read by nobody but a debugger, and compressing them takes longer than all the rest.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]
JIEBA_CACHE = DATA_DIR / "jieba"  # jieba unmarshals its cache: never from the shared temp folder

# A page import posts its whole source; what lies above is refused by the importer in a sentence.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_PERMISSIONS = 0o640

# --- People who sign in -----------------------------------------------------------------------

LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "newsroom.desk.RightsBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE_NAME = "newsroom_session"
SESSION_COOKIE_AGE = 24 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "newsroom_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "articles.admin.refusals.csrf_failure"
CSRF_TRUSTED_ORIGINS = list(ENV.CSRF_TRUSTED_ORIGINS)

# Ten wrong passwords for one name from one address lock that pair for a quarter of an hour. The pair,
# not the name: or anybody could lock an editor out; not the address: a newsroom shares one.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "articles.admin.refusals.locked_out"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False  # its records are English and of no use to editors

# --- Security headers -------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "img-src": [SELF],
        "style-src": [SELF],
        "script-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
# Under /admin/ only, whose pages are never cached: a nonce for what a template has to write inline.
ADMIN_CONTENT_SECURITY_POLICY = {
    "script-src": [SELF, NONCE],
    "style-src": [SELF, NONCE],
    "img-src": [SELF, "data:", "blob:"],  # previews of a picture before it is sent
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

SESSION_COOKIE_SECURE = ENV.BEHIND_TLS
CSRF_COOKIE_SECURE = ENV.BEHIND_TLS
PROXIES = max(ENV.PROXIES, int(ENV.BEHIND_TLS))
if PROXIES:
    MIDDLEWARE.insert(0, "newsroom.headers.ClientAddressMiddleware")
if ENV.BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    CSRF_COOKIE_NAME = "__Host-newsroom_csrf"
    SESSION_COOKIE_NAME = "__Host-newsroom_session"

# --- API --------------------------------------------------------------------------------------

# The views answer with stored JSON themselves; no session, cookie or browsable form has a place here.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": f"{ENV.PAPER_NAME}内容接口",
    "DESCRIPTION": "已公开的文章、期次、版面、栏目、作者、标签、金句和观点。参数严格，写错即以 400 说明。"
    " 第一次用，请先看 [五分钟取到文章](/api/v1/quickstart/)。",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVERS": [{"url": SITE_URL}],
    "ENUM_NAME_OVERRIDES": {
        "ArticleKindEnum": "articles.choices.ArticleKind.choices",
        "WithdrawalReasonEnum": "articles.choices.WithdrawalReason.choices",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "articles.api.schema.leave_fields_optional",
    ],
}

# --- The paper --------------------------------------------------------------------------------

PAPER = {
    "name": ENV.PAPER_NAME,
    "latin": ENV.PAPER_LATIN,
    "cn": ENV.PAPER_CN,
    "post_code": ENV.PAPER_POST_CODE,
    "publisher": ENV.PAPER_PUBLISHER,
    "about": ENV.PAPER_ABOUT,
    "copyright": ENV.PAPER_COPYRIGHT,
    "address": ENV.PAPER_ADDRESS,
    "email": ENV.PAPER_EMAIL,
    "phone": ENV.PAPER_PHONE,
    "complaint_phone": ENV.PAPER_COMPLAINT_PHONE,
    "complaint_email": ENV.PAPER_COMPLAINT_EMAIL,
    "icp": ENV.PAPER_ICP,
    "police_record": ENV.PAPER_POLICE_RECORD,
    "news_licence": ENV.PAPER_NEWS_LICENCE,
}
PAGE_PDFS = ENV.PAPER_PAGE_PDF  # readers may download them

# --- Log --------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": ENV.LOG_LEVEL},
    "loggers": {
        # Django's own handlers would print twice, or mail nobody.
        "django": {"handlers": [], "level": ENV.LOG_LEVEL, "propagate": True},
        # A wrong address is no fault of ours; an exception is logged as an error.
        "django.request": {"level": "ERROR"},
        # Each step of each page of a PDF.
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        # What it tells at INFO, every sign-in, belongs in its table.
        "axes": {"level": "WARNING"},
        # At INFO it tells of every minute; the jobs tell of what they did themselves.
        "huey": {"level": "WARNING"},
        # gunicorn warns of every HEAD, whose body Django leaves to the server to drop.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}
