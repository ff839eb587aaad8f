"""Who may call what of the overview, of people, of the yearly returns, their years and drafts."""

from __future__ import annotations

from tests.support.access.row import (
    FILERS,
    MISSING_MOVE,
    MISSING_POST,
    NOBODY,
    NOBODY_POST,
    READERS,
    YEAR,
    Row,
    form,
    list_rows,
    refused_to_all_but,
)

OVERVIEW = "/organizations/overview"
LOCKS_READ = (200, None, 200, 403, 403, 403, 403, 403, 302)
LOCKS_WRITE = (303, 403, 403, 403, 403, 403, 403, 403, 401)
LOCKS_OPEN = (200, 403, 403, 403, 403, 403, 403, 403, 302)
CLOSE_NOTHING = (404, 403, 403, 403, 403, 403, 403, 403, 401)
PEOPLE, RETURNS = "/personnel/people", "/organizations/project-returns"
PROFILES, FUNDINGS = "/organizations/profiles", "/organizations/funding-returns"
LOCKS = "/organizations/year-locks"
STRUCTURES = "/organizations/staff-structure"
REFUSED = (422, 403, 422, 403, 422, 422, 403, 403, 401)
BELOW = (403, 403, 403, 403, 404, None, None, 403)
FOREIGN = (None, None, 404, 403, 404, 404, 403, None, None)
TRANSFERS = "/personnel/transfers"
CHECKS = "/organizations/roster-checks"
NO_TRANSFER = (404, 403, 404, 403, 404, 404, 403, 403, 302)
DRAFTS = f"/drafts/organizations.project_return/{YEAR}"
NO_DRAFT = (404, 403, 404, 403, 404, 404, 403, 403, 302)


def kind_rows(view: str, base: str, held: str, locked: str) -> tuple[Row, ...]:
    """What every yearly return has alike; ``held`` is handed in, ``locked`` belongs to the past."""
    below_read = (200, 200, 200, 200, 404, None, None, 403, 302)
    foreign_read = (None, None, 404, 404, 404, 404, 404, None, None)
    below_edit = (403, 403, 403, 403, 404, None, None, 403)
    foreign_edit = (None, None, 404, 403, 404, 404, 403, None)
    version = form(act="draft", version="1")
    return (
        *list_rows(view, base, READERS),
        Row(f"{view}.export", "POST", f"{base}/export/", (200,) * 7 + (403, 401)),
        Row(f"{view}.show", "GET", f"{base}/show/{held}", READERS),
        Row(f"{view}.show", "GET", f"{base}/show/{held}", below_read, "below"),
        Row(f"{view}.show", "GET", f"{base}/show/{held}", foreign_read, "foreign"),
        Row(f"{view}.add", "GET", f"{base}/add", FILERS),
        Row(
            f"{view}.add",
            "POST",
            f"{base}/add",
            (422, 403, 422, 403, 422, 422, 403, 403, 401),
            data=form(year="1999"),
        ),
        Row(f"{view}.edit", "GET", f"{base}/edit/{held}", FILERS),
        Row(f"{view}.edit", "GET", f"{base}/edit/{locked}", NOBODY),
        Row(f"{view}.edit", "GET", f"{base}/edit/{held}", (*below_edit, 302), "below"),
        Row(f"{view}.edit", "GET", f"{base}/edit/{held}", (*foreign_edit, None), "foreign"),
        # Without the version of the page nothing is overwritten.
        Row(
            f"{view}.edit",
            "POST",
            f"{base}/edit/{held}",
            (409, 403, 409, 403, 409, 409, 403, 403, 401),
            data=form(act="draft"),
        ),
        Row(
            f"{view}.edit",
            "POST",
            f"{base}/edit/{locked}",
            (422, 403, 422, 403, 422, 422, 403, 403, 401),
            data=version,
        ),
        Row(f"{view}.edit", "POST", f"{base}/edit/{held}", (*below_edit, 401), "below", version),
        Row(
            f"{view}.edit",
            "POST",
            f"{base}/edit/{held}",
            (*foreign_edit, None),
            "foreign",
            version,
        ),
        # 退回补正: the province its own, a superior what is below; without an opinion refused.
        Row(
            f"{view}.move",
            "GET",
            f"{base}/move/{held}/return",
            (200, 403, 403, 403, 403, 403, 403, 403, 302),
        ),
        Row(
            f"{view}.move",
            "POST",
            f"{base}/move/{held}/return",
            (422, 403, 403, 403, 403, 403, 403, 403, 401),
        ),
        Row(
            f"{view}.move",
            "POST",
            f"{base}/move/{locked}/return",
            (409, 403, 403, 403, 403, 403, 403, 403, 401),
            data=form(opinion="请核对合计数据"),
        ),
        Row(
            f"{view}.move",
            "POST",
            f"{base}/move/{held}/return",
            (422, 403, 422, 403, 404, None, None, 403, 401),
            "below",
        ),
        Row(
            f"{view}.move",
            "POST",
            f"{base}/move/{held}/return",
            (None, None, 404, 404, 404, 404, 404, None, None),
            "foreign",
            form(opinion="请核对合计数据"),
        ),
        Row(f"{view}.move", "POST", f"{base}/move/{held}/lock", MISSING_MOVE),
        Row(f"{view}.delete", "GET", f"{base}/delete/{held}", NOBODY),
        Row(f"{view}.delete", "POST", f"{base}/delete/{held}", NOBODY_POST),
        Row(f"{view}.delete", "POST", f"{base}/delete/{held}", NOBODY_POST, "below"),
        Row(f"{view}.action", "POST", f"{base}/action/lock/{held}", MISSING_POST),
        Row(f"{view}.action_post", "POST", f"{base}/action_post", MISSING_POST),
    )


