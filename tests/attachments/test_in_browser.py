"""The whole way by mouse and keyboard: choose, see, be refused, remove, save, read elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.attachments import samples
from tests.support.browser import PHONE, WIDE, Faults, axe_violations, open_window, overflow
from tests.support.cast import PASSWORD

Enter = Callable[..., Page]


@pytest.fixture
def enter(parcel_address: str, chromium: Browser) -> Iterator[Enter]:
    """A window of one of the cast; whatever goes wrong in it fails the test."""
    windows: list[tuple[Page, Faults]] = []

    def enter(who: str, *, size: Any = None, expects: tuple[int, ...] = ()) -> Page:
        faults = Faults(parcel_address, expects)
        page = open_window(chromium, parcel_address, faults, size=size)
        windows.append((page, faults))
        page.goto("/login/")
        page.get_by_label("登录账号").fill(who)
        page.get_by_label("密码", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="登录", exact=True).click()
        page.get_by_role("heading", level=1).wait_for()
        return page

    yield enter
    for page, _faults in windows:
        page.context.close()
    assert [fault for _page, faults in windows for fault in faults.found] == []


def chosen(name: str, data: bytes) -> dict[str, Any]:
    """A file as it is handed to the browser."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def slot(within: Any, label: str) -> Locator:
    return within.get_by_role("group", name=label)


def choose(within: Any, label: str, *files: dict[str, Any]) -> Locator:
    place = slot(within, label)
    place.locator("input[type=file]").set_input_files(list(files))
    return place


def names(place: Locator) -> list[str]:
    return [text.strip() for text in place.locator("[data-name]").all_inner_texts()]


def is_painted(picture: Locator) -> bool:
    return bool(picture.evaluate("image => image.decode().then(() => image.naturalWidth > 0)"))


def open_form(page: Page) -> Locator:
    page.goto("/tests/parcels/list/")
    page.get_by_role("link", name="新增").first.click()
    form = page.get_by_role("dialog")
    form.get_by_label("内容").wait_for()
    return form


PAPER = ("成立批文（2024）.pdf", samples.pdf())


def test_the_whole_way(enter: Enter) -> None:
    clerk = enter("yl_clerk", expects=(422,))
    form = open_form(clerk)
    photos = choose(
        form,
        "办公场所照片",
        chosen("大门.jpg", samples.jpeg_from_a_telephone()),
        chosen("大厅.png", samples.png()),
    )
    expect(photos.locator("[data-file]")).to_have_count(2)
    assert names(photos) == ["大门.jpg", "大厅.jpg"]
    assert is_painted(photos.locator("img").first)

    # Refused before it is sent, and by the server, with words at the slot.
    choose(form, "办公场所照片", chosen("说明.docx", b"PK\x03\x04"))
    expect(photos.get_by_role("alert")).to_have_text("仅支持 JPG、PNG 格式，请重新选择照片")
    choose(form, "办公场所照片", chosen("说明.jpg", b"PK\x03\x04"))
    expect(photos.get_by_role("alert")).to_contain_text("文件内容与扩展名不符")
    choose(form, "一寸照片", chosen("一寸.jpg", b"\xff\xd8\xff".ljust(600 * 1024, b"x")))
    expect(slot(form, "一寸照片").get_by_role("alert")).to_have_text(
        "照片不能超过 500 KB，请压缩后重新上传"
    )

    photos.get_by_role("button", name="删除 大厅.jpg").click()
    expect(photos.locator("[data-file]")).to_have_count(1)

    # Nothing that was uploaded is lost by a form that comes back.
    form.get_by_label("内容").fill("第一件")
    form.get_by_role("button", name="保存").click()
    expect(slot(form, "成立批文").get_by_role("alert")).to_have_text("请上传成立批文")
    form.get_by_role("link", name="请上传成立批文").click()
    expect(slot(form, "成立批文").locator("input[type=file]")).to_be_focused()
    assert names(slot(form, "办公场所照片")) == ["大门.jpg"]
    assert is_painted(slot(form, "办公场所照片").locator("img").first)
    paper = choose(form, "成立批文", chosen(*PAPER))
    expect(paper.locator("[data-file]")).to_have_count(1)
    expect(paper.get_by_role("alert")).to_be_hidden()
    form.get_by_role("button", name="保存").click()
    clerk.get_by_text("已新增").wait_for()

    reads_it(enter("cs_leader"), "第一件")
    stranger = enter("ty_clerk", expects=(404,))
    stranger.goto("/tests/parcels/list/")
    assert stranger.get_by_role("link", name="第一件").count() == 0
    for number in (1, 2, 3):
        answer = stranger.goto(f"/attachments/{number}/a.pdf")
        assert answer is not None
        assert answer.status == 404
    stranger.get_by_role("heading", name="没有找到该页面或记录").wait_for()


