"""监督机构基本情况填报 on both databases: filled in, put aside, refused, doubted, renamed."""

from __future__ import annotations

import datetime as dt

import pytest

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.choices import OrganizationKind
from app.core.base.db import db
from app.core.models import Organization, OrganizationVersion
from app.core.tree.organization_tree import tree
from app.organizations.choices import PROFILE_REQUIRED, OfficeOwner, ReturnState
from app.organizations.models import ProfileReturn
from tests.support.forms import errors, fields, refusals, value_of
from tests.support.pages import history_of, listed, plain
from tests.support.returns import PROFILE, PROFILES, YUELU, without
from tests.support.stored import rows
from tests.support.suite_clock import filing_year

pytestmark = pytest.mark.usefixtures("approved")

YEAR, THIS = filing_year(), clock.year()
RENAMED = "岳麓区建设工程质量安全服务中心"


def add(client, year=YEAR, act="submit", **changes):
    return client.post(f"{PROFILES}/add", data={**PROFILE, "year": str(year), "act": act} | changes)


def change(client, item, act="submit", version=None, **changes):
    sent = {**PROFILE, "act": act, "version": str(version or item.version)} | changes
    return client.post(f"{PROFILES}/edit/{item.id}", data=sent)


def only(app, **conditions) -> ProfileReturn:
    (found,) = rows(app, ProfileReturn, **conditions)
    return found


def test_what_was_filled_in_is_stored(app, sign_in):
    clerk = sign_in("yl_clerk")
    assert add(clerk).status_code == 303
    found = only(app)
    assert (found.organization_id, found.year, found.state) == (4, YEAR, ReturnState.SUBMITTED)
    assert (found.filled_by, found.changed_by) == ("湘致远", "湘致远")
    assert found.scopes == ["building", "municipal"]
    assert found.established_on == dt.date(1998, 6, 1)
    assert found.office_owner is OfficeOwner.OWN
    assert str(found.office_area) == "320.50"
    assert found.legal_mobile == "13900001111"
    assert found.departments == [
        {"name": "质量监督科", "duties": "房屋建筑质量监督", "head": "张三"}
    ]
    assert found.instrument_list[0]["count"] == 4

    shown = sign_in("cs_leader").get(f"{PROFILES}/show/{found.id}").text
    for words in ("质量监督科", "139****1111", "公益一类事业单位", "房屋建筑、市政基础设施"):
        assert words in plain(shown), words
    assert "13900001111" not in shown
    (row,) = listed(sign_in("cs_admin").get(f"{PROFILES}/list/").text)
    assert row["机构名称"] == YUELU
    assert row["核定编制数"] == "23"
    assert row["状态"] == "已提交"


def test_a_draft_may_have_holes(app, sign_in):
    clerk = sign_in("yl_clerk")
    sent = {"name": YUELU, "posts_total": "9", "year": str(YEAR), "act": "draft"}
    assert clerk.post(f"{PROFILES}/add", data=sent).status_code == 303
    found = only(app)
    assert (found.state, found.posts_total, found.nature) == (ReturnState.DRAFT, 9, None)
    page = clerk.get(f"{PROFILES}/edit/{found.id}").text
    assert value_of(page, "posts_total") == "9"
    assert change(clerk, found, "draft", telephone="0731-88889999").status_code == 303
    assert only(app).telephone == "0731-88889999"
    assert change(clerk, only(app)).status_code == 303
    assert only(app).state is ReturnState.SUBMITTED


@pytest.mark.parametrize(
    ("column", "stored"),
    [("calibrated_to", f"{THIS + 1}-02-30"), ("state", "melted")],
    ids=["no date", "no state"],
)
def test_what_a_cell_cannot_hold_is_shown_and_refused_and_never_lost(app, sign_in, column, stored):
    clerk = sign_in("yl_clerk")
    add(clerk)
    with app.app_context(), unscoped("what an older release let in"):
        kept = db.session.get(ProfileReturn, only(app).id)
        kept.instrument_list = [{**kept.instrument_list[0], column: stored}]
        db.session.commit()
    found = only(app)
    page = clerk.get(f"{PROFILES}/edit/{found.id}").text
    sent = fields(page).to_dict(flat=False) | {"act": ["submit"]}
    assert sent[f"instrument_list-0-{column}"] == [stored]
    sent.pop("file", None)
    answer = clerk.post(f"{PROFILES}/edit/{found.id}", data=sent)
    assert f"instrument_list-0-{column}" in errors(answer.text)
    assert only(app).instrument_list == found.instrument_list


