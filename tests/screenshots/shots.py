"""The screenshot of each step: who looks at which address, what is pressed there, what is framed.

The words are those of the screen; a step is named by its process and its key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

VIEW = "role=link[name=/^查看 /] >> nth=0"


@dataclass(frozen=True, slots=True)
class Shot:
    """How a screenshot is taken. ``presses`` are pressed one after the other, ``frames`` is what
    gets a red frame; both are selectors of the browser."""

    username: str
    address: str
    presses: tuple[str, ...] = ()
    frames: str = ""


def _button(words: str) -> str:
    return f"role=button[name='{words}'] >> nth=0"


def _link(words: str) -> str:
    return f"role=link[name=/^{words}/] >> nth=0"


def _in_dialog(words: str) -> str:
    return f"dialog[open] >> role=link[name=/^{words}/] >> nth=0"


CHANGES, CANCELLATIONS = "/certificate-cases/changes", "/certificate-cases/cancellations"
REISSUES = "/certificate-cases/reissues"
ACCOUNTS, RIGHTS = "/users/applications", "/users/rights"
SESSIONS, PLACES = "/training/sessions", "/training/allocations/list/"
INDUCTION, CONTINUING = "/training/induction", "/training/continuing"
RESULTS = "/training/results"
GROUPS = "/assessments/groups"
HIERARCHIES = "/assessments/hierarchical"
RECORDS, MEASURES = "/demerits/records", "/demerits/measures"
SENT = "dialog[open] >> role=button[name='提交']"
PICKED = "dialog[open] input[name=of]:enabled >> nth=0"
PICKED_AND_SENT = (PICKED, "dialog[open] >> role=button[name='提交']")


def _case(base: str, clerk: str, reviewer: str, file: Shot) -> Mapping[str, Shot]:
    """The steps that the three kinds of applications have in common."""
    waiting = f"{base}/list/?_flt_0_state=filed&_flt_0_step="
    return {
        "file": file,
        "review": Shot(reviewer, f"{waiting}prefecture", (VIEW,), _in_dialog("初审通过")),
        "accept": Shot("hn_review", f"{waiting}province", (VIEW,), _in_dialog("受理")),
        "close": Shot(
            "hn_review",
            f"{base}/list/?_flt_0_state=accepted",
            (_link("办结"),),
            "dialog[open] >> role=button[name='办结']",
        ),
        "query": Shot(clerk, f"{base}/list/?_flt_0_state=closed", (), _link("导出")),
    }


def _named(process: str, steps: Mapping[str, Shot]) -> dict[str, Shot]:
    return {f"{process}.{key}": shot for key, shot in steps.items()}


SHOTS: Mapping[str, Shot] = {
    **_named(
        "organization_information",
        {
            "establish": Shot("hn_admin", "/reorganization/organizations/list/", (), _link("新增")),
            "profile": Shot("zz_clerk", "/organizations/profiles/list/", (), _link("修改")),
            "roster": Shot("zz_clerk", "/personnel/people/list/", (), _link("新增非持证人员")),
            "dossiers": Shot("zz_clerk", "/dossiers/list/", (), _link("完善 ")),
            "projects": Shot(
                "ty_clerk",
                "/organizations/project-returns/list/",
                (_link("新增"),),
                "dialog[open] >> role=button[name='提交']",
            ),
            "funding": Shot(
                "ty_clerk",
                "/organizations/funding-returns/list/",
                (_link("新增"),),
                "dialog[open] >> role=button[name='提交']",
            ),
            "verification": Shot("hn_admin", "/verification/records/list/", (), _link("新增")),
            "structure": Shot("zz_admin", "/organizations/staff-structure/list/", (), VIEW),
            "summary": Shot("cs_admin", "/organizations/overview/list/", (), _button("导出汇总表")),
        },
    ),
    **_named(
        "transfer",
        {
            "file": Shot(
                "ty_clerk",
                "/personnel/transfers/list/",
                (_link("新增调动"),),
                "dialog[open] >> role=button[name='提交']",
            ),
            "accept": Shot("yl_clerk", "/personnel/transfers/list/", (), _link("接收")),
        },
    ),
    **_named(
        "certificate_change",
        {
            **_case(
                CHANGES,
                "zz_clerk",
                "cs_admin",
                Shot(
                    "zz_clerk",
                    f"{CHANGES}/list/",
                    (_link("新增变更"), PICKED),
                    "dialog[open] >> role=button[name='提交']",
                ),
            ),
            "agree": Shot(
                "zz_clerk",
                f"{CHANGES}/list/?_flt_0_step=receiver",
                (VIEW,),
                _in_dialog("同意调入"),
            ),
        },
    ),
    **_named(
        "certificate_cancellation",
        _case(
            CANCELLATIONS,
            "zz_clerk",
            "zz_admin",
            Shot(
                "zz_clerk",
                f"{CANCELLATIONS}/list/",
                (_link("新增注销"), *PICKED_AND_SENT),
                "dialog[open] >> role=button[name='提交']",
            ),
        ),
    ),
    **_named(
        "certificate_reissue",
        _case(
            REISSUES,
            "zz_clerk",
            "cs_admin",
            Shot(
                "zz_clerk",
                f"{REISSUES}/list/",
                (_link("新增补办"), *PICKED_AND_SENT),
                "dialog[open] >> role=button[name='提交']",
            ),
        ),
    ),
    **_named(
        "account_application",
        {
            "file": Shot(
                "zz_admin",
                f"{ACCOUNTS}/list/",
                (_link("添加"), PICKED, "dialog[open] >> [data-submit]"),
                "dialog[open] >> role=button[name='提交']",
            ),
            "approve": Shot(
                "sys_admin",
                f"{ACCOUNTS}/list/?_flt_0_state=filed",
                (_link("通过"),),
                _button("通过"),
            ),
            "sign_in": Shot("zz_clerk", "/password/", (), _button("修改密码")),
        },
    ),
    **_named(
        "right_application",
        {
            "file": Shot(
                "cs_admin",
                f"{RIGHTS}/list/",
                (_link("申请权限"), *PICKED_AND_SENT),
                "dialog[open] >> role=button[name='提交']",
            ),
            "approve": Shot(
                "sec_admin",
                f"{RIGHTS}/list/?_flt_0_state=filed",
                (VIEW,),
                "dialog[open] >> text='通过' >> nth=0",
            ),
            "effect": Shot("zz_admin", f"{RIGHTS}/list/?_flt_0_state=approved", (), VIEW),
        },
    ),
    **_named(
        "training_induction",
        {
            "publish": Shot("hn_admin", f"{SESSIONS}/list/", (), "role=button[name=/^发布/]"),
            "file": Shot(
                "zz_clerk",
                f"{INDUCTION}/list/",
                (_link("新增报名"),),
                "dialog[open] >> role=link[name='未持证人员报名']",
            ),
            "review": Shot(
                "cs_leader",
                f"{INDUCTION}/list/?_flt_0_state=filed",
                (VIEW,),
                _in_dialog("市州审核通过"),
            ),
            "allocate": Shot("zz_admin", PLACES, (_link("分配"),), SENT),
            "accept": Shot(
                "hn_review",
                f"{INDUCTION}/list/?_flt_0_state=placed",
                (VIEW,),
                _in_dialog("受理"),
            ),
            "attend": Shot("ty_clerk", f"{SESSIONS}/list/?_flt_0_kind=induction", (VIEW,)),
            "grade": Shot(
                "hn_review",
                f"{RESULTS}/list/?_flt_0_kind=induction",
                (_link("录入成绩"),),
                _button("保存"),
            ),
            "issue": Shot("hn_review", f"{RESULTS}/list/?_flt_0_kind=induction", (), _link("发证")),
        },
    ),
    **_named(
        "training_continuing",
        {
            "publish": Shot("hn_admin", f"{SESSIONS}/list/", (_link("新增：继续教育培训"),)),
            "allocate": Shot(
                "cs_admin", f"{PLACES}?_flt_0_session.kind=continuing", (_link("分配"),), SENT
            ),
            "file": Shot(
                "yl_clerk", f"{CONTINUING}/list/", (_link("新增已持证人员报名"), PICKED), SENT
            ),
            "review": Shot(
                "hn_review",
                f"{CONTINUING}/list/?_flt_0_state=filed",
                (VIEW,),
                _in_dialog("审核通过"),
            ),
            "attend": Shot("yl_clerk", f"{CONTINUING}/list/?_flt_0_state=accepted", (), VIEW),
            "grade": Shot("hn_review", f"{RESULTS}/list/?_flt_0_kind=continuing", (_link("查看"),)),
            "extend": Shot("yl_clerk", f"{CONTINUING}/list/?_flt_0_state=extended", (VIEW,)),
        },
    ),
    **_named(
        "group_assessment",
        {
            "begin": Shot("zz_clerk", f"{GROUPS}/list/", (_link("新增被考核人员"), PICKED), SENT),
            "score": Shot(
                "yl_clerk",
                f"{GROUPS}/list/?_flt_0_state=running",
                ("#list tbody >> role=link[name=/^考核/] >> nth=0",),
                "role=button[name=/^扣/] >> nth=0",
            ),
            "submit": Shot(
                "cs_clerk",
                f"{GROUPS}/list/?_flt_0_state=running",
                ("#list tbody >> role=link[name=/^提交/] >> nth=0",),
                SENT,
            ),
        },
    ),
    **_named(
        "hierarchical_assessment",
        {
            "begin": Shot(
                "zz_clerk", f"{HIERARCHIES}/list/", (_link("新增被考核机构"), PICKED), SENT
            ),
            "score": Shot(
                "cs_clerk",
                f"{HIERARCHIES}/list/?_flt_0_state=running",
                ("#list tbody >> role=link[name=/^考核/] >> nth=0",),
                "role=button[name=/^扣/] >> nth=0",
            ),
            "submit": Shot(
                "cs_clerk",
                f"{HIERARCHIES}/list/?_flt_0_state=running",
                ("#list tbody >> role=link[name=/^提交/] >> nth=0",),
                SENT,
            ),
            "reply": Shot(
                "yl_admin",
                f"{HIERARCHIES}/list/?_flt_0_step=pending",
                ("#list tbody >> role=link[name=/^整改回复/] >> nth=0",),
                "dialog[open] >> role=button[name='整改回复']",
            ),
            "confirm": Shot(
                "cs_clerk",
                f"{HIERARCHIES}/list/?_flt_0_step=replied",
                ("#list tbody >> role=link[name=/^确认/] >> nth=0",),
                "dialog[open] >> role=button[name='确认']",
            ),
        },
    ),
    **_named(
        "demerits",
        {
            "file": Shot(
                "cs_clerk",
                f"{RECORDS}/list/",
                (_link("新增考核记分"), PICKED, "dialog[open] >> role=button[name='确定']"),
                SENT,
            ),
            "review": Shot(
                "cs_leader",
                f"{RECORDS}/list/?_flt_0_state=filed",
                (_link("审核 "),),
                "dialog[open] >> role=button[name='通过']",
            ),
            "total": Shot("cs_leader", f"{MEASURES}/list/"),
            "talk": Shot(
                "zz_leader",
                f"{MEASURES}/list/?_flt_0_kind=talk",
                (_link("约谈记录"),),
                "dialog[open] >> role=button[name='保存']",
            ),
            "appeal": Shot(
                "cs_clerk",
                f"{RECORDS}/list/?_flt_0_state=passed",
                (_link("申诉"),),
                "dialog[open] >> role=button[name='申诉']",
            ),
        },
    ),
}
