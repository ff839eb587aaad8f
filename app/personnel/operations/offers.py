"""What stands against offering somebody to another organization."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from app.core.base.errors import FieldError
from app.personnel import queries
from app.personnel.models import Person


def offer_refusals(
    person: Person | None, *, by: int, receiver_id: int | None, but: int | None = None
) -> Iterator[FieldError]:
    """Why an organization cannot offer somebody to a receiver; the form asks as the move does.

    None is who is on no roster, and a receiver that could not be read; ``but`` is the offer itself.
    """
    if receiver_id == by:
        yield FieldError("V30", "receiver", _("调入机构应为其他机构"))
    if person is None or person.organization_id != by:
        yield FieldError("V30", "person", _("请选择本机构的在职人员"))
    elif words := not_movable(person, by):
        yield FieldError("V30", "person", words)
    elif queries.is_offered(person.id, but=but):
        yield FieldError("V30", "person", _("该人员已有待接收的调动"))


def not_movable(person: Person | None, organization_id: int) -> str:
    """Why a person cannot go from an organization to another now."""
    if person is None or person.organization_id != organization_id:
        return _("该人员已不在原单位在职")
    if queries.is_certified(person.identity_id):
        return _("持证人员的调动请办理证书变更（工作单位变更）")
    return ""
