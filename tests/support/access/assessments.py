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

UNASSESSED = "/assessments/unassessed"

ASSESSMENTS = (
    *list_rows("UnassessedView", UNASSESSED, READERS),
    Row(
        "UnassessedView.export",
        "POST",
        f"{UNASSESSED}/export/",
        (200, 200, 200, 200, 403, None, 200, 403, 401),
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
