"""The columns of the surveys R03–R06."""

from __future__ import annotations

from app.core.base.choices import OrganizationKind
from app.reporting.declaration import Band, Column, Heads, serial

from .common import AMONG, amount, count, holders_alone, percent


def survey_columns(kind: OrganizationKind | None) -> Heads:
    """The columns of R06; of a kind, without what it does not do (specification 4.1)."""
    quality = kind is not OrganizationKind.SAFETY
    safety = kind is not OrganizationKind.QUALITY
    return (
        *_organization(kind),
        *_staff(kind),
        *_projects(),
        *((_quality_supervision(),) if quality else ()),
        *((_safety_supervision(),) if safety else ()),
        *_enforcement(quality=quality, safety=safety),
        *_means(),
    )


def _organization(kind: OrganizationKind | None) -> Heads:
    """Who they are, and who leads them."""
    return (
        serial(mm=8),
        Column("prefecture", "市州", 15, merge=True),
        Column("name", "机构名称", 32),
        *((Column("kind_name", "机构类别", 14),) if kind is None else ()),
        Column("level", "机构级别", 14),
        Column("department", "主管部门", 24),
        Band(
            "成立情况",
            (
                Column("approval_no", "批准文号", 20),
                Column("established_on", "成立日期", 18, "date"),
            ),
        ),
        Column("nature", "机构性质", 16),
        Column("funding_type", "经费形式", 13),
        Band(
            "负责人",
            (
                Column("head_name", "姓名", 12),
                Column("head_position", "职务", 12),
                Column("head_mobile", "电话", 24),
            ),
        ),
    )


def _staff(kind: OrganizationKind | None) -> Heads:
    return (
        Band(
            "人员（人）",
            (
                count("posts", "编制"),
                count("on_duty", "在职"),
                count("authorized", "在编"),
                count("contract", "聘用"),
                count("seconded_out", "借出"),
            ),
        ),
        _certified(kind),
        Band(
            "职称（人）",
            (
                count("title_senior", "高级"),
                count("title_intermediate", "中级"),
                count("title_junior", "初级"),
            ),
        ),
        Band(
            "专业（人）",
            (
                count("field_civil", "土建"),
                count("field_installation", "安装"),
                count("field_municipal", "市政"),
                count("field_machinery", "机械"),
                count("field_other", "其他"),
            ),
        ),
    )


def _projects() -> Heads:
    return (
        Band(
            "年末在监工程",
            (
                count("building_projects", "房建(个)"),
                amount("building_area", "房建面积(万㎡)"),
                count("municipal_projects", "市政(个)"),
                count("transit_projects", "轨道(个)"),
                amount("year_end_cost", "造价(万元)", 17),
            ),
        ),
        Column(
            "area_each", "人均在监面积(万㎡)", 12, "dec2", ratio=("supervised_area", "supervising")
        ),
    )


def _enforcement(*, quality: bool, safety: bool) -> Heads:
    return (
        Band("行政处罚", (count("penalties", "起数"), amount("fines", "金额(万元)"))),
        Band(
            "事故",
            (
                *((count("quality_accidents", "质量(起)"),) if quality else ()),
                *((count("safety_accidents", "安全(起)"),) if safety else ()),
                count("deaths", "死亡(人)"),
            ),
        ),
    )


def _means() -> Heads:
    """Money, equipment, and the verification."""
    return (
        Band(
            "经费（万元）",
            (
                Column("fully_covered", "是否全额保障", 10, align="center"),
                amount("budgeted", "应拨", 14),
                amount("received", "实拨", 14),
                percent("received_ratio", "到位率(%)", ("received", "budgeted")),
            ),
        ),
        Band(
            "装备",
            (
                amount("office_area", "办公面积(㎡)", 14),
                count("vehicles", "车辆"),
                count("instruments", "仪器(台套)"),
            ),
        ),
        Band(
            "资格验证",
            (
                Column("certificate_no", "证书编号", 27),
                Column("valid_to", "有效期至", 18, "date"),
                Column("result", "结果", 12),
            ),
        ),
    )


def _certified(kind: OrganizationKind | None) -> Band:
    """持证: 质量 and 安全 alone beside 双证; in R04 and R05 all holders, 双证 among them."""
    share = percent("certified_ratio", "占比(%)", ("certified", "on_duty"))
    if kind in (OrganizationKind.QUALITY, OrganizationKind.SAFETY):
        holders = {
            OrganizationKind.QUALITY: ("quality_holders", f"质量{AMONG}"),
            OrganizationKind.SAFETY: ("safety_holders", f"安全{AMONG}"),
        }[kind]
        parts: tuple[Column, ...] = (
            count("certified", "合计"),
            count(*holders),
            count("dual", "其中双证", 9),
        )
    else:
        parts = holders_alone()
    return Band("持证监督人员（人）", (*parts, share))


def _quality_supervision() -> Band:
    return Band(
        "质量监督",
        (
            count("quality_checks", "检查(次)", 10),
            count("spot_tests", "抽测(次)", 10),
            count("quality_rectifications", "整改(份)", 10),
            count("supervision_reports", "监督报告(份)", 10),
        ),
    )


def _safety_supervision() -> Band:
    return Band(
        "安全监督",
        (
            count("safety_checks", "检查(次)", 10),
            count("safety_rectifications", "整改(份)", 10),
            count("safety_stop_works", "停工(份)", 10),
            count("high_risk_works", "危大工程(项)", 10),
        ),
    )
