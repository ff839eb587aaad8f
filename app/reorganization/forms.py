"""Reading what is typed into the dialogs of 机构维护."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l

from app.core.base import clock
from app.core.base.choices import OrganizationKind, OrganizationStatus
from app.core.models import Organization
from app.core.screens.form_fields import (
    AtMost,
    Choice,
    Day,
    OptionalField,
    RelationField,
    Required,
    Text,
)
from app.core.screens.model_forms import AppForm
from app.core.screens.table_fields import SeveralChoice
from app.core.tree.organization_tree import divisions, prefecture_of
from app.personnel.queries import roster_of

ENDINGS = (OrganizationStatus.REVOKED, OrganizationStatus.DISABLED)


def _lookup() -> str:
    return url_for("OrganizationView.lookup")


def _divisions(_current: str | None) -> list[tuple[str, str]]:
    """Every division, a county behind the name of its prefecture."""
    places = divisions()
    found = []
    for code, place in places.items():
        above = prefecture_of(code)
        before = f"{places[above].name} " if above and above != code else ""
        found.append((code, f"{before}{place.name}"))
    return found


def _kinds(_current: str | None) -> list[tuple[str, Any]]:
    return [(kind.value, kind.label) for kind in OrganizationKind]


def _kind(label: Any) -> Choice:
    return Choice(label, [Required()], coerce=OrganizationKind, offered=_kinds)


def _superior(label: Any, validators: list[Any]) -> RelationField:
    return RelationField(label, validators, model=Organization, lookup=_lookup)


class DatedForm(AppForm):
    """Every change begins on a day; ``asks_first`` shows what follows before it is done."""

    asks_first = False
    day = Day(
        _l("生效日期"),
        [Required()],
        default=clock.today,
        description=_l("最晚为今天：保存后立即生效，将来才生效的变更请到当日办理"),
    )


class StandingForm(DatedForm):
    """What an organization is."""

    asks_first = True

    name = Text(_l("机构名称"), [Required(), AtMost(100)])
    short_name = Text(_l("机构简称"), [OptionalField(), AtMost(30)])
    division_code = Choice(_l("所在行政区划"), [Required()], offered=_divisions)
    kind = _kind(_l("机构类别"))
    parent = _superior(_l("上级机构"), [OptionalField()])


class ClosingForm(DatedForm):
    """How an organization ends."""

    asks_first = True

    status = Choice(
        _l("变更为"),
        [Required()],
        coerce=OrganizationStatus,
        offered=lambda _current: [(one.value, one.label) for one in ENDINGS],
    )


class JoiningForm(DatedForm):
    """Which organization takes over."""

    asks_first = True

    target = _superior(_l("并入机构"), [Required()])


class PartingForm(DatedForm):
    """The new organization, what becomes of the old one, and who goes."""

    asks_first = True

    name = Text(_l("新设机构名称"), [Required(), AtMost(100)])
    kind = _kind(_l("新设机构类别"))
    own_name = Text(_l("本机构名称"), [Required(), AtMost(100)])
    own_kind = _kind(_l("本机构类别"))
    people = SeveralChoice(_l("转入新设机构的人员"), offered=lambda _stored: [])


def parting_form(organization: Organization) -> type[AppForm]:
    """The form of one organization: its people are those to choose from."""

    def offered(_stored: Any) -> list[tuple[str, str]]:
        return [
            (str(one.id), f"{one.name} {one.position or ''}".strip())
            for one in roster_of(organization.id)
        ]

    people = SeveralChoice(_l("转入新设机构的人员"), offered=offered)
    return type("PartingFormOfOne", (PartingForm,), {"people": people})
