"""退回补正: who may, with which words, what is kept and shown, who is told, and the way back."""

from __future__ import annotations

import re

import pytest

from app.core.base import clock
from app.organizations.choices import ReturnState
from app.organizations.models import FundingReturn, ProfileReturn, ProjectReturn
from app.workflow.models import Message, WorkflowEvent
from tests.support.forms import errors
from tests.support.pages import history_of, listed, plain
from tests.support.paper import sheets
from tests.support.returns import FUNDING, FUNDINGS, PROFILE, PROFILES, PROJECTS, YUELU
from tests.support.stored import put, rows

pytestmark = pytest.mark.usefixtures("approved")

YEAR = clock.year()
KINDS = {
    PROFILES: (ProfileReturn, PROFILE, "computers", "19"),
    PROJECTS: (ProjectReturn, {"talks": "1"}, "talks", "5"),
    FUNDINGS: (FundingReturn, FUNDING, "budget_no", "岳财预〔2026〕9号"),
}
OPINION = "请核对支出合计与决算数"


def hand_in(client, base, **changes) -> None:
    form = KINDS[base][1] | changes
    sent = client.post(f"{base}/add", data={**form, "year": str(YEAR), "act": "submit"})
    assert sent.status_code == 303, errors(sent.text)


def only(app, base):
    (found,) = rows(app, KINDS[base][0])
    return found


def send_back(client, base, number, opinion=OPINION, marked=(), **more):
    sent = {"opinion": opinion, "marked": list(marked), **more}
    return client.post(f"{base}/move/{number}/return", data=sent)


@pytest.mark.parametrize("base", KINDS)
@pytest.mark.parametrize("who", ["cs_admin", "hn_admin"])
def test_the_superior_and_the_province_send_back(app, sign_in, base, who):
    hand_in(sign_in("yl_clerk"), base)
    found = only(app, base)
    client = sign_in(who)
    link = f"{base}/move/{found.id}/return"
    assert link in client.get(f"{base}/list/?_flt_0_year={YEAR}").text
    dialog = client.get(link)
    assert dialog.status_code == 200
    field = KINDS[base][2]
    assert f'name="marked" value="{field}"' in dialog.text
    answer = send_back(client, base, found.id, marked=[field, "nothing"], version=found.version)
    assert answer.status_code == 303
    assert only(app, base).state is ReturnState.RETURNED
    event = rows(app, WorkflowEvent)[-1]
    assert (event.name, event.source, event.target) == ("return", "submitted", "returned")
    assert (event.opinion, event.marked) == (OPINION, [field])
    page = client.get(f"{base}/list/?_flt_0_year={YEAR}").text
    assert listed(page)[0]["状态"] == "已退回"
    assert link not in page


@pytest.mark.parametrize("base", KINDS)
@pytest.mark.parametrize("who", ["hn_review", "hn_leader", "cs_leader", "cs_clerk", "yl_leader"])
def test_other_roles_do_not(app, sign_in, base, who):
    hand_in(sign_in("yl_clerk"), base)
    number = only(app, base).id
    client = sign_in(who)
    assert '/return"' not in client.get(f"{base}/list/?_flt_0_year={YEAR}").text
    refused = 404 if who == "cs_clerk" else 403
    assert client.get(f"{base}/move/{number}/return").status_code == refused
    assert send_back(client, base, number).status_code == refused
    assert only(app, base).state is ReturnState.SUBMITTED


@pytest.mark.parametrize(
    ("who", "refused"), [("zz_admin", 404), ("yl_admin", 403), ("yl_clerk", 403)]
)
def test_a_stranger_and_the_organization_itself_do_not(app, sign_in, who, refused):
    hand_in(sign_in("yl_clerk"), FUNDINGS)
    number = only(app, FUNDINGS).id
    client = sign_in(who)
    assert client.get(f"{FUNDINGS}/move/{number}/return").status_code == refused
    assert send_back(client, FUNDINGS, number).status_code == refused
    assert only(app, FUNDINGS).state is ReturnState.SUBMITTED


def test_a_prefecture_does_not_send_back_its_own(app, sign_in):
    admin = sign_in("cs_admin")
    hand_in(admin, FUNDINGS)
    number = only(app, FUNDINGS).id
    assert '/return"' not in admin.get(f"{FUNDINGS}/list/?_flt_0_year={YEAR}").text
    assert admin.get(f"{FUNDINGS}/move/{number}/return").status_code == 403
    assert send_back(admin, FUNDINGS, number).status_code == 403
    assert send_back(sign_in("hn_admin"), FUNDINGS, number).status_code == 303


@pytest.mark.parametrize("move", ["submit", "lock", "unlock", "begin", "nothing"])
def test_other_moves_have_no_dialog(app, sign_in, move):
    hand_in(sign_in("yl_clerk"), FUNDINGS)
    number = only(app, FUNDINGS).id
    client = sign_in("hn_admin")
    assert client.post(f"{FUNDINGS}/move/{number}/{move}").status_code == 404
    assert only(app, FUNDINGS).state is ReturnState.SUBMITTED


