"""Columns of R15 to R18."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.reporting.declaration import Band, Column, Heads, serial


def _whose() -> tuple[Column, ...]:
    """The first columns, which every strip of a wide table begins with."""
    return (
        serial(),
        Column("place", "市州", 15),
        Column("organization", "单位名称", 32),
        Column("name", "姓名", 15),
    )


def _id_no() -> Column:
    return Column("id_no", "身份证号", 38)


def _sex() -> Column:
    return Column("sex", "性别", 8, align="center")


def _end() -> tuple[Column, ...]:
    return (Column("state", "审核状态", 17, align="center"), Column("remark", "备注", 20))


INDUCTION_COLUMNS: Heads = (
    *_whose(),
    _sex(),
    _id_no(),
    Column("education", "学历", 14),
    Column("major", "所学专业", 20),
    Column("title", "职称", 15),
    Column("position", "职务", 15),
    Column("engineering_years", "从事工程管理年限", 14, "int", align="center"),
    Column("supervising_years", "从事监督年限", 12, "int", align="center"),
    Column("category", "报名类别", 13, align="center"),
    Band(
        "报考证书",
        (
            Column("quality", "质量", 9, align="center"),
            Column("safety", "安全", 9, align="center"),
        ),
    ),
    Column("held", "现持证书编号", 28),
    Column("mobile", "联系电话", 24),
    Column("session", "档期", 32),
    *_end(),
)

CONTINUING_COLUMNS: Heads = (
    *_whose(),
    _sex(),
    _id_no(),
    Column("title", "职称", 15),
    Band(
        "持证情况",
        (
            Column("quality_number", "质量证编号", 28),
            Column("quality_valid_to", "有效期至", 19, "date"),
            Column("safety_number", "安全证编号", 28),
            Column("safety_valid_to", "有效期至", 19, "date"),
        ),
    ),
    Column("covers", "延续证书", 15, align="center"),
    Column("trained_on", "上次继续教育时间", 22, "date"),
    Column("mobile", "联系电话", 24),
    Column("session", "档期", 34),
    Band(
        "额度",
        (
            Column("seats", "机构额度", 12, "int", agg="sum", sums_alone=True),
            Column("taken", "已报", 10, "int", agg="sum", sums_alone=True),
        ),
    ),
    *_end(),
)


def _marks(key: str, title: str, subjects: Sequence[str]) -> Column | Band:
    """A column for each subject; one subject needs no name."""
    columns = [
        Column(f"{key}{place}", name, 15, "dec1", align="center")
        for place, name in enumerate(subjects)
    ]
    if len(columns) == 1:
        return Column(f"{key}0", title, 16, "dec1", align="center")
    return Band(title, tuple(columns))


def marks_of(
    key: str, subjects: Sequence[str], scores: Iterable[tuple[str, object]]
) -> dict[str, object]:
    """The cells below ``_marks``: what somebody has of each subject."""
    known = dict(scores)
    return {f"{key}{place}": known.get(name) for place, name in enumerate(subjects)}


def _examination(subjects: Sequence[str]) -> tuple[Column | Band, ...]:
    return (
        Column("attended", "到课学时", 12, "dec1", align="center"),
        _marks("score", "考核成绩", subjects),
        _marks("makeup", "补考成绩", subjects),
        Column("result", "考核结果", 16, align="center"),
    )


def induction_results(subjects: Sequence[str]) -> Heads:
    """The columns of R16 for the subjects of a session."""
    return (
        *_whose(),
        _id_no(),
        Column("covers", "报考证书", 15, align="center"),
        *_examination(subjects),
        Band(
            "发证",
            (
                Column("quality_number", "质量证编号", 28),
                Column("safety_number", "安全证编号", 28),
                Column("issued_on", "发证日期", 19, "date"),
            ),
        ),
        Column("remark", "备注", 24),
    )


def _extension(kind: str, title: str) -> Band:
    return Band(
        title,
        (
            Column(f"{kind}_before", "原有效期至", 19, "date"),
            Column(f"{kind}_until", "延至", 19, "date"),
        ),
    )


def continuing_results(subjects: Sequence[str]) -> Heads:
    """The columns of R18 for the subjects of a session."""
    return (
        *_whose(),
        _id_no(),
        Column("session", "档期", 34),
        *_examination(subjects),
        Band("证书延期", (_extension("quality", "质量"), _extension("safety", "安全"))),
        Column("remark", "备注", 24),
    )
