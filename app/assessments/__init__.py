"""考核: supervision groups, and organizations, whose projects are scored by a sheet."""
