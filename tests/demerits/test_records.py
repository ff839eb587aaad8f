"""动态考核记分: several people at once, 审核 by a leader of the own organization, 删除, 放弃."""

from __future__ import annotations

import datetime as dt
import io
import re
import uuid

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.core.base import clock
from app.demerits.choices import DemeritState
from tests.attachments.samples import jpeg
from tests.demerits.points import (
    BASE,
    CHANGSHA,
    TIANYUAN,
    YUELU,
    file,
    give,
    move,
    records,
    supervisor,
    typed,
)
from tests.support.forms import errors
from tests.support.pages import history_of, listed, plain

pytestmark = pytest.mark.both_databases


def states(app):
    return [one.state for one in records(app)]


def test_several_people_get_a_record_each_of_one_batch(app, sign_in):
    people = [supervisor(app, "唐一鸣"), supervisor(app, "宋知远", kinds=("quality", "safety"))]
    assert file(sign_in("yl_clerk"), people, "J404", "J209").status_code == 303
    first, second = records(app)
    year = clock.year()
    assert [first.number, second.number] == [f"JF-{year}-00001", f"JF-{year}-00002"]
    assert first.batch == second.batch
    assert (first.points, first.cycle, first.subject_id) == (4, year, YUELU)
    assert [(one.code, one.points) for one in first.items] == [("J209", 1), ("J404", 3)]
    assert list(second.certificates) == ["quality", "safety"]
    assert states(app) == [DemeritState.FILED] * 2


def test_a_form_that_is_sent_twice_makes_its_records_once(app, sign_in):
    people = [supervisor(app, "唐一鸣"), supervisor(app, "宋知远")]
    clerk = sign_in("yl_clerk")
    for _again in range(2):
        answer = file(clerk, people, "J404", form_token="f" * 32)
        assert answer.status_code == 303
    assert len(records(app)) == 2


def test_only_supervisors_in_reach_can_be_ticked(app, sign_in):
    own, of_another = supervisor(app), supervisor(app, "外地人", TIANYUAN)
    uncertified = supervisor(app, "无证人", kinds=())
    cancelled = supervisor(
        app,
        "注销人",
        status="cancelled",
        cancelled_on=dt.date(2025, 1, 1),
        cancelled_reason="other",
    )
    clerk = sign_in("yl_clerk")
    names = {row["姓名"] for row in listed(clerk.get(f"{BASE}/pick").text)}
    assert names == {"唐一鸣"}
    assert clerk.get(f"{BASE}/record?of={own}").status_code == 200
    for number in (of_another, uncertified, cancelled):
        assert file(clerk, [own, number]).status_code == 404
    assert clerk.get(f"{BASE}/record").status_code == 400
    assert records(app) == []


def test_a_prefecture_records_for_its_counties_and_a_county_does_not_for_it(app, sign_in):
    county, prefecture = supervisor(app), supervisor(app, "市州人", CHANGSHA)
    assert file(sign_in("cs_clerk"), [county]).status_code == 303
    assert file(sign_in("yl_clerk"), [prefecture]).status_code == 404
    (one,) = records(app)
    assert (one.organization_id, one.subject_id) == (CHANGSHA, YUELU)


def test_everything_wrong_is_told_in_one_round(app, sign_in):
    person, clerk = supervisor(app), sign_in("yl_clerk")
    tomorrow = (clock.today() + dt.timedelta(1)).isoformat()
    answer = file(clerk, [person], "J201", happened_on=tomorrow)
    assert answer.status_code == 422
    assert set(errors(answer.text)) >= {"happened_on", "project", "builder"}
    answer = file(clerk, [person], "J201", happened_on=tomorrow, facts="")
    assert set(errors(answer.text)) >= {"happened_on", "project", "builder", "facts"}
    assert 'value="J201" checked' in answer.text
    assert records(app) == []


