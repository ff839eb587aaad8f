"""监督组考核 and 层级考核 as 业务流程 shows them, in the order of the manual."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.roles import FILERS
from app.processes.declaration import ProcessGuide, Step
from app.processes.presentation import process_button
from app.workflow import desks
from app.workflow.declaration import Handler

from .choices import GROUP, HIERARCHICAL
from .workflows import GROUP_ASSESSMENT, HIERARCHICAL_ASSESSMENT, SUPERIOR

ASSESSOR = Handler(desks.OWN, FILERS)

GROUP_GUIDE = ProcessGuide(
    "group_assessment",
    _l("监督组考核"),
    (
        Step(
            "begin",
            _l("新增被考核人员"),
            (
                _l("点击导航栏的监督工作规范化考核→监督组考核，点击【新增被考核人员】。"),
                _l("勾选本次考核的监督组人员（可多选），点击【提交】。"),
                _l("核对年度、季度、考核日期和考核人员，点击【提交】进入考核页面。"),
            ),
            _l("被考核人员弹窗，已勾选两人"),
            by=(ASSESSOR,),
            resource=GROUP,
            needs=(_l("本机构监督岗位的在职人员，每人每季度考核一次。"),),
        ),
        Step(
            "score",
            _l("录入项目与扣分"),
            (
                _l("填入工程名称和建设单位，勾选扣分内容。"),
                _l("点击【扣】按钮，填写次数或扣分和扣分说明，点击【确定】。"),
                _l("录入完成后点击【保存】；点击【新增项目】录入下一个项目。"),
                _l("未录完的，以后在考核记录中点击【考核】继续。"),
            ),
            _l("考核页面，上方为得分算式，下方为扣分内容"),
            by=(ASSESSOR,),
            resource=GROUP,
        ),
        Step(
            "submit",
            _l("提交"),
            (
                _l("各项目都保存后，点击【提交】打开监督组考核提交弹窗。"),
                _l("核对各项目得分和考核等次，填写综合评语，点击【提交】完成本次考核。"),
                _l("提交有误的，由本机构领导在 7 日内点击【撤回】，以后由省级撤回。"),
            ),
            _l("监督组考核提交弹窗，列出各项目得分和考核等次"),
            GROUP_ASSESSMENT,
            ("submit", "withdraw", "reopen"),
        ),
    ),
)
HIERARCHICAL_GUIDE = ProcessGuide(
    "hierarchical_assessment",
    _l("层级考核"),
    (
        Step(
            "begin",
            _l("选择被考核机构"),
            (
                _l("点击导航栏的监督工作规范化考核→层级考核，点击【新增被考核机构】。"),
                _l("在辖区内监督机构选择弹窗中勾选要考核的监督机构，点击【提交】。"),
                _l("核对年度、上/下半年、考核日期和考核组成员，点击【提交】；每个机构一条记录。"),
            ),
            _l("辖区内监督机构选择弹窗，已勾选两个机构"),
            by=(SUPERIOR,),
            resource=HIERARCHICAL,
            needs=(_l("辖区内的监督机构，每半年考核一次。"),),
        ),
        Step(
            "score",
            _l("录入项目与扣分"),
            (
                _l("填入工程名称和建设单位，勾选监督组成员和扣分内容。"),
                _l("点击【扣】按钮，填写次数或扣分和扣分说明，点击【确定】。"),
                _l("录入完成后点击【保存】；点击【新增项目】录入下一个项目，一般不少于两个。"),
                _l("未录完的，以后在考核记录中点击【考核】继续。"),
            ),
            _l("层级考核的考核页面，上方为得分算式，下方为扣分内容"),
            by=(SUPERIOR,),
            resource=HIERARCHICAL,
        ),
        Step(
            "submit",
            _l("提交"),
            (
                _l("各项目都保存后，点击【提交】打开提交弹窗。"),
                _l("核对得分、等次和建议记分，填写综合评价意见，点击【提交】完成监督机构考核。"),
                _l("提交有误而尚未回复的，由本机构领导在 7 日内点击【撤回】，以后由省级撤回。"),
            ),
            _l("层级考核提交弹窗，列出各项目得分、考核等次和建议记分"),
            HIERARCHICAL_ASSESSMENT,
            ("submit", "withdraw", "reopen"),
        ),
        Step(
            "reply",
            _l("查看结果、整改回复"),
            (
                _l("被考核机构在层级考核页面点击【查看】查看得分、等次和存在的主要问题。"),
                _l("整改后点击【整改回复】，填写整改情况，点击【整改回复】。"),
            ),
            _l("整改回复弹窗"),
            HIERARCHICAL_ASSESSMENT,
            ("reply",),
        ),
        Step(
            "confirm",
            _l("确认"),
            (_l("考核机构查看整改回复，点击【确认】。"),),
            _l("已回复的考核记录和【确认】"),
            HIERARCHICAL_ASSESSMENT,
            ("confirm",),
        ),
    ),
)
GUIDES = (GROUP_GUIDE, HIERARCHICAL_GUIDE)
BUTTONS = (process_button(GROUP_GUIDE), process_button(HIERARCHICAL_GUIDE))