ORGANIZATIONS = (
    *list_rows("OverviewView", OVERVIEW, READERS),
    # 催报: by the administrators above, of what lies below, never of the own organization.
    *(
        Row("OverviewView.remind", method, f"{OVERVIEW}/remind?rowid={{organization}}", *rest)
        for method, *rest in (
            ("GET", (404, 403, 404, 403, 403, 403, 403, 403, 302)),
            ("POST", (404, 403, 404, 403, 403, 403, 403, 403, 401)),
            ("GET", (200, 403, 200, 403, 403, None, None, 403, 302), "below"),
            ("POST", (303, 403, 303, 403, 403, None, None, 403, 401), "below"),
            ("GET", (None, None, 404, 403, 403, 403, 403, None, None), "foreign"),
            ("POST", (None, None, 404, 403, 403, 403, 403, None, None), "foreign"),
        )
    ),
    Row(
        "OverviewView.remind_ticked",
        "POST",
        f"{OVERVIEW}/action_post",
        (303, 403, 303, 403, 403, 403, 403, 403, 401),
    ),
    Row("OverviewView.show", "GET", f"{OVERVIEW}/show/{{organization}}", READERS),
    Row(
        "OverviewView.show",
        "GET",
        f"{OVERVIEW}/show/{{organization}}",
        (200, 200, 200, 200, 200, None, None, 403, 302),
        "below",
    ),
    Row(
        "OverviewView.show",
        "GET",
        f"{OVERVIEW}/show/{{organization}}",
        (None, None, 404, 404, 404, 404, 404, None, None),
        "foreign",
    ),
    # --- 人员结构: read by all of the business, exported and archived anew by the province ---
    *list_rows("StaffStructureView", STRUCTURES, READERS),
    *(
        Row(f"StaffStructureView.{name}", "GET", f"{STRUCTURES}/{path}", *rest)
        for name, path in (
            ("show", f"show/{YEAR + 1}/{{organization}}"),
            ("part", f"part/{YEAR + 1}/{{organization}}/education"),
            ("people", f"people/{YEAR + 1}/{{organization}}/on_duty"),
        )
        for rest in (
            (READERS,),
            ((200, 200, 200, 200, 404, None, None, 403, 302), "below"),
            ((None, None, 404, 404, 404, 404, 404, None, None), "foreign"),
        )
    ),
    Row("StaffStructureView.export", "POST", f"{STRUCTURES}/export/", refused_to_all_but(200)),
    # The running year is not stored, so there is nothing to archive anew.
    Row(
        "StaffStructureView.rearchive",
        "GET",
        f"{STRUCTURES}/rearchive/{YEAR + 1}/{{organization}}",
        (404, *NOBODY[1:]),
    ),
    Row(
        "StaffStructureView.rearchive",
        "POST",
        f"{STRUCTURES}/rearchive/{YEAR + 1}/{{organization}}",
        refused_to_all_but(404),
    ),
    # --- people ---
    *list_rows("PersonView", PEOPLE, READERS),
    Row("PersonView.lookup", "GET", f"{PEOPLE}/lookup/?q=张", READERS),
    Row("PersonView.export", "POST", f"{PEOPLE}/export/", (200,) * 7 + (403, 401)),
    Row("PersonView.show", "GET", f"{PEOPLE}/show/{{person}}", READERS),
    Row(
        "PersonView.show",
        "GET",
        f"{PEOPLE}/show/{{person}}",
        (200, 200, 200, 200, 404, None, None, 403, 302),
        "below",
    ),
    Row(
        "PersonView.show",
        "GET",
        f"{PEOPLE}/show/{{person}}",
        (None, None, 404, 404, 404, 404, 404, None, None),
        "foreign",
    ),
    Row("PersonView.reveal", "POST", f"{PEOPLE}/reveal/{{person}}/id_no", NOBODY_POST),
    Row("PersonView.reveal", "POST", f"{PEOPLE}/reveal/{{person}}/id_no", NOBODY_POST, "below"),
    Row("PersonView.add", "GET", f"{PEOPLE}/add", FILERS),
    Row("PersonView.add", "POST", f"{PEOPLE}/add", REFUSED),
    Row("PersonView.edit", "GET", f"{PEOPLE}/edit/{{person}}", FILERS),
    Row("PersonView.edit", "GET", f"{PEOPLE}/edit/{{person}}", (*BELOW, 302), "below"),
    Row("PersonView.edit", "GET", f"{PEOPLE}/edit/{{person}}", FOREIGN, "foreign"),
    # Without the version of the page nothing is overwritten.
    Row(
        "PersonView.edit",
        "POST",
        f"{PEOPLE}/edit/{{person}}",
        (409, 403, 409, 403, 409, 409, 403, 403, 401),
    ),
    Row("PersonView.edit", "POST", f"{PEOPLE}/edit/{{person}}", (*BELOW, 401), "below"),
    # The people of the table hold certificates.
    Row("PersonView.delete", "GET", f"{PEOPLE}/delete/{{person}}", FILERS),
    Row("PersonView.delete", "POST", f"{PEOPLE}/delete/{{person}}", REFUSED),
    Row("PersonView.delete", "POST", f"{PEOPLE}/delete/{{person}}", (*BELOW, 401), "below"),
    Row("PersonView.delete", "POST", f"{PEOPLE}/delete/{{person}}", FOREIGN, "foreign"),
    Row("PersonView.action", "POST", f"{PEOPLE}/action/erase/{{person}}", MISSING_POST),
    Row("PersonView.action_post", "POST", f"{PEOPLE}/action_post", MISSING_POST),
    # --- 调动: who may do what with which is tested with the process ---
    *list_rows("TransferView", TRANSFERS, FILERS),
    Row("TransferView.add", "GET", f"{TRANSFERS}/add", FILERS),
    Row("TransferView.add", "POST", f"{TRANSFERS}/add", REFUSED),
    Row("TransferView.receivers", "GET", f"{TRANSFERS}/receivers/?q=天元", FILERS),
    Row("TransferView.people", "GET", f"{TRANSFERS}/people/?q=张", FILERS),
    Row("TransferView.show", "GET", f"{TRANSFERS}/show/1", NO_TRANSFER),
    Row("TransferView.move", "GET", f"{TRANSFERS}/move/1/accept", NO_TRANSFER),
    Row("TransferView.move", "POST", f"{TRANSFERS}/move/1/accept", (*NO_TRANSFER[:8], 401)),
    # --- 核对 of the roster: the people of the table lack a school ---
    Row("RosterCheckView.check", "GET", f"{CHECKS}/check/{YEAR}", FILERS),
    Row("RosterCheckView.check", "POST", f"{CHECKS}/check/{YEAR}", REFUSED),
    Row(
        "RosterCheckView.undo",
        "POST",
        f"{CHECKS}/undo/{YEAR}",
        (303, 403, 303, 403, 303, 303, 403, 403, 401),
    ),
    # --- project returns ---
    *kind_rows("ProjectReturnView", RETURNS, "{filed}", "{locked}"),
    Row("ProjectReturnView.last_year", "GET", f"{RETURNS}/last-year?year={YEAR}", FILERS),
    # --- profiles ---
    *kind_rows("ProfileView", PROFILES, "{profile}", "{old_profile}"),
    Row("ProfileView.reveal", "POST", f"{PROFILES}/reveal/{{profile}}/head_mobile", NOBODY_POST),
    Row(
        "ProfileView.reveal",
        "POST",
        f"{PROFILES}/reveal/{{profile}}/head_mobile",
        NOBODY_POST,
        "below",
    ),
    Row("ProfileView.own", "GET", f"{PROFILES}/own", READERS),
    # --- funding ---
    *kind_rows("FundingReturnView", FUNDINGS, "{funding}", "{old_funding}"),
    Row("FundingReturnView.last_year", "GET", f"{FUNDINGS}/last-year?year={YEAR}", FILERS),
    Row("FundingReturnView.part", "GET", f"{FUNDINGS}/part/{{funding}}/spent", READERS),
    Row(
        "FundingReturnView.part",
        "GET",
        f"{FUNDINGS}/part/{{funding}}/spent",
        (200, 200, 200, 200, 404, None, None, 403, 302),
        "below",
    ),
    Row(
        "FundingReturnView.part",
        "GET",
        f"{FUNDINGS}/part/{{funding}}/spent",
        (None, None, 404, 404, 404, 404, 404, None, None),
        "foreign",
    ),
    # --- years: closing one that is closed says so on the next page ---
    *list_rows("YearLockView", LOCKS, LOCKS_READ),
    Row("YearLockView.lock", "POST", f"{LOCKS}/lock/{YEAR - 1}", LOCKS_WRITE),
    Row("YearLockView.unlock", "GET", f"{LOCKS}/unlock/{YEAR - 1}/{{organization}}", LOCKS_OPEN),
    Row(
        "YearLockView.unlock",
        "POST",
        f"{LOCKS}/unlock/{YEAR - 1}/{{organization}}",
        (422, 403, 403, 403, 403, 403, 403, 403, 401),
    ),
    Row(
        "YearLockView.unlock",
        "POST",
        f"{LOCKS}/unlock/{YEAR - 1}/{{organization}}",
        (422, 403, 403, 403, 403, None, None, 403, 401),
        "below",
    ),
    # --- drafts: by the rights of their form, of the own organization alone ---
    Row("DraftView.news", "GET", DRAFTS, FILERS),
    Row("DraftView.news", "GET", "/drafts/organizations.project_return/1999", NO_DRAFT),
    Row("DraftView.news", "GET", "/drafts/nothing/1", (404,) * 8 + (302,)),
    # Without a text there is nothing to save.
    Row("DraftView.save", "POST", DRAFTS, (422, 403, 422, 403, 422, 422, 403, 403, 401)),
    Row(
        "DraftView.discard",
        "POST",
        f"{DRAFTS}/discard",
        (422, 403, 422, 403, 422, 422, 403, 403, 401),
    ),
    Row(
        "DraftView.take_back",
        "POST",
        f"{DRAFTS}/take-back",
        (200, 403, 200, 403, 200, 200, 403, 403, 401),
    ),
    Row("YearLockView.close", "POST", f"{LOCKS}/close/{{organization}}", CLOSE_NOTHING),
)
