"""人员结构情况查看: the list, its details, the people behind each cell, and 重新归档."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from flask import abort, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.core.access.actor import current_actor
from app.core.access.security_manager import may
from app.core.base.db import db
from app.core.base.errors import Conflict, Refused
from app.core.base.ids import is_id
from app.core.base.per_request import once
from app.core.base.responses import done, page
from app.core.configuration.dictionaries import label
from app.core.screens.list_address import ListRequest
from app.core.screens.list_page import headers
from app.core.screens.row_markup import row_links
from app.core.screens.views import RowAction, RowsView, show_url
from app.core.web.years import shown_year
from app.organizations import operations, presentation, queries
from app.organizations.choices import StructureState
from app.organizations.models import StaffSnapshot
from app.personnel.labels import LABELS
from app.personnel.queries import SHOWN_OF_PEOPLE, readable_people

# Columns of which a dialog shows the block, by the block's key.
DETAILS = {
    "employment": _l("用工结构"),
    "titles": _l("职称"),
    "education": _l("学历"),
    "ages": _l("年龄"),
    "specialties": _l("专业"),
    "qualifications": _l("执业资格(人次)"),
}
COUNTED = {"certified": "certificates", "technical": "technical"}
PEOPLE, PROFILES = "personnel.person", "organizations.profile"
AT_ONCE = 50
SMALL = Markup('<span class="zj-beside">%s</span>')
BASE = "/organizations/staff-structure"


def _detail(block: str) -> Callable[[queries.StructureRow], RowAction]:
    """The link 查看详情 of a column."""
    return lambda row: RowAction(_("查看详情"), f"{BASE}/part/{row.id}/{block}", "dialog")


def _only_link(block: str) -> Callable[[queries.StructureRow], Any]:
    """A cell that is nothing but its link 查看详情."""
    link, title = _detail(block), DETAILS[block]
    return lambda row: SMALL % row_links([link(row)], f"{row.name} {title}")


class StaffStructureView(RowsView):
    """人员结构情况查看: counted now in the running year, as stored in earlier ones."""

    row_class = queries.StructureRow
    class_permission_name = "organizations.staff_structure"
    method_permission_name = {
        "list": "read",
        "show": "read",
        "part": "read",
        "people": "read",
        "export": "export",
        "rearchive": "update",
    }
    route_base = BASE
    list_title = _l("人员结构情况查看")
    intro = _l("当前年度由系统实时统计；已过年度由系统在每年 12 月 31 日归档。")
    unit = _l("条")
    list_columns = [
        "year",
        "name",
        "posts",
        "on_duty",
        "employment",
        "certified",
        "ratio",
        "technical",
        "technical_ratio",
        "titles",
        "education",
        "ages",
        "specialties",
        "qualifications",
        "state",
    ]
    title_column = "name"
    narrow_columns = [name for name in list_columns if name != "posts"]
    search_columns = ["year", "name", "level", "state"]
    default_filters = {"year": shown_year}
    late_columns = ("posts", "on_duty", "certified", "ratio", "technical", "technical_ratio")
    unsorted_columns = tuple(DETAILS)
    exports = True
    wrapped_columns = ("name",)
    table_css = "zj-many zj-many--links"
    label_columns = {
        "year": _l("年度"),
        "name": _l("机构名称"),
        "level": _l("级别"),
        "posts": _l("核定编制数"),
        "on_duty": _l("在职总人数"),
        "certified": _l("持证监督人员数"),
        "ratio": _l("持证占比"),
        "technical": _l("专业技术人员数"),
        "technical_ratio": _l("专技占比"),
        "state": _l("数据状态"),
        **DETAILS,
    }
    formatters = {
        "year": lambda row: str(row.year),
        "ratio": presentation.ratio,
        "technical_ratio": presentation.technical_ratio,
        **{name: _only_link(name) for name in DETAILS},
    }
    cell_links = {name: _detail(block) for name, block in COUNTED.items()}
    tags = {
        "state": {
            StructureState.LIVE: "info",
            StructureState.ARCHIVED: "ok",
            StructureState.LATE: "back",
        }
    }

    def rows(self) -> Sequence[queries.StructureRow]:
        return queries.structure_rows(self._own())

    def _own(self) -> int | None:
        """The organization whose rows alone are shown; None for every one in scope."""
        return None if self.has_right("oversee") else current_actor().organization_id or 0

    def completed(self, rows: Sequence[queries.StructureRow]) -> Sequence[queries.StructureRow]:
        """With the figures of the organizations of a page alone."""
        return queries.with_staff(rows)

    def row_actions(self, item: queries.StructureRow) -> Sequence[RowAction]:
        found = [RowAction(_("查看"), f"{BASE}/show/{item.id}", "drawer")]
        if item.version and once(("rearchives", self), lambda: self.has_right("update")):
            found.append(RowAction(_("重新归档"), f"{BASE}/rearchive/{item.id}", "dialog"))
        return found

    # --- one organization's year ------------------------------------------------------------

    def _row(self, year: int, pk: str) -> queries.StructureRow:
        """The row of an organization and year, without its figures, or 404."""
        if not is_id(pk) or self._own() not in (None, int(pk)):
            abort(404)
        found = queries.structure_rows(int(pk))
        return next((row for row in found if row.year == year), None) or abort(404)

    def _stored(self, row: queries.StructureRow) -> StaffSnapshot | None:
        """The version that is asked for of a year that is stored, or 404; None for today's."""
        asked_for = request.args.get("version", "")
        if not row.version:
            return abort(404) if asked_for else None
        if asked_for and not is_id(asked_for):
            abort(404)
        version = int(asked_for) if asked_for else None
        return queries.stored_structure(row.organization_id, row.year, version) or abort(404)

    def _figures(
        self, row: queries.StructureRow, stored: StaffSnapshot | None
    ) -> tuple[queries.StructureRow, list[int] | None]:
        """The row with all of its cells, and the ages of who is on duty."""
        if stored is None:
            (row,) = queries.with_staff([row], only=None)
            people = queries.people_now(row.organization_id, "on_duty")
        else:
            row = queries.as_stored(row, stored)
            known = row.on_duty is not None
            people = queries.people_then(stored, "on_duty") if known else []
        ages = [one.age for one in people if one.age is not None]
        return row, ages if len(ages) == len(people) else None

    @expose("/show/<int:year>/<pk>")
    @has_access
    def show(self, year: int, pk: str) -> Any:
        """查看: every block of an organization's year."""
        row = self._row(year, pk)
        stored = self._stored(row)
        row, ages = self._figures(row, stored)
        versions = queries.stored_versions(row.organization_id, row.year) if stored else ()
        return self._page(
            _("人员结构情况"),
            row,
            stored,
            blocks=presentation.structure_blocks(row, ages),
            versions=versions,
            is_whole=True,
        )

    @expose("/part/<int:year>/<pk>/<string:key>")
    @has_access
    def part(self, year: int, pk: str, key: str) -> Any:
        """查看详情: the block of a column."""
        if key not in presentation.STRUCTURE_BLOCKS:
            abort(404)
        row = self._row(year, pk)
        stored = self._stored(row)
        row, ages = self._figures(row, stored)
        block = presentation.structure_block(key, row, ages)
        return self._page(block.title, row, stored, blocks=[block], versions=(), is_whole=False)

    def _page(
        self, title: Any, row: queries.StructureRow, stored: StaffSnapshot | None, **more: Any
    ) -> Any:
        profile = queries.profile_of(row.organization_id, row.year)
        is_open = profile is not None and may("read", PROFILES)
        version = f"?version={stored.version}" if stored and request.args.get("version") else ""
        return page(
            self,
            "organizations/staff_structure.html",
            title=title,
            row=row,
            stored=stored,
            base=BASE,
            version=version,
            profile_url=show_url(PROFILES, profile.id) if profile and is_open else None,
            ratio=presentation.ratio(row),
            technical_ratio=presentation.technical_ratio(row),
            sign=presentation.check_sign,
            **more,
        )

    @expose("/people/<int:year>/<pk>/<string:key>")
    @has_access
    def people(self, year: int, pk: str, key: str) -> Any:
        """The people behind a cell: of today, or as they were stored."""
        row = self._row(year, pk)
        stored = self._stored(row)
        try:
            found = (
                queries.people_now(row.organization_id, key)
                if stored is None
                else queries.people_then(stored, key)
            )
            title = presentation.cell_words(row)[key]
        except KeyError:
            abort(404)
        asked_for = request.args.get("page", "1")
        last = max(-(-len(found) // AT_ONCE), 1)
        number = min(int(asked_for), last) if is_id(asked_for) else 1
        some = found[(number - 1) * AT_ONCE : number * AT_ONCE]
        return page(
            self,
            "organizations/staff_people.html",
            title=title,
            row=row,
            stored=stored,
            count=len(found),
            not_kept=max((stored.cells[key] if stored else len(found)) - len(found), 0),
            lines=list(_lines(some, row.year)),
            labels=[LABELS[name] for name in SHOWN_OF_PEOPLE],
            number=number,
            last=last,
            path=request.path,
            version=stored.version if stored and request.args.get("version") else None,
            back=f"{BASE}/show/{row.id}",
        )

    # --- export -----------------------------------------------------------------------------

    def exported(self, found: ListRequest) -> tuple[Sequence[tuple[str, str]], Sequence[Any]]:
        """The filtered list with every cell of every block."""
        rows = queries.with_staff(self.matching(found), only=None)
        columns = [one for one in self.columns if one.name not in DETAILS]
        read = [one.bind_raw() for one in columns]
        cells = {row.id: dict(_all_cells(row)) for row in rows}
        names = list(dict.fromkeys(name for held in cells.values() for name in held))
        lines = [
            [*(one(row) for one in read), *(cells[row.id].get(name) for name in names)]
            for row in rows
        ]
        return [*headers(columns), *((name, "int") for name in names)], lines

    # --- 重新归档 ---------------------------------------------------------------------------

    @expose("/rearchive/<int:year>/<pk>", methods=["GET", "POST"])
    @has_access
    def rearchive(self, year: int, pk: str) -> Any:
        """What would become of a stored structure, and storing it as a further version."""
        row = self._row(year, pk)
        stored = self._stored(row) or abort(404)
        errors: dict[str, str] = {}
        status = 200
        if request.method == "POST":
            try:
                operations.rearchive(
                    stored,
                    reason=request.form.get("reason", ""),
                    seen=request.form.get("seen", ""),
                    actor=current_actor(),
                )
                db.session.commit()
                return done(_("已重新归档"), f"{BASE}/list/?_flt_0_year={row.year}")
            except (Refused, Conflict) as refused:
                db.session.rollback()
                status = 409 if isinstance(refused, Conflict) else 422
                reasons = refused.errors if isinstance(refused, Refused) else ()
                errors = {e.field: e.message for e in reasons} or {"": str(refused)}
                stored = self._stored(row) or abort(404)
        made = operations.renewal(stored)
        return page(
            self,
            "organizations/staff_rearchive.html",
            title=_("重新归档 %(year)d 年度 · %(name)s", year=row.year, name=row.name),
            made=made,
            changed=list(_told(made, row)),
            errors=errors,
            typed=request.form,
            post_url=request.path,
            list_url=f"{BASE}/list/?_flt_0_year={row.year}",
        ), status


def _told(
    made: operations.Renewal, row: queries.StructureRow
) -> Iterator[tuple[str, int | None, int]]:
    """The cells that differ as they are called; those that no block shows are left out."""
    words = presentation.cell_words(row)
    for key, old, new in made.changed:
        if key in words:
            yield words[key], old, new


def _lines(
    people: Sequence[queries.Counted], year: int
) -> Iterator[tuple[str, str | None, int | None, list[str]]]:
    """Name, address where it may be opened, age, and the words of what lists show."""
    opened = set()
    if may("read", PEOPLE):
        opened = readable_people([one.id for one in people])
    for one in people:
        words = [label(name, one.codes[name], year=year) for name in SHOWN_OF_PEOPLE]
        yield one.name, show_url(PEOPLE, one.id) if one.id in opened else None, one.age, words


def _all_cells(row: queries.StructureRow) -> Iterator[tuple[str, Any]]:
    """Every cell of a row under the name of its block."""
    for block in presentation.structure_blocks(row, None):
        for cell in block.cells:
            if not cell.is_derived and cell.people:
                yield f"{block.title}·{cell.label}", cell.value
