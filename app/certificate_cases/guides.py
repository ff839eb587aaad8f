"""证书变更, 证书注销 and 证书补办 as 业务流程 shows them: one machine, each with its own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.access.roles import FILERS
from app.processes.declaration import ProcessGuide, Step
from app.processes.presentation import process_button
from app.workflow import desks
from app.workflow.declaration import Handler, Workflow

from .choices import CaseKind
from .workflows import PROCESSES

CLERK = Handler(desks.OWN, FILERS)
# How an application is filed, and what its form shows, as the manual says it.
FILING: Mapping[CaseKind, tuple[Any, ...]] = {
    CaseKind.CHANGE: (
        _l("点击导航栏的监督人员管理→人员证书变更，点击【新增变更】，弹出选择人员弹窗。"),
        _l("勾选要变更证书的监督人员，点击【提交】进入监督人员证书变更申请界面。"),
        _l("勾选需要变更证书的类型，填入新的证书信息并上传新证书照片，点击【提交】。"),
    ),
    CaseKind.CANCELLATION: (
        _l("点击导航栏的监督人员管理→人员证书注销，点击【新增注销】，弹出选择人员弹窗。"),
        _l("勾选办理证书注销的人员，点击【提交】打开人员证书注销申请弹窗。"),
        _l("选择监督资格证书类别和申请注销原因，点击【提交】。"),
    ),
    CaseKind.REISSUE: (
        _l("点击导航栏的监督人员管理→人员证书补办，点击【新增补办】，弹出选择人员弹窗。"),
        _l("选择办理证书补办的人员，点击【提交】弹出监督人员证书补办申请弹窗。"),
        _l("查看监督人员证书补办申请弹窗信息，点击【提交】。"),
    ),
}
FORMS: Mapping[CaseKind, Any] = {
    CaseKind.CHANGE: _l("人员证书变更的选择人员弹窗，勾选要变更证书的监督人员"),
    CaseKind.CANCELLATION: _l("人员证书注销申请弹窗，选择证书类别和注销原因"),
    CaseKind.REISSUE: _l("人员证书补办申请弹窗，核对人员和证书信息"),
}
RESULTS: Mapping[CaseKind, Any] = {
    CaseKind.CHANGE: _l("办结后证书信息、人员信息随即更新，原证书信息转入证书历史。"),
    CaseKind.CANCELLATION: _l("办结后证书状态变为已注销，不能恢复。"),
    CaseKind.REISSUE: _l("办结后证书的补办次数加一，编号不变。"),
}
LISTED: Mapping[CaseKind, Any] = {
    CaseKind.CHANGE: _l("人员证书变更列表中已办结的申请，每行可查看、导出"),
    CaseKind.CANCELLATION: _l("人员证书注销列表中已办结的申请，每行可查看、导出"),
    CaseKind.REISSUE: _l("人员证书补办列表中已办结的申请，每行可查看、导出"),
}


def _applying(kind: CaseKind, process: Workflow) -> Step:
    return Step(
        "file",
        _l("填写申请"),
        (
            *FILING[kind],
            _l("未受理前可点击【撤回】；被退回的，点击【修改】改正后再次【提交】。"),
            _l("未受理、不予受理、已退回的申请可以点击【删除】。"),
        ),
        FORMS[kind],
        process,
        ("file", "withdraw"),
        needs=(
            _l("本机构持证的在职人员，证书未注销。"),
            _l("同一证书没有正在办理的其他申请。"),
        ),
    )


def _receiving(process: Workflow) -> Step:
    return Step(
        "agree",
        _l("调入机构确认"),
        (
            _l("申请调动（工作单位变更）的，由调入机构从首页待办打开申请。"),
            _l("核对人员和证书，点击【同意调入】。"),
            _l("不同意的，点击【不同意调入】并填写意见，申请退回原单位。"),
        ),
        _l("调入机构打开的证书变更申请，下方为【同意调入】和【不同意调入】"),
        process,
        ("agree", "decline"),
    )


def _reviewing(process: Workflow, name: Any) -> Step:
    return Step(
        "review",
        _l("市州初审"),
        (
            _l("县级机构的申请先到市州级机构，从首页待办打开。"),
            _l("核对申请内容和附件，点击【初审通过】，申请转省级受理。"),
            _l("材料有误的，点击【初审退回】并填写意见。"),
        ),
        _l("市州级机构打开的%(name)s申请，等待初审", name=name),
        process,
        ("review", "review_return"),
    )


def _accepting(process: Workflow, name: Any) -> Step:
    return Step(
        "accept",
        _l("省级受理"),
        (
            _l("从首页待办打开申请，核对变更前后内容和附件。"),
            _l("材料齐全的，点击【受理】；可在列表中勾选多件一次受理。"),
            _l("材料有误的，点击【退回】；不符合条件的，点击【不予受理】，均须填写意见。"),
        ),
        _l("省级审核打开的%(name)s申请，可受理、退回或不予受理", name=name),
        process,
        ("accept", "return", "refuse"),
    )


def _closing(kind: CaseKind, process: Workflow, name: Any) -> Step:
    return Step(
        "close",
        _l("办结并更新证书"),
        (
            _l("打开已受理的申请，点击【办结】，确认弹窗中列出的结果。"),
            RESULTS[kind],
            _l("经核实不能办理的，点击【不予办理】并填写意见。"),
        ),
        _l("%(name)s的办结弹窗，列出办结后将更新的内容", name=name),
        process,
        ("close", "sign", "decline_case"),
    )


def _querying(kind: CaseKind) -> Step:
    return Step(
        "query",
        _l("查询导出"),
        (
            _l("在列表上方填写条件，点击【查询】。"),
            _l("点击列表中的【导出】，进入预览界面，可进行放大、打印、下载。"),
            _l("点击【导出汇总表】，选择条件后点击【预览】，可进行放大、打印、下载。"),
        ),
        LISTED[kind],
        by=(CLERK,),
        resource=kind.resource,
    )


def _guide(kind: CaseKind) -> ProcessGuide:
    process = PROCESSES[kind]
    name = process.title
    receiving = (_receiving(process),) if "agree" in process else ()
    return ProcessGuide(
        f"certificate_{kind.value}",
        name,
        (
            _applying(kind, process),
            *receiving,
            _reviewing(process, name),
            _accepting(process, name),
            _closing(kind, process, name),
            _querying(kind),
        ),
    )


GUIDES = tuple(_guide(kind) for kind in CaseKind)
BUTTONS = tuple(process_button(guide) for guide in GUIDES)
