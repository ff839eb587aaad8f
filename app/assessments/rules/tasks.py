"""What of a sheet an organization with one of the two tasks has nothing to do with (2.18)."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.base.choices import OrganizationKind
from app.scoring.rules import SheetContent

# A word of the name of the section that is left out.
LEFT_OUT_BY: Mapping[OrganizationKind, str] = {
    OrganizationKind.QUALITY: "安全监督",
    OrganizationKind.SAFETY: "质量监督",
}


def without_task(sheet: SheetContent, kind: OrganizationKind) -> list[str]:
    """The items of a sheet, by 序号, that an organization of a kind leaves out."""
    word = LEFT_OUT_BY.get(kind)
    return [item.number for item in sheet.items if word is not None and word in item.section]
