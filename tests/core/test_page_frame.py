"""The frame of every page: its switches, its error pages, and what the framework may not add."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.core.base import clock
from tests.support.installation import ROOT, Installation

RETURNS = "/organizations/project-returns/list/"
PREVIEW = "/reports/annual_summary/preview"
POLICY = (
    "default-src 'self'; script-src 'self' 'nonce'; style-src 'self'; img-src 'self' blob: data:;"
    " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
POLICY_OF_PAPER = (
    "default-src 'none'; script-src 'self' 'nonce'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        (RETURNS, RETURNS),
        (f"{RETURNS}?_flt_0_year=2020", f"{RETURNS}?_flt_0_year=CHOSEN"),
        (
            f"{RETURNS}?_flt_0_year=2020&_flt_0_state=draft",
            f"{RETURNS}?_flt_0_year=CHOSEN&_flt_0_state=draft",
        ),
        (
            f"{RETURNS}?_flt_0_state=draft&_flt_0_year=",
            f"{RETURNS}?_flt_0_state=draft&_flt_0_year=CHOSEN",
        ),
    ],
)
def test_a_list_follows_the_switch_of_years(sign_in: Any, asked: str, led_to: str) -> None:
    client = sign_in("yl_clerk")
    page = client.get(RETURNS).text
    chosen = page.split('id="year-switch"')[1].split('<option value="')[3][:4]
    answer = client.post("/year/", data={"year": chosen, "next": asked})
    assert (answer.status_code, answer.location) == (303, led_to.replace("CHOSEN", chosen))
    shown = client.get(answer.location).text
    assert 'aria-label="移除条件 年度"' in shown
    assert f'<option value="{chosen}" selected>{chosen}</option>' in shown.split("data-filter")[1]


@pytest.mark.parametrize(
    ("moment", "year"),
    [
        ("2026-12-31 23:59", 2026),
        ("2027-01-01 00:00", 2026),
        ("2027-03-31 23:59", 2026),
        ("2027-04-01 00:00", 2027),
    ],
)
def test_last_year_is_offered_until_the_day_on_which_it_is_closed(
    sign_in: Any, at: Any, moment: str, year: int
) -> None:
    at(moment)
    switch = sign_in("yl_clerk").get("/").text.split('id="year-switch"')[1]
    assert re.search(r'<option value="(\d{4})" selected', switch)[1] == str(year)


def test_the_way_back_is_no_endless_address(sign_in: Any) -> None:
    answer = sign_in("yl_clerk").post("/language/", data={"language": "zh", "next": "/" * 5_000})
    assert (answer.status_code, answer.location) == (303, "/")


def test_a_list_without_a_search_offers_to_begin(sign_in: Any) -> None:
    client = sign_in("yl_clerk")
    begun = client.get(RETURNS).text
    assert "还没有记录" in begun
    assert "没有符合条件的记录" not in begun
    assert "没有符合条件的记录" in client.get(f"{RETURNS}?_flt_0_year=2001").text


@pytest.mark.parametrize(
    ("path", "status"), [("/?page_x=abc", 400), (f"{RETURNS}?_oc_=\0", 400), ("/nowhere", 404)]
)
def test_an_error_keeps_the_frame_of_who_is_signed_in(
    client: Any, sign_in: Any, path: str, status: int
) -> None:
    answer = sign_in("yl_clerk").get(path)
    assert answer.status_code == status
    assert 'aria-label="主导航"' in answer.text
    assert "返回系统首页" in answer.text
    assert 'aria-label="主导航"' not in client.get(path, follow_redirects=True).text


@pytest.mark.parametrize("path", ["/lang/en", "/back"])
def test_nothing_is_switched_by_a_link(sign_in: Any, path: str) -> None:
    client = sign_in("yl_clerk")
    assert client.get(path).status_code == 404
    assert '<html lang="zh-CN"' in client.get("/").text


def test_signing_out_by_a_link_is_refused(sign_in: Any) -> None:
    client = sign_in("yl_clerk")
    assert client.get("/logout/").status_code == 405
    assert client.get("/").status_code == 200
    assert client.post("/logout/").status_code == 303
    assert client.get("/").status_code == 302


def test_a_form_token_is_for_who_is_signed_in(client: Any, sign_in: Any) -> None:
    assert client.get("/token/", headers={"X-ZJ-Partial": "1"}).status_code == 401
    answer = sign_in("yl_clerk").get("/token/")
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(answer.json["token"]) > 40


def test_the_database_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Also when it is made by a command, whatever the shell would let others read."""
    installation = Installation(tmp_path)
    installation.instance.mkdir()
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "run", "db", "upgrade"],
        cwd=ROOT,
        env=os.environ | installation.environment,
        umask=0o022,
        check=True,
        capture_output=True,
        timeout=60,
    )
    made = installation.instance / "app.db"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("path", "status", "policy"),
    [
        ("/", 200, POLICY),
        (RETURNS, 200, POLICY),
        ("/login/", 302, POLICY),
        ("/nowhere", 404, POLICY),
        ("/year/", 405, POLICY),
        ("/token/", 200, POLICY),
        ("/static/zj.css", 200, POLICY),
        ("/healthz", 200, POLICY),
        ("/reports/annual_summary/conditions", 200, POLICY),
        (f"{PREVIEW}?year={clock.year() - 1}&level=province", 200, POLICY_OF_PAPER),
        (f"{PREVIEW}?level=province", 400, POLICY_OF_PAPER),
    ],
)
def test_every_kind_of_answer_carries_its_whole_policy(
    sign_in: Any, path: str, status: int, policy: str
) -> None:
    client = sign_in("hn_admin")
    answers = [client.get(path, buffered=True) for _look in range(2)]
    assert [answer.status_code for answer in answers] == [status] * 2
    sent = [answer.headers["Content-Security-Policy"] for answer in answers]
    nonces = [re.findall(r"'nonce-([\w-]{20,})'", one) for one in sent]
    assert [len(found) for found in nonces] == [1, 1]
    assert nonces[0] != nonces[1]
    assert [re.sub(r"'nonce-[\w-]+'", "'nonce'", one) for one in sent] == [policy] * 2
    assert {answer.headers["X-Frame-Options"] for answer in answers} == {"DENY"}


@pytest.mark.parametrize("path", ["/healthz", "/", "/login/?page_x=abc", "/static/zj.css", "/no"])
@pytest.mark.parametrize("host", ["evil.example", "two words", "localhost:1@evil.example"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_host_that_is_not_ours_gets_a_plain_refusal(
    client: Any, path: str, host: str, method: str
) -> None:
    answer = client.open(path, method=method, headers={"Host": host})
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert answer.text == "Unknown host.\n"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
