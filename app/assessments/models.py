"""Tables of assessments: whom they are about, their projects, and what was deducted."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, and_, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.assessments.choices import AssessmentKind as Kind
from app.assessments.choices import (
    AssessmentState,
    ProjectClass,
    ProjectStage,
    Rectification,
)
from app.core.access.scope import OrgOwned, SoftDeleted
from app.core.base import clock
from app.core.base.column_types import stored
from app.core.base.db import db
from app.core.tree.organization_tree import organization_names
from app.personnel.models.common import one_only
from app.scoring.choices import Grade
from app.scoring.models import ScoreSheet


class Assessment(OrgOwned, SoftDeleted, db.Model):
    """An assessment by an organization, in a period of a year, by the sheet that it began with.

    Score, grade and what follows from them are there once it is 已完成. Scores are whole
    hundredths. An organization that it is about reads it from then on (specification 5.2).
    """

    __tablename__ = "assessment"
    parties = ("target_id",)
    __table_args__ = (
        Index("ix_assessment_state", "state", "kind", "organization_id"),
        Index("ix_assessment_period", "kind", "year", "period", "organization_id"),
        CheckConstraint("period BETWEEN 1 AND 4", name="has_period"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(stored(Kind))
    number: Mapped[str] = mapped_column(
        String(30), unique=True, info={"label": _l("考核编号"), "reads": "code"}
    )
    year: Mapped[int] = mapped_column(info={"label": _l("年度"), "min": 2000, "max": 2100})
    # 季度, or 上半年 and 下半年.
    period: Mapped[int]
    # Which organization is assessed, by 层级考核.
    target_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheet.id"))
    assessed_on: Mapped[dt.date] = mapped_column(
        default=clock.today, info={"label": _l("考核日期")}
    )
    assessors: Mapped[str] = mapped_column(String(100), info={"label": _l("考核人员")})
    state: Mapped[AssessmentState] = mapped_column(
        stored(AssessmentState), default=AssessmentState.RUNNING, info={"label": _l("状态")}
    )
    project_count: Mapped[int] = mapped_column(default=0, info={"label": _l("项目数")})
    score: Mapped[int | None] = mapped_column(info={"label": _l("考核得分")})
    grade: Mapped[Grade | None] = mapped_column(stored(Grade), info={"label": _l("考核等次")})
    comment: Mapped[str | None] = mapped_column(String(500), info={"label": _l("综合评语")})
    problems: Mapped[list[str]] = mapped_column(
        JSON, default=list, info={"label": _l("存在的主要问题")}
    )
    demands: Mapped[str | None] = mapped_column(String(500), info={"label": _l("整改要求与期限")})
    late_reason: Mapped[str | None] = mapped_column(String(200), info={"label": _l("补录说明")})
    # 建议记分: for each who is to have points, who, for which reason, of which day and, if it is
    # about one, of which project; how many points is added by whoever keeps the reasons.
    suggested: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    submitted_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("提交日期")})
    form_token: Mapped[str | None] = mapped_column(String(36), unique=True)
    version: Mapped[int] = mapped_column(default=1)

    sheet: Mapped[ScoreSheet] = relationship(ScoreSheet)
    projects: Mapped[list[AssessedProject]] = relationship(
        "AssessedProject", back_populates="assessment", order_by="AssessedProject.id"
    )

    __mapper_args__ = {"version_id_col": version, "polymorphic_on": kind}

    @classmethod
    def visible_to(cls, ids: tuple[int, ...]) -> Any:
        is_final = and_(cls.target_id.in_(ids), cls.state == AssessmentState.DONE)
        return or_(cls.organization_id.in_(ids), is_final)

    def __repr__(self) -> str:
        return self.number


# An organization is assessed once in half a year by another one (V36).
one_only(
    "uq_assessment_target",
    Assessment.target_id.is_not(None) & Assessment.deleted_at.is_(None),
    Assessment.organization_id,
    Assessment.target_id,
    Assessment.year,
    Assessment.period,
)


class GroupAssessment(Assessment):
    """监督组考核: people of the own organization, once a quarter."""

    group_name: Mapped[str | None] = mapped_column(String(60), info={"label": _l("监督组")})

    members: Mapped[list[GroupMember]] = relationship(
        "GroupMember", back_populates="assessment", order_by="GroupMember.id"
    )

    __mapper_args__ = {"polymorphic_identity": Kind.GROUP, "polymorphic_load": "inline"}  # type: ignore[dict-item]

    @property
    def member_names(self) -> str:
        """被考核人员."""
        return _("、").join(one.name for one in self.members)


class HierarchicalAssessment(Assessment):
    """层级考核: an organization by one above it, once in half a year.

    The step says what becomes of the problems once it is 已完成: the assessed organization
    answers once what it has put right, and whoever assessed confirms it.
    """

    feedback: Mapped[str | None] = mapped_column(String(500), info={"label": _l("反馈情况")})
    rectify_by: Mapped[dt.date | None] = mapped_column(info={"label": _l("整改期限")})
    step: Mapped[Rectification | None] = mapped_column(
        stored(Rectification), info={"label": _l("整改情况")}
    )
    reply: Mapped[str | None] = mapped_column(String(1000), info={"label": _l("整改回复")})
    replied_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("回复日期")})

    __mapper_args__ = {"polymorphic_identity": Kind.HIERARCHICAL, "polymorphic_load": "inline"}  # type: ignore[dict-item]

    @property
    def target_name(self) -> str:
        """被考核机构, as it is called now."""
        return organization_names().get(self.target_id or 0, "")


class GroupMember(OrgOwned, SoftDeleted, db.Model):
    """Somebody whom a 监督组考核 is about, as the roster had them on that day.

    A human is assessed once a quarter, wherever (V36).
    """

    __tablename__ = "group_member"
    follows = "assessment"
    __table_args__ = (
        Index("ix_group_member_assessment", "assessment_id"),
        Index("ix_group_member_person", "person_id"),
        Index("ix_group_member_identity", "identity_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    identity_id: Mapped[int] = mapped_column(ForeignKey("identity.id"))
    year: Mapped[int]
    quarter: Mapped[int]
    name: Mapped[str] = mapped_column(String(40), info={"label": _l("姓名")})
    # 证书类别 on that day, as it read.
    certificates: Mapped[str] = mapped_column(String(40), info={"label": _l("证书类别")})

    assessment: Mapped[GroupAssessment] = relationship(GroupAssessment, back_populates="members")


one_only(
    "uq_group_member_quarter",
    GroupMember.deleted_at.is_(None),
    GroupMember.identity_id,
    GroupMember.year,
    GroupMember.quarter,
)


class AssessedProject(OrgOwned, SoftDeleted, db.Model):
    """A project of an assessment, with what was found of it when it was saved last."""

    __tablename__ = "assessed_project"
    follows = "assessment"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), index=True)
    name: Mapped[str] = mapped_column(String(100), info={"label": _l("工程名称")})
    client: Mapped[str] = mapped_column(String(100), info={"label": _l("建设单位")})
    builder: Mapped[str | None] = mapped_column(String(100), info={"label": _l("施工单位")})
    engineer: Mapped[str | None] = mapped_column(String(100), info={"label": _l("监理单位")})
    project_class: Mapped[ProjectClass | None] = mapped_column(
        stored(ProjectClass), info={"label": _l("工程类别")}
    )
    stage: Mapped[ProjectStage | None] = mapped_column(
        stored(ProjectStage), info={"label": _l("形象进度")}
    )
    size: Mapped[str | None] = mapped_column(String(60), info={"label": _l("面积或造价")})
    registration: Mapped[str | None] = mapped_column(
        String(60), info={"label": _l("监督注册号"), "reads": "code"}
    )
    inspected_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("检查日期")})
    # 不适用: 序号 of an item → why. 一票否决: code → text.
    left_out: Mapped[dict[str, str]] = mapped_column(
        JSON, default=dict, info={"label": _l("不适用项目")}
    )
    vetoes: Mapped[dict[str, str]] = mapped_column(
        JSON, default=dict, info={"label": _l("一票否决")}
    )
    score: Mapped[int] = mapped_column(info={"label": _l("项目得分")})
    grade: Mapped[Grade] = mapped_column(stored(Grade), info={"label": _l("项目等次")})
    saved_by: Mapped[str] = mapped_column(String(60), info={"label": _l("录入人")})
    form_token: Mapped[str | None] = mapped_column(String(36), unique=True)
    version: Mapped[int] = mapped_column(default=1)

    assessment: Mapped[Assessment] = relationship(Assessment, back_populates="projects")
    deductions: Mapped[list[ProjectDeduction]] = relationship(
        "ProjectDeduction",
        back_populates="project",
        cascade="all, delete-orphan",
        order_by="ProjectDeduction.id",
    )

    # 监督组成员, by 层级考核.
    team: Mapped[list[TeamMember]] = relationship(
        "TeamMember",
        back_populates="project",
        cascade="all, delete-orphan",
        order_by="TeamMember.id",
    )

    __mapper_args__ = {"version_id_col": version}

    def __repr__(self) -> str:
        return self.name

    @property
    def team_names(self) -> str:
        """监督组成员."""
        return _("、").join(one.name for one in self.team)


one_only(
    "uq_assessed_project_name",
    AssessedProject.deleted_at.is_(None),
    AssessedProject.assessment_id,
    AssessedProject.name,
)


class ProjectDeduction(OrgOwned, db.Model):
    """扣分内容 that was found of a project: how often, and what it deducts, in tenths."""

    __tablename__ = "project_deduction"
    follows = "project"
    __table_args__ = (
        Index("uq_project_deduction_code", "project_id", "code", unique=True),
        CheckConstraint("value > 0", name="deducts_something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("assessed_project.id", ondelete="CASCADE"))
    # 序号 of its item.
    item: Mapped[str] = mapped_column(String(10), info={"label": _l("序号")})
    code: Mapped[str] = mapped_column(String(20), info={"label": _l("代码")})
    text: Mapped[str] = mapped_column(String(200), info={"label": _l("扣分内容")})
    count: Mapped[int] = mapped_column(info={"label": _l("次数")})
    value: Mapped[int] = mapped_column(info={"label": _l("扣分值")})
    fact: Mapped[str | None] = mapped_column(String(300), info={"label": _l("扣分说明")})

    project: Mapped[AssessedProject] = relationship(AssessedProject, back_populates="deductions")


class TeamMember(OrgOwned, db.Model):
    """Somebody of the assessed organization who supervises a project of a 层级考核, as its roster
    had them when the project was saved."""

    __tablename__ = "project_team_member"
    follows = "project"
    __table_args__ = (
        Index("uq_project_team_member_identity", "project_id", "identity_id", unique=True),
        Index("ix_project_team_member_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("assessed_project.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    identity_id: Mapped[int] = mapped_column(ForeignKey("identity.id"))
    name: Mapped[str] = mapped_column(String(40), info={"label": _l("姓名")})

    project: Mapped[AssessedProject] = relationship(AssessedProject, back_populates="team")
