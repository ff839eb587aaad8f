"""How enrolments run, from 提交 to the certificate."""

from app.training.choices import TrainingKind

from .continuing import ENROLMENT as CONTINUING_ENROLMENT
from .induction import ENROLMENT as INDUCTION_ENROLMENT

WORKFLOWS = (INDUCTION_ENROLMENT, CONTINUING_ENROLMENT)
BY_KIND = {
    TrainingKind.INDUCTION: INDUCTION_ENROLMENT,
    TrainingKind.CONTINUING: CONTINUING_ENROLMENT,
}
__all__ = ["BY_KIND", "CONTINUING_ENROLMENT", "INDUCTION_ENROLMENT", "WORKFLOWS"]
