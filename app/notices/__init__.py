"""公告: what the province announces to every organization."""
