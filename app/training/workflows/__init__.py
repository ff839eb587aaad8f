"""How enrolments run, from 提交 to the certificate."""

from app.training.choices import TrainingKind

from .continuing import ENROLMENT as CONTINUING_ENROLMENT
from .induction import ENROLMENT as INDUCTION_ENROLMENT

# By the kind of a session: the process of its people, and the move that ends it.
BY_KIND = {
    TrainingKind.INDUCTION: INDUCTION_ENROLMENT,
    TrainingKind.CONTINUING: CONTINUING_ENROLMENT,
}
FINISH = {TrainingKind.INDUCTION: "issue", TrainingKind.CONTINUING: "extend"}
WORKFLOWS = (INDUCTION_ENROLMENT, CONTINUING_ENROLMENT)
__all__ = ["BY_KIND", "CONTINUING_ENROLMENT", "FINISH", "INDUCTION_ENROLMENT", "WORKFLOWS"]
