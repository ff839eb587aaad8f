"""监督经费情况填报 on both databases: sums, list, 查看详情, export, what is refused and doubted."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.organizations.choices import FUNDING_FIGURES, ReturnState
from app.organizations.models import FundingReturn
from tests.support.factories import make_person
from tests.support.forms import errors, refusals, value_of
from tests.support.pages import history_of, listed, plain
from tests.support.paper import sheets
from tests.support.returns import FUNDING, FUNDINGS, YUELU
from tests.support.stored import put, rows

YEAR = clock.year()


def add(client, year=YEAR, act="submit", **changes):
    return client.post(f"{FUNDINGS}/add", data={**FUNDING, "year": str(year), "act": act} | changes)


def change(client, item, act="submit", version=None, **changes):
    sent = {**FUNDING, "act": act, "version": str(version or item.version)} | changes
    return client.post(f"{FUNDINGS}/edit/{item.id}", data=sent)


def only(app, **conditions) -> FundingReturn:
    (found,) = rows(app, FundingReturn, **conditions)
    return found


def summed(form, *starts) -> Decimal:
    """What a form's amounts add up to, added here."""
    return sum((Decimal(v) for k, v in form.items() if k.startswith(starts)), start=Decimal(0))


BUDGETED, RECEIVED = summed(FUNDING, "budgeted_"), summed(FUNDING, "received_")
OTHER, SPENT = summed(FUNDING, "income_"), summed(FUNDING, "spent_")


def test_what_was_filled_in_is_stored_and_summed(app, sign_in):
    clerk = sign_in("yl_clerk")
    assert add(clerk).status_code == 303
    found = only(app)
    assert (found.organization_id, found.year, found.state) == (4, YEAR, ReturnState.SUBMITTED)
    assert (found.in_budget, found.fully_covered, found.budget_no) == (
        True,
        True,
        "岳财预〔2026〕8号",
    )
    assert found.spent_services == 0
    assert (found.budgeted, found.received) == (BUDGETED, RECEIVED)
    assert (found.other_income, found.spent) == (OTHER, SPENT)
    assert found.balance == RECEIVED + OTHER - SPENT


def test_the_list_has_the_columns_of_the_specification(app, sign_in):
    short = {"received_office": "15", "explanation": "缺口由市级财政补足", "fully_covered": ""}
    assert add(sign_in("yl_clerk"), **short, income_other="21.1").status_code == 303
    received, other = RECEIVED - 15, OTHER + 20
    (row,) = listed(sign_in("cs_admin").get(f"{FUNDINGS}/list/?_flt_0_year={YEAR}").text)
    rate = (received * 100 / BUDGETED).quantize(Decimal("0.1"), ROUND_HALF_UP)
    words = {
        name: shown.removesuffix(" 查看详情").split(" 查看详情")[0] for name, shown in row.items()
    }
    assert words == {
        "年度": str(YEAR),
        "机构名称": YUELU,
        "经费形式": "财政全额拨款",
        "应拨合计（万元）": f"{BUDGETED:.2f}",
        "实拨合计（万元）": f"{received:.2f}",
        "到位率": f"{rate}%",
        "其他收入（万元）": f"{other:.2f}",
        "支出合计（万元）": f"{SPENT:.2f}",
        "年末结余（万元）": f"{received + other - SPENT:.2f}",
        "状态": "已提交",
    }
    with_details = [name for name, shown in row.items() if "查看详情" in shown]
    assert with_details == [
        "应拨合计（万元）",
        "实拨合计（万元）",
        "其他收入（万元）",
        "支出合计（万元）",
    ]


@pytest.mark.parametrize(
    ("part", "start", "count"),
    [
        ("budgeted", "budgeted_", 6),
        ("received", "received_", 6),
        ("other_income", "income_", 2),
        ("spent", "spent_", 9),
    ],
)
def test_details_of_a_total_are_its_parts(app, sign_in, part, start, count):
    add(sign_in("yl_clerk"))
    page = sign_in("cs_leader").get(f"{FUNDINGS}/part/{only(app).id}/{part}").text
    table = plain(page.partition("<tbody>")[2].partition("</table>")[0])
    amounts = [Decimal(word) for word in table.split() if word.replace(".", "").isdigit()]
    assert len(amounts) == count + 1
    assert sum(amounts[:-1]) == amounts[-1] == summed(FUNDING, start)


