"""What the office itself may edit: dictionaries, parameters, numbers, reports, working days."""
