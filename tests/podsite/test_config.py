import os
import secrets
import sqlite3
import subprocess
import sys

import pytest

from podsite import config

KEY = "k" * 40
GROWN = ["RELEASE", "DATABASE_REPLICA_URL", *(f"S3_{name}" for name in ("BUCKET", "ENDPOINT", "REGION", "PUBLIC_URL"))]
GROWN += ["S3_ACCESS_KEY", "S3_SECRET_KEY"]


@pytest.fixture
def read(monkeypatch, tmp_path):
    """``read(PORT="80", …)``: the configuration of an environment with these variables only."""
    for name in config.SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))

    def read_with(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return config.read()

    return read_with


def test_everything_is_optional(read, tmp_path):
    found = read()
    assert found.data_dir == tmp_path / "data"
    assert found.data_dir.is_dir()
    assert found.database["ENGINE"] == "django.db.backends.sqlite3"
    assert found.database["NAME"] == str(tmp_path / "data" / "podsite.sqlite3")
    assert found.cache["BACKEND"].endswith("LocMemCache")
    assert found.debug is found.require_second_factor is False
    assert found.allowed_hosts == ["127.0.0.1", "[::1]", "localhost"]
    assert found.site_url == "http://127.0.0.1:8000"
    assert not found.https
    assert (found.port, found.web_concurrency) == (8000, 2)
    assert (found.log_format, found.log_requests, found.audit_days) == ("line", False, 365)
    assert (found.metrics_token, found.sentry_dsn) == ("", "")


def test_an_empty_variable_is_as_good_as_none(read):
    assert read(**dict.fromkeys(config.SETTINGS - {"DATA_DIR"}, "")).port == 8000


def test_values_are_taken(read):
    found = read(
        PORT="8123",
        WEB_CONCURRENCY="5",
        DEBUG="on",
        REQUIRE_SECOND_FACTOR="on",
        SITE_URL="https://podcasts.example/",
        ALLOWED_HOSTS="a.example, b.example,",
        SECRET_KEY=KEY,
        DATABASE_URL="postgres://me:p%40ss@db.example:5433/pod?sslmode=require",
    )
    assert (found.port, found.web_concurrency, found.debug) == (8123, 5, True)
    assert found.require_second_factor
    assert (found.site_url, found.https) == ("https://podcasts.example", True)
    assert found.allowed_hosts == ["a.example", "b.example"]
    assert (found.secret_key, found.secret_key_given) == (KEY, True)
    assert found.database["PASSWORD"] == "p@ss"
    assert found.database["PORT"] == 5433
    assert found.database["OPTIONS"]["sslmode"] == "require"
    assert found.database["OPTIONS"]["options"] == "-c jit=off"
    assert found.database["OPTIONS"]["connect_timeout"] == 2


def test_several_machines(read):
    found = read(
        DATABASE_URL="postgres://me@db.example/pod",
        DATABASE_REPLICA_URL="postgres://me@replica.example/pod",
        S3_BUCKET="pod-uploads",
        S3_ENDPOINT="https://s3.example/",
        S3_ACCESS_KEY="key",
        S3_SECRET_KEY="secret",
    )
    assert found.replica["HOST"] == "replica.example"
    assert found.replica["OPTIONS"] == found.database["OPTIONS"]
    assert found.media["OPTIONS"]["endpoint_url"] == "https://s3.example"
    assert found.media_origins == ["https://s3.example"]


def test_a_folder_is_the_place_of_uploads_as_long_as_no_bucket_is_named(read):
    assert read().media["BACKEND"].endswith("MediaStorage")
    assert (read().media_origins, read().replica) == ([], None)


@pytest.mark.parametrize("name", [name for name in GROWN if name.startswith("S3_") and name != "S3_BUCKET"])
def test_how_a_bucket_is_reached_says_nothing_without_one(read, name):
    with pytest.raises(config.ConfigError, match=rf"^{name} says how a bucket is reached, and S3_BUCKET names none\.$"):
        read(**{name: "https://s3.example"})


@pytest.mark.parametrize(("given", "missing"), [("S3_ACCESS_KEY", "S3_SECRET_KEY"), ("S3_SECRET_KEY", "S3_ACCESS_KEY")])
def test_a_key_is_of_two_halves(read, given, missing):
    with pytest.raises(config.ConfigError, match=rf"^{missing} is missing"):
        read(S3_BUCKET="pod", **{given: "secret"})


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"DATABASE_URL": "postgres://db.example/pod", "DATABASE_REPLICA_URL": "sqlite:////tmp/x"},
        {"DATABASE_URL": "sqlite:////tmp/x"},
    ],
)
def test_a_replica_is_of_a_primary(read, variables):
    with pytest.raises(config.ConfigError, match=r"^DATABASE_REPLICA_URL takes a streaming replica of a PostgreSQL"):
        read(**{"DATABASE_REPLICA_URL": "postgres://replica.example/pod", **variables})


