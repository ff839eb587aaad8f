"""Settings by environment: variables first, then key files, then safe defaults."""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import os
import re
import secrets
import stat
import tempfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from werkzeug.sansio.utils import host_is_trusted

ROOT = Path(__file__).resolve().parent
ENVIRONMENTS = ("development", "production", "test")
LOGIN_LIFETIME = timedelta(hours=12)
LOOPBACK = ("localhost", "127.0.0.1")
EVERY_ADDRESS = ("0.0.0.0", "::", "")  # noqa: S104 - compared with, never listened on
# The kernel cuts socket paths at 107 bytes; the rest is room for temporary names beside it.
LONGEST_SOCKET_PATH = 100
# Where a copy of the audit trail goes: a syslog server, or a file by its whole path.
AUDIT_COPY = re.compile(
    r"(?:tcp|udp)://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]):[1-9][0-9]{0,4}|file:///[^?#\s]+"
)
# In small letters: what a scanner reads is opened as it stands.
PUBLIC_URL = re.compile(r"https?://(?P<host>[a-z0-9.-]+)(:[0-9]{1,5})?")
WEAK_WORDS = ("change", "secret", "default", "example", "password", "thisismy", "12345678")
LEAST_FREE_MB = 200
# Tables of which a single row says that keys were used.
WRITTEN_WITH_KEYS = ("key_proof", "person")
POSTGRESQL_LIMITS = (
    # Compiling our statements costs more than it saves them.
    "-c jit=off -c timezone=UTC -c statement_timeout=30s -c lock_timeout=5s"
    " -c idle_in_transaction_session_timeout=60s"
)


class Misconfigured(SystemExit):
    """A setting that the product refuses to start with, said in one line."""


def settings(environ: Mapping[str, str]) -> dict[str, Any]:
    """Everything that `create_app` needs; makes the instance folder and missing keys."""
    environment = environ.get("APP_ENV") or "development"
    if environment not in ENVIRONMENTS:
        raise Misconfigured(f"APP_ENV must be one of {', '.join(ENVIRONMENTS)}.")
    instance = Path(environ.get("INSTANCE_DIR") or ROOT / "instance").absolute()
    values = (
        _paths(environ, environment, instance)
        | _keys(environ, environment, instance)
        | _stores(environ, instance)
        | _web(environ, environment)
        | _framework()
        | _languages()
    )
    if environment == "production":
        _refuse_in_production(values)
    return values


def _paths(environ: Mapping[str, str], environment: str, instance: Path) -> dict[str, Any]:
    try:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Misconfigured(f"The folder {instance} cannot be made: {error.strerror}.") from None
    return {
        "APP_ENV": environment,
        "INSTANCE_DIR": str(instance),
        "DEBUG": _flag(environ, "FLASK_DEBUG") or _flag(environ, "DEBUG"),
        "CLOCK_FILE": environ.get("CLOCK_FILE") or "",
        "AUDIT_COPY": _audit_copy(environ),
        "MIN_FREE_MB": number(environ, "MIN_FREE_MB", LEAST_FREE_MB, most=10**9),
    }


def _audit_copy(environ: Mapping[str, str]) -> str:
    """Where a copy of the audit trail goes; blank for nowhere."""
    given = environ.get("AUDIT_COPY", "").strip()
    if given and not (len(given) <= 200 and AUDIT_COPY.fullmatch(given)):
        raise Misconfigured(
            "AUDIT_COPY must be tcp://HOST:PORT, udp://HOST:PORT or file:///A/WHOLE/PATH."
        )
    return given


def _keys(environ: Mapping[str, str], environment: str, instance: Path) -> dict[str, Any]:
    uri = _uri(environ, instance)

    def key(name: str, file_name: str, length: int) -> str:
        if given := environ.get(name):
            return given
        path = instance / file_name
        if not path.exists():
            _make_key(name, path, length, environment=environment, uri=uri)
        if environment == "production" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise Misconfigured(f"{path} can be read by others: chmod 600 {path}")
        return path.read_text().strip()

    found = {
        "SECRET_KEY": key("SECRET_KEY", "secret.key", 48),
        "DATA_KEY": key("DATA_KEY", "data.key", 32),
        "AUDIT_KEY": key("AUDIT_KEY", "audit.key", 32),
    }
    for name in ("DATA_KEY", "AUDIT_KEY"):
        if not _is_32_bytes(found[name]):
            raise Misconfigured(f"{name} must be 32 bytes in base64: openssl rand -base64 32")
    earlier = [part for part in environ.get("SECRET_KEY_FALLBACKS", "").split(",") if part]
    return found | {"SECRET_KEY_FALLBACKS": earlier}


