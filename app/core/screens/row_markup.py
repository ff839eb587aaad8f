"""Renderer of list rows: cells as HTML, and the links that a row offers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup, escape

from app.core.web.markup import escaped, joined

from .filter_bar import labels
from .interfaces import Listed
from .value_display import ListColumn


@dataclass(frozen=True, slots=True)
class RowAction:
    """A text link in a row. ``opens``: page, dialog, drawer, or post (with a confirmation)."""

    label: Any
    url: str
    opens: str = "page"
    danger: bool = False
    confirm: Any = ""


# The cell before or behind those of a row's columns, by its item and name.
Edge = Callable[[Any, str], Markup]
# What stands there is made for all rows of a page at once.
Edges = Callable[[Sequence[Any]], tuple[Edge | None, Edge]]


def row_lines(
    view: Listed, columns: Sequence[ListColumn], items: Sequence[Any], edges: Edges
) -> list[Markup]:
    """The rows as markup, put together here: a template would take thrice as long."""
    words = labels(view, str(get_locale()))
    shown_cells = [(CELL_START % (one.css, words[one.name]), one.bind()) for one in columns]
    named = view.row_name()
    before, behind = edges(items)
    rows = []
    for item in items:
        cells = [(start, escaped(show(item))) for start, show in shown_cells]
        name = named(item)
        parts = [before(item, name)] if before else []
        for start, cell in cells:
            parts += (start, cell, CELL_END)
        parts.append(behind(item, name))
        rows.append(joined(parts))
    return rows


def usual_edges(view: Listed, *, chosen: bool) -> Edges:
    """A box where there are bulk actions, and the links of a row behind its cells."""
    row_actions, most, pick = view.row_actions, view.most_links, _("选择")

    def box(item: Any, name: str) -> Markup:
        return CHECKBOX % (item.id, pick, name)

    def links(item: Any, name: str) -> Markup:
        return joined((ACTIONS_START, row_links(row_actions(item), name, most), CELL_END))

    return lambda _items: (box if chosen else None, links)


def row_links(actions: Sequence[RowAction], name: str, most: int = 3) -> Markup:
    """At most so many links, then 更多; what destroys or sends back stands last."""
    shown = escape(name)
    links = [_link(action, shown) for action in sorted(actions, key=attrgetter("danger"))]
    if len(links) <= most:
        return joined(links)
    more = joined(links[most - 1 :])
    return MORE % (joined(links[: most - 1]), _("%(name)s的更多操作", name=name), _("更多"), more)


def _link(action: RowAction, name: Markup) -> Markup:
    label = escape(action.label)
    if action.opens == "post":
        css = " zj-link--danger" if action.danger else ""
        question = CONFIRM % action.confirm if action.confirm else ""
        return POST_LINK % (css, action.url, question, label, name, label)
    return joined(
        (
            LINK_START,
            escape(action.url),
            DANGER if action.danger else QUOTE,
            OPENS[action.opens],
            label,
            SPACE,
            name,
            LINK_LABEL_END,
            label,
            LINK_END,
        )
    )


CELL_START = Markup('<td class="%s" data-l="%s">')
CELL_END, ACTIONS_START = Markup("</td>"), Markup('<td class="act">')
CHECKBOX = Markup(
    '<td class="chk"><input type="checkbox" name="rowid" value="%s" form="bulk" data-one'
    ' aria-label="%s %s"></td>'
)
POST_LINK = Markup(
    '<button class="zj-link%s" form="row-post" formaction="%s"%s aria-label="%s %s">%s</button>'
)
CONFIRM = Markup(' data-confirm="%s"')
MORE = Markup(
    '%s<span class="zj-pop"><button type="button" class="zj-link" data-menu'
    ' aria-expanded="false" aria-label="%s">%s</button>'
    '<span class="zj-menu zj-menu--row" hidden>%s</span></span>'
)
LINK_START, QUOTE, DANGER = Markup('<a href="'), Markup('"'), Markup('" class="zj-link--danger"')
OPENS = {
    "page": Markup(' aria-label="'),
    "dialog": Markup(' data-opens="dialog" aria-label="'),
    "drawer": Markup(' data-opens="drawer" aria-label="'),
}
SPACE, LINK_LABEL_END, LINK_END = Markup(" "), Markup('">'), Markup("</a>")