def test_hosts_that_may_be_fetched_from(read):
    assert read().fetch_allowed_hosts == []
    found = read(FETCH_ALLOWED_HOSTS="Feeds.example, 10.0.0.7:8000,[::1]:9000,")
    assert found.fetch_allowed_hosts == ["feeds.example", "10.0.0.7:8000", "[::1]:9000"]


def test_the_site_may_be_visited_by_its_address(read):
    assert "podcasts.example" in read(SITE_URL="https://podcasts.example:8443").allowed_hosts


def test_the_port_is_in_the_address(read):
    assert read(PORT="9000").site_url == "http://127.0.0.1:9000"


def test_the_key_is_made_once_and_for_its_owner_only(read, tmp_path):
    first, second = read(), read()
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 50
    assert not first.secret_key_given
    assert (tmp_path / "data" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_folder_of_any_name_holds_the_database(read, tmp_path):
    folder = tmp_path / "a b%20c?d#e"
    found = read(DATA_DIR=str(folder))
    assert found.database["NAME"] == str(folder / "podsite.sqlite3")
    sqlite3.connect(found.database["NAME"]).close()
    assert (folder / "podsite.sqlite3").exists()


BAD = {
    "PORT": ["80a", "0", "65536", "-1", "8000.0", "８０００", "1" * 5000, "eight"],
    "WEB_CONCURRENCY": ["0", "65", "many", "2.5"],
    "DEBUG": ["maybe", "2"],
    "REQUIRE_SECOND_FACTOR": ["maybe", "totp"],
    "SITE_URL": [
        "podcasts.example",
        "ftp://podcasts.example",
        "https://",
        "https://podcasts.example/here",
        "https://podcasts.example?x",
        "https://[::1",
        "https://x:abc",
        "https://me:secret@podcasts.example",
        "https://pod casts.example",
        "javascript:alert(1)",
    ],
    "ALLOWED_HOSTS": ["https://podcasts.example", "a.example b.example", "a.example:8000", "a..example", "*.example"],
    "FETCH_ALLOWED_HOSTS": [
        "http://feeds.example",
        "feeds.example:http",
        "a.example b.example",
        "::1",
        "*.example",
        "a/b",
    ],
    "DATABASE_URL": [
        "mysql://x/y",
        "nonsense",
        "postgres://u:secret@host:port/db",
        "postgres://u:secret@[host/db",
        "redshift://x/y",
        "postgres://u:secret@host",
    ],
    "RELEASE": ["current", "/srv/of/nobody", "/etc"],
    "DATABASE_REPLICA_URL": ["mysql://x/y", "nonsense", "postgres://u:secret@host:port/db", "redshift://x/y"],
    "CACHE_URL": ["memcached://x", "nonsense", "redis://", "redis:x", "redis://:secret@h:port/0", "redis://h?db=x"],
    "SECRET_KEY": ["short", "k" * 31],
    "LOG_FORMAT": ["xml", "JSON"],
    "LOG_REQUESTS": ["maybe"],
    "METRICS_TOKEN": ["secret", "secret of many words that has spaces", "secretsecretsecreté"],
    "SENTRY_DSN": [
        "secret",
        "https://sentry.example/1",
        "https://secret@sentry.example/",
        "ftp://secret@sentry.example/1",
    ],
    "AUDIT_DAYS": ["0", "for ever", "-1"],
    "DATA_DIR": ["/dev/null", "/dev/null/x", "/proc/podsite"],
}


BAD_BUCKET = {
    "S3_BUCKET": ["Uploads", "a", "s3://uploads", "a/b", "-a-"],
    "S3_ENDPOINT": [
        "s3.example",
        "ftp://s3.example",
        "https://s3.example/bucket",
        "https://",
        "https://k:s@s3.example",
    ],
    "S3_REGION": ["eu central", "EU"],
    "S3_PUBLIC_URL": ["files.example", "https://files.example/a?b", "https://files.example/ü", "//files.example"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, them in BAD_BUCKET.items() for value in them])
def test_a_bucket_that_cannot_be(read, name, value):
    with pytest.raises(config.ConfigError, match=rf"^{name} .*[.]$"):
        read(**{"S3_BUCKET": "pod", name: value})


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in BAD.items() for value in values])
def test_a_bad_value_gets_one_sentence_that_names_it(read, name, value):
    with pytest.raises(config.ConfigError) as error:
        read(**{name: value})
    sentence = str(error.value)
    assert sentence.startswith(name)
    assert "\n" not in sentence
    assert sentence.endswith((".", "”."))
    assert "secret" not in sentence or name == "SITE_URL"


def test_a_folder_that_cannot_be_written_to(read, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *arguments: False)
    with pytest.raises(config.ConfigError, match=r"^DATA_DIR /.* can't be written to; name a folder that can"):
        read()


