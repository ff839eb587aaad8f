"""R03 to R06 on both databases: every line worked out a second time, also after the tree moved."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select, text

from app.core import clock, sealing
from app.core.choices import Level, OrganizationKind, OrganizationStatus
from app.core.db import db
from app.core.models import SupervisionLink, User
from app.core.scope import unscoped
from app.organizations.choices import (
    PROJECT_SECTIONS,
    ProjectCategory,
    ProjectFlow,
    ReturnState,
    VerificationResult,
)
from app.organizations.models import (
    FundingReturn,
    OrganizationVerification,
    ProfileReturn,
    ProjectLine,
    ProjectReturn,
    StaffSnapshot,
)
from app.personnel.choices import CertificateStatus
from tests.support import survey
from tests.support.factories import make_certificate, make_person
from tests.support.moves import change, settle
from tests.support.summary import DIVISIONS

REPORTS = tuple(survey.TITLES)
SINGLE = REPORTS[:3]
DAY = dt.timedelta(days=1)
JOINT, QUALITY, SAFETY = OrganizationKind
ALLOWED = ("hn_admin", "hn_review", "hn_leader", "cs_admin", "cs_leader", "zz_admin")
REFUSED = ("cs_clerk", "yl_admin", "yl_leader", "yl_clerk", "sys_admin", "sec_admin", "auditor")
HOME = {"hn_admin": 1, "hn_leader": 1, "cs_admin": 2, "cs_leader": 2, "zz_admin": 3}
# Beside the six of the cast: id, name, level, kind, division, superior.
MORE = (
    (7, "湖南省建设工程质量监督站", Level.PROVINCE, QUALITY, "430000", 1),
    (8, "株洲市建设工程质量监督站", Level.PREFECTURE, QUALITY, "430200", 1),
    (9, "株洲市建设工程安全监督站", Level.PREFECTURE, SAFETY, "430200", 1),
    (10, "浏阳市建设工程质量监督站", Level.COUNTY, QUALITY, "430181", 2),
    (11, "望城区建设工程安全监督站", Level.COUNTY, SAFETY, "430112", 2),
    (12, "开福区建设工程安全监督站", Level.COUNTY, SAFETY, "430105", 2),
    (13, "湘潭高新区建设工程质量安全监督站", Level.COUNTY, JOINT, "430371", 1),
    (14, "衡阳市建设工程安全监督站", Level.PREFECTURE, SAFETY, "430400", 1),
    (15, "常德市建设工程质量监督站", Level.PREFECTURE, QUALITY, "430700", 1),
    (16, "岳麓区建设工程质量监督站", Level.COUNTY, QUALITY, "430104", 2),
)
# 14 is being set up and has told nothing yet.
REPORTING = (*range(1, 14), 15, 16)
STATES = (
    ReturnState.LOCKED,
    ReturnState.SUBMITTED,
    ReturnState.DRAFT,
    ReturnState.LOCKED,
    ReturnState.RETURNED,
    ReturnState.SUBMITTED,
    None,
)
NATURES = ("civil_managed", "government", "public_one", "public_two", "enterprise", None)
FUNDS = ("full", "partial", "self", "other", None)
DUTIES = ("present", "seconded_out", "studying")
TRAINED = ("civil", "municipal", "plumbing", "electrical", "machinery")
SPECIALTIES = (*TRAINED, "cost", "safety", "non_engineering", "geotechnical")
EMPLOYED = ("civil", "institution", "logistics", "contract", "dispatch", "service")
RANKS = ("senior_professor", "senior", "intermediate", "assistant", "technician", "none")


@pytest.fixture
def figures(grown: Any) -> Flask:
    """More organizations, and two years of returns in every state with people of every kind."""
    return grown("surveys", _fill)


def _fill() -> None:
    year, today = clock.year(), clock.today()
    with unscoped("figures of the tests"):
        _settle_more(year)
        for number in REPORTING:
            _people(number, today)
            for back in (0, 1):
                _profile(number, year, back)
                _projects(number, year, back)
                _funding(number, year, back)
                _snapshots(number, year, back)
            _verify(number, year, today)
        db.session.commit()


def _settle_more(year: int) -> None:
    last = dt.date(year - 1, 12, 31)
    for number, name, level, kind, code, parent in MORE:
        more: dict[str, Any] = {}
        if number == 11:
            more["valid_from"] = last
        if number == 14:
            more["status"] = OrganizationStatus.PREPARING
        facts = {"name": name, "level": level, "kind": kind, "division_code": code}
        settle(number, **facts, parent_id=parent, **more)
    # One is no more on that very day, another one rests.
    change(12, last, status=OrganizationStatus.REVOKED)
    change(15, dt.date(year - 1, 6, 1), status=OrganizationStatus.DISABLED)
    # Zhuzhou guides the safety station beside it, and not the one for quality.
    db.session.add(SupervisionLink(organization_id=9, superior_id=3))
    db.session.flush()


def _state(number: int, back: int, shift: int) -> ReturnState | None:
    return STATES[(number + back * 3 + shift) % len(STATES)]


def _profile(number: int, year: int, back: int) -> None:
    state = _state(number, back, 0)
    facts = {
        "organization_id": number,
        "nature": NATURES[(number + back) % 6],
        "funding_type": FUNDS[(number + back) % 5],
        "competent_department": f"第{number}住房和城乡建设局",
        "approval_no": f"编办〔20{number:02}〕{back}号" if number % 4 else None,
        "established_on": dt.date(2000 + number, 3, 9) if number % 3 else None,
        "head_name": f"负责{number}",
        "head_position": "站长" if number % 2 else None,
        "head_mobile": f"138{number:04}567{back}" if number % 3 != 1 else None,
        "posts_total": 40 * back + 7 + number if number % 7 else None,
        "office_area": Decimal("120.55") + number if number % 5 else None,
        "vehicles": number % 3,
        "instruments": number * 4 + back,
    }
    if state is not None:
        db.session.add(ProfileReturn(year=year - back, state=state, **facts))
    if not back:
        # What was said long before speaks for no past year.
        old = {**facts, "nature": "other_institution", "posts_total": 99, "year": 2016}
        db.session.add(ProfileReturn(state=ReturnState.LOCKED, **old))
    db.session.flush()


def _projects(number: int, year: int, back: int) -> None:
    state = _state(number, back, 1)
    if state is None:
        return
    seed = number * 100 + back * 7
    told = [figure for section in PROJECT_SECTIONS for figure in section.figures]
    kinds = {number: kind for number, _name, _level, kind, *_more in MORE}
    hidden = {
        figure.key
        for section in PROJECT_SECTIONS
        for figure in section.figures
        if section.hidden_for is kinds.get(number, JOINT)
    }
    figures = {
        figure.key: Decimal(seed + place) / 100
        if figure.kind == "amount"
        else (seed + place * place) % 97
        for place, figure in enumerate(told)
        if figure.key not in hidden and (number + place) % 9
    }
    found = ProjectReturn(
        organization_id=number, year=year - back, state=state, explanations={}, **figures
    )
    sizes = {
        ProjectFlow.CARRIED: seed,
        ProjectFlow.NEW: 31 + number * 3,
        ProjectFlow.COMPLETED: 17 + number,
        ProjectFlow.ENDED: 5 + back,
    }
    for place, category in enumerate(ProjectCategory):
        for flow, size in sizes.items():
            many = size + place * 7 if flow is ProjectFlow.CARRIED else size + place
            found.lines.append(
                ProjectLine(
                    organization_id=number,
                    category=category,
                    flow=flow,
                    projects=many,
                    units=many + 1,
                    area=Decimal(many) / 7,
                    cost=Decimal(many) * 3 + Decimal("0.05"),
                )
            )
    db.session.add(found)
    db.session.flush()


def _funding(number: int, year: int, back: int) -> None:
    state = _state(number, back, 3)
    if state is None:
        return
    seed = Decimal(number * 10 + back)
    # Who was promised nothing has no rate.
    promised = {} if number % 6 == 1 else {"budgeted_personnel": seed}
    db.session.add(
        FundingReturn(
            organization_id=number,
            year=year - back,
            state=state,
            fully_covered=bool((number + back) % 2),
            received_personnel=seed * Decimal("0.83"),
            received_special=Decimal("0.07"),
            income_other=Decimal(500),
            spent_personnel=Decimal("10.10"),
            **promised,
            **({"budgeted_training": Decimal("0.31")} if promised else {}),
        )
    )
    db.session.flush()


def _people(number: int, today: dt.date) -> None:
    """People at the edges: valid to the day, expired, not yet valid, suspended, cancelled."""

    def add(*certificates: dict[str, Any], **facts: Any) -> None:
        person = make_person(organization_id=number, **facts)
        for one in certificates:
            make_certificate(person, **one)

    add({}, {"kind": "safety"}, title_level="senior_professor")
    add({"valid_to": today}, title_level="assistant", specialty="machinery")
    add({"valid_to": today - DAY}, title_level="technician", title_name="technician")
    add({"valid_from": today + DAY}, title_level="none", title_name=None)
    add({"kind": "safety", "status": CertificateStatus.SUSPENDED}, specialty="cost")
    add({}, {"kind": "safety", "valid_to": today - DAY}, employ_type="contract")
    cancelled = {"status": CertificateStatus.CANCELLED, "cancelled_reason": "other"}
    add({"kind": "safety", "cancelled_on": today, **cancelled}, employ_type="dispatch")
    add({"kind": "safety", "cancelled_on": today + DAY, **cancelled}, employ_type="civil")
    add({}, employ_type="seconded_in", duty_status="seconded_out")
    add({}, left_on=today, left_reason="resigned")
    add({"kind": "safety"}, left_on=today + DAY, left_reason="retired")
    add({}, joined_on=today + DAY)
    add({}, deleted_at=clock.now())
    kinds = ("quality", "safety", "safety")
    for more in range(number + 2):
        add(
            *([{}, {"kind": "safety"}] if more % 5 == 4 else [{"kind": kinds[more % 3]}]),
            employ_type=EMPLOYED[(more + number) % len(EMPLOYED)],
            duty_status=DUTIES[(more + number) % len(DUTIES)],
            title_level=RANKS[(more + number) % len(RANKS)],
            specialty=SPECIALTIES[(more * 2 + number) % len(SPECIALTIES)],
        )


def _snapshots(number: int, year: int, back: int) -> None:
    """Of several versions the newest counts, whatever the roster and the order of rows say."""
    if number == 5:
        return
    for version in (3, 1, 2)[: 1 + number % 3]:
        seed = number * 10 + version + back
        quality, safety, dual = seed % 7, seed % 5 + 1, seed % 3
        cells = {
            "on_duty": seed * 3,
            "authorized": seed + 1,
            "contract": seed - 2,
            "seconded_in": 4,
            "seconded_out": seed % 4,
            "quality_only": quality,
            "safety_only": safety,
            "dual": dual,
            "certified": quality + safety + dual,
            "uncertified": seed,
            "technical": seed,
        }
        parts = {"civil": 1, "institution": seed - 1, "logistics": 1}
        parts |= {"contract": seed - 4, "dispatch": 1, "service": 1, "seconded_in": 4}
        cells |= {f"employ_type={code}": count for code, count in parts.items()}
        for place, code in enumerate(RANKS):
            cells[f"title_level={code}"] = seed + place
        for place, code in enumerate(SPECIALTIES):
            cells[f"specialty={code}"] = seed * 2 + place
        db.session.add(
            StaffSnapshot(
                organization_id=number,
                year=year - back,
                version=version,
                taken_at=clock.now(),
                cells=cells,
                people=[],
            )
        )
    db.session.flush()


def verify(number: int, first: dt.date, last: dt.date, **more: Any) -> None:
    result = list(VerificationResult)[(number + last.toordinal()) % 3]
    facts = {"result": result, "certificate_no": f"湘监验〔{last:%Y%m%d}〕{number:02}"}
    db.session.add(
        OrganizationVerification(
            organization_id=number,
            year=first.year,
            issuer="湖南省住房和城乡建设厅",
            valid_from=first,
            valid_to=last,
            verified_on=first,
            **{**facts, **more},
        )
    )


def _verify(number: int, year: int, today: dt.date) -> None:
    """Valid to the day, from the day, revoked on it, and two at the same time."""
    end, long_ago = dt.date(year - 1, 12, 31), dt.date(2018, 1, 1)
    later = dt.date(year + 2, 5, 9)
    cases: dict[int, list[tuple[dt.date, dt.date, dict[str, Any]]]] = {
        0: [(long_ago, later, {})] if number == 16 else [],
        1: [(long_ago, later, {}), (long_ago, later - DAY, {"certificate_no": "早"})],
        2: [(long_ago, end, {})],
        3: [(long_ago, end - DAY, {}), (end, today, {})],
        4: [(end + DAY, later, {})],
        5: [
            (long_ago, later, {"revoked_on": end}),
            (long_ago, later - 9 * DAY, {"revoked_on": end + DAY}),
        ],
        6: [(long_ago, later, {"revoked_on": today + DAY})],
        7: [(today, later, {"revoked_on": today})],
    }
    verify(number, long_ago, dt.date(2020, 12, 31))
    for first, last, more in cases[number % 8]:
        verify(number, first, last, **more)
    db.session.flush()


# --- what is wanted and what is shown -------------------------------------------------------


class Wanted:
    """The lines that a report must have, by plain SQL."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def stations(self, year: int, organization: int) -> list[survey.Station]:
        today = clock.today()

        def ask(statement: str) -> list[tuple[Any, ...]]:
            found = db.session.connection().exec_driver_sql(statement)
            return [tuple(row) for row in found]

        def unseal(stored: bytes) -> str:
            return sealing.unseal(stored).decode()

        with self._app.app_context(), unscoped("the tests count"):
            ids = survey.reach(ask, organization, survey.last_day(year, today))
            return survey.stations(ask, unseal, year, today, ids)

    def __call__(self, report: str, year: int, username: str, **chosen: str) -> list[list[str]]:
        found = [
            one
            for one in self.stations(year, HOME[username])
            if all(getattr(one, name) == value for name, value in chosen.items())
        ]
        subtotals = HOME[username] == 1 and "prefecture" not in chosen
        return survey.rows(report, found, subtotals=subtotals)


