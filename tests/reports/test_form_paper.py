"""R01 as a file: numbers, pages that say whose they are, and the organization's own signature."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from redis import Redis

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.organizations.models import FundingReturn, ProfileReturn, ProjectReturn
from app.workflow.models import WorkflowEvent
from tests.support.factories import make_verification
from tests.support.paper import drawn_texts, pdf_pages, sheets

YEAR = clock.year()
FORM = "/reports/organization_form"
NAME = "长沙市建设工程质量安全监督站"
PROVINCE = "湖南省建设工程质量安全监督管理总站"
FILER = "长沙填报员"


@pytest.fixture
def four(app: Flask, figures: Flask) -> Flask:
    """Changsha (2) and Zhuzhou (3) have all four; a person of Changsha handed its returns in."""
    with app.app_context(), unscoped("the four"):
        for number in (2, 3):
            make_verification(number, dt.date(YEAR - 2, 1, 1), dt.date(YEAR + 1, 1, 1))
        profile = db.session.query(ProfileReturn).filter_by(organization_id=2, year=YEAR).one()
        profile.established_on = dt.date(1999, 8, 7)
        for model, resource in ((ProjectReturn, "project"), (FundingReturn, "funding")):
            item = db.session.query(model).filter_by(organization_id=2, year=YEAR).one()
            for name, actor in (("submit", FILER), ("lock", "系统")):
                event = WorkflowEvent(
                    organization_id=2,
                    resource=f"organizations.{resource}_return",
                    item_id=item.id,
                    name=name,
                    target="submitted",
                    at=clock.now(),
                    actor_name=actor,
                )
                db.session.add(event)
        db.session.commit()
    return app


def asked(organization: int = 2) -> dict[str, int]:
    return {"year": YEAR, "organization": organization}


def file_of(app: Flask, client: Any, kind: str, **more: str) -> bytes:
    # No worker is heard of, so that it is made at once.
    Redis.from_url(app.config["REDIS_URL"]).flushall()
    run = client.post(f"{FORM}/export", data={**asked(), **more, "format": kind}).json
    assert run["state"] == "done", run
    return bytes(client.get(run["file_url"], buffered=True).data)


def test_the_spreadsheet_has_numbers_and_days(app, sign_in, four):
    """Every cell was a text, so that nobody could go on counting with it."""
    (sheet,) = sheets(file_of(app, sign_in("cs_leader"), "xlsx"))
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    numbers = [cell for cell in cells if cell.data_type == "n"]
    assert len(numbers) > 8 * 5 * 5
    assert {cell.number_format for cell in numbers} == {"0", "0.00", "0.0"}
    (founded,) = [cell for cell in cells if cell.value == dt.datetime.fromisoformat("1999-08-07")]
    assert founded.number_format == "yyyy-mm-dd"
    rows = [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]
    head = next(n for n, row in enumerate(rows) if row[:2] == ["工程类别", "指标"])
    blocks = rows[head + 1 : head + 1 + 8 * 5]
    values = [row[-5:] for row in blocks]
    assert all(isinstance(value, int | float) for row in values for value in row)
    for column in range(5):
        # 年末在监 = 结转 + 新受监 - 竣工 - 终止, with what a program reads.
        for first in range(0, 40, 5):
            carried, new, completed, ended, left = (
                values[first + step][column] for step in range(5)
            )
            assert carried + new - completed - ended == pytest.approx(left)
    assert sheet.print_title_rows == "$1:$2"
    assert [cell.value for cell in sheet[1] if cell.value] == ["监督机构基本情况表"]
    assert NAME in sheet["A2"].value


def test_each_page_says_whose_it_is_and_what_its_columns_are(app, sign_in, four):
    pages = pdf_pages(file_of(app, sign_in("cs_leader"), "pdf"))
    assert len(pages) > 1
    squeezed = ["".join(page.split()) for page in pages]
    assert all(f"填报单位：{NAME}" in page for page in squeezed)
    assert "（续表）" not in squeezed[0]
    assert all("监督机构基本情况表（续表）" in page for page in squeezed[1:])
    goes_on = [page for page in squeezed[1:] if "年末在监" in page]
    assert goes_on
    # Two of the five titles stand on one line each, above any row of the page.
    for page in goes_on:
        assert page.index("工程类别指标项目数(个)长度(km)") < page.index("年末在监")
    (sealed,) = [page for page in squeezed if "机构意见" in page]
    assert "五、监督资格验证情况" in sealed
    assert "验证结果" in sealed
    assert "上级意见" in sealed
    assert "填报日期" in sealed
    preview = sign_in("cs_leader").get(f"{FORM}/preview", query_string=asked()).text
    assert len(drawn_texts(preview)) == len(pages)


def test_the_organization_signs_its_form_whoever_prints_it(app, sign_in, four):
    """The province's name and its user stood on the form of the organization."""
    preview = sign_in("hn_admin").get(f"{FORM}/preview", query_string=asked()).text
    text = "".join("".join(drawn_texts(preview)).split())
    assert f"填报单位：{NAME}" in text
    assert f"填报人：{FILER}联系电话" in text
    assert PROVINCE not in text
    pages = pdf_pages(file_of(app, sign_in("hn_admin"), "pdf"))
    assert f"填报人：{FILER}" in "".join("".join(pages).split())
    # Who hands it out at home signs himself; where nobody is known the pen does.
    own = sign_in("cs_leader").get(f"{FORM}/preview", query_string=asked()).text
    assert f"填报人：{FILER}" not in "".join(drawn_texts(own))
    other = sign_in("hn_admin").get(f"{FORM}/preview", query_string=asked(3)).text
    assert "填报人：联系电话" in "".join("".join(drawn_texts(other)).split())


def test_names_for_one_organization_do_not_sign_for_another(sign_in, four):
    client = sign_in("hn_admin")
    typed = {"head": "长沙站长", "filler": "长沙某人"}
    assert client.post(f"{FORM}/conditions", data={**asked(2), **typed}).status_code == 303
    page = client.get(f"{FORM}/preview", query_string=asked(2)).text
    assert all(name in page for name in typed.values())
    for address, where in (
        (f"{FORM}/preview", asked(3)),
        (f"{FORM}/conditions", asked(3)),
        ("/reports/annual_summary/preview", {"year": YEAR, "level": "province"}),
    ):
        page = client.get(address, query_string=where).text
        assert not any(name in page for name in typed.values()), address
