"""The first page: what waits for the user, and how far the year's returns are."""