@pytest.mark.parametrize(
    ("opinion", "words"),
    [
        ("", "意见不能少于 5 个字"),
        ("请核对", "意见不能少于 5 个字"),
        ("  请 核    ", "意见不能少于 5 个字"),
        ("核" * 501, "意见不能超过 500 个字"),
    ],
)
def test_an_opinion_has_its_length(app, sign_in, opinion, words):
    hand_in(sign_in("yl_clerk"), FUNDINGS)
    found = only(app, FUNDINGS)
    answer = send_back(sign_in("cs_admin"), FUNDINGS, found.id, opinion, marked=["spent_office"])
    assert answer.status_code == 422
    assert errors(answer.text) == {"opinion": words}
    assert re.search(r'value="spent_office" checked', answer.text)
    assert only(app, FUNDINGS).state is ReturnState.SUBMITTED
    assert rows(app, Message) == []


def test_who_files_is_told_and_nobody_else(app, sign_in):
    hand_in(sign_in("yl_clerk"), FUNDINGS)
    send_back(sign_in("cs_admin"), FUNDINGS, only(app, FUNDINGS).id)
    everybody = (
        "hn_admin hn_review cs_admin cs_leader cs_clerk yl_leader ly_clerk zz_admin ty_clerk"
    )
    for who in everybody.split():
        assert listed(sign_in(who).get("/messages/list/").text) == [], who
    for who in ("yl_clerk", "yl_admin"):
        client = sign_in(who)
        (message,) = listed(client.get("/messages/list/").text)
        assert message["标题"] == "监督经费情况填报：退回补正"
        assert message["已读"] == "未读"


def test_a_message_leads_to_the_form_and_is_read_by_opening_it(app, sign_in):
    hand_in(sign_in("yl_clerk"), FUNDINGS)
    number = only(app, FUNDINGS).id
    send_back(sign_in("cs_admin"), FUNDINGS, number)
    clerk = sign_in("yl_clerk")
    own = re.findall(r"/messages/show/(\d+)", clerk.get("/messages/list/").text)[0]
    shown = clerk.get(f"/messages/show/{own}").text
    assert OPINION in shown
    assert f'href="{FUNDINGS}/edit/{number}"' in shown
    assert "江望舒 · 长沙市建设工程质量安全监督站" in plain(shown)
    assert listed(clerk.get("/messages/list/").text)[0]["已读"] == "已读"
    assert listed(sign_in("yl_admin").get("/messages/list/").text)[0]["已读"] == "未读"
    for who in ("yl_admin", "cs_admin", "hn_admin"):
        assert sign_in(who).get(f"/messages/show/{own}").status_code == 404, who


def test_all_messages_are_read_at_once(app, sign_in):
    clerk = sign_in("yl_clerk")
    for base in KINDS:
        hand_in(clerk, base)
        send_back(sign_in("cs_admin"), base, only(app, base).id)
    assert len(listed(clerk.get("/messages/list/").text)) == 3
    assert clerk.post("/messages/read-all").status_code == 303
    unread = [message.user_id for message in rows(app, Message) if message.read_at is None]
    assert len(unread) == 3
    page = clerk.get("/messages/list/").text
    assert {row["已读"] for row in listed(page)} == {"已读"}
    assert "/messages/read-all" not in page


@pytest.mark.parametrize(
    ("base", "name"),
    [(PROFILES, "监督机构基本信息"), (PROJECTS, "监督工程情况"), (FUNDINGS, "监督经费情况")],
)
def test_the_way_back(app, sign_in, base, name):
    """退回 → 待办补正 → 修改，看到意见和标记 → 提交 → 办理记录 with the differences."""
    _model, form, field, value = KINDS[base]
    clerk, admin = sign_in("yl_clerk"), sign_in("cs_admin")
    hand_in(clerk, base)
    number = only(app, base).id
    send_back(admin, base, number, marked=[field])
    home = clerk.get("/").text
    assert f"补正 {YEAR} 年度{name}" in home
    assert f"{base}/edit/{number}" in home
    page = clerk.get(f"{base}/edit/{number}").text
    shown = plain(page)
    assert "已退回补正 江望舒 · 长沙市建设工程质量安全监督站" in shown
    assert OPINION in shown
    assert "请修改带“退回”标记的 1 处内容" in shown
    assert page.count("zj-marked") == 1
    version = str(only(app, base).version)
    sent = form | {field: value, "version": version}
    assert clerk.post(f"{base}/edit/{number}", data={**sent, "act": "draft"}).status_code == 303
    assert only(app, base).state is ReturnState.RETURNED
    assert page.count("zj-marked") == 1
    version = str(only(app, base).version)
    sent |= {"version": version, "act": "submit"}
    assert clerk.post(f"{base}/edit/{number}", data=sent).status_code == 303
    assert only(app, base).state is ReturnState.SUBMITTED
    assert f"补正 {YEAR} 年度{name}" not in clerk.get("/").text

    newest, back, first, begun = history_of(admin.get(f"{base}/show/{number}").text)
    assert begun.startswith("新建 湘致远")
    assert first.startswith("提交 湘致远")
    assert back.startswith("退回补正 江望舒 · 长沙市建设工程质量安全监督站")
    assert OPINION in back
    assert "已提交 → 已退回" in back
    assert "已退回 → 已提交" in newest
    assert "修改了 1 项" in newest
    assert newest.endswith(value)


