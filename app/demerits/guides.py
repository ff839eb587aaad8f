"""动态考核记分 as 业务流程 shows it, in the order of the manual."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.processes.declaration import ProcessGuide, Step
from app.processes.presentation import process_button

from .choices import MEASURE
from .workflows import LEADER, RECORDING

GUIDE = ProcessGuide(
    "demerits",
    _l("动态考核记分"),
    (
        Step(
            "file",
            _l("新增记分"),
            (
                _l("点击导航栏的监督工作规范化考核→动态考核记分，点击【新增考核记分】。"),
                _l("在辖区内监督人员列表中勾选被记分人员，点击【确定】打开新增考核记分页面。"),
                _l("选择记分时间，勾选记分事由，填写事实说明，可上传证据附件。"),
                _l("点击【提交】，每人生成一条记分记录，等待本机构领导审核。"),
                _l("未审核的可点击【撤回】或【删除】；被退回的，改正后再次【提交】，或【放弃】。"),
            ),
            _l("新增考核记分页面，上方为被记分人员，下方勾选记分事由"),
            RECORDING,
            ("file", "withdraw", "give_up"),
            needs=(
                _l("被记分人员在辖区内在职，持有未注销的监督证书。"),
                _l("记分时间在本记分周期（自然年）内，不晚于今天。"),
            ),
        ),
        Step(
            "review",
            _l("领导审核"),
            (
                _l("记分机构的领导点击记分记录中【审核】按钮，打开动态考核记分审核弹窗。"),
                _l("核对记分事由、事实说明和本周期累计，点击【通过】，分值计入累计。"),
                _l("事实不清的，点击【退回】并填写意见。"),
            ),
            _l("审核弹窗，列出记分事由、事实说明和通过后的累计"),
            RECORDING,
            ("pass", "return"),
        ),
        Step(
            "total",
            _l("累计与预警"),
            (
                _l(
                    "审核通过后，系统按记分时间所在年度累计，达到规定分值时通知所在机构和上级机构。"
                ),
                _l("记满分的，系统暂扣其全部有效证书，培训考核合格办理延期后恢复。"),
                _l("年度结束未记满分的，累计自动清零。"),
            ),
            _l("记分措施列表，列出提醒谈话、约谈、通报批评和暂扣"),
            resource=MEASURE,
        ),
        Step(
            "talk",
            _l("约谈/再培训"),
            (
                _l("被约谈人所在机构的领导从首页待办打开【约谈】，填写约谈时间、约谈人和内容。"),
                _l("记满分的，所在机构管理员从首页待办为其报名继续教育。"),
            ),
            _l("约谈记录弹窗，填写约谈时间、约谈人和约谈内容"),
            by=(LEADER,),
            resource=MEASURE,
        ),
        Step(
            "appeal",
            _l("申诉"),
            (
                _l("对记分有异议的，被记分人所在机构在申诉期限内点击【申诉】，填写申诉理由。"),
                _l("记分机构领导审查后点击【维持】或【撤销】，撤销的重新累计，措施随之变更。"),
                _l("维持后省级管理员认为不当的，可点击【改为撤销】。"),
            ),
            _l("申诉弹窗，填写申诉理由"),
            RECORDING,
            ("appeal", "uphold", "revoke", "overrule"),
        ),
    ),
)
GUIDES = (GUIDE,)
BUTTONS = (process_button(GUIDE),)
