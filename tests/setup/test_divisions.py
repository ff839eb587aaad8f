"""Another province brings its own divisions before anything lies in those of Hunan."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.access.permission_sync import sync
from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.tree.organization_tree import divisions, tree
from tests.setup.test_pages import PROVINCE

HEADINGS = "代码,名称,级别,上级代码,区号,邮编"
GANSU = (
    "620000,甘肃省,省,,,",
    "620100,兰州市,市州,,0931,730000",
    "620102,城关区,县市区,,,",
    "620171,兰州新区,开发区,620100,,",
    "629001,省直辖县,县市区,,,",
)


def send(client: FlaskClient, *lines: str) -> Any:
    text = "\n".join((HEADINGS, *lines))
    return client.post("/setup/divisions", data={"file": (io.BytesIO(text.encode()), "t.csv")})


def places(app: Flask) -> dict[str, str | None]:
    with app.app_context(), unscoped("look"):
        found = {place.name: place.parent_code for place in divisions().values()}
        db.session.remove()
    return found


def test_they_take_the_place_of_those_that_came_along(bare: Flask, admin: FlaskClient) -> None:
    assert send(admin, *GANSU).status_code == 303
    ours = {
        "甘肃省": None,
        "兰州市": "620000",
        "城关区": "620100",
        "兰州新区": "620100",
        "省直辖县": "620000",
    }
    assert places(bare) == ours
    # The next release does not bring Hunan back.
    with bare.app_context(), unscoped("a release"):
        sync(bare.appbuilder)  # type: ignore[attr-defined]
        db.session.remove()
    assert places(bare) == ours
    made = admin.post("/setup/province", data=PROVINCE | {"division": "620000"})
    assert made.status_code == 303
    sent = {"pick": "629001", "name-629001": "直辖县站", "kind-629001": "joint"}
    assert admin.post("/setup/counties", data=sent).status_code == 303
    with bare.app_context(), unscoped("look"):
        county, above = (
            next(n for n in tree().values() if n.name == name) for name in ("直辖县站", "湖南总站")
        )
        assert county.parent_id == above.id
        db.session.remove()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (GANSU[1:], "文件中应有且只有一个省级行政区划"),
        ((*GANSU, "62010,榆中县,县市区,,,"), "第 7 行“代码”：代码应为 6 位数字"),
        ((*GANSU, "620102,又一区,县市区,,,"), "第 7 行“代码”：代码 620102 重复"),
        ((*GANSU, "620123,,县市区,,,"), "第 7 行“名称”：请填写名称"),
        ((*GANSU, "620123,榆中县,乡镇,,,"), "第 7 行“级别”：应为"),
        ((GANSU[0], "620100,兰州市,州市,,,", *GANSU[2:]), "第 3 行“级别”：应为"),
        ((*GANSU, "620123,榆中县,县市区,620900,,"), "没有代码为 620900 的上级行政区划"),
        ((*GANSU, "620200,嘉峪关市,市州,620102,,"), "上级行政区划的级别应更高"),
    ],
    ids=[
        "no province",
        "code",
        "twice",
        "no name",
        "level",
        "level above",
        "unknown above",
        "lower above",
    ],
)
def test_wrong_rows_are_told_and_nothing_is_replaced(
    bare: Flask, admin: FlaskClient, lines: tuple[str, ...], said: str
) -> None:
    before = places(bare)
    answer = send(admin, *lines)
    assert answer.status_code == 422
    assert said in answer.text
    # What lies below a row that could not be read is not wrong for that.
    assert ("没有代码为" in answer.text) == said.startswith("没有代码为")
    assert places(bare) == before


def test_once_there_is_an_organization_they_stay(bare: Flask, admin: FlaskClient) -> None:
    admin.post("/setup/province", data=PROVINCE)
    before = places(bare)
    answer = send(admin, *GANSU)
    assert answer.status_code == 422
    assert "已有机构，不能更换行政区划" in answer.text
    assert places(bare) == before
