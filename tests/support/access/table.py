"""The access table: every route with every method, and what each column of people gets."""

from __future__ import annotations

from tests.support.access.assessments import ASSESSMENTS
from tests.support.access.audit import AUDIT
from tests.support.access.certificate_cases import CERTIFICATE_CASES
from tests.support.access.certificates import CERTIFICATES
from tests.support.access.cockpit import COCKPIT
from tests.support.access.data_quality import DATA_QUALITY
from tests.support.access.demerits import DEMERITS
from tests.support.access.deputies import DEPUTIES
from tests.support.access.dossiers import DOSSIERS
from tests.support.access.explanations import EXPLANATIONS
from tests.support.access.imports import IMPORTS
from tests.support.access.notices import NOTICE_ROWS
from tests.support.access.organizations import ORGANIZATIONS
from tests.support.access.processes import PROCESSES
from tests.support.access.reorganization import REORGANIZATION
from tests.support.access.reports import REPORTS
from tests.support.access.rights import RIGHTS
from tests.support.access.row import (
    ALL,
    MISSING_POST,
    NOBODY,
    NOBODY_POST,
    SIGNED_IN_POST,
    YEAR,
    Row,
    form,
    list_rows,
)
from tests.support.access.scoring import SCORING
from tests.support.access.settings import SETTINGS
from tests.support.access.setup import SETUP
from tests.support.access.training import TRAINING
from tests.support.access.training_results import TRAINING_RESULTS
from tests.support.access.users import USERS
from tests.support.access.verification import VERIFICATION

MESSAGES = "/messages"

TABLE = (
    Row("HomeView.index", "GET", "/", ALL),
    Row("HomeView.charts", "GET", "/charts", ALL),
    Row("FinderView.find", "POST", "/find/", (200,) * 8 + (401,), data=form(q="长沙")),
    Row("OrganizationChoicesView.find", "GET", "/organization-choices/?q=长沙", ALL),
    *ORGANIZATIONS,
    # --- messages: the one of zz_admin is nobody else's ---
    *list_rows("MessageView", MESSAGES, ALL),
    Row("MessageView.show", "GET", f"{MESSAGES}/show/{{message}}", (404,) * 8 + (302,)),
    Row("MessageView.read_all", "POST", f"{MESSAGES}/read-all", SIGNED_IN_POST),
    Row("MessageView.delete", "GET", f"{MESSAGES}/delete/{{message}}", NOBODY),
    Row("MessageView.delete", "POST", f"{MESSAGES}/delete/{{message}}", NOBODY_POST),
    Row("MessageView.action", "POST", f"{MESSAGES}/action/send/{{message}}", MISSING_POST),
    Row("MessageView.action_post", "POST", f"{MESSAGES}/action_post", MISSING_POST),
    *AUDIT,
    *REPORTS,
    *IMPORTS,
    # --- files: which there are, and of whose records, is tested with the engine ---
    Row("AttachmentView.upload", "POST", "/attachments/", MISSING_POST),
    Row("AttachmentView.turn", "POST", "/attachments/turn", MISSING_POST),
    Row("AttachmentView.file", "GET", "/attachments/1/a.pdf", (404,) * 8 + (302,)),
    *SETTINGS,
    *USERS,
    *TRAINING_RESULTS,
    *DEMERITS,
    *PROCESSES,
    *NOTICE_ROWS,
    *DEPUTIES,
    *REORGANIZATION,
    *RIGHTS,
    *VERIFICATION,
    *CERTIFICATE_CASES,
    *CERTIFICATES,
    *COCKPIT,
    *TRAINING,
    *SCORING,
    *ASSESSMENTS,
    *DATA_QUALITY,
    *DOSSIERS,
    *EXPLANATIONS,
    *SETUP,
    # --- the shell ---
    Row("ShellView.token", "GET", "/token/", (200,) * 8 + (302,)),
    Row("ShellView.choose_year", "POST", "/year/", SIGNED_IN_POST, data=form(year=str(YEAR))),
    Row("ShellView.choose_language", "POST", "/language/", (303,) * 9, data=form(language="zh")),
    Row("PasswordView.change", "GET", "/password/", ALL),
    Row("PasswordView.change", "POST", "/password/", (200,) * 8 + (302,)),
    Row("OwnAccountView.index", "GET", "/account/", ALL),
    Row("OwnAccountView.set_up", "GET", "/account/second-factor", ALL),
    Row("OwnAccountView.set_up", "POST", "/account/second-factor", (422,) * 8 + (401,)),
    # Nobody of the cast has a second factor.
    Row("OwnAccountView.renew_codes", "GET", "/account/recovery-codes", (404,) * 8 + (302,)),
    Row("OwnAccountView.renew_codes", "POST", "/account/recovery-codes", MISSING_POST),
    Row("OwnAccountView.switch_off", "GET", "/account/second-factor/off", (404,) * 8 + (302,)),
    Row("OwnAccountView.switch_off", "POST", "/account/second-factor/off", MISSING_POST),
    Row("OwnAccountView.end_session", "POST", "/account/sessions/x/end", MISSING_POST),
    Row("OwnAccountView.end_others", "POST", "/account/sessions/end-others", SIGNED_IN_POST),
    Row("SignInView.code", "GET", "/login/code", (302,) * 9),
    Row("SignInView.code", "POST", "/login/code", (302,) * 9),
    Row("SignInView.login", "GET", "/login/", (302,) * 8 + (200,)),
    Row("SignInView.login", "POST", "/login/", (302,) * 8 + (200,)),
    Row("healthz", "GET", "/healthz", (200,) * 9),
    Row("readyz", "GET", "/readyz", (200,) * 9),
    Row("static", "GET", "/static/zj.css", (200,) * 9),
    Row("appbuilder.static", "GET", "/static/appbuilder/nothing.css", (404,) * 9),
    # Last, for it ends the session.
    Row("SignInView.logout", "POST", "/logout/", (303,) * 9),
)