def reads_it(page: Page, words: str) -> None:
    """A superior sees the photo and saves the paper, byte by byte."""
    page.goto("/tests/parcels/list/")
    page.get_by_role("row", name=words).get_by_role("link", name="查看").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_text("成立批文（2024）.pdf").first.wait_for()
    assert is_painted(drawer.locator("img").first)
    with page.expect_download() as download:
        drawer.get_by_role("link", name="下载 成立批文（2024）.pdf").click()
    assert download.value.suggested_filename == PAPER[0]
    assert download.value.path().read_bytes() == PAPER[1]
    with page.context.expect_page() as opened:
        drawer.get_by_role("link", name="查看 大门.jpg").click()
    opened.value.wait_for_load_state()
    assert opened.value.evaluate("document.images[0].naturalWidth") == 40
    assert drawer.get_by_role("button", name="删除").count() == 0


def test_a_change_adds_and_removes_and_a_colleague_s_file_stays(enter: Enter) -> None:
    clerk, colleague = enter("yl_clerk"), enter("yl_admin")
    form = open_form(clerk)
    form.get_by_label("内容").fill("第二件")
    choose(form, "成立批文", chosen(*PAPER))
    other = choose(form, "其他", chosen("旧.pdf", samples.pdf()))
    expect(other.locator("[data-file]")).to_have_count(1)
    expect(slot(form, "成立批文").locator("[data-file]")).to_have_count(1)
    form.get_by_role("button", name="保存").click()
    clerk.get_by_text("已新增").wait_for()

    forms = []
    for page in (clerk, colleague):
        page.goto("/tests/parcels/list/")
        page.get_by_role("row", name="第二件").get_by_role("link", name="修改").click()
        forms.append(page.get_by_role("dialog"))
        expect(slot(forms[-1], "其他").locator("[data-file]")).to_have_count(1)
    for place, name in zip(forms, ("甲.pdf", "乙.pdf"), strict=True):
        added = choose(place, "其他", chosen(name, samples.pdf()))
        expect(added.locator("[data-file]")).to_have_count(2)
    slot(forms[0], "其他").get_by_role("button", name="删除 旧.pdf").click()
    for page, place in zip((clerk, colleague), forms, strict=True):
        place.get_by_role("button", name="保存").click()
        page.get_by_text("已保存").wait_for()

    clerk.goto("/tests/parcels/list/")
    clerk.get_by_role("row", name="第二件").get_by_role("link", name="查看").click()
    drawer = clerk.get_by_role("dialog")
    drawer.get_by_text("甲.pdf").first.wait_for()
    assert names(drawer) == [PAPER[0], "甲.pdf", "乙.pdf"]


def test_by_keyboard_and_by_dragging(enter: Enter) -> None:
    page = enter("yl_clerk")
    # Choosers are caught from the first listener on: a step earlier than the first key.
    page.on("filechooser", lambda _chooser: None)
    form = open_form(page)
    place = slot(form, "其他")
    place.locator("input[type=file]").focus()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files([chosen("甲.pdf", samples.pdf())])
    expect(place.locator("[data-file]")).to_have_count(1)
    expect(place.locator("input[type=file]")).to_be_focused()

    carried = page.evaluate_handle(
        """bytes => { const all = new DataTransfer();
        all.items.add(new File([new Uint8Array(bytes)], '乙.pdf')); return all; }""",
        list(samples.pdf()),
    )
    place.dispatch_event("dragover", {"dataTransfer": carried})
    place.dispatch_event("drop", {"dataTransfer": carried})
    expect(place.locator("[data-file]")).to_have_count(2)

    page.keyboard.press("Shift+Tab")
    expect(place.get_by_role("button", name="删除 乙.pdf")).to_be_focused()
    page.keyboard.press("Enter")
    expect(place.locator("[data-file]")).to_have_count(1)
    expect(form.get_by_role("status")).to_contain_text("已删除 乙.pdf，保存后生效")
    assert names(place) == ["甲.pdf"]


