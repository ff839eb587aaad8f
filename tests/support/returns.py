"""What a browser sends of the yearly returns, and where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.organizations.choices import PROFILE_FIELDS

PROFILES = "/organizations/profiles"
FUNDINGS = "/organizations/funding-returns"
PROJECTS = "/organizations/project-returns"
LOCKS = "/organizations/year-locks"
YUELU = "岳麓区建设工程质量安全监督站"
# 监督机构基本信息 of Yuelu as it may be handed in, without any doubt.
PROFILE = {
    "name": YUELU,
    "short_name": "岳麓站",
    "kind": "joint",
    "nature": "public_one",
    "funding_type": "full",
    "admin_rank": "unit_chief",
    "scopes": ["building", "municipal"],
    "is_legal_person": "y",
    "uscc": "12430100XX00000272",
    "competent_department": "岳麓区住房和城乡建设局",
    "approved_by": "岳麓区机构编制委员会办公室",
    "approval_no": "岳编办〔1998〕12号",
    "established_on": "1998-06-01",
    "posts_total": "23",
    "posts_civil": "2",
    "posts_institution": "20",
    "posts_other": "1",
    "posts_leader": "3",
    "departments-0-name": "质量监督科",
    "departments-0-duties": "房屋建筑质量监督",
    "departments-0-head": "张三",
    "legal_name": "张三",
    "legal_position": "站长",
    "legal_mobile": "13900001111",
    "head_name": "张三",
    "head_position": "站长",
    "head_title": "senior",
    "head_mobile": "13900002222",
    "technical_name": "李四",
    "technical_title": "intermediate",
    "technical_mobile": "13900003333",
    "contact_name": "王五",
    "contact_phone": "0731-88886666",
    "contact_mobile": "13900004444",
    "contact_email": "yl@example.com",
    "address": "岳麓区示例大道 1 号",
    "postcode": "410013",
    "telephone": "0731-88885555",
    "office_owner": "own",
    "office_area": "320.5",
    "archive_area": "40",
    "vehicles": "2",
    "computers": "18",
    "instruments": "21",
    "instruments_value": "36.8",
    "instrument_list-0-name": "回弹仪",
    "instrument_list-0-count": "4",
    "instrument_list-0-state": "in_use",
    "systems": ["province"],
    "management_rules": ["rule01", "rule02"],
}
# 监督经费情况 without a gap, a jump or any other doubt.
FUNDING = {
    "funding_type": "full",
    "in_budget": "y",
    "fully_covered": "y",
    "budget_no": "岳财预〔2026〕8号",
    "budgeted_personnel": "180.5",
    "budgeted_office": "30",
    "budgeted_testing": "12.25",
    "received_personnel": "180.5",
    "received_office": "30",
    "received_testing": "12.25",
    "income_superior": "5",
    "income_other": "1.1",
    "spent_personnel": "180.5",
    "spent_office": "28.4",
    "spent_testing": "11.05",
}

assert {name.partition("-")[0] for name in PROFILE} <= set(PROFILE_FIELDS)


def without(form: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """A form with fields left empty."""
    return {**form, **dict.fromkeys(names, "")}
