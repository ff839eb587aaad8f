"""人员基本信息填报: the people who hold, or held, a supervision certificate."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import String
from sqlalchemy.orm import undefer_group

from app.attachments.forms import KEPT
from app.certificates.files import CERTIFICATE_FILES
from app.core.base.column_types import stored
from app.core.base.conditions import Condition
from app.core.base.per_request import once
from app.core.screens.organization_choices import organizations_in_scope, prefectures_of
from app.core.screens.views import AppInterface, Button, Computed, Declared, RowAction
from app.core.tree.organization_tree import tree
from app.core.web.markup import tag
from app.long_form.kept_form import HeldFiles, KeptFormView
from app.personnel.choices import CertificateType
from app.personnel.files import PEOPLE_FILES
from app.personnel.forms import NEVER_KEPT
from app.personnel.models import Person
from app.personnel.presentation import FIELDSETS, HINTS, SHOWN, may_reveal_people
from app.reporting.buttons import form_actions, summary_buttons

from . import forms, operations, presentation, queries
from .choices import DOSSIER, FORM, Completeness, HeldKind
from .labels import LABELS
from .presentation import STANDING_WORDS

# What a draft keeps of the files: the photo's, and those of each certificate.
FILES_KEPT = re.compile(rf"(c\d{{1,9}}-)?{KEPT}")


def _of_prefecture(codes: Sequence[str]) -> Any:
    ids = [node.id for node in tree().values() if node.prefecture_code in codes]
    return Person.organization_id.in_(ids)


def _prefectures() -> list[tuple[str, str]]:
    return prefectures_of(organizations_in_scope())


def _kinds() -> list[tuple[str, str]]:
    return [(kind.value, str(kind.label)) for kind in HeldKind]


def _completeness() -> list[tuple[str, str]]:
    return [(one.value, str(one.label)) for one in Completeness]


GONE = _l("该人员已离开本机构，不在在职名册上")
UNCERTIFIED = _l("该人员没有监督证书，只在“在职工作人员基础数据”中显示")


class DossierView(KeptFormView):
    """The dossiers of the people in scope; each organization completes those of its own."""

    datamodel = AppInterface(Person)
    class_permission_name = DOSSIER
    narrows_to_own = True
    route_base = "/dossiers"
    exclude_route_methods = {"add", "delete", "lookup", "action", "action_post"}
    # Whoever reads dossiers may ask; the right to numbers of people decides.
    method_permission_name = {"reveal": "read"}

    list_title = _l("人员基本信息填报")
    show_title = _l("人员信息查看")
    unit = _l("人")
    list_columns = [
        "prefecture",
        "organization",
        "name",
        "sex",
        "id_no",
        "position",
        "title_level",
        "certificate_kind",
        "quality",
        "safety",
        "standing",
        "completeness",
    ]
    title_column = "name"
    narrow_columns = ("organization", "certificate_kind", "standing")
    search_columns = [
        "prefecture",
        "organization",
        "name",
        "id_no",
        "kind",
        "number",
        "standing",
        "title_level",
        "completeness",
    ]
    computed = {
        "prefecture": Computed(String(40), lambda: Person.organization_id),
        "quality": Computed(String(60), lambda: queries.number_and_end(CertificateType.QUALITY)),
        "safety": Computed(String(60), lambda: queries.number_and_end(CertificateType.SAFETY)),
        "standing": Computed(String(40), queries.standings),
        "completeness": Computed(stored(Completeness), queries.completeness),
    }
    filters = {
        "prefecture": Declared(_of_prefecture, _prefectures),
        "kind": Declared(lambda found: queries.of_kind(found[0]), _kinds),
        "number": Declared(lambda found: queries.with_number(found[0].strip())),
        "standing": Declared(
            lambda found: queries.of_standing(found[0]), lambda: list(STANDING_WORDS.items())
        ),
        "completeness": Declared(lambda found: queries.of_completeness(found[0]), _completeness),
    }
    formatters = {
        "prefecture": lambda row: presentation.prefecture_words(row.organization_id),
        "quality": lambda row: presentation.number_and_end(row.quality),
        "safety": lambda row: presentation.number_and_end(row.safety),
        "standing": lambda row: presentation.standing_tags(row.standing),
    }
    tags = {"completeness": presentation.COMPLETENESS_TONES}
    filter_labels = {"title_level": _l("职称")}
    list_labels = {"title_level": _l("职称")}
    folded_columns = ("sex", "position")
    wrapped_columns = ("organization",)
    unsorted_columns = ("prefecture", "standing")
    sorted_by = {"certificate_kind": "certified_kinds"}
    table_css = "zj-many"
    row_columns = ("first_certified", "last_certified")
    list_options = (undefer_group("certified"),)
    base_order = ("organization_id", "asc")
    label_columns = LABELS
    show_fieldsets = FIELDSETS
    show_columns = SHOWN
    show_template = "dossiers/show.html"
    edit_label, edit_title = _l("完善"), _l("完善人员信息")
    submit_label, edited_message = _l("提交"), _l("已提交")
    edit_fieldsets = presentation.FORM_FIELDSETS
    edit_form_extra_fields = forms.EXTRA_FIELDS
    form_base = forms.DossierForm
    description_columns = HINTS
    field_spans = {"qualifications": 12, "remark": 12, "resume": 12}
    update = staticmethod(operations.complete)
    draft = True
    empty_hint = _l("持有监督证书的在职人员会显示在这里。")

    def base_conditions(self) -> Any:
        on_roster, is_certified = queries.has_dossier()
        told = (Condition(on_roster, GONE), Condition(is_certified, UNCERTIFIED))
        return (*told, *super().base_conditions())

    def may_reveal(self) -> bool:
        return may_reveal_people()

    def item_name(self, item: Person) -> str:
        return item.name

    def buttons(self) -> list[Button]:
        return [*summary_buttons(DOSSIER), *super().buttons()]

    def row_actions(self, item: Any) -> Sequence[RowAction]:
        return [*self.standard_actions(item), *form_actions(FORM, item.id)]

    # --- 完善 ---------------------------------------------------------------------------------

    def draft_takes(self, name: str) -> bool:
        is_file = FILES_KEPT.fullmatch(name) is not None
        return is_file or (name not in NEVER_KEPT and super().draft_takes(name))

    def held_files(self, item: Person) -> Sequence[HeldFiles]:
        """The photo of somebody, and the pictures of each certificate that counts."""
        # A form asks several times: for its boxes, for what they lack, and as it is stored.
        key = ("certificates_to_show", item.id)
        certificates = once(key, lambda: queries.certificates_to_show(item))
        photo = HeldFiles(PEOPLE_FILES, item, _("照片"), required=("photo",))
        pictures = (
            HeldFiles(CERTIFICATE_FILES, one, f"{one.type.label} {one.number}", f"c{one.id}-")
            for one in certificates
        )
        return [photo, *pictures]

    # --- 查看 ---------------------------------------------------------------------------------

    def show_context(self, item: Any) -> Mapping[str, Any]:
        state = item.completeness
        return {
            "photo": presentation.photo(item),
            "standing": presentation.standing_tags(item.standing),
            "completeness": tag(state.label, presentation.COMPLETENESS_TONES[state]),
        }
