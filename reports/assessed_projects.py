"""The table of assessed projects (R20, R22): a block for each version of the sheet, a Top 10."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from app.assessments import operations, presentation, queries, rules
from app.assessments.models import AssessedProject, Assessment
from app.core.base.per_request import once
from app.core.base.tenths import number_of
from app.reporting.blocks import block_of
from app.reporting.declaration import Band, Column, Parameters, Row, TableReport, serial

# So many of what was deducted most often are named.
TOP = 10
TOP_COLUMNS = (
    serial(),
    Column("code", "代码", 20, align="center"),
    Column("text", "扣分内容", 120),
    Column("times", "次数", 16, "int"),
)
Items = Sequence[Any]


class CountOfProjects:
    """How many projects there are."""

    def __init__(self) -> None:
        self._projects = 0

    def add(self, _row: Row) -> None:
        """Count a project."""
        self._projects += 1

    def words(self) -> str:
        """The last line of the table."""
        return f"合计 {self._projects} 个项目"


@dataclass(frozen=True)
class ProjectTable:
    """The projects of assessments, a row each.

    `items` finds the submitted assessments that are asked for, once a report; `whose` are the
    columns before 工程名称, `more` those behind 项目等次, and `cells` gives their values. `shows`
    says whether a project is asked for.
    """

    items: Callable[[Parameters], Items]
    whose: tuple[Column, ...]
    cells: Callable[[Any, AssessedProject], Row]
    more: tuple[Column, ...] = ()
    shows: Callable[[Parameters, AssessedProject], bool] = lambda _asked, _project: True

    def columns(self, sections: Sequence[str]) -> tuple[Column | Band, ...]:
        """The columns of a sheet with these sections (ruling 20)."""
        lost = tuple(
            Column(f"lost{n}", name.partition("、")[2] or name, 17, "dec1")
            for n, name in enumerate(sections)
        )
        return (
            serial(),
            *self.whose,
            Column("name", "工程名称", 32),
            Column("client", "建设单位", 28),
            Column("stage", "形象进度", 14, align="center"),
            *((Band("扣分", lost),) if lost else ()),
            Column("score", "项目得分", 16, align="right"),
            Column("grade", "项目等次", 16, align="center"),
            *self.more,
            Column("found", "主要扣分内容", 60),
            Column("vetoes", "一票否决项", 26),
            Column("total", "考核得分", 16, merge="assessment", align="right"),
            Column("result", "等次", 16, merge="assessment", align="center"),
            Column("assessed_on", "考核日期", 20, "date", merge="assessment"),
            Column("assessors", "考核人员", 20, merge="assessment"),
        )

    def vary(self, report: TableReport, asked: Parameters) -> TableReport:
        """A block for each version of the sheet, the one with most sections first, and Top 10."""
        first, *others = self._versions(asked) or [()]
        sheets = {one.sheet_id: one.sheet.title for one in self.items(asked)}
        made = replace(report, columns=self.columns(_sections(first)), rows=self._rows_of(0))
        if others:
            words = report.subtitle
            told = words(asked) if callable(words) else words
            made = replace(made, subtitle=f"{told}　　评分表：{sheets[first[0].sheet_id]}")
        blocks = [
            block_of(
                made,
                f"评分表：{sheets[items[0].sheet_id]}",
                self.columns(_sections(items)),
                self._rows_of(number),
                tally=report.tally,
            )
            for number, items in enumerate(others, 1)
        ]
        top = block_of(made, f"扣分内容频次 Top {TOP}", TOP_COLUMNS, self._top)
        return replace(made, blocks=(*blocks, top))

    def rows(self, **asked: Any) -> Iterator[Row]:
        """The projects of the first version."""
        return self._rows(0, **asked)

    def _rows_of(self, number: int) -> Callable[..., Iterable[Row]]:
        return partial(self._rows, number)

    def _versions(self, asked: Parameters) -> list[Items]:
        """The assessments by the sheet that they scored by."""
        found: dict[int, list[Any]] = {}
        for one in self.items(asked):
            found.setdefault(one.sheet_id, []).append(one)
        return sorted(found.values(), key=lambda items: (-len(_sections(items)), items[0].sheet_id))

    def _projects(self, asked: Parameters) -> Mapping[int, Sequence[AssessedProject]]:
        items = self.items(asked)
        key = tuple(one.id for one in items)
        found = once(("assessed projects", key), lambda: queries.projects_of_each(items))
        return {
            number: [one for one in projects if self.shows(asked, one)]
            for number, projects in found.items()
        }

    def _rows(self, number: int, **asked: Any) -> Iterator[Row]:
        versions, projects = self._versions(asked), self._projects(asked)
        for item in versions[number] if versions else ():
            content, sections = operations.content_of(item), _sections([item])
            for one in projects[item.id]:
                score = rules.score_of_project(operations.stored_findings(one), content)
                lost = {name: number_of(sums.lost) for name, sums in score.sections.items()}
                yield {
                    **{f"lost{n}": lost.get(name) for n, name in enumerate(sections)},
                    **_told(item, one),
                    **self.cells(item, one),
                }

    def _top(self, **asked: Any) -> Iterator[Row]:
        """What was deducted in most projects, each counted once a project."""
        found = Counter(
            (row.code, row.text)
            for projects in self._projects(asked).values()
            for one in projects
            for row in one.deductions
        )
        most = sorted(found.items(), key=lambda one: (-one[1], one[0]))[:TOP]
        for (code, text), times in most:
            yield {"code": code, "text": text, "times": times}


def _told(item: Assessment, one: AssessedProject) -> Row:
    return {
        "assessment": item.id,
        "name": one.name,
        "client": one.client,
        "stage": str(one.stage.label) if one.stage else "",
        "score": presentation.score_text(one.score),
        "grade": str(one.grade.label),
        "found": "；".join(f"{row.code} {row.text}" for row in one.deductions),
        "vetoes": "；".join(one.vetoes.values()),
        "total": presentation.score_text(item.score),
        "result": str(item.grade.label) if item.grade else "",
        "assessed_on": item.assessed_on,
        "assessors": item.assessors,
    }


def _sections(items: Items) -> list[str]:
    """The sections of the sheet by which assessments scored, in their order."""
    content = operations.content_of(items[0]).items if items else ()
    return list(dict.fromkeys(one.section for one in content))