def test_a_slot_for_one_takes_no_second(enter: Enter) -> None:
    form = open_form(enter("yl_clerk"))
    place = choose(form, "成立批文", chosen(*PAPER))
    expect(place.locator("[data-file]")).to_have_count(1)
    choose(form, "成立批文", chosen(*PAPER))
    expect(place.get_by_role("alert")).to_have_text("成立批文最多 1 个，请先删除多余的文件")
    expect(place.locator("[data-file]")).to_have_count(1)


def test_a_form_waits_for_its_files(enter: Enter) -> None:
    page = enter("yl_clerk")
    form = open_form(page)
    form.get_by_label("内容").fill("第三件")
    held: list[Any] = []
    page.route("**/attachments/", lambda route: held.append(route))  # noqa: PLW0108 - the browser asks its signature
    place = choose(form, "成立批文", chosen(*PAPER))
    expect(place.get_by_role("progressbar")).to_be_visible()
    form.get_by_role("button", name="保存").click()
    expect(place.get_by_role("alert")).to_have_text("文件正在上传，请稍候再提交")
    held[0].continue_()
    expect(place.locator("[data-file]")).to_have_count(1)
    form.get_by_role("button", name="保存").click()
    page.get_by_text("已新增").wait_for()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_how_it_looks(enter: Enter, size: dict[str, int]) -> None:
    page = enter("yl_clerk", size=size)
    form = open_form(page)
    choose(
        form,
        "成立批文",
        chosen("湖南省机构编制委员会关于成立质量安全监督站的批复" * 3 + ".pdf", samples.pdf()),
    )
    photos = choose(form, "办公场所照片", chosen("大门.jpg", samples.jpeg(1200, 800)))
    expect(photos.locator("[data-file]")).to_have_count(1)
    choose(form, "一寸照片", chosen("a.gif", b"GIF89a"))
    expect(slot(form, "一寸照片").get_by_role("alert")).to_be_visible()

    assert overflow(page) == 0
    assert form.evaluate("box => box.scrollWidth <= box.clientWidth")
    assert axe_violations(page) == []


def test_pictures_are_turned_and_put_in_order_by_keyboard(enter: Enter) -> None:
    clerk = enter("yl_clerk")
    form = open_form(clerk)
    photos = choose(
        form, "办公场所照片", chosen("甲.jpg", samples.jpeg()), chosen("乙.jpg", samples.jpeg())
    )
    expect(photos.locator("[data-file]")).to_have_count(2)
    photos.get_by_role("button", name="前移 乙.jpg").press("Enter")
    assert names(photos) == ["乙.jpg", "甲.jpg"]
    expect(photos.get_by_role("button", name="前移 甲.jpg")).to_be_visible()
    expect(photos.get_by_role("button", name="前移 乙.jpg")).to_be_hidden()
    tall = "image => image.decode().then(() => image.naturalHeight > image.naturalWidth)"
    picture = photos.locator("img").first
    assert not picture.evaluate(tall)
    photos.get_by_role("button", name="旋转 乙.jpg").press("Enter")
    expect(form.get_by_role("status").filter(has_text="已旋转 乙.jpg")).to_have_count(1)
    assert picture.evaluate(tall)
    expect(photos.get_by_role("button", name="旋转 乙.jpg")).to_be_focused()
    # A place for one file needs no order, a paper is not turned.
    single = choose(form, "一寸照片", chosen("一寸.jpg", samples.jpeg()))
    expect(single.get_by_role("button", name="旋转 一寸.jpg")).to_be_visible()
    assert single.get_by_role("button", name="前移 一寸.jpg").count() == 0
    paper = choose(form, "成立批文", chosen(*PAPER))
    expect(paper.locator("[data-file]")).to_have_count(1)
    assert paper.get_by_role("button", name="旋转").count() == 0
    form.get_by_label("内容").fill("转过的")
    form.get_by_role("button", name="保存").click()
    clerk.get_by_role("row").filter(has_text="转过的").wait_for()

    admin = enter("yl_admin")
    admin.goto("/tests/parcels/list/")
    admin.get_by_role("row").filter(has_text="转过的").get_by_role("link", name="查看").click()
    shown = admin.get_by_role("dialog")
    expect(shown.get_by_role("link", name="查看 甲.jpg")).to_be_visible()
    assert names(shown)[1:3] == ["乙.jpg", "甲.jpg"]
    turned = shown.locator("img").first
    assert turned.evaluate(tall)
