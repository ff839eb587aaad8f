"""The rows behind a figure: they add up to it, on the screen and in the file."""

from __future__ import annotations

import re
from decimal import Decimal

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.choices import Level, OrganizationKind
from app.core.base.db import db
from app.reporting.detail_rows import FigureDetails
from app.reporting.models import ReportLayout
from tests.reporting.exports import CHANGSHA, PROVINCE, YEAR, ask, book, words
from tests.support.factories import make_certificate, make_person
from tests.support.moves import settle

OPENED = re.compile("column=(on_duty|certified|quality_only|kind_joint|certified_ratio)")


def test_a_file_carries_the_rows_behind_its_figures_on_request(app, sign_in, worker):
    with app.app_context(), unscoped("the cast of the figures"):
        people = [make_person(organization_id=number) for number in (2, 2, 4)]
        names = sorted(person.name for person in people)
        db.session.commit()
    client = sign_in("cs_admin")
    plain, detailed = ask(client, CHANGSHA), ask(client, CHANGSHA, details="1")
    worker()
    assert len(book(client, plain)) == 1
    main, behind = book(client, detailed)
    assert behind.title == "明细"
    with app.app_context():
        layout = {"signature": "", "paper": "A3", "landscape": True, "font_pt": Decimal(9)}
        more = {"changed_by": "测试", "changed_at": clock.now()}
        db.session.add(
            ReportLayout(report="annual_summary", version=1, title="明细", **layout, **more)
        )
        db.session.commit()
    named_alike = ask(client, CHANGSHA, details="1")
    worker()
    assert [sheet.title for sheet in book(client, named_alike)] == ["明细", "明细 2"]
    found = [row for row in behind.iter_rows(values_only=True) if row[1] == "人员（人）：在职总数"]
    assert sorted(row[3] for row in found) == names
    assert sum(row[5] for row in found) == 3
    assert "合计" in words(main)


def test_every_figure_opens_rows_that_add_up_to_it(app, sign_in, worker):
    """The addresses of the page itself: each is opened, its sum compared with its cell."""
    with app.app_context(), unscoped("the cast of the figures"):
        for number in (1, 2, 2, 4, 5):
            make_certificate(make_person(organization_id=number))
        db.session.commit()
    client = sign_in("hn_admin")
    page = client.get("/reports/annual_summary/preview", query_string=PROVINCE).text
    cells = re.findall(r'<a href="(behind\?[^"]*)">([^<]*)</a>', page)
    assert len(cells) > 16 * 40
    for address, figure in cells:
        if not OPENED.search(address):
            continue
        opened = client.get(f"/reports/annual_summary/{address.replace('&amp;', '&')}")
        assert opened.status_code == 200, address
        sums = [one.replace(",", "") for one in re.findall(r"合计 ([\d.,]+)</small>", opened.text)]
        if not figure:
            # Nobody has filed this part, which is no 0.
            assert sums == ["0"], address
        elif "ratio" not in address:
            assert sums == [figure], address
        elif figure != "—":
            share = float(sums[0]) * 100 / float(sums[1])
            assert abs(share - float(figure)) <= 0.05, address


def test_rows_behind_a_figure_follow_the_right_and_the_reach_of_the_report(sign_in):
    inside = "/reports/annual_summary/behind?" + "&".join(f"{k}={v}" for k, v in CHANGSHA.items())
    for name, line, status in (
        ("cs_leader", "total", 200),
        ("hn_admin", "total", 200),
        ("zz_admin", "total", 404),
        ("cs_clerk", "total", 403),
        ("auditor", "total", 403),
    ):
        answer = sign_in(name).get(f"{inside}&line={line}&column=on_duty")
        assert answer.status_code == status, name
    client = sign_in("cs_leader")
    assert client.get(f"{inside}&line=total&column=remark").status_code == 404
    assert client.get(f"{inside}&line=total&column=nothing").status_code == 404
    # A line that is not in the report has no rows behind it.
    assert "没有记录：" in client.get(f"{inside}&line=5&column=on_duty").text


def test_who_is_beyond_the_reach_is_counted_and_not_named(app, sign_in, worker):
    """R02 counts by place (ruling 2): a station of the same city may report to the province."""
    with app.app_context(), unscoped("a station beside"):
        place = {"level": Level.PREFECTURE, "division_code": "430100", "parent_id": 1}
        settle(8, name="长沙市工程质量监督站", kind=OrganizationKind.QUALITY, **place)
        for name in ("外人甲", "外人乙"):
            make_person(organization_id=8, name=name)
        make_person(organization_id=2, name="自己人")
        db.session.commit()
    address = "/reports/annual_summary/behind?" + "&".join(f"{k}={v}" for k, v in CHANGSHA.items())
    ours = sign_in("cs_leader").get(f"{address}&line=total&column=on_duty").text
    assert "自己人" in ours
    assert "外人" not in ours
    assert "人员不在您的管辖范围，仅计数" in ours
    assert "合计 3<" in ours
    assert "外人甲" in sign_in("hn_admin").get(f"{address}&line=8&column=on_duty").text


def test_the_parts_of_a_ratio_are_named(app, sign_in):
    with app.app_context(), unscoped("who divides"):
        make_certificate(make_person(organization_id=2))
        db.session.commit()
    address = f"/reports/survey_all/behind?year={YEAR}&line=total&column=area_each"
    page = sign_in("hn_admin").get(address).text
    assert "年末在监面积（万㎡）" in page
    assert "人均在监面积" not in page.split("<table")[0].split("</h1>")[-1]


def test_a_drawer_writes_figures_and_their_names_as_every_screen_does(sign_in):
    shown = [FigureDetails.show(one) for one in (Decimal("-1234.5"), Decimal("212690.66"), -26, 0)]
    assert shown == ["−1,234.50", "212,690.66", "−26", "0"]
    asked = f"year={YEAR}&line=total&column=building_projects"
    opened = sign_in("cs_leader").get(f"/reports/survey_all/behind?{asked}").text
    titles = re.findall(r'zj-sec__t">([^<]*)<', opened)
    assert titles
    assert not any("(" in title for title in titles)
