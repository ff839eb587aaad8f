"""Recording points, correcting and deleting a record; nothing is committed here."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.attachments.copies import lend_files
from app.core.access.actor import Actor
from app.core.base import clock
from app.core.base.choices import Level
from app.core.base.db import db
from app.core.base.errors import FieldError, Refused, Unconfirmed
from app.core.configuration.numbering import next_numbers
from app.core.tree.organization_tree import tree
from app.demerits import queries, rules
from app.demerits.choices import RECORD, DemeritSource
from app.demerits.models import DemeritItem, DemeritRecord
from app.demerits.numbering import BATCH
from app.demerits.rules import Reason
from app.personnel.models import Person
from app.workflow import engine
from app.workflow.declaration import Workflow

Values = Mapping[str, Any]
# Whom a record is about, what is said of it, and the reasons.
Line = tuple[Person, Values, Sequence[Reason]]
EVIDENCE = "evidence"


def record_refusals(
    values: Values, actor: Actor, item: DemeritRecord | None = None
) -> Iterator[FieldError]:
    """All that speaks against a record as it was typed; a proposed one may be of the last cycle."""
    is_proposed = item is not None and item.source is not DemeritSource.MANUAL
    back = is_proposed or _is_at_the_province(actor)
    yield from rules.record_faults(values, queries.offered(), clock.today(), may_go_back=back)


def _is_at_the_province(actor: Actor) -> bool:
    """Whether somebody may go back one cycle (V37)."""
    node = tree().get(actor.organization_id or 0)
    return node is not None and node.level is Level.PROVINCE


def begin_records(
    workflow: Workflow, ids: Collection[int], values: Values, actor: Actor
) -> list[DemeritRecord]:
    """A record for each of some people in reach, of one 批次号; still drafts, all or none.

    Raises Unconfirmed where one of them has points for the same fact already (V37).
    """
    assert actor.organization_id is not None
    Refused.if_any(record_refusals(values, actor))
    people = queries.people_of(ids, lock=True)
    if len(people) < len(set(ids)):
        raise Refused.because("V37", "", _("所选人员已不在辖区内在职或已无监督证书，请重新选择"))
    offered = queries.offered()
    given = [offered[code] for code in offered if code in values["reasons"]]
    rows = draft_records([(one, values, given) for one in people.values()], actor)
    # The form was sent once, whatever it made.
    rows[0].form_token = values.get("form_token")
    engine.begin_each(workflow, rows, actor=actor, batch=rows[0].batch)
    made = {one.id for one in rows}
    lines = _alike_words(rows[0], [one.identity_id for one in rows], made)
    Unconfirmed.unless(values.get("confirmed", ""), lines)
    return rows


def draft_records(lines: Sequence[Line], actor: Actor) -> list[DemeritRecord]:
    """A record of each line, of one 批次号, not stored yet."""
    at: dict[str, Any] = {"organization_id": actor.organization_id, "at": clock.today()}
    numbers = next_numbers(RECORD, len(lines), **at)
    (batch,) = next_numbers(BATCH, 1, **at)
    held = queries.numbers_of([person.identity_id for person, _values, _given in lines])
    rows = []
    for number, (person, values, given) in zip(numbers, lines, strict=True):
        row = DemeritRecord(
            organization_id=actor.organization_id,
            number=number,
            batch=batch,
            person_id=person.id,
            identity_id=person.identity_id,
            subject_id=person.organization_id,
            name=person.name,
            id_no=person.id_no,
            id_no_hash=person.id_no_hash,
            certificates=held.get(person.identity_id, {}),
            recorded_by=actor.name[:60],
        )
        _fill(row, values, given)
        rows.append(row)
    return rows


def _fill(row: DemeritRecord, values: Values, given: Sequence[Reason]) -> None:
    """What was typed, with a copy of the reasons as their list says them."""
    row.happened_on, row.cycle = values["happened_on"], rules.cycle_of(values["happened_on"])
    row.project, row.builder, row.facts = values["project"], values["builder"], values["facts"]
    row.points = sum(one.points for one in given)
    row.items = [
        DemeritItem(
            organization_id=row.organization_id,
            position=place,
            group=one.group,
            code=one.code,
            text=one.text,
            points=one.points,
        )
        for place, one in enumerate(given)
    ]


def _alike_words(
    row: DemeritRecord, identity_ids: Sequence[int], made: Collection[int]
) -> list[str]:
    """Records of the same person, project and reason within some days, as they read."""
    codes = [one.code for one in row.items]
    found = queries.alike(identity_ids, codes, row.project, row.happened_on)
    return [
        _(
            "%(name)s 于 %(day)s 已因“%(reason)s”记分（%(number)s），请核对是否为同一事实",
            name=one.name,
            day=one.happened_on,
            reason=given.text,
            number=one.number,
        )
        for one, given in found
        if one.id not in made
    ]


def lend_evidence(rows: Sequence[DemeritRecord]) -> None:
    """What was sent with the first of some records is the evidence of all of them."""
    first, *others = rows
    lend_files([(first, one) for one in others], resource=RECORD, slots={EVIDENCE: EVIDENCE})


def correct_record(item: DemeritRecord, values: Values, actor: Actor) -> None:
    """What was sent back says what was typed; its reasons are those of the list in force."""
    Refused.if_any(record_refusals(values, actor, item))
    offered = queries.offered()
    item.items = []
    db.session.flush()
    _fill(item, values, [offered[code] for code in offered if code in values["reasons"]])
    db.session.flush()
    lines = _alike_words(item, [item.identity_id], {item.id})
    Unconfirmed.unless(values.get("confirmed", ""), lines)


def remove_record(item: DemeritRecord, _actor: Actor) -> None:
    """删除: it is kept and not shown."""
    item.deleted_at = clock.now()
