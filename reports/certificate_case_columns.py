"""Columns of R10, R12 and R14."""

from __future__ import annotations

from app.reporting.declaration import Band, Column, Heads


def _whose(type_title: str, *between: Column) -> tuple[Column, ...]:
    """The first columns, whose cells reach over the certificates of an application."""
    return (
        Column("ordinal", "序号", 9, "int", merge=True, align="center"),
        Column("place", "市州", 15, merge=True),
        Column("organization", "单位名称", 30, merge=True),
        Column("name", "姓名", 15, merge=True),
        Column("id_no", "身份证号", 49, merge=True),
        *between,
        Column("type", type_title, 23),
    )


def _day(key: str, title: str) -> Column:
    return Column(key, title, 20, "date")


def _end(title: str) -> tuple[Column, ...]:
    """The last columns, of the application again."""
    return (Column("closed_on", title, 20, "date", merge=True), Column("remark", "备注", 24))


def _state() -> tuple[Column, ...]:
    return (
        Column("applied_on", "申请日期", 20, "date", merge=True),
        Column("state", "受理状态", 18, merge=True, align="center"),
    )


CHANGE_COLUMNS: Heads = (
    *_whose("证书种类", Column("change_types", "变更类型", 28, merge=True)),
    Band(
        "变更前",
        (
            Column("certificate_no", "证书编号", 34),
            _day("issued_on", "发证日期"),
            _day("valid_to", "有效期至"),
            Column("place_before", "单位", 29),
        ),
    ),
    Band(
        "变更后",
        (
            Column("new_no", "证书编号", 34),
            _day("new_issued_on", "发证日期"),
            _day("new_valid_to", "有效期至"),
            Column("place_after", "单位", 29),
        ),
    ),
    *_state(),
    *_end("办结日期"),
)
CANCELLATION_COLUMNS: Heads = (
    *_whose("注销证书类别"),
    Column("certificate_no", "证书编号", 34),
    _day("issued_on", "发证日期"),
    _day("valid_to", "有效期至"),
    Column("cancel_reason", "注销原因", 28),
    Column("original_paper", "原件交回", 18, align="center"),
    *_state(),
    *_end("注销日期"),
)
REISSUE_COLUMNS: Heads = (
    *_whose("补办证书种类"),
    Column("certificate_no", "证书编号", 34),
    Column("reissue_reason", "补办原因", 24),
    Column("notice", "声明媒体及日期", 32),
    *_state(),
    Column("closed_on", "补发日期", 20, "date", merge=True),
    Column("times", "补办次数", 12, "int", align="center"),
    Column("remark", "备注", 24),
)
