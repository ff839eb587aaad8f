"""The screens of applications: list, forms of several people, correction, deletion, files."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.attachments import storage
from app.attachments.models import Attachment
from app.certificate_cases.choices import CaseState
from app.certificate_cases.models import ChangeCase
from app.certificates.choices import CERTIFICATE
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import AuditEntry, DictionaryEntry
from tests.certificate_cases.acts import act, certified, file, kept, send_picture, switch, through
from tests.long_form.pages import own_draft, sent, typed
from tests.support.factories import id_number, make_certificate, make_person
from tests.support.forms import errors, value_of
from tests.support.grants import grant
from tests.support.pages import listed

CHANGES = "/certificate-cases/changes"
RESOURCE = "certificate_cases.change"


def several(*people: int) -> str:
    return f"{CHANGES}/several?" + "&".join(f"of={one}" for one in people)


def filled(client: Any, *people: int, pictures: bool = True, **changes: str) -> dict[str, Any]:
    """The form of a 变更 of these people, each with another number and a picture."""
    page = client.get(several(*people)).text
    values: dict[str, str] = {}
    for one in people:
        values[f"r{one}-types"] = "quality"
        values[f"r{one}-quality_number"] = f"湘质监{one:09d}"
        values[f"r{one}-reason"] = "证书信息有误"
        if pictures:
            token = value_of(page, f"r{one}-files_token")
            values[f"r{one}-file"] = send_picture(client, RESOURCE, "quality_front", token)
    return sent(page, **(values | changes))


def cases(app: Flask) -> list[ChangeCase]:
    with app.app_context(), unscoped("what is stored"):
        return list(db.session.scalars(select(ChangeCase).order_by(ChangeCase.id)))


@pytest.mark.parametrize("part", ["changes", "cancellations", "reissues"])
def test_lists_open(app: Flask, sign_in: Any, part: str) -> None:
    for who in ("yl_clerk", "cs_admin", "hn_review", "hn_leader"):
        answer = sign_in(who).get(f"/certificate-cases/{part}/list/")
        assert answer.status_code == 200


def test_a_list_says_what_the_manual_asks(app: Flask, sign_in: Any) -> None:
    (number,) = file(app, certified(app))
    act(app, "hn_review", number, "return", opinion="材料不符合要求")
    (row,) = listed(sign_in("yl_clerk").get(f"{CHANGES}/list/").text)
    assert row["变更类型"] == "证书信息变更"
    assert row["新证书编号"] == "湘质监430100099"
    assert row["受理状态"] == "已退回"
    assert row["受理意见"] == "材料不符合要求"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("_flt_0_change_types=information", 1),
        ("_flt_0_change_types=transfer", 0),
        ("_flt_0_types=quality", 1),
        ("_flt_0_types=safety", 0),
        ("_flt_0_state=filed", 1),
        ("_flt_0_state=closed", 0),
        ("_flt_0_name=一鸣", 1),
        ("_flt_0_number=BG-", 1),
    ],
)
def test_a_list_is_searched(app: Flask, sign_in: Any, asked: str, found: int) -> None:
    file(app, certified(app))
    assert len(listed(sign_in("hn_review").get(f"{CHANGES}/list/?{asked}").text)) == found


@pytest.mark.parametrize("part", ["changes", "cancellations", "reissues"])
def test_no_list_offers_a_state_that_it_never_shows(app: Flask, sign_in: Any, part: str) -> None:
    page = sign_in("hn_review").get(f"/certificate-cases/{part}/list/").text
    (states,) = re.findall(r'<select[^>]*name="_flt_0_state".*?</select>', page, re.DOTALL)
    offered = re.findall(r"<option[^>]*>(.*?)</option>", states)
    assert offered == ["全部", "未受理", "已受理", "已退回", "不予受理", "已办结"]


def test_whoever_decides_sees_old_and_new_and_what_has_changed_since(
    app: Flask, sign_in: Any
) -> None:
    person = certified(app, position="科员")
    (number,) = file(app, person)
    page = sign_in("hn_review").get(f"{CHANGES}/show/{number}")
    for words in ("变更对照", "湘质监430100099", "办理记录", "受理"):
        assert words in page.text
    assert "已发生变化" not in page.text
    with app.app_context(), unscoped("a change of the test"):
        from app.personnel.models import Person

        db.session.get_one(Person, person).position = "副科长"
        db.session.commit()
    page = sign_in("hn_review").get(f"{CHANGES}/show/{number}").text
    assert "已发生变化" in page
    assert "副科长" in page


def test_several_people_are_one_submission(app: Flask, sign_in: Any) -> None:
    people = [certified(app, "quality", "safety", name=name) for name in ("赵甲", "钱乙")]
    clerk = sign_in("yl_clerk")
    form = filled(clerk, *people)
    answer = clerk.post(several(*people), data=form)
    assert answer.status_code == 303, errors(answer.text)
    found = cases(app)
    assert [one.name for one in found] == ["赵甲", "钱乙"]
    assert {one.state for one in found} == {CaseState.FILED}
    # The same form once more makes nothing.
    assert clerk.post(several(*people), data=form).status_code == 303
    assert len(cases(app)) == 2


def test_what_is_wrong_is_told_at_once_and_nothing_is_stored(app: Flask, sign_in: Any) -> None:
    people = [certified(app, name=name) for name in ("赵甲", "钱乙")]
    clerk = sign_in("yl_clerk")
    first, second = people
    form = filled(clerk, *people, **{f"r{second}-reason": "", f"r{first}-quality_number": "湘"})
    del form[f"r{second}-file"]
    answer = clerk.post(several(*people), data=form)
    assert answer.status_code == 422
    assert "证书编号为 4 至 40 个" in answer.text
    assert "请填写变更原因" in answer.text
    assert cases(app) == []


def test_a_picture_is_asked_for_of_each_ticked_certificate(app: Flask, sign_in: Any) -> None:
    person = certified(app)
    clerk = sign_in("yl_clerk")
    answer = clerk.post(several(person), data=filled(clerk, person, pictures=False))
    assert answer.status_code == 422
    assert "质量监督证新证书照片" in answer.text
    assert cases(app) == []


@pytest.mark.parametrize("who", ["yl_leader", "hn_review", "hn_leader", "cs_leader"])
def test_who_does_not_file_has_no_form(app: Flask, sign_in: Any, who: str) -> None:
    assert sign_in(who).get(several(certified(app))).status_code == 403


def test_whom_another_organization_employs_is_not_there(app: Flask, sign_in: Any) -> None:
    stranger = certified(app, organization_id=5)
    assert sign_in("yl_clerk").get(several(stranger)).status_code == 404
    (number,) = file(app, stranger, who="ty_clerk")
    assert sign_in("yl_clerk").get(f"{CHANGES}/show/{number}").status_code == 404
    assert sign_in("cs_admin").get(f"{CHANGES}/show/{number}").status_code == 404


def test_a_case_that_was_sent_back_is_corrected(app: Flask, sign_in: Any) -> None:
    (number,) = file(app, certified(app))
    clerk = sign_in("yl_clerk")
    assert clerk.get(f"{CHANGES}/edit/{number}").status_code == 403
    act(app, "hn_review", number, "return", opinion="材料不符合要求")
    page = clerk.get(f"{CHANGES}/edit/{number}").text
    # Who sent it back stands on top, with the words, also when the form comes back.
    for shown in (page, clerk.post(f"{CHANGES}/edit/{number}", data=sent(page, reason="")).text):
        (note,) = re.findall(r'role="note">(.*?)</div>', shown, re.DOTALL)
        said = " ".join(re.sub(r"<[^>]*>", " ", note).split())
        assert said.startswith("退回 卢审之 · ")
        assert f" · {clock.today()} " in said
        assert said.endswith("材料不符合要求")
    picture = send_picture(clerk, RESOURCE, "quality_front", value_of(page, "files_token"))
    form = sent(page, quality_number="湘质监430100088", file=picture)
    answer = clerk.post(f"{CHANGES}/edit/{number}", data=form)
    assert answer.status_code == 303, errors(answer.text)
    (case,) = cases(app)
    assert case.state is CaseState.FILED
    assert sign_in("hn_review").get(f"{CHANGES}/show/{number}").text.count("湘质监430100088")


@pytest.mark.parametrize(
    ("states", "status"),
    [
        ((), 303),
        (("return",), 303),
        (("refuse",), 303),
        (("accept",), 403),
        (("accept", "close"), 403),
    ],
)
def test_only_what_nobody_has_accepted_is_deleted(
    app: Flask, sign_in: Any, states: Any, status: int
) -> None:
    person = certified(app)
    (number,) = file(app, person)
    for name in states:
        act(app, "hn_review", number, name, opinion="材料不符合要求")
    for stranger in ("hn_review", "cs_admin", "yl_leader"):
        assert sign_in(stranger).post(f"{CHANGES}/delete/{number}").status_code == 403
    assert sign_in("ty_clerk").post(f"{CHANGES}/delete/{number}").status_code == 404
    assert sign_in("yl_clerk").post(f"{CHANGES}/delete/{number}").status_code == status
    found = kept(app, ChangeCase, number)
    assert (found.deleted_at is not None) is (status == 303)
    if status == 303:
        assert sign_in("hn_review").get(f"{CHANGES}/show/{number}").status_code == 404
        assert file(app, person)


def test_bulk_acceptance_tells_each_row(app: Flask, sign_in: Any) -> None:
    numbers = [file(app, certified(app, name=n))[0] for n in ("赵甲", "钱乙")]
    act(app, "yl_clerk", numbers[1], "withdraw")
    client = sign_in("hn_review")
    answer = client.post(f"{CHANGES}/action_post", data={"action": "accept", "rowid": numbers})
    page = client.get(answer.headers["Location"]).text
    assert "已受理 1 件" in page
    assert re.search(r"钱乙 BG-\d+-\d+：当前状态为“已退回”，不能受理", page)
    assert [one.state for one in cases(app)] == [CaseState.ACCEPTED, CaseState.RETURNED]


@pytest.mark.parametrize(("move", "signed"), [("close", False), ("sign", True)])
def test_bulk_closing_asks_first_and_tells_whom(
    app: Flask, sign_in: Any, move: str, *, signed: bool
) -> None:
    """What cannot be taken back is done at the button of its dialog, which takes an opinion."""
    switch(app, "province_leader_sign", on=signed)
    numbers = [
        file(app, certified(app, name=name), quality_number=f"湘质监43010008{place}")[0]
        for place, name in enumerate(("赵甲", "钱乙", "孙丙"))
    ]
    for number in numbers[:2]:
        act(app, "hn_review", number, "accept")
    client = sign_in("hn_leader" if signed else "hn_review")
    (button,) = re.findall(
        rf'<button[^>]*value="{move}"[^>]*>办结</button>', client.get(f"{CHANGES}/list/").text
    )
    assert 'data-opens="dialog"' in button
    asked = client.post(f"{CHANGES}/action_post", data={"action": move, "rowid": numbers})
    assert asked.status_code == 303
    before = [one.state for one in cases(app)]
    assert before == [CaseState.ACCEPTED, CaseState.ACCEPTED, CaseState.FILED]
    dialog = client.get(asked.location).text
    assert "办结 · 3 件" in dialog
    for one in cases(app):
        assert f"<li>{one.name} {one.number}</li>" in dialog
    sent_along = {"rowid": numbers, "opinion": "同意办结"}
    answer = client.post(f"{CHANGES}/moves/{move}", data=sent_along)
    told = client.get(answer.location).text
    assert "已办结 2 件" in told
    assert "孙丙 BG-" in told
    closed = [(one.state, one.opinion) for one in cases(app)]
    assert closed == [(CaseState.CLOSED, "同意办结")] * 2 + [(CaseState.FILED, None)]


def test_a_long_question_names_the_first_and_counts_the_rest(app: Flask, sign_in: Any) -> None:
    numbers = [file(app, certified(app, name=f"第{n}人"))[0] for n in range(22)]
    rows = "&".join(f"rowid={one}" for one in numbers)
    dialog = sign_in("hn_review").get(f"{CHANGES}/moves/close?{rows}").text
    assert len(re.findall(r"<li>第\d+人 BG-", dialog)) == 20
    assert "另有 2 件" in dialog


def test_a_button_above_the_list_takes_no_opinion(app: Flask, sign_in: Any) -> None:
    """Its dialog does; what is sent without it is nothing that anybody typed."""
    (number,) = file(app, certified(app))
    sent_along = {"action": "accept", "rowid": number, "opinion": "长" * 501}
    answer = sign_in("hn_review").post(f"{CHANGES}/action_post", data=sent_along)
    assert answer.status_code == 303
    (case,) = cases(app)
    assert (case.state, case.opinion) == (CaseState.ACCEPTED, None)


def test_the_new_pictures_are_the_certificate_s_at_the_end(app: Flask, sign_in: Any) -> None:
    """The one before is kept and no more shown."""
    person = certified(app)
    clerk = sign_in("yl_clerk")
    shown: list[int] = []
    for number in ("湘质监000000001", "湘质监000000002"):
        form = filled(clerk, person, **{f"r{person}-quality_number": number})
        assert clerk.post(several(person), data=form).status_code == 303
        case = cases(app)[-1]
        assert pictures(app) == shown
        through(app, case.id)
        shown = pictures(app)
        assert len(shown) == 1


def test_a_picture_that_is_lost_is_told_to_whoever_closes(app: Flask, sign_in: Any) -> None:
    person = certified(app)
    clerk = sign_in("yl_clerk")
    assert clerk.post(several(person), data=filled(clerk, person)).status_code == 303
    (case,) = cases(app)
    with app.app_context(), unscoped("the disk"):
        storage.remove(db.session.scalars(select(Attachment.stored_as)).one())
    act(app, "hn_review", case.id, "accept")
    answer = sign_in("hn_review").post(f"{CHANGES}/move/{case.id}/close")
    assert answer.status_code == 422
    assert "附件“photo.jpg”的文件已丢失，请重新上传后再办理" in answer.text
    assert cases(app)[0].state is CaseState.ACCEPTED


def pictures(app: Flask) -> list[int]:
    """The pictures of certificates that are shown."""
    with app.app_context(), unscoped("what is there"):
        of_certificates = select(Attachment).filter_by(resource=CERTIFICATE, removed_at=None)
        return [one.id for one in db.session.scalars(of_certificates)]


def test_the_picker_says_who_cannot_be_ticked_and_why(app: Flask, sign_in: Any) -> None:
    free, busy = certified(app, name="赵甲"), certified(app, name="钱乙")
    certified(app, name="孙丙", organization_id=5)
    (number,) = file(app, busy)
    clerk = sign_in("yl_clerk")
    page = clerk.get(f"{CHANGES}/pick").text
    assert "选择人员" in page
    assert "赵甲" in page
    assert "孙丙" not in page
    assert f"有正在办理的证书变更申请（BG-{clock.year()}-00001）" in page
    assert f"{CHANGES}/show/{number}" in page
    answer = clerk.post(f"{CHANGES}/pick", data={"act": "submit", "of": [free]})
    assert answer.headers["Location"].endswith(f"/several?of={free}")
    # The same is said to whoever sends it, and to whoever goes there by hand.
    for refused in (
        clerk.post(f"{CHANGES}/pick", data={"act": "submit", "of": [busy]}),
        clerk.get(several(busy)),
    ):
        assert refused.status_code == 422
        assert "有正在办理的证书变更申请" in refused.text


def test_somebody_ticked_twice_is_one_member(app: Flask, sign_in: Any) -> None:
    person = certified(app)
    clerk = sign_in("yl_clerk")
    address = f"{several(person)}&of=0{person}"
    assert len(re.findall(r'name="r\d+-reason"', clerk.get(address).text)) == 1
    assert clerk.post(address, data=filled(clerk, person)).status_code == 303
    assert len(cases(app)) == 1


def test_a_reissue_is_one_person_s(app: Flask, sign_in: Any) -> None:
    people = [certified(app, name=name) for name in ("赵甲", "钱乙")]
    base = "/certificate-cases/reissues"
    clerk = sign_in("yl_clerk")
    assert 'type="radio"' in clerk.get(f"{base}/pick").text
    address = f"{base}/several?" + "&".join(f"of={one}" for one in people)
    assert clerk.get(address).status_code == 422
    assert clerk.get(f"{base}/several?of={people[0]}").status_code == 200


def test_who_files_finds_the_way_beside_what_ran_out(app: Flask, sign_in: Any) -> None:
    with app.app_context(), unscoped("a row of the test"):
        person = make_person(organization_id=4, name="赵甲")
        ended = clock.today() - dt.timedelta(days=30)
        make_certificate(person, valid_to=ended)
        db.session.commit()
        address = f"/certificate-cases/cancellations/several?of={person.id}"
    radar = "/certificates/radar/list/"
    clerk = sign_in("yl_clerk")
    assert address in clerk.get(radar).text
    assert clerk.get(address).status_code == 200
    for other in ("yl_leader", "cs_admin", "hn_review"):
        assert "申请注销" not in sign_in(other).get(radar).text


def test_the_dossier_tells_what_was_applied_for(app: Flask, sign_in: Any) -> None:
    person = certified(app)
    (number,) = file(app, person)
    through(app, number)
    page = sign_in("yl_clerk").get(f"/dossiers/show/{person}").text
    for words in ("证书办理记录", f"BG-{clock.year()}-00001", "申请证书变更", "证书变更已办结"):
        assert words in page
    assert f"{CHANGES}/show/{number}" in page


def test_a_draft_keeps_no_new_number(app: Flask, sign_in: Any) -> None:
    person = certified(app)
    clerk = sign_in("yl_clerk")
    page = clerk.get(several(person)).text
    (field,) = re.findall(rf'<input[^>]*name="r{person}-new_id_no"[^>]*>', page)
    assert "data-draft-skip" in field
    # The page says so there.
    (hint,) = re.findall(rf'id="r{person}-new_id_no-hint">(.*?)<', page)
    assert hint == "不会存入草稿，请在提交前填写"
    key = own_draft(page)
    number = typed(**{f"r{person}-new_id_no": "439900199003070011"})
    assert clerk.post(f"/drafts/{RESOURCE}/{key}", json=number).status_code == 422
    words = typed(**{f"r{person}-reason": "证书信息更正"})
    assert clerk.post(f"/drafts/{RESOURCE}/{key}", json=words).status_code == 200
    assert "证书信息更正" in clerk.get(several(person)).text


def test_a_ground_that_the_office_adds_asks_for_a_notice_as_a_loss_does(
    app: Flask, sign_in: Any
) -> None:
    person = certified(app)
    with app.app_context():
        stolen = {
            "dictionary": "reissue_reason",
            "code": "stolen",
            "group": "lost",
            "position": 9000,
        }
        db.session.add(DictionaryEntry(**stolen, label="被盗"))
        db.session.commit()
    client = sign_in("yl_clerk")
    address = f"/certificate-cases/reissues/several?of={person}"
    page = client.get(address).text
    followed = re.findall(r'data-applies-values="([^"]*)"', page)
    assert ["lost", "stolen"] in [one.split() for one in followed]
    typed = {f"r{person}-types": "quality", f"r{person}-reissue_reason": "stolen"}
    told = errors(client.post(address, data=sent(page, **typed)).text)
    assert {f"r{person}-notice_in", f"r{person}-noticed_on", f"r{person}-files-notice"} <= set(told)


def test_a_new_number_is_shown_with_what_follows_from_it(app: Flask, sign_in: Any) -> None:
    person = certified(app, born_on=dt.date(1985, 2, 3))
    new = id_number(dt.date(1961, 5, 4), 8)
    (number,) = file(app, person, change_types=["id_number"], new_id_no=new)
    page = f"{CHANGES}/show/{number}"
    reviewer = sign_in("hn_review")
    text = reviewer.get(page).text
    assert new not in text
    for before, after in (("1985-02-03", "1961-05-04"), ("男", "女")):
        assert f"<del>{before}</del>" in text
        assert f"<ins>{after}</ins>" in text
    reveal = f"{CHANGES}/reveal/{number}/new_id_no"
    assert reviewer.post(reveal).status_code == 403
    grant(app, "hn_review", "reveal", "personnel.person")
    assert reviewer.post(reveal).text == new
    with app.app_context():
        entry = db.session.scalars(select(AuditEntry).filter_by(action="reveal")).one()
    assert (entry.object_type, entry.object_id) == ("certificate_case", str(number))


def test_the_step_of_what_is_over_is_no_step(app: Flask, sign_in: Any) -> None:
    (number,) = file(app, certified(app))
    page, reviewer = f"{CHANGES}/show/{number}", sign_in("hn_review")
    assert "省级受理" in reviewer.get(page).text.partition("办理记录")[0]
    act(app, "hn_review", number, "return", opinion="材料不符合要求")
    assert "省级受理" not in reviewer.get(page).text.partition("办理记录")[0]
