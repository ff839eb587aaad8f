"""What somebody's assessments tell in 一生一档, wherever they were made."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from app.assessments import queries
from app.assessments.choices import GROUP
from app.core.access.narrowed_screens import reads_rows_of
from app.core.access.scope import may_read
from app.core.access.security_manager import may
from app.core.screens.timeline import TimelineEvent, TimelineSource
from app.core.tree.organization_tree import organization_names
from app.personnel.models import Person
from app.personnel.presentation import PERSON

from .words import address, period_words, score_text


def _events(person: Person) -> Iterator[TimelineEvent]:
    """What came of each 监督组考核 of a human that was submitted."""
    if not may("read", GROUP):
        return
    for one in queries.groups_of(person.identity_id):
        if one.grade is None:
            continue
        words = _(
            "%(year)d 年%(quarter)s考核 %(score)s 分，%(grade)s",
            year=one.year,
            quarter=period_words(one),
            score=score_text(one.score),
            grade=one.grade.label,
        )
        number = one.organization_id
        is_in_reach = may_read(number) and reads_rows_of(GROUP, number)
        url = address(one.id) if is_in_reach else ""
        place = organization_names().get(number, "")
        yield TimelineEvent(one.assessed_on, _("监督组考核"), words, place, url)


TIMELINE = (TimelineSource(PERSON, "assessments", _events),)