@pytest.mark.parametrize("part", ["balance", "income", "income_carried", "nothing"])
def test_there_are_no_other_details(app, sign_in, part):
    clerk = sign_in("yl_clerk")
    add(clerk)
    assert clerk.get(f"{FUNDINGS}/part/{only(app).id}/{part}").status_code == 404


def test_the_sheet_computes_what_the_form_computes(app, sign_in):
    with app.app_context(), unscoped("people to spend money on"):
        for _each in range(8):
            make_person(organization_id=4)
        db.session.commit()
        db.session.remove()
    clerk = sign_in("yl_clerk")
    add(clerk)
    shown = plain(clerk.get(f"{FUNDINGS}/show/{only(app).id}").text)
    income = RECEIVED + OTHER
    for words in (
        "到位率 100.0%",
        f"收入总计（万元） {income:.2f}",
        f"支出合计（万元） {SPENT:.2f}",
        f"年末结余（万元） {income - SPENT:.2f}",
        "缺口（万元） 0",
        f"人均经费（万元/人） {(SPENT / 8).quantize(Decimal('0.01'), ROUND_HALF_UP)}",
    ):
        assert words in shown, words


def test_the_list_is_exported_with_numbers(app, sign_in):
    add(sign_in("yl_clerk"))
    answer = sign_in("cs_admin").post(f"{FUNDINGS}/export/?_flt_0_year={YEAR}", buffered=True)
    sheet = sheets(answer.data)[0]
    table = [list(row) for row in sheet.values]
    (at,) = [n for n, row in enumerate(table) if "机构名称" in row]
    row = dict(zip(table[at], table[at + 1], strict=True))
    assert row["年度"] == YEAR
    assert row["机构名称"] == YUELU
    numbers = ("应拨合计（万元）", "实拨合计（万元）", "其他收入（万元）", "支出合计（万元）")
    assert [round(Decimal(row[name]), 2) for name in numbers] == [BUDGETED, RECEIVED, OTHER, SPENT]
    assert all(isinstance(row[name], int | float) for name in (*numbers, "年末结余（万元）"))


def test_an_empty_amount_is_kept_in_a_draft_and_zero_when_handed_in(app, sign_in):
    clerk = sign_in("yl_clerk")
    assert add(clerk, act="draft", funding_type="", spent_personnel="").status_code == 303
    draft = only(app)
    assert (draft.state, draft.funding_type) == (ReturnState.DRAFT, None)
    assert (draft.spent_personnel, draft.spent_travel) == (None, None)
    assert change(clerk, draft, spent_personnel="").status_code == 303
    found = only(app)
    assert found.state is ReturnState.SUBMITTED
    assert {getattr(found, one.key) is None for one in FUNDING_FIGURES} == {False}


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"funding_type": ""}, "funding_type", "请选择经费形式"),
        ({"funding_type": "gold"}, "funding_type", "请在列表中选择经费形式"),
        (
            {"received_office": "29.99"},
            "explanation",
            "经费未足额到位（缺口 0.01 万元），请填写说明",
        ),
        ({"spent_office": "-1"}, "spent_office", "办公费不能小于 0"),
        ({"spent_office": "1.234"}, "spent_office", "办公费应为数字，最多两位小数"),
        ({"spent_office": "很多"}, "spent_office", "办公费应为数字，最多两位小数"),
        ({"spent_office": "99999999999999"}, "spent_office", "办公费应为数字，最多两位小数"),
        ({"explanation": "长" * 501}, "explanation", None),
        ({"year": str(YEAR + 1)}, "year", f"年度应在 2015 至 {YEAR} 之间"),
        ({"year": "2014"}, "year", f"年度应在 2015 至 {YEAR} 之间"),
    ],
)
def test_what_is_refused_stands_at_its_field(app, sign_in, changes, field, words):
    answer = add(sign_in("yl_clerk"), **changes)
    assert answer.status_code == 422
    found = errors(answer.text)
    assert set(found) == ({field} if field else set())
    assert len(refusals(answer.text)) == 1
    if words:
        assert refusals(answer.text) == [words]
    assert rows(app, FundingReturn) == []
    assert value_of(answer.text, "spent_office") == changes.get("spent_office", "28.4")


