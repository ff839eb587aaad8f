"""业务流程: every process as a diagram, and each of its steps with help and a screenshot."""