@pytest.mark.parametrize("hosts", ["*", ".podcasts.example", "[::1]", "a.example,b.example.", "my_host"])
def test_hosts_that_django_knows(read, hosts):
    assert read(ALLOWED_HOSTS=hosts).allowed_hosts == hosts.split(",")


def test_a_name_that_is_nearly_a_setting_is_asked_about(read, monkeypatch):
    for name in os.environ:
        if name not in ("PATH", "DATA_DIR"):
            monkeypatch.delenv(name)
    read(PORT="8001", DATABSE_URL="x", ALLOWED_HOST="a", SECRETKEY="y", PORTS="1", HOME="/", CACHE_URI="z")
    assert config.misspelt() == [
        "ALLOWED_HOST is set, and is no setting; is ALLOWED_HOSTS meant?",
        "CACHE_URI is set, and is no setting; is CACHE_URL meant?",
        "DATABSE_URL is set, and is no setting; is DATABASE_URL meant?",
        "SECRETKEY is set, and is no setting; is SECRET_KEY meant?",
    ]


def test_check_tells_of_it_and_has_nothing_else_to_say():
    good = {"SITE_URL": "https://podcasts.example", "SECRET_KEY": secrets.token_urlsafe(48), "LOG_FORMAT": "json"}
    done = python("manage.py", "check", "--deploy", **good)
    assert done.stdout + done.stderr == "System check identified no issues (0 silenced).\n"
    done = python("manage.py", "check", "--deploy", **good, DATABSE_URL="x")
    assert "WARNINGS:\n?: (podsite.W001) DATABSE_URL is set, and is no setting; is DATABASE_URL meant?" in done.stderr


@pytest.mark.parametrize("content", ["", "short"])
def test_a_key_cut_short(read, tmp_path, content):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret_key").write_text(content)
    with pytest.raises(config.ConfigError, match="secret_key, is cut short; delete that file"):
        read()


def test_a_key_that_cannot_be_read(read, tmp_path):
    (tmp_path / "data" / "secret_key").mkdir(parents=True)
    with pytest.raises(config.ConfigError, match=r"secret_key, can't be read: Is a directory\.$"):
        read()


@pytest.mark.parametrize(
    ("name", "value", "package"),
    [
        ("DATABASE_URL", "postgres://h/db", "psycopg"),
        ("CACHE_URL", "redis://h", "redis"),
        ("S3_BUCKET", "uploads", "storages"),
        ("S3_BUCKET", "uploads", "boto3"),
        ("METRICS_TOKEN", "t" * 16, "prometheus_client"),
        ("SENTRY_DSN", "https://key@sentry.example/1", "sentry_sdk"),
    ],
)
def test_a_driver_that_is_not_installed(read, monkeypatch, name, value, package):
    real = config.importlib.util.find_spec
    monkeypatch.setattr(config.importlib.util, "find_spec", lambda module: None if module == package else real(module))
    with pytest.raises(config.ConfigError, match=rf"^{name} takes the package {package}: pip install "):
        read(**{name: value})


def test_redis_has_a_host(read, monkeypatch):
    monkeypatch.setattr(config.importlib.util, "find_spec", lambda module: module)
    assert read(CACHE_URL="redis://127.0.0.1:6379/1").cache["LOCATION"] == "redis://127.0.0.1:6379/1"
    with pytest.raises(config.ConfigError, match=r"^CACHE_URL must name the host of Redis"):
        read(CACHE_URL="redis://")


def python(*arguments, **variables):
    """Runs Python in the project's folder with these variables over ours; returns what it did."""
    left_out = {"SECRET_KEY", "DATABASE_URL", "DJANGO_ALLOW_ASYNC_UNSAFE"}
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=config.BASE_DIR,
        env={**kept, **variables},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("manage.py", "check"),
        ("-c", "import podsite.wsgi"),
        ("-m", "gunicorn", "-c", "podsite/gunicorn.py"),
    ],
)
def test_nothing_starts_on_a_bad_value(arguments):
    done = python(*arguments, PORT="80a")
    assert done.returncode == 1
    assert done.stderr == "podsite: PORT must be a whole number from 1 to 65535, and it is “80a”.\n"
    assert done.stdout == ""


SERVES = {"a key": {"SECRET_KEY": KEY}, "demo": {"PODSITE_DEMO": "1"}, "debug": {"DEBUG": "on"}}


@pytest.mark.parametrize("variables", SERVES.values(), ids=SERVES)
def test_serves_with(variables):
    done = python("-c", "import podsite.wsgi", **variables)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "arguments", [("-c", "import podsite.wsgi"), ("-m", "gunicorn", "-c", "podsite/gunicorn.py", "-b", "127.0.0.1:0")]
)
def test_is_not_served_on_a_generated_key(arguments):
    done = python(*arguments)
    assert done.returncode == 1
    assert "podsite: SECRET_KEY must be set to serve the site" in done.stderr
    assert "Traceback" not in done.stderr
