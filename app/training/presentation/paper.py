"""What R07 prints of the training of somebody; paper is Chinese in every language."""

from __future__ import annotations

from app.dossiers.choices import FORM
from app.dossiers.queries import readable_person
from app.reporting.added_blocks import AddedBlock
from app.reporting.declaration import Column, Parameters, Row
from app.reporting.form_reports import ListBlock
from app.training.choices import CONTINUING, EXAMINED

from .people import outcome, trainings_of

CONTINUED = ListBlock(
    "continued",
    (
        Column("session", "培训档期", 74),
        Column("period", "培训时间", 46, align="center"),
        Column("result", "考核结果", 20, align="center"),
        Column("outcome", "证书延期", 64),
    ),
    "七、继续教育",
)


def continued(parameters: Parameters) -> Row | None:
    person = readable_person(parameters["person"])
    if person is None:
        return None
    told = [
        one for one in trainings_of(person) if one.resource == CONTINUING and one.state in EXAMINED
    ]
    rows = [
        {
            "session": one.session_name,
            "period": f"{one.session.starts_on} 至 {one.session.ends_on}",
            "result": str(one.result.label) if one.result else "",
            "outcome": outcome(one),
        }
        for one in sorted(told, key=lambda one: one.session.starts_on)
    ]
    return {"continued": rows} if rows else None


PAPER_BLOCKS = (AddedBlock(FORM, "training", CONTINUED, continued),)