def test_a_draft_does_not_rename_anybody(app, sign_in):
    assert add(sign_in("yl_clerk"), act="draft", name=RENAMED).status_code == 303
    assert [row.name for row in rows(app, Organization, id=4)] == [YUELU]


def test_every_hole_is_named_at_its_field_and_nothing_is_stored(app, sign_in):
    answer = sign_in("yl_clerk").post(
        f"{PROFILES}/add", data={"year": str(YEAR), "act": "submit", "remark": "还没有填完"}
    )
    assert answer.status_code == 422
    found = errors(answer.text)
    assert set(found) == set(PROFILE_REQUIRED)
    assert found["competent_department"] == "请填写主管部门"
    assert len(refusals(answer.text)) == len(PROFILE_REQUIRED)
    assert "还没有填完" in answer.text
    assert rows(app, ProfileReturn) == []


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"uscc": "91350100M000100Y44"}, "uscc", "统一社会信用代码校验位错误，请对照证书检查"),
        ({"uscc": ""}, "uscc", "请填写统一社会信用代码"),
        ({"is_entrusted": "y", "entrust_no": "1号"}, "entrust_to", "请填写委托期限"),
        ({"telephone": "88885555"}, "telephone", "电话号码应带区号，例如 0731-88886666"),
        ({"postcode": "4100"}, "postcode", "邮政编码应为 6 位数字"),
        (
            {"contact_email": "yl@"},
            "contact_email",
            "请输入正确的电子邮箱，例如 name@example.com",
        ),
        ({"head_mobile": "12900001111"}, "head_mobile", "请输入 11 位手机号码"),
        ({"head_mobile": "1390000"}, "head_mobile", "请输入 11 位手机号码"),
        ({"head_name": "Zhang"}, "head_name", "姓名应为 2 至 40 个汉字，少数民族姓名中间用“·”"),
        ({"established_on": "2999-01-01"}, "established_on", None),
        ({"established_on": "昨天"}, "established_on", None),
        ({"posts_total": "24"}, "posts_total", None),
        ({"posts_total": "很多"}, "posts_total", None),
        ({"posts_leader": "24"}, "posts_leader", "领导职数不能大于核定编制数"),
        ({"archive_area": "320.51"}, "archive_area", "档案室面积不能大于办公用房面积"),
        ({"office_area": "-1"}, "office_area", "办公用房面积（㎡）不能小于 0"),
        ({"scopes": "unheard_of"}, "scopes", "请在列表中选择监督范围"),
        ({"nature": "unheard_of"}, "nature", "请在列表中选择机构性质"),
        ({"name": "长沙市建设工程质量安全监督站"}, "name", "机构名称已被其他机构使用"),
        ({"name": "站" * 101}, "name", None),
        ({"instrument_list-0-count": "四"}, "instrument_list-0-count", None),
    ],
)
def test_what_is_refused_stands_at_its_field(app, sign_in, changes, field, words):
    answer = add(sign_in("yl_clerk"), **changes)
    assert answer.status_code == 422
    found = errors(answer.text)
    assert set(found) == {field}
    if words:
        assert found[field] == words
    assert len(refusals(answer.text)) == 1
    assert rows(app, ProfileReturn) == []
    for name, typed in changes.items():
        if name not in ("scopes", "nature", "is_entrusted"):
            assert value_of(answer.text, name) == typed


def test_a_doubt_is_confirmed_and_kept(app, sign_in):
    clerk = sign_in("yl_clerk")
    answer = add(clerk, nature="government", telephone="0733-28885555")
    assert answer.status_code == 422
    assert refusals(answer.text) == [
        "统一社会信用代码的类别与机构性质不一致，请核对；请核对后勾选确认",
        "电话区号与所在市州（0731）不一致，请核对；请核对后勾选确认",
    ]
    assert "0733-28885555" in answer.text
    assert rows(app, ProfileReturn) == []
    said = {"explain-V05-nature": "已核对", "explain-V11-area": "已核对", "explain-V20-posts": "x"}
    doubtful = {"nature": "government", "telephone": "0733-28885555"}
    assert add(clerk, **doubtful, **said).status_code == 303
    assert only(app).explanations == {"V05-nature": "已核对", "V11-area": "已核对"}
    shown = plain(clerk.get(f"{PROFILES}/show/{only(app).id}").text)
    assert "电话区号与所在市州不一致 已核对" in shown


