"""监督组考核 as 业务流程 shows it, in the order of the manual."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.roles import FILERS
from app.processes.declaration import ProcessGuide, Step
from app.processes.presentation import process_button
from app.workflow import desks
from app.workflow.declaration import Handler

from .choices import GROUP
from .workflows import GROUP_ASSESSMENT

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
GUIDES = (GROUP_GUIDE,)
BUTTONS = (process_button(GROUP_GUIDE),)
