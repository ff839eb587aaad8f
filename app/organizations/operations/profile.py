"""Writing 监督机构基本信息."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.core.access.actor import Actor
from app.core.base import clock
from app.core.base.db import db, one_at_a_time
from app.core.base.errors import FieldError
from app.core.models import Organization
from app.core.screens.value_kinds import attribute
from app.core.tree.changes import revise
from app.long_form.declaration import Filing
from app.long_form.operations import sign
from app.organizations import queries, rules
from app.organizations.choices import PROFILE_FIELDS
from app.organizations.models import ProfileReturn


def fill_profile(found: ProfileReturn, filing: Filing, *, submit: bool, actor: Actor) -> None:
    """Put what was typed into the row; all rules are asked before a hand-in."""
    values = filing.data
    faults = [*rules.profile_faults(values, clock.today())]
    doubts = None
    if submit:
        doubts = profile_doubts(found.organization_id, values)
        faults += rules.profile_refusals(values, labels())
        faults += _taken_name(found.organization_id, values.get("name"))
        faults += filing.unanswered(found, doubts)
    filing.refuse(faults)
    sign(found, filing, doubts, actor)
    for name in PROFILE_FIELDS:
        setattr(found, name, values.get(name))


def labels() -> dict[str, Any]:
    """What the fields are called."""
    return {name: attribute(ProfileReturn, name).info["label"] for name in PROFILE_FIELDS}


def _taken_name(organization_id: int, name: str | None) -> list[FieldError]:
    if not isinstance(name, str):
        return []
    # Two organizations that take the same name at the same moment are asked one after the other.
    one_at_a_time(db.session, f"organization name {name}")
    if not queries.name_is_taken(name, organization_id):
        return []
    return [FieldError("V00", "name", _("机构名称已被其他机构使用"))]


def profile_doubts(organization_id: int, values: Mapping[str, Any]) -> list[rules.Doubt]:
    """The warnings of these values against the roster and the place."""
    structure = queries.structure_of([organization_id], clock.year()).get(organization_id, {})
    return list(
        rules.profile_doubts(
            values,
            authorized=structure.get("authorized", 0),
            area_code=queries.area_code_of(organization_id),
        )
    )


def take_over_name(found: ProfileReturn) -> None:
    """A submitted name or kind becomes the organization's, from today on; old names are kept."""
    organization = db.session.get(Organization, found.organization_id)
    assert organization is not None
    assert found.name is not None
    assert found.kind is not None
    if found.name != organization.name:
        former = [name for name in (found.former_names, organization.name) if name]
        found.former_names = "\n".join(former)[-500:]
    organization.short_name = found.short_name
    revise(organization, name=found.name, kind=found.kind, day=clock.today())


def same_profile(found: ProfileReturn, filing: Filing) -> bool:
    """Whether a form sent again says what is stored."""
    return all(getattr(found, name) == filing.data.get(name) for name in PROFILE_FIELDS)
