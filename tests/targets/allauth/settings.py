"""A school's own login, made of django-allauth; what it needs stands in the file SCHOOL."""

import json
import os
from pathlib import Path

SCHOOL = json.loads(Path(os.environ["SCHOOL"]).read_text(encoding="utf-8"))
FOLDER = Path(os.environ["SCHOOL"]).parent
SECRET_KEY = SCHOOL["key"]
DEBUG = False
HOUSE = SCHOOL["house"]
"""Where it is met by HTTPS under a name, and which provider it trusts; nothing where it stands at a bare address."""
ALLOWED_HOSTS = ["127.0.0.1", *([HOUSE["name"]] if HOUSE else [])]
ROOT_URLCONF = "urls"
INSTALLED_APPS = [
    *(f"django.contrib.{name}" for name in ("auth", "contenttypes", "sessions", "messages", "humanize", "staticfiles")),
    *("allauth", "allauth.account", "allauth.mfa", "allauth.usersessions"),
    *("allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"),
    *("allauth.idp", "allauth.idp.oidc"),
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": PROCESSORS},
    }
]
# Several people come at once: who would write waits for the turn from the start, for halfway SQLite lets nobody wait.
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "school.sqlite",
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE"},
    }
}  # fmt: skip
LOGGING = {
    "version": 1, "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"django.request": {"handlers": ["console"]}},
}  # fmt: skip
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["hashing.Quick"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}Validator"}
    for name in ("UserAttributeSimilarity", "MinimumLength", "CommonPassword", "NumericPassword")
]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# How often somebody may sign up or change a password is wider than by itself: a test does it more often than people.
# Failed logins stay at five for an account, for less than the five minutes of any other school.
ACCOUNT_RATE_LIMITS = {
    "change_password": None,
    "signup": None,
    "login": None,
    "reset_password": None,
    "reauthenticate": None,
    "login_failed": f"5/{SCHOOL['forgets']}s/key",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": None}
STATIC_URL = "/static/"
if HOUSE:
    APP = {
        "provider_id": "school", "name": "School account", "client_id": HOUSE["client"], "secret": HOUSE["secret"],
        "settings": {"server_url": HOUSE["issuer"]},
    }  # fmt: skip
    IDP_OIDC_PRIVATE_KEY = SCHOOL["signing"]
    SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [APP]}}
USE_TZ = True
