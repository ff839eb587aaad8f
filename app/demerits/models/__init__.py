"""Tables of demerit points: the list of reasons in versions, records, what followed from totals."""

from .measures import DemeritMeasure
from .reasons import DemeritReason, ReasonList
from .records import DemeritItem, DemeritRecord

__all__ = ["DemeritItem", "DemeritMeasure", "DemeritReason", "DemeritRecord", "ReasonList"]