def test_a_year_is_filed_once(app, sign_in):
    clerk, admin = sign_in("yl_clerk"), sign_in("yl_admin")
    assert add(clerk, act="draft").status_code == 303
    answer = add(admin, remark="第二份")
    assert answer.status_code == 422
    assert "该年度数据已存在，请修改" in answer.text
    assert only(app).state is ReturnState.DRAFT


def test_who_comes_second_sees_what_differs(app, sign_in):
    clerk, admin = sign_in("yl_clerk"), sign_in("yl_admin")
    add(clerk)
    seen = only(app)
    first = change(admin, seen, computers="20", departments_="", scopes=["building"])
    assert first.status_code == 303
    answer = change(clerk, seen, computers="25", remark="新购七台")
    assert answer.status_code == 409
    page = plain(answer.text)
    assert "岳观澜 已保存过这份填报，请核对后再次提交" in page
    assert "计算机（台） 已保存 20，您填写 25" in page
    assert "监督范围 已保存 房屋建筑，您填写 房屋建筑、市政基础设施" in page
    assert "备注 已保存 —，您填写 新购七台" in page
    assert "邮政编码 已保存" not in page
    assert value_of(answer.text, "computers") == "25"
    stored = only(app)
    assert stored.computers == 20
    version = value_of(answer.text, "version")
    assert version == str(stored.version)
    assert change(clerk, seen, version=version, computers="25").status_code == 303
    assert only(app).computers == 25


def test_masked_numbers_that_nobody_touched_stay(app, sign_in):
    clerk = sign_in("yl_clerk")
    add(clerk)
    page = clerk.get(f"{PROFILES}/edit/{only(app).id}").text
    masked = {name: value_of(page, name) for name in PROFILE if name.endswith("_mobile")}
    assert masked["head_mobile"] == "139****2222"
    changed = {**masked, "contact_mobile": "13700009999"}
    assert change(clerk, only(app), **changed).status_code == 303
    found = only(app)
    assert found.legal_mobile == "13900001111"
    assert found.head_mobile == "13900002222"
    assert found.contact_mobile == "13700009999"


def test_a_mask_of_another_number_is_no_number(app, sign_in):
    clerk = sign_in("yl_clerk")
    add(clerk)
    answer = change(clerk, only(app), legal_mobile="139****2222")
    assert (answer.status_code, set(errors(answer.text))) == (422, {"legal_mobile"})
    assert only(app).legal_mobile == "13900001111"


def test_a_new_year_begins_with_what_was_said_last(app, sign_in):
    clerk = sign_in("yl_clerk")
    add(clerk, THIS - 1)
    page = clerk.get(f"{PROFILES}/add?year={THIS}").text
    assert value_of(page, "address") == "岳麓区示例大道 1 号"
    assert value_of(page, "departments-0-name") == "质量监督科"
    assert add(clerk, THIS, legal_mobile=value_of(page, "legal_mobile")).status_code == 303
    assert only(app, year=THIS).legal_mobile == "13900001111"


def test_a_first_form_begins_with_what_the_tree_knows(sign_in):
    page = sign_in("yl_clerk").get(f"{PROFILES}/own").text
    assert value_of(page, "name") == YUELU
    shown = plain(page)
    for words in (
        "机构编码 43010401",
        "机构级别 县级",
        "上级监督机构 长沙市建设工程质量安全监督站",
    ):
        assert words in shown, words


