"""签到表, 准考证 and 发证名册 of a session: what they say, of whom, to whom, and on what paper."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import select

from app.attachments import storage
from app.attachments.models import Attachment
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.training.choices import ContinuingState
from app.training.models import ContinuingEnrolment, InductionEnrolment, TrainingSession
from tests.attachments import samples
from tests.support.grants import grant
from tests.support.paper import (
    drawn_pages,
    drawn_table,
    drawn_texts,
    pdf_pages,
    sheet_texts,
    sheets,
)
from tests.support.statements import statements
from tests.training import printed, stage
from tests.training.printed import CANCELLED, FIRST, OPEN, OVER, lines_of, rows_of

ROLL, ATTENDANCE, CARDS = "session_certificates", "session_attendance", "session_cards"
CAME = "e.state IN ('accepted','passed','failed','absent','issued','extended')"


@pytest.fixture
def year(app: Flask, grown: Any) -> Flask:
    Redis.from_url(app.config["REDIS_URL"]).flushall()
    return grown("training_reports", printed.fill)  # type: ignore[no-any-return]


def ask(client: Any, name: str, session: int, more: str = "") -> Any:
    return client.get(f"/reports/{name}/preview?session={session}{more}")


def file(client: Any, name: str, session: int, kind: str) -> bytes:
    run = client.post(f"/reports/{name}/export", data={"session": str(session), "format": kind})
    assert run.status_code == 202, run.text
    state = client.get(run.json["status_url"]).json
    assert state["state"] == "done", state
    return bytes(client.get(state["file_url"], buffered=True).data)


def squeezed(text: str) -> str:
    return "".join(text.split())


# --- 发证名册 -------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_every_certificate_of_the_session_is_signed_for(
    app: Flask, sign_in: Any, year: Flask
) -> None:
    session, client = printed.number_of(app, FIRST), sign_in("hn_review")
    issued = printed.sql(
        app,
        "SELECT c.number, c.type, c.issued_on, p.name FROM certificate c"
        " JOIN person p ON p.identity_id = c.identity_id WHERE c.number LIKE '湘培%'",
    )
    table = drawn_table(ask(client, ROLL, session).text)
    *lines, last = table.lines
    words = {"quality": "质量监督证", "safety": "安全监督证"}
    told = {(line[3], line[6], line[7], line[8]) for line in lines}
    assert told == {
        (one["name"], words[one["type"]], one["number"], str(one["issued_on"])) for one in issued
    }
    assert len(lines) == len(issued) == 3
    assert all("********" in line[5] and line[9:] == ["", ""] for line in lines)
    assert last[0] == "合计 3 本，其中质量监督证 1 本、安全监督证 2 本"
    (book,) = sheets(file(client, ROLL, session, "xlsx"))
    cells = [text for row in sheet_texts(book) for text in row]
    paper = squeezed("".join(pdf_pages(file(client, ROLL, session, "pdf"))))
    for line in lines:
        assert line[7] in cells
        assert line[7] in paper
    assert squeezed(last[0]) in paper
    # Nobody of 继续教育 gets a certificate.
    assert ask(client, ROLL, printed.number_of(app, OVER)).status_code == 404


# --- 签到表 ---------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_who_comes_signs_twice_a_day(app: Flask, sign_in: Any, year: Flask) -> None:
    session, client = printed.number_of(app, OVER), sign_in("hn_admin")
    rows = rows_of(app, "continuing_enrolment", f"s.name = '{OVER}' AND {CAME}")
    answer = ask(client, ATTENDANCE, session)
    table = drawn_table(answer.text)
    assert [line[2:4] for line in table.lines] == [[row["place"], row["name"]] for row in rows]
    assert all(set(line[4:]) == {""} for line in table.lines)
    (known,) = printed.sql(app, f"SELECT starts_on FROM training_session WHERE name = '{OVER}'")
    first = dt.date.fromisoformat(str(known["starts_on"]))
    days = [str(first + dt.timedelta(days=number)) for number in range(4)]
    assert table.heads[4:] == [(day, half) for day in days for half in ("上午", "下午")]
    # Neither numbers nor phones lie about in a lecture room.
    assert "4399" not in "".join(cell for line in table.lines for cell in line)
    assert "139****" not in answer.text
    paper = squeezed("".join(pdf_pages(file(client, ATTENDANCE, session, "pdf"))))
    assert all(row["name"] in paper for row in rows)
    (book,) = sheets(file(client, ATTENDANCE, session, "xlsx"))
    cells = [text for row in sheet_texts(book) for text in row]
    assert {row["name"] for row in rows} <= set(cells)


def test_nobody_has_come_yet(app: Flask, sign_in: Any, year: Flask) -> None:
    session, client = printed.number_of(app, OPEN), sign_in("hn_admin")
    (line,) = lines_of(ask(client, ATTENDANCE, session))
    assert set(line) == {"无符合条件的数据"}
    refused = ask(client, CARDS, session)
    assert refused.status_code == 400
    assert "所选范围没有已受理的报名人员" in refused.text


# --- 准考证 ---------------------------------------------------------------------------------


def add_photo(app: Flask, resource: str, number: int, organization_id: int) -> None:
    with app.app_context(), unscoped("a photo of the test"):
        db.session.add(
            Attachment(
                organization_id=organization_id,
                resource=resource,
                item_id=number,
                slot="photo",
                name="一寸照.jpg",
                stored_as=storage.keep(samples.jpeg(), ".jpg"),
                media_type="image/jpeg",
                size=9,
                sha256="0" * 64,
                uploaded_by=1,
                uploaded_at=clock.now(),
                form_token="f" * 32,
            )
        )
        db.session.commit()


def test_everybody_has_a_card(app: Flask, sign_in: Any, year: Flask) -> None:
    session, client = printed.number_of(app, FIRST), sign_in("hn_review")
    rows = rows_of(app, "induction_enrolment", f"s.name = '{FIRST}' AND {CAME}")
    with app.app_context(), unscoped("two of them"):
        asked = select(InductionEnrolment).where(InductionEnrolment.name.in_(["岳甲", "天丙"]))
        found = {one.name: one for one in db.session.scalars(asked)}
        own, known = found["岳甲"], found["天丙"]
        ids = [own.id, own.organization_id, known.person_id, known.organization_id]
    # One sent a photo along, of another the roster has one.
    add_photo(app, "training.induction", *ids[:2])
    add_photo(app, "personnel.person", *ids[2:])
    answer = ask(client, CARDS, session)
    pages = drawn_pages(answer.text)
    assert len(pages) == len(rows) == 6
    assert answer.text.count("data:image") == 2
    # About as high as a one-inch photo, with no frame that would not fit it.
    places = re.findall(r'<td class="([^"]+)"[^>]*><img[^>]*max-height:([0-9.]+)mm', answer.text)
    assert [look for look, _height in places] == ["zjp-c zjp-plain"] * 2
    assert all(28 < float(height) < 36 for _look, height in places), places
    text = " ".join(drawn_texts(answer.text))
    for row in rows:
        assert row["number"] in text
        assert row["name"] in text
    for said in (
        "新进人员培训准考证",
        FIRST,
        "长沙市芙蓉南路培训中心",
        "法律法规、质量监督实务、安全监督实务",
        "15:00",
        "439900********",
        "苏湘宁 0731-88950001",
        "请携带本证和本人身份证原件",
    ):
        assert said in text, said
    texts = pdf_pages(file(client, CARDS, session, "pdf"))
    assert len(texts) == 6
    for row, page in zip(rows, texts, strict=True):
        assert row["name"] in page
        assert row["number"] in page
    (book,) = sheets(file(client, CARDS, session, "xlsx"))
    cells = [text for row in sheet_texts(book) for text in row]
    assert {row["number"] for row in rows} <= set(cells)
    assert len(book._images) == 2


def test_cards_are_printed_place_by_place(app: Flask, sign_in: Any, year: Flask) -> None:
    session, client = printed.number_of(app, FIRST), sign_in("hn_review")
    page = ask(client, CARDS, session, "&prefecture=430200")
    assert len(drawn_pages(page.text)) == 2
    with app.app_context(), unscoped("too many"):
        of = db.session.get_one(TrainingSession, printed.number_of(app, OVER))
        for _one in range(195):
            stage.make_continuing(of, state=ContinuingState.ACCEPTED)
        db.session.commit()
    over = printed.number_of(app, OVER)
    refused = ask(client, CARDS, over)
    assert refused.status_code == 400
    assert "一次最多打印 200 人，所选范围有 201 人，请选择市州或机构" in refused.text
    page = ask(client, CARDS, over, "&prefecture=430200")
    assert len(drawn_pages(page.text)) == 2


def test_the_longest_words_stay_on_one_card(app: Flask, sign_in: Any, year: Flask) -> None:
    session = printed.number_of(app, OVER)
    with app.app_context(), unscoped("long words"):
        of = db.session.get_one(TrainingSession, session)
        of.name, of.place = "班" * 100, "地" * 100
        for one in db.session.query(ContinuingEnrolment).filter_by(session_id=session):
            one.name = "阿" * 40
        db.session.commit()
    pages = drawn_pages(ask(sign_in("hn_review"), CARDS, session).text)
    assert len(pages) == 6


# --- who prints, and what it costs ----------------------------------------------------------


@pytest.mark.parametrize("name", [ROLL, ATTENDANCE, CARDS])
def test_the_province_prints(app: Flask, sign_in: Any, year: Flask, name: str) -> None:
    session = printed.number_of(app, FIRST)
    for who, status in (
        ("hn_admin", 200),
        ("hn_review", 200),
        ("hn_leader", 403),
        ("cs_admin", 403),
        ("yl_clerk", 403),
        ("sys_admin", 403),
    ):
        assert ask(sign_in(who), name, session).status_code == status, who
    client = sign_in("hn_admin")
    for gone in (printed.number_of(app, CANCELLED), 99_999):
        assert ask(client, name, gone).status_code == 404
    assert ask(client, name, 0).status_code == 400


def test_whoever_may_print_below_the_province_has_the_own_people_alone(
    app: Flask, sign_in: Any, year: Flask
) -> None:
    grant(app, "cs_admin", "export", "training.session")
    lines = lines_of(ask(sign_in("cs_admin"), ATTENDANCE, printed.number_of(app, FIRST)))
    assert {line[1] for line in lines} == {"长沙市"}


def test_rows_of_sessions_lead_to_their_papers(app: Flask, sign_in: Any, year: Flask) -> None:
    page = sign_in("hn_admin").get("/training/sessions/list/?psize_SessionView=100").text
    ids = {name: printed.number_of(app, name) for name in (FIRST, OVER, OPEN, CANCELLED)}
    printed_of = {
        name: [
            one for one in (ATTENDANCE, CARDS, ROLL) if f'/{one}/preview?session={number}"' in page
        ]
        for name, number in ids.items()
    }
    assert printed_of == {
        FIRST: [ATTENDANCE, CARDS, ROLL],
        OVER: [ATTENDANCE, CARDS],
        OPEN: [ATTENDANCE, CARDS],
        CANCELLED: [],
    }
    assert "preview?session=" not in sign_in("cs_admin").get("/training/sessions/list/").text


@pytest.mark.both_databases
@pytest.mark.parametrize("name", [ROLL, ATTENDANCE, CARDS])
def test_more_people_cost_no_more_statements(
    app: Flask, sign_in: Any, year: Flask, name: str
) -> None:
    client, session = sign_in("hn_review"), printed.number_of(app, FIRST)
    ask(client, name, session)
    with statements() as few:
        ask(client, name, session)
    with app.app_context(), unscoped("more people"):
        of = db.session.get_one(TrainingSession, session)
        for _one in range(20):
            stage.make_induction(of, state=stage.InductionState.ISSUED)
        db.session.commit()
    with statements() as more:
        assert ask(client, name, session).status_code == 200
    assert len(more) == len(few), "\n".join(more)


def test_numbers_in_full_are_for_those_who_hold_the_right(
    app: Flask, sign_in: Any, year: Flask
) -> None:
    with app.app_context(), unscoped("the number"):
        asked = select(InductionEnrolment).where(InductionEnrolment.name == "岳甲")
        number = db.session.scalars(asked).one().id_no
    session = printed.number_of(app, FIRST)
    for name in (ROLL, CARDS):
        assert number not in ask(sign_in("hn_review"), name, session).text
    grant(app, "hn_review", "reveal", "personnel.person")
    for name in (ROLL, CARDS):
        assert number in ask(sign_in("hn_review"), name, session).text
