"""What R07 prints of the points of somebody; paper is Chinese in every language."""

from __future__ import annotations

from app.core.base import clock
from app.core.tree.organization_tree import organization_names
from app.demerits.choices import COUNTING
from app.dossiers.choices import FORM
from app.dossiers.queries import readable_person
from app.reporting.added_blocks import AddedBlock
from app.reporting.declaration import Column, Parameters, Row
from app.reporting.form_reports import ListBlock

from .people import records_of, total_in

POINTS = ListBlock(
    "points",
    (
        Column("happened_on", "记分时间", 30, align="center"),
        Column("reasons", "记分事由", 104),
        Column("points", "分值", 20, align="center"),
        Column("recorder", "记分机构", 50),
    ),
    "八、本周期记分",
)


def on_paper(parameters: Parameters) -> Row | None:
    """The records of this cycle that count, with their total in the last line."""
    person = readable_person(parameters["person"])
    if person is None:
        return None
    year = clock.year()
    found = [one for one in records_of(person) if one.cycle == year and one.state in COUNTING]
    if not found:
        return None
    names = organization_names()
    rows = [
        {
            "happened_on": str(one.happened_on),
            "reasons": "；".join(item.text for item in one.items),
            "points": str(one.points),
            "recorder": names.get(one.organization_id, ""),
        }
        for one in reversed(found)
    ]
    rows.append(
        {"happened_on": "累计", "reasons": "", "points": str(total_in(found)), "recorder": ""}
    )
    return {"points": rows}


PAPER_BLOCKS = (AddedBlock(FORM, "demerits", POINTS, on_paper),)