def _make_key(name: str, path: Path, length: int, *, environment: str, uri: str) -> None:
    if environment == "production":
        raise Misconfigured(
            f"{name} is missing: set it, or make {path}"
            f" (openssl rand -base64 {length} > {path}; chmod 600 {path})."
        )
    if name != "SECRET_KEY" and _is_written(uri, path):
        raise Misconfigured(
            f"{path} is missing although there is a database that needs it:"
            " bring it back from the backup."
        )
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(base64.b64encode(secrets.token_bytes(length)).decode() + "\n")
    # A link appears whole or not at all: two processes that start together share one key.
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def _is_written(uri: str, missing: Path) -> bool:
    """Whether there is a database already that some key belongs to."""
    if uri.startswith("sqlite"):
        return Path(uri.partition(":///")[2]).is_file()
    import psycopg

    try:
        with psycopg.connect(uri.replace("+psycopg", "", 1), connect_timeout=5) as connection:
            return any(_has_rows(connection, table) for table in WRITTEN_WITH_KEYS)
    except psycopg.OperationalError:
        raise Misconfigured(
            "The database could not be prepared: it does not answer,"
            f" and {missing}, which it may need, is missing."
        ) from None


def _has_rows(connection: Any, table: str) -> bool:
    if connection.execute("SELECT to_regclass(%s)", [table]).fetchone()[0] is None:
        return False
    return connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None  # noqa: S608


def _is_32_bytes(value: str) -> bool:
    try:
        return len(base64.b64decode(value, validate=True)) == 32
    except (binascii.Error, ValueError):
        return False


def _stores(environ: Mapping[str, str], instance: Path) -> dict[str, Any]:
    uri = _uri(environ, instance)
    server = uri.startswith("postgresql")
    limits = {"options": POSTGRESQL_LIMITS, "connect_timeout": 5}
    return {
        "SQLALCHEMY_DATABASE_URI": uri,
        # Parameters are personal data and stay out of tracebacks and logs.
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True}
        | ({"pool_pre_ping": True, "connect_args": limits} if server else {}),
        "REDIS_URL": environ.get("REDIS_URL") or f"unix://{_redis_socket(instance)}",
    }


def _uri(environ: Mapping[str, str], instance: Path) -> str:
    return _database_uri(environ.get("DATABASE_URL") or f"sqlite:///{instance / 'app.db'}")


