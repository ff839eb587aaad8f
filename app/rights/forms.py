"""Reading what is ticked of rights, and what is typed of a bundle."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.base.choices import Level
from app.core.screens.form_fields import AtMost, LongText, OptionalField, Required, Text
from app.core.screens.model_forms import AppForm
from app.core.screens.table_fields import ChoiceGroup, ChoiceLine, GroupedChoice, SeveralChoice

from . import catalogue, queries, rules
from .choices import Pair


def groups_of(allowed: Collection[Pair]) -> list[ChoiceGroup]:
    """The catalogue as groups of boxes."""
    return [
        ChoiceGroup(
            group.label,
            [
                ChoiceLine(
                    line.label, [(one.code, one.label) for one in line.buttons], line.is_part
                )
                for line in group.lines
            ],
        )
        for group in catalogue.narrowed(allowed)
    ]


def rights_field(allowed: Any) -> GroupedChoice:
    """The rights that may be ticked; another one that is sent is refused in words."""
    return GroupedChoice(
        _l("权限"),
        groups=lambda: groups_of(set(catalogue.buttons())),
        shown=lambda: groups_of(allowed()),
    )


def role_form(allowed: Collection[Pair]) -> type[AppForm]:
    """The form of a role."""
    return type("RoleForm", (AppForm,), {"rights": rights_field(lambda: allowed)})


def open_to_bundles() -> set[Pair]:
    """What bundles may give: everything but what officers alone hold."""
    return set(catalogue.buttons()) - rules.officers_alone(queries.defaults())


class BundleForm(AppForm):
    """A bundle: what people apply for, who may, and what it gives."""

    name = Text(_l("权限包名称"), [Required(), AtMost(40)])
    levels = SeveralChoice(
        _l("可申请的机构级别"),
        offered=lambda _held: [(level.value, str(level.label)) for level in Level],
    )
    description = LongText(_l("说明"), [OptionalField(), AtMost(200)])
    rights = rights_field(open_to_bundles)
