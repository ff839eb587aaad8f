"""R15 to R18: figures recomputed from the tables, conditions, reach, masks, cost and outputs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.personnel.models import Person
from app.training.choices import ContinuingState, InductionState
from app.training.models import TrainingSession
from tests.support.forms import errors
from tests.support.grants import grant
from tests.support.paper import drawn_table, filed_table, pdf_pages, sheets
from tests.support.statements import statements
from tests.training import printed, stage
from tests.training.printed import CANCELLED, FIRST, OPEN, OVER, SECOND, YEAR, lines_of, rows_of
from tests.training.stage import CHANGSHA, TIANYUAN, YUELU

NAMES = (
    "induction_enrolments",
    "induction_results",
    "continuing_enrolments",
    "continuing_results",
)
R15, R16, R17, R18 = NAMES
INDUCTION, CONTINUING = "induction_enrolment", "continuing_enrolment"
THIS_YEAR = f"e.year = {YEAR}"
CAME = "e.state IN ('accepted','passed','failed','absent','issued','extended')"
PLACES = {"430000": "省本级", "430100": "长沙市", "430200": "株洲市"}
RESULTS = {
    "passed": "合格",
    "failed": "不合格",
    "absent": "缺考",
    "makeup_passed": "补考合格",
    None: "",
}


@pytest.fixture
def year(app: Flask, grown: Any) -> Flask:
    Redis.from_url(app.config["REDIS_URL"]).flushall()
    return grown("training_reports", printed.fill)  # type: ignore[no-any-return]


def ask(client: Any, name: str, session: int | str = "", more: str = "") -> Any:
    return client.get(f"/reports/{name}/preview?year={YEAR}&session={session}{more}")


def asked_of(app: Flask, name: str) -> int | str:
    """The session that a report needs to be asked for."""
    return {R16: printed.number_of(app, FIRST), R18: printed.number_of(app, OVER)}.get(name, "")


def held(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def place_of(row: Any) -> str:
    return PLACES[row["division_code"][:4] + "00"]


def names(lines: Iterable[list[str]]) -> list[str]:
    """The people of a table; lines that count them name nobody."""
    return [line[3] for line in lines if line[0].isdigit()]


def people(rows: Iterable[Any]) -> str:
    """How a list of enrolments is counted."""
    found = Counter("+".join(sorted(held(row["types"]))) for row in rows)
    return (
        f"{sum(found.values())} 人，其中质量(不含双证) {found['quality']} 人、"
        f"安全(不含双证) {found['safety']} 人、双证 {found['quality+safety']} 人"
    )


def counted(rows: list[Any], key: Any) -> list[str]:
    """小计 of each group and 合计, in their order."""
    groups = list(dict.fromkeys(map(key, rows)))
    sums = [people(row for row in rows if key(row) == group) for group in groups]
    return [*(f"小计 {one}" for one in sums), f"合计 {people(rows)}"]


def said(lines: list[list[str]]) -> list[str]:
    return [line[0] for line in lines if not line[0].isdigit()]


def day(value: Any) -> str:
    return "" if value is None else str(value)


def tenths(value: Any) -> str:
    return "" if value is None else f"{value / 10:.1f}"


# --- R15 ------------------------------------------------------------------------------------


def test_both_certificates_are_asked_for_by_the_word_of_the_cells(sign_in: Any) -> None:
    dialog = sign_in("hn_review").get(f"/reports/{R15}/conditions").text
    assert '<option value="both">双证</option>' in dialog
    assert ">质量安全<" not in dialog


@pytest.mark.both_databases
def test_newcomers_are_those_of_the_tables(app: Flask, sign_in: Any, year: Flask) -> None:
    rows = rows_of(app, INDUCTION, THIS_YEAR)
    lines = lines_of(ask(sign_in("hn_review"), R15))
    wanted = []
    for number, row in enumerate(rows, 1):
        facts, types = held(row["facts"]), held(row["types"])
        single = row["category"] == "single"
        numbers = [facts.get(f"{one}_number", "") for one in ("quality", "safety") if single]
        wanted.append(
            [
                *(str(number), place_of(row), row["place"], row["name"], "男"),
                *(facts[one] for one in ("education", "major", "title", "position")),
                *("8", "3", "持单证" if single else "未持证"),
                *("√" if one in types else "" for one in ("quality", "safety")),
                "、".join(filter(None, numbers)),
                row["session_name"] or "",
                str(InductionState.of(row["state"]).label),
                row["explanation"] or "",
            ]
        )
    told = [line for line in lines if line[0].isdigit()]
    assert [[*line[:5], *line[6:16], *line[17:]] for line in told] == wanted
    assert all("********" in line[5] and "****" in line[16] for line in told)
    assert len(rows) == 11
    assert said(lines) == counted(rows, place_of)


def test_whoever_is_below_the_province_counts_by_organization(
    app: Flask, sign_in: Any, year: Flask
) -> None:
    rows = rows_of(app, INDUCTION, f"{THIS_YEAR} AND substr(o.division_code, 1, 4) = '4301'")
    lines = lines_of(ask(sign_in("cs_admin"), R15))
    assert names(lines) == [row["name"] for row in rows]
    assert said(lines) == counted(rows, lambda row: row["place"])


@pytest.mark.parametrize(
    ("name", "more", "where"),
    [
        (R15, "&session=none", "e.session_id IS NULL"),
        (R15, "&prefecture=430200", "o.division_code LIKE '4302%'"),
        (R15, f"&organization={YUELU}", f"o.id = {YUELU}"),
        (R15, "&category=single", "e.category = 'single'"),
        (R15, "&types=both", "length(CAST(e.types AS TEXT)) > 12"),
        (R15, "&types=quality", "CAST(e.types AS TEXT) = '[\"quality\"]'"),
        (R15, "&types=safety", "CAST(e.types AS TEXT) = '[\"safety\"]'"),
        (R15, "&state=issued", "e.state = 'issued'"),
        (R17, "&state=extended", "e.state = 'extended'"),
        (R17, "&prefecture=430100&state=filed", "o.division_code LIKE '4301%' AND e.state='filed'"),
    ],
)
def test_conditions_choose_people(
    app: Flask, sign_in: Any, year: Flask, name: str, more: str, where: str
) -> None:
    rows = rows_of(app, INDUCTION if name == R15 else CONTINUING, f"{THIS_YEAR} AND {where}")
    address = f"/reports/{name}/preview?year={YEAR}{more}"
    lines = lines_of(sign_in("hn_review").get(address))
    assert rows
    assert names(lines) == [row["name"] for row in rows]
    assert said(lines)[-1] == f"合计 {people(rows)}"


# --- R17 ------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_who_is_trained_on_is_as_the_tables_have_it(app: Flask, sign_in: Any, year: Flask) -> None:
    rows = rows_of(app, CONTINUING, THIS_YEAR)
    lines = lines_of(ask(sign_in("hn_review"), R17))
    words = {"quality": "质量", "safety": "安全"}
    last = printed.sql(app, "SELECT ends_on FROM training_session WHERE name = '去年班'")
    wanted = []
    for number, row in enumerate(rows, 1):
        facts, types = held(row["facts"]), held(row["types"])
        certificates = (
            facts.get(f"{one}_{what}", "")
            for one in ("quality", "safety")
            for what in ("number", "valid_to")
        )
        wanted.append(
            [
                *(str(number), place_of(row), row["place"], row["name"], "男", facts["title"]),
                *certificates,
                "双证" if len(types) > 1 else words[types[0]],
                day(last[0]["ends_on"]) if row["name"] == "白戊" else "",
                *(row["session_name"], "", ""),
                str(ContinuingState.of(row["state"]).label),
                row["remark"] or "",
            ]
        )
    told = [line for line in lines if line[0].isdigit()]
    assert [[*line[:5], *line[6:13], *line[14:]] for line in told] == wanted
    assert len(rows) == 10
    assert said(lines) == counted(rows, place_of)


@pytest.mark.both_databases
def test_places_stand_in_the_lines_of_groups_alone(app: Flask, sign_in: Any, year: Flask) -> None:
    """机构额度 of all sessions that are on, and who takes a place of them; of 浏阳, too, which has
    places and enrolled nobody."""
    lines = [line for line in lines_of(ask(sign_in("hn_review"), R17)) if not line[0].isdigit()]
    seats = [(line[15], line[16]) for line in lines]
    assert seats == [("", ""), ("11", "4"), ("4", "2"), (lines[-1][0], lines[-1][0])]
    by_organization = lines_of(ask(sign_in("cs_admin"), R17))
    told = [(line[15], line[16]) for line in by_organization if line[0].startswith("小计")]
    # 长沙 itself has no place, 浏阳 has no line.
    assert told == [("", ""), ("8", "4")]
    one = lines_of(ask(sign_in("yl_clerk"), R17, printed.number_of(app, OPEN)))
    assert [(line[15], line[16]) for line in one] == [("", ""), ("2", "1"), (one[-1][0],) * 2]
    gone = lines_of(ask(sign_in("yl_clerk"), R17, printed.number_of(app, CANCELLED)))
    assert [line[15] for line in gone] == ["", "", gone[-1][0]]


# --- R16 and R18 ----------------------------------------------------------------------------


def rate(rows: list[Any]) -> str:
    sat = [row for row in rows if row["result"] not in (None, "absent")]
    passed = [row for row in sat if row["result"] in ("passed", "makeup_passed")]
    share = f"{100 * len(passed) / len(sat):.1f}%" if sat else "—"
    return f"合计　应考 {len(rows)} 人，实考 {len(sat)} 人，合格 {len(passed)} 人，合格率 {share}"


def examined(row: Any, subjects: tuple[str, ...]) -> list[str]:
    """到课学时, 考核成绩, 补考成绩 and 考核结果."""
    scores, makeup = held(row["scores"]), held(row["makeup_scores"])
    marks = [tenths(told.get(one)) for told in (scores, makeup) for one in subjects]
    return [tenths(row["attended"]), *marks, RESULTS[row["result"]]]


@pytest.mark.both_databases
def test_results_of_newcomers_are_those_of_the_tables(
    app: Flask, sign_in: Any, year: Flask
) -> None:
    rows = rows_of(app, INDUCTION, f"s.name = '{FIRST}' AND {CAME}")
    *lines, last = lines_of(ask(sign_in("hn_review"), R16, printed.number_of(app, FIRST)))
    words = {"quality": "质量", "safety": "安全"}
    wanted = []
    for number, row in enumerate(rows, 1):
        types, numbers = held(row["types"]), held(row["certificates"])
        wanted.append(
            [
                *(str(number), place_of(row), row["place"], row["name"]),
                "双证" if len(types) > 1 else words[types[0]],
                *examined(row, ("法律法规", "质量监督实务", "安全监督实务")),
                *(numbers.get(one, "") for one in ("quality", "safety")),
                day(row["issued_on"]),
                row["result_remark"] or "",
            ]
        )
    assert [[*line[:4], *line[5:]] for line in lines] == wanted
    assert set(last) == {rate(rows)}
    assert rate(rows) == "合计　应考 6 人，实考 4 人，合格 3 人，合格率 75.0%"


@pytest.mark.both_databases
def test_results_of_who_was_trained_on_are_those_of_the_tables(
    app: Flask, sign_in: Any, year: Flask
) -> None:
    rows = rows_of(app, CONTINUING, f"s.name = '{OVER}' AND {CAME}")
    *lines, last = lines_of(ask(sign_in("hn_review"), R18, printed.number_of(app, OVER)))
    wanted = []
    for number, row in enumerate(rows, 1):
        days = held(row["extensions"])
        wanted.append(
            [
                *(str(number), place_of(row), row["place"], row["name"], OVER),
                *examined(row, ("综合测试",)),
                *(one for kind in ("quality", "safety") for one in days.get(kind, ("", ""))),
                row["result_remark"] or "",
            ]
        )
    assert [[*line[:4], *line[5:]] for line in lines] == wanted
    assert set(last) == {rate(rows)}
    assert len(rows) == 6


def test_columns_follow_the_subjects_of_the_session(app: Flask, sign_in: Any, year: Flask) -> None:
    client = sign_in("hn_review")
    heads = drawn_table(ask(client, R16, printed.number_of(app, SECOND)).text).heads
    assert [head[-1] for head in heads if head[0] == "考核成绩"] == ["法规", "实务"]
    assert [head[-1] for head in heads if head[0] == "补考成绩"] == ["法规", "实务"]
    # One subject needs no name.
    heads = drawn_table(ask(client, R18, printed.number_of(app, OVER)).text).heads
    assert [head[-1] for head in heads if head[0] == "考核成绩"] == ["考核成绩"]


def test_a_result_is_asked_for(app: Flask, sign_in: Any, year: Flask) -> None:
    number = printed.number_of(app, FIRST)
    *lines, last = lines_of(ask(sign_in("hn_review"), R16, number, "&result=absent"))
    assert names(lines) == ["株甲"]
    assert last[0].endswith("应考 1 人，实考 0 人，合格 0 人，合格率 —")


def test_issued_numbers_stand_in_the_list_of_supervisors(
    app: Flask, sign_in: Any, year: Flask
) -> None:
    """4.5: every certificate that R16 names is in R08."""
    client = sign_in("hn_review")
    lines = lines_of(ask(client, R16, printed.number_of(app, FIRST)))[:-1]
    issued = {number for line in lines for number in line[-4:-2] if number}
    known = lines_of(client.get("/reports/dossier_summary/preview"))
    assert len(issued) == 3
    assert issued <= {cell for line in known for cell in line}


# --- conditions -----------------------------------------------------------------------------


def test_the_dialogs_ask_what_they_should(app: Flask, sign_in: Any, year: Flask) -> None:
    client = sign_in("hn_review")
    words = {
        R15: ["统计年度", "档期", "市州", "机构", "报名类别", "报考证书", "审核状态"],
        R16: ["统计年度", "档期", "市州", "机构", "考核结果"],
        R17: ["统计年度", "档期", "市州", "机构", "审核状态"],
        R18: ["统计年度", "档期", "市州", "机构", "考核结果"],
    }
    for name, wanted in words.items():
        page = client.get(f"/reports/{name}/conditions?year={YEAR}").text
        places = [page.index(f"{word}</label>") for word in wanted]
        assert places == sorted(places), name
        sessions = (FIRST, SECOND) if name in (R15, R16) else (OVER, OPEN)
        assert all(one in page for one in sessions)
        assert ("未分配" in page) == (name == R15)
    # Whoever has one organization is not asked which.
    assert 'name="organization"' not in sign_in("yl_clerk").get(f"/reports/{R17}/conditions").text


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        (R15, {"session": "999"}, "没有这个档期"),
        (R15, {"category": "x"}, "没有这种报名类别"),
        (R15, {"types": "x"}, "没有这种报考证书"),
        (R15, {"state": "draft"}, "没有这种审核状态"),
        (R15, {"year": ""}, "请选择统计年度"),
        (R16, {"session": ""}, "请选择档期"),
        (R16, {"session": "none"}, "没有这个档期"),
        (R17, {"session": "none"}, "没有这个档期"),
        (R17, {"organization": "x"}, "没有这个机构"),
        (R18, {"result": "x"}, "没有这种考核结果"),
    ],
)
def test_conditions_that_are_none_are_told_at_the_field(
    sign_in: Any, name: str, typed: dict[str, str], told: str
) -> None:
    answer = sign_in("hn_admin").post(
        f"/reports/{name}/conditions", data={"year": f"{YEAR}", **typed}
    )
    assert answer.status_code == 400
    assert told in errors(answer.text).values()


# --- reach, rights, masks and cost ----------------------------------------------------------


@pytest.mark.both_databases
def test_everybody_has_the_people_of_the_own_reach(app: Flask, sign_in: Any, year: Flask) -> None:
    found = {
        who: names(lines_of(ask(sign_in(who), R17)))
        for who in ("yl_clerk", "cs_admin", "cs_clerk", "ty_clerk", "hn_admin")
    }
    yuelu = ["白丙", "白丁", "白己", "白甲", "白戊", "白乙"]
    assert found["yl_clerk"] == yuelu
    assert found["cs_admin"] == ["长甲", *yuelu]
    # 市办 has its own organization's alone.
    assert found["cs_clerk"] == ["长甲"]
    assert found["ty_clerk"] == ["天甲", "天乙"]
    assert len(found["hn_admin"]) == 10


@pytest.mark.parametrize("name", NAMES)
def test_what_is_out_of_reach_is_not_there(
    app: Flask, sign_in: Any, year: Flask, name: str
) -> None:
    session = asked_of(app, name)
    for who, more, status in (
        ("cs_admin", "&prefecture=430200", 404),
        ("cs_admin", f"&organization={TIANYUAN}", 404),
        ("cs_admin", f"&organization={YUELU}", 200),
        ("cs_clerk", f"&organization={YUELU}", 404),
        ("yl_clerk", f"&organization={CHANGSHA}", 404),
        ("hn_leader", "", 403),
        ("cs_leader", "", 403),
        ("yl_leader", "", 403),
        ("sys_admin", "", 403),
    ):
        assert ask(sign_in(who), name, session, more).status_code == status, (who, more)


def test_numbers_in_full_are_for_those_who_hold_the_right(
    app: Flask, sign_in: Any, year: Flask
) -> None:
    with app.app_context(), unscoped("the numbers"):
        person = db.session.scalars(select(Person).where(Person.name == "白甲")).one()
        number, mobile = person.id_no, person.mobile
    page = ask(sign_in("yl_admin"), R17).text
    assert number not in page
    assert mobile not in page
    grant(app, "yl_admin", "reveal", "personnel.person")
    page = ask(sign_in("yl_admin"), R17).text
    assert number in page
    assert mobile in page


@pytest.mark.parametrize("name", NAMES)
def test_a_year_without_anybody_is_an_empty_table(
    app: Flask, sign_in: Any, year: Flask, name: str
) -> None:
    session = {R16: SECOND, R18: OPEN}.get(name)
    # 浏阳 has nobody in these sessions, and nobody at all in 继续教育.
    asked = printed.number_of(app, session) if session else ""
    who = "ty_clerk" if name == R16 else "ly_clerk"
    more = "&state=issued" if name == R15 else ""
    (line,) = lines_of(ask(sign_in(who), name, asked, more))
    assert set(line) == {"无符合条件的数据"}


@pytest.mark.both_databases
@pytest.mark.parametrize("name", NAMES)
def test_more_people_cost_no_more_statements(
    app: Flask, sign_in: Any, year: Flask, name: str
) -> None:
    client, session = sign_in("hn_review"), asked_of(app, name)
    ask(client, name, session)
    with statements() as few:
        ask(client, name, session)
    number = printed.number_of(app, FIRST if name in (R15, R16) else OVER)
    with app.app_context(), unscoped("more people"):
        of = db.session.get_one(TrainingSession, number)
        for place in (YUELU, TIANYUAN, CHANGSHA) * 10:
            if name in (R15, R16):
                stage.make_induction(of, organization_id=place, state=InductionState.PASSED)
            else:
                stage.make_continuing(of, organization_id=place, state=ContinuingState.PASSED)
        db.session.commit()
    with statements() as more:
        lines = lines_of(ask(client, name, session))
    assert len(names(lines)) > 30
    assert len(more) == len(few), "\n".join(more)


# --- outputs --------------------------------------------------------------------------------


def file(client: Any, name: str, session: int | str, kind: str) -> bytes:
    asked = {"year": str(YEAR), "session": str(session), "format": kind}
    run = client.post(f"/reports/{name}/export", data=asked)
    assert run.status_code == 202, run.text
    state = client.get(run.json["status_url"]).json
    assert state["state"] == "done", state
    return bytes(client.get(state["file_url"], buffered=True).data)


@pytest.mark.parametrize("name", NAMES)
def test_cells_are_the_same_in_all_three(app: Flask, sign_in: Any, year: Flask, name: str) -> None:
    client, session = sign_in("hn_review"), asked_of(app, name)
    drawn = drawn_table(ask(client, name, session).text)
    found = filed_table(sheets(file(client, name, session, "xlsx"))[0])
    assert found.lines == drawn.lines
    assert found.heads == drawn.heads
    printed_on = squeezed("".join(pdf_pages(file(client, name, session, "pdf"))))
    for line in drawn.lines:
        for cell in (line[3], line[-1]):
            assert squeezed(cell) in printed_on


def squeezed(text: str) -> str:
    """A text without its gaps, which paper makes as it likes."""
    return "".join(text.split())
