"""What organizations report about themselves: profile, projects, funding, verification.

A *return* is what one organization files for one year. *Staff structure* is
computed from the roster, never filed, and stored once a year as a *snapshot*.
"""
