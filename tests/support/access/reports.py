"""Who may call what of the reports, of their files and of the downloads."""

from __future__ import annotations

from tests.support.access.row import (
    ALL,
    MISSING_POST,
    NOBODY,
    NOBODY_POST,
    SUMMARIZERS,
    YEAR,
    Row,
    form,
    list_rows,
)

SUMMARY = f"/reports/annual_summary/{{}}?year={YEAR}&level="
FORM = "/reports/organization_form"
# Whoever files applications about certificates prints them, and the province with its leaders.
PRINTERS = (200, 200, 200, 403, 200, 200, 403, 403, 302)
# 县管 has the form and 县办 has not, which is tested with the report.
FORM_READERS = (200, 200, 200, 200, 403, None, 200, 403, 302)


def survey_rows(name: str) -> tuple[Row, ...]:
    """R03–R06: whoever summarizes, each within the own reach."""
    base = f"/reports/{name}"
    foreign = (200, 200, 404, 404, 403, 403, 403, 403)
    asked = form(year=str(YEAR), format="xlsx")
    return (
        Row("ReportView.conditions", "GET", f"{base}/conditions", SUMMARIZERS),
        Row("ReportView.preview", "GET", f"{base}/preview?year={YEAR}", SUMMARIZERS),
        Row(
            "ReportView.preview",
            "GET",
            f"{base}/preview?year={YEAR}&prefecture=430200",
            (*foreign, 302),
        ),
        Row(
            "ReportView.export",
            "POST",
            f"{base}/export",
            (202, 202, 202, 202, 403, 403, 403, 403, 401),
            data=asked,
        ),
        Row(
            "ReportView.behind",
            "GET",
            f"{base}/behind?year={YEAR}&line=total&column=posts",
            SUMMARIZERS,
        ),
    )


def case_rows(kind: str) -> tuple[Row, ...]:
    """R09 to R14: the paper of an application, and the summary of those within reach."""
    paper, summary = f"/reports/{kind}_form", f"/reports/{kind}_summary"
    own = f"{paper}/preview?case={{{kind}}}"
    time = {"applied_from": f"{YEAR}-01-01", "applied_to": f"{YEAR + 1}-12-31"}
    asked = "&".join(f"{name}={day}" for name, day in time.items())
    below = (200, 200, 200, 403, 404, None, None, 403, 302)
    foreign = (None, None, 404, 403, 404, 404, 403, None, None)
    return (
        Row("ReportView.conditions", "GET", f"{paper}/conditions?case={{{kind}}}", PRINTERS),
        Row("ReportView.preview", "GET", own, PRINTERS),
        Row("ReportView.preview", "GET", own, below, "below"),
        Row("ReportView.preview", "GET", own, foreign, "foreign"),
        Row("ReportView.conditions", "GET", f"{summary}/conditions", PRINTERS),
        Row("ReportView.preview", "GET", f"{summary}/preview?{asked}", PRINTERS),
        Row(
            "ReportView.preview",
            "GET",
            f"{summary}/preview?{asked}&prefecture=430200",
            (200, 200, 404, 403, 404, 404, 403, 403, 302),
        ),
        Row(
            "ReportView.export",
            "POST",
            f"{summary}/export",
            (202, 202, 202, 403, 202, 202, 403, 403, 401),
            data=form(**time, format="xlsx"),
        ),
    )


# Whoever files enrolments, and 省审, prints them; 省领 does not.
TRAINING_PRINTERS = (200, 200, 200, 403, 200, 200, 403, 403, 302)
NO_LEADER = (("hn_leader", 403),)


def enrolment_rows(kind: str) -> tuple[Row, ...]:
    """R15 and R17, and the dialogs of R16 and R18, which want a session: each in the own reach."""
    base, asked = f"/reports/{kind}_enrolments", f"year={YEAR}"
    foreign = (200, 200, 404, 403, 404, 404, 403, 403, 302)
    made = (202, 202, 202, 403, 202, 202, 403, 403, 401)
    result = f"/reports/{kind}_results/conditions"
    return (
        Row("ReportView.conditions", "GET", result, TRAINING_PRINTERS, besides=NO_LEADER),
        Row(
            "ReportView.conditions",
            "GET",
            f"{base}/conditions",
            TRAINING_PRINTERS,
            besides=NO_LEADER,
        ),
        Row(
            "ReportView.preview",
            "GET",
            f"{base}/preview?{asked}",
            TRAINING_PRINTERS,
            besides=NO_LEADER,
        ),
        Row(
            "ReportView.preview",
            "GET",
            f"{base}/preview?{asked}&prefecture=430200",
            foreign,
            besides=NO_LEADER,
        ),
        Row(
            "ReportView.export",
            "POST",
            f"{base}/export",
            made,
            data=form(year=str(YEAR), format="xlsx"),
            besides=NO_LEADER,
        ),
    )


