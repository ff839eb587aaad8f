"""What the office itself may edit: dictionaries, parameters, numbering rules, working days."""
