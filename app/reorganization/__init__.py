"""机构维护: how organizations begin, change, join, part and end."""
