"""Tables of people: identities, rosters, certificates and their versions, qualifications."""

from .certificate_versions import CertificateVersion, first_versions, held_by, valid_on
from .certificates import Certificate
from .identities import Identity, IdentityNumber
from .people import ON_ROSTER, Person
from .qualifications import Qualification

__all__ = [
    "ON_ROSTER",
    "Certificate",
    "CertificateVersion",
    "Identity",
    "IdentityNumber",
    "Person",
    "Qualification",
    "first_versions",
    "held_by",
    "valid_on",
]
