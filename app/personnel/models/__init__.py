"""Tables of people: identities, rosters, certificates and their versions, qualifications."""

from .certificate_versions import CertificateVersion, first_versions, held_by, valid_on
from .certificates import HELD_HERE, NOT_CANCELLED, Certificate, last_day_of_warning, standing_on
from .identities import Identity, IdentityNumber
from .people import ON_ROSTER, Person
from .qualifications import Qualification
from .staff_counts import StaffChange, StaffCount, clear, keep
from .transfers import PersonTransfer

__all__ = [
    "HELD_HERE",
    "NOT_CANCELLED",
    "ON_ROSTER",
    "Certificate",
    "CertificateVersion",
    "Identity",
    "IdentityNumber",
    "Person",
    "PersonTransfer",
    "Qualification",
    "StaffChange",
    "StaffCount",
    "clear",
    "first_versions",
    "held_by",
    "keep",
    "last_day_of_warning",
    "standing_on",
    "valid_on",
]
