"""The files of the module: evidence of a record, papers of a talk."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.attachments.declaration import Holder, Slot

from .choices import MEASURE, RECORD
from .models import DemeritMeasure, DemeritRecord
from .operations import EVIDENCE

MOST_FILES = 20
RECORD_FILES = Holder(RECORD, DemeritRecord, (Slot(EVIDENCE, _l("证据附件"), most=MOST_FILES),))
MEASURE_FILES = Holder(MEASURE, DemeritMeasure, (Slot("papers", _l("约谈附件"), most=MOST_FILES),))
