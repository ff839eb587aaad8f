"""用户申请 and 权限申请 as 业务流程 shows them (specification, appendix D)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.roles import BUSINESS
from app.processes.declaration import ProcessGuide, Step
from app.processes.presentation import process_button
from app.workflow import desks
from app.workflow.declaration import Handler

from .choices import APPLICATION, RIGHTS
from .workflows import ACCOUNT, GRANTING

NEWCOMER = Handler(desks.OWN, BUSINESS)

ACCOUNT_GUIDE = ProcessGuide(
    "account_application",
    ACCOUNT.title,
    (
        Step(
            "file",
            _l("添加申请"),
            (
                _l("点击导航栏的系统管理→用户申请，点击【添加】。"),
                _l("勾选要添加为系统用户的工作人员，点击【选择】。"),
                _l("填写登录账号、邮箱，勾选角色，上传本机构审批材料，点击【提交】。"),
                _l("未审核的申请可点击【撤回】或【删除】；已退回的点击【修改】后重新提交。"),
            ),
            _l("添加用户申请弹窗：登录账号、角色和本机构审批材料"),
            ACCOUNT,
            ("file", "withdraw"),
            needs=(_l("本机构在职、没有账号的工作人员。"),),
        ),
        Step(
            "approve",
            _l("审核建号"),
            (
                _l("从首页待办进入，或点击导航栏的系统管理→用户申请。"),
                _l("点击【通过】，核对账号和角色后确认，账号立即开通。"),
                _l("打印一次性密码单交给本人；密码只显示这一次。"),
                _l("材料不全的，点击【退回】并填写意见。"),
            ),
            _l("通过用户申请页面：将要开通的账号和审核意见"),
            ACCOUNT,
            ("approve", "return"),
        ),
        Step(
            "sign_in",
            _l("首次登录改密"),
            (
                _l("用密码单上的登录账号和一次性密码登录。"),
                _l("按提示设置自己的密码，再用新密码登录。"),
            ),
            _l("修改密码页面：原密码和两次新密码"),
            resource=APPLICATION,
            by=(NEWCOMER,),
            needs=(_l("一次性密码在密码单注明的时间内有效，过期后由系统管理员重置。"),),
        ),
    ),
)
RIGHTS_GUIDE = ProcessGuide(
    "right_application",
    GRANTING.title,
    (
        Step(
            "file",
            _l("申请、移除、变更权限"),
            (
                _l("点击导航栏的系统管理→权限申请。"),
                _l(
                    "未申请过权限的用户点击【申请权限】，已申请过的点击【变更权限】，不再需要的点击【移除权限】。"
                ),
                _l("勾选用户，点击【提交】。"),
                _l("填写申请理由，上传本机构审批材料，勾选需要的权限，点击【提交】。"),
            ),
            _l("申请权限弹窗：申请理由、可以勾选的权限和授权截止日期"),
            GRANTING,
            ("file", "withdraw"),
            needs=(_l("本机构启用的账号和本机构审批材料。"),),
        ),
        Step(
            "approve",
            _l("审核"),
            (
                _l("从首页待办进入，或点击导航栏的系统管理→权限申请。"),
                _l("点击【查看】，核对变更前后的权限和审批材料。"),
                _l("点击【通过】，或点击【退回】并填写意见。"),
            ),
            _l("权限申请详情：变更前后的附加权限对照"),
            GRANTING,
            ("approve", "return"),
        ),
        Step(
            "effect",
            _l("权限生效"),
            (
                _l("审核通过后，该用户的下一次操作即按新权限执行，不需要重新登录。"),
                _l("到授权截止日期后，附加权限自动失效；人员离开或账号禁用时立即失效。"),
            ),
            _l("权限申请列表中已通过的申请"),
            resource=RIGHTS,
        ),
    ),
)
GUIDES = (ACCOUNT_GUIDE, RIGHTS_GUIDE)
BUTTONS = tuple(process_button(guide) for guide in GUIDES)
