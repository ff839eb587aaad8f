"""How enrolments run, from 提交 to the certificate."""

from .continuing import ENROLMENT as CONTINUING_ENROLMENT
from .induction import ENROLMENT as INDUCTION_ENROLMENT

WORKFLOWS = (INDUCTION_ENROLMENT, CONTINUING_ENROLMENT)
__all__ = ["CONTINUING_ENROLMENT", "INDUCTION_ENROLMENT", "WORKFLOWS"]
