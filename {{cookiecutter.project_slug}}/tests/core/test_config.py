"""Settings: what providers hand out is taken, what is wrong is said in one line."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import URL

from app.core.config import Settings, SettingsError, load
from app.core.config.database import postgres_url
from app.db.migrations import ROOT

URL_ = "postgres://ada:s3cret@db.example/shop"


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("DATABASE_URL", URL_)
    # {%- if cookiecutter.auth == "jwt" %}
    monkeypatch.setenv("AUTH_SECRET_KEY", "k" * 32)
    # {%- endif %}
    return monkeypatch


def said(**variables: str) -> str:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        with pytest.raises(SettingsError) as error:
            load(Settings)
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize(
    "given",
    [
        "postgres://ada:s3cret@db.example/shop",
        "postgresql://ada:s3cret@db.example/shop",
        "postgresql+asyncpg://ada:s3cret@db.example/shop",
        "postgresql://ada:s3cret@db.example/shop?channel_binding=require",
    ],
)
def test_addresses_are_taken_as_providers_write_them(given: str) -> None:
    url = postgres_url(given)

    assert url == URL.create(
        "postgresql+asyncpg", "ada", "s3cret", "db.example", database="shop"
    )


def test_what_asyncpg_understands_is_kept() -> None:
    url = postgres_url("postgres:///shop?host=/run/postgresql&sslmode=require")

    assert url is not None
    assert url.query == {"host": "/run/postgresql", "sslmode": "require"}


def test_a_pooler_is_seen_by_its_name_or_said(
    production: pytest.MonkeyPatch,
) -> None:
    assert load(Settings).behind_pooler is False
    production.setenv("DATABASE_URL", "postgres://a@ep-x-1-pooler.eu.neon.example/b")
    assert load(Settings).behind_pooler is True
    production.setenv("DATABASE_URL", URL_)
    production.setenv("DATABASE_POOLER", "true")
    assert load(Settings).behind_pooler is True


@pytest.mark.usefixtures("production")
def test_the_environment_decides() -> None:
    assert load(Settings).environment == "production"


def test_without_a_word_a_test_run_is_a_test_run() -> None:
    assert load(Settings).environment == "test"


def test_a_secret_comes_from_a_file(
    production: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    secret = tmp_path / "url"
    secret.write_text(f"{URL_}\n")
    production.delenv("DATABASE_URL")
    production.setenv("DATABASE_URL_FILE", str(secret))

    assert load(Settings).database_url == postgres_url(URL_)


@pytest.mark.usefixtures("production")
@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("DATABASE_URL", "mysql://a:s3cret@b/c", "must begin with postgresql://"),
        ("DATABASE_URL", "s3cret", "must look like postgresql://"),
        ("DATABASE_URL", "postgres://ada:s3cret", "must look like postgresql://"),
        ("DATABASE_POOL_SIZE", "0", "should be greater than or equal to 1"),
        ("DATABASE_POOL_SIZE", "many", "should be a valid integer"),
        ("DATABASE_POOL_TIMEOUT", "nan", "should be a finite number"),
        ("LOG_LEVEL", "loud", "should be 'debug', 'info', 'warning' or 'error'"),
        ("ENVIRONMENT", "staging", "should be 'production', 'development' or 'test'"),
        ("PORT", "70000", "should be less than or equal to 65535"),
        ("CORS_ORIGINS", "https://a.example/", "must be origins like"),
        ("CORS_ORIGINS", "https://a.example, b.example", "must be origins like"),
        ("ROOT_PATH", "orders", "should match pattern"),
        ("ROOT_PATH", "/orders/", "should match pattern"),
        ("DATABSE_POOL_SIZE", "1", "did you mean DATABASE_POOL_SIZE?"),
        ("DATABASE_POOLSIZE", "1", "did you mean DATABASE_POOL_SIZE?"),
        ("DATABASE_URL_FILE", "/no/such/file", "cannot be read"),
    ],
)
def test_a_wrong_value_is_named(variable: str, value: str, sentence: str) -> None:
    line = said(**{variable: value})

    assert line.startswith(variable)
    assert sentence in line
    assert "s3cret" not in line


def test_all_that_is_missing_is_said_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("DATABASE_URL")

    line = said(ENVIRONMENT="production", PORT="x")

    assert "DATABASE_URL is missing" in line
    assert "PORT should be" in line
    # {%- if cookiecutter.auth == "jwt" %}
    assert "AUTH_SECRET_KEY is missing" in line
    # {%- endif %}


@pytest.mark.usefixtures("production")
def test_names_that_a_platform_sets_are_none_of_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_HOST", "db.example")
    monkeypatch.setenv("DATABASE_URL_UNPOOLED", URL_)

    assert load(Settings).database_url


@pytest.mark.usefixtures("production")
def test_a_secret_is_never_printed() -> None:
    settings = load(Settings)

    assert "s3cret" not in f"{settings} {settings!r}"
    # {%- if cookiecutter.auth == "jwt" %}
    assert "k" * 32 not in f"{settings} {settings!r}"
    # {%- endif %}


@pytest.mark.faults
def test_a_wrong_start_ends_with_one_line(tmp_path: Path) -> None:
    variables = {"ENVIRONMENT": "production", "PYTHONPATH": str(ROOT), "PORT": "x"}
    process = subprocess.run(
        [sys.executable, "-m", "app"],
        env=variables,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert process.returncode == 1
    assert process.stderr.count("\n") == 1
    assert "DATABASE_URL is missing" in process.stderr
    assert "PORT should be" in process.stderr


def test_an_unknown_name_in_dotenv_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(f"DATABASE_URL={URL_}\nDATABSE_POOL_SIZE=1\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTEST_VERSION")  # a test run does not read it

    assert said(ENVIRONMENT="development") == (
        "DATABSE_POOL_SIZE in .env is not a setting"
    )
