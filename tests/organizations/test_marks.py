"""Marks of 退回补正: made beside the values, found by the corrector, answered with differences."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest

from app.core.access.scope import unscoped
from app.core.base import clock
from app.organizations import workflows
from app.organizations.choices import ReturnState
from app.organizations.models import FundingReturn, ProfileReturn, ProjectReturn
from app.workflow.models import WorkflowEvent
from tests.support.forms import errors, value_of
from tests.support.pages import listed, plain
from tests.support.returns import FUNDING, FUNDINGS, PROFILE, PROFILES, PROJECTS, YUELU
from tests.support.stored import put, rows

pytestmark = pytest.mark.usefixtures("approved")

YEAR = clock.year()
KINDS = {
    PROFILES: (ProfileReturn, PROFILE, workflows.PROFILE),
    PROJECTS: (ProjectReturn, {"talks": "1"}, workflows.PROJECT_RETURN),
    FUNDINGS: (FundingReturn, FUNDING, workflows.FUNDING_RETURN),
}
OPINION = "请核对支出合计与决算数"


def hand_in(client: Any, app: Any, base: str, **changes: str) -> None:
    found = rows(app, KINDS[base][0])
    sent = KINDS[base][1] | {"year": str(YEAR), "act": "submit"} | changes
    sent |= {"version": str(found[-1].version)} if found else {}
    answer = client.post(f"{base}/edit/{found[-1].id}" if found else f"{base}/add", data=sent)
    assert answer.status_code == 303, errors(answer.text)


def send_back(client: Any, app: Any, base: str, *marked: str, **notes: str) -> None:
    found = rows(app, KINDS[base][0])[-1]
    sent = {"opinion": OPINION, "marked": list(marked), "version": str(found.version)}
    answer = client.post(f"{base}/move/{found.id}/return", data={**sent, **notes})
    assert answer.status_code == 303, errors(answer.text)


def number(app: Any, base: str) -> int:
    return int(rows(app, KINDS[base][0])[-1].id)


def boxes(page: str) -> set[str]:
    return set(re.findall(r'name="marked" value="([^"]*)"', page))


def marks(page: str) -> list[dict[str, Any]]:
    """What the page steps through."""
    found = re.search(r"data-sent-back='([^']*)'", page)
    assert found is not None
    return list(json.loads(html.unescape(found[1])))


@pytest.mark.parametrize("base", KINDS)
def test_every_field_has_its_box_beside_its_value(app, sign_in, base):
    model, _form, workflow = KINDS[base]
    hand_in(sign_in("yl_clerk"), app, base)
    found = number(app, base)
    with app.test_request_context(), unscoped("the fields of a return"):
        fields = set(workflow.fields(model.query.filter_by(id=found).one()))
    page = sign_in("cs_admin").get(f"{base}/move/{found}/return").text
    assert boxes(page) == fields
    assert boxes(sign_in("cs_admin").get(f"{base}/show/{found}").text) == set()


def test_last_year_stands_beside_the_value(app, sign_in):
    last = {"state": ReturnState.SUBMITTED, "explanations": {}, "spent_office": 30}
    put(app, FundingReturn(organization_id=4, year=YEAR - 1, **last))
    now = last | {"spent_office": 28}
    (found,) = put(app, FundingReturn(organization_id=4, year=YEAR, **now))
    page = sign_in("cs_admin").get(f"{FUNDINGS}/move/{found}/return").text
    box = page.partition('id="mark-spent_office"')[2].partition("</label>")[0]
    assert "上年 30.00" in plain(box)


def test_a_draft_of_last_year_stands_beside_nothing(app, sign_in):
    draft = {"state": ReturnState.DRAFT, "explanations": {}, "spent_office": 31}
    put(app, FundingReturn(organization_id=4, year=YEAR - 1, **draft))
    now = draft | {"state": ReturnState.SUBMITTED}
    (found,) = put(app, FundingReturn(organization_id=4, year=YEAR, **now))
    page = sign_in("cs_admin").get(f"{FUNDINGS}/move/{found}/return").text
    assert "上年 31" not in plain(page)


def test_the_read_view_writes_figures_as_lists_do_and_shows_no_draft_of_others(app, sign_in):
    last = {"state": ReturnState.DRAFT, "explanations": {}, "talks": 4321}
    put(app, ProjectReturn(organization_id=4, year=YEAR - 1, **last))
    now = last | {"state": ReturnState.SUBMITTED, "talks": 1234567}
    (found,) = put(app, ProjectReturn(organization_id=4, year=YEAR, **now))
    above, own = (
        plain(sign_in(who).get(f"{PROJECTS}/show/{found}").text) for who in ("cs_admin", "yl_clerk")
    )
    assert "1,234,567" in above
    assert "4,321" not in above
    assert "上年 4,321" in own


def test_marks_and_their_notes_come_back_with_a_refused_opinion(app, sign_in):
    hand_in(sign_in("yl_clerk"), app, FUNDINGS)
    sent = {"opinion": "不对", "marked": ["spent_office"], "note-spent_office": "与决算数不符"}
    admin, address = sign_in("cs_admin"), f"{FUNDINGS}/move/{number(app, FUNDINGS)}/return"
    answer = admin.post(address, data=sent)
    assert answer.status_code == 422
    assert 'value="spent_office" checked' in answer.text
    assert value_of(answer.text, "note-spent_office") == "与决算数不符"
    assert "已标记 1 处" in answer.text


def test_a_note_belongs_to_a_mark(app, sign_in):
    hand_in(sign_in("yl_clerk"), app, FUNDINGS)
    notes = {"note-spent_office": "与决算数不符", "note-income_other": "没有标记"}
    send_back(sign_in("cs_admin"), app, FUNDINGS, "spent_office", "nothing", **notes)
    event = rows(app, WorkflowEvent)[-1]
    assert (event.marked, event.mark_notes) == (
        ["spent_office"],
        {"spent_office": "与决算数不符"},
    )


def test_the_corrector_finds_each_mark_with_its_note(app, sign_in):
    clerk = sign_in("yl_clerk")
    hand_in(clerk, app, FUNDINGS)
    notes = {"note-spent_office": "与决算数不符"}
    send_back(sign_in("cs_admin"), app, FUNDINGS, "spent_office", "budget_no", **notes)
    page = clerk.get(f"{FUNDINGS}/edit/{number(app, FUNDINGS)}").text
    assert [one["key"] for one in marks(page)] == ["spent_office", "budget_no"]
    assert marks(page)[0]["note"] == "与决算数不符"
    assert marks(page)[0]["was"] == {"spent_office": "28.40"}
    assert "退回（与决算数不符）" in plain(page)
    assert page.count("is-returned") == 2
    shown = clerk.get(f"{FUNDINGS}/show/{number(app, FUNDINGS)}").text
    assert "退回：与决算数不符" in plain(shown)


def test_what_was_put_aside_counts_as_corrected(app, sign_in):
    clerk = sign_in("yl_clerk")
    hand_in(clerk, app, FUNDINGS)
    send_back(sign_in("cs_admin"), app, FUNDINGS, "spent_office", "budget_no")
    hand_in(clerk, app, FUNDINGS, act="draft", spent_office="27")
    found = marks(clerk.get(f"{FUNDINGS}/edit/{number(app, FUNDINGS)}").text)
    assert [one["was"] is None for one in found] == [True, False]


def test_a_row_of_a_small_table_is_known_by_its_cells(app, sign_in):
    clerk = sign_in("yl_clerk")
    hand_in(clerk, app, PROFILES)
    send_back(sign_in("cs_admin"), app, PROFILES, "departments-0", "files-approval")
    page = clerk.get(f"{PROFILES}/edit/{number(app, PROFILES)}").text
    row, files = marks(page)
    assert row["was"]["departments-0-name"] == "质量监督科"
    assert (files["what"], files["was"]) == ("成立批文", {})


def test_the_returner_reads_what_was_made_of_the_marks(app, sign_in):
    clerk, admin = sign_in("yl_clerk"), sign_in("cs_admin")
    hand_in(clerk, app, FUNDINGS)
    send_back(admin, app, FUNDINGS, "spent_office", "budget_no")
    page = f"{FUNDINGS}/show/{number(app, FUNDINGS)}"
    assert "补正情况" not in admin.get(page).text
    hand_in(clerk, app, FUNDINGS, spent_office="27", income_other="1.2")

    told = "退回后修改了 2 项；标记的 2 处已改 1 处"
    found = admin.get(page).text
    table = found.partition("补正情况")[2].partition("</table>")[0]
    assert told in plain(found)
    lines = [plain(line) for line in table.partition("<tbody>")[2].split("</tr>")[:-1]]
    assert [line.split()[0] for line in lines] == ["预算批复文号", "办公费", "其他收入"]
    assert "未修改" in lines[0]
    assert [("退回" in line) for line in lines] == [True, True, False]
    assert "28.40 27.00" in lines[1]

    (message,) = listed(admin.get("/messages/list/").text)
    assert message["标题"] == "监督经费情况填报：提交"
    assert message["事项"] == f"{YEAR} 年度 {YUELU}"
    link = re.search(r"/messages/show/\d+", admin.get("/messages/list/").text)
    assert link is not None
    body = plain(admin.get(link[0]).text)
    assert f"{told}：办公费 28.40 → 27.00；其他收入 1.10 → 1.20" in body

    sent = {"version": str(rows(app, FundingReturn)[-1].version)}
    found = admin.post(f"{FUNDINGS}/move/{number(app, FUNDINGS)}/confirm", data=sent)
    assert found.status_code == 303
    assert "补正情况" not in admin.get(page).text


def test_further_changes_are_told_against_what_was_sent_back(app, sign_in):
    clerk, admin = sign_in("yl_clerk"), sign_in("cs_admin")
    hand_in(clerk, app, FUNDINGS)
    send_back(admin, app, FUNDINGS, "spent_office")
    hand_in(clerk, app, FUNDINGS, spent_office="27")
    hand_in(clerk, app, FUNDINGS, spent_office="26")
    shown = plain(admin.get(f"{FUNDINGS}/show/{number(app, FUNDINGS)}").text)
    assert "标记的 1 处已改 1 处" in shown
    assert "28.40 26.00" in shown


# --- words that explain figures ------------------------------------------------------------------


@pytest.fixture
def explained(app, sign_in) -> str:
    """Yuelu's projects of this year, with a word to why there are so many talks; sent back."""
    put(
        app,
        ProjectReturn(
            organization_id=4,
            year=YEAR - 1,
            state=ReturnState.SUBMITTED,
            explanations={},
            talks=10,
            criticisms=10,
        ),
    )
    clerk = sign_in("yl_clerk")
    hand_in_explained(clerk, app, talks="90", criticisms="10")
    send_back(sign_in("cs_admin"), app, PROJECTS, "talks")
    return f"{PROJECTS}/edit/{number(app, PROJECTS)}"


