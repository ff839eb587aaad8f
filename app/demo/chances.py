"""Tables of chance: values and how often each comes."""

from __future__ import annotations

from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Table(Generic[Value]):
    """Values with their weights, added up once, for half a million draws."""

    def __init__(self, weights: dict[Value, float]) -> None:
        self._values = tuple(weights)
        self._sums = tuple(accumulate(weights.values()))

    def pick(self, rng: Random) -> Value:
        return rng.choices(self._values, cum_weights=self._sums)[0]


EDUCATION = Table(
    {
        "doctor": 0.5,
        "master": 12,
        "bachelor": 58,
        "college": 24,
        "secondary": 4,
        "high": 1,
        "junior": 0.5,
    }
)
SUPERVISOR_EDUCATION = Table({"doctor": 0.5, "master": 12, "bachelor": 62, "college": 25.5})
WORKER_EDUCATION = Table({"college": 25, "secondary": 30, "high": 30, "junior": 15})
# Age at graduation.
GRADUATION = {
    "doctor": 28,
    "master": 25,
    "bachelor": 22,
    "college": 21,
    "secondary": 18,
    "high": 18,
    "junior": 17,
}
DEGREES = {"doctor": "doctor", "master": "master", "bachelor": "bachelor"}

SPECIALTY = Table(
    {
        "civil": 50,
        "municipal": 12,
        "plumbing": 7,
        "electrical": 7,
        "machinery": 5,
        "geotechnical": 4,
        "cost": 8,
        "safety": 4,
        "other_engineering": 3,
    }
)
OFFICE_SPECIALTY = Table({"non_engineering": 62, "cost": 16, "civil": 14, "other_engineering": 8})
MAJORS = {
    "civil": ("土木工程", "工业与民用建筑", "建筑工程技术"),
    "municipal": ("市政工程", "道路桥梁与渡河工程", "给排水与市政"),
    "plumbing": ("给排水科学与工程", "建筑环境与能源应用工程"),
    "electrical": ("电气工程及其自动化", "建筑电气与智能化"),
    "machinery": ("机械设计制造及其自动化", "工程机械"),
    "geotechnical": ("岩土工程", "勘查技术与工程"),
    "cost": ("工程造价", "工程管理"),
    "safety": ("安全工程",),
    "other_engineering": ("建筑学", "测绘工程", "城乡规划"),
    "non_engineering": ("会计学", "行政管理", "法学", "汉语言文学", "档案管理"),
}
SCHOOLS = (
    "湘江工程学院",
    "洞庭建筑大学",
    "南岳理工大学",
    "资水职业技术学院",
    "沅江建设职业学院",
    "澧水科技大学",
    "潇湘城建学院",
    "雪峰工业大学",
)
# From which age on, and how often then; the first row that fits counts.
TITLES: tuple[tuple[int, Table[str]], ...] = (
    (50, Table({"senior_professor": 4, "senior": 42, "intermediate": 44, "assistant": 10})),
    (42, Table({"senior_professor": 1, "senior": 33, "intermediate": 54, "assistant": 12})),
    (33, Table({"senior": 8, "intermediate": 62, "assistant": 26, "technician": 4})),
    (27, Table({"intermediate": 22, "assistant": 58, "technician": 8, "none": 12})),
    (0, Table({"assistant": 30, "technician": 20, "none": 50})),
)
TITLE_NAMES = {
    "senior_professor": "senior_professor_engineer",
    "senior": "senior_engineer",
    "intermediate": "engineer",
    "assistant": "assistant_engineer",
    "technician": "technician",
}
OFFICE_TITLES = {
    "senior": ("senior_economist", "senior_accountant"),
    "intermediate": ("economist", "accountant", "archivist"),
    "assistant": ("assistant_economist", "assistant_accountant"),
}
TITLE_AGES = {"senior_professor": 46, "senior": 38, "intermediate": 29, "assistant": 25}

YOUNG_POLITICS = Table(
    {"youth_league": 40, "party_member": 33, "party_probationary": 5, "masses": 22}
)
POLITICS = Table({"party_member": 56, "masses": 38, "democratic_party": 5, "party_probationary": 1})
NATION = Table({"han": 93, "tujia": 2.5, "miao": 2, "dong": 1, "yao": 1, "hui": 0.3, "zhuang": 0.2})
WESTERN_NATION = Table({"han": 48, "tujia": 27, "miao": 15, "dong": 7, "yao": 2, "bai": 1})
WEST = ("4308", "4312", "4331")

CONTRACTS = Table({"contract": 60, "dispatch": 25, "service": 15})
DUTY = Table({"present": 94.5, "seconded_out": 3, "studying": 0.8, "sick": 1.4, "suspended": 0.3})
LEAVING = Table(
    {
        "retired": 45,
        "transferred_outside": 24,
        "transferred_inside": 15,
        "resigned": 11,
        "dismissed": 2,
        "died": 1,
        "secondment_ended": 2,
    }
)
