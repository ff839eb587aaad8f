"""资格验证: what an organization must have, whether it has it, and what the province found."""
