"""What one person may cost in a minute: counted for each, told in words, over with the minute."""

from __future__ import annotations

from functools import partial

import pytest
from redis import Redis

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.models import Parameter
from app.core.web import cost_limit
from tests.support.together import together

LOOK = "/personnel/people/lookup/?q=张"
SEARCH = "/personnel/people/list/?_flt_0_name=张三"
LIST = "/personnel/people/list/"
PREVIEW = "/reports/annual_summary/preview?level=province&year={year}"


@pytest.fixture
def small(app, at):
    """An office that allows 60 points a minute, at the beginning of one."""
    at("2026-11-25 12:00")
    with app.app_context(), unscoped("a parameter of the tests"):
        db.session.add(Parameter(key="points_per_minute", value=60))
        db.session.commit()
    return app


def spent(client, path: str = SEARCH, most: int = 200) -> int:
    """How often an address answers before it is refused."""
    for time in range(most):
        answer = client.get(path)
        if answer.status_code == 429:
            return time
        assert answer.status_code == 200
    return most


def test_searches_are_answered_until_the_points_are_spent(small, sign_in):
    client = sign_in("cs_admin")
    assert spent(client) == 60
    refused = client.get(SEARCH)
    assert refused.status_code == 429
    seconds = int(refused.headers["Retry-After"])
    assert 0 < seconds <= 60
    assert f"查询过于频繁，请 {seconds} 秒后再试" in refused.text
    assert client.get(LOOK).status_code == 429
    found = client.post("/find/", data={"q": "张三"}, headers={"Accept": "application/json"})
    assert found.status_code == 429
    assert found.json["detail"].startswith("查询过于频繁")


def test_a_page_without_a_search_costs_nothing(small, sign_in):
    client = sign_in("cs_admin")
    spent(client)
    for path in ("/", LIST, f"{LIST}?page_PersonView=1", "/organizations/overview/list/"):
        assert client.get(path).status_code == 200, path


def test_everybody_has_points_of_their_own(small, sign_in):
    spent(sign_in("cs_admin"))
    assert sign_in("hn_admin").get(SEARCH).status_code == 200


def test_the_next_minute_begins_anew(small, sign_in, at):
    client = sign_in("cs_admin")
    spent(client)
    at("2026-11-25 12:01")
    assert client.get(SEARCH).status_code == 200


def test_a_preview_costs_as_much_as_ten_searches(small, sign_in):
    client = sign_in("hn_admin")
    assert spent(client, PREVIEW.format(year=2025)) == 6
    assert client.get(SEARCH).status_code == 429


def test_what_the_finder_finds_costs_two(small, sign_in):
    client = sign_in("hn_admin")
    codes = [client.post("/find/", data={"q": "张三"}).status_code for _time in range(31)]
    assert codes == [200] * 30 + [429]


def test_without_redis_a_process_counts_by_itself(small, sign_in, monkeypatch):
    away = Redis.from_url("unix:///nowhere.sock")
    monkeypatch.setitem(small.extensions, "redis", away)
    cost_limit._spent.clear()
    client = sign_in("cs_admin")
    assert spent(client) == 60
    assert sign_in("hn_admin").get(SEARCH).status_code == 200
    cost_limit._spent.clear()


def test_of_many_at_one_moment_no_more_are_let_through(small, sign_in):
    """Counting is one step: nobody gets through between the look and the charge."""

    def run(client, wait) -> list[int]:
        wait()
        return [client.get(LOOK).status_code for _time in range(15)]

    clients = [sign_in("cs_admin") for _window in range(8)]
    codes = [code for one in together([partial(run, c) for c in clients]) for code in one]
    assert codes.count(200) == 60
    assert codes.count(429) == 60
