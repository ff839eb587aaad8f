"""人员证书变更, 人员证书注销 and 人员证书补办 by the steps of the manual."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import Locator, Page, expect

from app.core.base import clock
from tests.attachments import samples
from tests.browser.steps import (
    PEOPLE,
    cells_of,
    dialog_of,
    go_to,
    menu_entries,
    refused,
    row_of,
    submit,
    toast,
)
from tests.support.site import Site, Visits

CHANGES, CANCELLATIONS, REISSUES = "人员证书变更", "人员证书注销", "人员证书补办"
OPINION = "证书照片不清晰，请重新上传"


def pick(page: Page, button: str, *, most: int = 1) -> list[str]:
    """点击【新增…】, 勾选 the first who can be ticked, 点击【提交】; their names."""
    page.get_by_role("link", name=button).first.click()
    picker = dialog_of(page, "选择人员")
    free = picker.locator("td.chk input:enabled")
    free.first.wait_for()
    names = []
    for place in range(most):
        box = free.nth(place)
        names.append(str(box.get_attribute("data-name")))
        box.check()
    submit(picker)
    return names


def upload(form: Locator, slot: str) -> None:
    """上传 a picture into a place."""
    picture = {"name": "证书.jpg", "mimeType": "image/jpeg", "buffer": samples.jpeg()}
    place = form.get_by_role("group", name=slot)
    place.locator("input[type=file]").set_input_files([picture])
    place.locator("[data-name]", has_text="证书.jpg").wait_for()


def ticked_kinds(form: Locator) -> list[str]:
    """The certificates that the form of a person starts with."""
    ticked = form.get_by_role("group", name="证书种类").get_by_role("checkbox", checked=True)
    return ticked.evaluate_all("all => all.map((one) => one.closest('label').innerText.trim())")


def number_of(page: Page, name: str) -> str:
    """申请编号 of the newest application about somebody."""
    return cells_of(page, name)["申请编号"]


def decide(page: Page, screen: str, number: str, moves: Sequence[str], opinion: str = "") -> None:
    """受理, 退回 or 办结 at the row of an application."""
    go_to(page, screen, PEOPLE)
    for move in moves:
        row = row_of(page, number)
        row.get_by_role("link", name="查看").click()
        shown = dialog_of(page, f"{screen} · ")
        act = shown.get_by_text(move, exact=True)
        if not act.is_visible():
            shown.get_by_text("更多", exact=True).click()
        act.click()
        dialog = dialog_of(page, f"{move} · ")
        if opinion:
            dialog.get_by_label("意见").fill(opinion)
        dialog.get_by_role("button", name=move, exact=True).click()
        toast(page, f"已{move}")


def sent_back_form(page: Page, number: str, kind: str) -> Locator:
    """修改 of a 变更 that was sent back: with the words, and the sections that are there."""
    row_of(page, number).get_by_role("link", name="修改").click()
    form = dialog_of(page, "修改证书变更申请")
    expect(form.get_by_role("note").filter(has_text=OPINION)).to_be_visible()
    listed = form.get_by_role("navigation").get_by_role("link")
    expect(listed).to_have_text(["变更内容", kind, "附件"])
    # One comes with what is ticked, and goes with it.
    form.get_by_label("姓名变更").check()
    expect(listed).to_have_text(["变更内容", kind, "人员变更", "附件"])
    form.get_by_label("姓名变更").uncheck()
    expect(listed).to_have_text(["变更内容", kind, "附件"])
    return form


def test_人员证书变更_新增变更(visits: Visits, site: Site) -> None:
    clerk = visits.enter("ty_clerk")
    go_to(clerk, CHANGES, PEOPLE)
    (name,) = pick(clerk, "新增变更")
    form = dialog_of(clerk, "监督人员证书变更申请")
    kinds = ticked_kinds(form)
    for kind in kinds[1:]:
        form.get_by_label(kind, exact=True).uncheck()
    kind = kinds[0]
    # Only what belongs to the ticked certificate is asked for.
    assert form.get_by_label(f"{kind}新证书编号").is_visible()
    other = "安全监督证" if kind == "质量监督证" else "质量监督证"
    assert not form.get_by_label(f"{other}新证书编号").is_visible()
    assert not form.get_by_label("调入机构").is_visible()
    form.get_by_label(f"{kind}新证书编号").fill("湘质监变更00001")
    form.get_by_label("变更原因").fill("证书换发，编号变更")
    upload(form, f"{kind}新证书照片（正面）")
    submit(form)
    toast(clerk, "已提交 1 件申请")
    number = number_of(clerk, name)
    assert cells_of(clerk, number)["受理状态"] == "未受理"

    province = visits.enter("hn_review")
    decide(province, CHANGES, number, ["退回"], OPINION)
    clerk.reload()
    told = cells_of(clerk, number)
    assert (told["受理状态"], told["受理意见"]) == ("已退回", OPINION)
    form = sent_back_form(clerk, number, kind)
    form.get_by_label(f"{kind}新证书编号").fill("湘质监变更00002")
    submit(form)
    toast(clerk, "已重新提交")
    decide(province, CHANGES, number, ["受理", "办结"])
    # The list follows the message.
    expect(row_of(province, number)).to_contain_text("已办结")

    leader = visits.enter("ty_leader", expects=(403,))
    go_to(leader, CHANGES, PEOPLE)
    assert cells_of(leader, number)["新证书编号"] == "湘质监变更00002"
    assert leader.get_by_role("link", name="新增变更").count() == 0
    refused(leader, "/certificate-cases/changes/pick")
    held = site.value(
        "SELECT count(*) FROM certificate WHERE number = ? AND source = 'change'",
        "湘质监变更00002",
    )
    assert held == 1
    officer = visits.enter("sys_admin", expects=(403,))
    assert CHANGES not in menu_entries(officer)
    refused(officer, "/certificate-cases/changes/list/")


def test_人员证书变更_several_people_in_one_go(visits: Visits) -> None:
    clerk = visits.enter("zz_clerk")
    go_to(clerk, CHANGES, PEOPLE)
    names = pick(clerk, "新增变更", most=2)
    form = dialog_of(clerk, "监督人员证书变更申请")
    for name in names:
        form.get_by_role("tab", name=name).click()
        panel = form.locator("section[data-panel]:visible")
        for kind in ticked_kinds(panel):
            panel.get_by_label(f"{kind}新有效期止").fill("2090-12-31")
            upload(panel, f"{kind}新证书照片（正面）")
        panel.get_by_label("变更原因").fill("证书有效期登记有误")
    submit(form)
    toast(clerk, "已提交 2 件申请")
    assert all(cells_of(clerk, name)["受理状态"] == "未受理" for name in names)

    province = visits.enter("hn_review")
    go_to(province, CHANGES, PEOPLE)
    tick(province, names)
    province.get_by_role("button", name="受理", exact=True).click()
    toast(province, "已受理 2 件")
    # What cannot be taken back is asked first, over the list.
    tick(province, names)
    province.get_by_role("button", name="办结", exact=True).click()
    question = dialog_of(province, "办结 · 2 件")
    for name in names:
        expect(question.get_by_role("listitem").filter(has_text=name)).to_be_visible()
    clerk.reload()
    assert all(cells_of(clerk, name)["受理状态"] == "已受理" for name in names)
    question.get_by_label("意见").fill("同意办结")
    question.get_by_role("button", name="办结", exact=True).click()
    toast(province, "已办结 2 件")
    clerk.reload()
    told = [cells_of(clerk, name) for name in names]
    assert [(one["受理状态"], one["受理意见"]) for one in told] == [("已办结", "同意办结")] * 2


def tick(page: Page, names: Sequence[str]) -> None:
    """勾选 the rows of people."""
    for name in names:
        row_of(page, name).get_by_role("checkbox").check()


def test_人员证书变更_继续填写_with_what_was_uploaded(visits: Visits) -> None:
    clerk = visits.enter("yl_clerk")
    go_to(clerk, CHANGES, PEOPLE)
    (name,) = pick(clerk, "新增变更")
    form = dialog_of(clerk, "监督人员证书变更申请")
    kinds = ticked_kinds(form)
    for kind in kinds:
        form.get_by_label(f"{kind}新有效期止").fill("2090-12-31")
        upload(form, f"{kind}新证书照片（正面）")
    form.get_by_text("已自动保存").last.wait_for()
    form.get_by_role("button", name="取消").click()
    expect(form).to_have_count(0)

    clerk.get_by_role("link", name="新增变更").first.click()
    picker = dialog_of(clerk, "选择人员")
    picker.get_by_role("checkbox", name=name).check()
    submit(picker)
    form = dialog_of(clerk, "监督人员证书变更申请")
    form.get_by_role("button", name="继续填写").click()
    for kind in kinds:
        place = form.get_by_role("group", name=f"{kind}新证书照片（正面）")
        expect(place.locator("[data-name]")).to_have_text(["证书.jpg"])
    form.get_by_label("变更原因").fill("证书有效期登记有误")
    submit(form)
    toast(clerk, "已提交 1 件申请")
    number = number_of(clerk, name)
    row_of(clerk, number).get_by_role("link", name="查看").click()
    shown = dialog_of(clerk, f"{CHANGES} · ")
    expect(shown.get_by_role("link", name="下载 证书.jpg")).to_have_count(len(kinds))


def test_人员证书变更_删除(visits: Visits) -> None:
    clerk = visits.enter("yl_clerk", expects=(404,))
    go_to(clerk, CHANGES, PEOPLE)
    (name,) = pick(clerk, "新增变更")
    form = dialog_of(clerk, "监督人员证书变更申请")
    for kind in ticked_kinds(form):
        form.get_by_label(f"{kind}新有效期止").fill("2090-12-31")
        upload(form, f"{kind}新证书照片（正面）")
    form.get_by_label("变更原因").fill("证书有效期登记有误")
    submit(form)
    toast(clerk, "已提交 1 件申请")
    number = number_of(clerk, name)
    leader = visits.enter("yl_leader")
    go_to(leader, CHANGES, PEOPLE)
    assert row_of(leader, number).get_by_role("link", name="删除").count() == 0
    row_of(clerk, number).get_by_role("link", name="删除").click()
    question = clerk.get_by_role("dialog").last
    question.get_by_role("button", name="删除").click()
    toast(clerk, "已删除")
    expect(row_of(clerk, number)).to_have_count(0)
    leader.reload()
    assert row_of(leader, number).count() == 0


def test_人员证书注销_新增注销(visits: Visits, site: Site) -> None:
    clerk = visits.enter("cs_clerk", expects=(422,))
    go_to(clerk, CANCELLATIONS, PEOPLE)
    (name,) = pick(clerk, "新增注销")
    form = dialog_of(clerk, "监督人员证书注销申请")
    assert ticked_kinds(form)
    form.get_by_label("注销原因").select_option(label="其他")
    form.get_by_label("原件交回").select_option(label="已交回")
    submit(form)
    form.get_by_role("link", name="请填写原因说明").or_(
        form.get_by_role("link", name="请填写原因说明", exact=False)
    ).first.wait_for()
    form.get_by_label("原因说明").fill("不再从事监督工作")
    submit(form)
    toast(clerk, "已提交 1 件申请")
    number = number_of(clerk, name)
    province = visits.enter("hn_review")
    decide(province, CANCELLATIONS, number, ["受理", "办结"])
    clerk.reload()
    assert cells_of(clerk, number)["受理状态"] == "已办结"
    left = site.value(
        "SELECT count(*) FROM certificate c JOIN case_certificate k ON k.certificate_id = c.id"
        " JOIN certificate_case a ON a.id = k.case_id"
        " WHERE a.number = ? AND c.status <> 'cancelled'",
        number,
    )
    assert left == 0


def test_人员证书补办_新增补办(visits: Visits) -> None:
    clerk = visits.enter("ty_clerk")
    go_to(clerk, REISSUES, PEOPLE)
    (name,) = pick(clerk, "新增补办")
    form = dialog_of(clerk, "监督人员证书补办申请")
    kinds = ticked_kinds(form)
    assert kinds
    form.get_by_label("声明媒体").fill("湖南日报")
    form.get_by_label("声明日期").fill(clock.today().isoformat())
    upload(form, "遗失声明")
    # The dossier has no photo yet.
    upload(form, "近期照片")
    submit(form)
    toast(clerk, "已提交 1 件申请")
    number = number_of(clerk, name)
    province = visits.enter("hn_review")
    decide(province, REISSUES, number, ["受理", "办结"])
    clerk.reload()
    told = cells_of(clerk, number)
    assert (told["受理状态"], told["补办次数"]) == ("已办结", str(len(kinds)))


def test_办理流程_leads_from_a_step_to_what_waits_there(visits: Visits) -> None:
    province = visits.enter("hn_review")
    go_to(province, CHANGES, PEOPLE)
    waiting = province.locator("#list tbody tr").filter(has_text="未受理").count()
    assert waiting
    province.get_by_role("link", name="办理流程").click()
    diagram = dialog_of(province, "人员证书变更流程")
    step = diagram.get_by_role("link", name="3. 省级受理，审核，本机构参与")
    expect(step).to_be_visible()
    step.focus()
    province.keyboard.press("Enter")
    help_page = dialog_of(province, "3. 省级受理 · 人员证书变更")
    help_page.get_by_role("link", name="去办理").click()
    province.wait_for_url("**/list/?_flt_0_state=filed**")
    states = province.locator("#list tbody tr").all_inner_texts()
    assert states
    assert all("未受理" in one for one in states)


def test_on_a_phone_both_days_of_a_range_can_be_read(visits: Visits) -> None:
    page = visits.enter("hn_review")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/certificate-cases/changes/list/")
    page.get_by_role("button", name="更多条件").click()
    days = page.get_by_role("group", name="申请日期").locator("input")
    widths = [one.evaluate("box => box.getBoundingClientRect().width") for one in days.all()]
    assert len(widths) == 2
    assert min(widths) >= 136


def test_words_of_the_diagram_fit_in_english(visits: Visits) -> None:
    page = visits.enter("cs_admin")
    page.get_by_role("button", name="罗麓生").click()
    page.get_by_role("button", name="English").click()
    page.goto("/processes/certificate_change")
    for words in page.locator(".zj-flow__lane, .zj-flow__own span").all():
        assert words.evaluate("box => box.scrollWidth <= box.clientWidth")