@pytest.fixture
def want(app: Flask, figures: Flask) -> Wanted:
    return Wanted(app)


def preview(client: Any, report: str, year: int, **chosen: str) -> Any:
    asked = {"year": str(year), **chosen}
    return client.get(f"/reports/{report}/preview", query_string=asked)


class _Reader(HTMLParser):
    """The cells of each page's table with their spans: of its heading and of its body."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: list[dict[str, list[list[tuple[str, int, int]]]]] = []
        self.lines: list[list[str]] = []
        self._page = self._cell = False
        self._part = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "section" and "zjp-page" in (told.get("class") or "").split():
            self.pages.append({"thead": [], "tbody": []})
            self.lines.append([])
            self._page = True
        elif not self._page:
            return
        elif tag in ("thead", "tbody"):
            self._part = tag
        elif tag == "tr":
            self.pages[-1][self._part].append([])
        elif tag in ("td", "th"):
            spans = (int(told.get("colspan") or 1), int(told.get("rowspan") or 1))
            self.pages[-1][self._part][-1].append(("", *spans))
            self._cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._cell = False
        elif tag == "section":
            self._page = False

    def handle_data(self, data: str) -> None:
        if self._page and self._cell:
            row = self.pages[-1][self._part][-1]
            row[-1] = (row[-1][0] + data, *row[-1][1:])
            self.lines[-1].append(data)


def _grid(rows: Sequence[Sequence[tuple[str, int, int]]]) -> list[list[str]]:
    """Cells with spans as full rows: a text stands in every place that its cell covers."""
    placed: dict[tuple[int, int], str] = {}
    for y, row in enumerate(rows):
        x = 0
        for words, colspan, rowspan in row:
            while (y, x) in placed:
                x += 1
            places = [(y + down, x + right) for down in range(rowspan) for right in range(colspan)]
            assert not placed.keys() & set(places)
            placed |= dict.fromkeys(places, words)
    width = max(x for _y, x in placed) + 1
    return [[placed[y, x] for x in range(width)] for y in range(len(rows))]


Table = tuple[list[tuple[str, str]], list[list[str]]]


def on_paper(page: str) -> Table:
    """Headings and lines of a preview, the strips of a wide table joined again."""
    reader = _Reader()
    reader.feed(page)
    strips: dict[tuple[tuple[str, str], ...], list[list[str]]] = {}
    for one in reader.pages:
        if one["thead"]:
            above, below = _grid(one["thead"])
            heads = tuple(zip(above, below, strict=True))
            strips.setdefault(heads, []).extend(_grid(one["tbody"]))
    (first, lines), *others = strips.items()
    joined = [list(line) for line in lines]
    heads_of_all = list(first)
    for heads, more in others:
        assert heads[: survey.REPEATED] == first[: survey.REPEATED]
        heads_of_all += heads[survey.REPEATED :]
        for line, rest in zip(joined, more, strict=True):
            assert rest[: survey.REPEATED] == line[: survey.REPEATED]
            line.extend(rest[survey.REPEATED :])
    return heads_of_all, joined


def export(client: Any, run_jobs: Any, report: str, year: int, kind: str, **chosen: str) -> bytes:
    """The finished file."""
    asked = {"year": str(year), **chosen, "format": kind}
    answer = client.post(f"/reports/{report}/export", data=asked)
    assert answer.status_code == 202, answer.text
    run_jobs()
    run = client.get(answer.json["status_url"]).json
    assert run["state"] == "done", run
    fetched = client.get(run["file_url"], buffered=True)
    assert fetched.status_code == 200
    content: bytes = fetched.data
    return content


DECIMALS = {"0": Decimal(1), "0.0": Decimal("0.1"), "0.00": Decimal("0.01")}


def _shown(cell: Any) -> str:
    """A cell as the spreadsheet program prints it."""
    assert cell.data_type != "f"
    if cell.value is None:
        return ""
    if isinstance(cell.value, str):
        return cell.value
    if cell.is_date:
        assert cell.number_format == "yyyy-mm-dd"
        return f"{cell.value:%Y-%m-%d}"
    exact = Decimal(repr(cell.value))
    return str(exact.quantize(DECIMALS[cell.number_format], ROUND_HALF_UP))


def in_file(content: bytes) -> Table:
    """Headings and lines of the one sheet, every merged cell in all its places."""
    (sheet,) = openpyxl.load_workbook(BytesIO(content)).worksheets
    placed = {(cell.row, cell.column): _shown(cell) for row in sheet.iter_rows() for cell in row}
    for merged in sheet.merged_cells.ranges:
        for place in merged.cells:
            placed[place] = placed[merged.min_row, merged.min_col]
    rows = [
        [placed[y, x] for x in range(1, sheet.max_column + 1)] for y in range(1, sheet.max_row + 1)
    ]
    top = next(y for y, row in enumerate(rows) if row[0] == "序号")
    ends = ("合计", survey.NOTHING)
    end = next(y for y, row in enumerate(rows) if y > top and row[0] in ends)
    assert rows[0] == [rows[0][0]] * len(rows[0])
    assert rows[0][0] in survey.TITLES.values()
    return list(zip(rows[top], rows[top + 1], strict=True)), rows[top + 2 : end + 1]


def both(client: Any, run_jobs: Any, report: str, year: int, **chosen: str) -> list[list[str]]:
    """The lines of the preview, which must be those of the file, under the right headings."""
    shown = preview(client, report, year, **chosen)
    assert shown.status_code == 200
    assert survey.TITLES[report] in shown.text
    heads, lines = on_paper(shown.text)
    assert heads == survey.heads(report)
    content = export(client, run_jobs, report, year, "xlsx", **chosen)
    filed_heads, filed = in_file(content)
    assert filed_heads == heads
    assert filed == lines
    assert (
        openpyxl.load_workbook(BytesIO(content)).worksheets[0]["A1"].value
        == (survey.TITLES[report])
    )
    return lines


def names(lines: Sequence[Sequence[str]]) -> list[str]:
    """The organizations of a table, in its order."""
    return [line[2] for line in lines if line[0].isdigit()]


def station(lines: Sequence[Sequence[str]], name: str) -> list[str]:
    (found,) = [list(line) for line in lines if line[2] == name]
    return found


def labelled(lines: Sequence[Sequence[str]], label: str) -> list[list[str]]:
    return [list(line) for line in lines if line[0] == label]


def by_heading(report: str, line: Sequence[str]) -> dict[tuple[str, str], str]:
    return dict(zip(survey.heads(report), line, strict=True))


# --- the figures ----------------------------------------------------------------------------


@pytest.mark.parametrize("back", [0, 1])
def test_a_table_is_what_the_tables_hold(sign_in, run_jobs, want, back):
    year = clock.year() - back
    for username in ("hn_leader", "cs_leader"):
        client = sign_in(username)
        for report in REPORTS:
            lines = both(client, run_jobs, report, year)
            assert lines == want(report, year, username), (username, report)


@pytest.mark.parametrize("back", [0, 1])
def test_whoever_may_have_a_table_has_the_same_of_the_same_scope(sign_in, want, back):
    year = clock.year() - back
    for username in ("hn_admin", "cs_admin", "zz_admin"):
        for report in REPORTS:
            shown = preview(sign_in(username), report, year)
            _heads, lines = on_paper(shown.text)
            assert lines == want(report, year, username), (username, report)


@pytest.mark.parametrize("back", [0, 1])
@pytest.mark.parametrize("report", ["survey_joint", "survey_all"])
def test_the_pdf_has_every_cell_on_the_pages_of_the_preview(
    sign_in, run_jobs, want, tmp_path, report, back
):
    client, year = sign_in("hn_admin"), clock.year() - back
    reader = _Reader()
    reader.feed(preview(client, report, year).text)
    path = tmp_path / "survey.pdf"
    path.write_bytes(export(client, run_jobs, report, year, "pdf"))
    pages = _texts_of(path)
    assert len(pages) == len(reader.pages)
    for cells, page in zip(reader.lines, pages, strict=True):
        squeezed = re.sub(r"\s", "", page)
        missing = [cell for cell in cells if re.sub(r"\s", "", cell) not in squeezed]
        assert not missing
    # No number is broken, so each stands on the paper at least as often as in the table.
    words = Counter(word for page in pages for word in page.split())
    columns = survey.columns(report)
    numbers = Counter(
        cell
        for line in want(report, year, "hn_admin")
        for column, cell in zip(columns, line, strict=True)
        if column.form != "text"
    )
    assert not numbers - words


def _texts_of(path: Path) -> list[str]:
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


def test_rows_stand_by_place_level_kind_division_and_number(sign_in, figures):
    _heads, lines = on_paper(preview(sign_in("hn_admin"), "survey_all", clock.year()).text)
    assert [(line[1], line[4], line[3]) for line in lines if line[0].isdigit()] == [
        ("省本级", "省级", "合署"),
        ("省本级", "省级", "独立质量"),
        ("长沙市", "市州级", "合署"),
        ("长沙市", "县级", "合署"),
        ("长沙市", "县级", "合署"),
        ("长沙市", "县级", "独立质量"),
        ("长沙市", "县级", "独立质量"),
        ("长沙市", "县级", "独立安全"),
        ("株洲市", "市州级", "合署"),
        ("株洲市", "市州级", "独立质量"),
        ("株洲市", "市州级", "独立安全"),
        ("株洲市", "县级", "合署"),
        ("湘潭市", "县级", "合署"),
        ("衡阳市", "市州级", "独立安全"),
    ]
    assert names(lines)[5:7] == ["岳麓区建设工程质量监督站", "浏阳市建设工程质量监督站"]
    assert [line[0] for line in lines if line[0].isdigit()] == [str(n) for n in range(1, 15)]
    labels = [line[0] for line in lines if not line[0].isdigit()]
    assert labels == [*["小计"] * 5, "其中：合署", "其中：独立质量", "其中：独立安全", "合计"]


def test_who_was_open_on_the_last_day_counts(sign_in, figures):
    """11 began on 31 December, 12 was no more on it, 15 rested since June."""
    client = sign_in("hn_admin")
    for back, expected in ((0, True), (1, True), (2, False)):
        _heads, lines = on_paper(preview(client, "survey_safety", clock.year() - back).text)
        assert ("望城区建设工程安全监督站" in names(lines)) is expected
    for back, expected in ((1, False), (2, True)):
        _heads, lines = on_paper(preview(client, "survey_safety", clock.year() - back).text)
        assert ("开福区建设工程安全监督站" in names(lines)) is expected
        _heads, lines = on_paper(preview(client, "survey_quality", clock.year() - back).text)
        assert ("常德市建设工程质量监督站" in names(lines)) is expected


@pytest.mark.parametrize("back", [0, 1])
def test_what_nobody_told_is_nothing_and_not_divided(sign_in, run_jobs, figures, back):
    lines = both(sign_in("hn_admin"), run_jobs, "survey_all", clock.year() - back)
    row = by_heading("survey_all", station(lines, "衡阳市建设工程安全监督站"))
    assert list(row.values())[5:13] == [""] * 8
    assert row["人员（人）", "编制"] == "0"
    assert row["持证监督人员（人）", "占比(%)"] == "—"
    assert row["年末在监工程", "房建面积(万㎡)"] == "0.00"
    assert row["人均在监面积(万㎡)", "人均在监面积(万㎡)"] == "—"
    assert row["行政处罚", "金额(万元)"] == "0.00"
    money = [row["经费（万元）", one] for one in ("是否全额保障", "应拨", "实拨", "到位率(%)")]
    assert money == ["", "0.00", "0.00", "—"]
    assert row["装备", "办公面积(㎡)"] == "0.00"
    assert [row["资格验证", one] for one in ("证书编号", "有效期至", "结果")] == [""] * 3


def test_people_are_counted_once_and_by_what_they_hold_today(sign_in, figures):
    """Of the 12 at the edges 9 are on duty, among them one who is gone tomorrow."""
    _heads, lines = on_paper(preview(sign_in("hn_admin"), "survey_joint", clock.year()).text)
    row = by_heading("survey_joint", station(lines, "湖南省建设工程质量安全监督管理总站"))
    people = [row["人员（人）", one] for one in ("在职", "在编", "聘用", "借出")]
    # Three more: 事业编 lent out, 工勤编 studying, 聘用 present.
    assert people == ["12", "9", "3", "1"]
    held = [row["持证监督人员（人）", one] for one in ("合计", "质量", "安全", "双证", "占比(%)")]
    assert held == ["8", "3", "4", "1", "66.7"]
    assert (
        sum(int(row["专业（人）", one]) for one in ("土建", "安装", "市政", "机械", "其他")) == 12
    )


@pytest.mark.parametrize("back", [0, 1])
def test_the_parts_and_the_whole_tie(sign_in, figures, back):
    """R06 = R03 + R04 + R05, and its 其中 lines are their totals."""
    client, year = sign_in("hn_admin"), clock.year() - back
    _heads, every = on_paper(preview(client, "survey_all", year).text)
    (whole,) = [by_heading("survey_all", line) for line in labelled(every, "合计")]
    totals = {}
    for report in SINGLE:
        _heads, lines = on_paper(preview(client, report, year).text)
        (totals[report],) = [by_heading(report, line) for line in labelled(lines, "合计")]
        label = f"其中：{survey.KINDS[report.removeprefix('survey_')]}"
        (part,) = [by_heading("survey_all", line) for line in labelled(every, label)]
        certified = "持证监督人员（人）"
        for head, cell in totals[report].items():
            if cell == "合计" or (report != "survey_joint" and head[0] == certified):
                continue
            assert part[head] == cell, (report, head)
        for title in ("合计", "占比(%)"):
            assert part[certified, title] == totals[report][certified, title]
    shared = [
        (column.band, column.title)
        for column in survey.columns("survey_all")
        if column.form in ("count", "amount")
        and all(column in survey.columns(report) for report in SINGLE)
    ]
    assert len(shared) > 25
    for head in shared:
        added = sum(Decimal(totals[report][head]) for report in SINGLE)
        assert Decimal(whole[head]) == added, head


def test_holders_of_both_certificates_are_among_those_of_one(sign_in, figures):
    client, year = sign_in("hn_admin"), clock.year()
    _heads, every = on_paper(preview(client, "survey_all", year).text)
    band = "持证监督人员（人）"
    for report, title, word in (
        ("survey_quality", "质量", "独立质量"),
        ("survey_safety", "安全", "独立安全"),
    ):
        (part,) = [by_heading("survey_all", one) for one in labelled(every, f"其中：{word}")]
        _heads, lines = on_paper(preview(client, report, year).text)
        (total,) = [by_heading(report, one) for one in labelled(lines, "合计")]
        dual = int(part[band, "双证"])
        assert dual > 0
        assert total[band, "其中双证"] == str(dual)
        assert int(total[band, title]) == int(part[band, title]) + dual
        assert total[band, "合计"] == part[band, "合计"]


def test_subtotals_add_up_and_a_prefecture_has_none(sign_in, figures):
    year = clock.year()
    _heads, lines = on_paper(preview(sign_in("hn_admin"), "survey_all", year).text)
    on_duty = survey.heads("survey_all").index(("人员（人）", "在职"))
    (total,) = labelled(lines, "合计")
    assert sum(int(line[on_duty]) for line in labelled(lines, "小计")) == int(total[on_duty])
    _heads, own = on_paper(preview(sign_in("cs_admin"), "survey_all", year).text)
    assert labelled(own, "小计") == []
    place = labelled(lines, "小计")[1][survey.label_span("survey_all") :]
    (own_total,) = labelled(own, "合计")
    assert own_total[survey.label_span("survey_all") :] == place


def test_phones_are_masked_on_every_paper(app, sign_in, run_jobs, figures):
    client, year = sign_in("hn_admin"), clock.year() - 1
    shown = preview(client, "survey_all", year).text
    content = export(client, run_jobs, "survey_all", year, "xlsx")
    cells = {cell for line in in_file(content)[1] for cell in line}
    with app.app_context(), unscoped("the tests look"):
        numbers = set(db.session.scalars(select(ProfileReturn.head_mobile))) - {None}
    assert numbers
    assert not [number for number in numbers if number in shown or number in cells]
    assert [cell for cell in cells if re.fullmatch(r"138\*{4}567\d", cell)]


# --- conditions -----------------------------------------------------------------------------


CHOSEN = [
    {"prefecture": "430100"},
    {"prefecture": "430200", "level": "prefecture"},
    {"level": "province"},
    {"level": "county"},
    {"nature": "public_one"},
    {"nature": "government", "level": "county"},
    {"prefecture": "430100", "level": "county", "nature": "enterprise"},
]


@pytest.mark.parametrize("back", [0, 1])
def test_conditions_leave_the_others_out(sign_in, want, back):
    client, year = sign_in("hn_review"), clock.year() - back
    for report, chosen in product(REPORTS, CHOSEN):
        shown = preview(client, report, year, **chosen)
        assert shown.status_code == 200
        _heads, lines = on_paper(shown.text)
        assert lines == want(report, year, "hn_leader", **chosen), (report, chosen)
        assert "prefecture" not in chosen or not labelled(lines, "小计")


def test_conditions_hold_for_the_file_too(sign_in, run_jobs, want):
    year = clock.year() - 1
    chosen = {"prefecture": "430100", "level": "county"}
    lines = both(sign_in("hn_review"), run_jobs, "survey_all", year, **chosen)
    assert lines == want("survey_all", year, "hn_leader", **chosen)
    assert names(lines)


def test_a_prefecture_chooses_among_its_own(sign_in, want):
    client, year = sign_in("cs_leader"), clock.year()
    for chosen in ({"prefecture": "430100"}, {"level": "county"}, {"nature": "government"}):
        for report in REPORTS:
            shown = preview(client, report, year, **chosen)
            _heads, lines = on_paper(shown.text)
            assert lines == want(report, year, "cs_leader", **chosen), (report, chosen)


def test_nothing_found_is_an_empty_table(sign_in, run_jobs, figures):
    client, year = sign_in("hn_admin"), clock.year()
    # In Changsha, which has stations, none of the province; and in Xiangxi none at all.
    nowhere = ({"prefecture": "430100", "level": "province"}, {"prefecture": "433100"})
    for report, chosen in product(REPORTS, nowhere):
        empty = [["无符合条件的数据"] * len(survey.columns(report))]
        assert both(client, run_jobs, report, year, **chosen) == empty, chosen


def test_the_province_chooses_among_all_prefectures_and_others_not_beyond_their_own(
    sign_in, figures
):
    """Also one whose only station rests by now, since its earlier years have rows."""

    def offered(username: str) -> set[str]:
        page = sign_in(username).get("/reports/survey_all/conditions").text
        return set(re.findall(r'<option[^>]*value="(\d{4}00)"', page))

    client = sign_in("hn_admin")
    lines = on_paper(preview(client, "survey_quality", clock.year() - 2, prefecture="430700").text)
    assert names(lines[1]) == ["常德市建设工程质量监督站"]
    assert offered("cs_admin") <= {"430100"}
    assert offered("hn_admin") == {code for code, _name in DIVISIONS}


MISTAKES = [
    ({"year": ""}, "请选择统计年度"),
    ({"year": "2014"}, "年度应在 2015 至"),
    ({"year": "2025", "prefecture": "999999"}, "没有这个市州"),
    ({"year": "2025", "prefecture": "430104"}, "没有这个市州"),
    ({"year": "2025", "level": "town"}, "没有这种机构级别"),
    ({"year": "2025", "nature": "nothing"}, "没有这种机构性质"),
    ({"year": "2025", "kind": "joint"}, "没有这个条件"),
]


def test_conditions_that_do_not_exist_are_refused(sign_in):
    client = sign_in("hn_admin")
    for report, (chosen, words) in product(REPORTS, MISTAKES):
        shown = client.get(f"/reports/{report}/preview", query_string=chosen)
        assert shown.status_code == 400
        assert words in shown.text
        asked = {**chosen, "format": "xlsx"}
        assert client.post(f"/reports/{report}/export", data=asked).status_code == 400


# --- who may --------------------------------------------------------------------------------


def runs_of(app: Flask) -> int:
    with app.app_context():
        return int(db.session.execute(text("SELECT count(*) FROM report_run")).scalar_one())


def test_clerks_counties_and_keepers_of_the_system_are_refused(app, sign_in, figures):
    for username, report in product(REFUSED, REPORTS):
        client = sign_in(username)
        assert preview(client, report, clock.year()).status_code == 403
        asked = {"year": str(clock.year()), "format": "xlsx"}
        assert client.post(f"/reports/{report}/export", data=asked).status_code == 403
    assert runs_of(app) == 0


def test_summarizers_of_province_and_prefecture_may(sign_in, figures):
    for username in ALLOWED:
        client = sign_in(username)
        for report in REPORTS:
            assert preview(client, report, clock.year()).status_code == 200, (username, report)


def test_nobody_who_is_not_signed_in_sees_a_table(app, figures):
    client = app.test_client()
    for report in REPORTS:
        shown = preview(client, report, clock.year())
        assert shown.status_code in (302, 401)
        assert "长沙市" not in shown.text


def test_a_prefecture_out_of_scope_is_not_there(app, sign_in, figures):
    client = sign_in("cs_admin")
    for report in REPORTS:
        for back in (0, 1):
            year = clock.year() - back
            shown = preview(client, report, year, prefecture="430200")
            assert shown.status_code == 404
            assert "天元区" not in shown.text
            asked = {"year": str(year), "prefecture": "430200", "format": "pdf"}
            assert client.post(f"/reports/{report}/export", data=asked).status_code == 404
    assert runs_of(app) == 0


def test_a_station_that_is_guided_is_among_the_own(sign_in, figures):
    """The safety station of Zhuzhou stands beside the joint one, which guides it."""
    year = clock.year()
    client = sign_in("zz_admin")
    _heads, lines = on_paper(preview(client, "survey_all", year).text)
    assert names(lines) == [
        "株洲市建设工程质量安全监督站",
        "株洲市建设工程安全监督站",
        "天元区建设工程质量安全监督站",
    ]
    _heads, lines = on_paper(preview(client, "survey_quality", year).text)
    assert names(lines) == []


# --- after the tree has moved ---------------------------------------------------------------


@pytest.fixture
def moved(app: Flask, figures: Flask) -> Callable[[Callable[[dt.date], None]], None]:
    """Let something happen to the tree on the first day of this year."""

    def happen(what: Callable[[dt.date], None]) -> None:
        with app.app_context(), unscoped("the tree moves"):
            what(dt.date(clock.year(), 1, 1))
            db.session.commit()
            db.session.remove()

    return happen


def ties(sign_in: Any, want: Wanted, usernames: Sequence[str]) -> None:
    for username in usernames:
        client = sign_in(username)
        for back in (0, 1):
            for report in REPORTS:
                shown = preview(client, report, clock.year() - back)
                assert shown.status_code == 200
                _heads, lines = on_paper(shown.text)
                assert lines == want(report, clock.year() - back, username), (username, report)


def test_who_moved_to_another_prefecture_stays_where_it_was_last_year(
    sign_in, run_jobs, want, moved
):
    old, new = "岳麓区建设工程质量安全监督站", "渌口区建设工程安全监督站"

    def move(day: dt.date) -> None:
        facts = {"name": new, "kind": SAFETY, "division_code": "430212", "parent_id": 3}
        change(4, day, **facts)

    moved(move)
    ties(sign_in, want, ("hn_admin", "cs_admin", "zz_admin"))
    year, client = clock.year(), sign_in("hn_admin")
    last = both(client, run_jobs, "survey_all", year - 1)
    assert station(last, old)[1:4] == ["长沙市", old, "合署"]
    assert new not in names(last)
    this = both(client, run_jobs, "survey_all", year)
    assert station(this, new)[1:4] == ["株洲市", new, "独立安全"]
    assert old not in names(this)
    for username, report, when, seen in (
        ("cs_admin", "survey_joint", year - 1, [old]),
        ("cs_admin", "survey_all", year, []),
        ("zz_admin", "survey_all", year - 1, []),
        ("zz_admin", "survey_safety", year, [new]),
        ("zz_admin", "survey_joint", year, []),
    ):
        lines = both(sign_in(username), run_jobs, report, when)
        assert [one for one in names(lines) if one in (old, new)] == seen, (username, when)
    # The filter follows the place of that day as well.
    lines = both(client, run_jobs, "survey_all", year - 1, prefecture="430200")
    assert old not in names(lines)
    lines = both(client, run_jobs, "survey_all", year, prefecture="430200")
    assert new in names(lines)


def test_a_station_that_was_split_is_one_last_year_and_two_this_year(
    app, sign_in, run_jobs, want, moved
):
    old = "株洲市建设工程质量安全监督站"
    parts = ["株洲市工程质量服务中心", "株洲市施工安全服务中心"]

    def split(day: dt.date) -> None:
        place = {"level": Level.PREFECTURE, "division_code": "430200", "parent_id": 1}
        settle(20, name=parts[0], kind=QUALITY, valid_from=day, **place)
        settle(21, name=parts[1], kind=SAFETY, valid_from=day, **place)
        change(5, day, parent_id=20)
        change(3, day, status=OrganizationStatus.REVOKED)
        db.session.add(SupervisionLink(organization_id=5, superior_id=21))
        # The leader of Changsha now works for the new safety station.
        user = db.session.scalars(select(User).where(User.username == "cs_leader")).one()
        user.organization_id = 21

    moved(split)
    ties(sign_in, want, ("hn_admin", "cs_admin"))
    year, client = clock.year(), sign_in("hn_admin")
    last = both(client, run_jobs, "survey_all", year - 1)
    assert station(last, old)[1:5] == ["株洲市", old, "合署", "市州级"]
    assert not set(parts) & set(names(last))
    this = both(client, run_jobs, "survey_all", year)
    assert old not in names(this)
    assert [station(this, one)[3] for one in parts] == ["独立质量", "独立安全"]
    for report, when, seen in (
        ("survey_joint", year - 1, [old]),
        ("survey_joint", year, []),
        ("survey_quality", year - 1, []),
        ("survey_quality", year, parts[:1]),
        ("survey_safety", year, parts[1:]),
    ):
        lines = both(client, run_jobs, report, when)
        assert [one for one in names(lines) if one in (old, *parts)] == seen, (report, when)
    # Who worked for the old one reaches last year's rows and none of this year's.
    theirs = sign_in("zz_admin")
    lines = both(theirs, run_jobs, "survey_all", year - 1)
    assert lines == want("survey_all", year - 1, "zz_admin")
    assert old in names(lines)
    shown = preview(theirs, "survey_all", year)
    assert shown.status_code == 404 or names(on_paper(shown.text)[1]) == []
    # Who works for a new one has it and what it guides now, and nothing of last year.
    theirs = sign_in("cs_leader")
    lines = both(theirs, run_jobs, "survey_all", year)
    assert names(lines) == [parts[1], "天元区建设工程质量安全监督站"]
    shown = preview(theirs, "survey_all", year - 1)
    assert shown.status_code == 404 or names(on_paper(shown.text)[1]) == []


def test_stations_that_were_merged_are_two_last_year_and_one_this_year(
    sign_in, run_jobs, want, moved
):
    olds = ["株洲市建设工程质量监督站", "株洲市建设工程安全监督站"]
    new = "株洲市建设工程质量安全服务中心"

    def join(day: dt.date) -> None:
        place = {"level": Level.PREFECTURE, "division_code": "430200", "parent_id": 3}
        settle(22, name=new, kind=JOINT, valid_from=day, **place)
        for number in (8, 9):
            change(number, day, status=OrganizationStatus.MERGED)

    moved(join)
    ties(sign_in, want, ("hn_admin", "cs_admin", "zz_admin"))
    year, client = clock.year(), sign_in("hn_admin")
    for report, when, seen in (
        ("survey_all", year - 1, olds),
        ("survey_all", year, [new]),
        ("survey_joint", year - 1, []),
        ("survey_joint", year, [new]),
        ("survey_quality", year - 1, olds[:1]),
        ("survey_quality", year, []),
        ("survey_safety", year - 1, olds[1:]),
        ("survey_safety", year, []),
    ):
        lines = both(client, run_jobs, report, when)
        assert [one for one in names(lines) if one in (new, *olds)] == seen, (report, when)
    # The one that guided the safety station sees it last year, and the new one this year.
    for when, seen in ((year - 1, olds[1:]), (year, [new])):
        lines = both(sign_in("zz_admin"), run_jobs, "survey_all", when)
        assert [one for one in names(lines) if one in (new, *olds)] == seen, when


# --- hostile texts --------------------------------------------------------------------------

HOSTILE = {
    "name": "=1+1<b>粗</b>\u202e站" + "长" * 80,
    "competent_department": '=HYPERLINK("http://x","y")<script>alert(1)</script>',
    "approval_no": "@SUM(A1:A9)&amp;<i>",
    "head_name": "<b>王</b>\u202e五",
    "head_position": "-1+1|cmd'/C calc'!A0",
    "certificate_no": "+1<img src=x onerror=1>",
}


def test_hostile_texts_stay_texts(app, sign_in, run_jobs, want, moved):
    def write(day: dt.date) -> None:
        change(6, day, name=HOSTILE["name"])
        told = {name: HOSTILE[name] for name in ("competent_department", "approval_no")}
        told |= {name: HOSTILE[name] for name in ("head_name", "head_position")}
        year = clock.year()
        query = select(ProfileReturn).where(
            ProfileReturn.organization_id == 6, ProfileReturn.year == year
        )
        if (found := db.session.scalar(query)) is None:
            found = ProfileReturn(organization_id=6, year=year)
            db.session.add(found)
        found.state = ReturnState.SUBMITTED
        for name, value in told.items():
            setattr(found, name, value)
        verify(6, day, dt.date(2099, 12, 31), certificate_no=HOSTILE["certificate_no"])

    moved(write)
    client, year = sign_in("hn_admin"), clock.year()
    lines = both(client, run_jobs, "survey_all", year)
    clean = [
        [cell.replace("\u202e", "") for cell in line]
        for line in want("survey_all", year, "hn_admin")
    ]
    assert lines == clean
    cells = {cell for line in lines for cell in line}
    assert {value.replace("\u202e", "") for value in HOSTILE.values()} <= cells
    shown = preview(client, "survey_all", year).text
    assert "\u202e" not in shown
    for raw in ("<b>粗", "<script>alert", "<b>王", "<i>", "<img src=x"):
        assert raw not in shown, raw
    content = export(client, run_jobs, "survey_all", year, "xlsx")
    with zipfile.ZipFile(BytesIO(content)) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        for name in sheets:
            written = book.read(name).decode()
            assert "<f>" not in written
            assert "<hyperlink" not in written


def test_a_department_as_long_as_its_column_is_printed_whole(app, sign_in, run_jobs, want):
    words = "湖南省住房和城乡建设领域工程质量安全监督管理工作联席会议办公室" * 2
    long = words[:60]
    with app.app_context(), unscoped("long words"):
        found = db.session.scalars(select(ProfileReturn)).all()
        for one in found:
            one.competent_department = long
        db.session.commit()
    year = clock.year() - 1
    lines = both(sign_in("hn_admin"), run_jobs, "survey_all", year)
    assert lines == want("survey_all", year, "hn_admin")
    assert long in {cell for line in lines for cell in line}
