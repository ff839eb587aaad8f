"""Who is told of what followed from a total."""

from __future__ import annotations

from collections.abc import Callable, Collection

from flask_babel import gettext as _

from app.core.access.roles import ADMIN_OF, Role
from app.core.base.choices import Level
from app.core.tree.organization_tree import superiors_of, tree
from app.demerits.choices import LEADERS, MeasureKind
from app.demerits.models import DemeritMeasure
from app.workflow import messages

TOLD = (*ADMIN_OF.values(), *LEADERS)
# Of these the superior organization hears, too.
ABOVE = (MeasureKind.NOTICE, MeasureKind.SUSPENSION)


def tell_of_measure(measure: DemeritMeasure) -> None:
    """Tell administrators and leaders of whoever employs the person, and above where it weighs."""
    at = {measure.organization_id}
    if measure.kind in ABOVE:
        at |= superiors_of(measure.organization_id)

    def words() -> messages.Words:
        title = _("动态考核记分：%(measure)s", measure=measure.kind.label)
        body = _("%(cycle)d 年累计记 %(n)d 分", cycle=measure.cycle, n=measure.total)
        return messages.Words(title, body, measure.name)

    _send(at, TOLD, words, f"demerit:{measure.id}")


def tell_of_second_time(measure: DemeritMeasure) -> None:
    """Ask the province to cancel the certificates of who was full in two cycles running (2.19)."""

    def words() -> messages.Words:
        body = _("连续两个记分周期累计记满分，应调离监督工作岗位，请办理证书注销。")
        return messages.Words(_("动态考核记分：连续记满分"), body, measure.name)

    _tell_the_province(words, f"demerit-again:{measure.id}")


def tell_of_failure(measure: DemeritMeasure) -> None:
    """Ask the same of who failed the examination after retraining, also the second time."""

    def words() -> messages.Words:
        body = _("记满分后再培训考核仍不合格，应调离监督工作岗位，请办理证书注销。")
        return messages.Words(_("动态考核记分：再培训不合格"), body, measure.name)

    _tell_the_province(words, f"demerit-failed:{measure.id}")


def _tell_the_province(words: Callable[[], messages.Words], key: str) -> None:
    province = {node.id for node in tree().values() if node.level is Level.PROVINCE}
    _send(province, (Role.PROVINCE_ADMIN, Role.PROVINCE_REVIEWER), words, key)


def _send(
    organizations: Collection[int],
    roles: Collection[Role],
    words: Callable[[], messages.Words],
    key: str,
) -> None:
    readers = messages.readers_at(organizations, roles)
    link = "/demerits/measures/list/"
    messages.send_each(readers, words, key=key, kind=messages.NOTICE, link=link)