def test_a_new_name_is_the_organization_s_and_the_past_keeps_the_old(app, sign_in):
    clerk = sign_in("yl_clerk")
    add(clerk, THIS - 1)
    assert add(clerk, THIS, name=RENAMED, kind="quality", short_name="岳麓中心").status_code == 303
    (organization,) = rows(app, Organization, id=4)
    assert (organization.name, organization.short_name) == (RENAMED, "岳麓中心")
    assert organization.kind is OrganizationKind.QUALITY
    old, new = rows(app, OrganizationVersion, organization_id=4)
    assert (old.name, old.valid_to, old.kind) == (YUELU, clock.today(), OrganizationKind.JOINT)
    assert (new.name, new.valid_from, new.valid_to) == (RENAMED, clock.today(), None)
    assert (new.parent_id, new.division_code, new.level) == (2, "430104", organization.level)
    with app.app_context():
        assert tree(dt.date(THIS - 1, 12, 31))[4].name == YUELU
        assert tree()[4].name == RENAMED
    assert only(app, year=THIS).former_names == YUELU
    assert only(app, year=THIS - 1).name == YUELU

    leader = sign_in("cs_leader")
    overview = "/organizations/overview/list/?_flt_0_name=岳麓"
    for year, name in ((THIS - 1, YUELU), (THIS, RENAMED)):
        leader.post("/year/", data={"year": str(year)})
        assert [row["机构名称"] for row in listed(leader.get(overview).text)] == [name]


def test_renamed_twice_on_one_day_is_one_version(app, sign_in):
    clerk = sign_in("yl_clerk")
    add(clerk, name="岳麓区第一中心")
    assert change(clerk, only(app), name=RENAMED, former_names=YUELU).status_code == 303
    names = [row.name for row in rows(app, OrganizationVersion, organization_id=4)]
    assert names == [YUELU, RENAMED]
    assert only(app).former_names == f"{YUELU}\n岳麓区第一中心"


def test_the_name_it_has_is_no_new_name(app, sign_in):
    add(sign_in("yl_clerk"))
    assert len(rows(app, OrganizationVersion, organization_id=4)) == 1
    assert only(app).former_names is None


def test_the_history_shows_what_the_clerk_changed_and_nothing_else(app, sign_in):
    clerk = sign_in("yl_clerk")
    add(clerk, name=RENAMED)
    change(clerk, only(app), name=RENAMED, former_names=YUELU, telephone="0731-88880000")
    newest, first, begun = history_of(clerk.get(f"{PROFILES}/show/{only(app).id}").text)
    assert begun.startswith("新建 湘致远 · 岳麓区")
    assert "修改了" not in first
    assert "修改了 1 项" in newest
    assert "办公电话 0731-88885555 0731-88880000" in newest


def test_a_hand_in_from_an_english_page_is_compared_by_its_content(app, sign_in):
    clerk = sign_in("yl_clerk")
    add(clerk)
    clerk.post("/language/", data={"language": "en"})
    change(clerk, only(app), computers="19")
    clerk.post("/language/", data={"language": "zh"})
    newest = history_of(clerk.get(f"{PROFILES}/show/{only(app).id}").text)[0]
    assert "修改了 1 项" in newest
    assert "计算机（台） 18 19" in newest


def test_the_own_page_is_a_form_for_filers_and_a_sheet_for_readers(app, sign_in):
    add(sign_in("yl_clerk"))
    form = sign_in("yl_admin").get(f"{PROFILES}/own").text
    assert value_of(form, "address") == "岳麓区示例大道 1 号"
    assert '<button class="zj-btn zj-btn--p" name="act" value="submit"' in form
    sheet = sign_in("yl_leader").get(f"{PROFILES}/own").text
    assert "岳麓区示例大道 1 号" in sheet
    assert 'value="submit"' not in sheet
    assert sign_in("auditor").get(f"{PROFILES}/own").status_code == 403


def test_rows_of_the_small_tables_are_typed_and_kept(app, sign_in):
    clerk = sign_in("yl_clerk")
    many = {f"departments-{n}-name": f"科室{n}" for n in range(3)}
    assert add(clerk, **many).status_code == 303
    assert [row["name"] for row in only(app).departments] == ["科室0", "科室1", "科室2"]
    answer = change(clerk, only(app), **{**many, "departments-7-duties": "没有名称"})
    assert answer.status_code == 422
    assert errors(answer.text)["departments-3-name"] == "第 4 行科室名称不能为空"
    assert value_of(answer.text, "departments-3-duties") == "没有名称"
    removed = without(PROFILE, "departments-0-name", "departments-0-duties", "departments-0-head")
    assert change(clerk, only(app), **removed).status_code == 303
    assert only(app).departments == []
