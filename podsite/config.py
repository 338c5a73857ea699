"""Settings from the environment, checked before anything starts.

Every variable is optional in the embedded default: SQLite, local memory, a key generated once.
A value that cannot be used raises ``ConfigError`` with one sentence that names it.
"""

import importlib.util
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import dj_database_url
from environs import Env, EnvError

BASE_DIR = Path(__file__).resolve().parent.parent
CACHES = {
    "locmem": "django.core.cache.backends.locmem.LocMemCache",
    "redis": "podsite.cache.FailSoftRedisCache",
    "rediss": "podsite.cache.FailSoftRedisCache",
}
POSTGRESQL = "podsite.postgresql"
PATH = re.compile(r"[A-Za-z0-9._~/%-]*")
SHORTEST_KEY, SHORTEST_TOKEN = 32, 16
LOG_FORMATS = ("line", "json")
ALLOWED_HOST = re.compile(r"\*|\.?[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.?|\[[0-9a-fA-F:.]+\]")
#: What Sentry calls a DSN: an address with a public key and the number of a project.
SENTRY_DSN = re.compile(r"https?://[0-9A-Za-z]+(?::[0-9A-Za-z]+)?@[A-Za-z0-9.-]+(?::[0-9]{1,5})?/(?:[^\s?#]+/)?[0-9]+")
FETCHED_HOST = re.compile(r"(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")
BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
REGION = re.compile(r"[a-z0-9-]{1,40}")
SITE_URL = re.compile(r"https?://(?:[^\s/@:?#\[\]]+|\[[0-9a-fA-F:.]+\])(?::[0-9]{1,5})?")


class ConfigError(Exception):
    """A setting that cannot be used; the message is one sentence that names it."""


@dataclass(frozen=True)
class Config:
    """What the operator has set. ``secret_key_given`` is false where it was generated into ``data_dir``."""

    data_dir: Path
    database: dict
    replica: dict | None
    cache: dict
    media: dict
    secret_key: str
    secret_key_given: bool
    debug: bool
    allowed_hosts: list
    site_url: str
    port: int
    web_concurrency: int
    fetch_allowed_hosts: list
    release: Path | None
    log_format: str
    log_requests: bool
    metrics_token: str
    sentry_dsn: str
    audit_days: int
    require_second_factor: bool

    @property
    def https(self):
        return self.site_url.startswith("https://")

    @property
    def media_origins(self):
        """Where browsers are sent for uploads, besides the site itself."""
        return sorted({self.media["OPTIONS"]["origin"]} if "OPTIONS" in self.media else ())


def read():
    """The ``Config`` that the environment describes. Makes ``DATA_DIR`` where it is missing. Raises ``ConfigError``."""
    env = Env()
    data_dir = _data_dir(env.str("DATA_DIR", "") or "var")
    port = _whole_number(env, "PORT", 8000, 1, 65535)
    site_url = _site_url(env.str("SITE_URL", "") or f"http://127.0.0.1:{port}")
    given_key = env.str("SECRET_KEY", "")
    main = database(env.str("DATABASE_URL", "") or _embedded(data_dir))
    return Config(
        data_dir=data_dir,
        database=main,
        replica=_replica(env.str("DATABASE_REPLICA_URL", ""), main),
        cache=_cache(env.str("CACHE_URL", "") or "locmem://"),
        media=_media(env),
        secret_key=_checked_key(given_key) if given_key else _generated_key(data_dir / "secret_key"),
        secret_key_given=bool(given_key),
        debug=_switch(env, "DEBUG"),
        allowed_hosts=_allowed_hosts(env.str("ALLOWED_HOSTS", ""), site_url),
        site_url=site_url,
        port=port,
        web_concurrency=_whole_number(env, "WEB_CONCURRENCY", 2, 1, 64),
        fetch_allowed_hosts=_fetch_allowed_hosts(env.str("FETCH_ALLOWED_HOSTS", "")),
        release=_release(env.str("RELEASE", "")),
        log_format=_one_of(env, "LOG_FORMAT", LOG_FORMATS),
        log_requests=_switch(env, "LOG_REQUESTS"),
        metrics_token=_metrics_token(env.str("METRICS_TOKEN", "")),
        sentry_dsn=_sentry_dsn(env.str("SENTRY_DSN", "")),
        audit_days=_whole_number(env, "AUDIT_DAYS", 365, 1, 36_500),
        require_second_factor=_switch(env, "REQUIRE_SECOND_FACTOR"),
    )


