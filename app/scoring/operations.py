"""Writing score sheets; nothing is committed here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.core.access.actor import Actor
from app.core.base import clock
from app.core.base.db import db, one_at_a_time
from app.core.base.errors import FieldError, Refused
from app.scoring import queries, rules
from app.scoring.models import DeductionPoint, ScoreItem, ScoreSheet, ScoreVeto
from app.scoring.rules import SheetContent

Values = Mapping[str, Any]
LINES = "lines"


def add(values: Values, _actor: Actor) -> ScoreSheet:
    """A new version as a draft."""
    Refused.if_any(refusals(values))
    kind = values["kind"]
    # Of two that are sent at once the second sees the 版本 of the first.
    one_at_a_time(db.session, f"score sheet {kind}")
    sheet = ScoreSheet(
        kind=kind, issue=queries.next_issue(kind), title=values["title"], year=values["year"]
    )
    fill(sheet, rules.content_of(values[LINES]))
    db.session.add(sheet)
    db.session.flush()
    return sheet


def change(sheet: ScoreSheet, values: Values, _actor: Actor) -> None:
    """Change a draft."""
    Refused.if_any(refusals(values))
    _expect_draft(sheet)
    sheet.title, sheet.year = values["title"], values["year"]
    fill(sheet, rules.content_of(values[LINES]))


def refusals(values: Values) -> Iterator[FieldError]:
    """All that speaks against a sheet as it was typed, each at its cell."""
    lines: Sequence[Values] | None = values.get(LINES)
    if lines is None:
        return
    if not lines:
        yield FieldError("SS1", LINES, _("请填写考核项目和扣分内容"))
    for place, column, words in rules.faults(lines):
        yield FieldError("SS2", f"{LINES}-{place}-{column}", words)


def fill(sheet: ScoreSheet, content: SheetContent) -> None:
    """Let a sheet have this content, in the place of what it had."""
    sheet.items, sheet.vetoes = [], []
    db.session.flush()
    sheet.items = [
        ScoreItem(
            position=position,
            section=item.section,
            number=item.number,
            title=item.title,
            most=item.most,
            points=[
                DeductionPoint(
                    position=n, code=one.code, text=one.text, points=one.points, unit=one.unit
                )
                for n, one in enumerate(item.points)
            ],
        )
        for position, item in enumerate(content.items)
    ]
    sheet.vetoes = [
        ScoreVeto(position=n, code=code, text=text)
        for n, (code, text) in enumerate(content.vetoes.items())
    ]


def replace_content(sheet: ScoreSheet, lines: Sequence[Values]) -> list[int]:
    """Let a draft say what lines say; for each line the id of what it became."""
    _expect_draft(sheet)
    fill(sheet, rules.content_of(lines))
    db.session.flush()
    return [
        *(one.id for item in sheet.items for one in item.points),
        *(one.id for one in sheet.vetoes),
    ]


def publish(sheet: ScoreSheet, _actor: Actor) -> None:
    """发布: assessments that begin from now on take it; it is changed no more."""
    _expect_draft(sheet)
    if words := rules.worth_words(rules.content_of(lines_of(sheet))):
        raise Refused.because("SS3", "", words)
    sheet.published_at = clock.now()


def remove(sheet: ScoreSheet, _actor: Actor) -> None:
    """Delete a draft."""
    _expect_draft(sheet)
    db.session.delete(sheet)


def _expect_draft(sheet: ScoreSheet) -> None:
    if words := published_words(sheet):
        raise Refused.because("SS4", "", words)


def published_words(sheet: ScoreSheet) -> str:
    """Why a sheet is changed no more."""
    return "" if sheet.published_at is None else str(_("评分表已发布，请复制为新版本后修改"))


def content_of(sheet: ScoreSheet) -> SheetContent:
    """A stored sheet as the rules know it."""
    return SheetContent(
        [
            rules.ItemContent(
                item.section,
                item.number,
                item.title,
                item.most,
                [
                    rules.PointContent(one.code, one.text, one.points, one.unit)
                    for one in item.points
                ],
            )
            for item in sheet.items
        ],
        {one.code: one.text for one in sheet.vetoes},
    )


def lines_of(sheet: ScoreSheet) -> list[dict[str, Any]]:
    """A stored sheet as lines that can be typed."""
    return rules.lines_of(content_of(sheet))
