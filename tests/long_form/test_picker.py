"""Rows to tick in a dialog: what may be, what is said of the rest, and what is kept on the way."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.personnel.models import Person
from tests.long_form.duty import LEAD_ROUTE, MOST, REASON, ROUTE, Duty
from tests.long_form.pages import sent
from tests.support.factories import make_person
from tests.support.forms import fields, refusals
from tests.support.statements import statements
from tests.support.stored import rows

pytestmark = pytest.mark.both_databases
PICK = f"{ROUTE}/pick"


def with_of(address: str, *people: int) -> str:
    return f"{address}?" + "&".join(f"of={one}" for one in people)


def ticked(page: str) -> list[str]:
    """What the form sends of the ticks, those of other pages before those of this one."""
    return fields(page).getlist("of")


def chips(page: str) -> list[str]:
    return re.findall(r'<li class="zj-chip" data-of="\d+">.*?<span>([^<]*)</span>', page)


def shown(page: str) -> list[str]:
    return re.findall(r'<input type="(?:checkbox|radio)" name="of"[^>]* data-name="([^"]*)"', page)


def reasons(page: str) -> dict[str, str]:
    """Why rows cannot be ticked, by name."""
    found = {}
    for row in re.findall(r'<tr><td class="chk">.*?</tr>', page, re.DOTALL):
        cell = re.search(r'class="why"[^>]*>(.*?)</td>', row, re.DOTALL)
        name = re.search(r'data-name="([^"]*)"', row)
        assert cell is not None
        assert name is not None
        if cell[1]:
            assert " disabled aria-describedby=" in row
            found[name[1]] = html.unescape(re.sub(r"<[^>]+>.*", "", cell[1]).strip())
    return found


def told(page: str) -> list[str]:
    """What the page says on top: its heading, then who and why."""
    box = re.search(
        r'<div class="zj-errsum" role="alert" tabindex="-1" autofocus>(.*?)</div>', page, re.DOTALL
    )
    assert box is not None
    lines = re.findall(r"<(?:span|li)>([^<]*)", box[1])
    return [html.unescape(one).strip() for one in lines]


def button(page: str, label: str) -> str:
    """Where a button of the form leads to."""
    found = re.search(rf'<button[^>]*formaction="([^"]*)"[^>]*>(?:<span>)?{label}<', page)
    found = found or re.search(rf'<button formaction="([^"]*)" aria-label="{label}"', page)
    assert found is not None, label
    return html.unescape(found[1])


def press(client: Any, page: str, address: str, **changes: Any) -> Any:
    """A button of the form, with everything that the form holds."""
    data = fields(page)
    for name, value in changes.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return client.post(address, data=data, follow_redirects=True)


def put_on_duty(app: Any, *people: int) -> None:
    """A colleague was faster."""
    with app.app_context(), unscoped("duties of the tests"):
        for one in people:
            person = db.session.get(Person, one)
            assert person is not None
            own = {"organization_id": person.organization_id, "name": person.name}
            db.session.add(Duty(person_id=one, task="昨夜", **own))
        db.session.commit()
        db.session.remove()


# --- ticks are kept -------------------------------------------------------------------------


def test_ticks_survive_searching_filtering_sorting_and_paging(clerk):
    page = clerk.get(PICK).text
    assert shown(page)[0] == "赵晓明"
    assert (len(shown(page)), ticked(page), chips(page)) == (8, [], [])
    page = press(clerk, page, button(page, "下一页"), of=["1", "3"]).text
    assert (shown(page)[0], ticked(page)) == ("冯晓明", ["1", "3"])
    assert chips(page) == ["赵晓明", "孙晓明"]
    page = press(clerk, page, PICK, act="search", _flt_0_name="陈", of=["1", "3", "10"]).text
    assert (shown(page), sorted(ticked(page))) == (["陈晓明"], ["1", "10", "3"])
    page = press(clerk, page, button(page, "重置")).text
    assert sorted(ticked(page)) == ["1", "10", "3"]
    assert len(shown(page)) == 8
    page = press(clerk, page, button(page, "姓名")).text
    assert 'aria-sort="ascending"' in page
    assert sorted(ticked(page)) == ["1", "10", "3"]
    page = press(clerk, page, PICK, act="search", _flt_0_post_type="supervision").text
    assert sorted(ticked(page)) == ["1", "10", "3"]
    answer = press(clerk, page, PICK, act="submit")
    assert answer.request.path == f"{ROUTE}/several"
    assert [one in answer.text for one in ("赵晓明", "孙晓明", "陈晓明")] == [True] * 3


def test_names_stand_in_the_order_in_which_they_were_ticked_on_whichever_page(clerk):
    page = press(clerk, clerk.get(f"{PICK}?page_DutyPicker=1").text, PICK, of=["9", "12"]).text
    page = press(clerk, page, PICK, of=[*ticked(page), "1"]).text
    page = press(clerk, page, f"{PICK}?page_DutyPicker=1").text
    assert chips(page) == ["冯晓明", "卫晓明", "赵晓明"]
    page = press(clerk, page, PICK, act="submit").text
    assert re.findall(r'aria-controls="part-(\d+)"', page) == ["9", "12", "1"]


def test_one_is_removed_by_the_name(clerk):
    page = clerk.get(with_of(PICK, 1, 2, 20)).text
    assert chips(page) == ["赵晓明", "钱晓明", "许晓明"]
    page = press(clerk, page, PICK, drop="20").text
    assert chips(page) == ["赵晓明", "钱晓明"]
    page = press(clerk, page, PICK, drop="1").text
    assert chips(page) == ["钱晓明"]
    assert len(shown(page)) == 8


def test_a_number_that_was_typed_never_stands_in_an_address(app, clerk):
    number = rows(app, Person, id=5)[0].id_no
    page = clerk.get(with_of(PICK, 1)).text
    answer = press(clerk, page, PICK, act="search", _sealed_id_no=number)
    assert number not in answer.request.url
    assert (shown(answer.text), ticked(answer.text)) == (["周晓明"], ["1"])
    assert number not in answer.text


def test_the_form_leads_back_to_the_ticks(clerk):
    page = clerk.get(with_of(f"{ROUTE}/several", 2, 5)).text
    back = re.search(r'<a class="zj-btn" href="([^"]*)" data-in-place>', page)
    assert back is not None
    page = clerk.get(html.unescape(back[1])).text
    assert chips(page) == ["钱晓明", "周晓明"]


def test_nobody_ticked_is_said(clerk):
    page = clerk.get(PICK).text
    answer = press(clerk, page, PICK, act="submit")
    assert answer.status_code == 422
    assert told(answer.text) == ["请先选择，再继续"]


def test_more_than_may_be_is_said_at_once_and_nothing_is_lost(clerk):
    many = [str(one) for one in range(1, MOST + 3)]
    page = clerk.get(PICK).text
    for act in ("search", "submit", ""):
        answer = press(clerk, page, PICK, act=act, of=many)
        assert answer.status_code == 422, act
        assert told(answer.text) == [f"最多选择 {MOST} 人，请移除 2 人"]
        assert len(chips(answer.text)) == MOST + 2
        assert sorted(map(int, ticked(answer.text))) == sorted(map(int, many))
    page = press(clerk, answer.text, PICK, drop=["1", "2"], act="submit")
    assert page.request.path == f"{ROUTE}/several"


# --- what cannot be ticked ------------------------------------------------------------------


def test_a_row_that_cannot_be_ticked_says_why_and_leads_there(app, clerk):
    put_on_duty(app, 2)
    page = clerk.get(PICK).text
    assert reasons(page) == {"钱晓明": REASON}
    assert f'href="{ROUTE}/show/1"' in page


def test_a_row_of_another_organization_says_so_whatever_else_stands_against_it(app, sign_in):
    put_on_duty(app, 2)
    page = sign_in("cs_clerk").get(PICK).text
    assert set(reasons(page).values()) == {"不属于本机构"}
    assert len(reasons(page)) == len(shown(page))


@pytest.mark.parametrize("way", ["picker", "submit", "form", "sent"])
def test_who_cannot_be_ticked_is_refused_in_the_same_words_whichever_way(app, clerk, way):
    page = clerk.get(PICK).text
    form = clerk.get(with_of(f"{ROUTE}/several", 2, 5)).text
    put_on_duty(app, 2)
    if way == "picker":
        answer, status = clerk.get(with_of(PICK, 2, 5)), 200
    elif way == "submit":
        answer, status = press(clerk, page, PICK, act="submit", of=["2", "5"]), 422
    elif way == "form":
        answer, status = clerk.get(with_of(f"{ROUTE}/several", 2, 5)), 422
    else:
        data = sent(form, **{"r2-task": "夜班", "r5-task": "早班"})
        answer, status = clerk.post(with_of(f"{ROUTE}/several", 2, 5), data=data), 422
    assert answer.status_code == status
    said = refusals(answer.text) if way == "sent" else told(answer.text)[1:]
    assert said == [f"钱晓明：{REASON}"]
    assert len(rows(app, Duty)) == 1
    if way in ("picker", "submit"):
        assert chips(answer.text) == ["周晓明"]
    elif way == "form":
        assert f'href="{PICK}?of=5" data-in-place' in answer.text
    else:
        # What was typed is there still.
        assert fields(answer.text)["r5-task"] == "早班"


def test_the_same_form_sent_twice_is_no_refusal(app, clerk):
    address = with_of(f"{ROUTE}/several", 3, 4)
    data = sent(clerk.get(address).text, **{"r3-task": "夜班", "r4-task": "夜班"})
    assert [clerk.post(address, data=data).status_code for _press in range(2)] == [303, 303]
    assert len(rows(app, Duty)) == 2


def test_more_than_may_be_is_said_by_the_form_too(app, clerk):
    answer = clerk.get(with_of(f"{ROUTE}/several", *range(1, MOST + 2)))
    assert answer.status_code == 422
    assert told(answer.text) == [f"最多选择 {MOST} 人，请移除 1 人"]
    assert rows(app, Duty) == []


@pytest.mark.one_database
@pytest.mark.parametrize("path", [PICK, f"{ROUTE}/several"])
@pytest.mark.parametrize(
    ("people", "status"),
    [(["x"], 404), (["1", "999"], 404), (["21"], 404), (["1;2"], 404), (["0"], 404)],
    ids=["no id", "nobody", "out of scope", "two in one", "zero"],
)
def test_who_is_not_there_is_not_ticked(clerk, path, people, status):
    assert clerk.get(f"{path}?" + "&".join(f"of={one}" for one in people)).status_code == status
    if path == PICK:
        data = {"of": people, "act": "submit"}
        assert clerk.post(PICK, data=data).status_code == status


@pytest.mark.one_database
def test_who_has_left_the_list_is_not_there(app, clerk):
    with app.app_context(), unscoped("somebody leaves"):
        person = db.session.get(Person, 6)
        assert person is not None
        person.left_on = clock.today()
        db.session.commit()
        db.session.remove()
    assert "吴晓明" not in shown(clerk.get(PICK).text)
    for path in (PICK, f"{ROUTE}/several"):
        assert clerk.get(with_of(path, 6)).status_code == 404


@pytest.mark.one_database
@pytest.mark.parametrize(
    "query",
    ["_flt_0_mobile=1", "_flt_9_name=x", "_oc_DutyPicker=id_no", "page_DutyPicker=x"],
)
def test_a_picker_takes_nothing_but_the_conditions_of_its_list(clerk, query):
    assert clerk.get(f"{PICK}?{query}").status_code == 400
    assert clerk.post(f"{PICK}?{query}", data={"of": "1"}).status_code == 400


@pytest.mark.one_database
def test_endless_ticks_are_no_request_of_ours(clerk):
    many = [str(one) for one in range(1, 700)]
    assert clerk.post(PICK, data={"of": many}).status_code == 400


@pytest.mark.one_database
@pytest.mark.parametrize(("who", "status"), [("hn_leader", 403), ("yl_clerk", 200)])
def test_who_may_pick(sign_in, who, status):
    client = sign_in(who)
    assert client.get(PICK).status_code == status
    assert ("新增值班" in client.get(f"{ROUTE}/list/").text) == (status == 200)


@pytest.mark.one_database
def test_conditions_and_columns_of_the_list_are_not_those_of_the_picker(clerk):
    clerk.post(f"{ROUTE}/columns", data={"order": ["name", "task"], "shown": ["name"]})
    page = clerk.get(PICK).text
    assert page.count('data-l="身份证号"') == 8
    press(clerk, page, PICK, act="search", _flt_0_name="杨")
    assert len(shown(clerk.get(PICK).text)) == 8


# --- one alone ------------------------------------------------------------------------------


def test_one_alone_is_chosen_by_radio_buttons(app, clerk):
    page = clerk.get(f"{LEAD_ROUTE}/pick").text
    assert 'type="radio"' in page
    assert "data-all" not in page
    page = press(clerk, page, button(page, "下一页"), of="3").text
    assert chips(page) == ["孙晓明"]
    # What is chosen here stands for what was chosen there.
    page = press(clerk, page, f"{LEAD_ROUTE}/pick", of=["3", "10"]).text
    assert chips(page) == ["陈晓明"]
    answer = press(clerk, page, f"{LEAD_ROUTE}/pick", act="submit")
    assert answer.request.path == f"{LEAD_ROUTE}/lead"
    assert "带班：" in answer.text


@pytest.mark.one_database
def test_neither_nobody_nor_two_are_one(clerk):
    assert clerk.get(f"{LEAD_ROUTE}/lead").status_code == 400
    answer = clerk.get(with_of(f"{LEAD_ROUTE}/lead", 3, 4))
    assert answer.status_code == 422
    assert told(answer.text) == ["最多选择 1 人，请移除 1 人"]


# --- what it costs --------------------------------------------------------------------------


def test_a_full_page_with_ticks_and_reasons_costs_as_much_as_one_row(app, clerk):
    def cost(address: str) -> int:
        clerk.get(address)
        with statements() as asked:
            assert clerk.get(address).status_code == 200
        return len(asked)

    one = cost(with_of(PICK, 1) + "&_flt_0_name=赵")
    put_on_duty(app, 2, 3, 4, 20)
    full = cost(with_of(PICK, *range(5, 5 + MOST)))
    # Only whether there is more than one page is counted beside.
    assert full == one + 1


def test_the_next_rows_cost_no_more_with_more_people(app, clerk):
    clerk.get(PICK)
    with statements() as before:
        clerk.get(f"{PICK}?page_DutyPicker=1")
    with app.app_context(), unscoped("people of the tests"):
        for number in range(60):
            make_person(organization_id=4, name=f"新{'一二三四五六七八九'[number % 9]}人")
        db.session.commit()
        db.session.remove()
    with statements() as after:
        clerk.get(f"{PICK}?page_DutyPicker=1")
    assert len(after) == len(before)
