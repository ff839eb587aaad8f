"""The order of lists: by every column that has one, words as they are offered."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.core.configuration import dictionaries
from tests.support.pages import listed

LIST = "/sums/list/"


def column(client: Any, name: str, way: str, label: str) -> list[str]:
    order = f"_oc_TwelveSumView={name}&_od_TwelveSumView={way}&psize_TwelveSumView=100"
    return [row[label] for row in listed(client.get(f"{LIST}?{order}").text)]


@pytest.mark.parametrize("way", ["asc", "desc"])
def test_words_of_a_dictionary_stand_as_forms_offer_them(
    enter: Any, twelve_app: Any, way: str
) -> None:
    found = column(enter("cs_admin"), "education", way, "学历要求")
    with twelve_app.app_context():
        words = [entry.label for entry in dictionaries.entries("education").values()]
    places = [words.index(one) for one in found]
    assert len(set(places)) == 3
    assert places == sorted(places, reverse=way == "desc")


@pytest.mark.parametrize("way", ["asc", "desc"])
def test_what_has_no_value_stands_last_on_every_page(enter: Any, twelve_app: Any, way: str) -> None:
    from app.core.access.scope import unscoped
    from app.core.base.db import db
    from tests.support.twelve import Twelve

    with twelve_app.app_context(), unscoped("rows without an amount"):
        for row in Twelve.query.filter(Twelve.headcount % 3 == 0):
            row.amount = row.group_id = None
        db.session.commit()
    client = enter("cs_admin")
    for name, label in (("amount", "经费"), ("group", "分组")):
        found = column(client, name, way, label)
        held = [one for one in found if one != "—"]
        assert 0 < len(held) < len(found)
        assert found[: len(held)] == held
        keys = [float(one) if name == "amount" else one for one in held]
        assert keys == sorted(keys, reverse=way == "desc")
        order = f"_oc_TwelveSumView={name}&_od_TwelveSumView={way}"
        last = client.get(f"{LIST}?{order}&page_TwelveSumView=999999").text
        assert [row[label] for row in listed(last)] == found[-len(listed(last)) :]


def test_headings_sort_but_for_what_is_sealed_or_declared_otherwise(enter: Any) -> None:
    client = enter("cs_admin")
    head = client.get(LIST).text.partition("<thead>")[2].partition("</thead>")[0]
    links = re.findall(r'zj-sort" href="[^"]*_oc_TwelveSumView=(\w+)', head)
    assert links == ["name", "stage", "education", "amount", "group"]
    for name in ("mobile", "headcount", "organization", "mobile_hash"):
        assert client.get(f"{LIST}?_oc_TwelveSumView={name}").status_code == 400


def test_a_short_heading_keeps_its_name_at_hand(enter: Any) -> None:
    head = enter("cs_admin").get(LIST).text.partition("<thead>")[2].partition("</thead>")[0]
    assert 'title="经费（万元）"' in head
