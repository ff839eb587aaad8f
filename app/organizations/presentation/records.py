"""Funding and profile as the history keeps them and details print them; no database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.models import Organization
from app.core.screens.table_fields import RowColumn
from app.core.screens.value_display import NOTHING, binder
from app.core.screens.value_kinds import attribute
from app.core.tree.organization_tree import organization_names
from app.organizations.choices import FUNDING_FIGURES, PROFILE_FIELDS, InstrumentState
from app.organizations.models import FundingReturn, ProfileReturn

Texts = dict[str, tuple[str, str]]
FUNDING_WORDS = ("funding_type", "in_budget", "fully_covered", "budget_no")
# The small tables of the profile, by the column that holds them.
TABLES: Mapping[str, tuple[RowColumn, ...]] = {
    "departments": (
        RowColumn("name", _l("科室名称"), required=True),
        RowColumn("duties", _l("主要职责"), length=200),
        RowColumn("head", _l("负责人"), length=20),
    ),
    "instrument_list": (
        RowColumn("name", _l("名称"), required=True),
        RowColumn("model", _l("型号")),
        RowColumn("count", _l("数量"), "count", 6, required=True),
        RowColumn("bought", _l("购置年份"), "count", 4),
        RowColumn("calibrated_to", _l("检定有效期至"), "date", 10),
        RowColumn(
            "state",
            _l("状态"),
            "choice",
            choices=lambda: [(state.value, state.label) for state in InstrumentState],
        ),
    ),
}


def _texts(model: type[Any], names: Iterable[str], item: Any) -> Iterator[tuple[str, Any, str]]:
    for name in names:
        found = attribute(model, name)
        yield name, found.info["label"], str(binder(found)()(item))


def _plain(texts: Iterable[tuple[str, Any, str]]) -> Texts:
    return {name: (str(label), "" if text == NOTHING else text) for name, label, text in texts}


def funding_texts(item: FundingReturn) -> Texts:
    """What a clerk hands in, by the names of the form fields: label and text."""
    names = (*FUNDING_WORDS, *(figure.key for figure in FUNDING_FIGURES), "explanation")
    return _plain(_texts(FundingReturn, names, item))


def profile_texts(item: ProfileReturn) -> Texts:
    """The same of 监督机构基本信息; each row of a small table is a text of its own."""
    names = [name for name in PROFILE_FIELDS if name not in TABLES]
    found = _plain(_texts(ProfileReturn, names, item))
    for name, columns in TABLES.items():
        label = attribute(ProfileReturn, name).info["label"]
        for place, row in enumerate(getattr(item, name) or ()):
            words = _("%(label)s 第 %(n)d 行", label=label, n=place + 1)
            found[f"{name}-{place}"] = (words, row_text(columns, row))
    return found


def row_text(columns: Iterable[RowColumn], row: Mapping[str, Any]) -> str:
    """One row of a small table in words."""
    return _("；").join(
        f"{column.label}{_('：')}{cell_text(column, row.get(column.key))}"
        for column in columns
        if row.get(column.key) is not None
    )


def cell_text(column: RowColumn, value: Any) -> str:
    """One cell of a small table in words."""
    if value is None:
        return NOTHING
    return str(dict(column.choices())[value]) if column.choices else str(value)


def profile_tables(item: ProfileReturn) -> list[tuple[str, Any, list[Any], list[list[str]]]]:
    """The small tables of the profile for reading: name, title, headings, rows."""
    return [
        (
            name,
            attribute(ProfileReturn, name).info["label"],
            [column.label for column in columns],
            [[cell_text(c, row.get(c.key)) for c in columns] for row in getattr(item, name) or ()],
        )
        for name, columns in TABLES.items()
    ]


def place_of(organization: Organization) -> list[tuple[Any, str]]:
    """What only the system administrator sets: code, division, level, superior."""
    superior = organization_names().get(organization.parent_id or 0, NOTHING)
    return [
        (_("机构编码"), organization.code),
        (_("所在行政区划"), str(organization.division)),
        (_("机构级别"), str(organization.level.label)),
        (_("上级监督机构"), superior),
    ]
