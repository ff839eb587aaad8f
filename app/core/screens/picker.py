"""List in a dialog out of whose rows some are ticked: which may be, and why the others may not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import abort
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy import select

from app.core.access.refused_access import refuse
from app.core.base.db import db
from app.core.base.ids import is_id

from .list_query import with_computed
from .row_markup import CELL_END, Edge, RowAction, row_links
from .screen import OURS, Screen

# So many may be allowed at once: an address names all that are ticked.
MOST = 200
# So many are read at all.
MOST_SENT = 500
# The pages of a list that a picker has no addresses for.
PAGES = ("list", "search", "choose_columns", "show", "lookup", "add", "edit", "delete", "export")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row cannot be ticked; ``url`` is the page of what stands against it."""

    words: Any
    url: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that somebody ticked and cannot have, by name, with the link to what is against it."""

    name: str
    words: Any
    link: Markup


@dataclass(slots=True)
class Ticks:
    """What is ticked on one page: the rows that may be, and what is said of those that may not."""

    rows: Sequence[Any]
    refused: dict[int, Refusal] = field(default_factory=dict)
    on_page: set[int] = field(default_factory=set)

    @property
    def good(self) -> list[Any]:
        """The ticked rows that may be."""
        return [row for row in self.rows if row.id not in self.refused]

    @property
    def bad(self) -> list[Any]:
        """The ticked rows that may not be any more."""
        return [row for row in self.rows if row.id in self.refused]


class Picker(Screen):
    """Rows to tick: a list by the words of every list, which a screen shows at ``/pick``.

    A subclass declares ``datamodel``, columns and filters as a screen does, and says by
    ``refusals`` which rows cannot be ticked. The screen names it: ``picker = …``.
    """

    list_title = _l("选择人员")
    unit = _l("人")
    submit_label = _l("提交")
    empty_hint = _l("没有可以选择的记录。")
    dialog_size = "l"
    # One row alone, by radio buttons.
    single = False
    most = 50
    # Whether rows of other organizations are shown and cannot be ticked.
    own_only = False
    # The page of the screen that the ticked go to, as ``?of=…&of=…``.
    leads_to = "several"

    def __init__(self, screen: Any) -> None:
        if self.row_columns is not None:
            raise TypeError(f"{type(self).__name__}: what is ticked is a whole object")
        if self.most > MOST:
            raise TypeError(f"{type(self).__name__}: more than {MOST} at once")
        self.screen = screen
        self.exclude_route_methods = {*PAGES, *self.exclude_route_methods}
        super().__init__()

    # --- what a screen says -----------------------------------------------------------------

    def refusals(self, items: Sequence[Any]) -> Mapping[int, Refusal]:
        """Why some of these rows cannot be ticked, by id; as many statements for one as for all."""
        return {}

    def limit(self) -> int:
        """How many may be ticked now."""
        return 1 if self.single else self.most

    # --- rows -------------------------------------------------------------------------------

    def has_right(self, action: str) -> bool:
        return bool(self.screen.has_right(action))

    def rows(self, keys: Sequence[str]) -> list[Any]:
        """The rows of these ids in their order, in scope and of this list; one missing is 404.

        An id that is written twice, as ``7`` and ``07``, is one row.
        """
        keys = [*dict.fromkeys(keys)]
        if len(keys) > MOST_SENT:
            abort(400)
        if not all(is_id(key) for key in keys):
            abort(404)
        model, ids = self.datamodel.obj, [*dict.fromkeys(int(key) for key in keys)]
        if not ids:
            return []
        beside = [self.computed_sql(name) for name in self.computed]
        query = select(model, *beside).where(model.id.in_(ids), *self.base_conditions())
        rows = db.session.execute(query.options(*self.list_options)).unique()
        found = {row[0].id: with_computed(self.computed, row) for row in rows}
        missing = [one for one in ids if one not in found]
        return refuse(404, str(missing[0])) if missing else [found[one] for one in ids]

    def refused(self, items: Sequence[Any]) -> dict[int, Refusal]:
        """Why some of these rows cannot be ticked; the first reason is that of another's."""
        found = {}
        if self.own_only:
            others = [item for item in items if not self.is_writable(item)]
            found = {item.id: Refusal(_("不属于本机构")) for item in others}
        if rest := [item for item in items if item.id not in found]:
            found |= self.refusals(rest)
        return found

    def ticks(self, keys: Sequence[str]) -> Ticks:
        """What these ids stand for, and which of them cannot be ticked."""
        rows = self.rows(keys)
        return Ticks(rows, self.refused(rows))

    def too_many(self, count: int) -> str:
        """What is said when so many are ticked and fewer may be."""
        most = self.limit()
        if count <= most:
            return ""
        words = {"most": f"{most:,}", "unit": self.unit, "more": f"{count - most:,}"}
        return _("最多选择 %(most)s %(unit)s，请移除 %(more)s %(unit)s", **words)

    # --- how it is drawn --------------------------------------------------------------------

    def faults(self, ticks: Ticks) -> list[Fault]:
        """Those that cannot be ticked, by name."""
        name, found = self.row_name(), []
        for row in ticks.bad:
            refusal = ticks.refused[row.id]
            found.append(Fault(name(row), refusal.words, _link(refusal, name(row))))
        return found

    def edges(self, ticks: Ticks, items: Sequence[Any]) -> tuple[Edge, Edge]:
        """The cells beside those of a row: a box or radio button, and why there is no ticking."""
        ticks.on_page = {item.id for item in items}
        beside = [row for row in ticks.rows if row.id not in ticks.on_page]
        ticks.refused = self.refused([*items, *beside])
        chosen, refused = {row.id for row in ticks.good}, ticks.refused
        kind, pick = "radio" if self.single else "checkbox", _("选择")
        words = _("说明")

        def box(item: Any, name: str) -> Markup:
            state = CHECKED if item.id in chosen else Markup("")
            if item.id in refused:
                state = DISABLED % item.id
            return BOX % (kind, item.id, pick, name, name, state)

        def reason(item: Any, name: str) -> Markup:
            refusal = refused.get(item.id)
            told = REASON % (refusal.words, _link(refusal, name)) if refusal else ""
            return REASON_START % (item.id, words) + told + CELL_END

        return box, reason


def _link(refusal: Refusal, name: str) -> Markup:
    actions = [RowAction(_("查看"), refusal.url, "drawer")] if refusal.url else []
    return row_links(actions, name)


BOX = Markup(
    '<td class="chk"><input type="%s" name="of" value="%s" data-one aria-label="%s %s"'
    ' data-name="%s"%s></td>'
)
CHECKED, DISABLED = Markup(" checked"), Markup(' disabled aria-describedby="why-%s"')
REASON_START, REASON = Markup('<td class="why" id="why-%s" data-l="%s">'), Markup("%s %s")
OURS.add(Picker)