SETTINGS = {
    "DATA_DIR",
    "DATABASE_URL",
    "DATABASE_REPLICA_URL",
    "CACHE_URL",
    "S3_BUCKET",
    "S3_ENDPOINT",
    "S3_REGION",
    "S3_ACCESS_KEY",
    "S3_SECRET_KEY",
    "S3_PUBLIC_URL",
    "SECRET_KEY",
    "DEBUG",
    "SITE_URL",
    "ALLOWED_HOSTS",
    "FETCH_ALLOWED_HOSTS",
    "PORT",
    "WEB_CONCURRENCY",
    "RELEASE",
    "REQUIRE_SECOND_FACTOR",
    "LOG_FORMAT",
    "LOG_REQUESTS",
    "METRICS_TOKEN",
    "SENTRY_DSN",
    "AUDIT_DAYS",
}
#: Settings whose name says that they are a secret, and addresses that hold one.
SECRET = re.compile("SECRET|KEY|TOKEN|PASSWORD|DSN")
ADDRESSES = ("DATABASE_URL", "DATABASE_REPLICA_URL", "CACHE_URL")
NEARLY = 0.85  # how much alike two names are, as difflib measures it


def without_secrets() -> dict[str, str]:
    """The settings in the environment that may be shown to whoever has a copy of the site: addresses lose passwords."""
    given = {name: os.environ[name] for name in sorted(SETTINGS) if os.environ.get(name) and not SECRET.search(name)}
    return given | {name: _without_password(given[name]) for name in ADDRESSES if name in given}


def _without_password(url):
    """An address without user, password and options; these may hold one, too."""
    scheme, _colon, rest = url.partition("://")
    place = rest.partition("?")[0].partition("#")[0].rpartition("@")[2]
    return f"{scheme}://{place}" if rest else ""


def misspelt() -> list[str]:
    """A sentence for each variable of the environment that is no setting and has nearly the name of one not set."""
    from difflib import get_close_matches

    missing = [name for name in SETTINGS if not os.environ.get(name)]
    # What belongs to other programs is mostly of another length, and of no concern.
    found = [(name, get_close_matches(name, missing, 1, NEARLY)) for name in sorted(os.environ) if name not in SETTINGS]
    return [f"{name} is set, and is no setting; is {near[0]} meant?" for name, near in found if near]


def _whole_number(env, name, default, least, most):
    text = env.str(name, "") or str(default)
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and least <= int(text) <= most):
        raise ConfigError(f"{name} must be a whole number from {least} to {most}, and it is “{text}”.")
    return int(text)


def _switch(env, name):
    if not env.str(name, ""):
        return False
    try:
        return env.bool(name)
    except EnvError:
        raise ConfigError(f"{name} must be on or off, and it is “{env.str(name)}”.") from None


def _one_of(env, name, values):
    """The first of ``values`` is the default."""
    text = env.str(name, "") or values[0]
    if text not in values:
        raise ConfigError(f"{name} must be {' or '.join(values)}, and it is “{text}”.")
    return text


def _data_dir(text):
    folder = Path(text).expanduser()
    folder = folder if folder.is_absolute() else BASE_DIR / folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"DATA_DIR {folder} can't be made: {error.strerror}.") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ConfigError(f"DATA_DIR {folder} can't be written to; name a folder that can in DATA_DIR.")
    return folder


def _release(text):
    """The link to the folder of the code that a reload starts, or None."""
    if not text:
        return None
    link = Path(text)
    if not (link.is_absolute() and (link / "manage.py").is_file() and (link / ".venv/bin/python").exists()):
        raise ConfigError(f"RELEASE must be the path of a folder with manage.py and .venv, and it is “{text}”.")
    return link


def _site_url(text):
    if not SITE_URL.fullmatch(text.rstrip("/")):
        raise ConfigError(f"SITE_URL must look like https://podcasts.example, and it is “{text}”.")
    return text.rstrip("/")


