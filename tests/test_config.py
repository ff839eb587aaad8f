"""Settings: what the environment says, what is made by itself, and what production refuses."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

import config

STRONG = "Zq3vN8xW1kR5tY7uB2mC4pL6sD9fG0hJ-aEiOqVw"
KEY = base64.b64encode(bytes(range(32))).decode()


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    return {
        "APP_ENV": "production",
        "INSTANCE_DIR": str(tmp_path),
        "SECRET_KEY": STRONG,
        "DATA_KEY": KEY,
        "AUDIT_KEY": KEY,
        "TRUSTED_HOSTS": "zj.example.cn",
    }


def test_keys_stay_the_same_from_start_to_start(tmp_path: Path) -> None:
    first, second = (config.settings({"INSTANCE_DIR": str(tmp_path)}) for _ in range(2))
    for name in ("SECRET_KEY", "DATA_KEY", "AUDIT_KEY"):
        assert first[name] == second[name]
    assert len({first["SECRET_KEY"], first["DATA_KEY"], first["AUDIT_KEY"]}) == 3
    assert len(base64.b64decode(first["DATA_KEY"])) == 32


def test_a_lost_data_key_is_not_replaced_under_a_living_database(tmp_path: Path) -> None:
    config.settings({"INSTANCE_DIR": str(tmp_path)})
    (tmp_path / "app.db").touch()
    (tmp_path / "data.key").unlink()
    with pytest.raises(config.Misconfigured, match="bring it back from the backup"):
        config.settings({"INSTANCE_DIR": str(tmp_path)})


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgresql://u:p@db/zj", "postgresql+psycopg://u:p@db/zj"),
        ("postgres://u:p@db/zj", "postgresql+psycopg://u:p@db/zj"),
        ("postgresql+psycopg://db/zj", "postgresql+psycopg://db/zj"),
        ("sqlite:////srv/zj/app.db", "sqlite:////srv/zj/app.db"),
    ],
)
def test_a_database_is_given_by_its_usual_address(tmp_path: Path, given: str, used: str) -> None:
    keys = {"DATA_KEY": KEY, "AUDIT_KEY": KEY}
    values = config.settings({"INSTANCE_DIR": str(tmp_path), "DATABASE_URL": given, **keys})
    assert values["SQLALCHEMY_DATABASE_URI"] == used


def test_cookies_are_bound_to_https_where_there_is_https(tmp_path: Path) -> None:
    plain = config.settings({"INSTANCE_DIR": str(tmp_path)})
    sealed = config.settings({"INSTANCE_DIR": str(tmp_path), "HTTPS": "1"})
    assert (plain["SESSION_COOKIE_NAME"], plain["SESSION_COOKIE_SECURE"]) == ("session", False)
    assert sealed["SESSION_COOKIE_NAME"] == "__Host-session"
    assert sealed["SESSION_COOKIE_SECURE"] is True


def test_a_careful_production_server_starts(production: dict[str, str]) -> None:
    values = config.settings(production)
    assert values["TRUSTED_HOSTS"] == ["zj.example.cn"]
    assert values["SECRET_KEY"] == STRONG


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": STRONG[:31]}, "SECRET_KEY is weak"),
        ({"SECRET_KEY": "thisismyscretkey-thisismyscretkey-1"}, "SECRET_KEY is weak"),
        ({"SECRET_KEY": "abcabcabc" * 8}, "SECRET_KEY is weak"),
        ({"DATA_KEY": ""}, "DATA_KEY is missing"),
        ({"DATA_KEY": "c2hvcnQ="}, "DATA_KEY must be 32 bytes in base64"),
        ({"AUDIT_KEY": "not base64"}, "AUDIT_KEY must be 32 bytes in base64"),
        ({"TRUSTED_HOSTS": " , "}, "TRUSTED_HOSTS is empty"),
        ({"DEBUG": "1"}, "DEBUG is on"),
        ({"FLASK_DEBUG": "true"}, "DEBUG is on"),
        ({"CLOCK_FILE": "clock"}, "CLOCK_FILE is set"),
        (
            {"DATABASE_URL": f"sqlite:///{config.ROOT}/app/static/app.db"},
            "lies under app/static",
        ),
        ({"APP_ENV": "staging"}, "APP_ENV must be one of"),
    ],
)
def test_a_careless_production_server_is_refused_in_one_line(
    production: dict[str, str], changed: dict[str, str], words: str
) -> None:
    with pytest.raises(config.Misconfigured, match=words) as refused:
        config.settings(production | changed)
    assert "\n" not in str(refused.value)


def test_production_refuses_the_demo_data_of_its_folder(
    production: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "demo-accounts.json").write_text("[]")
    with pytest.raises(config.Misconfigured, match="holds demo data"):
        config.settings(production)


def test_production_refuses_a_key_that_others_can_read(
    production: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "secret.key"
    path.write_text(STRONG)
    path.chmod(0o644)
    with pytest.raises(config.Misconfigured, match=f"chmod 600 {path}"):
        config.settings(production | {"SECRET_KEY": ""})
    path.chmod(0o600)
    assert config.settings(production | {"SECRET_KEY": ""})["SECRET_KEY"] == STRONG


# --- the public address ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ({}, "http://localhost:8080"),
        ({"PORT": "8099"}, "http://localhost:8099"),
        ({"HOST": "192.0.2.5"}, "http://192.0.2.5:8080"),
        ({"HOST": "0.0.0.0", "TRUSTED_HOSTS": "zj.lan"}, "http://zj.lan:8080"),  # noqa: S104
        ({"PUBLIC_URL": "http://127.0.0.1:9000/"}, "http://127.0.0.1:9000"),
        (
            {"PUBLIC_URL": "https://zj.example.cn", "TRUSTED_HOSTS": "10.0.0.1,.example.cn"},
            "https://zj.example.cn",
        ),
    ],
    ids=["usual", "port", "host", "every", "given", "of several"],
)
def test_papers_name_the_address_that_the_public_opens(
    tmp_path: Path, given: dict[str, str], used: str
) -> None:
    assert config.settings({"INSTANCE_DIR": str(tmp_path), **given})["PUBLIC_URL"] == used


def test_production_guesses_no_public_address(production: dict[str, str]) -> None:
    assert config.settings(production)["PUBLIC_URL"] == ""
    named = production | {"PUBLIC_URL": "https://zj.example.cn"}
    assert config.settings(named)["PUBLIC_URL"] == "https://zj.example.cn"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("zj.example.cn", "PUBLIC_URL must be an address without a path"),
        ("ftp://zj.example.cn", "PUBLIC_URL must be an address without a path"),
        ("https://zj.example.cn/zj", "PUBLIC_URL must be an address without a path"),
        ("https://a@zj.example.cn", "PUBLIC_URL must be an address without a path"),
        ("https://other.cn", "PUBLIC_URL names other.cn, which TRUSTED_HOSTS does not"),
    ],
    ids=["no scheme", "scheme", "path", "user", "stranger"],
)
def test_a_public_address_that_nobody_could_open_stops_the_start(
    production: dict[str, str], address: str, words: str
) -> None:
    with pytest.raises(config.Misconfigured, match=words):
        config.settings(production | {"PUBLIC_URL": address})


@pytest.mark.parametrize(
    "address",
    ["", "tcp://10.0.0.5:514", "udp://log.example.cn:514", "tcp://[::1]:6514", "file:///var/a.log"],
)
def test_a_copy_of_the_audit_trail_goes_where_it_is_said(tmp_path: Path, address: str) -> None:
    given = {"INSTANCE_DIR": str(tmp_path), "AUDIT_COPY": f" {address} "}
    assert config.settings(given)["AUDIT_COPY"] == address


@pytest.mark.parametrize(
    "address",
    [
        *("10.0.0.5:514", "tcp://10.0.0.5", "tcp://10.0.0.5:0", "http://10.0.0.5:514"),
        *("file://log", "file:///a b", "tcp://a:1/b", f"file:///{'a' * 200}"),
    ],
)
def test_a_copy_of_the_audit_trail_goes_nowhere_else(tmp_path: Path, address: str) -> None:
    with pytest.raises(config.Misconfigured, match="AUDIT_COPY must be"):
        config.settings({"INSTANCE_DIR": str(tmp_path), "AUDIT_COPY": address})
