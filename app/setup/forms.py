"""Reading what is typed and ticked on the pages of 首次设置."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.access.accounts import NewAccount
from app.core.access.roles import ADMIN_OF, OFFICERS
from app.core.base.choices import DivisionLevel, Level, OrganizationKind
from app.core.base.errors import FieldError
from app.core.base.ids import is_id
from app.core.base.typed_text import clean_line, name_text, narrow
from app.core.configuration.parameter_values import ParameterKind
from app.core.configuration.parameters import declared
from app.core.screens.form_fields import AtMost, Choice, Day, OptionalField, Required, Text
from app.core.screens.model_forms import AppForm
from app.core.tree.organization_tree import divisions, tree
from app.settings.forms import FIELDS
from app.settings.value_words import value_hint

from . import operations, presentation, queries, rules
from .presentation import OFFICER_NAMES
from .rules import Planned


def _provinces(_current: str | None) -> list[tuple[str, Any]]:
    places = divisions().values()
    return [(place.code, place.name) for place in places if place.level == DivisionLevel.PROVINCE]


def _kinds(_current: str | None) -> list[tuple[str, Any]]:
    return [(kind.value, kind.label) for kind in OrganizationKind]


class ProvinceForm(AppForm):
    """The organization of the province, with which everything begins."""

    name = Text(_l("机构名称"), [Required(), AtMost(rules.LONGEST_NAME)])
    short_name = Text(_l("机构简称"), [OptionalField(), AtMost(rules.LONGEST_SHORT_NAME)])
    division = Choice(_l("所在行政区划"), [Required()], offered=_provinces)
    kind = Choice(
        _l("机构类别"),
        [Required()],
        coerce=OrganizationKind,
        offered=_kinds,
        default=OrganizationKind.JOINT,
    )
    day = Day(
        _l("启用日期"),
        [Required()],
        default=queries.default_beginning,
        description=_l("全部机构自这一天起计入报表，一般为本填报年度的 1 月 1 日。"),
    )

    def told(self, unread: Collection[str]) -> Iterable[FieldError]:
        if not unread:
            return ()
        values = self.values_but(unread)
        return self.at_fields(operations.planned_refusals(self.planned(values), day=values["day"]))

    @staticmethod
    def planned(values: Mapping[str, Any]) -> list[Planned]:
        """What is to be made; nothing while nobody can read where, or of which kind."""
        name, division, kind = values["name"] or "", values["division"], values["kind"]
        if division is None or kind is None:
            return []
        return [Planned("", name, values["short_name"], division, kind)]

    @staticmethod
    def at_fields(errors: Iterable[FieldError]) -> Iterable[FieldError]:
        """Errors of what is planned at the fields, which have no key."""
        return (replace(one, field=one.field.rstrip("-")) for one in errors)


def parameter_form(keys: Sequence[str]) -> type[AppForm]:
    """A form of several parameters, each with the field of its kind."""
    found = {}
    for key in keys:
        one = declared()[key]
        unit = "%" if one.kind is ParameterKind.PERCENT else one.unit
        named = {"label": one.label, "unit": unit}
        label = _("%(label)s（%(unit)s）", **named) if unit else str(one.label)
        found[key] = FIELDS[one.kind](one, label, value_hint(one))
    return type("SomeParametersForm", (AppForm,), found)


def sent_versions(keys: Sequence[str]) -> Mapping[str, int]:
    """The versions of the parameters that the page showed."""
    given = {key: request.form.get(f"version-{key}", "") for key in keys}
    return {key: int(text) if text == "0" or is_id(text) else -1 for key, text in given.items()}


# --- tables of rows -------------------------------------------------------------------------

Typed = Mapping[str, tuple[Any, ...]]


def typed_divisions(level: Level) -> Typed:
    """Name, kind and tick of each row of the page."""
    kinds = [str(code) for code, _words in presentation.KINDS]
    ticked = set(request.form.getlist("pick"))
    found = {}
    for place in presentation.missing(level):
        kind = request.form.get(f"kind-{place.code}", "")
        if kind in kinds:
            name = clean_line(request.form.get(f"name-{place.code}", ""))
            found[place.code] = (name, kind, place.code in ticked)
    return found


def planned_of(typed: Typed) -> list[Planned]:
    """The organizations of the rows that are ticked."""
    places = divisions()
    return [
        one
        for code, (name, kind, ticked) in typed.items()
        if ticked
        for one in rules.planned_of(code, places[code], name, kind)
    ]


def typed_accounts() -> Typed:
    """Login name, name and tick of each row of the page."""
    ticked = set(request.form.getlist("pick"))
    keys = [name.partition("-")[2] for name in request.form if name.startswith("username-")]
    return {
        key: (
            narrow(clean_line(request.form.get(f"username-{key}", ""))),
            name_text(request.form.get(f"person-{key}", "")),
            key in ticked,
        )
        for key in keys
    }


def accounts_of(typed: Typed) -> list[NewAccount]:
    """The accounts of the rows that are ticked; a row of nobody's organization is left out."""
    nodes = tree()
    officers = {OFFICER_NAMES[role]: role for role in OFFICERS}
    province = queries.province()
    found = []
    for key, (username, person, ticked) in typed.items():
        if not ticked:
            continue
        if key in officers and province is not None:
            roles, place = (officers[key],), province
        elif is_id(key) and int(key) in nodes:
            place = nodes[int(key)]
            roles = (ADMIN_OF[place.level],)
        else:
            continue
        found.append(NewAccount(username, person, place.id, roles, key))
    return found


def ticked_users() -> list[int]:
    """The accounts whose passwords are to be reset."""
    sent = request.form.getlist("rowid")
    return list(dict.fromkeys(int(one) for one in sent if is_id(one)))
