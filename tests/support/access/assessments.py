"""Who may call what of assessments: whoever files assesses the own people, others read."""

from __future__ import annotations

from tests.support.access.filed_sets import BELOW, FOREIGN
from tests.support.access.organizations import REFUSED
from tests.support.access.row import FILERS, READERS, Row, form, list_rows

GROUPS, PROJECTS = "/assessments/groups", "/assessments/projects"
# Administrators delete.
ADMINS = (200, 403, 200, 403, 403, 200, 403, 403, 302)
ADMINS_BUT_CLERK = (("yl_clerk", 403),)
# On to the page of a project.
LED_ON = tuple({200: 303}.get(one, one) for one in FILERS)
LATE = (409, 403, 409, 403, 409, 409, 403, 403, 401)
# Nobody writes in the name of an organization below.
BELOW_PAGE = (403, 403, 403, 403, 404, None, None, 403, 302)
ELSEWHERE = (None, None, 404, 403, 404, 404, 403, None, None)

HIERARCHIES, INSPECTED = "/assessments/hierarchical", "/assessments/hierarchical-projects"
# Who assesses organizations below; counties read what is final of them.
ASSESSORS = (200, 403, 200, 403, 200, 403, 403, 403, 302)
UNTICKED = (422, 403, 422, 403, 422, 403, 403, 403, 401)
OPENED = tuple({200: 303}.get(one, one) for one in ASSESSORS)
NOT_YET = (200, 200, 200, 200, 200, 404, 404, 403, 302)
MOVED = (200, 403, 200, 403, 200, 404, 404, 403, 302)
STALE = (409, 403, 409, 403, 409, 403, 403, 403, 401)
OTHERS = (None, None, 404, 404, 404, 404, 404, None, None)
CLOSED_TO = (None, None, 404, 403, 404, 403, 403, None, None)

HIERARCHICAL = (
    *list_rows("HierarchicalAssessmentView", HIERARCHIES, READERS),
    *(
        Row("HierarchicalAssessmentView.show", "GET", f"{HIERARCHIES}/show/{{hierarchy}}", *rest)
        for rest in ((NOT_YET,), (OTHERS, "foreign"))
    ),
    Row("HierarchicalAssessmentView.pick", "GET", f"{HIERARCHIES}/pick", ASSESSORS),
    Row(
        "HierarchicalAssessmentView.pick",
        "POST",
        f"{HIERARCHIES}/pick",
        UNTICKED,
        data=form(act="submit"),
    ),
    Row("HierarchicalAssessmentView.add", "GET", f"{HIERARCHIES}/add?of={{lower}}", ASSESSORS),
    Row(
        "HierarchicalAssessmentView.add",
        "GET",
        f"{HIERARCHIES}/add?of={{lower}}",
        CLOSED_TO,
        "foreign",
    ),
    Row("HierarchicalAssessmentView.add", "POST", f"{HIERARCHIES}/add?of={{lower}}", UNTICKED),
    Row(
        "HierarchicalAssessmentView.add",
        "POST",
        f"{HIERARCHIES}/add?of={{lower}}",
        CLOSED_TO,
        "foreign",
    ),
    Row("HierarchicalAssessmentView.edit", "GET", f"{HIERARCHIES}/edit/{{hierarchy}}", ASSESSORS),
    Row("HierarchicalAssessmentView.edit", "POST", f"{HIERARCHIES}/edit/{{hierarchy}}", STALE),
    Row(
        "HierarchicalAssessmentView.delete",
        "GET",
        f"{HIERARCHIES}/delete/{{hierarchy}}",
        (200, 403, 200, 403, 403, 403, 403, 403, 302),
    ),
    Row(
        "HierarchicalAssessmentView.delete",
        "POST",
        f"{HIERARCHIES}/delete/{{hierarchy}}",
        (None, None, 404, 403, 403, 403, 403, None, None),
        "foreign",
    ),
    Row("HierarchicalAssessmentView.pad", "GET", f"{HIERARCHIES}/pad/{{hierarchy}}", OPENED),
    Row(
        "HierarchicalAssessmentView.pad",
        "GET",
        f"{HIERARCHIES}/pad/{{hierarchy}}",
        CLOSED_TO,
        "foreign",
    ),
    Row(
        "HierarchicalAssessmentView.move",
        "GET",
        f"{HIERARCHIES}/move/{{hierarchy}}/submit",
        MOVED,
    ),
    Row(
        "HierarchicalAssessmentView.move",
        "POST",
        f"{HIERARCHIES}/move/{{hierarchy}}/submit",
        (409, 403, 409, 403, 409, 404, 404, 403, 401),
        data=form(version="0"),
    ),
    Row("HierarchicalProjectView.add", "GET", f"{INSPECTED}/add?of={{hierarchy}}", ASSESSORS),
    Row(
        "HierarchicalProjectView.add",
        "GET",
        f"{INSPECTED}/add?of={{hierarchy}}",
        CLOSED_TO,
        "foreign",
    ),
    Row("HierarchicalProjectView.add", "POST", f"{INSPECTED}/add?of={{hierarchy}}", UNTICKED),
    Row("HierarchicalProjectView.edit", "GET", f"{INSPECTED}/edit/{{inspected}}", ASSESSORS),
    Row(
        "HierarchicalProjectView.edit",
        "GET",
        f"{INSPECTED}/edit/{{inspected}}",
        CLOSED_TO,
        "foreign",
    ),
    Row("HierarchicalProjectView.edit", "POST", f"{INSPECTED}/edit/{{inspected}}", STALE),
    Row("HierarchicalProjectView.delete", "GET", f"{INSPECTED}/delete/{{inspected}}", ASSESSORS),
    Row(
        "HierarchicalProjectView.delete",
        "POST",
        f"{INSPECTED}/delete/{{inspected}}",
        CLOSED_TO,
        "foreign",
    ),
)

