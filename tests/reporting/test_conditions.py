"""The dialog of conditions: it stays until the report can be had, and says once what lacks."""

from __future__ import annotations

from typing import Any

from app.core.base import clock

FORM = "/reports/organization_form/conditions"
PART = {"X-ZJ-Partial": "1"}
YUELU = "4"
LACKS = f"{clock.year()} 年度还差："


def asked(**more: str) -> dict[str, str]:
    return {"organization": YUELU, "year": str(clock.year()), **more}


def test_what_lacks_is_told_once_in_the_dialog(sign_in: Any) -> None:
    client = sign_in("cs_admin")
    answer = client.post(FORM, data=asked(), headers=PART)
    assert answer.status_code == 422
    assert answer.text.count(LACKS) == 1
    assert "<html" not in answer.text
    assert 'hx-target="closest dialog"' in answer.text
    assert "取消" in answer.text
    assert "/organizations/funding-returns/list/" in answer.text
    # As a page of its own it is told once as well, with a way out.
    page = client.post(FORM, data=asked())
    assert page.status_code == 400
    assert page.text.count(LACKS) == 1
    assert 'href="/organizations/overview/list/">取消' in page.text


def test_other_faults_stand_at_their_fields(sign_in: Any) -> None:
    answer = sign_in("cs_admin").post(FORM, data=asked(checker="长" * 21), headers=PART)
    assert answer.status_code == 422
    assert 'id="c-checker-err"' in answer.text


def test_faults_of_fields_and_what_lacks_are_told_in_one_round(sign_in: Any) -> None:
    answer = sign_in("cs_admin").post(FORM, data=asked(checker="长" * 21), headers=PART)
    assert "审核人不能超过 20 个字，现有 21 个字" in answer.text
    assert answer.text.count(LACKS) == 1


def test_the_dialog_goes_on_to_the_preview(sign_in: Any) -> None:
    data = {"year": str(clock.year()), "level": "province"}
    client = sign_in("hn_admin")
    answer = client.post("/reports/annual_summary/conditions", data=data, headers=PART)
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].startswith("/reports/annual_summary/preview?")
    assert client.post("/reports/annual_summary/conditions", data=data).status_code == 303