def _database_uri(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    if separator and scheme in ("postgresql", "postgres", "postgresql+psycopg"):
        return f"postgresql+psycopg://{rest}"
    if separator and scheme == "sqlite":
        return url
    raise Misconfigured("DATABASE_URL must begin with postgresql:// or sqlite:///.")


def _redis_socket(instance: Path) -> Path:
    path = instance / "run" / "redis.sock"
    if len(os.fsencode(path)) < LONGEST_SOCKET_PATH:
        return path
    mark = hashlib.sha256(os.fsencode(instance)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"zj-{os.getuid()}-{mark}" / "redis.sock"


def _web(environ: Mapping[str, str], environment: str) -> dict[str, Any]:
    https = _flag(environ, "HTTPS")
    host, port = environ.get("HOST") or "127.0.0.1", number(environ, "PORT", 8080, most=65535)
    names = _trusted_hosts(environ.get("TRUSTED_HOSTS", ""), host, environment)
    return {
        "HOST": host,
        "PORT": port,
        "WEB_WORKERS": number(environ, "WEB_WORKERS", 2, most=64),
        "HTTPS": https,
        "BEHIND_PROXY": _flag(environ, "BEHIND_PROXY"),
        "TRUSTED_HOSTS": names,
        "PUBLIC_URL": _public_url(environ, environment, names, host, port),
        "PREFERRED_URL_SCHEME": "https" if https else "http",
        "SESSION_COOKIE_NAME": "__Host-session" if https else "session",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        # The row of the login counts from signing in, and so does its cookie.
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": LOGIN_LIFETIME,
        "WTF_CSRF_TIME_LIMIT": int(LOGIN_LIFETIME.total_seconds()),
        "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
        "MAX_FORM_PARTS": 500,
    }


def _public_url(
    environ: Mapping[str, str], environment: str, names: list[str], host: str, port: int
) -> str:
    """Where the public reaches this installation, as printed papers say; blank for nowhere."""
    given = environ.get("PUBLIC_URL", "").strip().rstrip("/")
    if not given:
        here = names[0].lstrip(".") if host in (*EVERY_ADDRESS, "127.0.0.1") else host
        return "" if environment == "production" else f"http://{here}:{port}"
    if (found := PUBLIC_URL.fullmatch(given)) is None:
        raise Misconfigured(
            "PUBLIC_URL must be an address without a path, such as https://zj.example.gov.cn."
        )
    if not host_is_trusted(found["host"], names):
        raise Misconfigured(
            f"PUBLIC_URL names {found['host']}, which TRUSTED_HOSTS does not: nobody could open it."
        )
    return given


def _trusted_hosts(given: str, host: str, environment: str) -> list[str]:
    names = [name.strip() for name in given.split(",") if name.strip()]
    if names:
        return names
    if environment == "production":
        raise Misconfigured("TRUSTED_HOSTS is empty: name the hosts that browsers will ask for.")
    if host in EVERY_ADDRESS:
        raise Misconfigured(
            f"HOST={host} needs TRUSTED_HOSTS, the names or addresses that browsers will ask for:"
            f" TRUSTED_HOSTS=192.0.2.5 HOST={host} make run"
        )
    return [*LOOPBACK, *({host} - set(LOOPBACK))]


def _framework() -> dict[str, Any]:
    return {
        "APP_NAME": "湖南省建设工程质量安全监督机构管理系统",
        "FAB_BASE_TEMPLATE": "zj/base.html",
        "FAB_INDEX_VIEW": "app.home.views.HomeView",
        "FAB_SECURITY_MANAGER_CLASS": "app.core.access.security_manager.AppSecurityManager",
        # The schema comes from migrations and permissions from `sync-permissions`, never
        # from starting the application.
        "FAB_CREATE_DB": False,
        "FAB_UPDATE_PERMS": False,
        "FAB_ROLES": {"Admin": [[".*", ".*"]]},
        "FAB_PASSWORD_COMPLEXITY_ENABLED": True,
        "FAB_ADD_OPENAPI_VIEWS": False,
        "FAB_ADD_MENU_API": False,
        "FAB_ADD_SECURITY_API": False,
        "FAB_ADD_SECURITY_PERMISSION_VIEW": False,
        "FAB_ADD_SECURITY_VIEW_MENU_VIEW": False,
        "FAB_ADD_SECURITY_PERMISSION_VIEWS_VIEW": False,
        "FAB_ALLOW_GET_UNSAFE_MUTATIONS": False,
        "FAB_API_KEY_ENABLED": False,
        "FAB_API_MAX_PAGE_SIZE": 100,
        "FAB_API_SHOW_STACKTRACE": False,
        "FAB_API_SWAGGER_UI": False,
        "AUTH_USER_REGISTRATION": False,
        "AUTH_RATE_LIMITED": False,
        "RATELIMIT_ENABLED": False,
    }


def _languages() -> dict[str, Any]:
    return {
        "LANGUAGES": {
            "zh": {"flag": "cn", "name": "中文"},
            "en": {"flag": "gb", "name": "English"},
        },
        "BABEL_DEFAULT_LOCALE": "zh",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        # Absolute, for the extension counts from the package folder.
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
    }


def _refuse_in_production(values: dict[str, Any]) -> None:
    instance = Path(values["INSTANCE_DIR"])
    if values["DEBUG"]:
        raise Misconfigured("DEBUG is on: a production server must not run with it.")
    if values["CLOCK_FILE"]:
        raise Misconfigured("CLOCK_FILE is set: a production server tells the real time.")
    if _is_weak(values["SECRET_KEY"]):
        raise Misconfigured(
            "SECRET_KEY is weak: give at least 32 random bytes (openssl rand -base64 48)."
        )
    if (instance / "demo-accounts.json").exists():
        raise Misconfigured(
            f"{instance} holds demo data (demo-accounts.json):"
            " start production with an empty database and its own INSTANCE_DIR."
        )
    database = values["SQLALCHEMY_DATABASE_URI"].partition("sqlite:///")[2]
    if database and Path(database).absolute().is_relative_to(ROOT / "app" / "static"):
        raise Misconfigured("The database lies under app/static, which everybody can download.")


def _is_weak(key: str) -> bool:
    lowered = key.lower()
    guessable = any(word in lowered for word in WEAK_WORDS)
    return len(key.encode()) < 32 or len(set(key)) < 12 or guessable


def number(environ: Mapping[str, str], name: str, default: int, *, most: int) -> int:
    given = environ.get(name) or str(default)
    if not (given.isascii() and given.isdigit() and 0 < int(given) <= most):
        raise Misconfigured(f"{name} must be a number from 1 to {most}, not {given!r}.")
    return int(given)


def _flag(environ: Mapping[str, str], name: str) -> bool:
    return environ.get(name, "").strip().lower() in ("1", "true", "yes", "on")
