"""Who may be enrolled for 新进人员培训, and which conditions somebody fulfils: plain values."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from app.personnel.choices import CertificateStatus, CertificateType
from app.training import rules
from app.training.choices import Coverage, InductionCategory

TODAY, GRACE = dt.date(2026, 11, 30), 6
UNCERTIFIED, SINGLE = InductionCategory.UNCERTIFIED, InductionCategory.SINGLE
ASKED = rules.Requirements(
    frozenset({"bachelor", "college"}), frozenset({"none"}), {"quality": 3, "safety": 2}
)


def cert(kind: str, until: str = "2027-06-30", status: str = "valid") -> Any:
    return SimpleNamespace(
        type=CertificateType.of(kind),
        valid_to=dt.date.fromisoformat(until),
        status=CertificateStatus.of(status),
    )


QUALITY, SAFETY = cert("quality"), cert("safety")
LONG_OVER, JUST_OVER = cert("quality", "2026-05-29"), cert("quality", "2026-05-30")
SUSPENDED = cert("quality", status="suspended")


@pytest.mark.parametrize(
    ("category", "held", "words"),
    [
        (UNCERTIFIED, [], ""),
        (UNCERTIFIED, [QUALITY], "已持有质量监督证"),
        (UNCERTIFIED, [QUALITY, SAFETY], "已持有质量监督证、安全监督证"),
        (UNCERTIFIED, [LONG_OVER], ""),
        (UNCERTIFIED, [JUST_OVER], "已持有质量监督证"),
        (UNCERTIFIED, [SUSPENDED], "已持有质量监督证"),
        (SINGLE, [], "没有有效的监督证书"),
        (SINGLE, [LONG_OVER], "没有有效的监督证书"),
        (SINGLE, [QUALITY], ""),
        (SINGLE, [SAFETY], ""),
        (SINGLE, [LONG_OVER, SAFETY], ""),
        (SINGLE, [QUALITY, SAFETY], "已持有质量监督证、安全监督证"),
        (SINGLE, [SUSPENDED], "质量监督证已暂扣"),
        (SINGLE, [JUST_OVER], "质量监督证已过期，请先办理继续教育"),
    ],
)
def test_who_can_be_ticked(app: Flask, category: Any, held: Any, words: str) -> None:
    with app.test_request_context():
        said = rules.candidate_refusal(
            category, held, TODAY, GRACE, has_post=True, is_retired=False
        )
    assert said == words


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"has_post": False, "is_retired": False}, "岗位类别不是领导班子或监督岗位"),
        ({"has_post": True, "is_retired": True}, "已达到退休年龄"),
    ],
)
def test_who_has_no_such_post_or_is_too_old(app: Flask, facts: Any, words: str) -> None:
    with app.test_request_context():
        assert rules.candidate_refusal(UNCERTIFIED, [], TODAY, GRACE, **facts) == words


@pytest.mark.parametrize(
    ("held", "free"),
    [
        ([], ["quality", "safety"]),
        ([QUALITY], ["safety"]),
        ([SAFETY], ["quality"]),
        ([LONG_OVER, SAFETY], ["quality"]),
        ([QUALITY, SAFETY], []),
    ],
)
def test_what_the_training_can_be_for(held: Any, free: list[str]) -> None:
    assert rules.missing_types(held, TODAY, GRACE) == free


def test_a_certificate_that_is_held_is_not_asked_for_again(app: Flask) -> None:
    with app.test_request_context():
        assert not [*rules.certificate_faults(None, ["safety"])]
        assert not [*rules.certificate_faults(["safety"], ["safety"])]
        (none,) = rules.certificate_faults([], ["safety"])
        (held,) = rules.certificate_faults(["quality", "safety"], ["safety"])
    assert (none.field, none.message) == ("types", "请勾选报考证书")
    assert held.message == "该人员已持有质量监督证"


@pytest.mark.parametrize(
    ("types", "covers", "is_fit"),
    [
        (["quality"], Coverage.BOTH, True),
        (["quality", "safety"], Coverage.BOTH, True),
        (["quality"], Coverage.QUALITY, True),
        (["safety"], Coverage.QUALITY, False),
        (["quality", "safety"], Coverage.QUALITY, False),
        (["safety"], Coverage.SAFETY, True),
    ],
)
def test_a_session_is_for_some_certificates(types: Any, covers: Any, is_fit: bool) -> None:
    assert rules.fits(types, covers) is is_fit


def doubts(app: Flask, specialty: str = "civil", *, registered: bool = False, **said: Any) -> Any:
    values = {
        "types": ["quality", "safety"],
        "education": "bachelor",
        "title_level": "none",
        "engineering_years": 5,
        "supervising_years": 0,
        **said,
    }
    with app.test_request_context():
        return rules.doubts(values, ASKED, specialty=specialty, is_registered=registered)


LEARNING = "质量监督证：须为工程类专业大专以上学历，或具有工程类执业注册资格"
TITLE = "安全监督证：须为工程类相关专业大专以上学历，或具有初级以上职称"
YEARS = ["质量监督证：从事工程管理不足 3 年", "安全监督证：从事工程管理不足 2 年"]


def test_conditions_of_both_certificates(app: Flask) -> None:
    assert doubts(app) == []
    assert doubts(app, education="high") == [LEARNING, TITLE]
    assert doubts(app, "non_engineering") == [LEARNING, TITLE]
    assert doubts(app, education="high", types=["safety"]) == [TITLE]
    assert doubts(app, education="high", title_level="assistant") == [LEARNING]
    assert doubts(app, education="high", registered=True) == [TITLE]


def test_years_count_wherever_they_were_spent(app: Flask) -> None:
    assert doubts(app, engineering_years=3) == []
    assert doubts(app, engineering_years=2) == YEARS[:1]
    assert doubts(app, engineering_years=1) == YEARS
    assert doubts(app, engineering_years=0, supervising_years=3) == []


def test_a_value_that_could_not_be_read_breaks_nothing(app: Flask) -> None:
    assert doubts(app, education=None) == []
    assert doubts(app, title_level=None, education="high") == []
    assert doubts(app, engineering_years=None, supervising_years=None) == []
    assert doubts(app, types=None, education="high") == []


def test_doubts_are_explained(app: Flask) -> None:
    with app.test_request_context():
        assert not [*rules.explanation_faults([], None)]
        assert not [*rules.explanation_faults(YEARS, "另有工作证明")]
        (fault,) = rules.explanation_faults(YEARS, None)
    assert fault.field == "explanation"
    assert fault.message.startswith("不符合报名条件：质量监督证：从事工程管理不足 3 年；安全")