REPORTS = (
    *enrolment_rows("induction"),
    *enrolment_rows("continuing"),
    Row("ReportView.conditions", "GET", "/reports/annual_summary/conditions", SUMMARIZERS),
    Row("ReportView.conditions", "GET", "/reports/nothing/conditions", (404,) * 8 + (302,)),
    Row(
        "ReportView.choose",
        "POST",
        "/reports/annual_summary/conditions",
        (303, 303, 404, 404, 403, 403, 403, 403, 401),
        data=form(year=str(YEAR), level="province"),
    ),
    Row(
        "ReportView.choose",
        "POST",
        "/reports/annual_summary/conditions",
        (303, 303, 303, 303, 403, 403, 403, 403, 401),
        data=form(year=str(YEAR), level="prefecture", prefecture="430100"),
    ),
    Row(
        "ReportView.preview",
        "GET",
        SUMMARY.format("preview") + "province",
        (200, 200, 404, 404, 403, 403, 403, 403, 302),
    ),
    Row(
        "ReportView.preview",
        "GET",
        SUMMARY.format("preview") + "prefecture&prefecture=430100",
        SUMMARIZERS,
    ),
    Row(
        "ReportView.preview",
        "GET",
        SUMMARY.format("preview") + "prefecture&prefecture=430200",
        (200, 200, 404, 404, 403, 403, 403, 403, 302),
    ),
    Row(
        "ReportView.export",
        "POST",
        "/reports/annual_summary/export",
        (202, 202, 404, 404, 403, 403, 403, 403, 401),
        data=form(year=str(YEAR), level="province", format="xlsx"),
    ),
    Row(
        "ReportView.export",
        "POST",
        "/reports/annual_summary/export",
        (202, 202, 202, 202, 403, 403, 403, 403, 401),
        data=form(year=str(YEAR), level="prefecture", prefecture="430100", format="xlsx"),
    ),
    Row(
        "ReportView.export",
        "POST",
        "/reports/annual_summary/export",
        (202, 202, 404, 404, 403, 403, 403, 403, 401),
        data=form(year=str(YEAR), level="prefecture", prefecture="430200", format="xlsx"),
    ),
    Row(
        "ReportView.behind",
        "GET",
        SUMMARY.format("behind") + "prefecture&prefecture=430100&line=total&column=on_duty",
        SUMMARIZERS,
    ),
    Row(
        "ReportView.behind",
        "GET",
        SUMMARY.format("behind") + "province&line=total&column=on_duty",
        (200, 200, 404, 404, 403, 403, 403, 403, 302),
    ),
    *(
        row
        for name in ("survey_joint", "survey_quality", "survey_safety", "survey_all")
        for row in survey_rows(name)
    ),
    *(row for kind in ("change", "cancellation", "reissue") for row in case_rows(kind)),
    # The form of one organization (R01): clerks have none; the world has nothing filled in.
    Row("ReportView.conditions", "GET", f"{FORM}/conditions", FORM_READERS),
    Row(
        "ReportView.preview",
        "GET",
        f"{FORM}/preview?year={YEAR}&organization={{organization}}",
        (400, 400, 400, 400, 403, None, 400, 403, 302),
    ),
    Row(
        "ReportView.preview",
        "GET",
        f"{FORM}/preview?year={YEAR}&organization={{organization}}",
        (400, 400, 400, 400, 403, None, None, 403, 302),
        "below",
    ),
    Row(
        "ReportView.preview",
        "GET",
        f"{FORM}/preview?year={YEAR}&organization={{organization}}",
        (None, None, 404, 404, 403, None, 404, None, None),
        "foreign",
    ),
    # The export of zz_admin; nobody else has ever heard of it.
    Row("ReportView.again", "POST", "/reports/runs/{run}/again", MISSING_POST),
    Row("ReportView.status", "GET", "/reports/runs/{run}/status", (404,) * 8 + (302,)),
    Row("ReportView.cancel", "POST", "/reports/runs/{run}/cancel", MISSING_POST),
    Row("ReportView.file", "GET", "/reports/runs/{run}/file", (404,) * 8 + (302,)),
    Row("ReportView.run", "GET", "/reports/runs/{run}", (404,) * 8 + (302,)),
    Row("VerificationView.find", "GET", "/reports/verification/", ALL),
    *list_rows("DownloadView", "/downloads", ALL),
    Row("DownloadView.delete", "GET", "/downloads/delete/{run}", NOBODY),
    Row("DownloadView.delete", "POST", "/downloads/delete/{run}", NOBODY_POST),
    Row("DownloadView.action", "POST", "/downloads/action/send/{run}", MISSING_POST),
    Row("DownloadView.action_post", "POST", "/downloads/action_post", MISSING_POST),
)
