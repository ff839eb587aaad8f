from __future__ import annotations

from dataclasses import replace

from app.reporting import official_heading
from tests.reporting.samples import GROUPED, heading_of

REPORT = GROUPED.resolve({"year": 2026})


def test_the_words_of_the_form_are_all_there() -> None:
    heading = heading_of(REPORT)
    assert heading.left == "填报单位：示例市建设工程质量安全监督站　　统计年度：2026 年"
    assert heading.right == "单位：人、万元"
    assert heading.notes[-1] == "数据来源：系统自动生成，生成时间 2026-11-24 09:05"
    assert heading.footer_right == "填报日期：2026 年 11 月 24 日"


def test_names_are_written_into_the_blanks_of_the_signature_line() -> None:
    left = heading_of(REPORT).footer_left
    assert "填报人：测试甲　　联系电话：" in left
    assert left.startswith("单位负责人：　")
    assert "审核人：　" in left


def test_without_a_day_the_date_is_left_to_the_pen() -> None:
    heading = official_heading(REPORT, organization="甲")
    assert heading.footer_right == "填报日期：　　　年　　月　　日"


def test_a_report_without_signature_has_no_date_either() -> None:
    heading = official_heading(replace(REPORT, signature="", unit=""), organization="甲")
    assert (heading.footer_left, heading.footer_right, heading.right) == ("", "", "")