def test_a_marked_row_of_a_small_table_is_marked_at_its_table(app, sign_in):
    hand_in(sign_in("yl_clerk"), PROFILES)
    number = only(app, PROFILES).id
    send_back(sign_in("cs_admin"), PROFILES, number, marked=["departments-0"])
    page = sign_in("yl_clerk").get(f"{PROFILES}/edit/{number}").text
    assert "内设科室：退回" in plain(page)


def test_who_comes_second_is_told_who_was_first(app, sign_in):
    hand_in(sign_in("yl_clerk"), FUNDINGS)
    found = only(app, FUNDINGS)
    first, second = sign_in("cs_admin"), sign_in("hn_admin")
    assert send_back(first, FUNDINGS, found.id, version=found.version).status_code == 303
    answer = send_back(second, FUNDINGS, found.id, version=found.version)
    assert answer.status_code == 409
    assert "该记录状态已变化，请刷新（江望舒 已于" in answer.text
    assert OPINION in answer.text
    assert len([e for e in rows(app, WorkflowEvent) if e.name == "return"]) == 1


def test_what_was_changed_since_is_not_sent_back_unseen(app, sign_in):
    clerk = sign_in("yl_clerk")
    hand_in(clerk, FUNDINGS)
    seen = only(app, FUNDINGS)
    sent = {**FUNDING, "budget_no": "新文号", "version": str(seen.version), "act": "submit"}
    clerk.post(f"{FUNDINGS}/edit/{seen.id}", data=sent)
    admin = sign_in("cs_admin")
    assert send_back(admin, FUNDINGS, seen.id, version=seen.version).status_code == 409
    assert only(app, FUNDINGS).state is ReturnState.SUBMITTED


@pytest.mark.parametrize("state", [ReturnState.DRAFT, ReturnState.RETURNED, ReturnState.LOCKED])
def test_only_what_was_handed_in_is_sent_back(app, sign_in, state):
    (number,) = put(app, FundingReturn(organization_id=4, year=YEAR, state=state, explanations={}))
    admin = sign_in("cs_admin")
    assert '/return"' not in admin.get(f"{FUNDINGS}/list/?_flt_0_year={YEAR}").text
    # What was never handed in is not there for anybody else.
    refused = 404 if state is ReturnState.DRAFT else 409
    assert send_back(admin, FUNDINGS, number).status_code == refused
    assert only(app, FUNDINGS).state is state


@pytest.mark.parametrize("who", ["cs_admin", "cs_leader", "hn_review", "hn_leader"])
def test_figures_that_are_not_handed_in_are_shown_to_no_superior(app, sign_in, who):
    """Neither in the list nor by their address, nor as a spreadsheet."""
    draft = FundingReturn(
        organization_id=4, year=YEAR, state=ReturnState.DRAFT, explanations={}, income_other=31
    )
    (number,) = put(app, draft)
    asked = f"_flt_0_year={YEAR}"
    superior = sign_in(who)
    assert listed(superior.get(f"{FUNDINGS}/list/?{asked}").text) == []
    assert superior.get(f"{FUNDINGS}/show/{number}").status_code == 404
    book = superior.post(f"{FUNDINGS}/export/?{asked}").data
    cells = [cell.value for row in sheets(book)[0].iter_rows() for cell in row]
    assert "年度" in cells
    assert YUELU not in cells
    clerk = sign_in("yl_clerk")
    (row,) = listed(clerk.get(f"{FUNDINGS}/list/?{asked}").text)
    assert row["状态"] == "草稿"
    assert clerk.get(f"{FUNDINGS}/show/{number}").status_code == 200


def test_a_return_counts_no_more_until_it_comes_back(app, sign_in):
    """R01 and the marks of 完善: what was sent back is not filled in."""
    hand_in(sign_in("yl_clerk"), FUNDINGS)
    leader = sign_in("yl_leader")
    leader.post("/year/", data={"year": str(YEAR)})

    def ticked() -> str:
        return listed(leader.get("/organizations/overview/list/").text)[0]["经费"]

    assert ticked() == "已填写"
    send_back(sign_in("cs_admin"), FUNDINGS, only(app, FUNDINGS).id)
    assert ticked() == "— 未填写"