def test_doubts_want_a_reason_or_a_tick(app, sign_in):
    clerk = sign_in("yl_clerk")
    doubtful = {"spent_travel": "50", "received_testing": "99"}
    answer = add(clerk, **doubtful)
    assert answer.status_code == 422
    assert refusals(answer.text) == ["实拨合计超过应拨合计的 1.2 倍，请核对；请核对后勾选确认"]
    doubtful = {"spent_travel": "50"}
    assert refusals(add(clerk, **doubtful).text) == ["支出合计大于收入总计，请说明；请填写说明"]
    assert rows(app, FundingReturn) == []
    reason = {"explain-V25-overspent": "年中追加预算下年拨付"}
    assert add(clerk, **doubtful, **reason).status_code == 303
    assert only(app).explanations == {"V25-overspent": "年中追加预算下年拨付"}


def test_a_new_year_begins_with_what_last_year_left_over(app, sign_in):
    clerk = sign_in("yl_clerk")
    add(clerk, YEAR - 1)
    left = RECEIVED + OTHER - SPENT
    page = clerk.get(f"{FUNDINGS}/add?year={YEAR}").text
    assert Decimal(value_of(page, "income_carried")) == left
    beside = plain(page.partition('data-last="spent_office"')[2].partition("</small>")[0])
    assert beside.endswith("上年 28.4")
    found = clerk.get(f"{FUNDINGS}/last-year?year={YEAR}").json
    assert Decimal(found["carried"]["income_carried"]) == left
    assert found["last"]["spent_office"] == "28.4"
    assert (
        clerk.get(f"{FUNDINGS}/last-year?year={YEAR - 1}").json["taken"]
        == "该年度数据已存在，请修改"
    )
    answer = add(clerk, income_carried="0")
    assert refusals(answer.text) == [
        f"上年结转与上年年末结余 {left:.2f} 万元不一致，请核对；请核对后勾选确认"
    ]
    assert add(clerk, income_carried=str(left)).status_code == 303


def test_who_comes_second_sees_what_differs(app, sign_in):
    clerk, admin = sign_in("yl_clerk"), sign_in("yl_admin")
    add(clerk)
    seen = only(app)
    assert change(admin, seen, spent_office="27").status_code == 303
    answer = change(clerk, seen, spent_office="26")
    assert answer.status_code == 409
    page = plain(answer.text)
    assert "岳观澜 已保存过这份填报，请核对后再次提交" in page
    assert "办公费 已保存 27.00，您填写 26" in page
    assert value_of(answer.text, "spent_office") == "26"
    assert only(app).spent_office == 27
    again = change(clerk, seen, version=value_of(answer.text, "version"), spent_office="26")
    assert again.status_code == 303
    assert "办公费 27.00 26.00" in history_of(clerk.get(f"{FUNDINGS}/show/{seen.id}").text)[0]


def test_what_only_looks_different_is_not_listed(app, sign_in):
    clerk, admin = sign_in("yl_clerk"), sign_in("yl_admin")
    add(clerk)
    seen = only(app)
    change(admin, seen, spent_office="27")
    page = plain(change(clerk, seen, spent_office="27.0").text)
    assert "已保存过这份填报" in page
    assert "您填写 27.0" not in page
    version = only(app).version
    assert change(clerk, seen, version=version, spent_office="27.0").status_code == 303
    assert "修改了" not in history_of(clerk.get(f"{FUNDINGS}/show/{seen.id}").text)[0]
    assert "您填写 180.5" not in page


def test_others_see_it_as_far_as_they_may(app, sign_in):
    put(
        app,
        *(
            FundingReturn(
                organization_id=n, year=YEAR, state=ReturnState.SUBMITTED, explanations={}
            )
            for n in range(1, 7)
        ),
    )
    for who, count in (("hn_leader", 6), ("cs_leader", 3), ("cs_clerk", 1), ("yl_leader", 1)):
        page = sign_in(who).get(f"{FUNDINGS}/list/?_flt_0_year={YEAR}").text
        assert len(listed(page)) == count, who
    (foreign,) = [row.id for row in rows(app, FundingReturn, organization_id=5)]
    clerk = sign_in("yl_clerk")
    for path in (
        f"show/{foreign}",
        f"edit/{foreign}",
        f"part/{foreign}/spent",
        f"move/{foreign}/return",
    ):
        assert clerk.get(f"{FUNDINGS}/{path}").status_code == 404, path
