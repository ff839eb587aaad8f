"""监督机构信息完善 as 业务流程 shows it: three yearly returns and the screens beside them."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.access.roles import FILERS, PROVINCE, Role
from app.processes.declaration import ProcessGuide, Step
from app.workflow import desks
from app.workflow.declaration import Handler, Workflow

from .workflows import FUNDING_RETURN, PROFILE, PROJECT_RETURN

FILER = Handler(desks.OWN, FILERS)
KEEPER = Handler(desks.PROVINCE, (Role.SYSTEM_ADMIN, Role.PROVINCE_ADMIN))
VERIFIER = Handler(desks.PROVINCE, (Role.PROVINCE_ADMIN, Role.PROVINCE_REVIEWER))
SUMMARIZERS = (
    Handler(desks.SUPERIOR, (Role.PREFECTURE_ADMIN, Role.PREFECTURE_LEADER)),
    Handler(desks.PROVINCE, PROVINCE),
)
# How a return is sent back, corrected and opened again: the same for all three.
RETURNING = (
    _l("被退回补正的，从首页待办进入，按标出的项目和退回意见修改后再次【提交】。"),
    _l("上级机构可在【查看】中点击【退回补正】，填写原因；补正后点击【确认补正】。"),
)
YEAR_OPEN = _l("年度未锁定；锁定后由省级管理员解锁。")


def _filing(key: str, label: Any, workflow: Workflow, picture: Any, *how: Any) -> Step:
    """A yearly return: every move of its process stands here."""
    moves = tuple(move.name for move in workflow.transitions)
    return Step(key, label, (*how, *RETURNING), picture, workflow, moves, needs=(YEAR_OPEN,))


GUIDE = ProcessGuide(
    "organization_information",
    _l("监督机构信息完善"),
    (
        Step(
            "establish",
            _l("建立机构与账号"),
            (
                _l("点击导航栏的系统管理→机构维护，点击【新增】。"),
                _l("填写机构名称、类别、级别和上级机构，点击【保存】建立机构。"),
                _l("为机构建立首个管理员账号，将账号和初始密码交给该机构。"),
            ),
            _l("机构维护页面的机构列表，右上角为【新增】按钮"),
            by=(KEEPER,),
            resource="reorganization.organization",
        ),
        _filing(
            "profile",
            _l("基本信息填报"),
            PROFILE,
            _l("监督机构基本情况填报页面的填报列表，每行有【修改】等链接"),
            _l("点击导航栏的监督机构管理→监督机构基本情况填报。"),
            _l("填写或修改监督机构信息，带*标识的为必填项，点击【提交】。"),
        ),
        Step(
            "roster",
            _l("在职人员维护"),
            (
                _l("点击导航栏的监督机构管理→在职工作人员基础数据。"),
                _l("点击【新增非持证人员】，填写人员信息，点击【提交】。"),
                _l("点击列表中的【修改】编辑人员信息，离开的人员点击【删除】。"),
                _l("核对全部人员后，点击【本年度人员核对完成】。"),
            ),
            _l("在职工作人员基础数据页面，右上角为【新增非持证人员】按钮"),
            by=(FILER,),
            resource="personnel.person",
        ),
        Step(
            "dossiers",
            _l("人员信息完善"),
            (
                _l("点击导航栏的监督人员管理→人员基本信息填报。"),
                _l("点击人员信息列表中的【完善】，弹出完善人员信息弹窗。"),
                _l("填写人员信息并上传证书照片，点击【提交】。"),
            ),
            _l("人员基本信息填报列表，每行有【查看】、【完善】等链接"),
            by=(FILER,),
            resource="dossiers.dossier",
        ),
        _filing(
            "projects",
            _l("监督工程填报"),
            PROJECT_RETURN,
            _l("监督工程情况填报弹窗，上方选择年度，下方填写工程数量和面积"),
            _l("点击导航栏的监督机构管理→监督工程情况填报，点击【新增】。"),
            _l("选择年度并填入该年度监督工程情况，点击【提交】。"),
        ),
        _filing(
            "funding",
            _l("监督经费填报"),
            FUNDING_RETURN,
            _l("监督经费情况填报弹窗，上方选择年度，下方填写应拨和实拨经费"),
            _l("点击导航栏的监督机构管理→监督经费情况填报，点击【新增】。"),
            _l("选择年度并填写监督经费情况，点击【提交】。"),
        ),
        Step(
            "verification",
            _l("资格验证"),
            (
                _l("省级管理员或审核进入监督机构管理→监督资格验证情况填报，点击【新增】。"),
                _l("选择机构，填写首次考核日期、得分和结论，上传证书，点击【保存】。"),
                _l("其他机构在同一页面查看本机构的验证记录和有效期。"),
            ),
            _l("监督资格验证情况填报页面的验证记录列表"),
            by=(VERIFIER,),
            resource="verification.record",
        ),
        Step(
            "structure",
            _l("人员结构归档"),
            (
                _l("本年度人员结构由系统按在职人员实时统计，无须填报。"),
                _l("每年12月31日系统自动保存一条记录，以后不再变化。"),
                _l("点击人员结构情况列表中的【查看】，可查看各年度的人员结构。"),
            ),
            _l("人员结构情况查看页面，当前年度为实时统计，以往年度为归档记录"),
            resource="organizations.staff_structure",
        ),
        Step(
            "summary",
            _l("汇总导出"),
            (
                _l("点击导航栏的监督机构管理→监督机构基本情况汇总，查看各机构的完善状态。"),
                _l("对未完成的机构点击【催报】。"),
                _l("点击【导出汇总表】，选择条件后点击【预览】，可进行放大、打印、下载。"),
            ),
            _l("监督机构基本情况汇总页面，列出各机构的填报情况和完善状态"),
            by=SUMMARIZERS,
            resource="organizations.overview",
        ),
    ),
)