def test_the_last_cycle_is_the_provinces_alone(app, sign_in):
    person = supervisor(app)
    last = dt.date(clock.year() - 1, 12, 31).isoformat()
    assert file(sign_in("yl_clerk"), [person], happened_on=last).status_code == 422
    assert file(sign_in("hn_admin"), [person], happened_on=last).status_code == 303
    assert records(app)[0].cycle == clock.year() - 1


def test_the_same_fact_is_recorded_twice_only_by_who_says_so(app, sign_in):
    person, clerk = supervisor(app), sign_in("yl_clerk")
    same = {"project": "一号工程", "builder": "建设公司"}
    assert file(clerk, [person], "J201", **same).status_code == 303
    asked = file(clerk, [person], "J201", "J202", **same)
    assert "请核对是否为同一事实" in asked.text
    assert len(records(app)) == 1
    (stamp,) = re.findall(r'name="confirmed" value="([0-9a-f]+)"', asked.text)
    assert file(clerk, [person], "J201", "J202", confirmed=stamp, **same).status_code == 303
    assert file(clerk, [person], "J201", project="二号", builder="建设公司").status_code == 303


def test_a_leader_of_the_own_organization_passes_a_record(app, sign_in):
    person = supervisor(app)
    file(sign_in("yl_clerk"), [person])
    number, leader = records(app)[0].id, sign_in("yl_leader")
    (todo,) = re.findall(r"唐一鸣 记 3 分", leader.get("/").text)[:1]
    assert todo
    shown = plain(leader.get(f"{BASE}/move/{number}/pass").text)
    assert "0 分，通过后 3 分" in shown
    assert "监督证过期或暂扣期间独立从事监督工作" in shown
    assert move(leader, number, "pass", opinion="属实").status_code == 303
    (one,) = records(app)
    assert (one.state, one.handled_by, one.opinion) == (DemeritState.PASSED, "麓鸣谦", "属实")
    assert one.handled_on == clock.today()
    (row,) = listed(sign_in("yl_clerk").get(f"{BASE}/list/").text)
    assert (row["审核状态"], row["本周期累计"], row["分值"]) == ("已通过", "3", "3")


def test_the_dialog_of_the_review_passes_or_sends_back(app, sign_in):
    people = [supervisor(app, "唐一鸣"), supervisor(app, "宋知远")]
    file(sign_in("yl_clerk"), people, "J404")
    first, second = (one.id for one in records(app))
    leader = sign_in("yl_leader")
    assert "审核" in plain(leader.get(f"{BASE}/list/").text)
    shown = leader.get(f"{BASE}/review/{first}")
    assert "动态考核记分审核 · 唐一鸣" in plain(shown.text)
    assert "0 分，通过后 3 分" in plain(shown.text)
    assert leader.post(f"{BASE}/review/{first}").status_code == 303
    refused = leader.post(f"{BASE}/review/{second}", data={"act": "return"})
    assert refused.status_code == 422
    sent = {"act": "return", "opinion": "事实不清，请补充"}
    assert leader.post(f"{BASE}/review/{second}", data=sent).status_code == 303
    assert states(app) == [DemeritState.PASSED, DemeritState.RETURNED]
    assert leader.get(f"{BASE}/review/{first}").status_code == 403
    assert sign_in("yl_clerk").get(f"{BASE}/review/{first}").status_code == 403


@pytest.mark.parametrize("username", ["yl_clerk", "yl_admin", "cs_leader", "hn_leader"])
def test_nobody_else_passes_it(app, sign_in, username):
    file(sign_in("yl_clerk"), [supervisor(app)])
    number = records(app)[0].id
    assert move(sign_in(username), number, "pass").status_code in (403, 422)
    assert states(app) == [DemeritState.FILED]


