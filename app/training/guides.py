"""新进人员培训 and 继续教育培训 as 业务流程 shows them, in the order of the manual's diagrams."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.access.roles import FILERS, Role
from app.processes.declaration import ProcessGuide, Step
from app.processes.presentation import process_button
from app.workflow import desks
from app.workflow.declaration import Handler, Workflow

from .choices import ALLOCATION, SESSION
from .workflows import CONTINUING_ENROLMENT, INDUCTION_ENROLMENT

CLERK = Handler(desks.OWN, FILERS)
PLANNER = Handler(desks.PROVINCE, (Role.PROVINCE_ADMIN, Role.PROVINCE_REVIEWER))
GIVERS = (
    Handler(desks.SUPERIOR, (Role.PREFECTURE_ADMIN,)),
    Handler(desks.PROVINCE, (Role.PROVINCE_ADMIN,)),
)


def _publishing(picture: Any) -> Step:
    return Step(
        "publish",
        _l("发布档期、下达名额"),
        (
            _l("点击导航栏的监督人员培训考核→培训档期，点击【新增】中的培训类型。"),
            _l("填写培训时间、地点、报名起止日期、考核科目和各市州名额，点击【保存】存为草稿。"),
            _l("点击【发布】，各市州收到名额。"),
        ),
        picture,
        by=(PLANNER,),
        resource=SESSION,
        needs=(_l("各市州名额之和不超过总名额。"),),
    )


def _attending(picture: Any) -> Step:
    return Step(
        "attend",
        _l("参加培训"),
        (
            _l("点击导航栏的监督人员培训考核→培训档期，点击【查看】，核对报到时间、地点和课程表。"),
            _l("通知参训人员按时报到，到课学时计入考核结果。"),
        ),
        picture,
        by=(CLERK,),
        resource=SESSION,
    )


def _grading(process: Workflow, picture: Any) -> Step:
    return Step(
        "grade",
        _l("成绩录入"),
        (
            _l("培训结束后，点击导航栏的监督人员培训考核→成绩与发证，点击【录入成绩】。"),
            _l("填写到课学时和各科成绩，点击【保存】，考核结果自动得出。"),
            _l("考核不合格或缺考的，在补考期限内点击【补考录入】，每人一次。"),
        ),
        picture,
        process,
        ("grade", "makeup", "ungrade"),
    )


INDUCTION_GUIDE = ProcessGuide(
    "training_induction",
    _l("新进人员培训"),
    (
        _publishing(_l("培训档期列表，草稿一行可以发布")),
        Step(
            "file",
            _l("新进报名"),
            (
                _l(
                    "点击导航栏的监督人员培训考核→新进人员培训报名，点击【新增报名】弹出新增报名弹窗。"
                ),
                _l("点击【未持证人员报名】/【持单证人员报名】，弹出选择培训报名人员弹窗。"),
                _l("勾选报名培训的人员，点击【提交】弹出人员报名弹窗。"),
                _l("填写人员详细信息并上传人员证书照片，点击【提交】完成人员报名申请。"),
                _l(
                    "未审核的可点击【撤回】或【删除】；被退回的，改正后再次【提交】，或点击【放弃】。"
                ),
            ),
            _l("新增报名弹窗，可选未持证人员报名或持单证人员报名"),
            INDUCTION_ENROLMENT,
            ("file", "withdraw", "give_up"),
            needs=(
                _l("本机构领导班子或监督岗位的在职人员，未满退休年龄。"),
                _l("学历证书或职称证书、身份证、一寸照片。"),
            ),
        ),
        Step(
            "review",
            _l("市州审核"),
            (
                _l("从首页待办打开报名，核对条件和证书照片。"),
                _l("点击【市州审核通过】，报名进入待分配；可在列表中勾选多人一次通过。"),
                _l("材料有误的，点击【市州退回】并填写意见。"),
            ),
            _l("市州打开的新进人员培训报名，等待审核"),
            INDUCTION_ENROLMENT,
            ("review", "review_return"),
        ),
        Step(
            "allocate",
            _l("额度分配"),
            (
                _l("点击导航栏的监督人员培训考核→培训报名额度分配。"),
                _l("点击列表中新进人员培训的【分配】，弹出辖区内新进人员培训报名列表弹窗。"),
                _l("勾选分配到本次档期的新进人员，点击【提交】完成分配。"),
                _l("截止日期前取消勾选，名额随即收回；当年未分配的报名于年底失效。"),
            ),
            _l("辖区内新进人员培训报名列表弹窗，勾选分配到本次档期的人员"),
            INDUCTION_ENROLMENT,
            ("allocate", "unallocate", "release", "lapse"),
            needs=(_l("本市州在该档期有剩余名额。"),),
        ),
        Step(
            "accept",
            _l("省级受理"),
            (
                _l("从首页待办打开报名，核对条件和附件。"),
                _l("点击【受理】，报名机构收到报到时间和地点。"),
                _l("材料有误的，点击【退回】；不符合条件的，点击【不予受理】，均须填写意见。"),
            ),
            _l("省级审核打开的新进人员培训报名，可受理、退回或不予受理"),
            INDUCTION_ENROLMENT,
            ("accept", "return", "refuse"),
        ),
        _attending(_l("新进人员培训档期的查看弹窗，列出报到时间、地点和课程表")),
        _grading(INDUCTION_ENROLMENT, _l("新进人员培训的成绩录入页面，每人一行，每科一列")),
        Step(
            "issue",
            _l("发证"),
            (
                _l("在成绩与发证列表中点击【发证】，填写发证机关。"),
                _l("考核合格的人员生成证书编号，随即成为持证人员。"),
                _l("不能再发证的（如已调离），在新进人员培训报名中点击【终止报名】并填写意见。"),
            ),
            _l("成绩与发证列表，考核合格后可以发证"),
            INDUCTION_ENROLMENT,
            ("issue", "close"),
        ),
    ),
)
CONTINUING_GUIDE = ProcessGuide(
    "training_continuing",
    _l("继续教育培训"),
    (
        _publishing(_l("培训档期的新增弹窗，填写时间、地点和名额")),
        Step(
            "allocate",
            _l("机构额度分配"),
            (
                _l("点击导航栏的监督人员培训考核→培训报名额度分配。"),
                _l("点击列表中继续教育培训的【分配】，弹出辖区内监督机构弹窗。"),
                _l("填写本次档期辖区内各机构分配人数，点击【提交】完成分配，各机构收到消息。"),
            ),
            _l("辖区内监督机构弹窗，填写各机构分配人数"),
            by=GIVERS,
            resource=ALLOCATION,
            needs=(_l("分配人数之和不超过本市州名额，且不少于已报名人数。"),),
        ),
        Step(
            "file",
            _l("报名并选择档期"),
            (
                _l("点击导航栏的监督人员培训考核→继续教育培训报名，点击【新增已持证人员报名】。"),
                _l("选择报名继续教育培训的监督人员，点击【提交】打开监督人员继续教育报名弹窗。"),
                _l("点击【选择档期】打开培训档期选择页面，选择要报名的档期，点击【提交】。"),
                _l(
                    "点击【提交】完成继续教育培训报名申请；名额已满时可以候补，有空出的名额依次转为报名。"
                ),
                _l(
                    "未审核的可点击【撤回】或【删除】；被退回的，改正后再次【提交】，或点击【放弃】。"
                ),
            ),
            _l("选择报名培训人员弹窗，勾选要参加继续教育的监督人员"),
            CONTINUING_ENROLMENT,
            ("file", "wait", "promote", "withdraw", "give_up", "lapse"),
            needs=(
                _l("证书有效、即将到期，或过期未超过可延续的期限。"),
                _l("本机构在该档期有剩余额度；每人每年报名一次。"),
            ),
        ),
        Step(
            "review",
            _l("审核"),
            (
                _l("县级机构的报名先由市州审核：点击【市州审核通过】或【市州退回】。"),
                _l("省级从首页待办打开报名，点击【审核通过】；可在列表中勾选多人一次通过。"),
                _l("材料有误的，点击【退回】并填写意见，名额随即收回。"),
            ),
            _l("省级审核打开的继续教育报名，可审核通过或退回"),
            CONTINUING_ENROLMENT,
            ("review", "review_return", "pass", "return"),
        ),
        _attending(_l("继续教育培训报名列表中已通过、待培训的人员")),
        _grading(CONTINUING_ENROLMENT, _l("成绩与发证中继续教育档期的人员和成绩")),
        Step(
            "extend",
            _l("证书延期"),
            (
                _l("在成绩与发证列表中点击【延期】，考核合格人员的证书有效期随即延长。"),
                _l("延期后的有效期止可在继续教育培训报名和人员基本信息填报中查看。"),
                _l(
                    "不能再延期的（如证书已注销），在继续教育培训报名中点击【终止报名】并填写意见。"
                ),
            ),
            _l("继续教育报名的查看弹窗，列出证书延期"),
            CONTINUING_ENROLMENT,
            ("extend", "close"),
        ),
    ),
)
GUIDES = (INDUCTION_GUIDE, CONTINUING_GUIDE)
BUTTONS = tuple(process_button(one) for one in GUIDES)