UNASSESSED = "/assessments/unassessed"

ASSESSMENTS = (
    *HIERARCHICAL,
    *list_rows("UnassessedView", UNASSESSED, READERS),
    Row(
        "UnassessedView.export",
        "POST",
        f"{UNASSESSED}/export/",
        (200, 200, 200, 200, 200, None, 200, 403, 401),
    ),
    *list_rows("GroupAssessmentView", GROUPS, READERS),
    *(
        Row("GroupAssessmentView.show", "GET", f"{GROUPS}/show/{{group}}", *rest)
        for rest in ((READERS,), (BELOW, "below"), (FOREIGN, "foreign"))
    ),
    Row("GroupAssessmentView.pick", "GET", f"{GROUPS}/pick", FILERS),
    Row("GroupAssessmentView.pick", "POST", f"{GROUPS}/pick", REFUSED, data=form(act="submit")),
    Row("GroupAssessmentView.add", "GET", f"{GROUPS}/add?of={{person}}", FILERS),
    Row("GroupAssessmentView.add", "POST", f"{GROUPS}/add?of={{person}}", REFUSED),
    Row("GroupAssessmentView.edit", "GET", f"{GROUPS}/edit/{{group}}", FILERS),
    Row("GroupAssessmentView.edit", "POST", f"{GROUPS}/edit/{{group}}", LATE),
    Row(
        "GroupAssessmentView.delete",
        "GET",
        f"{GROUPS}/delete/{{group}}",
        ADMINS,
        besides=ADMINS_BUT_CLERK,
    ),
    Row(
        "GroupAssessmentView.delete",
        "POST",
        f"{GROUPS}/delete/{{group}}",
        (None, None, 404, 403, 403, 404, 403, None, None),
        "foreign",
        besides=ADMINS_BUT_CLERK,
    ),
    Row("GroupAssessmentView.pad", "GET", f"{GROUPS}/pad/{{group}}", LED_ON),
    Row("GroupAssessmentView.pad", "GET", f"{GROUPS}/pad/{{group}}", ELSEWHERE, "foreign"),
    Row("GroupAssessmentView.move", "GET", f"{GROUPS}/move/{{group}}/submit", FILERS),
    Row(
        "GroupAssessmentView.move",
        "POST",
        f"{GROUPS}/move/{{group}}/submit",
        LATE,
        data=form(version="0"),
    ),
    Row("GroupProjectView.add", "GET", f"{PROJECTS}/add?of={{group}}", FILERS),
    Row("GroupProjectView.add", "GET", f"{PROJECTS}/add?of={{group}}", BELOW_PAGE, "below"),
    Row("GroupProjectView.add", "POST", f"{PROJECTS}/add?of={{group}}", REFUSED),
    Row("GroupProjectView.edit", "GET", f"{PROJECTS}/edit/{{assessed}}", FILERS),
    Row("GroupProjectView.edit", "GET", f"{PROJECTS}/edit/{{assessed}}", BELOW_PAGE, "below"),
    Row("GroupProjectView.edit", "GET", f"{PROJECTS}/edit/{{assessed}}", ELSEWHERE, "foreign"),
    Row("GroupProjectView.edit", "POST", f"{PROJECTS}/edit/{{assessed}}", LATE),
    Row("GroupProjectView.delete", "GET", f"{PROJECTS}/delete/{{assessed}}", FILERS),
    Row("GroupProjectView.delete", "POST", f"{PROJECTS}/delete/{{assessed}}", ELSEWHERE, "foreign"),
)