def _allowed_hosts(text, site_url):
    hosts = [host.strip() for host in text.split(",") if host.strip()]
    for host in hosts:
        if not ALLOWED_HOST.fullmatch(host):
            raise ConfigError(f"ALLOWED_HOSTS takes host names separated by commas, and “{host}” is none.")
    return hosts or sorted({urlsplit(site_url).hostname, "localhost", "127.0.0.1", "[::1]"})


def _fetch_allowed_hosts(text):
    hosts = [host.strip().lower() for host in text.split(",") if host.strip()]
    for host in hosts:
        if not FETCHED_HOST.fullmatch(host):
            raise ConfigError(
                f"FETCH_ALLOWED_HOSTS takes hosts or host:port, separated by commas, and “{host}” is neither."
            )
    return hosts


def _embedded(data_dir):
    return f"sqlite:///{quote(str(data_dir / 'podsite.sqlite3'))}"


def database(url: str, name: str = "DATABASE_URL") -> dict:
    """Django's settings of the database at ``url``. Raises ``ConfigError`` about what is called ``name``."""
    scheme = url.partition(":")[0]
    unknown = f"{name} must begin with sqlite:/// or postgres://, and it begins with “{scheme[:20]}:”."
    try:
        found = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    except dj_database_url.UnknownSchemeError:
        raise ConfigError(unknown) from None
    except ValueError:  # Not shown: a password may be in it.
        raise ConfigError(
            f"{name} must look like postgres://user:password@host:5432/name, with signs in the password as %40."
        ) from None
    if found["ENGINE"] == "django.db.backends.sqlite3":
        # Writers queue up at BEGIN instead of failing half-way, and readers never wait for them. What is committed
        # outlives the death of any process; NORMAL may lose the last moment where the power goes, and damages nothing.
        found["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    elif found["ENGINE"] != "django.db.backends.postgresql":
        raise ConfigError(unknown)
    else:
        _need(name, "psycopg", "postgres")
        if not found["NAME"]:
            raise ConfigError(f"{name} must name a database, as in postgres://user:password@host:5432/name.")
        found["ENGINE"] = POSTGRESQL
        # Compiling a query takes ten times as long as it takes to answer the longest of ours; the address may differ.
        given = found.setdefault("OPTIONS", {})
        given.setdefault("options", "-c jit=off")
        # A thread that nobody waits for any more ends, and so does a question to a machine that fell off the network.
        given.setdefault("connect_timeout", 2)
        given.setdefault("tcp_user_timeout", 10_000)
    return found


def _replica(url, main):
    """Django's settings of a copy that is only read, or None."""
    if not url:
        return None
    replica = database(url, "DATABASE_REPLICA_URL")
    if not replica["ENGINE"] == main["ENGINE"] == POSTGRESQL:
        raise ConfigError("DATABASE_REPLICA_URL takes a streaming replica of a PostgreSQL that DATABASE_URL names.")
    return replica | {"TEST": {"MIRROR": "default"}}


def _cache(url):
    scheme, _colon, rest = url.partition("://")
    if scheme not in CACHES:
        raise ConfigError(f"CACHE_URL must begin with locmem:// or redis://, and it begins with “{scheme[:20]}”.")
    if scheme == "locmem":
        return {"BACKEND": CACHES[scheme], "LOCATION": ""}
    if not rest:
        raise ConfigError("CACHE_URL must name the host of Redis, as in redis://127.0.0.1:6379/0.")
    _need("CACHE_URL", "redis", "redis")
    from redis.connection import parse_url

    from podsite.cache import options

    try:
        parse_url(url)
    except ValueError:  # Not shown: a password may be in it.
        raise ConfigError("CACHE_URL must look like redis://:password@host:6379/0.") from None
    return {"BACKEND": CACHES[scheme], "LOCATION": url, "OPTIONS": options()}


def _metrics_token(token):
    if not token:
        return ""
    # It comes in a header, which has no place for other signs.
    if len(token) < SHORTEST_TOKEN or not re.fullmatch("[!-~]+", token):
        raise ConfigError(f"METRICS_TOKEN must have at least {SHORTEST_TOKEN} letters, digits or signs, and no spaces.")
    _need("METRICS_TOKEN", "prometheus_client", "metrics")
    return token


def _sentry_dsn(text):
    if not text:
        return ""
    if not SENTRY_DSN.fullmatch(text):  # Not shown: a key is in it.
        raise ConfigError("SENTRY_DSN must look like https://key@sentry.example/1, as Sentry shows it for a project.")
    _need("SENTRY_DSN", "sentry_sdk", "sentry")
    return text


def _media(env):
    """Django's settings of the storage of uploads: a folder in ``DATA_DIR``, or a bucket that speaks S3."""
    names = ("S3_BUCKET", "S3_ENDPOINT", "S3_REGION", "S3_ACCESS_KEY", "S3_SECRET_KEY", "S3_PUBLIC_URL")
    bucket, endpoint, region, access_key, secret_key, public_url = given = [env.str(name, "") for name in names]
    if not any(given):
        return {"BACKEND": "podsite.media_storage.MediaStorage"}
    if not bucket:
        name = next(name for name, value in zip(names, given, strict=True) if value)
        raise ConfigError(f"{name} says how a bucket is reached, and S3_BUCKET names none.")
    if not BUCKET.fullmatch(bucket):
        raise ConfigError(f"S3_BUCKET takes a name of lower-case letters, digits, - and ., and it is “{bucket}”.")
    if region and not REGION.fullmatch(region):
        raise ConfigError(f"S3_REGION must look like eu-central-1, and it is “{region}”.")
    if bool(access_key) != bool(secret_key):
        missing = "S3_SECRET_KEY" if access_key else "S3_ACCESS_KEY"
        raise ConfigError(f"{missing} is missing; set both keys, or neither where the machine has a role.")
    endpoint, public_url = _web_address("S3_ENDPOINT", endpoint), _web_address("S3_PUBLIC_URL", public_url, "/folder")
    for module in ("storages", "boto3"):
        _need("S3_BUCKET", module, "s3")
    options = _place(bucket, endpoint, region or "us-east-1", public_url)
    return {
        "BACKEND": "podsite.bucket.Bucket",
        "OPTIONS": {**options, "access_key": access_key or None, "secret_key": secret_key or None},
    }


def _place(bucket, endpoint, region, public_url):
    """Where a bucket is. Amazon's certificates know it as a part of the host, but with a full stop in its name."""
    is_host = not endpoint and "." not in bucket
    endpoint = endpoint or f"https://s3.{region}.amazonaws.com"
    origin = public_url or (endpoint.replace("://", f"://{bucket}.") if is_host else endpoint)
    return {
        "bucket_name": bucket,
        "endpoint_url": endpoint,
        "region_name": region,
        "addressing_style": "virtual" if is_host else "path",
        "public_url": public_url,
        "origin": "/".join(origin.split("/")[:3]),
    }


def _web_address(name, text, path=""):
    """An address without a slash at its end; beyond the host it may have a path only where ``path`` is an example."""
    text = text.rstrip("/")
    host, slash, rest = text.partition("://")[2].partition("/")
    origin = f"{text.partition('://')[0]}://{host}"
    if text and not (SITE_URL.fullmatch(origin) and (not slash or (path and PATH.fullmatch(rest)))):
        raise ConfigError(f"{name} must look like https://files.example{path}, and it is “{text}”.")
    return text


def _need(name, module, extra):
    """Raises ``ConfigError`` where the package that a value of ``name`` takes is not installed."""
    if importlib.util.find_spec(module) is None:
        raise ConfigError(f"{name} takes the package {module}: pip install -c constraints.txt -e '.[{extra}]'.")


def _checked_key(key):
    if len(key) < SHORTEST_KEY:
        raise ConfigError(f"SECRET_KEY must have at least {SHORTEST_KEY} characters, and it has {len(key)}.")
    return key


def _generated_key(file):
    """The key kept in ``file``, made on first use and readable by its owner only."""
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    except OSError as error:
        raise ConfigError(f"The generated key can't be kept in DATA_DIR: {error.strerror}.") from None
    try:
        key = file.read_text().strip()
    except OSError as error:
        raise ConfigError(f"The generated key in DATA_DIR, {file}, can't be read: {error.strerror}.") from None
    if len(key) < SHORTEST_KEY:
        raise ConfigError(f"The generated key in DATA_DIR, {file}, is cut short; delete that file.")
    return key
