"""人员调动 as 业务流程 shows it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.processes.declaration import ProcessGuide, Step

from .workflows import TRANSFER

GUIDE = ProcessGuide(
    "transfer",
    TRANSFER.title,
    (
        Step(
            "file",
            _l("提出调动"),
            (
                _l("点击导航栏的监督机构管理→人员调动，点击【新增调动】。"),
                _l("选择人员和调入机构，填写调动说明，点击【提交】。"),
                _l("调入机构接收之前，可点击【撤回】。"),
            ),
            _l("新增调动弹窗：选择人员和调入机构，填写调动说明"),
            TRANSFER,
            ("file", "withdraw"),
            needs=(_l("本机构在职的非持证人员；持证人员办理证书变更（工作单位变更）。"),),
        ),
        Step(
            "accept",
            _l("接收人员"),
            (
                _l("从首页待办进入，或点击导航栏的监督机构管理→人员调动。"),
                _l("点击【接收】，填写到岗日期，确认后人员转入本机构在职名册。"),
                _l("不同意的，点击【不予接收】并填写意见。"),
            ),
            _l("人员调动列表中等待接收的一行，可接收或不予接收"),
            TRANSFER,
            ("accept", "refuse"),
        ),
    ),
)
