"""The tree of organizations, today's and that of any past day."""