def test_a_returned_record_is_corrected_or_given_up(app, sign_in):
    person, clerk, leader = supervisor(app), sign_in("yl_clerk"), sign_in("yl_leader")
    file(clerk, [person])
    file(clerk, [person], "J209")
    first, second = (one.id for one in records(app))
    assert move(leader, first, "return").status_code == 422
    assert clerk.get(f"{BASE}/edit/{first}").status_code == 403
    for number in (first, second):
        assert move(leader, number, "return", opinion="事实不清，请补充").status_code == 303
    assert clerk.post(f"{BASE}/delete/{first}").status_code == 403
    version = str(records(app)[0].version)
    answer = clerk.post(f"{BASE}/edit/{first}", data=typed("J602", version=version))
    assert answer.status_code == 303, plain(answer.text)
    assert move(clerk, second, "give_up", opinion="不再记分了").status_code == 303
    assert states(app) == [DemeritState.FILED, DemeritState.LAPSED]
    assert records(app)[0].points == 12
    assert records(app)[0].reasons == ["J602"]
    assert len(history_of(clerk.get(f"{BASE}/show/{first}").text)) == 4


def test_only_what_is_not_reviewed_is_deleted(app, sign_in):
    person, clerk = supervisor(app), sign_in("yl_clerk")
    file(clerk, [person])
    number = records(app)[0].id
    assert "确定" in plain(clerk.get(f"{BASE}/delete/{number}").text)
    assert sign_in("cs_admin").post(f"{BASE}/delete/{number}").status_code == 403
    assert sign_in("yl_leader").post(f"{BASE}/delete/{number}").status_code == 403
    assert clerk.post(f"{BASE}/delete/{number}").status_code == 303
    assert records(app) == []
    passed = give(app, sign_in, person)
    assert clerk.post(f"{BASE}/delete/{passed}").status_code == 403


def test_the_persons_organization_reads_a_record_once_it_is_final(app, sign_in):
    file(sign_in("cs_clerk"), [supervisor(app)])
    number, clerk = records(app)[0].id, sign_in("yl_clerk")
    assert listed(clerk.get(f"{BASE}/list/").text) == []
    assert clerk.get(f"{BASE}/show/{number}").status_code == 404
    assert move(sign_in("cs_leader"), number, "pass").status_code == 303
    assert clerk.get(f"{BASE}/show/{number}").status_code == 200
    assert sign_in("ty_clerk").get(f"{BASE}/show/{number}").status_code == 404


def found(client, words):
    return plain(client.post("/find/", data={"q": words}).text)


def test_a_record_is_found_by_name_and_number(app, sign_in):
    file(sign_in("cs_clerk"), [supervisor(app)])
    number = records(app)[0].number
    assert number in found(sign_in("cs_clerk"), "唐一")
    assert number in found(sign_in("cs_leader"), number[:9])
    # Not final yet, so the organization of the person knows nothing of it.
    assert number not in found(sign_in("yl_clerk"), "唐一")


def evidence_of(client, number):
    """The address of the first file that 查看 of a record shows; nothing where there is none."""
    shown = client.get(f"{BASE}/show/{number}").text
    return next(iter(re.findall(r'href="(/attachments/\d+/[^"]+)"', shown)), "")


def test_evidence_goes_with_every_record_and_is_read_as_the_record(app, sign_in):
    people = [supervisor(app, "唐一鸣"), supervisor(app, "宋知远")]
    clerk, own = sign_in("cs_clerk"), sign_in("yl_clerk")
    token = uuid.uuid4().hex
    told = {"resource": "demerits.record", "slot": "evidence", "files_token": token}
    told["file"] = FileStorage(io.BytesIO(jpeg(295, 413)), filename="现场.jpg")
    boundary, body = encode_multipart(told)
    kind = f"multipart/form-data; boundary={boundary}"
    number = str(clerk.post("/attachments/", data=body, content_type=kind).json["id"])
    sent = {"files_token": token, "file": number}
    assert file(clerk, people, "J404", **sent).status_code == 303
    first, second = (one.id for one in records(app))
    addresses = [evidence_of(clerk, one) for one in (first, second)]
    assert len(set(addresses)) == 2
    assert all(clerk.get(one, buffered=True).status_code == 200 for one in addresses)
    assert own.get(addresses[0], buffered=True).status_code == 404
    move(sign_in("cs_leader"), first, "pass")
    assert own.get(addresses[0], buffered=True).status_code == 200
    assert own.get(addresses[1], buffered=True).status_code == 404