def hand_in_explained(client: Any, app: Any, **figures: str) -> None:
    sent = {"year": str(YEAR), "act": "submit", "explain-V27": "专项约谈", **figures}
    assert client.post(f"{PROJECTS}/add", data=sent).status_code == 303


def resend(client: Any, app: Any, address: str, **changes: str) -> Any:
    page = client.get(address).text
    sent = {
        "talks": "90",
        "criticisms": "10",
        "act": "submit",
        "version": value_of(page, "version"),
    }
    return client.post(
        address, data={**sent, "explain-V27": value_of(page, "explain-V27"), **changes}
    )


def test_a_word_for_other_figures_is_asked_for_again(app, sign_in, explained):
    clerk = sign_in("yl_clerk")
    answer = resend(clerk, app, explained, talks="70")
    assert answer.status_code == 422
    assert errors(answer.text) == {"explain-V27": "数据已变化，请核对后再次提交"}
    assert "约谈：上年 10，本年 70" in answer.text
    assert value_of(answer.text, "explain-V27") == "专项约谈"
    seen = {"seen-V27": value_of(answer.text, "seen-V27")}
    # A press that has seen other figures than those it sends is asked once more.
    assert resend(clerk, app, explained, talks="71", **seen).status_code == 422
    assert resend(clerk, app, explained, talks="70", **seen).status_code == 303
    assert resend(clerk, app, explained, talks="70").status_code == 303


def test_a_word_for_the_same_figures_stands(app, sign_in, explained):
    clerk = sign_in("yl_clerk")
    assert resend(clerk, app, explained, archives="1").status_code == 303


def test_a_new_word_is_one_for_the_new_figures(app, sign_in, explained):
    clerk = sign_in("yl_clerk")
    told = {"talks": "70", "explain-V27": "台账漏记，已补"}
    assert resend(clerk, app, explained, **told).status_code == 303


def test_what_was_put_aside_does_not_make_old_words_new(app, sign_in, explained):
    clerk = sign_in("yl_clerk")
    assert resend(clerk, app, explained, talks="70", act="draft").status_code == 303
    answer = resend(clerk, app, explained, talks="70")
    assert set(errors(answer.text)) == {"explain-V27"}
